/* The checker's fence around libcsv. */
#include <csv.h>
#include <string.h>

#include "verify/file.h"

typedef struct grid_reader {
    vf_grid *grid;
    size_t capacity;
    size_t count; /* cells so far */
    size_t in_row;
    bool trim;
    bool bad;
} grid_reader;

static int no_space(unsigned char byte) {
    (void)byte;
    return 0;
}

static void trim_cell(const char **text, size_t *length) {
    for (bool again = true; again && *length > 0;) {
        again = true;
        if (strchr(" \t\r\n", (*text)[0]) != NULL) {
            (*text)++;
            (*length)--;
        } else if (strchr(" \t\r\n", (*text)[*length - 1]) != NULL) {
            (*length)--;
        } else if (*length >= 3 && memcmp(*text, "\xe3\x80\x80", 3) == 0) {
            *text += 3;
            *length -= 3;
        } else if (*length >= 3 && memcmp(*text + *length - 3, "\xe3\x80\x80", 3) == 0) {
            *length -= 3;
        } else {
            again = false;
        }
    }
}

static void on_cell(void *bytes, size_t length, void *context) {
    grid_reader *reader = context;
    const char *text = bytes == NULL ? "" : bytes;
    if (reader->trim) {
        trim_cell(&text, &length);
    }
    reader->grid->cells = vf_grow(reader->grid->cells, reader->count, &reader->capacity,
                                  sizeof(char *));
    reader->grid->cells[reader->count++] = vf_copy(text, length);
    reader->in_row++;
}

static void on_row(int end, void *context) {
    grid_reader *reader = context;
    (void)end;
    if (reader->grid->rows == 0) {
        reader->grid->columns = reader->in_row;
    }
    reader->bad = reader->bad || reader->in_row != reader->grid->columns;
    reader->grid->rows++;
    reader->in_row = 0;
}

bool vf_grid_read(vf_grid *grid, const char *text, size_t length, bool trim) {
    struct csv_parser parser;
    grid_reader reader = {.grid = grid, .trim = trim};
    *grid = (vf_grid){0};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return false;
    }
    csv_set_space_func(&parser, no_space);
    size_t read = csv_parse(&parser, text, length, on_cell, on_row, &reader);
    int finished = read == length ? csv_fini(&parser, on_cell, on_row, &reader) : -1;
    csv_free(&parser);
    return read == length && finished == 0 && !reader.bad && grid->rows > 0;
}

const char *vf_at(const vf_grid *grid, size_t row, size_t column) {
    return grid->cells[row * grid->columns + column];
}

void vf_csv_cell(vf_out *out, const char *text, const char *after) {
    if (strpbrk(text, ",\"\r\n") == NULL) {
        vf_put(out, text);
    } else {
        vf_put(out, "\"");
        for (const char *at = text; *at != '\0'; at++) {
            vf_put_bytes(out, "\"\"", *at == '"' ? 1 : 0);
            vf_put_bytes(out, at, 1);
        }
        vf_put(out, "\"");
    }
    vf_put(out, after);
}

void vf_people_cell(vf_out *out, const char *text, const char *after) {
    bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
    vf_csv_cell(out, formula ? vf_format("'%s", text) : text, after);
}
