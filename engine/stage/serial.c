#include "stage/serial.h"

#include <string.h>

#include "lp/exchange.h"
#include "lp/prices.h"

/* The look-ahead keeps a tentative seat for every guaranteed child that can have one: an optimum
 * of the `place` counts over the schools that are not by choice. When a child takes a seat, the
 * others are re-arranged along one chain, never matched anew. */
typedef struct look_ahead {
    hp_state *state;
    int stage_index;
    const hp_queue *queue;
    const hp_arcs *offers;
    const hp_arcs *prospects;
    int32_t ground;         /* the node of those without a seat */
    int32_t *rank;          /* per entrant: place in guarantee_order; INT32_MAX: not guaranteed */
    int32_t *allowed_begin; /* nodes of each entrant: prospects once each, then the ground */
    int32_t *allowed;
    hp_exchange *exchange; /* unit e is entrant e; those not guaranteed join when admitted */
    int32_t *admitted;     /* per school, in this stage */
    bool *forward;         /* per node, scratch */
    bool *backward;
    int32_t *noted; /* per entrant: its node before a try */
} look_ahead;

static hp_status rank_entrants(look_ahead *ahead) {
    const hp_policy *policy = ahead->state->policy;
    const hp_roll *roll = ahead->state->roll;
    ahead->rank = hp_arena_alloc(ahead->state->arena, (size_t)ahead->queue->count + 1,
                                 sizeof *ahead->rank);
    HP_NEED(ahead->rank);
    for (int32_t e = 0; e < ahead->queue->count; e++) {
        int32_t student = ahead->queue->entrants[e].student;
        ahead->rank[e] = INT32_MAX;
        for (int i = 0; i < policy->guarantee_count && roll->guaranteed[student]; i++) {
            if (policy->guarantee_order[i] == roll->category[student]) {
                ahead->rank[e] = i;
            }
        }
    }
    return HP_OK;
}

/* Prospects by school: in this stage and later stages alike, each school once, then the ground. */
static hp_status list_allowed(look_ahead *ahead) {
    hp_arena *arena = ahead->state->arena;
    size_t count = (size_t)ahead->queue->count;
    size_t room = (size_t)ahead->prospects->begin[count] + count;
    bool *listed = hp_arena_alloc(arena, (size_t)ahead->ground, sizeof *listed);
    ahead->allowed_begin = hp_arena_alloc(arena, count + 1, sizeof *ahead->allowed_begin);
    ahead->allowed = hp_arena_alloc(arena, room, sizeof *ahead->allowed);
    HP_NEED(listed);
    HP_NEED(ahead->allowed_begin);
    HP_NEED(ahead->allowed);
    int32_t used = 0;
    for (size_t e = 0; e < count; e++) {
        int32_t first = used;
        for (int32_t i = ahead->prospects->begin[e]; i < ahead->prospects->begin[e + 1]; i++) {
            int32_t school = ahead->prospects->arcs[i].school;
            if (!listed[school]) {
                listed[school] = true;
                ahead->allowed[used++] = school;
            }
        }
        for (int32_t i = first; i < used; i++) {
            listed[ahead->allowed[i]] = false;
        }
        ahead->allowed[used++] = ahead->ground;
        ahead->allowed_begin[e + 1] = used;
    }
    return HP_OK;
}

/* The first tentative seats: a program with the `place` levels alone, a row for each guaranteed
 * child. */
