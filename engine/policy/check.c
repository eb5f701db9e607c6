#include "policy/check.h"

#include <stdio.h>
#include <stdlib.h>
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
        bool added = finding->change != NULL; /* a scenario's row has no number */
        bool row = (finding->row > 1 || added) &&
                   (strcmp(finding->file, students) == 0 || strcmp(finding->file, schools) == 0 ||
                    (distances != NULL && strcmp(finding->file, distances) == 0));
        if (finding->severity == HP_ERROR && !row) {
            return false;
        }
    }
    return true;
}

/* A pair that the distance table lacks and a route needs. */
typedef struct missing_pair {
    int32_t area;
    int32_t school;
} missing_pair;

/* What an `any` route gives at an area. */
enum { NOT_KNOWN, GIVES_NONE, GIVES_SOME };

/* A child's ways in all stages that serve it. */
typedef struct reach_check {
    const hp_data *data;
    hp_reach reach;
    uint8_t ***given; /* per stage and route: per area; NULL unless the route is `any` */
    missing_pair *missing;
    size_t missing_count;
    size_t missing_capacity;
    hp_findings *findings;
} reach_check;

/* ---- metres that are missing ---- */

static int compare_pairs(const void *left, const void *right) {
    const missing_pair *a = left;
    const missing_pair *b = right;
    int order = (a->area > b->area) - (a->area < b->area);
    return order != 0 ? order : (a->school > b->school) - (a->school < b->school);
}

static void keep_different(reach_check *check) {
    size_t kept = 0;
    if (check->missing_count > 0) {
        qsort(check->missing, check->missing_count, sizeof *check->missing, compare_pairs);
    }
    for (size_t i = 0; i < check->missing_count; i++) {
        if (kept == 0 || compare_pairs(&check->missing[i], &check->missing[kept - 1]) != 0) {
            check->missing[kept++] = check->missing[i];
        }
    }
    check->missing_count = kept;
}

/* Drops repeated pairs before it grows, so that the list is never much longer than needed. */
static hp_status note_pair(reach_check *check, int32_t area, int32_t school) {
    if (check->missing_count == check->missing_capacity) {
        keep_different(check);
        HP_TRY(hp_grow(&check->missing, &check->missing_capacity, 2 * check->missing_count + 1,
                       sizeof *check->missing));
    }
    check->missing[check->missing_count++] = (missing_pair){area, school};
    return HP_OK;
}

static void tell_missing(reach_check *check) {
    const hp_data *data = check->data;
    keep_different(check);
    for (size_t i = 0; i < check->missing_count; i++) {
        hp_find(check->findings, HP_F_distance_missing,
                (hp_place){.file = data->tables[HP_DISTANCES].file},
                data->areas[check->missing[i].area].id, data->schools[check->missing[i].school].id,
                NULL);
    }
}

/* ---- ways ---- */

/* The lists that remember what `any` routes give. */
static hp_status make_lists(reach_check *check, hp_arena *arena, const hp_policy *policy) {
    size_t areas = (size_t)check->data->area_count;
    check->given = hp_arena_alloc(arena, (size_t)policy->stage_count, sizeof *check->given);
    HP_NEED(check->given);
    for (int s = 0; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        uint8_t **lists = hp_arena_alloc(arena, (size_t)stage->route_count, sizeof *lists);
        HP_NEED(lists);
        check->given[s] = lists;
        for (int r = 0; r < stage->route_count; r++) {
            if (stage->routes[r].kind == HP_ROUTE_ANY) {
                lists[r] = hp_arena_alloc(arena, areas, 1);
                HP_NEED(lists[r]);
            }
        }
    }
    return HP_OK;
}

/* Whether the route gives the child a school; notes metres that are missing. */
static hp_status check_route(bool *gives, reach_check *check, int32_t student,
                             const hp_stage *stage, int r, uint8_t *given) {
    int32_t address = check->reach.roll->address[student];
    uint8_t *known = given == NULL
                         ? NULL
                         : &given[hp_reach_slot(&check->reach, &stage->routes[r], address)];
    if (known != NULL && *known != NOT_KNOWN) {
        *gives = *known == GIVES_SOME;
        return HP_OK;
    }
    hp_reach_route(&check->reach, student, stage, r);
    *gives = check->reach.way_count > 0;
    if (known != NULL) {
        *known = *gives ? GIVES_SOME : GIVES_NONE;
    }
    for (int32_t i = 0; i < check->reach.way_count && check->data->by_table; i++) {
        if (check->reach.ways[i].metres == HP_METRES_UNKNOWN) {
            HP_TRY(note_pair(check, address, check->reach.ways[i].school));
        }
    }
    return HP_OK;
}

static hp_status check_student(reach_check *check, const hp_policy *policy, int32_t i) {
    const hp_roll *roll = check->reach.roll;
    const hp_student *student = &check->data->students[i];
    bool reached = false;
    /* One way is enough, unless metres may be missing. */
    for (int s = 0; s < policy->stage_count && !(reached && !check->data->by_table); s++) {
        const hp_stage *stage = &policy->stages[s];
        for (int r = 0; r < stage->route_count && stage->serves[roll->category[i]]; r++) {
            bool gives = false;
            if (hp_reach_opens(&check->reach, i, &stage->routes[r])) {
                HP_TRY(check_route(&gives, check, i, stage, r, check->given[s][r]));
            }
            reached = reached || gives;
        }
    }
    if (!reached && roll->guaranteed[i]) {
        hp_find(check->findings, HP_F_no_arc,
                hp_cell_place(&check->data->tables[HP_STUDENTS], student->row, HP_STUDENT_ID),
                policy->categories[roll->category[i]].id, NULL, NULL);
    }
    return HP_OK;
}

/* ---- keys and forecasts ---- */

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

static hp_status check_all(reach_check *check, hp_arena *arena, const hp_policy *policy,
                           const hp_roll *roll) {
    const hp_data *data = check->data;
    HP_TRY(hp_reach_new(&check->reach, arena, data, policy, roll));
    HP_TRY(make_lists(check, arena, policy));
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        if (!student->elsewhere && student->fixed < 0 && roll->address[i] >= 0) {
            HP_TRY(check_student(check, policy, i));
        }
    }
    tell_missing(check);
    check_keys(check, policy);
    check_projection(data, policy, check->findings);
    return HP_OK;
}

hp_status hp_check_reach(const hp_data *data, const hp_policy *policy, const hp_roll *roll,
                         hp_findings *findings) {
    hp_arena arena = {0};
    reach_check check = {.data = data, .findings = findings};
    hp_status status = check_all(&check, &arena, policy, roll);
    free(check.missing);
    hp_arena_free(&arena);
    return status;
}
