/* The proof notices what is put wrong under it: numbers of the simplex method, prices that come of
 * a wrong graph of moves. The faults are put in by the linker's --wrap. */
#include <string.h>

#include "lp/finder.h"
#include "lp/moves.h"
#include "lp/prices.h"
#include "lp/simplex.h"
#include "lp/solve.h"
#include "small.h"
#include "unit.h"

enum { TRIALS = 150 };

/* ---- faults ---- */

typedef enum part { FLOW, ROW_PRICE, SINK_PRICE, PARTS } part;

/* The number that one of the solves gets wrong, and by how much. */
static struct {
    int32_t solve; /* counted from 1; 0: none is wrong */
    int32_t solves;
    part part;
    int32_t index;
    int32_t by;
} slip;

hp_status __real_hp_simplex_minimise(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                                     const char **why, hp_simplex *simplex, const int64_t *cost);
hp_status __wrap_hp_simplex_minimise(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                                     const char **why, hp_simplex *simplex, const int64_t *cost);

hp_status __wrap_hp_simplex_minimise(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                                     const char **why, hp_simplex *simplex, const int64_t *cost) {
    hp_status status = __real_hp_simplex_minimise(flow, row_price, sink_price, why, simplex, cost);
    if (++slip.solves == slip.solve) {
        if (slip.part == FLOW) {
            flow[slip.index] += slip.by;
        } else {
            (slip.part == ROW_PRICE ? row_price : sink_price)[slip.index] += slip.by;
        }
    }
    return status;
}

/* The move whose cost is told wrong on one level. */
static struct {
    hp_move move;
    int32_t level;
    int32_t by; /* 0: all are right */
} lie;

hp_lex __real_hp_moves_cost(const hp_moves *moves, const hp_move *move);
hp_lex __wrap_hp_moves_cost(const hp_moves *moves, const hp_move *move);

hp_lex __wrap_hp_moves_cost(const hp_moves *moves, const hp_move *move) {
    static int32_t level[SMALL_LEVELS];
    static int64_t value[SMALL_LEVELS];
    hp_lex cost = __real_hp_moves_cost(moves, move);
    if (lie.by == 0 || move->row != lie.move.row || move->from != lie.move.from ||
        move->to != lie.move.to) {
        return cost;
    }
    memset(value, 0, sizeof value);
    for (int32_t i = 0; i < SMALL_LEVELS; i++) {
        level[i] = i;
    }
    for (int32_t i = 0; i < cost.count; i++) {
        value[cost.level[i]] = cost.value[i];
    }
    value[lie.level] += lie.by;
    return (hp_lex){.count = SMALL_LEVELS, .level = level, .value = value};
}

/* ---- the solver's numbers ---- */

/* Whether the price finder leaves every unit on the ground. */
static bool finds_nothing;

hp_status __real_hp_find_flow(int32_t *flow, hp_effort *effort, const hp_program *program,
                              int32_t stride);
hp_status __wrap_hp_find_flow(int32_t *flow, hp_effort *effort, const hp_program *program,
                              int32_t stride);

hp_status __wrap_hp_find_flow(int32_t *flow, hp_effort *effort, const hp_program *program,
                              int32_t stride) {
    if (!finds_nothing) {
        return __real_hp_find_flow(flow, effort, program, stride);
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        flow[program->arc_begin[row + 1] - 1] = program->supply[row];
    }
    return HP_OK;
}

typedef struct trial {
    hp_arena arena;
    hp_program program;
    int32_t flow[SMALL_ARCS];
    int32_t solves;
    int64_t best[SMALL_LEVELS];
} trial;

