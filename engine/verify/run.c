/* Reading the run's files. */
#include "verify/run.h"

#include <string.h>

vf_json *vf_run_json(const char *dir, const char *name) {
    size_t length = 0;
    vf_file file = vf_read(dir, name);
    char *text = file.bytes == NULL ? NULL : vf_decode(&length, file);
    vf_json *json = text == NULL ? NULL : vf_json_parse(text, length);
    return vf_is_object(json) ? json : NULL;
}

bool vf_allocation_read(vf_grid *grid, const char *dir) {
    static const char *const header[VF_COLUMNS] = {
        "student_id", "status",     "stage",   "category", "route",
        "school_id",  "distance_m", "lottery", "reason"};
    size_t length = 0;
    vf_file file = vf_read(dir, "allocation.csv");
    char *text = file.bytes == NULL ? NULL : vf_decode(&length, file);
    /* UTF-8 without BOM, so decoding changes nothing. */
    if (text == NULL || length != file.length || memcmp(text, file.bytes, length) != 0 ||
        !vf_grid_read(grid, text, length, false) || grid->columns != VF_COLUMNS) {
        return false;
    }
    for (size_t i = 0; i < VF_COLUMNS; i++) {
        if (strcmp(vf_at(grid, 0, i), header[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* The stages of the run: those of the certificate, which stand last in the result. */
static bool find_stages(vf_check *check, vf_step *step) {
    const vf_json *all = vf_member(check->result, "stages");
    const vf_json *own = vf_member(check->certificate, "stages");
    size_t count = vf_count(all);
    if (!vf_is_list(all) || !vf_is_list(own) || vf_count(own) > count ||
        count > (size_t)check->policy.stage_count) {
        return vf_fail(step, "the stages of result.json and certificate.json do not fit");
    }
    check->first_stage = (int)(count - vf_count(own));
    check->end_stage = (int)count;
    int at = 0;
    for (const vf_json *stage = vf_first(all); stage != NULL; stage = vf_next(stage), at++) {
        if (strcmp(vf_member_text(stage, "id"), check->policy.stages[at].id) != 0) {
            return vf_fail(step, "result.json: stage \"%s\" stands where the policy has %s",
                           vf_member_text(stage, "id"), check->policy.stages[at].id);
        }
    }
    at = check->first_stage;
    for (const vf_json *stage = vf_first(own); stage != NULL; stage = vf_next(stage), at++) {
        if (strcmp(vf_member_text(stage, "id"), check->policy.stages[at].id) != 0) {
            return vf_fail(step, "certificate.json: stage \"%s\" stands where the policy has %s",
                           vf_member_text(stage, "id"), check->policy.stages[at].id);
        }
    }
    if (check->first_stage > 0 && vf_member(check->result, "earlier") == NULL) {
        return vf_fail(step, "certificate.json leaves out stage %s", check->policy.stages[0].id);
    }
    if (check->end_stage == 0) {
        return vf_fail(step, "the run has no stage");
    }
    return true;
}

bool vf_run_read(vf_check *check, vf_step *step) {
    size_t length = 0;
    check->result = vf_run_json(check->run_dir, "result.json");
    check->certificate = vf_run_json(check->run_dir, "certificate.json");
    vf_file shortage = vf_read(check->run_dir, "shortage.json");
    if (check->result == NULL) {
        return vf_fail(step, "result.json is missing or no JSON object");
    }
    if (check->certificate == NULL) {
        return vf_fail(step, "certificate.json is missing or no JSON object");
    }
    char *text = shortage.bytes == NULL ? NULL : vf_decode(&length, shortage);
    check->shortage = text == NULL ? NULL : vf_json_parse(text, length);
    if (shortage.bytes != NULL && !vf_is_object(check->shortage)) {
        return vf_fail(step, "shortage.json is no JSON object");
    }
    for (const vf_json *key = vf_first(check->certificate); key != NULL; key = vf_next(key)) {
        if (strcmp(vf_key(key), "stages") != 0 &&
            (strcmp(vf_key(key), "huapian") != 0 || !vf_is_text(key))) {
            return vf_fail(step, "certificate.json: unknown key %s", vf_key(key));
        }
    }
    return find_stages(check, step);
}

static int word_or(const vf_map *map, const char *text) {
    return *text == '\0' ? -1 : vf_map_find(map, text);
}

static bool read_row(vf_check *check, vf_row *row, const vf_grid *grid, size_t at,
                     vf_step *step) {
    const char *id = vf_at(grid, at, 0);
    const char *stage = vf_at(grid, at, 2);
    const char *school = vf_at(grid, at, 5);
    int state = vf_word(vf_at(grid, at, 1), vf_state_names, VF_STATES);
    *row = (vf_row){.stage = word_or(&check->policy.stage_of, stage),
                    .school = word_or(&check->season.school_of, school),
                    .stage_id = stage,
                    .category = vf_at(grid, at, 3),
                    .route = vf_at(grid, at, 4),
                    .distance = vf_at(grid, at, 6),
                    .lottery = vf_at(grid, at, 7),
                    .reason = vf_at(grid, at, 8)};
    if (state < 0) {
        return vf_fail(step, "child %s is in no known state: \"%s\"", id, vf_at(grid, at, 1));
    }
    row->state = (vf_state)state;
    bool of_level = row->school >= 0 && check->season.schools[row->school].of_level;
    if (*school != '\0' && !of_level) {
        return vf_fail(step, "child %s is at school \"%s\", which is none of the level", id,
                       school);
    }
    if (*stage != '\0' && row->stage < 0 && row->state != VF_KEPT) {
        return vf_fail(step, "child %s is of stage \"%s\", which the policy lacks", id, stage);
    }
    return true;
}

bool vf_rows_read(vf_check *check, vf_step *step) {
    vf_grid grid;
    if (!vf_allocation_read(&grid, check->run_dir)) {
        return vf_fail(step, "allocation.csv is missing or not of its form");
    }
    size_t count = (size_t)check->season.student_count;
    check->rows = vf_alloc(count + 1, sizeof *check->rows);
    for (size_t i = 0; i < count && i + 1 < grid.rows; i++) {
        const char *id = vf_at(&grid, i + 1, 0);
        if (strcmp(id, check->season.students[i].id) != 0) {
            return vf_fail(step, "row %zu of allocation.csv is child \"%s\", child %s was due",
                           i + 2, id, check->season.students[i].id);
        }
        if (!read_row(check, &check->rows[i], &grid, i + 1, step)) {
            return false;
        }
    }
    return grid.rows == count + 1 || vf_fail(step, "allocation.csv has %zu children, not %zu",
                                             grid.rows - 1, count);
}
