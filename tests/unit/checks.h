/* One thing broken in the small season, and what is told of it. */
#ifndef HP_TESTS_CHECKS_H
#define HP_TESTS_CHECKS_H

#include "unit.h"

/* In the file the text `from`, which must be there, becomes `to`. from NULL: `to` is the whole
 * file; to NULL: there is no such file. */
typedef struct check_edit {
    const char *file;
    const char *from;
    const char *to;
} check_edit;

typedef struct check_case {
    const char *code;
    check_edit edits[2];
    bool more; /* other errors follow from it */
    const char *file;
    int64_t row;
    const char *column;
    const char *value;
} check_case;

#define CHECK_COUNT(cases) (sizeof(cases) / sizeof *(cases))

/* Breaks the season, opens and runs it, and claims the finding of each case; and no error beside
 * it, unless the case says so. */
void check_cases(const check_case *cases, size_t count);

/* The same for one season that the caller has broken. */
void check_season(const char *dir, const check_case *wanted);

/* Claims the finding in a list that a call of the caller's gave, and notes its code as seen. */
void check_findings(const hp_findings *findings, const check_case *wanted);

extern CU_TestInfo checks_tables[];
extern CU_TestInfo checks_policy[];
extern CU_TestInfo checks_run[];
extern CU_TestInfo checks_scenario[];

#endif
