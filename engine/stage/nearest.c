#define _GNU_SOURCE /* qsort_r */
#include "stage/nearest.h"

#include <stdlib.h>
#include <string.h>

/* ---- levels ---- */

/* What the levels of a stage concern. */
typedef struct level_plan {
    hp_level_value *levels;
    int32_t *runs; /* per level */
    int32_t count;
    int32_t *place_of; /* per category: its place level; -1: none */
    int32_t *first_of; /* per level of the policy: its first level here; -1: left out */
} level_plan;

static void add_level(level_plan *plan, hp_level_value level, int32_t run) {
    plan->runs[plan->count] = run;
    plan->levels[plan->count++] = level;
}

/* `place` for each category in guarantee_order that has a guaranteed child here; then the policy's
 * levels, admits band by band. Levels that concern no child are left out (spec 6). */
static void plan_levels(level_plan *plan, const hp_policy *policy, const hp_stage *stage,
                        const hp_queue *queue, const int32_t *guaranteed,
                        const int32_t *participants) {
    for (int i = 0; i < policy->guarantee_count; i++) {
        int category = policy->guarantee_order[i];
        plan->place_of[category] = guaranteed[category] > 0 ? plan->count : -1;
        if (guaranteed[category] > 0) {
            add_level(plan,
                      (hp_level_value){.kind = HP_LEVEL_PLACE,
                                       .categories = &policy->guarantee_order[i],
                                       .category_count = 1},
                      0);
        }
    }
    for (int l = 0; l < stage->level_count; l++) {
        const hp_policy_level *level = &stage->levels[l];
        int32_t concerned = 0;
        for (int i = 0; i < level->category_count; i++) {
            concerned += participants[level->categories[i]];
        }
        plan->first_of[l] = concerned > 0 ? plan->count : -1;
        int32_t bands = level->kind == HP_LEVEL_ADMIT ? queue->band_count[level->categories[0]] : 1;
        for (int32_t band = 0; concerned > 0 && band < bands; band++) {
            add_level(plan,
                      (hp_level_value){.kind = level->kind,
                                       .categories = level->categories,
                                       .category_count = level->category_count,
                                       .band = band,
                                       .step_m = level->step_m},
                      l + 1);
        }
    }
}

static hp_status make_plan(level_plan *plan, const hp_nearest *nearest, const hp_state *state,
                           const hp_stage *stage) {
    const hp_policy *policy = state->policy;
    size_t categories = (size_t)policy->category_count;
    size_t most = categories + (size_t)stage->level_count + (size_t)nearest->entrant_count;
    int32_t *guaranteed = hp_arena_alloc(state->arena, categories, sizeof *guaranteed);
    int32_t *participants = hp_arena_alloc(state->arena, categories, sizeof *participants);
    *plan = (level_plan){
        .levels = hp_arena_alloc(state->arena, most, sizeof(hp_level_value)),
        .runs = hp_arena_alloc(state->arena, most, sizeof(int32_t)),
        .place_of = hp_arena_alloc(state->arena, categories, sizeof(int32_t)),
        .first_of = hp_arena_alloc(state->arena, (size_t)stage->level_count, sizeof(int32_t))};
    HP_NEED(guaranteed);
    HP_NEED(participants);
    HP_NEED(plan->levels);
    HP_NEED(plan->runs);
    HP_NEED(plan->place_of);
    HP_NEED(plan->first_of);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        const hp_entrant *entrant = &nearest->queue->entrants[e];
        int32_t category = state->roll->category[entrant->student];
        guaranteed[category] += state->roll->guaranteed[entrant->student];
        participants[category] += entrant->participant;
    }
    plan_levels(plan, policy, stage, nearest->queue, guaranteed, participants);
    return HP_OK;
}

/* ---- like children ---- */

/* What makes children alike: kind, category, guarantee, band, then by school the arcs. Protected
 * children have no metres in any level, so theirs do not matter. */
