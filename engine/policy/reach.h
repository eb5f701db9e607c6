/* Which schools a child can reach, by which route, at how many metres (spec 3, Routes). */
#ifndef HP_POLICY_REACH_H
#define HP_POLICY_REACH_H

#include "policy/rings.h"
#include "policy/roll.h"

/* A school within a child's reach. */
typedef struct hp_way {
    int32_t school;
    int32_t metres; /* HP_METRES_UNKNOWN: the distance table lacks the pair */
    int16_t route;  /* index of the stage's routes */
    int16_t choice; /* 1 … 9 by the choice route; else 0 */
} hp_way;

/* Answers for one child at a time; keep one per pass over the children. */
typedef struct hp_reach {
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    hp_way *ways; /* the answer, lent until the next call */
    int32_t way_count;
    bool *seen;      /* per school: already among the ways */
    int32_t *groups; /* scratch: education groups of one child, each once */
    int32_t group_count;
    int32_t *members; /* scratch: their schools */
    hp_rings rings;   /* what depends on the address alone */
} hp_reach;

hp_status HP_MUST_CHECK hp_reach_new(hp_reach *reach, hp_arena *arena, const hp_data *data,
                                     const hp_policy *policy, const hp_roll *roll);

/* The schools that the stage's routes give the child, each once by the first route that gives it,
 * seats aside; `with_choice` false leaves the choice route out. */
void hp_reach_stage(hp_reach *reach, int32_t student, const hp_stage *stage, bool with_choice);

/* Whether the route's `when` holds for the child. */
bool hp_reach_opens(const hp_reach *reach, int32_t student, const hp_route *route);

/* As hp_reach_stage, by one route alone, whether or not it opens for the child. Precondition: the
 * child has a deciding address. */
void hp_reach_route(hp_reach *reach, int32_t student, const hp_stage *stage, int route);

/* Where to remember, in a list per area, something about what an `any` route gives at an area: by
 * straight line and without a limit every area is given the same. */
int32_t hp_reach_slot(const hp_reach *reach, const hp_route *route, int32_t area);

/* Whether one of the marked route kinds gives the child the school, filters aside. */
bool hp_reach_nearby(hp_reach *reach, int32_t student, const bool kinds[HP_ROUTE_KINDS],
                     int32_t school);

#endif
