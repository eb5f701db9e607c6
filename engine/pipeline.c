/* The engine on one screen: hp_season_open reads and checks, hp_season_run runs the stages,
 * hp_run_write writes. Each is a list of the steps below, in order. */
#include "pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "policy/check.h"
#include "publish/lists.h"
#include "publish/origin.h"
#include "publish/parcels.h"
#include "publish/seal.h"
#include "preflight/preflight.h"
#include "season/freeze.h"
#include "season/same.h"
#include "stage/nearest.h"
#include "stage/serial.h"

/* ---- open ---- */

static hp_status open_season(hp_season *season, const char *dir, const hp_scenario *scenario,
                             const hp_season *base, hp_findings *findings) {
    season->data.scenario = scenario;
    season->data.beside = base == NULL ? NULL : &base->data;
    HP_TRY(hp_data_read(&season->data, dir, findings));
    if (*season->data.policy_file != '\0') {
        HP_TRY(hp_policy_read(&season->policy, &season->data, findings));
    }
    if (scenario != NULL) {
        hp_data_note_scenario(&season->data);
    }
    if (base != NULL && scenario->policy == NULL &&
        hp_data_same_ground(&season->data, &base->data)) {
        season->roll = base->roll; /* and what there is to say of it was said there */
    } else if (hp_check_may_call(&season->data, findings)) {
        HP_TRY(hp_roll_call(&season->roll, &season->data.arena, &season->data, &season->policy,
                            findings));
        HP_TRY(hp_check_reach(&season->data, &season->policy, &season->roll, findings));
    }
    return hp_findings_status(findings);
}

static hp_status open_new(hp_season **out, const char *dir, const hp_scenario *scenario,
                          const hp_season *base, hp_findings *findings) {
    hp_season *season = calloc(1, sizeof *season);
    *out = NULL;
    HP_NEED(season);
    hp_findings_enter(findings, scenario == NULL ? NULL : scenario->file);
    hp_status status = open_season(season, dir, scenario, base, findings);
    hp_findings_enter(findings, NULL);
    hp_status lost = hp_findings_status(findings);
    if (status != HP_OK) {
        hp_season_free(season);
        return lost == HP_NO_MEMORY ? lost : status;
    }
    *out = season;
    return HP_OK;
}

hp_status hp_season_open_scenario(hp_season **out, const char *dir, const hp_scenario *scenario,
                                  hp_findings *findings) {
    return open_new(out, dir, scenario, NULL, findings);
}

hp_status hp_season_open_beside(hp_season **out, const hp_season *base, const hp_scenario *scenario,
                                hp_findings *findings) {
    return open_new(out, base->data.dir, scenario, base, findings);
}

hp_status hp_season_open(hp_season **out, const char *dir, hp_findings *findings) {
    return hp_season_open_scenario(out, dir, NULL, findings);
}

void hp_season_free(hp_season *season) {
    if (season != NULL) {
        hp_data_free(&season->data);
        free(season);
    }
}

/* ---- pre-flight ---- */

/* Tells how many errors a season to compare with has, and the first. */
static void find_other_errors(const char *dir, const hp_findings *errors, hp_findings *findings) {
    char count[24];
    const hp_finding *first = hp_findings_get(errors, 0);
    snprintf(count, sizeof count, "%zu", hp_findings_errors(errors));
    if (first != NULL) {
        hp_find(findings, HP_F_other_season,
                (hp_place){.file = dir, .column = first->file, .row = first->row}, count,
                first->rule, NULL);
    }
}

/* Opens a season to compare with; *out is NULL where none is named. */
static hp_status open_other(hp_season **out, const char *dir, hp_findings *findings) {
    *out = NULL;
    if (dir == NULL) {
        return HP_OK;
    }
    hp_findings *errors = hp_findings_new();
    HP_NEED(errors);
    hp_status status = hp_season_open(out, dir, errors);
    if (status != HP_OK) {
        find_other_errors(dir, errors, findings);
    }
    hp_findings_free(errors);
    return status;
}

