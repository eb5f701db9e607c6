/* Chains of moves against a plain model; kinds; sparse lexicographic vectors against dense ones. */
#include "lp/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "lp/lex.h"
#include "unit.h"

enum { UNITS = 8, SINKS = 5, NODES = SINKS + 1, GROUND = SINKS, RANKS = 3, KINDS = 4 };

/* The exchange and the model of it: of what kind every unit is and where it sits. */
typedef struct model {
    hp_kinds kinds;
    hp_exchange *exchange;
    int32_t capacity[SINKS];
    int32_t full[KINDS];  /* kinds … */
    int32_t later[KINDS]; /* … and of each one with fewer nodes */
    int32_t which[UNITS]; /* the unit's place in them; -1: it never moves */
    int32_t kind[UNITS];
    int32_t node[UNITS];
    bool settled[UNITS];
} model;

static bool may(const model *state, int32_t unit, int32_t node) {
    return state->kind[unit] >= 0 && hp_kind_has(&state->kinds, state->kind[unit], node);
}

static int32_t rank_of(const model *state, int32_t unit) {
    return state->kinds.rank[state->kind[unit]];
}

static bool moves(const model *state, int32_t unit) {
    return state->node[unit] >= 0 && !state->settled[unit];
}

static int32_t load_of(const model *state, int32_t node) {
    int32_t load = 0;
    for (int32_t unit = 0; unit < UNITS; unit++) {
        load += state->node[unit] == node;
    }
    return load;
}

static bool has_room(const model *state, int32_t node) {
    return node == GROUND || load_of(state, node) < state->capacity[node];
}

/* Nodes of the left, the right, or all sinks; the ground by chance, or where there is no sink. */
static void add_kind(model *state, int32_t k, uint64_t *generator) {
    int32_t nodes[NODES];
    int32_t count = 0;
    int32_t first = unit_below(generator, 3) == 0 ? 2 : 0;
    int32_t end = unit_below(generator, 3) == 0 ? 2 : SINKS;
    int32_t rank = (int32_t)unit_below(generator, RANKS);
    bool rests = unit_below(generator, 4) > 0;
    for (int32_t node = first; node < end; node++) {
        if (unit_below(generator, 2) == 0) {
            nodes[count++] = node;
        }
    }
    if (count == 0 || rests) {
        nodes[count++] = GROUND;
    }
    CU_ASSERT_EQUAL(hp_kinds_add(&state->full[k], &state->kinds, nodes, count, rank), HP_OK);
    int32_t fewer = count > 1 ? count - 1 : count;
    CU_ASSERT_EQUAL(
        hp_kinds_add(&state->later[k], &state->kinds, nodes + count - fewer, fewer, rank), HP_OK);
}

static void begin(model *state, uint64_t *generator) {
    *state = (model){0};
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&state->kinds, SINKS, RANKS), HP_OK);
    for (int32_t sink = 0; sink < SINKS; sink++) {
        state->capacity[sink] = 1 + (int32_t)unit_below(generator, 2);
    }
    for (int32_t k = 0; k < KINDS; k++) {
        add_kind(state, k, generator);
    }
    for (int32_t unit = 0; unit < UNITS; unit++) {
        state->which[unit] = (int32_t)unit_below(generator, KINDS + 1) - 1;
        state->kind[unit] = state->which[unit] < 0 ? -1 : state->full[state->which[unit]];
        state->node[unit] = -1;
    }
    CU_ASSERT_EQUAL_FATAL(
        hp_exchange_new(&state->exchange, &state->kinds, state->kind, UNITS, state->capacity),
        HP_OK);
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t node = (int32_t)unit_below(generator, NODES);
        if (may(state, unit, node) && has_room(state, node)) {
            CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, unit, node), HP_OK);
            state->node[unit] = node;
        }
    }
}

static void end(model *state) {
    hp_exchange_free(state->exchange);
    hp_kinds_free(&state->kinds);
}

static void claim_same(const model *state) {
    for (int32_t unit = 0; unit < UNITS; unit++) {
        CU_ASSERT_EQUAL(hp_exchange_node(state->exchange, unit), state->node[unit]);
        CU_ASSERT_EQUAL(hp_exchange_kind(state->exchange, unit), state->kind[unit]);
        CU_ASSERT_EQUAL(hp_exchange_is_settled(state->exchange, unit), state->settled[unit]);
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        CU_ASSERT_EQUAL(hp_exchange_load(state->exchange, sink), load_of(state, sink));
    }
}

