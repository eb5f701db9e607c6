/* Order keys, bands, turns (spec 3, stage). */
#include <stdlib.h>
#include <string.h>

#include "verify/check.h"

/* What is being sorted; qsort hands nothing over. */
static vf_check *sorting;
static int sorting_stage;
static const vf_order *sorting_order;

static bool is_missing(const vf_order_key *key, int student, const vf_given_list *given) {
    if (key->kind == VF_KEY_DISTANCE) {
        return given->count == 0;
    }
    return key->kind == VF_KEY_COLUMN &&
           *vf_field_text(&key->field, &sorting->season, &sorting->season.students[student]) ==
               '\0';
}

static int compare_known(const vf_order_key *key, int a, int b) {
    const vf_student *students = sorting->season.students;
    int x = 0;
    int y = 0;
    switch (key->kind) {
    case VF_KEY_LOTTERY:
        return vf_lottery_compare(sorting, sorting_stage, a, b);
    case VF_KEY_DISTANCE:
        x = vf_given_by(sorting, sorting_stage, a)->items[0].metres;
        y = vf_given_by(sorting, sorting_stage, b)->items[0].metres;
        return (x > y) - (x < y);
    case VF_KEY_COLUMN:
        break;
    }
    return vf_field_compare(key->field.type,
                            vf_field_text(&key->field, &sorting->season, &students[a]),
                            vf_field_text(&key->field, &sorting->season, &students[b]));
}

/* Missing values are equal, and last or first whatever the direction. */
static int compare_key(const vf_order_key *key, int a, int b) {
    bool x = is_missing(key, a, vf_given_by(sorting, sorting_stage, a));
    bool y = is_missing(key, b, vf_given_by(sorting, sorting_stage, b));
    if (x || y) {
        int later = (x && !y) - (y && !x);
        return key->missing == VF_MISSING_FIRST ? -later : later;
    }
    int order = compare_known(key, a, b);
    return key->descending ? -order : order;
}

static int compare_keys(int a, int b) {
    for (size_t i = 0; i < sorting_order->count; i++) {
        int order = compare_key(&sorting_order->keys[i], a, b);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int compare_turns(const void *a, const void *b) {
    int x = *(const int *)a;
    int y = *(const int *)b;
    int order = compare_keys(x, y);
    return order != 0 ? order : vf_lottery_compare(sorting, sorting_stage, x, y);
}

bool vf_order_bands(vf_check *check, int stage, int category, int *students, size_t count,
                    int *bands, vf_step *step) {
    sorting = check;
    sorting_stage = stage;
    sorting_order = &check->policy.stages[stage].orders[category];
    for (size_t i = 0; i < sorting_order->count; i++) {
        const vf_order_key *key = &sorting_order->keys[i];
        for (size_t j = 0; key->missing == VF_ERROR && j < count; j++) {
            if (is_missing(key, students[j], vf_given_by(check, stage, students[j]))) {
                return vf_fail(step, "stage %s: child %s has no %s, which its order needs",
                               check->policy.stages[stage].id,
                               check->season.students[students[j]].id, key->name);
            }
        }
    }
    qsort(students, count, sizeof *students, compare_turns);
    for (size_t i = 0; i < count; i++) {
        bands[i] = i == 0 ? 0 : bands[i - 1] + (compare_keys(students[i - 1], students[i]) != 0);
    }
    return true;
}
