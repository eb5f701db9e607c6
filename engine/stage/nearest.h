/* A `nearest` stage: the linear program, its levels, the lottery (spec 5). */
#ifndef HP_STAGE_NEAREST_H
#define HP_STAGE_NEAREST_H

#include "lp/lottery.h"
#include "stage/arcs.h"

/* A nearest stage's program. Sinks are the schools; a row is a set of like children. */
struct hp_nearest {
    const hp_queue *queue;
    const hp_arcs *arcs;
    int32_t entrant_count; /* the queue's first ones that take part in the program */
    hp_program program;
    hp_level_value *levels; /* program.level_count of them; values once it is solved */
    int32_t *row;           /* per entrant */
    hp_prices prices;       /* once solved: the greatest ones */
    int32_t *taken;         /* once solved, per entrant: an index of the arcs; -1: `without` */
};

/* Builds the program; without the protected where `participants_only`. */
hp_status HP_MUST_CHECK hp_nearest_build(hp_nearest *nearest, const hp_state *state,
                                         int stage_index, const hp_queue *queue,
                                         const hp_arcs *arcs, bool participants_only);

/* Solves it and draws the lottery. HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_nearest_solve(hp_nearest *nearest, hp_effort *effort, const char **why,
                                         const hp_state *state);

/* The answer as a flow of the program: children on each arc. */
hp_status HP_MUST_CHECK hp_nearest_flow(int32_t **flow, hp_arena *arena, const hp_nearest *nearest);

/* The program's arc of an entrant to a school; HP_GROUND: `without`. -1: it has none. */
int32_t hp_nearest_arc(const hp_nearest *nearest, int32_t entrant, int32_t school);

/* Runs the stage: admits, takes seats, notes the solved program and yields. */
hp_status HP_MUST_CHECK hp_nearest_run(hp_state *state, int stage_index, hp_reach *reach,
                                       const char **why, hp_findings *findings);

#endif
