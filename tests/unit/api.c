/* The public header: what NULL means, what getters lend, what is refused, what exit codes are. */
#include "huapian.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static void every_free_accepts_null(void) {
    hp_findings_free(NULL);
    hp_season_free(NULL);
    hp_run_free(NULL);
    hp_text_free(NULL);
    CU_PASS("none of them crashed");
}

static void exit_codes_are_those_of_spec_8(void) {
    CU_ASSERT_EQUAL(hp_exit_code(HP_OK), 0);
    CU_ASSERT_EQUAL(hp_exit_code(HP_USAGE), 2);
    CU_ASSERT_EQUAL(hp_exit_code(HP_INPUT), 3);
    CU_ASSERT_EQUAL(hp_exit_code(HP_NO_MEMORY), 4);
    CU_ASSERT_EQUAL(hp_exit_code(HP_IO), 4);
    CU_ASSERT_EQUAL(hp_exit_code(HP_UNPROVEN), 4);
}

static void a_version_has_three_numbers(void) {
    int parts[3];
    char rest = '\0';
    CU_ASSERT_EQUAL(sscanf(hp_version(), "%d.%d.%d%c", &parts[0], &parts[1], &parts[2], &rest), 3);
}

/* The small season, opened and run. */
typedef struct opened {
    hp_findings *findings;
    hp_season *season;
    hp_run *run;
} opened;

static opened open_tiny(void) {
    opened all = {.findings = hp_findings_new()};
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&all.season, unit_tiny("season"), all.findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&all.run, all.season, NULL, all.findings), HP_OK);
    return all;
}

static void close_tiny(opened *all) {
    hp_run_free(all->run);
    hp_season_free(all->season);
    hp_findings_free(all->findings);
}

static void a_folder_that_is_not_there_is_an_error_of_the_input(void) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = (hp_season *)(void *)findings; /* to be overwritten */
    CU_ASSERT_EQUAL(hp_season_open(&season, unit_path("nowhere"), findings), HP_INPUT);
    CU_ASSERT_PTR_NULL(season);
    const hp_finding *finding = unit_only(findings, "file_missing");
    UNIT_SAME(finding == NULL ? NULL : finding->file, unit_path("nowhere"));
    hp_findings_free(findings);
}

static void a_refused_season_is_null(void) {
    hp_findings *findings = hp_findings_new();
    const char *dir = unit_tiny("season");
    hp_season *season = (hp_season *)(void *)findings;
    unit_edit(dir, "zones.csv", "A4,J2", "A9,J2");
    CU_ASSERT_EQUAL(hp_season_open(&season, dir, findings), HP_INPUT);
    CU_ASSERT_PTR_NULL(season);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 1);
    hp_findings_free(findings);
}

static void getters_lend_what_the_run_keeps(void) {
    opened all = open_tiny();
    const char *out = unit_path("out");
    const char *summary = hp_run_summary(all.run);
    const char *result = hp_run_result_json(all.run);
    CU_ASSERT_PTR_NOT_NULL_FATAL(summary);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    CU_ASSERT(strlen(summary) > 10);
    CU_ASSERT_PTR_EQUAL(hp_run_summary(all.run), summary);
    CU_ASSERT_PTR_EQUAL(hp_run_result_json(all.run), result);
    CU_ASSERT_TRUE(hp_run_is_kept(all.run));
    CU_ASSERT_EQUAL(hp_run_write(all.run, out, all.findings), HP_OK);
    char *file = unit_read(out, "result.json", NULL);
    UNIT_SAME(file, result);
    free(file);
    unit_remove(out);
    close_tiny(&all);
}

static void a_broken_promise_is_told_but_no_failure(void) {
    hp_findings *findings = hp_findings_new();
    const char *dir = unit_tiny("season");
    hp_season *season = NULL;
    hp_run *run = NULL;
    unit_edit(dir, "schools.csv", "96,4,", "96,1,");
    unit_edit(dir, "schools.csv", "90,5,1", "90,2,1");
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    CU_ASSERT_FALSE(hp_run_is_kept(run));
    CU_ASSERT_EQUAL(hp_run_write(run, unit_path("out"), findings), HP_OK);
    char *shortage = unit_read(unit_path("out"), "shortage.json", NULL);
    CU_ASSERT_PTR_NOT_NULL(shortage);
    free(shortage);
    unit_remove(unit_path("out"));
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
}

static int mark; /* what the progress is called with */

static void count_progress(void *context, const char *what, int64_t done, int64_t total) {
    CU_ASSERT_PTR_EQUAL(context, &mark);
    CU_ASSERT(what != NULL && *what != '\0');
    CU_ASSERT(0 <= done && done <= total);
    mark++;
}

