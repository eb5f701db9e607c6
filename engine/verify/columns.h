/* Names of columns in both languages, and words of coded columns (spec 2). */
#ifndef VF_COLUMNS_H
#define VF_COLUMNS_H

#include "verify/file.h"

typedef struct vf_column {
    const char *english;
    const char *chinese;
} vf_column;

/* The spec's students columns; ends with a NULL name. */
const vf_column *vf_student_columns(void);

/* Whether a header is the column of that English name. */
bool vf_means(const vf_column *columns, const char *header, const char *name);

/* The column of that English name; -1: the table lacks it. */
int vf_find_column(const vf_grid *grid, bool of_students, const char *name);

/* A cell of a coded column in its English or 0/1 form; any other as it is. */
const char *vf_decoded(const char *column, const char *cell);

#endif
