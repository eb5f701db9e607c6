/* What a run found in its stages, kept so that a run of the same season with changes need not find
 * it again: children in the same order, schools within their reach, the answer of a part that
 * nothing touched, the program of one where only seats differ, prices to begin with. What is taken
 * over is just what would have been found, so the answer is the same without it. */
#ifndef HP_STAGE_KNOWN_H
#define HP_STAGE_KNOWN_H

#include "base/buffer.h"
#include "stage/split.h"

/* A part of a stage. */
typedef struct hp_known_part {
    hp_arena arena;   /* of all that follows */
    hp_queue queue;   /* its children */
    hp_buffer report; /* what they got */
    const void *made; /* what the stage made on the way there; NULL: nothing */
} hp_known_part;

typedef struct hp_known_stage {
    hp_split split;
    hp_known_part *parts; /* of the split; NULL: the stage did not run */
} hp_known_stage;

/* Zeroed, nothing is known and it can be freed. */
typedef struct hp_known {
    const hp_state *state; /* of the run, once it is finished */
    int stage_count;
    hp_known_stage *stages; /* in the run's arena */
} hp_known;

/* Makes room for what a run will find. */
hp_status HP_MUST_CHECK hp_known_new(hp_known *known, const hp_state *state);
void hp_known_free(hp_known *known);

/* What of a known run holds for another season. */
typedef struct hp_recall {
    const hp_known *known;
    int32_t *stage_of;  /* per stage: the known run's of the same id; -1: it has none */
    bool *holds;        /* per stage: children, schools, reach and rules are the same there */
    int32_t *school_of; /* per school: the known run's of the same id; -1: it has none */
} hp_recall;

/* `state`: before its first stage. Lent: known. O(tables that are not lent by the known season). */
hp_status HP_MUST_CHECK hp_recall_new(hp_recall *recall, const hp_state *state,
                                      const hp_known *known);

/* The known run's result in the same stage, whether or not it holds; NULL: none. */
const hp_stage_result *hp_recall_result(const hp_state *state, int stage_index);

/* The known run's queue, where the same children wait and it holds; NULL: it must be formed. */
const hp_queue *hp_recall_queue(const hp_state *state, int stage_index);

/* The known run's split, where it holds and the same schools have a free seat; NULL: it must be
 * found. `queue`: of this run. */
const hp_split *hp_recall_split(const hp_state *state, int stage_index, const hp_queue *queue);

/* The part of the known run with the same children, who reach the same schools with a free seat;
 * NULL: none. *same_seats: as many free seats each, so that its report holds as it is. */
const hp_known_part *hp_recall_part(bool *same_seats, const hp_state *state, int stage_index,
                                    const hp_queue *queue, const hp_split *split, int32_t part);

#endif