/* ---- chains ---- */

/* Whether some unit can step from one node to another. */
static bool has_mover(const model *state, int32_t from, int32_t to) {
    for (int32_t unit = 0; unit < UNITS; unit++) {
        if (state->node[unit] == from && moves(state, unit) && may(state, unit, to)) {
            return true;
        }
    }
    return false;
}

/* A step of a chain: by a unit, or, where `loose` allows it, by a free place. */
static bool has_step(const model *state, int32_t from, int32_t to, const bool *loose) {
    bool slack = loose != NULL &&
                 ((to == GROUND && from != GROUND && loose[from] && has_room(state, from)) ||
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

static void claim_movers(const model *state) {
    for (int32_t from = 0; from < NODES; from++) {
        for (int32_t to = 0; to < NODES; to++) {
            int32_t mover = hp_exchange_mover(state->exchange, from, to);
            if (from != to) {
                CU_ASSERT_EQUAL(mover >= 0, has_mover(state, from, to));
                CU_ASSERT(mover < 0 || (state->node[mover] == from && moves(state, mover) &&
                                        may(state, mover, to)));
            }
        }
    }
}

/* Who leaves, by looking at everyone: *worst is RANKS for a free place, -1 for nobody. */
static void leaver_plainly(int32_t *worst, bool *reached, const model *state, int32_t from,
                           int32_t least_rank) {
    *worst = -1;
    reach_plainly(reached, state, from, NULL);
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t node = state->node[unit];
        if (moves(state, unit) && node != GROUND && reached[node] &&
            rank_of(state, unit) >= least_rank && rank_of(state, unit) > *worst) {
            *worst = rank_of(state, unit);
        }
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        *worst = reached[sink] && has_room(state, sink) ? RANKS : *worst;
    }
}

/* Searches one after another, which pass over what those in vain reached. */
static void claim_leavers(const model *state) {
    for (int32_t least_rank = 0; least_rank <= RANKS; least_rank++) {
        hp_exchange_forget(state->exchange);
        for (int32_t from = 0; from < SINKS; from++) {
            bool reached[NODES];
            int32_t worst = -1;
            hp_leaver leaver = {-1, -1};
            leaver_plainly(&worst, reached, state, from, least_rank);
            bool found = hp_exchange_find_leaver(&leaver, state->exchange, &from, 1, least_rank);
            CU_ASSERT_EQUAL(found, worst >= 0);
            if (found) {
                CU_ASSERT(reached[leaver.at]);
                CU_ASSERT_EQUAL(leaver.unit < 0 ? RANKS : rank_of(state, leaver.unit), worst);
                CU_ASSERT(leaver.unit < 0
                              ? has_room(state, leaver.at)
                              : state->node[leaver.unit] == leaver.at && moves(state, leaver.unit));
            }
        }
    }
}

static void claim_joiners(const model *state) {
    bool reached[NODES][NODES];
    for (int32_t from = 0; from < SINKS; from++) {
        reach_plainly(reached[from], state, from, NULL);
    }
    for (int32_t to = 0; to < SINKS; to++) {
        int32_t best = RANKS;
        int32_t at = -1;
        for (int32_t unit = 0; unit < UNITS; unit++) {
            for (int32_t sink = 0; sink < SINKS; sink++) {
                if (state->node[unit] == GROUND && moves(state, unit) && may(state, unit, sink) &&
                    reached[sink][to] && rank_of(state, unit) < best) {
                    best = rank_of(state, unit);
                }
            }
        }
        int32_t joiner = hp_exchange_find_joiner(&at, state->exchange, to);
        CU_ASSERT_EQUAL(joiner < 0 ? RANKS : rank_of(state, joiner), best);
        CU_ASSERT(joiner < 0 || (state->node[joiner] == GROUND && moves(state, joiner) &&
                                 may(state, joiner, at) && reached[at][to]));
    }
}

/* ---- changes ---- */

/* Takes over where everyone is, and claims that only units moved that may, to where they may. */
static void take_over(model *state, int32_t aside) {
    for (int32_t unit = 0; unit < UNITS; unit++) {
        int32_t node = hp_exchange_node(state->exchange, unit);
        CU_ASSERT(node == state->node[unit] || unit == aside ||
                  (moves(state, unit) && may(state, unit, node)));
        state->node[unit] = node;
    }
}

static void settle(model *state, int32_t unit, int32_t node) {
    hp_exchange_settle(state->exchange, unit, node);
    state->settled[unit] = true;
    state->node[unit] = node;
}

/* A unit takes a sink for good, for which another may have to leave his. */
static void push(model *state, int32_t unit, int32_t sink) {
    int32_t before[SINKS];
    hp_leaver leaver = {-1, -1};
    int32_t begins = -1;
    settle(state, unit, -1);
    for (int32_t s = 0; s < SINKS; s++) {
        before[s] = load_of(state, s);
    }
    hp_exchange_forget(state->exchange);
    if (!hp_exchange_find_leaver(&leaver, state->exchange, &sink, 1, 0) ||
        (leaver.unit >= 0 && !may(state, leaver.unit, GROUND))) {
        return;
    }
    CU_ASSERT_EQUAL(hp_exchange_push(&begins, state->exchange, &leaver), HP_OK);
    CU_ASSERT_EQUAL(begins, sink);
    take_over(state, unit);
    for (int32_t s = 0; s < SINKS; s++) {
        CU_ASSERT_EQUAL(load_of(state, s), before[s] + (s == leaver.at) - (s == sink));
    }
    if (leaver.unit >= 0) {
        CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, leaver.unit, GROUND), HP_OK);
        state->node[leaver.unit] = GROUND;
    }
    settle(state, unit, sink);
}

