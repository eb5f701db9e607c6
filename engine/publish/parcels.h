/* A sealed run, parted by who may see what (docs/publication.md, Publish). */
#ifndef HP_PUBLISH_PARCELS_H
#define HP_PUBLISH_PARCELS_H

#include "base/finding.h"

/* Writes public/, schools/, primaries/ and bureau/ of the sealed run in `dir` into the new folder
 * `to`, whole or not at all. HP_INPUT: it is not sealed, or was changed afterwards. */
hp_status HP_MUST_CHECK hp_parcels_write(const char *dir, const char *to, hp_findings *findings);

#endif
