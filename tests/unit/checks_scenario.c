/* What is told of scenarios: of their form, of changes that do not fit the season, and of a season
 * that a change makes faulty. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"

typedef struct scenario_case {
    const char *text;   /* of the scenario's file; what it lacks of a whole one is added */
    check_case wanted;  /* file NULL: the scenario's */
    const char *change; /* the JSON path */
} scenario_case;

/* Opens the small season with a scenario; the findings are the caller's. */
static hp_findings *open_with(const char *text, hp_status wanted) {
    hp_findings *findings = hp_findings_new();
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    const char *dir = unit_tiny("season");
    unit_write(dir, "scenario.json", text, strlen(text));
    hp_status status = hp_scenario_read(&scenario, unit_path("season/scenario.json"), findings);
    if (status == HP_OK) {
        status = hp_season_open_scenario(&season, dir, scenario, findings);
    }
    UNIT_CLAIM(status == wanted, "outcome %d of %s", (int)status, text);
    hp_season_free(season);
    hp_scenario_free(scenario);
    return findings;
}

static void check_scenario(const scenario_case *one) {
    const char *file = unit_path("season/scenario.json");
    char text[1024];
    check_case wanted = one->wanted;
    snprintf(text, sizeof text, *one->text == '{' ? "%s" : "{\"name\":\"x\",%s}", one->text);
    hp_findings *findings = open_with(text, HP_INPUT);
    wanted.file = wanted.file == NULL ? file : wanted.file;
    check_findings(findings, &wanted);
    const hp_finding *finding = unit_find(findings, wanted.code);
    if (finding != NULL) {
        UNIT_SAME(finding->scenario, file);
        UNIT_SAME(finding->change, one->change);
    }
    hp_findings_free(findings);
}

#define CHECK_SCENARIOS(cases)                                                                     \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < CHECK_COUNT(cases); i_++) {                                       \
            check_scenario(&(cases)[i_]);                                                          \
        }                                                                                          \
    } while (0)

#define SCHOOLS(changes) "\"tables\":{\"schools\":[" changes "]}"
#define STUDENTS(changes) "\"tables\":{\"students\":[" changes "]}"
#define MOST_GROWN "{\"op\":\"grow\",\"where\":{},\"percent\":10000}"
#define POLICY(operations) "\"policy\":[" operations "]"
#define J1 "\"where\":{\"school_id\":\"J1\"}"

static void faults_of_form_are_told(void) {
    static const scenario_case cases[] = {
        {"{\"name\":", {.code = "json_syntax", .row = 1}, NULL},
        {"{\"note\":\"\"}", {.code = "json_key_missing", .column = "/"}, "/"},
        {"{\"name\":\"\"}", {.code = "json_type", .column = "/name", .value = ""}, "/name"},
        {"\"tabels\":{}", {.code = "json_key_nearest", .column = "/tabels"}, NULL},
        {"\"tables\":{\"pupils\":[]}",
         {.code = "json_key_unknown", .column = "/tables/pupils"},
         NULL},
        {"\"tables\":{\"schools\":{}}",
         {.code = "json_type", .column = "/tables/schools"},
         "/tables/schools"},
        {SCHOOLS("7"), {.code = "json_type", .column = "/tables/schools/0"}, "/tables/schools/0"},
        {SCHOOLS("{\"op\":\"grow\"," J1 ",\"percent\":5}"),
         {.code = "json_value", .column = "/tables/schools/0/op", .value = "grow"},
         "/tables/schools/0/op"},
        {SCHOOLS("{" J1 "}"),
         {.code = "json_key_missing", .column = "/tables/schools/0"},
         "/tables/schools/0"},
        {SCHOOLS("{\"op\":\"remove\"}"),
         {.code = "json_key_missing", .column = "/tables/schools/0"},
         "/tables/schools/0"},
        {SCHOOLS("{\"op\":\"set\"," J1 ",\"values\":{\"classes\":true}}"),
         {.code = "json_type", .column = "/tables/schools/0/values/classes"},
         "/tables/schools/0/values/classes"},
        {STUDENTS("{\"op\":\"grow\",\"where\":{},\"percent\":-1}"),
         {.code = "cell_hundredths", .column = "/tables/students/0/percent"},
         "/tables/students/0/percent"},
        {STUDENTS("{\"op\":\"grow\",\"where\":{},\"percent\":2.555}"),
         {.code = "cell_hundredths", .column = "/tables/students/0/percent"},
         "/tables/students/0/percent"},
        {"\"policy\":{}", {.code = "json_type", .column = "/policy"}, NULL},
        {POLICY("{\"op\":\"change\",\"path\":\"\"}"),
         {.code = "json_value", .column = "/policy/0/op", .value = "change"},
         "/policy/0"},
        {POLICY("{\"op\":\"remove\",\"path\":\"name\"}"),
         {.code = "patch_pointer", .column = "/policy/0/path", .value = "name"},
         "/policy/0"},
        {POLICY("{\"op\":\"remove\",\"path\":\"/na~2me\"}"),
         {.code = "patch_pointer", .column = "/policy/0/path", .value = "/na~2me"},
         "/policy/0"},
        {POLICY("{\"op\":\"add\",\"path\":\"/name\"}"),
         {.code = "json_key_missing", .column = "/policy/0"},
         "/policy/0"},
    };
    CHECK_SCENARIOS(cases);
}