static hp_status build_program(hp_program *program, int32_t *entrant_of, look_ahead *ahead) {
    hp_state *state = ahead->state;
    int32_t rows = 0;
    int64_t arcs = 0;
    for (int32_t e = 0; e < ahead->queue->count; e++) {
        if (ahead->rank[e] != INT32_MAX) {
            entrant_of[rows++] = e;
            arcs += ahead->allowed_begin[e + 1] - ahead->allowed_begin[e];
        }
    }
    HP_TRY(hp_program_new(program, state->arena, rows, ahead->ground,
                          state->policy->guarantee_count, arcs, rows, arcs));
    int32_t arc = 0;
    for (int32_t row = 0; row < rows; row++) {
        int32_t e = entrant_of[row];
        program->supply[row] = 1;
        program->term_begin[row + 1] = row + 1;
        program->term_level[row] = ahead->rank[e];
        for (int32_t i = ahead->allowed_begin[e]; i < ahead->allowed_begin[e + 1]; i++) {
            int32_t node = ahead->allowed[i];
            program->cost[arc] = node == ahead->ground ? 0 : -1;
            program->arc_sink[arc++] = node == ahead->ground ? HP_GROUND : node;
        }
        program->arc_begin[row + 1] = arc;
        program->cost_begin[row + 1] = arc;
    }
    for (int32_t s = 0; s < ahead->ground; s++) {
        program->capacity[s] = state->free_seats[s];
    }
    return HP_OK;
}

static hp_status seat_all(look_ahead *ahead, const char **why) {
    hp_state *state = ahead->state;
    hp_program program;
    hp_prices prices;
    int32_t *entrant_of = hp_arena_alloc(state->arena, (size_t)ahead->queue->count + 1,
                                         sizeof *entrant_of);
    HP_NEED(entrant_of);
    HP_TRY(build_program(&program, entrant_of, ahead));
    int32_t *flow = hp_arena_alloc(state->arena, (size_t)program.arc_begin[program.row_count],
                                   sizeof *flow);
    HP_NEED(flow);
    HP_TRY(hp_program_sort(&program));
    HP_TRY(hp_lp_solve(&prices, flow, &state->stages[ahead->stage_index].effort, why, state->arena,
                       &program, state->path));
    for (int32_t row = 0; row < program.row_count; row++) {
        int32_t arc = program.arc_begin[row];
        while (flow[arc] == 0) {
            arc++;
        }
        int32_t sink = program.arc_sink[arc];
        HP_TRY(hp_exchange_place(ahead->exchange, entrant_of[row],
                                 sink == HP_GROUND ? ahead->ground : sink));
    }
    return HP_OK;
}

/* ---- one child's turn ---- */

static bool has_room(const look_ahead *ahead, int32_t school) {
    return hp_exchange_load(ahead->exchange, school) < ahead->state->free_seats[school];
}

/* Where a chain to the nodes marked in ahead->forward may end: in a free seat (*room), or with the
 * worst-ranked child there, who gives one up. */
static int32_t worst_loser(int32_t *at, bool *room, const look_ahead *ahead) {
    int32_t worst = -1;
    *room = false;
    for (int32_t s = 0; s < ahead->ground && !*room; s++) {
        *room = ahead->forward[s] && has_room(ahead, s);
        *at = *room ? s : *at;
    }
    for (int32_t e = 0; e < ahead->queue->count && !*room; e++) {
        int32_t node = hp_exchange_node(ahead->exchange, e);
        bool movable = node >= 0 && node < ahead->ground && ahead->forward[node] &&
                       !hp_exchange_is_settled(ahead->exchange, e);
        if (movable && (worst < 0 || ahead->rank[e] > ahead->rank[worst])) {
            worst = e;
            *at = node;
        }
    }
    return worst;
}

/* The best-ranked child without a seat whom a seat freed at a school can reach; -1: none. */
static int32_t best_gainer(int32_t *at, look_ahead *ahead, int32_t school) {
    int32_t best = -1;
    hp_exchange_reach_back(ahead->backward, ahead->exchange, school);
    for (int32_t e = 0; e < ahead->queue->count; e++) {
        if (hp_exchange_node(ahead->exchange, e) != ahead->ground ||
            hp_exchange_is_settled(ahead->exchange, e) ||
            (best >= 0 && ahead->rank[e] >= ahead->rank[best])) {
            continue;
        }
        for (int32_t s = 0; s < ahead->ground; s++) {
            if (ahead->backward[s] && hp_exchange_may_sit(ahead->exchange, e, s)) {
                best = e;
                *at = s;
                break;
            }
        }
    }
    return best;
}

