#include <stdio.h>

#include "cli/command.h"

enum { MOST_SCENARIOS = 1000 };

static const char *usage_fault(const cli_options *options) {
    if (options->out == NULL) {
        return cli_text("huapian whatif: --out DIR is needed");
    }
    return cli_workers(options) < 0
               ? cli_text("huapian whatif: --workers is a number from 1 to 256")
               : NULL;
}

static int compare(const cli_options *options) {
    const hp_whatif_options how = {.after_dir = options->after,
                                   .workers = cli_workers(options),
                                   .progress = options->quiet ? NULL : cli_progress};
    const char *wrong = usage_fault(options);
    hp_findings *findings = hp_findings_new();
    hp_whatif *whatif = NULL;
    if (wrong != NULL) {
        fprintf(stderr, "%s\n", wrong);
        hp_findings_free(findings);
        return 2;
    }
    hp_status status = findings == NULL ? HP_NO_MEMORY : HP_OK;
    if (status == HP_OK) {
        status = hp_whatif_run(&whatif, options->arguments[0],
                               (const char *const *)(options->arguments + 1),
                               (size_t)options->argument_count - 1, &how, findings);
    }
    if (status == HP_OK) {
        status = hp_whatif_write(whatif, options->out, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK
                   ? cli_show(hp_whatif_json(whatif), hp_whatif_summary(whatif), options)
                   : cli_exit(status, findings);
    hp_whatif_free(whatif);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_whatif = {
    .name = "whatif",
    .usage = "whatif SEASON SCENARIO... --out DIR [--after DIR0] [--workers N]",
    .summary = "Runs the season as it is and with each scenario, and writes what changes into the "
               "new folder DIR.",
    .details =
        "A scenario is a JSON file of changes to tables and policy (docs/what-if.md, in Chinese "
        "docs/zh/what-if.md); the season's files stay as they are, and so does the lottery:\n"
        "  {\"name\": \"J1 with 12 classes\", \"tables\": {\"schools\": [\n"
        "    {\"op\": \"set\", \"where\": {\"school_id\": \"J1\"}, "
        "\"values\": {\"classes\": 12}}]}}\n"
        "op is set, add, remove, or grow for students. Writes comparison.csv, summary.txt and "
        "for each scenario moves.csv, and remedy.json beside what is short of seats.\n"
        "--after DIR0   goes on from an earlier run, with every scenario: its placements stand.\n"
        "--workers N    processes that run scenarios; one for each core when it is not given. The "
        "bytes are the same.\n"
        "The folder appears whole or not at all, and never over another.",
    .least_arguments = 2,
    .most_arguments = MOST_SCENARIOS + 1,
    .allowed = " out after workers ",
    .run = compare,
};
