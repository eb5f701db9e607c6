#define _GNU_SOURCE /* qsort_r */
#include "stage/part.h"

#include <stdlib.h>
#include <string.h>

/* ---- like children ---- */

/* What makes children alike: kind, category, guarantee, band, then the arcs and whether some were
 * left out. Protected children have no metres in any level, so theirs do not matter. */
typedef struct likeness {
    const hp_part *part;
    uint64_t *hash;  /* per entrant */
    int32_t *slots;  /* a hash table of rows + 1; 0: free */
    size_t mask;     /* its size less 1 */
    int32_t *member; /* per row: its first entrant */
    int32_t row_count;
} likeness;

/* The arcs of an entrant, and how many they are. */
static const hp_arc *arcs_of(int32_t *count, const hp_part *part, int32_t entrant) {
    int32_t like = part->arcs->like[entrant];
    *count = part->arcs->begin[like + 1] - part->arcs->begin[like];
    return part->arcs->arcs + part->arcs->begin[like];
}

static uint64_t mixed(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u; /* the golden ratio's fraction, as Knuth has it */
    return hash ^ hash >> 29;
}

static uint64_t hash_of(const hp_part *part, int32_t entrant) {
    const hp_entrant *child = &part->queue->entrants[entrant];
    int32_t count = 0;
    const hp_arc *arcs = arcs_of(&count, part, entrant);
    uint64_t hash = mixed((uint64_t)child->participant << 32 | (uint32_t)child->band,
                          (uint64_t)part->state->roll->category[child->student]);
    for (int32_t i = 0; i < count && child->participant; i++) {
        hash = mixed(hash, (uint64_t)arcs[i].school << 33 | (uint64_t)arcs[i].metres << 1 |
                               (uint64_t)arcs[i].now);
    }
    return child->participant ? hash : mixed(hash, (uint64_t)part->arcs->like[entrant]);
}

static bool same_arcs(const hp_part *part, int32_t a, int32_t b) {
    int32_t count = 0;
    int32_t other_count = 0;
    const hp_arc *arcs = arcs_of(&count, part, a);
    const hp_arc *others = arcs_of(&other_count, part, b);
    if (!part->queue->entrants[a].participant) {
        return part->arcs->like[a] == part->arcs->like[b];
    }
    bool same = count == other_count && part->arcs->cut[a] == part->arcs->cut[b];
    for (int32_t i = 0; i < count && same; i++) {
        same = arcs[i].school == others[i].school && arcs[i].metres == others[i].metres &&
               arcs[i].now == others[i].now;
    }
    return same;
}

static bool are_alike(const likeness *like, int32_t a, int32_t b) {
    const hp_part *part = like->part;
    const hp_entrant *first = &part->queue->entrants[a];
    const hp_entrant *second = &part->queue->entrants[b];
    const hp_roll *roll = part->state->roll;
    return like->hash[a] == like->hash[b] && first->participant == second->participant &&
           first->band == second->band &&
           roll->category[first->student] == roll->category[second->student] &&
           roll->guaranteed[first->student] == roll->guaranteed[second->student] &&
           same_arcs(part, a, b);
}

static int32_t row_of(likeness *like, int32_t entrant) {
    size_t at = like->hash[entrant] & like->mask;
    while (like->slots[at] != 0 && !are_alike(like, like->member[like->slots[at] - 1], entrant)) {
        at = (at + 1) & like->mask;
    }
    if (like->slots[at] == 0) {
        like->member[like->row_count++] = entrant;
        like->slots[at] = like->row_count;
    }
    return like->slots[at] - 1;
}

