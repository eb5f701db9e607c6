/* A stage in independent parts: schools that children join who can reach both belong together, and
 * what happens in one part does not touch another (levels add up over parts, the lottery chooses in
 * each alone). */
#ifndef HP_STAGE_SPLIT_H
#define HP_STAGE_SPLIT_H

#include "stage/arcs.h"

typedef struct hp_split {
    int32_t part_count;
    int32_t *begin;    /* part_count + 1; the part with most children first */
    int32_t *entrants; /* of part p from begin[p] on, ascending: indices of the queue */
    int32_t *part_of;  /* per school: the part whose children reach it; -1: none */
} hp_split;

/* Children without any arc are in no part. `serial`: by offers and prospects instead of arcs. */
hp_status HP_MUST_CHECK hp_split_stage(hp_split *split, const hp_state *state, int stage_index,
                                       const hp_queue *queue, hp_reach *reach, bool serial);

/* The children of a part as a queue of their own, in the same order. */
hp_status HP_MUST_CHECK hp_split_queue(hp_queue *part_queue, hp_arena *arena, const hp_queue *queue,
                                       const hp_split *split, int32_t part);

/* The part of an entrant; -1: none. Cost: linear in the queue. */
int32_t hp_split_part_of(const hp_split *split, int32_t entrant);

#endif
