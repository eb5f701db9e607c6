/* Workbooks from a form: the same bytes as the library writes, cell for cell, for any texts. */
#include <xlsxwriter.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/sheet.h"
#include "unit.h"

/* The form, made once in a folder that is dropped. */
static hp_workbook_form form;
static hp_arena arena;

static void make_form(void) {
    hp_findings *findings = hp_findings_new();
    hp_folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_folder_begin(&folder, unit_path("out"), findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_workbook_form_make(&form, &arena, folder, "x.xlsx", findings), HP_OK);
    hp_folder_free(folder);
    CU_ASSERT_EQUAL(unit_entries(unit_folder()), 0);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    hp_findings_free(findings);
}

/* The sheet as the library writes it, to be freed. */
static char *by_library(size_t *length, const hp_sheet *sheet) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(unit_path("book.xlsx"), &options);
    lxw_doc_properties properties = {.created = 946684800};
    lxw_worksheet *page = workbook_add_worksheet(book, NULL);
    CU_ASSERT_EQUAL(workbook_set_properties(book, &properties), LXW_NO_ERROR);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        CU_ASSERT_EQUAL(worksheet_write_string(page, (lxw_row_t)(i / sheet->column_count),
                                               (lxw_col_t)(i % sheet->column_count),
                                               sheet->cells[i], NULL),
                        LXW_NO_ERROR);
    }
    CU_ASSERT_EQUAL(workbook_close(book), LXW_NO_ERROR);
    char *bytes = unit_read(unit_folder(), "book.xlsx", length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    remove(unit_path("book.xlsx"));
    return bytes;
}

static void claim_alike(const hp_sheet *sheet, const char *what) {
    hp_buffer ours = {0};
    size_t length = 0;
    char *wanted = by_library(&length, sheet);
    CU_ASSERT_EQUAL(hp_sheet_workbook(&ours, sheet, &form), HP_OK);
    UNIT_CLAIM(ours.length == length && memcmp(ours.bytes, wanted, length) == 0,
               "%s: %zu bytes, the library's has %zu", what, ours.length, length);
    hp_buffer_free(&ours);
    free(wanted);
}

static void claim_cells_alike(const char *const *cells, size_t count, size_t columns) {
    hp_sheet sheet = {.column_count = columns};
    char what[64];
    for (size_t i = 0; i < count; i++) {
        hp_sheet_add(&sheet, cells[i]);
    }
    snprintf(what, sizeof what, "%zu cells in %zu columns", count, columns);
    claim_alike(&sheet, what);
    hp_sheet_free(&sheet);
}

static void wild_texts_are_written_as_the_library_does(void) {
    static const char *const cells[] = {
        "id",         "a & b < c > d \"e\" 'f'",
        " before",    "behind ",
        "\ttab",      "line\n",
        "a\nb\rc",    "\r",
        "\x01\x1f",   "\x7f",
        "_x00",       "a_b",
        "<r>x</r>",   "<r><t>x</t></r>",
        "欧阳文琪",   "（划）",
        "𠮷",         "\xef\xbf\xbd",
        "=1+1",       "{=SUM(A1)}",
        "http://a.b", "001",
        " ",          "&amp;",
    };
    make_form();
    for (size_t columns = 1; columns <= 24; columns++) {
        claim_cells_alike(cells, sizeof cells / sizeof *cells / columns * columns, columns);
    }
}

static void every_byte_is_written_as_the_library_does(void) {
    static char texts[0x7f][2][4];
    const char *cells[2 * 0x7f];
    for (int code = 1; code <= 0x7f; code++) {
        snprintf(texts[code - 1][0], sizeof texts[0][0], "%c", code);
        snprintf(texts[code - 1][1], sizeof texts[0][1], "a%cb", code);
        cells[2 * code - 2] = texts[code - 1][0];
        cells[2 * code - 1] = texts[code - 1][1];
    }
    claim_cells_alike(cells, 2 * 0x7f, 2);
}

/* Rows and columns without a text, at every side; and beyond column Z and ZZ. */
static void empty_cells_are_left_out_as_the_library_does(void) {
    for (int mask = 1; mask < 512; mask++) {
        const char *cells[9];
        for (int i = 0; i < 9; i++) {
            cells[i] = (mask >> i & 1) != 0 ? "x" : "";
        }
        claim_cells_alike(cells, 9, 3);
    }
    static const char *wide[2 * 710];
    for (size_t i = 0; i < 2 * 710; i++) {
        wide[i] = i % 3 == 0 ? "x" : "";
    }
    claim_cells_alike(wide, 2 * 710, 710);
}

static void many_rows_are_packed_as_the_library_does(void) {
    static char texts[3000][16];
    static const char *cells[3000];
    for (int i = 0; i < 3000; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", i * 7919 % 100003);
        cells[i] = texts[i];
    }
    claim_cells_alike(cells, 3000, 3);
}

/* What the library cannot be given: it stops there. */
static void what_a_workbook_cannot_hold(void) {
    static const char *cells[16385];
    hp_buffer out = {0};
    for (size_t i = 0; i < 16385; i++) {
        cells[i] = "";
    }
    hp_sheet sheet = {.column_count = 16385, .cells = cells, .cell_count = 16385};
    CU_ASSERT_EQUAL(hp_sheet_workbook(&out, &sheet, &form), HP_IO);
    sheet.column_count = 16384;
    sheet.cell_count = 16384;
    CU_ASSERT_EQUAL(hp_sheet_workbook(&out, &sheet, &form), HP_OK);
    hp_buffer_free(&out);
    hp_arena_free(&arena);
}

static CU_TestInfo tests[] = {
    {"wild texts are written as the library does", wild_texts_are_written_as_the_library_does},
    {"every byte is written as the library does", every_byte_is_written_as_the_library_does},
    {"empty cells are left out as the library does", empty_cells_are_left_out_as_the_library_does},
    {"many rows are packed as the library does", many_rows_are_packed_as_the_library_does},
    {"what a workbook cannot hold", what_a_workbook_cannot_hold},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "workbook", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
