/* A season and scenarios beside it: read, run, compare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"
#include "whatif/compare.h"
#include "whatif/moves.h"
#include "whatif/remedy.h"

struct hp_whatif {
    hp_arena arena;
    hp_season *season;
    hp_run *run;
    hp_scenario **scenarios; /* NULL: its file has errors */
    const char **moves;      /* per scenario: moves.csv */
    size_t *move_bytes;
    const char **remedies; /* per run, the season as it is first: remedy.json */
    size_t *remedy_bytes;  /* 0: no guaranteed child is without a seat */
    size_t count;
    hp_runs_compared comparison;
    hp_buffer csv;
    hp_buffer json;
    hp_buffer summary;
};

/* ---- scenarios ---- */

static void check_name(const hp_whatif *whatif, size_t index, hp_findings *findings) {
    const hp_scenario *scenario = whatif->scenarios[index];
    for (size_t i = 0; i < index; i++) {
        const hp_scenario *other = whatif->scenarios[i];
        if (other != NULL && strcmp(other->name, scenario->name) == 0) {
            hp_findings_enter(findings, scenario->file);
            hp_find(findings, HP_F_scenario_name_twice,
                    (hp_place){.file = scenario->file,
                               .column = "/name",
                               .value = scenario->name,
                               .change = "/name"},
                    other->file, NULL, NULL);
            hp_findings_enter(findings, NULL);
            return;
        }
    }
}

/* All of them, whatever is wrong with some. */
static hp_status read_scenarios(hp_whatif *whatif, const char *const *files,
                                hp_findings *findings) {
    for (size_t i = 0; i < whatif->count; i++) {
        hp_status status = hp_scenario_read(&whatif->scenarios[i], files[i], findings);
        if (status != HP_INPUT) {
            HP_TRY(status);
            check_name(whatif, i, findings);
        }
    }
    return HP_OK;
}

/* ---- one scenario, in a process of its own ---- */

typedef struct trials {
    hp_whatif *whatif;
    const char *dir;
    const char *after_dir; /* of each run, as its workers */
    int32_t workers;
    const hp_findings *findings; /* of the season as it is */
} trials;

