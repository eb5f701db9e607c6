/* Seats and the caps of the law; metres; which tables a season needs. */
#include <stdio.h>
#include <string.h>

#include "season/data.h"
#include "season/distance.h"
#include "season/seats.h"
#include "unit.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void the_caps_are_those_of_the_law(void) {
    CU_ASSERT_EQUAL(hp_class_cap(HP_PRIMARY), 45);
    CU_ASSERT_EQUAL(hp_class_cap(HP_JUNIOR), 50);
    CU_ASSERT_EQUAL(hp_legal_size_cap(1958), 2400);
    CU_ASSERT_EQUAL(hp_legal_size_cap(2009), 2400);
    CU_ASSERT_EQUAL(hp_legal_size_cap(2010), 2000);
    CU_ASSERT_EQUAL(hp_legal_size_cap(2026), 2000);
}

/* Where several rules give the same number, the first of them binds. */
static void the_least_rule_binds(void) {
    static const struct {
        int32_t classes;
        int32_t class_size;
        int32_t size_cap;
        int32_t continuing;
        int32_t plan;
        int32_t reserved;
        int32_t seats;
        hp_binding binding;
    } cases[] = {{2, 50, 2000, 1000, -1, 0, 100, HP_BY_CLASSES},
                 {2, 50, 2000, 1900, -1, 0, 100, HP_BY_CLASSES},
                 {2, 50, 2000, 1901, -1, 0, 99, HP_BY_SIZE_CAP},
                 {2, 50, 2000, 1901, 99, 0, 99, HP_BY_SIZE_CAP},
                 {2, 50, 2000, 1901, 98, 0, 98, HP_BY_PLAN},
                 {2, 50, 2000, 1000, 100, 0, 100, HP_BY_CLASSES},
                 {2, 50, 2000, 1000, 101, 0, 100, HP_BY_CLASSES},
                 {2, 50, 2000, 1000, 1, 0, 1, HP_BY_PLAN},
                 {2, 50, 2000, 1000, 0, 0, 0, HP_BY_PLAN},
                 {2, 50, 2000, 1000, 60, 5, 55, HP_BY_PLAN},
                 {2, 50, 2000, 1000, 60, 60, 0, HP_BY_PLAN},
                 {2, 50, 2000, 1000, 60, 61, 0, HP_BY_PLAN},
                 {2, 50, 2000, 2001, -1, 0, 0, HP_BY_SIZE_CAP},
                 {0, 50, 2000, 1000, -1, 0, 0, HP_BY_CLASSES},
                 {0, 50, 2000, 1000, -1, 3, 0, HP_BY_CLASSES}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        hp_school school = {.classes = cases[i].classes,
                            .class_size = cases[i].class_size,
                            .size_cap = cases[i].size_cap,
                            .continuing = cases[i].continuing,
                            .plan = cases[i].plan,
                            .reserved = cases[i].reserved,
                            .seats = -77};
        hp_seats_compute(&school);
        UNIT_CLAIM(school.seats == cases[i].seats && school.binding == cases[i].binding,
                   "case %zu: %d seats by rule %d", i, (int)school.seats, (int)school.binding);
    }
}

static void metres_of_the_plane_are_rounded_half_up(void) {
    static const hp_data plane = {.degrees = false};
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 0, 0, 3, 4), 5);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, -3, -4, 0, 0), 5);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 7, 7, 7, 7), 0);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 0, 0, 0.5, 0), 1);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 0, 0, 0, 0.499), 0);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 0, 0, 1.5, 0), 2);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 0, 0, 2.5, 0), 3);
    CU_ASSERT_EQUAL(hp_point_metres(&plane, 10, 0, 12.25, 0), 2);
}

/* R = 6371008.8 m; the last two by the law of cosines. */
static void metres_of_degrees_lie_on_the_sphere(void) {
    static const hp_data sphere = {.degrees = true};
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 116, 35, 116, 36), 111195);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 116, 36, 116, 35), 111195);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 116, -10, 116, 10), 2223902);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 0, 0, 90, 0), 10007557);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 0, 0, 180, 0), 20015114);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 116, 35, 116, 35), 0);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 0, 60, 2, 60), 111191);
    CU_ASSERT_EQUAL(hp_point_metres(&sphere, 116.587, 35.415, 116.6, 35.4), 2042);
}

