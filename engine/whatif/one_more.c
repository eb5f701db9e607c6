/* One class more at every school: what it can save at most, at once from the least prices, and what
 * it does, by a run. */
#include <string.h>

#include "season/seats.h"
#include "whatif/remedy.h"

/* ---- bounds ---- */

static hp_status list_schools(hp_remedy *remedy) {
    const hp_data *data = &remedy->season->data;
    size_t stages = (size_t)remedy->season->policy.stage_count;
    remedy->more = hp_arena_alloc(&remedy->arena, (size_t)data->level_count, sizeof *remedy->more);
    HP_NEED(remedy->more);
    for (int32_t i = 0; i < data->level_count; i++) {
        hp_one_more *more = &remedy->more[i];
        hp_school with = data->schools[data->level_schools[i]];
        with.classes++;
        hp_seats_compute(&with);
        more->school = data->level_schools[i];
        more->seats = with.seats - data->schools[more->school].seats;
        more->bound = hp_arena_alloc(&remedy->arena, stages, sizeof *more->bound);
        more->bounded = hp_arena_alloc(&remedy->arena, stages, sizeof *more->bounded);
        HP_NEED(more->bound);
        HP_NEED(more->bounded);
        remedy->more_count++;
    }
    return HP_OK;
}

static hp_status bound_stage(hp_remedy *remedy, int stage, hp_lex *price, bool *known) {
    HP_TRY(hp_nearest_least(price, known, &remedy->arena, &remedy->run->state, stage,
                            &remedy->fresh->reach));
    for (int32_t i = 0; i < remedy->more_count; i++) {
        hp_one_more *more = &remedy->more[i];
        more->bounded[stage] = known[more->school];
        HP_TRY(hp_lex_times(&more->bound[stage], &remedy->arena, price[more->school], more->seats));
    }
    return HP_OK;
}

static hp_status bound_all(hp_remedy *remedy) {
    const hp_report *report = &remedy->run->report;
    size_t schools = (size_t)report->data->school_count;
    for (int s = report->first_stage; s < report->end_stage; s++) {
        if (remedy->run->state.stages[s].solved == NULL ||
            remedy->run->state.stages[s].solved->plan.count == 0) {
            continue;
        }
        hp_lex *price = hp_arena_alloc(&remedy->arena, schools, sizeof *price);
        bool *known = hp_arena_alloc(&remedy->arena, schools, sizeof *known);
        HP_NEED(price);
        HP_NEED(known);
        HP_TRY(bound_stage(remedy, s, price, known));
    }
    return HP_OK;
}

/* ---- runs ---- */

static const hp_level_value *find_level(const hp_nearest *solved, const hp_level_value *like) {
    for (int32_t l = 0; solved != NULL && l < solved->plan.count; l++) {
        if (hp_level_same(&solved->plan.levels[l], like)) {
            return &solved->plan.levels[l];
        }
    }
    return NULL;
}

static void put_level(hp_json_out *out, const hp_policy *policy, int stage,
                      const hp_level_value *level, int64_t before, int64_t after) {
    static const char *const kinds[] = {
        [HP_LEVEL_PLACE] = "place", [HP_LEVEL_ADMIT] = "admit", [HP_LEVEL_NEARNESS] = "nearness"};
    hp_out_begin_flat(out, NULL, '{');
    hp_out_text(out, "stage", policy->stages[stage].id);
    hp_out_text(out, "kind", kinds[level->kind]);
    hp_out_begin(out, "categories", '[');
    for (int i = 0; i < level->category_count; i++) {
        hp_out_text(out, NULL, policy->categories[level->categories[i]].id);
    }
    hp_out_end(out, ']');
    if (level->kind == HP_LEVEL_ADMIT) {
        hp_out_whole(out, "band", level->band);
    }
    if (level->kind == HP_LEVEL_NEARNESS) {
        hp_out_whole(out, "step_m", level->step_m);
    }
    hp_out_whole(out, "before", before);
    hp_out_whole(out, "after", after);
    hp_out_end(out, '}');
}

/* The levels whose values differ; one that concerns nobody any more has the value 0. */
static void put_stage(hp_json_out *out, const hp_policy *policy, int stage,
                      const hp_nearest *before, const hp_nearest *after) {
    for (int32_t l = 0; before != NULL && l < before->plan.count; l++) {
        const hp_level_value *level = &before->plan.levels[l];
        const hp_level_value *other = find_level(after, level);
        int64_t value = other == NULL ? 0 : other->value;
        if (value != level->value) {
            put_level(out, policy, stage, level, level->value, value);
        }
    }
    for (int32_t l = 0; after != NULL && l < after->plan.count; l++) {
        const hp_level_value *level = &after->plan.levels[l];
        if (level->value != 0 && find_level(before, level) == NULL) {
            put_level(out, policy, stage, level, 0, level->value);
        }
    }
}

static void put_levels(hp_buffer *text, const hp_run *before, const hp_run *after) {
    hp_json_out out = {.buffer = text};
    const hp_policy *policy = before->report.policy;
    hp_out_begin(&out, NULL, '[');
    for (int s = 0; s < policy->stage_count; s++) {
        put_stage(&out, policy, s, before->state.stages[s].solved, after->state.stages[s].solved);
    }
    hp_out_end(&out, ']');
}

/* Runs the season with one class more at the item's school; reports figures, then levels. */
static hp_status run_one(void *context, int32_t item, hp_buffer *report) {
    const hp_remedy *remedy = context;
    const hp_one_more *more = &remedy->more[item];
    hp_trial trial;
    if (more->seats == 0) {
        return HP_OK;
    }
    HP_TRY(hp_trial_new(&trial, remedy->season));
    hp_trial_school(&trial, more->school)->classes++;
    hp_run_options how = remedy->how;
    how.workers = 1;
    hp_status status = hp_trial_run(&trial, remedy->run, &how);
    if (status == HP_OK && trial.run != NULL) {
        hp_figures figures;
        memset(&figures, 0, sizeof figures);
        hp_figures_count(&figures, trial.run, remedy->run);
        hp_buffer_append(report, &figures, sizeof figures);
        put_levels(report, remedy->run, trial.run);
        status = hp_buffer_status(report);
    }
    hp_trial_free(&trial);
    return status;
}

static void take(hp_one_more *more, const hp_buffer *report) {
    if (report->length > sizeof more->after) {
        more->ran = true;
        memcpy(&more->after, report->bytes, sizeof more->after);
        hp_buffer_append(&more->levels, report->bytes + sizeof more->after,
                         report->length - sizeof more->after);
    }
}

static hp_status run_all(hp_remedy *remedy) {
    hp_buffer *reports = hp_arena_alloc(&remedy->arena, (size_t)remedy->more_count,
                                        sizeof *reports);
    HP_NEED(reports);
    hp_status status = hp_workers_run(reports, remedy->more_count, remedy->how.workers, run_one,
                                      remedy);
    for (int32_t i = 0; i < remedy->more_count; i++) {
        if (status == HP_OK) {
            take(&remedy->more[i], &reports[i]);
            status = hp_buffer_status(&remedy->more[i].levels);
        }
        hp_buffer_free(&reports[i]);
    }
    return status;
}

hp_status hp_one_more_find(hp_remedy *remedy, bool effects) {
    HP_TRY(list_schools(remedy));
    HP_TRY(bound_all(remedy));
    return effects ? run_all(remedy) : HP_OK;
}
