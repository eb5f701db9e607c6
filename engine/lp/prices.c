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

/* Lowers the price of `node` by its best move; *fell tells that it did. */
static hp_status relax(bool *fell, price_graph *graph, int32_t node) {
    const hp_moves *moves = &graph->moves;
    for (int32_t edge = moves->begin[node]; edge < moves->begin[node + 1]; edge++) {
        int32_t to = moves->to[edge];
        if (!graph->known[to]) {
            continue;
        }
        hp_lex cost = hp_moves_cost(moves, &moves->best[edge]);
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

/* Marks the arcs of least c + Λ of a row and checks that its units are on such arcs. Once an arc
 * costs too much with no price at all, those behind it do. */
static bool mark_row(bool *tight, const price_graph *graph, int32_t row) {
    const hp_program *program = graph->program;
    int32_t ground = program->arc_begin[row + 1] - 1;
    int32_t used = program->arc_begin[row];
    while (graph->flow[used] == 0) {
        used++; /* supplies are positive and checked: some arc is used */
    }
    hp_lex old_price = graph->price[hp_moves_node(&graph->moves, used)];
    int32_t units = 0;
    for (int32_t arc = program->arc_begin[row]; arc <= ground; arc++) {
        int32_t node = hp_moves_node(&graph->moves, arc);
        hp_lex change = hp_moves_change(&graph->moves, row, used, arc);
        int sign = graph->known[node] ? hp_lex_sign(change, graph->price[node], old_price) : 1;
        tight[arc] = sign == 0;
        units += sign == 0 ? graph->flow[arc] : 0;
        if (sign < 0) {
            return false;
        }
        if (sign > 0 && arc < ground && hp_lex_sign(change, (hp_lex){0}, old_price) > 0) {
            arc = ground - 1;
        }
    }
    return units == program->supply[row];
}

static hp_status mark_tight(bool *tight, price_graph *graph) {
    for (int32_t row = 0; row < graph->program->row_count; row++) {
        if (!mark_row(tight, graph, row)) {
            return refute(graph, "a unit is not on an arc of least cost and price");
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
    HP_TRY(hp_moves_build(&graph->moves, graph->arena, graph->program, graph->flow, graph->load));
    HP_TRY(find_prices(graph));
    return mark_tight(tight, graph);
}

/* The prices, in memory that lives on. */
static hp_status keep_prices(hp_prices *prices, hp_arena *arena, const price_graph *graph) {
    int32_t sinks = graph->program->sink_count;
    prices->price = hp_arena_alloc(arena, (size_t)sinks, sizeof *prices->price);
    HP_NEED(prices->price);
    for (int32_t sink = 0; sink < sinks; sink++) {
        HP_TRY(hp_lex_sum(&prices->price[sink], arena, graph->price[sink], (hp_lex){0}));
    }
    return HP_OK;
}

static hp_status graph_new(price_graph *graph) {
    size_t nodes = (size_t)graph->node_count;
    graph->load = hp_arena_alloc(graph->arena, nodes, sizeof *graph->load);
    graph->known = hp_arena_alloc(graph->arena, nodes, sizeof *graph->known);
    graph->price = hp_arena_alloc(graph->arena, nodes, sizeof *graph->price);
    HP_NEED(graph->load);
    HP_NEED(graph->known);
    HP_NEED(graph->price);
    return HP_OK;
}

hp_status hp_prices_compute(hp_prices *prices, const char **why, hp_arena *arena,
                            const hp_program *program, const int32_t *flow) {
    hp_arena scratch = {0};
    price_graph graph = {.program = program,
                         .flow = flow,
                         .node_count = program->sink_count + 1,
                         .arena = &scratch,
                         .why = why};
    prices->tight = hp_arena_alloc(arena, (size_t)program->arc_begin[program->row_count],
                                   sizeof(bool));
    HP_NEED(prices->tight);
    hp_status status = graph_new(&graph);
    if (status == HP_OK) {
        status = prove(prices->tight, &graph);
    }
    if (status == HP_OK) {
        status = keep_prices(prices, arena, &graph);
    }
    hp_arena_free(&scratch);
    return status;
}
