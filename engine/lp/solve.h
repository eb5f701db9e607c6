/* The lexicographic optimum, level after level on the optimal face. */
#ifndef HP_LP_SOLVE_H
#define HP_LP_SOLVE_H

#include "lp/program.h"

/* What finding an optimum took; for tests that guard the growth. */
typedef struct hp_effort {
    int32_t solves; /* linear programs given to the simplex method */
} hp_effort;

/* An optimal flow, one number per arc, whole. Every step is checked in whole numbers; the whole
 * answer is proved by hp_prices_compute. HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_lp_solve(int32_t *flow, hp_effort *effort, const char **why,
                                    hp_arena *arena, const hp_program *program);

#endif
