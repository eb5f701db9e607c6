#include "policy/policy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json_patch.h"
#include "base/text.h"

static const char *const route_words[] = {"feeder", "zone", "sibling", "choice",
                                          "group",  "any",  NULL};
static const char ROUTE_LIST[] = "feeder, zone, sibling, choice, group, any";

const char *hp_route_name(hp_route_kind kind) {
    return route_words[kind];
}

int hp_stage_by_id(const hp_policy *policy, const char *id) {
    for (int i = 0; i < policy->stage_count; i++) {
        if (strcmp(policy->stages[i].id, id) == 0) {
            return i;
        }
    }
    return -1;
}

int hp_category_by_id(const hp_policy *policy, const char *id) {
    for (int i = 0; i < policy->category_count; i++) {
        if (policy->categories[i].id != NULL && strcmp(policy->categories[i].id, id) == 0) {
            return i;
        }
    }
    return -1;
}

/* ---- shared steps ---- */

#define CHECK_KEYS(reader, object, path, ...)                                                      \
    do {                                                                                           \
        static const char *const keys_[] = {__VA_ARGS__};                                          \
        hp_json_check_keys((object), (path), keys_, sizeof keys_ / sizeof *keys_, (reader)->file,  \
                           (reader)->findings);                                                    \
    } while (0)

/* `basis` is quoted to families later; here its form is checked. */
static hp_status read_basis(hp_basis *basis, const hp_policy_reader *reader, const hp_json *object,
                            const char *path) {
    const hp_json *list = hp_policy_member(reader, object, path, "basis", HP_JSON_LIST,
                                           "a list of clauses", false);
    const char *list_path = hp_path_key(reader, path, "basis");
    if (list == NULL) {
        return HP_OK;
    }
    hp_clause *clauses = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *clauses);
    HP_NEED(clauses);
    basis->clauses = clauses;
    for (const hp_json *clause = hp_json_first(list); clause != NULL;
         clause = hp_json_next(clause)) {
        size_t i = (size_t)basis->clause_count++;
        const char *clause_path = hp_path_index(reader, list_path, i);
        clauses[i] = (hp_clause){"", "", ""};
        if (hp_policy_is(reader, clause, clause_path, HP_JSON_OBJECT, "a clause")) {
            CHECK_KEYS(reader, clause, clause_path, "document", "article", "text");
            clauses[i].document = hp_policy_text(reader, clause, clause_path, "document", true);
            clauses[i].article = hp_policy_text(reader, clause, clause_path, "article", false);
            clauses[i].text = hp_policy_text(reader, clause, clause_path, "text", false);
        }
    }
    return HP_OK;
}

/* A category named by a value; -1 with a finding. */
static int category_named(const hp_policy_reader *reader, const hp_policy *policy,
                          const hp_json *value, const char *path) {
    if (!hp_policy_is(reader, value, path, HP_JSON_TEXT, "a category's id")) {
        return -1;
    }
    int category = hp_category_by_id(policy, hp_json_text(value));
    if (category < 0) {
        hp_policy_find(reader, HP_F_policy_unknown_category, path, hp_json_text(value), NULL);
    }
    return category;
}

/* A list of categories, each once. */
static hp_status read_categories_named(const int **out, int *count, const hp_policy_reader *reader,
                                       const hp_policy *policy, const hp_json *list,
                                       const char *path) {
    int *named = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *named);
    HP_NEED(named);
    size_t i = 0;
    *out = named;
    *count = 0;
    for (const hp_json *value = hp_json_first(list); value != NULL;
         value = hp_json_next(value), i++) {
        const char *value_path = hp_path_index(reader, path, i);
        int category = category_named(reader, policy, value, value_path);
        bool twice = false;
        for (int j = 0; j < *count; j++) {
            twice = twice || named[j] == category;
        }
        if (category >= 0 && twice) {
            hp_policy_find(reader, HP_F_policy_twice, value_path, hp_json_text(value), NULL);
        } else if (category >= 0) {
            named[(*count)++] = category;
        }
    }
    return HP_OK;
}

/* The index of a text among words; -1 with a finding that lists them. */
static int word_of(const hp_policy_reader *reader, const hp_json *value, const char *path,
                   const char *const *words, const char *listed) {
    if (!hp_policy_is(reader, value, path, HP_JSON_TEXT, "a text")) {
        return -1;
    }
    int index = hp_word_index(words, hp_json_text(value));
    if (index < 0) {
        hp_policy_find(reader, HP_F_json_value, path, hp_json_text(value), listed);
    }
    return index;
}

