/* A stage of the policy: whom it serves, routes, order, levels (spec 3). */
#include <string.h>

#include "verify/policy.h"

static bool broken(const vf_stage *stage, const char *what, vf_step *step) {
    return vf_fail(step, "policy: stage %s: %s", stage->id, what);
}

/* A list of names as marks; false: unknown or empty. */
static bool marks(bool *has, bool *set, const vf_json *list, const char *const *names,
                  size_t count) {
    *has = list != NULL;
    for (const vf_json *part = vf_first(list); part != NULL; part = vf_next(part)) {
        int at = vf_word(vf_text(part), names, count);
        if (at < 0) {
            return false;
        }
        set[at] = true;
    }
    return list == NULL || (vf_is_list(list) && vf_count(list) > 0);
}

static bool read_route(vf_stage *stage, const vf_season *season, const vf_json *json,
                       vf_step *step) {
    static const char *const keys[] = {"kind", "setting", "ownership", "within_m", "when", NULL};
    vf_route *route = &stage->routes[stage->route_count++];
    const vf_json *within = vf_member(json, "within_m");
    const vf_json *when = vf_member(json, "when");
    int kind = vf_word(vf_member_text(json, "kind"), vf_route_names, VF_ROUTE_KINDS);
    if (!vf_only_keys(json, keys, "a route", step)) {
        return false;
    }
    if (kind < 0 || (kind == VF_CHOICE && !stage->serial) ||
        !marks(&route->has_setting, route->setting, vf_member(json, "setting"), vf_setting_names,
               VF_SETTINGS) ||
        !marks(&route->has_ownership, route->ownership, vf_member(json, "ownership"),
               vf_ownership_names, VF_OWNERSHIPS)) {
        return broken(stage, "a route", step);
    }
    route->kind = (vf_route_kind)kind;
    route->within_m = -1;
    route->has_when = when != NULL;
    if (within != NULL && (!vf_whole(&route->within_m, within) || route->within_m < 0)) {
        return broken(stage, "within_m", step);
    }
    return when == NULL || vf_predicate_read(&route->when, season, when, step);
}

static bool read_key(vf_order_key *key, const vf_stage *stage, const vf_season *season,
                     const vf_json *json, vf_step *step) {
    static const char *const keys[] = {"key", "direction", "missing", NULL};
    static const char *const directions[] = {"ascending", "descending"};
    static const char *const missing[] = {"last", "first", "error"};
    const vf_json *way = vf_member(json, "direction");
    const vf_json *gap = vf_member(json, "missing");
    int direction = way == NULL ? 0 : vf_word(vf_text(way), directions, 2);
    int place = gap == NULL ? 0 : vf_word(vf_text(gap), missing, 3);
    key->name = vf_member_text(json, "key");
    key->kind = strcmp(key->name, "distance") == 0  ? VF_KEY_DISTANCE
                : strcmp(key->name, "lottery") == 0 ? VF_KEY_LOTTERY
                                                    : VF_KEY_COLUMN;
    if (!vf_only_keys(json, keys, "an order key", step)) {
        return false;
    }
    if (direction < 0 || place < 0 ||
        (key->kind == VF_KEY_COLUMN && !vf_field_find(&key->field, season, key->name))) {
        return broken(stage, "an order key", step);
    }
    key->descending = direction == 1;
    key->missing = (vf_missing)place;
    return true;
}

static bool read_order(vf_stage *stage, const vf_policy *policy, const vf_season *season,
                       const vf_json *json, vf_step *step) {
    for (const vf_json *list = vf_first(json); list != NULL; list = vf_next(list)) {
        int category = vf_map_find(&policy->category_of, vf_key(list));
        if (category < 0 || stage->served[category] < 0 || !vf_is_list(list)) {
            return broken(stage, "order names a category that it does not serve", step);
        }
        vf_order *order = &stage->orders[category];
        order->keys = vf_alloc(vf_count(list) + 1, sizeof *order->keys);
        for (const vf_json *key = vf_first(list); key != NULL; key = vf_next(key)) {
            if (!read_key(&order->keys[order->count++], stage, season, key, step)) {
                return false;
            }
        }
    }
    return json == NULL || vf_is_object(json) || broken(stage, "order", step);
}

static bool read_serve(vf_stage *stage, const vf_policy *policy, const vf_json *json,
                       vf_step *step) {
    const vf_json *serve = vf_member(json, "serve");
    const vf_json *protect = vf_member(json, "protect");
    size_t count = (size_t)policy->category_count;
    stage->serve = vf_alloc(count + 1, sizeof *stage->serve);
    stage->served = vf_alloc(count, sizeof *stage->served);
    stage->protects = vf_alloc(count, sizeof *stage->protects);
    memset(stage->served, -1, count * sizeof *stage->served);
    for (const vf_json *part = vf_first(serve); part != NULL; part = vf_next(part)) {
        int category = vf_map_find(&policy->category_of, vf_text(part));
        if (category < 0 || stage->served[category] >= 0) {
            return broken(stage, "serve", step);
        }
        stage->served[category] = (int)stage->serve_count;
        stage->serve[stage->serve_count++] = category;
    }
    for (size_t i = 0; i < count; i++) {
        stage->protects[i] = protect == NULL && stage->served[i] < 0;
    }
    for (const vf_json *part = vf_first(protect); part != NULL; part = vf_next(part)) {
        int category = vf_map_find(&policy->category_of, vf_text(part));
        if (category < 0) {
            return broken(stage, "protect", step);
        }
        stage->protects[category] = stage->served[category] < 0;
    }
    return (vf_is_list(serve) && stage->serve_count > 0 &&
            (protect == NULL || vf_is_list(protect))) ||
           broken(stage, "serve or protect", step);
}

