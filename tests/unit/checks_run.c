/* What is told of runs, of going on from one, of explanations, seals and calls. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "checks.h"

/* Opens and runs the season; claims outcome and finding. NULL `wanted`: only the outcome. */
static void run_with(const char *dir, const hp_run_options *options, const char *out,
                     hp_status wanted_status, const check_case *wanted) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    hp_status status = hp_season_run(&run, season, options, findings);
    if (status == HP_OK && out != NULL) {
        status = hp_run_write(run, out, findings);
    }
    UNIT_CLAIM(status == wanted_status, "%s: outcome %d", wanted == NULL ? "a run" : wanted->code,
               (int)status);
    if (wanted != NULL) {
        check_findings(findings, wanted);
    }
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
}

/* The small season, and the run of its first stage in the folder `earlier`. */
static const char *with_earlier(void) {
    const char *dir = unit_tiny("season");
    hp_run_options options = {.until = "feeder"};
    unit_remove(unit_path("earlier"));
    run_with(dir, &options, unit_path("earlier"), HP_OK, NULL);
    return dir;
}

static void go_on(const char *dir, const char *until, hp_status status, const check_case *wanted) {
    hp_run_options options = {.until = until, .after_dir = unit_path("earlier")};
    run_with(dir, &options, NULL, status, wanted);
}

static void stages_are_named_rightly(void) {
    static const check_case unknown = {.code = "stage_unknown"};
    static const check_case done = {.code = "stage_done"};
    hp_run_options options = {.until = "zzz"};
    run_with(unit_tiny("season"), &options, NULL, HP_USAGE, &unknown);
    const char *dir = with_earlier();
    go_on(dir, "zzz", HP_USAGE, &unknown);
    go_on(dir, "feeder", HP_USAGE, &done);
    go_on(dir, "choice", HP_OK, NULL);
}

static void an_earlier_run_is_as_it_was_written(void) {
    static const check_case changed = {.code = "earlier_manifest", .file = "allocation.csv"};
    static const check_case result = {.code = "earlier_manifest", .file = "result.json"};
    const char *dir = with_earlier();
    unit_edit(unit_path("earlier"), "allocation.csv", "26001,admitted", "26001,kept");
    go_on(dir, NULL, HP_INPUT, &changed);
    dir = with_earlier();
    unit_edit(unit_path("earlier"), "result.json", "2026", "2027");
    go_on(dir, NULL, HP_INPUT, &result);
    dir = unit_tiny("season");
    unit_remove(unit_path("earlier"));
    const check_case missing = {.code = "file_missing", .file = unit_path("earlier")};
    go_on(dir, NULL, HP_INPUT, &missing);
}

/* Edits a file of the earlier run and writes its new hash into the manifest. */
static void forge(const char *name, const char *from, const char *to) {
    const char *dir = unit_path("earlier");
    char old_hash[HP_HEX_BYTES];
    char new_hash[HP_HEX_BYTES];
    size_t length = 0;
    char *text = unit_read(dir, name, &length);
    hp_sha256_hex(old_hash, text, length);
    free(text);
    unit_edit(dir, name, from, to);
    text = unit_read(dir, name, &length);
    hp_sha256_hex(new_hash, text, length);
    free(text);
    unit_edit(dir, "manifest.json", old_hash, new_hash);
}

static void stages_of_an_earlier_run_are_the_first(void) {
    static const check_case stages = {.code = "earlier_stages", .file = "result.json"};
    const char *dir = with_earlier();
    unit_edit(dir, "policy.json", "\"id\": \"feeder\"", "\"id\": \"first\"");
    go_on(dir, NULL, HP_INPUT, &stages);
    dir = with_earlier();
    forge("result.json", "\"stages\"", "\"stage\"");
    go_on(dir, NULL, HP_INPUT, &stages);
}