typedef struct likeness {
    const hp_nearest *nearest;
    const hp_state *state;
    int32_t *keys; /* per arc: school, metres, now; ascending by school */
} likeness;

enum { KEY_PARTS = 3 };

static int compare_key(const void *left, const void *right) {
    const int32_t *a = left;
    const int32_t *b = right;
    return (a[0] > b[0]) - (a[0] < b[0]);
}

static hp_status make_keys(likeness *like) {
    const hp_nearest *nearest = like->nearest;
    const hp_arcs *arcs = nearest->arcs;
    size_t count = (size_t)arcs->begin[nearest->entrant_count];
    like->keys = hp_arena_alloc(like->state->arena, count * KEY_PARTS, sizeof(int32_t));
    HP_NEED(like->keys);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        bool metres_matter = nearest->queue->entrants[e].participant;
        int32_t *first = like->keys + (size_t)arcs->begin[e] * KEY_PARTS;
        int32_t *key = first;
        for (int32_t i = arcs->begin[e]; i < arcs->begin[e + 1]; i++, key += KEY_PARTS) {
            key[0] = arcs->arcs[i].school;
            key[1] = metres_matter ? arcs->arcs[i].metres : 0;
            key[2] = arcs->arcs[i].now;
        }
        qsort(first, (size_t)(arcs->begin[e + 1] - arcs->begin[e]), KEY_PARTS * sizeof(int32_t),
              compare_key);
    }
    return HP_OK;
}

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* 0: the entrants are alike. */
static int compare_likeness(const likeness *like, int32_t a, int32_t b) {
    const hp_entrant *first = &like->nearest->queue->entrants[a];
    const hp_entrant *second = &like->nearest->queue->entrants[b];
    const hp_roll *roll = like->state->roll;
    const int32_t *begin = like->nearest->arcs->begin;
    int32_t arcs = begin[a + 1] - begin[a];
    int order = compare_numbers(second->participant, first->participant);
    if (order == 0) {
        order = compare_numbers(roll->category[first->student], roll->category[second->student]);
    }
    if (order == 0) {
        order = compare_numbers(roll->guaranteed[second->student],
                                roll->guaranteed[first->student]);
    }
    if (order == 0) {
        order = compare_numbers(first->band, second->band);
    }
    if (order == 0) {
        order = compare_numbers(arcs, begin[b + 1] - begin[b]);
    }
    const size_t bytes = KEY_PARTS * sizeof(int32_t);
    return order != 0 ? order
                      : memcmp(like->keys + (size_t)begin[a] * KEY_PARTS,
                               like->keys + (size_t)begin[b] * KEY_PARTS, (size_t)arcs * bytes);
}

static int compare_entrants(const void *left, const void *right, void *context) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    int order = compare_likeness(context, a, b);
    return order != 0 ? order : compare_numbers(a, b);
}

/* Gives alike entrants one row: fills nearest->row and members[row], one entrant of each row. */
static hp_status group(int32_t **members, int32_t *row_count, hp_nearest *nearest, likeness *like) {
    hp_arena *arena = like->state->arena;
    size_t count = (size_t)nearest->entrant_count;
    int32_t *order = hp_arena_alloc(arena, count + 1, sizeof *order);
    *members = hp_arena_alloc(arena, count + 1, sizeof **members);
    nearest->row = hp_arena_alloc(arena, count + 1, sizeof *nearest->row);
    HP_NEED(order);
    HP_NEED(*members);
    HP_NEED(nearest->row);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        order[e] = e;
    }
    qsort_r(order, count, sizeof *order, compare_entrants, like);
    *row_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_likeness(like, order[i - 1], order[i]) != 0) {
            (*members)[(*row_count)++] = order[i];
        }
        nearest->row[order[i]] = *row_count - 1;
    }
    return HP_OK;
}

/* ---- the program ---- */

