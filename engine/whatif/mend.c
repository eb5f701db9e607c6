/* A mend made in a season and run. */
#include "whatif/remedy.h"

static void apply_steps(hp_trial *trial, const hp_mend *mend) {
    for (int32_t s = 0; s < trial->season.data.school_count; s++) {
        hp_school *school = hp_trial_school(trial, s);
        int32_t steps = mend->by.steps[s];
        if (steps == 0) {
            continue;
        }
        if (mend->kind == HP_MEND_RESERVED) {
            school->reserved -= steps;
        } else {
            school->classes += steps;
            bool anew = mend->kind == HP_MEND_PLANS && school->ownership == HP_PUBLIC;
            school->plan = anew ? -1 : school->plan;
        }
    }
}

static hp_status apply(hp_trial *trial, const hp_mend *mend, const hp_remedy *remedy) {
    switch (mend->kind) {
    case HP_MEND_CLASSES:
    case HP_MEND_PLANS:
    case HP_MEND_RULES:
    case HP_MEND_RESERVED:
        apply_steps(trial, mend);
        return HP_OK;
    case HP_MEND_CLASSES_PROTECT:
        apply_steps(trial, mend);
        return hp_trial_protect(trial, remedy->fresh->report.first_stage);
    case HP_MEND_PROTECT:
        return hp_trial_protect(trial, remedy->fresh->report.first_stage);
    case HP_MEND_OVERFLOW:
        return hp_trial_take_overflow(trial, mend->school);
    case HP_MEND_ROUTE:
        return hp_trial_open(trial, mend->stage, mend->route, mend->setting);
    case HP_MEND_LINE:
        return hp_trial_compare(trial, mend->predicate, mend->line);
    }
    return HP_OK;
}

hp_status hp_mend_run(hp_trial *trial, const hp_mend *mend, const hp_remedy *remedy) {
    HP_TRY(hp_trial_new(trial, remedy->season));
    HP_TRY(apply(trial, mend, remedy));
    return hp_trial_run(trial, remedy->run, &remedy->how);
}

hp_status hp_mend_try(hp_mend *mend, const hp_remedy *remedy) {
    hp_trial trial;
    hp_status status = hp_mend_run(&trial, mend, remedy);
    mend->ran = false;
    mend->kept = false;
    if (status == HP_OK && trial.run != NULL) {
        mend->ran = true;
        mend->kept = hp_run_is_kept(trial.run);
        hp_figures_count(&mend->after, trial.run, remedy->run);
    }
    hp_trial_free(&trial);
    return status;
}

void hp_mend_list(hp_remedy *remedy, const hp_mend *mend) {
    if (remedy->mend_count < HP_MOST_MENDS) {
        remedy->mends[remedy->mend_count++] = *mend;
    }
}
