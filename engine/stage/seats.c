#include "stage/seats.h"

#include <stdlib.h>
#include <string.h>

/* A stage with fewer children is done at once before another process has started. */
enum { FEW_CHILDREN = 4096 };

void hp_report_put(hp_buffer *report, const void *items, size_t count, size_t size) {
    hp_buffer_append(report, items, count * size);
}

void hp_report_take(void *items, size_t count, size_t size, const char **at) {
    if (count > 0) {
        memcpy(items, *at, count * size);
    }
    *at += count * size;
}

/* What a run before this one found of a part. */
typedef struct known_part {
    const hp_known_part *part; /* NULL: nothing */
    bool answered;             /* its report holds as it is */
} known_part;

/* The parts of a stage, as items of work. */
typedef struct part_list {
    const hp_state *state;
    int stage_index;
    const hp_queue *queue;
    hp_reach *reach;
    const hp_split *split;
    const hp_stage_work *work;
    known_part *known;   /* per part */
    hp_known_part *keep; /* per part; NULL: nothing is kept */
} part_list;

/* Does a part in the arena and leaves what it made there; the scratch may be the same. Where it
 * cannot be proved the report says why instead. */
static hp_status do_in(hp_arena *arena, hp_arena *scratch, hp_queue *queue, const void **made,
                       const part_list *list, int32_t part, hp_buffer *report) {
    hp_state state = *list->state;
    state.arena = arena;
    const known_part *known = &list->known[part];
    hp_part_work work = {.state = &state,
                         .scratch = scratch,
                         .stage_index = list->stage_index,
                         .queue = queue,
                         .reach = list->reach,
                         .known = known->part == NULL ? NULL : known->part->made,
                         .why = ""};
    hp_status status = hp_split_queue(queue, arena, list->queue, list->split, part);
    if (status == HP_OK) {
        status = list->work->run(&work, list->work->context, report);
    }
    if (status == HP_UNPROVEN) {
        report->length = 0;
        hp_buffer_text(report, work.why);
    }
    *made = work.made;
    return status;
}

/* Does a part in memory of its own, or in that where it is kept. */
static hp_status do_part(void *context, int32_t item, hp_buffer *report) {
    const part_list *list = context;
    hp_arena arena = {0};
    hp_queue queue;
    const void *made = NULL;
    if (list->known[item].answered) {
        const hp_buffer *known = &list->known[item].part->report;
        hp_buffer_append(report, hp_buffer_get(known), known->length);
        return hp_buffer_status(report);
    }
    if (list->keep != NULL) {
        hp_known_part *kept = &list->keep[item];
        hp_status done = do_in(&kept->arena, &arena, &kept->queue, &kept->made, list, item, report);
        hp_arena_free(&arena);
        HP_TRY(done);
        hp_buffer_append(&kept->report, hp_buffer_get(report), report->length);
        return hp_buffer_status(&kept->report);
    }
    hp_status status = do_in(&arena, &arena, &queue, &made, list, item, report);
    hp_arena_free(&arena);
    return status;
}

/* Takes in the reports in order; what failed to be proved has left the reason in its own. */
static hp_status take_reports(const part_list *list, hp_buffer *reports, hp_status outcome,
                              const char **why) {
    const hp_split *split = list->split;
    for (int32_t p = 0; p < split->part_count && outcome == HP_OK; p++) {
        outcome = list->work->take(list->work->context, split->entrants + split->begin[p],
                                   &reports[p]);
        hp_buffer_free(&reports[p]);
    }
    for (int32_t p = 0; p < split->part_count; p++) {
        if (outcome == HP_UNPROVEN && reports[p].length > 0) {
            *why = hp_arena_text(list->state->arena, hp_buffer_get(&reports[p]));
        }
        hp_buffer_free(&reports[p]);
    }
    return *why == NULL ? HP_NO_MEMORY : outcome;
}

/* The parts: those of a run before this one where they are the same. */
static hp_status find_parts(hp_split *split, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach, bool serial) {
    const hp_split *known = hp_recall_split(state, stage_index, queue);
    if (known != NULL) {
        *split = *known;
        return HP_OK;
    }
    return hp_split_stage(split, state, stage_index, queue, reach, serial);
}

/* Looks for every part in what a run before this one found. */
static hp_status recall_parts(part_list *list) {
    hp_stage_result *result = &list->state->stages[list->stage_index];
    int32_t count = list->split->part_count;
    list->known = hp_arena_alloc(list->state->arena, (size_t)count, sizeof *list->known);
    HP_NEED(list->known);
    result->part_count = count;
    for (int32_t p = 0; p < count && !list->work->anew && list->state->keep == NULL; p++) {
        known_part *known = &list->known[p];
        known->part = hp_recall_part(&known->answered, list->state, list->stage_index, list->queue,
                                     list->split, p);
        result->answered_parts += known->answered;
        result->refilled_parts += known->part != NULL && !known->answered;
    }
    return HP_OK;
}

/* Where the parts are kept; what a process of its own found would be lost. */
static hp_status keep_parts(part_list *list, int32_t *workers) {
    if (list->state->keep == NULL) {
        return HP_OK;
    }
    hp_known_stage *stage = &list->state->keep->stages[list->stage_index];
    *workers = 1;
    stage->split = *list->split;
    stage->parts = calloc((size_t)list->split->part_count + 1, sizeof *stage->parts);
    HP_NEED(stage->parts);
    list->keep = stage->parts;
    return HP_OK;
}

hp_status hp_parts_run(const hp_state *state, int stage_index, const hp_queue *queue,
                       hp_reach *reach, bool serial, const hp_stage_work *work, const char **why) {
    hp_split split;
    HP_TRY(find_parts(&split, state, stage_index, queue, reach, serial));
    part_list list = {.state = state,
                      .stage_index = stage_index,
                      .queue = queue,
                      .reach = reach,
                      .split = &split,
                      .work = work};
    int32_t workers = queue->count < FEW_CHILDREN ? 1 : state->workers;
    HP_TRY(recall_parts(&list));
    HP_TRY(keep_parts(&list, &workers));
    hp_buffer *reports = calloc((size_t)split.part_count + 1, sizeof *reports);
    HP_NEED(reports);
    hp_status outcome = hp_workers_run(reports, split.part_count, workers, do_part, &list);
    outcome = take_reports(&list, reports, outcome, why);
    free(reports);
    return outcome;
}

int64_t hp_seats_take(hp_state *state, int stage_index, const hp_queue *queue, const hp_arc *taken,
                      int32_t count) {
    int64_t forecast_m = 0;
    for (int32_t e = 0; e < count; e++) {
        const hp_entrant *entrant = &queue->entrants[e];
        const hp_arc *arc = &taken[e];
        if (arc->school >= 0 && arc->now) {
            state->placements[entrant->student] = (hp_placement){.standing = HP_ADMITTED,
                                                                 .school = arc->school,
                                                                 .stage = stage_index,
                                                                 .metres = arc->metres,
                                                                 .number = entrant->number,
                                                                 .turn = e,
                                                                 .route = arc->route,
                                                                 .choice = arc->choice};
            state->free_seats[arc->school]--;
        } else if (arc->school >= 0) {
            forecast_m += arc->metres;
        }
    }
    return forecast_m;
}
