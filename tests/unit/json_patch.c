/* JSON Patch: the examples of RFC 6902 (appendix A) and of RFC 6901, and what is not allowed. */
#include "base/json_patch.h"

#include <string.h>

#include "unit.h"

/* `wanted` NULL: the patch is refused with the code. */
typedef struct patch_case {
    const char *document;
    const char *operations;
    const char *wanted;
    const char *code;
} patch_case;

static hp_json *parse(const char *text) {
    hp_findings *findings = hp_findings_new();
    hp_json *document = NULL;
    CU_ASSERT_EQUAL(hp_json_parse(&document, text, strlen(text), "x", findings), HP_OK);
    UNIT_CLAIM(document != NULL, "not JSON: %s", text);
    hp_findings_free(findings);
    return document;
}

static void check(const patch_case *one) {
    hp_findings *findings = hp_findings_new();
    hp_json *document = parse(one->document);
    hp_json *operations = parse(one->operations);
    hp_json *wanted = one->wanted == NULL ? NULL : parse(one->wanted);
    hp_json_patch_check(operations, "/policy", "x", findings);
    if (hp_findings_errors(findings) == 0) {
        CU_ASSERT_EQUAL(hp_json_patch(&document, operations, "/policy", "x", findings), HP_OK);
    }
    if (one->code != NULL) {
        unit_only(findings, one->code);
    } else {
        UNIT_CLAIM(hp_findings_count(findings) == 0 && hp_json_same(document, wanted),
                   "%s of %s is not %s", one->operations, one->document, one->wanted);
    }
    hp_json_free(wanted);
    hp_json_free(operations);
    hp_json_free(document);
    hp_findings_free(findings);
}

static void check_all(const patch_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check(&cases[i]);
    }
}

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void the_examples_of_rfc_6902_come_out(void) {
    static const patch_case cases[] = {
        {"{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}]",
         "{\"baz\":\"qux\",\"foo\":\"bar\"}", NULL},
        {"{\"foo\":[\"bar\",\"baz\"]}", "[{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}]",
         "{\"foo\":[\"bar\",\"qux\",\"baz\"]}", NULL},
        {"{\"baz\":\"qux\",\"foo\":\"bar\"}", "[{\"op\":\"remove\",\"path\":\"/baz\"}]",
         "{\"foo\":\"bar\"}", NULL},
        {"{\"foo\":[\"bar\",\"qux\",\"baz\"]}", "[{\"op\":\"remove\",\"path\":\"/foo/1\"}]",
         "{\"foo\":[\"bar\",\"baz\"]}", NULL},
        {"{\"baz\":\"qux\",\"foo\":\"bar\"}",
         "[{\"op\":\"replace\",\"path\":\"/baz\",\"value\":\"boo\"}]",
         "{\"baz\":\"boo\",\"foo\":\"bar\"}", NULL},
        {"{\"foo\":{\"bar\":\"baz\",\"waldo\":\"fred\"},\"qux\":{\"corge\":\"grault\"}}",
         "[{\"op\":\"move\",\"from\":\"/foo/waldo\",\"path\":\"/qux/thud\"}]",
         "{\"foo\":{\"bar\":\"baz\"},\"qux\":{\"corge\":\"grault\",\"thud\":\"fred\"}}", NULL},
        {"{\"foo\":[\"all\",\"grass\",\"cows\",\"eat\"]}",
         "[{\"op\":\"move\",\"from\":\"/foo/1\",\"path\":\"/foo/3\"}]",
         "{\"foo\":[\"all\",\"cows\",\"eat\",\"grass\"]}", NULL},
        {"{\"baz\":\"qux\",\"foo\":[\"a\",2,\"c\"]}",
         "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"qux\"},"
         "{\"op\":\"test\",\"path\":\"/foo/1\",\"value\":2}]",
         "{\"baz\":\"qux\",\"foo\":[\"a\",2,\"c\"]}", NULL},
        {"{\"baz\":\"qux\"}", "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"bar\"}]", NULL,
         "patch_test"},
        {"{\"foo\":\"bar\"}",
         "[{\"op\":\"add\",\"path\":\"/child\",\"value\":{\"grandchild\":{}}}]",
         "{\"foo\":\"bar\",\"child\":{\"grandchild\":{}}}", NULL},
        {"{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\",\"xyz\":123}]",
         "{\"foo\":\"bar\",\"baz\":\"qux\"}", NULL},
        {"{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz/bat\",\"value\":\"qux\"}]", NULL,
         "patch_nothing"},
        {"{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":10}]",
         "{\"/\":9,\"~1\":10}", NULL},
        {"{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":\"10\"}]", NULL,
         "patch_test"},
        {"{\"foo\":[\"bar\"]}",
         "[{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[\"abc\",\"def\"]}]",
         "{\"foo\":[\"bar\",[\"abc\",\"def\"]]}", NULL},
    };
    check_all(cases, COUNT(cases));
}

