/* Prices first: the lexicographic optimum by shortest paths on the graph of sinks.
 *
 * Every row begins on its best arc; sinks then hold too much, and each search moves units along the
 * cheapest chain to a sink with room or to the ground (successive shortest paths: Ford and
 * Fulkerson 1962; with potentials, Edmonds and Karp 1972). It needs only addition and comparison of
 * costs, so it runs on vectors as they are. The number of searches depends on how wrong the prices
 * are with which it begins; they are learned from every eighth row first.
 *
 * Nothing here is taken for granted: the answer is given to the simplex method where rows are
 * contested, and proved with every arc (sift.h).
 */
#ifndef HP_LP_FINDER_H
#define HP_LP_FINDER_H

#include "lp/solve.h"

/* An optimal flow, one number per arc. Prices are learned from every `stride`th row first, then
 * from ever more; stride is a power of 8, 1: from all at once. The optimum does not depend on it.
 * Cost: searches × edges near an overfull sink. */
hp_status HP_MUST_CHECK hp_find_flow(int32_t *flow, hp_effort *effort, const hp_program *program,
                                     int32_t stride);

/* The same from prices that are known already, one per sink, none below 0: samples are taken only
 * where these prove far from what is needed. */
hp_status HP_MUST_CHECK hp_find_flow_from(int32_t *flow, hp_effort *effort,
                                          const hp_program *program, const hp_lex *start);

/* The stride that is worth its while for a program of this size. */
int32_t hp_find_stride(const hp_program *program);

#endif
