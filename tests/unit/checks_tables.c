/* What is wrong with files, tables, cells and what they refer to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "checks.h"

#define CHOICES "migrant,points,settled_on,choice_1,choice_2"

/* clang-format off */
static const check_case files[] = {
    {"file_missing", {{"zones.csv", NULL, NULL}}, true, "zones.csv", 0, NULL, NULL},
    {"file_encoding", {{"areas.csv", "东苑", "\xff\xff"}}, true, "areas.csv", 0, NULL, NULL},
    {"csv_syntax", {{"areas.csv", "河湾村", "\"河湾村"}}, true, "areas.csv", 4, NULL, NULL},
    {"csv_syntax", {{"zones.csv", "A2,P1", "A\"2,P1"}}, true, "zones.csv", 3, NULL, NULL},
    {"csv_no_header", {{"zones.csv", NULL, ""}}, true, "zones.csv", 0, NULL, NULL},
    {"csv_no_header", {{"zones.csv", NULL, "\n\r\n"}}, true, "zones.csv", 0, NULL, NULL},
    {"csv_ragged", {{"zones.csv", "A1,P1", "A1,P1,x"}}, false, "zones.csv", 2, NULL, NULL},
    {"csv_ragged", {{"zones.csv", "A4,J2", "A4"}}, true, "zones.csv", 7, NULL, NULL},
    {"csv_ragged", {{"zones.csv", "A1,P1", "\r\n\n\"A1\",P1,x"}}, false, "zones.csv", 4, NULL,
     NULL},
    {"header_ragged", {{"zones.csv", "school_id", "school_id,more"}}, false, "zones.csv", 1, NULL,
     NULL},
    {"header_unknown", {{"zones.csv", "area_id,school_id", "A0,P1"}}, true, "zones.csv", 1, NULL,
     "A0"},
    {"column_missing", {{"students.csv", "migrant", "flag"}}, true, "students.csv", 1, "migrant",
     NULL},
    {"column_missing", {{"schools.csv", ",classes,", ",班数,"}}, false, "schools.csv", 1,
     "classes", NULL},
    {"cell_required", {{"schools.csv", ",1,96,", ",,96,"}}, true, "schools.csv", 3, "classes", ""},
    {"column_twice", {{"students.csv", "choice_2", "choice_1"}}, false, "students.csv", 1,
     "choice_1", NULL},
    {"column_twice", {{"students.csv", "choice_2", "志愿1"}}, false, "students.csv", 1, "志愿1",
     NULL},
    {"column_unnamed", {{"students.csv", "choice_2", " "}}, false, "students.csv", 7, NULL, NULL},
    {"column_suspect", {{"schools.csv", "reserved", "reservd"}}, false, "schools.csv", 1,
     "reservd", NULL},
    {"column_unused", {{"schools.csv", "reserved", "weather"}}, false, "schools.csv", 1, "weather",
     NULL},
    {"row_empty", {{"zones.csv", "A2,P1", " ,"}}, true, "zones.csv", 3, NULL, NULL},
    {"table_empty", {{"areas.csv", NULL, "area_id,name,x,y\n"}}, true, "areas.csv", 0, NULL, NULL},
};
/* clang-format on */

