/* huapian: who goes to which school, and why. The only public header.
 *
 * A season is read from the office's folder, checked to the last cell, run stage by stage and
 * written as a folder of results. Every call returns an outcome; what it has to say about the
 * input goes to the list of findings that the caller gives. The library never prints, never
 * exits and keeps no state between calls.
 *
 *     hp_findings *findings = hp_findings_new();
 *     hp_season *season = NULL;
 *     hp_run *run = NULL;
 *     if (hp_season_open(&season, "data/tiny", findings) == HP_OK &&
 *         hp_season_run(&run, season, NULL, findings) == HP_OK) {
 *         hp_run_write(run, "out", findings);
 *     }
 *
 * Ownership: `T **out` hands an object over, to be freed by its `_free` (which accepts NULL); a
 * returned `const` pointer is lent and lives as long as the object that lent it.
 */
#ifndef HUAPIAN_H
#define HUAPIAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a call. The values are not exit codes; see hp_exit_code. */
typedef enum hp_status {
    HP_OK = 0,
    HP_USAGE, /* the call itself is wrong: an existing target, an unknown stage */
    HP_INPUT, /* the season has errors; each is a finding */
    HP_NO_MEMORY,
    HP_IO,      /* a file could not be read or written; the finding says which and why */
    HP_UNPROVEN /* an answer failed its own check in whole numbers, so it is no answer */
} hp_status;

/* The program's exit code for an outcome: 0, 2, 3 or 4 (spec 8). */
int hp_exit_code(hp_status status);

/* "2.0.0" and the like. */
const char *hp_version(void);

/* ---- findings ---- */

typedef enum hp_severity { HP_WARNING, HP_ERROR } hp_severity;

/* One fault or remark. Texts are UTF-8, lent by the list; NULL where there is nothing to say. */
typedef struct hp_finding {
    const char *code; /* stable, lower case: "unknown_reference" */
    hp_severity severity;
    const char *file;   /* as named in season.json */
    int64_t row;        /* as a spreadsheet counts, the header row is 1; 0: no row */
    const char *column; /* the header as it stands in the file, or a JSON path */
    const char *value;  /* the cell as it stands in the file */
    const char *rule;   /* one sentence, in the language of the messages */
    const char
        *scenario;      /* the file of the scenario that it was found in; NULL: the season's own */
    const char *change; /* the JSON path in that file of the change that made it so */
} hp_finding;

typedef struct hp_findings hp_findings;

/* NULL: out of memory. */
hp_findings *hp_findings_new(void);
void hp_findings_free(hp_findings *findings);
size_t hp_findings_count(const hp_findings *findings);
/* 0 <= index < count; in order of severity (errors first), file, row, column once a call that adds
 * findings has returned. */
const hp_finding *hp_findings_get(const hp_findings *findings, size_t index);
size_t hp_findings_errors(const hp_findings *findings);
/* The list as JSON, lent by it until the next call; NULL: out of memory. */
const char *hp_findings_json(hp_findings *findings);

/* ---- seasons ---- */

typedef struct hp_season hp_season;

/* Reads and checks the season in folder `dir`. HP_INPUT: it has errors, all of them listed. */
hp_status hp_season_open(hp_season **out, const char *dir, hp_findings *findings);
void hp_season_free(hp_season *season);

/* ---- scenarios ---- */

/* A change to a season, applied in memory (spec 7, docs/what-if.md). */
typedef struct hp_scenario hp_scenario;

/* Reads a scenario's file and checks its form; whether it fits a season is seen when one is opened
 * with it. HP_INPUT: it has errors, all of them listed. */
hp_status hp_scenario_read(hp_scenario **out, const char *file, hp_findings *findings);
void hp_scenario_free(hp_scenario *scenario);
const char *hp_scenario_name(const hp_scenario *scenario);

/* As hp_season_open, with the scenario's changes (NULL: none), which must outlive the season; it is
 * checked as if they stood in its files. What season.json says was committed is not held against
 * it. */
hp_status hp_season_open_scenario(hp_season **out, const char *dir, const hp_scenario *scenario,
                                  hp_findings *findings);

/* Folders of seasons to compare with. */
typedef struct hp_preflight_options {
    const char *last_year; /* the season of the same level a year ago; NULL: none */
    const char *also; /* another season in which no child of this one should stand; NULL: none */
} hp_preflight_options;

/* Adds a warning for whatever looks wrong in a season whose every cell is right: seats that do not
 * cover the children, groups that miss a school, figures that jumped since last year, a child in
 * two places (docs/preflight.md). HP_INPUT: a season to compare with has errors.
 * `options` NULL: what needs no other season. */
hp_status hp_season_preflight(const hp_season *season, const hp_preflight_options *options,
                              hp_findings *findings);

