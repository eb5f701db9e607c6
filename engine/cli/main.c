#include <getopt.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

static const cli_command *const commands[] = {&cli_check,
                                              &cli_run,
                                              &cli_generate,
                                              &cli_commit,
                                              &cli_export,
                                              &cli_explain,
                                              &cli_seal,
                                              &cli_publish,
                                              &cli_whatif,
                                              &cli_remedy,
                                              &cli_forecast,
                                              &cli_sweep_plan,
                                              &cli_sweep_run_shard,
                                              &cli_sweep_run,
                                              &cli_sweep_missing,
                                              &cli_sweep_collect,
                                              NULL};

const char *cli_text(const char *english) {
    return dgettext("huapian", english);
}

/* ---- language ---- */

/* Whether the environment asks for Chinese, by the order of POSIX. */
static bool asks_chinese(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG", NULL};
    for (int i = 0; names[i] != NULL; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0') {
            return value[0] == 'z' && value[1] == 'h';
        }
    }
    return false;
}

/* Messages are Chinese where the environment asks for it, even on a machine without Chinese
 * locales: gettext then needs any locale but C, and LANGUAGE. Only messages and characters follow
 * the locale; numbers are written alike everywhere. */
static void choose_language(void) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 32);
    if (setlocale(LC_MESSAGES, "") == NULL && asks_chinese()) {
        setlocale(LC_MESSAGES, "C.UTF-8");
        setenv("LANGUAGE", "zh_CN", 1);
    }
    if (setlocale(LC_CTYPE, "") == NULL) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
    if (length > 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        strcpy(slash == NULL ? path : slash, "/locale");
        bindtextdomain("huapian", path);
        bind_textdomain_codeset("huapian", "UTF-8");
    }
}

/* ---- printing ---- */

enum { LONGEST_SHOWN = 160, MOST_WORKERS = 256 };

/* Prints a text of the input on one line: control characters as \\x1b, a long one cut. */
static void print_clean(const char *text) {
    size_t length = strlen(text);
    size_t shown = length;
    if (shown > LONGEST_SHOWN) {
        shown = LONGEST_SHOWN;
        while (shown > 0 && ((unsigned char)text[shown] & 0xc0) == 0x80) {
            shown--; /* not inside a character */
        }
    }
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte == 0x7f) {
            fprintf(stderr, "\\x%02x", byte);
        } else {
            fputc(byte, stderr);
        }
    }
    fputs(shown < length ? "…" : "", stderr);
}

/* The part before or after %s of a translated text with one %s. */
static void print_around(const char *format, const char *text) {
    const char *hole = strstr(format, "%s");
    fprintf(stderr, "%.*s", hole == NULL ? 0 : (int)(hole - format), format);
    print_clean(text);
    fputs(hole == NULL ? "" : hole + 2, stderr);
}

/* The scenario and its change, before the place in the season that it made faulty. */
static void print_scenario(const hp_finding *finding) {
    if (finding->scenario != NULL &&
        (finding->file == NULL || strcmp(finding->scenario, finding->file) != 0)) {
        print_clean(finding->scenario);
        if (finding->change != NULL) {
            print_around(cli_text(" at %s"), finding->change);
        }
        fprintf(stderr, ": ");
    }
}

static void print_finding(const hp_finding *finding) {
    const char *kind = finding->severity == HP_ERROR ? cli_text("error") : cli_text("warning");
    fprintf(stderr, "%s: ", kind);
    print_scenario(finding);
    if (finding->file != NULL) {
        print_clean(finding->file);
        if (finding->row > 0) {
            fprintf(stderr, cli_text(" row %lld"), (long long)finding->row);
        }
        if (finding->column != NULL) {
            bool is_path = *finding->column == '/'; /* in a JSON file */
            print_around(is_path ? cli_text(" at %s") : cli_text(" column %s"), finding->column);
        }
        if (finding->value != NULL && *finding->value != '\0') {
            print_around(cli_text(" value \"%s\""), finding->value);
        }
        fprintf(stderr, ": ");
    }
    print_clean(finding->rule);
    fprintf(stderr, " [%s]\n", finding->code);
}

void cli_print_findings(const hp_findings *findings, bool quiet) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        if (!quiet || finding->severity == HP_ERROR) {
            print_finding(finding);
        }
    }
}

