#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/policy.h"

/* ---- numbers and dates as texts ---- */

static size_t digits(const char *text) {
    return strspn(text, "0123456789");
}

static bool is_number(const char *text) {
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = digits(at);
    size_t after = at[whole] == '.' ? digits(at + whole + 1) : 0;
    return whole > 0 && (at[whole] == '\0' || (after > 0 && at[whole + 1 + after] == '\0'));
}

/* Exact: by sign, then whole digits without leading zeros, then decimals. */
static int compare_numbers(const char *a, const char *b) {
    bool a_minus = *a == '-';
    bool b_minus = *b == '-';
    a += *a == '-' || *a == '+';
    b += *b == '-' || *b == '+';
    a += strspn(a, "0");
    b += strspn(b, "0");
    size_t a_whole = digits(a);
    size_t b_whole = digits(b);
    const char *a_rest = a[a_whole] == '.' ? a + a_whole + 1 : "";
    const char *b_rest = b[b_whole] == '.' ? b + b_whole + 1 : "";
    bool a_zero = a_whole == 0 && strspn(a_rest, "0") == strlen(a_rest);
    bool b_zero = b_whole == 0 && strspn(b_rest, "0") == strlen(b_rest);
    a_minus = a_minus && !a_zero;
    b_minus = b_minus && !b_zero;
    if (a_minus != b_minus) {
        return a_minus ? -1 : 1;
    }
    int order = (a_whole > b_whole) - (a_whole < b_whole);
    order = order == 0 ? strncmp(a, b, a_whole) : order;
    while (order == 0 && (*a_rest != '\0' || *b_rest != '\0')) {
        char x = *a_rest == '\0' ? '0' : *a_rest++;
        char y = *b_rest == '\0' ? '0' : *b_rest++;
        order = (x > y) - (x < y);
    }
    return a_minus ? -order : order;
}

/* YYYYMMDD; 0: no date that exists (2026-08-31, 2026/8/31, 20260831). */
static int date_of(const char *text) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0;
    int month = 0;
    int day = 0;
    if (strlen(text) == 8 && digits(text) == 8) {
        int all = atoi(text);
        year = all / 10000;
        month = all / 100 % 100;
        day = all % 100;
    } else {
        size_t m = digits(text) == 4 ? digits(text + 5) : 0;
        size_t d = m > 0 && m < 3 ? digits(text + 6 + m) : 0;
        if (d < 1 || d > 2 || text[6 + m + d] != '\0' || (text[4] != '-' && text[4] != '/') ||
            text[5 + m] != text[4]) {
            return 0;
        }
        year = atoi(text);
        month = atoi(text + 5);
        day = atoi(text + 6 + m);
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        day > lengths[month - 1] + (month == 2 && leap)) {
        return 0;
    }
    return year * 10000 + month * 100 + day;
}

/* ---- types of columns ---- */

enum { TYPE_UNKNOWN, TYPE_NUMBER, TYPE_DATE, TYPE_TEXT };

