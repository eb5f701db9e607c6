/* The lexicographic optimum, the greatest prices and a refusal's cost, against every flow that
 * there is. */
#include <stdlib.h>
#include <string.h>

#include "lp/finder.h"
#include "lp/refusal.h"
#include "lp/sift.h"
#include "small.h"
#include "unit.h"

enum { TRIALS = 1500 };

/* A program with its optimum, by the solver and by looking at every flow. */
typedef struct solved {
    hp_arena arena;
    hp_program program;
    int32_t flow[SMALL_ARCS];
    int64_t best[SMALL_LEVELS];
    hp_effort effort;
    hp_prices prices;
} solved;

static void solve(solved *problem, uint64_t *generator, hp_lp_path path) {
    const char *why = NULL;
    *problem = (solved){0};
    problem->program = small_program(&problem->arena, generator);
    CU_ASSERT_EQUAL_FATAL(hp_lp_solve(&problem->prices, problem->flow, &problem->effort, &why,
                                      &problem->arena, &problem->program, path),
                          HP_OK);
    CU_ASSERT_TRUE_FATAL(small_optimum(problem->best, &problem->program, NULL));
}

/* Runs a claim on many programs; `number` names the program in failures. */
static void on_programs(void (*claim)(solved *problem, int number)) {
    uint64_t generator = 20260831;
    for (int number = 0; number < 2 * TRIALS; number++) {
        solved problem;
        solve(&problem, &generator, number % 2 == 0 ? HP_LP_SIFTED : HP_LP_WHOLE);
        claim(&problem, number);
        hp_arena_free(&problem.arena);
    }
}

static bool is_feasible(const hp_program *program, const int32_t *flow) {
    int32_t load[SMALL_SINKS];
    hp_program_load(load, program, flow);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        if (load[sink] > program->capacity[sink]) {
            return false;
        }
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t units = 0;
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            units += flow[arc];
            if (flow[arc] < 0) {
                return false;
            }
        }
        if (units != program->supply[row]) {
            return false;
        }
    }
    return true;
}

static void claim_optimum(solved *problem, int number) {
    int64_t values[SMALL_LEVELS];
    int64_t told[SMALL_LEVELS] = {0};
    small_values(values, &problem->program, problem->flow);
    hp_program_values(told, &problem->program, problem->flow);
    UNIT_CLAIM(small_compare(values, told, problem->program.level_count) == 0,
               "program %d: the values of the levels", number);
    UNIT_CLAIM(is_feasible(&problem->program, problem->flow), "program %d: feasible", number);
    UNIT_CLAIM(small_compare(values, problem->best, problem->program.level_count) == 0,
               "program %d: the optimum", number);
}

static void the_solver_finds_the_optimum(void) {
    on_programs(claim_optimum);
}

/* The greatest price of a sink is what the loss of one of its places costs; a sink with room: 0.
 * It does not depend on which optimum it is computed from. */
static void claim_prices(solved *problem, int number) {
    hp_program *program = &problem->program;
    hp_prices prices = {0};
    const char *why = NULL;
    int32_t load[SMALL_SINKS];
    CU_ASSERT_EQUAL_FATAL(hp_prices_compute(&prices, &why, &problem->arena, program, problem->flow),
                          HP_OK);
    hp_program_load(load, program, problem->flow);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        int64_t loss[SMALL_LEVELS] = {0};
        if (load[sink] == program->capacity[sink]) {
            program->capacity[sink]--;
            CU_ASSERT_TRUE(small_optimum(loss, program, NULL));
            program->capacity[sink]++;
            for (int32_t level = 0; level < program->level_count; level++) {
                loss[level] -= problem->best[level];
            }
        }
        UNIT_CLAIM(small_same(prices.price[sink], loss, program->level_count),
                   "program %d: the price of sink %d", number, (int)sink);
    }
}

