#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/command.h"

enum { MOST_STEPS_BYTES = 1 << 20 };

/* ---- the checker, a program of its own beside this one ---- */

/* In the child: huapian-verify --json SEASON DIR [--after DIR0], its output into the pipe. */
static void become_checker(int out, const char *season, const cli_options *options) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 16);
    if (length > 0 && dup2(out, STDOUT_FILENO) >= 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        strcpy(slash == NULL ? path : slash + 1, "huapian-verify");
        if (options->after == NULL) {
            execl(path, path, "--json", season, options->arguments[0], (char *)NULL);
        } else {
            execl(path, path, "--json", season, options->arguments[0], "--after", options->after,
                  (char *)NULL);
        }
    }
    _exit(127);
}

/* What the checker prints, to be freed; NULL: it could not be read. */
static char *read_steps(int in) {
    char *text = calloc(1, MOST_STEPS_BYTES);
    size_t length = 0;
    while (text != NULL && length + 1 < MOST_STEPS_BYTES) {
        ssize_t got = read(in, text + length, MOST_STEPS_BYTES - 1 - length);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    return text;
}

/* The checker's exit code, -1 when it could not be run; *steps is to be freed. */
static int run_checker(char **steps, const char *season, const cli_options *options) {
    int ends[2];
    *steps = NULL;
    if (pipe(ends) != 0) {
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become_checker(ends[1], season, options);
    }
    close(ends[1]);
    *steps = child < 0 ? NULL : read_steps(ends[0]);
    close(ends[0]);
    int outcome = 0;
    pid_t ended = child;
    do {
        ended = child < 0 ? child : waitpid(child, &outcome, 0);
    } while (ended < 0 && child > 0 && errno == EINTR);
    return ended < 0 || !WIFEXITED(outcome) || *steps == NULL ? -1 : WEXITSTATUS(outcome);
}

/* ---- sealing ---- */

/* The exit code so far: 0, 1 when a step failed, 2 when a folder is not there, 4 when the checker
 * gave no verdict. What it prints and how it ends must agree. */
static int check_run(char **steps, const char *season, const cli_options *options,
                     hp_findings *findings) {
    bool passed = false;
    int code = run_checker(steps, season, options);
    if ((code == 0 || code == 1) && hp_checker_passed(&passed, *steps, findings) == HP_OK &&
        passed == (code == 0)) {
        return code;
    }
    if (code == 2) {
        return code; /* a folder that is not there: the checker has said which */
    }
    fprintf(stderr, "%s\n", cli_text("huapian seal: the checker huapian-verify could not be run"));
    return 4;
}

static hp_status seal(bool *sealed, const char *season_dir, const char *steps,
                      const cli_options *options, hp_findings *findings) {
    hp_season *season = NULL;
    const hp_seal_options how = {.dir = options->arguments[0],
                                 .approved_by = options->approved_by,
                                 .minutes = options->minutes,
                                 .accepted = options->accepted,
                                 .accepted_count = options->accepted_count,
                                 .checker_json = steps};
    hp_findings *unsaid = hp_findings_new(); /* warnings of the season were said by the run */
    hp_status status = unsaid == NULL ? HP_NO_MEMORY : HP_OK;
    if (status == HP_OK) {
        status = hp_season_open(&season, season_dir, unsaid);
        cli_print_findings(unsaid, true);
    }
    if (status == HP_OK) {
        status = hp_season_seal(sealed, season, &how, findings);
    }
    hp_season_free(season);
    hp_findings_free(unsaid);
    return status;
}

/* The last line: sealed, or why not. A refusal is told even with --quiet. */
static void tell_outcome(int code, const cli_options *options, const hp_findings *findings) {
    size_t open = 0;
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        open += strcmp(hp_findings_get(findings, i)->code, "open_point") == 0;
    }
    if (code == 0 && !options->quiet) {
        printf(cli_text("sealed: %s/seal.json (approved by %s, %s)\n"), options->arguments[0],
               options->approved_by, options->minutes);
    } else if (code == 1 && open > 0) {
        fprintf(stderr, cli_text("not sealed; open points that nobody accepted: %zu\n"), open);
    } else if (code == 1) {
        fprintf(stderr, "%s", cli_text("not sealed: the checker refuses the run\n"));
    }
}

static int seal_run(const cli_options *options) {
    if (options->approved_by == NULL || options->minutes == NULL) {
        fprintf(stderr, "%s\n",
                cli_text("huapian seal: --approved-by NAME and --minutes NUMBER are needed"));
        return 2;
    }
    hp_findings *findings = hp_findings_new();
    char *found = NULL;
    char *steps = NULL;
    bool sealed = false;
    int code = 0;
    hp_status status = findings == NULL ? HP_NO_MEMORY : HP_OK;
    if (status == HP_OK && options->season == NULL) {
        status = hp_season_find(&found, options->arguments[0], findings);
    }
    const char *season = options->season == NULL ? found : options->season;
    if (status == HP_OK) {
        code = check_run(&steps, season, options, findings);
    }
    if (status == HP_OK && code == 0) {
        status = seal(&sealed, season, steps, options, findings);
        code = status == HP_OK && !sealed ? 1 : 0;
    }
    if (findings != NULL) {
        cli_print_findings(findings, options->quiet && code == 0);
    }
    code = status == HP_OK ? code : cli_exit(status, findings);
    if (findings != NULL) {
        tell_outcome(code, options, findings);
    }
    free(steps);
    hp_text_free(found);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_seal = {
    .name = "seal",
    .usage = "seal DIR --approved-by NAME --minutes NUMBER [--season SEASON] [--after DIR0] "
             "[--accept CODE]...",
    .summary = "Makes the run of folder DIR final, after the checker has passed it.",
    .details =
        "--approved-by NAME  who approved it; --minutes NUMBER  the minutes or document\n"
        "--season SEASON     the season's folder; looked for beside DIR when it is not given\n"
        "--after DIR0        the earlier run that this one went on from, for the checker\n"
        "--accept CODE       an open point that is accepted: unchecked_facts, parted_bundles, "
        "short,\n"
        "                    missed_targets",
    .least_arguments = 1,
    .most_arguments = 1,
    .allowed = " approved-by minutes season after accept ",
    .run = seal_run,
};