static hp_status compare_with(const hp_season *season, const hp_season *last_year,
                              const hp_season *also, hp_findings *findings) {
    const hp_preflight_season this_one = {&season->data, &season->policy, &season->roll};
    hp_preflight_season before = {0};
    hp_preflight_season other = {0};
    if (last_year != NULL) {
        before = (hp_preflight_season){&last_year->data, &last_year->policy, &last_year->roll};
        if (last_year->data.level != season->data.level) {
            hp_find(findings, HP_F_other_level, (hp_place){.file = last_year->data.dir},
                    hp_level_name(last_year->data.level), hp_level_name(season->data.level), NULL);
            return HP_INPUT;
        }
    }
    if (also != NULL) {
        other = (hp_preflight_season){&also->data, &also->policy, &also->roll};
    }
    return hp_preflight_run(&this_one, last_year == NULL ? NULL : &before,
                            also == NULL ? NULL : &other, findings);
}

hp_status hp_season_preflight(const hp_season *season, const hp_preflight_options *options,
                              hp_findings *findings) {
    const hp_preflight_options none = {0};
    hp_season *last_year = NULL;
    hp_season *also = NULL;
    options = options == NULL ? &none : options;
    hp_status status = open_other(&last_year, options->last_year, findings);
    if (status == HP_OK) {
        status = open_other(&also, options->also, findings);
    }
    if (status == HP_OK) {
        status = compare_with(season, last_year, also, findings);
    }
    hp_season_free(also);
    hp_season_free(last_year);
    hp_status listed = hp_findings_status(findings);
    return status != HP_OK ? status : listed;
}

/* ---- commit ---- */

hp_status hp_season_commit(char hex[65], const hp_season *season, const char *after_dir,
                           hp_findings *findings) {
    char earlier[HP_HEX_BYTES];
    hp_arena arena = {0};
    hp_status status = after_dir == NULL ? HP_OK
                                         : hp_earlier_hash(earlier, &arena, after_dir, findings);
    if (status == HP_OK) {
        status = hp_freeze(hex, &season->data, after_dir == NULL ? NULL : earlier);
    }
    hp_arena_free(&arena);
    return status;
}

static hp_status check_committed(const hp_season *season, const hp_earlier *earlier,
                                 hp_findings *findings) {
    if (*season->data.committed == '\0') {
        return HP_OK;
    }
    char hex[HP_HEX_BYTES];
    HP_TRY(hp_freeze(hex, &season->data, earlier == NULL ? NULL : earlier->manifest_hash));
    if (strcmp(hex, season->data.committed) != 0) {
        hp_find(findings, HP_F_committed_differs,
                (hp_place){
                    .file = "season.json", .column = "/committed", .value = season->data.committed},
                hex, NULL, NULL);
        return HP_INPUT;
    }
    return HP_OK;
}

/* ---- run ---- */

/* Which stages this run takes: after those of the earlier run, up to the one named. */
static hp_status choose_stages(hp_report *report, const hp_run_options *options,
                               const hp_earlier *earlier, hp_findings *findings) {
    report->first_stage = earlier == NULL ? 0 : earlier->stages_done;
    report->end_stage = report->policy->stage_count;
    if (options->until == NULL) {
        return HP_OK;
    }
    int last = hp_stage_by_id(report->policy, options->until);
    if (last < 0 || last < report->first_stage) {
        hp_find(findings, last < 0 ? HP_F_stage_unknown : HP_F_stage_done, (hp_place){0},
                options->until, NULL, NULL);
        return HP_USAGE;
    }
    report->end_stage = last + 1;
    return HP_OK;
}

/* The stages that a finished run ran, on what it had kept. */
static hp_status begin_again(hp_run *run, const hp_season *season, const char *dir,
                             hp_findings *findings) {
    HP_TRY(hp_earlier_retake(&run->earlier, &run->state, &run->report.end_stage, dir, findings));
    run->report.first_stage = run->earlier.stages_done;
    run->report.earlier = *run->earlier.manifest_hash == '\0' ? NULL : &run->earlier;
    return check_committed(season, run->report.earlier, findings);
}