/* Gives alike entrants one row, in order of the first of them. */
static hp_status group(hp_part *part, likeness *like, hp_arena *arena) {
    size_t count = (size_t)part->entrant_count;
    size_t slots = 16;
    while (slots < 2 * count) {
        slots *= 2;
    }
    like->mask = slots - 1;
    like->slots = hp_arena_alloc(arena, slots, sizeof *like->slots);
    like->member = hp_arena_alloc(arena, count, sizeof *like->member);
    part->row = hp_arena_alloc(arena, count, sizeof *part->row);
    like->hash = hp_arena_alloc(arena, count, sizeof *like->hash);
    HP_NEED(like->hash);
    HP_NEED(like->slots);
    HP_NEED(like->member);
    HP_NEED(part->row);
    for (int32_t e = 0; e < part->entrant_count; e++) {
        like->hash[e] = hash_of(part, e);
        part->row[e] = row_of(like, e);
    }
    part->member = like->member;
    return HP_OK;
}

/* ---- the program ---- */

/* The schools that somebody reaches, as sinks. */
static hp_status list_sinks(hp_part *part, int32_t **sink_of, int32_t *sink_count,
                            hp_arena *arena) {
    const hp_arcs *arcs = part->arcs;
    int32_t schools = part->state->data->school_count;
    *sink_of = hp_arena_alloc(arena, (size_t)schools, sizeof **sink_of);
    HP_NEED(*sink_of);
    for (int32_t i = 0; i < arcs->begin[part->entrant_count]; i++) {
        (*sink_of)[arcs->arcs[i].school] = 1;
    }
    *sink_count = 0;
    for (int32_t s = 0; s < schools; s++) {
        *sink_count += (*sink_of)[s];
        (*sink_of)[s] = (*sink_of)[s] > 0 ? *sink_count - 1 : -1;
    }
    part->school_of = hp_arena_alloc(arena, (size_t)*sink_count, sizeof *part->school_of);
    HP_NEED(part->school_of);
    for (int32_t s = 0; s < schools; s++) {
        if ((*sink_of)[s] >= 0) {
            part->school_of[(*sink_of)[s]] = s;
        }
    }
    return HP_OK;
}

/* The cost of an arc on a level; NULL: `without`, which counts as the nearest arc. */
static int32_t level_cost(const hp_level_value *level, const hp_arc *arc, int32_t nearest_m) {
    switch (level->kind) {
    case HP_LEVEL_PLACE:
        return arc == NULL ? 0 : -1;
    case HP_LEVEL_ADMIT:
        return arc != NULL && arc->now ? -1 : 0;
    case HP_LEVEL_NEARNESS:
        return (arc == NULL ? nearest_m : arc->metres) / level->step_m;
    }
    return 0;
}

/* Fills in the arcs of a row and their costs; its terms stand there already. */
static void fill_row(hp_part *part, int32_t row, const int32_t *sink_of) {
    hp_program *program = &part->program;
    int32_t count = 0;
    const hp_arc *arcs = arcs_of(&count, part, part->member[row]);
    int32_t nearest_m = count > 0 ? INT32_MAX : 0;
    for (int32_t i = 0; i < count; i++) {
        nearest_m = arcs[i].metres < nearest_m ? arcs[i].metres : nearest_m;
    }
    int32_t arc = program->arc_begin[row];
    int32_t *cost = program->cost + program->cost_begin[row];
    for (int32_t i = 0; i <= count; i++, arc++) {
        const hp_arc *of = i < count ? &arcs[i] : NULL;
        program->arc_sink[arc] = of == NULL ? HP_GROUND : sink_of[of->school];
        for (int32_t t = program->term_begin[row]; t < program->term_begin[row + 1]; t++) {
            const hp_level_value *level = &part->plan
                                               ->levels[part->level_of[program->term_level[t]]];
            *cost++ = level_cost(level, of, nearest_m);
        }
    }
    program->arc_begin[row + 1] = arc;
    program->cost_begin[row + 1] = cost - program->cost;
}

