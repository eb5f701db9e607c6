#include "policy/facts.h"

void hp_facts_mark(bool *used, const hp_predicate *predicate) {
    if (predicate == NULL) {
        return;
    }
    for (size_t i = 0; i < predicate->part_count; i++) {
        hp_facts_mark(used, predicate->parts[i]);
    }
    for (int i = 0; i < predicate->address_count; i++) {
        used[HP_STUDENT_HUKOU + predicate->addresses[i]] = true;
    }
    if (predicate->kind == HP_PREDICATE_COLUMN) {
        used[predicate->column] = true;
    }
    if (predicate->kind == HP_PREDICATE_IN_SERVICE_AREA) {
        used[HP_STUDENT_PRIMARY] = true;
    }
}

void hp_facts_mark_category(bool *used, const hp_category *category) {
    hp_facts_mark(used, category->when);
    hp_facts_mark(used, category->guaranteed_when);
    for (int i = 0; i < category->address_count; i++) {
        used[HP_STUDENT_HUKOU + category->address[i]] = true;
    }
}

int hp_facts_deciding_address(const hp_category *category, const hp_student *student) {
    for (int i = 0; i < category->address_count; i++) {
        if (student->address[category->address[i]] >= 0) {
            return HP_STUDENT_HUKOU + category->address[i];
        }
    }
    return -1;
}

int hp_facts_check_of(size_t column) {
    static const struct {
        int fact;
        int check;
    } checks[] = {
        {HP_STUDENT_HUKOU, HP_STUDENT_HUKOU_CHECKED},
        {HP_STUDENT_SETTLED_ON, HP_STUDENT_HUKOU_CHECKED},
        {HP_STUDENT_PROPERTY, HP_STUDENT_PROPERTY_CHECKED},
        {HP_STUDENT_PROPERTY_SHARE, HP_STUDENT_PROPERTY_CHECKED},
        {HP_STUDENT_PROPERTY_ON, HP_STUDENT_PROPERTY_CHECKED},
        {HP_STUDENT_RESIDENCE, HP_STUDENT_RESIDENCE_CHECKED},
        {HP_STUDENT_POINTS, HP_STUDENT_POINTS_CHECKED},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if ((size_t)checks[i].fact == column) {
            return checks[i].check;
        }
    }
    return -1;
}
