/* The levels of a program one after another on the optimal face, by the simplex method. */
#ifndef HP_LP_LEVELS_H
#define HP_LP_LEVELS_H

#include "lp/solve.h"

/* Turns `flow` into an optimal one. It begins as a feasible flow whose arcs with flow > 0 are a
 * forest; `full[s]` marks the sinks that a row left for another arc when they were full, so that
 * every tree has one sink that is not marked, or the ground. Rows need no arc to the ground. Every
 * step is checked in whole numbers. HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_levels_settle(int32_t *flow, hp_effort *effort, const char **why,
                                         hp_arena *arena, const hp_program *program,
                                         const bool *full);

#endif
