/* The schools of the season's level by where they lie: those near a point are found without a look
 * at all of them. By straight line, whatever the season's distances are.
 *
 * A k-d tree: of the plane, or for degrees of the sphere's points in space, where a chord grows
 * with the arc, so that neither poles nor the 180th meridian are special. The tree only leaves out
 * what lies safely too far; the whole metres of hp_point_metres decide. */
#ifndef HP_SEASON_NEAR_H
#define HP_SEASON_NEAR_H

#include "season/data.h"

/* A school and its whole metres from the point asked about. */
typedef struct hp_near_school {
    int32_t school;
    int32_t metres;
} hp_near_school;

/* An answer. */
typedef struct hp_near_list {
    hp_near_school *schools; /* the caller's */
    int32_t count;
    int32_t looked_at; /* schools whose metres were computed */
} hp_near_list;

/* Builds data->near. O(n log² n) in schools. */
hp_status HP_MUST_CHECK hp_near_build(hp_data *data);

/* The schools of the level at most `within_m` metres from a point, by index. `schools` has room
 * for all of the level. */
hp_near_list hp_near_within(hp_near_school *schools, const hp_data *data, double x, double y,
                            int32_t within_m);

/* The `most` nearest schools of the level, by metres, then index; `schools` has room for them. */
hp_near_list hp_near_nearest(hp_near_school *schools, int32_t most, const hp_data *data, double x,
                             double y);

#endif
