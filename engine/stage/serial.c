#include "stage/serial.h"

#include "lp/seating.h"
#include "stage/seats.h"

/* Arcs are asked for so many children at a time: all at once they could fill the memory. */
enum { BATCH = 1024 };

/* The look-ahead keeps a tentative seat for every guaranteed child that can have one: an optimum
 * of the `place` counts over the schools that are not by choice. When a child takes a seat, the
 * others are re-arranged along one chain, never matched anew. */
typedef struct look_ahead {
    const hp_state *state;
    int stage_index;
    const hp_queue *queue; /* of a part of the stage */
    hp_reach *reach;
    int32_t ground;        /* the node of those without a seat */
    hp_kinds kinds;        /* by prospects, each school once, and place in guarantee_order */
    int32_t *kind;         /* per entrant: with all his prospects; -1: not guaranteed */
    int32_t *later;        /* per entrant: with those of later stages alone */
    hp_exchange *exchange; /* unit e is entrant e; those not guaranteed join when admitted */
    int32_t *admitted;     /* per school, in this stage */
    hp_arc *taken;         /* per participant; school -1: none */
} look_ahead;

/* Entrants whose arcs are in hand. */
typedef struct arc_batch {
    hp_arena arena;
    int32_t first;
    int32_t count;
    hp_arcs arcs; /* of entrant first + i: arcs.begin[i] … */
} arc_batch;

typedef hp_status arcs_of(hp_arcs *arcs, const hp_state *state, int stage_index,
                          const hp_queue *queue, hp_reach *reach);

/* Asks for the arcs of the next entrants, from `first` on, up to `end`. */
static hp_status take_batch(arc_batch *batch, const look_ahead *ahead, arcs_of *ask, int32_t first,
                            int32_t end) {
    hp_arena_free(&batch->arena);
    hp_state state = *ahead->state;
    state.arena = &batch->arena;
    batch->first = first;
    batch->count = end - first < BATCH ? end - first : BATCH;
    const hp_queue part = {.entrants = ahead->queue->entrants + first, .count = batch->count};
    return ask(&batch->arcs, &state, ahead->stage_index, &part, ahead->reach);
}

/* ---- kinds ---- */

/* Place in guarantee_order, per category; -1: it has none. */
static hp_status rank_categories(int32_t **rank, const hp_state *state) {
    const hp_policy *policy = state->policy;
    *rank = hp_arena_alloc(state->arena, (size_t)policy->category_count, sizeof **rank);
    HP_NEED(*rank);
    for (int c = 0; c < policy->category_count; c++) {
        (*rank)[c] = -1;
    }
    for (int i = 0; i < policy->guarantee_count; i++) {
        (*rank)[policy->guarantee_order[i]] = i;
    }
    return HP_OK;
}

/* The kinds of one entrant: his prospects in this stage and later ones, each school once, then the
 * ground; and those of the later ones. `nodes` has room for all schools and the ground; a school is
 * listed that carries the mark. */
static hp_status add_kinds(look_ahead *ahead, const arc_batch *batch, int32_t i, int32_t rank,
                           int32_t *nodes, int32_t *listed) {
    int32_t e = batch->first + i;
    int32_t end = batch->arcs.begin[i + 1];
    int32_t count = 0;
    for (int32_t a = batch->arcs.begin[i]; a < end; a++) {
        if (!batch->arcs.arcs[a].now) {
            nodes[count++] = batch->arcs.arcs[a].school;
            listed[batch->arcs.arcs[a].school] = e + 1;
        }
    }
    nodes[count] = ahead->ground;
    HP_TRY(hp_kinds_add(&ahead->later[e], &ahead->kinds, nodes, count + 1, rank));
    for (int32_t a = batch->arcs.begin[i]; a < end; a++) {
        if (listed[batch->arcs.arcs[a].school] != e + 1) {
            nodes[count++] = batch->arcs.arcs[a].school;
        }
    }
    nodes[count] = ahead->ground;
    return hp_kinds_add(&ahead->kind[e], &ahead->kinds, nodes, count + 1, rank);
}

static hp_status form_batch(look_ahead *ahead, const arc_batch *batch, const int32_t *ranks,
                            int32_t *nodes, int32_t *listed) {
    const hp_roll *roll = ahead->state->roll;
    for (int32_t i = 0; i < batch->count; i++) {
        int32_t student = ahead->queue->entrants[batch->first + i].student;
        int32_t rank = roll->guaranteed[student] ? ranks[roll->category[student]] : -1;
        ahead->kind[batch->first + i] = -1;
        if (rank >= 0) {
            HP_TRY(add_kinds(ahead, batch, i, rank, nodes, listed));
        }
    }
    return HP_OK;
}

