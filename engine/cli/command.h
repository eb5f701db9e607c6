/* The commands of the program, one file each, and what they share. */
#ifndef HP_CLI_COMMAND_H
#define HP_CLI_COMMAND_H

#include "huapian.h"

/* What the command line said. Texts are NULL and numbers 0 where it said nothing. */
typedef struct cli_options {
    char *const *arguments; /* what is not an option, in order */
    int argument_count;
    const char *out;
    const char *until;
    const char *lp;
    const char *workers;
    const char *after;
    const char *last_year;
    const char *also;
    const char *students;
    const char *schools;
    const char *seed;
    const char *clusters;
    const char *language;
    const char *against;
    const char *season;
    const char *approved_by;
    const char *minutes;
    const char *to;
    const char *index;
    const char *template_years;
    const char *accepted[8]; /* codes, as often as --accept stands */
    size_t accepted_count;
    bool primary;
    bool households;
    bool mathprog;
    bool bounds;
    bool internal;
    bool json;
    bool quiet;
    bool help;
} cli_options;

typedef struct cli_command {
    const char *name;    /* one word, or two with a blank between */
    const char *usage;   /* after "huapian " */
    const char *summary; /* one line, English; translated when printed */
    const char *details; /* the rest of --help */
    int least_arguments;
    int most_arguments;
    const char *allowed; /* options besides json, quiet, help: their names, blank between */
    int (*run)(const cli_options *options); /* returns the exit code */
} cli_command;

extern const cli_command cli_check;
extern const cli_command cli_run;
extern const cli_command cli_generate;
extern const cli_command cli_commit;
extern const cli_command cli_export;
extern const cli_command cli_explain;
extern const cli_command cli_seal;
extern const cli_command cli_publish;
extern const cli_command cli_whatif;
extern const cli_command cli_remedy;
extern const cli_command cli_forecast;
extern const cli_command cli_sweep_plan;
extern const cli_command cli_sweep_run_shard;
extern const cli_command cli_sweep_run;
extern const cli_command cli_sweep_missing;
extern const cli_command cli_sweep_collect;

/* The text in the language of the messages. */
const char *cli_text(const char *english) __attribute__((format_arg(1)));

/* Opens the season that the first argument names, with the scenario that a second one names; both
 * are to be freed, the season first. */
hp_status cli_open(hp_season **season, hp_scenario **scenario, const cli_options *options,
                   hp_findings *findings);

/* Prints the findings to standard error; with `quiet` only errors. */
void cli_print_findings(const hp_findings *findings, bool quiet);

/* One line for an outcome that has no finding of its own; then the exit code. */
int cli_exit(hp_status status, const hp_findings *findings);

/* The number of workers that --workers gives; 0: none is given, -1: it is none. */
int32_t cli_workers(const cli_options *options);

/* Progress on standard error, only when it is a terminal: pass as hp_progress. */
void cli_progress(void *context, const char *what, int64_t done, int64_t total);

/* As cli_print, and says where it did not; returns the exit code. */
int cli_put(const char *text);

/* Prints a result as --json, --quiet or neither ask; returns the exit code. */
int cli_show(const char *json, const char *words, const cli_options *options);

/* Prints to standard output and checks that it arrived: false when it did not. */
bool cli_print(const char *text);

#endif
