/* huapian-verify: proves or refutes a run from the files alone. docs/certificate.md tells the
   steps; section numbers in this room are those of the written contract of files and meaning. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/hash.h"
#include "verify/run.h"

const char *const vf_step_names[VF_STEPS] = {
    "season", "manifest", "inputs",   "committed", "form",   "states",     "categories",
    "seats",  "fixed",    "kept",     "routes",    "numbers", "levels",    "forecast",
    "optimal", "greatest", "lottery", "yielded",   "serial", "shortage",   "reasons",
    "schools", "indicators", "bundles", "result",  "lists"};

typedef struct vf_options {
    const char *season;
    const char *run;
    const char *earlier;
    bool json;
    bool quiet;
} vf_options;

static const char help[] =
    "usage: huapian-verify SEASON DIR [--after DIR0] [--json] [--quiet]\n"
    "\n"
    "Proves or refutes the run in DIR from the files of the season and of the run alone.\n"
    "One line for each step: its number, pass or FAIL, its name, the first witness.\n"
    "\n"
    "  --after DIR0  the earlier run that this one goes on from\n"
    "  --json        a list of {\"step\", \"name\", \"pass\", \"witness\"} instead of lines\n"
    "  --quiet       print nothing\n"
    "\n"
    "exit: 0 every step passes, 1 a step fails, 2 wrong usage, 4 the machine failed\n";

static bool read_options(vf_options *options, int count, char **words) {
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--json") == 0) {
            options->json = true;
        } else if (strcmp(words[i], "--quiet") == 0) {
            options->quiet = true;
        } else if (strcmp(words[i], "--after") == 0 && i + 1 < count &&
                   options->earlier == NULL) {
            options->earlier = words[++i];
        } else if (words[i][0] == '-' || options->run != NULL) {
            return false;
        } else if (options->season == NULL) {
            options->season = words[i];
        } else {
            options->run = words[i];
        }
    }
    return options->run != NULL;
}

/* The last step that was looked at; those after it cannot be without it. */
static vf_step_name check_all(vf_check *check) {
    vf_step *steps = check->steps;
    if (!vf_season_read(&check->season, check->season.dir, &steps[VF_STEP_SEASON]) ||
        !vf_policy_read(&check->policy, &check->season, &steps[VF_STEP_SEASON]) ||
        !vf_roll(check, &steps[VF_STEP_SEASON])) {
        return VF_STEP_SEASON;
    }
    vf_check_manifest(check, &steps[VF_STEP_MANIFEST]);
    if (!vf_run_read(check, &steps[VF_STEP_FORM])) {
        return VF_STEP_FORM;
    }
    vf_check_inputs(check, &steps[VF_STEP_INPUTS]);
    vf_check_committed(check, &steps[VF_STEP_COMMITTED]);
    if (!vf_rows_read(check, &steps[VF_STEP_STATES])) {
        return VF_STEP_STATES;
    }
    vf_check_states(check, &steps[VF_STEP_STATES]);
    if (steps[VF_STEP_STATES].failed) {
        return VF_STEP_STATES;
    }
    vf_check_categories(check, &steps[VF_STEP_CATEGORIES]);
    vf_check_seats(check, &steps[VF_STEP_SEATS]);
    vf_check_fixed(check, &steps[VF_STEP_FIXED]);
    vf_check_kept(check, &steps[VF_STEP_KEPT]);
    vf_check_routes(check, &steps[VF_STEP_ROUTES]);
    vf_check_numbers(check, &steps[VF_STEP_NUMBERS]);
    if (steps[VF_STEP_ROUTES].failed || steps[VF_STEP_NUMBERS].failed) {
        return VF_STEP_NUMBERS;
    }
    vf_check_stages(check);
    vf_check_shortage(check, &steps[VF_STEP_SHORTAGE]);
    vf_check_reasons(check, &steps[VF_STEP_REASONS]);
    vf_check_schools(check, &steps[VF_STEP_SCHOOLS]);
    vf_check_result(check);
    vf_check_lists(check, &steps[VF_STEP_LISTS]);
    return VF_STEP_LISTS;
}

static void print_json(const vf_check *check) {
    vf_out out = {0};
    for (int i = 0; i < VF_STEPS; i++) {
        const vf_step *step = &check->steps[i];
        const char *witness = step->failed ? step->witness : step->note;
        vf_put(&out, i == 0 ? "[" : ",\n ");
        vf_put(&out, vf_format("{\"step\":%d,\"name\":\"%s\",\"pass\":%s,\"witness\":", i + 1,
                               vf_step_names[i], step->failed ? "false" : "true"));
        vf_put_text(&out, witness == NULL ? "" : witness);
        vf_put(&out, "}");
    }
    printf("%s]\n", out.bytes);
}

static void print_lines(const vf_check *check) {
    for (int i = 0; i < VF_STEPS; i++) {
        const vf_step *step = &check->steps[i];
        const char *witness = step->failed ? step->witness : step->note;
        printf("%d %s %s%s%s\n", i + 1, step->failed ? "FAIL" : "pass", vf_step_names[i],
               witness == NULL ? "" : ": ", witness == NULL ? "" : witness);
    }
}

int main(int count, char **words) {
    vf_options options = {0};
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--help") == 0) {
            return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? VF_EXIT_MACHINE : VF_EXIT_PASS;
        }
    }
    if (!read_options(&options, count, words)) {
        fputs(help, stderr);
        return VF_EXIT_USAGE;
    }
    if (!vf_hash_start()) {
        fputs("huapian-verify: libsodium cannot be used\n", stderr);
        return VF_EXIT_MACHINE;
    }
    vf_check check = {.season = {.dir = options.season},
                      .run_dir = options.run,
                      .earlier_dir = options.earlier};
    vf_step_name last = check_all(&check);
    bool failed = false;
    for (int i = 0; i < VF_STEPS; i++) {
        if (i > (int)last && !check.steps[i].failed) {
            vf_fail(&check.steps[i], "not looked at, for an earlier step fails");
        }
        failed = failed || check.steps[i].failed;
    }
    if (!options.quiet) {
        if (options.json) {
            print_json(&check);
        } else {
            print_lines(&check);
        }
    }
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    vf_json_free_all();
    vf_free_all();
    return !written ? VF_EXIT_MACHINE : failed ? VF_EXIT_FAIL : VF_EXIT_PASS;
}