/* The best of those who wait gets the seat that a unit leaves. */
static void pull(model *state, int32_t unit) {
    int32_t old = state->node[unit];
    int32_t at = -1;
    if (old < 0 || old == GROUND) {
        return;
    }
    settle(state, unit, -1);
    int32_t joiner = hp_exchange_find_joiner(&at, state->exchange, old);
    if (joiner >= 0) {
        int32_t before[SINKS];
        for (int32_t s = 0; s < SINKS; s++) {
            before[s] = load_of(state, s);
        }
        CU_ASSERT_EQUAL(hp_exchange_pull(state->exchange, at), HP_OK);
        take_over(state, unit);
        CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, joiner, at), HP_OK);
        state->node[joiner] = at;
        for (int32_t s = 0; s < SINKS; s++) {
            CU_ASSERT_EQUAL(load_of(state, s), before[s] + (s == old));
        }
    }
}

/* The unit changes its place for another of its kind, and a chain from there to its old node
 * restores the balance. */
static void change_place(model *state, int32_t unit, int32_t wish, uint64_t *generator) {
    int32_t before[NODES];
    bool loose[SINKS];
    int32_t old = state->node[unit];
    settle(state, unit, old);
    for (int32_t node = 0; node < NODES; node++) {
        before[node] = load_of(state, node);
        loose[node % SINKS] = unit_below(generator, 2) == 0;
    }
    hp_exchange_gather(state->exchange, unit, old, loose);
    for (int32_t node = 0; node < NODES; node++) {
        bool reached[NODES];
        reach_plainly(reached, state, node, loose);
        CU_ASSERT(!may(state, unit, node) ||
                  hp_exchange_is_gathered(state->exchange, node) == reached[old]);
    }
    if (hp_exchange_is_gathered(state->exchange, wish)) {
        CU_ASSERT_EQUAL(hp_exchange_pull(state->exchange, wish), HP_OK);
        take_over(state, unit);
        settle(state, unit, wish);
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        int32_t load = load_of(state, sink);
        CU_ASSERT(load == before[sink] || (loose[sink] && load <= state->capacity[sink]));
    }
}

/* Some changes that are taken back. */
static void try_and_take_back(model *state, int32_t unit, uint64_t *generator) {
    hp_exchange_note(state->exchange);
    model tried = *state;
    if (unit_below(generator, 2) == 0) {
        pull(&tried, unit);
    } else {
        push(&tried, unit, (int32_t)unit_below(generator, SINKS));
    }
    CU_ASSERT_EQUAL(hp_exchange_take_back(state->exchange), HP_OK);
}

