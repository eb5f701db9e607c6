/* Workbooks: what a roster's .xlsx says must be what its .csv says. */
#ifndef VF_BOOK_H
#define VF_BOOK_H

#include "verify/file.h"

/* Unpacks DEFLATE into exactly `length` bytes; false: it is none, or of another length. */
bool vf_inflate(char *text, size_t length, const char *bytes, size_t count);

/* The text of a sheet with these cells, every one as text. */
void vf_sheet_put(vf_out *out, const char *const *cells, size_t rows, size_t columns);

/* Whether a workbook is the engine's form, byte for byte, with a sheet of these cells. */
bool vf_book_says(vf_file book, const char *const *cells, size_t rows, size_t columns);

#endif
