/* A table's bytes: decoding, CSV, header, cells. The first line names the table. */
#include <string.h>

#include "base/buffer.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/text.h"
#include "fuzz.h"
#include "season/table.h"

static const char FILE_NAME[] = "table.csv";

/* The table that the first line names; the others go round by their first byte. */
static hp_table_id take_name(const uint8_t **data, size_t *size) {
    const uint8_t *end = memchr(*data, '\n', *size);
    size_t length = end == NULL ? 0 : (size_t)(end - *data);
    hp_table_id id = *size == 0 ? HP_SCHOOLS : (hp_table_id)(**data % HP_TABLES);
    for (int i = 0; i < HP_TABLES; i++) {
        const char *name = hp_table_name((hp_table_id)i);
        if (strlen(name) == length && memcmp(name, *data, length) == 0) {
            id = (hp_table_id)i;
        }
    }
    if (end != NULL) {
        *size -= length + 1;
        *data = end + 1;
    }
    return id;
}

/* ---- CSV ---- */

typedef struct rewriter {
    hp_buffer *out;
    int64_t last_row;
} rewriter;

/* A row of one empty cell would be a blank line, which is no row: it is left out. */
static hp_status rewrite_row(void *context, const char *const *cells, const size_t *lengths,
                             size_t cell_count, int64_t row) {
    rewriter *to = context;
    fuzz_claim(cell_count > 0, "a row has a cell");
    fuzz_claim(row > to->last_row, "rows are counted upwards from 1");
    to->last_row = row;
    if (cell_count == 1 && lengths[0] == 0) {
        return HP_OK;
    }
    for (size_t i = 0; i < cell_count; i++) {
        char cell[1 << 13];
        size_t length = lengths[i] < sizeof cell ? lengths[i] : sizeof cell - 1;
        memcpy(cell, cells[i], length);
        cell[length] = '\0';
        hp_csv_cell(to->out, cell, i + 1 < cell_count ? ',' : '\n');
    }
    return HP_OK;
}

/* Reads a text and writes its rows; true when it is CSV to the end. */
static bool rewrite(hp_buffer *out, const char *text, size_t length) {
    hp_csv_fault fault = HP_CSV_NONE;
    int64_t fault_row = 0;
    rewriter to = {.out = out};
    fuzz_claim_no_failure(hp_csv_read(&fault, &fault_row, text, length, rewrite_row, &to));
    fuzz_claim(fault == HP_CSV_NONE || fault_row > to.last_row, "a fault stands behind the rows");
    return fault == HP_CSV_NONE;
}

static void claim_csv_repeats(const char *text, size_t length) {
    hp_buffer once = {0};
    hp_buffer twice = {0};
    if (rewrite(&once, text, length)) {
        fuzz_claim(rewrite(&twice, hp_buffer_get(&once), once.length), "written CSV is CSV");
        fuzz_claim(once.length == twice.length &&
                       strcmp(hp_buffer_get(&once), hp_buffer_get(&twice)) == 0,
                   "written CSV reads as it was");
    }
    hp_buffer_free(&once);
    hp_buffer_free(&twice);
}

/* ---- the table ---- */

static void claim_places(const hp_table *table, const hp_findings *findings) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        fuzz_claim(finding->file != NULL && strcmp(finding->file, FILE_NAME) == 0,
                   "a fault of a table names the file");
        bool in_row = strncmp(finding->code, "cell_", 5) == 0;
        fuzz_claim(!in_row || (finding->row > 1 && finding->column != NULL),
                   "a fault of a cell names row and column");
    }
    for (size_t row = 0; row < table->row_count; row++) {
        fuzz_claim(table->rows[row] > (row == 0 ? 1 : table->rows[row - 1]),
                   "rows of the table are counted as in the file");
    }
}

/* A clean table has a value wherever one is required. */
static void claim_required(const hp_table *table, hp_table_id id) {
    size_t count = 0;
    const hp_column *columns = hp_columns(id, &count);
    for (size_t c = 0; c < count; c++) {
        fuzz_claim(columns[c].presence == HP_OPTIONAL || table->headers[c] != NULL,
                   "a clean table has every required column");
        for (size_t row = 0; row < table->row_count; row++) {
            fuzz_claim(columns[c].presence != HP_REQUIRED || *hp_cell(table, row, c) != '\0',
                       "a clean table has every required cell");
        }
    }
}

/* Writes the columns that are there, with a BOM, for a header may begin with U+FEFF. */
static size_t write_table(hp_buffer *out, const hp_table *table) {
    size_t written = 0;
    hp_buffer_text(out, "\xef\xbb\xbf");
    for (size_t row = 0; row <= table->row_count; row++) {
        written = 0;
        for (size_t c = 0; c < table->column_count; c++) {
            if (table->headers[c] != NULL) {
                hp_buffer_text(out, written++ > 0 ? "," : "");
                hp_csv_cell(out, row == 0 ? table->headers[c] : hp_cell(table, row - 1, c), ' ');
                out->length--;
            }
        }
        hp_buffer_text(out, "\r\n");
    }
    return written;
}

/* What was read without an error is read again as the same table. */
static void claim_repeats(const hp_table *table, hp_table_id id, hp_arena *arena) {
    hp_findings *findings = hp_findings_new();
    hp_buffer text = {0};
    hp_table again = {0};
    const char *decoded = NULL;
    size_t length = 0;
    if (write_table(&text, table) > 1) {
        fuzz_claim_no_failure(hp_decode(&decoded, &length, arena, hp_buffer_get(&text), text.length,
                                        FILE_NAME, findings));
        fuzz_claim(decoded != NULL, "a written table is UTF-8");
        fuzz_claim_no_failure(
            hp_table_read(&again, arena, id, FILE_NAME, decoded, length, findings));
        fuzz_claim(hp_findings_errors(findings) == 0, "a written table is without errors");
        fuzz_claim(again.row_count == table->row_count && again.column_count == table->column_count,
                   "a written table has as many rows and columns");
        for (size_t i = 0; i < table->row_count * table->column_count; i++) {
            size_t row = i / table->column_count;
            size_t column = i % table->column_count;
            fuzz_claim(strcmp(hp_cell(&again, row, column), hp_cell(table, row, column)) == 0,
                       "a written table has the same cells");
        }
    }
    hp_buffer_free(&text);
    hp_findings_free(findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    hp_arena arena = {0};
    hp_table table = {0};
    hp_findings *findings = hp_findings_new();
    const char *text = NULL;
    size_t length = 0;
    hp_table_id id = take_name(&data, &size);
    const char *bytes = hp_arena_copy(&arena, (const char *)data, size);
    fuzz_claim_no_failure(hp_decode(&text, &length, &arena, bytes, size, FILE_NAME, findings));
    fuzz_claim((text == NULL) == (hp_findings_errors(findings) > 0), "a text, or an error");
    if (text != NULL) {
        fuzz_claim(text[length] == '\0' && hp_utf8_check(text, length) == length &&
                       strlen(text) == length,
                   "a decoded text is UTF-8 and ends with its only NUL");
        claim_csv_repeats(text, length);
        fuzz_claim_no_failure(hp_table_read(&table, &arena, id, FILE_NAME, text, length, findings));
        claim_places(&table, findings);
        if (hp_findings_errors(findings) == 0) {
            claim_required(&table, id);
            claim_repeats(&table, id, &arena);
        }
    }
    fuzz_claim_findings(findings);
    hp_findings_free(findings);
    hp_arena_free(&arena);
    return 0;
}
