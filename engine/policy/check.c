#include "policy/check.h"

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

/* Cells that an order key needs. Whether the child still waits when the stage begins is known to
 * the run alone, which refuses then. */
static void check_keys(const reach_check *check, const hp_stage *stage, int32_t category,
                       const hp_student *student) {
    const hp_table *table = &check->data->tables[HP_STUDENTS];
    const hp_order *order = &stage->orders[category];
    for (int k = 0; k < order->key_count; k++) {
        const hp_key *key = &order->keys[k];
        if (key->kind == HP_KEY_COLUMN && key->missing == HP_MISSING_ERROR &&
            *hp_cell(table, student->row, (size_t)key->column) == '\0') {
            hp_find(check->findings, HP_F_key_missing_ahead,
                    hp_cell_place(table, student->row, (size_t)key->column), key->name, stage->id,
                    NULL);
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
            check_keys(check, &policy->stages[s], roll->category[i], student);
        }
    }
    if (!reached && roll->guaranteed[i]) {
        hp_find(check->findings, HP_F_no_arc,
                hp_cell_place(&check->data->tables[HP_STUDENTS], student->row, HP_STUDENT_ID),
                policy->categories[roll->category[i]].id, NULL, NULL);
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
    hp_arena_free(&arena);
    return status;
}
