/* As many as possible seated, the better ranks first: against looking at every seating. */
#include "lp/seating.h"

#include <string.h>

#include "unit.h"

enum { UNITS = 6, SINKS = 4, GROUND = SINKS, RANKS = 3, KINDS = 4 };

typedef struct seating {
    hp_arena arena;
    hp_kinds kinds;
    hp_exchange *exchange;
    int32_t capacity[SINKS];
    int32_t kind[UNITS];
    int32_t best[RANKS]; /* per rank: the most that can be seated, the better ranks first */
} seating;

static void begin(seating *state, uint64_t *generator) {
    int32_t kinds[KINDS];
    *state = (seating){0};
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&state->kinds, SINKS, RANKS), HP_OK);
    for (int32_t k = 0; k < KINDS; k++) {
        int32_t nodes[SINKS + 1];
        int32_t count = 0;
        for (int32_t sink = 0; sink < SINKS; sink++) {
            nodes[count] = sink;
            count += unit_below(generator, 2) == 0;
        }
        nodes[count++] = GROUND;
        CU_ASSERT_EQUAL(hp_kinds_add(&kinds[k], &state->kinds, nodes, count,
                                     (int32_t)unit_below(generator, RANKS)),
                        HP_OK);
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        state->capacity[sink] = (int32_t)unit_below(generator, 3);
    }
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t k = (int32_t)unit_below(generator, KINDS + 1);
        state->kind[unit] = k == KINDS ? -1 : kinds[k];
    }
    CU_ASSERT_EQUAL_FATAL(
        hp_exchange_new(&state->exchange, &state->kinds, state->kind, UNITS, state->capacity),
        HP_OK);
}

static void end(seating *state) {
    hp_exchange_free(state->exchange);
    hp_kinds_free(&state->kinds);
    hp_arena_free(&state->arena);
}

static int compare_counts(const int32_t *a, const int32_t *b) {
    for (int32_t rank = 0; rank < RANKS; rank++) {
        if (a[rank] != b[rank]) {
            return a[rank] < b[rank] ? -1 : 1;
        }
    }
    return 0;
}

/* Seats the units from `unit` on in every way; free[s]: places left. */
static void look_at_all(seating *state, int32_t unit, int32_t *free, int32_t *counts) {
    if (unit == UNITS) {
        if (compare_counts(counts, state->best) > 0) {
            memcpy(state->best, counts, sizeof state->best);
        }
        return;
    }
    look_at_all(state, unit + 1, free, counts);
    for (int32_t sink = 0; sink < SINKS && state->kind[unit] >= 0; sink++) {
        if (free[sink] > 0 && hp_kind_has(&state->kinds, state->kind[unit], sink)) {
            int32_t rank = state->kinds.rank[state->kind[unit]];
            free[sink]--;
            counts[rank]++;
            look_at_all(state, unit + 1, free, counts);
            counts[rank]--;
            free[sink]++;
        }
    }
}

/* The seated of every rank; claims that all are where they may be, and no sink over-full. */
static void count_seated(int32_t *counts, const seating *state) {
    memset(counts, 0, RANKS * sizeof *counts);
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t node = hp_exchange_node(state->exchange, unit);
        CU_ASSERT_EQUAL(node < 0, state->kind[unit] < 0);
        if (node >= 0) {
            CU_ASSERT(hp_kind_has(&state->kinds, state->kind[unit], node));
            counts[state->kinds.rank[state->kind[unit]]] += node < GROUND;
        }
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        CU_ASSERT(hp_exchange_load(state->exchange, sink) <= state->capacity[sink]);
    }
}

static hp_status prove(int32_t *sought, seating *state) {
    const char *why = NULL;
    hp_status status = hp_seating_prove(sought, &why, &state->arena, &state->kinds, state->exchange,
                                        UNITS, state->capacity);
    CU_ASSERT_EQUAL(status == HP_OK, why == NULL);
    return status;
}

