#define _GNU_SOURCE /* qsort_r */
#include "stage/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/number.h"
#include "stage/known.h"

/* The cells of an order key as numbers, so that comparisons read none. */
typedef struct key_values {
    bool exact;      /* the numbers alone tell the order; else the cells are compared */
    int64_t *values; /* per student, of the category that orders by the key; or MISSING */
} key_values;

static const int64_t MISSING = INT64_MIN;

/* What comparisons need to know; qsort_r hands it on. */
typedef struct queue_order {
    const hp_state *state;
    const hp_stage *stage;
    key_values **keys; /* per category and order key; values NULL unless it is of a column */
} queue_order;

/* -1, 0, 1 with missing values where the key says, whatever the direction. */
static int compare_missing(const hp_key *key, bool a_missing, bool b_missing) {
    int order = (int)a_missing - (int)b_missing;
    return key->missing == HP_MISSING_FIRST ? -order : order;
}

static int compare_cells(const queue_order *context, const hp_key *key, const hp_entrant *a,
                         const hp_entrant *b) {
    const hp_data *data = context->state->data;
    const hp_table *table = &data->tables[HP_STUDENTS];
    size_t column = (size_t)key->column;
    return hp_compare_cells(key->type, hp_cell(table, data->students[a->student].row, column),
                            hp_cell(table, data->students[b->student].row, column));
}

static int compare_by_key(const queue_order *context, const hp_key *key, const key_values *decoded,
                          const hp_entrant *a, const hp_entrant *b) {
    int order = 0;
    if (key->kind == HP_KEY_LOTTERY) {
        order = (a->number > b->number) - (a->number < b->number);
        if (order == 0) {
            order = (a->student > b->student) - (a->student < b->student);
        }
    } else if (key->kind == HP_KEY_DISTANCE) {
        if (a->nearest_m < 0 || b->nearest_m < 0) {
            return compare_missing(key, a->nearest_m < 0, b->nearest_m < 0);
        }
        order = (a->nearest_m > b->nearest_m) - (a->nearest_m < b->nearest_m);
    } else {
        int64_t first = decoded->values[a->student];
        int64_t second = decoded->values[b->student];
        if (first == MISSING || second == MISSING) {
            return compare_missing(key, first == MISSING, second == MISSING);
        }
        order = decoded->exact ? (first > second) - (first < second)
                               : compare_cells(context, key, a, b);
    }
    return key->descending ? -order : order;
}

/* By the category's order keys alone: 0 means one band. */
static int compare_by_keys(const queue_order *context, const hp_entrant *a, const hp_entrant *b) {
    int32_t category = context->state->roll->category[a->student];
    const hp_order *order = &context->stage->orders[category];
    for (int i = 0; i < order->key_count; i++) {
        int sign = compare_by_key(context, &order->keys[i], &context->keys[category][i], a, b);
        if (sign != 0) {
            return sign;
        }
    }
    return 0;
}

static int compare_entrants(const void *left, const void *right, void *context) {
    const hp_entrant *a = left;
    const hp_entrant *b = right;
    if (a->participant != b->participant) {
        return a->participant ? -1 : 1;
    }
    if (a->participant && a->serving != b->serving) {
        return a->serving < b->serving ? -1 : 1;
    }
    int order = a->participant ? compare_by_keys(context, a, b) : 0;
    if (order == 0) {
        order = (a->number > b->number) - (a->number < b->number);
    }
    return order != 0 ? order : (a->student > b->student) - (a->student < b->student);
}

static void refuse_missing(const queue_order *context, const hp_key *key, int32_t student,
                           hp_findings *findings) {
    const hp_data *data = context->state->data;
    size_t column = key->kind == HP_KEY_COLUMN ? (size_t)key->column : HP_STUDENT_ID;
    hp_place place = hp_cell_place(&data->tables[HP_STUDENTS], data->students[student].row, column);
    char path[48];
    snprintf(path, sizeof path, "/stages/%td/order",
             context->stage - context->state->policy->stages);
    if (data->scenario != NULL && place.change == NULL) {
        place.change = hp_scenario_change_at(context->state->arena, data->scenario, path);
    }
    hp_find(findings, HP_F_key_missing_value, place, key->name, context->stage->id, NULL);
}

