/* Chains of moves against a plain model; sparse lexicographic vectors against dense ones. */
#include "lp/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "lp/lex.h"
#include "unit.h"

enum { UNITS = 7, SINKS = 4, NODES = SINKS + 1, GROUND = SINKS };

/* The exchange and the model of it: where every unit sits and may sit. */
typedef struct model {
    hp_exchange *exchange;
    int32_t capacity[SINKS];
    int32_t begin[UNITS + 1];
    int32_t allowed[UNITS * NODES];
    bool may[UNITS][NODES];
    int32_t node[UNITS];
    bool settled[UNITS];
} model;

static int32_t load_of(const model *state, int32_t node) {
    int32_t load = 0;
    for (int32_t unit = 0; unit < UNITS; unit++) {
        load += state->node[unit] == node;
    }
    return load;
}

static void begin(model *state, uint64_t *generator) {
    *state = (model){0};
    for (int32_t sink = 0; sink < SINKS; sink++) {
        state->capacity[sink] = 1 + (int32_t)unit_below(generator, 2);
    }
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t used = state->begin[unit];
        for (int32_t node = 0; node < NODES; node++) {
            state->may[unit][node] = node == GROUND || unit_below(generator, 2) == 0;
            if (state->may[unit][node]) {
                state->allowed[used++] = node;
            }
        }
        state->begin[unit + 1] = used;
    }
    CU_ASSERT_EQUAL_FATAL(hp_exchange_new(&state->exchange, UNITS, SINKS, state->capacity,
                                          state->begin, state->allowed),
                          HP_OK);
    for (int32_t unit = 0; unit < UNITS; unit++) {
        CU_ASSERT_EQUAL(hp_exchange_node(state->exchange, unit), -1);
        state->node[unit] = -1;
    }
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t node = (int32_t)unit_below(generator, NODES);
        bool fits = state->may[unit][node] &&
                    (node == GROUND || load_of(state, node) < state->capacity[node]);
        state->node[unit] = fits ? node : GROUND;
        CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, unit, state->node[unit]), HP_OK);
    }
}

static void claim_same(const model *state) {
    for (int32_t unit = 0; unit < UNITS; unit++) {
        CU_ASSERT_EQUAL(hp_exchange_node(state->exchange, unit), state->node[unit]);
        CU_ASSERT_EQUAL(hp_exchange_is_settled(state->exchange, unit), state->settled[unit]);
        for (int32_t node = 0; node < NODES; node++) {
            CU_ASSERT_EQUAL(hp_exchange_may_sit(state->exchange, unit, node),
                            state->may[unit][node]);
        }
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        CU_ASSERT_EQUAL(hp_exchange_load(state->exchange, sink), load_of(state, sink));
    }
}

/* Whether some unit can step from one node to another. */
static bool has_mover(const model *state, int32_t from, int32_t to) {
    for (int32_t unit = 0; unit < UNITS; unit++) {
        if (state->node[unit] == from && !state->settled[unit] && state->may[unit][to]) {
            return true;
        }
    }
    return false;
}

/* A step of a chain: by a unit, or, where `loose` allows it, by a free place. */
static bool has_step(const model *state, int32_t from, int32_t to, const bool *loose) {
    bool slack = loose != NULL && ((to == GROUND && from != GROUND && loose[from] &&
                                    load_of(state, from) < state->capacity[from]) ||
                                   (from == GROUND && to != GROUND && loose[to]));
    return from != to && (slack || has_mover(state, from, to));
}

/* Marks what chains from `from` reach; without `loose` never the ground. */
static void reach_plainly(bool *reached, const model *state, int32_t from, const bool *loose) {
    memset(reached, 0, NODES * sizeof *reached);
    reached[from] = true;
    for (int round = 0; round < NODES; round++) {
        for (int32_t node = 0; node < NODES; node++) {
            for (int32_t next = 0; reached[node] && next < NODES; next++) {
                bool open = next != GROUND || loose != NULL;
                reached[next] = reached[next] || (open && has_step(state, node, next, loose));
            }
        }
    }
}

static void claim_reach(model *state) {
    bool forward[NODES][NODES];
    bool told[NODES];
    for (int32_t from = 0; from < NODES; from++) {
        reach_plainly(forward[from], state, from, NULL);
        hp_exchange_reach(told, state->exchange, from);
        CU_ASSERT_EQUAL(memcmp(told, forward[from], sizeof told), 0);
    }
    for (int32_t to = 0; to < NODES; to++) {
        hp_exchange_reach_back(told, state->exchange, to);
        for (int32_t from = 0; from < SINKS; from++) { /* to the ground: by one last step */
            bool wanted = from == to;
            for (int32_t node = 0; node < SINKS; node++) {
                wanted = wanted ||
                         (forward[from][node] && (node == to || has_mover(state, node, to)));
            }
            CU_ASSERT_EQUAL(told[from], wanted);
        }
    }
    for (int32_t from = 0; from < NODES; from++) {
        for (int32_t to = 0; to < NODES; to++) {
            int32_t mover = hp_exchange_mover(state->exchange, from, to);
            if (from != to) {
                CU_ASSERT_EQUAL(mover >= 0, has_mover(state, from, to));
                CU_ASSERT(mover < 0 || (state->node[mover] == from && !state->settled[mover] &&
                                        state->may[mover][to]));
            }
        }
    }
}

/* The unit changes its place for another node's, and a chain from there to its old node restores
 * the balance: claims what may have changed, and takes the change over. */
