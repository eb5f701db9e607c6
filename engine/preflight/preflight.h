/* The pre-flight: what looks wrong in a season whose every cell is right. All of it warnings. */
#ifndef HP_PREFLIGHT_PREFLIGHT_H
#define HP_PREFLIGHT_PREFLIGHT_H

#include "policy/roll.h"

/* A season as read, checked and called. */
typedef struct hp_preflight_season {
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
} hp_preflight_season;

/* `last_year`, `also`: NULL where there is none to compare with. O(n log n) in rows, times the
 * schools that a route gives a child. */
hp_status HP_MUST_CHECK hp_preflight_run(const hp_preflight_season *season,
                                         const hp_preflight_season *last_year,
                                         const hp_preflight_season *also, hp_findings *findings);

#endif