/* clang-format off */
static const check_case cells[] = {
    {"cell_required", {{"zones.csv", "A1,P1", "A1,"}}, false, "zones.csv", 2, "school_id", ""},
    {"cell_required", {{"schools.csv", "第二初级中学", "\xe3\x80\x80"}}, false, "schools.csv", 4,
     "name", ""},
    {"cell_id", {{"students.csv", "26001", "26 001"}}, false, "students.csv", 2, "student_id",
     "26 001"},
    {"cell_id", {{"students.csv", "26001", ".."}}, false, "students.csv", 2, "student_id", ".."},
    {"cell_id", {{"students.csv", "26001", "２６００１"}}, false, "students.csv", 2, "student_id",
     "２６００１"},
    {"cell_spreadsheet", {{"students.csv", "26001", "2.6E+10"}}, false, "students.csv", 2,
     "student_id", "2.6E+10"},
    {"cell_spreadsheet", {{"schools.csv", "plan", "code"}, {"schools.csv", "96,4,", "96,3.1E+9,"}},
     false, "schools.csv", 3, "code", "3.1E+9"},
    {"cell_id_card_inside", {{"students.csv", "26001", "G11010519491231002X"}}, false,
     "students.csv", 2, "student_id", "G110105********002X"},
    {"cell_id_card_inside", {{"students.csv", "26001", "370811201402020020"}}, false,
     "students.csv", 2, "student_id", "370811********0020"},
    {"cell_phone_inside", {{"students.csv", "26001", "13900000001"}}, false, "students.csv", 2,
     "student_id", "13900000001"},
    {"cell_code", {{"students.csv", ",0,,2013-05-20", ",2,,2013-05-20"}}, false, "students.csv", 9,
     "migrant", "2"},
    {"cell_code", {{"schools.csv", ",town,", ",Town,"}}, false, "schools.csv", 4, "setting",
     "Town"},
    {"cell_whole", {{"schools.csv", ",1,200,,", ",1.5,200,,"}}, false, "schools.csv", 2, "classes",
     "1.5"},
    {"cell_whole", {{"schools.csv", ",1,200,,", ",１,200,,"}}, false, "schools.csv", 2, "classes",
     "１"},
    {"cell_whole", {{"schools.csv", ",1,200,,", ",1,-1,,"}}, false, "schools.csv", 2, "continuing",
     "-1"},
    {"cell_whole", {{"schools.csv", ",1,200,,", ",1001,200,,"}}, false, "schools.csv", 2,
     "classes", "1001"},
    {"cell_whole", {{"schools.csv", ",2012,", ",1799,"}}, false, "schools.csv", 2, "built_year",
     "1799"},
    {"cell_id", {{"zones.csv", "A1,P1", "A 1,P1"}}, false, "zones.csv", 2, "area_id", "A 1"},
    {"cell_hundredths", {{"students.csv", "61.5", "61.555"}}, false, "students.csv", 7, "points",
     "61.555"},
    {"cell_hundredths", {{"students.csv", "61.5", "1."}}, false, "students.csv", 7, "points",
     "1."},
    {"cell_real", {{"areas.csv", "900,1000", "nine,1000"}}, false, "areas.csv", 2, "x", "nine"},
    {"cell_real", {{"areas.csv", "900,1000", "900,1e400"}}, false, "areas.csv", 2, "y", "1e400"},
    {"cell_real", {{"season.json", "\"metres\"", "\"lonlat\""}}, true, "areas.csv", 2, "x", "900"},
    {"cell_date", {{"students.csv", "2014-09-01", "2014-09-31"}}, false, "students.csv", 2,
     "settled_on", "2014-09-31"},
    {"date_ahead", {{"students.csv", "2014-09-01", "2104-09-01"}}, false, "students.csv", 2,
     "settled_on", "2104-09-01"},
    {"cell_id_card_form", {{"students.csv", CHOICES, "migrant,points,settled_on,x,证件号码"}},
     false, "students.csv", 7, "证件号码", "J2"},
    {"cell_id_card_date", {{"students.csv", "choice_2", "id_number"}, {"students.csv", "J1,J2",
     "J1,11010519490231002X"}}, false, "students.csv", 7, "id_number", "110105********002X"},
    {"cell_id_card_check", {{"students.csv", "choice_2", "id_number"}, {"students.csv", "J1,J2",
     "J1,110105194912310021"}}, false, "students.csv", 7, "id_number", "110105********0021"},
    {"cell_id_card_birth", {{"students.csv", "choice_1,choice_2", "birth_date,id_number"},
     {"students.csv", "J1,J2", "1949-12-30,11010519491231002X"}}, false, "students.csv", 7,
     "id_number", "110105********002X"},
};
/* clang-format on */

