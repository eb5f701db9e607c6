/* Sifting: most rows have one best arc by a clear margin once good prices are known; only the
 * contested ones are given to the simplex method, and every arc is priced afterwards. */
#ifndef HP_LP_SIFT_H
#define HP_LP_SIFT_H

#include "lp/solve.h"

/* As hp_lp_solve_from: prices first (finder.h), then hp_sift_from. */
hp_status HP_MUST_CHECK hp_sift(hp_prices *prices, int32_t *flow, hp_effort *effort,
                                const char **why, hp_arena *arena, const hp_program *program,
                                const hp_lex *start);

/* Turns a feasible flow into an optimal one, whatever it is. Rows with several arcs in use are
 * contested: the simplex method settles them on those arcs, all other units staying where they are.
 * Arcs whose reduced cost is below 0 then come into use, until there is none. `in_use`: per arc,
 * those of the flow among them; it is changed. */
hp_status HP_MUST_CHECK hp_sift_from(hp_prices *prices, int32_t *flow, bool *in_use,
                                     hp_effort *effort, const char **why, hp_arena *arena,
                                     const hp_program *program);

#endif