/* The hash to publish before the seed is drawn: 64 hexadecimal digits into `hex` (65 bytes).
 * `after_dir`: the folder of the run that the season goes on from, or NULL. */
hp_status hp_season_commit(char hex[65], const hp_season *season, const char *after_dir,
                           hp_findings *findings);

/* ---- runs ---- */

typedef struct hp_run hp_run;

/* Called with what is being done, 0 <= done <= total. */
typedef void (*hp_progress)(void *context, const char *what, int64_t done, int64_t total);

typedef struct hp_run_options {
    const char *until;     /* id of the last stage to run; NULL: all */
    const char *after_dir; /* folder of the earlier run to go on from; NULL: none */
    const char *again_dir; /* folder of a finished run to run once more: its stages, on what it had
                              kept; then the two above must be NULL */
    int32_t workers;       /* processes at work; 0: one for each core. The bytes are the same */
    bool whole_programs;   /* every row of a stage's program to the simplex method; for tests */
    hp_progress progress;  /* NULL: none */
    void *progress_context;
} hp_run_options;

/* Runs the stages. A district short of seats is HP_OK: see hp_run_is_kept.
 * `options` NULL: every stage. The season must outlive the run. */
hp_status hp_season_run(hp_run **out, const hp_season *season, const hp_run_options *options,
                        hp_findings *findings);
void hp_run_free(hp_run *run);

/* False when a guaranteed child has no seat: the promise of the law is not kept (exit 1). */
bool hp_run_is_kept(const hp_run *run);

/* The run as result.json has it, lent by the run. */
const char *hp_run_result_json(const hp_run *run);

/* A few lines for people: children by state and stage. Lent by the run. */
const char *hp_run_summary(const hp_run *run);

/* Why one child stands where it stands (for one family: no other child's data), from the finished
 * run in `dir`, which is run again and must come out the same (else HP_INPUT). */
typedef struct hp_explain_options {
    const char *dir;
    const char *student_id;
    const char *language; /* "zh" or "en"; NULL: the season's */
    bool json;            /* statements with codes and values, else text for people */
    const char *against;  /* NULL, or a school_id: for the office alone, the single changes with
                             which the child would be there; no explanation for the family then */
} hp_explain_options;

/* `*text` is to be freed with hp_text_free. HP_USAGE: there is no such student or school. */
hp_status hp_season_explain(char **text, const hp_season *season, const hp_explain_options *options,
                            hp_findings *findings);
void hp_text_free(char *text);

/* Whether the checker passes a run. `steps` is what `huapian-verify --json` printed, a list of
 * {"step", "name", "pass", "witness"}; each that failed is a finding. HP_INPUT: it is no such list.
 */
hp_status hp_checker_passed(bool *passed, const char *steps, hp_findings *findings);

/* Makes the draft in `dir` final: seal.json says who approved it and what was open and accepted.
 * The run is made again and must come out the same. `*sealed` is false, with a finding for each,
 * when a step of the checker failed or a point is open that nobody accepted. */
typedef struct hp_seal_options {
    const char *dir;
    const char *approved_by;
    const char *minutes;         /* 文号 */
    const char *const *accepted; /* codes of open points */
    size_t accepted_count;
    const char *checker_json; /* as for hp_checker_passed */
} hp_seal_options;

hp_status hp_season_seal(bool *sealed, const hp_season *season, const hp_seal_options *options,
                         hp_findings *findings);

/* The folder of the season that the run in `dir` was made of, looked for beside and above it; to be
 * freed with hp_text_free. HP_USAGE: not found; HP_INPUT: the run cannot be read. */
hp_status hp_season_find(char **season_dir, const char *dir, hp_findings *findings);

/* Parts the sealed run in `dir` by who may see what, into the new folder `to`. HP_INPUT: it is not
 * sealed, or was changed afterwards; HP_USAGE: `to` exists or lies in a sealed run. */
hp_status hp_publish(const char *dir, const char *to, hp_findings *findings);

/* ---- what if ---- */

/* A season as it is and with each of some scenarios, compared. */
typedef struct hp_whatif hp_whatif;

typedef struct hp_whatif_options {
    const char *after_dir; /* all runs go on from this earlier run; NULL: none */
    int32_t workers;       /* processes at work; 0: one for each core. The bytes are the same */
    hp_progress progress;  /* of the season as it is; NULL: none */
    void *progress_context;
} hp_whatif_options;

/* Runs the season in `dir` as it is and with each scenario. HP_INPUT: the season or a scenario has
 * errors; all are listed, and nothing is compared. `options` NULL: all cores. */
hp_status hp_whatif_run(hp_whatif **out, const char *dir, const char *const *scenario_files,
                        size_t scenario_count, const hp_whatif_options *options,
                        hp_findings *findings);
