/* Runs side by side: the season as it is and every scenario, in files for people and programs. */
#ifndef HP_WHATIF_COMPARE_H
#define HP_WHATIF_COMPARE_H

#include "whatif/outcome.h"

/* A column of the comparison. */
typedef struct hp_compared_run {
    const char *name; /* of the scenario; of the season as it is, words in the language */
    const char *note; /* "": none */
    const char *file; /* of the scenario; "": the season as it is */
    const char *hash; /* of that file */
    hp_outcome outcome;
} hp_compared_run;

typedef struct hp_runs_compared {
    const hp_data *data;       /* of the season as it is */
    const hp_earlier *earlier; /* the run that all go on from; NULL: none */
    hp_compared_run *runs;     /* the season as it is, then the scenarios */
    size_t run_count;
} hp_runs_compared;

/* comparison.csv: a row for each figure, a column for each run; for people (BOM, CRLF). A figure
 * that a run does not have is empty. */
hp_status HP_MUST_CHECK hp_compare_csv(hp_buffer *out, const hp_runs_compared *comparison);

/* comparison.json: the same by run, whole numbers alone. */
hp_status HP_MUST_CHECK hp_compare_json(hp_buffer *out, const hp_runs_compared *comparison);

/* summary.txt: of each scenario what changes, what matters first, in the season's language. */
hp_status HP_MUST_CHECK hp_compare_summary(hp_buffer *out, const hp_runs_compared *comparison);

#endif
