/* huapian-verify: proves or refutes a run from the files alone (docs/certificate.md). */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verify/aside.h"
#include "verify/hash.h"
#include "verify/steps.h"

enum step_number {
    STEP_FILES,
    STEP_MANIFEST,
    STEP_SEASON,
    STEP_INPUTS,
    STEP_COMMITMENT,
    STEP_STATES,
    STEP_STAGES,
    STEP_CATEGORIES,
    STEP_SEATS,
    STEP_SETTLED,
    STEP_EARLIER,
    STEP_ROUTES,
    STEP_NUMBERS,
    STEP_LEVELS,
    STEP_OPTIMUM,
    STEP_GREATEST,
    STEP_LOTTERY,
    STEP_YIELDS,
    STEP_SERIAL,
    STEP_SHORTAGE,
    STEP_RESULT,
    STEP_REASONS,
    STEP_SCHOOLS,
    STEP_LISTS,
    STEPS
};

static const char *const step_names[STEPS] = {
    "files",   "manifest", "season",  "inputs",   "commitment", "states",  "stages",  "categories",
    "seats",   "settled",  "earlier", "routes",   "numbers",    "levels",  "optimum", "greatest",
    "lottery", "yields",   "serial",  "shortage", "result",     "reasons", "schools", "lists"};

typedef struct options {
    const char *season;
    const char *run;
    const char *after;
    bool json;
    bool quiet;
} options;

/* The steps up to `last` were made; the later ones could not be. */
static void give_up(vf_step *steps, int last) {
    for (int s = last + 1; s < STEPS; s++) {
        vf_fail(&steps[s], "not made, because step %d failed", last + 1);
        steps[s].unmade = true;
    }
}

/* ---- what is done beside ---- */

static void check_manifest(vf_run *run, vf_step *steps) {
    vf_check_manifest(run, &steps[STEP_MANIFEST]);
}

/* About half of what follows the reading. */
static void check_yields_and_lists(vf_run *run, vf_step *steps) {
    vf_check_yields(run, &steps[STEP_YIELDS]);
    vf_check_schools(run, &steps[STEP_SCHOOLS]);
    vf_check_lists(run, &steps[STEP_LISTS]);
}

/* ---- the steps ---- */

/* What the later steps stand on; false: they cannot be made. */
static bool read_season(vf_run *run, vf_step *steps, const options *given) {
    if (!vf_season_read(&run->season, given->season, &steps[STEP_SEASON]) ||
        !vf_policy_read(&run->policy, &run->season, &steps[STEP_SEASON])) {
        give_up(steps, STEP_SEASON);
        return false;
    }
    vf_check_inputs(run, &steps[STEP_INPUTS]);
    vf_check_commitment(run, &steps[STEP_COMMITMENT]);
    if (!vf_run_rows(run, &steps[STEP_STATES])) {
        give_up(steps, STEP_STATES);
        return false;
    }
    if (!vf_run_stages(run, &steps[STEP_STAGES])) {
        give_up(steps, STEP_STAGES);
        return false;
    }
    vf_list_entrants(run);
    return true;
}

static void check_the_rest(vf_run *run, vf_step *steps) {
    const vf_program_steps program = {.levels = &steps[STEP_LEVELS],
                                      .optimum = &steps[STEP_OPTIMUM],
                                      .greatest = &steps[STEP_GREATEST],
                                      .lottery = &steps[STEP_LOTTERY]};
    vf_aside lists = vf_aside_begin(check_yields_and_lists, run, steps, STEPS);
    vf_check_categories(run, &steps[STEP_CATEGORIES]);
    vf_check_seats(run, &steps[STEP_SEATS]);
    vf_check_settled(run, &steps[STEP_SETTLED]);
    vf_check_earlier(run, &steps[STEP_EARLIER]);
    vf_check_routes(run, &steps[STEP_ROUTES]);
    vf_check_numbers(run, &steps[STEP_NUMBERS]);
    vf_check_nearest(run, &program);
    vf_check_serial(run, &steps[STEP_SERIAL]);
    vf_check_shortage(run, &steps[STEP_SHORTAGE]);
    vf_check_result(run, &steps[STEP_RESULT]);
    vf_check_reasons(run, &steps[STEP_REASONS]);
    vf_aside_end(&lists, run, steps, STEPS);
}

static void check_all(vf_run *run, vf_step *steps, const options *given) {
    if (!vf_run_files(run, &steps[STEP_FILES])) {
        give_up(steps, STEP_FILES);
        return;
    }
    vf_aside manifest = vf_aside_begin(check_manifest, run, steps, STEPS);
    if (read_season(run, steps, given)) {
        check_the_rest(run, steps);
    }
    vf_aside_end(&manifest, run, steps, STEPS);
}

/* ---- telling ---- */

