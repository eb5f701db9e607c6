/* Seats of a school and the rule that binds (spec 4). */
#ifndef HP_SEASON_SEATS_H
#define HP_SEASON_SEATS_H

#include "season/data.h"

/* The campus's legal size cap: 2,400 built before 2010, 2,000 from 2010 on. */
int32_t hp_legal_size_cap(int32_t built_year);

/* The class cap of a level: 45 primary, 50 junior. */
int32_t hp_class_cap(hp_level level);

/* Sets seats = min(classes × class_size, size_cap − continuing, plan) − reserved, at least 0, and
 * the rule that gives the minimum. */
void hp_seats_compute(hp_school *school);

#endif
