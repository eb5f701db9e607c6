#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

/* A whole number of the command line; -1 when it is none. */
static int32_t whole(const char *text) {
    char *end = NULL;
    long value = strtol(text, &end, 10);
    return *text == '\0' || *end != '\0' || value < 0 || value > 100000000 ? -1 : (int32_t)value;
}

static int generate(const cli_options *options) {
    if (options->students == NULL || options->schools == NULL || options->seed == NULL) {
        fprintf(stderr, "%s\n",
                cli_text("huapian generate: --students, --schools and --seed are needed"));
        return 2;
    }
    int32_t clusters = options->clusters == NULL ? 0 : whole(options->clusters);
    if (options->clusters != NULL && clusters == 0) {
        clusters = -1; /* 0 means that none were asked for */
    }
    const hp_invent_options how = {.students = whole(options->students),
                                   .schools = whole(options->schools),
                                   .seed = options->seed,
                                   .primary = options->primary,
                                   .clusters = clusters,
                                   .households = options->households};
    hp_findings *findings = hp_findings_new();
    hp_status status = findings == NULL ? HP_NO_MEMORY
                                        : hp_invent(options->arguments[0], &how, findings);
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet);
    }
    int code = status == HP_OK ? 0 : cli_exit(status, findings);
    if (code == 0 && !options->quiet) {
        printf(cli_text("an invented season in %s; next: huapian check %s\n"),
               options->arguments[0], options->arguments[0]);
    }
    hp_findings_free(findings);
    return code;
}

const cli_command cli_generate = {
    .name = "generate",
    .usage =
        "generate DIR --students N --schools M --seed S [--primary] [--clusters C] [--households]",
    .summary = "Writes an invented season of that size into the new folder DIR.",
    .details = "--students N  children, 1 to 2000000\n"
               "--schools M   schools of the season's level, 1 to 5000\n"
               "--seed S      any text; the same seed gives the same bytes\n"
               "--primary     a primary season instead of a junior one\n"
               "--clusters C  C towns out of each other's reach, each with its share of children "
               "and schools\n"
               "--households  every address of every family is an area of its own",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " students schools seed primary clusters households ",
    .run = generate,
};