/* A whole number from least to most; `otherwise` when it is missing or wrong (a finding). */
static int32_t whole_member(const hp_policy_reader *reader, const hp_json *object, const char *path,
                            const char *key, int32_t least, int32_t otherwise) {
    const hp_json *value = hp_policy_member(reader, object, path, key, HP_JSON_NUMBER,
                                            "a whole number", false);
    if (value == NULL) {
        return otherwise;
    }
    double number = hp_json_number(value);
    if (number != floor(number) || number < least || number > 1e9) {
        char from[24];
        snprintf(from, sizeof from, "%d", least);
        hp_find(reader->findings, HP_F_json_range,
                (hp_place){.file = reader->file, .column = hp_path_key(reader, path, key)}, from,
                "1000000000", NULL);
        return otherwise;
    }
    return (int32_t)number;
}

/* Whether the member is a text, if only an empty one; else a finding has been told. */
static bool has_text(const hp_json *object, const char *key) {
    const hp_json *member = hp_json_member(object, key);
    return member != NULL && hp_json_kind_of(member) == HP_JSON_TEXT;
}

/* An id, unique among those before it. */
static const char *read_id(const hp_policy_reader *reader, const hp_json *object, const char *path,
                           bool taken(const hp_policy *, const char *), const hp_policy *policy) {
    const char *id = hp_policy_text(reader, object, path, "id", true);
    if (has_text(object, "id") && !hp_is_id(id)) {
        hp_policy_find(reader, HP_F_policy_id, hp_path_key(reader, path, "id"), id, NULL);
    }
    if (*id != '\0' && taken(policy, id)) {
        hp_policy_find(reader, HP_F_policy_id_twice, hp_path_key(reader, path, "id"), id, NULL);
    }
    return id;
}

static bool category_taken(const hp_policy *policy, const char *id) {
    return hp_category_by_id(policy, id) >= 0;
}

static bool stage_taken(const hp_policy *policy, const char *id) {
    return hp_stage_by_id(policy, id) >= 0;
}

/* ---- categories ---- */

static void read_addresses(hp_category *category, const hp_policy_reader *reader,
                           const hp_json *object, const char *path) {
    const hp_json *list = hp_policy_member(reader, object, path, "address", HP_JSON_LIST,
                                           "a list of addresses", true);
    const char *list_path = hp_path_key(reader, path, "address");
    if (list == NULL) {
        return;
    }
    if (hp_json_count(list) < 1 || hp_json_count(list) > HP_ADDRESSES) {
        hp_policy_find(reader, HP_F_json_type, list_path, NULL,
                       hp_phrase("a list of one to three addresses"));
        return;
    }
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        category->address[category->address_count++] = hp_policy_address(reader, value, list_path);
    }
}

static hp_status read_guaranteed(hp_category *category, const hp_policy_reader *reader,
                                 const hp_json *object, const char *path) {
    const hp_json *value = hp_json_member(object, "guaranteed");
    if (value == NULL) {
        hp_policy_find(reader, HP_F_json_key_missing, path, NULL, "guaranteed");
        return HP_OK;
    }
    if (hp_json_kind_of(value) == HP_JSON_BOOL) {
        category->guaranteed = hp_json_bool(value);
        return HP_OK;
    }
    category->guaranteed = true;
    return hp_predicate_read(&category->guaranteed_when, reader, value,
                             hp_path_key(reader, path, "guaranteed"));
}

static hp_status read_category(hp_category *category, const hp_policy *policy,
                               const hp_policy_reader *reader, const hp_json *object,
                               const char *path) {
    if (!hp_policy_is(reader, object, path, HP_JSON_OBJECT, "a category")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, object, path, "id", "name", "basis", "when", "address", "guaranteed");
    const char *id = read_id(reader, object, path, category_taken, policy);
    category->name = hp_policy_text(reader, object, path, "name", true);
    HP_TRY(read_basis(&category->basis, reader, object, path));
    const hp_json *when = hp_json_member(object, "when");
    if (when == NULL) {
        hp_policy_find(reader, HP_F_json_key_missing, path, NULL, "when");
    } else {
        HP_TRY(hp_predicate_read(&category->when, reader, when, hp_path_key(reader, path, "when")));
    }
    read_addresses(category, reader, object, path);
    HP_TRY(read_guaranteed(category, reader, object, path));
    category->id = id;
    return HP_OK;
}

