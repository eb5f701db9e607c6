/* The students table turned into children: addresses, choices, fixed schools, bundles. */
#ifndef HP_SEASON_STUDENTS_H
#define HP_SEASON_STUDENTS_H

#include "season/data.h"

/* Links the rows of the students table to areas and schools, which are linked already, in order of
 * student_id; where the season beside lends all of these, the children too. Faults are findings. */
hp_status HP_MUST_CHECK hp_students_link(hp_data *data, hp_arena *scratch, hp_findings *findings);

#endif
