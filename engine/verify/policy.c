/* policy.json: categories, order of guarantees, indicators (spec 3). */
#include "verify/policy.h"

#include <string.h>

const char *const vf_route_names[VF_ROUTE_KINDS] = {"feeder", "zone",  "sibling",
                                                    "choice", "group", "any"};
const char *const vf_setting_names[VF_SETTINGS] = {"urban", "town", "rural"};
const char *const vf_ownership_names[VF_OWNERSHIPS] = {"public", "purchased", "private"};

int vf_word(const char *word, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, names[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

bool vf_only_keys(const vf_json *object, const char *const *keys, const char *where,
                  vf_step *step) {
    size_t count = 0;
    while (keys[count] != NULL) {
        count++;
    }
    if (!vf_is_object(object)) {
        return vf_fail(step, "policy: %s is no object", where);
    }
    for (const vf_json *member = vf_first(object); member != NULL; member = vf_next(member)) {
        if (vf_word(vf_key(member), keys, count) < 0) {
            return vf_fail(step, "policy: %s has an unknown key %s", where, vf_key(member));
        }
    }
    return true;
}

static bool check_basis(const vf_json *basis, vf_step *step) {
    static const char *const keys[] = {"document", "article", "text", NULL};
    for (const vf_json *clause = vf_first(basis); clause != NULL; clause = vf_next(clause)) {
        if (!vf_only_keys(clause, keys, "basis", step)) {
            return false;
        }
    }
    return basis == NULL || vf_is_list(basis) || vf_fail(step, "policy: basis is no list");
}

static bool read_addresses(vf_category *category, const vf_json *list, vf_step *step) {
    static const char *const names[] = {"hukou", "property", "residence"};
    for (const vf_json *part = vf_first(list); part != NULL; part = vf_next(part)) {
        int at = vf_word(vf_text(part), names, VF_ADDRESSES);
        if (at < 0 || category->address_count == VF_ADDRESSES) {
            return vf_fail(step, "policy: category %s: its address", category->id);
        }
        category->addresses[category->address_count++] = at;
    }
    return (vf_is_list(list) && category->address_count > 0) ||
           vf_fail(step, "policy: category %s has no address", category->id);
}

static bool read_category(vf_category *category, const vf_season *season, const vf_json *json,
                          vf_step *step) {
    static const char *const keys[] = {"id",      "name",       "basis", "when",
                                       "address", "guaranteed", NULL};
    const vf_json *guaranteed = vf_member(json, "guaranteed");
    category->id = vf_member_text(json, "id");
    category->rank = -1;
    if (!vf_only_keys(json, keys, "a category", step) ||
        !check_basis(vf_member(json, "basis"), step) ||
        !read_addresses(category, vf_member(json, "address"), step) ||
        !vf_predicate_read(&category->when, season, vf_member(json, "when"), step)) {
        return false;
    }
    if (!vf_is_id(category->id) || !vf_is_text(vf_member(json, "name"))) {
        return vf_fail(step, "policy: a category without a proper id or name");
    }
    category->always = vf_is_true(guaranteed);
    category->never = vf_is_bool(guaranteed) && !category->always;
    return vf_is_bool(guaranteed) ||
           vf_predicate_read(&category->guaranteed, season, guaranteed, step);
}

static bool read_categories(vf_policy *policy, const vf_season *season, vf_step *step) {
    const vf_json *list = vf_member(policy->json, "categories");
    policy->categories = vf_alloc(vf_count(list) + 1, sizeof *policy->categories);
    for (const vf_json *json = vf_first(list); json != NULL; json = vf_next(json)) {
        vf_category *category = &policy->categories[policy->category_count];
        if (!read_category(category, season, json, step)) {
            return false;
        }
        if (!vf_map_add(&policy->category_of, category->id, policy->category_count++)) {
            return vf_fail(step, "policy: category %s stands twice", category->id);
        }
    }
    return (vf_is_list(list) && policy->category_count > 0) ||
           vf_fail(step, "policy: no list of categories");
}

/* Default: the order of the categories. */
static bool read_guarantee_order(vf_policy *policy, vf_step *step) {
    const vf_json *list = vf_member(policy->json, "guarantee_order");
    policy->guarantee_order = vf_alloc((size_t)policy->category_count + 1, sizeof(int));
    for (const vf_json *part = vf_first(list); part != NULL; part = vf_next(part)) {
        int category = vf_map_find(&policy->category_of, vf_text(part));
        if (category < 0 || policy->categories[category].rank >= 0) {
            return vf_fail(step, "policy: guarantee_order names \"%s\"", vf_text(part));
        }
        policy->categories[category].rank = policy->guarantee_count;
        policy->guarantee_order[policy->guarantee_count++] = category;
    }
    for (int i = 0; i < policy->category_count; i++) {
        vf_category *category = &policy->categories[i];
        if (list == NULL) {
            category->rank = i;
            policy->guarantee_order[policy->guarantee_count++] = i;
        } else if (!category->never && category->rank < 0) {
            return vf_fail(step, "policy: guarantee_order leaves out %s", category->id);
        }
    }
    return list == NULL || vf_is_list(list) || vf_fail(step, "policy: guarantee_order");
}

static bool read_target(const char **target, const vf_json *value, vf_step *step) {
    *target = value == NULL ? NULL : vf_constant(value);
    return value == NULL ||
           (vf_is_number(value) && vf_number(value) >= 0 && vf_number(value) <= 1) ||
           vf_fail(step, "policy: a target is no share");
}

static bool read_indicators(vf_policy *policy, vf_step *step) {
    static const char *const keys[] = {"nearby_routes", "nearby_target", "migrant_categories",
                                       "migrant_target", NULL};
    const vf_json *json = vf_member(policy->json, "indicators");
    const vf_json *nearby = vf_member(json, "nearby_routes");
    const vf_json *migrants = vf_member(json, "migrant_categories");
    policy->nearby[VF_FEEDER] = nearby == NULL;
    policy->nearby[VF_ZONE] = nearby == NULL;
    if (json == NULL) {
        return true;
    }
    for (const vf_json *part = vf_first(nearby); part != NULL; part = vf_next(part)) {
        int kind = vf_word(vf_text(part), vf_route_names, VF_ROUTE_KINDS);
        if (kind < 0) {
            return vf_fail(step, "policy: nearby_routes names \"%s\"", vf_text(part));
        }
        policy->nearby[kind] = true;
    }
    policy->migrants = migrants == NULL
                           ? NULL
                           : vf_alloc((size_t)policy->category_count + 1, sizeof(bool));
    for (const vf_json *part = vf_first(migrants); part != NULL; part = vf_next(part)) {
        int category = vf_map_find(&policy->category_of, vf_text(part));
        if (category < 0) {
            return vf_fail(step, "policy: migrant_categories names \"%s\"", vf_text(part));
        }
        policy->migrants[category] = true;
    }
    return vf_only_keys(json, keys, "indicators", step) &&
           read_target(&policy->nearby_target, vf_member(json, "nearby_target"), step) &&
           read_target(&policy->migrant_target, vf_member(json, "migrant_target"), step);
}

static bool read_stages(vf_policy *policy, const vf_season *season, vf_step *step) {
    const vf_json *list = vf_member(policy->json, "stages");
    const vf_json *seeds = vf_member(season->settings, "lottery_seed");
    policy->stages = vf_alloc(vf_count(list) + 1, sizeof *policy->stages);
    for (const vf_json *json = vf_first(list); json != NULL; json = vf_next(json)) {
        vf_stage *stage = &policy->stages[policy->stage_count];
        if (!vf_stage_read(stage, policy, season, json, step)) {
            return false;
        }
        if (!vf_map_add(&policy->stage_of, stage->id, policy->stage_count++)) {
            return vf_fail(step, "policy: stage %s stands twice", stage->id);
        }
    }
    for (const vf_json *seed = vf_is_object(seeds) ? vf_first(seeds) : NULL; seed != NULL;
         seed = vf_next(seed)) {
        if (vf_map_find(&policy->stage_of, vf_key(seed)) < 0) {
            return vf_fail(step, "season.json /lottery_seed: no stage %s", vf_key(seed));
        }
    }
    return (vf_is_list(list) && policy->stage_count > 0) ||
           vf_fail(step, "policy: no list of stages");
}

bool vf_policy_read(vf_policy *policy, vf_season *season, vf_step *step) {
    static const char *const keys[] = {"name",       "basis",  "categories",     "guarantee_order",
                                       "stages",     "remedy", "roster_columns", "warning",
                                       "indicators", NULL};
    size_t length = 0;
    vf_file bytes = vf_read(season->dir, season->policy_file);
    char *text = bytes.bytes == NULL ? NULL : vf_decode(&length, bytes);
    policy->json = text == NULL ? NULL : vf_json_parse(text, length);
    policy->name = vf_member_text(policy->json, "name");
    if (!vf_is_text(vf_member(policy->json, "name"))) {
        return vf_fail(step, "policy: cannot be read, or has no name");
    }
    return vf_only_keys(policy->json, keys, "it", step) &&
           check_basis(vf_member(policy->json, "basis"), step) &&
           read_categories(policy, season, step) && read_guarantee_order(policy, step) &&
           read_stages(policy, season, step) && read_indicators(policy, step);
}
