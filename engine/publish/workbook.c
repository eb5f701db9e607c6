/* The fence around libxlsxwriter: only this file knows it. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "publish/sheet.h"
#include "publish/unzip.h"

/* 2000-01-01: without a date of its own a workbook holds the time of day. */
static const time_t FIXED_DATE = 946684800;

static lxw_error fill(lxw_worksheet *page, const hp_sheet *sheet) {
    for (size_t i = 0; i < sheet->cell_count; i++) {
        lxw_error error = worksheet_write_string(page, (lxw_row_t)(i / sheet->column_count),
                                                 (lxw_col_t)(i % sheet->column_count),
                                                 sheet->cells[i], NULL);
        if (error != LXW_NO_ERROR) {
            return error;
        }
    }
    return LXW_NO_ERROR;
}

static lxw_error write_book(const char *path, const hp_sheet *sheet) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (book == NULL) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    lxw_doc_properties properties = {.created = FIXED_DATE};
    lxw_worksheet *page = workbook_add_worksheet(book, NULL);
    lxw_error error = workbook_set_properties(book, &properties);
    if (error == LXW_NO_ERROR) {
        error = page == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED : fill(page, sheet);
    }
    lxw_error closed = workbook_close(book); /* frees it, whatever happens */
    return error == LXW_NO_ERROR ? closed : error;
}

/* libxlsxwriter prints, and without memory it crashes: it works in a process of its own, which
 * shares nothing with this one but the file. Its error, or that memory was short. */
static lxw_error write_apart(const char *path, const hp_sheet *sheet) {
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN); /* a file that is too large is an error, not an end */
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        dup2(nowhere, STDOUT_FILENO);
        _exit(write_book(path, sheet));
    }
    int outcome = 0;
    if (child < 0 || waitpid(child, &outcome, 0) != child || !WIFEXITED(outcome)) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    return (lxw_error)WEXITSTATUS(outcome);
}

/* What fits on the disk is packed without a word about the rest: the file is read again. */
static bool is_whole(const void *context, const char *bytes, size_t length) {
    const hp_sheet *sheet = context;
    size_t cells = 0;
    size_t rows = 0;
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        if (*sheet->cells[i] != '\0') {
            cells++;
            rows += i / sheet->column_count != last;
            last = i / sheet->column_count;
        }
    }
    return hp_workbook_is_whole(bytes, length, rows, cells);
}

hp_status hp_sheet_workbook(hp_folder *folder, const char *name, const hp_sheet *sheet,
                            hp_findings *findings) {
    const char *path = NULL;
    HP_TRY(hp_folder_reserve(&path, folder, name, findings));
    lxw_error error = write_apart(path, sheet);
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return HP_NO_MEMORY;
    }
    if (error != LXW_NO_ERROR) {
        hp_find(findings, HP_F_write_failed, (hp_place){.file = name}, lxw_strerror(error), NULL,
                NULL);
        return HP_IO;
    }
    return hp_folder_adopt(folder, name, is_whole, sheet, findings);
}
