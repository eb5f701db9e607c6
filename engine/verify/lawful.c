/* An unknown key in season.json or the policy, or a value of another kind, is an error (spec 3),
 * and an error is no basis for a run. */
#include "verify/lawful.h"

#include <string.h>

/* What may stand at a key. */
typedef bool form(const vf_json *value);

typedef struct field {
    const char *key; /* NULL: the end of the list */
    form *fits;
    bool required;
} field;

static const field *find_field(const field *fields, const char *key) {
    for (; fields->key != NULL; fields++) {
        if (strcmp(fields->key, key) == 0) {
            return fields;
        }
    }
    return NULL;
}

static bool has_fields(const vf_json *object, const field *fields) {
    if (!vf_is_object(object)) {
        return false;
    }
    for (const vf_json *member = vf_first(object); member != NULL; member = vf_next(member)) {
        const field *known = find_field(fields, vf_key(member));
        if (known == NULL || !known->fits(member)) {
            return false;
        }
    }
    for (; fields->key != NULL; fields++) {
        if (fields->required && vf_member(object, fields->key) == NULL) {
            return false;
        }
    }
    return true;
}

/* ---- plain values ---- */

static bool each(const vf_json *list, form *fits) {
    for (const vf_json *item = vf_first(list); item != NULL; item = vf_next(item)) {
        if (!fits(item)) {
            return false;
        }
    }
    return vf_is_list(list);
}