static hp_status read_categories(hp_policy *policy, const hp_policy_reader *reader,
                                 const hp_json *root) {
    const hp_json *list = hp_policy_member(reader, root, "", "categories", HP_JSON_LIST,
                                           "a list of categories", true);
    if (list == NULL) {
        return HP_OK;
    }
    if (hp_json_count(list) == 0) {
        hp_policy_find(reader, HP_F_policy_empty, "/categories", NULL, NULL);
    }
    hp_category *categories = hp_arena_alloc(reader->arena, hp_json_count(list),
                                             sizeof *categories);
    HP_NEED(categories);
    policy->categories = categories;
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        size_t i = (size_t)policy->category_count;
        policy->category_count++;
        HP_TRY(read_category(&categories[i], policy, reader, value,
                             hp_path_index(reader, "/categories", i)));
    }
    return HP_OK;
}

static hp_status read_guarantee_order(hp_policy *policy, const hp_policy_reader *reader,
                                      const hp_json *root) {
    const hp_json *list = hp_policy_member(reader, root, "", "guarantee_order", HP_JSON_LIST,
                                           "a list of categories", false);
    if (list == NULL) {
        int *all = hp_arena_alloc(reader->arena, (size_t)policy->category_count, sizeof *all);
        HP_NEED(all);
        for (int i = 0; i < policy->category_count; i++) {
            all[i] = i;
        }
        policy->guarantee_order = all;
        policy->guarantee_count = policy->category_count;
        return HP_OK;
    }
    HP_TRY(read_categories_named(&policy->guarantee_order, &policy->guarantee_count, reader, policy,
                                 list, "/guarantee_order"));
    for (int c = 0; c < policy->category_count; c++) {
        bool listed = !policy->categories[c].guaranteed;
        for (int i = 0; i < policy->guarantee_count; i++) {
            listed = listed || policy->guarantee_order[i] == c;
        }
        if (!listed) {
            hp_policy_find(reader, HP_F_policy_not_guaranteed, "/guarantee_order", NULL,
                           policy->categories[c].id);
        }
    }
    return HP_OK;
}

/* ---- routes ---- */

/* The bits of a list of words; `otherwise` when the list is missing. */
static unsigned read_bits(const hp_policy_reader *reader, const hp_json *object, const char *path,
                          const char *key, const char *const *words, const char *listed,
                          unsigned otherwise) {
    const hp_json *list = hp_policy_member(reader, object, path, key, HP_JSON_LIST,
                                           "a list of words", false);
    if (list == NULL) {
        return otherwise;
    }
    unsigned bits = 0;
    const char *list_path = hp_path_key(reader, path, key);
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        int word = word_of(reader, value, list_path, words, listed);
        bits |= word < 0 ? 0 : 1U << word;
    }
    if (hp_json_count(list) == 0) {
        hp_policy_find(reader, HP_F_policy_empty, list_path, NULL, NULL);
    }
    return bits;
}

static hp_status read_route(hp_route *route, const hp_policy_reader *reader, const hp_json *object,
                            const char *path, bool serial) {
    if (!hp_policy_is(reader, object, path, HP_JSON_OBJECT, "a route")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, object, path, "kind", "setting", "ownership", "within_m", "when");
    const hp_json *kind = hp_policy_member(reader, object, path, "kind", HP_JSON_TEXT, "a text",
                                           true);
    const char *kind_path = hp_path_key(reader, path, "kind");
    int word = kind == NULL ? -1 : word_of(reader, kind, kind_path, route_words, ROUTE_LIST);
    route->kind = word < 0 ? HP_ROUTE_ANY : (hp_route_kind)word;
    if (word == HP_ROUTE_CHOICE && !serial) {
        hp_policy_find(reader, HP_F_policy_choice_nearest, kind_path, NULL, NULL);
    }
    if (word == HP_ROUTE_FEEDER && reader->data->level == HP_PRIMARY) {
        hp_policy_find(reader, HP_F_policy_feeder_primary, kind_path, NULL, NULL);
    }
    /* Private schools only where `ownership` names them (spec 3). */
    bool open_to_private = route->kind == HP_ROUTE_FEEDER || route->kind == HP_ROUTE_SIBLING ||
                           route->kind == HP_ROUTE_CHOICE;
    unsigned all = (1U << HP_OWNERSHIPS) - 1;
    route->settings = read_bits(reader, object, path, "setting", hp_setting_words,
                                "urban, town, rural", (1U << HP_SETTINGS) - 1);
    route->ownerships = read_bits(reader, object, path, "ownership", hp_ownership_words,
                                  "public, purchased, private",
                                  open_to_private ? all : all & ~(1U << HP_PRIVATE));
    route->within_m = whole_member(reader, object, path, "within_m", 0, INT32_MAX);
    const hp_json *when = hp_json_member(object, "when");
    return when == NULL
               ? HP_OK
               : hp_predicate_read(&route->when, reader, when, hp_path_key(reader, path, "when"));
}

