/* RFC 4180 tables: quotes, line ends, blank lines and how rows are counted; writing cells. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* What was read, as "1[a|b]3[c]": rows with their numbers. */
typedef struct seen {
    hp_buffer text;
    int64_t stop_at; /* the row at which to end the reading; 0: none */
} seen;

static hp_status note_row(void *context, const char *const *cells, const size_t *lengths,
                          size_t cell_count, int64_t row) {
    seen *rows = context;
    hp_buffer_format(&rows->text, "%lld[", (long long)row);
    for (size_t i = 0; i < cell_count; i++) {
        hp_buffer_text(&rows->text, i > 0 ? "|" : "");
        hp_buffer_append(&rows->text, cells[i], lengths[i]);
    }
    hp_buffer_text(&rows->text, "]");
    return row == rows->stop_at ? HP_USAGE : HP_OK;
}

/* Reads from a copy that ends where the text ends, so that a sanitizer sees a read beyond it. */
static void reads(const char *csv, size_t length, const char *wanted, hp_csv_fault wanted_fault,
                  int64_t wanted_row) {
    char *copy = malloc(length + (length == 0));
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, csv, length);
    seen rows = {0};
    hp_csv_fault fault = HP_CSV_CELL_TOO_LONG;
    int64_t fault_row = -1;
    CU_ASSERT_EQUAL(hp_csv_read(&fault, &fault_row, copy, length, note_row, &rows), HP_OK);
    UNIT_CLAIM(fault == wanted_fault, "fault %d, wanted %d, of %.40s", (int)fault,
               (int)wanted_fault, csv);
    if (fault != HP_CSV_NONE) {
        UNIT_CLAIM(fault_row == wanted_row, "row %lld of %.40s", (long long)fault_row, csv);
    }
    UNIT_SAME(hp_buffer_get(&rows.text), wanted);
    hp_buffer_free(&rows.text);
    free(copy);
}

static void good(const char *csv, const char *wanted) {
    reads(csv, strlen(csv), wanted, HP_CSV_NONE, 0);
}

static void bad(const char *csv, const char *wanted, int64_t row) {
    reads(csv, strlen(csv), wanted, HP_CSV_SYNTAX, row);
}

static void sizes_0_and_1_are_read(void) {
    good("", "");
    good("a", "1[a]");
    good("a\n", "1[a]");
    good("\n", "");
    good(",", "1[|]");
    good("\"\"", "1[]");
}

static void every_line_end_ends_a_row(void) {
    good("a,b\nc,d\n", "1[a|b]2[c|d]");
    good("a,b\r\nc,d\r\n", "1[a|b]2[c|d]");
    good("a,b\rc,d\r", "1[a|b]2[c|d]");
    good("a,b\r\nc,d", "1[a|b]2[c|d]");
    good("a\r\nb\nc\rd", "1[a]2[b]3[c]4[d]");
}

static void blank_lines_give_no_row_but_count(void) {
    good("a\n\nb\n", "1[a]3[b]");
    good("a\r\n\r\n\r\nb\r\n", "1[a]4[b]");
    good("\n\na\n\n\n", "3[a]");
    good("a\n \nb", "1[a]2[ ]3[b]");
    good("a\n,\nb", "1[a]2[|]3[b]");
}

static void blanks_belong_to_the_cell(void) {
    good(" a ,\tb\n", "1[ a |\tb]");
    good("\xe3\x80\x80划,片", "1[\xe3\x80\x80划|片]");
}

static void quotes_hold_commas_quotes_and_line_ends(void) {
    good("\"a,b\",c", "1[a,b|c]");
    good("\"a\"\"b\",\"\"\"\"", "1[a\"b|\"]");
    good("\"a\nb\",c\nd,e\n", "1[a\nb|c]2[d|e]");
    good("\"a\r\nb\"\r\nc", "1[a\r\nb]2[c]");
    good("\"\n\n\",x\n\ny", "1[\n\n|x]3[y]");
}

static void open_and_stray_quotes_are_faults(void) {
    bad("a,b\n\"c,d\n", "1[a|b]", 2);
    bad("\"", "", 1);
    bad("\"a\"b", "", 1);
    bad("a\"b\n", "", 1);
    bad("x\n\na,\"b\"c\nd", "1[x]", 3);
    bad("x\ny,\"z\"\"", "1[x]", 2);
}

static void rows_may_differ_in_length(void) {
    good("a,b,c\nd\n,,,\n", "1[a|b|c]2[d]3[|||]");
}

static void the_longest_cell_is_read_and_no_longer_one(void) {
    static char text[HP_CSV_CELL_BYTES + 16];
    static char wanted[HP_CSV_CELL_BYTES + 16];
    memset(text, 'x', HP_CSV_CELL_BYTES + 1);
    memcpy(wanted, "1[", 2);
    memset(wanted + 2, 'x', HP_CSV_CELL_BYTES);
    memcpy(wanted + 2 + HP_CSV_CELL_BYTES, "]", 2);
    reads(text, HP_CSV_CELL_BYTES, wanted, HP_CSV_NONE, 0);
    reads(text, HP_CSV_CELL_BYTES + 1, "", HP_CSV_CELL_TOO_LONG, 1);
    text[HP_CSV_CELL_BYTES + 1] = '\n';
    reads(text, HP_CSV_CELL_BYTES + 2, "", HP_CSV_CELL_TOO_LONG, 1);
}

