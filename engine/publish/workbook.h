/* The form of a workbook: one of a single cell that libxlsxwriter made, once a run. Every workbook
 * of the run is this one with another sheet. */
#ifndef HP_PUBLISH_WORKBOOK_H
#define HP_PUBLISH_WORKBOOK_H

#include "base/file.h"

typedef struct hp_workbook_form {
    char *bytes; /* the workbook, an archive; NULL: not made yet */
    size_t length;
    char *sheet;                       /* the text of its sheet */
    size_t dimension, after_dimension; /* where in it the range stands, "A1", and where it ends */
    size_t rows, after_rows;           /* the same of its rows */
} hp_workbook_form;

/* The sheet's name in the archive. */
extern const char hp_workbook_sheet[];

/* Makes the form; all of it lies in the arena. What the library writes lies in the folder for a
 * moment. HP_IO: it cannot be written; the finding is of the file `name`. */
hp_status HP_MUST_CHECK hp_workbook_form_make(hp_workbook_form *form, hp_arena *arena,
                                              hp_folder *folder, const char *name,
                                              hp_findings *findings);

#endif
