/* Where seats are short, and for whom (spec 6, Shortage). */
#ifndef HP_PROOF_SHORTAGE_H
#define HP_PROOF_SHORTAGE_H

#include "lp/kinds.h"
#include "stage/arcs.h"

/* A connected part of the shortage. Lists ascend by index, so by id. */
typedef struct hp_shortage_part {
    int32_t *areas;
    int32_t area_count;
    int32_t *schools;
    int32_t school_count;
    int32_t *students;
    int32_t student_count;
    int32_t seats; /* free ones of the schools, before the first stage */
} hp_shortage_part;

typedef struct hp_shortage {
    hp_shortage_part *parts; /* by first school, then first area; those without schools last */
    int32_t part_count;
} hp_shortage;

/* Children who seek a seat together, and the schools that each of them can reach. */
typedef struct hp_seekers {
    int32_t *students; /* ascending */
    int32_t count;
    int32_t *kind; /* per child, by the schools that he can reach, then the ground */
    hp_kinds kinds;
} hp_seekers;

/* Every guaranteed child who waits, with the schools of `free_seats` above 0 that the routes of
 * stage `first_stage` and later give him, `choice` excepted. */
hp_status HP_MUST_CHECK hp_seekers_guaranteed(hp_seekers *seekers, const hp_state *state,
                                              int first_stage, hp_reach *reach,
                                              const int32_t *free_seats);
void hp_seekers_free(hp_seekers *seekers);

/* The Dulmage-Mendelsohn part of seekers and the state's free seats: the schools that alternating
 * paths reach from children without a seat, and the children who reach only those.
 * It is the same for every optimum. */
hp_status HP_MUST_CHECK hp_shortage_of(hp_shortage *shortage, const char **why,
                                       const hp_state *state, const hp_seekers *seekers);

/* The Dulmage-Mendelsohn part of guaranteed children and schools in the program of stage
 * `first_stage` with every arc of now and later stages, `choice` excepted: the schools that
 * alternating paths reach from children without a seat, and the children who reach only those.
 * It is the same for every optimum. `state`: as it is before that stage.
 * (Dulmage and Mendelsohn, Coverings of bipartite graphs, 1958.) */
hp_status HP_MUST_CHECK hp_shortage_find(hp_shortage *shortage, const char **why,
                                         const hp_state *state, int first_stage, hp_reach *reach);

#endif