static hp_status read_routes(hp_stage *stage, const hp_policy_reader *reader, const hp_json *object,
                             const char *path) {
    const hp_json *list = hp_policy_member(reader, object, path, "routes", HP_JSON_LIST,
                                           "a list of routes", true);
    const char *list_path = hp_path_key(reader, path, "routes");
    if (list == NULL) {
        return HP_OK;
    }
    if (hp_json_count(list) == 0) {
        hp_policy_find(reader, HP_F_policy_empty, list_path, NULL, NULL);
    }
    hp_route *routes = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *routes);
    HP_NEED(routes);
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        size_t i = (size_t)stage->route_count++;
        HP_TRY(read_route(&routes[i], reader, value, hp_path_index(reader, list_path, i),
                          stage->serial));
    }
    stage->routes = routes;
    return HP_OK;
}

/* ---- order keys ---- */

static void read_key(hp_key *key, const hp_policy_reader *reader, const hp_json *object,
                     const char *path) {
    static const char *const directions[] = {"ascending", "descending", NULL};
    static const char *const missings[] = {"last", "first", "error", NULL};
    if (!hp_policy_is(reader, object, path, HP_JSON_OBJECT, "an order key")) {
        return;
    }
    CHECK_KEYS(reader, object, path, "key", "direction", "missing");
    key->name = hp_policy_text(reader, object, path, "key", true);
    const hp_json *direction = hp_json_member(object, "direction");
    key->descending = direction != NULL &&
                      word_of(reader, direction, hp_path_key(reader, path, "direction"), directions,
                              "ascending, descending") == 1;
    const hp_json *missing = hp_json_member(object, "missing");
    int word = missing == NULL ? 0
                               : word_of(reader, missing, hp_path_key(reader, path, "missing"),
                                         missings, "last, first, error");
    key->missing = word < 0 ? HP_MISSING_LAST : (hp_missing)word;
    if (strcmp(key->name, "lottery") == 0) {
        key->kind = HP_KEY_LOTTERY;
    } else if (strcmp(key->name, "distance") == 0) {
        key->kind = HP_KEY_DISTANCE;
    } else if (has_text(object, "key")) {
        key->column = hp_policy_used_column(reader, key->name, hp_path_key(reader, path, "key"));
        if (key->column >= 0) {
            hp_warn_of_stray(reader, key->column, hp_path_key(reader, path, "key"));
        }
        key->type = key->column < 0 ? HP_TYPE_TEXT : hp_type_of_column(reader->data, key->column);
    }
}

static hp_status read_order(hp_order *order, const hp_policy_reader *reader, const hp_json *list,
                            const char *path) {
    if (!hp_policy_is(reader, list, path, HP_JSON_LIST, "a list of order keys")) {
        return HP_OK;
    }
    hp_key *keys = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *keys);
    HP_NEED(keys);
    order->keys = keys;
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        size_t i = (size_t)order->key_count++;
        read_key(&keys[i], reader, value, hp_path_index(reader, path, i));
    }
    return HP_OK;
}

static hp_status read_orders(hp_stage *stage, const hp_policy *policy,
                             const hp_policy_reader *reader, const hp_json *object,
                             const char *path) {
    hp_order *orders = hp_arena_alloc(reader->arena, (size_t)policy->category_count,
                                      sizeof *orders);
    HP_NEED(orders);
    stage->orders = orders;
    const hp_json *given = hp_policy_member(reader, object, path, "order", HP_JSON_OBJECT,
                                            "an object", false);
    const char *order_path = hp_path_key(reader, path, "order");
    if (given == NULL) {
        return HP_OK;
    }
    hp_json_check_keys(given, order_path, NULL, 0, reader->file, reader->findings);
    for (const hp_json *value = hp_json_first(given); value != NULL; value = hp_json_next(value)) {
        const char *value_path = hp_path_key(reader, order_path, hp_json_key(value));
        int category = hp_category_by_id(policy, hp_json_key(value));
        if (category < 0) {
            hp_policy_find(reader, HP_F_policy_unknown_category, value_path, NULL, NULL);
        } else if (!stage->serves[category]) {
            hp_policy_find(reader, HP_F_policy_not_served, value_path, NULL, NULL);
        } else {
            HP_TRY(read_order(&orders[category], reader, value, value_path));
        }
    }
    return HP_OK;
}

