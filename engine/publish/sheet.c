#include "publish/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"

void hp_sheet_add(hp_sheet *sheet, const char *text) {
    if (hp_grow(&sheet->cells, &sheet->capacity, sheet->cell_count + 1, sizeof *sheet->cells) !=
        HP_OK) {
        sheet->failed = true;
        return;
    }
    sheet->cells[sheet->cell_count++] = text;
}

void hp_people_cell(hp_buffer *out, const char *text, char after) {
    hp_buffer cell = {0};
    if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL) {
        hp_buffer_text(&cell, "'");
        hp_buffer_text(&cell, text);
        text = hp_buffer_get(&cell);
    }
    hp_csv_cell(out, text, after == '\n' ? '\r' : after);
    if (after == '\n') {
        hp_buffer_text(out, "\n");
    }
    out->failed = out->failed || cell.failed;
    hp_buffer_free(&cell);
}

void hp_sheet_csv(hp_buffer *out, const hp_sheet *sheet) {
    hp_buffer_text(out, "\xef\xbb\xbf");
    for (size_t i = 0; i < sheet->cell_count; i++) {
        hp_people_cell(out, sheet->cells[i], (i + 1) % sheet->column_count == 0 ? '\n' : ',');
    }
    out->failed = out->failed || sheet->failed;
}

void hp_sheet_free(hp_sheet *sheet) {
    free(sheet->cells);
}
