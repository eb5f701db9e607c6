/* The fence around libxlsxwriter: only this file knows it. */
#include "publish/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "publish/zip.h"

const char hp_workbook_sheet[] = "xl/worksheets/sheet1.xml";

/* 2000-01-01: without a date of its own a workbook holds the time of day. */
static const time_t FIXED_DATE = 946684800;

/* Two of them: see judge. */
enum { BOOKS = 2 };

static lxw_error write_book(const char *path) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (book == NULL) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    lxw_doc_properties properties = {.created = FIXED_DATE};
    lxw_worksheet *page = workbook_add_worksheet(book, NULL);
    lxw_error error = workbook_set_properties(book, &properties);
    if (error == LXW_NO_ERROR) {
        error = page == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED
                             : worksheet_write_string(page, 0, 0, "-", NULL);
    }
    lxw_error closed = workbook_close(book); /* frees it, whatever happens */
    return error == LXW_NO_ERROR ? closed : error;
}

/* The library tells failed allocations as errors of a file, or not at all; errno knows more. An
 * error without one is no file's: a name, say, that it failed to copy. */
static bool lacked_memory(lxw_error error) {
    return errno == ENOMEM || (error != LXW_NO_ERROR && errno == 0);
}

static lxw_error write_books(const char *const *paths) {
    lxw_error error = LXW_NO_ERROR;
    errno = 0;
    for (int i = 0; i < BOOKS && error == LXW_NO_ERROR; i++) {
        error = write_book(paths[i]);
    }
    return lacked_memory(error) ? LXW_ERROR_MEMORY_MALLOC_FAILED : error;
}

/* libxlsxwriter prints, and without memory it crashes: it works in a process of its own, which
 * shares nothing with this one but the files. Its error, or that memory was short. */
static lxw_error write_apart(const char *const *paths) {
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN); /* a file that is too large is an error, not an end */
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        dup2(nowhere, STDOUT_FILENO);
        _exit((int)write_books(paths));
    }
    if (child < 0) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    int outcome = 0;
    while (waitpid(child, &outcome, 0) != child) {
        if (errno != EINTR) {
            return LXW_NO_ERROR; /* it ended, nobody keeps how (SIGCHLD ignored); the files will
                                    tell */
        }
    }
    return WIFEXITED(outcome) ? (lxw_error)WEXITSTATUS(outcome) : LXW_ERROR_MEMORY_MALLOC_FAILED;
}

static hp_status cannot_write(const char *name, const char *why, hp_findings *findings) {
    hp_find(findings, HP_F_write_failed, (hp_place){.file = name}, why, NULL, NULL);
    return HP_IO;
}

/* What fits on the disk is packed without a word about the rest: every part must end as it should.
 * What a failed allocation leaves out it leaves out of one of two workbooks: they must be alike. */
static hp_status judge(char *const *bytes, const size_t *lengths) {
    for (int i = 0; i < BOOKS; i++) {
        HP_TRY(hp_zip_check(bytes[i], lengths[i]));
    }
    bool alike = lengths[0] == lengths[1] && memcmp(bytes[0], bytes[1], lengths[0]) == 0;
    return alike ? HP_OK : HP_NO_MEMORY;
}

/* Where a text between two others begins and ends. */
static bool find_between(size_t *begin, size_t *end, const char *text, const char *before,
                         const char *after) {
    const char *from = strstr(text, before);
    const char *to = from == NULL ? NULL : strstr(from + strlen(before), after);
    if (to == NULL) {
        return false;
    }
    *begin = (size_t)(from - text) + strlen(before);
    *end = (size_t)(to - text);
    return true;
}

static hp_status find_places(hp_workbook_form *form, hp_arena *arena) {
    char *sheet = NULL;
    hp_status status = hp_zip_part(&sheet, form->bytes, form->length, hp_workbook_sheet);
    if (status == HP_OK) {
        form->sheet = hp_arena_text(arena, sheet);
        status = form->sheet == NULL ? HP_NO_MEMORY : HP_OK;
    }
    free(sheet);
    if (status == HP_OK && !(find_between(&form->dimension, &form->after_dimension, form->sheet,
                                          "<dimension ref=\"", "\"") &&
                             find_between(&form->rows, &form->after_rows, form->sheet,
                                          "<sheetData>", "</sheetData>"))) {
        status = HP_IO;
    }
    return status;
}

hp_status hp_workbook_form_make(hp_workbook_form *form, hp_arena *arena, hp_folder *folder,
                                const char *name, hp_findings *findings) {
    static const char *const names[BOOKS] = {".form-1.xlsx", ".form-2.xlsx"};
    const char *paths[BOOKS];
    char *bytes[BOOKS];
    size_t lengths[BOOKS];
    for (int i = 0; i < BOOKS; i++) {
        HP_TRY(hp_folder_reserve(&paths[i], folder, names[i], findings));
    }
    lxw_error error = write_apart(paths);
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return HP_NO_MEMORY;
    }
    if (error != LXW_NO_ERROR) {
        return cannot_write(name, lxw_strerror(error), findings);
    }
    for (int i = BOOKS - 1; i >= 0; i--) {
        HP_TRY(hp_folder_withdraw(&bytes[i], &lengths[i], arena, folder, findings));
    }
    form->bytes = bytes[0];
    form->length = lengths[0];
    hp_status status = judge(bytes, lengths);
    if (status == HP_OK) {
        status = find_places(form, arena);
    }
    return status == HP_IO ? cannot_write(name, strerror(EIO), findings) : status;
}