static void the_greatest_prices_are_what_a_place_is_worth(void) {
    on_programs(claim_prices);
}

/* On the face: some optimum uses the arc. The prices mark every such arc as tight, and flows on
 * tight arcs alone that fill the priced sinks are optimal. */
typedef struct face {
    const solved *problem;
    const hp_prices *prices;
    bool used[SMALL_ARCS];
    bool agrees;
} face;

static bool fits_prices(const face *state, const int32_t *flow) {
    const hp_program *program = &state->problem->program;
    int32_t load[SMALL_SINKS];
    hp_program_load(load, program, flow);
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        if (flow[arc] > 0 && !state->prices->tight[arc]) {
            return false;
        }
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        if (state->prices->price[sink].count > 0 && load[sink] < program->capacity[sink]) {
            return false;
        }
    }
    return true;
}

static void compare_face(void *context, const int32_t *flow) {
    face *state = context;
    const hp_program *program = &state->problem->program;
    int64_t values[SMALL_LEVELS];
    small_values(values, program, flow);
    bool best = small_compare(values, state->problem->best, program->level_count) == 0;
    state->agrees = state->agrees && best == fits_prices(state, flow);
}

static void claim_face(solved *problem, int number) {
    hp_prices prices = {0};
    const char *why = NULL;
    CU_ASSERT_EQUAL_FATAL(
        hp_prices_compute(&prices, &why, &problem->arena, &problem->program, problem->flow), HP_OK);
    face state = {.problem = problem, .prices = &prices, .agrees = true};
    small_each_flow(&problem->program, compare_face, &state);
    UNIT_CLAIM(state.agrees, "program %d: the face", number);
}

static void tight_arcs_and_full_sinks_are_the_optimal_face(void) {
    on_programs(claim_face);
}

/* Any flow but an optimum is refused, whatever is wrong with it. */
typedef struct refusals {
    solved *problem;
    int number;
    int optima;
    int others;
} refusals;

static void claim_verdict(void *context, const int32_t *flow) {
    refusals *state = context;
    const hp_program *program = &state->problem->program;
    int64_t values[SMALL_LEVELS];
    hp_prices prices = {0};
    const char *why = NULL;
    small_values(values, program, flow);
    bool best = small_compare(values, state->problem->best, program->level_count) == 0;
    if (!best && ++state->others % 7 != 0) {
        return;
    }
    state->optima += best;
    hp_status status = hp_prices_compute(&prices, &why, &state->problem->arena, program, flow);
    UNIT_CLAIM(status == (best ? HP_OK : HP_UNPROVEN), "program %d: the verdict on a flow",
               state->number);
    UNIT_CLAIM((why != NULL) == !best, "program %d: why", state->number);
}

static void optima_alone_are_proven(void) {
    uint64_t generator = 77;
    for (int number = 0; number < TRIALS / 10; number++) {
        solved problem;
        solve(&problem, &generator, HP_LP_SIFTED);
        refusals state = {.problem = &problem, .number = number};
        small_each_flow(&problem.program, claim_verdict, &state);
        CU_ASSERT(state.optima > 0);
        hp_arena_free(&problem.arena);
    }
}

/* One unit too many or too few on an arc; one on another arc, into a full sink or out of nothing.
 */
static void claim_perturbed(solved *problem, int number) {
    const hp_program *program = &problem->program;
    hp_prices prices = {0};
    const char *why = NULL;
    int32_t arcs = program->arc_begin[program->row_count];
    for (int32_t more = 0; more <= arcs; more++) {
        for (int32_t less = 0; less <= arcs; less++) {
            int32_t flow[SMALL_ARCS + 1] = {0}; /* the last stands for no arc */
            memcpy(flow, problem->flow, (size_t)arcs * sizeof *flow);
            flow[more]++;
            flow[less]--;
            if (!is_feasible(program, flow)) {
                UNIT_CLAIM(hp_prices_compute(&prices, &why, &problem->arena, program, flow) ==
                                   HP_UNPROVEN &&
                               why != NULL,
                           "program %d: a unit more on arc %d, one less on %d", number, (int)more,
                           (int)less);
            }
        }
    }
}

