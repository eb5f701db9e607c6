/* The fence around libxlsxwriter: only this file knows it. */
#include <errno.h>
#include <string.h>
#include <xlsxwriter.h>

#include "publish/sheet.h"

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

hp_status hp_sheet_workbook(hp_folder *folder, const char *name, const hp_sheet *sheet,
                            hp_findings *findings) {
    const char *path = NULL;
    HP_TRY(hp_folder_reserve(&path, folder, name, findings));
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    HP_NEED(book);
    lxw_doc_properties properties = {.created = FIXED_DATE};
    lxw_worksheet *page = workbook_add_worksheet(book, NULL);
    lxw_error error = workbook_set_properties(book, &properties);
    if (page == NULL) {
        error = LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    if (error == LXW_NO_ERROR) {
        error = fill(page, sheet);
    }
    lxw_error closed = workbook_close(book); /* frees it, whatever happens */
    error = error == LXW_NO_ERROR ? closed : error;
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return HP_NO_MEMORY;
    }
    if (error != LXW_NO_ERROR) {
        hp_find(findings, HP_F_write_failed, (hp_place){.file = name},
                errno == 0 ? lxw_strerror(error) : strerror(errno), NULL, NULL);
        return HP_IO;
    }
    return hp_folder_adopt(folder, name, findings);
}