/* ---- levels ---- */

enum { DEFAULT_STEP_M = 500 };

/* For each served category `admit` and `nearness` in steps, then `nearness` of all (spec 3). */
static hp_status default_levels(hp_stage *stage, const hp_policy_reader *reader) {
    int count = 2 * stage->serve_count + 1;
    hp_policy_level *levels = hp_arena_alloc(reader->arena, (size_t)count, sizeof *levels);
    HP_NEED(levels);
    for (int i = 0; i < stage->serve_count; i++) {
        levels[2 * i] = (hp_policy_level){HP_LEVEL_ADMIT, &stage->serve[i], 1, 0};
        levels[2 * i + 1] = (hp_policy_level){HP_LEVEL_NEARNESS, &stage->serve[i], 1,
                                              DEFAULT_STEP_M};
    }
    levels[count - 1] = (hp_policy_level){HP_LEVEL_NEARNESS, stage->serve, stage->serve_count, 1};
    stage->levels = levels;
    stage->level_count = count;
    return HP_OK;
}

static hp_status read_level(hp_policy_level *level, const hp_stage *stage, const hp_policy *policy,
                            const hp_policy_reader *reader, const hp_json *object,
                            const char *path) {
    if (!hp_policy_is(reader, object, path, HP_JSON_OBJECT, "a level")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, object, path, "admit", "nearness", "step_m");
    const hp_json *admit = hp_json_member(object, "admit");
    const hp_json *nearness = hp_json_member(object, "nearness");
    bool stepped = hp_json_member(object, "step_m") != NULL;
    if ((admit == NULL) == (nearness == NULL) || (admit != NULL && stepped)) {
        hp_policy_find(reader, HP_F_policy_level, path, NULL, NULL);
        return HP_OK;
    }
    if (admit != NULL) {
        int *one = hp_arena_alloc(reader->arena, 1, sizeof *one);
        HP_NEED(one);
        *one = category_named(reader, policy, admit, hp_path_key(reader, path, "admit"));
        *level = (hp_policy_level){HP_LEVEL_ADMIT, one, *one >= 0, 0};
    } else {
        const char *list_path = hp_path_key(reader, path, "nearness");
        level->kind = HP_LEVEL_NEARNESS;
        level->step_m = whole_member(reader, object, path, "step_m", 1, 1);
        if (hp_policy_is(reader, nearness, list_path, HP_JSON_LIST, "a list of categories")) {
            HP_TRY(read_categories_named(&level->categories, &level->category_count, reader, policy,
                                         nearness, list_path));
        }
    }
    for (int i = 0; i < level->category_count; i++) {
        if (!stage->serves[level->categories[i]]) {
            hp_policy_find(reader, HP_F_policy_not_served, path,
                           policy->categories[level->categories[i]].id, NULL);
        }
    }
    return HP_OK;
}

static void check_admits_once(const hp_stage *stage, const hp_policy *policy,
                              const hp_policy_reader *reader, const char *path) {
    for (int i = 0; i < stage->level_count; i++) {
        for (int j = 0; j < i; j++) {
            const hp_policy_level *a = &stage->levels[i];
            const hp_policy_level *b = &stage->levels[j];
            if (a->kind == HP_LEVEL_ADMIT && b->kind == HP_LEVEL_ADMIT && a->category_count == 1 &&
                b->category_count == 1 && a->categories[0] == b->categories[0]) {
                hp_policy_find(reader, HP_F_policy_twice, hp_path_index(reader, path, (size_t)i),
                               policy->categories[a->categories[0]].id, NULL);
            }
        }
    }
}

