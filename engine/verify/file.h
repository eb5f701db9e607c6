/* Files: bytes, hashes, texts in the encodings that offices use, tables. */
#ifndef VF_FILE_H
#define VF_FILE_H

#include "verify/base.h"

typedef struct vf_file {
    char *bytes; /* NULL: cannot be read; else with a closing NUL */
    size_t length;
} vf_file;

enum { VF_HEX = 65 };

/* A regular file, whole; its bytes stay until vf_forget. */
vf_file vf_read(const char *dir, const char *name);
void vf_forget(vf_file *file);
/* The hash of a regular file, piece by piece; false: it cannot be read. */
bool vf_hash_file(char hex[VF_HEX], const char *dir, const char *name);
void vf_sha256(char hex[VF_HEX], const char *bytes, size_t length);

/* UTF-8 with or without BOM, UTF-16LE with BOM, GB18030; NULL: none of them, or it holds a NUL. The
 * text is within the file's own bytes, or in a new file that takes its place. */
char *vf_decode(size_t *length, vf_file *file);

/* A table by rows; every row has `columns` cells. */
typedef struct vf_grid {
    uint32_t *cells; /* where each begins in the texts */
    char *texts;     /* the empty one first */
    size_t columns;
    size_t rows; /* the header is row 0 */
} vf_grid;

/* False: it is not a table of RFC 4180 with rows of one length. `trim`: blanks and U+3000. */
bool vf_grid_read(vf_grid *grid, const char *text, size_t length, bool trim);
void vf_grid_forget(vf_grid *grid);

static inline const char *vf_at(const vf_grid *grid, size_t row, size_t column) {
    return grid->texts + grid->cells[row * grid->columns + column];
}

/* A cell as RFC 4180 needs it; then `after`. */
void vf_csv_cell(vf_out *out, const char *text, const char *after);
/* The same for people: what begins like a formula has a quote mark before it (field notes). */
void vf_people_cell(vf_out *out, const char *text, const char *after);

#endif
