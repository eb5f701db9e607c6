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

/* The parts of a stage, as items of work. */
typedef struct part_list {
    const hp_state *state;
    int stage_index;
    const hp_queue *queue;
    hp_reach *reach;
    const hp_split *split;
    const hp_stage_work *work;
} part_list;

/* Does a part in memory of its own. Where it cannot be proved the report says why instead. */
static hp_status do_part(void *context, int32_t item, hp_buffer *report) {
    const part_list *list = context;
    hp_arena arena = {0};
    hp_queue queue;
    hp_state state = *list->state;
    state.arena = &arena;
    hp_part_work work = {.state = &state,
                         .stage_index = list->stage_index,
                         .queue = &queue,
                         .reach = list->reach,
                         .why = ""};
    hp_status status = hp_split_queue(&queue, &arena, list->queue, list->split, item);
    if (status == HP_OK) {
        status = list->work->run(&work, list->work->context, report);
    }
    if (status == HP_UNPROVEN) {
        report->length = 0;
        hp_buffer_text(report, work.why);
    }
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

hp_status hp_parts_run(const hp_state *state, int stage_index, const hp_queue *queue,
                       hp_reach *reach, bool serial, const hp_stage_work *work, const char **why) {
    hp_split split;
    HP_TRY(hp_split_stage(&split, state, stage_index, queue, reach, serial));
    part_list list = {.state = state,
                      .stage_index = stage_index,
                      .queue = queue,
                      .reach = reach,
                      .split = &split,
                      .work = work};
    int32_t workers = queue->count < FEW_CHILDREN ? 1 : state->workers;
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
