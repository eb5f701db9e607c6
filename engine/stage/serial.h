/* A `serial` stage: one child after another, with a look-ahead for the guaranteed (spec 5). */
#ifndef HP_STAGE_SERIAL_H
#define HP_STAGE_SERIAL_H

#include "stage/arcs.h"

/* Runs the stage: admits and takes seats. */
hp_status HP_MUST_CHECK hp_serial_run(hp_state *state, int stage_index, hp_reach *reach,
                                      const char **why, hp_findings *findings);

#endif
