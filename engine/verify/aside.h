/* Steps that are made in a process of their own while this one goes on: aside.c. */
#ifndef VF_ASIDE_H
#define VF_ASIDE_H

#include <sys/types.h>

#include "verify/run.h"

typedef void vf_work(vf_run *run, vf_step *steps);

typedef struct vf_aside {
    vf_work *work;
    pid_t process; /* 0: none */
    int report;
} vf_aside;

/* Begins the work beside this process, where there is a second processor to do it; else it is done
 * when it is asked for. */
vf_aside vf_aside_begin(vf_work *work, vf_run *run, vf_step *steps, int count);

/* Fails the steps that the work fails. What a process did not report in full is done here, so that
 * the outcome is the same however many there were. */
void vf_aside_end(vf_aside *aside, vf_run *run, vf_step *steps, int count);

#endif
