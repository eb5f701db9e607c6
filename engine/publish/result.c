#include "publish/report.h"

void hp_write_inputs(hp_json_out *out, const hp_data *data) {
    hp_out_begin(out, "inputs", '[');
    for (size_t i = 0; i < data->input_count; i++) {
        hp_out_begin(out, NULL, '{');
        hp_out_text(out, "name", data->inputs[i].name);
        hp_out_text(out, "file", data->inputs[i].file);
        hp_out_text(out, "sha256", data->inputs[i].hash);
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void write_level(hp_json_out *out, const hp_policy *policy, const hp_level_value *level) {
    static const char *const kinds[] = {
        [HP_LEVEL_PLACE] = "place", [HP_LEVEL_ADMIT] = "admit", [HP_LEVEL_NEARNESS] = "nearness"};
    hp_out_begin_flat(out, NULL, '{');
    hp_out_text(out, "kind", kinds[level->kind]);
    if (level->kind == HP_LEVEL_NEARNESS) {
        hp_out_begin(out, "categories", '[');
        for (int i = 0; i < level->category_count; i++) {
            hp_out_text(out, NULL, policy->categories[level->categories[i]].id);
        }
        hp_out_end(out, ']');
        hp_out_whole(out, "step_m", level->step_m);
    } else {
        hp_out_text(out, "category", policy->categories[level->categories[0]].id);
    }
    if (level->kind == HP_LEVEL_ADMIT) {
        hp_out_whole(out, "band", level->band);
    }
    hp_out_whole(out, "value", level->value);
    hp_out_end(out, '}');
}

void hp_write_levels(hp_json_out *out, const hp_policy *policy, const hp_nearest *solved) {
    hp_out_begin(out, "levels", '[');
    for (int32_t l = 0; solved != NULL && l < solved->plan.count; l++) {
        write_level(out, policy, &solved->plan.levels[l]);
    }
    hp_out_end(out, ']');
}

static void write_stage(hp_json_out *out, const hp_report *report, int index) {
    const hp_stage *stage = &report->policy->stages[index];
    const hp_stage_result *result = &report->state->stages[index];
    int64_t admitted = 0;
    int64_t metres = 0;
    for (int32_t i = 0; i < report->data->student_count; i++) {
        if (report->state->placements[i].stage == index) {
            admitted++;
            metres += report->state->placements[i].metres;
        }
    }
    hp_out_begin(out, NULL, '{');
    hp_out_text(out, "id", stage->id);
    hp_write_levels(out, report->policy, result->solved);
    if (!stage->serial) {
        hp_out_begin(out, "yielded", '{');
        for (int i = 0; i < stage->serve_count; i++) {
            int category = stage->serve[i];
            if (result->yielded[category] > 0) {
                hp_out_whole(out, report->policy->categories[category].id,
                             result->yielded[category]);
            }
        }
        hp_out_end(out, '}');
        hp_out_whole(out, "forecast_m", result->forecast_m);
    }
    hp_out_whole(out, "admitted", admitted);
    hp_out_whole(out, "admitted_m", metres);
    hp_out_end(out, '}');
}

/* Stages of the earlier run stand here as it wrote them, so that the file tells the season. */
static void write_stages(hp_json_out *out, const hp_report *report) {
    hp_out_begin(out, "stages", '[');
    if (report->earlier != NULL) {
        const hp_json *stages = hp_json_member(report->earlier->result, "stages");
        for (const hp_json *stage = hp_json_first(stages); stage != NULL;
             stage = hp_json_next(stage)) {
            hp_out_copy(out, NULL, stage);
        }
    }
    for (int s = report->first_stage; s < report->end_stage; s++) {
        write_stage(out, report, s);
    }
    hp_out_end(out, ']');
}

static void write_schools(hp_json_out *out, const hp_report *report) {
    hp_out_begin(out, "schools", '[');
    for (int32_t s = 0; s < report->data->school_count; s++) {
        const hp_school *school = &report->data->schools[s];
        if (school->level == report->data->level) {
            hp_out_begin(out, NULL, '{');
            hp_out_text(out, "school_id", school->id);
            hp_out_whole(out, "seats", school->seats);
            hp_out_text(out, "binding", hp_binding_name(school->binding));
            hp_out_whole(out, "placed", school->seats - report->state->free_seats[s]);
            hp_out_whole(out, "free", report->state->free_seats[s]);
            hp_out_end(out, '}');
        }
    }
    hp_out_end(out, ']');
}

static void write_share(hp_json_out *out, const char *key, const hp_share *share) {
    hp_out_begin(out, key, '{');
    hp_out_whole(out, "count", share->count);
    hp_out_whole(out, "of", share->of);
    hp_out_whole(out, "missing", share->missing);
    hp_out_end(out, '}');
}

static void write_parted(hp_json_out *out, const hp_report *report) {
    hp_out_begin(out, "parted_bundles", '[');
    for (int32_t b = 0; b < report->bundles.parted_count; b++) {
        const hp_parted *parted = &report->bundles.parted[b];
        hp_out_begin(out, NULL, '{');
        hp_out_text(out, "bundle", parted->bundle);
        hp_out_begin(out, "students", '[');
        for (int32_t i = 0; i < parted->student_count; i++) {
            int32_t school = report->state->placements[parted->students[i]].school;
            hp_out_begin(out, NULL, '{');
            hp_out_text(out, "student_id", report->data->students[parted->students[i]].id);
            hp_out_text(out, "school_id", school < 0 ? "" : report->data->schools[school].id);
            hp_out_end(out, '}');
        }
        hp_out_end(out, ']');
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void write_earlier(hp_json_out *out, const hp_earlier *earlier) {
    hp_out_begin(out, "earlier", '{');
    hp_out_text(out, "manifest_sha256", earlier->manifest_hash);
    hp_out_begin(out, "freed", '[');
    for (int32_t i = 0; i < earlier->freed_count; i++) {
        hp_out_begin(out, NULL, '{');
        hp_out_text(out, "student_id", earlier->freed[i].student_id);
        hp_out_text(out, "school_id", earlier->freed[i].school_id);
        hp_out_text(out, "because", earlier->freed[i].gone ? "gone" : "elsewhere");
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
    hp_out_end(out, '}');
}

void hp_write_result(hp_buffer *buffer, const hp_report *report) {
    hp_json_out out = {.buffer = buffer};
    const hp_data *data = report->data;
    const hp_json *seed = hp_json_member(data->settings, "lottery_seed");
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "huapian", hp_version());
    hp_out_text(&out, "season", data->season);
    hp_out_text(&out, "district", data->district);
    hp_out_text(&out, "level", hp_level_name(data->level));
    hp_out_text(&out, "policy", report->policy->name);
    if (seed != NULL) {
        hp_out_copy(&out, "lottery_seed", seed);
    }
    hp_out_text(&out, "committed", data->committed);
    hp_write_inputs(&out, data);
    if (report->earlier != NULL) {
        write_earlier(&out, report->earlier);
    }
    hp_out_bool(&out, "complete", report->end_stage == report->policy->stage_count);
    write_stages(&out, report);
    write_schools(&out, report);
    hp_out_begin(&out, "indicators", '{');
    write_share(&out, "nearby", &report->shares.nearby);
    write_share(&out, "migrants", &report->shares.migrants);
    hp_out_end(&out, '}');
    write_parted(&out, report);
    hp_out_bool(&out, "short", report->is_short);
    hp_out_end(&out, '}');
}

static void write_ids(hp_json_out *out, const char *key, const int32_t *indices, int32_t count,
                      const void *records, size_t size) {
    hp_out_begin(out, key, '[');
    for (int32_t i = 0; i < count; i++) {
        /* Every record begins with its id. */
        const char *const *id = (const void *)((const char *)records + (size_t)indices[i] * size);
        hp_out_text(out, NULL, *id);
    }
    hp_out_end(out, ']');
}

void hp_write_shortage(hp_buffer *buffer, const hp_report *report) {
    hp_json_out out = {.buffer = buffer};
    const hp_data *data = report->data;
    hp_out_begin(&out, NULL, '{');
    hp_out_begin(&out, "shortage", '[');
    for (int32_t p = 0; p < report->shortage.part_count; p++) {
        const hp_shortage_part *part = &report->shortage.parts[p];
        hp_out_begin(&out, NULL, '{');
        write_ids(&out, "areas", part->areas, part->area_count, data->areas, sizeof(hp_area));
        write_ids(&out, "schools", part->schools, part->school_count, data->schools,
                  sizeof(hp_school));
        hp_out_whole(&out, "children", part->student_count);
        hp_out_whole(&out, "seats", part->seats);
        hp_out_whole(&out, "difference", part->student_count - part->seats);
        write_ids(&out, "student_ids", part->students, part->student_count, data->students,
                  sizeof(hp_student));
        hp_out_end(&out, '}');
    }
    hp_out_end(&out, ']');
    hp_out_begin(&out, "unplaced_guaranteed", '[');
    for (int32_t i = 0; i < data->student_count; i++) {
        if (report->state->placements[i].standing == HP_WAITING && report->roll->guaranteed[i]) {
            hp_out_text(&out, NULL, data->students[i].id);
        }
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
}
