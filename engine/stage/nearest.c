#include "stage/nearest.h"

#include <string.h>

#include "lp/least.h"
#include "lp/refusal.h"
#include "stage/start.h"

/* ---- a part ---- */

static void put_prices(hp_buffer *report, const hp_part *part, const hp_prices *prices) {
    for (int32_t sink = 0; sink < part->program.sink_count; sink++) {
        hp_lex price = prices->price[sink];
        hp_report_put(report, &part->school_of[sink], 1, sizeof *part->school_of);
        hp_report_put(report, &price.count, 1, sizeof price.count);
        for (int32_t i = 0; i < price.count; i++) {
            hp_report_put(report, &part->level_of[price.level[i]], 1, sizeof *part->level_of);
        }
        hp_report_put(report, price.value, (size_t)price.count, sizeof *price.value);
    }
}

/* A part's program as it was solved in the end, with the arcs of which it was built. */
typedef struct made_program {
    hp_arcs arcs;
    hp_part part;
} made_program;

/* What a part made: kept, it serves the same part with other free seats. */
typedef struct made_part {
    bool *wide; /* per entrant: none of its arcs is left out; NULL: nobody's are */
    made_program whole;
    made_program alone; /* without the protected */
} made_part;

/* What a part's program is solved with. */
typedef struct part_task {
    hp_part_work *work;
    const hp_plan *plan;
    const hp_nearest *before;  /* an answer like this one of a run before; NULL: none */
    const made_program *known; /* the program with other free seats; NULL: it must be built */
    bool participants_only;
} part_task;

static hp_status find_arcs(hp_arcs *arcs, const hp_part_work *work, const bool *wide) {
    return hp_arcs_of_stage(arcs, work->state, work->stage_index, work->queue, work->reach, wide);
}

static hp_status build_part(made_program *made, const part_task *task) {
    const hp_part_work *work = task->work;
    return hp_part_build(&made->part, work->state->arena, work->state, work->stage_index,
                         task->plan, work->queue, &made->arcs, task->participants_only);
}

static hp_status begin_part(made_program *made, const part_task *task) {
    const hp_part_work *work = task->work;
    if (task->known == NULL) {
        return build_part(made, task);
    }
    made->arcs = task->known->arcs;
    return hp_part_refill(&made->part, work->state->arena, &task->known->part, &made->arcs,
                          work->state, work->stage_index, task->plan, work->queue);
}

/* Solves a part's program; where arcs that were left out could matter, again with them. */
static hp_status solve_part(made_program *made, hp_part_answer *answer, hp_effort *effort,
                            bool *wide, const part_task *task) {
    hp_arena *scratch = task->work->scratch;
    const hp_lex *start = NULL;
    int32_t widened = 0;
    HP_TRY(begin_part(made, task));
    for (;;) {
        HP_TRY(hp_start_find(&start, scratch, &made->part, task->before));
        HP_TRY(hp_part_solve(answer, effort, &task->work->why, scratch, &made->part, start));
        HP_TRY(hp_part_widen(&widened, wide, scratch, &made->part, answer));
        if (widened == 0) {
            return HP_OK;
        }
        HP_TRY(find_arcs(&made->arcs, task->work, wide));
        HP_TRY(build_part(made, task));
    }
}

/* Solves a part's program and reports its answer: effort, levels, prices, arcs. */
static hp_status report_part(made_program *made, bool *wide, const part_task *task,
                             hp_buffer *report) {
    const hp_part *part = &made->part;
    hp_part_answer answer;
    hp_effort effort = {0};
    HP_TRY(solve_part(made, &answer, &effort, wide, task));
    hp_report_put(report, &effort, 1, sizeof effort);
    hp_report_put(report, &part->program.level_count, 1, sizeof part->program.level_count);
    hp_report_put(report, part->level_of, (size_t)part->program.level_count,
                  sizeof *part->level_of);
    hp_report_put(report, answer.values, (size_t)part->program.level_count, sizeof *answer.values);
    hp_report_put(report, &part->program.sink_count, 1, sizeof part->program.sink_count);
    put_prices(report, part, &answer.prices);
    hp_report_put(report, &part->entrant_count, 1, sizeof part->entrant_count);
    hp_report_put(report, answer.taken, (size_t)part->entrant_count, sizeof *answer.taken);
    return HP_OK;
}

/* ---- the stage ---- */

/* A stage's answers under way. */
typedef struct nearest_stage {
    hp_arena *arena;
    hp_nearest *solved;
    hp_nearest *alone; /* without the protected; NULL: there are none */
    hp_effort *effort;
} nearest_stage;

