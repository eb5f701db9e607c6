/* Groups of children of whom all or none reach a school, while others like them do. */
#ifndef HP_PREFLIGHT_GROUPS_H
#define HP_PREFLIGHT_GROUPS_H

#include "preflight/census.h"
#include "preflight/notes.h"

/* By feeders and zones: rows that are missing, or that lead to an unlikely school. */
hp_status HP_MUST_CHECK hp_groups_by_right(hp_notes *notes, hp_arena *arena,
                                           const hp_census *census);

/* By choices: a primary whose graduates never name a near school, or nothing at all. */
hp_status HP_MUST_CHECK hp_groups_by_choice(hp_notes *notes, hp_arena *arena,
                                            const hp_census *census);

#endif