static hp_status shift(look_ahead *ahead, int32_t from, int32_t to) {
    bool moved = false;
    HP_TRY(hp_exchange_shift(&moved, ahead->exchange, from, to, NULL));
    return moved ? HP_OK : HP_UNPROVEN;
}

/* Notes where everyone is, so that a refused try can be taken back. */
static void note_seats(look_ahead *ahead) {
    for (int32_t unit = 0; unit < ahead->queue->count; unit++) {
        ahead->noted[unit] = hp_exchange_node(ahead->exchange, unit);
    }
}

static hp_status take_back(look_ahead *ahead) {
    for (int32_t unit = 0; unit < ahead->queue->count; unit++) {
        if (hp_exchange_node(ahead->exchange, unit) != ahead->noted[unit]) {
            HP_TRY(hp_exchange_place(ahead->exchange, unit, ahead->noted[unit]));
        }
    }
    return HP_OK;
}

/* Whether the place counts, e himself counted, would be no lower if e had this seat; if so the
 * others are re-arranged and e sits there. `old` is his tentative node, -1 for none.
 *
 * The seat that e leaves goes to the best-ranked child without one whom a chain leads there. Then a
 * seat at the school is emptied: a chain from it ends in a free seat, or else the worst-ranked
 * child within its reach gives one up. Each step keeps the seating an optimum; the order matters,
 * for a chain straight into the seat that e leaves would forget who waits for it. */
static hp_status try_seat(bool *taken, look_ahead *ahead, int32_t e, int32_t old, int32_t school) {
    bool was_seated = old >= 0 && old != ahead->ground;
    int32_t loser_at = -1;
    int32_t gainer_at = -1;
    bool room = false;
    hp_exchange_settle(ahead->exchange, e, -1);
    int32_t gainer = was_seated ? best_gainer(&gainer_at, ahead, old) : -1;
    if (gainer >= 0) {
        note_seats(ahead);
        HP_TRY(shift(ahead, gainer_at, old));
        HP_TRY(hp_exchange_place(ahead->exchange, gainer, gainer_at));
    }
    hp_exchange_reach(ahead->forward, ahead->exchange, school);
    int32_t loser = worst_loser(&loser_at, &room, ahead);
    int32_t lost = room ? INT32_MAX : ahead->rank[loser];
    int32_t gained = !was_seated ? ahead->rank[e] : gainer < 0 ? INT32_MAX : ahead->rank[gainer];
    *taken = lost >= gained; /* else a better-ranked child would lose more than anyone gains */
    if (!*taken) {
        return gainer >= 0 ? take_back(ahead) : HP_OK;
    }
    HP_TRY(shift(ahead, school, loser_at));
    return room ? HP_OK : hp_exchange_place(ahead->exchange, loser, ahead->ground);
}

static void admit(look_ahead *ahead, int32_t e, const hp_arc *offer) {
    const hp_entrant *entrant = &ahead->queue->entrants[e];
    hp_exchange_settle(ahead->exchange, e, offer->school);
    ahead->admitted[offer->school]++;
    ahead->state->placements[entrant->student] = (hp_placement){.standing = HP_ADMITTED,
                                                                .school = offer->school,
                                                                .stage = ahead->stage_index,
                                                                .metres = offer->metres,
                                                                .number = entrant->number,
                                                                .turn = e,
                                                                .route = offer->route,
                                                                .choice = offer->choice};
}

/* A child who gets none goes on with the schools of later stages alone. The seat kept for him is
 * one of those: one of this stage would have been his. */
