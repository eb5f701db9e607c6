/* Going on from an earlier run (spec 8, --after): its placements stand. */
#ifndef HP_STAGE_EARLIER_H
#define HP_STAGE_EARLIER_H

#include "stage/state.h"

/* A kept child whose row is gone or has a destination now: the seat is free again. */
typedef struct hp_freed {
    const char *student_id;
    const char *school_id;
    bool gone; /* else elsewhere */
} hp_freed;

typedef struct hp_earlier {
    char manifest_hash[HP_HEX_BYTES]; /* of DIR0/manifest.json */
    const hp_json *result;            /* DIR0/result.json */
    hp_json *document;                /* owns it */
    hp_json *manifest;
    hp_json *certificate; /* only when a run is taken again */
    int stages_done;      /* the policy's first ones */
    hp_freed *freed;      /* by student_id */
    int32_t freed_count;
} hp_earlier;

/* Reads the run in `dir`, checks it against its manifest, and puts its placements into the state
 * as kept. Faults are findings (HP_INPUT). */
hp_status HP_MUST_CHECK hp_earlier_take(hp_earlier *earlier, hp_state *state, const char *dir,
                                        hp_findings *findings);

/* Takes from the folder of a finished run what that run had kept from its own earlier run, so that
 * it can be run again: its kept children, the stages that it found done, and the end of the stages
 * that it ran. A run without an earlier one keeps nobody. Faults are findings (HP_INPUT). */
hp_status HP_MUST_CHECK hp_earlier_retake(hp_earlier *earlier, hp_state *state, int *end_stage,
                                          const char *dir, hp_findings *findings);

/* The hash of DIR0/manifest.json. */
hp_status HP_MUST_CHECK hp_earlier_hash(char hex[HP_HEX_BYTES], hp_arena *arena, const char *dir,
                                        hp_findings *findings);

void hp_earlier_free(hp_earlier *earlier);

#endif
