#include "lp/moves.h"

int32_t hp_moves_node(const hp_moves *moves, int32_t arc) {
    int32_t sink = moves->program->arc_sink[arc];
    return sink == HP_GROUND ? moves->node_count - 1 : sink;
}

static hp_lex difference(int64_t *room, const hp_program *program, int32_t row, int32_t from,
                         int32_t to) {
    int32_t first = program->term_begin[row];
    int32_t terms = program->term_begin[row + 1] - first;
    const int32_t *old_cost = hp_arc_cost(program, row, from);
    const int32_t *new_cost = hp_arc_cost(program, row, to);
    for (int32_t t = 0; t < terms; t++) {
        room[t] = (int64_t)new_cost[t] - old_cost[t];
    }
    return (hp_lex){.count = terms, .level = program->term_level + first, .value = room};
}

hp_lex hp_moves_change(const hp_moves *moves, int32_t row, int32_t from, int32_t to) {
    return difference(moves->delta, moves->program, row, from, to);
}

hp_lex hp_moves_cost(const hp_moves *moves, const hp_move *move) {
    return hp_moves_change(moves, move->row, move->from, move->to);
}

static void offer(hp_moves *moves, int32_t row, int32_t from, int32_t to) {
    const hp_program *program = moves->program;
    hp_move *best =
        &moves->best[hp_moves_node(moves, from) * moves->node_count + hp_moves_node(moves, to)];
    if (best->row >= 0) {
        int64_t *room = moves->delta + program->level_count;
        hp_lex standing = difference(room, program, best->row, best->from, best->to);
        if (hp_lex_sign(hp_moves_change(moves, row, from, to), (hp_lex){0}, standing) >= 0) {
            return;
        }
    }
    *best = (hp_move){.row = row, .from = from, .to = to};
}

hp_status hp_moves_build(hp_moves *moves, hp_arena *arena, const hp_program *program,
                         const int32_t *flow) {
    size_t nodes = (size_t)program->sink_count + 1;
    *moves = (hp_moves){
        .program = program,
        .node_count = program->sink_count + 1,
        .best = hp_arena_alloc(arena, nodes * nodes, sizeof(hp_move)),
        .delta = hp_arena_alloc(arena, 2 * (size_t)program->level_count, sizeof(int64_t))};
    HP_NEED(moves->best);
    HP_NEED(moves->delta);
    for (size_t i = 0; i < nodes * nodes; i++) {
        moves->best[i].row = -1;
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t end = program->arc_begin[row + 1];
        for (int32_t from = program->arc_begin[row]; from < end; from++) {
            for (int32_t to = program->arc_begin[row]; to < end && flow[from] > 0; to++) {
                if (to != from) {
                    offer(moves, row, from, to);
                }
            }
        }
    }
    return HP_OK;
}