/* The levels that concern a child, ascending; returns how many. */
static int32_t list_terms(int32_t *terms, const level_plan *plan, const hp_stage *stage,
                          const hp_entrant *entrant, int32_t category, bool guaranteed) {
    int32_t count = 0;
    if (guaranteed) {
        terms[count++] = plan->place_of[category];
    }
    for (int l = 0; l < stage->level_count && entrant->participant; l++) {
        const hp_policy_level *level = &stage->levels[l];
        for (int i = 0; i < level->category_count; i++) {
            if (level->categories[i] == category) {
                terms[count++] = plan->first_of[l] +
                                 (level->kind == HP_LEVEL_ADMIT ? entrant->band : 0);
            }
        }
    }
    return count;
}

/* The cost of an arc on a level; `key` NULL: `without`, which counts as the nearest arc. */
static int32_t level_cost(const hp_level_value *level, const int32_t *key, int32_t nearest_m) {
    switch (level->kind) {
    case HP_LEVEL_PLACE:
        return key == NULL ? 0 : -1;
    case HP_LEVEL_ADMIT:
        return key != NULL && key[2] != 0 ? -1 : 0;
    case HP_LEVEL_NEARNESS:
        return (key == NULL ? nearest_m : key[1]) / level->step_m;
    }
    return 0;
}

static void fill_row(hp_program *program, int32_t row, const hp_nearest *nearest,
                     const likeness *like, int32_t entrant, const int32_t *terms,
                     int32_t term_count) {
    const int32_t *begin = nearest->arcs->begin;
    const int32_t *keys = like->keys + (size_t)begin[entrant] * KEY_PARTS;
    int32_t arc_count = begin[entrant + 1] - begin[entrant];
    int32_t nearest_m = arc_count > 0 ? INT32_MAX : 0;
    for (int32_t i = 0; i < arc_count; i++) {
        nearest_m = keys[i * KEY_PARTS + 1] < nearest_m ? keys[i * KEY_PARTS + 1] : nearest_m;
    }
    int32_t arc = program->arc_begin[row];
    int32_t *cost = program->cost + program->cost_begin[row];
    memcpy(program->term_level + program->term_begin[row], terms,
           (size_t)term_count * sizeof *terms);
    for (int32_t i = 0; i <= arc_count; i++, arc++) {
        const int32_t *key = i < arc_count ? keys + i * KEY_PARTS : NULL;
        program->arc_sink[arc] = key == NULL ? HP_GROUND : key[0];
        for (int32_t t = 0; t < term_count; t++) {
            *cost++ = level_cost(&nearest->levels[terms[t]], key, nearest_m);
        }
    }
    program->arc_begin[row + 1] = arc;
    program->term_begin[row + 1] = program->term_begin[row] + term_count;
    program->cost_begin[row + 1] = program->cost_begin[row] + (int64_t)term_count * (arc_count + 1);
}

/* Terms of every row in turn; with a program, fills it, else counts what it needs. */
static void each_row(hp_program *program, int64_t totals[3], const hp_nearest *nearest,
                     const hp_state *state, const hp_stage *stage, const likeness *like,
                     const level_plan *plan, const int32_t *members, int32_t row_count,
                     int32_t *terms) {
    for (int32_t row = 0; row < row_count; row++) {
        const hp_entrant *entrant = &nearest->queue->entrants[members[row]];
        int32_t count = list_terms(terms, plan, stage, entrant,
                                   state->roll->category[entrant->student],
                                   state->roll->guaranteed[entrant->student]);
        int32_t arcs = nearest->arcs->begin[members[row] + 1] - nearest->arcs->begin[members[row]] +
                       1;
        totals[0] += arcs;
        totals[1] += count;
        totals[2] += (int64_t)arcs * count;
        if (program != NULL) {
            fill_row(program, row, nearest, like, members[row], terms, count);
        }
    }
}

