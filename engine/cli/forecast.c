#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

static int forecast(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_scenario *scenario = NULL;
    char *json = NULL;
    char *words = NULL;
    if (options->out == NULL) {
        fprintf(stderr, "%s\n", cli_text("huapian forecast: --out DIR is needed"));
        hp_findings_free(findings);
        return 2;
    }
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : cli_open(&season, &scenario, options, findings);
    if (status == HP_OK) {
        status = hp_season_forecast(&json, &words, season, options->out, 0, findings);
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

const cli_command cli_forecast = {
    .name = "forecast",
    .usage = "forecast SEASON [SCENARIO] --out DIR",
    .summary = "Makes a season of each year of the projection, runs it and writes the warning "
               "table.",
    .details =
        "Writes warning.csv, warning.json and a season for each year into the new folder DIR.\n"
        "season.json names the projection under tables; its columns are year, area_id, category "
        "and children. It holds all children of a year, not only those that come on top.\n"
        "A forecast child copies those of its area and category; schools stay as they are, or as a "
        "scenario has them (docs/forecasts.md, in Chinese docs/zh/what-if.md).",
    .least_arguments = 1,
    .most_arguments = 2,
    .allowed = " out ",
    .run = forecast,
};
