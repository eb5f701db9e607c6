#define _XOPEN_SOURCE 700 /* nftw */
#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

const char *const fuzz_season_files[] = {"season.json",
                                         "policy.json",
                                         "schools.csv",
                                         "areas.csv",
                                         "zones.csv",
                                         "feeders.csv",
                                         "students.csv",
                                         "distances.csv",
                                         "projection.csv",
                                         "manifest.json",
                                         "result.json",
                                         "allocation.csv",
                                         NULL};

void fuzz_claim(bool holds, const char *claim) {
    if (!holds) {
        fprintf(stderr, "the claim does not hold: %s\n", claim);
        abort();
    }
}

void fuzz_claim_no_failure(hp_status status) {
    fuzz_claim(status != HP_NO_MEMORY, "an input does not use up the memory");
    fuzz_claim(status != HP_IO, "an input does not make the machine fail");
    fuzz_claim(status != HP_UNPROVEN, "an answer passes its own check");
    fuzz_claim(hp_exit_code(status) != 4, "no input ends in exit code 4");
}

static void claim_utf8(const char *text) {
    fuzz_claim(text == NULL || hp_utf8_check(text, strlen(text)) == strlen(text),
               "the texts of a finding are UTF-8");
}

void fuzz_claim_findings(hp_findings *findings) {
    size_t errors = 0;
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        fuzz_claim(finding->code != NULL && *finding->code != '\0', "a finding has a code");
        fuzz_claim(finding->rule != NULL && *finding->rule != '\0', "a finding has a sentence");
        fuzz_claim(finding->row >= 0, "a row is counted from 1");
        fuzz_claim(finding->row == 0 || finding->file != NULL, "a row is one of a file");
        claim_utf8(finding->file);
        claim_utf8(finding->column);
        claim_utf8(finding->value);
        claim_utf8(finding->rule);
        errors += finding->severity == HP_ERROR;
    }
    fuzz_claim(errors == hp_findings_errors(findings), "errors are counted");
    hp_findings *none = hp_findings_new();
    hp_json *document = NULL;
    const char *json = hp_findings_json(findings);
    fuzz_claim(none != NULL && json != NULL &&
                   hp_json_parse(&document, json, strlen(json), "findings", none) == HP_OK &&
                   document != NULL,
               "the findings as JSON are JSON");
    fuzz_claim(hp_json_count(hp_json_member(document, "findings")) == hp_findings_count(findings),
               "the findings as JSON are all of them");
    hp_json_free(document);
    hp_findings_free(none);
}

void fuzz_claim_files(const hp_findings *findings) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        fuzz_claim(finding->severity != HP_ERROR ||
                       (finding->file != NULL && *finding->file != '\0'),
                   "an error of the input names its file");
    }
}

/* ---- files ---- */

static char folder[256];

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place) {
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_tree(const char *path) {
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void) {
    remove_tree(folder);
}

const char *fuzz_folder(void) {
    if (*folder == '\0') {
        const char *parent = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/huapian-fuzz-XXXXXX", parent == NULL ? "/tmp" : parent);
        fuzz_claim(mkdtemp(folder) != NULL, "a temporary folder can be made");
        atexit(remove_folder);
    }
    return folder;
}

void fuzz_write(const char *in, const char *name, const void *bytes, size_t length) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", in, name);
    if (bytes == NULL) {
        unlink(path);
        return;
    }
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(bytes, 1, length, file) == length;
    fuzz_claim(file != NULL && fclose(file) == 0 && written, "a temporary file can be written");
}

char *fuzz_base(hp_arena *arena, const char *name, size_t *length) {
    char *bytes = NULL;
    hp_findings *findings = hp_findings_new();
    fuzz_claim(findings != NULL &&
                   hp_file_read(&bytes, length, arena, HP_FUZZ_BASE, name, findings) == HP_OK,
               "the base season can be read");
    hp_findings_free(findings);
    return bytes;
}

void fuzz_write_base(void) {
    hp_arena arena = {0};
    for (size_t i = 0; fuzz_season_files[i] != NULL; i++) {
        size_t length = 0;
        char *bytes = fuzz_base(&arena, fuzz_season_files[i], &length);
        fuzz_write(fuzz_folder(), fuzz_season_files[i], bytes, length);
    }
    hp_arena_free(&arena);
}

/* ---- a run's folder ---- */

