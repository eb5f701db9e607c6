/* The fence around libxlsxwriter: only this file knows it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/text.h"
#include "publish/sheet.h"
#include "publish/unzip.h"

/* 2000-01-01: without a date of its own a workbook holds the time of day. */
static const time_t FIXED_DATE = 946684800;

/* A cell of a workbook has at most that many characters, in UTF-16. */
enum { MOST_UNITS = 32767 };

/* Whether _x0041_ or the like stands here, which workbooks take for a character. */
static bool is_escape(const char *text) {
    return text[0] == '_' && text[1] == 'x' && strspn(text + 2, "0123456789ABCDEFabcdef") == 4 &&
           text[6] == '_';
}

/* The length of a text in UTF-16. */
static size_t utf16_units(const char *text) {
    const char *end = text + strlen(text);
    size_t units = 0;
    while (text < end) {
        units += hp_utf8_next(&text, end) > 0xffff ? 2 : 1;
    }
    return units;
}

/* The text as a workbook can hold it: U+FFFE and U+FFFF are none of XML's characters, and a text
 * that is too long ends in "…". */
static void put_cell(hp_buffer *out, const char *text) {
    const char *end = text + strlen(text);
    size_t units = 0;
    bool fits = utf16_units(text) <= MOST_UNITS;
    while (text < end && (fits || units < MOST_UNITS - 2)) {
        const char *begin = text;
        int32_t code = hp_utf8_next(&text, end);
        bool none = code == 0xfffe || code == 0xffff;
        units += code > 0xffff ? 2 : 1;
        hp_buffer_text(out, is_escape(begin) ? "_x005F" : "");
        hp_buffer_append(out, none ? "\xef\xbf\xbd" : begin, (size_t)(text - begin));
    }
    hp_buffer_text(out, text < end ? "…" : "");
}

static lxw_error fill(lxw_worksheet *page, const hp_sheet *sheet) {
    hp_buffer text = {0};
    lxw_error error = LXW_NO_ERROR;
    for (size_t i = 0; i < sheet->cell_count && error == LXW_NO_ERROR; i++) {
        text.length = 0;
        hp_buffer_text(&text, "");
        put_cell(&text, sheet->cells[i]);
        error = text.failed ? LXW_ERROR_MEMORY_MALLOC_FAILED
                            : worksheet_write_string(page, (lxw_row_t)(i / sheet->column_count),
                                                     (lxw_col_t)(i % sheet->column_count),
                                                     hp_buffer_get(&text), NULL);
    }
    hp_buffer_free(&text);
    return error;
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
        _exit((int)write_book(path, sheet));
    }
    if (child < 0) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    int outcome = 0;
    while (waitpid(child, &outcome, 0) != child) {
        if (errno != EINTR) {
            return LXW_NO_ERROR; /* it ended, nobody keeps how (SIGCHLD ignored); the file will tell
                                  */
        }
    }
    return WIFEXITED(outcome) ? (lxw_error)WEXITSTATUS(outcome) : LXW_ERROR_MEMORY_MALLOC_FAILED;
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