/* The plan's levels that concern somebody, ascending, and the place of each among them. */
static hp_status list_levels(int32_t **index_of, int32_t *level_count, hp_part *part,
                             const int32_t *terms, int32_t term_count, hp_arena *arena) {
    size_t levels = (size_t)part->plan->count;
    *index_of = hp_arena_alloc(arena, levels, sizeof **index_of);
    HP_NEED(*index_of);
    for (int32_t t = 0; t < term_count; t++) {
        (*index_of)[terms[t]] = 1;
    }
    *level_count = 0;
    for (size_t level = 0; level < levels; level++) {
        *level_count += (*index_of)[level];
    }
    part->level_of = hp_arena_alloc(arena, (size_t)*level_count, sizeof *part->level_of);
    HP_NEED(part->level_of);
    *level_count = 0;
    for (int32_t level = 0; level < part->plan->count; level++) {
        if ((*index_of)[level] > 0) {
            (*index_of)[level] = *level_count;
            part->level_of[(*level_count)++] = level;
        }
    }
    return HP_OK;
}

/* The plan's levels of every row in turn. */
static hp_status list_terms(int32_t **terms, int32_t **begin, hp_part *part, const likeness *like,
                            hp_arena *arena) {
    size_t most = (size_t)part->stage->level_count + 1;
    *terms = hp_arena_alloc(arena, most * (size_t)like->row_count, sizeof **terms);
    *begin = hp_arena_alloc(arena, (size_t)like->row_count + 1, sizeof **begin);
    HP_NEED(*terms);
    HP_NEED(*begin);
    for (int32_t row = 0; row < like->row_count; row++) {
        const hp_entrant *entrant = &part->queue->entrants[part->member[row]];
        (*begin)[row + 1] = (*begin)[row] +
                            hp_plan_terms(*terms + (*begin)[row], part->plan, part->stage, entrant,
                                          part->state->roll->category[entrant->student],
                                          part->state->roll->guaranteed[entrant->student]);
    }
    return HP_OK;
}

static hp_status make_program(hp_part *part, const likeness *like, hp_arena *arena) {
    hp_program *program = &part->program;
    int32_t rows = like->row_count;
    int32_t *sink_of = NULL;
    int32_t sinks = 0;
    int32_t *terms = NULL;
    int32_t *term_begin = NULL;
    int32_t *index_of = NULL;
    int32_t levels = 0;
    int64_t arcs = 0;
    int64_t costs = 0;
    HP_TRY(list_sinks(part, &sink_of, &sinks, arena));
    HP_TRY(list_terms(&terms, &term_begin, part, like, arena));
    HP_TRY(list_levels(&index_of, &levels, part, terms, term_begin[rows], arena));
    for (int32_t row = 0; row < rows; row++) {
        int32_t count = 0;
        arcs_of(&count, part, part->member[row]);
        arcs += count + 1;
        costs += (int64_t)(count + 1) * (term_begin[row + 1] - term_begin[row]);
    }
    HP_TRY(hp_program_new(program, arena, rows, sinks, levels, arcs, term_begin[rows], costs));
    for (int32_t row = 0; row < rows; row++) {
        program->term_begin[row + 1] = term_begin[row + 1];
        for (int32_t t = term_begin[row]; t < term_begin[row + 1]; t++) {
            program->term_level[t] = index_of[terms[t]];
        }
        fill_row(part, row, sink_of);
    }
    for (int32_t level = 0; level < levels; level++) {
        program->level_run[level] = part->plan->runs[part->level_of[level]];
    }
    for (int32_t sink = 0; sink < sinks; sink++) {
        program->capacity[sink] = part->state->free_seats[part->school_of[sink]];
    }
    for (int32_t e = 0; e < part->entrant_count; e++) {
        program->supply[part->row[e]]++;
    }
    return hp_program_sort(program);
}

hp_status hp_part_build(hp_part *part, hp_arena *arena, const hp_state *state, int stage_index,
                        const hp_plan *plan, const hp_queue *queue, const hp_arcs *arcs,
                        bool participants_only) {
    *part = (hp_part){.state = state,
                      .stage = &state->policy->stages[stage_index],
                      .plan = plan,
                      .queue = queue,
                      .arcs = arcs,
                      .entrant_count = participants_only ? queue->participant_count : queue->count};
    likeness like = {.part = part};
    HP_TRY(group(part, &like, arena));
    return make_program(part, &like, arena);
}

