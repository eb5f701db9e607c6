/* Cells of one row that look as if they stood in each other's columns. */
#ifndef HP_PREFLIGHT_SWAPPED_H
#define HP_PREFLIGHT_SWAPPED_H

#include "preflight/census.h"
#include "preflight/notes.h"

hp_status HP_MUST_CHECK hp_swapped_columns(hp_notes *notes, hp_arena *arena,
                                           const hp_census *census);

#endif