static bool one_of(const vf_json *value, const char *const *words) {
    for (; vf_is_text(value) && *words != NULL; words++) {
        if (strcmp(vf_text(value), *words) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_text(const vf_json *value) {
    return vf_is_text(value);
}

static bool are_texts(const vf_json *value) {
    return each(value, is_text);
}

static bool is_flag(const vf_json *value) {
    return vf_is_bool(value);
}

static bool is_share(const vf_json *value) {
    return vf_is_number(value) && vf_number(value) >= 0;
}

static bool is_limit(const vf_json *value) {
    int64_t metres = 0;
    return vf_is_number(value) && vf_whole(&metres, value) && metres >= 0;
}

static bool is_step(const vf_json *value) {
    return is_limit(value) && vf_number(value) >= 1;
}

static bool is_constant(const vf_json *value) {
    return vf_is_text(value) || vf_is_number(value);
}

static bool are_constants(const vf_json *value) {
    return each(value, is_constant);
}

static bool is_address(const vf_json *value) {
    static const char *const words[] = {"hukou", "property", "residence", NULL};
    return one_of(value, words);
}

static bool are_addresses(const vf_json *value) {
    return each(value, is_address);
}

/* ---- predicates (spec 3) ---- */

static bool is_predicate(const vf_json *value);

static bool are_predicates(const vf_json *value) {
    return each(value, is_predicate);
}

/* One word and what it stands for, or a column and one comparison. */
static bool is_predicate(const vf_json *value) {
    static const field words[] = {
        {"all", are_predicates, false}, {"any", are_predicates, false},
        {"not", is_predicate, false},   {"have", is_address, false},
        {"same", are_addresses, false}, {"in_service_area", is_address, false},
        {"zoned", is_address, false},   {NULL, NULL, false}};
    static const field comparisons[] = {{"column", is_text, true},
                                        {"known", is_flag, false},
                                        {"equals", is_constant, false},
                                        {"one_of", are_constants, false},
                                        {"at_least", is_constant, false},
                                        {"at_most", is_constant, false},
                                        {"before", is_constant, false},
                                        {"after", is_constant, false},
                                        {NULL, NULL, false}};
    return (vf_count(value) == 1 && has_fields(value, words)) ||
           (vf_count(value) == 2 && has_fields(value, comparisons));
}

static bool is_guarantee(const vf_json *value) {
    return vf_is_bool(value) || is_predicate(value);
}

/* ---- the policy (spec 3) ---- */

static bool is_clause(const vf_json *value) {
    static const field fields[] = {{"document", is_text, true},
                                   {"article", is_text, false},
                                   {"text", is_text, false},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool are_clauses(const vf_json *value) {
    return each(value, is_clause);
}

static bool is_category(const vf_json *value) {
    static const field fields[] = {{"id", is_text, true},
                                   {"name", is_text, true},
                                   {"basis", are_clauses, false},
                                   {"when", is_predicate, true},
                                   {"address", are_addresses, true},
                                   {"guaranteed", is_guarantee, true},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool are_categories(const vf_json *value) {
    return each(value, is_category);
}

static bool is_kind(const vf_json *value) {
    static const char *const words[] = {"feeder", "zone", "sibling", "choice",
                                        "group",  "any",  NULL};
    return one_of(value, words);
}

static bool are_kinds(const vf_json *value) {
    return each(value, is_kind);
}

static bool is_setting(const vf_json *value) {
    static const char *const words[] = {"urban", "town", "rural", NULL};
    return one_of(value, words);
}

static bool are_settings(const vf_json *value) {
    return each(value, is_setting);
}

static bool is_ownership(const vf_json *value) {
    static const char *const words[] = {"public", "purchased", "private", NULL};
    return one_of(value, words);
}

static bool are_ownerships(const vf_json *value) {
    return each(value, is_ownership);
}

static bool is_route(const vf_json *value) {
    static const field fields[] = {{"kind", is_kind, true},
                                   {"setting", are_settings, false},
                                   {"ownership", are_ownerships, false},
                                   {"within_m", is_limit, false},
                                   {"when", is_predicate, false},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool are_routes(const vf_json *value) {
    return each(value, is_route);
}

static bool is_direction(const vf_json *value) {
    static const char *const words[] = {"ascending", "descending", NULL};
    return one_of(value, words);
}

static bool is_missing(const vf_json *value) {
    static const char *const words[] = {"last", "first", "error", NULL};
    return one_of(value, words);
}

static bool is_key(const vf_json *value) {
    static const field fields[] = {{"key", is_text, true},
                                   {"direction", is_direction, false},
                                   {"missing", is_missing, false},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool are_orders(const vf_json *value) {
    for (const vf_json *keys = vf_first(value); keys != NULL; keys = vf_next(keys)) {
        if (!each(keys, is_key)) {
            return false;
        }
    }
    return vf_is_object(value);
}

static bool is_level(const vf_json *value) {
    static const field admit[] = {{"admit", is_text, true}, {NULL, NULL, false}};
    static const field nearness[] = {
        {"nearness", are_texts, true}, {"step_m", is_step, false}, {NULL, NULL, false}};
    return has_fields(value, admit) || has_fields(value, nearness);
}

static bool are_levels(const vf_json *value) {
    return each(value, is_level);
}

static bool is_choose(const vf_json *value) {
    static const char *const words[] = {"nearest", "serial", NULL};
    return one_of(value, words);
}

static bool is_stage(const vf_json *value) {
    static const field fields[] = {{"id", is_text, true},         {"name", is_text, true},
                                   {"basis", are_clauses, false}, {"serve", are_texts, true},
                                   {"routes", are_routes, true},  {"choose", is_choose, true},
                                   {"order", are_orders, false},  {"protect", are_texts, false},
                                   {"levels", are_levels, false}, {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool are_stages(const vf_json *value) {
    return each(value, is_stage);
}

static bool are_indicators(const vf_json *value) {
    static const field fields[] = {{"nearby_routes", are_kinds, false},
                                   {"nearby_target", is_share, false},
                                   {"migrant_categories", are_texts, false},
                                   {"migrant_target", is_share, false},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

static bool is_warning(const vf_json *value) {
    static const field fields[] = {{"red", is_share, false},
                                   {"orange", is_share, false},
                                   {"yellow", is_share, false},
                                   {NULL, NULL, false}};
    return has_fields(value, fields);
}

/* ---- season.json (spec 2) ---- */

static bool is_school_level(const vf_json *value) {
    static const char *const words[] = {"primary", "junior", NULL};
    return one_of(value, words);
}

static bool is_language(const vf_json *value) {
    static const char *const words[] = {"zh", "en", NULL};
    return one_of(value, words);
}

static bool are_coordinates(const vf_json *value) {
    static const char *const words[] = {"metres", "lonlat", NULL};
    return one_of(value, words);
}

static bool is_distance(const vf_json *value) {
    static const char *const words[] = {"straight_line", "table", NULL};
    return one_of(value, words);
}

static bool are_parties(const vf_json *value) {
    return vf_is_text(value) || each(value, is_text);
}

static bool is_seed(const vf_json *value) {
    for (const vf_json *seed = vf_is_object(value) ? vf_first(value) : NULL; seed != NULL;
         seed = vf_next(seed)) {
        if (!are_parties(seed)) {
            return false;
        }
    }
    return vf_is_object(value) || are_parties(value);
}

static bool are_tables(const vf_json *value) {
    static const field fields[] = {{"schools", is_text, true},     {"areas", is_text, true},
                                   {"zones", is_text, true},       {"feeders", is_text, false},
                                   {"students", is_text, true},    {"distances", is_text, false},
                                   {"projection", is_text, false}, {NULL, NULL, false}};
    return has_fields(value, fields);
}

/* ---- telling where ---- */

static bool check(const vf_json *object, const field *fields, const char *file, vf_step *step) {
    for (const vf_json *member = vf_first(object); member != NULL; member = vf_next(member)) {
        const field *known = find_field(fields, vf_key(member));
        if (known == NULL || !known->fits(member)) {
            return vf_fail(step, "%s: \"%s\" is unknown or not as it must be", file,
                           vf_key(member));
        }
    }
    return has_fields(object, fields) || vf_fail(step, "%s lacks a key", file);
}

bool vf_settings_are_lawful(const vf_json *settings, vf_step *step) {
    static const field fields[] = {{"season", is_text, true},
                                   {"district", is_text, true},
                                   {"level", is_school_level, true},
                                   {"policy", is_text, true},
                                   {"language", is_language, false},
                                   {"coordinates", are_coordinates, true},
                                   {"distance", is_distance, true},
                                   {"lottery_seed", is_seed, false},
                                   {"committed", is_text, false},
                                   {"tables", are_tables, true},
                                   {NULL, NULL, false}};
    return check(settings, fields, "season.json", step);
}

bool vf_policy_is_lawful(const vf_json *policy, vf_step *step) {
    static const field fields[] = {{"name", is_text, true},
                                   {"basis", are_clauses, false},
                                   {"categories", are_categories, true},
                                   {"guarantee_order", are_texts, false},
                                   {"stages", are_stages, true},
                                   {"indicators", are_indicators, false},
                                   {"remedy", is_text, false},
                                   {"roster_columns", are_texts, false},
                                   {"warning", is_warning, false},
                                   {NULL, NULL, false}};
    return check(policy, fields, "the policy", step);
}
