/* What is wrong with season.json and policy.json. */
#include "checks.h"

/* clang-format off */
static const check_case settings[] = {
    {"json_syntax", {{"season.json", "\"level\": \"junior\"", "\"level\" \"junior\""}}, true,
     "season.json", 4, NULL, NULL},
    {"json_syntax", {{"policy.json", "57}", "057}"}}, true, "policy.json", 12, NULL, NULL},
    {"file_encoding", {{"policy.json", "积分达标", "\xff"}}, true, "policy.json", 0, NULL, NULL},
    {"json_key_twice", {{"season.json", "\"language\"", "\"language\": \"zh\", \"language\""}},
     false, "season.json", 0, "/language", NULL},
    {"json_key_twice", {{"season.json", "\"areas\"", "\"zones\": \"zones.csv\", \"areas\""}},
     false, "season.json", 0, "/tables/zones", NULL},
    {"json_key_twice", {{"policy.json",
     "\"id\": \"G\"", "\"id\": \"G\", \"id\": \"G\""}}, false, "policy.json", 0,
     "/categories/3/id", NULL},
    {"json_key_unknown", {{"season.json", "\"season\"", "\"zzz\": 1, \"season\""}}, false,
     "season.json", 0, "/zzz", NULL},
    {"json_key_nearest", {{"season.json", "\"language\"", "\"langage\""}}, false, "season.json", 0,
     "/langage", NULL},
    {"json_key_nearest", {{"policy.json", "\"nearby_target\"", "\"nearby_targets\""}}, false,
     "policy.json", 0, "/indicators/nearby_targets", NULL},
    {"json_key_nearest", {{"policy.json", "\"key\": \"settled_on\"",
     "\"key\": \"settled_on\", \"dirction\": \"ascending\""}}, false, "policy.json", 0,
     "/stages/0/order/B/0/dirction", NULL},
    {"json_key_missing", {{"season.json", "\"district\": \"示例区\",", ""}}, false, "season.json",
     0, "/district", NULL},
    {"json_key_missing", {{"season.json", "\"zones\": \"zones.csv\",", ""}}, true, "season.json",
     0, "/tables/zones", NULL},
    {"json_key_missing", {{"policy.json", "\"guaranteed\": false", "\"basis\": []"}}, false,
     "policy.json", 0, "/categories/3", NULL},
    {"json_type", {{"season.json", "\"example-seed\"", "5"}}, false, "season.json", 0,
     "/lottery_seed", NULL},
    {"json_type", {{"season.json", "\"example-seed\"", "[]"}}, false, "season.json", 0,
     "/lottery_seed", NULL},
    {"json_type", {{"season.json", "\"areas.csv\"", "\"../areas.csv\""}}, true, "season.json", 0,
     "/tables/areas", "../areas.csv"},
    {"json_type", {{"policy.json", "\"guaranteed\": false", "\"guaranteed\": 0"}}, false,
     "policy.json", 0, "/categories/3/guaranteed", NULL},
    {"json_type", {{"policy.json", "[\"hukou\", \"property\", \"residence\"]", "[\"hukou\"]"}},
     true, "policy.json", 0, "/categories/0/when/all/0/same", NULL},
    {"json_value", {{"season.json", "\"metres\"", "\"feet\""}}, false, "season.json", 0,
     "/coordinates", "feet"},
    {"json_value", {{"season.json", "\"language\": \"zh\"", "\"language\": \"fr\""}}, false,
     "season.json", 0, "/language", "fr"},
    {"json_value", {{"policy.json", "\"kind\": \"zone\"", "\"kind\": \"zones\""}}, false,
     "policy.json", 0, "/stages/2/routes/0/kind", "zones"},
    {"json_value", {{"policy.json", "\"direction\": \"descending\"", "\"direction\": \"down\""}},
     false, "policy.json", 0, "/stages/1/order/D/0/direction", "down"},
    {"json_value", {{"policy.json", "\"in_service_area\": \"hukou\"",
     "\"in_service_area\": \"house\""}}, false, "policy.json", 0,
     "/categories/1/when/in_service_area", "house"},
    {"json_range", {{"policy.json", "{\"kind\": \"zone\"",
     "{\"kind\": \"zone\", \"within_m\": -1"}}, false, "policy.json", 0,
     "/stages/2/routes/0/within_m", NULL},
    {"json_range", {{"policy.json", "{\"kind\": \"zone\"",
     "{\"kind\": \"zone\", \"within_m\": 1.5"}}, false, "policy.json", 0,
     "/stages/2/routes/0/within_m", NULL},
    {"json_range", {{"policy.json", "0.85", "1.01"}}, false, "policy.json", 0,
     "/indicators/migrant_target", NULL},
    {"json_range", {{"policy.json", "\"roster_columns\"",
     "\"warning\": {\"red\": 10.5}, \"roster_columns\""}}, false, "policy.json", 0,
     "/warning/red", NULL},
    {"policy_warning_order", {{"policy.json", "\"roster_columns\"",
     "\"warning\": {\"red\": 0.9}, \"roster_columns\""}}, false, "policy.json", 0,
     "/warning/orange", NULL},
    {"seed_unknown_stage", {{"season.json", "\"example-seed\"",
     "{\"feeder\": \"a\", \"choice\": \"b\", \"rest\": \"c\", \"last\": \"d\"}"}}, false,
     "season.json", 0, "/lottery_seed", "last"},
    {"seed_missing", {{"season.json", "\"example-seed\"", "{\"feeder\": \"a\", \"rest\": \"c\"}"}},
     false, "season.json", 0, "/lottery_seed", NULL},
    {"json_type", {{"season.json", "\"policy.json\"", "\"../policy.json\""}}, false, "season.json", 0,
     "/policy", "../policy.json"},
    {"json_type", {{"season.json", "\"policy.json\"", "\"/policy.json\""}}, false, "season.json", 0,
     "/policy", "/policy.json"},
    {"json_key_missing", {{"season.json", "\"policy\": \"policy.json\",", ""}}, false,
     "season.json", 0, "/policy", NULL},
    {"json_type", {{"season.json", "\"2026\"", "\"\""}}, false, "season.json", 0, "/season", ""},
    {"json_type", {{"season.json", "\"tables\": {", "\"tables\": [], \"level\": {"}}, true,
     "season.json", 0, "/tables", NULL},
    {"json_type", {{"season.json", "\"example-seed\"", "\"\""}}, false, "season.json", 0,
     "/lottery_seed", NULL},
    {"json_type", {{"season.json", "\"example-seed\"", "[\"a\", \"\"]"}}, false, "season.json", 0,
     "/lottery_seed", NULL},
    {"json_key_twice", {{"season.json", "\"example-seed\"",
     "{\"feeder\": \"a\", \"choice\": \"b\", \"rest\": \"c\", \"rest\": \"d\"}"}}, false,
     "season.json", 0, "/lottery_seed/rest", NULL},
    {"json_key_missing", {{"policy.json", "\"address\": [\"hukou\"], ", ""}}, true, "policy.json", 0,
     "/categories/1", NULL},
    {"json_type", {{"policy.json", "\"address\": [\"hukou\"]", "\"address\": [1]"}}, true,
     "policy.json", 0, "/categories/1/address", NULL},
    {"json_key_missing", {{"policy.json", "\"routes\": [{\"kind\": \"feeder\"}], ", ""}}, true,
     "policy.json", 0, "/stages/0", NULL},
    {"committed_differs", {{"season.json", "\"lottery_seed\"",
     "\"committed\": \"00\", \"lottery_seed\""}}, false, "season.json", 0, "/committed", "00"},
};
/* clang-format on */