/* A program with its optimum, found without a fault. */
static void begin(trial *state, uint64_t *generator, bool runs) {
    hp_effort effort = {0};
    hp_prices prices;
    const char *why = NULL;
    *state = (trial){0};
    state->program = small_program(&state->arena, generator);
    for (int32_t level = 0; !runs && level < state->program.level_count; level++) {
        state->program.level_run[level] = level;
    }
    slip.solve = 0;
    CU_ASSERT_EQUAL_FATAL(hp_lp_solve(&prices, state->flow, &effort, &why, &state->arena,
                                      &state->program, HP_LP_WHOLE),
                          HP_OK);
    state->solves = effort.solves;
    small_values(state->best, &state->program, state->flow);
}

/* Whether solving with the fault ends with a proven answer, which must then be an optimum. */
static bool passes(trial *state) {
    hp_program *program = &state->program;
    int32_t flow[SMALL_ARCS] = {0};
    int64_t values[SMALL_LEVELS];
    hp_effort effort = {0};
    hp_prices prices = {0};
    const char *why = NULL;
    slip.solves = 0;
    hp_status status = hp_lp_solve(&prices, flow, &effort, &why, &state->arena, program,
                                   HP_LP_WHOLE);
    CU_ASSERT(status == HP_OK || (status == HP_UNPROVEN && why != NULL));
    if (status != HP_OK) {
        return false;
    }
    small_values(values, program, flow);
    CU_ASSERT_EQUAL(small_compare(values, state->best, program->level_count), 0);
    return true;
}

/* Puts every single fault into every solve; returns how many passed. */
static int32_t slips_that_pass(trial *state) {
    const hp_program *program = &state->program;
    const int32_t counts[PARTS] = {[FLOW] = program->arc_begin[program->row_count],
                                   [ROW_PRICE] = program->row_count,
                                   [SINK_PRICE] = program->sink_count};
    int32_t passed = 0;
    for (slip.solve = 1; slip.solve <= state->solves; slip.solve++) {
        for (slip.part = FLOW; slip.part < PARTS; slip.part++) {
            for (slip.index = 0; slip.index < counts[slip.part]; slip.index++) {
                for (slip.by = -1; slip.by <= 1; slip.by += 2) {
                    passed += passes(state);
                }
            }
        }
    }
    slip.solve = 0;
    return passed;
}

static void every_wrong_number_of_a_level_is_noticed(void) {
    uint64_t generator = 5;
    int32_t solves = 0;
    for (int number = 0; number < TRIALS; number++) {
        trial state;
        begin(&state, &generator, false);
        solves += state.solves;
        int32_t passed = slips_that_pass(&state);
        UNIT_CLAIM(passed == 0, "program %d: %d wrong numbers pass", number, (int)passed);
        hp_arena_free(&state.arena);
    }
    CU_ASSERT(solves > TRIALS / 2);
}

/* Where a run of levels is solved at once its prices are not used, and a wrong flow may lead to
 * another optimum, but never to what is none. */
static void a_wrong_number_of_a_run_spoils_no_answer(void) {
    uint64_t generator = 6;
    int32_t solves = 0;
    for (int number = 0; number < TRIALS; number++) {
        trial state;
        begin(&state, &generator, true);
        solves += state.solves;
        slips_that_pass(&state);
        hp_arena_free(&state.arena);
    }
    CU_ASSERT(solves > TRIALS / 2);
}

/* ---- the prices ---- */

/* The lexicographic sign of c(to) + price(to) - c(from) - price(from), arcs of one row. */
static int compare(const hp_program *program, int64_t (*price)[SMALL_LEVELS], int32_t row,
                   int32_t from, int32_t to) {
    int64_t difference[SMALL_LEVELS] = {0};
    int32_t first = program->term_begin[row];
    for (int32_t term = first; term < program->term_begin[row + 1]; term++) {
        difference[program->term_level[term]] += hp_arc_cost(program, row, to)[term - first];
        difference[program->term_level[term]] -= hp_arc_cost(program, row, from)[term - first];
    }
    for (int32_t level = 0; level < program->level_count; level++) {
        int32_t new_sink = program->arc_sink[to];
        int32_t old_sink = program->arc_sink[from];
        difference[level] += new_sink == HP_GROUND ? 0 : price[new_sink][level];
        difference[level] -= old_sink == HP_GROUND ? 0 : price[old_sink][level];
    }
    static const int64_t nothing[SMALL_LEVELS];
    return small_compare(difference, nothing, program->level_count);
}

