/* Writing JSON: lines and blanks, flat values, large numbers, wild texts. */
#include "base/json.h"

#include "unit.h"

static void writing_indents_by_depth(void) {
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "a", "x");
    hp_out_begin(&out, "empty", '[');
    hp_out_end(&out, ']');
    hp_out_begin(&out, "list", '[');
    hp_out_whole(&out, NULL, 1);
    hp_out_bool(&out, NULL, true);
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    UNIT_SAME(hp_buffer_get(&text),
              "{\n \"a\": \"x\",\n \"empty\": [],\n \"list\": [\n  1,\n  true\n ]\n}\n");
    hp_buffer_free(&text);
}

static void flat_values_stand_on_one_line(void) {
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin(&out, NULL, '[');
    hp_out_begin_flat(&out, NULL, '{');
    hp_out_whole(&out, "a", 1);
    hp_out_begin(&out, "b", '[');
    hp_out_whole(&out, NULL, 2);
    hp_out_begin_flat(&out, NULL, '[');
    hp_out_whole(&out, NULL, 3);
    hp_out_end(&out, ']');
    hp_out_end(&out, ']');
    hp_out_bool(&out, "c", false);
    hp_out_end(&out, '}');
    hp_out_begin_flat(&out, NULL, '[');
    hp_out_end(&out, ']');
    hp_out_whole(&out, NULL, 4);
    hp_out_end(&out, ']');
    UNIT_SAME(hp_buffer_get(&text),
              "[\n {\"a\": 1, \"b\": [2, [3]], \"c\": false},\n [],\n 4\n]\n");
    hp_buffer_free(&text);
}

static void whole_numbers_beyond_2_to_53_are_texts(void) {
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin_flat(&out, NULL, '[');
    hp_out_whole(&out, NULL, 9007199254740992);
    hp_out_whole(&out, NULL, 9007199254740993);
    hp_out_whole(&out, NULL, -9007199254740992);
    hp_out_whole(&out, NULL, -9007199254740993);
    hp_out_whole(&out, NULL, INT64_MIN);
    hp_out_end(&out, ']');
    UNIT_SAME(hp_buffer_get(&text),
              "[9007199254740992, \"9007199254740993\", -9007199254740992, \"-9007199254740993\", "
              "\"-9223372036854775808\"]\n");
    hp_buffer_free(&text);
}

static void control_characters_are_escaped(void) {
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin_flat(&out, NULL, '[');
    hp_out_text(&out, NULL, "\"\\/\b\n\r\t\x1f\x7f划");
    hp_out_end(&out, ']');
    UNIT_SAME(hp_buffer_get(&text), "[\"\\\"\\\\/\\u0008\\n\\u000d\\u0009\\u001f\\u007f划\"]\n");
    hp_buffer_free(&text);
}

static void what_is_written_is_read_again(void) {
    static const char wild[] = "\"\\/\b\f\n\r\t\x01\x1f\x7f划𠮷'";
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, wild, wild);
    hp_out_end(&out, '}');
    hp_findings *findings = hp_findings_new();
    hp_json *document = NULL;
    CU_ASSERT_EQUAL(
        hp_json_parse(&document, hp_buffer_get(&text), text.length, "out.json", findings), HP_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    UNIT_SAME(hp_json_key(hp_json_first(document)), wild);
    UNIT_SAME(hp_json_text(hp_json_first(document)), wild);
    hp_buffer again = {0};
    hp_json_out copy = {.buffer = &again};
    hp_out_copy(&copy, NULL, document);
    UNIT_SAME(hp_buffer_get(&again), hp_buffer_get(&text));
    hp_json_free(document);
    hp_findings_free(findings);
    hp_buffer_free(&again);
    hp_buffer_free(&text);
}

static CU_TestInfo tests[] = {
    {"writing indents by depth", writing_indents_by_depth},
    {"flat values stand on one line", flat_values_stand_on_one_line},
    {"whole numbers beyond 2^53 are texts", whole_numbers_beyond_2_to_53_are_texts},
    {"control characters are escaped", control_characters_are_escaped},
    {"what is written is read again", what_is_written_is_read_again},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "json_out", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
