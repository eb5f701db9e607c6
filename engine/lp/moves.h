/* The graph of moves: what it costs at best to move one unit from a node to another.
 *
 * Nodes are the sinks and, last, the ground. A flow's edge u → v is the cheapest change of one unit
 * that sits on u to another of its arcs, one that leads to v; costs are lexicographic. At an
 * optimum no circle of moves costs less than nothing.
 *
 * Arcs of a row behind one whose sink has room are left out: a chain is no dearer that leaves the
 * unit there, and goes on from the ground where it must (program.h). */
#ifndef HP_LP_MOVES_H
#define HP_LP_MOVES_H

#include "lp/lex.h"
#include "lp/program.h"

/* A row's unit leaves arc `from` for arc `to`. */
typedef struct hp_move {
    int32_t row;
    int32_t from;
    int32_t to;
} hp_move;

typedef struct hp_moves {
    const hp_program *program;
    int32_t node_count; /* sinks and the ground */
    int32_t *begin;     /* node_count + 1: the edges out of a node … */
    int32_t *to;        /* … to these nodes … */
    hp_move *best;      /* … by these moves */
    int64_t *delta;     /* scratch: the differences of two arcs, twice */
} hp_moves;

/* `load`: units per sink. Cost: O(arcs) comparisons. */
hp_status HP_MUST_CHECK hp_moves_build(hp_moves *moves, hp_arena *arena, const hp_program *program,
                                       const int32_t *flow, const int32_t *load);

/* The node that an arc leads to. */
int32_t hp_moves_node(const hp_moves *moves, int32_t arc);

/* c_to − c_from of a row's arcs; entries may be 0; lent until the next call. */
hp_lex hp_moves_change(const hp_moves *moves, int32_t row, int32_t from, int32_t to);

/* The cost of the best move, lent until the next call. */
hp_lex hp_moves_cost(const hp_moves *moves, const hp_move *move);

#endif