static bool is_one_of(const char *word, const char *const *words) {
    for (; *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

/* Spec 3, Types: fixed for some, else by every cell that is not empty. */
static int type_of(const vf_season *season, int column) {
    static const char *const dates[] = {"settled_on",   "property_on", "birth_date", "落户日期",
                                        "房产登记日期", "出生日期",    NULL};
    int *known = &season->column_types[column];
    if (*known != TYPE_UNKNOWN) {
        return *known;
    }
    bool numbers = true;
    bool all_dates = true;
    for (int i = 0; i < season->student_count && (numbers || all_dates); i++) {
        const char *cell = vf_student_cell(season, i, column);
        numbers = numbers && (*cell == '\0' || is_number(cell));
        all_dates = all_dates && (*cell == '\0' || date_of(cell) != 0);
    }
    const char *header = vf_at(&season->tables[VF_STUDENTS].grid, 0, (size_t)column);
    *known = is_one_of(header, dates) ? TYPE_DATE
             : numbers                ? TYPE_NUMBER
             : all_dates              ? TYPE_DATE
                                      : TYPE_TEXT;
    return *known;
}

/* At most two decimals (spec 2: points and property_share are exact). */
static bool is_exact(const char *cell) {
    const char *dot = strchr(cell, '.');
    return is_number(cell) && (dot == NULL || strlen(dot) <= 3);
}

static bool is_flag(const char *cell) {
    return strcmp(cell, "0") == 0 || strcmp(cell, "1") == 0;
}

static bool is_date(const char *cell) {
    return date_of(cell) != 0;
}

bool vf_cells_are_typed(const vf_season *season, vf_step *step) {
    static const struct {
        const char *column;
        bool (*fits)(const char *cell);
    } typed[] = {{"birth_date", is_date}, {"settled_on", is_date},      {"property_on", is_date},
                 {"points", is_exact},    {"property_share", is_exact}, {"migrant", is_flag},
                 {"agrees", is_flag}};
    enum { TYPED = sizeof typed / sizeof *typed };
    int columns[TYPED];
    int wrong = -1;
    size_t of = TYPED;
    for (size_t t = 0; t < TYPED; t++) {
        columns[t] = vf_student_column(season, typed[t].column);
    }
    for (int i = 0; i < season->student_count; i++) {
        for (size_t t = 0; t < of; t++) { /* only columns before the wrong one can be the first */
            const char *cell = vf_student_cell(season, i, columns[t]);
            if (*cell != '\0' && !typed[t].fits(cell)) {
                wrong = i;
                of = t;
            }
        }
    }
    return wrong < 0 ||
           vf_fail(step, "students: %s of %s is %s", typed[of].column, season->students[wrong].id,
                   vf_student_cell(season, wrong, columns[of]));
}

int vf_compare_cells(const vf_season *season, int column, const char *a, const char *b) {
    switch (type_of(season, column)) {
    case TYPE_NUMBER:
        return is_number(a) && is_number(b) ? compare_numbers(a, b) : strcmp(a, b);
    case TYPE_DATE:
        return (date_of(a) > date_of(b)) - (date_of(a) < date_of(b));
    default:
        return strcmp(a, b);
    }
}

/* Whole digits and at most three decimals, in thousandths; false: it is another number. */
static bool thousandths(int64_t *value, const char *text) {
    enum { MOST_DIGITS = 15, DECIMALS = 3 };
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = digits(at);
    size_t after = at[whole] == '.' ? digits(at + whole + 1) : 0;
    if (!is_number(text) || whole > MOST_DIGITS || after > DECIMALS) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < whole; i++) {
        *value = *value * 10 + (at[i] - '0');
    }
    for (size_t i = 0; i < DECIMALS; i++) {
        *value = *value * 10 + (i < after ? at[whole + 1 + i] - '0' : 0);
    }
    *value = *text == '-' ? -*value : *value;
    return true;
}

bool vf_cell_value(int64_t *value, const vf_season *season, int column, const char *cell) {
    switch (type_of(season, column)) {
    case TYPE_NUMBER:
        return thousandths(value, cell);
    case TYPE_DATE:
        *value = date_of(cell);
        return true;
    default:
        return false;
    }
}

/* ---- predicates ---- */

static const char *constant_text(const vf_json *value) {
    if (vf_is_number(value)) {
        double number = vf_number(value);
        bool whole = number == floor(number) && fabs(number) < 1e15;
        return vf_format(whole ? "%.0f" : "%.15g", number);
    }
    const char *text = vf_text(value);
    static const char *const words[][2] = {
        {"否", "0"}, {"是", "1"}, {"无", "none"}, {"区外", "outside"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i][0]) == 0) {
            return vf_format("%s\n%s", text, words[i][1]); /* either form, see equal */
        }
    }
    return text;
}

/* The constant as a coded column has it, where it was a Chinese word; else as it stands. */
static const char *as_coded(const vf_season *season, int column, const char *constant) {
    static const char *const coded[] = {
        "migrant",        "agrees",       "hukou_area", "property_area",
        "residence_area", "随迁",         "服从调剂",   "户籍居住单元",
        "房产居住单元",   "实际居住单元", NULL};
    const char *header = vf_at(&season->tables[VF_STUDENTS].grid, 0, (size_t)column);
    const char *cut = strchr(constant, '\n');
    if (cut == NULL) {
        return constant;
    }
    return is_one_of(header, coded) ? cut + 1 : vf_copy(constant, (size_t)(cut - constant));
}

