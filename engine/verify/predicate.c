/* Predicates and types (spec 3). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "verify/number.h"
#include "verify/policy.h"

static const char *const address_names[VF_ADDRESSES] = {"hukou", "property", "residence"};

/* Spec 3, types. */
static vf_type type_of(const vf_table *table, int column) {
    static const char *const dates[] = {"settled_on", "property_on", "birth_date"};
    static const char *const numbers[] = {"points", "property_share"};
    bool number = true;
    bool date = true;
    if (vf_word(table->names[column], dates, 3) >= 0) {
        return VF_IS_DATE;
    }
    if (vf_word(table->names[column], numbers, 2) >= 0) {
        return VF_IS_NUMBER;
    }
    for (size_t row = 1; row <= table->rows && (number || date); row++) {
        const char *text = vf_at(&table->grid, row, (size_t)column);
        int day = 0;
        number = number && (*text == '\0' || vf_is_decimal(text));
        date = date && (*text == '\0' || vf_parse_date(&day, text));
    }
    return number ? VF_IS_NUMBER : date ? VF_IS_DATE : VF_IS_TEXT;
}

bool vf_field_find(vf_field *field, const vf_season *season, const char *name) {
    const vf_table *table = &season->tables[VF_STUDENTS];
    const vf_column *known = vf_student_column(name);
    field->column = vf_map_find(&table->columns, known == NULL ? name : known->name);
    field->type = field->column < 0 ? VF_IS_TEXT : type_of(table, field->column);
    return field->column >= 0 || known != NULL;
}

const char *vf_field_text(const vf_field *field, const vf_season *season,
                          const vf_student *student) {
    const vf_grid *grid = &season->tables[VF_STUDENTS].grid;
    return field->column < 0 ? "" : vf_at(grid, (size_t)student->row + 1, (size_t)field->column);
}

int vf_field_compare(vf_type type, const char *a, const char *b) {
    int first = 0;
    int second = 0;
    switch (type) {
    case VF_IS_NUMBER:
        return vf_decimal_compare(a, b);
    case VF_IS_DATE:
        vf_parse_date(&first, a);
        vf_parse_date(&second, b);
        return (first > second) - (first < second);
    case VF_IS_TEXT:
        break;
    }
    return strcmp(a, b);
}

static bool equal(const vf_field *field, const char *cell, const char *value) {
    int first = 0;
    int second = 0;
    if (vf_is_decimal(cell) && vf_is_decimal(value)) {
        return vf_decimal_compare(cell, value) == 0;
    }
    if (field->type == VF_IS_DATE && vf_parse_date(&first, cell) &&
        vf_parse_date(&second, value)) {
        return first == second;
    }
    return strcmp(cell, value) == 0;
}

static bool compares(const vf_predicate *predicate, const char *cell) {
    if (*cell == '\0') {
        return false;
    }
    if (predicate->kind == VF_EQUALS) {
        for (size_t i = 0; i < predicate->value_count; i++) {
            if (equal(&predicate->field, cell, predicate->values[i])) {
                return true;
            }
        }
        return false;
    }
    int order = vf_field_compare(predicate->field.type, cell, predicate->values[0]);
    return predicate->kind == VF_AT_LEAST ? order >= 0
           : predicate->kind == VF_AT_MOST ? order <= 0
           : predicate->kind == VF_BEFORE  ? order < 0
                                           : order > 0;
}

static bool all_same(const vf_predicate *predicate, const vf_student *student) {
    int first = student->areas[predicate->addresses[0]];
    for (size_t i = 1; i < predicate->address_count; i++) {
        if (student->areas[predicate->addresses[i]] != first) {
            return false;
        }
    }
    return first >= 0;
}

static bool zoned(const vf_season *season, int area) {
    for (int school = 0; school < season->school_count; school++) {
        if (season->schools[school].of_level && vf_in_zone(season, area, school)) {
            return true;
        }
    }
    return false;
}

bool vf_holds(const vf_predicate *predicate, const vf_season *season, const vf_student *student) {
    const char *cell = "";
    switch (predicate->kind) {
    case VF_ALL:
    case VF_ANY_OF:
        for (size_t i = 0; i < predicate->part_count; i++) {
            if (vf_holds(&predicate->parts[i], season, student) == (predicate->kind == VF_ANY_OF)) {
                return predicate->kind == VF_ANY_OF;
            }
        }
        return predicate->kind == VF_ALL;
    case VF_NOT:
        return !vf_holds(&predicate->parts[0], season, student);
    case VF_HAVE:
        return student->areas[predicate->addresses[0]] >= 0;
    case VF_SAME:
        return all_same(predicate, student);
    case VF_IN_SERVICE_AREA:
        return vf_in_zone(season, student->areas[predicate->addresses[0]], student->primary);
    case VF_ZONED:
        return zoned(season, student->areas[predicate->addresses[0]]);
    case VF_KNOWN:
        cell = vf_field_text(&predicate->field, season, student);
        return (*cell != '\0') == predicate->known;
    default:
        return compares(predicate, vf_field_text(&predicate->field, season, student));
    }
}

/* ---- reading ---- */

const char *vf_constant(const vf_json *value) {
    double number = vf_number(value);
    if (vf_is_text(value)) {
        return vf_text(value);
    }
    if (!vf_is_number(value)) {
        return NULL;
    }
    if (number == floor(number) && fabs(number) < 1e15) {
        return vf_format("%.0f", number + 0.0);
    }
    char *text = vf_format("%.15g", number);
    return strchr(text, 'e') == NULL ? text : vf_format("%.20f", number);
}

