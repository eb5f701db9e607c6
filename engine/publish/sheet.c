#include "publish/sheet.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "publish/zip.h"

/* What a workbook holds at most; of a cell that many characters, in UTF-16. */
enum { MOST_UNITS = 32767, MOST_ROWS = 1048576, MOST_COLUMNS = 16384 };

void hp_sheet_add(hp_sheet *sheet, const char *text) {
    if (hp_grow(&sheet->cells, &sheet->capacity, sheet->cell_count + 1, sizeof *sheet->cells) !=
        HP_OK) {
        sheet->failed = true;
        return;
    }
    __builtin_prefetch(text); /* children of one school lie anywhere in memory */
    sheet->cells[sheet->cell_count++] = text;
}

static bool is_formula(const char *text) {
    switch (*text) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
        return true;
    default:
        return false;
    }
}

void hp_people_cell(hp_buffer *out, const char *text, char after) {
    hp_buffer cell = {0};
    if (is_formula(text)) {
        hp_buffer_text(&cell, "'");
        hp_buffer_text(&cell, text);
        text = hp_buffer_get(&cell);
    }
    hp_csv_cell(out, text, after == '\n' ? '\r' : after);
    if (after == '\n') {
        hp_buffer_append(out, "\n", 1);
    }
    out->failed = out->failed || cell.failed;
    hp_buffer_free(&cell);
}

static void put_csv_rows(hp_buffer *out, const hp_sheet *sheet) {
    for (size_t i = 0; i < sheet->cell_count;) {
        for (size_t column = 1; column < sheet->column_count; column++) {
            hp_people_cell(out, sheet->cells[i++], ',');
        }
        hp_people_cell(out, sheet->cells[i++], '\n');
    }
    out->failed = out->failed || sheet->failed;
}

void hp_sheet_csv(hp_buffer *out, const hp_sheet *sheet) {
    hp_buffer_text(out, "\xef\xbb\xbf");
    put_csv_rows(out, sheet);
}

void hp_sheet_rows(hp_buffer *out, hp_sheet *sheet) {
    put_csv_rows(out, sheet);
    sheet->cell_count = 0;
}

/* ---- workbooks ---- */

/* Whether _x0041_ or the like stands here, which workbooks take for a character. */
static bool is_escape(const char *text) {
    return text[0] == '_' && text[1] == 'x' && strspn(text + 2, "0123456789ABCDEFabcdef") == 4 &&
           text[6] == '_';
}

/* The length of a text in UTF-16. */
static size_t utf16_units(const char *text) {
    const char *end = text + strlen(text);
    size_t units = 0;
    while (text < end) {
        units += hp_utf8_next(&text, end) > 0xffff ? 2 : 1;
    }
    return units;
}

/* One character as it stands in XML, whose bytes are given. */
static void put_character(hp_buffer *out, int32_t code, const char *bytes, size_t length) {
    if (code == '&' || code == '<' || code == '>') {
        hp_buffer_text(out, code == '&' ? "&amp;" : code == '<' ? "&lt;" : "&gt;");
    } else if (code < ' ' && code != '\t' && code != '\n') {
        hp_buffer_format(out, "_x%04X_", (unsigned)code);
    } else if (code == 0xfffe || code == 0xffff) {
        hp_buffer_text(out, "\xef\xbf\xbd"); /* they are none of XML's characters */
    } else {
        hp_buffer_text(out, is_escape(bytes) ? "_x005F" : "");
        hp_buffer_append(out, bytes, length);
    }
}

/* Bytes of the characters that do not stand for themselves, above; most texts have none. The first
 * byte of U+FFFE and U+FFFF is one, and so is the NUL. */
static bool is_special(unsigned char byte) {
    return (byte < ' ' && byte != '\t' && byte != '\n') || byte == '&' || byte == '<' ||
           byte == '>' || byte == '_' || byte == 0xef;
}