static bool equal(const vf_season *season, int column, const char *cell, const char *constant) {
    if (cell[0] >= '0' && cell[0] <= '9' && cell[1] == '\0' && constant[0] >= '0' &&
        constant[0] <= '9' && constant[1] == '\0') {
        return cell[0] == constant[0];
    }
    if (strcmp(cell, constant) == 0) {
        return true;
    }
    if (is_number(cell) && is_number(constant)) {
        return compare_numbers(cell, constant) == 0;
    }
    if (type_of(season, column) == TYPE_DATE && date_of(cell) != 0 && date_of(constant) != 0) {
        return date_of(cell) == date_of(constant);
    }
    return false;
}

/* A predicate as it is asked of children: the policy's texts are looked at once. */
typedef enum rule_kind {
    RULE_ALL,
    RULE_ANY,
    RULE_NOT,
    RULE_HAVE,
    RULE_SAME,
    RULE_SERVED,
    RULE_ZONED,
    RULE_KNOWN,
    RULE_EQUALS,
    RULE_AT_LEAST,
    RULE_AT_MOST,
    RULE_BEFORE,
    RULE_AFTER,
    RULE_NEVER
} rule_kind;

struct vf_rule {
    rule_kind kind;
    vf_rule **parts; /* all, any, not */
    size_t count;    /* of parts, addresses or constants */
    int *addresses;  /* have, same, served, zoned; -1: none */
    int column;
    bool known;
    const char **constants;
};

static int address_by_name(const char *word) {
    return strcmp(word, "hukou") == 0       ? VF_HUKOU
           : strcmp(word, "property") == 0  ? VF_PROPERTY
           : strcmp(word, "residence") == 0 ? VF_RESIDENCE
                                            : -1;
}

static void read_parts(vf_rule *rule, const vf_season *season, const vf_json *list) {
    rule->parts = vf_keep(vf_count(list) + 1, sizeof *rule->parts);
    for (const vf_json *part = vf_first(list); part != NULL; part = vf_next(part)) {
        rule->parts[rule->count++] = vf_rule_read(season, part);
    }
}

static void read_addresses(vf_rule *rule, const vf_json *value) {
    const vf_json *name = vf_is_list(value) ? vf_first(value) : value;
    rule->addresses = vf_keep(vf_count(value) + 1, sizeof *rule->addresses);
    for (; name != NULL; name = vf_is_list(value) ? vf_next(name) : NULL) {
        rule->addresses[rule->count++] = address_by_name(vf_text(name));
    }
}

static void read_constant(vf_rule *rule, const vf_season *season, const vf_json *value) {
    const char *text = constant_text(value);
    rule->constants[rule->count++] = rule->column < 0 ? text : as_coded(season, rule->column, text);
}

/* What a column is compared with: the first of these words that stands there. */
static void read_comparison(vf_rule *rule, const vf_season *season, const vf_json *predicate) {
    static const char *const words[] = {"at_least", "at_most", "before", "after"};
    const vf_json *list = vf_member(predicate, "one_of");
    const vf_json *value = vf_member(predicate, "equals");
    rule->constants = vf_keep(vf_count(list) + 1, sizeof *rule->constants);
    rule->kind = list != NULL || value != NULL ? RULE_EQUALS : RULE_NEVER;
    for (const vf_json *item = vf_first(list); item != NULL; item = vf_next(item)) {
        read_constant(rule, season, item);
    }
    if (list == NULL && value != NULL) {
        read_constant(rule, season, value);
    }
    for (int w = 0; w < 4 && rule->kind == RULE_NEVER; w++) {
        value = vf_member(predicate, words[w]);
        if (value != NULL) {
            read_constant(rule, season, value);
            rule->kind = (rule_kind)(RULE_AT_LEAST + w);
        }
    }
}

