#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

/* The years that --template asks for; -1: it does not give a number that will do. */
static int32_t template_years(const cli_options *options) {
    enum { MOST_YEARS = 20 };
    char *after = NULL;
    long years = strtol(options->template_years, &after, 10);
    bool whole = after != options->template_years && *after == '\0';
    return whole && years >= 1 && years <= MOST_YEARS ? (int32_t)years : -1;
}

static const char *wrong_usage(const cli_options *options) {
    if (options->template_years == NULL) {
        return options->out == NULL ? cli_text("huapian forecast: --out DIR is needed") : NULL;
    }
    if (options->out != NULL) {
        return cli_text("huapian forecast: --template prints a table; --out goes without it");
    }
    return template_years(options) < 0
               ? cli_text("huapian forecast: --template YEARS is a number from 1 to 20")
               : NULL;
}

static int show_forecast(const cli_options *options, const hp_season *season,
                         hp_findings *findings) {
    char *json = NULL;
    char *words = NULL;
    hp_status status = hp_season_forecast(&json, &words, season, options->out, 0, findings);
    cli_print_findings(findings, options->quiet);
    int code = status == HP_OK ? cli_show(json, words, options) : cli_exit(status, findings);
    hp_text_free(words);
    hp_text_free(json);
    return code;
}

static int show_template(const cli_options *options, const hp_season *season,
                         hp_findings *findings) {
    char *csv = NULL;
    hp_status status = hp_season_projection(&csv, season, template_years(options), findings);
    cli_print_findings(findings, options->quiet);
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    if (code == 0) {
        code = cli_put(csv);
    }
    hp_text_free(csv);
    return code;
}

static int forecast(const cli_options *options) {
    hp_season *season = NULL;
    hp_scenario *scenario = NULL;
    const char *wrong = wrong_usage(options);
    if (wrong != NULL) {
        fprintf(stderr, "%s\n", wrong);
        return 2;
    }
    hp_findings *findings = hp_findings_new();
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : cli_open(&season, &scenario, options, findings);
    int code = 0;
    if (status == HP_OK) {
        code = options->template_years == NULL ? show_forecast(options, season, findings)
                                               : show_template(options, season, findings);
    } else {
        if (findings != NULL) {
            cli_print_findings(findings, options->quiet);
        }
        code = cli_exit(status, findings);
    }
    hp_season_free(season);
    hp_scenario_free(scenario);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_forecast = {
    .name = "forecast",
    .usage = "forecast SEASON [SCENARIO] (--out DIR | --template YEARS)",
    .summary = "Makes a season of each year of the projection, runs it and writes the warning "
               "table.",
    .details =
        "Writes warning.csv, warning.json and a season for each year into the new folder DIR.\n"
        "season.json names the projection under tables; its columns are year, area_id, category "
        "and children. It holds all children of a year, not only those that come on top.\n"
        "--template YEARS  instead prints this year's children as rows of a projection for so many "
        "years after it, to be changed by hand: > projection.csv\n"
        "A forecast child copies those of its area and category; schools stay as they are, or as a "
        "scenario has them (docs/forecasts.md, in Chinese docs/zh/what-if.md).",
    .least_arguments = 1,
    .most_arguments = 2,
    .allowed = " out template ",
    .run = forecast,
};