/* clang-format off */
static const check_case references[] = {
    {"duplicate_id", {{"students.csv", "26002", "26001"}}, false, "students.csv", 3, "student_id",
     "26001"},
    {"duplicate_id", {{"schools.csv", "\nJ2,", "\nJ1,"}}, true, "schools.csv", 4, "school_id",
     "J1"},
    {"duplicate_row", {{"zones.csv", "A2,J1", "A1,J1"}}, false, "zones.csv", 5, "area_id", "A1"},
    {"duplicate_row", {{"feeders.csv", "P1,J2", "P1,J1"}}, false, "feeders.csv", 3, "primary_id",
     "P1"},
    {"unknown_reference", {{"zones.csv", "A4,J2", "A9,J2"}}, false, "zones.csv", 7, "area_id",
     "A9"},
    {"unknown_reference", {{"students.csv", "J1,J2,1", "J1,J9,1"}}, false, "students.csv", 7,
     "choice_2", "J9"},
    {"unknown_reference", {{"feeders.csv", NULL, "primary_id,junior_id,area_id\nP1,J1,\nP1,J2,A9\n"}},
     false, "feeders.csv", 3, "area_id", "A9"},
    {"wrong_level", {{"feeders.csv", "P1,J1", "J2,J1"}}, false, "feeders.csv", 2, "primary_id",
     "J2"},
    {"wrong_level", {{"students.csv", "J1,J2,1", "P1,J2,1"}}, false, "students.csv", 7, "choice_1",
     "P1"},
    {"area_reserved", {{"areas.csv", "A4,", "无,"}}, true, "areas.csv", 5, "area_id", "无"},
};
/* clang-format on */

/* clang-format off */
static const check_case schools_and_children[] = {
    {"class_size_cap", {{"schools.csv", "reserved", "class_size"}, {"schools.csv", "5,1\n",
     "5,51\n"}}, false, "schools.csv", 4, "class_size", "51"},
    {"class_size_cap", {{"schools.csv", "plan", "class_size"}, {"schools.csv", "200,,",
     "200,46,"}}, false, "schools.csv", 2, "class_size", "46"},
    {"size_cap_law", {{"schools.csv", "reserved", "size_cap"}, {"schools.csv", "5,1\n",
     "5,2001\n"}}, false, "schools.csv", 4, "size_cap", "2001"},
    {"size_cap_law", {{"schools.csv", "reserved", "size_cap"}, {"schools.csv", "96,4,",
     "96,4,2401"}}, true, "schools.csv", 3, "size_cap", "2401"},
    {"size_cap_passed", {{"schools.csv", "96,4,", "2401,,"}}, false, "schools.csv", 3,
     "continuing", "2401"},
    {"plan_over", {{"schools.csv", "96,4,", "96,51,"}}, false, "schools.csv", 3, "plan", "51"},
    {"fixed_over_seats", {{"schools.csv", "90,5,1", "90,1,1"}}, false, "schools.csv", 4,
     "school_id", "J2"},
    {"fixed_no_basis", {{"students.csv", "J2,示例证明,,", "J2,,,"}}, false, "students.csv", 10,
     "fixed_basis", ""},
    {"fixed_and_destination", {{"students.csv", "J2,示例证明,,", "J2,示例证明,迁出,示例"}}, false,
     "students.csv", 10, "destination", "迁出"},
    {"basis_alone", {{"students.csv", "J2,示例证明,,", ",示例证明,,"}}, false, "students.csv", 10,
     "fixed_basis", "示例证明"},
    {"basis_alone", {{"students.csv", "民办学校,示例证明", ",示例证明"}}, false, "students.csv", 9,
     "destination_basis", "示例证明"},
    {"choice_twice", {{"students.csv", "J1,J2,1", "J1,J1,1"}}, false, "students.csv", 7,
     "choice_2", "J1"},
    {"no_category", {{"students.csv", "26004,P1,A2", "26004,P1,outside"}}, false, "students.csv",
     5, "student_id", "26004"},
    {"no_address", {{"students.csv", "26007,,outside,,A3", "26007,,outside,,none"}}, false,
     "students.csv", 8, "student_id", "26007"},
    {"bundle_large", {{"students.csv", NULL,
     "student_id,primary_id,hukou_area,property_area,residence_area,migrant,bundle\n1,P1,A1,A1,A1,0,T\n2,P1,A1,A1,A1,0,T\n3,P1,A1,A1,A1,0,T\n4,P1,A1,A1,A1,0,T\n5,P1,A1,A1,A1,0,T\n6,P1,A1,A1,A1,0,T\n"}}, false, "students.csv", 2, "bundle", "T"},
};
/* clang-format on */

#define BY_TABLE                                                                                   \
    { "season.json", "\"straight_line\"", "\"table\"" }

