#include "season/link.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

hp_status hp_rows_by_id(hp_keyed **rows, int32_t *count, hp_arena *arena, const hp_table *table,
                        size_t id_column, hp_findings *findings) {
    *rows = hp_arena_alloc(arena, table->row_count, sizeof **rows);
    HP_NEED(*rows);
    size_t used = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *id = hp_cell(table, row, id_column);
        if (*id != '\0') {
            (*rows)[used++] = (hp_keyed){.key = id, .row = (uint32_t)row};
        }
    }
    hp_keyed_sort(*rows, used);
    size_t kept = 0;
    for (size_t i = 0; i < used; i++) {
        if (kept > 0 && strcmp((*rows)[i].key, (*rows)[kept - 1].key) == 0) {
            char number[24];
            int64_t other_row = table->rows[(*rows)[kept - 1].row];
            snprintf(number, sizeof number, "%" PRId64, other_row);
            hp_place place = hp_cell_place(table, (*rows)[i].row, id_column);
            hp_place other = hp_cell_place(table, (*rows)[kept - 1].row, id_column);
            place.change = place.change == NULL ? other.change : place.change;
            if (other_row == 0) { /* an added one */
                hp_find(findings, HP_F_duplicate_added, place, other.change, NULL, NULL);
            } else {
                hp_find(findings, HP_F_duplicate_id, place, number, NULL, NULL);
            }
        } else {
            (*rows)[kept++] = (*rows)[i];
        }
    }
    *count = (int32_t)kept;
    return HP_OK;
}

/* ---- references ---- */

/* Whether a table was read with its ids; where it was not, nobody can say what its ids are. */
static bool has_ids(const hp_table *table, size_t id_column) {
    return !table->broken && table->row_count > 0 && table->headers != NULL &&
           table->headers[id_column] != NULL;
}

/* What is referred to: the table, where its ids stand, and what it is in words. */
typedef struct target {
    const hp_table *table;
    size_t id_column;
    const char *kind;
} target;

static void find_unknown(const target *to, const hp_table *table, size_t row, size_t column,
                         hp_findings *findings) {
    hp_place place = hp_cell_place(table, row, column);
    const char *gone = hp_table_gone(to->table, place.value);
    place.change = gone == NULL ? place.change : gone;
    hp_find(findings, HP_F_unknown_reference, place, hp_phrase(to->kind), NULL, NULL);
}

static int32_t refer(const hp_lookup *ids, target to, const hp_table *table, size_t row,
                     size_t column, hp_findings *findings) {
    const char *id = hp_cell(table, row, column);
    int32_t index = *id == '\0' ? -1 : hp_lookup_find(ids, id);
    if (index < 0 && *id != '\0' && has_ids(to.table, to.id_column)) {
        find_unknown(&to, table, row, column, findings);
    }
    return index;
}

int32_t hp_refer_area(const hp_data *data, const hp_table *table, size_t row, size_t column,
                      hp_findings *findings) {
    const target areas = {&data->tables[HP_AREAS], HP_AREA_ID, "area"};
    return refer(&data->area_ids, areas, table, row, column, findings);
}

int32_t hp_refer_school(const hp_data *data, const hp_table *table, size_t row, size_t column,
                        hp_findings *findings) {
    const target schools = {&data->tables[HP_SCHOOLS], HP_SCHOOL_ID, "school"};
    return refer(&data->school_ids, schools, table, row, column, findings);
}

int32_t hp_refer_level(const hp_data *data, const hp_table *table, size_t row, size_t column,
                       hp_level level, hp_findings *findings) {
    int32_t school = hp_refer_school(data, table, row, column, findings);
    if (school >= 0 &&
        (level == HP_LEVEL_UNKNOWN || data->schools[school].level == HP_LEVEL_UNKNOWN)) {
        return -1; /* what is unknown has been told */
    }
    if (school >= 0 && data->schools[school].level != level) {
        const hp_table *schools = &data->tables[HP_SCHOOLS];
        hp_place place = hp_cell_place(table, row, column);
        hp_place there = hp_cell_place(schools, data->schools[school].row, HP_SCHOOL_LEVEL);
        place.change = place.change == NULL ? there.change : place.change;
        hp_find(findings, HP_F_wrong_level, place, hp_phrase(hp_level_name(level)), NULL, NULL);
        return -1;
    }
    return school;
}
