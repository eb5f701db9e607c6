/* What the steps share: the season, the run, and what follows from the season alone. */
#ifndef VF_CHECK_H
#define VF_CHECK_H

#include "verify/policy.h"

/* The steps, in order; docs/certificate.md tells them. */
typedef enum vf_step_name {
    VF_STEP_SEASON,
    VF_STEP_MANIFEST,
    VF_STEP_INPUTS,
    VF_STEP_COMMITTED,
    VF_STEP_FORM,
    VF_STEP_STATES,
    VF_STEP_CATEGORIES,
    VF_STEP_SEATS,
    VF_STEP_FIXED,
    VF_STEP_KEPT,
    VF_STEP_ROUTES,
    VF_STEP_NUMBERS,
    VF_STEP_LEVELS,
    VF_STEP_FORECAST,
    VF_STEP_OPTIMAL,
    VF_STEP_GREATEST,
    VF_STEP_LOTTERY,
    VF_STEP_YIELDED,
    VF_STEP_SERIAL,
    VF_STEP_SHORTAGE,
    VF_STEP_REASONS,
    VF_STEP_SCHOOLS,
    VF_STEP_INDICATORS,
    VF_STEP_BUNDLES,
    VF_STEP_RESULT,
    VF_STEP_LISTS,
    VF_STEPS
} vf_step_name;

typedef enum vf_state {
    VF_ADMITTED,
    VF_KEPT,
    VF_FIXED,
    VF_ELSEWHERE,
    VF_UNPLACED,
    VF_STATES
} vf_state;

/* A school that a stage gives a child. */
typedef struct vf_given {
    int metres;
    int school;
    uint16_t route;  /* the first of the stage's routes that gives it */
    uint16_t choice; /* route choice: its number from 0 */
} vf_given;

typedef struct vf_given_list {
    vf_given *items; /* by metres, then school; NULL: not yet worked out */
    int count;
} vf_given_list;

/* A child's row of allocation.csv. */
typedef struct vf_row {
    vf_state state;
    int stage;  /* -1: none */
    int school; /* -1: none */
    const char *category;
    const char *stage_id;
    const char *route;
    const char *distance;
    const char *lottery;
    const char *reason;
} vf_row;

typedef struct vf_check {
    vf_season season;
    vf_policy policy;
    vf_step steps[VF_STEPS];
    const char *run_dir;
    const char *earlier_dir; /* NULL: none given */
    vf_json *manifest;
    vf_json *result;
    vf_json *certificate;
    vf_json *shortage; /* NULL: the run has none */
    vf_row *rows;      /* by child */
    int first_stage;   /* stages first…end - 1 were run by this run */
    int end_stage;
    vf_given_list *given;  /* stage × child */
    vf_given *scratch;     /* room for every school */
    const char **seeds;    /* by stage; NULL: none */
    uint64_t *numbers;     /* stage × child */
    unsigned char *drawn;  /* stage × child: the number is worked out */
    int64_t *free;         /* by school: before the stage that is looked at */
    int64_t *free_at_start; /* before the first stage of this run */
    vf_out yielded;        /* what the stages add to the result, see result.c */
    vf_out stages;
    bool short_of_seats;
} vf_check;

extern const char *const vf_step_names[VF_STEPS];
extern const char *const vf_state_names[VF_STATES];

/* ---- roll.c, reach.c ---- */

/* Category, deciding address, guarantee of every child (spec 3). */
bool vf_roll(vf_check *check, vf_step *step);
/* The schools that a stage's routes give a child; `choice` counts too. */
const vf_given_list *vf_given_by(vf_check *check, int stage, int student);
/* NULL: the stage does not give it. */
const vf_given *vf_find_given(vf_check *check, int stage, int student, int school);
/* Marks the schools that routes other than `choice` of the stages first…end - 1 give. */
void vf_mark_open(vf_check *check, int first, int end, int student, unsigned char *marks);
/* Whether a kind of route gives the school, without any filter. */
bool vf_gives_unfiltered(const vf_check *check, vf_route_kind kind, const vf_student *student,
                         int school);
uint64_t vf_lottery_number(vf_check *check, int stage, int student);
/* -1, 0, 1: who goes first in the lottery of a stage. */
int vf_lottery_compare(vf_check *check, int stage, int a, int b);

/* ---- order.c ---- */

/* The participants of one category, in order of keys; `bands` by place in the list, from 0. */
bool vf_order_bands(vf_check *check, int stage, int category, int *students, size_t count,
                    int *bands, vf_step *step);

#endif