static hp_status read_levels(hp_stage *stage, const hp_policy *policy,
                             const hp_policy_reader *reader, const hp_json *object,
                             const char *path) {
    const char *list_path = hp_path_key(reader, path, "levels");
    const hp_json *list = hp_policy_member(reader, object, path, "levels", HP_JSON_LIST,
                                           "a list of levels", false);
    if (list == NULL) {
        return stage->serial ? HP_OK : default_levels(stage, reader);
    }
    if (stage->serial) {
        hp_policy_find(reader, HP_F_policy_levels_serial, list_path, NULL, NULL);
        return HP_OK;
    }
    hp_policy_level *levels = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *levels);
    HP_NEED(levels);
    stage->levels = levels;
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        size_t i = (size_t)stage->level_count++;
        HP_TRY(read_level(&levels[i], stage, policy, reader, value,
                          hp_path_index(reader, list_path, i)));
    }
    check_admits_once(stage, policy, reader, list_path);
    return HP_OK;
}

/* ---- stages ---- */

static hp_status read_serve(hp_stage *stage, const hp_policy *policy,
                            const hp_policy_reader *reader, const hp_json *object,
                            const char *path) {
    bool *serves = hp_arena_alloc(reader->arena, (size_t)policy->category_count, sizeof *serves);
    HP_NEED(serves);
    stage->serves = serves;
    const hp_json *list = hp_policy_member(reader, object, path, "serve", HP_JSON_LIST,
                                           "a list of categories", true);
    if (list == NULL) {
        return HP_OK;
    }
    const char *list_path = hp_path_key(reader, path, "serve");
    if (hp_json_count(list) == 0) {
        hp_policy_find(reader, HP_F_policy_empty, list_path, NULL, NULL);
    }
    HP_TRY(
        read_categories_named(&stage->serve, &stage->serve_count, reader, policy, list, list_path));
    for (int i = 0; i < stage->serve_count; i++) {
        serves[stage->serve[i]] = true;
    }
    return HP_OK;
}

static hp_status read_protect(hp_stage *stage, const hp_policy *policy,
                              const hp_policy_reader *reader, const hp_json *object,
                              const char *path) {
    bool *protects = hp_arena_alloc(reader->arena, (size_t)policy->category_count,
                                    sizeof *protects);
    HP_NEED(protects);
    stage->protects = protects;
    const hp_json *list = hp_policy_member(reader, object, path, "protect", HP_JSON_LIST,
                                           "a list of categories", false);
    if (list == NULL) {
        for (int c = 0; c < policy->category_count; c++) {
            protects[c] = !stage->serves[c];
        }
        return HP_OK;
    }
    const int *named = NULL;
    int count = 0;
    HP_TRY(read_categories_named(&named, &count, reader, policy, list,
                                 hp_path_key(reader, path, "protect")));
    for (int i = 0; i < count; i++) {
        protects[named[i]] = !stage->serves[named[i]];
    }
    return HP_OK;
}

static hp_status read_stage(hp_stage *stage, const hp_policy *policy,
                            const hp_policy_reader *reader, const hp_json *object,
                            const char *path) {
    static const char *const chooses[] = {"nearest", "serial", NULL};
    if (!hp_policy_is(reader, object, path, HP_JSON_OBJECT, "a stage")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, object, path, "id", "name", "basis", "serve", "routes", "choose", "order",
               "protect", "levels");
    stage->id = read_id(reader, object, path, stage_taken, policy);
    stage->name = hp_policy_text(reader, object, path, "name", true);
    HP_TRY(read_basis(&stage->basis, reader, object, path));
    const hp_json *choose = hp_policy_member(reader, object, path, "choose", HP_JSON_TEXT, "a text",
                                             true);
    stage->serial = choose != NULL && word_of(reader, choose, hp_path_key(reader, path, "choose"),
                                              chooses, "nearest, serial") == 1;
    HP_TRY(read_serve(stage, policy, reader, object, path));
    HP_TRY(read_routes(stage, reader, object, path));
    HP_TRY(read_orders(stage, policy, reader, object, path));
    HP_TRY(read_protect(stage, policy, reader, object, path));
    return read_levels(stage, policy, reader, object, path);
}

static hp_status read_stages(hp_policy *policy, const hp_policy_reader *reader,
                             const hp_json *root) {
    const hp_json *list = hp_policy_member(reader, root, "", "stages", HP_JSON_LIST,
                                           "a list of stages", true);
    if (list == NULL) {
        return HP_OK;
    }
    if (hp_json_count(list) == 0) {
        hp_policy_find(reader, HP_F_policy_empty, "/stages", NULL, NULL);
    }
    hp_stage *stages = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *stages);
    HP_NEED(stages);
    policy->stages = stages;
    size_t i = 0;
    for (const hp_json *value = hp_json_first(list); value != NULL;
         value = hp_json_next(value), i++) {
        stages[i].id = "";
        HP_TRY(read_stage(&stages[i], policy, reader, value, hp_path_index(reader, "/stages", i)));
        policy->stage_count++;
    }
    return HP_OK;
}

