#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static int show(const hp_run *run, const cli_options *options) {
    int code = cli_show(hp_run_result_json(run), hp_run_summary(run), options);
    return code != 0 || hp_run_is_kept(run) ? code : 1;
}

static bool is_word(const char *given, const char *word) {
    return given != NULL && strcmp(given, word) == 0;
}

/* Says what is wrong with the command line. */
static bool is_usable(const cli_options *options) {
    const char *wrong = NULL;
    if (options->out == NULL) {
        wrong = cli_text("huapian run: --out DIR is needed");
    } else if (options->lp != NULL && !is_word(options->lp, "sifted") &&
               !is_word(options->lp, "full")) {
        wrong = cli_text("huapian run: --lp is sifted or full");
    } else if (cli_workers(options) < 0) {
        wrong = cli_text("huapian run: --workers is a number from 1 to 256");
    }
    if (wrong != NULL) {
        fprintf(stderr, "%s\n", wrong);
    }
    return wrong == NULL;
}

static int run_season(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    const hp_run_options how = {.until = options->until,
                                .after_dir = options->after,
                                .workers = cli_workers(options),
                                .whole_programs = is_word(options->lp, "full"),
                                .progress = options->quiet ? NULL : cli_progress};
    if (!is_usable(options)) {
        hp_findings_free(findings);
        return 2;
    }
    hp_status status = findings == NULL ? HP_NO_MEMORY : HP_OK;
    if (status == HP_OK) {
        status = hp_season_open(&season, options->arguments[0], findings);
    }
    if (status == HP_OK) {
        status = hp_season_run(&run, season, &how, findings);
    }
    if (status == HP_OK) {
        status = hp_run_write(run, options->out, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? show(run, options) : cli_exit(status, findings);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_run = {
    .name = "run",
    .usage = "run SEASON --out DIR [--until STAGE] [--after DIR0] [--workers N] [--lp sifted|full]",
    .summary = "Runs the season and writes its results into the new folder DIR.",
    .details =
        "--until STAGE  stops after that stage; its results are published, choices are collected.\n"
        "--after DIR0   goes on from an earlier run: its placements stand, its stages are not run "
        "again.\n"
        "--workers N    processes that do independent parts of a stage; one for each core when it "
        "is "
        "not given. The bytes are the same.\n"
        "--lp full      gives the whole linear programs to the solver, not only what is contested: "
        "slow, same bytes.\n"
        "The folder appears whole or not at all, and never over another.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " out until after workers lp ",
    .run = run_season,
};