static void check_missing(const queue_order *context, const hp_entrant *entrant,
                          hp_findings *findings) {
    const hp_data *data = context->state->data;
    int32_t category = context->state->roll->category[entrant->student];
    const hp_order *order = &context->stage->orders[category];
    for (int i = 0; i < order->key_count; i++) {
        const hp_key *key = &order->keys[i];
        bool missing = key->kind == HP_KEY_DISTANCE && entrant->nearest_m < 0;
        if (key->kind == HP_KEY_COLUMN) {
            missing = *hp_cell(&data->tables[HP_STUDENTS], data->students[entrant->student].row,
                               (size_t)key->column) == '\0';
        }
        if (missing && key->missing == HP_MISSING_ERROR) {
            refuse_missing(context, key, entrant->student, findings);
        }
    }
}

/* Metres to the nearest now-school, full or not. */
static int32_t nearest_now(hp_reach *reach, int32_t student, const hp_stage *stage) {
    int32_t nearest = -1;
    hp_reach_stage(reach, student, stage, true);
    for (int32_t i = 0; i < reach->way_count; i++) {
        int32_t metres = reach->ways[i].metres;
        nearest = nearest < 0 || metres < nearest ? metres : nearest;
    }
    return nearest;
}

static bool orders_by_distance(const hp_order *order) {
    for (int i = 0; i < order->key_count; i++) {
        if (order->keys[i].kind == HP_KEY_DISTANCE) {
            return true;
        }
    }
    return false;
}

static void enter(hp_queue *queue, const queue_order *context, int32_t student, hp_reach *reach,
                  hp_findings *findings) {
    const hp_stage *stage = context->stage;
    int32_t category = context->state->roll->category[student];
    hp_entrant *entrant = &queue->entrants[queue->count];
    *entrant = (hp_entrant){.student = student, .nearest_m = -1};
    entrant->participant = stage->serves[category];
    if (entrant->participant) {
        while (stage->serve[entrant->serving] != category) {
            entrant->serving++;
        }
        if (orders_by_distance(&stage->orders[category])) {
            entrant->nearest_m = nearest_now(reach, student, stage);
        }
        check_missing(context, entrant, findings);
        queue->participant_count++;
    } else if (!context->state->roll->guaranteed[student] || !stage->protects[category]) {
        return;
    }
    queue->count++;
}

/* ---- keys and numbers ---- */

/* A cell as a number of the same order; false: there is none. */
static bool decode(int64_t *value, hp_column_type type, const char *cell) {
    int32_t date = 0;
    switch (type) {
    case HP_TYPE_NUMBER:
        return hp_parse_hundredths(cell, value);
    case HP_TYPE_DATE:
        hp_parse_date(cell, &date);
        *value = date;
        return true;
    case HP_TYPE_TEXT:
        return false;
    }
    return false;
}

static hp_status decode_key(key_values *decoded, hp_arena *scratch, const hp_queue *queue,
                            const queue_order *context, int category, const hp_key *key) {
    const hp_data *data = context->state->data;
    decoded->exact = true;
    decoded->values = hp_arena_alloc(scratch, (size_t)data->student_count, sizeof(int64_t));
    HP_NEED(decoded->values);
    for (int32_t i = 0; i < queue->count; i++) {
        int32_t student = queue->entrants[i].student;
        if (!queue->entrants[i].participant ||
            context->state->roll->category[student] != category) {
            continue;
        }
        const char *cell = hp_cell(&data->tables[HP_STUDENTS], data->students[student].row,
                                   (size_t)key->column);
        int64_t *value = &decoded->values[student];
        if (*cell == '\0') {
            *value = MISSING;
        } else {
            decoded->exact = decode(value, key->type, cell) && decoded->exact;
        }
    }
    return HP_OK;
}