/* Whether the prices prove the flow, by the definition alone, and mark the arcs that they must. */
static bool prove(const hp_program *program, const hp_prices *prices, const int32_t *flow) {
    static const int64_t nothing[SMALL_LEVELS];
    int64_t price[SMALL_SINKS][SMALL_LEVELS] = {{0}};
    int32_t load[SMALL_SINKS];
    hp_program_load(load, program, flow);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        for (int32_t i = 0; i < prices->price[sink].count; i++) {
            price[sink][prices->price[sink].level[i]] = prices->price[sink].value[i];
        }
        int sign = small_compare(price[sink], nothing, program->level_count);
        if (sign < 0 || (sign > 0 && load[sink] < program->capacity[sink])) {
            return false;
        }
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            bool least = true;
            for (int32_t to = program->arc_begin[row]; to < program->arc_begin[row + 1]; to++) {
                least = least && compare(program, price, row, arc, to) >= 0;
            }
            if (least != prices->tight[arc] || (flow[arc] > 0 && !least)) {
                return false;
            }
        }
    }
    return true;
}

/* Prices from a graph of moves in which one cost is wrong: refused, or a proof all the same. */
static void prices_of_a_wrong_graph_are_refused_or_prove(void) {
    uint64_t generator = 8;
    int32_t refused = 0;
    for (int number = 0; number < TRIALS; number++) {
        trial state;
        hp_moves moves = {0};
        hp_prices prices = {0};
        const char *why = NULL;
        begin(&state, &generator, true);
        hp_program *program = &state.program;
        int32_t load[SMALL_SINKS];
        hp_program_load(load, program, state.flow);
        CU_ASSERT_EQUAL_FATAL(hp_moves_build(&moves, &state.arena, program, state.flow, load),
                              HP_OK);
        for (int32_t i = 0; i < moves.begin[moves.node_count]; i++) {
            for (lie.level = 0; lie.level < program->level_count; lie.level++) {
                for (lie.by = -2; lie.by <= 2; lie.by++) {
                    lie.move = moves.best[i];
                    hp_status status = hp_prices_compute(&prices, &why, &state.arena, program,
                                                         state.flow);
                    refused += status == HP_UNPROVEN;
                    UNIT_CLAIM(status == HP_UNPROVEN ||
                                   (status == HP_OK && prove(program, &prices, state.flow)),
                               "program %d: move %d, level %d, by %d", number, (int)i,
                               (int)lie.level, (int)lie.by);
                }
            }
        }
        lie.by = 0;
        hp_arena_free(&state.arena);
    }
    CU_ASSERT(refused > TRIALS);
}

typedef struct chains {
    const hp_program *program;
    const int32_t *flow;
    int32_t load[SMALL_SINKS];
    int64_t price[SMALL_SINKS][SMALL_LEVELS];
    bool known[SMALL_SINKS];
} chains;

/* Lowers the price of the sink that a unit leaves by its move to another arc. */
static void lower(chains *state, int32_t row, int32_t from, int32_t to) {
    const hp_program *program = state->program;
    int32_t sink = program->arc_sink[from];
    int32_t next = program->arc_sink[to];
    int32_t first = program->term_begin[row];
    int64_t chain[SMALL_LEVELS] = {0};
    if (state->flow[from] == 0 || sink == HP_GROUND ||
        state->load[sink] < program->capacity[sink] || (next >= 0 && !state->known[next])) {
        return;
    }
    if (next != HP_GROUND) {
        memcpy(chain, state->price[next], sizeof chain);
    }
    for (int32_t term = first; term < program->term_begin[row + 1]; term++) {
        chain[program->term_level[term]] += hp_arc_cost(program, row, to)[term - first] -
                                            hp_arc_cost(program, row, from)[term - first];
    }
    if (!state->known[sink] || small_compare(chain, state->price[sink], program->level_count) < 0) {
        memcpy(state->price[sink], chain, sizeof chain);
        state->known[sink] = true;
    }
}

