/* Distances in whole metres, rounded half up, once (spec 2). */
#ifndef HP_SEASON_DISTANCE_H
#define HP_SEASON_DISTANCE_H

#include "season/data.h"

#define HP_EARTH_RADIUS_M 6371008.8 /* mean radius, spec 2 */
#define HP_RADIANS (3.14159265358979323846 / 180.0)

enum { HP_MOST_METRES = 2100000000 }; /* what lies farther is told as this */

/* Links the distance table into rows by area, each by school; a pair that stands twice is a
 * finding. Nothing where metres are straight lines: those are computed when they are asked for.
 * O(n log n) in rows. */
hp_status HP_MUST_CHECK hp_distances_link(hp_data *data, hp_arena *scratch, hp_findings *findings);

/* Whole metres between two points as the season writes them, rounded half up. */
int32_t hp_point_metres(const hp_data *data, double x1, double y1, double x2, double y2);

#endif
