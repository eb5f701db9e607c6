/* Mends where the stages' rules, and not the seats alone, leave guaranteed children without one:
 * children who are served late and for whom nobody kept a place, or schools with free seats that
 * take nobody from elsewhere. */
#include <string.h>

#include "whatif/remedy.h"

/* Whether the cheapest classes would seat everybody, and the stages do not. */
static bool rules_leave_some(const hp_remedy *remedy) {
    const hp_mend *classes = &remedy->mends[0];
    return classes->why_not == NULL && classes->ran && !classes->kept && remedy->no_school == 0 &&
           classes->by.most_seated == classes->by.unit_count;
}

/* ---- classes, the rules being as they are ---- */

static hp_status class_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                              int32_t school) {
    return hp_class_growth(growth, arena, data, school, true);
}

/* Adds the cheapest classes for those whom the run with the mend leaves without a seat, all others
 * staying where they are; *added: how many. */
static hp_status add_for_those_left(int64_t *added, hp_mend *mend, hp_remedy *remedy, hp_run *run) {
    hp_enlargement by = {0};
    const char *why = "";
    int32_t waiting = 0;
    hp_status status = hp_mend_solve(&by, &waiting, &why, remedy, run, class_growth,
                                     mend->by.steps);
    *added = 0;
    if (status == HP_UNPROVEN) {
        return HP_OK; /* no answer: nothing is added */
    }
    HP_TRY(status);
    for (int32_t s = 0; s < run->report.data->school_count; s++) {
        mend->by.steps[s] += by.steps[s];
    }
    mend->by.step_count += by.step_count;
    mend->by.cost += by.cost;
    *added = by.step_count;
    return HP_OK;
}

static hp_status go_further(int64_t *added, hp_mend *mend, hp_remedy *remedy) {
    hp_trial trial;
    *added = 0;
    hp_status status = hp_mend_run(&trial, mend, remedy);
    if (status == HP_OK && trial.run != NULL) {
        status = add_for_those_left(added, mend, remedy, trial.run);
    }
    hp_trial_free(&trial);
    return status;
}

/* How often classes are added for those whom the stages leave out, and how often one is taken away
 * again: each is a run. */
enum { MOST_ROUNDS = 8, MOST_DROPS = 32 };

/* Takes classes away again without which nobody is left out either, the last schools' first. */
static hp_status drop_spare(hp_mend *mend, const hp_remedy *remedy) {
    hp_arena scratch = {0};
    hp_status status = HP_OK;
    int drops = 0;
    for (int32_t s = remedy->season->data.school_count - 1; s >= 0 && status == HP_OK; s--) {
        hp_mend less = *mend;
        hp_growth growth = {0};
        if (drops == MOST_DROPS) {
            break;
        }
        if (mend->by.steps[s] == 0) {
            continue;
        }
        drops++;
        mend->by.steps[s]--;
        less.by.step_count--;
        status = hp_class_growth(&growth, &scratch, &remedy->season->data, s, true);
        less.by.cost -= growth.cost;
        if (status == HP_OK) {
            status = hp_mend_try(&less, remedy);
        }
        if (status == HP_OK && less.kept) {
            *mend = less;
            s++; /* perhaps another one */
        } else {
            mend->by.steps[s]++;
        }
    }
    hp_arena_free(&scratch);
    return status;
}

hp_status hp_mends_add_classes_by_rules(hp_remedy *remedy) {
    if (!rules_leave_some(remedy)) {
        return HP_OK;
    }
    size_t schools = (size_t)remedy->season->data.school_count;
    hp_mend mend = remedy->mends[0];
    mend.kind = HP_MEND_RULES;
    mend.by.proved = false;
    mend.by.steps = hp_arena_alloc(&remedy->arena, schools, sizeof *mend.by.steps);
    HP_NEED(mend.by.steps);
    memcpy(mend.by.steps, remedy->mends[0].by.steps, schools * sizeof *mend.by.steps);
    for (int round = 0; round < MOST_ROUNDS && !mend.kept; round++) {
        int64_t added = 0;
        HP_TRY(go_further(&added, &mend, remedy));
        if (added == 0) {
            return HP_OK;
        }
        HP_TRY(hp_mend_try(&mend, remedy));
    }
    if (mend.kept) {
        HP_TRY(drop_spare(&mend, remedy));
        hp_mend_list(remedy, &mend);
    }
    return HP_OK;
}

/* ---- other rules ---- */

/* Tries a mend and lists it where fewer guaranteed children are left than by `best`, which is then
 * lowered. */
static hp_status add_if_better(hp_remedy *remedy, hp_mend *mend, int32_t *best) {
    HP_TRY(hp_mend_try(mend, remedy));
    if (mend->ran && mend->after.unplaced_guaranteed < *best) {
        *best = mend->after.unplaced_guaranteed;
        hp_mend_list(remedy, mend);
    }
    return HP_OK;
}

static bool may_protect_more(const hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    for (int s = remedy->fresh->report.first_stage; s < policy->stage_count; s++) {
        for (int c = 0; c < policy->category_count; c++) {
            if (hp_may_protect(policy, s, c)) {
                return true;
            }
        }
    }
    return false;
}

/* Places kept for all, and where that is not enough, with the cheapest classes. */
static hp_status add_protection(hp_remedy *remedy) {
    const hp_mend *classes = &remedy->mends[0];
    int32_t best = remedy->figures.unplaced_guaranteed;
    hp_mend alone = {.kind = HP_MEND_PROTECT};
    if (!may_protect_more(remedy)) {
        return HP_OK;
    }
    HP_TRY(add_if_better(remedy, &alone, &best));
    if (alone.kept || classes->why_not != NULL || classes->by.step_count == 0) {
        return HP_OK;
    }
    hp_mend both = {.kind = HP_MEND_CLASSES_PROTECT, .by = classes->by};
    best = classes->ran && classes->after.unplaced_guaranteed < best
               ? classes->after.unplaced_guaranteed
               : best;
    return add_if_better(remedy, &both, &best);
}

/* Public schools with free seats that take nobody from elsewhere, each by itself. */
static hp_status add_overflow(hp_remedy *remedy) {
    const hp_data *data = &remedy->season->data;
    for (int32_t i = 0; i < data->level_count; i++) {
        int32_t s = data->level_schools[i];
        int32_t best = remedy->figures.unplaced_guaranteed;
        hp_mend mend = {.kind = HP_MEND_OVERFLOW, .school = s};
        if (data->schools[s].ownership == HP_PUBLIC && !data->schools[s].accepts_overflow &&
            remedy->run->state.free_seats[s] > 0) {
            HP_TRY(add_if_better(remedy, &mend, &best));
        }
    }
    return HP_OK;
}

hp_status hp_mends_add_rules(hp_remedy *remedy) {
    HP_TRY(add_protection(remedy));
    return add_overflow(remedy);
}
