/* The units that may move from one node to another, the cheapest first.
 *
 * Nodes are the sinks and, last, the ground. An edge u → v holds, of the rows with units on u, the
 * arcs to v that were offered, in a heap by what the move costs. The top has units on u; others
 * that have none any more are dropped when they come there.
 */
#ifndef HP_LP_SHIFTS_H
#define HP_LP_SHIFTS_H

#include "lp/lex.h"
#include "lp/program.h"

/* A move of units of a row from one of its arcs to another. */
typedef struct hp_shift {
    int64_t key; /* orders moves by the first entry of their cost; equal keys need a closer look */
    int32_t row;
    int32_t from;
    int32_t to;
} hp_shift;

typedef struct hp_edge {
    int32_t from; /* nodes */
    int32_t to;
    hp_shift *heap;
    size_t count;
    size_t capacity;
    bool in_order;    /* a heap; until somebody asks for the best, moves are just listed */
    bool costed;      /* `cost` is that of the top */
    hp_lex cost;      /* of the top, without zeros; lent by the edge */
    int64_t *numbers; /* room for its values, then its levels */
} hp_edge;

typedef struct hp_edges {
    int32_t *edges; /* indices of hp_shifts.edges */
    size_t count;
    size_t capacity;
} hp_edges;

typedef struct hp_shifts {
    const hp_program *program;
    const int32_t *flow; /* per arc; the caller changes it */
    int32_t node_count;
    int32_t term_most; /* the most terms that a row has */
    int32_t *edge_at;  /* node_count × node_count: index + 1; 0: no edge */
    hp_edge *edges;
    size_t edge_count;
    size_t edge_capacity;
    hp_edges *out; /* per node */
    hp_edges *in;
    int32_t *level; /* scratch of two moves' costs */
    int64_t *value;
    size_t offers; /* moves ever offered; for tests that guard the growth */
} hp_shifts;

hp_status HP_MUST_CHECK hp_shifts_new(hp_shifts *shifts, const hp_program *program,
                                      const int32_t *flow);
void hp_shifts_free(hp_shifts *shifts);

/* Offers the move of a row's units from one arc to another. */
hp_status HP_MUST_CHECK hp_shifts_offer(hp_shifts *shifts, int32_t row, int32_t from, int32_t to);

/* The cheapest move along an edge, its cost in edge->cost, both lent until the flow changes; NULL:
 * nobody can move. */
const hp_shift *hp_shifts_best(hp_shifts *shifts, int32_t edge);

/* Tells that no units are left on `from` that could move to `to`. */
void hp_shifts_withdraw(hp_shifts *shifts, int32_t from, int32_t to);

/* What a move of a row costs, without zeros; lent until the next call. */
hp_lex hp_shifts_cost(hp_shifts *shifts, int32_t row, int32_t from, int32_t to);

/* The node that an arc leads to. */
static inline int32_t hp_shifts_node(const hp_shifts *shifts, int32_t arc) {
    int32_t sink = shifts->program->arc_sink[arc];
    return sink == HP_GROUND ? shifts->node_count - 1 : sink;
}

#endif
