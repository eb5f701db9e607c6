/* The list of findings: counts, order, sentences, JSON, exit codes. */
#include "base/finding.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static void an_empty_list_is_good(void) {
    hp_findings *findings = hp_findings_new();
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 0);
    CU_ASSERT_PTR_NULL(hp_findings_get(findings, 0));
    CU_ASSERT_EQUAL(hp_findings_status(findings), HP_OK);
    UNIT_SAME(hp_findings_json(findings), "{\n \"findings\": [],\n \"errors\": 0\n}\n");
    hp_findings_free(findings);
}

static void a_finding_keeps_copies_of_its_texts(void) {
    char file[] = "a.csv";
    char argument[] = "school";
    char value[] = "X1";
    hp_findings *findings = hp_findings_new();
    hp_find(findings, HP_F_unknown_reference,
            (hp_place){.file = file, .row = 7, .column = "校区编号", .value = value}, argument,
            NULL, NULL);
    file[0] = argument[0] = value[0] = '?';
    const hp_finding *finding = unit_only(findings, "unknown_reference");
    CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
    UNIT_SAME(finding->file, "a.csv");
    CU_ASSERT_EQUAL(finding->row, 7);
    UNIT_SAME(finding->column, "校区编号");
    UNIT_SAME(finding->value, "X1");
    UNIT_SAME(finding->rule, "there is no such school");
    CU_ASSERT_EQUAL(finding->severity, HP_ERROR);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 1);
    CU_ASSERT_PTR_NULL(hp_findings_get(findings, 1));
    hp_findings_free(findings);
}

static void what_a_place_lacks_is_null(void) {
    hp_findings *findings = hp_findings_new();
    hp_find(findings, HP_F_policy_empty, (hp_place){0}, NULL, NULL, NULL);
    const hp_finding *finding = hp_findings_get(findings, 0);
    CU_ASSERT_PTR_NULL(finding->file);
    CU_ASSERT_PTR_NULL(finding->column);
    CU_ASSERT_PTR_NULL(finding->value);
    CU_ASSERT_EQUAL(finding->row, 0);
    hp_findings_free(findings);
}

static void arguments_stand_where_the_sentence_says(void) {
    hp_findings *findings = hp_findings_new();
    hp_find(findings, HP_F_cell_whole, (hp_place){0}, "1", "99", NULL);
    UNIT_SAME(hp_findings_get(findings, 0)->rule, "a whole number from 1 to 99 is expected");
    hp_find(findings, HP_F_nearby_missed, (hp_place){0}, "{2}", "", NULL);
    UNIT_SAME(hp_findings_get(findings, 1)->rule,
              "nearby schools: {2} of  children;  more would reach the target");
    hp_findings_free(findings);
}

static void warnings_are_no_errors(void) {
    hp_findings *findings = hp_findings_new();
    hp_find(findings, HP_F_choice_twice, (hp_place){0}, NULL, NULL, NULL);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 0);
    CU_ASSERT_EQUAL(hp_findings_status(findings), HP_OK);
    hp_find(findings, HP_F_no_category, (hp_place){0}, NULL, NULL, NULL);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 1);
    CU_ASSERT_EQUAL(hp_findings_status(findings), HP_INPUT);
    hp_findings_free(findings);
}

typedef struct entry {
    hp_finding_code code;
    hp_place place;
} entry;

/* In the order in which they are to be told. */
static const entry ordered[] = {
    {HP_F_policy_empty, {.column = "/a"}},
    {HP_F_cell_id, {.file = "a.csv", .row = 2, .column = "x", .value = "1"}},
    {HP_F_cell_id, {.file = "a.csv", .row = 2, .column = "x", .value = "2"}},
    {HP_F_cell_whole, {.file = "a.csv", .row = 2, .column = "x", .value = "1"}},
    {HP_F_cell_id, {.file = "a.csv", .row = 2, .column = "y", .value = "1"}},
    {HP_F_cell_id, {.file = "a.csv", .row = 10, .column = "x", .value = "1"}},
    {HP_F_cell_id, {.file = "b.csv", .row = 1, .column = "x", .value = "1"}},
    {HP_F_choice_twice, {.file = "a.csv", .row = 1, .column = "x", .value = "1"}},
    {HP_F_choice_twice, {.file = "b.csv", .row = 1, .column = "x", .value = "1"}},
};