static void a_row_of_ten_thousand_cells_is_read(void) {
    enum { CELLS = 10000 };
    static char text[CELLS * 2 + 1];
    static char wanted[CELLS * 2 + 8];
    for (size_t i = 0; i < CELLS; i++) {
        memcpy(text + 2 * i, "c,", 2);
        memcpy(wanted + 2 + 2 * i, "c|", 2);
    }
    memcpy(wanted, "1[", 2);
    memcpy(wanted + 1 + (size_t)CELLS * 2, "]", 2);
    reads(text, CELLS * 2 - 1, wanted, HP_CSV_NONE, 0);
}

/* Records without quote marks take another way than those with: the same cells come of both. */
static void quotes_that_are_not_needed_change_nothing(void) {
    static const char *const cells[] = {"", "a", " b ", "划片", "c;'", "\t", "0", "ü"};
    static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\r\n\r\n"};
    uint64_t generator = 3;
    for (int round = 0; round < 300; round++) {
        hp_buffer plain = {0};
        hp_buffer quoted = {0};
        uint32_t rows = unit_below(&generator, 4) + 1;
        for (uint32_t row = 0; row < rows; row++) {
            uint32_t count = unit_below(&generator, 5) + 1;
            for (uint32_t i = 0; i < count; i++) {
                const char *cell = cells[count == 1 ? 1 : unit_below(&generator, 8)];
                bool quote = unit_below(&generator, 2) == 0;
                hp_buffer_format(&plain, "%s%s", i > 0 ? "," : "", cell);
                hp_buffer_format(&quoted, quote ? "%s\"%s\"" : "%s%s", i > 0 ? "," : "", cell);
            }
            const char *end = row + 1 == rows ? "" : ends[unit_below(&generator, 5)];
            hp_buffer_text(&plain, end);
            hp_buffer_text(&quoted, end);
        }
        seen of_plain = {0};
        hp_csv_fault fault = HP_CSV_NONE;
        int64_t at = 0;
        CU_ASSERT_EQUAL(
            hp_csv_read(&fault, &at, hp_buffer_get(&plain), plain.length, note_row, &of_plain),
            HP_OK);
        good(hp_buffer_get(&quoted), hp_buffer_get(&of_plain.text));
        hp_buffer_free(&of_plain.text);
        hp_buffer_free(&plain);
        hp_buffer_free(&quoted);
    }
}

static void any_outcome_of_a_row_ends_the_reading(void) {
    seen rows = {.stop_at = 2};
    hp_csv_fault fault = HP_CSV_SYNTAX;
    int64_t row = 0;
    CU_ASSERT_EQUAL(hp_csv_read(&fault, &row, "a\nb\nc\n\"", 7, note_row, &rows), HP_USAGE);
    CU_ASSERT_EQUAL(fault, HP_CSV_NONE);
    UNIT_SAME(hp_buffer_get(&rows.text), "1[a]2[b]");
    hp_buffer_free(&rows.text);
}

static void writes(const char *text, char after, const char *wanted) {
    hp_buffer out = {0};
    hp_csv_cell(&out, text, after);
    CU_ASSERT_EQUAL(hp_buffer_status(&out), HP_OK);
    UNIT_SAME(hp_buffer_get(&out), wanted);
    hp_buffer_free(&out);
}

static void cells_are_quoted_only_where_needed(void) {
    writes("", ',', ",");
    writes("a", '\n', "a\n");
    writes(" a ", ',', " a ,");
    writes("划'片;", ',', "划'片;,");
    writes("a,b", ',', "\"a,b\",");
    writes("\"", '\n', "\"\"\"\"\n");
    writes("a\"b", ',', "\"a\"\"b\",");
    writes("a\nb", ',', "\"a\nb\",");
    writes("a\rb", ',', "\"a\rb\",");
}

static void what_is_written_is_read_again(void) {
    static const char *const cells[] = {
        "", "a", "a,b", "\"", "\"\"", "a\"", "\r\n", "\n", " ", "划,\"片\"\r\n𠮷", ",", "x"};
    hp_buffer out = {0};
    hp_buffer wanted = {0};
    size_t count = sizeof cells / sizeof *cells;
    hp_buffer_text(&wanted, "1[");
    for (size_t i = 0; i < count; i++) {
        hp_csv_cell(&out, cells[i], i + 1 < count ? ',' : '\n');
        hp_buffer_format(&wanted, "%s%s", i > 0 ? "|" : "", cells[i]);
    }
    hp_buffer_text(&wanted, "]");
    reads(hp_buffer_get(&out), out.length, hp_buffer_get(&wanted), HP_CSV_NONE, 0);
    hp_buffer_free(&out);
    hp_buffer_free(&wanted);
}

static CU_TestInfo tests[] = {
    {"sizes 0 and 1 are read", sizes_0_and_1_are_read},
    {"LF, CRLF and CR each end a row", every_line_end_ends_a_row},
    {"blank lines give no row but count", blank_lines_give_no_row_but_count},
    {"blanks belong to the cell", blanks_belong_to_the_cell},
    {"quotes hold commas, quotes and line ends", quotes_hold_commas_quotes_and_line_ends},
    {"open and stray quotes are faults of their row", open_and_stray_quotes_are_faults},
    {"rows may differ in length", rows_may_differ_in_length},
    {"the longest cell is read and no longer one", the_longest_cell_is_read_and_no_longer_one},
    {"a row of ten thousand cells is read", a_row_of_ten_thousand_cells_is_read},
    {"quotes that are not needed change nothing", quotes_that_are_not_needed_change_nothing},
    {"any outcome of a row ends the reading", any_outcome_of_a_row_ends_the_reading},
    {"cells are quoted only where needed", cells_are_quoted_only_where_needed},
    {"what is written is read again", what_is_written_is_read_again},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "csv", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
