#include "policy/predicate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static const char *const kind_words[] = {
    "all", "any", "not", "have", "same", "in_service_area", "zoned", "column", NULL};
static const char *const comparison_words[] = {"known",   "equals", "one_of", "at_least",
                                               "at_most", "before", "after",  NULL};

/* ---- types ---- */

static bool is_date(const char *text) {
    int32_t date = 0;
    return hp_parse_date(text, &date);
}

/* True when every cell that is not empty passes; *exception is the first row that does not. */
static bool every_cell(const hp_data *data, int column, bool (*passes)(const char *),
                       size_t *exception) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = hp_cell(table, row, (size_t)column);
        if (*cell != '\0' && !passes(cell)) {
            *exception = row;
            return false;
        }
    }
    return true;
}

static hp_column_type find_type(const hp_data *data, int column) {
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if ((size_t)column < count && columns[column].kind == HP_CELL_DATE) {
        return HP_TYPE_DATE;
    }
    size_t exception = 0;
    if (every_cell(data, column, hp_is_decimal, &exception)) {
        return HP_TYPE_NUMBER;
    }
    return every_cell(data, column, is_date, &exception) ? HP_TYPE_DATE : HP_TYPE_TEXT;
}

/* Found at the first question, for it takes a look at every cell; then remembered. */
hp_column_type hp_type_of_column(const hp_data *data, int column) {
    uint8_t *known = &data->column_types[column];
    if (*known == 0) {
        *known = (uint8_t)(1 + find_type(data, column));
    }
    return (hp_column_type)(*known - 1);
}

/* Told when at least nine cells in ten are of one type and the others are not. */
void hp_warn_of_stray(const hp_policy_reader *reader, int column, const char *path) {
    const hp_table *table = &reader->data->tables[HP_STUDENTS];
    bool (*const types[])(const char *) = {hp_is_decimal, is_date};
    for (int t = 0; t < 2 && hp_type_of_column(reader->data, column) == HP_TYPE_TEXT; t++) {
        size_t cells = 0;
        size_t fitting = 0;
        size_t stray = 0;
        for (size_t row = 0; row < table->row_count; row++) {
            const char *cell = hp_cell(table, row, (size_t)column);
            bool fits = *cell != '\0' && types[t](cell);
            cells += *cell != '\0';
            fitting += fits;
            stray = *cell != '\0' && !fits ? row : stray;
        }
        if (fitting > 0 && fitting * 10 >= cells * 9) {
            char row[24];
            snprintf(row, sizeof row, "%" PRId64, table->rows[stray]);
            hp_find(reader->findings, HP_F_policy_column_stray,
                    (hp_place){.file = reader->file, .column = path}, table->names[column], row,
                    hp_cell(table, stray, (size_t)column));
            return;
        }
    }
}

/* A value that no cell of the column can have. */
static void check_equal(const hp_predicate *predicate, const hp_policy_reader *reader,
                        const char *text, const char *path) {
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if ((size_t)predicate->column >= count) {
        return;
    }
    const hp_column *column = &columns[predicate->column];
    bool fits = column->kind == HP_CELL_CODE         ? hp_code_of(column, text) != NULL
                : column->kind == HP_CELL_HUNDREDTHS ? hp_is_decimal(text)
                : column->kind == HP_CELL_DATE       ? is_date(text)
                                                     : true;
    if (!fits) {
        hp_policy_find(reader, HP_F_policy_never_equal, path, text, column->name);
    }
}

int hp_compare_cells(hp_column_type type, const char *a, const char *b) {
    int32_t first = 0;
    int32_t second = 0;
    switch (type) {
    case HP_TYPE_NUMBER:
        return hp_decimal_compare(a, b);
    case HP_TYPE_DATE:
        hp_parse_date(a, &first);
        hp_parse_date(b, &second);
        return (first > second) - (first < second);
    case HP_TYPE_TEXT:
        return strcmp(a, b);
    }
    return 0;
}

/* ---- reading ---- */

/* Which of the words are keys of the object: their number, and the last one. */
static int keys_among(const hp_json *object, const char *const *words, int *which) {
    int found = 0;
    for (int i = 0; words[i] != NULL; i++) {
        if (hp_json_member(object, words[i]) != NULL) {
            *which = i;
            found++;
        }
    }
    return found;
}

