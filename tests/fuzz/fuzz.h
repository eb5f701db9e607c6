/* What the fuzz targets share: claims that abort, a folder of their own, packed inputs. */
#ifndef HP_TESTS_FUZZ_H
#define HP_TESTS_FUZZ_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

/* The entry of every target, as libFuzzer calls it; replay.c calls it for each file of a corpus. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts with the claim when it does not hold. */
void fuzz_claim(bool holds, const char *claim);

/* As fuzz_claim, for outcomes: the machine did not fail, so no input may end in exit code 4. */
void fuzz_claim_no_failure(hp_status status);

/* Every finding has a code and a sentence, every text of it is UTF-8, a row is one of a file, and
 * the list as JSON is JSON. */
void fuzz_claim_findings(hp_findings *findings);

/* Every error names its file: so it is with those of reading a season. */
void fuzz_claim_files(const hp_findings *findings);

/* Writes the run and reads it back: every JSON file of it is JSON, no school has more children than
 * seats, a run that keeps its promise has no shortage, and every child has one row of
 * allocation.csv, which is handed over. The run stays in the folder `out` of fuzz_folder until the
 * next. */
void fuzz_claim_run(hp_buffer *allocation, const hp_run *run);

/* A folder of this process, made at the first call and removed at exit. */
const char *fuzz_folder(void);

/* Writes a file of a folder; NULL bytes remove it. */
void fuzz_write(const char *folder, const char *name, const void *bytes, size_t length);

/* The base season's file (tests/fuzz/base), in the arena. */
char *fuzz_base(hp_arena *arena, const char *name, size_t *length);

/* Writes the base season into the process's folder. */
void fuzz_write_base(void);

/* The files of a season, in the order in which they are written. */
extern const char *const fuzz_season_files[];

/* One file of a packed input: lines "=== NAME", each followed by the file's bytes. */
typedef struct fuzz_part {
    const char *name; /* one of those that were asked for */
    const uint8_t *bytes;
    size_t length; /* without the line end before the next line of a name */
} fuzz_part;

/* The next part from *at on whose name is in the NULL-ended list; false at the end. */
bool fuzz_next_part(fuzz_part *part, const char *const *names, const uint8_t *data, size_t size,
                    size_t *at);

#endif
