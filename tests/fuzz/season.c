/* A whole season: files packed in one input, the base season's where the input has none. It is
 * opened, looked through, committed, run and explained; it ends with exit code 0, 1 or 3, places
 * every child once, and says the same whatever the order of the students. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

static const char *const inputs[] = {
    "season.json", "policy.json",  "schools.csv",   "areas.csv",      "zones.csv",
    "feeders.csv", "students.csv", "distances.csv", "projection.csv", NULL};

/* ---- files ---- */

static void write_season(const uint8_t *data, size_t size) {
    size_t at = 0;
    fuzz_part part;
    fuzz_write_base();
    while (fuzz_next_part(&part, inputs, data, size, &at)) {
        fuzz_write(fuzz_folder(), part.name, part.bytes, part.length);
    }
}

typedef struct line {
    const char *text;
    size_t length;
} line;

/* Rewrites students.csv with its rows backwards; false where a cell may hold a line end. */
static bool turn_students(void) {
    enum { MOST_LINES = 512 };
    static line lines[MOST_LINES];
    hp_arena arena = {0};
    hp_buffer turned = {0};
    size_t count = 0;
    size_t length = 0;
    hp_findings *findings = hp_findings_new();
    char *text = NULL;
    fuzz_claim_no_failure(
        hp_file_read(&text, &length, &arena, fuzz_folder(), "students.csv", findings));
    bool plain = text != NULL && memchr(text, '"', length) == NULL &&
                 memchr(text, '\r', length) == NULL && memchr(text, '\0', length) == NULL;
    for (size_t at = 0; plain && at < length; count++) {
        size_t end = at + strcspn(text + at, "\n");
        plain = count < MOST_LINES;
        lines[plain ? count : 0] = (line){.text = text + at, .length = end - at};
        at = end + 1;
    }
    plain = plain && count > 2 && lines[0].length > 0;
    for (size_t i = 0; plain && i < count; i++) {
        const line *next = &lines[i == 0 ? 0 : count - i];
        hp_buffer_append(&turned, next->text, next->length);
        hp_buffer_text(&turned, "\n");
    }
    if (plain) {
        fuzz_write(fuzz_folder(), "students.csv", hp_buffer_get(&turned), turned.length);
    }
    hp_buffer_free(&turned);
    hp_findings_free(findings);
    hp_arena_free(&arena);
    return plain;
}

/* ---- a run ---- */

/* The first child of allocation.csv is told why, from the run that was written. */
static void claim_explained(const hp_season *season, const char *allocation) {
    char id[65];
    char dir[512];
    char *text = NULL;
    const char *row = strchr(allocation, '\n') + 1;
    size_t length = strcspn(row, ",");
    if (*row == '\0') {
        return;
    }
    snprintf(id, sizeof id, "%.*s", (int)length, row);
    snprintf(dir, sizeof dir, "%s/out", fuzz_folder());
    const hp_explain_options options = {.dir = dir, .student_id = id};
    hp_findings *findings = hp_findings_new();
    hp_status status = hp_season_explain(&text, season, &options, findings);
    fuzz_claim(status == HP_OK && text != NULL && *text != '\0',
               "a run comes out the same again, and tells a child why");
    hp_text_free(text);
    hp_findings_free(findings);
}

/* Opens and runs the season as it stands in the folder; the status is that of the last call. */
static hp_status run_season(hp_buffer *allocation) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    char hex[65] = "";
    hp_status status = hp_season_open(&season, fuzz_folder(), findings);
    fuzz_claim_no_failure(status);
    fuzz_claim((status == HP_OK) == (season != NULL), "a season, or errors");
    fuzz_claim_files(findings);
    if (season != NULL) {
        fuzz_claim(hp_season_commit(hex, season, NULL, findings) == HP_OK && strlen(hex) == 64,
                   "a season without errors can be committed");
        fuzz_claim(hp_season_preflight(season, NULL, findings) == HP_OK,
                   "looking through a season adds no errors");
        status = hp_season_run(&run, season, NULL, findings);
        fuzz_claim_no_failure(status);
        fuzz_claim(status == HP_OK || status == HP_INPUT, "a season runs to exit code 0, 1 or 3");
        fuzz_claim((status == HP_OK) == (run != NULL), "a run, or errors");
    }
    fuzz_claim((status == HP_INPUT) == (hp_findings_errors(findings) > 0), "errors are findings");
    fuzz_claim_findings(findings);
    if (run != NULL) {
        fuzz_claim_run(allocation, run);
        claim_explained(season, hp_buffer_get(allocation));
    }
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    hp_buffer once = {0};
    hp_buffer twice = {0};
    write_season(data, size);
    hp_status status = run_season(&once);
    if (status == HP_OK && turn_students()) {
        fuzz_claim(run_season(&twice) == HP_OK, "the order of rows makes no error");
        fuzz_claim(strcmp(hp_buffer_get(&once), hp_buffer_get(&twice)) == 0,
                   "the order of rows changes nothing");
    }
    hp_buffer_free(&once);
    hp_buffer_free(&twice);
    return 0;
}