void hp_whatif_free(hp_whatif *whatif);

/* The figures as comparison.json has them, and what changes in words, in the season's language.
 * Lent. */
const char *hp_whatif_json(const hp_whatif *whatif);
const char *hp_whatif_summary(const hp_whatif *whatif);

/* Writes the folder `dir`, whole or not at all; refuses a target that exists. */
hp_status hp_whatif_write(const hp_whatif *whatif, const char *dir, hp_findings *findings);

/* ---- writing ---- */

/* Writes the run's folder `dir`, whole or not at all; refuses a target that exists or lies in a
 * sealed run, as everything does that writes a folder. */
hp_status hp_run_write(const hp_run *run, const char *dir, hp_findings *findings);

/* Runs the season and writes, for every nearest stage, the data file `<stage id>.dat` of
 * models/stage.mod into the new folder `dir`. */
hp_status hp_season_export_mathprog(const hp_season *season, const char *dir,
                                    const hp_run_options *options, hp_findings *findings);

/* ---- remedies and forecasts ---- */

typedef struct hp_remedy_options {
    const char *dir;       /* new folder for remedy.json; NULL: none */
    const char *after_dir; /* what is left to the stages after this earlier run; NULL: all */
    int32_t workers;       /* as for a run */
    bool bounds_only;      /* one class more at a school is bounded by the prices, not run */
    hp_progress progress;
    void *progress_context;
} hp_remedy_options;

/* Runs every stage that is left and tells what is short and why, the cheapest classes that would
 * mend it, and what other mends would do (docs/remedies.md). *json, *words: to be freed with
 * hp_text_free. */
hp_status hp_season_remedy(char **json, char **words, const hp_season *season,
                           const hp_remedy_options *options, hp_findings *findings);

/* Makes a season of each year of the season's projection, runs it, and writes the warning table and
 * those seasons into the new folder `dir` (docs/forecasts.md). *json, *words: to be freed with
 * hp_text_free. HP_INPUT: the projection has errors. */
hp_status hp_season_forecast(char **json, char **words, const hp_season *season, const char *dir,
                             int32_t workers, hp_findings *findings);

/* The season's children as a projection of the `years` years after its own (1 to 20), each with as
 * many of every category in every area as there are now: a table to be changed by hand. *csv: to be
 * freed with hp_text_free. HP_INPUT: the season is not named by its year. */
hp_status hp_season_projection(char **csv, const hp_season *season, int32_t years,
                               hp_findings *findings);

/* ---- sweeps ---- */

/* Many scenarios, planned once and run in shards on any number of machines (docs/sweeps.md). */

/* Fills the template of `sweep_file` at every point, tries each scenario out on the season and
 * writes the new folder `out`, which holds all that a run of it needs. HP_INPUT: the sweep, the
 * season or a scenario has errors. `workers`: as for a run. */
hp_status hp_sweep_plan(const char *season_dir, const char *sweep_file, const char *out,
                        int32_t workers, hp_findings *findings);

/* Runs one shard of the plan in `dir`, 0 <= index < their number, in this process, and writes its
 * result: the same bytes each time. A shard that has one is not run. `*sound` is false, with a
 * finding, where the result that is there is damaged or another. HP_NO_MEMORY and HP_IO may pass;
 * the others come again. */
hp_status hp_sweep_run_shard(bool *sound, const char *dir, int32_t index, hp_findings *findings);

/* The same for every shard, in `workers` processes. */
hp_status hp_sweep_run(bool *sound, const char *dir, int32_t workers, hp_findings *findings);

/* The indices of the shards without a result, one a line; to be freed with hp_text_free. */
hp_status hp_sweep_missing(char **text, const char *dir, hp_findings *findings);

/* Writes the table of all points' figures, sweep.csv and sweep.json, into the folder `out` (NULL:
 * "table" in `dir`); where it is there it must be the same. `*whole` is false, with findings, and
 * nothing is written where a shard's result is missing, doubled, differing or damaged. */
hp_status hp_sweep_collect(bool *whole, const char *dir, const char *out, hp_findings *findings);

/* ---- invented seasons ---- */

typedef struct hp_invent_options {
    int32_t students; /* 1 .. 2,000,000 */
    int32_t schools;  /* schools of the season's level, 1 .. 5,000 */
    const char *seed; /* any text; the same seed gives the same bytes */
    bool primary;     /* a primary season instead of a junior one */
    int32_t
        clusters; /* towns out of each other's reach: 1 .. schools and students; 0: one district */
    bool households; /* an area for every address of every family instead of one for an estate */
} hp_invent_options;

/* Writes an invented season into the new folder `dir`. */
hp_status hp_invent(const char *dir, const hp_invent_options *options, hp_findings *findings);

#ifdef __cplusplus
}
#endif

#endif