static hp_status read_parts(hp_predicate *predicate, const hp_policy_reader *reader,
                            const hp_json *value, const char *path) {
    bool list = predicate->kind != HP_PREDICATE_NOT;
    if (list && !hp_policy_is(reader, value, path, HP_JSON_LIST, "a list of predicates")) {
        return HP_OK;
    }
    size_t room = list ? hp_json_count(value) : 1;
    predicate->parts = hp_arena_alloc(reader->arena, room, sizeof(hp_predicate *));
    HP_NEED(predicate->parts);
    const hp_json *part = list ? hp_json_first(value) : value;
    for (size_t i = 0; i < room; i++, part = hp_json_next(part)) {
        HP_TRY(hp_predicate_read(&predicate->parts[i], reader, part,
                                 list ? hp_path_index(reader, path, i) : path));
        predicate->part_count += predicate->parts[i] != NULL;
    }
    return HP_OK;
}

static void read_addresses(hp_predicate *predicate, const hp_policy_reader *reader,
                           const hp_json *value, const char *path) {
    if (predicate->kind != HP_PREDICATE_SAME) {
        predicate->addresses[0] = hp_policy_address(reader, value, path);
        predicate->address_count = 1;
        if (predicate->kind == HP_PREDICATE_IN_SERVICE_AREA && reader->data->level == HP_PRIMARY) {
            hp_policy_find(reader, HP_F_policy_primary_season, path, NULL, NULL);
        }
        return;
    }
    size_t count = hp_json_kind_of(value) == HP_JSON_LIST ? hp_json_count(value) : 0;
    if (count < 2 || count > HP_ADDRESSES) {
        hp_policy_find(reader, HP_F_json_type, path, NULL,
                       hp_phrase("a list of two or three addresses"));
        return;
    }
    for (const hp_json *part = hp_json_first(value); part != NULL; part = hp_json_next(part)) {
        predicate->addresses[predicate->address_count++] = hp_policy_address(reader, part, path);
    }
}

/* The constant as a cell would have it: numbers in decimal, Chinese words of codes in English. */
static hp_status constant_text(const char **text, const hp_policy_reader *reader, int column,
                               const hp_json *value, const char *path) {
    *text = NULL;
    if (hp_json_kind_of(value) == HP_JSON_NUMBER) {
        double number = hp_json_number(value);
        bool whole = number == floor(number) && fabs(number) < 1e15;
        *text = hp_arena_format(reader->arena, whole ? "%.0f" : "%.15g", number);
        HP_NEED(*text);
        return HP_OK;
    }
    if (!hp_policy_is(reader, value, path, HP_JSON_TEXT, "a text or a number")) {
        return HP_OK;
    }
    *text = hp_json_text(value);
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if ((size_t)column < count) {
        const char *code = hp_code_of(&columns[column], *text);
        *text = code == NULL ? *text : code;
        if (columns[column].kind == HP_CELL_ADDRESS) {
            *text = strcmp(*text, "无") == 0     ? "none"
                    : strcmp(*text, "区外") == 0 ? "outside"
                                                 : *text;
        }
    }
    return HP_OK;
}

/* An ordering comparison needs a constant of the column's type. A number against a column that a
 * stray word has made text compares bytes, so a warning names the cell. */
static void check_constant(const hp_predicate *predicate, const hp_policy_reader *reader,
                           const char *text, const char *path) {
    static const char *const type_words[] = {"numbers", "dates", "text"};
    const hp_table *table = &reader->data->tables[HP_STUDENTS];
    bool fits = predicate->type == HP_TYPE_NUMBER ? hp_is_decimal(text)
                : predicate->type == HP_TYPE_DATE ? is_date(text)
                                                  : true;
    size_t first = 0;
    bool empty = true;
    for (; first < table->row_count && empty; first++) {
        empty = *hp_cell(table, first, (size_t)predicate->column) == '\0';
    }
    if (!fits && !(empty && is_date(text))) {
        hp_policy_find(reader, HP_F_policy_not_comparable, path, text,
                       hp_phrase(type_words[predicate->type]));
    }
    size_t stray = 0;
    if (predicate->type == HP_TYPE_TEXT && hp_is_decimal(text) &&
        !every_cell(reader->data, predicate->column, hp_is_decimal, &stray)) {
        char row[24];
        snprintf(row, sizeof row, "%" PRId64, table->rows[stray]);
        hp_find(reader->findings, HP_F_policy_text_column,
                (hp_place){.file = reader->file, .column = path, .value = text},
                table->names[predicate->column], row,
                hp_cell(table, stray, (size_t)predicate->column));
    }
}

