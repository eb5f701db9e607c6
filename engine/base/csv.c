#include "base/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    char *bytes; /* the row's cells as libcsv gave them, one after the other */
    size_t byte_count;
    size_t byte_capacity;
    size_t *lengths;
    const char **cells;
    size_t cell_count;
    size_t length_capacity;
    size_t cells_capacity;
    int64_t row;
    hp_csv_row on_row;
    void *context;
    bool too_long;
    hp_status status;
} reader;

/* For one more cell. */
static hp_status make_room(reader *state) {
    size_t needed = state->cell_count + 1;
    if (needed > state->cells_capacity) {
        HP_TRY(hp_grow(&state->lengths, &state->length_capacity, needed, sizeof *state->lengths));
        HP_TRY(hp_grow(&state->cells, &state->cells_capacity, needed, sizeof *state->cells));
    }
    return HP_OK;
}

/* Where the cells begin is known when the row is over: until then the bytes may move. */
static hp_status add_cell(reader *state, const void *bytes, size_t length) {
    HP_TRY(make_room(state));
    if (state->byte_capacity - state->byte_count <= length) {
        HP_TRY(hp_grow(&state->bytes, &state->byte_capacity, state->byte_count + length + 1, 1));
    }
    if (length > 0) {
        memcpy(state->bytes + state->byte_count, bytes, length);
    }
    state->byte_count += length;
    state->lengths[state->cell_count++] = length;
    return HP_OK;
}

static void on_cell(void *bytes, size_t length, void *context) {
    reader *state = context;
    if (length > HP_CSV_CELL_BYTES) {
        state->too_long = true;
    } else if (state->status == HP_OK) {
        state->status = add_cell(state, bytes, length);
    }
}

static void end_row(reader *state) {
    if (state->status == HP_OK && !state->too_long) {
        state->status = state->on_row(state->context, state->cells, state->lengths,
                                      state->cell_count, state->row);
    }
    state->cell_count = 0;
    state->byte_count = 0;
}

static void on_record(int end, void *context) {
    (void)end;
    reader *state = context;
    const char *at = state->bytes;
    for (size_t i = 0; i < state->cell_count; i++) {
        state->cells[i] = at;
        at += state->lengths[i];
    }
    end_row(state);
}

static int is_no_space(unsigned char character) {
    (void)character;
    return 0;
}

/* The next record with its line end, and whether a quote mark stands in it: quoted line ends do not
 * end it. Most records are lines without one, ended by a line feed. */
static size_t record_length(bool *quotes, const char *text, size_t length) {
    const char *feed = memchr(text, '\n', length);
    size_t line = feed == NULL ? 0 : (size_t)(feed - text);
    size_t last = line > 0 && text[line - 1] == '\r' ? line - 1 : line;
    *quotes = false;
    if (feed != NULL && memchr(text, '"', line) == NULL && memchr(text, '\r', last) == NULL) {
        return line + 1;
    }
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') {
            *quotes = true;
            quoted = !quoted;
        } else if (!quoted && text[i] == '\n') {
            return i + 1;
        } else if (!quoted && text[i] == '\r') {
            return i + 1 + (i + 1 < length && text[i + 1] == '\n');
        }
    }
    return length;
}

/* A record without quote marks is its text cut at the commas; its cells stay where they are. */
static void cut_record(reader *state, const char *text, size_t length) {
    length -= length > 0 && text[length - 1] == '\n';
    length -= length > 0 && text[length - 1] == '\r';
    const char *end = text + length;
    const char *at = text;
    while (length > 0 && at <= end && !state->too_long && state->status == HP_OK) {
        const char *from = at;
        while (at < end && *at != ',') {
            at++;
        }
        state->status = make_room(state);
        if (state->status == HP_OK) {
            state->cells[state->cell_count] = from;
            state->lengths[state->cell_count++] = (size_t)(at - from);
        }
        state->too_long = at - from > HP_CSV_CELL_BYTES;
        at++;
    }
    if (length > 0) {
        end_row(state);
    }
}

static hp_csv_fault read_records(reader *state, struct csv_parser *parser, const char *text,
                                 size_t length) {
    for (size_t at = 0; at < length;) {
        bool quotes = false;
        size_t count = record_length(&quotes, text + at, length - at);
        state->row++;
        if (!quotes) {
            cut_record(state, text + at, count);
        } else if (csv_parse(parser, text + at, count, on_cell, on_record, state) != count) {
            return HP_CSV_SYNTAX;
        }
        if (state->too_long) {
            return HP_CSV_CELL_TOO_LONG;
        }
        if (state->status != HP_OK) {
            return HP_CSV_NONE;
        }
        at += count;
    }
    if (csv_fini(parser, on_cell, on_record, state) != 0) {
        return HP_CSV_SYNTAX;
    }
    return state->too_long ? HP_CSV_CELL_TOO_LONG : HP_CSV_NONE;
}

hp_status hp_csv_read(hp_csv_fault *fault, int64_t *fault_row, const char *text, size_t length,
                      hp_csv_row on_row, void *context) {
    reader state = {.on_row = on_row, .context = context};
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return HP_NO_MEMORY;
    }
    csv_set_space_func(&parser, is_no_space);
    *fault = read_records(&state, &parser, text, length);
    *fault_row = state.row;
    if (*fault == HP_CSV_SYNTAX && csv_error(&parser) == CSV_ENOMEM) {
        state.status = HP_NO_MEMORY;
    }
    csv_free(&parser);
    free(state.bytes);
    free(state.lengths);
    free(state.cells);
    return state.status;
}

/* Whether a cell with the byte needs quote marks; the NUL ends the search as well. */
static const bool ends_plain[256] = {
    ['\0'] = true, [','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};

void hp_csv_cell(hp_buffer *buffer, const char *text, char after) {
    size_t length = 0;
    while (!ends_plain[(unsigned char)text[length]]) {
        length++;
    }
    if (text[length] == '\0') {
        hp_buffer_append(buffer, text, length);
    } else {
        length += strlen(text + length);
        size_t quoted = csv_write2(NULL, 0, text, length, '"');
        if (hp_grow(&buffer->bytes, &buffer->capacity, buffer->length + quoted + 1, 1) != HP_OK) {
            buffer->failed = true;
        }
        if (!buffer->failed) {
            csv_write2(buffer->bytes + buffer->length, quoted, text, length, '"');
            buffer->length += quoted;
        }
    }
    hp_buffer_append(buffer, &after, 1);
}