hp_status hp_part_refill(hp_part *part, hp_arena *arena, const hp_part *known, const hp_arcs *arcs,
                         const hp_state *state, int stage_index, const hp_plan *plan,
                         const hp_queue *queue) {
    size_t sinks = (size_t)known->program.sink_count;
    *part = *known;
    part->state = state;
    part->stage = &state->policy->stages[stage_index];
    part->plan = plan;
    part->queue = queue;
    part->arcs = arcs;
    part->program.capacity = hp_arena_alloc(arena, sinks, sizeof *part->program.capacity);
    HP_NEED(part->program.capacity);
    for (size_t sink = 0; sink < sinks; sink++) {
        part->program.capacity[sink] = state->free_seats[part->school_of[sink]];
    }
    return HP_OK;
}

int32_t hp_part_arc(const hp_part *part, int32_t entrant, int32_t school) {
    const hp_program *program = &part->program;
    int32_t row = part->row[entrant];
    int32_t arc = program->arc_begin[row];
    int32_t ground = program->arc_begin[row + 1] - 1;
    while (arc < ground &&
           (school == HP_GROUND || part->school_of[program->arc_sink[arc]] != school)) {
        arc++;
    }
    return arc < ground || school == HP_GROUND ? arc : -1;
}

/* ---- the lottery ---- */

static int compare_draw(const void *left, const void *right, void *context) {
    const hp_entrant *entrants = context;
    const hp_entrant *a = &entrants[*(const int32_t *)left];
    const hp_entrant *b = &entrants[*(const int32_t *)right];
    if (a->participant != b->participant) {
        return a->participant ? -1 : 1;
    }
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->student > b->student) - (a->student < b->student);
}

/* A place that a protected child may hold for later. */
typedef struct later_wish {
    int32_t metres;
    int32_t school;
    int32_t arc;
} later_wish;

static int compare_later(const void *left, const void *right) {
    const later_wish *a = left;
    const later_wish *b = right;
    if (a->metres != b->metres) {
        return a->metres < b->metres ? -1 : 1;
    }
    return (a->school > b->school) - (a->school < b->school);
}

static int32_t metres_to(const hp_part *part, int32_t entrant, int32_t school) {
    int32_t student = part->queue->entrants[entrant].student;
    return hp_metres(part->state->data, part->state->roll->address[student], school);
}

/* The scratch of the lists of wishes. */
typedef struct wish_lists {
    const hp_part *part;
    const bool *tight;
    int32_t *arc_to;    /* per school: the row's arc to it */
    later_wish *sorted; /* as many as there are sinks */
} wish_lists;

/* A protected child's: its metres are its own, not those of all who reach the same schools. */
static int32_t list_later(int32_t *wishes, const wish_lists *lists, int32_t entrant) {
    const hp_part *part = lists->part;
    const hp_program *program = &part->program;
    int32_t row = part->row[entrant];
    int32_t count = 0;
    for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1]; arc++) {
        if (lists->tight[arc]) {
            int32_t school = part->school_of[program->arc_sink[arc]];
            lists->sorted[count++] = (later_wish){.school = school, .arc = arc};
        }
    }
    for (int32_t i = 0; i < count && count > 1; i++) {
        lists->sorted[i].metres = metres_to(part, entrant, lists->sorted[i].school);
    }
    if (count > 1) {
        qsort(lists->sorted, (size_t)count, sizeof *lists->sorted, compare_later);
    }
    for (int32_t i = 0; i < count; i++) {
        wishes[i] = lists->sorted[i].arc;
    }
    return count;
}

/* A participant's: its arcs stand in order. */
static int32_t list_now(int32_t *wishes, const wish_lists *lists, int32_t entrant) {
    const hp_part *part = lists->part;
    const hp_program *program = &part->program;
    int32_t row = part->row[entrant];
    int32_t arc_count = 0;
    const hp_arc *arcs = arcs_of(&arc_count, part, entrant);
    int32_t count = 0;
    for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1]; arc++) {
        lists->arc_to[part->school_of[program->arc_sink[arc]]] = arc;
    }
    for (int32_t i = 0; i < arc_count; i++) {
        int32_t arc = lists->arc_to[arcs[i].school];
        if (lists->tight[arc]) {
            wishes[count++] = arc;
        }
    }
    return count;
}

