/* The roll: of each child the category, the guarantee and the deciding address (spec 3). */
#ifndef HP_POLICY_ROLL_H
#define HP_POLICY_ROLL_H

#include "policy/policy.h"

typedef struct hp_roll {
    int32_t *category; /* per student; -1: none (only when elsewhere or fixed) */
    int32_t *address;  /* per student: the area where routes and metres start; -1: none */
    bool *guaranteed;  /* per student */
} hp_roll;

/* A student of no category or without a deciding address is an error, unless elsewhere or fixed;
 * a category that nobody matches is a warning. */
hp_status HP_MUST_CHECK hp_roll_call(hp_roll *roll, hp_arena *arena, const hp_data *data,
                                     const hp_policy *policy, hp_findings *findings);

#endif
