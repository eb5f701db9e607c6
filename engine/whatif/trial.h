/* A season changed in memory and run: what is not changed is lent by the season that it is made
 * of, and nothing is read again. */
#ifndef HP_WHATIF_TRIAL_H
#define HP_WHATIF_TRIAL_H

#include "pipeline.h"

typedef struct hp_trial {
    hp_arena arena;
    const hp_season *base;
    hp_season season; /* its schools are a copy of its own */
    bool calls_again; /* who is of which category must be asked again */
    hp_run *run;      /* NULL: not run, or the changed season has errors */
} hp_trial;

hp_status HP_MUST_CHECK hp_trial_new(hp_trial *trial, const hp_season *base);
void hp_trial_free(hp_trial *trial);

/* A school of the trial, to be changed before hp_trial_run: classes, plan, reserved. */
hp_school *hp_trial_school(hp_trial *trial, int32_t school);

/* Opens a route to one more setting. */
hp_status HP_MUST_CHECK hp_trial_open(hp_trial *trial, int stage, int route, hp_setting setting);

/* Runs the season that others are compared with, and keeps what it finds for them. What the run
 * warns of stands in its figures; what it cannot do is told, and who has left since an earlier run.
 */
hp_status HP_MUST_CHECK hp_base_run(hp_run **run, const hp_season *season,
                                    const hp_run_options *how, hp_findings *findings);

/* Whether a nearest stage could keep places for a category and does not: a later stage serves it,
 * its children may be guaranteed, and this one neither serves nor protects it. */
bool hp_may_protect(const hp_policy *policy, int stage, int category);

/* Has every such stage from `first_stage` on protect every such category. */
hp_status HP_MUST_CHECK hp_trial_protect(hp_trial *trial, int first_stage);

/* Has a school take children from elsewhere (accepts_overflow). */
hp_status HP_MUST_CHECK hp_trial_take_overflow(hp_trial *trial, int32_t school);

/* Gives a comparison of the policy another value, wherever it stands. */
hp_status HP_MUST_CHECK hp_trial_compare(hp_trial *trial, const hp_predicate *predicate,
                                         const char *value);

/* Computes the seats anew and runs the season beside `known`, a run of the base, going by what that
 * one kept; `how`: as `known` was run, after the same earlier run. trial->run stays NULL where the
 * season has errors. */
hp_status HP_MUST_CHECK hp_trial_run(hp_trial *trial, const hp_run *known,
                                     const hp_run_options *how);

/* What a run comes to. */
typedef struct hp_figures {
    int32_t unplaced;            /* children without a school */
    int32_t unplaced_guaranteed; /* of them, those to whom the law owes a seat */
    int64_t metres;              /* of all placed children whose metres are known */
    hp_share nearby;
    int32_t moved; /* children who are elsewhere than in the run compared with */
} hp_figures;

void hp_figures_count(hp_figures *figures, const hp_run *run, const hp_run *before);

#endif