/* A child's arcs on the optimal face, best first, `without` last; returns how many. */
static int32_t list_wishes(int32_t *wishes, const wish_lists *lists, int32_t entrant) {
    const hp_part *part = lists->part;
    int32_t ground = part->program.arc_begin[part->row[entrant] + 1] - 1;
    int32_t count = part->queue->entrants[entrant].participant ? list_now(wishes, lists, entrant)
                                                               : list_later(wishes, lists, entrant);
    if (lists->tight[ground]) {
        wishes[count++] = ground;
    }
    return count;
}

/* How many wishes all children have at the most. */
static size_t count_wishes(const hp_part *part, const bool *tight) {
    const hp_program *program = &part->program;
    size_t count = 0;
    for (int32_t row = 0; row < program->row_count; row++) {
        size_t arcs = 0;
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            arcs += tight[arc];
        }
        count += arcs * (size_t)program->supply[row];
    }
    return count;
}

/* The children in order of their numbers, participants first, with their wishes. */
static hp_status make_units(hp_units *units, int32_t **entrant_of, const hp_part *part,
                            const bool *tight, hp_arena *arena) {
    size_t count = (size_t)part->entrant_count;
    int32_t *order = hp_arena_alloc(arena, count, sizeof *order);
    int32_t *row = hp_arena_alloc(arena, count, sizeof *row);
    int32_t *begin = hp_arena_alloc(arena, count + 1, sizeof *begin);
    int32_t *wishes = hp_arena_alloc(arena, count_wishes(part, tight), sizeof *wishes);
    wish_lists lists = {
        .part = part,
        .tight = tight,
        .arc_to = hp_arena_alloc(arena, (size_t)part->state->data->school_count, sizeof(int32_t)),
        .sorted = hp_arena_alloc(arena, (size_t)part->program.sink_count, sizeof(later_wish))};
    HP_NEED(order);
    HP_NEED(row);
    HP_NEED(begin);
    HP_NEED(wishes);
    HP_NEED(lists.arc_to);
    HP_NEED(lists.sorted);
    for (int32_t e = 0; e < part->entrant_count; e++) {
        order[e] = e;
    }
    qsort_r(order, count, sizeof *order, compare_draw, part->queue->entrants);
    for (size_t u = 0; u < count; u++) {
        row[u] = part->row[order[u]];
        begin[u + 1] = begin[u] + list_wishes(wishes + begin[u], &lists, order[u]);
    }
    *units = (hp_units){
        .count = part->entrant_count, .row = row, .wishes_begin = begin, .wishes = wishes};
    *entrant_of = order;
    return HP_OK;
}

/* The drawn answer must be as good as the optimum on every level, and leave no school over-full. */
static hp_status check_drawn(const char **why, const hp_part *part, const hp_part_answer *answer,
                             const int32_t *chosen, hp_arena *arena) {
    const hp_program *program = &part->program;
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    int32_t *flow = hp_arena_alloc(arena, arcs, sizeof *flow);
    int32_t *load = hp_arena_alloc(arena, (size_t)program->sink_count, sizeof *load);
    int64_t *drawn = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *drawn);
    HP_NEED(flow);
    HP_NEED(load);
    HP_NEED(drawn);
    for (int32_t u = 0; u < part->entrant_count; u++) {
        flow[chosen[u]]++;
    }
    hp_program_values(drawn, program, flow);
    hp_program_load(load, program, flow);
    bool good = true;
    for (int32_t level = 0; level < program->level_count; level++) {
        good = good && drawn[level] == answer->values[level];
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        good = good && load[sink] <= program->capacity[sink] &&
               (answer->prices.price[sink].count == 0 || load[sink] == program->capacity[sink]);
    }
    if (!good) {
        *why = "the lottery left the optimal face";
        return HP_UNPROVEN;
    }
    return HP_OK;
}