static void flows_that_are_no_flows_are_refused(void) {
    uint64_t generator = 78;
    for (int number = 0; number < TRIALS / 10; number++) {
        solved problem;
        solve(&problem, &generator, HP_LP_SIFTED);
        claim_perturbed(&problem, number);
        hp_arena_free(&problem.arena);
    }
}

/* The cost of a refusal is what the optimum loses when a unit must use the arc. */
static void claim_refusals(solved *problem, int number) {
    const hp_program *program = &problem->program;
    hp_moves moves = {0};
    int32_t load[SMALL_SINKS];
    hp_program_load(load, program, problem->flow);
    CU_ASSERT_EQUAL_FATAL(hp_moves_build(&moves, &problem->arena, program, problem->flow, load),
                          HP_OK);
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t from = program->arc_begin[row];
        while (problem->flow[from] == 0) {
            from++;
        }
        for (int32_t to = program->arc_begin[row]; to < program->arc_begin[row + 1]; to++) {
            int32_t least[SMALL_ARCS] = {0};
            int64_t forced[SMALL_LEVELS];
            hp_lex cost = {0};
            least[to] = 1;
            if (to == from || !small_optimum(forced, program, least)) {
                continue;
            }
            for (int32_t level = 0; level < program->level_count; level++) {
                forced[level] -= problem->best[level];
            }
            CU_ASSERT_EQUAL(hp_refusal_cost(&cost, &problem->arena, &moves, load, row, from, to),
                            HP_OK);
            UNIT_CLAIM(small_same(cost, forced, program->level_count),
                       "program %d: row %d from arc %d to arc %d", number, (int)row, (int)from,
                       (int)to);
        }
    }
}

static void a_refusal_costs_what_the_others_lose(void) {
    on_programs(claim_refusals);
}

/* With all units on the ground: chains that better a flow have no end. */
static void a_refusal_at_what_is_no_optimum_is_unproven(void) {
    uint64_t generator = 79;
    int32_t unproven = 0;
    for (int number = 0; number < TRIALS / 10; number++) {
        solved problem;
        solve(&problem, &generator, HP_LP_SIFTED);
        const hp_program *program = &problem.program;
        int32_t flow[SMALL_ARCS] = {0};
        int32_t load[SMALL_SINKS] = {0};
        int64_t values[SMALL_LEVELS];
        hp_moves moves = {0};
        hp_lex cost = {0};
        for (int32_t row = 0; row < program->row_count; row++) {
            flow[program->arc_begin[row + 1] - 1] = program->supply[row];
        }
        small_values(values, program, flow);
        CU_ASSERT_EQUAL(hp_moves_build(&moves, &problem.arena, program, flow, load), HP_OK);
        hp_status status = hp_refusal_cost(&cost, &problem.arena, &moves, load, 0,
                                           program->arc_begin[1] - 1, program->arc_begin[0]);
        CU_ASSERT(status == HP_OK || status == HP_UNPROVEN);
        CU_ASSERT(status == HP_OK || small_compare(values, problem.best, program->level_count) > 0);
        unproven += status == HP_UNPROVEN;
        hp_arena_free(&problem.arena);
    }
    CU_ASSERT(unproven > TRIALS / 20);
}