hp_status hp_run_begin(hp_run *run, const hp_season *season, const hp_run_options *options,
                       hp_findings *findings) {
    HP_TRY(hp_state_new(&run->state, &run->arena, &season->data, &season->policy, &season->roll));
    run->state.workers = options->workers > 0 ? options->workers : hp_workers_most();
    run->state.path = options->whole_programs ? HP_LP_WHOLE : HP_LP_SIFTED;
    HP_TRY(hp_reach_new(&run->reach, &run->arena, &season->data, &season->policy, &season->roll));
    run->report = (hp_report){.data = &season->data,
                              .policy = &season->policy,
                              .roll = &season->roll,
                              .state = &run->state,
                              .reach = &run->reach};
    if (options->after_dir != NULL) {
        HP_TRY(hp_earlier_take(&run->earlier, &run->state, options->after_dir, findings));
        run->report.earlier = &run->earlier;
    }
    if (options->again_dir != NULL) {
        return begin_again(run, season, options->again_dir, findings);
    }
    HP_TRY(check_committed(season, run->report.earlier, findings));
    return choose_stages(&run->report, options, run->report.earlier, findings);
}

hp_status hp_run_stage(hp_run *run, int stage, hp_findings *findings) {
    const char *why = "";
    HP_TRY(hp_state_begin_stage(&run->state, stage));
    hp_status status = run->report.policy->stages[stage].serial
                           ? hp_serial_run(&run->state, stage, &run->reach, &why, findings)
                           : hp_nearest_run(&run->state, stage, &run->reach, &why, findings);
    if (status == HP_UNPROVEN) {
        hp_find(findings, HP_F_unproven, (hp_place){0}, run->report.policy->stages[stage].id,
                hp_phrase(why), NULL);
    }
    return status;
}

static hp_status run_stages(hp_run *run, const hp_run_options *options, hp_findings *findings) {
    const hp_report *report = &run->report;
    for (int s = report->first_stage; s < report->end_stage; s++) {
        if (options->progress != NULL) {
            options->progress(options->progress_context, report->policy->stages[s].name,
                              s - report->first_stage, report->end_stage - report->first_stage);
        }
        HP_TRY(hp_run_stage(run, s, findings));
    }
    return HP_OK;
}

/* Children whom the parts of a shortage have no seat for. */
static int32_t count_short(const hp_shortage *shortage) {
    int32_t count = 0;
    for (int32_t p = 0; p < shortage->part_count; p++) {
        const hp_shortage_part *part = &shortage->parts[p];
        count += part->student_count > part->seats ? part->student_count - part->seats : 0;
    }
    return count;
}

/* The shortage, where guaranteed children wait at the end. A run that stops before the last stage
 * is short only where no later stage can help. */
static hp_status find_shortage(hp_run *run, const hp_state *before, hp_findings *findings) {
    hp_report *report = &run->report;
    bool complete = report->end_stage == report->policy->stage_count;
    int32_t waiting = hp_count_waiting_guaranteed(&run->state);
    run->kept = true;
    if (waiting == 0) {
        return HP_OK;
    }
    const char *why = "";
    hp_status status = hp_shortage_find(&report->shortage, &why, before, report->first_stage,
                                        &run->reach);
    if (status == HP_UNPROVEN) {
        hp_find(findings, HP_F_unproven, (hp_place){0}, hp_phrase("shortage"), hp_phrase(why),
                NULL);
    }
    HP_TRY(status);
    report->is_short = complete || report->shortage.part_count > 0;
    run->kept = !report->is_short;
    if (report->is_short) {
        char number[24];
        report->short_count = complete ? waiting : count_short(&report->shortage);
        snprintf(number, sizeof number, "%" PRId32, report->short_count);
        hp_find(findings, HP_F_guaranteed_unplaced, (hp_place){0}, number, NULL, NULL);
    }
    return HP_OK;
}

/* ---- telling ---- */

