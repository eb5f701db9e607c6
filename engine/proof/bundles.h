/* Bundles whose children go to different schools: the program does not bind them to one (spec 5).
 */
#ifndef HP_PROOF_BUNDLES_H
#define HP_PROOF_BUNDLES_H

#include "stage/state.h"

/* The placed children of one parted bundle; students[i] by id. */
typedef struct hp_parted {
    const char *bundle;
    const int32_t *students;
    int32_t student_count;
} hp_parted;

typedef struct hp_bundles {
    hp_parted *parted; /* by bundle */
    int32_t parted_count;
} hp_bundles;

hp_status HP_MUST_CHECK hp_bundles_find(hp_bundles *bundles, const hp_state *state);

#endif