/* From all units on the ground: sifting takes arcs into use until the proof holds. */
static void claim_sifted(solved *problem, int number) {
    const hp_program *program = &problem->program;
    int32_t flow[SMALL_ARCS] = {0};
    bool in_use[SMALL_ARCS] = {false};
    int64_t values[SMALL_LEVELS];
    hp_effort effort = {0};
    hp_prices prices;
    const char *why = NULL;
    for (int32_t row = 0; row < program->row_count; row++) {
        flow[program->arc_begin[row + 1] - 1] = program->supply[row];
        in_use[program->arc_begin[row + 1] - 1] = true;
    }
    CU_ASSERT_EQUAL_FATAL(
        hp_sift_from(&prices, flow, in_use, &effort, &why, &problem->arena, program), HP_OK);
    small_values(values, program, flow);
    UNIT_CLAIM(small_compare(values, problem->best, program->level_count) == 0,
               "program %d: sifted from the ground", number);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        UNIT_CLAIM(hp_lex_sign(prices.price[sink], (hp_lex){0}, problem->prices.price[sink]) == 0,
                   "program %d: the price of sink %d", number, (int)sink);
    }
}

static void sifting_ends_at_the_optimum_from_any_start(void) {
    on_programs(claim_sifted);
}

/* Prices learned from few rows, wrong as they may be, spoil nothing. */
static void claim_found(solved *problem, int number) {
    for (int32_t stride = 1; stride <= 64; stride *= 8) {
        int32_t flow[SMALL_ARCS] = {0};
        int64_t values[SMALL_LEVELS];
        hp_effort effort = {0};
        CU_ASSERT_EQUAL_FATAL(hp_find_flow(flow, &effort, &problem->program, stride), HP_OK);
        small_values(values, &problem->program, flow);
        UNIT_CLAIM(is_feasible(&problem->program, flow) &&
                       small_compare(values, problem->best, problem->program.level_count) == 0,
                   "program %d: found from every %d. row", number, (int)stride);
    }
}

static void the_price_finder_finds_the_optimum(void) {
    on_programs(claim_found);
}

/* Wherever the prices begin: at the optimum's, at none, or far from both. */
static void claim_found_from(solved *problem, int number) {
    const hp_program *program = &problem->program;
    static const int32_t first[] = {0};
    static const int64_t high[] = {1000};
    const hp_lex none = {0};
    const hp_lex far = {.count = 1, .level = first, .value = high};
    for (int begin = 0; begin < 4; begin++) {
        hp_lex start[SMALL_SINKS];
        int32_t flow[SMALL_ARCS] = {0};
        int64_t values[SMALL_LEVELS];
        hp_effort effort = {0};
        for (int32_t sink = 0; sink < program->sink_count; sink++) {
            start[sink] = begin == 0                           ? problem->prices.price[sink]
                          : begin == 1 || sink % 2 < begin - 2 ? none
                                                               : far;
        }
        CU_ASSERT_EQUAL_FATAL(hp_find_flow_from(flow, &effort, program, start), HP_OK);
        small_values(values, program, flow);
        UNIT_CLAIM(is_feasible(program, flow) &&
                       small_compare(values, problem->best, program->level_count) == 0,
                   "program %d: found from prices %d", number, begin);
    }
}

static void the_price_finder_may_begin_anywhere(void) {
    on_programs(claim_found_from);
}

static CU_TestInfo tests[] = {
    {"the price finder may begin anywhere", the_price_finder_may_begin_anywhere},
    {"sifting ends at the optimum from any start", sifting_ends_at_the_optimum_from_any_start},
    {"the price finder finds the optimum", the_price_finder_finds_the_optimum},
    {"the solver finds the optimum", the_solver_finds_the_optimum},
    {"the greatest prices are what a place is worth",
     the_greatest_prices_are_what_a_place_is_worth},
    {"tight arcs and full sinks are the optimal face",
     tight_arcs_and_full_sinks_are_the_optimal_face},
    {"optima alone are proven", optima_alone_are_proven},
    {"flows that are no flows are refused", flows_that_are_no_flows_are_refused},
    {"a refusal costs what the others lose", a_refusal_costs_what_the_others_lose},
    {"a refusal at what is no optimum is unproven", a_refusal_at_what_is_no_optimum_is_unproven},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "lp", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
