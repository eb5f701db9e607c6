/* The checker's fence around libcsv. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "verify/file.h"

typedef struct grid_reader {
    vf_grid *grid;
    size_t capacity;
    size_t count; /* cells so far */
    size_t texts_capacity;
    size_t texts_length;
    size_t in_row;
    bool trim;
    bool bad;
} grid_reader;

static int no_space(unsigned char byte) {
    (void)byte;
    return 0;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void trim_cell(const char **text, size_t *length) {
    for (bool again = true; again && *length > 0;) {
        again = true;
        if (is_blank((*text)[0])) {
            (*text)++;
            (*length)--;
        } else if (is_blank((*text)[*length - 1])) {
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

/* Room for `count` items and one more. */
static void *grow(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t room = (count + 1) * 3 / 2 + 16;
    void *more = realloc(items, room * size);
    if (more == NULL) {
        vf_end_without_memory();
    }
    *capacity = room;
    return more;
}

static void on_cell(void *bytes, size_t length, void *context) {
    grid_reader *reader = context;
    const char *text = bytes == NULL ? "" : bytes;
    if (reader->trim) {
        trim_cell(&text, &length);
    }
    reader->grid->cells = grow(reader->grid->cells, reader->count, &reader->capacity,
                               sizeof *reader->grid->cells);
    reader->grid->cells[reader->count++] = length == 0 ? 0 : (uint32_t)reader->texts_length;
    reader->in_row++;
    if (length > 0) {
        reader->grid->texts = grow(reader->grid->texts, reader->texts_length + length + 1,
                                   &reader->texts_capacity, 1);
        memcpy(reader->grid->texts + reader->texts_length, text, length);
        reader->texts_length += length;
        reader->grid->texts[reader->texts_length++] = '\0';
        if (reader->texts_length > UINT32_MAX) {
            vf_end_without_memory(); /* a table of 4 GB is more than this program can hold */
        }
    }
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
    grid->texts = grow(NULL, length, &reader.texts_capacity, 1);
    grid->texts[reader.texts_length++] = '\0';
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return false;
    }
    csv_set_space_func(&parser, no_space);
    size_t read = csv_parse(&parser, text, length, on_cell, on_row, &reader);
    int finished = read == length ? csv_fini(&parser, on_cell, on_row, &reader) : -1;
    csv_free(&parser);
    return read == length && finished == 0 && !reader.bad && grid->rows > 0;
}

void vf_grid_forget(vf_grid *grid) {
    free(grid->cells);
    free(grid->texts);
    *grid = (vf_grid){0};
}

static bool needs_quotes(char byte) {
    return byte == ',' || byte == '"' || byte == '\r' || byte == '\n';
}

/* A cell that stands in the file as it is, which is most; false: nothing was put. */
static bool put_as_it_is(vf_out *out, const char *text, const char *after) {
    if (out->against == NULL || out->differs) {
        return false;
    }
    const char *at = out->against + out->length;
    size_t room = out->against_length - out->length;
    size_t length = 0;
    while (length < room && text[length] == at[length] && text[length] != '\0' &&
           !needs_quotes(text[length])) {
        length++;
    }
    if (text[length] != '\0') {
        return false;
    }
    out->length += length;
    vf_put(out, after);
    return true;
}

void vf_csv_cell(vf_out *out, const char *text, const char *after) {
    if (put_as_it_is(out, text, after)) {
        return;
    }
    size_t length = strcspn(text, ",\"\r\n");
    if (text[length] == '\0') {
        vf_put_bytes(out, text, length);
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
    bool formula = *text == '=' || *text == '+' || *text == '-' || *text == '@' || *text == '\t' ||
                   *text == '\r';
    vf_csv_cell(out, formula ? vf_format("'%s", text) : text, after);
}
