/* Workbooks as archives: a whole one passes, no part of it does, broken bytes are read without
 * harm; and one part may be replaced. */
#include "publish/zip.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const char SHEET[] = "xl/worksheets/sheet1.xml";

/* The roster's workbook of J1 in a run of the small season, to be freed. */
static char *workbook(size_t *length) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    const char *out = unit_path("out");
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, unit_tiny("season"), findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_run_write(run, out, findings), HP_OK);
    char *bytes = unit_read(out, "rosters/J1.xlsx", length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    unit_remove(out);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return bytes;
}

/* Judges a copy that ends where the bytes end, so that a sanitizer sees a read beyond it. */
static bool judge(const char *bytes, size_t length) {
    char *copy = malloc(length + (length == 0));
    hp_buffer replaced = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, length);
    bool whole = hp_zip_check(copy, length) == HP_OK;
    hp_status status = hp_zip_replace(&replaced, copy, length, SHEET, "text", 4);
    CU_ASSERT(status == HP_OK || status == HP_IO);
    hp_buffer_free(&replaced);
    free(copy);
    return whole;
}

static void no_beginning_of_a_workbook_is_whole(void) {
    size_t length = 0;
    char *bytes = workbook(&length);
    CU_ASSERT_TRUE(judge(bytes, length));
    for (size_t cut = 0; cut < length; cut++) {
        UNIT_CLAIM(!judge(bytes, cut), "%zu of %zu bytes", cut, length);
    }
    free(bytes);
}

static void a_part_that_does_not_end_is_refused(void) {
    static const char *const ends[] = {
        "", "<a>", "<?xml?>", "<?xml?><a>", "<?xml?><a><b></b>", "<?xml?><aa></a>"};
    static const char *const closed[] = {"<?xml?><a></a>", "<?xml?>\n<a b=\"1\"><c/></a>\r\n"};
    size_t length = 0;
    char *bytes = workbook(&length);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        hp_buffer out = {0};
        CU_ASSERT_EQUAL(hp_zip_replace(&out, bytes, length, SHEET, ends[i], strlen(ends[i])),
                        HP_OK);
        UNIT_CLAIM(hp_zip_check(hp_buffer_get(&out), out.length) == HP_IO, "%s", ends[i]);
        hp_buffer_free(&out);
    }
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        hp_buffer out = {0};
        CU_ASSERT_EQUAL(hp_zip_replace(&out, bytes, length, SHEET, closed[i], strlen(closed[i])),
                        HP_OK);
        UNIT_CLAIM(hp_zip_check(hp_buffer_get(&out), out.length) == HP_OK, "%s", closed[i]);
        hp_buffer_free(&out);
    }
    free(bytes);
}

static size_t number_at(const char *bytes, size_t at, size_t width) {
    size_t number = 0;
    for (size_t i = width; i > 0; i--) {
        number = number << 8 | (unsigned char)bytes[at + i - 1];
    }
    return number;
}

/* A text that does not pack well, longer than minizip takes at once. */
static char *long_text(size_t length) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz<>/=0123456789";
    char *text = calloc(length + 1, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    uint32_t state = 1;
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = letters[(state >> 16) % (sizeof letters - 1)];
    }
    return text;
}