/* clang-format off */
static const check_case lists[] = {
    {"policy_id", {{"policy.json", "\"id\": \"rest\"", "\"id\": \"the rest\""}}, false,
     "policy.json", 0, "/stages/2/id", "the rest"},
    {"policy_id_twice", {{"policy.json", "\"id\": \"rest\"", "\"id\": \"choice\""}}, false,
     "policy.json", 0, "/stages/2/id", "choice"},
    {"policy_id_twice", {{"policy.json", "\"id\": \"G\"", "\"id\": \"A\""}}, true, "policy.json",
     0, "/categories/3/id", "A"},
    {"policy_id_twice", {{"policy.json", "\"id\": \"G\"", "\"id\": \"D\""}}, true, "policy.json",
     0, "/categories/3/id", "D"},
    {"policy_unknown_category", {{"policy.json", "\"serve\": [\"D\"]",
     "\"serve\": [\"D\", \"Z\"]"}}, false, "policy.json", 0, "/stages/1/serve/1", "Z"},
    {"policy_unknown_category", {{"policy.json", "\"order\": {\"B\"", "\"order\": {\"Z\""}}, false,
     "policy.json", 0, "/stages/0/order/Z", NULL},
    {"policy_twice", {{"policy.json", "\"serve\": [\"D\"]", "\"serve\": [\"D\", \"D\"]"}}, false,
     "policy.json", 0, "/stages/1/serve/1", "D"},
    {"policy_empty", {{"policy.json", "[{\"kind\": \"feeder\"}]", "[]"}}, false, "policy.json", 0,
     "/stages/0/routes", NULL},
    {"policy_empty", {{"policy.json", "\"serve\": [\"D\"]", "\"serve\": []"}}, true, "policy.json",
     0, "/stages/1/serve", NULL},
    {"policy_not_served", {{"policy.json", "\"order\": {\"B\"", "\"order\": {\"D\""}}, false,
     "policy.json", 0, "/stages/0/order/D", NULL},
    {"policy_not_served", {{"policy.json", "\"order\": {\"B\": [{\"key\": \"settled_on\"}]}",
     "\"levels\": [{\"admit\": \"D\"}]"}}, false, "policy.json", 0, "/stages/0/levels/0", "D"},
    {"policy_not_guaranteed", {{"policy.json", "\"stages\"",
     "\"guarantee_order\": [\"A\", \"B\"], \"stages\""}}, false, "policy.json", 0,
     "/guarantee_order", NULL},
    {"policy_level", {{"policy.json", "\"order\": {\"B\": [{\"key\": \"settled_on\"}]}",
     "\"levels\": [{\"admit\": \"A\", \"nearness\": [\"A\"]}]"}}, false, "policy.json", 0,
     "/stages/0/levels/0", NULL},
    {"policy_level", {{"policy.json", "\"order\": {\"B\": [{\"key\": \"settled_on\"}]}",
     "\"levels\": [{\"step_m\": 5}]"}}, false, "policy.json", 0, "/stages/0/levels/0", NULL},
    {"policy_levels_serial", {{"policy.json", "\"choose\": \"serial\"",
     "\"choose\": \"serial\", \"levels\": []"}}, false, "policy.json", 0, "/stages/1/levels",
     NULL},
    {"policy_choice_nearest", {{"policy.json", "\"choose\": \"serial\"",
     "\"choose\": \"nearest\""}}, false, "policy.json", 0, "/stages/1/routes/0/kind", NULL},
    {"policy_primary_season", {{"season.json", "\"junior\"", "\"primary\""}}, true, "policy.json",
     0, "/categories/1/when/in_service_area", NULL},
    {"policy_feeder_primary", {{"season.json", "\"junior\"", "\"primary\""}}, true, "policy.json",
     0, "/stages/0/routes/0/kind", NULL},
    {"category_unmatched", {{"students.csv", "26007,,outside,,A3,1", "26007,P1,A1,,A3,0"}}, false,
     "policy.json", 0, NULL, NULL},
};
/* clang-format on */