hp_status hp_nearest_build(hp_nearest *nearest, const hp_state *state, int stage_index,
                           const hp_queue *queue, const hp_arcs *arcs, bool participants_only) {
    const hp_stage *stage = &state->policy->stages[stage_index];
    *nearest = (hp_nearest){.queue = queue,
                            .arcs = arcs,
                            .entrant_count = participants_only ? queue->participant_count
                                                               : queue->count};
    level_plan plan;
    HP_TRY(make_plan(&plan, nearest, state, stage));
    nearest->levels = plan.levels;
    likeness like = {.nearest = nearest, .state = state};
    HP_TRY(make_keys(&like));
    int32_t *members = NULL;
    int32_t row_count = 0;
    HP_TRY(group(&members, &row_count, nearest, &like));
    int32_t *terms = hp_arena_alloc(state->arena, (size_t)stage->level_count + 1, sizeof *terms);
    HP_NEED(terms);
    int64_t totals[3] = {0};
    each_row(NULL, totals, nearest, state, stage, &like, &plan, members, row_count, terms);
    hp_program *program = &nearest->program;
    HP_TRY(hp_program_new(program, state->arena, row_count, state->data->school_count, plan.count,
                          totals[0], totals[1], totals[2]));
    each_row(program, totals, nearest, state, stage, &like, &plan, members, row_count, terms);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        program->supply[nearest->row[e]]++;
    }
    for (int32_t s = 0; s < program->sink_count; s++) {
        program->capacity[s] = state->free_seats[s];
    }
    if (plan.count > 0) {
        memcpy(program->level_run, plan.runs, (size_t)plan.count * sizeof *plan.runs);
    }
    return hp_program_sort(program);
}

/* ---- solving ---- */

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
    return compare_numbers(a->student, b->student);
}

/* The arc of a row that leads to a school, or the last before the ground's. */
static int32_t arc_to(const hp_program *program, int32_t row, int32_t school) {
    int32_t arc = program->arc_begin[row];
    while (arc + 2 < program->arc_begin[row + 1] && program->arc_sink[arc] != school) {
        arc++;
    }
    return arc;
}

/* The children in order of their numbers, participants first, with their arcs, best first. */
static hp_status make_units(hp_units *units, int32_t **entrant_of, const hp_nearest *nearest,
                            hp_arena *arena) {
    const hp_program *program = &nearest->program;
    const int32_t *begin = nearest->arcs->begin;
    size_t count = (size_t)nearest->entrant_count;
    size_t wish_count = (size_t)begin[count] + count;
    int32_t *order = hp_arena_alloc(arena, count + 1, sizeof *order);
    int32_t *row = hp_arena_alloc(arena, count + 1, sizeof *row);
    int32_t *wishes_begin = hp_arena_alloc(arena, count + 1, sizeof *wishes_begin);
    int32_t *wishes = hp_arena_alloc(arena, wish_count, sizeof *wishes);
    HP_NEED(order);
    HP_NEED(row);
    HP_NEED(wishes_begin);
    HP_NEED(wishes);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        order[e] = e;
    }
    qsort_r(order, count, sizeof *order, compare_draw, nearest->queue->entrants);
    int32_t used = 0;
    for (size_t u = 0; u < count; u++) {
        int32_t e = order[u];
        row[u] = nearest->row[e];
        for (int32_t i = begin[e]; i < begin[e + 1]; i++) {
            wishes[used++] = arc_to(program, row[u], nearest->arcs->arcs[i].school);
        }
        wishes[used++] = program->arc_begin[row[u] + 1] - 1;
        wishes_begin[u + 1] = used;
    }
    *units = (hp_units){.count = nearest->entrant_count,
                        .row = row,
                        .wishes_begin = wishes_begin,
                        .wishes = wishes};
    *entrant_of = order;
    return HP_OK;
}

