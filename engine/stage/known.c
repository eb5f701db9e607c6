#include "stage/known.h"

#include <stdlib.h>
#include <string.h>

#include "policy/same.h"
#include "season/same.h"

hp_status hp_known_new(hp_known *known, const hp_state *state) {
    known->state = state;
    known->stages = hp_arena_alloc(state->arena, (size_t)state->policy->stage_count,
                                   sizeof *known->stages);
    HP_NEED(known->stages);
    known->stage_count = state->policy->stage_count;
    return HP_OK;
}

void hp_known_free(hp_known *known) {
    for (int s = 0; s < known->stage_count; s++) {
        hp_known_stage *stage = &known->stages[s];
        for (int32_t p = 0; stage->parts != NULL && p < stage->split.part_count; p++) {
            hp_arena_free(&stage->parts[p].arena);
            hp_buffer_free(&stage->parts[p].report);
        }
        free(stage->parts);
    }
    *known = (hp_known){0};
}

/* ---- what holds ---- */

static bool same_rolls(const hp_roll *a, const hp_roll *b, int32_t students) {
    size_t count = (size_t)students;
    return count == 0 || a->category == b->category /* lent */ ||
           (memcmp(a->category, b->category, count * sizeof *a->category) == 0 &&
            memcmp(a->address, b->address, count * sizeof *a->address) == 0 &&
            memcmp(a->guaranteed, b->guaranteed, count * sizeof *a->guaranteed) == 0);
}

static bool same_guarantees(const hp_policy *a, const hp_policy *b) {
    return a->category_count == b->category_count && a->guarantee_count == b->guarantee_count &&
           (a->guarantee_count == 0 ||
            memcmp(a->guarantee_order, b->guarantee_order,
                   (size_t)a->guarantee_count * sizeof *a->guarantee_order) == 0);
}

/* Children, schools but for their seats, and who is of which category. */
static bool same_ground(const hp_state *a, const hp_state *b) {
    return a->path == b->path && hp_data_same_ground(a->data, b->data) &&
           same_guarantees(a->policy, b->policy) &&
           same_rolls(a->roll, b->roll, a->data->student_count);
}

/* Whether a stage decides the same as the known one: by its own rules, and as the later ones, which
 * children are counted on for, open the same. */
static bool same_stage(const hp_policy *policy, int stage, const hp_policy *known,
                       int known_stage) {
    int later = policy->stage_count - stage;
    if (later != known->stage_count - known_stage ||
        !hp_stage_decides_the_same(&policy->stages[stage], &known->stages[known_stage],
                                   policy->category_count)) {
        return false;
    }
    for (int s = 1; s < later; s++) {
        if (!hp_stage_opens_the_same(&policy->stages[stage + s], &known->stages[known_stage + s],
                                     policy->category_count)) {
            return false;
        }
    }
    return true;
}

hp_status hp_recall_new(hp_recall *recall, const hp_state *state, const hp_known *known) {
    const hp_policy *policy = state->policy;
    size_t stages = (size_t)policy->stage_count;
    size_t schools = (size_t)state->data->school_count;
    *recall = (hp_recall){
        .known = known,
        .stage_of = hp_arena_alloc(state->arena, stages, sizeof *recall->stage_of),
        .holds = hp_arena_alloc(state->arena, stages, sizeof *recall->holds),
        .school_of = hp_arena_alloc(state->arena, schools, sizeof *recall->school_of)};
    HP_NEED(recall->stage_of);
    HP_NEED(recall->holds);
    HP_NEED(recall->school_of);
    bool same = same_ground(state, known->state);
    for (int s = 0; s < policy->stage_count; s++) {
        int32_t other = hp_stage_by_id(known->state->policy, policy->stages[s].id);
        recall->stage_of[s] = other;
        recall->holds[s] = same && other >= 0 && known->stages[other].parts != NULL &&
                           same_stage(policy, s, known->state->policy, other);
    }
    for (size_t s = 0; s < schools; s++) {
        recall->school_of[s] = same ? (int32_t)s
                                    : hp_school_by_id(known->state->data,
                                                      state->data->schools[s].id);
    }
    return HP_OK;
}