static hp_status read_constants(hp_predicate *predicate, const hp_policy_reader *reader,
                                const hp_json *value, const char *path) {
    bool list = predicate->comparison == HP_IS_ONE_OF;
    if (list && !hp_policy_is(reader, value, path, HP_JSON_LIST, "a list of values")) {
        return HP_OK;
    }
    size_t room = list ? hp_json_count(value) : 1;
    predicate->values = hp_arena_alloc(reader->arena, room, sizeof *predicate->values);
    HP_NEED(predicate->values);
    const hp_json *part = list ? hp_json_first(value) : value;
    for (size_t i = 0; i < room; i++, part = hp_json_next(part)) {
        const char *text = NULL;
        HP_TRY(constant_text(&text, reader, predicate->column, part, path));
        if (text == NULL) {
            continue;
        }
        predicate->values[predicate->value_count++] = text;
        if (predicate->comparison >= HP_IS_AT_LEAST) {
            check_constant(predicate, reader, text, path);
        } else {
            check_equal(predicate, reader, text, path);
        }
    }
    return HP_OK;
}

static hp_status read_column(hp_predicate *predicate, const hp_policy_reader *reader,
                             const hp_json *value, const char *path) {
    int which = 0;
    if (keys_among(value, comparison_words, &which) != 1) {
        hp_policy_find(reader, HP_F_policy_comparison, path, NULL, NULL);
        return HP_OK;
    }
    predicate->comparison = (hp_comparison)which;
    const char *name = hp_policy_text(reader, value, path, "column", true);
    predicate->column = hp_policy_used_column(reader, name, hp_path_key(reader, path, "column"));
    if (predicate->column < 0) {
        return HP_OK;
    }
    predicate->type = hp_type_of_column(reader->data, predicate->column);
    hp_warn_of_stray(reader, predicate->column, path);
    const hp_json *constant = hp_json_member(value, comparison_words[which]);
    const char *constant_path = hp_path_key(reader, path, comparison_words[which]);
    if (predicate->comparison == HP_IS_KNOWN) {
        if (hp_policy_is(reader, constant, constant_path, HP_JSON_BOOL, "true or false")) {
            predicate->known = hp_json_bool(constant);
        }
        return HP_OK;
    }
    return read_constants(predicate, reader, constant, constant_path);
}

hp_status hp_predicate_read(const hp_predicate **out, const hp_policy_reader *reader,
                            const hp_json *value, const char *path) {
    static const char *const keys[] = {
        "all",   "any",    "not",    "have",     "same",    "in_service_area", "zoned", "column",
        "known", "equals", "one_of", "at_least", "at_most", "before",          "after"};
    *out = NULL;
    if (!hp_policy_is(reader, value, path, HP_JSON_OBJECT, "a predicate")) {
        return HP_OK;
    }
    int which = 0;
    int found = keys_among(value, kind_words, &which);
    size_t allowed = which == HP_PREDICATE_COLUMN ? 2 : 1;
    hp_json_check_keys(value, path, keys, sizeof keys / sizeof *keys, reader->file,
                       reader->findings);
    if (found != 1 || hp_json_count(value) != allowed) {
        hp_policy_find(reader,
                       found == 1 && which == HP_PREDICATE_COLUMN ? HP_F_policy_comparison
                                                                  : HP_F_policy_predicate,
                       path, NULL, NULL);
        return HP_OK;
    }
    hp_predicate *predicate = hp_arena_alloc(reader->arena, 1, sizeof *predicate);
    HP_NEED(predicate);
    predicate->kind = (hp_predicate_kind)which;
    const hp_json *member = hp_json_member(value, kind_words[which]);
    const char *member_path = hp_path_key(reader, path, kind_words[which]);
    switch (predicate->kind) {
    case HP_PREDICATE_ALL:
    case HP_PREDICATE_ANY:
    case HP_PREDICATE_NOT:
        HP_TRY(read_parts(predicate, reader, member, member_path));
        break;
    case HP_PREDICATE_HAVE:
    case HP_PREDICATE_SAME:
    case HP_PREDICATE_IN_SERVICE_AREA:
    case HP_PREDICATE_ZONED:
        read_addresses(predicate, reader, member, member_path);
        break;
    case HP_PREDICATE_COLUMN:
        HP_TRY(read_column(predicate, reader, value, path));
        break;
    case HP_PREDICATE_KINDS:
        break;
    }
    *out = predicate;
    return HP_OK;
}

