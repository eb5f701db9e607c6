#include "policy/roll.h"

#include <stdlib.h>
#include <string.h>

/* The first category whose predicate holds; -1: none. */
static int32_t category_of(const hp_data *data, const hp_policy *policy,
                           const hp_student *student) {
    for (int32_t c = 0; c < policy->category_count; c++) {
        if (hp_predicate_holds(policy->categories[c].when, data, student)) {
            return c;
        }
    }
    return -1;
}

/* The first of the category's addresses that is an area; -1: none. */
static int32_t address_of(const hp_category *category, const hp_student *student) {
    for (int i = 0; i < category->address_count; i++) {
        if (student->address[category->address[i]] >= 0) {
            return student->address[category->address[i]];
        }
    }
    return -1;
}

/* A scenario's change of the child's row, or else of the categories. */
static hp_place place_of(const hp_data *data, const hp_student *student, const char *rules) {
    hp_place place = hp_cell_place(&data->tables[HP_STUDENTS], student->row, HP_STUDENT_ID);
    place.change = place.change == NULL ? rules : place.change;
    return place;
}

static void find_no_address(const hp_data *data, const hp_category *category,
                            const hp_student *student, const char *rules, hp_findings *findings) {
    static const char *const words[] = {"hukou_area", "property_area", "residence_area"};
    hp_buffer list = {0};
    for (int i = 0; i < category->address_count; i++) {
        hp_buffer_format(&list, "%s%s", i > 0 ? ", " : "", words[category->address[i]]);
    }
    hp_find(findings, HP_F_no_address, place_of(data, student, rules), hp_buffer_get(&list),
            category->id, NULL);
    hp_buffer_free(&list);
}

static int compare_rows(const void *left, const void *right) {
    const int64_t *a = left;
    const int64_t *b = right;
    return (*a > *b) - (*a < *b);
}

/* Marks the rows of the students table that have errors already: what follows from those is not
 * told a second time. */
static void mark_faulty(bool *faulty, const hp_data *data, const hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        if (table->row_count == 0 || finding->severity != HP_ERROR || finding->row == 0 ||
            strcmp(finding->file, table->file) != 0) {
            continue;
        }
        const int64_t *row = bsearch(&finding->row, table->rows, table->row_count,
                                     sizeof *table->rows, compare_rows);
        if (row != NULL) {
            faulty[row - table->rows] = true;
        }
    }
}

static void call_student(hp_roll *roll, int32_t i, const hp_data *data, const hp_policy *policy,
                         bool faulty, const char *rules, hp_findings *findings) {
    const hp_student *student = &data->students[i];
    bool seated = student->elsewhere || student->fixed >= 0 || faulty;
    int32_t c = category_of(data, policy, student);
    roll->category[i] = c;
    roll->address[i] = -1;
    if (c < 0) {
        if (!seated) {
            hp_find(findings, HP_F_no_category, place_of(data, student, rules), NULL, NULL, NULL);
        }
        return;
    }
    const hp_category *category = &policy->categories[c];
    roll->address[i] = address_of(category, student);
    if (roll->address[i] < 0 && !seated) {
        find_no_address(data, category, student, rules, findings);
    }
    roll->guaranteed[i] = category->guaranteed_when == NULL
                              ? category->guaranteed
                              : hp_predicate_holds(category->guaranteed_when, data, student);
}

hp_status hp_roll_call(hp_roll *roll, hp_arena *arena, const hp_data *data, const hp_policy *policy,
                       hp_findings *findings) {
    size_t count = (size_t)data->student_count;
    roll->category = hp_arena_alloc(arena, count, sizeof *roll->category);
    roll->address = hp_arena_alloc(arena, count, sizeof *roll->address);
    roll->guaranteed = hp_arena_alloc(arena, count, sizeof *roll->guaranteed);
    bool *matched = hp_arena_alloc(arena, (size_t)policy->category_count, sizeof *matched);
    HP_NEED(roll->category);
    HP_NEED(roll->address);
    HP_NEED(roll->guaranteed);
    HP_NEED(matched);
    bool *faulty = hp_arena_alloc(arena, data->tables[HP_STUDENTS].row_count, sizeof *faulty);
    HP_NEED(faulty);
    mark_faulty(faulty, data, findings);
    const char *rules = data->scenario == NULL
                            ? NULL
                            : hp_scenario_change_at(arena, data->scenario, "/categories");
    for (int32_t i = 0; i < data->student_count; i++) {
        call_student(roll, i, data, policy, faulty[data->students[i].row], rules, findings);
        if (roll->category[i] >= 0) {
            matched[roll->category[i]] = true;
        }
    }
    for (int c = 0; c < policy->category_count; c++) {
        if (!matched[c]) {
            hp_find(findings, HP_F_category_unmatched, (hp_place){.file = data->policy_file},
                    policy->categories[c].id, NULL, NULL);
        }
    }
    return HP_OK;
}
