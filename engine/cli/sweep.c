#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

enum { EXIT_UNSOUND = 1, EXIT_USAGE = 2, EXIT_TRY_AGAIN = 75 };

/* What a command did, as it ends. */
typedef struct outcome {
    hp_status status;
    bool sound; /* no promise is broken */
} outcome;

static int usage(const char *wrong) {
    fprintf(stderr, "%s\n", wrong);
    return EXIT_USAGE;
}

/* Says what was found and ends the list. */
static int end(outcome done, hp_findings *findings, bool quiet) {
    if (findings != NULL) {
        cli_print_findings(findings, quiet);
    }
    int code = done.status != HP_OK ? cli_exit(done.status, findings)
                                    : (done.sound ? 0 : EXIT_UNSOUND);
    hp_findings_free(findings);
    return code;
}

/* The same, and says where the table stands. */
static int end_with_table(outcome done, const cli_options *options, hp_findings *findings) {
    int code = end(done, findings, options->quiet);
    if (code == 0 && !options->quiet) {
        const char *dir = options->out != NULL ? options->out : options->arguments[0];
        printf(cli_text("the table of all scenarios: %s%s/sweep.csv\n"), dir,
               options->out != NULL ? "" : "/table");
    }
    return code;
}

/* ---- plan ---- */

static int plan(const cli_options *options) {
    if (options->out == NULL) {
        return usage(cli_text("huapian sweep plan: --out DIR is needed"));
    }
    if (cli_workers(options) < 0) {
        return usage(cli_text("huapian sweep: --workers is a number from 1 to 256"));
    }
    hp_findings *findings = hp_findings_new();
    outcome done = {HP_NO_MEMORY, true};
    if (findings != NULL) {
        done.status = hp_sweep_plan(options->arguments[0], options->arguments[1], options->out,
                                    cli_workers(options), findings);
    }
    int code = end(done, findings, options->quiet);
    if (code == 0 && !options->quiet) {
        printf(cli_text("a planned sweep in %s; next: huapian sweep run %s\n"), options->out,
               options->out);
    }
    return code;
}

const cli_command cli_sweep_plan = {
    .name = "sweep plan",
    .usage = "sweep plan SEASON SWEEP.json --out DIR [--workers N]",
    .summary = "Plans many scenarios: a folder with all that any machine needs to run them.",
    .details =
        "SWEEP.json has a scenario with holes, and a grid, draws or points that fill them; see\n"
        "docs/sweeps.md, in Chinese docs/zh/what-if.md. Each scenario is tried out on the season\n"
        "first. DIR holds a copy of the season with the children's rows: keep it as safe as the\n"
        "season. The next command is huapian sweep run DIR.",
    .least_arguments = 2,
    .most_arguments = 2,
    .allowed = " out workers ",
    .run = plan,
};

/* ---- run-shard ---- */

static int run_shard(const cli_options *options) {
    char *after = NULL;
    long index = options->index == NULL ? -1 : strtol(options->index, &after, 10);
    if (index < 0 || index > INT32_MAX || after == options->index || *after != '\0') {
        return usage(cli_text("huapian sweep run-shard: --index N is needed, a number from 0 on"));
    }
    hp_findings *findings = hp_findings_new();
    outcome done = {HP_NO_MEMORY, true};
    if (findings != NULL) {
        done.status = hp_sweep_run_shard(&done.sound, options->arguments[0], (int32_t)index,
                                         findings);
    }
    int code = end(done, findings, options->quiet);
    return done.status == HP_NO_MEMORY || done.status == HP_IO ? EXIT_TRY_AGAIN : code;
}

const cli_command cli_sweep_run_shard = {
    .name = "sweep run-shard",
    .usage = "sweep run-shard DIR --index N",
    .summary = "Runs one shard of a planned sweep and writes its result.",
    .details =
        "The same shard gives the same bytes each time; one that has its result is only checked.\n"
        "Exit code 75: memory or the disk was short, a scheduler should try again. The other "
        "codes\n"
        "come again.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " index ",
    .run = run_shard,
};

/* ---- run ---- */

static int run_all(const cli_options *options) {
    if (cli_workers(options) < 0) {
        return usage(cli_text("huapian sweep: --workers is a number from 1 to 256"));
    }
    hp_findings *findings = hp_findings_new();
    outcome done = {HP_NO_MEMORY, true};
    if (findings != NULL) {
        done.status = hp_sweep_run(&done.sound, options->arguments[0], cli_workers(options),
                                   findings);
    }
    if (done.status == HP_OK && done.sound) {
        done.status = hp_sweep_collect(&done.sound, options->arguments[0], options->out, findings);
    }
    return end_with_table(done, options, findings);
}

const cli_command cli_sweep_run = {
    .name = "sweep run",
    .usage = "sweep run DIR [--workers N] [--out DIR2]",
    .summary = "Runs the shards of a planned sweep that have no result, and collects.",
    .details = "--workers N  processes that run shards; one for each core when it is not given.\n"
               "A run that was ended goes on where it was when it is started again.\n"
               "The table is DIR/table/sweep.csv, or in DIR2 when --out names it.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " workers out ",
    .run = run_all,
};

/* ---- missing ---- */

static int missing(const cli_options *options) {
    char *text = NULL;
    hp_findings *findings = hp_findings_new();
    outcome done = {HP_NO_MEMORY, true};
    if (findings != NULL) {
        done.status = hp_sweep_missing(&text, options->arguments[0], findings);
    }
    int code = end(done, findings, options->quiet);
    if (code == 0) {
        code = cli_put(text);
    }
    hp_text_free(text);
    return code;
}

const cli_command cli_sweep_missing = {
    .name = "sweep missing",
    .usage = "sweep missing DIR",
    .summary = "Prints the indices of the shards that have no result, one a line.",
    .details = "For schedulers; nothing is printed when all have one.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = "",
    .run = missing,
};

/* ---- collect ---- */

static int collect(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    outcome done = {HP_NO_MEMORY, true};
    if (findings != NULL) {
        done.status = hp_sweep_collect(&done.sound, options->arguments[0], options->out, findings);
    }
    return end_with_table(done, options, findings);
}

const cli_command cli_sweep_collect = {
    .name = "sweep collect",
    .usage = "sweep collect DIR [--out DIR2]",
    .summary = "Puts the results of all shards into one table: sweep.csv and sweep.json.",
    .details =
        "The folder is DIR/table when --out does not name one. A table that is there stays, and\n"
        "must be the same. Shards without a result, with two, or with a damaged one are told; "
        "then\n"
        "nothing is written and the exit code is 1.",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " out ",
    .run = collect,
};