/* What a child takes by the arc that it chose. */
static hp_arc taken_arc(const hp_part *part, int32_t entrant, int32_t chosen) {
    int32_t sink = part->program.arc_sink[chosen];
    int32_t school = sink == HP_GROUND ? -1 : part->school_of[sink];
    int32_t count = 0;
    const hp_arc *arcs = arcs_of(&count, part, entrant);
    if (school >= 0 && !part->queue->entrants[entrant].participant) {
        return (hp_arc){.school = school, .metres = metres_to(part, entrant, school), .route = -1};
    }
    for (int32_t i = 0; i < count; i++) {
        if (arcs[i].school == school) {
            return arcs[i];
        }
    }
    return (hp_arc){.school = -1};
}

hp_status hp_part_solve(hp_part_answer *answer, hp_effort *effort, const char **why,
                        hp_arena *arena, const hp_part *part, const hp_lex *start) {
    const hp_program *program = &part->program;
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    int32_t *flow = hp_arena_alloc(arena, arcs, sizeof *flow);
    int32_t *chosen = hp_arena_alloc(arena, (size_t)part->entrant_count, sizeof *chosen);
    answer->values = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *answer->values);
    answer->taken = hp_arena_alloc(arena, (size_t)part->entrant_count, sizeof *answer->taken);
    HP_NEED(flow);
    HP_NEED(chosen);
    HP_NEED(answer->values);
    HP_NEED(answer->taken);
    hp_prices *prices = &answer->prices;
    hp_units units;
    int32_t *entrant_of = NULL;
    HP_TRY(hp_lp_solve_from(prices, flow, effort, why, arena, program, part->state->path, start));
    hp_program_values(answer->values, program, flow);
    HP_TRY(make_units(&units, &entrant_of, part, prices->tight, arena));
    HP_TRY(hp_lottery_draw(chosen, arena, program, prices, flow, &units));
    HP_TRY(check_drawn(why, part, answer, chosen, arena));
    for (int32_t u = 0; u < units.count; u++) {
        answer->taken[entrant_of[u]] = taken_arc(part, entrant_of[u], chosen[u]);
    }
    return HP_OK;
}

/* ---- arcs left out ---- */

/* Whether the arcs of a kind that a participant has and the program has not could matter: they are
 * no nearer than the last that was kept, and that one costs no more than where the child is. */
static bool misses_arcs(const hp_part *part, const hp_part_answer *answer, int32_t entrant,
                        bool now, int64_t *value) {
    const hp_program *program = &part->program;
    int32_t count = 0;
    const hp_arc *arcs = arcs_of(&count, part, entrant);
    int32_t last = count - 1;
    while (arcs[last].now != now) {
        last--;
    }
    int32_t used = hp_part_arc(part, entrant, answer->taken[entrant].school);
    int32_t sink = program->arc_sink[used];
    hp_lex change = hp_program_change(value, program, part->row[entrant], used,
                                      hp_part_arc(part, entrant, arcs[last].school));
    hp_lex price = sink == HP_GROUND ? (hp_lex){0} : answer->prices.price[sink];
    return hp_lex_sign(change, (hp_lex){0}, price) <= 0;
}

hp_status hp_part_widen(int32_t *widened, bool *wide, hp_arena *arena, const hp_part *part,
                        const hp_part_answer *answer) {
    int64_t *value = hp_arena_alloc(arena, (size_t)part->program.level_count, sizeof *value);
    HP_NEED(value);
    *widened = 0;
    for (int32_t e = 0; e < part->entrant_count; e++) {
        uint8_t cut = part->arcs->cut[e];
        if ((cut & HP_CUT_NOW && misses_arcs(part, answer, e, true, value)) ||
            (cut & HP_CUT_LATER && misses_arcs(part, answer, e, false, value))) {
            wide[e] = true;
            ++*widened;
        }
    }
    return HP_OK;
}

int32_t hp_part_level(const hp_part *part, int32_t level) {
    int32_t low = 0;
    int32_t high = part->program.level_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (part->level_of[middle] < level) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < part->program.level_count && part->level_of[low] == level ? low : -1;
}
