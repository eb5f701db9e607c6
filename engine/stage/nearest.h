/* A `nearest` stage: its parts' linear programs, put together (spec 5). */
#ifndef HP_STAGE_NEAREST_H
#define HP_STAGE_NEAREST_H

#include "stage/plan.h"
#include "stage/seats.h"

/* The answer of a nearest stage, or of its program without the protected. */
struct hp_nearest {
    const hp_queue *queue;
    int32_t entrant_count; /* the queue's first ones that take part in the program */
    hp_plan plan;          /* the levels with their values */
    hp_lex *price;         /* per school: the greatest prices, by the plan's levels */
    hp_arc *taken;         /* per entrant; school -1: `without` */
};

/* Runs the stage: admits, takes seats, notes the answer and yields. */
hp_status HP_MUST_CHECK hp_nearest_run(hp_state *state, int stage_index, hp_reach *reach,
                                       const char **why, hp_findings *findings);

/* What it would have cost in a stage that was run to put an entrant at a school that it reaches,
 * with all others re-arranged at best: by the plan's levels (lp/refusal.h). The program of its
 * part is built again. */
hp_status HP_MUST_CHECK hp_nearest_refusal(hp_lex *cost, hp_arena *arena, const hp_state *state,
                                           int stage_index, hp_reach *reach, int32_t entrant,
                                           int32_t school);

/* What one seat more at each school would have saved in a stage that was run, by the plan's levels:
 * the least prices (lp/least.h). `price`, `known`: per school, zeroed by the caller; schools that
 * were in no program (nobody reached them, or no seat was free) stay unknown. All programs are
 * built again, none is solved. */
hp_status HP_MUST_CHECK hp_nearest_least(hp_lex *price, bool *known, hp_arena *arena,
                                         const hp_state *state, int stage_index, hp_reach *reach);

#endif