int cli_exit(hp_status status, const hp_findings *findings) {
    if (status == HP_NO_MEMORY) {
        fprintf(stderr, "%s\n", cli_text("error: out of memory"));
    } else if (status != HP_OK && hp_findings_errors(findings) == 0) {
        fprintf(stderr, "%s\n", cli_text("error: the machine failed"));
    }
    return hp_exit_code(status);
}

hp_status cli_open(hp_season **season, hp_scenario **scenario, const cli_options *options,
                   hp_findings *findings) {
    if (options->argument_count > 1) {
        hp_status status = hp_scenario_read(scenario, options->arguments[1], findings);
        if (status != HP_OK) {
            return status;
        }
    }
    return hp_season_open_scenario(season, options->arguments[0], *scenario, findings);
}

int32_t cli_workers(const cli_options *options) {
    char *end = NULL;
    if (options->workers == NULL) {
        return 0;
    }
    long number = strtol(options->workers, &end, 10);
    bool whole = *options->workers >= '0' && *options->workers <= '9' && *end == '\0';
    return whole && number >= 1 && number <= MOST_WORKERS ? (int32_t)number : -1;
}

void cli_progress(void *context, const char *what, int64_t done, int64_t total) {
    (void)context;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "[%lld/%lld] %s\n", (long long)done + 1, (long long)total, what);
    }
}

bool cli_print(const char *text) {
    return fputs(text, stdout) != EOF && fflush(stdout) == 0;
}

int cli_put(const char *text) {
    if (cli_print(text)) {
        return 0;
    }
    fprintf(stderr, "%s\n", cli_text("error: standard output cannot be written"));
    return 4;
}

int cli_show(const char *json, const char *words, const cli_options *options) {
    if (options->json) {
        return cli_put(json);
    }
    return options->quiet ? 0 : cli_put(words);
}

/* ---- the command line ---- */

enum { OPTION_FIRST = 256 };

typedef struct option_slot {
    const char *name;
    size_t offset; /* in cli_options: a text, or a flag when it has no argument */
    bool takes_text;
} option_slot;

static const option_slot slots[] = {
    {"out", offsetof(cli_options, out), true},
    {"until", offsetof(cli_options, until), true},
    {"lp", offsetof(cli_options, lp), true},
    {"workers", offsetof(cli_options, workers), true},
    {"after", offsetof(cli_options, after), true},
    {"last-year", offsetof(cli_options, last_year), true},
    {"also", offsetof(cli_options, also), true},
    {"students", offsetof(cli_options, students), true},
    {"schools", offsetof(cli_options, schools), true},
    {"seed", offsetof(cli_options, seed), true},
    {"clusters", offsetof(cli_options, clusters), true},
    {"language", offsetof(cli_options, language), true},
    {"against", offsetof(cli_options, against), true},
    {"season", offsetof(cli_options, season), true},
    {"approved-by", offsetof(cli_options, approved_by), true},
    {"minutes", offsetof(cli_options, minutes), true},
    {"to", offsetof(cli_options, to), true},
    {"index", offsetof(cli_options, index), true},
    {"template", offsetof(cli_options, template_years), true},
    {"accept", offsetof(cli_options, accepted), true},
    {"internal", offsetof(cli_options, internal), false},
    {"primary", offsetof(cli_options, primary), false},
    {"households", offsetof(cli_options, households), false},
    {"mathprog", offsetof(cli_options, mathprog), false},
    {"bounds", offsetof(cli_options, bounds), false},
    {"json", offsetof(cli_options, json), false},
    {"quiet", offsetof(cli_options, quiet), false},
    {"help", offsetof(cli_options, help), false},
};

enum { SLOTS = sizeof slots / sizeof *slots };

static bool is_allowed(const cli_command *command, const char *name) {
    static const char everywhere[] = " json quiet help ";
    char padded[32];
    snprintf(padded, sizeof padded, " %s ", name);
    return strstr(everywhere, padded) != NULL || strstr(command->allowed, padded) != NULL;
}

static bool take_option(cli_options *options, const cli_command *command, const option_slot *slot) {
    void *field = (char *)options + slot->offset;
    if (!is_allowed(command, slot->name)) {
        fprintf(stderr, cli_text("huapian %s: --%s does not belong to this command\n"),
                command->name, slot->name);
        return false;
    }
    if (slot->offset == offsetof(cli_options, accepted)) {
        if (options->accepted_count == sizeof options->accepted / sizeof *options->accepted) {
            fprintf(stderr, "%s\n", cli_text("huapian seal: --accept stands too often"));
            return false;
        }
        options->accepted[options->accepted_count++] = optarg;
    } else if (slot->takes_text) {
        const char *text = optarg;
        memcpy(field, &text, sizeof text);
    } else {
        *(bool *)field = true;
    }
    return true;
}

