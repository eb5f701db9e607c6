/* The arcs of a stage's children: where each may go now or later (spec 5). */
#ifndef HP_STAGE_ARCS_H
#define HP_STAGE_ARCS_H

#include "stage/queue.h"

/* A school with a free seat within a child's reach. */
typedef struct hp_arc {
    int32_t school;
    int32_t metres;
    bool now;       /* a now-arc; else a later-arc */
    int16_t route;  /* now-arcs: index of the stage's routes; later-arcs: -1 */
    int16_t choice; /* 1 … 9 by the choice route; else 0 */
} hp_arc;

/* Arcs of entrant e: arcs[begin[e]] … arcs[begin[e + 1] - 1]; of a stage, those of like[e]. */
typedef struct hp_arcs {
    int32_t *begin;
    hp_arc *arcs;
    int32_t *like; /* of a stage: an entrant with the same arcs, mostly e itself; else NULL */
    uint8_t *cut;  /* of a stage: whose farthest arcs are left out, in bits of hp_arc_cut */
} hp_arcs;

/* The kinds of arcs of which a child has more than were kept. */
enum hp_arc_cut { HP_CUT_NOW = 1, HP_CUT_LATER = 2 };

/* The most arcs of a kind that are kept at first. */
enum { HP_NEAREST_ARCS = 16 };

/* What a child's arcs are asked for. */
typedef enum hp_arc_purpose { HP_FOR_STAGE, HP_FOR_OFFERS, HP_FOR_PROSPECTS } hp_arc_purpose;

/* The arcs of one child after another, without their order; zeroed, it can be freed. */
typedef struct hp_arc_walk {
    const hp_state *state;
    int stage_index;
    hp_reach *reach;
    hp_arc_purpose purpose;
    hp_arc *arcs; /* found so far; the caller may set `count` back */
    size_t count;
    size_t capacity;
    int32_t *stamp; /* per school: the last mark given to it */
    int32_t mark;   /* grows, so that nothing need be cleared */
} hp_arc_walk;

hp_status HP_MUST_CHECK hp_arc_walk_new(hp_arc_walk *walk, const hp_state *state, int stage_index,
                                        hp_reach *reach, hp_arc_purpose purpose);
void hp_arc_walk_free(hp_arc_walk *walk);

/* Adds the arcs of a child, as the calls below have them. */
hp_status HP_MUST_CHECK hp_arc_walk_on(hp_arc_walk *walk, const hp_entrant *entrant);

/* Now-arcs of participants and later-arcs of guaranteed children, none to a school that is also a
 * now-arc. A participant's with the best first: now before later, then fewer metres, then
 * school_id; of each kind the HP_NEAREST_ARCS nearest, but all where wide[e] (NULL: everywhere).
 * For the protected it matters alone which schools they reach: theirs are by school_id, once for
 * all who reach the same, with the metres of one of them. */
hp_status HP_MUST_CHECK hp_arcs_of_stage(hp_arcs *arcs, const hp_state *state, int stage_index,
                                         const hp_queue *queue, hp_reach *reach, const bool *wide);

/* Participants' schools of this stage in the order in which a serial stage offers them: by route,
 * then choice number or metres, then school_id. */
hp_status HP_MUST_CHECK hp_arcs_of_offers(hp_arcs *arcs, const hp_state *state, int stage_index,
                                          const hp_queue *queue, hp_reach *reach);

/* The schools that a serial stage's look-ahead counts on for guaranteed children: those of every
 * route but `choice`, in this stage (`now`, participants only) and the later ones; a school that
 * both give stands once for each. */
hp_status HP_MUST_CHECK hp_arcs_of_prospects(hp_arcs *arcs, const hp_state *state, int stage_index,
                                             const hp_queue *queue, hp_reach *reach);

#endif