/* ---- evaluation ---- */

static bool is_same(const hp_predicate *predicate, const hp_student *student) {
    int32_t first = student->address[predicate->addresses[0]];
    for (int i = 1; i < predicate->address_count; i++) {
        if (student->address[predicate->addresses[i]] != first) {
            return false;
        }
    }
    return first >= 0;
}

static bool is_zoned(const hp_data *data, int32_t area) {
    for (int32_t i = data->zone_begin[area]; i < data->zone_begin[area + 1]; i++) {
        if (data->schools[data->zone_schools[i]].level == data->level) {
            return true;
        }
    }
    return false;
}

/* Numbers compare as numbers when both sides are; dates as dates in a column of dates. */
static bool equals(hp_column_type type, const char *cell, const char *constant) {
    if (hp_is_decimal(cell) && hp_is_decimal(constant)) {
        return hp_decimal_compare(cell, constant) == 0;
    }
    bool dates = type == HP_TYPE_DATE && is_date(cell) && is_date(constant);
    return hp_compare_cells(dates ? HP_TYPE_DATE : HP_TYPE_TEXT, cell, constant) == 0;
}

static bool compares(const hp_predicate *predicate, const char *cell) {
    if (predicate->comparison == HP_IS_KNOWN) {
        return (*cell != '\0') == predicate->known;
    }
    if (*cell == '\0') {
        return false;
    }
    if (predicate->comparison <= HP_IS_ONE_OF) {
        for (size_t i = 0; i < predicate->value_count; i++) {
            if (equals(predicate->type, cell, predicate->values[i])) {
                return true;
            }
        }
        return false;
    }
    int order = hp_compare_cells(predicate->type, cell, predicate->values[0]);
    switch (predicate->comparison) {
    case HP_IS_AT_LEAST:
        return order >= 0;
    case HP_IS_AT_MOST:
        return order <= 0;
    case HP_IS_BEFORE:
        return order < 0;
    default:
        return order > 0;
    }
}

static bool parts_hold(const hp_predicate *predicate, const hp_data *data,
                       const hp_student *student, bool wanted) {
    for (size_t i = 0; i < predicate->part_count; i++) {
        if (hp_predicate_holds(predicate->parts[i], data, student) == wanted) {
            return true;
        }
    }
    return false;
}

bool hp_predicate_holds(const hp_predicate *predicate, const hp_data *data,
                        const hp_student *student) {
    int32_t area = predicate->address_count > 0 ? student->address[predicate->addresses[0]] : -1;
    switch (predicate->kind) {
    case HP_PREDICATE_ALL:
        return !parts_hold(predicate, data, student, false);
    case HP_PREDICATE_ANY:
        return parts_hold(predicate, data, student, true);
    case HP_PREDICATE_NOT:
        return !parts_hold(predicate, data, student, true);
    case HP_PREDICATE_HAVE:
        return area >= 0;
    case HP_PREDICATE_SAME:
        return is_same(predicate, student);
    case HP_PREDICATE_IN_SERVICE_AREA:
        return area >= 0 && student->primary >= 0 && hp_in_zone(data, area, student->primary);
    case HP_PREDICATE_ZONED:
        return area >= 0 && is_zoned(data, area);
    case HP_PREDICATE_COLUMN:
        return compares(predicate, hp_cell(&data->tables[HP_STUDENTS], student->row,
                                           (size_t)predicate->column));
    case HP_PREDICATE_KINDS:
        break;
    }
    return false;
}
