/* Tentative seats for the guaranteed children of a serial stage: an optimum of the place counts,
 * kept from turn to turn by chains of moves (spec 5, serial). */
#ifndef VF_SEATING_H
#define VF_SEATING_H

#include "verify/base.h"

/* Children as they were pushed, the last one first: links in one pool, which is used again. */
typedef struct vf_link {
    int child;
    int next; /* and 1; 0: the last */
} vf_link;

/* The places that a child may count on, ascending. Places are numbers of schools with room. */
typedef struct vf_may {
    int *places;
    int count;
} vf_may;

typedef struct vf_moved {
    int child;
    int from;
} vf_moved;

enum { VF_ROOM_CHANGES = 4 };

typedef struct vf_seating {
    int places;
    int ranks;
    int children;
    const int *rank;   /* per child: place in guarantee_order; -1: not guaranteed */
    const vf_may *may; /* per child; of one who is not guaranteed: none */
    int64_t *room;     /* per place: free seats neither given nor tentatively held */
    int *seat;         /* per child: its tentative place; -1: none */
    bool *settled;     /* per child: has a place for good */
    /* Stacks begin at a link, and 1. Who has moved since is dropped when met. */
    vf_link *links;
    size_t link_count;
    size_t link_capacity;
    int free_link; /* the first that can be used again, and 1 */
    int *movers;   /* per place and place: children here who may go there */
    int *seated;   /* per place and rank */
    int *waiting;  /* per rank and place: children without a seat who may go there */
    size_t words;
    uint64_t *to;      /* per place: the places that movers lead to, a bit each */
    uint64_t *from;    /* per place: the places that movers come from */
    uint64_t *reached; /* by the last search */
    int *before;       /* per place: the place before on the chain; -1: it begins here */
    int *mover;        /* per place: who comes from the place before */
    int *queue;
    vf_moved *log; /* of the turn */
    size_t log_count;
    size_t log_capacity;
    int taken[VF_ROOM_CHANGES]; /* in this turn: places that lost one of their room */
    int taken_count;
} vf_seating;

/* Room, rank and may are the caller's; seats as many as possible, by rank. */
void vf_seating_start(vf_seating *seating, int places, int ranks, int children, const int *rank,
                      const vf_may *may, int64_t *room);

/* Gives the child a seat at the place for good, unless a place count would fall before one of a
 * better rank rises; then nothing changes and it returns false. */
bool vf_seating_take(vf_seating *seating, int child, int place);

#endif