static bool same_text(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_finding(const hp_finding *a, const hp_finding *b) {
    return a->row == b->row && same_text(a->code, b->code) && same_text(a->file, b->file) &&
           same_text(a->column, b->column) && same_text(a->value, b->value) &&
           same_text(a->rule, b->rule);
}

/* Whether it was told of the season as it is. Both lists are in order: what comes after the finding
 * that was looked for last mostly stands at *next, where looking begins. */
static bool is_told(const hp_finding *finding, const hp_findings *known, size_t *next) {
    size_t count = hp_findings_count(known);
    for (size_t k = 0; k < count; k++) {
        size_t at = (*next + k) % count;
        const hp_finding *other = hp_findings_get(known, at);
        if (other->scenario == NULL && same_finding(finding, other)) {
            *next = at + 1;
            return true;
        }
    }
    return false;
}

/* What is told of the season as it is need not be told again. */
static hp_status pack_new(hp_buffer *report, const hp_findings *found, const hp_findings *known) {
    hp_findings *fresh = hp_findings_new();
    HP_NEED(fresh);
    size_t next = 0;
    for (size_t i = 0; i < hp_findings_count(found); i++) {
        const hp_finding *finding = hp_findings_get(found, i);
        if (!is_told(finding, known, &next)) {
            hp_findings_add(fresh, finding);
        }
    }
    hp_pack_findings(report, fresh);
    hp_status status = hp_findings_status(fresh);
    hp_findings_free(fresh);
    return status == HP_NO_MEMORY ? status : HP_OK;
}

/* What a run warns of stands in its figures; what it cannot do is told. `file`: the scenario's. */
static hp_status run_quietly(hp_run **run, const hp_season *season, const hp_run *known,
                             const hp_run_options *how, const char *file, hp_findings *findings) {
    hp_findings *own = hp_findings_new();
    HP_NEED(own);
    hp_findings_enter(own, file);
    hp_status status = hp_season_run_beside(run, season, known, how, own);
    hp_findings_add_errors(findings, own);
    hp_findings_free(own);
    return status;
}

/* What would mend a run that is short: remedy.json, else nothing. */
static hp_status find_remedy(hp_buffer *json, const hp_season *season, const hp_run *run,
                             const hp_run_options *how, hp_findings *findings) {
    hp_remedy *remedy = NULL;
    if (hp_run_is_kept(run)) {
        return HP_OK;
    }
    hp_status status = hp_remedy_find(&remedy, season, run, how, false, findings);
    if (status == HP_OK) {
        status = hp_remedy_json(json, remedy);
    }
    hp_remedy_free(remedy);
    return status;
}

/* Runs the changed season and says its figures, its moves and what would mend it. */
static hp_status run_changed(hp_buffer *told, const trials *all, const hp_season *season,
                             const char *file, hp_findings *findings) {
    const hp_run_options how = {.after_dir = all->after_dir, .workers = all->workers};
    const hp_whatif *whatif = all->whatif;
    hp_run *run = NULL;
    hp_outcome outcome = {0};
    hp_buffer moves = {0};
    hp_buffer remedy = {0};
    hp_status status = run_quietly(&run, season, whatif->run, &how, file, findings);
    if (status == HP_OK) {
        status = hp_outcome_take(&outcome, &run->arena, run);
    }
    if (status == HP_OK) {
        status = hp_moves_tell(&moves, &outcome, whatif->season, whatif->run, season, run);
    }
    if (status == HP_OK) {
        status = find_remedy(&remedy, season, run, &how, findings);
    }
    if (status == HP_OK) {
        status = hp_outcome_finish(&outcome);
        hp_outcome_pack(told, &outcome);
        hp_pack_bytes(told, hp_buffer_get(&moves), moves.length);
        hp_pack_bytes(told, hp_buffer_get(&remedy), remedy.length);
    }
    hp_buffer_free(&remedy);
    hp_buffer_free(&moves);
    hp_outcome_free(&outcome);
    hp_run_free(run);
    return status;
}

static hp_status try_one(hp_buffer *told, const trials *all, const hp_scenario *scenario,
                         hp_findings *findings) {
    hp_season *season = NULL;
    const hp_season *base = all->whatif->season;
    hp_status status = base == NULL ? hp_season_open_scenario(&season, all->dir, scenario, findings)
                                    : hp_season_open_beside(&season, base, scenario, findings);
    if (status == HP_OK && all->whatif->run != NULL) {
        status = run_changed(told, all, season, scenario->file, findings);
    }
    hp_season_free(season);
    return status;
}

/* The report: the outcome, what was found, and after a run its figures and moves. */
static hp_status work(void *context, int32_t item, hp_buffer *report) {
    const trials *all = context;
    const hp_scenario *scenario = all->whatif->scenarios[item];
    hp_findings *findings = hp_findings_new();
    hp_buffer told = {0};
    HP_NEED(findings);
    hp_status outcome = scenario == NULL ? HP_OK : try_one(&told, all, scenario, findings);
    hp_pack_whole(report, outcome);
    hp_status status = pack_new(report, findings, all->findings);
    hp_buffer_append(report, hp_buffer_get(&told), told.length);
    status = status == HP_OK ? hp_buffer_status(&told) : status;
    hp_buffer_free(&told);
    hp_findings_free(findings);
    return status;
}

/* ---- all ---- */

static hp_status take_report(hp_whatif *whatif, size_t index, const hp_buffer *report,
                             hp_findings *findings) {
    hp_compared_run *run = &whatif->comparison.runs[index + 1];
    const hp_scenario *scenario = whatif->scenarios[index];
    hp_unpack from = {hp_buffer_get(report), hp_buffer_get(report) + report->length, false};
    hp_status outcome = (hp_status)hp_unpack_whole(&from);
    HP_TRY(hp_unpack_findings(findings, &from));
    if (outcome != HP_OK || scenario == NULL || whatif->run == NULL) {
        return outcome == HP_INPUT ? HP_OK : outcome;
    }
    run->name = scenario->name;
    run->note = scenario->note;
    run->hash = scenario->hash;
    HP_TRY(hp_outcome_unpack(&run->outcome, &whatif->arena, &from));
    HP_TRY(
        hp_unpack_bytes(&whatif->moves[index], &whatif->move_bytes[index], &from, &whatif->arena));
    return hp_unpack_bytes(&whatif->remedies[index + 1], &whatif->remedy_bytes[index + 1], &from,
                           &whatif->arena);
}

static hp_status try_all(hp_whatif *whatif, const char *dir, const hp_run_options *how,
                         hp_findings *findings) {
    int32_t count = (int32_t)whatif->count;
    trials all = {.whatif = whatif,
                  .dir = dir,
                  .after_dir = how->after_dir,
                  .workers = count > 1 && how->workers > 1 ? 1 : how->workers,
                  .findings = findings};
    hp_buffer *reports = hp_arena_alloc(&whatif->arena, whatif->count, sizeof *reports);
    HP_NEED(reports);
    hp_status status = hp_workers_run(reports, count, how->workers, work, &all);
    for (size_t i = 0; i < whatif->count; i++) {
        if (status == HP_OK) {
            status = take_report(whatif, i, &reports[i], findings);
        }
        hp_buffer_free(&reports[i]);
    }
    return status;
}

static hp_status remedy_base(hp_whatif *whatif, const hp_run_options *how, hp_findings *findings) {
    hp_buffer json = {0};
    hp_status status = find_remedy(&json, whatif->season, whatif->run, how, findings);
    if (status == HP_OK && json.length > 0) {
        whatif->remedies[0] = hp_arena_copy(&whatif->arena, hp_buffer_get(&json), json.length);
        whatif->remedy_bytes[0] = json.length;
        status = whatif->remedies[0] == NULL ? HP_NO_MEMORY : HP_OK;
    }
    hp_buffer_free(&json);
    return status;
}

/* The season as it is, in the first column. */
static hp_status run_base(hp_whatif *whatif, const hp_run_options *how, hp_findings *findings) {
    hp_compared_run *base = &whatif->comparison.runs[0];
    HP_TRY(hp_base_run(&whatif->run, whatif->season, how, findings));
    base->name = whatif->season->data.english ? "the season as it is" : "原方案";
    base->note = "";
    base->hash = "";
    HP_TRY(hp_outcome_take(&base->outcome, &whatif->run->arena, whatif->run));
    HP_TRY(hp_outcome_finish(&base->outcome));
    return remedy_base(whatif, how, findings);
}

/* Where a run's remedy stands in the folder; "" without memory. */
static const char *remedy_name(hp_whatif *whatif, size_t run) {
    const char *name = run == 0 ? "remedy.json"
                                : hp_arena_format(&whatif->arena, "%zu/remedy.json", run);
    return name == NULL ? "" : name;
}

static hp_status tell(hp_whatif *whatif) {
    whatif->comparison.data = &whatif->season->data;
    whatif->comparison.earlier = whatif->run->report.earlier;
    HP_TRY(hp_compare_csv(&whatif->csv, &whatif->comparison));
    HP_TRY(hp_compare_json(&whatif->json, &whatif->comparison));
    HP_TRY(hp_compare_summary(&whatif->summary, &whatif->comparison));
    bool english = whatif->season->data.english;
    for (size_t r = 0; r <= whatif->count; r++) {
        if (whatif->remedy_bytes[r] > 0) {
            hp_buffer_format(&whatif->summary,
                             english ? "\n%s: what would mend the shortage stands in %s\n"
                                     : "\n%s：缺学位的补救办法见 %s\n",
                             whatif->comparison.runs[r].name, remedy_name(whatif, r));
        }
    }
    return hp_buffer_status(&whatif->summary);
}

static hp_status make_room(hp_whatif *whatif, size_t count) {
    hp_arena *arena = &whatif->arena;
    whatif->count = count;
    whatif->scenarios = hp_arena_alloc(arena, count, sizeof(hp_scenario *));
    whatif->moves = hp_arena_alloc(arena, count, sizeof *whatif->moves);
    whatif->move_bytes = hp_arena_alloc(arena, count, sizeof *whatif->move_bytes);
    whatif->comparison.runs = hp_arena_alloc(arena, count + 1, sizeof *whatif->comparison.runs);
    HP_NEED(whatif->scenarios);
    HP_NEED(whatif->moves);
    HP_NEED(whatif->move_bytes);
    whatif->remedies = hp_arena_alloc(arena, count + 1, sizeof *whatif->remedies);
    whatif->remedy_bytes = hp_arena_alloc(arena, count + 1, sizeof *whatif->remedy_bytes);
    HP_NEED(whatif->remedies);
    HP_NEED(whatif->remedy_bytes);
    HP_NEED(whatif->comparison.runs);
    whatif->comparison.run_count = count + 1;
    return HP_OK;
}

/* Where the season or a scenario's file has errors nothing is run, but every scenario that can be
 * is checked, so that all errors are told in one pass. */
static hp_status run_whatif(hp_whatif *whatif, const char *dir, const char *const *files,
                            size_t count, const hp_run_options *how, hp_findings *findings) {
    HP_TRY(make_room(whatif, count));
    HP_TRY(read_scenarios(whatif, files, findings));
    HP_TRY(hp_season_open(&whatif->season, dir, findings) == HP_NO_MEMORY ? HP_NO_MEMORY : HP_OK);
    if (whatif->season != NULL && hp_findings_errors(findings) == 0) {
        hp_status status = run_base(whatif, how, findings);
        if (status != HP_INPUT) {
            HP_TRY(status);
        }
    }
    HP_TRY(try_all(whatif, dir, how, findings));
    HP_TRY(hp_findings_status(findings));
    return tell(whatif);
}

hp_status hp_whatif_run(hp_whatif **out, const char *dir, const char *const *files, size_t count,
                        const hp_whatif_options *options, hp_findings *findings) {
    const hp_whatif_options none = {0};
    options = options == NULL ? &none : options;
    const hp_run_options how = {.after_dir = options->after_dir,
                                .workers = options->workers > 0 ? options->workers
                                                                : hp_workers_most(),
                                .progress = options->progress,
                                .progress_context = options->progress_context};
    hp_whatif *whatif = calloc(1, sizeof *whatif);
    *out = NULL;
    HP_NEED(whatif);
    hp_status status = run_whatif(whatif, dir, files, count, &how, findings);
    hp_status lost = hp_findings_status(findings);
    status = status == HP_OK && lost == HP_NO_MEMORY ? lost : status;
    if (status != HP_OK) {
        hp_whatif_free(whatif);
        return status;
    }
    *out = whatif;
    return HP_OK;
}

void hp_whatif_free(hp_whatif *whatif) {
    if (whatif == NULL) {
        return;
    }
    for (size_t i = 0; i < whatif->comparison.run_count; i++) {
        hp_outcome_free(&whatif->comparison.runs[i].outcome);
    }
    hp_run_free(whatif->run);
    hp_season_free(whatif->season);
    for (size_t i = 0; whatif->scenarios != NULL && i < whatif->count; i++) {
        hp_scenario_free(whatif->scenarios[i]);
    }
    hp_buffer_free(&whatif->csv);
    hp_buffer_free(&whatif->json);
    hp_buffer_free(&whatif->summary);
    hp_arena_free(&whatif->arena);
    free(whatif);
}

const char *hp_whatif_json(const hp_whatif *whatif) {
    return hp_buffer_get(&whatif->json);
}

const char *hp_whatif_summary(const hp_whatif *whatif) {
    return hp_buffer_get(&whatif->summary);
}

/* ---- write ---- */

static hp_status put_text(hp_folder *folder, const char *name, const hp_buffer *text,
                          hp_findings *findings) {
    return hp_folder_write(folder, name, hp_buffer_get(text), text->length, findings);
}

static hp_status put_files(hp_folder *folder, const hp_whatif *whatif, hp_findings *findings) {
    HP_TRY(put_text(folder, "comparison.csv", &whatif->csv, findings));
    HP_TRY(put_text(folder, "comparison.json", &whatif->json, findings));
    HP_TRY(put_text(folder, "summary.txt", &whatif->summary, findings));
    for (size_t i = 0; i < whatif->count; i++) {
        char name[64];
        const hp_scenario *scenario = whatif->scenarios[i];
        snprintf(name, sizeof name, "%zu/scenario.json", i + 1);
        HP_TRY(hp_folder_write(folder, name, scenario->bytes, scenario->byte_count, findings));
        snprintf(name, sizeof name, "%zu/moves.csv", i + 1);
        HP_TRY(hp_folder_write(folder, name, whatif->moves[i], whatif->move_bytes[i], findings));
    }
    for (size_t r = 0; r <= whatif->count; r++) {
        char name[64] = "remedy.json";
        if (r > 0) {
            snprintf(name, sizeof name, "%zu/remedy.json", r);
        }
        if (whatif->remedy_bytes[r] > 0) {
            HP_TRY(hp_folder_write(folder, name, whatif->remedies[r], whatif->remedy_bytes[r],
                                   findings));
        }
    }
    HP_TRY(hp_folder_write_manifest(folder, findings));
    return hp_folder_commit(folder, findings);
}

hp_status hp_whatif_write(const hp_whatif *whatif, const char *dir, hp_findings *findings) {
    hp_folder *folder = NULL;
    hp_status status = hp_folder_begin(&folder, dir, findings);
    if (status == HP_OK) {
        status = put_files(folder, whatif, findings);
    }
    hp_folder_free(folder);
    return status;
}