/* Whose arcs are all asked for: nobody's at first, or whose were before. */
static hp_status begin_wide(made_part *made, const hp_part_work *work, const made_part *known) {
    if (work->state->path == HP_LP_WHOLE) {
        return HP_OK;
    }
    size_t count = (size_t)work->queue->count;
    made->wide = hp_arena_alloc(work->state->arena, count, sizeof *made->wide);
    HP_NEED(made->wide);
    if (known != NULL && known->wide != NULL && count > 0) {
        memcpy(made->wide, known->wide, count * sizeof *made->wide);
    }
    return HP_OK;
}

static hp_status run_part(hp_part_work *work, const void *context, hp_buffer *report) {
    const nearest_stage *stage = context;
    const made_part *known = work->known;
    const hp_stage_result *before = hp_recall_result(work->state, work->stage_index);
    made_part *made = hp_arena_alloc(work->state->arena, 1, sizeof *made);
    HP_NEED(made);
    work->made = made;
    HP_TRY(begin_wide(made, work, known));
    if (known == NULL) {
        HP_TRY(find_arcs(&made->whole.arcs, work, made->wide));
    }
    HP_TRY(report_part(&made->whole, made->wide,
                       &(part_task){.work = work,
                                    .plan = &stage->solved->plan,
                                    .before = before == NULL ? NULL : before->solved,
                                    .known = known == NULL ? NULL : &known->whole},
                       report));
    if (stage->alone == NULL) {
        return HP_OK;
    }
    made->alone.arcs = made->whole.arcs;
    return report_part(&made->alone, made->wide,
                       &(part_task){.work = work,
                                    .plan = &stage->alone->plan,
                                    .before = before == NULL ? NULL : before->alone,
                                    .known = known == NULL ? NULL : &known->alone,
                                    .participants_only = true},
                       report);
}

static void add_effort(hp_effort *sum, const hp_effort *effort) {
    sum->solves += effort->solves;
    sum->rounds += effort->rounds;
    sum->contested += effort->contested;
    sum->searches += effort->searches;
    sum->steps += effort->steps;
    sum->offers += effort->offers;
}

/* Values of levels add up over parts; counts stand as negative costs. */
static hp_status take_levels(hp_nearest *nearest, hp_arena *arena, const char **at) {
    int32_t count = 0;
    hp_report_take(&count, 1, sizeof count, at);
    int32_t *level = hp_arena_alloc(arena, (size_t)count, sizeof *level);
    HP_NEED(level);
    hp_report_take(level, (size_t)count, sizeof *level, at);
    for (int32_t i = 0; i < count; i++) {
        int64_t value = 0;
        hp_level_value *sum = &nearest->plan.levels[level[i]];
        hp_report_take(&value, 1, sizeof value, at);
        sum->value += sum->kind == HP_LEVEL_NEARNESS ? value : -value;
    }
    return HP_OK;
}

static hp_status take_prices(hp_nearest *nearest, hp_arena *arena, const char **at) {
    int32_t sinks = 0;
    hp_report_take(&sinks, 1, sizeof sinks, at);
    for (int32_t i = 0; i < sinks; i++) {
        int32_t school = 0;
        int32_t count = 0;
        hp_report_take(&school, 1, sizeof school, at);
        hp_report_take(&count, 1, sizeof count, at);
        int32_t *level = hp_arena_alloc(arena, (size_t)count, sizeof *level);
        int64_t *value = hp_arena_alloc(arena, (size_t)count, sizeof *value);
        HP_NEED(level);
        HP_NEED(value);
        hp_report_take(level, (size_t)count, sizeof *level, at);
        hp_report_take(value, (size_t)count, sizeof *value, at);
        nearest->price[school] = (hp_lex){.count = count, .level = level, .value = value};
    }
    return HP_OK;
}

static hp_status take_answer(hp_nearest *nearest, const nearest_stage *stage,
                             const int32_t *entrants, const char **at) {
    hp_effort effort;
    int32_t count = 0;
    hp_report_take(&effort, 1, sizeof effort, at);
    add_effort(stage->effort, &effort);
    HP_TRY(take_levels(nearest, stage->arena, at));
    HP_TRY(take_prices(nearest, stage->arena, at));
    hp_report_take(&count, 1, sizeof count, at);
    for (int32_t i = 0; i < count; i++) {
        hp_report_take(&nearest->taken[entrants[i]], 1, sizeof *nearest->taken, at);
    }
    return HP_OK;
}