/* The drawn answer must be as good as the optimum on every level, and leave no school over-full. */
static hp_status check_drawn(const char **why, const hp_nearest *nearest, const int32_t *chosen,
                             const int64_t *values, hp_arena *arena) {
    const hp_program *program = &nearest->program;
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    int32_t *flow = hp_arena_alloc(arena, arcs, sizeof *flow);
    int32_t *load = hp_arena_alloc(arena, (size_t)program->sink_count, sizeof *load);
    int64_t *drawn = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *drawn);
    HP_NEED(flow);
    HP_NEED(load);
    HP_NEED(drawn);
    for (int32_t u = 0; u < nearest->entrant_count; u++) {
        flow[chosen[u]]++;
    }
    hp_program_values(drawn, program, flow);
    hp_program_load(load, program, flow);
    bool good = true;
    for (int32_t level = 0; level < program->level_count; level++) {
        good = good && drawn[level] == values[level];
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        good = good && load[sink] <= program->capacity[sink] &&
               (nearest->prices.price[sink].count == 0 || load[sink] == program->capacity[sink]);
    }
    if (!good) {
        *why = "the lottery left the optimal face";
        return HP_UNPROVEN;
    }
    return HP_OK;
}

static int32_t taken_arc(const hp_nearest *nearest, int32_t entrant, int32_t chosen) {
    int32_t school = nearest->program.arc_sink[chosen];
    for (int32_t i = nearest->arcs->begin[entrant]; i < nearest->arcs->begin[entrant + 1]; i++) {
        if (nearest->arcs->arcs[i].school == school) {
            return i;
        }
    }
    return -1;
}

hp_status hp_nearest_solve(hp_nearest *nearest, hp_effort *effort, const char **why,
                           const hp_state *state) {
    const hp_program *program = &nearest->program;
    hp_arena *arena = state->arena;
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    int32_t *flow = hp_arena_alloc(arena, arcs, sizeof *flow);
    int64_t *values = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *values);
    int32_t *chosen = hp_arena_alloc(arena, (size_t)nearest->entrant_count + 1, sizeof *chosen);
    HP_NEED(flow);
    HP_NEED(values);
    nearest->taken = hp_arena_alloc(arena, (size_t)nearest->entrant_count + 1,
                                    sizeof *nearest->taken);
    HP_NEED(chosen);
    HP_NEED(nearest->taken);
    hp_prices *prices = &nearest->prices;
    hp_units units;
    int32_t *entrant_of = NULL;
    HP_TRY(hp_lp_solve(prices, flow, effort, why, arena, program, state->path));
    hp_program_values(values, program, flow);
    HP_TRY(make_units(&units, &entrant_of, nearest, arena));
    HP_TRY(hp_lottery_draw(chosen, arena, program, prices, flow, &units));
    HP_TRY(check_drawn(why, nearest, chosen, values, arena));
    for (int32_t level = 0; level < program->level_count; level++) {
        bool counts = nearest->levels[level].kind != HP_LEVEL_NEARNESS;
        nearest->levels[level].value = counts ? -values[level] : values[level];
    }
    for (int32_t u = 0; u < units.count; u++) {
        nearest->taken[entrant_of[u]] = taken_arc(nearest, entrant_of[u], chosen[u]);
    }
    return HP_OK;
}

int32_t hp_nearest_arc(const hp_nearest *nearest, int32_t entrant, int32_t school) {
    const hp_program *program = &nearest->program;
    int32_t row = nearest->row[entrant];
    int32_t ground = program->arc_begin[row + 1] - 1;
    if (school == HP_GROUND || program->arc_begin[row] == ground) {
        return school == HP_GROUND ? ground : -1;
    }
    int32_t arc = arc_to(program, row, school);
    return program->arc_sink[arc] == school ? arc : -1;
}

hp_status hp_nearest_flow(int32_t **flow, hp_arena *arena, const hp_nearest *nearest) {
    const hp_program *program = &nearest->program;
    *flow = hp_arena_alloc(arena, (size_t)program->arc_begin[program->row_count], sizeof **flow);
    HP_NEED(*flow);
    for (int32_t e = 0; e < nearest->entrant_count; e++) {
        int32_t taken = nearest->taken[e];
        int32_t school = taken < 0 ? HP_GROUND : nearest->arcs->arcs[taken].school;
        (*flow)[hp_nearest_arc(nearest, e, school)]++;
    }
    return HP_OK;
}

