/* What two seasons have in common, one of which lent its tables to the other (hp_data.beside). */
#ifndef HP_SEASON_SAME_H
#define HP_SEASON_SAME_H

#include "season/data.h"

/* Whether every student's row says the same of the same areas and schools. */
bool hp_data_same_people(const hp_data *a, const hp_data *b);

/* Whether the seasons differ in nothing but the seats of schools, and in their policies. */
bool hp_data_same_ground(const hp_data *a, const hp_data *b);

#endif