/* Reads the season of the folder; the caller frees the data. */
static hp_data read(const char *dir, hp_findings *findings) {
    hp_data data = {0};
    CU_ASSERT_EQUAL(hp_data_read(&data, dir, findings), HP_OK);
    return data;
}

/* No double comes between the digits and the rounding. */
static void metres_of_a_table_are_rounded_by_their_digits(void) {
    static const struct {
        const char *metres;
        int32_t wanted;
    } cases[] = {{"520.5", 521},
                 {"520.49999999999999999999", 520},
                 {"520.50000000000000000001", 521},
                 {"520.4", 520},
                 {"520", 520},
                 {"+520.5", 521},
                 {"5.0", 5},
                 {"0", 0},
                 {"0.5", 1},
                 {"0007", 7}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *dir = unit_tiny("season");
        hp_findings *findings = hp_findings_new();
        unit_edit(dir, "season.json", "\"students.csv\"",
                  "\"students.csv\", \"distances\": \"distances.csv\"");
        unit_edit(dir, "season.json", "\"straight_line\"", "\"table\"");
        unit_edit(dir, "distances.csv", "520.5", cases[i].metres);
        hp_data data = read(dir, findings);
        CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
        int32_t got = hp_metres(&data, hp_area_by_id(&data, "A2"), hp_school_by_id(&data, "J1"));
        UNIT_CLAIM(got == cases[i].wanted, "%s m are %d", cases[i].metres, (int)got);
        CU_ASSERT_EQUAL(hp_metres(&data, hp_area_by_id(&data, "A1"), hp_school_by_id(&data, "P1")),
                        HP_METRES_UNKNOWN);
        hp_data_free(&data);
        hp_findings_free(findings);
    }
}

/* Claims whether the season lacks a key, by the finding's path. */
static void claim_lacks(const char *dir, const char *path) {
    hp_findings *findings = hp_findings_new();
    hp_data data = read(dir, findings);
    const hp_finding *finding = unit_find(findings, "json_key_missing");
    UNIT_SAME(finding == NULL ? NULL : finding->column, path);
    hp_data_free(&data);
    hp_findings_free(findings);
}

static void a_primary_season_needs_no_feeders_but_all_else(void) {
    static const char *const needed[] = {"schools", "areas", "zones", "feeders", "students"};
    for (size_t i = 0; i < COUNT(needed); i++) {
        for (int primary = 0; primary < 2; primary++) {
            const char *dir = unit_tiny("season");
            char line[64];
            char path[64];
            snprintf(line, sizeof line, "\"%s\": \"%s.csv\"", needed[i], needed[i]);
            snprintf(path, sizeof path, "/tables/%s", needed[i]);
            unit_edit(dir, "season.json", line, "\"projection\": \"projection.csv\"");
            if (primary == 1) {
                unit_edit(dir, "season.json", "\"junior\"", "\"primary\"");
            }
            claim_lacks(dir, primary == 1 && strcmp(needed[i], "feeders") == 0 ? NULL : path);
        }
    }
}

static void settings_without_a_default_are_needed(void) {
    static const struct {
        const char *line;
        const char *path;
    } cases[] = {{"\"season\": \"2026\",", "/season"},
                 {"\"district\": \"示例区\",", "/district"},
                 {"\"level\": \"junior\",", "/level"},
                 {"\"policy\": \"policy.json\",", "/policy"},
                 {"\"coordinates\": \"metres\",", "/coordinates"},
                 {"\"distance\": \"straight_line\",", "/distance"},
                 {"\"language\": \"zh\",", NULL},
                 {"\"lottery_seed\": \"example-seed\",", NULL}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *dir = unit_tiny("season");
        unit_edit(dir, "season.json", cases[i].line, "");
        claim_lacks(dir, cases[i].path);
    }
}

static void a_season_measured_by_table_needs_one(void) {
    const char *dir = unit_tiny("season");
    unit_edit(dir, "season.json", "\"straight_line\"", "\"table\"");
    claim_lacks(dir, "/tables");
}