static hp_status take_part(void *context, const int32_t *entrants, hp_buffer *report) {
    const nearest_stage *stage = context;
    const char *at = hp_buffer_get(report);
    HP_TRY(take_answer(stage->solved, stage, entrants, &at));
    return stage->alone == NULL ? HP_OK : take_answer(stage->alone, stage, entrants, &at);
}

/* Room for an answer for the queue's first children, all of them `without` so far. */
static hp_status answer_new(hp_nearest **out, const hp_state *state, int stage_index,
                            const hp_queue *queue, int32_t entrant_count) {
    hp_nearest *nearest = hp_arena_alloc(state->arena, 1, sizeof *nearest);
    HP_NEED(nearest);
    *out = nearest;
    nearest->queue = queue;
    nearest->entrant_count = entrant_count;
    nearest->price = hp_arena_alloc(state->arena, (size_t)state->data->school_count,
                                    sizeof *nearest->price);
    nearest->taken = hp_arena_alloc(state->arena, (size_t)entrant_count, sizeof *nearest->taken);
    HP_NEED(nearest->price);
    HP_NEED(nearest->taken);
    for (int32_t e = 0; e < entrant_count; e++) {
        nearest->taken[e].school = -1;
    }
    return hp_plan_levels(&nearest->plan, state, stage_index, queue, entrant_count);
}

/* ---- yields ---- */

/* Participants on now-arcs, by category. */
static void count_admitted(int32_t *admitted, const hp_nearest *nearest, const hp_roll *roll) {
    for (int32_t e = 0; e < nearest->queue->participant_count; e++) {
        if (nearest->taken[e].school >= 0 && nearest->taken[e].now) {
            admitted[roll->category[nearest->queue->entrants[e].student]]++;
        }
    }
}

/* Who loses a now-seat to protected children. */
static hp_status find_yielded(hp_state *state, int stage_index, const nearest_stage *stage) {
    size_t categories = (size_t)state->policy->category_count;
    hp_stage_result *result = &state->stages[stage_index];
    int32_t *admitted = hp_arena_alloc(state->arena, categories, sizeof *admitted);
    int32_t *most = hp_arena_alloc(state->arena, categories, sizeof *most);
    HP_NEED(admitted);
    HP_NEED(most);
    count_admitted(admitted, stage->solved, state->roll);
    count_admitted(most, stage->alone, state->roll);
    for (size_t c = 0; c < categories; c++) {
        result->yielded[c] = most[c] > admitted[c] ? most[c] - admitted[c] : 0;
    }
    return HP_OK;
}

/* Whether the levels are those of a run before; they count what concerns all parts. */
static bool same_plans(const hp_stage_result *before, const nearest_stage *stage) {
    return before != NULL && before->solved != NULL &&
           hp_plan_same(&before->solved->plan, &stage->solved->plan) &&
           (before->alone == NULL) == (stage->alone == NULL) &&
           (stage->alone == NULL || hp_plan_same(&before->alone->plan, &stage->alone->plan));
}

hp_status hp_nearest_run(hp_state *state, int stage_index, hp_reach *reach, const char **why,
                         hp_findings *findings) {
    hp_stage_result *result = &state->stages[stage_index];
    hp_queue *queue = hp_arena_alloc(state->arena, 1, sizeof *queue);
    nearest_stage stage = {.arena = state->arena, .effort = &result->effort};
    hp_stage_work work = {.run = run_part, .take = take_part, .context = &stage};
    HP_NEED(queue);
    HP_TRY(hp_queue_form(queue, state, stage_index, reach, findings));
    HP_TRY(answer_new(&stage.solved, state, stage_index, queue, queue->count));
    if (queue->count > queue->participant_count) {
        HP_TRY(answer_new(&stage.alone, state, stage_index, queue, queue->participant_count));
    }
    work.anew = !same_plans(hp_recall_result(state, stage_index), &stage);
    HP_TRY(hp_parts_run(state, stage_index, queue, reach, false, &work, why));
    if (stage.alone != NULL) {
        HP_TRY(find_yielded(state, stage_index, &stage));
    }
    result->forecast_m = hp_seats_take(state, stage_index, queue, stage.solved->taken,
                                       queue->count);
    result->ran = true;
    result->queue = queue;
    result->solved = stage.solved;
    result->alone = stage.alone;
    return HP_OK;
}

/* ---- refusals ---- */

