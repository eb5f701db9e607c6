/* The draw on the optimal face against looking at every optimum; runs of bands cost few solves. */
#include "lp/lottery.h"

#include <stdlib.h>
#include <string.h>

#include "lp/solve.h"
#include "small.h"
#include "unit.h"

enum { TRIALS = 800 };

typedef struct draw {
    hp_arena arena;
    hp_program program;
    int64_t best[SMALL_LEVELS];
    int32_t flow[SMALL_ARCS];
    hp_units units;
    int32_t row[SMALL_UNITS];
    int32_t wishes_begin[SMALL_UNITS + 1];
    int32_t wishes[SMALL_UNITS * (SMALL_SINKS + 1)];
} draw;

/* Units in a random order with all arcs of their row as wishes, in a random order of their own. */
static void add_units(draw *state, uint64_t *generator) {
    const hp_program *program = &state->program;
    int32_t count = 0;
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t unit = 0; unit < program->supply[row]; unit++) {
            int32_t at = (int32_t)unit_below(generator, (uint32_t)++count);
            state->row[count - 1] = state->row[at];
            state->row[at] = row;
        }
    }
    int32_t used = 0;
    for (int32_t unit = 0; unit < count; unit++) {
        int32_t begin = used;
        for (int32_t arc = program->arc_begin[state->row[unit]];
             arc < program->arc_begin[state->row[unit] + 1]; arc++) {
            int32_t at = begin + (int32_t)unit_below(generator, (uint32_t)(++used - begin));
            state->wishes[used - 1] = state->wishes[at];
            state->wishes[at] = arc;
        }
        state->wishes_begin[unit + 1] = used;
    }
    state->units = (hp_units){.count = count,
                              .row = state->row,
                              .wishes_begin = state->wishes_begin,
                              .wishes = state->wishes};
}

static void make(draw *state, uint64_t *generator) {
    hp_effort effort = {0};
    hp_prices prices;
    const char *why = NULL;
    *state = (draw){0};
    state->program = small_program(&state->arena, generator);
    CU_ASSERT_EQUAL_FATAL(hp_lp_solve(&prices, state->flow, &effort, &why, &state->arena,
                                      &state->program, HP_LP_SIFTED),
                          HP_OK);
    CU_ASSERT_TRUE_FATAL(small_optimum(state->best, &state->program, NULL));
    add_units(state, generator);
}

/* Whether an optimum has flow[arc] >= least[arc] everywhere. */
static bool is_attainable(const draw *state, const int32_t *least) {
    int64_t values[SMALL_LEVELS];
    return small_optimum(values, &state->program, least) &&
           small_compare(values, state->best, state->program.level_count) == 0;
}

/* By spec 5, step 3: one unit after another takes the best arc that leaves the face attainable. */
static void draw_by_hand(int32_t *chosen, const draw *state) {
    int32_t taken[SMALL_ARCS] = {0};
    for (int32_t unit = 0; unit < state->units.count; unit++) {
        for (int32_t i = state->wishes_begin[unit]; i < state->wishes_begin[unit + 1]; i++) {
            taken[state->wishes[i]]++;
            if (is_attainable(state, taken)) {
                chosen[unit] = state->wishes[i];
                break;
            }
            taken[state->wishes[i]]--;
        }
    }
}

/* Another optimum than `flow` where there is one. */
static void keep_other(void *context, const int32_t *flow) {
    draw *state = context;
    int64_t values[SMALL_LEVELS];
    small_values(values, &state->program, flow);
    if (small_compare(values, state->best, state->program.level_count) == 0) {
        memcpy(state->flow, flow, sizeof state->flow);
    }
}

static void claim_draw(draw *state, const int32_t *wanted, int number) {
    hp_prices prices = {0};
    const char *why = NULL;
    int32_t chosen[SMALL_UNITS];
    CU_ASSERT_EQUAL_FATAL(
        hp_prices_compute(&prices, &why, &state->arena, &state->program, state->flow), HP_OK);
    CU_ASSERT_EQUAL(hp_lottery_draw(chosen, &state->arena, &state->program, &prices, state->flow,
                                    &state->units),
                    HP_OK);
    for (int32_t unit = 0; unit < state->units.count; unit++) {
        UNIT_CLAIM(chosen[unit] == wanted[unit], "draw %d: unit %d", number, (int)unit);
    }
}

static void the_draw_is_what_looking_at_every_optimum_gives(void) {
    uint64_t generator = 4;
    for (int number = 0; number < TRIALS; number++) {
        draw state;
        int32_t wanted[SMALL_UNITS];
        make(&state, &generator);
        draw_by_hand(wanted, &state);
        claim_draw(&state, wanted, number);
        small_each_flow(&state.program, keep_other, &state);
        claim_draw(&state, wanted, number); /* from whichever optimum it starts */
        hp_arena_free(&state.arena);
    }
}

