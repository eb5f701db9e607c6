/* The graph of moves: what it costs at best to move one unit from a node to another.
 *
 * Nodes are the sinks and, last, the ground. A flow's edge u → v is the cheapest change of one unit
 * that sits on u to another of its arcs, one that leads to v; costs are lexicographic. At an
 * optimum no circle of moves costs less than nothing. */
#ifndef HP_LP_MOVES_H
#define HP_LP_MOVES_H

#include "lp/lex.h"
#include "lp/program.h"

/* A row's unit leaves arc `from` for arc `to`. */
typedef struct hp_move {
    int32_t row; /* -1: no unit can make the move */
    int32_t from;
    int32_t to;
} hp_move;

typedef struct hp_moves {
    const hp_program *program;
    int32_t node_count; /* sinks and the ground */
    hp_move *best;      /* node_count × node_count, from × to */
    int64_t *delta;     /* scratch: the differences of two arcs, twice */
} hp_moves;

/* Cost: O(arcs of a row squared), over all rows. */
hp_status HP_MUST_CHECK hp_moves_build(hp_moves *moves, hp_arena *arena, const hp_program *program,
                                       const int32_t *flow);

/* The node that an arc leads to. */
int32_t hp_moves_node(const hp_moves *moves, int32_t arc);

/* c_to − c_from of a row's arcs; entries may be 0; lent until the next call. */
hp_lex hp_moves_change(const hp_moves *moves, int32_t row, int32_t from, int32_t to);

/* The cost of the best move, lent until the next call. Precondition: there is one. */
hp_lex hp_moves_cost(const hp_moves *moves, const hp_move *move);

#endif
