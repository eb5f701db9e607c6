#include "season/same.h"

#include <string.h>

/* Whether one season lent the table to the other, or neither has a row. */
static bool same_table(const hp_data *a, const hp_data *b, hp_table_id id) {
    const hp_table *one = &a->tables[id];
    const hp_table *other = &b->tables[id];
    return one->row_count == other->row_count && one->cells == other->cells;
}

static bool same_schools(const hp_data *a, const hp_data *b) {
    if (a->school_count != b->school_count) {
        return false;
    }
    for (int32_t s = 0; s < a->school_count; s++) {
        if (a->schools[s].level != b->schools[s].level ||
            strcmp(a->schools[s].id, b->schools[s].id) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether a school is the same but for its seats. */
static bool same_but_seats(const hp_school *a, const hp_school *b) {
    return a->setting == b->setting && a->ownership == b->ownership && a->boarding == b->boarding &&
           a->accepts_overflow == b->accepts_overflow && a->group == b->group && a->x == b->x &&
           a->y == b->y;
}

bool hp_data_same_people(const hp_data *a, const hp_data *b) {
    return same_table(a, b, HP_STUDENTS) && same_table(a, b, HP_AREAS) && same_schools(a, b);
}

bool hp_data_same_ground(const hp_data *a, const hp_data *b) {
    if (!hp_data_same_people(a, b)) {
        return false;
    }
    for (int id = 0; id < HP_TABLES; id++) {
        if (id != HP_SCHOOLS && !same_table(a, b, (hp_table_id)id)) {
            return false;
        }
    }
    for (int32_t s = 0; s < a->school_count; s++) {
        if (!same_but_seats(&a->schools[s], &b->schools[s])) {
            return false;
        }
    }
    return true;
}
