/* The fence around libcsv: RFC 4180 tables, read strictly, with rows counted as a spreadsheet
 * counts them. Only csv.c knows libcsv. It reads the records with quote marks; the others are their
 * text cut at the commas. */
#ifndef HP_BASE_CSV_H
#define HP_BASE_CSV_H

#include "base/buffer.h"

enum { HP_CSV_CELL_BYTES = 1 << 16 }; /* the longest cell that is read */

typedef enum hp_csv_fault { HP_CSV_NONE, HP_CSV_SYNTAX, HP_CSV_CELL_TOO_LONG } hp_csv_fault;

/* One row: `cells[i]` has `lengths[i]` bytes, not NUL-ended, lent for the call. `row` counts from
 * 1, blank lines included. Any outcome but HP_OK ends the reading with it. */
typedef hp_status (*hp_csv_row)(void *context, const char *const *cells, const size_t *lengths,
                                size_t cell_count, int64_t row);

/* Reads a table; blank lines give no row. *fault and *fault_row tell where reading stopped. */
hp_status HP_MUST_CHECK hp_csv_read(hp_csv_fault *fault, int64_t *fault_row, const char *text,
                                    size_t length, hp_csv_row on_row, void *context);

/* Appends a cell, in quote marks only where RFC 4180 needs them, then `after`: ',' or '\n'. */
void hp_csv_cell(hp_buffer *buffer, const char *text, char after);

#endif