static void changes_that_do_not_fit_are_told(void) {
    static const scenario_case cases[] = {
        {"\"tables\":{\"projection\":[{\"op\":\"remove\",\"where\":{}}]}",
         {.code = "scenario_table", .column = "/tables/projection/0", .value = "projection"},
         "/tables/projection/0"},
        {SCHOOLS("{\"op\":\"set\"," J1 ",\"values\":{\"clases\":\"9\"}}"),
         {.code = "scenario_column",
          .column = "/tables/schools/0/values/clases",
          .value = "clases"},
         "/tables/schools/0/values/clases"},
        {SCHOOLS("{\"op\":\"set\"," J1 ",\"values\":{\"classes\":\"9\",\"起始班数\":\"8\"}}"),
         {.code = "column_twice",
          .column = "/tables/schools/0/values/起始班数",
          .value = "起始班数"},
         "/tables/schools/0/values/起始班数"},
        {SCHOOLS("{\"op\":\"remove\",\"where\":{\"school_id\":\"J9\"}}"),
         {.code = "scenario_nothing", .column = "/tables/schools/0/where"},
         "/tables/schools/0/where"},
        {STUDENTS(MOST_GROWN "," MOST_GROWN "," MOST_GROWN),
         {.code = "scenario_large", .more = true, .column = "/tables/students/2"},
         "/tables/students/2"},
        {POLICY("{\"op\":\"remove\",\"path\":\"\"}"),
         {.code = "patch_whole", .column = "/policy/0/path", .value = ""},
         "/policy/0"},
        {POLICY("{\"op\":\"replace\",\"path\":\"/stages/9\",\"value\":1}"),
         {.code = "patch_nothing", .column = "/policy/0/path", .value = "/stages/9"},
         "/policy/0"},
        {POLICY("{\"op\":\"add\",\"path\":\"/stages/01\",\"value\":1}"),
         {.code = "patch_index", .column = "/policy/0/path", .value = "/stages/01"},
         "/policy/0"},
        {POLICY("{\"op\":\"test\",\"path\":\"/stages/0/id\",\"value\":\"x\"}"),
         {.code = "patch_test", .column = "/policy/0/path", .value = "/stages/0/id"},
         "/policy/0"},
        {POLICY("{\"op\":\"move\",\"from\":\"/stages\",\"path\":\"/stages/0/x\"}"),
         {.code = "patch_inside", .column = "/policy/0/path", .value = "/stages/0/x"},
         "/policy/0"},
    };
    CHECK_SCENARIOS(cases);
}