static void read_column(vf_rule *rule, const vf_season *season, const vf_json *predicate) {
    const vf_json *known = vf_member(predicate, "known");
    rule->column = vf_student_column(season, vf_member_text(predicate, "column"));
    rule->known = vf_is_true(known);
    rule->kind = RULE_KNOWN;
    if (known == NULL) {
        read_comparison(rule, season, predicate);
    }
}

vf_rule *vf_rule_read(const vf_season *season, const vf_json *predicate) {
    static const struct {
        const char *key;
        rule_kind kind;
    } keys[] = {{"all", RULE_ALL},    {"any", RULE_ANY},   {"not", RULE_NOT},
                {"have", RULE_HAVE},  {"same", RULE_SAME}, {"in_service_area", RULE_SERVED},
                {"zoned", RULE_ZONED}};
    vf_rule *rule = vf_keep(1, sizeof *rule);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const vf_json *value = vf_member(predicate, keys[k].key);
        if (value == NULL) {
            continue;
        }
        rule->kind = keys[k].kind;
        if (rule->kind == RULE_NOT) {
            rule->parts = vf_keep(1, sizeof *rule->parts);
            rule->parts[0] = vf_rule_read(season, value);
        } else if (rule->kind <= RULE_ANY) {
            read_parts(rule, season, value);
        } else {
            read_addresses(rule, value);
        }
        return rule;
    }
    read_column(rule, season, predicate);
    return rule;
}

/* ---- asked of a child ---- */

static bool column_holds(const vf_season *season, int student, const vf_rule *rule) {
    const char *cell = vf_student_cell(season, student, rule->column);
    if (rule->kind == RULE_KNOWN) {
        return (*cell != '\0') == rule->known;
    }
    if (*cell == '\0' || rule->kind == RULE_NEVER) {
        return false;
    }
    if (rule->kind == RULE_EQUALS) {
        for (size_t i = 0; i < rule->count; i++) {
            if (equal(season, rule->column, cell, rule->constants[i])) {
                return true;
            }
        }
        return false;
    }
    int order = vf_compare_cells(season, rule->column, cell, rule->constants[0]);
    return rule->kind == RULE_AT_LEAST  ? order >= 0
           : rule->kind == RULE_AT_MOST ? order <= 0
           : rule->kind == RULE_BEFORE  ? order < 0
                                        : order > 0;
}

static int address_of(const vf_season *season, int student, const vf_rule *rule, size_t which) {
    int address = which < rule->count ? rule->addresses[which] : -1;
    return address < 0 ? VF_UNKNOWN : season->students[student].address[address];
}

static bool all_same(const vf_season *season, int student, const vf_rule *rule) {
    int first = address_of(season, student, rule, 0);
    for (size_t i = 1; i < rule->count; i++) {
        if (address_of(season, student, rule, i) != first) {
            return false;
        }
    }
    return first >= 0;
}

static bool is_zoned(const vf_season *season, int area) {
    for (int i = season->zone_begin[area]; i < season->zone_begin[area + 1]; i++) {
        if (vf_of_level(season, season->zones[i])) {
            return true;
        }
    }
    return false;
}

bool vf_holds(const vf_season *season, int student, const vf_rule *rule) {
    int area = VF_UNKNOWN;
    int primary = season->students[student].primary;
    switch (rule->kind) {
    case RULE_ALL:
    case RULE_ANY:
        for (size_t i = 0; i < rule->count; i++) {
            if (vf_holds(season, student, rule->parts[i]) == (rule->kind == RULE_ANY)) {
                return rule->kind == RULE_ANY;
            }
        }
        return rule->kind == RULE_ALL;
    case RULE_NOT:
        return !vf_holds(season, student, rule->parts[0]);
    case RULE_HAVE:
        return address_of(season, student, rule, 0) >= 0;
    case RULE_SAME:
        return all_same(season, student, rule);
    case RULE_SERVED:
        area = address_of(season, student, rule, 0);
        return area >= 0 && primary >= 0 && vf_in_zone(season, area, primary);
    case RULE_ZONED:
        area = address_of(season, student, rule, 0);
        return area >= 0 && is_zoned(season, area);
    default:
        return column_holds(season, student, rule);
    }
}
