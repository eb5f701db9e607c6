/* Strict JSON: what is read, what is refused and where; keys; canonical texts. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Parses from a copy that ends where the text ends. The document is NULL when it was refused. */
static hp_json *parse(const char *text, size_t length, hp_findings *findings) {
    char *copy = malloc(length + 1); /* strtod of the scanner needs the NUL that texts have */
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, text, length);
    copy[length] = '\0';
    hp_json *document = NULL;
    CU_ASSERT_EQUAL(hp_json_parse(&document, copy, length, "policy.json", findings), HP_OK);
    free(copy);
    return document;
}

static void good(const char *text) {
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(text, strlen(text), findings);
    UNIT_CLAIM(document != NULL, "%s is JSON", text);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    hp_json_free(document);
    hp_findings_free(findings);
}

static void bad_bytes(const char *text, size_t length, int64_t line) {
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(text, length, findings);
    UNIT_CLAIM(document == NULL, "%s is no JSON", text);
    const hp_finding *finding = unit_only(findings, "json_syntax");
    if (finding != NULL) {
        UNIT_SAME(finding->file, "policy.json");
        UNIT_CLAIM(finding->row == line, "line %lld of %s", (long long)finding->row, text);
        CU_ASSERT_EQUAL(finding->severity, HP_ERROR);
    }
    hp_json_free(document);
    hp_findings_free(findings);
}

static void bad(const char *text) {
    bad_bytes(text, strlen(text), 1);
}

static void values_of_every_kind_are_read(void) {
    static const char *const texts[] = {"0",
                                        "-0",
                                        "1.5",
                                        "-1e3",
                                        "1E+2",
                                        "\"\"",
                                        "\"划𠮷\"",
                                        "true",
                                        "false",
                                        "null",
                                        "[]",
                                        "{}",
                                        " [ 1 , 2 ] ",
                                        "{\"a\":{\"b\":[]}}",
                                        "\"\\u5212\\n\\\"\\/\"",
                                        "\"\\ud842\\udfb7\"",
                                        "\t\r\n1\n",
                                        "\"\x7f\""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        good(texts[i]);
    }
}

static void numbers_are_strict(void) {
    static const char *const texts[] = {"012", "1.",       ".5",   "1e400", "-1e400",  "+1",
                                        "-",   "1e",       "1e+",  "0x10",  "01.5",    "-012",
                                        "NaN", "Infinity", "1.e3", "１",    "[1e999]", "- 1"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        bad(texts[i]);
    }
}

static void texts_are_strict(void) {
    static const char *const texts[] = {
        "\"",          "\"a",    "'a'",      "\"\\x\"",  "\"\\u12\"", "\"\\u12g4\"", "\"\\",
        "\"\\u0000\"", "\"\t\"", "\"\x01\"", "\"\x1f\"", "\"\r\"",    "{\"\x02\":1}"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        bad(texts[i]);
    }
    bad_bytes("\"\n\"", 3, 2); /* the control character is behind the line's end */
    bad_bytes("\"a\0b\"", 5, 1);
}

static void bad_utf8_and_half_surrogates_are_refused(void) {
    static const char *const texts[] = {
        "\"\xff\"",           "\"\xc0\xaf\"",       "\"\xed\xa0\x80\"",    "\"\xe5\x88\"",
        "{\"\xff\":1}",       "\"\\ud842\"",        "\"\\udfb7\"",         "\"\\ud842x\"",
        "\"\\ud842\\u0041\"", "\"\\udfb7\\ud842\"", "[\"\\uD842\\uD842\"]"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        bad(texts[i]);
    }
}

static void forms_are_strict(void) {
    static const char *const texts[] = {"",          " ",
                                        "[",         "]",
                                        "{",         "}",
                                        "[1",        "[1,",
                                        "[1,]",      "[,]",
                                        "[1 2]",     "{\"a\"}",
                                        "{\"a\":}",  "{\"a\":1,}",
                                        "{a:1}",     "{1:1}",
                                        "{\"a\" 1}", "{\"a\":1 \"b\":2}",
                                        "tru",       "nul",
                                        "True",      "1 2",
                                        "{} x",      "[]]",
                                        "// a\n1",   "/**/1",
                                        "[1,]",      "\xef\xbb\xbf{}",
                                        "\v1"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        bad_bytes(texts[i], strlen(texts[i]), 1);
    }
}

static void a_fault_is_told_with_its_line(void) {
    bad_bytes("{\n\"a\": 1,\n\"b\": 012\n}", 20, 3);
    bad_bytes("{\r\n\"a\": x\r\n}", 13, 2);
    hp_findings *findings = hp_findings_new();
    hp_json_free(parse("[1,\n 1.]", 8, findings));
    const hp_finding *finding = unit_only(findings, "json_syntax");
    if (finding != NULL) {
        UNIT_SAME(finding->rule, "not JSON: line 2: digits are expected after the point");
    }
    hp_findings_free(findings);
}

/* `levels` lists or objects within one another. */
static bool nests(int levels, const char *open, const char *close) {
    hp_buffer text = {0};
    for (int i = 0; i < levels; i++) {
        hp_buffer_text(&text, open);
    }
    hp_buffer_text(&text, "1");
    for (int i = 0; i < levels; i++) {
        hp_buffer_text(&text, close);
    }
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(hp_buffer_get(&text), text.length, findings);
    bool read = document != NULL;
    CU_ASSERT_EQUAL(unit_find(findings, "json_syntax") == NULL, read);
    hp_json_free(document);
    hp_findings_free(findings);
    hp_buffer_free(&text);
    return read;
}