static void findings_are_sorted_errors_first(void) {
    enum { COUNT = sizeof ordered / sizeof *ordered };
    uint64_t generator = 1;
    for (int trial = 0; trial < 50; trial++) {
        hp_findings *findings = hp_findings_new();
        entry shuffled[COUNT];
        memcpy(shuffled, ordered, sizeof ordered);
        for (uint32_t i = COUNT; i > 0; i--) {
            uint32_t j = unit_below(&generator, i);
            entry last = shuffled[i - 1];
            hp_find(findings, shuffled[j].code, shuffled[j].place, NULL, NULL, NULL);
            shuffled[i - 1] = shuffled[j];
            shuffled[j] = last;
        }
        CU_ASSERT_EQUAL(hp_findings_status(findings), HP_INPUT);
        for (size_t i = 0; i < COUNT; i++) {
            const hp_finding *finding = hp_findings_get(findings, i);
            CU_ASSERT_EQUAL(finding->row, ordered[i].place.row);
            UNIT_SAME(finding->file, ordered[i].place.file);
            UNIT_SAME(finding->column, ordered[i].place.column);
            UNIT_SAME(finding->value, ordered[i].place.value);
        }
        hp_findings_free(findings);
    }
}

static void the_json_says_every_finding(void) {
    hp_findings *findings = hp_findings_new();
    hp_find(findings, HP_F_unknown_reference,
            (hp_place){.file = "a.csv", .row = 7, .column = "学\"校", .value = "X\n1"}, "school",
            NULL, NULL);
    hp_find(findings, HP_F_category_unmatched, (hp_place){0}, "A", NULL, NULL);
    static const char wanted[] =
        "{\n \"findings\": [\n"
        "  {\n   \"code\": \"unknown_reference\",\n   \"severity\": \"error\",\n"
        "   \"file\": \"a.csv\",\n   \"row\": 7,\n   \"column\": \"学\\\"校\",\n"
        "   \"value\": \"X\\n1\",\n   \"rule\": \"there is no such school\"\n  },\n"
        "  {\n   \"code\": \"category_unmatched\",\n   \"severity\": \"warning\",\n"
        "   \"file\": \"\",\n   \"row\": 0,\n   \"column\": \"\",\n   \"value\": \"\",\n"
        "   \"rule\": \"no child is of category A\"\n  }\n ],\n \"errors\": 1\n}\n";
    UNIT_SAME(hp_findings_json(findings), wanted);
    UNIT_SAME(hp_findings_json(findings), wanted);
    hp_findings_free(findings);
}

static void ten_thousand_findings_are_kept(void) {
    hp_findings *findings = hp_findings_new();
    for (int i = 0; i < 10000; i++) {
        hp_find(findings, HP_F_cell_id, (hp_place){.row = 10000 - i}, NULL, NULL, NULL);
    }
    CU_ASSERT_EQUAL(hp_findings_count(findings), 10000);
    CU_ASSERT_EQUAL(hp_findings_errors(findings), 10000);
    CU_ASSERT_EQUAL(hp_findings_status(findings), HP_INPUT);
    CU_ASSERT_EQUAL(hp_findings_get(findings, 0)->row, 1);
    CU_ASSERT_EQUAL(hp_findings_get(findings, 9999)->row, 10000);
    hp_findings_free(findings);
}

/* {1} … {3} and no other mark. */
static bool marks_are_right(const char *sentence) {
    for (const char *at = sentence; (at = strpbrk(at, "{}")) != NULL; at += 3) {
        if (at[0] != '{' || at[1] < '1' || at[1] > '3' || at[2] != '}') {
            return false;
        }
    }
    return true;
}

static void every_code_has_a_sentence_of_one_line(void) {
    for (int code = 0; code < HP_FINDING_CODES; code++) {
        const char *sentence = hp_finding_sentence((hp_finding_code)code);
        CU_ASSERT_PTR_NOT_NULL_FATAL(sentence);
        UNIT_CLAIM(*sentence != '\0' && strpbrk(sentence, "\r\n\t") == NULL, "\"%s\" is one line",
                   sentence);
        UNIT_CLAIM(marks_are_right(sentence), "\"%s\" has marks {1} to {3} alone", sentence);
    }
}

static CU_TestInfo tests[] = {
    {"an empty list is good", an_empty_list_is_good},
    {"a finding keeps copies of its texts", a_finding_keeps_copies_of_its_texts},
    {"what a place lacks is NULL", what_a_place_lacks_is_null},
    {"arguments stand where the sentence says", arguments_stand_where_the_sentence_says},
    {"warnings are no errors", warnings_are_no_errors},
    {"findings are sorted, errors first", findings_are_sorted_errors_first},
    {"the JSON says every finding", the_json_says_every_finding},
    {"ten thousand findings are kept", ten_thousand_findings_are_kept},
    {"every code has a sentence of one line", every_code_has_a_sentence_of_one_line},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "finding", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
