/* The steps of the check, in their order (docs/certificate.md). Each looks at one thing and fails
 * with the first witness; steps that cannot be made because an earlier one failed are failed too.
 */
#ifndef VF_STEPS_H
#define VF_STEPS_H

#include "verify/run.h"

/* Puts the children of every stage in order, once. */
void vf_list_entrants(vf_run *run);

void vf_check_manifest(const vf_run *run, vf_step *step);
void vf_check_inputs(const vf_run *run, vf_step *step);
void vf_check_commitment(const vf_run *run, vf_step *step);
void vf_check_categories(const vf_run *run, vf_step *step);
void vf_check_seats(const vf_run *run, vf_step *step);
void vf_check_settled(const vf_run *run, vf_step *step);
void vf_check_earlier(const vf_run *run, vf_step *step);
void vf_check_routes(const vf_run *run, vf_step *step);
void vf_check_numbers(const vf_run *run, vf_step *step);
/* Also finds whether guaranteed children end without a seat and the run must say so. */
void vf_check_shortage(vf_run *run, vf_step *step);
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
} vf_program_steps;

void vf_check_nearest(const vf_run *run, const vf_program_steps *steps);
/* The program without the protected, by all four checks, and `yielded`. */
void vf_check_yields(const vf_run *run, vf_step *step);
void vf_check_serial(const vf_run *run, vf_step *step);

/* ---- shared ---- */

/* How many children each school holds. */
int64_t *vf_placed(const vf_run *run);

/* Participants by serve order, keys, number and id, then the protected by number and id. */
const vf_entrants *vf_entrants_of(const vf_run *run, int stage);

/* The yielded counts that the certificate's program without the protected gives, by category; NULL:
 * the stage has no protected children. */
int64_t *vf_yielded(const vf_run *run, int stage);

/* Σ metres of the children in a forecast of the certificate. */
int64_t vf_forecast_metres(const vf_run *run, int stage);

#endif
