/* What the suites share: the runner, claims with more to say than CUnit's, folders of their own.
 *
 * A suite's file defines `unit_suites`; the names of tests are claims. main is in unit.c. */
#ifndef HP_TESTS_UNIT_H
#define HP_TESTS_UNIT_H

#include <CUnit/CUnit.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

/* Ended by CU_SUITE_INFO_NULL. */
extern CU_SuiteInfo unit_suites[];

/* As CU_ASSERT and as CU_ASSERT_STRING_EQUAL, but a failure prints the line that `format` makes or
 * the two texts. NULL is a text of its own. */
#define UNIT_CLAIM(holds, ...) unit_claim((holds), __FILE__, __LINE__, __VA_ARGS__)
#define UNIT_SAME(got, wanted) unit_same((got), (wanted), __FILE__, __LINE__)
bool unit_claim(bool holds, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool unit_same(const char *got, const char *wanted, const char *file, int line);

/* The first finding of that code; NULL: none. */
const hp_finding *unit_find(const hp_findings *findings, const char *code);

/* Claims that the list holds one finding, of that code, and gives it (NULL: it does not). */
const hp_finding *unit_only(const hp_findings *findings, const char *code);

/* The folder of this process, made at the first call and removed with all that it holds at exit. */
const char *unit_folder(void);

/* unit_folder()/name, lent until the process ends. */
const char *unit_path(const char *name);

/* Writes `dir`/`name`; ends the process when it cannot. */
void unit_write(const char *dir, const char *name, const void *bytes, size_t length);

/* The file's bytes with a closing NUL, to be freed; NULL: there is no such file. */
char *unit_read(const char *dir, const char *name, size_t *length);

/* Removes a file or a folder with all that it holds; one that is not there is accepted. */
void unit_remove(const char *path);

/* The number of entries of a folder, hidden ones too. */
int unit_entries(const char *dir);

/* Makes the folder unit_path(name) anew with the small season of the documentation in it. */
const char *unit_tiny(const char *name);

/* Replaces every `from` in `dir`/`name`; ends the process when there is none. */
void unit_edit(const char *dir, const char *name, const char *from, const char *to);

/* From here on standard output and error go to a file … */
void unit_listen(void);

/* … and no more: how many bytes came. */
size_t unit_heard(void);

/* A number from 0 to bound - 1 from a generator that is the same everywhere. */
uint32_t unit_below(uint64_t *generator, uint32_t bound);

#endif
