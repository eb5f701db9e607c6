/* The judge of a workbook that another library wrote: the whole file passes, no part of it does,
 * and broken bytes are read without harm. */
#include "publish/unzip.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* The roster of J1 in a run of the small season: the header and four children. */
enum { ROWS = 5 };

/* Makes the roster's workbook, to be freed, and counts the cells of its table that are not empty.
 */
static char *workbook(size_t *length, size_t *cells) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    const char *out = unit_path("out");
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, unit_tiny("season"), findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_run_write(run, out, findings), HP_OK);
    char *bytes = unit_read(out, "rosters/J1.xlsx", length);
    char *table = unit_read(out, "rosters/J1.csv", NULL);
    CU_ASSERT_FATAL(bytes != NULL && table != NULL);
    *cells = 0;
    const char *text = strncmp(table, "\xef\xbb\xbf", 3) == 0 ? table + 3 : table;
    for (bool fresh = true; *text != '\0'; text++) {
        bool ends = strchr(",\r\n", *text) != NULL;
        *cells += fresh && !ends;
        fresh = ends;
    }
    free(table);
    unit_remove(out);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return bytes;
}

/* Judges a copy that ends where the bytes end, so that a sanitizer sees a read beyond it. */
static bool judge(const char *bytes, size_t length, size_t rows, size_t cells) {
    char *copy = malloc(length + (length == 0));
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, length);
    bool whole = hp_workbook_is_whole(copy, length, rows, cells);
    free(copy);
    return whole;
}

static void a_workbook_is_whole_with_its_own_counts_alone(void) {
    size_t length = 0;
    size_t cells = 0;
    char *bytes = workbook(&length, &cells);
    for (size_t rows = 0; rows <= 2 * ROWS; rows++) {
        for (size_t count = 0; count <= 2 * cells; count++) {
            bool wanted = rows == ROWS && count == cells;
            UNIT_CLAIM(judge(bytes, length, rows, count) == wanted, "%zu rows, %zu cells", rows,
                       count);
        }
    }
    free(bytes);
}

static void no_beginning_of_a_workbook_is_whole(void) {
    size_t length = 0;
    size_t cells = 0;
    char *bytes = workbook(&length, &cells);
    for (size_t cut = 0; cut < length; cut++) {
        UNIT_CLAIM(!judge(bytes, cut, ROWS, cells), "%zu of %zu bytes", cut, length);
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

/* Of every part: its size in the archive's directory, and the kind of its first packed block. The
 * offsets are those of the ZIP format, 4.3.12 and 4.3.16. */
static void every_part_is_unpacked_to_its_size(void) {
    size_t length = 0;
    size_t cells = 0;
    char *bytes = workbook(&length, &cells);
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
            UNIT_CLAIM(places[i] == entry + 20 || !judge(bytes, length, ROWS, cells),
                       "part %zu, place %zu", part, i);
            bytes[places[i]] = (char)(places[i] == data ? '\xff' : kept - 1);
            UNIT_CLAIM(!judge(bytes, length, ROWS, cells), "part %zu, place %zu, less", part, i);
            bytes[places[i]] = kept;
        }
        entry += 46 + number_at(bytes, entry + 28, 2) + number_at(bytes, entry + 30, 2) +
                 number_at(bytes, entry + 32, 2);
    }
    CU_ASSERT_EQUAL(entry, end);
    CU_ASSERT_TRUE(judge(bytes, length, ROWS, cells));
    free(bytes);
}

/* Some bytes, such as the time of day, may be anything. */
static void broken_bytes_are_read_without_harm(void) {
    size_t length = 0;
    size_t cells = 0;
    size_t refused = 0;
    char *bytes = workbook(&length, &cells);
    for (size_t at = 0; at < length; at++) {
        for (int flip = 1; flip < 256; flip = flip * 6 + 1) {
            bytes[at] = (char)(bytes[at] ^ flip);
            refused += !judge(bytes, length, ROWS, cells);
            bytes[at] = (char)(bytes[at] ^ flip);
        }
    }
    CU_ASSERT(refused > length);
    CU_ASSERT_TRUE(judge(bytes, length, ROWS, cells));
    free(bytes);
}

static CU_TestInfo tests[] = {
    {"a workbook is whole with its own counts alone",
     a_workbook_is_whole_with_its_own_counts_alone},
    {"no beginning of a workbook is whole", no_beginning_of_a_workbook_is_whole},
    {"every part is unpacked to its size", every_part_is_unpacked_to_its_size},
    {"broken bytes are read without harm", broken_bytes_are_read_without_harm},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "unzip", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