static void progress_is_told_to_who_asks(void) {
    opened all = open_tiny();
    hp_run *again = NULL;
    hp_run_options options = {.progress = count_progress, .progress_context = &mark};
    mark = 0;
    CU_ASSERT_EQUAL(hp_season_run(&again, all.season, &options, all.findings), HP_OK);
    CU_ASSERT(mark >= 3); /* three stages */
    UNIT_SAME(hp_run_result_json(again), hp_run_result_json(all.run));
    hp_run_free(again);
    close_tiny(&all);
}

/* A target of every kind: a file, a folder, an empty one, a link to nothing. */
static void make_target(int kind, const char *path) {
    unit_remove(path);
    if (kind == 0) {
        unit_write(unit_folder(), "target", "mine", 4);
    } else if (kind < 3) {
        CU_ASSERT_EQUAL(mkdir(path, 0777), 0);
        if (kind == 1) {
            unit_write(path, "file", "mine", 4);
        }
    } else {
        CU_ASSERT_EQUAL(symlink("nothing", path), 0);
    }
}

static void claim_refused(hp_status status, const hp_findings *findings, int kind) {
    UNIT_CLAIM(status == HP_USAGE, "target %d: outcome %d", kind, (int)status);
    const hp_finding *finding = unit_only(findings, "target_exists");
    UNIT_SAME(finding == NULL ? NULL : finding->file, unit_path("target"));
}

static void a_target_that_exists_is_refused_and_not_touched(void) {
    opened all = open_tiny();
    const char *target = unit_path("target");
    for (int kind = 0; kind < 4; kind++) {
        struct stat before;
        struct stat after;
        hp_invent_options options = {.students = 5, .schools = 1, .seed = "s"};
        make_target(kind, target);
        CU_ASSERT_EQUAL(lstat(target, &before), 0);
        hp_findings *findings = hp_findings_new();
        claim_refused(hp_run_write(all.run, target, findings), findings, kind);
        hp_findings_free(findings);
        findings = hp_findings_new();
        claim_refused(hp_invent(target, &options, findings), findings, kind);
        hp_findings_free(findings);
        findings = hp_findings_new();
        claim_refused(hp_season_export_mathprog(all.season, target, NULL, findings), findings,
                      kind);
        hp_findings_free(findings);
        CU_ASSERT_EQUAL(lstat(target, &after), 0);
        CU_ASSERT(before.st_ino == after.st_ino && before.st_mode == after.st_mode);
        CU_ASSERT_EQUAL(unit_entries(unit_folder()), 2); /* the season and the target */
    }
    unit_remove(target);
    close_tiny(&all);
}

static void the_library_prints_nothing(void) {
    unit_listen();
    opened all = open_tiny();
    hp_season *broken = NULL;
    hp_run *again = NULL;
    hp_status status = hp_run_write(all.run, unit_path("out"), all.findings);
    hp_status refused = hp_run_write(all.run, unit_path("out"), all.findings);
    unit_edit(unit_path("season"), "zones.csv", "A4,J2", "A9,J2");
    hp_status bad = hp_season_open(&broken, unit_path("season"), all.findings);
    unit_edit(unit_tiny("season"), "schools.csv", "96,4,", "96,1,");
    close_tiny(&all);
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_status shortage = hp_season_open(&season, unit_path("season"), findings);
    if (shortage == HP_OK) {
        shortage = hp_season_run(&again, season, NULL, findings);
    }
    hp_run_free(again);
    hp_season_free(season);
    hp_findings_free(findings);
    unit_remove(unit_path("out"));
    size_t bytes = unit_heard();
    UNIT_CLAIM(bytes == 0, "%zu bytes were printed", bytes);
    CU_ASSERT(status == HP_OK && refused == HP_USAGE && bad == HP_INPUT && shortage == HP_OK);
}

static void a_target_may_end_in_slashes(void) {
    opened all = open_tiny();
    char path[512];
    snprintf(path, sizeof path, "%s//", unit_path("target"));
    CU_ASSERT_EQUAL(hp_run_write(all.run, path, all.findings), HP_OK);
    CU_ASSERT_EQUAL(unit_entries(unit_folder()), 2);
    CU_ASSERT_EQUAL(hp_run_write(all.run, path, all.findings), HP_USAGE);
    unit_remove(unit_path("target"));
    close_tiny(&all);
}

static void a_target_without_a_parent_is_a_failure_of_the_machine(void) {
    opened all = open_tiny();
    CU_ASSERT_EQUAL(hp_run_write(all.run, unit_path("no/such/folder"), all.findings), HP_IO);
    CU_ASSERT_PTR_NOT_NULL(unit_find(all.findings, "write_failed"));
    close_tiny(&all);
}