/* clang-format off */
static const check_case columns[] = {
    {"policy_unknown_column", {{"policy.json", "[\"residence_area\"]", "[\"colour\"]"}}, false,
     "policy.json", 0, "/roster_columns", "colour"},
    {"policy_unknown_column", {{"policy.json", "\"key\": \"settled_on\"", "\"key\": \"settled\""}},
     false, "policy.json", 0, "/stages/0/order/B/0/key", "settled"},
    {"policy_column_missing", {{"policy.json",
     "\"guaranteed\": {\"column\": \"agrees\", \"equals\": \"1\"}",
     "\"guaranteed\": {\"column\": \"sibling_school\", \"known\": true}"}}, false, "policy.json",
     0, "/categories/2/guaranteed/column", NULL},
    {"policy_predicate", {{"policy.json", "{\"in_service_area\": \"hukou\"}",
     "{\"in_service_area\": \"hukou\", \"zoned\": \"hukou\"}"}}, false, "policy.json", 0,
     "/categories/1/when", NULL},
    {"policy_predicate", {{"policy.json", "{\"in_service_area\": \"hukou\"}", "{}"}}, false,
     "policy.json", 0, "/categories/1/when", NULL},
    {"policy_predicate", {{"policy.json", "{\"in_service_area\": \"hukou\"}",
     "{\"in_service_area\": \"hukou\", \"known\": true}"}}, false, "policy.json", 0,
     "/categories/1/when", NULL},
    {"policy_comparison", {{"policy.json", "\"at_least\": 57",
     "\"at_least\": 57, \"at_most\": 60"}}, false, "policy.json", 0, "/categories/2/when/all/1",
     NULL},
    {"policy_comparison", {{"policy.json", ", \"at_least\": 57", ""}}, false, "policy.json", 0,
     "/categories/2/when/all/1", NULL},
    {"policy_not_comparable", {{"policy.json", "\"at_least\": 57", "\"at_least\": \"many\""}},
     false, "policy.json", 0, "/categories/2/when/all/1/at_least", "many"},
    {"policy_not_comparable", {{"policy.json", "\"column\": \"points\"",
     "\"column\": \"settled_on\""}}, false, "policy.json", 0, "/categories/2/when/all/1/at_least",
     "57"},
    {"policy_text_column", {{"policy.json", "\"column\": \"points\"",
     "\"column\": \"residence_area\""}}, false, "policy.json", 0,
     "/categories/2/when/all/1/at_least", "57"},
    {"policy_never_equal", {{"policy.json",
     "\"guaranteed\": {\"column\": \"agrees\", \"equals\": \"1\"}",
     "\"guaranteed\": {\"column\": \"agrees\", \"equals\": \"yes\"}"}}, false, "policy.json", 0,
     "/categories/2/guaranteed/equals", "yes"},
    {"no_arc", {{"policy.json", "[\"A\", \"B\", \"D\", \"G\"]", "[\"A\", \"B\", \"G\"]"},
     {"students.csv", "J1,J2,1", ",,1"}}, false, "students.csv", 7, "student_id", "26006"},
    {"key_missing_ahead", {{"policy.json", "\"id\": \"rest\"",
     "\"id\": \"rest\", \"order\": {\"B\": [{\"key\": \"points\", \"missing\": \"error\"}]}"}}, false,
     "students.csv", 5, "points", ""},
    {"key_missing_value", {{"policy.json", "\"key\": \"settled_on\"",
     "\"key\": \"settled_on\", \"missing\": \"error\""}, {"students.csv", "2019-06-30", ""}},
     false, "students.csv", 5, "settled_on", ""},
};
/* clang-format on */