/* ---- queue and split ---- */

static bool holds(const hp_state *state, int stage_index) {
    return state->recall != NULL && state->recall->holds[stage_index];
}

const hp_stage_result *hp_recall_result(const hp_state *state, int stage_index) {
    if (state->recall == NULL || state->recall->stage_of[stage_index] < 0) {
        return NULL;
    }
    return &state->recall->known->state->stages[state->recall->stage_of[stage_index]];
}

/* Whether a child of the known run waited when the stage began. */
static bool waited(const hp_state *known, int32_t student, int stage) {
    const hp_placement *placement = &known->placements[student];
    return placement->standing == HP_WAITING ||
           (placement->standing == HP_ADMITTED && placement->stage >= stage);
}

const hp_queue *hp_recall_queue(const hp_state *state, int stage_index) {
    if (!holds(state, stage_index)) {
        return NULL;
    }
    const hp_state *known = state->recall->known->state;
    int32_t stage = state->recall->stage_of[stage_index];
    for (int32_t i = 0; i < state->data->student_count; i++) {
        if ((state->placements[i].standing == HP_WAITING) != waited(known, i, stage)) {
            return NULL;
        }
    }
    return known->stages[stage].queue;
}

static bool is_open(const int32_t *free_seats, int32_t school) {
    return free_seats[school] > 0;
}

const hp_split *hp_recall_split(const hp_state *state, int stage_index, const hp_queue *queue) {
    const hp_stage_result *result = hp_recall_result(state, stage_index);
    if (!holds(state, stage_index) || queue->entrants != result->queue->entrants) {
        return NULL;
    }
    for (int32_t s = 0; s < state->data->school_count; s++) {
        if (is_open(state->free_seats, s) != is_open(result->free_before, s)) {
            return NULL;
        }
    }
    return &state->recall->known->stages[state->recall->stage_of[stage_index]].split;
}

/* ---- parts ---- */

static bool same_entrants(const hp_entrant *a, const hp_entrant *b) {
    return a->student == b->student && a->participant == b->participant && a->number == b->number &&
           a->serving == b->serving && a->band == b->band && a->nearest_m == b->nearest_m;
}

static bool same_children(const hp_queue *queue, const hp_split *split, int32_t part,
                          const hp_queue *known) {
    int32_t first = split->begin[part];
    if (split->begin[part + 1] - first != known->count) {
        return false;
    }
    for (int32_t e = 0; e < known->count; e++) {
        if (!same_entrants(&queue->entrants[split->entrants[first + e]], &known->entrants[e])) {
            return false;
        }
    }
    return true;
}

/* The known part of the same schools; -1: there is none. No other can have a school of it. */
static int32_t part_of_same_schools(const hp_split *known, const hp_split *split, int32_t part,
                                    int32_t school_count) {
    int32_t first = 0;
    while (split->part_of[first] != part) {
        first++;
    }
    int32_t known_part = known->part_of[first];
    for (int32_t s = 0; s < school_count && known_part >= 0; s++) {
        if ((split->part_of[s] == part) != (known->part_of[s] == known_part)) {
            known_part = -1;
        }
    }
    return known_part;
}

const hp_known_part *hp_recall_part(bool *same_seats, const hp_state *state, int stage_index,
                                    const hp_queue *queue, const hp_split *split, int32_t part) {
    *same_seats = false;
    if (!holds(state, stage_index)) {
        return NULL;
    }
    int32_t schools = state->data->school_count;
    const hp_known_stage *known = &state->recall->known
                                       ->stages[state->recall->stage_of[stage_index]];
    const int32_t *free_before = hp_recall_result(state, stage_index)->free_before;
    int32_t p = part_of_same_schools(&known->split, split, part, schools);
    if (p < 0 || !same_children(queue, split, part, &known->parts[p].queue)) {
        return NULL;
    }
    *same_seats = true;
    for (int32_t s = 0; s < schools; s++) {
        *same_seats = *same_seats &&
                      (split->part_of[s] != part || state->free_seats[s] == free_before[s]);
    }
    return &known->parts[p];
}
