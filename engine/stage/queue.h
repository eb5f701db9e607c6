/* The children of a stage: who takes part, in which order, with which number. */
#ifndef HP_STAGE_QUEUE_H
#define HP_STAGE_QUEUE_H

#include "stage/state.h"

/* A child in a stage. */
typedef struct hp_entrant {
    int32_t student;
    bool participant;  /* else protected: guaranteed, not served, counted on for later */
    uint64_t number;   /* lottery number in this stage; a bundle shares one */
    int32_t serving;   /* position of its category in `serve`; participants only */
    int32_t band;      /* within its category, from 0; participants only */
    int32_t nearest_m; /* metres to the nearest now-school, full or not; -1: none or unknown */
} hp_entrant;

struct hp_queue {
    hp_entrant *entrants; /* participants by serving, keys, number and id; then the protected by
                             number and id */
    int32_t count;
    int32_t participant_count;
    int32_t *band_count; /* per category */
};

/* HP_INPUT: an order key does not allow a missing value, or the stage has no seed. */
hp_status HP_MUST_CHECK hp_queue_form(hp_queue *queue, const hp_state *state, int stage_index,
                                      hp_reach *reach, hp_findings *findings);

#endif
