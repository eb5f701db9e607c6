/* The two indicators of a season (spec 6). */
#ifndef HP_PROOF_INDICATORS_H
#define HP_PROOF_INDICATORS_H

#include "stage/state.h"

typedef struct hp_share {
    int32_t count;
    int32_t of;
    int32_t missing; /* how many more would reach the target; 0: reached, or no target */
} hp_share;

typedef struct hp_shares {
    hp_share nearby;
    hp_share migrants;
} hp_shares;

/* nearby: of the children placed in public, non-boarding, urban or town schools, those whose
 * school one of the policy's nearby routes gives; migrants: of the children of the policy's
 * migrant categories who are not elsewhere, those placed in public or purchased schools. */
void hp_shares_count(hp_shares *shares, const hp_state *state, hp_reach *reach);

#endif