static void rows_of_an_earlier_run_can_be_read(void) {
    static const check_case header = {.code = "earlier_row", .file = "allocation.csv", .row = 1};
    static const check_case school = {
        .code = "earlier_row", .file = "allocation.csv", .row = 2, .value = "J9"};
    static const check_case ragged = {.code = "earlier_row", .file = "allocation.csv", .row = 3};
    static const check_case twice = {
        .code = "earlier_row", .file = "allocation.csv", .row = 3, .value = "J1"};
    static const check_case seats = {.code = "fixed_over_seats",
                                     .file = "schools.csv",
                                     .row = 4,
                                     .column = "school_id",
                                     .value = "J2"};
    const char *dir = with_earlier();
    forge("allocation.csv", "student_id,status", "student_id,state");
    go_on(dir, NULL, HP_INPUT, &header);
    dir = with_earlier();
    forge("allocation.csv", "26001,admitted,feeder,A,feeder,J1",
          "26001,admitted,feeder,A,feeder,J9");
    go_on(dir, NULL, HP_INPUT, &school);
    dir = with_earlier();
    forge("allocation.csv", "26002,admitted", "26002,x,admitted");
    go_on(dir, NULL, HP_INPUT, &ragged);
    dir = with_earlier();
    forge("allocation.csv", "26002,admitted", "26001,admitted");
    go_on(dir, NULL, HP_INPUT, &twice);
    dir = with_earlier();
    unit_edit(dir, "schools.csv", "90,5,1", "90,2,1");
    go_on(dir, NULL, HP_INPUT, &seats);
}

static void placements_that_the_season_changed_are_told(void) {
    static const check_case freed = {.code = "earlier_freed", .file = "allocation.csv"};
    static const check_case moved = {.code = "earlier_moved",
                                     .file = "students.csv",
                                     .row = 2,
                                     .column = "fixed_school",
                                     .value = "J2"};
    const char *dir = with_earlier();
    unit_edit(dir, "students.csv", "2014-09-01,,,,,,,,", "2014-09-01,,,,,,,迁出,");
    go_on(dir, NULL, HP_OK, &freed);
    dir = with_earlier();
    unit_edit(dir, "students.csv", "26001,P1,", "26010,P1,");
    go_on(dir, NULL, HP_OK, &freed);
    dir = with_earlier();
    unit_edit(dir, "students.csv", "2014-09-01,,,,,,,,", "2014-09-01,,,,,J2,示例,,");
    go_on(dir, NULL, HP_OK, &moved);
}

/* Goes on from the earlier run; claims that a finding of the code says so in its sentence. */
static void claim_sentence(const char *dir, const char *code, const char *part) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_run_options options = {.after_dir = unit_path("earlier")};
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    hp_status status = hp_season_run(&run, season, &options, findings);
    CU_ASSERT(status == HP_OK || status == HP_INPUT);
    const hp_finding *finding = unit_find(findings, code);
    UNIT_CLAIM(finding != NULL && strstr(finding->rule, part) != NULL, "%s says \"%s\": %s", code,
               part, finding == NULL ? "" : finding->rule);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
}

static void sentences_of_an_earlier_run_say_why(void) {
    const char *dir = with_earlier();
    unit_edit(dir, "students.csv", "2014-09-01,,,,,,,,", "2014-09-01,,,,,,,迁出,");
    claim_sentence(dir, "earlier_freed",
                   "child 26001 was placed at J1 by the earlier run; the row has a destination");
    dir = with_earlier();
    unit_edit(dir, "students.csv", "26001,P1,", "26010,P1,");
    claim_sentence(dir, "earlier_freed",
                   "child 26001 was placed at J1 by the earlier run; the row is gone");
    dir = with_earlier();
    unit_edit(dir, "schools.csv", "90,5,1", "90,2,1");
    claim_sentence(dir, "fixed_over_seats",
                   "2 children are placed there before the stages, but "
                   "it has 1 seats");
    dir = with_earlier();
    unit_edit(dir, "policy.json", "\"id\": \"feeder\"", "\"id\": \"first\"");
    claim_sentence(dir, "earlier_stages", "policy: feeder");
}

/* Seats for two of five children of A and B at J1, and one at J2 beside the fixed child. */
static const char *short_of_seats(void) {
    const char *dir = unit_tiny("season");
    unit_edit(dir, "schools.csv", "96,4,", "96,2,");
    unit_edit(dir, "schools.csv", "90,5,1", "90,3,1");
    return dir;
}

