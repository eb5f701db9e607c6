#include "lp/moves.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

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

/* Units of rows by the node that they are on, and the edges found so far out of one node. */
typedef struct edge_finder {
    hp_moves *moves;
    const int32_t *load;
    int32_t *begin; /* node_count + 1 */
    int32_t *row;   /* who is on the node … */
    int32_t *arc;   /* … by this arc */
    int32_t *edge;  /* per node: the edge to it from the node under way, or an earlier one */
    int32_t *to;    /* per edge so far, as in hp_moves */
    size_t to_capacity;
    hp_move *best;
    size_t best_capacity;
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

/* Takes a move into the edges so far, of which those from `first` on leave the node under way. */
static hp_status offer(edge_finder *finder, int32_t first, int32_t *count, hp_move move) {
    hp_moves *moves = finder->moves;
    int32_t node = hp_moves_node(moves, move.to);
    int32_t edge = finder->edge[node];
    if (edge < first) {
        size_t edges = (size_t)*count + 1;
        HP_TRY(hp_grow(&finder->to, &finder->to_capacity, edges, sizeof *finder->to));
        HP_TRY(hp_grow(&finder->best, &finder->best_capacity, edges, sizeof *finder->best));
        finder->edge[node] = *count;
        finder->to[*count] = node;
        finder->best[(*count)++] = move;
        return HP_OK;
    }
    const hp_move *best = &finder->best[edge];
    hp_lex standing = hp_program_change(moves->delta + moves->program->level_count, moves->program,
                                        best->row, best->from, best->to);
    if (hp_lex_sign(hp_moves_cost(moves, &move), (hp_lex){0}, standing) < 0) {
        finder->best[edge] = move;
    }
    return HP_OK;
}

/* Finds the edges out of a node; *count grows by them. */
static hp_status find_edges(edge_finder *finder, int32_t node, int32_t *count) {
    const hp_program *program = finder->moves->program;
    int32_t first = *count;
    for (int32_t i = finder->begin[node]; i < finder->begin[node + 1]; i++) {
        int32_t row = finder->row[i];
        int32_t from = finder->arc[i];
        for (int32_t to = program->arc_begin[row]; to < program->arc_begin[row + 1];
             to = next_arc(finder, row, to)) {
            if (to != from) {
                HP_TRY(offer(finder, first, count, (hp_move){.row = row, .from = from, .to = to}));
            }
        }
    }
    return HP_OK;
}

static hp_status find_all(edge_finder *finder, hp_arena *arena, const int32_t *flow) {
    hp_moves *moves = finder->moves;
    int32_t count = 0;
    HP_TRY(list_units(finder, arena, flow));
    for (int32_t node = 0; node < moves->node_count; node++) {
        finder->edge[node] = -1;
    }
    for (int32_t node = 0; node < moves->node_count; node++) {
        HP_TRY(find_edges(finder, node, &count));
        moves->begin[node + 1] = count;
    }
    moves->to = hp_arena_alloc(arena, (size_t)count, sizeof *moves->to);
    moves->best = hp_arena_alloc(arena, (size_t)count, sizeof *moves->best);
    HP_NEED(moves->to);
    HP_NEED(moves->best);
    if (count > 0) {
        memcpy(moves->to, finder->to, (size_t)count * sizeof *moves->to);
        memcpy(moves->best, finder->best, (size_t)count * sizeof *moves->best);
    }
    return HP_OK;
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
    hp_status status = find_all(&finder, arena, flow);
    free(finder.to);
    free(finder.best);
    return status;
}
