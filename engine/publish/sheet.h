/* A table for people: what rosters, lists and letters are before they are CSV or a workbook. */
#ifndef HP_PUBLISH_SHEET_H
#define HP_PUBLISH_SHEET_H

#include "base/buffer.h"
#include "publish/workbook.h"

typedef struct hp_sheet {
    size_t column_count;
    const char **cells; /* row by row, the header first; lent texts, "" where empty */
    size_t cell_count;
    size_t capacity;
    bool failed; /* memory ran out */
} hp_sheet;

/* Adds the next cell; a row is full after column_count of them. */
void hp_sheet_add(hp_sheet *sheet, const char *text);

/* A cell of a CSV file that people open in a spreadsheet, which must not take it for a formula (a
 * quote mark before = + - @, tab, CR); `after` is ',' or '\n', which is written as CRLF. */
void hp_people_cell(hp_buffer *out, const char *text, char after);

/* UTF-8 with BOM, CRLF, inert cells; or the rows alone, which are dropped from the sheet. */
void hp_sheet_csv(hp_buffer *out, const hp_sheet *sheet);
void hp_sheet_rows(hp_buffer *out, hp_sheet *sheet);

/* The sheet as a workbook whose every cell is text; the same sheet gives the same bytes. HP_IO: it
 * has more rows or columns than a workbook can have. */
hp_status HP_MUST_CHECK hp_sheet_workbook(hp_buffer *out, const hp_sheet *sheet,
                                          const hp_workbook_form *form);

void hp_sheet_free(hp_sheet *sheet);

#endif