static void a_run_tells_what_it_could_not_do(void) {
    static const check_case unplaced = {.code = "guaranteed_unplaced"};
    static const check_case parted = {.code = "bundle_parted"};
    static const check_case nearby = {.code = "nearby_missed"};
    static const check_case migrants = {.code = "migrants_missed"};
    static const check_case yielded = {.code = "yielded"};
    check_season(short_of_seats(), &unplaced);
    check_season(short_of_seats(), &parted);
    check_season(short_of_seats(), &migrants);
    const char *dir = short_of_seats();
    unit_edit(dir, "policy.json", "\"stages\"",
              "\"guarantee_order\": [\"D\", \"A\", \"B\"], \"stages\"");
    check_season(dir, &yielded);
    dir = unit_tiny("season");
    unit_edit(dir, "policy.json", "[\"feeder\", \"zone\"]", "[\"sibling\"]");
    check_season(dir, &nearby);
}

static void seasons_to_compare_with_are_good(void) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, unit_tiny("season"), findings), HP_OK);
    const char *other = unit_tiny("other");
    check_case wanted = {.code = "other_season", .file = other, .row = 7, .column = "zones.csv"};
    hp_preflight_options options = {.last_year = other};
    unit_edit(other, "zones.csv", "A4,J2", "A9,J2");
    CU_ASSERT_EQUAL(hp_season_preflight(season, &options, findings), HP_INPUT);
    check_findings(findings, &wanted);
    hp_findings_free(findings);
    hp_season_free(season);
}

static void an_explanation_is_of_this_run_and_a_child_of_it(void) {
    static const check_case student = {.code = "student_unknown"};
    static const check_case school = {.code = "school_unknown"};
    static const check_case differs = {.code = "run_differs", .file = "allocation.csv"};
    const struct {
        const char *student_id;
        const char *against;
        hp_status status;
        const check_case *wanted;
    } cases[] = {{"99", NULL, HP_USAGE, &student},
                 {"26001", "P1", HP_USAGE, &school},
                 {"26001", NULL, HP_INPUT, &differs}};
    const char *dir = with_earlier();
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        hp_findings *findings = hp_findings_new();
        hp_season *season = NULL;
        char *text = NULL;
        hp_explain_options options = {.dir = unit_path("earlier"),
                                      .student_id = cases[i].student_id,
                                      .against = cases[i].against};
        if (cases[i].wanted == &differs) {
            unit_edit(dir, "season.json", "example-seed", "another-seed");
        }
        CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
        CU_ASSERT_EQUAL(hp_season_explain(&text, season, &options, findings), cases[i].status);
        CU_ASSERT_PTR_NULL(text);
        check_findings(findings, cases[i].wanted);
        hp_season_free(season);
        hp_findings_free(findings);
    }
}

static void a_seal_is_of_a_run_whose_open_points_are_accepted(void) {
    static const check_case open = {.code = "open_point"};
    static const check_case unknown = {.code = "open_point_unknown"};
    static const check_case already = {.code = "sealed_already", .file = "seal.json"};
    check_case unsealed = {.code = "not_sealed", .file = unit_path("earlier")};
    static const char *const accepted[] = {"zzz"};
    const char *dir = with_earlier();
    for (int round = 0; round < 3; round++) { /* not accepted; an unknown point; sealed already */
        size_t accepts = round == 1;
        hp_findings *findings = hp_findings_new();
        hp_season *season = NULL;
        bool sealed = true;
        hp_seal_options options = {.dir = unit_path("earlier"),
                                   .approved_by = "a",
                                   .minutes = "m",
                                   .accepted = accepted,
                                   .accepted_count = accepts,
                                   .checker_json = "[{\"name\":\"files\",\"pass\":true}]"};
        CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
        hp_status status = hp_season_seal(&sealed, season, &options, findings);
        CU_ASSERT_EQUAL(status, round > 0 ? HP_USAGE : HP_OK);
        CU_ASSERT(accepts > 0 || !sealed);
        check_findings(findings, round == 2 ? &already : (accepts > 0 ? &unknown : &open));
        hp_season_free(season);
        hp_findings_free(findings);
        findings = hp_findings_new();
        if (round == 1) {
            CU_ASSERT_EQUAL(hp_publish(unit_path("earlier"), unit_path("published"), findings),
                            HP_INPUT);
            check_findings(findings, &unsealed);
            unit_write(unit_path("earlier"), "seal.json", "{}", 2);
        }
        hp_findings_free(findings);
    }
}

