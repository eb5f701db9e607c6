#include <string.h>

#include "preflight/year.h"

enum { LEAST_FILLED = 5 }; /* rows that filled the column last year */

/* Rows whose cell says something: neither empty nor 0. */
static int64_t count_filled(const hp_table *table, size_t column) {
    int64_t filled = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = hp_cell(table, row, column);
        filled += *cell != '\0' && strcmp(cell, "0") != 0;
    }
    return filled;
}

static void compare_column(hp_notes *notes, const hp_table *now, const hp_table *then,
                           hp_table_id id, size_t column) {
    int64_t before = count_filled(then, column);
    int own = hp_table_column(now, id, then->names[column]);
    int64_t filled = own < 0 ? 0 : count_filled(now, (size_t)own);
    int64_t rows = (int64_t)now->row_count;
    int64_t rows_before = (int64_t)then->row_count;
    if (before >= LEAST_FILLED && rows > 0 && 2 * filled * rows_before < before * rows) {
        const char *header = own < 0 ? NULL : now->headers[own];
        hp_note(notes, HP_F_last_year_column, before * 100 / rows_before,
                (hp_place){.file = now->file,
                           .column = header == NULL ? then->headers[column] : header},
                hp_note_whole(notes, filled), hp_note_whole(notes, rows),
                hp_note_format(notes, "%lld/%lld", (long long)before, (long long)rows_before));
    }
}

void hp_year_columns(hp_notes *notes, const hp_years *years) {
    static const hp_table_id tables[] = {HP_SCHOOLS, HP_STUDENTS};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const hp_table *now = &years->now->data->tables[tables[t]];
        const hp_table *then = &years->then->data->tables[tables[t]];
        for (size_t column = 0; column < then->column_count; column++) {
            if (then->headers[column] != NULL) {
                compare_column(notes, now, then, tables[t], column);
            }
        }
    }
}