/* The season that measures by its table, with one thing wrong in it. */
static void distances(void) {
    static const check_case cases[] = {
        {"duplicate_differs",
         {BY_TABLE, {"distances.csv", "A1,J2,1950", "A1,J1,160"}},
         true,
         "distances.csv",
         3,
         "metres",
         "160"},
        {"duplicate_row",
         {BY_TABLE, {"distances.csv", "A1,J2,", "A1,J1,150\nA1,J2,"}},
         false,
         "distances.csv",
         3,
         "metres",
         "150"},
        {"distance_missing",
         {BY_TABLE, {"distances.csv", "A3,J2,310\n", ""}},
         false,
         "distances.csv",
         0,
         NULL,
         NULL},
        {"cell_real",
         {BY_TABLE, {"distances.csv", "520.5", "-1"}},
         true,
         "distances.csv",
         4,
         "metres",
         "-1"},
        {"unknown_reference",
         {BY_TABLE, {"distances.csv", "A4,J2", "A4,J9"}},
         true,
         "distances.csv",
         9,
         "school_id",
         "J9"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *dir = unit_tiny("season");
        unit_edit(dir, "season.json", "\"students.csv\"",
                  "\"students.csv\", \"distances\": \"distances.csv\"");
        unit_edit(dir, "season.json", cases[i].edits[0].from, cases[i].edits[0].to);
        unit_edit(dir, "distances.csv", cases[i].edits[1].from, cases[i].edits[1].to);
        check_season(dir, &cases[i]);
    }
}

static void projections(void) {
    static const check_case unknown = {.code = "projection_category",
                                       .file = "projection.csv",
                                       .row = 2,
                                       .column = "category",
                                       .value = "Z"};
    const char *dir = unit_tiny("season");
    unit_edit(dir, "season.json", "\"students.csv\"",
              "\"students.csv\", \"projection\": \"projection.csv\"");
    unit_edit(dir, "projection.csv", "A1,A,3", "A1,Z,3");
    check_season(dir, &unknown);
    static const check_case past = {.code = "projection_past",
                                    .file = "projection.csv",
                                    .row = 2,
                                    .column = "year",
                                    .value = "2026"};
    unit_edit(dir, "projection.csv", "A1,Z,3", "A1,A,3");
    unit_edit(dir, "projection.csv", "2027,A1,A", "2026,A1,A");
    check_season(dir, &past);
}

static void a_season_without_a_year_has_no_years_after_it(void) {
    static const check_case unnamed = {
        .code = "season_no_year", .file = "season.json", .column = "/season", .value = "autumn"};
    const char *dir = unit_tiny("season");
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    char *csv = NULL;
    unit_edit(dir, "season.json", "\"2026\"", "\"autumn\"");
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL(hp_season_projection(&csv, season, 1, findings), HP_INPUT);
    CU_ASSERT_PTR_NULL(csv);
    check_findings(findings, &unnamed);
    hp_season_free(season);
    hp_findings_free(findings);
}

static void wild_bytes(void) {
    static const check_case nul = {.code = "file_nul", .more = true, .file = "zones.csv"};
    const char *dir = unit_tiny("season");
    unit_write(dir, "zones.csv", "area_id,school_id\nA1\0,P1\n", 24);
    check_season(dir, &nul);
    static const check_case cell = {
        .code = "csv_cell_too_long", .more = true, .file = "areas.csv", .row = 2};
    static char text[70000];
    memset(text, 'x', sizeof text - 1);
    memcpy(text, "area_id,name,x,y\nA1,", 20);
    dir = unit_tiny("season");
    unit_write(dir, "areas.csv", text, sizeof text - 1);
    check_season(dir, &cell);
}

/* A number with a wrong check character, by what its type says that it is. */
static void numbers_of_id_cards_alone_are_checked(void) {
    static const struct {
        const char *type;
        bool is_card;
    } cases[] = {{"", true},           {"1", true},
                 {"居民身份证", true}, {"2", false},
                 {"护照", false},      {"11", false},
                 {"身份证", true},     {"居民身份证件", true},
                 {"身份证件", true},   {"台湾居民居住证", false}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *dir = unit_tiny("season");
        hp_buffer card = {0};
        hp_findings *findings = hp_findings_new();
        hp_season *season = NULL;
        hp_buffer_format(&card, "%s,110105194912310021", cases[i].type);
        unit_edit(dir, "students.csv", "choice_1,choice_2", "id_type,id_number");
        unit_edit(dir, "students.csv", "J1,J2", hp_buffer_get(&card));
        hp_status status = hp_season_open(&season, dir, findings);
        UNIT_CLAIM((status == HP_INPUT) == cases[i].is_card &&
                       (unit_find(findings, "cell_id_card_check") != NULL) == cases[i].is_card,
                   "type \"%s\"", cases[i].type);
        hp_season_free(season);
        hp_findings_free(findings);
        hp_buffer_free(&card);
    }
}

static void a_folder_is_no_table(void) {
    static const check_case missing = {.code = "file_missing", .more = true, .file = "zones.csv"};
    const char *dir = unit_tiny("season");
    char path[512];
    snprintf(path, sizeof path, "%s/zones.csv", dir);
    unit_remove(path);
    CU_ASSERT_EQUAL_FATAL(mkdir(path, 0777), 0);
    check_season(dir, &missing);
}

/* The least and the greatest value are good, the next ones are not. */
static void borders_of_ranges_are_inside(void) {
    static const struct {
        const char *file;
        const char *header;
        const char *column;
        const char *from;
        const char *to;
        const char *code; /* NULL: good */
    } cases[] = {
        {"students.csv", "choice_2", "property_share", "J1,J2", "J1,0", NULL},
        {"students.csv", "choice_2", "property_share", "J1,J2", "J1,100.00", NULL},
        {"students.csv", "choice_2", "property_share", "J1,J2", "J1,-0.01", "cell_hundredths"},
        {"students.csv", "choice_2", "property_share", "J1,J2", "J1,100.01", "cell_hundredths"},
        {"schools.csv", "built_year", "built_year", ",2016,", ",1800,", NULL},
        {"schools.csv", "built_year", "built_year", ",2016,", ",2200,", NULL},
        {"schools.csv", "built_year", "built_year", ",2016,", ",2201,", "cell_whole"},
        {"schools.csv", "classes", "classes", ",1,90,", ",1000,90,", NULL},
        {"schools.csv", "classes", "classes", ",1,200,", ",0,200,", NULL},
        {"schools.csv", "classes", "classes", ",1,200,", ",-1,200,", "cell_whole"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *dir = unit_tiny("season");
        hp_findings *findings = hp_findings_new();
        hp_season *season = NULL;
        unit_edit(dir, cases[i].file, cases[i].header, cases[i].column);
        unit_edit(dir, cases[i].file, cases[i].from, cases[i].to);
        hp_status status = hp_season_open(&season, dir, findings);
        CU_ASSERT_EQUAL(status, cases[i].code == NULL ? HP_OK : HP_INPUT);
        const hp_finding *first = hp_findings_errors(findings) == 0 ? NULL
                                                                    : hp_findings_get(findings, 0);
        UNIT_SAME(first == NULL ? NULL : first->code, cases[i].code);
        hp_season_free(season);
        hp_findings_free(findings);
    }
}

static void broken_files(void) {
    check_cases(files, CHECK_COUNT(files));
}

static void broken_cells(void) {
    check_cases(cells, CHECK_COUNT(cells));
}

static void broken_references(void) {
    check_cases(references, CHECK_COUNT(references));
}

static void broken_facts(void) {
    check_cases(schools_and_children, CHECK_COUNT(schools_and_children));
}

CU_TestInfo checks_tables[] = {
    {"faults of files and headers are told", broken_files},
    {"faults of bytes and lengths are told", wild_bytes},
    {"faults of cells are told", broken_cells},
    {"numbers of id cards alone are checked", numbers_of_id_cards_alone_are_checked},
    {"a folder is no table", a_folder_is_no_table},
    {"the borders of a range are inside", borders_of_ranges_are_inside},
    {"faults of references are told", broken_references},
    {"faults of schools and children are told", broken_facts},
    {"faults of distances are told", distances},
    {"faults of projections are told", projections},
    {"a season without a year has no years after it",
     a_season_without_a_year_has_no_years_after_it},
    CU_TEST_INFO_NULL,
};
