/* The stages' data for models/stage.mod. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "pipeline.h"
#include "stage/part.h"

/* A stage's program with what its rows stand for. */
typedef struct stage_data {
    const hp_state *state;
    const hp_part *part; /* all of the stage */
} stage_data;

/* Symbols stand in quote marks: ids hold no quote marks, by spec 2. */
static void put_schools(hp_buffer *out, const stage_data *data) {
    const hp_data *season = data->state->data;
    hp_buffer_text(out, "param : SCHOOLS : seats :=\n");
    for (int32_t s = 0; s < season->school_count; s++) {
        if (season->schools[s].level == season->level) {
            hp_buffer_format(out, "  '%s' %" PRId32 "\n", season->schools[s].id,
                             data->state->free_seats[s]);
        }
    }
    hp_buffer_text(out, ";\nset CATEGORIES :=");
    for (int c = 0; c < data->state->policy->category_count; c++) {
        hp_buffer_format(out, " '%s'", data->state->policy->categories[c].id);
    }
    hp_buffer_text(out, ";\n");
}

static void put_rows(hp_buffer *out, const stage_data *data) {
    const hp_program *program = &data->part->program;
    const hp_roll *roll = data->state->roll;
    hp_buffer_text(out, "param : ROWS : children category participant guaranteed band :=\n");
    for (int32_t row = 0; row < program->row_count; row++) {
        const hp_entrant *entrant = &data->part->queue->entrants[data->part->member[row]];
        hp_buffer_format(out, "  %" PRId32 " %" PRId32 " '%s' %d %d %" PRId32 "\n", row + 1,
                         program->supply[row],
                         data->state->policy->categories[roll->category[entrant->student]].id,
                         entrant->participant, roll->guaranteed[entrant->student], entrant->band);
    }
    hp_buffer_text(out, ";\n");
}

static void put_arcs(hp_buffer *out, const stage_data *data) {
    const hp_program *program = &data->part->program;
    const hp_arcs *arcs = data->part->arcs;
    const hp_school *schools = data->state->data->schools;
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t e = arcs->like[data->part->member[row]];
        hp_buffer_format(out, "set REACH[%" PRId32 "] :=", row + 1);
        for (int32_t i = arcs->begin[e]; i < arcs->begin[e + 1]; i++) {
            hp_buffer_format(out, " '%s'", schools[arcs->arcs[i].school].id);
        }
        hp_buffer_text(out, ";\n");
    }
    hp_buffer_text(out, "param : now metres :=\n");
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t e = arcs->like[data->part->member[row]];
        for (int32_t i = arcs->begin[e]; i < arcs->begin[e + 1]; i++) {
            hp_buffer_format(out, "  %" PRId32 " '%s' %d %" PRId32 "\n", row + 1,
                             schools[arcs->arcs[i].school].id, arcs->arcs[i].now,
                             arcs->arcs[i].metres);
        }
    }
    hp_buffer_text(out, ";\n");
}

static void put_levels(hp_buffer *out, const stage_data *data) {
    static const char *const kinds[] = {
        [HP_LEVEL_PLACE] = "place", [HP_LEVEL_ADMIT] = "admit", [HP_LEVEL_NEARNESS] = "nearness"};
    const hp_plan *plan = data->part->plan;
    int32_t count = plan->count;
    hp_buffer_format(out, "param level_count := %" PRId32 ";\nparam : kind level_band step_m :=\n",
                     count);
    for (int32_t l = 0; l < count; l++) {
        const hp_level_value *level = &plan->levels[l];
        hp_buffer_format(out, "  %" PRId32 " %s %" PRId32 " %" PRId32 "\n", l + 1,
                         kinds[level->kind], level->band, level->step_m > 0 ? level->step_m : 1);
    }
    hp_buffer_text(out, ";\n");
    for (int32_t l = 0; l < count; l++) {
        const hp_level_value *level = &plan->levels[l];
        hp_buffer_format(out, "set CONCERNS[%" PRId32 "] :=", l + 1);
        for (int i = 0; i < level->category_count; i++) {
            hp_buffer_format(out, " '%s'",
                             data->state->policy->categories[level->categories[i]].id);
        }
        hp_buffer_text(out, ";\n");
    }
}

static hp_status put_stage(hp_folder *folder, hp_run *run, int stage, hp_findings *findings) {
    hp_queue queue;
    hp_arcs arcs;
    hp_plan plan;
    hp_part part;
    HP_TRY(hp_queue_form(&queue, &run->state, stage, &run->reach, findings));
    HP_TRY(hp_plan_levels(&plan, &run->state, stage, &queue, queue.count));
    if (plan.count == 0) {
        return HP_OK; /* nobody takes part */
    }
    HP_TRY(hp_arcs_of_stage(&arcs, &run->state, stage, &queue, &run->reach, NULL));
    HP_TRY(hp_part_build(&part, &run->arena, &run->state, stage, &plan, &queue, &arcs, false));
    stage_data data = {.state = &run->state, .part = &part};
    const char *name = hp_arena_format(&run->arena, "%s.dat", run->report.policy->stages[stage].id);
    HP_NEED(name);
    hp_buffer out = {0};
    hp_buffer_text(&out, "data;\n");
    put_schools(&out, &data);
    put_rows(&out, &data);
    put_arcs(&out, &data);
    put_levels(&out, &data);
    hp_buffer_text(&out, "end;\n");
    hp_status status = hp_buffer_status(&out);
    if (status == HP_OK) {
        status = hp_folder_write(folder, name, hp_buffer_get(&out), out.length, findings);
    }
    hp_buffer_free(&out);
    return status;
}

static hp_status export_stages(hp_folder *folder, hp_run *run, const hp_season *season,
                               const hp_run_options *options, hp_findings *findings) {
    HP_TRY(hp_run_begin(run, season, options, findings));
    for (int s = run->report.first_stage; s < run->report.end_stage; s++) {
        if (!run->report.policy->stages[s].serial) {
            HP_TRY(put_stage(folder, run, s, findings));
        }
        HP_TRY(hp_run_stage(run, s, findings));
    }
    return hp_folder_commit(folder, findings);
}

hp_status hp_season_export_mathprog(const hp_season *season, const char *dir,
                                    const hp_run_options *options, hp_findings *findings) {
    const hp_run_options none = {0};
    hp_run *run = calloc(1, sizeof *run);
    hp_folder *folder = NULL;
    HP_NEED(run);
    hp_status status = hp_folder_begin(&folder, dir, findings);
    if (status == HP_OK) {
        status = export_stages(folder, run, season, options == NULL ? &none : options, findings);
    }
    hp_folder_free(folder);
    hp_run_free(run);
    return status;
}
