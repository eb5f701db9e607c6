#include "policy/check.h"

#include <stdio.h>
#include <string.h>

bool hp_check_may_call(const hp_data *data, const hp_findings *findings) {
    const char *students = data->tables[HP_STUDENTS].file;
    const char *schools = data->tables[HP_SCHOOLS].file;
    const char *distances = data->tables[HP_DISTANCES].file;
    if (students == NULL || schools == NULL || data->policy_json == NULL) {
        return false;
    }
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        bool row = finding->row > 1 &&
                   (strcmp(finding->file, students) == 0 || strcmp(finding->file, schools) == 0 ||
                    (distances != NULL && strcmp(finding->file, distances) == 0));
        if (finding->severity == HP_ERROR && !row) {
            return false;
        }
    }
    return true;
}

/* A child's ways in all stages that serve it. */
typedef struct reach_check {
    const hp_data *data;
    hp_reach reach;
    bool *told; /* per area and school: the pair is told to be missing */
    hp_findings *findings;
} reach_check;

static void check_ways(reach_check *check, int32_t student) {
    const hp_data *data = check->data;
    int32_t address = check->reach.roll->address[student];
    for (int32_t i = 0; i < check->reach.way_count; i++) {
        const hp_way *way = &check->reach.ways[i];
        size_t pair = (size_t)address * (size_t)data->school_count + (size_t)way->school;
        if (way->metres == HP_METRES_UNKNOWN && !check->told[pair]) {
            check->told[pair] = true;
            hp_find(check->findings, HP_F_distance_missing,
                    (hp_place){.file = data->tables[HP_DISTANCES].file}, data->areas[address].id,
                    data->schools[way->school].id, NULL);
        }
    }
}

static void check_student(reach_check *check, const hp_policy *policy, int32_t i) {
    const hp_roll *roll = check->reach.roll;
    const hp_student *student = &check->data->students[i];
    bool reached = false;
    for (int s = 0; s < policy->stage_count; s++) {
        if (policy->stages[s].serves[roll->category[i]]) {
            hp_reach_stage(&check->reach, i, &policy->stages[s], true);
            reached = reached || check->reach.way_count > 0;
            check_ways(check, i);
        }
    }
    if (!reached && roll->guaranteed[i]) {
        hp_find(check->findings, HP_F_no_arc,
                hp_cell_place(&check->data->tables[HP_STUDENTS], student->row, HP_STUDENT_ID),
                policy->categories[roll->category[i]].id, NULL, NULL);
    }
}

/* Empty cells that an order key does not allow. Whether such a child still waits when the stage
 * begins is known to the run alone, which refuses then. */
static void check_key(const reach_check *check, const hp_stage *stage, int category,
                      const hp_key *key) {
    const hp_data *data = check->data;
    const hp_table *table = &data->tables[HP_STUDENTS];
    int32_t first = -1;
    int32_t count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        if (check->reach.roll->category[i] == category && !student->elsewhere &&
            student->fixed < 0 && *hp_cell(table, student->row, (size_t)key->column) == '\0') {
            first = count++ == 0 ? i : first;
        }
    }
    if (count > 0) {
        char number[24];
        snprintf(number, sizeof number, "%d", count);
        hp_find(check->findings, HP_F_key_missing_ahead,
                hp_cell_place(table, data->students[first].row, (size_t)key->column), key->name,
                stage->id, number);
    }
}

static void check_keys(const reach_check *check, const hp_policy *policy) {
    for (int s = 0; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        for (int c = 0; c < policy->category_count; c++) {
            for (int k = 0; k < stage->orders[c].key_count; k++) {
                const hp_key *key = &stage->orders[c].keys[k];
                if (key->kind == HP_KEY_COLUMN && key->missing == HP_MISSING_ERROR) {
                    check_key(check, stage, c, key);
                }
            }
        }
    }
}

static void check_projection(const hp_data *data, const hp_policy *policy, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_PROJECTION];
    for (size_t row = 0; row < table->row_count; row++) {
        const char *id = hp_cell(table, row, HP_PROJECTION_CATEGORY);
        if (*id != '\0' && hp_category_by_id(policy, id) < 0) {
            hp_find(findings, HP_F_projection_category,
                    hp_cell_place(table, row, HP_PROJECTION_CATEGORY), NULL, NULL, NULL);
        }
    }
}

hp_status hp_check_reach(const hp_data *data, const hp_policy *policy, const hp_roll *roll,
                         hp_findings *findings) {
    hp_arena arena = {0};
    reach_check check = {.data = data, .findings = findings};
    size_t pairs = (size_t)data->area_count * (size_t)data->school_count;
    hp_status status = hp_reach_new(&check.reach, &arena, data, policy, roll);
    check.told = hp_arena_alloc(&arena, pairs, sizeof *check.told);
    if (status == HP_OK && check.told == NULL) {
        status = HP_NO_MEMORY;
    }
    for (int32_t i = 0; i < data->student_count && status == HP_OK; i++) {
        const hp_student *student = &data->students[i];
        if (!student->elsewhere && student->fixed < 0 && roll->address[i] >= 0) {
            check_student(&check, policy, i);
        }
    }
    if (status == HP_OK) {
        check_keys(&check, policy);
        check_projection(data, policy, findings);
    }
    hp_arena_free(&arena);
    return status;
}