/* The text as a workbook can hold it: one that is too long ends in "…". */
static void put_text(hp_buffer *out, const char *text) {
    size_t length = 0;
    while (!is_special((unsigned char)text[length])) {
        length++;
    }
    if (text[length] == '\0' && length <= MOST_UNITS) {
        hp_buffer_append(out, text, length);
        return;
    }
    length += strlen(text + length);
    const char *end = text + length;
    size_t units = 0;
    bool fits = utf16_units(text) <= MOST_UNITS;
    while (text < end && (fits || units < MOST_UNITS - 2)) {
        const char *begin = text;
        int32_t code = hp_utf8_next(&text, end);
        units += code > 0xffff ? 2 : 1;
        put_character(out, code, begin, (size_t)(text - begin));
    }
    hp_buffer_text(out, text < end ? "…" : "");
}

/* "AB12", for column 27 of row 11. */
static void put_place(hp_buffer *out, size_t row, size_t column) {
    char letters[16];
    size_t at = sizeof letters;
    for (size_t number = column + 1; number > 0; number = (number - 1) / 26) {
        letters[--at] = (char)('A' + (number - 1) % 26);
    }
    hp_buffer_append(out, letters + at, sizeof letters - at);
    hp_buffer_digits(out, row + 1, 1);
}

/* Whether XML may drop the character at a text's end; other blanks are escaped. */
static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n';
}

static void put_cell(hp_buffer *out, size_t row, size_t column, const char *text) {
    static const char plain[] = "\" t=\"inlineStr\"><is><t>";
    static const char blanks[] = "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">";
    static const char begin[] = "<c r=\"";
    static const char end[] = "</t></is></c>";
    hp_buffer_append(out, begin, sizeof begin - 1);
    put_place(out, row, column);
    if (is_blank(text[0]) || is_blank(text[strlen(text) - 1])) {
        hp_buffer_append(out, blanks, sizeof blanks - 1);
    } else {
        hp_buffer_append(out, plain, sizeof plain - 1);
    }
    put_text(out, text);
    hp_buffer_append(out, end, sizeof end - 1);
}

/* The rows that are not empty, of their cells those that are not. */
static void put_rows(hp_buffer *out, const hp_sheet *sheet) {
    size_t row = 0;
    for (size_t i = 0; i < sheet->cell_count; row++) {
        bool filled = false;
        for (size_t column = 0; column < sheet->column_count; column++, i++) {
            if (*sheet->cells[i] == '\0') {
                continue;
            }
            if (!filled) {
                hp_buffer_text(out, "<row r=\"");
                hp_buffer_digits(out, row + 1, 1);
                hp_buffer_text(out, "\">");
                filled = true;
            }
            put_cell(out, row, column, sheet->cells[i]);
        }
        hp_buffer_text(out, filled ? "</row>" : "");
    }
}

/* The range that holds all cells that are not empty: "A1:D181". */
static void put_range(hp_buffer *out, const hp_sheet *sheet) {
    size_t first_row = SIZE_MAX;
    size_t first_column = SIZE_MAX;
    size_t row = 0;
    size_t column = 0;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        if (*sheet->cells[i] != '\0') {
            size_t c = i % sheet->column_count;
            row = i / sheet->column_count;
            first_row = first_row == SIZE_MAX ? row : first_row;
            first_column = c < first_column ? c : first_column;
            column = c > column ? c : column;
        }
    }
    first_row = first_row == SIZE_MAX ? 0 : first_row;
    first_column = first_column == SIZE_MAX ? 0 : first_column;
    put_place(out, first_row, first_column);
    if (first_row != row || first_column != column) {
        hp_buffer_text(out, ":");
        put_place(out, row, column);
    }
}

hp_status hp_sheet_workbook(hp_buffer *out, const hp_sheet *sheet, const hp_workbook_form *form) {
    hp_buffer text = {0};
    if (sheet->column_count > MOST_COLUMNS || sheet->cell_count > MOST_ROWS * sheet->column_count) {
        return HP_IO;
    }
    hp_buffer_append(&text, form->sheet, form->dimension);
    put_range(&text, sheet);
    hp_buffer_append(&text, form->sheet + form->after_dimension,
                     form->rows - form->after_dimension);
    put_rows(&text, sheet);
    hp_buffer_text(&text, form->sheet + form->after_rows);
    hp_status status = hp_buffer_status(&text);
    if (status == HP_OK) {
        status = hp_zip_replace(out, form->bytes, form->length, hp_workbook_sheet,
                                hp_buffer_get(&text), text.length);
    }
    hp_buffer_free(&text);
    return status;
}

void hp_sheet_free(hp_sheet *sheet) {
    free(sheet->cells);
}
