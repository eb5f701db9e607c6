#include "verify/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[VF_KINDS] = {"feeder", "zone",  "sibling",
                                                 "choice", "group", "any"};

const char *vf_kind_name(vf_kind kind) {
    return kind_names[kind];
}

int vf_category_by_id(const vf_policy *policy, const char *id) {
    for (int c = 0; c < policy->category_count; c++) {
        if (strcmp(policy->categories[c], id) == 0) {
            return c;
        }
    }
    return -1;
}

int vf_stage_by_id(const vf_policy *policy, const char *id) {
    for (int s = 0; s < policy->stage_count; s++) {
        if (strcmp(policy->stages[s].id, id) == 0) {
            return s;
        }
    }
    return -1;
}

/* ---- categories ---- */

static int address_by_name(const char *name) {
    static const char *const names[] = {"hukou", "property", "residence"};
    for (int i = 0; i < VF_ADDRESSES; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

/* What is asked of every child, by category. */
typedef struct category_rules {
    const vf_rule **when;
    const vf_rule **guaranteed; /* NULL: it does not depend on the child */
} category_rules;

static category_rules read_rules(const vf_policy *policy) {
    size_t count = (size_t)policy->category_count + 1;
    category_rules rules = {vf_keep(count, sizeof(vf_rule *)), vf_keep(count, sizeof(vf_rule *))};
    for (int c = 0; c < policy->category_count; c++) {
        const vf_json *guaranteed = vf_member(policy->rules[c], "guaranteed");
        rules.when[c] = vf_rule_read(policy->season, vf_member(policy->rules[c], "when"));
        rules.guaranteed[c] = vf_is_object(guaranteed) ? vf_rule_read(policy->season, guaranteed)
                                                       : NULL;
    }
    return rules;
}

static void call_student(vf_season *season, const vf_policy *policy, const category_rules *rules,
                         int i) {
    vf_student *student = &season->students[i];
    student->category = -1;
    student->home = -1;
    for (int c = 0; c < policy->category_count && student->category < 0; c++) {
        if (vf_holds(season, i, rules->when[c])) {
            student->category = c;
        }
    }
    if (student->category < 0) {
        return;
    }
    const vf_json *rule = policy->rules[student->category];
    for (const vf_json *name = vf_first(vf_member(rule, "address"));
         name != NULL && student->home < 0; name = vf_next(name)) {
        int address = address_by_name(vf_text(name));
        if (address >= 0 && student->address[address] >= 0) {
            student->home = student->address[address];
        }
    }
    const vf_rule *guaranteed = rules->guaranteed[student->category];
    student->guaranteed = guaranteed != NULL ? vf_holds(season, i, guaranteed)
                                             : vf_is_true(vf_member(rule, "guaranteed"));
}

static bool read_categories(vf_policy *policy, vf_step *step) {
    const vf_json *list = vf_member(policy->season->policy, "categories");
    size_t count = vf_count(list);
    policy->categories = vf_alloc(count + 1, sizeof *policy->categories);
    policy->rules = vf_alloc(count + 1, sizeof *policy->rules);
    policy->guarantee_rank = vf_alloc(count + 1, sizeof *policy->guarantee_rank);
    policy->guarantee_order = vf_alloc(count + 1, sizeof *policy->guarantee_order);
    for (const vf_json *rule = vf_first(list); rule != NULL; rule = vf_next(rule)) {
        const char *id = vf_member_text(rule, "id");
        if (*id == '\0' || vf_category_by_id(policy, id) >= 0 || vf_member(rule, "when") == NULL) {
            return vf_fail(step, "policy: a category has no id of its own or no predicate");
        }
        policy->categories[policy->category_count] = id;
        policy->rules[policy->category_count++] = rule;
    }
    const vf_json *order = vf_member(policy->season->policy, "guarantee_order");
    for (int c = 0; c < policy->category_count; c++) {
        policy->guarantee_rank[c] = -1;
    }
    for (int c = 0; c < policy->category_count && order == NULL; c++) {
        policy->guarantee_rank[c] = policy->guarantee_count;
        policy->guarantee_order[policy->guarantee_count++] = c;
    }
    for (const vf_json *id = vf_first(order); id != NULL; id = vf_next(id)) {
        int c = vf_category_by_id(policy, vf_text(id));
        if (c < 0 || policy->guarantee_rank[c] >= 0) {
            return vf_fail(step, "policy: guarantee_order names %s", vf_text(id));
        }
        policy->guarantee_rank[c] = policy->guarantee_count;
        policy->guarantee_order[policy->guarantee_count++] = c;
    }
    return policy->category_count > 0 || vf_fail(step, "policy: no categories");
}

/* ---- stages ---- */

static bool read_routes(vf_stage *stage, const vf_season *season, vf_step *step) {
    const vf_json *list = vf_member(stage->rule, "routes");
    stage->routes = vf_alloc(vf_count(list) + 1, sizeof *stage->routes);
    for (const vf_json *rule = vf_first(list); rule != NULL; rule = vf_next(rule)) {
        vf_route *route = &stage->routes[stage->route_count++];
        const vf_json *limit = vf_member(rule, "within_m");
        route->rule = rule;
        route->within_m = -1;
        route->kind = VF_KINDS;
        for (int k = 0; k < VF_KINDS; k++) {
            if (strcmp(kind_names[k], vf_member_text(rule, "kind")) == 0) {
                route->kind = (vf_kind)k;
            }
        }
        if (route->kind == VF_KINDS || stage->route_count > INT16_MAX ||
            (limit != NULL && !vf_whole(&route->within_m, limit))) {
            return vf_fail(step, "policy: stage %s has an unknown route", stage->id);
        }
        route->admits = vf_admitted_schools(season, route);
        const vf_json *when = vf_member(rule, "when");
        route->when = when == NULL ? NULL : vf_rule_read(season, when);
    }
    return true;
}

static bool read_stage(vf_stage *stage, const vf_policy *policy, const vf_json *rule,
                       vf_step *step) {
    size_t categories = (size_t)policy->category_count;
    *stage = (vf_stage){.id = vf_member_text(rule, "id"), .rule = rule};
    stage->serial = strcmp(vf_member_text(rule, "choose"), "serial") == 0;
    stage->serve = vf_alloc(categories + 1, sizeof *stage->serve);
    stage->rank = vf_alloc(categories + 1, sizeof *stage->rank);
    stage->protects = vf_alloc(categories + 1, sizeof *stage->protects);
    stage->order = vf_alloc(categories + 1, sizeof *stage->order);
    for (size_t c = 0; c < categories; c++) {
        stage->rank[c] = -1;
        stage->order[c] = vf_member(vf_member(rule, "order"), policy->categories[c]);
    }
    for (const vf_json *id = vf_first(vf_member(rule, "serve")); id != NULL; id = vf_next(id)) {
        int c = vf_category_by_id(policy, vf_text(id));
        if (c < 0 || stage->rank[c] >= 0) {
            return vf_fail(step, "policy: stage %s serves %s", stage->id, vf_text(id));
        }
        stage->rank[c] = stage->serve_count;
        stage->serve[stage->serve_count++] = c;
    }
    const vf_json *protect = vf_member(rule, "protect");
    for (size_t c = 0; c < categories; c++) {
        stage->protects[c] = protect == NULL && stage->rank[c] < 0;
    }
    for (const vf_json *id = vf_first(protect); id != NULL; id = vf_next(id)) {
        int c = vf_category_by_id(policy, vf_text(id));
        if (c < 0) {
            return vf_fail(step, "policy: stage %s protects %s", stage->id, vf_text(id));
        }
        stage->protects[c] = stage->rank[c] < 0;
    }
    return read_routes(stage, policy->season, step);
}

bool vf_policy_read(vf_policy *policy, vf_season *season, vf_step *step) {
    const vf_json *list = vf_member(season->policy, "stages");
    *policy = (vf_policy){.season = season};
    if (!vf_cells_are_typed(season, step) || !read_categories(policy, step)) {
        return false;
    }
    policy->stages = vf_alloc(vf_count(list) + 1, sizeof *policy->stages);
    for (const vf_json *rule = vf_first(list); rule != NULL; rule = vf_next(rule)) {
        if (vf_stage_by_id(policy, vf_member_text(rule, "id")) >= 0 ||
            !read_stage(&policy->stages[policy->stage_count], policy, rule, step)) {
            return vf_fail(step, "policy: stage %s cannot be read", vf_member_text(rule, "id"));
        }
        policy->stage_count++;
    }
    policy->reach = vf_reach_new(policy);
    const category_rules rules = read_rules(policy);
    for (int i = 0; i < season->student_count; i++) {
        call_student(season, policy, &rules, i);
        const vf_student *student = &season->students[i];
        bool seated = student->elsewhere || student->fixed >= 0;
        if (!seated && (student->category < 0 || student->home < 0)) {
            return vf_fail(step, "student %s has no category or no deciding address", student->id);
        }
        if (student->guaranteed && policy->guarantee_rank[student->category] < 0) {
            return vf_fail(step, "guarantee_order leaves out %s",
                           policy->categories[student->category]);
        }
    }
    return policy->stage_count > 0 || vf_fail(step, "policy: no stages");
}