static hp_status go_on(look_ahead *ahead, int32_t e, int32_t old) {
    const hp_arcs *prospects = ahead->prospects;
    int32_t *later = ahead->allowed + ahead->allowed_begin[e];
    int32_t count = 0;
    bool keeps = old == ahead->ground;
    for (int32_t i = prospects->begin[e]; i < prospects->begin[e + 1]; i++) {
        if (!prospects->arcs[i].now) {
            later[count++] = prospects->arcs[i].school;
            keeps = keeps || prospects->arcs[i].school == old;
        }
    }
    later[count++] = ahead->ground;
    HP_TRY(hp_exchange_restrict(ahead->exchange, e, later, count));
    return keeps ? HP_OK : HP_UNPROVEN;
}

static hp_status take_turn(look_ahead *ahead, int32_t e) {
    const hp_arcs *offers = ahead->offers;
    int32_t old = hp_exchange_node(ahead->exchange, e);
    for (int32_t i = offers->begin[e]; i < offers->begin[e + 1]; i++) {
        int32_t school = offers->arcs[i].school;
        bool taken = false;
        if (ahead->admitted[school] >= ahead->state->free_seats[school]) {
            continue;
        }
        HP_TRY(try_seat(&taken, ahead, e, old, school));
        if (taken) {
            admit(ahead, e, &offers->arcs[i]);
            return HP_OK;
        }
        if (old >= 0) {
            HP_TRY(hp_exchange_place(ahead->exchange, e, old));
        }
    }
    return old >= 0 ? go_on(ahead, e, old) : HP_OK;
}

/* ---- the stage ---- */

static hp_status take_turns(look_ahead *ahead, const char **why) {
    hp_state *state = ahead->state;
    size_t nodes = (size_t)ahead->ground + 1;
    ahead->admitted = hp_arena_alloc(state->arena, nodes, sizeof *ahead->admitted);
    ahead->forward = hp_arena_alloc(state->arena, nodes, sizeof *ahead->forward);
    ahead->backward = hp_arena_alloc(state->arena, nodes, sizeof *ahead->backward);
    ahead->noted = hp_arena_alloc(state->arena, (size_t)ahead->queue->count + 1,
                                  sizeof *ahead->noted);
    HP_NEED(ahead->noted);
    HP_NEED(ahead->admitted);
    HP_NEED(ahead->forward);
    HP_NEED(ahead->backward);
    HP_TRY(rank_entrants(ahead));
    HP_TRY(list_allowed(ahead));
    HP_TRY(hp_exchange_new(&ahead->exchange, ahead->queue->count, ahead->ground, state->free_seats,
                           ahead->allowed_begin, ahead->allowed));
    HP_TRY(seat_all(ahead, why));
    *why = "the look-ahead lost a seat that it kept";
    for (int32_t e = 0; e < ahead->queue->participant_count; e++) {
        HP_TRY(take_turn(ahead, e));
    }
    for (int32_t s = 0; s < ahead->ground; s++) {
        state->free_seats[s] -= ahead->admitted[s];
    }
    return HP_OK;
}

hp_status hp_serial_run(hp_state *state, int stage_index, hp_reach *reach, const char **why,
                        hp_findings *findings) {
    hp_queue *queue = hp_arena_alloc(state->arena, 1, sizeof *queue);
    hp_arcs offers;
    hp_arcs prospects;
    HP_NEED(queue);
    HP_TRY(hp_queue_form(queue, state, stage_index, reach, findings));
    HP_TRY(hp_arcs_of_offers(&offers, state, stage_index, queue, reach));
    HP_TRY(hp_arcs_of_prospects(&prospects, state, stage_index, queue, reach));
    look_ahead ahead = {.state = state,
                        .stage_index = stage_index,
                        .queue = queue,
                        .offers = &offers,
                        .prospects = &prospects,
                        .ground = state->data->school_count};
    hp_status status = take_turns(&ahead, why);
    hp_exchange_free(ahead.exchange);
    state->stages[stage_index].ran = status == HP_OK;
    state->stages[stage_index].queue = queue;
    return status;
}