static void sixty_four_levels_are_read_and_no_more(void) {
    CU_ASSERT_TRUE(nests(64, "[", "]"));
    CU_ASSERT_FALSE(nests(65, "[", "]"));
    CU_ASSERT_TRUE(nests(64, "{\"a\":", "}"));
    CU_ASSERT_FALSE(nests(65, "{\"a\":", "}"));
    CU_ASSERT_FALSE(nests(1000000, "[", "]"));
    CU_ASSERT_FALSE(nests(1000000, "[{\"a\":", "}]"));
}

static void members_are_found_by_their_exact_key(void) {
    hp_findings *findings = hp_findings_new();
    static const char text[] = "{\"a\":1,\"A\":\"划\",\"l\":[true,false,null],\"o\":{}}";
    hp_json *document = parse(text, sizeof text - 1, findings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    CU_ASSERT_EQUAL(hp_json_count(document), 4);
    CU_ASSERT_EQUAL(hp_json_kind_of(document), HP_JSON_OBJECT);
    CU_ASSERT_EQUAL(hp_json_number(hp_json_member(document, "a")), 1);
    UNIT_SAME(hp_json_text(hp_json_member(document, "A")), "划");
    CU_ASSERT_PTR_NULL(hp_json_member(document, "L"));
    const hp_json *list = hp_json_member(document, "l");
    CU_ASSERT_EQUAL(hp_json_kind_of(list), HP_JSON_LIST);
    CU_ASSERT_PTR_NULL(hp_json_member(list, "a"));
    const hp_json *value = hp_json_first(list);
    CU_ASSERT(hp_json_kind_of(value) == HP_JSON_BOOL && hp_json_bool(value));
    value = hp_json_next(value);
    CU_ASSERT(hp_json_kind_of(value) == HP_JSON_BOOL && !hp_json_bool(value));
    value = hp_json_next(value);
    CU_ASSERT_EQUAL(hp_json_kind_of(value), HP_JSON_NULL);
    CU_ASSERT_PTR_NULL(hp_json_next(value));
    UNIT_SAME(hp_json_key(hp_json_next(list)), "o");
    CU_ASSERT_PTR_NULL(hp_json_first(hp_json_next(list)));
    hp_json_free(document);
    hp_findings_free(findings);
}

static void keys_are_known_and_stand_once(void) {
    static const char *const keys[] = {"name", "stages"};
    static const char text[] = "{\"name\":1,\"nam\":2,\"zzz\":3,\"name\":4}";
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(text, sizeof text - 1, findings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    hp_json_check_keys(document, "/a/0", keys, 2, "policy.json", findings);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 3);
    static const char *const wanted[][2] = {{"json_key_twice", "/a/0/name"},
                                            {"json_key_nearest", "/a/0/nam"},
                                            {"json_key_unknown", "/a/0/zzz"}};
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const hp_finding *finding = unit_find(findings, wanted[i][0]);
        UNIT_SAME(finding == NULL ? NULL : finding->column, wanted[i][1]);
    }
    hp_findings *any = hp_findings_new();
    hp_json_check_keys(document, "", NULL, 0, "policy.json", any);
    const hp_finding *finding = unit_only(any, "json_key_twice");
    UNIT_SAME(finding == NULL ? NULL : finding->column, "/name");
    hp_findings_free(any);
    hp_json_free(document);
    hp_findings_free(findings);
}

/* All but the last of a key are told, however many there are. */
static void repeated_keys_are_told_but_the_last(void) {
    enum { KEYS = 3000 };
    hp_buffer text = {0};
    for (int i = 0; i < KEYS; i++) {
        hp_buffer_format(&text, "%s\"k%d\":0", i == 0 ? "{" : ",", i % (KEYS / 3));
    }
    hp_buffer_text(&text, "}");
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(hp_buffer_get(&text), text.length, findings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    hp_json_check_keys(document, "", NULL, 0, "policy.json", findings);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 2 * KEYS / 3);
    hp_json_free(document);
    hp_findings_free(findings);
    hp_buffer_free(&text);
}

static void a_canonical_text_has_sorted_keys_and_no_blanks(void) {
    static const char text[] = "{\"b\" : [2, {\"z\":1,\"y\":\"划\"}], \"a\": 1, \"seed\": \"s\"}";
    static const char *const left_out[] = {"seed", "none"};
    hp_findings *findings = hp_findings_new();
    hp_arena arena = {0};
    hp_json *document = parse(text, sizeof text - 1, findings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    char *canonical = NULL;
    CU_ASSERT_EQUAL(hp_json_canonical(&canonical, &arena, document, left_out, 2), HP_OK);
    UNIT_SAME(canonical, "{\"a\":1,\"b\":[2,{\"y\":\"划\",\"z\":1}]}");
    CU_ASSERT_PTR_NOT_NULL(hp_json_member(document, "seed"));
    hp_json_free(document);
    hp_arena_free(&arena);
    hp_findings_free(findings);
}

static CU_TestInfo tests[] = {
    {"values of every kind are read", values_of_every_kind_are_read},
    {"numbers are strict: 012, 1., 1e400", numbers_are_strict},
    {"texts are strict: escapes, raw control characters, NUL", texts_are_strict},
    {"bad UTF-8 and half surrogates are refused", bad_utf8_and_half_surrogates_are_refused},
    {"forms are strict", forms_are_strict},
    {"a fault is told with its line", a_fault_is_told_with_its_line},
    {"sixty-four levels are read and no more", sixty_four_levels_are_read_and_no_more},
    {"members are found by their exact key", members_are_found_by_their_exact_key},
    {"repeated keys are told, but the last", repeated_keys_are_told_but_the_last},
    {"keys are known and stand once", keys_are_known_and_stand_once},
    {"a canonical text has sorted keys and no blanks",
     a_canonical_text_has_sorted_keys_and_no_blanks},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "json", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
