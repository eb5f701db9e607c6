/* The schools of the level within so many metres of an address, for `any` routes: the same for
 * every child whose routes start there, so they are worked out once and remembered. */
#ifndef HP_POLICY_RINGS_H
#define HP_POLICY_RINGS_H

#include "policy/policy.h"
#include "season/near.h"

/* One radius and what is remembered of it. */
typedef struct hp_ring {
    int32_t within_m; /* INT32_MAX: no limit */
    int32_t *begin;   /* per area: 1 + where its list begins in `kept`; 0: not known yet */
} hp_ring;

typedef struct hp_rings {
    const hp_data *data;
    hp_ring *rings; /* one for each within_m of an `any` route */
    int ring_count;
    hp_near_school *kept; /* lists, each headed by its length (as a school) */
    size_t kept_count;
    size_t kept_room;
    hp_near_school *last; /* the last list that found no room: of ring and address */
    int32_t last_count;
    int last_ring;
    int32_t last_address;
    int64_t found_count; /* lists worked out so far */
} hp_rings;

hp_status HP_MUST_CHECK hp_rings_new(hp_rings *rings, hp_arena *arena, const hp_data *data,
                                     const hp_policy *policy);

/* The schools of the level at most `within_m` metres from the area, by index, and those whose
 * metres the distance table lacks. `within_m`: of an `any` route of the policy. Lent until the
 * next call. */
hp_near_list hp_rings_at(hp_rings *rings, int32_t within_m, int32_t area);

#endif
