/* The engine on one screen: hp_season_open reads and checks, hp_season_run runs the stages,
 * hp_run_write writes. Each is a list of the steps below, in order. */
#include "pipeline.h"

#include <inttypes.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "policy/check.h"
#include "stage/nearest.h"
#include "stage/serial.h"

#define TR(text) dgettext("huapian", text)

/* ---- open ---- */

static hp_status open_season(hp_season *season, const char *dir, hp_findings *findings) {
    HP_TRY(hp_data_read(&season->data, dir, findings));
    if (*season->data.policy_file != '\0') {
        HP_TRY(hp_policy_read(&season->policy, &season->data, findings));
    }
    if (hp_check_may_call(&season->data, findings)) {
        HP_TRY(hp_roll_call(&season->roll, &season->data.arena, &season->data, &season->policy,
                            findings));
        HP_TRY(hp_check_reach(&season->data, &season->policy, &season->roll, findings));
    }
    return hp_findings_status(findings);
}

hp_status hp_season_open(hp_season **out, const char *dir, hp_findings *findings) {
    hp_season *season = calloc(1, sizeof *season);
    *out = NULL;
    HP_NEED(season);
    hp_status status = open_season(season, dir, findings);
    hp_status lost = hp_findings_status(findings);
    if (status != HP_OK) {
        hp_season_free(season);
        return lost == HP_NO_MEMORY ? lost : status;
    }
    *out = season;
    return HP_OK;
}

void hp_season_free(hp_season *season) {
    if (season != NULL) {
        hp_data_free(&season->data);
        free(season);
    }
}

/* ---- commit ---- */

/* The frozen input: season.json without seed and commitment, keys sorted; then every table and the
 * policy by their hashes; then the earlier run's manifest (spec 8). */
static hp_status freeze(hp_buffer *frozen, hp_arena *arena, const hp_data *data,
                        const char *earlier_hash) {
    static const char *const left_out[] = {"lottery_seed", "committed"};
    char *settings = NULL;
    HP_TRY(hp_json_canonical(&settings, arena, data->settings, left_out, 2));
    hp_buffer_format(frozen, "huapian commit 1\nseason %s\n", settings);
    for (size_t i = 1; i < data->input_count; i++) {
        hp_buffer_format(frozen, "%s %s\n", data->inputs[i].name, data->inputs[i].hash);
    }
    if (earlier_hash != NULL) {
        hp_buffer_format(frozen, "after %s\n", earlier_hash);
    }
    return hp_buffer_status(frozen);
}

static hp_status commit_hash(char hex[HP_HEX_BYTES], const hp_season *season,
                             const char *earlier_hash) {
    hp_arena arena = {0};
    hp_buffer frozen = {0};
    hp_status status = freeze(&frozen, &arena, &season->data, earlier_hash);
    if (status == HP_OK) {
        hp_sha256_hex(hex, hp_buffer_get(&frozen), frozen.length);
    }
    hp_buffer_free(&frozen);
    hp_arena_free(&arena);
    return status;
}