/* 15 for a percentage is easily written as 0.15. */
static void growth_that_adds_nobody_is_told(void) {
    hp_findings *findings = open_with(
        "{\"name\":\"x\"," STUDENTS("{\"op\":\"grow\",\"where\":{},\"percent\":0.15},"
                                    "{\"op\":\"grow\",\"where\":{},\"percent\":0}") "}",
        HP_OK);
    const check_case wanted = {.code = "scenario_grows_none",
                               .file = unit_path("season/scenario.json"),
                               .column = "/tables/students/0"};
    check_findings(findings, &wanted);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 1);
    hp_findings_free(findings);
}

static void a_faulty_season_names_the_change(void) {
    static const scenario_case cases[] = {
        {SCHOOLS("{\"op\":\"set\"," J1 ",\"values\":{\"classes\":\"-1\"}}"),
         {.code = "cell_whole",
          .file = "schools.csv",
          .row = 3,
          .column = "classes",
          .value = "-1"},
         "/tables/schools/0/values/classes"},
        {SCHOOLS("{\"op\":\"add\",\"row\":{\"school_id\":\"J3\"}}"),
         {.code = "cell_required",
          .more = true,
          .file = "schools.csv",
          .column = "level",
          .value = ""},
         "/tables/schools/0/row"},
        {SCHOOLS("{\"op\":\"remove\"," J1 "}"),
         {.code = "unknown_reference",
          .file = "feeders.csv",
          .row = 2,
          .column = "junior_id",
          .value = "J1"},
         "/tables/schools/0"},
        {STUDENTS("{\"op\":\"add\",\"row\":{\"student_id\":\"26001\"}}"),
         {.code = "duplicate_id", .file = "students.csv", .column = "student_id", .value = "26001"},
         "/tables/students/0/row/student_id"},
        {STUDENTS("{\"op\":\"add\",\"row\":{\"student_id\":\"new\"}},"
                  "{\"op\":\"add\",\"row\":{\"student_id\":\"new\"}}"),
         {.code = "duplicate_added",
          .more = true,
          .file = "students.csv",
          .column = "student_id",
          .value = "new"},
         "/tables/students/1/row/student_id"},
        {SCHOOLS("{\"op\":\"set\"," J1 ",\"values\":{\"level\":\"primary\"}}"),
         {.code = "wrong_level",
          .more = true,
          .file = "feeders.csv",
          .row = 2,
          .column = "junior_id",
          .value = "J1"},
         "/tables/schools/0/values/level"},
        {STUDENTS("{\"op\":\"set\",\"where\":{},"
                  "\"values\":{\"fixed_school\":\"J1\",\"fixed_basis\":\"x\"}}"),
         {.code = "fixed_over_seats",
          .more = true,
          .file = "schools.csv",
          .row = 3,
          .column = "school_id",
          .value = "J1"},
         "/tables/students/0/values/fixed_school"},
        {POLICY("{\"op\":\"replace\",\"path\":\"/stages/0/serve\",\"value\":[\"Q\"]}"),
         {.code = "policy_unknown_category",
          .more = true,
          .file = "policy.json",
          .column = "/stages/0/serve/0",
          .value = "Q"},
         "/policy/0"},
    };
    CHECK_SCENARIOS(cases);
}

/* Children of the small season, with a scenario; -1: it could not be opened. */
static int children_with(const char *text, const char *first, const char *last) {
    hp_findings *findings = open_with(text, HP_OK);
    hp_findings_free(findings);
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    hp_run *run = NULL;
    size_t length = 0;
    findings = hp_findings_new();
    unit_remove(unit_path("grown"));
    if (hp_scenario_read(&scenario, unit_path("season/scenario.json"), findings) != HP_OK ||
        hp_season_open_scenario(&season, unit_path("season"), scenario, findings) != HP_OK ||
        hp_season_run(&run, season, NULL, findings) != HP_OK ||
        hp_run_write(run, unit_path("grown"), findings) != HP_OK) {
        CU_FAIL("a scenario that fits cannot be run");
    }
    char *allocation = unit_read(unit_path("grown"), "allocation.csv", &length);
    int lines = 0;
    for (const char *at = allocation; at != NULL && *at != '\0'; at++) {
        lines += *at == '\n';
    }
    UNIT_CLAIM(allocation != NULL && (first == NULL || strstr(allocation, first) != NULL),
               "%s: no %s", text, first);
    UNIT_CLAIM(allocation != NULL && (last == NULL || strstr(allocation, last) == NULL),
               "%s: %s, one too many", text, last);
    free(allocation);
    hp_run_free(run);
    hp_season_free(season);
    hp_scenario_free(scenario);
    hp_findings_free(findings);
    return lines - 1;
}

