/* How a stage is done part by part, and what its children get. */
#ifndef HP_STAGE_SEATS_H
#define HP_STAGE_SEATS_H

#include "base/workers.h"
#include "stage/known.h"

/* A part of a stage at work, in this process or another. */
typedef struct hp_part_work {
    const hp_state *state; /* its arena is the part's own, and kept where parts are */
    hp_arena *scratch;     /* of what nobody asks for once the part has reported */
    int stage_index;
    const hp_queue *queue; /* the part's */
    hp_reach *reach;
    const void *known; /* what was made of the same part with other free seats; NULL: nothing */
    const void *made;  /* what is worth keeping for that; in the part's arena */
    const char *why;   /* of HP_UNPROVEN */
} hp_part_work;

/* Does a part and reports what its children get. */
typedef hp_status hp_do_part(hp_part_work *work, const void *context, hp_buffer *report);

/* Takes in what a part reported; `entrants`: where in the stage's queue its children stand. */
typedef hp_status hp_take_part(void *context, const int32_t *entrants, hp_buffer *report);

typedef struct hp_stage_work {
    hp_do_part *run;
    hp_take_part *take;
    void *context; /* of both */
    bool anew;     /* what a part reported before does not fit the stage as it is now */
} hp_stage_work;

/* Splits the stage, does its parts on all cores and takes in what they report, part by part.
 * HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_parts_run(const hp_state *state, int stage_index, const hp_queue *queue,
                                     hp_reach *reach, bool serial, const hp_stage_work *work,
                                     const char **why);

/* Numbers and arrays in a report, in the order in which they were put. */
void hp_report_put(hp_buffer *report, const void *items, size_t count, size_t size);
void hp_report_take(void *items, size_t count, size_t size, const char **at);

/* Seats the entrants who took a now-arc (taken[e].school >= 0), for good. Returns the metres of
 * the later-arcs among `taken`. */
int64_t hp_seats_take(hp_state *state, int stage_index, const hp_queue *queue, const hp_arc *taken,
                      int32_t count);

#endif
