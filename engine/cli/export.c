#include <stdio.h>

#include "cli/command.h"

static int export_season(const cli_options *options) {
    if (!options->mathprog || options->out == NULL) {
        fprintf(stderr, "%s\n", cli_text("huapian export: --mathprog and --out DIR are needed"));
        return 2;
    }
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    const hp_run_options how = {.until = options->until, .after_dir = options->after};
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : hp_season_open(&season, options->arguments[0], findings);
    if (status == HP_OK) {
        status = hp_season_export_mathprog(season, options->out, &how, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    hp_season_free(season);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_export = {
    .name = "export",
    .usage = "export SEASON --mathprog --out DIR [--until STAGE] [--after DIR0]",
    .summary =
        "Writes the data of every nearest stage for models/stage.mod into the new folder DIR.",
    .details = "Solve a level with: glpsol -m models/stage.mod -d DIR/STAGE.dat",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " mathprog out until after ",
    .run = export_season,
};
