#include "whatif/trial.h"

#include <string.h>

#include "policy/check.h"
#include "season/seats.h"

hp_status hp_trial_new(hp_trial *trial, const hp_season *base) {
    size_t schools = (size_t)base->data.school_count;
    *trial = (hp_trial){.base = base, .season = *base};
    hp_school *copy = hp_arena_alloc(&trial->arena, schools, sizeof *copy);
    HP_NEED(copy);
    if (schools > 0) {
        memcpy(copy, base->data.schools, schools * sizeof *copy);
    }
    trial->season.data.schools = copy;
    trial->season.data.committed = ""; /* a season tried out is not the one that was committed */
    return HP_OK;
}

void hp_trial_free(hp_trial *trial) {
    hp_run_free(trial->run);
    hp_arena_free(&trial->arena);
    *trial = (hp_trial){0};
}

hp_school *hp_trial_school(hp_trial *trial, int32_t school) {
    return &trial->season.data.schools[school];
}

/* Stages of the trial's own instead of those of the base. */
static hp_status copy_stages(hp_stage **copy, hp_trial *trial) {
    hp_policy *policy = &trial->season.policy;
    size_t stages = (size_t)policy->stage_count;
    *copy = hp_arena_alloc(&trial->arena, stages, sizeof **copy);
    HP_NEED(*copy);
    memcpy(*copy, policy->stages, stages * sizeof **copy);
    policy->stages = *copy;
    return HP_OK;
}

/* The same, with routes of its own for one of them. */
static hp_status copy_routes(hp_route **routes, hp_trial *trial, int stage) {
    hp_stage *copy = NULL;
    HP_TRY(copy_stages(&copy, trial));
    size_t count = (size_t)copy[stage].route_count;
    *routes = hp_arena_alloc(&trial->arena, count, sizeof **routes);
    HP_NEED(*routes);
    memcpy(*routes, copy[stage].routes, count * sizeof **routes);
    copy[stage].routes = *routes;
    return HP_OK;
}

hp_status hp_trial_open(hp_trial *trial, int stage, int route, hp_setting setting) {
    hp_route *routes = NULL;
    HP_TRY(copy_routes(&routes, trial, stage));
    routes[route].settings |= 1U << setting;
    return HP_OK;
}

/* ---- protection and overflow ---- */

static bool may_be_guaranteed(const hp_policy *policy, int category) {
    for (int i = 0; i < policy->guarantee_count; i++) {
        if (policy->guarantee_order[i] == category) {
            return true;
        }
    }
    return false;
}

bool hp_may_protect(const hp_policy *policy, int stage, int category) {
    const hp_stage *here = &policy->stages[stage];
    bool later = false;
    for (int s = stage + 1; s < policy->stage_count; s++) {
        later = later || policy->stages[s].serves[category];
    }
    return later && !here->serial && !here->serves[category] && !here->protects[category] &&
           may_be_guaranteed(policy, category);
}

hp_status hp_trial_protect(hp_trial *trial, int first_stage) {
    hp_policy *policy = &trial->season.policy;
    size_t categories = (size_t)policy->category_count;
    hp_stage *stages = NULL;
    HP_TRY(copy_stages(&stages, trial));
    for (int s = first_stage; s < policy->stage_count; s++) {
        bool *protects = hp_arena_alloc(&trial->arena, categories, sizeof *protects);
        HP_NEED(protects);
        for (int c = 0; c < policy->category_count; c++) {
            protects[c] = stages[s].protects[c] || hp_may_protect(policy, s, c);
        }
        stages[s].protects = protects;
    }
    return HP_OK;
}

hp_status hp_trial_take_overflow(hp_trial *trial, int32_t school) {
    hp_data *data = &trial->season.data;
    size_t schools = (size_t)data->school_count;
    hp_site *sites = hp_arena_alloc(&trial->arena, schools, sizeof *sites);
    HP_NEED(sites);
    memcpy(sites, data->sites, schools * sizeof *sites);
    sites[school].accepts_overflow = true;
    data->sites = sites;
    data->schools[school].accepts_overflow = true;
    return HP_OK;
}

/* ---- comparisons ---- */

typedef struct comparison_change {
    hp_arena *arena;
    const hp_predicate *from;
    const char *value;
} comparison_change;

