/* UTF-8 with and without BOM, UTF-16LE, GB18030; what is none of them. */
#include "base/encoding.h"

#include <string.h>

#include "unit.h"

/* Decodes and claims the text; `wanted` has no NUL. */
static void decodes(const char *bytes, size_t byte_count, const char *wanted) {
    hp_arena arena = {0};
    hp_findings *findings = hp_findings_new();
    const char *text = NULL;
    size_t length = 77;
    CU_ASSERT_EQUAL(hp_decode(&text, &length, &arena, bytes, byte_count, "students.csv", findings),
                    HP_OK);
    if (UNIT_SAME(text, wanted)) {
        CU_ASSERT_EQUAL(length, strlen(wanted));
    }
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    hp_findings_free(findings);
    hp_arena_free(&arena);
}

/* Claims that the bytes are refused with that code and offset. */
static void refuses(const char *bytes, size_t byte_count, const char *code, const char *offset) {
    hp_arena arena = {0};
    hp_findings *findings = hp_findings_new();
    const char *text = "before";
    size_t length = 0;
    CU_ASSERT_EQUAL(hp_decode(&text, &length, &arena, bytes, byte_count, "students.csv", findings),
                    HP_OK);
    CU_ASSERT_PTR_NULL(text);
    const hp_finding *finding = unit_only(findings, code);
    if (finding != NULL) {
        UNIT_SAME(finding->file, "students.csv");
        UNIT_CLAIM(strstr(finding->rule, offset) != NULL, "\"%s\" says %s", finding->rule, offset);
    }
    hp_findings_free(findings);
    hp_arena_free(&arena);
}

#define DECODES(bytes, wanted) decodes((bytes), sizeof(bytes) - 1, (wanted))
#define REFUSES(bytes, code, offset) refuses((bytes), sizeof(bytes) - 1, (code), (offset))

static void utf8_stays_as_it_is(void) {
    DECODES("", "");
    DECODES("a", "a");
    DECODES("划片𠮷\r\n", "划片𠮷\r\n");
}

static void a_bom_is_no_text(void) {
    DECODES("\xef\xbb\xbf", "");
    DECODES("\xef\xbb\xbf"
            "a",
            "a");
    DECODES("\xef\xbb\xbf划片", "划片");
    DECODES("\xef\xbb\xbf\xef\xbb\xbf"
            "a",
            "\xef\xbb\xbf"
            "a"); /* one alone is a BOM */
}

static void utf16le_with_bom_is_read(void) {
    DECODES("\xff\xfe", "");
    DECODES("\xff\xfe"
            "a\0",
            "a");
    DECODES("\xff\xfe\x12\x52\x47\x72,\0\n\0", "划片,\n");
    DECODES("\xff\xfe\x42\xd8\xb7\xdf", "𠮷");
    DECODES("\xff\xfe\x00\x30", "\xe3\x80\x80");
}

static void broken_utf16le_is_refused(void) {
    REFUSES("\xff\xfe"
            "a",
            "file_encoding", "byte 2 ");
    REFUSES("\xff\xfe"
            "a\0b",
            "file_encoding", "byte 4 ");
    REFUSES("\xff\xfe"
            "a\0\x42\xd8",
            "file_encoding", "byte 4 ");
    REFUSES("\xff\xfe"
            "a\0\xb7\xdf"
            "b\0",
            "file_encoding", "byte 4 ");
    REFUSES("\xff\xfe"
            "a\0\x42\xd8"
            "b\0",
            "file_encoding", "byte 4 ");
}

/* The bytes are from the tables of GB 18030-2005. */
static void gb18030_is_read(void) {
    DECODES("\xbb\xae\xc6\xac", "划片");
    DECODES("a,\xa1\xa1,b\r\n", "a,\xe3\x80\x80,b\r\n");
    DECODES("\xa3\xb1\xa3\xb2", "１２");
    DECODES("\x81\x40", "丂");
}

static void gb18030_of_four_bytes_is_read(void) {
    DECODES("\x95\x34\xb2\x35", "𠮷");
    DECODES("\xbb\xae\x95\x34\xb2\x35\xc6\xac", "划𠮷片");
    DECODES("\x81\x30\x84\x36,\xbb\xae", "¥,划");
}

static void broken_gb18030_is_refused(void) {
    REFUSES("\xbb", "file_encoding", "byte 0 ");
    REFUSES("ab\xbb\xae\xc6", "file_encoding", "byte 4 ");
    REFUSES("a\xff", "file_encoding", "byte 1 ");
    REFUSES("\xbb\xae\x95\x34\xb2", "file_encoding", "byte 2 ");
}

static void after_a_bom_utf8_is_strict(void) {
    REFUSES("\xef\xbb\xbf\xbb\xae\xc6\xac", "file_encoding", "byte 3 ");
    REFUSES("\xef\xbb\xbfxy\xff", "file_encoding", "byte 5 ");
}

static void a_nul_is_refused(void) {
    REFUSES("\0", "file_nul", "offset 0");
    REFUSES("ab\0c", "file_nul", "offset 2");
    REFUSES("\xff\xfe"
            "a\0\0\0",
            "file_nul", "offset 4");
    REFUSES("\xbb\xae\0", "file_nul", "");
}

static void a_text_ten_times_a_block_is_read(void) {
    static char bytes[1 << 19];
    static char wanted[(1 << 19) / 2 * 3 + 1];
    for (size_t i = 0; i < sizeof bytes / 2; i++) {
        memcpy(bytes + 2 * i, "\xbb\xae", 2);
        memcpy(wanted + 3 * i, "划", 3);
    }
    decodes(bytes, sizeof bytes, wanted);
}

static CU_TestInfo tests[] = {
    {"UTF-8 stays as it is", utf8_stays_as_it_is},
    {"a BOM is no text", a_bom_is_no_text},
    {"UTF-16LE with BOM is read", utf16le_with_bom_is_read},
    {"broken UTF-16LE is refused at its byte", broken_utf16le_is_refused},
    {"GB18030 is read", gb18030_is_read},
    {"GB18030 of four bytes is read", gb18030_of_four_bytes_is_read},
    {"broken GB18030 is refused at its byte", broken_gb18030_is_refused},
    {"after a BOM UTF-8 is strict", after_a_bom_utf8_is_strict},
    {"a NUL is refused in every encoding", a_nul_is_refused},
    {"a text ten times an arena's block is read", a_text_ten_times_a_block_is_read},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "encoding", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