/* The answer as a flow of the part's program; `entrants`: where in the queue its children stand. */
static hp_status flow_of(int32_t **flow, hp_arena *arena, const hp_part *part,
                         const hp_nearest *solved, const int32_t *entrants) {
    const hp_program *program = &part->program;
    *flow = hp_arena_alloc(arena, (size_t)program->arc_begin[program->row_count], sizeof **flow);
    HP_NEED(*flow);
    for (int32_t e = 0; e < part->entrant_count; e++) {
        (*flow)[hp_part_arc(part, e, solved->taken[entrants[e]].school)]++;
    }
    return HP_OK;
}

/* The cost by the plan's levels instead of the program's. */
static hp_status name_levels(hp_lex *cost, hp_arena *arena, const hp_part *part) {
    int32_t *level = hp_arena_alloc(arena, (size_t)cost->count, sizeof *level);
    HP_NEED(level);
    for (int32_t i = 0; i < cost->count; i++) {
        level[i] = part->level_of[cost->level[i]];
    }
    cost->level = level;
    return HP_OK;
}

/* A part of a stage that was run, built again, with its answer as a flow. */
typedef struct part_again {
    hp_queue queue;
    hp_arcs arcs;
    hp_part part;
    int32_t *flow;
    int32_t *load; /* per sink */
    hp_moves moves;
} part_again;

/* Marks the entrants who took an arc that is not among their nearest; true where there are any. */
static bool mark_far(bool *wide, const hp_arcs *arcs, const hp_nearest *solved,
                     const int32_t *entrants, int32_t count) {
    bool any = false;
    for (int32_t e = 0; e < count; e++) {
        int32_t school = solved->taken[entrants[e]].school;
        bool found = school < 0 || arcs->cut[e] == 0;
        for (int32_t i = arcs->begin[e]; i < arcs->begin[e + 1] && !found; i++) {
            found = arcs->arcs[i].school == school;
        }
        wide[e] = wide[e] || !found;
        any = any || !found;
    }
    return any;
}

/* The answer that the stage gave, as one of the part's program: its prices and what was taken. */
static hp_status answer_of(hp_part_answer *answer, hp_arena *arena, const hp_part *part,
                           const hp_nearest *solved, const int32_t *entrants) {
    size_t sinks = (size_t)part->program.sink_count;
    answer->prices.price = hp_arena_alloc(arena, sinks, sizeof *answer->prices.price);
    answer->taken = hp_arena_alloc(arena, (size_t)part->entrant_count, sizeof *answer->taken);
    HP_NEED(answer->prices.price);
    HP_NEED(answer->taken);
    for (size_t sink = 0; sink < sinks; sink++) {
        hp_lex price = solved->price[part->school_of[sink]];
        int32_t *level = hp_arena_alloc(arena, (size_t)price.count, sizeof *level);
        HP_NEED(level);
        for (int32_t i = 0; i < price.count; i++) {
            level[i] = hp_part_level(part, price.level[i]);
        }
        price.level = level;
        answer->prices.price[sink] = price;
    }
    for (int32_t e = 0; e < part->entrant_count; e++) {
        answer->taken[e] = solved->taken[entrants[e]];
    }
    return HP_OK;
}

/* Builds the part's program with all arcs of an entrant (-1: nobody's), and of the others the
 * nearest, what was taken, and those that could matter by the prices, as when it was solved. What
 * is left out is never on a cheapest chain: it costs more than the seat that the child has is
 * worth, and ground reaches every school at no cost. */
static hp_status build_program(part_again *again, const hp_state *state, int stage_index,
                               hp_reach *reach, const int32_t *entrants, int32_t entrant) {
    const hp_nearest *solved = state->stages[stage_index].solved;
    const hp_queue *queue = &again->queue;
    hp_part_answer answer;
    int32_t widened = 0;
    bool *wide = hp_arena_alloc(state->arena, (size_t)queue->count, sizeof *wide);
    HP_NEED(wide);
    for (int32_t e = 0; e < queue->count; e++) {
        wide[e] = entrants[e] == entrant;
    }
    do {
        HP_TRY(hp_arcs_of_stage(&again->arcs, state, stage_index, queue, reach, wide));
        if (mark_far(wide, &again->arcs, solved, entrants, queue->count)) {
            widened = 1;
            continue;
        }
        HP_TRY(hp_part_build(&again->part, state->arena, state, stage_index, &solved->plan, queue,
                             &again->arcs, false));
        HP_TRY(answer_of(&answer, state->arena, &again->part, solved, entrants));
        HP_TRY(hp_part_widen(&widened, wide, state->arena, &again->part, &answer));
    } while (widened > 0);
    return HP_OK;
}

