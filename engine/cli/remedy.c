#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

static int find_remedy(const cli_options *options) {
    const hp_remedy_options how = {.dir = options->out,
                                   .after_dir = options->after,
                                   .bounds_only = options->bounds,
                                   .progress = options->quiet ? NULL : cli_progress};
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_scenario *scenario = NULL;
    char *json = NULL;
    char *words = NULL;
    if (options->out == NULL) {
        fprintf(stderr, "%s\n", cli_text("huapian remedy: --out DIR is needed"));
        hp_findings_free(findings);
        return 2;
    }
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : cli_open(&season, &scenario, options, findings);
    if (status == HP_OK) {
        status = hp_season_remedy(&json, &words, season, &how, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? cli_show(json, words, options) : cli_exit(status, findings);
    hp_text_free(words);
    hp_text_free(json);
    hp_season_free(season);
    hp_scenario_free(scenario);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_remedy = {
    .name = "remedy",
    .usage = "remedy SEASON [SCENARIO] --out DIR [--after DIR0] [--bounds]",
    .summary = "Tells where seats are short and why, and what would mend it at least cost.",
    .details =
        "Writes remedy.json into the new folder DIR; the text that is printed stands nowhere else. "
        "With a SCENARIO, mends the season as the scenario has it (docs/remedies.md, in Chinese "
        "docs/zh/what-if.md).\n"
        "The cheapest classes come first, within rooms and every cap; other mends after them, each "
        "with what it does, found by running the season with it.\n"
        "--after DIR0  goes on from an earlier run: its placements stand, and the mends are for "
        "the children and the seats that it left.\n"
        "--bounds      one class more at a school is bounded by the prices and not run.",
    .least_arguments = 1,
    .most_arguments = 2,
    .allowed = " out after bounds ",
    .run = find_remedy,
};