static hp_status form_kinds(look_ahead *ahead) {
    hp_arena *arena = ahead->state->arena;
    size_t count = (size_t)ahead->queue->count;
    size_t schools = (size_t)ahead->ground;
    int32_t *ranks = NULL;
    int32_t *nodes = hp_arena_alloc(arena, schools + 1, sizeof *nodes);
    int32_t *listed = hp_arena_alloc(arena, schools, sizeof *listed);
    ahead->kind = hp_arena_alloc(arena, count, sizeof *ahead->kind);
    ahead->later = hp_arena_alloc(arena, count, sizeof *ahead->later);
    HP_NEED(nodes);
    HP_NEED(listed);
    HP_NEED(ahead->kind);
    HP_NEED(ahead->later);
    HP_TRY(rank_categories(&ranks, ahead->state));
    HP_TRY(hp_kinds_new(&ahead->kinds, ahead->ground, ahead->state->policy->guarantee_count));
    arc_batch batch = {0};
    hp_status status = HP_OK;
    for (int32_t e = 0; e < ahead->queue->count && status == HP_OK; e += batch.count) {
        status = take_batch(&batch, ahead, hp_arcs_of_prospects, e, ahead->queue->count);
        if (status == HP_OK) {
            status = form_batch(ahead, &batch, ranks, nodes, listed);
        }
    }
    hp_arena_free(&batch.arena);
    return status;
}

/* The first tentative seats. */
static hp_status seat_all(look_ahead *ahead, const char **why) {
    const hp_state *state = ahead->state;
    int32_t count = ahead->queue->count;
    int32_t *sought = hp_arena_alloc(state->arena, (size_t)ahead->ground, sizeof *sought);
    HP_NEED(sought);
    HP_TRY(hp_exchange_new(&ahead->exchange, &ahead->kinds, ahead->kind, count, state->free_seats));
    HP_TRY(hp_seating_fill(ahead->exchange, state->arena, &ahead->kinds, count, state->free_seats));
    return hp_seating_prove(sought, why, state->arena, &ahead->kinds, ahead->exchange, count,
                            state->free_seats);
}

/* ---- one child's turn ---- */

/* A child's turn while he looks for a school. */
typedef struct child_turn {
    int32_t e;
    int32_t old;    /* his tentative node; -1: he is not guaranteed */
    int32_t gained; /* the rank of the seat that his leaving gains; past the last: none */
    bool left;      /* he has left it, and another has it where one waits */
} child_turn;

/* He leaves his seat: it goes to the best-ranked child without one whom a chain leads there. This
 * comes before he takes another, for a chain from there straight into the seat that he leaves would
 * forget who waits for it. Each step keeps the seating an optimum. */
static hp_status leave(child_turn *turn, look_ahead *ahead) {
    hp_exchange *exchange = ahead->exchange;
    int32_t at = -1;
    hp_exchange_forget(exchange);
    turn->left = true;
    turn->gained = INT32_MAX;
    if (turn->old < 0) {
        return HP_OK;
    }
    if (turn->old == ahead->ground) {
        turn->gained = ahead->kinds.rank[hp_exchange_kind(exchange, turn->e)];
        return HP_OK;
    }
    hp_exchange_note(exchange);
    hp_exchange_settle(exchange, turn->e, -1);
    int32_t joiner = hp_exchange_find_joiner(&at, exchange, turn->old);
    if (joiner >= 0) {
        turn->gained = ahead->kinds.rank[hp_exchange_kind(exchange, joiner)];
        HP_TRY(hp_exchange_pull(exchange, at));
        HP_TRY(hp_exchange_place(exchange, joiner, at));
    }
    return HP_OK;
}

/* He is back where he was, and so is everyone else. */
static hp_status come_back(child_turn *turn, look_ahead *ahead) {
    bool moved = turn->left && turn->old >= 0 && turn->old != ahead->ground;
    turn->left = false;
    return moved ? hp_exchange_take_back(ahead->exchange) : HP_OK;
}

/* Whether the place counts, he himself counted, would be no lower if he had this seat; if so the
 * others are re-arranged so that there is one: a chain from the school ends in a free seat, or else
 * the worst-ranked child within its reach gives one up, if the rank lost is not before the one
 * gained. */
static hp_status try_seat(bool *taken, child_turn *turn, look_ahead *ahead, int32_t school) {
    hp_exchange *exchange = ahead->exchange;
    hp_leaver leaver;
    if (school == turn->old) {
        *taken = true;
        return come_back(turn, ahead);
    }
    if (!turn->left) {
        HP_TRY(leave(turn, ahead));
    }
    *taken = hp_exchange_find_leaver(&leaver, exchange, &school, 1, turn->gained);
    if (*taken) {
        hp_exchange_keep(exchange);
        HP_TRY(hp_exchange_push(&school, exchange, &leaver));
        if (leaver.unit >= 0) {
            HP_TRY(hp_exchange_place(exchange, leaver.unit, ahead->ground));
        }
    }
    return HP_OK;
}

static void admit(look_ahead *ahead, int32_t e, const hp_arc *offer) {
    hp_exchange_settle(ahead->exchange, e, offer->school);
    ahead->admitted[offer->school]++;
    ahead->taken[e] = *offer;
}

/* A child who gets none goes on with the schools of later stages alone. The seat kept for him is
 * one of those: one of this stage would have been his. */
static hp_status go_on(look_ahead *ahead, int32_t e, int32_t old) {
    if (!hp_kind_has(&ahead->kinds, ahead->later[e], old)) {
        return HP_UNPROVEN;
    }
    return hp_exchange_restrict(ahead->exchange, e, ahead->later[e]);
}