/* Puts a character of more than one byte and returns its last byte; NULL: it is none. */
static const char *put_wide(const char *at) {
    const char *end = (unsigned char)*at < 0x80 ? NULL : vf_after_wide(at, at + strlen(at));
    if (end != NULL) {
        fwrite(at, 1, (size_t)(end - at), stdout);
    }
    return end == NULL ? NULL : end - 1;
}

/* A witness holds bytes of the run, which may be any: terminals and readers of JSON get none. */
static void print_text(const char *text) {
    for (; *text != '\0'; text++) {
        const char *last = put_wide(text);
        unsigned char byte = (unsigned char)*text;
        if (last != NULL) {
            text = last;
        } else if (byte < 0x20 || byte >= 0x7f) {
            printf("\\x%02x", byte);
        } else {
            putchar(byte);
        }
    }
}

static void print_json_text(const char *text) {
    putchar('"');
    for (; *text != '\0'; text++) {
        const char *last = put_wide(text);
        unsigned char byte = (unsigned char)*text;
        if (last != NULL) {
            text = last;
        } else if (byte < 0x20 || byte >= 0x7f) {
            printf("\\u%04x", byte);
        } else {
            printf(byte == '"' || byte == '\\' ? "\\%c" : "%c", byte);
        }
    }
    putchar('"');
}

static void tell(const vf_step *steps, const options *given) {
    for (int s = 0; s < STEPS; s++) {
        const char *witness = steps[s].witness == NULL ? "" : steps[s].witness;
        if (given->json) {
            printf("%s{\"step\": %d, \"name\": \"%s\", \"pass\": %s, \"witness\": ",
                   s == 0 ? "[\n " : ",\n ", s + 1, steps[s].name,
                   steps[s].failed ? "false" : "true");
            print_json_text(witness);
            printf("}");
        } else if (steps[s].failed || !given->quiet) {
            const char *failed = steps[s].unmade ? "skip" : "FAIL";
            printf("%2d %s %s%s", s + 1, steps[s].failed ? failed : "pass", steps[s].name,
                   *witness == '\0' ? "" : ": ");
            print_text(witness);
            printf("\n");
        }
    }
    if (given->json) {
        printf("\n]\n");
    }
}

static int print_usage(FILE *out, int code) {
    fprintf(out,
            "usage: huapian-verify SEASON DIR [--after DIR0] [--json] [--quiet]\n\n"
            "Proves or refutes the run in folder DIR from the files alone, by numbered steps.\n"
            "--after DIR0  the earlier run that this one went on from, to compare what it kept\n"
            "Exit codes: 0 every step passes, 1 a step fails, 2 wrong usage, 4 the machine "
            "failed.\n");
    return code;
}

static bool parse(options *given, bool *help, int argc, char **argv) {
    static const struct option longs[] = {{"after", required_argument, NULL, 'a'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    for (int found = 0; (found = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        given->after = found == 'a' ? optarg : given->after;
        given->json = given->json || found == 'j';
        given->quiet = given->quiet || found == 'q';
        *help = *help || found == 'h';
        if (found == '?') {
            return false;
        }
    }
    if (argc - optind != 2) {
        return false;
    }
    given->season = argv[optind];
    given->run = argv[optind + 1];
    return true;
}

/* Whether the folder is there and, with a name, holds such a file; else a line says so: nothing is
 * proved or refuted by a mistyped name. */
static bool is_there(const char *dir, const char *name) {
    struct stat what;
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool found = folder >= 0 && (name == NULL || fstatat(folder, name, &what, 0) == 0);
    if (folder < 0) {
        fprintf(stderr, "huapian-verify: there is no such folder: %s\n", dir);
    } else if (!found) {
        fprintf(stderr, "huapian-verify: the folder has no %s: %s\n", name, dir);
    }
    if (folder >= 0) {
        close(folder);
    }
    return found;
}

int main(int argc, char **argv) {
    options given = {0};
    bool help = false;
    bool failed = false;
    vf_step steps[STEPS] = {0};
    if (!parse(&given, &help, argc, argv) && !help) {
        return print_usage(stderr, VF_EXIT_USAGE);
    }
    if (help) {
        return print_usage(stdout, 0);
    }
    if (!is_there(given.season, "season.json") || !is_there(given.run, NULL) ||
        (given.after != NULL && !is_there(given.after, NULL))) {
        return VF_EXIT_USAGE;
    }
    if (!vf_hash_start()) {
        return VF_EXIT_MACHINE;
    }
    vf_run *run = vf_alloc(1, sizeof *run);
    run->dir = given.run;
    run->after_dir = given.after;
    for (int s = 0; s < STEPS; s++) {
        steps[s].name = step_names[s];
    }
    check_all(run, steps, &given);
    tell(steps, &given);
    for (int s = 0; s < STEPS; s++) {
        failed = failed || steps[s].failed;
    }
    vf_run_forget(run);
    vf_free_all();
    if (fflush(stdout) != 0) {
        return VF_EXIT_MACHINE;
    }
    return failed ? VF_EXIT_FAIL : VF_EXIT_PASS;
}