/* Nine cells of ten are numbers, the tenth is none. */
static void stray_words(void) {
    static const check_case stray = {
        .code = "policy_column_stray", .file = "policy.json", .column = "/stages/0/order/B/0/key"};
    static const char students[] =
        "student_id,primary_id,hukou_area,property_area,residence_area,migrant,score\n"
        "1,P1,A1,A1,A1,0,1\n2,P1,A1,A1,A1,0,2\n3,P1,A1,A1,A1,0,3\n4,P1,A1,A1,A1,0,4\n"
        "5,P1,A1,A1,A1,0,5\n6,P1,A1,A1,A1,0,6\n7,P1,A1,A1,A1,0,7\n8,P1,A1,A1,A1,0,8\n"
        "9,P1,A1,A1,A1,0,9\n10,P1,A1,A1,A1,0,ten\n";
    const char *dir = unit_tiny("season");
    unit_write(dir, "students.csv", students, sizeof students - 1);
    unit_edit(dir, "policy.json", "\"key\": \"settled_on\"", "\"key\": \"score\"");
    check_season(dir, &stray);
}

static void broken_settings(void) {
    check_cases(settings, CHECK_COUNT(settings));
}

static void broken_lists(void) {
    check_cases(lists, CHECK_COUNT(lists));
}

static void broken_columns(void) {
    check_cases(columns, CHECK_COUNT(columns));
}

CU_TestInfo checks_policy[] = {
    {"faults of settings and JSON are told", broken_settings},
    {"faults of ids, lists and levels are told", broken_lists},
    {"faults of columns and predicates are told", broken_columns},
    {"a stray word in a column of numbers is told", stray_words},
    CU_TEST_INFO_NULL,
};