/* `offers`: the schools of this stage, best first. */
static hp_status take_turn(look_ahead *ahead, int32_t e, const hp_arc *offers, int32_t count) {
    child_turn turn = {.e = e, .old = hp_exchange_node(ahead->exchange, e)};
    for (int32_t i = 0; i < count; i++) {
        int32_t school = offers[i].school;
        bool taken = false;
        if (ahead->admitted[school] < ahead->state->free_seats[school]) {
            HP_TRY(try_seat(&taken, &turn, ahead, school));
        }
        if (taken) {
            admit(ahead, e, &offers[i]);
            return HP_OK;
        }
    }
    HP_TRY(come_back(&turn, ahead));
    return turn.old >= 0 ? go_on(ahead, e, turn.old) : HP_OK;
}

/* ---- the stage ---- */

static hp_status take_turns(look_ahead *ahead) {
    arc_batch batch = {0};
    hp_status status = HP_OK;
    int32_t end = ahead->queue->participant_count;
    for (int32_t e = 0; e < end && status == HP_OK; e += batch.count) {
        status = take_batch(&batch, ahead, hp_arcs_of_offers, e, end);
        const int32_t *begin = batch.arcs.begin;
        for (int32_t i = 0; i < batch.count && status == HP_OK; i++) {
            status = take_turn(ahead, e + i, batch.arcs.arcs + begin[i], begin[i + 1] - begin[i]);
        }
    }
    hp_arena_free(&batch.arena);
    return status;
}

static hp_status look_ahead_run(look_ahead *ahead, const char **why) {
    hp_arena *arena = ahead->state->arena;
    int32_t participants = ahead->queue->participant_count;
    ahead->admitted = hp_arena_alloc(arena, (size_t)ahead->ground, sizeof *ahead->admitted);
    ahead->taken = hp_arena_alloc(arena, (size_t)participants, sizeof *ahead->taken);
    HP_NEED(ahead->admitted);
    HP_NEED(ahead->taken);
    for (int32_t e = 0; e < participants; e++) {
        ahead->taken[e].school = -1;
    }
    HP_TRY(form_kinds(ahead));
    HP_TRY(seat_all(ahead, why));
    *why = "the look-ahead lost a seat that it kept";
    return take_turns(ahead);
}

/* A serial stage's outcome under way. */
typedef struct serial_stage {
    hp_arc *taken; /* per participant */
    hp_effort *effort;
} serial_stage;

/* Lets the children of a part take their turns and reports what they took. */
static hp_status run_part(hp_part_work *work, const void *context, hp_buffer *report) {
    (void)context;
    hp_state state = *work->state;
    state.arena = work->scratch; /* nothing is kept of it but what it reports */
    look_ahead ahead = {.state = &state,
                        .stage_index = work->stage_index,
                        .queue = work->queue,
                        .reach = work->reach,
                        .ground = work->state->data->school_count};
    hp_status status = look_ahead_run(&ahead, &work->why);
    if (status == HP_OK) {
        int64_t steps = hp_exchange_steps(ahead.exchange);
        int32_t count = ahead.queue->participant_count;
        hp_report_put(report, &steps, 1, sizeof steps);
        hp_report_put(report, &count, 1, sizeof count);
        hp_report_put(report, ahead.taken, (size_t)count, sizeof *ahead.taken);
    }
    hp_exchange_free(ahead.exchange);
    hp_kinds_free(&ahead.kinds);
    return status;
}

static hp_status take_part(void *context, const int32_t *entrants, hp_buffer *report) {
    serial_stage *stage = context;
    const char *at = hp_buffer_get(report);
    int64_t steps = 0;
    int32_t count = 0;
    hp_report_take(&steps, 1, sizeof steps, &at);
    hp_report_take(&count, 1, sizeof count, &at);
    stage->effort->steps += steps;
    for (int32_t i = 0; i < count; i++) {
        hp_report_take(&stage->taken[entrants[i]], 1, sizeof *stage->taken, &at);
    }
    return HP_OK;
}

hp_status hp_serial_run(hp_state *state, int stage_index, hp_reach *reach, const char **why,
                        hp_findings *findings) {
    hp_stage_result *result = &state->stages[stage_index];
    hp_queue *queue = hp_arena_alloc(state->arena, 1, sizeof *queue);
    HP_NEED(queue);
    HP_TRY(hp_queue_form(queue, state, stage_index, reach, findings));
    serial_stage stage = {.effort = &result->effort,
                          .taken = hp_arena_alloc(state->arena, (size_t)queue->participant_count,
                                                  sizeof *stage.taken)};
    const hp_stage_work work = {.run = run_part, .take = take_part, .context = &stage};
    HP_NEED(stage.taken);
    for (int32_t e = 0; e < queue->participant_count; e++) {
        stage.taken[e].school = -1;
    }
    HP_TRY(hp_parts_run(state, stage_index, queue, reach, true, &work, why));
    hp_seats_take(state, stage_index, queue, stage.taken, queue->participant_count);
    result->ran = true;
    result->queue = queue;
    return HP_OK;
}