#define GROW(where, percent)                                                                       \
    "{\"name\":\"x\"," STUDENTS("{\"op\":\"grow\",\"where\":{" where "},\"percent\":" percent      \
                                "}") "}"
#define CHILD "\"student_id\":\"26001\""

static void growing_rounds_half_up_and_goes_round(void) {
    CU_ASSERT_EQUAL(children_with(GROW(CHILD, "0"), NULL, "26001~1"), 9);
    CU_ASSERT_EQUAL(children_with(GROW(CHILD, "49.99"), NULL, "26001~1"), 9);
    CU_ASSERT_EQUAL(children_with(GROW(CHILD, "50"), "26001~1,", "26001~2"), 10);
    CU_ASSERT_EQUAL(children_with(GROW(CHILD, "100"), "26001~1,", "26001~2"), 10);
    CU_ASSERT_EQUAL(children_with(GROW(CHILD, "250"), "26001~3,", "26001~4"), 12);
    CU_ASSERT_EQUAL(children_with(GROW("\"migrant\":\"否\"", "0"), NULL, "~1"), 9);
    CU_ASSERT_EQUAL(children_with(GROW("", "16"), "26001~1,", "26002~1"), 10); /* 1.44 */
    CU_ASSERT_EQUAL(children_with(GROW("", "17"), "26002~1,", "26003~1"), 11); /* 1.53 */
    /* Grown twice, the numbers go on. */
    CU_ASSERT_EQUAL(children_with("{\"name\":\"x\"," STUDENTS(
                                      "{\"op\":\"grow\",\"where\":{" CHILD
                                      "},\"percent\":200},{\"op\":\"grow\",\"where\":{" CHILD
                                      "},\"percent\":100}") "}",
                                  "26001~3,", "26001~4"),
                    12);
}

static void a_scenario_without_changes_is_the_season(void) {
    CU_ASSERT_EQUAL(children_with("{\"name\":\"x\"}", NULL, "~"), 9);
    CU_ASSERT_EQUAL(
        children_with("{\"name\":\"x\",\"tables\":{\"schools\":[]},\"policy\":[]}", NULL, "~"), 9);
    /* All children away but one, and then that one too. */
    CU_ASSERT_EQUAL(
        children_with("{\"name\":\"x\"," STUDENTS(
                          "{\"op\":\"set\",\"where\":{" CHILD "},\"values\":{\"bundle\":\"k\"}},"
                          "{\"op\":\"remove\",\"where\":{\"bundle\":\"\"}},"
                          "{\"op\":\"remove\",\"where\":{\"bundle\":\"T1\"}}") "}",
                      "26001,", "26002"),
        1);
    CU_ASSERT_EQUAL(
        children_with("{\"name\":\"x\"," STUDENTS("{\"op\":\"remove\",\"where\":{}}") "}", NULL,
                      "26001"),
        0);
}

CU_TestInfo checks_scenario[] = {
    {"faults of a scenario's form are told", faults_of_form_are_told},
    {"changes that do not fit the season are told", changes_that_do_not_fit_are_told},
    {"a season that a change makes faulty names the change", a_faulty_season_names_the_change},
    {"growth that adds nobody is told", growth_that_adds_nobody_is_told},
    {"growing rounds half up and goes round", growing_rounds_half_up_and_goes_round},
    {"a scenario without changes is the season", a_scenario_without_changes_is_the_season},
    CU_TEST_INFO_NULL,
};