static void lists_are_sorted_by_the_bytes_of_ids(void) {
    const char *dir = unit_tiny("season");
    hp_findings *findings = hp_findings_new();
    unit_edit(dir, "students.csv", "26001,", "b,");
    unit_edit(dir, "students.csv", "26002,", "B,");
    unit_edit(dir, "students.csv", "26003,", "划,");
    unit_edit(dir, "students.csv", "26004,", "100,");
    unit_edit(dir, "students.csv", "26005,", "9,");
    hp_data data = read(dir, findings);
    CU_ASSERT_EQUAL_FATAL(data.student_count, 9);
    static const char *const wanted[] = {"100", "26006", "26007", "26008", "26009",
                                         "9",   "B",     "b",     "划"};
    for (int32_t i = 0; i < 9; i++) {
        UNIT_SAME(data.students[i].id, wanted[i]);
        CU_ASSERT_EQUAL(hp_student_by_id(&data, wanted[i]), i);
    }
    CU_ASSERT_EQUAL(hp_student_by_id(&data, "26001"), -1);
    CU_ASSERT_EQUAL(hp_student_by_id(&data, ""), -1);
    UNIT_SAME(data.schools[0].id, "J1");
    hp_data_free(&data);
    hp_findings_free(findings);
}

/* Cells are one text each in one block: no more than the file, and 32 bits a cell. */
static void cells_take_the_room_of_the_file(void) {
    hp_arena arena = {0};
    hp_table table = {0};
    hp_findings *findings = hp_findings_new();
    static const char text[] = "是否,migrant,student_id,primary_id,户籍居住单元,property_area,"
                               "residence_area\n无,是,1,P1,无,A1,区外\n\n,否,2,,区外,无,A1";
    CU_ASSERT_EQUAL(
        hp_table_read(&table, &arena, HP_STUDENTS, "students.csv", text, sizeof text - 1, findings),
        HP_OK);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    CU_ASSERT_EQUAL_FATAL(table.row_count, 2);
    CU_ASSERT_EQUAL(table.kept_count, 7);
    CU_ASSERT_EQUAL(table.rows[1], 4);
    UNIT_SAME(hp_cell(&table, 0, HP_STUDENT_MIGRANT), "1");
    UNIT_SAME(hp_cell(&table, 1, HP_STUDENT_MIGRANT), "0");
    UNIT_SAME(hp_cell(&table, 0, HP_STUDENT_HUKOU), "none");
    UNIT_SAME(hp_cell(&table, 1, HP_STUDENT_PROPERTY), "none");
    UNIT_SAME(hp_cell(&table, 1, HP_STUDENT_HUKOU), "outside");
    CU_ASSERT_PTR_EQUAL(hp_cell(&table, 0, HP_STUDENT_HUKOU),
                        hp_cell(&table, 1, HP_STUDENT_PROPERTY));
    UNIT_SAME(hp_cell(&table, 1, HP_STUDENT_PRIMARY), "");
    UNIT_SAME(hp_cell(&table, 1, HP_STUDENT_BUNDLE), "");
    UNIT_SAME(hp_cell(&table, 0, (size_t)hp_table_column(&table, HP_STUDENTS, "是否")), "无");
    hp_findings_free(findings);
    hp_arena_free(&arena);
}

static CU_TestInfo tests[] = {
    {"the caps are those of the law", the_caps_are_those_of_the_law},
    {"the least rule binds", the_least_rule_binds},
    {"metres of the plane are rounded half up", metres_of_the_plane_are_rounded_half_up},
    {"metres of degrees lie on the sphere", metres_of_degrees_lie_on_the_sphere},
    {"metres of a table are rounded by their digits",
     metres_of_a_table_are_rounded_by_their_digits},
    {"a primary season needs no feeders, but all else",
     a_primary_season_needs_no_feeders_but_all_else},
    {"settings without a default are needed", settings_without_a_default_are_needed},
    {"a season measured by table needs one", a_season_measured_by_table_needs_one},
    {"lists are sorted by the bytes of ids", lists_are_sorted_by_the_bytes_of_ids},
    {"cells take the room of the file", cells_take_the_room_of_the_file},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "season", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