static void each_step_that_the_checker_failed_is_told(void) {
    static const struct {
        const char *steps;
        hp_status status;
        bool passed;
        check_case told;
    } cases[] = {
        {"[{\"name\":\"files\",\"pass\":true}]", HP_OK, true, {0}},
        {"[{\"name\":\"files\",\"pass\":true},"
         "{\"name\":\"seats\",\"pass\":false,\"witness\":\"J1 holds 3\"}]",
         HP_OK,
         false,
         {.code = "checker_refuses"}},
        {"[]", HP_INPUT, false, {.code = "json_type", .file = "huapian-verify"}},
        {"{\"pass\":true}", HP_INPUT, false, {.code = "json_type", .file = "huapian-verify"}},
        {"[{\"name\":\"files\"}]",
         HP_INPUT,
         false,
         {.code = "json_type", .file = "huapian-verify"}},
        {"[true]", HP_INPUT, false, {.code = "json_type", .file = "huapian-verify"}},
        {"", HP_INPUT, false, {.code = "json_syntax", .file = "huapian-verify", .row = 1}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        hp_findings *findings = hp_findings_new();
        bool passed = !cases[i].passed;
        CU_ASSERT_EQUAL(hp_checker_passed(&passed, cases[i].steps, findings), cases[i].status);
        CU_ASSERT_EQUAL(passed, cases[i].passed);
        if (cases[i].told.code != NULL) {
            check_findings(findings, &cases[i].told);
        } else {
            CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
        }
        hp_findings_free(findings);
    }
}

static void calls_with_wrong_targets_are_told(void) {
    hp_findings *findings = hp_findings_new();
    check_case exists = {.code = "target_exists", .file = unit_tiny("season")};
    check_case lost = {.code = "season_not_found", .file = unit_path("earlier")};
    check_case sealed = {.code = "target_sealed", .file = unit_path("season/in")};
    static const check_case range = {.code = "option_range"};
    hp_invent_options options = {.students = 5, .schools = 1, .seed = "s"};
    char *found = NULL;
    CU_ASSERT_EQUAL(hp_invent(unit_path("season"), &options, findings), HP_USAGE);
    check_findings(findings, &exists);
    hp_findings_free(findings);
    findings = hp_findings_new();
    options.students = 0;
    CU_ASSERT_EQUAL(hp_invent(unit_path("invented"), &options, findings), HP_USAGE);
    check_findings(findings, &range);
    hp_findings_free(findings);
    findings = hp_findings_new();
    options.students = 5;
    options.clusters = 2; /* of one school */
    CU_ASSERT_EQUAL(hp_invent(unit_path("invented"), &options, findings), HP_USAGE);
    check_findings(findings, &range);
    hp_findings_free(findings);
    findings = hp_findings_new();
    options.clusters = 0;
    unit_write(unit_path("season"), "manifest.json", "{}", 2);
    unit_write(unit_path("season"), "seal.json", "{}", 2);
    CU_ASSERT_EQUAL(hp_invent(unit_path("season/in"), &options, findings), HP_USAGE);
    check_findings(findings, &sealed);
    hp_findings_free(findings);
    findings = hp_findings_new();
    unit_remove(unit_path("other"));
    unit_edit(with_earlier(), "season.json", "2026", "2027");
    CU_ASSERT_EQUAL(hp_season_find(&found, unit_path("earlier"), findings), HP_USAGE);
    CU_ASSERT_PTR_NULL(found);
    check_findings(findings, &lost);
    hp_findings_free(findings);
}

CU_TestInfo checks_run[] = {
    {"a stage is one of the policy and to come", stages_are_named_rightly},
    {"an earlier run is as it was written", an_earlier_run_is_as_it_was_written},
    {"the stages of an earlier run are the first", stages_of_an_earlier_run_are_the_first},
    {"the rows of an earlier run can be read", rows_of_an_earlier_run_can_be_read},
    {"placements that the season changed are told", placements_that_the_season_changed_are_told},
    {"the sentences of an earlier run say why", sentences_of_an_earlier_run_say_why},
    {"a run tells what it could not do", a_run_tells_what_it_could_not_do},
    {"seasons to compare with are good", seasons_to_compare_with_are_good},
    {"an explanation is of this run and a child of it",
     an_explanation_is_of_this_run_and_a_child_of_it},
    {"a seal is of a run whose open points are accepted",
     a_seal_is_of_a_run_whose_open_points_are_accepted},
    {"each step that the checker failed is told", each_step_that_the_checker_failed_is_told},
    {"calls with wrong targets are told", calls_with_wrong_targets_are_told},
    CU_TEST_INFO_NULL,
};