static hp_status tell(hp_run *run) {
    hp_write_result(&run->result_json, &run->report);
    hp_write_summary(&run->summary, &run->report);
    HP_TRY(hp_buffer_status(&run->result_json));
    return hp_buffer_status(&run->summary);
}

/* How a run stands to others: it keeps what it finds, or goes by what one of them kept. */
typedef struct company {
    bool keeps;
    const hp_run *known; /* NULL: none */
} company;

/* What a run kept, or went by itself; NULL: nothing. */
static const hp_known *kept_by(const hp_run *run) {
    return run->known.stages != NULL ? &run->known : run->recall.known;
}

static hp_status meet(hp_run *run, const company *with) {
    if (with->keeps) {
        HP_TRY(hp_known_new(&run->known, &run->state));
        run->state.keep = &run->known;
    }
    const hp_known *known = with->known == NULL ? NULL : kept_by(with->known);
    if (known != NULL) {
        HP_TRY(hp_recall_new(&run->recall, &run->state, known));
        run->state.recall = &run->recall;
    }
    return HP_OK;
}

static hp_status run_season(hp_run *run, const hp_season *season, const company *with,
                            const hp_run_options *options, hp_findings *findings) {
    hp_state before;
    HP_TRY(hp_run_begin(run, season, options, findings));
    HP_TRY(meet(run, with));
    HP_TRY(hp_state_copy(&before, &run->state));
    HP_TRY(run_stages(run, options, findings));
    HP_TRY(find_shortage(run, &before, findings));
    hp_shares_count(&run->report.shares, &run->state, &run->reach);
    HP_TRY(hp_bundles_find(&run->report.bundles, &run->state));
    HP_TRY(hp_remark(&run->report, findings));
    return tell(run);
}

static hp_status run_new(hp_run **out, const hp_season *season, const company *with,
                         const hp_run_options *options, hp_findings *findings) {
    const hp_run_options none = {0};
    hp_run *run = calloc(1, sizeof *run);
    *out = NULL;
    HP_NEED(run);
    hp_status status = run_season(run, season, with, options == NULL ? &none : options, findings);
    hp_status lost = hp_findings_status(findings);
    if (status == HP_OK && lost == HP_NO_MEMORY) {
        status = lost;
    }
    if (status != HP_OK) {
        hp_run_free(run);
        return status;
    }
    *out = run;
    return HP_OK;
}

hp_status hp_season_run(hp_run **out, const hp_season *season, const hp_run_options *options,
                        hp_findings *findings) {
    return run_new(out, season, &(company){0}, options, findings);
}

hp_status hp_season_run_kept(hp_run **out, const hp_season *season, const hp_run_options *options,
                             hp_findings *findings) {
    return run_new(out, season, &(company){.keeps = true}, options, findings);
}

hp_status hp_season_run_beside(hp_run **out, const hp_season *season, const hp_run *known,
                               const hp_run_options *options, hp_findings *findings) {
    return run_new(out, season, &(company){.known = known}, options, findings);
}

void hp_run_free(hp_run *run) {
    if (run != NULL) {
        hp_earlier_free(&run->earlier);
        hp_known_free(&run->known);
        hp_buffer_free(&run->result_json);
        hp_buffer_free(&run->summary);
        hp_arena_free(&run->arena);
        free(run);
    }
}

bool hp_run_is_kept(const hp_run *run) {
    return run->kept;
}

const char *hp_run_result_json(const hp_run *run) {
    return hp_buffer_get(&run->result_json);
}

const char *hp_run_summary(const hp_run *run) {
    return hp_buffer_get(&run->summary);
}

/* ---- again ---- */

/* The allocation of the run, byte for byte as the folder has it, or a finding. */
static hp_status check_same(const hp_run *run, hp_arena *arena, const char *dir,
                            hp_findings *findings) {
    char *bytes = NULL;
    size_t length = 0;
    hp_buffer again = {0};
    HP_TRY(hp_file_read(&bytes, &length, arena, dir, "allocation.csv", findings));
    if (bytes == NULL) {
        return HP_INPUT;
    }
    hp_write_allocation(&again, &run->report);
    hp_status status = hp_buffer_status(&again);
    if (status == HP_OK &&
        (again.length != length || memcmp(hp_buffer_get(&again), bytes, length) != 0)) {
        hp_find(findings, HP_F_run_differs, (hp_place){.file = "allocation.csv"}, NULL, NULL, NULL);
        status = HP_INPUT;
    }
    hp_buffer_free(&again);
    return status;
}