/* ---- the stage ---- */

/* Participants on now-arcs, by category. */
static void count_admitted(int32_t *admitted, const hp_nearest *nearest, const hp_roll *roll) {
    for (int32_t e = 0; e < nearest->queue->participant_count; e++) {
        if (nearest->taken[e] >= 0 && nearest->arcs->arcs[nearest->taken[e]].now) {
            admitted[roll->category[nearest->queue->entrants[e].student]]++;
        }
    }
}

/* Who loses a now-seat to protected children: the stage is solved once more without them. */
static hp_status find_yielded(hp_state *state, int stage_index, const hp_nearest *nearest,
                              const char **why) {
    size_t categories = (size_t)state->policy->category_count;
    hp_stage_result *result = &state->stages[stage_index];
    if (nearest->queue->count == nearest->queue->participant_count) {
        return HP_OK;
    }
    int32_t *admitted = hp_arena_alloc(state->arena, categories, sizeof *admitted);
    int32_t *most = hp_arena_alloc(state->arena, categories, sizeof *most);
    hp_nearest *alone = hp_arena_alloc(state->arena, 1, sizeof *alone);
    HP_NEED(admitted);
    HP_NEED(most);
    HP_NEED(alone);
    HP_TRY(hp_nearest_build(alone, state, stage_index, nearest->queue, nearest->arcs, true));
    HP_TRY(hp_nearest_solve(alone, &result->effort, why, state));
    count_admitted(admitted, nearest, state->roll);
    count_admitted(most, alone, state->roll);
    for (size_t c = 0; c < categories; c++) {
        result->yielded[c] = most[c] > admitted[c] ? most[c] - admitted[c] : 0;
    }
    result->alone = alone;
    return HP_OK;
}

static void admit(hp_state *state, int stage_index, const hp_nearest *nearest) {
    hp_stage_result *result = &state->stages[stage_index];
    for (int32_t e = 0; e < nearest->queue->count; e++) {
        const hp_entrant *entrant = &nearest->queue->entrants[e];
        const hp_arc *arc = nearest->taken[e] < 0 ? NULL : &nearest->arcs->arcs[nearest->taken[e]];
        if (arc != NULL && arc->now) {
            state->placements[entrant->student] = (hp_placement){.standing = HP_ADMITTED,
                                                                 .school = arc->school,
                                                                 .stage = stage_index,
                                                                 .metres = arc->metres,
                                                                 .number = entrant->number,
                                                                 .turn = e,
                                                                 .route = arc->route,
                                                                 .choice = arc->choice};
            state->free_seats[arc->school]--;
        } else if (arc != NULL) {
            result->forecast_m += arc->metres;
        }
    }
}

hp_status hp_nearest_run(hp_state *state, int stage_index, hp_reach *reach, const char **why,
                         hp_findings *findings) {
    hp_stage_result *result = &state->stages[stage_index];
    hp_queue *queue = hp_arena_alloc(state->arena, 1, sizeof *queue);
    hp_arcs *arcs = hp_arena_alloc(state->arena, 1, sizeof *arcs);
    hp_nearest *nearest = hp_arena_alloc(state->arena, 1, sizeof *nearest);
    HP_NEED(queue);
    HP_NEED(arcs);
    HP_NEED(nearest);
    HP_TRY(hp_queue_form(queue, state, stage_index, reach, findings));
    HP_TRY(hp_arcs_of_stage(arcs, state, stage_index, queue, reach));
    HP_TRY(hp_nearest_build(nearest, state, stage_index, queue, arcs, false));
    HP_TRY(hp_nearest_solve(nearest, &result->effort, why, state));
    HP_TRY(find_yielded(state, stage_index, nearest, why));
    admit(state, stage_index, nearest);
    result->ran = true;
    result->queue = queue;
    result->solved = nearest;
    return HP_OK;
}