static bool read_parts(vf_predicate *predicate, const vf_season *season, const vf_json *list,
                       vf_step *step) {
    predicate->parts = vf_alloc(vf_count(list) + 1, sizeof *predicate->parts);
    for (const vf_json *part = vf_first(list); part != NULL; part = vf_next(part)) {
        if (!vf_predicate_read(&predicate->parts[predicate->part_count++], season, part, step)) {
            return false;
        }
    }
    return true;
}

static bool read_addresses(vf_predicate *predicate, const vf_json *value, vf_step *step) {
    bool list = vf_is_list(value);
    size_t count = list ? vf_count(value) : 1;
    if (count < (list ? 2 : 1) || count > VF_ADDRESSES || list != (predicate->kind == VF_SAME)) {
        return vf_fail(step, "policy: a predicate with a wrong number of addresses");
    }
    for (const vf_json *part = list ? vf_first(value) : value; part != NULL;
         part = list ? vf_next(part) : NULL) {
        int at = vf_word(vf_text(part), address_names, VF_ADDRESSES);
        if (at < 0) {
            return vf_fail(step, "policy: a predicate with an unknown address");
        }
        predicate->addresses[predicate->address_count++] = at;
    }
    return true;
}

/* A constant that a column's type cannot be compared with is an error. */
static bool add_value(vf_predicate *predicate, const vf_column *column, const vf_json *value,
                      vf_step *step) {
    int day = 0;
    const char *text = vf_constant(value);
    if (text == NULL) {
        return vf_fail(step, "policy: a comparison with neither a number nor a text");
    }
    const char *coded = column == NULL ? NULL : vf_coded(column->form, text);
    predicate->values[predicate->value_count++] = coded == NULL ? text : coded;
    if (predicate->kind != VF_EQUALS && predicate->field.column >= 0 &&
        ((predicate->field.type == VF_IS_NUMBER && !vf_is_decimal(text)) ||
         (predicate->field.type == VF_IS_DATE && !vf_parse_date(&day, text)))) {
        return vf_fail(step, "policy: \"%s\" cannot be compared with its column", text);
    }
    return true;
}

static bool read_column(vf_predicate *predicate, const vf_season *season, const vf_json *json,
                        vf_step *step) {
    static const char *const words[] = {"known",   "equals", "one_of", "at_least",
                                        "at_most", "before", "after"};
    static const vf_predicate_kind kinds[] = {VF_KNOWN,   VF_EQUALS, VF_EQUALS, VF_AT_LEAST,
                                              VF_AT_MOST, VF_BEFORE, VF_AFTER};
    const vf_json *name = vf_member(json, "column");
    const vf_json *value = vf_first(json) == name ? vf_next(name) : vf_first(json);
    int word = vf_count(json) == 2 ? vf_word(vf_key(value), words, 7) : -1;
    if (word < 0 || !vf_is_text(name) ||
        !vf_field_find(&predicate->field, season, vf_text(name))) {
        return vf_fail(step, "policy: a predicate on column \"%s\" cannot be read", vf_text(name));
    }
    predicate->kind = kinds[word];
    if (predicate->kind == VF_KNOWN) {
        predicate->known = vf_is_true(value);
        return vf_is_bool(value) || vf_fail(step, "policy: known is neither true nor false");
    }
    bool list = strcmp(words[word], "one_of") == 0;
    if (list != vf_is_list(value)) {
        return vf_fail(step, "policy: a comparison with a wrong type");
    }
    predicate->values = vf_alloc(vf_count(value) + 2, sizeof *predicate->values);
    for (const vf_json *part = list ? vf_first(value) : value; part != NULL;
         part = list ? vf_next(part) : NULL) {
        if (!add_value(predicate, vf_student_column(vf_text(name)), part, step)) {
            return false;
        }
    }
    return true;
}

bool vf_predicate_read(vf_predicate *predicate, const vf_season *season, const vf_json *json,
                       vf_step *step) {
    static const char *const words[] = {"all",  "any",  "not", "have",
                                        "same", "in_service_area", "zoned"};
    if (vf_member(json, "column") != NULL) {
        return read_column(predicate, season, json, step);
    }
    const vf_json *value = vf_first(json);
    int word = vf_is_object(json) && vf_count(json) == 1 ? vf_word(vf_key(value), words, 7) : -1;
    predicate->kind = word < 0 ? VF_NO_PREDICATE : (vf_predicate_kind)word;
    switch (predicate->kind) {
    case VF_ALL:
    case VF_ANY_OF:
        return (vf_is_list(value) && read_parts(predicate, season, value, step)) ||
               vf_fail(step, "policy: all or any without a list");
    case VF_NOT:
        predicate->parts = vf_alloc(1, sizeof *predicate->parts);
        return vf_predicate_read(predicate->parts, season, value, step);
    case VF_IN_SERVICE_AREA:
        if (season->primary_level) {
            return vf_fail(step, "policy: in_service_area in a primary season");
        }
        return read_addresses(predicate, value, step);
    case VF_HAVE:
    case VF_SAME:
    case VF_ZONED:
        return read_addresses(predicate, value, step);
    default:
        return vf_fail(step, "policy: what is no predicate stands for one");
    }
}
