/* What solving costs, in counts: towns side by side cost what they cost alone, twice the children
 * about twice as much, and a strict order over all children few linear programs. */
#include <stdlib.h>
#include <string.h>

#include "pipeline.h"
#include "unit.h"

/* The effort of all nearest stages. */
static hp_effort effort_of(const hp_run *run) {
    hp_effort sum = {0};
    for (int s = 0; s < run->report.policy->stage_count; s++) {
        const hp_effort *effort = &run->state.stages[s].effort;
        if (!run->report.policy->stages[s].serial) {
            sum.solves += effort->solves;
            sum.rounds += effort->rounds;
            sum.contested += effort->contested;
            sum.searches += effort->searches;
            sum.steps += effort->steps;
            sum.offers += effort->offers;
        }
    }
    return sum;
}

/* Puts a text in the place of another in a file of a season. */
static void change_file(const char *dir, const char *name, const char *old, const char *new) {
    size_t length = 0;
    char *text = unit_read(dir, name, &length);
    char *at = strstr(text, old);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    hp_buffer changed = {0};
    hp_buffer_append(&changed, text, (size_t)(at - text));
    hp_buffer_text(&changed, new);
    hp_buffer_text(&changed, at + strlen(old));
    unit_write(dir, name, hp_buffer_get(&changed), changed.length);
    hp_buffer_free(&changed);
    free(text);
}

/* Invents a season, changes its policy where `order` is not NULL, and runs it. */
static hp_effort run_invented(hp_invent_options options, const char *order) {
    const char *dir = unit_path("grown");
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    unit_remove(dir);
    options.seed = "growth";
    CU_ASSERT_EQUAL_FATAL(hp_invent(dir, &options, findings), HP_OK);
    if (order != NULL) {
        change_file(dir, "policy.json", "\"order\": {\"C\": [{\"key\": \"settled_on\"}]}", order);
    }
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    hp_effort effort = effort_of(run);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return effort;
}

static void claim_ratio(const char *what, int64_t before, int64_t after, double most) {
    UNIT_CLAIM((double)after <= (double)before * most, "%s: %lld, then %lld", what,
               (long long)before, (long long)after);
}

/* A search looks further where there is more to see: its steps may grow more than the rest. */
static void claim_growth(hp_effort before, hp_effort after, double most, double most_steps) {
    claim_ratio("searches", before.searches, after.searches, most);
    claim_ratio("steps", before.steps, after.steps, most_steps);
    claim_ratio("offers", before.offers, after.offers, most);
}

static void eight_towns_cost_eight_times_one(void) {
    hp_effort one = run_invented(
        (hp_invent_options){.students = 1500, .schools = 8, .households = true}, NULL);
    hp_effort eight = run_invented(
        (hp_invent_options){.students = 12000, .schools = 64, .households = true, .clusters = 8},
        NULL);
    CU_ASSERT(one.searches > 0);
    claim_growth(one, eight, 8 * 1.5, 8 * 1.5);
    claim_ratio("contested rows", one.contested, eight.contested, 8 * 1.5);
    claim_ratio("solves", one.solves, eight.solves, 8 * 1.5);
}

enum { NEAREST = 8, SIDE_M = 1000 };

/* A point of a square of the sinks' size. */
static void draw_point(int32_t point[2], uint64_t *generator, int32_t sinks_aside) {
    for (int i = 0; i < 2; i++) {
        point[i] = (int32_t)unit_below(generator, (uint32_t)(sinks_aside * SIDE_M));
    }
}

/* One level of metres: rows at random, each with its eight nearest of the sinks, which stand on a
 * grid with 5 % spare places. */
static hp_effort solve_nearness(int32_t rows, int32_t sinks_aside) {
    hp_arena arena = {0};
    hp_program program;
    hp_prices prices;
    hp_effort effort = {0};
    const char *why = NULL;
    uint64_t generator = 5;
    int32_t sinks = sinks_aside * sinks_aside;
    int64_t arcs = (int64_t)rows * (NEAREST + 1);
    CU_ASSERT_EQUAL_FATAL(hp_program_new(&program, &arena, rows, sinks, 1, arcs, rows, arcs),
                          HP_OK);
    for (int32_t row = 0; row < rows; row++) {
        int32_t at[2];
        int32_t arc = row * (NEAREST + 1);
        int32_t left = arc;
        draw_point(at, &generator, sinks_aside);
        int32_t corner[2] = {at[0] / SIDE_M, at[1] / SIDE_M};
        for (int32_t step = 0; left < arc + NEAREST; step++) {
            int32_t x = (corner[0] + step % 3) % sinks_aside;
            int32_t y = (corner[1] + step / 3) % sinks_aside;
            program.cost[left] = abs(at[0] - x * SIDE_M) + abs(at[1] - y * SIDE_M);
            program.arc_sink[left++] = x * sinks_aside + y;
        }
        program.cost[left] = 1000 * SIDE_M;
        program.arc_sink[left] = HP_GROUND;
        program.supply[row] = 1;
        program.arc_begin[row + 1] = left + 1;
        program.cost_begin[row + 1] = left + 1;
        program.term_begin[row + 1] = row + 1;
    }
    for (int32_t sink = 0; sink < sinks; sink++) {
        program.capacity[sink] = rows * 21 / 20 / sinks + 1;
    }
    int32_t *flow = hp_arena_alloc(&arena, (size_t)arcs, sizeof *flow);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    CU_ASSERT_EQUAL_FATAL(hp_program_sort(&program), HP_OK);
    CU_ASSERT_EQUAL(hp_lp_solve(&prices, flow, &effort, &why, &arena, &program, HP_LP_SIFTED),
                    HP_OK);
    hp_arena_free(&arena);
    return effort;
}

static void twice_the_children_cost_about_twice_as_much(void) {
    hp_effort small = solve_nearness(3000, 6);
    CU_ASSERT(small.searches > 0);
    claim_growth(small, solve_nearness(6000, 6), 2.5, 3.5);
    claim_growth(solve_nearness(1500, 4), small, 2.5, 3.5);
}

/* Every child of four categories a band of its own: only bands at which seats run out are looked at
 * by themselves. */
static void a_strict_order_costs_few_programs(void) {
    const char *strict = "\"order\": {\"A\": [{\"key\": \"lottery\"}], \"B\": [{\"key\": "
                         "\"lottery\"}], \"C\": [{\"key\": \"lottery\"}], \"L\": [{\"key\": "
                         "\"lottery\"}]}";
    const hp_invent_options options = {.students = 6000, .schools = 24};
    hp_effort loose = run_invented(options, NULL);
    hp_effort tight = run_invented(options, strict);
    UNIT_CLAIM(tight.solves <= loose.solves + 400, "%d programs, then %d", (int)loose.solves,
               (int)tight.solves);
}

static CU_TestInfo tests[] = {
    {"eight towns cost eight times one", eight_towns_cost_eight_times_one},
    {"twice the children cost about twice as much", twice_the_children_cost_about_twice_as_much},
    {"a strict order costs few programs", a_strict_order_costs_few_programs},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "growth", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
