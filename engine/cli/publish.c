#include <stdio.h>

#include "cli/command.h"

static int publish(const cli_options *options) {
    if (options->to == NULL) {
        fprintf(stderr, "%s\n", cli_text("huapian publish: --to DIR2 is needed"));
        return 2;
    }
    hp_findings *findings = hp_findings_new();
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : hp_publish(options->arguments[0], options->to, findings);
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    if (code == 0 && !options->quiet) {
        printf(cli_text("published into %s\n"), options->to);
    }
    hp_findings_free(findings);
    return code;
}

const cli_command cli_publish = {
    .name = "publish",
    .usage = "publish DIR --to DIR2",
    .summary = "Parts a sealed run into one folder for each recipient.",
    .details =
        "DIR2 gets public/ (the notice), schools/ID/ (rosters), primaries/ID/ (graduates) and\n"
        "bureau/ (everything). It works only on a sealed run that nobody changed since.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " to ",
    .run = publish,
};