/* The best rank on the ground that seeks each sink, step by step until nothing changes. */
static void claim_sought(const int32_t *sought, const seating *state) {
    int32_t plain[SINKS];
    for (int32_t sink = 0; sink < SINKS; sink++) {
        plain[sink] = INT32_MAX;
    }
    for (int32_t round = 0; round < SINKS + 1; round++) {
        for (int32_t unit = 0; unit < UNITS; unit++) {
            int32_t node = hp_exchange_node(state->exchange, unit);
            int32_t rank = node < 0         ? INT32_MAX
                           : node == GROUND ? state->kinds.rank[state->kind[unit]]
                                            : plain[node];
            for (int32_t sink = 0; sink < SINKS && rank < INT32_MAX; sink++) {
                bool seeks = hp_kind_has(&state->kinds, state->kind[unit], sink);
                plain[sink] = seeks && rank < plain[sink] ? rank : plain[sink];
            }
        }
    }
    CU_ASSERT_EQUAL(memcmp(plain, sought, sizeof plain), 0);
}

static void the_seated_are_those_of_every_seating(void) {
    uint64_t generator = 21;
    for (int trial = 0; trial < 1500; trial++) {
        seating state;
        int32_t counts[RANKS] = {0};
        int32_t free[SINKS];
        int32_t sought[SINKS];
        begin(&state, &generator);
        memcpy(free, state.capacity, sizeof free);
        look_at_all(&state, 0, free, counts);
        CU_ASSERT_EQUAL(
            hp_seating_fill(state.exchange, &state.arena, &state.kinds, UNITS, state.capacity),
            HP_OK);
        count_seated(counts, &state);
        CU_ASSERT_EQUAL(compare_counts(counts, state.best), 0);
        CU_ASSERT_EQUAL(prove(sought, &state), HP_OK);
        claim_sought(sought, &state);
        end(&state);
    }
}

/* Any seating at all: what is proved is an optimum, and every optimum is proved. */
static void only_optima_are_proved(void) {
    uint64_t generator = 22;
    int32_t proved = 0;
    enum { TRIALS = 3000 };
    for (int trial = 0; trial < TRIALS; trial++) {
        seating state;
        int32_t counts[RANKS] = {0};
        int32_t free[SINKS];
        int32_t sought[SINKS];
        begin(&state, &generator);
        memcpy(free, state.capacity, sizeof free);
        look_at_all(&state, 0, free, counts);
        for (int32_t unit = 0; unit < UNITS; unit++) {
            int32_t node = (int32_t)unit_below(&generator, SINKS);
            if (state.kind[unit] >= 0) {
                bool fits = free[node] > 0 && hp_kind_has(&state.kinds, state.kind[unit], node);
                free[node] -= fits;
                CU_ASSERT_EQUAL(hp_exchange_place(state.exchange, unit, fits ? node : GROUND),
                                HP_OK);
            }
        }
        count_seated(counts, &state);
        bool is_best = compare_counts(counts, state.best) == 0;
        CU_ASSERT_EQUAL(prove(sought, &state) == HP_OK, is_best);
        proved += is_best;
        end(&state);
    }
    CU_ASSERT(proved > TRIALS / 10 && proved < TRIALS - TRIALS / 10);
}

/* More on a sink than it holds is no seating. */
static void an_over_full_sink_is_not_proved(void) {
    static const int32_t nodes[] = {0, 1};
    static const int32_t capacity[] = {1};
    int32_t kind[2] = {-1, -1};
    int32_t sought[1];
    const char *why = NULL;
    hp_arena arena = {0};
    hp_kinds kinds;
    hp_exchange *exchange = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&kinds, 1, 1), HP_OK);
    CU_ASSERT_EQUAL(hp_kinds_add(&kind[0], &kinds, nodes, 2, 0), HP_OK);
    kind[1] = kind[0];
    CU_ASSERT_EQUAL_FATAL(hp_exchange_new(&exchange, &kinds, kind, 2, capacity), HP_OK);
    for (int32_t unit = 0; unit < 2; unit++) {
        CU_ASSERT_EQUAL(hp_exchange_place(exchange, unit, 0), HP_OK);
    }
    CU_ASSERT_EQUAL(hp_seating_prove(sought, &why, &arena, &kinds, exchange, 2, capacity),
                    HP_UNPROVEN);
    CU_ASSERT_PTR_NOT_NULL(why);
    hp_exchange_free(exchange);
    hp_kinds_free(&kinds);
    hp_arena_free(&arena);
}

static CU_TestInfo tests[] = {
    {"the seated are those of every seating", the_seated_are_those_of_every_seating},
    {"only optima are proved", only_optima_are_proved},
    {"an over-full sink is not proved", an_over_full_sink_is_not_proved},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "seating", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