/* ---- indicators and the rest ---- */

/* A share from 0 to 1 in millionths; -1 when it is missing. */
static int64_t read_share(const hp_policy_reader *reader, const hp_json *object, const char *path,
                          const char *key) {
    const hp_json *value = hp_policy_member(reader, object, path, key, HP_JSON_NUMBER, "a number",
                                            false);
    if (value == NULL) {
        return -1;
    }
    double share = hp_json_number(value);
    if (share < 0 || share > 1) {
        hp_find(reader->findings, HP_F_json_range,
                (hp_place){.file = reader->file, .column = hp_path_key(reader, path, key)}, "0",
                "1", NULL);
        return -1;
    }
    return llround(share * 1e6);
}

static hp_status read_migrants(hp_policy *policy, const hp_policy_reader *reader,
                               const hp_json *object) {
    const hp_json *list = hp_policy_member(reader, object, "/indicators", "migrant_categories",
                                           HP_JSON_LIST, "a list of categories", false);
    if (list == NULL) {
        return HP_OK;
    }
    const int *named = NULL;
    int count = 0;
    HP_TRY(read_categories_named(&named, &count, reader, policy, list,
                                 "/indicators/migrant_categories"));
    bool *marked = hp_arena_alloc(reader->arena, (size_t)policy->category_count, sizeof *marked);
    HP_NEED(marked);
    for (int i = 0; i < count; i++) {
        marked[named[i]] = true;
    }
    policy->indicators.migrant_categories = marked;
    return HP_OK;
}

static hp_status read_indicators(hp_policy *policy, const hp_policy_reader *reader,
                                 const hp_json *root) {
    hp_indicators *indicators = &policy->indicators;
    const hp_json *object = hp_policy_member(reader, root, "", "indicators", HP_JSON_OBJECT,
                                             "an object", false);
    const hp_json *routes = NULL;
    indicators->nearby_target_ppm = -1;
    indicators->migrant_target_ppm = -1;
    if (object != NULL) {
        CHECK_KEYS(reader, object, "/indicators", "nearby_routes", "nearby_target",
                   "migrant_categories", "migrant_target");
        routes = hp_policy_member(reader, object, "/indicators", "nearby_routes", HP_JSON_LIST,
                                  "a list of routes", false);
        indicators->nearby_target_ppm = read_share(reader, object, "/indicators", "nearby_target");
        indicators->migrant_target_ppm = read_share(reader, object, "/indicators",
                                                    "migrant_target");
        HP_TRY(read_migrants(policy, reader, object));
    }
    if (routes == NULL) {
        indicators->nearby_routes[HP_ROUTE_FEEDER] = true;
        indicators->nearby_routes[HP_ROUTE_ZONE] = true;
        return HP_OK;
    }
    for (const hp_json *value = hp_json_first(routes); value != NULL; value = hp_json_next(value)) {
        int kind = word_of(reader, value, "/indicators/nearby_routes", route_words, ROUTE_LIST);
        if (kind >= 0) {
            indicators->nearby_routes[kind] = true;
        }
    }
    return HP_OK;
}

static hp_status read_roster_columns(hp_policy *policy, const hp_policy_reader *reader,
                                     const hp_json *root) {
    const hp_json *list = hp_policy_member(reader, root, "", "roster_columns", HP_JSON_LIST,
                                           "a list of columns", false);
    if (list == NULL) {
        return HP_OK;
    }
    int *columns = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *columns);
    HP_NEED(columns);
    policy->roster_columns = columns;
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        if (hp_policy_is(reader, value, "/roster_columns", HP_JSON_TEXT, "a column's name")) {
            int column = hp_policy_column(reader, hp_json_text(value), "/roster_columns");
            if (column >= 0) {
                columns[policy->roster_column_count++] = column;
            }
        }
    }
    return HP_OK;
}

enum { MOST_THRESHOLD = 10 };

/* A threshold in millionths; `otherwise` where the policy has none. */
static int64_t read_threshold(const hp_policy_reader *reader, const hp_json *object,
                              const char *key, int64_t otherwise) {
    const hp_json *value = hp_policy_member(reader, object, "/warning", key, HP_JSON_NUMBER,
                                            "a number", false);
    if (value == NULL) {
        return otherwise;
    }
    double share = hp_json_number(value);
    if (share < 0 || share > MOST_THRESHOLD) {
        hp_find(reader->findings, HP_F_json_range,
                (hp_place){.file = reader->file, .column = hp_path_key(reader, "/warning", key)},
                "0", "10", NULL);
        return otherwise;
    }
    return llround(share * 1e6);
}

