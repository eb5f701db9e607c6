/* Tentative seats for the guaranteed children of a serial stage: an optimum of the place counts,
 * kept from turn to turn by chains of moves (spec 5, serial). */
#ifndef VF_SEATING_H
#define VF_SEATING_H

#include "verify/base.h"

typedef struct vf_stack {
    int *items;
    size_t count;
    size_t capacity;
} vf_stack;

typedef struct vf_moved {
    int child;
    int from;
} vf_moved;

typedef struct vf_seating {
    int schools;
    int ranks;
    int children;
    const int *rank; /* per child: place in guarantee_order; -1: not guaranteed */
    bool **may;      /* per child: the schools that it may count on; NULL: not guaranteed */
    int64_t *room;   /* per school: free seats neither given nor tentatively held */
    int *seat;       /* per child: its tentative school; -1: none */
    bool *settled;   /* per child: has a place for good */
    /* Stacks hold children as they were pushed: who has moved since is dropped when met. */
    vf_stack *movers;  /* per school and school: children here who may go there */
    vf_stack *seated;  /* per school and rank */
    vf_stack *waiting; /* per rank and school: children without a seat who may go there */
    size_t words;
    uint64_t *to;      /* per school: the schools that movers lead to, a bit each */
    uint64_t *from;    /* per school: the schools that movers come from */
    uint64_t *reached; /* by the last search */
    int *before;       /* per school: the school before on the chain; -1: it begins here */
    int *mover;        /* per school: who comes from the school before */
    int *queue;
    vf_moved *log; /* of the turn */
    size_t log_count;
    size_t log_capacity;
    int64_t *room_before; /* the turn */
} vf_seating;

/* Room, rank and may are the caller's; seats as many as possible, by rank. */
void vf_seating_start(vf_seating *seating, int schools, int ranks, int children, const int *rank,
                      bool **may, int64_t *room);

/* Gives the child a seat at the school for good, unless a place count would fall before one of a
 * better rank rises; then nothing changes and it returns false. */
bool vf_seating_take(vf_seating *seating, int child, int school);

#endif
