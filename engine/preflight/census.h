/* One pass over the children of a season: who can reach what, counted for the pre-flight. */
#ifndef HP_PREFLIGHT_CENSUS_H
#define HP_PREFLIGHT_CENSUS_H

#include "policy/reach.h"

enum { HP_ONLY_NONE = -1, HP_ONLY_SEVERAL = -2 };

typedef struct hp_census {
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    bool *takes_part;   /* per student: a stage may seat it; not elsewhere, not fixed */
    int32_t *area;      /* per student: deciding address, else the first that is an area; -1 */
    int32_t *only;      /* per student: the one school that it can reach, or HP_ONLY_… */
    bool *feeder_owed;  /* per student: a stage gives it the feeder route, and its deciding address
                           lies in the zone of its own primary */
    bool *feeder_given; /* per student: and a row of the feeders table holds for it */
    int32_t *intake;  /* per school: children whom feeder, zone, sibling or group route gives it */
    bool *reached;    /* per school: by any child, any route, or a fixed placement */
    int32_t *at_area; /* per area: children, those elsewhere left out */
    int32_t *in_category; /* per category: the same */
    int32_t *of_primary;  /* per school: the same, by primary_id */
    int32_t *owed_of;     /* per school: of a primary, the children of feeder_owed */
    size_t *area_row;     /* per area: its row of the areas table */
    int32_t child_count;  /* all but those elsewhere */
    int32_t guaranteed_count;
} hp_census;

/* Counts everything. Takes as long as the season's own check of ways. */
hp_status HP_MUST_CHECK hp_census_take(hp_census *census, hp_arena *arena, const hp_data *data,
                                       const hp_policy *policy, const hp_roll *roll);

/* Whether one of the child's addresses lies in the zone of its own primary. */
bool hp_census_in_service_area(const hp_data *data, const hp_student *student);

/* Whether a row of the feeders table holds for graduates of the primary at an area (-1: none). */
bool hp_census_is_fed(const hp_data *data, int32_t primary, int32_t area);

/* Whether some stage has a route of the kind. */
bool hp_census_has_route(const hp_policy *policy, hp_route_kind kind);

/* Where the school's or area's row stands, with its id as value. */
hp_place hp_school_place(const hp_data *data, int32_t school);
hp_place hp_area_place(const hp_census *census, int32_t area);
hp_place hp_student_place(const hp_data *data, int32_t student);

#endif
