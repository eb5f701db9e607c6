#include "publish/report.h"

/* "prices": the schools whose price is not 0, each with its entries by level. */
static void write_prices(hp_json_out *out, const hp_data *data, const hp_nearest *solved) {
    hp_out_begin(out, "prices", '[');
    for (int32_t s = 0; s < data->school_count; s++) {
        const hp_lex *price = &solved->price[s];
        if (price->count == 0) {
            continue;
        }
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "school_id", data->schools[s].id);
        hp_out_begin(out, "price", '[');
        for (int32_t i = 0; i < price->count; i++) {
            hp_out_begin(out, NULL, '[');
            hp_out_whole(out, NULL, price->level[i]);
            hp_out_whole(out, NULL, price->value[i]);
            hp_out_end(out, ']');
        }
        hp_out_end(out, ']');
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

/* The children on now-arcs, or those on later-arcs, by id, each with the school. */
static void write_seatings(hp_json_out *out, const char *key, const hp_report *report,
                           const hp_nearest *solved, const int32_t *entrant_of, bool now) {
    hp_out_begin(out, key, '[');
    for (int32_t i = 0; i < report->data->student_count; i++) {
        int32_t e = entrant_of[i];
        if (e < 0 || e >= solved->entrant_count || solved->taken[e].school < 0 ||
            solved->taken[e].now != now) {
            continue;
        }
        hp_out_begin_flat(out, NULL, '[');
        hp_out_text(out, NULL, report->data->students[i].id);
        hp_out_text(out, NULL, report->data->schools[solved->taken[e].school].id);
        hp_out_end(out, ']');
    }
    hp_out_end(out, ']');
}

static void write_nearest(hp_json_out *out, const hp_report *report, const hp_stage_result *result,
                          const int32_t *entrant_of) {
    hp_write_levels(out, report->policy, result->solved);
    write_prices(out, report->data, result->solved);
    write_seatings(out, "forecast", report, result->solved, entrant_of, false);
    if (result->alone != NULL) {
        hp_out_begin(out, "without_protected", '{');
        hp_write_levels(out, report->policy, result->alone);
        write_prices(out, report->data, result->alone);
        write_seatings(out, "admitted", report, result->alone, entrant_of, true);
        write_seatings(out, "forecast", report, result->alone, entrant_of, false);
        hp_out_end(out, '}');
    }
}

/* Participants in the order of their turns. */
static void write_order(hp_json_out *out, const hp_data *data, const hp_queue *queue) {
    hp_out_begin(out, "order", '[');
    for (int32_t e = 0; e < queue->participant_count; e++) {
        hp_out_text(out, NULL, data->students[queue->entrants[e].student].id);
    }
    hp_out_end(out, ']');
}

static void write_stage(hp_json_out *out, const hp_report *report, int stage, int32_t *entrant_of) {
    const hp_stage_result *result = &report->state->stages[stage];
    for (int32_t i = 0; i < report->data->student_count; i++) {
        entrant_of[i] = -1;
    }
    for (int32_t e = 0; e < result->queue->count; e++) {
        entrant_of[result->queue->entrants[e].student] = e;
    }
    hp_out_begin(out, NULL, '{');
    hp_out_text(out, "id", report->policy->stages[stage].id);
    if (result->solved != NULL) {
        write_nearest(out, report, result, entrant_of);
    } else {
        write_order(out, report->data, result->queue);
    }
    hp_out_end(out, '}');
}

hp_status hp_write_certificate(hp_buffer *buffer, const hp_report *report) {
    hp_json_out out = {.buffer = buffer};
    int32_t *entrant_of = hp_arena_alloc(report->state->arena, (size_t)report->data->student_count,
                                         sizeof *entrant_of);
    HP_NEED(entrant_of);
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "huapian", hp_version());
    hp_out_begin(&out, "stages", '[');
    for (int s = report->first_stage; s < report->end_stage; s++) {
        write_stage(&out, report, s, entrant_of);
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    return HP_OK;
}