/* A file of the run, ended with a NUL. */
static char *read_run(hp_arena *arena, const char *run, const char *name, size_t *length) {
    char *bytes = NULL;
    hp_findings *findings = hp_findings_new();
    fuzz_claim(hp_file_read(&bytes, length, arena, run, name, findings) == HP_OK && bytes != NULL,
               "a file of the run can be read");
    hp_findings_free(findings);
    return bytes;
}

static hp_json *read_json(hp_arena *arena, const char *run, const char *name) {
    size_t length = 0;
    hp_json *document = NULL;
    hp_findings *findings = hp_findings_new();
    char *text = read_run(arena, run, name, &length);
    fuzz_claim(hp_json_parse(&document, text, length, name, findings) == HP_OK && document != NULL,
               "a JSON file of the run is JSON");
    hp_findings_free(findings);
    return document;
}

static void claim_seats(const hp_json *result) {
    const hp_json *schools = hp_json_member(result, "schools");
    fuzz_claim(schools != NULL, "result.json has schools");
    for (const hp_json *school = hp_json_first(schools); school != NULL;
         school = hp_json_next(school)) {
        double seats = hp_json_number(hp_json_member(school, "seats"));
        double placed = hp_json_number(hp_json_member(school, "placed"));
        double left = hp_json_number(hp_json_member(school, "free"));
        fuzz_claim(placed >= 0 && left >= 0 && placed + left == seats, "no seat is given twice");
    }
}

static hp_status count_row(void *context, const char *const *cells, const size_t *lengths,
                           size_t cell_count, int64_t row) {
    (void)cells;
    (void)lengths;
    fuzz_claim(cell_count == 9 && row > 0, "allocation.csv has nine columns");
    ++*(int32_t *)context;
    return HP_OK;
}

static void claim_rows(const char *text, size_t length) {
    hp_csv_fault fault = HP_CSV_NONE;
    int64_t fault_row = 0;
    int32_t rows = 0;
    fuzz_claim(hp_csv_read(&fault, &fault_row, text, length, count_row, &rows) == HP_OK &&
                   fault == HP_CSV_NONE && rows >= 1,
               "allocation.csv is CSV");
}

void fuzz_claim_run(hp_buffer *allocation, const hp_run *run) {
    char path[512];
    size_t length = 0;
    hp_arena arena = {0};
    hp_findings *findings = hp_findings_new();
    snprintf(path, sizeof path, "%s/out", fuzz_folder());
    remove_tree(path);
    fuzz_claim(hp_run_write(run, path, findings) == HP_OK, "a run can be written");
    hp_json *manifest = read_json(&arena, path, "manifest.json");
    const hp_json *files = hp_json_member(manifest, "files");
    for (const hp_json *file = hp_json_first(files); file != NULL; file = hp_json_next(file)) {
        const char *dot = strrchr(hp_json_key(file), '.');
        if (dot != NULL && strcmp(dot, ".json") == 0) {
            hp_json_free(read_json(&arena, path, hp_json_key(file)));
        }
    }
    fuzz_claim(hp_run_is_kept(run) == (hp_json_member(files, "shortage.json") == NULL),
               "a broken promise comes with a shortage");
    hp_json *result = read_json(&arena, path, "result.json");
    claim_seats(result);
    const char *text = read_run(&arena, path, "allocation.csv", &length);
    claim_rows(text, length);
    hp_buffer_append(allocation, text, length);
    hp_json_free(result);
    hp_json_free(manifest);
    hp_findings_free(findings);
    hp_arena_free(&arena);
}

/* ---- packed inputs ---- */

/* The name when a line "=== NAME" begins at `at`; NULL otherwise. */
static const char *name_at(const char *const *names, const uint8_t *data, size_t size, size_t at) {
    if (size - at < 4 || memcmp(data + at, "=== ", 4) != 0 || (at > 0 && data[at - 1] != '\n')) {
        return NULL;
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        size_t length = strlen(names[i]);
        if (size - at > 4 + length && memcmp(data + at + 4, names[i], length) == 0 &&
            data[at + 4 + length] == '\n') {
            return names[i];
        }
    }
    return NULL;
}

bool fuzz_next_part(fuzz_part *part, const char *const *names, const uint8_t *data, size_t size,
                    size_t *at) {
    part->name = NULL;
    for (; *at < size && part->name == NULL; *at += part->name == NULL) {
        part->name = name_at(names, data, size, *at);
    }
    if (part->name == NULL) {
        return false;
    }
    size_t begin = *at + 4 + strlen(part->name) + 1;
    size_t end = begin;
    while (end < size && name_at(names, data, size, end) == NULL) {
        end++;
    }
    part->bytes = data + begin;
    part->length = end - begin;
    *at = end;
    return true;
}
