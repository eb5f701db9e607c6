/* The season that a run was made of, found by the hashes that the run recorded. */
#ifndef HP_PUBLISH_ORIGIN_H
#define HP_PUBLISH_ORIGIN_H

#include "base/arena.h"
#include "base/finding.h"

/* Looks at the folders beside the run's folder `dir`, in order of their names, then at the folder
 * that holds them. *season_dir is in the arena; NULL, with a finding, when none fits.
 * HP_INPUT: the run cannot be read. */
hp_status HP_MUST_CHECK hp_origin_find(const char **season_dir, hp_arena *arena, const char *dir,
                                       hp_findings *findings);

#endif
