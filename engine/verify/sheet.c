/* The text of a workbook's sheet, as docs/publication.md has it: every cell a text. */
#include <string.h>

#include "verify/book.h"

/* What stands around the range of the cells and around the rows; libxlsxwriter's, as the form. */
static const char before_range[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
    "<dimension ref=\"";
static const char after_range[] =
    "\"/><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews>"
    "<sheetFormatPr defaultRowHeight=\"15\"/><sheetData>";
static const char after_rows[] =
    "</sheetData><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" "
    "header=\"0.3\" footer=\"0.3\"/></worksheet>";

/* The name of a column: A, B, … Z, AA, … */
static const char *column_name(size_t column) {
    const char *head = column < 26 ? "" : column_name(column / 26 - 1);
    return vf_format("%s%c", head, (int)('A' + column % 26));
}

/* ---- the range ---- */

/* The least range that holds every cell with a text, "A1:D181"; a single cell is "A1". */
static void put_range(vf_out *out, const char *const *cells, size_t rows, size_t columns) {
    size_t top = rows;
    size_t bottom = 0;
    size_t left = columns;
    size_t right = 0;
    for (size_t i = 0; i < rows * columns; i++) {
        if (*cells[i] != '\0') {
            size_t row = i / columns;
            size_t column = i % columns;
            top = row < top ? row : top;
            bottom = row;
            left = column < left ? column : left;
            right = column > right ? column : right;
        }
    }
    if (top == rows) {
        top = 0;
        left = 0;
    }
    vf_put(out, vf_format("%s%zu", column_name(left), top + 1));
    if (top != bottom || left != right) {
        vf_put(out, vf_format(":%s%zu", column_name(right), bottom + 1));
    }
}

/* ---- cells ---- */

/* What a cell holds at most, in units of UTF-16; a longer text is cut to leave room for "…". */
enum { MOST_UNITS = 32767, CUT_UNITS = MOST_UNITS - 2 };

static bool is_mark(char byte) {
    return ((unsigned char)byte < ' ' && byte != '\t' && byte != '\n') || byte == '&' ||
           byte == '<' || byte == '>' || byte == '_' || byte == '\xef';
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n';
}

/* The bytes of the character that begins here. */
static size_t character_length(const char *at) {
    size_t length = 1;
    while ((at[length] & 0xc0) == 0x80) {
        length++;
    }
    return length;
}

static size_t units_of(size_t character) {
    return character > 3 ? 2 : 1;
}

/* "_x0041_" or the like, which a reader of workbooks takes for one character. */
static bool is_code(const char *at) {
    return strncmp(at, "_x", 2) == 0 && strspn(at + 2, "0123456789ABCDEFabcdef") == 4 &&
           at[6] == '_';
}

static void put_character(vf_out *out, const char *at, size_t length) {
    if (*at == '&') {
        vf_put(out, "&amp;");
    } else if (*at == '<') {
        vf_put(out, "&lt;");
    } else if (*at == '>') {
        vf_put(out, "&gt;");
    } else if (*at == '_' && is_code(at)) {
        vf_put(out, "_x005F_");
    } else if (is_mark(*at) && *at != '_' && *at != '\xef') {
        vf_put(out, vf_format("_x%04X_", (unsigned)*at));
    } else if (length == 3 &&
               (memcmp(at, "\xef\xbf\xbe", 3) == 0 || memcmp(at, "\xef\xbf\xbf", 3) == 0)) {
        vf_put(out, "\xef\xbf\xbd");
    } else {
        vf_put_bytes(out, at, length);
    }
}

static void put_text(vf_out *out, const char *text) {
    size_t plain = 0;
    while (text[plain] != '\0' && !is_mark(text[plain])) {
        plain++;
    }
    if (text[plain] == '\0' && plain <= MOST_UNITS) {
        vf_put_bytes(out, text, plain);
        return;
    }
    size_t units = 0;
    for (const char *at = text; *at != '\0'; at += character_length(at)) {
        units += units_of(character_length(at));
    }
    size_t room = units <= MOST_UNITS ? units : CUT_UNITS;
    size_t put = 0;
    while (put < room) {
        size_t length = character_length(text);
        put_character(out, text, length);
        put += units_of(length);
        text += length;
    }
    vf_put(out, *text != '\0' ? "…" : "");
}

/* A row with its cells that are not empty; one without any is not written. `heads`: how a cell of
 * each column begins. */
static void put_row(vf_out *out, const char *const *cells, size_t row, size_t columns,
                    const char *const *heads) {
    bool any = false;
    for (size_t c = 0; c < columns; c++) {
        const char *cell = cells[c];
        if (*cell == '\0') {
            continue;
        }
        if (!any) {
            vf_put(out, "<row r=\"");
            vf_put_number(out, (int64_t)row + 1);
            vf_put(out, "\">");
            any = true;
        }
        bool kept = is_blank(*cell) || is_blank(cell[strlen(cell) - 1]);
        vf_put(out, heads[c]);
        vf_put_number(out, (int64_t)row + 1);
        vf_put(out, "\" t=\"inlineStr\"><is><t");
        vf_put(out, kept ? " xml:space=\"preserve\">" : ">");
        put_text(out, cell);
        vf_put(out, "</t></is></c>");
    }
    vf_put(out, any ? "</row>" : "");
}

void vf_sheet_put(vf_out *out, const char *const *cells, size_t rows, size_t columns) {
    const char **heads = vf_alloc(columns + 1, sizeof *heads);
    for (size_t c = 0; c < columns; c++) {
        heads[c] = vf_format("<c r=\"%s", column_name(c));
    }
    vf_put(out, before_range);
    put_range(out, cells, rows, columns);
    vf_put(out, after_range);
    for (size_t r = 0; r < rows && !out->differs; r++) {
        put_row(out, cells + r * columns, r, columns, heads);
    }
    vf_put(out, after_rows);
}