/* One random change. */
static void change(model *state, uint64_t *generator) {
    int32_t unit = (int32_t)unit_below(generator, UNITS);
    int32_t node = (int32_t)unit_below(generator, NODES);
    bool sits = state->kind[unit] >= 0 && may(state, unit, state->node[unit]);
    switch (unit_below(generator, 7)) {
    case 0:
        settle(state, unit, state->node[unit]);
        break;
    case 1:
        if (may(state, unit, node) && has_room(state, node)) {
            CU_ASSERT_EQUAL(hp_exchange_place(state->exchange, unit, node), HP_OK);
            state->settled[unit] = false;
            state->node[unit] = node;
        }
        break;
    case 2:
        if (sits && moves(state, unit) &&
            hp_kind_has(&state->kinds, state->later[state->which[unit]], state->node[unit])) {
            state->kind[unit] = state->later[state->which[unit]];
            CU_ASSERT_EQUAL(hp_exchange_restrict(state->exchange, unit, state->kind[unit]), HP_OK);
        }
        break;
    case 3:
        push(state, unit, node % SINKS);
        break;
    case 4:
        pull(state, unit);
        break;
    case 5:
        try_and_take_back(state, unit, generator);
        break;
    default:
        if (sits && may(state, unit, node) && hp_kind_size(&state->kinds, state->kind[unit]) > 1) {
            change_place(state, unit, node, generator);
        }
    }
}

static void chains_are_those_of_a_plain_model(void) {
    uint64_t generator = 9;
    for (int trial = 0; trial < 600; trial++) {
        model state;
        begin(&state, &generator);
        for (int step = 0; step < 16; step++) {
            claim_same(&state);
            claim_movers(&state);
            claim_leavers(&state);
            claim_joiners(&state);
            change(&state, &generator);
        }
        end(&state);
    }
}

static void a_unit_may_leave_the_nodes(void) {
    static const int32_t capacity[] = {1};
    static const int32_t nodes[] = {0, 1};
    hp_exchange *exchange = NULL;
    hp_kinds kinds;
    int32_t kind = -1;
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&kinds, 1, 1), HP_OK);
    CU_ASSERT_EQUAL(hp_kinds_add(&kind, &kinds, nodes, 2, 0), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_exchange_new(&exchange, &kinds, &kind, 1, capacity), HP_OK);
    CU_ASSERT_EQUAL(hp_exchange_place(exchange, 0, 0), HP_OK);
    CU_ASSERT_EQUAL(hp_exchange_load(exchange, 0), 1);
    hp_exchange_settle(exchange, 0, -1);
    CU_ASSERT_EQUAL(hp_exchange_node(exchange, 0), -1);
    CU_ASSERT_EQUAL(hp_exchange_load(exchange, 0), 0);
    CU_ASSERT_EQUAL(hp_exchange_mover(exchange, 0, 1), -1);
    hp_exchange_free(exchange);
    hp_exchange_free(NULL);
    hp_kinds_free(&kinds);
}

/* A list in whatever order is one kind; another rank, another list, a part of one are others. */
static void a_list_stands_once(void) {
    enum { LISTS = 300 };
    hp_kinds kinds;
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&kinds, LISTS, 2), HP_OK);
    for (int round = 0; round < 2; round++) {
        for (int32_t i = 0; i < LISTS; i++) {
            const int32_t up[] = {i / 2, LISTS - i / 4, LISTS};
            const int32_t down[] = {LISTS, LISTS - i / 4, i / 2};
            int32_t kind = -1;
            int32_t count = i < 4 ? 1 : 3; /* i / 4 = 0 would name the ground twice */
            CU_ASSERT_EQUAL(
                hp_kinds_add(&kind, &kinds, round == 0 || count == 1 ? up : down, count, i % 2),
                HP_OK);
            CU_ASSERT_EQUAL(kind, i);
            CU_ASSERT_EQUAL(kinds.rank[kind], i % 2);
            CU_ASSERT_EQUAL(hp_kind_size(&kinds, kind), count);
            CU_ASSERT_EQUAL(hp_kind_may_rest(&kinds, kind), count == 3);
            for (int32_t k = 1; k < count; k++) {
                const int32_t *nodes = hp_kind_nodes(&kinds, kind);
                CU_ASSERT(nodes[k - 1] < nodes[k]);
            }
        }
    }
    CU_ASSERT_EQUAL(kinds.count, LISTS);
    hp_kinds_free(&kinds);
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
    {"a list stands once", a_list_stands_once},
    {"sparse vectors compare and add as dense ones do",
     lex_vectors_compare_and_add_as_dense_ones_do},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "exchange", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
