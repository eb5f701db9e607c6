/* One table: encoding, header, forms of its cells (spec 2). */
#include <stdlib.h>
#include <string.h>

#include "verify/number.h"
#include "verify/season.h"

enum { MOST_BYTES = 65536 };

static bool is_inside(const char *file) {
    for (const char *part = file; part != NULL; part = strchr(part, '/')) {
        part += *part == '/' ? 1 : 0;
        size_t length = strcspn(part, "/");
        if (length == 0 || (length == 2 && memcmp(part, "..", 2) == 0)) {
            return false;
        }
    }
    return true;
}

static const vf_column *column_of(vf_table_name name, const char *header) {
    for (size_t i = 0; i < vf_column_count; i++) {
        const vf_column *column = &vf_columns[i];
        if (column->table == name &&
            (strcmp(header, column->name) == 0 || strcmp(header, column->alias) == 0 ||
             (column->second_alias != NULL && strcmp(header, column->second_alias) == 0))) {
            return column;
        }
    }
    return NULL;
}

/* A finite number as people and spreadsheets write it. */
static bool is_real(const char *text) {
    char *end = NULL;
    if (*text == '\0' || strspn(text, "0123456789+-.eE") != strlen(text)) {
        return false;
    }
    double value = strtod(text, &end);
    return *end == '\0' && value > -1e300 && value < 1e300;
}

/* 3.70811E+17, or 18 digits and more that end in 000. */
static bool is_damaged(const char *text) {
    size_t digits = strspn(text, "0123456789.");
    if (digits > 0 && (text[digits] == 'E' || text[digits] == 'e')) {
        const char *power = text + digits + 1;
        power += *power == '+' ? 1 : 0;
        return *power != '\0' && strspn(power, "0123456789") == strlen(power);
    }
    size_t length = strspn(text, "0123456789");
    return text[length] == '\0' && length >= 18 && strcmp(text + length - 3, "000") == 0;
}

static bool fits(const vf_season *season, const vf_column *column, const char *text) {
    int64_t number = 0;
    int date = 0;
    double limit = column->form == VF_LONGITUDE ? 180 : 90;
    switch (column->form) {
    case VF_TEXT:
    case VF_ADDRESS:
        return true;
    case VF_ID:
        return vf_is_id(text) && !is_damaged(text);
    case VF_YES_NO:
    case VF_LEVEL:
    case VF_SETTING:
    case VF_OWNERSHIP:
        return vf_coded(column->form, text) != NULL;
    case VF_WHOLE:
        return vf_parse_whole(&number, text, column->least, column->most);
    case VF_HUNDREDTHS:
        return vf_parse_scaled(&number, text, 2) && number >= column->least &&
               number <= column->most;
    case VF_DATE:
        return vf_parse_date(&date, text);
    case VF_REAL:
        return is_real(text);
    case VF_LONGITUDE:
    case VF_LATITUDE:
        return is_real(text) &&
               (!season->lonlat || (strtod(text, NULL) >= -limit && strtod(text, NULL) <= limit));
    case VF_UNDAMAGED:
        return !is_damaged(text);
    }
    return false;
}

static bool check_column(const vf_season *season, vf_table *table, size_t at,
                         const vf_column *column, vf_step *step) {
    for (size_t row = 1; row < table->grid.rows; row++) {
        char **cell = &table->grid.cells[row * table->grid.columns + at];
        const char *coded = vf_coded(column->form, *cell);
        if (**cell == '\0' ? column->presence == VF_REQUIRED : !fits(season, column, *cell)) {
            return vf_fail(step, "%s row %zu column %s: \"%s\"", table->file, row + 1,
                           column->name, *cell);
        }
        if (coded != NULL) {
            *cell = vf_copy(coded, strlen(coded));
        }
    }
    return true;
}

static bool name_columns(vf_season *season, vf_table_name name, vf_step *step) {
    vf_table *table = &season->tables[name];
    table->names = vf_alloc(table->grid.columns, sizeof *table->names);
    for (size_t i = 0; i < table->grid.columns; i++) {
        const char *header = vf_at(&table->grid, 0, i);
        const vf_column *column = column_of(name, header);
        table->names[i] = column == NULL ? header : column->name;
        if (*header != '\0' && !vf_map_add(&table->columns, table->names[i], (int)i)) {
            return vf_fail(step, "%s: column %s stands twice", table->file, table->names[i]);
        }
        if (column != NULL && !check_column(season, table, i, column, step)) {
            return false;
        }
    }
    for (size_t i = 0; i < vf_column_count; i++) {
        const vf_column *column = &vf_columns[i];
        if (column->table == name && column->presence != VF_OPTIONAL &&
            vf_map_find(&table->columns, column->name) < 0) {
            return vf_fail(step, "%s: no column %s", table->file, column->name);
        }
    }
    return true;
}

bool vf_table_read(vf_season *season, vf_table_name name, const char *file, vf_step *step) {
    vf_table *table = &season->tables[name];
    size_t length = 0;
    if (!is_inside(file)) {
        return vf_fail(step, "table %s is not inside the season's folder", vf_table_names[name]);
    }
    vf_file bytes = vf_read(season->dir, file);
    char *text = bytes.bytes == NULL ? NULL : vf_decode(&length, bytes);
    if (text == NULL || !vf_grid_read(&table->grid, text, length, true)) {
        return vf_fail(step, "%s cannot be read as a table", file);
    }
    table->present = true;
    table->file = file;
    table->rows = table->grid.rows - 1;
    for (size_t i = 0; i < table->grid.rows * table->grid.columns; i++) {
        if (strlen(table->grid.cells[i]) > MOST_BYTES) {
            return vf_fail(step, "%s: a cell is too long", file);
        }
    }
    return name_columns(season, name, step);
}

const char *vf_cell(const vf_table *table, size_t row, const char *column) {
    int at = vf_map_find(&table->columns, column);
    return at < 0 ? "" : vf_at(&table->grid, row + 1, (size_t)at);
}