static bool parse(cli_options *options, const cli_command *command, int argc, char **argv) {
    struct option longs[SLOTS + 1] = {0};
    for (int i = 0; i < SLOTS; i++) {
        longs[i] = (struct option){.name = slots[i].name,
                                   .has_arg = slots[i].takes_text ? required_argument : no_argument,
                                   .val = OPTION_FIRST + i};
    }
    for (int found = 0; (found = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (found == 'h') {
            options->help = true;
        } else if (found < OPTION_FIRST ||
                   !take_option(options, command, &slots[found - OPTION_FIRST])) {
            return false;
        }
    }
    options->arguments = argv + optind;
    options->argument_count = argc - optind;
    if (!options->help && (options->argument_count < command->least_arguments ||
                           options->argument_count > command->most_arguments)) {
        fprintf(stderr, cli_text("usage: huapian %s\n"), command->usage);
        return false;
    }
    return true;
}

static int print_commands(FILE *out, int code) {
    fprintf(out, "%s\n\n",
            cli_text("huapian: who goes to which school, and why, for a district's season"));
    for (int i = 0; commands[i] != NULL; i++) {
        fprintf(out, "  huapian %s\n      %s\n", commands[i]->usage,
                cli_text(commands[i]->summary));
    }
    fprintf(out, "\n%s\n",
            cli_text("Each command takes --help, --quiet, and --json where it prints a result; "
                     "huapian help COMMAND tells more of one."));
    fprintf(out, "%s\n",
            cli_text("Exit codes: 0 done, 1 a promise is not kept, 2 wrong usage, 3 errors in the "
                     "input, 4 the machine failed, 75 try again (a shard of a sweep)."));
    return code;
}

static int print_help(const cli_command *command) {
    printf(cli_text("usage: huapian %s\n"), command->usage);
    printf("%s\n\n%s\n", cli_text(command->summary), cli_text(command->details));
    return 0;
}

/* The commands that begin with a word which is none by itself: sweep. Returns the exit code. */
static int print_group(const char *word) {
    size_t length = strlen(word);
    bool found = false;
    for (int i = 0; commands[i] != NULL; i++) {
        if (strncmp(commands[i]->name, word, length) == 0 && commands[i]->name[length] == ' ') {
            if (!found) {
                fprintf(stderr, cli_text("huapian: %s takes one of these:\n"), word);
            }
            fprintf(stderr, "  huapian %s\n      %s\n", commands[i]->usage,
                    cli_text(commands[i]->summary));
            found = true;
        }
    }
    if (found) {
        return 2;
    }
    fprintf(stderr, cli_text("huapian: there is no command %s\n"), word);
    return print_commands(stderr, 2);
}

/* The number of words at the start of the line that are the command's name; 0: they are not. */
static int name_words(const char *name, int count, char **words) {
    const char *blank = strchr(name, ' ');
    size_t length = blank == NULL ? strlen(name) : (size_t)(blank - name);
    if (strncmp(words[0], name, length) != 0 || words[0][length] != '\0') {
        return 0;
    }
    if (blank == NULL) {
        return 1;
    }
    return count > 1 && strcmp(words[1], blank + 1) == 0 ? 2 : 0;
}

int main(int argc, char **argv) {
    signal(SIGCHLD, SIG_DFL); /* a parent that ignores it would take the checker's verdict */
    choose_language();
    if (argc < 2) {
        return print_commands(stderr, 2);
    }
    bool help = strcmp(argv[1], "help") == 0; /* `help run` is `run --help` */
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || (help && argc == 2)) {
        return print_commands(stdout, 0);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("huapian %s\n", hp_version());
        return 0;
    }
    argv += help;
    argc -= help;
    for (int i = 0; commands[i] != NULL; i++) {
        int words = name_words(commands[i]->name, argc - 1, argv + 1);
        if (help && words > 0) {
            return print_help(commands[i]);
        }
        if (words > 0) {
            cli_options options = {0};
            if (!parse(&options, commands[i], argc - words, argv + words)) {
                return 2;
            }
            return options.help ? print_help(commands[i]) : commands[i]->run(&options);
        }
    }
    return print_group(argv[1]);
}