static void pointers_are_read_as_rfc_6901_has_them(void) {
    static const char document[] =
        "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,"
        "\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}";
    static const char *const tests[][2] = {
        {"/foo", "[\"bar\",\"baz\"]"},
        {"/foo/0", "\"bar\""},
        {"/", "0"},
        {"/a~1b", "1"},
        {"/c%d", "2"},
        {"/e^f", "3"},
        {"/g|h", "4"},
        {"/i\\\\j", "5"},
        {"/k\\\"l", "6"},
        {"/ ", "7"},
        {"/m~0n", "8"},
        {"", "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,"
             "\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}"}};
    for (size_t i = 0; i < COUNT(tests); i++) {
        char operations[512];
        snprintf(operations, sizeof operations, "[{\"op\":\"test\",\"path\":\"%s\",\"value\":%s}]",
                 tests[i][0], tests[i][1]);
        check(&(patch_case){document, operations, document, NULL});
    }
}

static void places_that_are_none_are_refused(void) {
    static const patch_case cases[] = {
        {"[1,2]", "[{\"op\":\"remove\",\"path\":\"/2\"}]", NULL, "patch_nothing"},
        {"[1,2]", "[{\"op\":\"remove\",\"path\":\"/-\"}]", NULL, "patch_nothing"},
        {"[1,2]", "[{\"op\":\"remove\",\"path\":\"/01\"}]", NULL, "patch_nothing"},
        {"[1,2]", "[{\"op\":\"test\",\"path\":\"/0A\",\"value\":1}]", NULL, "patch_nothing"},
        {"[1,2]", "[{\"op\":\"test\",\"path\":\"/18446744073709551616\",\"value\":1}]", NULL,
         "patch_nothing"},
        {"[1,2]", "[{\"op\":\"add\",\"path\":\"/3\",\"value\":1}]", NULL, "patch_index"},
        {"[1,2]", "[{\"op\":\"add\",\"path\":\"/1e0\",\"value\":1}]", NULL, "patch_index"},
        {"[]", "[{\"op\":\"add\",\"path\":\"/0\",\"value\":1}]", "[1]", NULL},
        {"[1]", "[{\"op\":\"replace\",\"path\":\"/-\",\"value\":2}]", NULL, "patch_nothing"},
        {"[1]", "[{\"op\":\"replace\",\"path\":\"/0\",\"value\":2}]", "[2]", NULL},
        {"{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}]", NULL, "patch_nothing"},
        {"{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"/A\"}]", NULL, "patch_nothing"},
        {"{\"a\":1}", "[{\"op\":\"add\",\"path\":\"\",\"value\":[]}]", "[]", NULL},
        {"{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]", "{}", NULL},
        {"{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"\"}]", NULL, "patch_whole"},
        {"{\"a\":{\"b\":1}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]", NULL,
         "patch_inside"},
        {"{\"a\":{\"b\":1}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a\"}]",
         "{\"a\":{\"b\":1}}", NULL},
        {"{\"a\":{\"b\":1}}", "[{\"op\":\"move\",\"from\":\"/a/b\",\"path\":\"\"}]", "1", NULL},
        {"{\"a\":1}", "[{\"op\":\"move\",\"from\":\"/b\",\"path\":\"/c\"}]", NULL, "patch_nothing"},
        {"{\"a\":1,\"ab\":2}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/ab\"}]", "{\"ab\":1}",
         NULL},
        {"{\"a\":{\"b\":1}}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/b\"}]",
         "{\"a\":{\"b\":{\"b\":1}}}", NULL},
        {"{\"a\":1}", "[{\"op\":\"copy\",\"path\":\"/b\"}]", NULL, "json_key_missing"},
        {"{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a\"}]", NULL, "json_key_missing"},
        {"{\"a\":1}", "[{\"op\":\"test\",\"path\":\"a\",\"value\":1}]", NULL, "patch_pointer"},
        {"{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a~\",\"value\":1}]", NULL, "patch_pointer"},
        {"{\"a\":1}", "[{\"op\":\"Test\",\"path\":\"/a\",\"value\":1}]", NULL, "json_value"},
        {"{\"a\":null}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":null}]", "{\"a\":null}",
         NULL},
        {"{\"a\":1}", "[]", "{\"a\":1}", NULL},
        {"{\"a\":1}", "[7]", NULL, "json_type"},
    };
    check_all(cases, COUNT(cases));
}

/* Operations after one that is refused are not done, and not blamed. */
static void the_first_that_is_refused_is_the_last(void) {
    check(&(patch_case){"{\"a\":1}",
                        "[{\"op\":\"remove\",\"path\":\"/b\"},{\"op\":\"remove\",\"path\":\"/c\"}]",
                        NULL, "patch_nothing"});
}

static CU_TestInfo tests[] = {
    {"the examples of RFC 6902 come out", the_examples_of_rfc_6902_come_out},
    {"pointers are read as RFC 6901 has them", pointers_are_read_as_rfc_6901_has_them},
    {"places that are none are refused", places_that_are_none_are_refused},
    {"the first that is refused is the last", the_first_that_is_refused_is_the_last},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {"json_patch", NULL, NULL, NULL, NULL, tests},
    CU_SUITE_INFO_NULL,
};
