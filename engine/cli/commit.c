#include <stdio.h>

#include "cli/command.h"

static int commit_season(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    char hex[65] = "";
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : hp_season_open(&season, options->arguments[0], findings);
    if (status == HP_OK) {
        status = hp_season_commit(hex, season, options->after, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    if (code == 0 &&
        (options->json ? printf("{\"commit\": \"%s\"}\n", hex) : printf("%s\n", hex)) < 0) {
        code = 4;
    }
    hp_season_free(season);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_commit = {
    .name = "commit",
    .usage = "commit SEASON [--after DIR0]",
    .summary = "Prints the hash of the frozen input, to be published before the seed is drawn.",
    .details =
        "The hash covers every table, the policy, season.json without lottery_seed and\n"
        "committed, and the manifest of DIR0. A run of a season whose `committed` is another\n"
        "hash refuses with exit code 3.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " after ",
    .run = commit_season,
};
