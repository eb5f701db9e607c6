#define _XOPEN_SOURCE 700 /* nftw */
#include "unit.h"

#include <CUnit/Basic.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, PATHS = 64 };

bool unit_claim(bool holds, const char *file, int line, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    CU_assertImplementation(holds, (unsigned)line, text, file, "", CU_FALSE);
    return holds;
}

bool unit_same(const char *got, const char *wanted, const char *file, int line) {
    bool same = got == wanted || (got != NULL && wanted != NULL && strcmp(got, wanted) == 0);
    return unit_claim(same, file, line, "got \"%s\", wanted \"%s\"", got == NULL ? "(NULL)" : got,
                      wanted == NULL ? "(NULL)" : wanted);
}

const hp_finding *unit_find(const hp_findings *findings, const char *code) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        if (strcmp(finding->code, code) == 0) {
            return finding;
        }
    }
    return NULL;
}

const hp_finding *unit_only(const hp_findings *findings, const char *code) {
    size_t count = hp_findings_count(findings);
    const hp_finding *finding = unit_find(findings, code);
    UNIT_CLAIM(count == 1 && finding != NULL, "wanted %s alone, got %zu: %s", code, count,
               count == 0 ? "" : hp_findings_get(findings, 0)->code);
    return count == 1 ? finding : NULL;
}

/* ---- folders ---- */

/* In memory where that is possible: thousands of runs are written, and a disk that others use too
 * would set the time that they take. */
static char folder[] = "/dev/shm/huapian-unit-XXXXXX";
static bool folder_made;

static void give_up(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk) {
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

void unit_remove(const char *path) {
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void) {
    unit_remove(folder);
}

const char *unit_folder(void) {
    if (!folder_made) {
        if (mkdtemp(folder) == NULL &&
            mkdtemp(strcpy(folder, "/tmp/huapian-unit-XXXXXX")) == NULL) {
            give_up(folder);
        }
        folder_made = true;
        atexit(remove_folder);
    }
    return folder;
}

const char *unit_path(const char *name) {
    static char paths[PATHS][PATH_BYTES];
    static int count;
    unit_folder();
    char wanted[PATH_BYTES];
    snprintf(wanted, sizeof wanted, "%.2000s/%.2000s", folder, name);
    for (int i = 0; i < count; i++) {
        if (strcmp(paths[i], wanted) == 0) {
            return paths[i];
        }
    }
    if (count == PATHS) {
        errno = ENOSPC;
        give_up("unit_path");
    }
    return strcpy(paths[count++], wanted);
}

void unit_write(const char *dir, const char *name, const void *bytes, size_t length) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        give_up(path);
    }
}

char *unit_read(const char *dir, const char *name, size_t *length) {
    char path[PATH_BYTES];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    if (fstat(fileno(file), &about) != 0) {
        give_up(path);
    }
    char *bytes = calloc(1, (size_t)about.st_size + 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)about.st_size, file) != (size_t)about.st_size) {
        give_up(path);
    }
    fclose(file);
    if (length != NULL) {
        *length = (size_t)about.st_size;
    }
    return bytes;
}

int unit_entries(const char *dir) {
    DIR *open_dir = opendir(dir);
    if (open_dir == NULL) {
        give_up(dir);
    }
    int count = -2; /* . and .. */
    while (readdir(open_dir) != NULL) {
        count++;
    }
    closedir(open_dir);
    return count;
}

const char *unit_tiny(const char *name) {
    static const char *const files[] = {"season.json",  "policy.json",   "schools.csv",
                                        "areas.csv",    "zones.csv",     "feeders.csv",
                                        "students.csv", "distances.csv", "projection.csv"};
    const char *dir = unit_path(name);
    unit_remove(dir);
    if (mkdir(dir, 0777) != 0) {
        give_up(dir);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t length = 0;
        char *bytes = unit_read(UNIT_TINY, files[i], &length);
        if (bytes == NULL) {
            give_up(files[i]);
        }
        unit_write(dir, files[i], bytes, length);
        free(bytes);
    }
    return dir;
}

void unit_edit(const char *dir, const char *name, const char *from, const char *to) {
    char *text = unit_read(dir, name, NULL);
    if (text == NULL || strstr(text, from) == NULL) {
        fprintf(stderr, "%s/%s has no \"%s\"\n", dir, name, from);
        exit(EXIT_FAILURE);
    }
    hp_buffer edited = {0};
    const char *rest = text;
    for (const char *at = NULL; (at = strstr(rest, from)) != NULL; rest = at + strlen(from)) {
        hp_buffer_append(&edited, rest, (size_t)(at - rest));
        hp_buffer_text(&edited, to);
    }
    hp_buffer_text(&edited, rest);
    unit_write(dir, name, hp_buffer_get(&edited), edited.length);
    hp_buffer_free(&edited);
    free(text);
}

/* ---- what is printed ---- */

static int kept_streams[2]; /* standard output and error meanwhile */
static FILE *heard;

void unit_listen(void) {
    fflush(stdout);
    heard = tmpfile();
    for (int i = 0; i < 2; i++) {
        kept_streams[i] = dup(STDOUT_FILENO + i);
        if (heard == NULL || kept_streams[i] < 0 || dup2(fileno(heard), STDOUT_FILENO + i) < 0) {
            give_up("unit_listen");
        }
    }
}

size_t unit_heard(void) {
    struct stat about;
    fflush(stdout);
    if (fstat(fileno(heard), &about) != 0) {
        give_up("unit_heard");
    }
    for (int i = 0; i < 2; i++) {
        dup2(kept_streams[i], STDOUT_FILENO + i);
        close(kept_streams[i]);
    }
    fclose(heard);
    return (size_t)about.st_size;
}

uint32_t unit_below(uint64_t *generator, uint32_t bound) {
    *generator = *generator * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*generator >> 33) % bound;
}

/* ---- the runner ---- */

int main(void) {
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(unit_suites) != CUE_SUCCESS) {
        fprintf(stderr, "%s\n", CU_get_error_msg());
        CU_cleanup_registry();
        return EXIT_FAILURE;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests(); /* 0 with failing tests, too */
    unsigned failures = CU_get_number_of_failures();
    bool ran = CU_get_number_of_tests_run() > 0;
    CU_cleanup_registry();
    return failures == 0 && ran ? EXIT_SUCCESS : failures < 100 ? (int)failures + !ran : 100;
}
