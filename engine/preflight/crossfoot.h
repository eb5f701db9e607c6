/* Seats against children: of the district, of each school, along each feeder. */
#ifndef HP_PREFLIGHT_CROSSFOOT_H
#define HP_PREFLIGHT_CROSSFOOT_H

#include "preflight/census.h"
#include "preflight/notes.h"

hp_status HP_MUST_CHECK hp_crossfoot(hp_notes *notes, hp_arena *arena, const hp_census *census);

#endif
