#include "lp/prices.h"

#include "lp/moves.h"

typedef struct price_graph {
    const hp_program *program;
    const int32_t *flow;
    hp_moves moves;
    int32_t node_count;
    int32_t *load;
    bool *known; /* per node: its price has a value */
    hp_lex *price;
    hp_arena *arena;
    const char **why;
} price_graph;

/* Lowers the price of `node` by its best move; true when it fell. */
static hp_status relax(bool *fell, price_graph *graph, int32_t node) {
    for (int32_t to = 0; to < graph->node_count; to++) {
        const hp_move *move = &graph->moves.best[node * graph->node_count + to];
        if (move->row < 0 || !graph->known[to]) {
            continue;
        }
        hp_lex cost = hp_moves_cost(&graph->moves, move);
        if (graph->known[node] && hp_lex_sign(cost, graph->price[to], graph->price[node]) >= 0) {
            continue;
        }
        HP_TRY(hp_lex_sum(&graph->price[node], graph->arena, cost, graph->price[to]));
        graph->known[node] = true;
        *fell = true;
    }
    return HP_OK;
}

static hp_status refute(const price_graph *graph, const char *why) {
    *graph->why = why;
    return HP_UNPROVEN;
}

/* Shortest paths from every sink to the ground or a sink with room (Bellman and Ford). A price
 * that still falls after as many rounds as there are nodes, or falls below 0, is a chain of moves
 * that betters the flow. */
static hp_status find_prices(price_graph *graph) {
    const hp_program *program = graph->program;
    for (int32_t node = 0; node < graph->node_count; node++) {
        bool ground = node == graph->node_count - 1;
        graph->known[node] = ground || graph->load[node] < program->capacity[node];
    }
    bool fell = true;
    for (int32_t round = 0; fell; round++) {
        fell = false;
        for (int32_t node = 0; node < graph->node_count; node++) {
            HP_TRY(relax(&fell, graph, node));
            if (graph->known[node] &&
                hp_lex_sign(graph->price[node], (hp_lex){0}, (hp_lex){0}) < 0) {
                return refute(graph, "a chain of moves betters the answer");
            }
        }
        if (round > graph->node_count) {
            return refute(graph, "a circle of moves betters the answer");
        }
    }
    return HP_OK;
}

/* Marks the arcs of least c + Λ and checks that all units are on such arcs. */
static hp_status mark_tight(bool *tight, price_graph *graph) {
    const hp_program *program = graph->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t used = program->arc_begin[row];
        while (graph->flow[used] == 0) {
            used++; /* supplies are positive and checked: some arc is used */
        }
        hp_lex old_price = graph->price[hp_moves_node(&graph->moves, used)];
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            int32_t node = hp_moves_node(&graph->moves, arc);
            hp_lex change = hp_moves_change(&graph->moves, row, used, arc);
            int sign = graph->known[node] ? hp_lex_sign(change, graph->price[node], old_price) : 1;
            tight[arc] = sign == 0;
            if (sign < 0 || (sign > 0 && graph->flow[arc] > 0)) {
                return refute(graph, "a unit is not on an arc of least cost and price");
            }
        }
    }
    return HP_OK;
}

static hp_status check_feasible(const price_graph *graph) {
    const hp_program *program = graph->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        int64_t units = 0;
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            units += graph->flow[arc];
            if (graph->flow[arc] < 0) {
                return refute(graph, "an arc holds less than nothing");
            }
        }
        if (units != program->supply[row]) {
            return refute(graph, "a row holds another number than its supply");
        }
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        if (graph->load[sink] > program->capacity[sink]) {
            return refute(graph, "a sink holds more than its capacity");
        }
    }
    return HP_OK;
}

static hp_status prove(bool *tight, price_graph *graph) {
    hp_program_load(graph->load, graph->program, graph->flow);
    HP_TRY(check_feasible(graph));
    HP_TRY(hp_moves_build(&graph->moves, graph->arena, graph->program, graph->flow));
    HP_TRY(find_prices(graph));
    return mark_tight(tight, graph);
}

hp_status hp_prices_compute(hp_prices *prices, const char **why, hp_arena *arena,
                            const hp_program *program, const int32_t *flow) {
    size_t nodes = (size_t)program->sink_count + 1;
    price_graph graph = {.program = program,
                         .flow = flow,
                         .node_count = program->sink_count + 1,
                         .load = hp_arena_alloc(arena, nodes, sizeof(int32_t)),
                         .known = hp_arena_alloc(arena, nodes, sizeof(bool)),
                         .price = hp_arena_alloc(arena, nodes, sizeof(hp_lex)),
                         .arena = arena,
                         .why = why};
    HP_NEED(graph.load);
    HP_NEED(graph.known);
    HP_NEED(graph.price);
    prices->price = graph.price;
    prices->tight = hp_arena_alloc(arena, (size_t)program->arc_begin[program->row_count],
                                   sizeof(bool));
    HP_NEED(prices->tight);
    return prove(prices->tight, &graph);
}
