/* The fence around GLPK's branch and bound: a small program whose columns are whole numbers.
 *
 *     minimum of  Σ_j c_j x_j
 *     Σ_j a_ij x_j  >= b_i     for every row i
 *     0 <= x_j <= most_j, and whole
 *
 * GLPK works in doubles. What it gives is rounded once and its rows are checked in whole numbers;
 * that no better point exists is its word alone, which lp/cover.c proves anew.
 */
#ifndef HP_LP_WHOLE_H
#define HP_LP_WHOLE_H

#include <stdint.h>

#include "base/status.h"

typedef struct hp_whole {
    int32_t column_count;
    const int32_t *most; /* per column */
    int32_t row_count;
    const int32_t *begin;       /* row_count + 1: the entries of a row … */
    const int32_t *column;      /* … each column at most once */
    const int64_t *coefficient; /* none is 0 */
    const int64_t *least;       /* per row */
} hp_whole;

/* An optimal point, per column into x. Costs and coefficients below 2^53. Without presolve and
 * without a limit of time: a limit of branches, which depends on no machine, ends the search.
 * HP_UNPROVEN: there is no point, the limit was reached, or GLPK gave what the rows do not allow;
 * *why says it. */
hp_status HP_MUST_CHECK hp_whole_minimise(int32_t *x, const char **why, const hp_whole *program,
                                          const int64_t *cost);

#endif
