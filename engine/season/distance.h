/* Distances in whole metres, rounded half up, once (spec 2). */
#ifndef HP_SEASON_DISTANCE_H
#define HP_SEASON_DISTANCE_H

#include "season/data.h"

/* Fills data->metres from the distance table, or by straight lines. */
hp_status HP_MUST_CHECK hp_distances_compute(hp_data *data, hp_findings *findings);

/* Whole metres between two points as the season writes them, rounded half up. */
int32_t hp_point_metres(const hp_data *data, double x1, double y1, double x2, double y2);

#endif