/* By every move, as often as there are sinks: what remains is the least cost of a chain that ends
 * at the ground or at a sink with room. */
static chains price_by_chains(const hp_program *program, const int32_t *flow) {
    chains state = {.program = program, .flow = flow};
    hp_program_load(state.load, program, flow);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        state.known[sink] = state.load[sink] < program->capacity[sink];
    }
    for (int32_t round = 0; round < program->sink_count; round++) {
        for (int32_t row = 0; row < program->row_count; row++) {
            int32_t end = program->arc_begin[row + 1];
            for (int32_t from = program->arc_begin[row]; from < end; from++) {
                for (int32_t to = program->arc_begin[row]; to < end; to++) {
                    lower(&state, row, from, to);
                }
            }
        }
    }
    return state;
}

static void the_greatest_prices_are_the_cheapest_chains(void) {
    uint64_t generator = 9;
    for (int number = 0; number < TRIALS * 5; number++) {
        trial state;
        hp_prices prices = {0};
        const char *why = NULL;
        begin(&state, &generator, true);
        CU_ASSERT_EQUAL_FATAL(
            hp_prices_compute(&prices, &why, &state.arena, &state.program, state.flow), HP_OK);
        CU_ASSERT_TRUE(prove(&state.program, &prices, state.flow));
        chains wanted = price_by_chains(&state.program, state.flow);
        for (int32_t sink = 0; sink < state.program.sink_count; sink++) {
            UNIT_CLAIM(wanted.known[sink] && small_same(prices.price[sink], wanted.price[sink],
                                                        state.program.level_count),
                       "program %d: the price of sink %d", number, (int)sink);
        }
        hp_arena_free(&state.arena);
    }
}

/* The proof does not take the finder's word: arcs come into use until it holds. */
static void a_finder_that_finds_nothing_spoils_no_answer(void) {
    uint64_t generator = 10;
    int32_t rounds = 0;
    for (int number = 0; number < TRIALS * 5; number++) {
        trial state;
        int32_t flow[SMALL_ARCS] = {0};
        int64_t values[SMALL_LEVELS];
        hp_effort effort = {0};
        hp_prices prices;
        const char *why = NULL;
        begin(&state, &generator, true);
        finds_nothing = true;
        hp_status status = hp_lp_solve(&prices, flow, &effort, &why, &state.arena, &state.program,
                                       HP_LP_SIFTED);
        finds_nothing = false;
        CU_ASSERT_EQUAL_FATAL(status, HP_OK);
        small_values(values, &state.program, flow);
        UNIT_CLAIM(small_compare(values, state.best, state.program.level_count) == 0 &&
                       prove(&state.program, &prices, flow),
                   "program %d", number);
        rounds += effort.rounds > 1;
        hp_arena_free(&state.arena);
    }
    CU_ASSERT(rounds > TRIALS);
}

static CU_TestInfo tests[] = {
    {"a finder that finds nothing spoils no answer", a_finder_that_finds_nothing_spoils_no_answer},
    {"every wrong number of a level's solution is noticed",
     every_wrong_number_of_a_level_is_noticed},
    {"a wrong number of a run's solution spoils no answer",
     a_wrong_number_of_a_run_spoils_no_answer},
    {"prices of a wrong graph are refused, or prove all the same",
     prices_of_a_wrong_graph_are_refused_or_prove},
    {"the greatest prices are the cheapest chains", the_greatest_prices_are_the_cheapest_chains},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "proof", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
