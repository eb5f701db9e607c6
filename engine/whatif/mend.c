/* A mend: how its steps are found, and made in a season that is run. */
#include <string.h>

#include "whatif/remedy.h"

/* What every school could gain besides the steps that were made, and its free seats with all of
 * that, so that children are counted on at schools that are full or have no class yet. */
static hp_status list_growth(hp_growth **growth, int32_t **room, hp_arena *arena, const hp_run *run,
                             hp_make_growth *make, const int32_t *made) {
    const hp_data *data = run->report.data;
    size_t schools = (size_t)data->school_count;
    *growth = hp_arena_alloc(arena, schools, sizeof **growth);
    *room = hp_arena_alloc(arena, schools, sizeof **room);
    HP_NEED(*growth);
    HP_NEED(*room);
    memcpy(*room, run->state.free_seats, schools * sizeof **room);
    for (int32_t i = 0; i < data->level_count; i++) {
        int32_t s = data->level_schools[i];
        hp_growth *more = &(*growth)[s];
        int32_t less = made == NULL ? 0 : made[s];
        HP_TRY(make(more, arena, data, s));
        more->most = more->most > less ? more->most - less : 0;
        (*room)[s] += more->gain[more->most];
    }
    return HP_OK;
}

hp_status hp_mend_solve(hp_enlargement *by, int32_t *waiting, const char **why, hp_remedy *remedy,
                        hp_run *run, hp_make_growth *make, const int32_t *made) {
    hp_arena *arena = &remedy->arena;
    hp_state state = run->state;
    hp_seekers seekers = {0};
    hp_growth *growth = NULL;
    int32_t *room = NULL;
    state.arena = arena;
    HP_TRY(list_growth(&growth, &room, arena, run, make, made));
    hp_status status = hp_seekers_guaranteed(&seekers, &state, remedy->fresh->report.first_stage,
                                             &run->reach, room);
    if (status == HP_OK) {
        status = hp_enlarge(by, why, arena, &seekers.kinds, seekers.kind, seekers.count,
                            state.free_seats, growth);
    }
    *waiting = seekers.count;
    hp_seekers_free(&seekers);
    return status;
}

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
