/* policy.json over the base season, read for a junior and for a primary season: either findings
 * with a path, or a policy whose every table can be used without a second look. */
#include "policy/policy.h"

#include <string.h>

#include "fuzz.h"
#include "policy/check.h"
#include "season/data.h"

/* Read once; each input gets a copy that has an arena of its own. */
static const hp_data *base_season(void) {
    static hp_data base;
    static bool read;
    if (!read) {
        hp_findings *findings = hp_findings_new();
        fuzz_write_base();
        fuzz_claim_no_failure(hp_data_read(&base, fuzz_folder(), findings));
        fuzz_claim(hp_findings_errors(findings) == 0, "the base season has no errors");
        hp_findings_free(findings);
        read = true;
    }
    return &base;
}

static void claim_paths(const hp_findings *findings) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        bool policy = strcmp(finding->file, "policy.json") == 0;
        fuzz_claim(policy || strcmp(finding->file, "season.json") == 0,
                   "a fault of the policy is in policy.json, one of seeds in season.json");
        bool unread = strncmp(finding->code, "file_", 5) == 0 ||
                      strcmp(finding->code, "json_syntax") == 0;
        fuzz_claim(unread || (finding->column != NULL &&
                              (*finding->column == '/' || *finding->column == '\0')),
                   "a fault of the policy has a path");
    }
}

static void claim_stage(const hp_policy *policy, const hp_stage *stage) {
    fuzz_claim(*stage->id != '\0' && stage->serve_count > 0 && stage->route_count > 0,
               "a stage has an id, categories and routes");
    fuzz_claim(!stage->serial || stage->level_count == 0, "a serial stage has no levels");
    for (int l = 0; l < stage->level_count; l++) {
        const hp_policy_level *level = &stage->levels[l];
        fuzz_claim(level->category_count > 0 && level->step_m >= 0, "a level has categories");
        for (int i = 0; i < level->category_count; i++) {
            fuzz_claim(stage->serves[level->categories[i]], "a level is of served categories");
        }
    }
    for (int i = 0; i < stage->serve_count; i++) {
        fuzz_claim(stage->serve[i] >= 0 && stage->serve[i] < policy->category_count,
                   "a stage serves categories of the policy");
        fuzz_claim(!stage->protects[stage->serve[i]], "a served category is not protected");
    }
    for (int r = 0; r < stage->route_count; r++) {
        fuzz_claim(stage->routes[r].settings != 0 && stage->routes[r].ownerships != 0 &&
                       stage->routes[r].within_m >= 0,
                   "a route lets something through");
        fuzz_claim(stage->serial || stage->routes[r].kind != HP_ROUTE_CHOICE,
                   "the choice route belongs to serial stages");
    }
}

static void claim_usable(const hp_policy *policy) {
    fuzz_claim(policy->category_count > 0 && policy->stage_count > 0,
               "a policy has categories and stages");
    for (int c = 0; c < policy->category_count; c++) {
        const hp_category *category = &policy->categories[c];
        fuzz_claim(category->when != NULL && category->address_count > 0 && *category->id != '\0',
                   "a category has an id, a predicate and addresses");
        fuzz_claim(hp_category_by_id(policy, category->id) == c, "an id stands once");
        bool ordered = !category->guaranteed && category->guaranteed_when == NULL;
        for (int i = 0; i < policy->guarantee_count; i++) {
            ordered = ordered || policy->guarantee_order[i] == c;
        }
        fuzz_claim(ordered, "guarantee_order has every guaranteed category");
    }
    for (int s = 0; s < policy->stage_count; s++) {
        fuzz_claim(hp_stage_by_id(policy, policy->stages[s].id) == s, "an id stands once");
        claim_stage(policy, &policy->stages[s]);
    }
}

/* Every predicate, route and deciding address on every child. */
static void use(hp_data *data, const hp_policy *policy, hp_findings *findings) {
    hp_roll roll = {0};
    fuzz_claim_no_failure(hp_roll_call(&roll, &data->arena, data, policy, findings));
    fuzz_claim_no_failure(hp_check_reach(data, policy, &roll, findings));
    for (int32_t i = 0; i < data->student_count; i++) {
        fuzz_claim(roll.category[i] < policy->category_count && roll.address[i] < data->area_count,
                   "the roll names a category and an area");
    }
}

static void read_policy(hp_level level) {
    hp_data data = *base_season();
    hp_policy policy = {0};
    hp_findings *findings = hp_findings_new();
    data.arena = (hp_arena){0};
    data.level = level;
    fuzz_claim_no_failure(hp_policy_read(&policy, &data, findings));
    claim_paths(findings);
    if (hp_findings_errors(findings) == 0) {
        claim_usable(&policy);
        use(&data, &policy, findings);
    }
    fuzz_claim_findings(findings);
    hp_findings_free(findings);
    hp_json_free(data.policy_json);
    hp_arena_free(&data.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    base_season();
    fuzz_write(fuzz_folder(), "policy.json", data, size);
    read_policy(HP_JUNIOR);
    read_policy(HP_PRIMARY);
    return 0;
}