static void a_commitment_has_64_digits_and_leaves_the_seed_out(void) {
    char first[65] = "";
    char second[65] = "";
    opened all = open_tiny();
    CU_ASSERT_EQUAL(hp_season_commit(first, all.season, NULL, all.findings), HP_OK);
    close_tiny(&all);
    CU_ASSERT(strlen(first) == 64 && strspn(first, "0123456789abcdef") == 64);
    const struct {
        const char *file;
        const char *from;
        const char *to;
        bool same;
    } edits[] = {{"season.json", "example-seed", "another-seed", true},
                 {"season.json", "示例区", "别的区", false},
                 {"policy.json", "0.85", "0.86", false},
                 {"students.csv", "61.5", "62", false}};
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        hp_findings *findings = hp_findings_new();
        hp_season *season = NULL;
        const char *dir = unit_tiny("season");
        unit_edit(dir, edits[i].file, edits[i].from, edits[i].to);
        CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
        CU_ASSERT_EQUAL(hp_season_commit(second, season, NULL, findings), HP_OK);
        UNIT_CLAIM((strcmp(first, second) == 0) == edits[i].same, "an edit of %s", edits[i].from);
        hp_season_free(season);
        hp_findings_free(findings);
    }
}

/* What the season goes on from is a part of the input. */
static void a_commitment_names_the_run_before(void) {
    static const char *const until[] = {"feeder", "choice"};
    char hex[4][65] = {""};
    opened all = open_tiny();
    CU_ASSERT_EQUAL(hp_season_commit(hex[0], all.season, NULL, all.findings), HP_OK);
    for (int i = 0; i < 2; i++) {
        hp_run *part = NULL;
        hp_run_options options = {.until = until[i]};
        const char *dir = unit_path(until[i]);
        CU_ASSERT_EQUAL_FATAL(hp_season_run(&part, all.season, &options, all.findings), HP_OK);
        CU_ASSERT_EQUAL(hp_run_write(part, dir, all.findings), HP_OK);
        CU_ASSERT_EQUAL(hp_season_commit(hex[i + 1], all.season, dir, all.findings), HP_OK);
        CU_ASSERT_EQUAL(hp_season_commit(hex[3], all.season, dir, all.findings), HP_OK);
        UNIT_SAME(hex[3], hex[i + 1]);
        unit_remove(dir);
        hp_run_free(part);
    }
    CU_ASSERT(strcmp(hex[0], hex[1]) != 0 && strcmp(hex[1], hex[2]) != 0);
    CU_ASSERT(strcmp(hex[0], hex[2]) != 0);
    CU_ASSERT_EQUAL(hp_season_commit(hex[3], all.season, unit_path("none"), all.findings),
                    HP_INPUT);
    close_tiny(&all);
}

static void a_committed_season_runs_with_any_seed(void) {
    char hex[65] = "";
    char line[128];
    opened all = open_tiny();
    CU_ASSERT_EQUAL(hp_season_commit(hex, all.season, NULL, all.findings), HP_OK);
    close_tiny(&all);
    const char *dir = unit_tiny("season");
    snprintf(line, sizeof line, "\"committed\": \"%s\", \"lottery_seed\": \"drawn", hex);
    unit_edit(dir, "season.json", "\"lottery_seed\": \"example-seed", line);
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
}

static void the_folder_of_the_season_is_found(void) {
    opened all = open_tiny();
    char *found = NULL;
    char inside[512];
    snprintf(inside, sizeof inside, "%s/run", unit_path("season"));
    CU_ASSERT_EQUAL(hp_run_write(all.run, inside, all.findings), HP_OK);
    CU_ASSERT_EQUAL(hp_season_find(&found, inside, all.findings), HP_OK);
    struct stat wanted;
    struct stat got;
    CU_ASSERT(found != NULL && stat(found, &got) == 0 && stat(unit_path("season"), &wanted) == 0 &&
              got.st_ino == wanted.st_ino);
    hp_text_free(found);
    close_tiny(&all);
}

static CU_TestInfo tests[] = {
    {"every free accepts NULL", every_free_accepts_null},
    {"exit codes are those of spec 8", exit_codes_are_those_of_spec_8},
    {"a version has three numbers", a_version_has_three_numbers},
    {"a folder that is not there is an error of the input",
     a_folder_that_is_not_there_is_an_error_of_the_input},
    {"a refused season is NULL", a_refused_season_is_null},
    {"getters lend what the run keeps", getters_lend_what_the_run_keeps},
    {"a broken promise is told, but no failure", a_broken_promise_is_told_but_no_failure},
    {"progress is told to who asks", progress_is_told_to_who_asks},
    {"a target that exists is refused and not touched",
     a_target_that_exists_is_refused_and_not_touched},
    {"the library prints nothing", the_library_prints_nothing},
    {"a target may end in slashes", a_target_may_end_in_slashes},
    {"a target without a parent is a failure of the machine",
     a_target_without_a_parent_is_a_failure_of_the_machine},
    {"a commitment has 64 digits and leaves the seed out",
     a_commitment_has_64_digits_and_leaves_the_seed_out},
    {"a commitment names the run before", a_commitment_names_the_run_before},
    {"a committed season runs with any seed", a_committed_season_runs_with_any_seed},
    {"the folder of the season is found", the_folder_of_the_season_is_found},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "api", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