/* `state`: with the free seats that the stage began with. `entrant`: whose arcs are all wanted; -1:
 * nobody's. */
static hp_status build_again(part_again *again, const hp_state *state, int stage_index,
                             hp_reach *reach, const hp_split *split, int32_t index,
                             int32_t entrant) {
    const hp_nearest *solved = state->stages[stage_index].solved;
    const int32_t *entrants = split->entrants + split->begin[index];
    hp_arena *arena = state->arena;
    hp_part *part = &again->part;
    HP_TRY(hp_split_queue(&again->queue, arena, solved->queue, split, index));
    HP_TRY(build_program(again, state, stage_index, reach, entrants, entrant));
    HP_TRY(flow_of(&again->flow, arena, part, solved, entrants));
    again->load = hp_arena_alloc(arena, (size_t)part->program.sink_count, sizeof *again->load);
    HP_NEED(again->load);
    hp_program_load(again->load, &part->program, again->flow);
    return hp_moves_build(&again->moves, arena, &part->program, again->flow, again->load);
}

static hp_status cost_in_part(hp_lex *cost, const hp_state *state, int stage_index, hp_reach *reach,
                              const hp_split *split, int32_t index, int32_t entrant,
                              int32_t school) {
    const hp_nearest *solved = state->stages[stage_index].solved;
    const int32_t *entrants = split->entrants + split->begin[index];
    part_again again;
    int32_t e = 0;
    HP_TRY(build_again(&again, state, stage_index, reach, split, index, entrant));
    while (entrants[e] != entrant) {
        e++;
    }
    HP_TRY(hp_refusal_cost(cost, state->arena, &again.moves, again.load, again.part.row[e],
                           hp_part_arc(&again.part, e, solved->taken[entrant].school),
                           hp_part_arc(&again.part, e, school)));
    return name_levels(cost, state->arena, &again.part);
}

/* A stage that was run as it began, and its parts. */
static hp_status begin_again(hp_state *before, hp_split *split, hp_arena *arena,
                             const hp_state *state, int stage_index, hp_reach *reach) {
    size_t schools = (size_t)state->data->school_count;
    *before = *state;
    before->arena = arena;
    before->free_seats = hp_arena_alloc(arena, schools, sizeof *before->free_seats);
    HP_NEED(before->free_seats);
    for (size_t s = 0; s < schools; s++) {
        before->free_seats[s] = state->stages[stage_index].free_before[s];
    }
    return hp_split_stage(split, before, stage_index, state->stages[stage_index].solved->queue,
                          reach, false);
}

hp_status hp_nearest_refusal(hp_lex *cost, hp_arena *arena, const hp_state *state, int stage_index,
                             hp_reach *reach, int32_t entrant, int32_t school) {
    hp_state before;
    hp_split split;
    HP_TRY(begin_again(&before, &split, arena, state, stage_index, reach));
    return cost_in_part(cost, &before, stage_index, reach, &split,
                        hp_split_part_of(&split, entrant), entrant, school);
}

static hp_status least_in_part(hp_lex *price, bool *known, hp_arena *arena, const hp_state *state,
                               int stage_index, hp_reach *reach, const hp_split *split,
                               int32_t index) {
    part_again again;
    HP_TRY(build_again(&again, state, stage_index, reach, split, index, -1));
    const hp_program *program = &again.part.program;
    hp_lex *least = hp_arena_alloc(state->arena, (size_t)program->sink_count, sizeof *least);
    HP_NEED(least);
    HP_TRY(hp_least_prices(least, arena, &again.moves));
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        int32_t school = again.part.school_of[sink];
        known[school] = true;
        price[school] = least[sink];
        HP_TRY(name_levels(&price[school], arena, &again.part));
    }
    return HP_OK;
}

hp_status hp_nearest_least(hp_lex *price, bool *known, hp_arena *arena, const hp_state *state,
                           int stage_index, hp_reach *reach) {
    hp_arena scratch = {0};
    hp_state before;
    hp_split split;
    hp_status status = begin_again(&before, &split, &scratch, state, stage_index, reach);
    for (int32_t p = 0; status == HP_OK && p < split.part_count; p++) {
        hp_arena part = {0};
        before.arena = &part;
        status = least_in_part(price, known, arena, &before, stage_index, reach, &split, p);
        hp_arena_free(&part);
    }
    hp_arena_free(&scratch);
    return status;
}