/* Every part in turn, by its own text and by others. */
static void a_part_replaced_leaves_the_others(void) {
    static const size_t lengths[] = {0, 1, 16383, 16384, 16385, 300000};
    size_t length = 0;
    char *bytes = workbook(&length);
    size_t parts = number_at(bytes, length - 12, 2);
    size_t entry = number_at(bytes, length - 6, 4);
    CU_ASSERT(parts >= 8);
    for (size_t part = 0; part < parts; part++) {
        char name[256] = "";
        char *own = NULL;
        memcpy(name, bytes + entry + 46, number_at(bytes, entry + 28, 2));
        CU_ASSERT_EQUAL_FATAL(hp_zip_part(&own, bytes, length, name), HP_OK);
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            hp_buffer other = {0};
            hp_buffer again = {0};
            char *text = long_text(lengths[i]);
            char *read = NULL;
            CU_ASSERT_EQUAL(hp_zip_replace(&other, bytes, length, name, text, lengths[i]), HP_OK);
            CU_ASSERT_EQUAL(hp_zip_part(&read, hp_buffer_get(&other), other.length, name), HP_OK);
            UNIT_SAME(read, text);
            CU_ASSERT_EQUAL(
                hp_zip_replace(&again, hp_buffer_get(&other), other.length, name, own, strlen(own)),
                HP_OK);
            UNIT_CLAIM(again.length == length && memcmp(again.bytes, bytes, length) == 0,
                       "%s, with %zu bytes and back", name, lengths[i]);
            hp_buffer_free(&other);
            hp_buffer_free(&again);
            free(text);
            free(read);
        }
        free(own);
        entry += 46 + number_at(bytes, entry + 28, 2) + number_at(bytes, entry + 30, 2) +
                 number_at(bytes, entry + 32, 2);
    }
    char *none = NULL;
    hp_buffer out = {0};
    CU_ASSERT_EQUAL(hp_zip_part(&none, bytes, length, "xl/none.xml"), HP_IO);
    CU_ASSERT_EQUAL(hp_zip_replace(&out, bytes, length, "xl/none.xml", "", 0), HP_IO);
    CU_ASSERT_PTR_NULL(none);
    hp_buffer_free(&out);
    free(bytes);
}

/* Of every part: its size in the archive's directory, and the kind of its first packed block. The
 * offsets are those of the ZIP format, 4.3.12 and 4.3.16. */
static void every_part_is_unpacked_to_its_size(void) {
    size_t length = 0;
    char *bytes = workbook(&length);
    size_t end = length - 22;
    size_t parts = number_at(bytes, end + 10, 2);
    size_t entry = number_at(bytes, end + 16, 4);
    CU_ASSERT(parts >= 8);
    for (size_t part = 0; part < parts; part++) {
        size_t local = number_at(bytes, entry + 42, 4);
        size_t data = local + 30 + number_at(bytes, local + 26, 2) +
                      number_at(bytes, local + 28, 2);
        size_t places[] = {entry + 20, entry + 24, entry + 42, data};
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            char kept = bytes[places[i]];
            bytes[places[i]] = (char)(places[i] == data ? '\xff' : kept + 1);
            /* A stream knows its own end: a byte behind it is not looked at. */
            UNIT_CLAIM(places[i] == entry + 20 || !judge(bytes, length), "part %zu, place %zu",
                       part, i);
            bytes[places[i]] = (char)(places[i] == data ? '\xff' : kept - 1);
            UNIT_CLAIM(!judge(bytes, length), "part %zu, place %zu, less", part, i);
            bytes[places[i]] = kept;
        }
        entry += 46 + number_at(bytes, entry + 28, 2) + number_at(bytes, entry + 30, 2) +
                 number_at(bytes, entry + 32, 2);
    }
    CU_ASSERT_EQUAL(entry, end);
    CU_ASSERT_TRUE(judge(bytes, length));
    free(bytes);
}

/* Some bytes, such as the time of day, may be anything. */
static void broken_bytes_are_read_without_harm(void) {
    size_t length = 0;
    size_t refused = 0;
    char *bytes = workbook(&length);
    for (size_t at = 0; at < length; at++) {
        for (int flip = 1; flip < 256; flip = flip * 6 + 1) {
            bytes[at] = (char)(bytes[at] ^ flip);
            refused += !judge(bytes, length);
            bytes[at] = (char)(bytes[at] ^ flip);
        }
    }
    CU_ASSERT(refused > length);
    CU_ASSERT_TRUE(judge(bytes, length));
    free(bytes);
}

static CU_TestInfo tests[] = {
    {"no beginning of a workbook is whole", no_beginning_of_a_workbook_is_whole},
    {"a part that does not end is refused", a_part_that_does_not_end_is_refused},
    {"a part replaced leaves the others", a_part_replaced_leaves_the_others},
    {"every part is unpacked to its size", every_part_is_unpacked_to_its_size},
    {"broken bytes are read without harm", broken_bytes_are_read_without_harm},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "zip", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