static hp_status decode_keys(queue_order *context, hp_arena *scratch, const hp_queue *queue) {
    int categories = context->state->policy->category_count;
    context->keys = hp_arena_alloc(scratch, (size_t)categories, sizeof *context->keys);
    HP_NEED(context->keys);
    for (int c = 0; c < categories; c++) {
        const hp_order *order = &context->stage->orders[c];
        context->keys[c] = hp_arena_alloc(scratch, (size_t)order->key_count,
                                          sizeof *context->keys[c]);
        HP_NEED(context->keys[c]);
        for (int k = 0; k < order->key_count; k++) {
            if (order->keys[k].kind == HP_KEY_COLUMN) {
                HP_TRY(
                    decode_key(&context->keys[c][k], scratch, queue, context, c, &order->keys[k]));
            }
        }
    }
    return HP_OK;
}

static hp_status draw_numbers(hp_queue *queue, const queue_order *context, hp_findings *findings) {
    const hp_state *state = context->state;
    const hp_student *students = state->data->students;
    const char *seed = NULL;
    HP_TRY(hp_seed_of(&seed, state->arena, state->data, context->stage->id));
    if (seed == NULL) {
        hp_find(findings, HP_F_seed_missing,
                (hp_place){.file = "season.json", .column = "/lottery_seed"}, context->stage->id,
                NULL, NULL);
        return HP_INPUT;
    }
    const char *start = hp_arena_format(state->arena, "%s\n", context->stage->id);
    HP_NEED(start);
    hp_hmac hmac;
    hp_hmac_begin(&hmac, seed, strlen(seed), start, strlen(start));
    for (int32_t i = 0; i < queue->count; i++) {
        hp_entrant *entrant = &queue->entrants[i];
        const char *id = students[students[entrant->student].number_of].id;
        entrant->number = hp_hmac_end(&hmac, id, strlen(id));
    }
    return HP_OK;
}

/* Numbers the bands: neighbours that the keys make equal share one. */
static void number_bands(hp_queue *queue, const queue_order *context) {
    const hp_roll *roll = context->state->roll;
    for (int32_t i = 0; i < queue->participant_count; i++) {
        hp_entrant *entrant = &queue->entrants[i];
        const hp_entrant *last = i > 0 ? entrant - 1 : NULL;
        int32_t category = roll->category[entrant->student];
        if (last != NULL && last->serving == entrant->serving) {
            entrant->band = last->band + (compare_by_keys(context, last, entrant) != 0);
        }
        queue->band_count[category] = entrant->band + 1;
    }
}

static hp_status sort_entrants(hp_queue *queue, queue_order *context) {
    hp_arena scratch = {0};
    hp_status status = decode_keys(context, &scratch, queue);
    if (status == HP_OK) {
        qsort_r(queue->entrants, (size_t)queue->count, sizeof(hp_entrant), compare_entrants,
                context);
        number_bands(queue, context);
    }
    hp_arena_free(&scratch);
    return status;
}

hp_status hp_queue_form(hp_queue *queue, const hp_state *state, int stage_index, hp_reach *reach,
                        hp_findings *findings) {
    const hp_data *data = state->data;
    const hp_queue *known = hp_recall_queue(state, stage_index);
    queue_order context = {.state = state, .stage = &state->policy->stages[stage_index]};
    if (known != NULL) {
        *queue = *known;
        return HP_OK;
    }
    *queue = (hp_queue){.entrants = hp_arena_alloc(state->arena, (size_t)data->student_count + 1,
                                                   sizeof(hp_entrant)),
                        .band_count = hp_arena_alloc(
                            state->arena, (size_t)state->policy->category_count, sizeof(int32_t))};
    HP_NEED(queue->entrants);
    HP_NEED(queue->band_count);
    size_t errors = hp_findings_errors(findings);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (state->placements[i].standing == HP_WAITING) {
            enter(queue, &context, i, reach, findings);
        }
    }
    if (hp_findings_errors(findings) > errors) {
        return HP_INPUT;
    }
    HP_TRY(draw_numbers(queue, &context, findings));
    return sort_entrants(queue, &context);
}
