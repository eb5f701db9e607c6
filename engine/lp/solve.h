/* The lexicographic optimum with its proof. */
#ifndef HP_LP_SOLVE_H
#define HP_LP_SOLVE_H

#include "lp/prices.h"

/* How a program is solved; the answer's value and prices are the same. */
typedef enum hp_lp_path {
    HP_LP_SIFTED, /* prices first, then contested rows by the simplex method */
    HP_LP_WHOLE   /* every row and arc by the simplex method; for tests */
} hp_lp_path;

/* What finding an optimum took; for tests that guard the growth. */
typedef struct hp_effort {
    int32_t solves;    /* linear programs given to the simplex method */
    int32_t rounds;    /* times that the contested rows were chosen */
    int64_t contested; /* rows given to the simplex method, over all rounds */
    int64_t searches;  /* chains looked for by the price finder */
    int64_t steps;     /* edges looked at by searches for chains: its own, or hp_exchange_steps */
    int64_t offers;    /* moves put into the price finder's heaps */
} hp_effort;

/* An optimal flow, one number per arc, whole, with its greatest prices: proved over all arcs in
 * whole numbers, whichever path found it. HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_lp_solve(hp_prices *prices, int32_t *flow, hp_effort *effort,
                                    const char **why, hp_arena *arena, const hp_program *program,
                                    hp_lp_path path);

/* As hp_lp_solve, the prices being looked for from `start` on: one per sink, none below 0; NULL:
 * from nothing. The nearer to the optimum's, the sooner it is found. */
hp_status HP_MUST_CHECK hp_lp_solve_from(hp_prices *prices, int32_t *flow, hp_effort *effort,
                                         const char **why, hp_arena *arena,
                                         const hp_program *program, hp_lp_path path,
                                         const hp_lex *start);

#endif
