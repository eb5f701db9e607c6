/* The fence around GLPK: one transportation program whose objective changes and whose face
 * shrinks. Only simplex.c knows GLPK; whole numbers go in and come out, doubles stay behind it.
 *
 * GLPK's environment belongs to a thread: an object is used by the thread that made it. After an
 * outcome other than HP_OK it can only be freed.
 */
#ifndef HP_LP_SIMPLEX_H
#define HP_LP_SIMPLEX_H

#include "lp/program.h"

typedef struct hp_simplex hp_simplex;

/* A program with every arc allowed, started from `flow`: a feasible flow whose arcs with flow > 0
 * are a forest, as a greedy assignment gives it. `full[s]` marks the sinks that a row left for
 * another arc when they were full. */
hp_status HP_MUST_CHECK hp_simplex_new(hp_simplex **out, const hp_program *program,
                                       const int32_t *flow, const bool *full);
void hp_simplex_free(hp_simplex *simplex);

/* The minimum of Σ cost_a x_a. flow: per arc; row_price, sink_price: a dual solution, d_a = cost_a
 * − row_price − sink_price >= 0 on allowed arcs, sink_price <= 0 unless the sink must be full.
 * HP_UNPROVEN: GLPK stopped elsewhere than at an optimum or gave no whole numbers; *why says it. */
hp_status HP_MUST_CHECK hp_simplex_minimise(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                                            const char **why, hp_simplex *simplex,
                                            const int64_t *cost);

/* Forbids an arc. Precondition: the last minimum does not use it. */
void hp_simplex_drop(hp_simplex *simplex, int32_t arc);

/* Makes a sink's capacity an equation. Precondition: the last minimum fills it. */
void hp_simplex_fill(hp_simplex *simplex, int32_t sink);

#endif
