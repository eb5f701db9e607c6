/* Which schools `any` routes may give an address: those within the widest of their limits. */
#ifndef VF_NEAR_H
#define VF_NEAR_H

#include "verify/season.h"

typedef struct vf_near_school {
    int64_t metres;
    int school;
} vf_near_school;

typedef struct vf_near vf_near;

/* `may`: per school, whether a route may give it; `within_m`: the widest limit, -1: none. */
vf_near *vf_near_new(const vf_season *season, const bool *may, int64_t within_m);

/* Every such school that may be within the limit, in any order, into `room` for all schools. */
int vf_near_of(vf_near_school *room, vf_near *near, int area);

#endif
