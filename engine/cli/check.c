#include <stdio.h>

#include "cli/command.h"

static int check_season(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : hp_season_open(&season, options->arguments[0], findings);
    if (status == HP_OK) {
        const hp_preflight_options others = {.last_year = options->last_year,
                                             .also = options->also};
        status = hp_season_preflight(season, &others, findings);
    }
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    if (findings != NULL && options->json) {
        const char *json = hp_findings_json(findings);
        code = json == NULL || !cli_print(json) ? 4 : code;
    } else if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
        if (!options->quiet) {
            size_t errors = hp_findings_errors(findings);
            size_t warnings = hp_findings_count(findings) - errors;
            printf(errors == 1 ? cli_text("%zu error, ") : cli_text("%zu errors, "), errors);
            printf(warnings == 1 ? cli_text("%zu warning\n") : cli_text("%zu warnings\n"),
                   warnings);
        }
    }
    hp_season_free(season);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_check = {
    .name = "check",
    .usage = "check SEASON [--last-year SEASON0] [--also SEASON2]",
    .summary = "Lists every error and warning of a season's files; writes nothing.",
    .details =
        "Each line names file, row, column, value and the rule that is broken.\n"
        "Rows are counted as a spreadsheet counts them: the header is row 1.\n"
        "A season without errors is looked through for what looks wrong as a whole.\n"
        "--last-year SEASON0  warns of figures, rules and rows that jumped, vanished or are new.\n"
        "--also SEASON2       warns of children who stand in both seasons.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " last-year also ",
    .run = check_season,
};
