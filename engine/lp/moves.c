#include "lp/moves.h"

int32_t hp_moves_node(const hp_moves *moves, int32_t arc) {
    int32_t sink = moves->program->arc_sink[arc];
    return sink == HP_GROUND ? moves->node_count - 1 : sink;
}

hp_lex hp_moves_change(const hp_moves *moves, int32_t row, int32_t from, int32_t to) {
    return hp_program_change(moves->delta, moves->program, row, from, to);
}

hp_lex hp_moves_cost(const hp_moves *moves, const hp_move *move) {
    return hp_moves_change(moves, move->row, move->from, move->to);
}

/* Notes the move where it betters the edge. */
static void offer(hp_moves *moves, int32_t edge, bool is_new, hp_move move) {
    const hp_program *program = moves->program;
    hp_move *best = &moves->best[edge];
    moves->to[edge] = hp_moves_node(moves, move.to);
    if (!is_new) {
        hp_lex standing = hp_program_change(moves->delta + program->level_count, program, best->row,
                                            best->from, best->to);
        if (hp_lex_sign(hp_moves_cost(moves, &move), (hp_lex){0}, standing) >= 0) {
            return;
        }
    }
    *best = move;
}

/* Units of rows by the node that they are on, and the edges found so far out of one node. */
typedef struct edge_finder {
    hp_moves *moves;
    const int32_t *load;
    int32_t *begin; /* node_count + 1 */
    int32_t *row;   /* who is on the node … */
    int32_t *arc;   /* … by this arc */
    int32_t *edge;  /* per node: the edge to it; -1: none */
} edge_finder;

/* Sorts the arcs with units by the node that they lead to. */
static hp_status list_units(edge_finder *finder, hp_arena *arena, const int32_t *flow) {
    const hp_program *program = finder->moves->program;
    size_t nodes = (size_t)finder->moves->node_count;
    int32_t *end = hp_arena_alloc(arena, nodes, sizeof *end);
    finder->begin = hp_arena_alloc(arena, nodes + 1, sizeof *finder->begin);
    HP_NEED(end);
    HP_NEED(finder->begin);
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        finder->begin[hp_moves_node(finder->moves, arc) + 1] += flow[arc] > 0;
    }
    for (size_t node = 0; node < nodes; node++) {
        finder->begin[node + 1] += finder->begin[node];
        end[node] = finder->begin[node];
    }
    finder->row = hp_arena_alloc(arena, (size_t)finder->begin[nodes], sizeof *finder->row);
    finder->arc = hp_arena_alloc(arena, (size_t)finder->begin[nodes], sizeof *finder->arc);
    HP_NEED(finder->row);
    HP_NEED(finder->arc);
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            if (flow[arc] > 0) {
                int32_t at = end[hp_moves_node(finder->moves, arc)]++;
                finder->row[at] = row;
                finder->arc[at] = arc;
            }
        }
    }
    return HP_OK;
}

/* The row's next arc that a move may need: behind one with room only the ground's. */
static int32_t next_arc(const edge_finder *finder, int32_t row, int32_t arc) {
    const hp_program *program = finder->moves->program;
    int32_t sink = program->arc_sink[arc];
    bool has_room = sink != HP_GROUND && finder->load[sink] < program->capacity[sink];
    int32_t ground = program->arc_begin[row + 1] - 1;
    return has_room && arc < ground ? ground : arc + 1;
}

/* Goes through the edges out of a node, new ones from `count` on; with `fill`, notes their best
 * moves. Returns how many edges there are then. */
static int32_t each_edge(edge_finder *finder, int32_t node, int32_t count, bool fill) {
    hp_moves *moves = finder->moves;
    const hp_program *program = moves->program;
    int32_t first = count;
    for (int32_t i = finder->begin[node]; i < finder->begin[node + 1]; i++) {
        int32_t row = finder->row[i];
        int32_t from = finder->arc[i];
        for (int32_t to = program->arc_begin[row]; to < program->arc_begin[row + 1];
             to = next_arc(finder, row, to)) {
            int32_t *edge = &finder->edge[hp_moves_node(moves, to)];
            bool is_new = *edge < first;
            if (to == from) {
                continue;
            }
            *edge = is_new ? count++ : *edge;
            if (fill) {
                offer(moves, *edge, is_new, (hp_move){.row = row, .from = from, .to = to});
            }
        }
    }
    return count;
}

static void forget_edges(edge_finder *finder) {
    for (int32_t node = 0; node < finder->moves->node_count; node++) {
        finder->edge[node] = -1;
    }
}

hp_status hp_moves_build(hp_moves *moves, hp_arena *arena, const hp_program *program,
                         const int32_t *flow, const int32_t *load) {
    size_t nodes = (size_t)program->sink_count + 1;
    *moves = (hp_moves){
        .program = program,
        .node_count = program->sink_count + 1,
        .begin = hp_arena_alloc(arena, nodes + 1, sizeof(int32_t)),
        .delta = hp_arena_alloc(arena, 2 * (size_t)program->level_count, sizeof(int64_t))};
    edge_finder finder = {
        .moves = moves, .load = load, .edge = hp_arena_alloc(arena, nodes, sizeof(int32_t))};
    HP_NEED(moves->begin);
    HP_NEED(moves->delta);
    HP_NEED(finder.edge);
    HP_TRY(list_units(&finder, arena, flow));
    forget_edges(&finder);
    for (int32_t node = 0; node < moves->node_count; node++) {
        moves->begin[node + 1] = each_edge(&finder, node, moves->begin[node], false);
    }
    size_t edges = (size_t)moves->begin[nodes];
    moves->to = hp_arena_alloc(arena, edges, sizeof *moves->to);
    moves->best = hp_arena_alloc(arena, edges, sizeof *moves->best);
    HP_NEED(moves->to);
    HP_NEED(moves->best);
    forget_edges(&finder);
    for (int32_t node = 0; node < moves->node_count; node++) {
        each_edge(&finder, node, moves->begin[node], true);
    }
    return HP_OK;
}