static bool read_level(vf_stage *stage, const vf_policy *policy, const vf_json *json,
                       vf_step *step) {
    static const char *const admit_keys[] = {"admit", NULL};
    static const char *const near_keys[] = {"nearness", "step_m", NULL};
    vf_policy_level *level = &stage->levels[stage->level_count++];
    const vf_json *near = vf_member(json, "nearness");
    const vf_json *step_m = vf_member(json, "step_m");
    level->admit = near == NULL;
    level->step_m = 1;
    if (!vf_only_keys(json, level->admit ? admit_keys : near_keys, "a level", step)) {
        return false;
    }
    level->category = vf_map_find(&policy->category_of, vf_member_text(json, "admit"));
    level->has = vf_alloc((size_t)policy->category_count, sizeof(bool));
    level->list = vf_alloc(vf_count(near) + 1, sizeof *level->list);
    if (level->admit && (level->category < 0 || stage->served[level->category] < 0)) {
        return broken(stage, "a level", step);
    }
    for (const vf_json *part = vf_first(near); part != NULL; part = vf_next(part)) {
        int category = vf_map_find(&policy->category_of, vf_text(part));
        if (category < 0 || stage->served[category] < 0 || level->has[category]) {
            return broken(stage, "a level", step);
        }
        level->has[category] = true;
        level->list[level->count++] = category;
    }
    return ((level->admit || (vf_is_list(near) && level->count > 0)) &&
            (step_m == NULL || (vf_whole(&level->step_m, step_m) && level->step_m > 0))) ||
           broken(stage, "a level", step);
}

/* Spec 3: admit and nearness with step 500 for each served category, then nearness of all. */
static void default_levels(vf_stage *stage, const vf_policy *policy) {
    size_t categories = (size_t)policy->category_count;
    stage->levels = vf_alloc(2 * stage->serve_count + 1, sizeof *stage->levels);
    for (size_t i = 0; i <= stage->serve_count; i++) {
        bool last = i == stage->serve_count;
        if (!last) {
            stage->levels[stage->level_count++] =
                (vf_policy_level){.admit = true, .category = stage->serve[i], .step_m = 1};
        }
        vf_policy_level *near = &stage->levels[stage->level_count++];
        near->step_m = last ? 1 : 500;
        near->has = vf_alloc(categories, sizeof(bool));
        near->list = last ? stage->serve : &stage->serve[i];
        near->count = last ? stage->serve_count : 1;
        for (size_t j = 0; j < near->count; j++) {
            near->has[near->list[j]] = true;
        }
    }
}

static bool read_levels(vf_stage *stage, const vf_policy *policy, const vf_json *json,
                        vf_step *step) {
    const vf_json *list = vf_member(json, "levels");
    if (list == NULL) {
        if (!stage->serial) {
            default_levels(stage, policy);
        }
        return true;
    }
    if (stage->serial || !vf_is_list(list)) {
        return broken(stage, "levels", step);
    }
    stage->levels = vf_alloc(vf_count(list) + 1, sizeof *stage->levels);
    for (const vf_json *level = vf_first(list); level != NULL; level = vf_next(level)) {
        if (!read_level(stage, policy, level, step)) {
            return false;
        }
    }
    return true;
}

bool vf_stage_read(vf_stage *stage, const vf_policy *policy, const vf_season *season,
                   const vf_json *json, vf_step *step) {
    static const char *const keys[] = {"id",    "name",    "basis",  "serve", "routes", "choose",
                                       "order", "protect", "levels", NULL};
    static const char *const ways[] = {"nearest", "serial"};
    const vf_json *routes = vf_member(json, "routes");
    int way = vf_word(vf_member_text(json, "choose"), ways, 2);
    stage->id = vf_member_text(json, "id");
    if (!vf_only_keys(json, keys, "a stage", step)) {
        return false;
    }
    if (!vf_is_id(stage->id) || way < 0 || !vf_is_list(routes) || vf_count(routes) == 0 ||
        !vf_is_text(vf_member(json, "name"))) {
        return broken(stage, "its id, name, choose or routes", step);
    }
    stage->serial = way == 1;
    stage->routes = vf_alloc(vf_count(routes) + 1, sizeof *stage->routes);
    stage->orders = vf_alloc((size_t)policy->category_count, sizeof *stage->orders);
    if (!read_serve(stage, policy, json, step)) {
        return false;
    }
    for (const vf_json *route = vf_first(routes); route != NULL; route = vf_next(route)) {
        if (!read_route(stage, season, route, step)) {
            return false;
        }
    }
    return read_order(stage, policy, season, vf_member(json, "order"), step) &&
           read_levels(stage, policy, json, step);
}