static void claim_shift(model *state, int32_t unit, int32_t wish, const bool *loose) {
    int32_t before[NODES];
    bool reached[NODES];
    bool moved = false;
    int32_t old = state->node[unit];
    hp_exchange_settle(state->exchange, unit, old);
    state->settled[unit] = true;
    for (int32_t node = 0; node < NODES; node++) {
        before[node] = load_of(state, node);
    }
    reach_plainly(reached, state, wish, loose);
    CU_ASSERT_EQUAL(hp_exchange_shift(&moved, state->exchange, wish, old, loose), HP_OK);
    CU_ASSERT_EQUAL(moved, reached[old]);
    for (int32_t other = 0; other < UNITS; other++) {
        int32_t node = hp_exchange_node(state->exchange, other);
        CU_ASSERT(node == state->node[other] ||
                  (moved && !state->settled[other] && state->may[other][node]));
        state->node[other] = node;
    }
    if (moved) {
        hp_exchange_settle(state->exchange, unit, wish);
        state->node[unit] = wish;
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        int32_t load = load_of(state, sink);
        bool may_differ = loose != NULL && loose[sink] && load <= state->capacity[sink];
        CU_ASSERT(load == before[sink] || may_differ);
    }
}

/* One random change: settle, put back, restrict, or shift. */
static void change(model *state, uint64_t *generator) {
    int32_t unit = (int32_t)unit_below(generator, UNITS);
    int32_t node = state->node[unit];
    bool loose[SINKS];
    for (int32_t sink = 0; sink < SINKS; sink++) {
        loose[sink] = unit_below(generator, 2) == 0;
    }
    switch (unit_below(generator, 5)) {
    case 0:
        hp_exchange_settle(state->exchange, unit, node);
        state->settled[unit] = true;
        break;
    case 1:
        if (node >= 0) {
            CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, unit, node), HP_OK);
            state->settled[unit] = false;
        }
        break;
    case 2:
        if (node >= 0 && !state->settled[unit] && state->may[unit][node]) {
            int32_t *list = &state->allowed[state->begin[unit]]; /* shortened in place */
            list[0] = node;
            CU_ASSERT_EQUAL(hp_exchange_restrict(state->exchange, unit, list, 1), HP_OK);
            memset(state->may[unit], 0, sizeof state->may[unit]);
            state->may[unit][node] = true;
        }
        break;
    default:
        claim_shift(state, unit, (int32_t)unit_below(generator, NODES),
                    unit_below(generator, 2) == 0 ? NULL : loose);
    }
}

static void chains_are_those_of_a_plain_model(void) {
    uint64_t generator = 9;
    for (int trial = 0; trial < 400; trial++) {
        model state;
        begin(&state, &generator);
        for (int step = 0; step < 12; step++) {
            claim_same(&state);
            claim_reach(&state);
            change(&state, &generator);
        }
        hp_exchange_free(state.exchange);
    }
}

static void a_unit_may_leave_the_nodes(void) {
    static const int32_t capacity[] = {1};
    static const int32_t begins[] = {0, 2};
    static const int32_t allowed[] = {0, 1};
    hp_exchange *exchange = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_exchange_new(&exchange, 1, 1, capacity, begins, allowed), HP_OK);
    CU_ASSERT_EQUAL(hp_exchange_place(exchange, 0, 0), HP_OK);
    CU_ASSERT_EQUAL(hp_exchange_load(exchange, 0), 1);
    hp_exchange_settle(exchange, 0, -1);
    CU_ASSERT_EQUAL(hp_exchange_node(exchange, 0), -1);
    CU_ASSERT_EQUAL(hp_exchange_load(exchange, 0), 0);
    CU_ASSERT_EQUAL(hp_exchange_mover(exchange, 0, 1), -1);
    hp_exchange_free(exchange);
    hp_exchange_free(NULL);
}

/* Dense vectors of four levels; entries in the sparse ones may be 0. */
static void lex_vectors_compare_and_add_as_dense_ones_do(void) {
    enum { LEVELS = 4 };
    uint64_t generator = 3;
    for (int trial = 0; trial < 20000; trial++) {
        int64_t dense[3][LEVELS] = {{0}};
        int32_t level[3][LEVELS];
        int64_t value[3][LEVELS];
        hp_lex lex[3];
        for (int v = 0; v < 3; v++) {
            int32_t count = 0;
            for (int32_t l = 0; l < LEVELS; l++) {
                if (unit_below(&generator, 2) == 0) {
                    dense[v][l] = (int64_t)unit_below(&generator, 5) - 2;
                    level[v][count] = l;
                    value[v][count++] = dense[v][l];
                }
            }
            lex[v] = (hp_lex){.count = count, .level = level[v], .value = value[v]};
        }
        int wanted = 0;
        for (int l = 0; l < LEVELS && wanted == 0; l++) {
            int64_t difference = dense[0][l] + dense[1][l] - dense[2][l];
            wanted = (difference > 0) - (difference < 0);
        }
        CU_ASSERT_EQUAL(hp_lex_sign(lex[0], lex[1], lex[2]), wanted);
        hp_arena arena = {0};
        hp_lex sum = {0};
        CU_ASSERT_EQUAL(hp_lex_sum(&sum, &arena, lex[0], lex[1]), HP_OK);
        int32_t at = 0;
        for (int l = 0; l < LEVELS; l++) {
            int64_t entry = dense[0][l] + dense[1][l];
            bool here = at < sum.count && sum.level[at] == l;
            CU_ASSERT_EQUAL(here, entry != 0);
            CU_ASSERT(!here || sum.value[at] == entry);
            at += here;
        }
        CU_ASSERT_EQUAL(at, sum.count);
        hp_arena_free(&arena);
    }
}

static CU_TestInfo tests[] = {
    {"chains are those of a plain model", chains_are_those_of_a_plain_model},
    {"a unit may leave the nodes", a_unit_may_leave_the_nodes},
    {"sparse vectors compare and add as dense ones do",
     lex_vectors_compare_and_add_as_dense_ones_do},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "exchange", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