/* A copy of *predicate in its place where the comparison is in it. */
static hp_status change_predicate(const hp_predicate **predicate, bool *changed,
                                  const comparison_change *change) {
    if (*predicate == NULL) {
        return HP_OK;
    }
    hp_predicate *copy = hp_arena_alloc(change->arena, 1, sizeof *copy);
    HP_NEED(copy);
    *copy = **predicate;
    bool here = *predicate == change->from;
    if (here) {
        copy->values = hp_arena_alloc(change->arena, 1, sizeof *copy->values);
        HP_NEED(copy->values);
        copy->values[0] = change->value;
    }
    if (copy->part_count > 0) {
        copy->parts = hp_arena_alloc(change->arena, copy->part_count, sizeof *copy->parts);
        HP_NEED(copy->parts);
    }
    for (size_t i = 0; i < copy->part_count; i++) {
        copy->parts[i] = (*predicate)->parts[i];
        HP_TRY(change_predicate(&copy->parts[i], &here, change));
    }
    *predicate = here ? copy : *predicate;
    *changed = *changed || here;
    return HP_OK;
}

static hp_status change_categories(hp_trial *trial, const comparison_change *change) {
    hp_policy *policy = &trial->season.policy;
    size_t count = (size_t)policy->category_count;
    hp_category *copy = hp_arena_alloc(&trial->arena, count, sizeof *copy);
    HP_NEED(copy);
    memcpy(copy, policy->categories, count * sizeof *copy);
    for (size_t c = 0; c < count; c++) {
        HP_TRY(change_predicate(&copy[c].when, &trial->calls_again, change));
        HP_TRY(change_predicate(&copy[c].guaranteed_when, &trial->calls_again, change));
    }
    policy->categories = copy;
    return HP_OK;
}

hp_status hp_trial_compare(hp_trial *trial, const hp_predicate *predicate, const char *value) {
    const comparison_change change = {.arena = &trial->arena, .from = predicate, .value = value};
    HP_TRY(change_categories(trial, &change));
    for (int s = 0; s < trial->season.policy.stage_count; s++) {
        hp_route *routes = NULL;
        bool changed = false;
        HP_TRY(copy_routes(&routes, trial, s));
        for (int r = 0; r < trial->season.policy.stages[s].route_count; r++) {
            HP_TRY(change_predicate(&routes[r].when, &changed, &change));
        }
    }
    return HP_OK;
}

/* ---- the run ---- */

hp_status hp_base_run(hp_run **run, const hp_season *season, const hp_run_options *how,
                      hp_findings *findings) {
    hp_findings *own = hp_findings_new();
    HP_NEED(own);
    hp_status status = hp_season_run_kept(run, season, how, own);
    hp_findings_add_errors(findings, own);
    hp_findings_add_warnings(findings, own, "earlier_");
    hp_findings_free(own);
    return status;
}

/* What opening a season asks after its tables and policy were read. */
static hp_status check(hp_trial *trial, hp_findings *findings) {
    hp_season *season = &trial->season;
    if (trial->calls_again) {
        HP_TRY(
            hp_roll_call(&season->roll, &trial->arena, &season->data, &season->policy, findings));
    }
    if (season->data.by_table) {
        HP_TRY(hp_check_reach(&season->data, &season->policy, &season->roll, findings));
    }
    return hp_findings_status(findings);
}

hp_status hp_trial_run(hp_trial *trial, const hp_run *known, const hp_run_options *how) {
    hp_data *data = &trial->season.data;
    hp_findings *findings = hp_findings_new();
    HP_NEED(findings);
    for (int32_t i = 0; i < data->level_count; i++) {
        hp_seats_compute(&data->schools[data->level_schools[i]]);
    }
    hp_status status = check(trial, findings);
    if (status == HP_OK) {
        status = hp_season_run_beside(&trial->run, &trial->season, known, how, findings);
    }
    hp_findings_free(findings);
    return status == HP_INPUT ? HP_OK : status;
}

void hp_figures_count(hp_figures *figures, const hp_run *run, const hp_run *before) {
    const hp_state *state = &run->state;
    *figures = (hp_figures){.nearby = run->report.shares.nearby,
                            .unplaced_guaranteed = hp_count_waiting_guaranteed(state)};
    for (int32_t i = 0; i < state->data->student_count; i++) {
        const hp_placement *placement = &state->placements[i];
        figures->unplaced += placement->standing == HP_WAITING;
        figures->metres += placement->school >= 0 && placement->metres > 0 ? placement->metres : 0;
        figures->moved += placement->school != before->state.placements[i].school;
    }
}
