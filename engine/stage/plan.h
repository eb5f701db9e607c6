/* The levels of a nearest stage that concern somebody (spec 5, steps 1 and 2). */
#ifndef HP_STAGE_PLAN_H
#define HP_STAGE_PLAN_H

#include "stage/queue.h"

typedef struct hp_plan {
    hp_level_value *levels; /* in order; values once the stage is solved */
    int32_t *runs;          /* per level: those of one run are worth settling together */
    int32_t count;
    int32_t *place_of; /* per category: its place level; -1: none */
    int32_t *first_of; /* per level of the policy: its first level here; -1: left out */
} hp_plan;

/* The levels for the queue's first `entrant_count` children: `place` for each category in
 * guarantee_order that has a guaranteed child, then the policy's levels, admits band by band.
 * Levels that concern no child are left out (spec 6). */
hp_status HP_MUST_CHECK hp_plan_levels(hp_plan *plan, const hp_state *state, int stage_index,
                                       const hp_queue *queue, int32_t entrant_count);

/* Whether the levels are the same, values aside. */
bool hp_level_same(const hp_level_value *a, const hp_level_value *b);
bool hp_plan_same(const hp_plan *a, const hp_plan *b);

/* The levels that concern a child, ascending, into terms[]; returns how many: at most one more than
 * the stage's levels. */
int32_t hp_plan_terms(int32_t *terms, const hp_plan *plan, const hp_stage *stage,
                      const hp_entrant *entrant, int32_t category, bool guaranteed);

#endif
