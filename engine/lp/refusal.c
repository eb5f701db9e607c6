#include "lp/refusal.h"

typedef struct chain_search {
    const hp_moves *moves;
    const int32_t *load;
    hp_arena *arena;
    hp_lex *cost; /* per node: of the cheapest chain to the goal so far */
    bool *known;
} chain_search;

/* A step that moves no unit: from a sink with a free place to the ground, from the ground to any
 * sink. */
static bool is_slack(const chain_search *search, int32_t from, int32_t to) {
    int32_t ground = search->moves->node_count - 1;
    if (to == ground) {
        return from != ground && search->load[from] < search->moves->program->capacity[from];
    }
    return from == ground;
}

/* Takes the step from → to that moves no unit where it betters the chain from `from`. */
static void relax_slack(bool *fell, chain_search *search, int32_t from, int32_t to) {
    if (from != to && search->known[to] && is_slack(search, from, to) &&
        (!search->known[from] ||
         hp_lex_sign(search->cost[to], (hp_lex){0}, search->cost[from]) < 0)) {
        search->cost[from] = search->cost[to];
        search->known[from] = true;
        *fell = true;
    }
}

static hp_status relax_edge(bool *fell, chain_search *search, int32_t from, int32_t edge) {
    int32_t to = search->moves->to[edge];
    if (!search->known[to]) {
        return HP_OK;
    }
    hp_lex step = hp_moves_cost(search->moves, &search->moves->best[edge]);
    if (!search->known[from] || hp_lex_sign(step, search->cost[to], search->cost[from]) < 0) {
        HP_TRY(hp_lex_sum(&search->cost[from], search->arena, step, search->cost[to]));
        search->known[from] = true;
        *fell = true;
    }
    return HP_OK;
}

/* Takes every step from a node. */
static hp_status relax(bool *fell, chain_search *search, int32_t node) {
    const hp_moves *moves = search->moves;
    int32_t ground = moves->node_count - 1;
    for (int32_t sink = 0; node == ground && sink < ground; sink++) {
        relax_slack(fell, search, ground, sink);
    }
    relax_slack(fell, search, node, ground);
    for (int32_t edge = moves->begin[node]; edge < moves->begin[node + 1]; edge++) {
        HP_TRY(relax_edge(fell, search, node, edge));
    }
    return HP_OK;
}

hp_status hp_refusal_cost(hp_lex *cost, hp_arena *arena, const hp_moves *moves, const int32_t *load,
                          int32_t row, int32_t from, int32_t to) {
    size_t nodes = (size_t)moves->node_count;
    chain_search search = {.moves = moves,
                           .load = load,
                           .arena = arena,
                           .cost = hp_arena_alloc(arena, nodes, sizeof(hp_lex)),
                           .known = hp_arena_alloc(arena, nodes, sizeof(bool))};
    HP_NEED(search.cost);
    HP_NEED(search.known);
    search.known[hp_moves_node(moves, from)] = true;
    bool fell = true;
    for (int32_t round = 0; fell; round++) {
        fell = false;
        if (round > moves->node_count) {
            return HP_UNPROVEN; /* a circle of moves that betters the flow: it is no optimum */
        }
        for (int32_t node = 0; node < moves->node_count; node++) {
            HP_TRY(relax(&fell, &search, node));
        }
    }
    /* Every sink with units reaches the ground by some unit's last arc, and so the goal. */
    hp_lex chain = search.cost[hp_moves_node(moves, to)];
    return hp_lex_sum(cost, arena, hp_moves_change(moves, row, from, to), chain);
}