hp_status hp_season_commit(char hex[65], const hp_season *season, const char *after_dir,
                           hp_findings *findings) {
    char earlier[HP_HEX_BYTES];
    hp_arena arena = {0};
    hp_status status = after_dir == NULL ? HP_OK
                                         : hp_earlier_hash(earlier, &arena, after_dir, findings);
    if (status == HP_OK) {
        status = commit_hash(hex, season, after_dir == NULL ? NULL : earlier);
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
    HP_TRY(commit_hash(hex, season, earlier == NULL ? NULL : earlier->manifest_hash));
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

hp_status hp_run_begin(hp_run *run, const hp_season *season, const hp_run_options *options,
                       hp_findings *findings) {
    HP_TRY(hp_state_new(&run->state, &run->arena, &season->data, &season->policy, &season->roll));
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
    HP_TRY(check_committed(season, run->report.earlier, findings));
    return choose_stages(&run->report, options, run->report.earlier, findings);
}

hp_status hp_run_stage(hp_run *run, int stage, hp_findings *findings) {
    const char *why = "";
    hp_status status = run->report.policy->stages[stage].serial
                           ? hp_serial_run(&run->state, stage, &run->reach, &why, findings)
                           : hp_nearest_run(&run->state, stage, &run->reach, &why, findings);
    if (status == HP_UNPROVEN) {
        hp_find(findings, HP_F_unproven, (hp_place){0}, run->report.policy->stages[stage].id, why,
                NULL);
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

static int32_t count_waiting_guaranteed(const hp_run *run) {
    int32_t count = 0;
    for (int32_t i = 0; i < run->report.data->student_count; i++) {
        count += run->state.placements[i].standing == HP_WAITING && run->state.roll->guaranteed[i];
    }
    return count;
}

/* The shortage, where guaranteed children wait at the end. A run that stops before the last stage
 * is short only where no later stage can help. */
static hp_status find_shortage(hp_run *run, const hp_state *before, hp_findings *findings) {
    hp_report *report = &run->report;
    bool complete = report->end_stage == report->policy->stage_count;
    int32_t waiting = count_waiting_guaranteed(run);
    run->kept = true;
    if (waiting == 0) {
        return HP_OK;
    }
    const char *why = "";
    hp_status status = hp_shortage_find(&report->shortage, &why, before, report->first_stage,
                                        &run->reach);
    if (status == HP_UNPROVEN) {
        hp_find(findings, HP_F_unproven, (hp_place){0}, "shortage", why, NULL);
    }
    HP_TRY(status);
    report->is_short = complete || report->shortage.part_count > 0;
    run->kept = !report->is_short;
    if (report->is_short) {
        char number[24];
        if (!complete) {
            waiting = 0;
            for (int32_t p = 0; p < report->shortage.part_count; p++) {
                const hp_shortage_part *part = &report->shortage.parts[p];
                waiting += part->student_count > part->seats ? part->student_count - part->seats
                                                             : 0;
            }
        }
        snprintf(number, sizeof number, "%" PRId32, waiting);
        hp_find(findings, HP_F_guaranteed_unplaced, (hp_place){0}, number, NULL, NULL);
    }
    return HP_OK;
}

/* ---- remarks on a run ---- */

static void warn_of_yields(const hp_report *report, hp_findings *findings) {
    for (int s = report->first_stage; s < report->end_stage; s++) {
        for (int c = 0; c < report->policy->category_count; c++) {
            if (report->state->stages[s].yielded[c] > 0) {
                char number[24];
                snprintf(number, sizeof number, "%" PRId32, report->state->stages[s].yielded[c]);
                hp_find(findings, HP_F_yielded, (hp_place){0}, report->policy->stages[s].id, number,
                        report->policy->categories[c].id);
            }
        }
    }
}

static void warn_of_share(const hp_share *share, hp_finding_code code, hp_findings *findings) {
    if (share->missing > 0) {
        char count[24];
        char of[24];
        char missing[24];
        snprintf(count, sizeof count, "%" PRId32, share->count);
        snprintf(of, sizeof of, "%" PRId32, share->of);
        snprintf(missing, sizeof missing, "%" PRId32, share->missing);
        hp_find(findings, code, (hp_place){0}, count, of, missing);
    }
}

typedef struct bundle_child {
    const char *bundle;
    int32_t student;
} bundle_child;

static int compare_bundle_children(const void *left, const void *right) {
    const bundle_child *a = left;
    const bundle_child *b = right;
    int order = strcmp(a->bundle, b->bundle);
    return order != 0 ? order : (a->student > b->student) - (a->student < b->student);
}

/* One bundle's children, if two of those who are placed go to different schools. */
static hp_status check_bundle(hp_run *run, const bundle_child *children, size_t count,
                              hp_findings *findings) {
    hp_report *report = &run->report;
    int32_t *students = hp_arena_alloc(&run->arena, count, sizeof *students);
    HP_NEED(students);
    int32_t placed = 0;
    bool parted = false;
    hp_buffer schools = {0};
    for (size_t i = 0; i < count; i++) {
        int32_t school = run->state.placements[children[i].student].school;
        if (school >= 0) {
            students[placed++] = children[i].student;
            parted = parted || run->state.placements[students[0]].school != school;
            hp_buffer_format(&schools, "%s%s", placed > 1 ? ", " : "",
                             report->data->schools[school].id);
        }
    }
    if (parted) {
        report->parted[report->parted_count++] = (hp_parted){
            .bundle = children[0].bundle, .students = students, .student_count = placed};
        hp_find(findings, HP_F_bundle_parted, (hp_place){0}, children[0].bundle,
                hp_buffer_get(&schools), NULL);
    }
    hp_buffer_free(&schools);
    return HP_OK;
}

static hp_status find_parted_bundles(hp_run *run, hp_findings *findings) {
    const hp_data *data = run->report.data;
    size_t room = (size_t)data->student_count + 1;
    bundle_child *children = hp_arena_alloc(&run->arena, room, sizeof *children);
    run->report.parted = hp_arena_alloc(&run->arena, room, sizeof *run->report.parted);
    HP_NEED(children);
    HP_NEED(run->report.parted);
    size_t count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const char *bundle = hp_cell(&data->tables[HP_STUDENTS], data->students[i].row,
                                     HP_STUDENT_BUNDLE);
        if (*bundle != '\0') {
            children[count++] = (bundle_child){.bundle = bundle, .student = i};
        }
    }
    qsort(children, count, sizeof *children, compare_bundle_children);
    for (size_t first = 0, end = 0; first < count; first = end) {
        while (end < count && strcmp(children[end].bundle, children[first].bundle) == 0) {
            end++;
        }
        HP_TRY(check_bundle(run, children + first, end - first, findings));
    }
    return HP_OK;
}

static hp_status remark(hp_run *run, hp_findings *findings) {
    hp_report *report = &run->report;
    hp_shares_count(&report->shares, &run->state, &run->reach);
    warn_of_yields(report, findings);
    if (report->end_stage == report->policy->stage_count) {
        warn_of_share(&report->shares.nearby, HP_F_nearby_missed, findings);
        warn_of_share(&report->shares.migrants, HP_F_migrants_missed, findings);
    }
    return find_parted_bundles(run, findings);
}

/* ---- telling ---- */

static void summarise(hp_run *run) {
    const hp_report *report = &run->report;
    int32_t standings[HP_ELSEWHERE + 1] = {0};
    hp_buffer *text = &run->summary;
    for (int32_t i = 0; i < report->data->student_count; i++) {
        standings[run->state.placements[i].standing]++;
    }
    hp_buffer_format(text, TR("%s %s: %d children\n"), report->data->district, report->data->season,
                     report->data->student_count);
    for (int s = report->first_stage; s < report->end_stage; s++) {
        int32_t admitted = 0;
        for (int32_t i = 0; i < report->data->student_count; i++) {
            admitted += run->state.placements[i].stage == s;
        }
        hp_buffer_format(text, TR("  stage %s (%s): %d admitted\n"), report->policy->stages[s].id,
                         report->policy->stages[s].name, admitted);
    }
    hp_buffer_format(text, TR("  kept from an earlier run: %d, fixed: %d, elsewhere: %d\n"),
                     standings[HP_KEPT], standings[HP_FIXED], standings[HP_ELSEWHERE]);
    hp_buffer_format(text, TR("  unplaced: %d, of them guaranteed: %d\n"), standings[HP_WAITING],
                     count_waiting_guaranteed(run));
    hp_buffer_format(text, TR("  nearby schools: %d of %d; migrants in public schools: %d of %d\n"),
                     report->shares.nearby.count, report->shares.nearby.of,
                     report->shares.migrants.count, report->shares.migrants.of);
}

static hp_status tell(hp_run *run) {
    hp_write_result(&run->result_json, &run->report);
    summarise(run);
    HP_TRY(hp_buffer_status(&run->result_json));
    return hp_buffer_status(&run->summary);
}

/* A copy of where everyone stands. */
static hp_status copy_state(hp_state *copy, const hp_state *state) {
    size_t students = (size_t)state->data->student_count;
    size_t schools = (size_t)state->data->school_count;
    *copy = *state;
    copy->placements = hp_arena_alloc(state->arena, students, sizeof *copy->placements);
    copy->free_seats = hp_arena_alloc(state->arena, schools, sizeof *copy->free_seats);
    HP_NEED(copy->placements);
    HP_NEED(copy->free_seats);
    memcpy(copy->placements, state->placements, students * sizeof *copy->placements);
    memcpy(copy->free_seats, state->free_seats, schools * sizeof *copy->free_seats);
    return HP_OK;
}

static hp_status run_season(hp_run *run, const hp_season *season, const hp_run_options *options,
                            hp_findings *findings) {
    hp_state before;
    HP_TRY(hp_run_begin(run, season, options, findings));
    HP_TRY(copy_state(&before, &run->state));
    HP_TRY(run_stages(run, options, findings));
    HP_TRY(find_shortage(run, &before, findings));
    HP_TRY(remark(run, findings));
    return tell(run);
}

hp_status hp_season_run(hp_run **out, const hp_season *season, const hp_run_options *options,
                        hp_findings *findings) {
    const hp_run_options none = {0};
    hp_run *run = calloc(1, sizeof *run);
    *out = NULL;
    HP_NEED(run);
    hp_status status = run_season(run, season, options == NULL ? &none : options, findings);
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

void hp_run_free(hp_run *run) {
    if (run != NULL) {
        hp_earlier_free(&run->earlier);
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
    hp_write_allocation(text, &run->report);
    HP_TRY(put_file(folder, "allocation.csv", text, findings));
    hp_buffer_append(text, hp_buffer_get(&run->result_json), run->result_json.length);
    HP_TRY(put_file(folder, "result.json", text, findings));
    HP_TRY(hp_write_schools(text, &run->report));
    HP_TRY(put_file(folder, "schools.csv", text, findings));
    if (run->report.is_short) {
        hp_write_shortage(text, &run->report);
        HP_TRY(put_file(folder, "shortage.json", text, findings));
    }
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