/* `bands` rows of one unit, each with a level of its own to be admitted to the one sink, all levels
 * of one run. Returns the programs solved; claims that the first `seats` bands are in. */
static int32_t solves_of_bands(int32_t bands, int32_t seats, bool one_run, hp_lp_path path) {
    hp_arena arena = {0};
    hp_program program = {0};
    CU_ASSERT_EQUAL_FATAL(
        hp_program_new(&program, &arena, bands, 1, bands, 2 * bands, bands, 2 * bands), HP_OK);
    program.capacity[0] = seats;
    for (int32_t row = 0; row < bands; row++) {
        program.supply[row] = 1;
        program.arc_sink[2 * row] = 0;
        program.arc_sink[2 * row + 1] = HP_GROUND;
        program.arc_begin[row + 1] = 2 * row + 2;
        program.term_level[row] = bands - 1 - row; /* the last row goes first */
        program.term_begin[row + 1] = row + 1;
        program.cost[2 * row] = -1;
        program.cost_begin[row + 1] = 2 * row + 2;
        program.level_run[row] = one_run ? 0 : row;
    }
    int32_t *flow = hp_arena_alloc(&arena, (size_t)bands * 2, sizeof *flow);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    hp_effort effort = {0};
    const char *why = NULL;
    hp_prices prices;
    CU_ASSERT_EQUAL(hp_lp_solve(&prices, flow, &effort, &why, &arena, &program, path), HP_OK);
    for (int32_t row = 0; row < bands; row++) {
        CU_ASSERT_EQUAL(flow[2 * row], bands - 1 - row < seats);
    }
    hp_arena_free(&arena);
    return effort.solves;
}

static void a_run_of_bands_costs_few_solves(void) {
    CU_ASSERT_EQUAL(solves_of_bands(1000, 1000, true, HP_LP_WHOLE), 0);
    CU_ASSERT(solves_of_bands(1, 1, true, HP_LP_WHOLE) <= 1);
    for (int32_t bands = 8; bands <= 1024; bands *= 2) {
        int32_t halvings = 0;
        while (1 << halvings < bands) {
            halvings++;
        }
        for (int32_t seats = 1; seats < bands; seats = seats * 2 + 1) {
            int32_t solves = solves_of_bands(bands, seats, true, HP_LP_WHOLE);
            int32_t sifted = solves_of_bands(bands, seats, true, HP_LP_SIFTED);
            UNIT_CLAIM(solves <= 2 * halvings + 2, "%d bands for %d seats: %d solves", (int)bands,
                       (int)seats, (int)solves);
            UNIT_CLAIM(sifted <= 2 * halvings + 2, "%d bands for %d seats: %d sifted solves",
                       (int)bands, (int)seats, (int)sifted);
        }
    }
}

static void a_run_gives_what_single_levels_give(void) {
    CU_ASSERT(solves_of_bands(64, 20, true, HP_LP_WHOLE) <
              solves_of_bands(64, 20, false, HP_LP_WHOLE));
}

static void a_program_without_rows_has_an_optimum(void) {
    hp_arena arena = {0};
    hp_program program = {0};
    hp_prices prices = {0};
    hp_effort effort = {0};
    hp_units units = {.wishes_begin = (const int32_t[]){0}};
    const char *why = NULL;
    int32_t none = 0;
    CU_ASSERT_EQUAL_FATAL(hp_program_new(&program, &arena, 0, 2, 1, 0, 0, 0), HP_OK);
    program.capacity[0] = 1;
    CU_ASSERT_EQUAL(hp_lp_solve(&prices, &none, &effort, &why, &arena, &program, HP_LP_SIFTED),
                    HP_OK);
    CU_ASSERT_EQUAL(effort.solves, 0);
    CU_ASSERT_EQUAL(hp_prices_compute(&prices, &why, &arena, &program, &none), HP_OK);
    CU_ASSERT_EQUAL(prices.price[0].count, 0);
    CU_ASSERT_EQUAL(hp_lottery_draw(&none, &arena, &program, &prices, &none, &units), HP_OK);
    hp_arena_free(&arena);
}

static CU_TestInfo tests[] = {
    {"the draw is what looking at every optimum gives",
     the_draw_is_what_looking_at_every_optimum_gives},
    {"a run of bands costs few solves", a_run_of_bands_costs_few_solves},
    {"a run costs fewer solves than single levels, for the same answer",
     a_run_gives_what_single_levels_give},
    {"a program without rows has an optimum", a_program_without_rows_has_an_optimum},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "lottery", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
