/* What a run finds again beside one that was kept, counted; that it comes to the same is claimed
 * here of whole seasons, and by whatif.equal of many more. */
#include <stdio.h>
#include <string.h>

#include "pipeline.h"
#include "unit.h"

/* A season of four towns, its run, and the same with a change: alone and beside it. */
typedef struct company {
    hp_findings *findings;
    hp_season *season;
    hp_run *run;
    hp_scenario *scenario;
    hp_season *changed;
    hp_run *alone;
    hp_run *beside;
} company;

enum { TOWNS = 4 };

static void begin(company *all) {
    const char *dir = unit_path("towns");
    const hp_invent_options options = {
        .students = 2400, .schools = 32, .clusters = TOWNS, .seed = "known"};
    *all = (company){.findings = hp_findings_new()};
    unit_remove(dir);
    CU_ASSERT_EQUAL_FATAL(hp_invent(dir, &options, all->findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&all->season, dir, all->findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run_kept(&all->run, all->season, NULL, all->findings), HP_OK);
}

static void end(company *all) {
    hp_run_free(all->beside);
    hp_run_free(all->alone);
    hp_season_free(all->changed);
    hp_scenario_free(all->scenario);
    hp_run_free(all->run);
    hp_season_free(all->season);
    hp_findings_free(all->findings);
}

/* Runs the season with a scenario both ways; every child must stand at the same place. */
static void change(company *all, const char *scenario) {
    CU_ASSERT_EQUAL_FATAL(
        hp_scenario_parse(&all->scenario, scenario, strlen(scenario), "change", all->findings),
        HP_OK);
    CU_ASSERT_EQUAL_FATAL(
        hp_season_open_beside(&all->changed, all->season, all->scenario, all->findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&all->alone, all->changed, NULL, all->findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(
        hp_season_run_beside(&all->beside, all->changed, all->run, NULL, all->findings), HP_OK);
    CU_ASSERT_STRING_EQUAL(hp_run_result_json(all->alone), hp_run_result_json(all->beside));
    for (int32_t i = 0; i < all->changed->data.student_count; i++) {
        CU_ASSERT_EQUAL(all->alone->state.placements[i].school,
                        all->beside->state.placements[i].school);
    }
}

static const hp_stage_result *stage(const company *all, int index) {
    return &all->beside->state.stages[index];
}

static int64_t searches(const hp_run *run) {
    int64_t count = 0;
    for (int s = 0; s < run->report.policy->stage_count; s++) {
        count += run->state.stages[s].effort.searches;
    }
    return count;
}

static void what_nothing_touched_is_not_solved_again(void) {
    company all;
    begin(&all);
    change(&all, "{\"name\": \"as it is\"}");
    CU_ASSERT(stage(&all, 0)->part_count >= TOWNS);
    for (int s = 0; s < all.changed->policy.stage_count; s++) {
        CU_ASSERT_EQUAL(stage(&all, s)->answered_parts, stage(&all, s)->part_count);
    }
    end(&all);
}

static void seats_touch_the_part_of_their_school(void) {
    company all;
    char scenario[256];
    begin(&all);
    const hp_data *data = &all.season->data;
    const hp_school *school = &data->schools[data->level_schools[0]];
    snprintf(scenario, sizeof scenario,
             "{\"name\": \"fewer\", \"tables\": {\"schools\": [{\"op\": \"set\", \"where\": "
             "{\"school_id\": \"%s\"}, \"values\": {\"reserved\": %d}}]}}",
             school->id, (int)school->reserved + 20);
    change(&all, scenario);
    CU_ASSERT_EQUAL(stage(&all, 0)->refilled_parts, 1);
    CU_ASSERT_EQUAL(stage(&all, 0)->answered_parts, stage(&all, 0)->part_count - 1);
    end(&all);
}

static void a_stage_s_rules_touch_those_from_it_on(void) {
    company all;
    begin(&all);
    int last = all.season->policy.stage_count - 1;
    change(&all, "{\"name\": \"in turn\", \"policy\": [{\"op\": \"add\", \"path\": "
                 "\"/stages/4/order\", \"value\": {\"G\": [{\"key\": \"distance\"}]}}]}");
    CU_ASSERT_EQUAL_FATAL(last, 4);
    for (int s = 0; s < last; s++) {
        CU_ASSERT(stage(&all, s)->part_count > 0);
        CU_ASSERT_EQUAL(stage(&all, s)->answered_parts, stage(&all, s)->part_count);
    }
    CU_ASSERT(stage(&all, last)->part_count > 0);
    CU_ASSERT_EQUAL(stage(&all, last)->answered_parts, 0);
    CU_ASSERT_EQUAL(stage(&all, last)->refilled_parts, 0);
    end(&all);
}

/* Whom the stages behind serve decides for whom places are kept. */
static void a_later_stage_s_routes_touch_the_ones_before(void) {
    company all;
    begin(&all);
    change(&all, "{\"name\": \"nearer\", \"policy\": [{\"op\": \"add\", "
                 "\"path\": \"/stages/4/routes/0/within_m\", \"value\": 4000}]}");
    for (int s = 0; s < all.season->policy.stage_count; s++) {
        CU_ASSERT_EQUAL(stage(&all, s)->answered_parts, 0);
    }
    end(&all);
}

static void what_changed_begins_with_the_known_prices(void) {
    company all;
    begin(&all);
    char scenario[256];
    const hp_data *data = &all.season->data;
    snprintf(scenario, sizeof scenario,
             "{\"name\": \"one more\", \"tables\": {\"zones\": [{\"op\": \"add\", \"row\": "
             "{\"area_id\": \"%s\", \"school_id\": \"%s\"}}]}}",
             data->areas[0].id, data->schools[data->level_schools[data->level_count - 1]].id);
    change(&all, scenario);
    CU_ASSERT_EQUAL(stage(&all, 0)->answered_parts + stage(&all, 0)->refilled_parts, 0);
    UNIT_CLAIM(searches(all.beside) * 2 < searches(all.alone), "%lld searches, alone %lld",
               (long long)searches(all.beside), (long long)searches(all.alone));
    end(&all);
}

static CU_TestInfo tests[] = {
    {"what nothing touched is not solved again", what_nothing_touched_is_not_solved_again},
    {"seats touch the part of their school", seats_touch_the_part_of_their_school},
    {"a stage's rules touch those from it on", a_stage_s_rules_touch_those_from_it_on},
    {"a later stage's routes touch the ones before", a_later_stage_s_routes_touch_the_ones_before},
    {"what changed begins with the known prices", what_changed_begins_with_the_known_prices},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "known", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
