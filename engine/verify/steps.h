/* The steps of the check, in their order (docs/certificate.md). Each looks at one thing and fails
 * with the first witness; steps that cannot be made because an earlier one failed are failed too.
 */
#ifndef VF_STEPS_H
#define VF_STEPS_H

#include "verify/run.h"

void vf_check_manifest(const vf_run *run, vf_step *step);
void vf_check_inputs(const vf_run *run, vf_step *step);
void vf_check_commitment(const vf_run *run, vf_step *step);
void vf_check_categories(const vf_run *run, vf_step *step);
void vf_check_seats(const vf_run *run, vf_step *step);
void vf_check_settled(const vf_run *run, vf_step *step);
void vf_check_earlier(const vf_run *run, vf_step *step);
void vf_check_routes(const vf_run *run, vf_step *step);
void vf_check_numbers(const vf_run *run, vf_step *step);
void vf_check_shortage(const vf_run *run, vf_step *step);
void vf_check_result(const vf_run *run, vf_step *step);
void vf_check_reasons(const vf_run *run, vf_step *step);
void vf_check_schools(const vf_run *run, vf_step *step);
void vf_check_lists(const vf_run *run, vf_step *step);

/* The steps on a nearest stage's program, over all of them. */
typedef struct vf_program_steps {
    vf_step *levels;   /* those that concern a child, with their values */
    vf_step *optimum;  /* by the prices */
    vf_step *greatest; /* the prices are the greatest */
    vf_step *lottery;  /* on the face */
    vf_step *yields;   /* the program without the protected, all four checks, and `yielded` */
} vf_program_steps;

void vf_check_nearest(const vf_run *run, const vf_program_steps *steps);
void vf_check_serial(const vf_run *run, vf_step *step);

/* ---- shared ---- */

/* A child in a stage's program. */
typedef struct vf_entrant {
    int student;
    bool participant;
    int band; /* within its category, from 0; participants only */
} vf_entrant;

/* Participants by serve order, keys, number and id, then the protected by number and id. Returns
 * how many; *participants of them come first. */
int vf_entrants(vf_entrant **entrants, int *participants, const vf_run *run, int stage);

/* The yielded counts that the certificate's program without the protected gives, by category; NULL:
 * the stage has no protected children. */
int64_t *vf_yielded(const vf_run *run, int stage);

/* Σ metres of the children in a forecast of the certificate. */
int64_t vf_forecast_metres(const vf_run *run, int stage);

/* True when guaranteed children end without a seat and the run must say so. */
bool vf_is_short(const vf_run *run);

#endif