/* Thresholds of the warning table, the worst first. */
static void read_warning(hp_policy *policy, const hp_policy_reader *reader, const hp_json *root) {
    static const char *const keys[HP_WARNINGS] = {"red", "orange", "yellow"};
    static const int64_t otherwise[HP_WARNINGS] = {1000000, 950000, 900000};
    const hp_json *warning = hp_policy_member(reader, root, "", "warning", HP_JSON_OBJECT,
                                              "an object", false);
    if (warning != NULL) {
        CHECK_KEYS(reader, warning, "/warning", "red", "orange", "yellow");
    }
    for (int i = 0; i < HP_WARNINGS; i++) {
        policy->warning_ppm[i] = warning == NULL
                                     ? otherwise[i]
                                     : read_threshold(reader, warning, keys[i], otherwise[i]);
        if (i > 0 && policy->warning_ppm[i] > policy->warning_ppm[i - 1]) {
            hp_find(reader->findings, HP_F_policy_warning_order,
                    (hp_place){.file = reader->file,
                               .column = hp_path_key(reader, "/warning", keys[i])},
                    keys[i], keys[i - 1], NULL);
        }
    }
}

static hp_status read_root(hp_policy *policy, const hp_policy_reader *reader, const hp_json *root) {
    if (!hp_policy_is(reader, root, "/", HP_JSON_OBJECT, "an object")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, root, "", "name", "basis", "categories", "guarantee_order", "stages",
               "indicators", "remedy", "roster_columns", "warning");
    policy->name = hp_policy_text(reader, root, "", "name", true);
    HP_TRY(read_basis(&policy->basis, reader, root, ""));
    HP_TRY(read_categories(policy, reader, root));
    HP_TRY(read_guarantee_order(policy, reader, root));
    HP_TRY(read_stages(policy, reader, root));
    HP_TRY(read_indicators(policy, reader, root));
    HP_TRY(read_roster_columns(policy, reader, root));
    policy->remedy = hp_policy_text(reader, root, "", "remedy", false);
    read_warning(policy, reader, root);
    return HP_OK;
}

/* A seed for a stage that the policy does not have is a mistyped stage. */
static void check_seed_stages(const hp_policy *policy, const hp_data *data, hp_findings *findings) {
    const hp_json *seeds = hp_json_member(data->settings, "lottery_seed");
    if (seeds == NULL || hp_json_kind_of(seeds) != HP_JSON_OBJECT) {
        return;
    }
    for (const hp_json *seed = hp_json_first(seeds); seed != NULL; seed = hp_json_next(seed)) {
        if (hp_stage_by_id(policy, hp_json_key(seed)) < 0) {
            hp_find(findings, HP_F_seed_unknown_stage,
                    (hp_place){.file = "season.json",
                               .column = "/lottery_seed",
                               .value = hp_json_key(seed)},
                    NULL, NULL, NULL);
        }
    }
}

hp_status hp_policy_read(hp_policy *policy, hp_data *data, hp_findings *findings) {
    const hp_policy_reader reader = {
        .data = data, .arena = &data->arena, .file = data->policy_file, .findings = findings};
    const char *text = NULL;
    size_t length = 0;
    HP_TRY(hp_data_read_file(&text, &length, &data->arena, data, "policy", data->policy_file,
                             findings));
    if (text == NULL) {
        return HP_OK;
    }
    hp_json *root = NULL;
    HP_TRY(hp_json_parse(&root, text, length, data->policy_file, findings));
    if (root == NULL) {
        return HP_OK;
    }
    data->policy_json = root; /* texts of the policy are lent by it */
    if (data->scenario != NULL && data->scenario->policy != NULL) {
        size_t errors = hp_findings_errors(findings);
        HP_TRY(hp_json_patch(&data->policy_json, data->scenario->policy, "/policy",
                             data->scenario->file, findings));
        root = data->policy_json;
        if (hp_findings_errors(findings) > errors) {
            return HP_OK; /* half a patch is not what anybody wants checked */
        }
    }
    HP_TRY(read_root(policy, &reader, root));
    check_seed_stages(policy, data, findings);
    return HP_OK;
}