hp_status hp_run_again(hp_run **out, const hp_season *season, const char *dir,
                       hp_findings *findings) {
    const hp_run_options again = {.again_dir = dir};
    hp_run *run = NULL;
    *out = NULL;
    HP_TRY(hp_season_run(&run, season, &again, findings));
    hp_status status = check_same(run, &run->arena, dir, findings);
    if (status != HP_OK) {
        hp_run_free(run);
        return status;
    }
    *out = run;
    return HP_OK;
}

/* ---- seal and publish ---- */

hp_status hp_checker_passed(bool *passed, const char *steps, hp_findings *findings) {
    return hp_seal_steps_passed(passed, steps, findings);
}

hp_status hp_season_seal(bool *sealed, const hp_season *season, const hp_seal_options *options,
                         hp_findings *findings) {
    hp_run *run = NULL;
    *sealed = false;
    HP_TRY(hp_run_again(&run, season, options->dir, findings));
    hp_status status = hp_seal_write(sealed, &run->report, options, findings);
    hp_run_free(run);
    return status;
}

hp_status hp_season_find(char **season_dir, const char *dir, hp_findings *findings) {
    hp_arena arena = {0};
    const char *found = NULL;
    *season_dir = NULL;
    hp_status status = hp_origin_find(&found, &arena, dir, findings);
    if (status == HP_OK && found != NULL) {
        *season_dir = strdup(found);
        status = *season_dir == NULL ? HP_NO_MEMORY : HP_OK;
    } else if (status == HP_OK) {
        status = HP_USAGE;
    }
    hp_arena_free(&arena);
    return status;
}

hp_status hp_publish(const char *dir, const char *to, hp_findings *findings) {
    return hp_parcels_write(dir, to, findings);
}

void hp_text_free(char *text) {
    free(text);
}

/* ---- write ---- */

/* Writes a file whose text a step made; the buffer is emptied for the next. */
static hp_status put_file(hp_folder *folder, const char *name, hp_buffer *text,
                          hp_findings *findings) {
    HP_TRY(hp_buffer_status(text));
    HP_TRY(hp_folder_write(folder, name, hp_buffer_get(text), text->length, findings));
    text->length = 0;
    return HP_OK;
}

static hp_status put_files(hp_folder *folder, hp_buffer *text, const hp_run *run,
                           hp_findings *findings) {
    HP_TRY(hp_write_rosters(folder, &run->report, findings));
    hp_write_allocation(text, &run->report);
    HP_TRY(put_file(folder, "allocation.csv", text, findings));
    hp_buffer_append(text, hp_buffer_get(&run->result_json), run->result_json.length);
    HP_TRY(put_file(folder, "result.json", text, findings));
    HP_TRY(hp_write_schools(text, &run->report));
    HP_TRY(put_file(folder, "schools.csv", text, findings));
    HP_TRY(hp_write_certificate(text, &run->report));
    HP_TRY(put_file(folder, "certificate.json", text, findings));
    if (run->report.is_short) {
        hp_write_shortage(text, &run->report);
        HP_TRY(put_file(folder, "shortage.json", text, findings));
    }
    HP_TRY(hp_write_lists(folder, &run->report, findings));
    HP_TRY(hp_folder_write_manifest(folder, findings));
    return hp_folder_commit(folder, findings);
}

hp_status hp_run_write(const hp_run *run, const char *dir, hp_findings *findings) {
    hp_folder *folder = NULL;
    hp_buffer text = {0};
    hp_status status = hp_folder_begin(&folder, dir, findings);
    if (status == HP_OK) {
        status = put_files(folder, &text, run, findings);
    }
    hp_buffer_free(&text);
    hp_folder_free(folder);
    return status;
}
