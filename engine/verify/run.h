/* The run as its folder says it, and what the checker knows of it. */
#ifndef VF_RUN_H
#define VF_RUN_H

#include "verify/policy.h"

typedef enum vf_status { VF_ADMITTED, VF_KEPT, VF_FIXED, VF_ELSEWHERE, VF_UNPLACED } vf_status;

enum { VF_COLUMNS = 9, VF_FARTHEST_M = 2100000000 /* farther than any place on earth */ };

/* A row of allocation.csv. */
typedef struct vf_row {
    vf_status status;
    int stage;      /* of the policy; -1: none or unknown */
    int school;     /* -1: none */
    int64_t metres; /* -1: not said */
    uint64_t number;
    bool numbered;
} vf_row;

enum {
    CELL_ID,
    CELL_STATUS,
    CELL_STAGE,
    CELL_CATEGORY,
    CELL_ROUTE,
    CELL_SCHOOL,
    CELL_METRES,
    CELL_NUMBER,
    CELL_REASON
};

/* A child in a stage's program. */
typedef struct vf_entrant {
    int student;
    int band; /* within its category, from 0; participants only */
    bool participant;
} vf_entrant;

typedef struct vf_entrants {
    vf_entrant *all; /* participants first */
    int participants;
    int count;
} vf_entrants;

typedef struct vf_run {
    const char *dir;
    const char *after_dir; /* NULL: not given */
    vf_season season;
    vf_policy policy;
    vf_json *manifest;
    vf_json *result;
    vf_json *certificate;
    vf_json *shortage; /* NULL: the run has none */
    vf_grid allocation;
    vf_row *rows;    /* per student */
    int first_stage; /* that this run ran */
    int end_stage;
    bool has_earlier;
    int64_t **free_before; /* per stage of the run and end_stage: free seats by school */
    uint64_t **numbers;    /* per stage of the run: lottery numbers by student */
    vf_entrants *entrants; /* per stage of the run, from the first that it ran */
    bool is_short;         /* known when shortage.json was checked */
} vf_run;

/* A cell of allocation.csv. */
static inline const char *vf_said(const vf_run *run, int student, int cell) {
    return vf_at(&run->allocation, (size_t)student + 1, (size_t)cell);
}

/* Reads manifest.json, result.json, certificate.json, shortage.json. */
bool vf_run_files(vf_run *run, vf_step *step);
/* Reads allocation.csv: one row for each student, in order (spec 6). */
bool vf_run_rows(vf_run *run, vf_step *step);
/* Which stages were run, by result and certificate; then the free seats before each. */
bool vf_run_stages(vf_run *run, vf_step *step);

/* Gives back the tables; the rest goes with vf_free_all. */
void vf_run_forget(vf_run *run);

/* The certificate's entry of a stage. */
const vf_json *vf_stage_certificate(const vf_run *run, int stage);
/* The seed of a stage as one text; NULL: none. */
const char *vf_seed(const vf_run *run, int stage);

/* Waiting when the stage began: neither fixed, kept, elsewhere nor admitted before. */
bool vf_waits(const vf_run *run, int student, int stage);

#endif
