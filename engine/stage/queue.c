#define _GNU_SOURCE /* qsort_r */
#include "stage/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* What comparisons need to know; qsort_r hands it on. */
typedef struct queue_order {
    const hp_state *state;
    const hp_stage *stage;
} queue_order;

static uint64_t lottery_number(const hp_data *data, const char *seed, hp_buffer *message,
                               const char *stage_id, int32_t student) {
    message->length = 0;
    hp_buffer_text(message, stage_id);
    hp_buffer_text(message, "\n");
    hp_buffer_text(message, data->students[data->students[student].number_of].id);
    return hp_hmac_head(seed, strlen(seed), hp_buffer_get(message), message->length);
}

/* -1, 0, 1 with missing values where the key says, whatever the direction. */
static int compare_missing(const hp_key *key, bool a_missing, bool b_missing) {
    int order = (int)a_missing - (int)b_missing;
    return key->missing == HP_MISSING_FIRST ? -order : order;
}

static int compare_by_key(const queue_order *context, const hp_key *key, const hp_entrant *a,
                          const hp_entrant *b) {
    const hp_data *data = context->state->data;
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
        const hp_table *table = &data->tables[HP_STUDENTS];
        size_t column = (size_t)key->column;
        const char *first = hp_cell(table, data->students[a->student].row, column);
        const char *second = hp_cell(table, data->students[b->student].row, column);
        if (*first == '\0' || *second == '\0') {
            return compare_missing(key, *first == '\0', *second == '\0');
        }
        order = hp_compare_cells(key->type, first, second);
    }
    return key->descending ? -order : order;
}

/* By the category's order keys alone: 0 means one band. */
static int compare_by_keys(const queue_order *context, const hp_entrant *a, const hp_entrant *b) {
    int32_t category = context->state->roll->category[a->student];
    const hp_order *order = &context->stage->orders[category];
    for (int i = 0; i < order->key_count; i++) {
        int sign = compare_by_key(context, &order->keys[i], a, b);
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
    hp_find(findings, HP_F_key_missing_value,
            hp_cell_place(&data->tables[HP_STUDENTS], data->students[student].row, column),
            key->name, context->stage->id, NULL);
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

static hp_status draw_numbers(hp_queue *queue, const queue_order *context, hp_findings *findings) {
    const hp_state *state = context->state;
    const char *seed = NULL;
    HP_TRY(hp_seed_of(&seed, state->arena, state->data, context->stage->id));
    if (seed == NULL) {
        hp_find(findings, HP_F_seed_missing,
                (hp_place){.file = "season.json", .column = "/lottery_seed"}, context->stage->id,
                NULL, NULL);
        return HP_INPUT;
    }
    hp_buffer message = {0};
    for (int32_t i = 0; i < queue->count; i++) {
        queue->entrants[i].number = lottery_number(state->data, seed, &message, context->stage->id,
                                                   queue->entrants[i].student);
    }
    hp_status status = hp_buffer_status(&message);
    hp_buffer_free(&message);
    return status;
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

hp_status hp_queue_form(hp_queue *queue, const hp_state *state, int stage_index, hp_reach *reach,
                        hp_findings *findings) {
    const hp_data *data = state->data;
    queue_order context = {.state = state, .stage = &state->policy->stages[stage_index]};
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
    qsort_r(queue->entrants, (size_t)queue->count, sizeof(hp_entrant), compare_entrants, &context);
    number_bands(queue, &context);
    return HP_OK;
}
