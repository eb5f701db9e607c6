/* The fence around zlib: only this file knows it. */
#include "publish/unzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char SHEET[] = "xl/worksheets/sheet1.xml";

enum {
    END_BYTES = 22,     /* the archive's last record */
    CENTRAL_BYTES = 46, /* an entry of its directory, before the name */
    LOCAL_BYTES = 30,   /* the same before the data */
    MOST_PART_BYTES = 1 << 30
};

static uint32_t number_at(const char *bytes, size_t at, size_t width) {
    uint32_t number = 0;
    for (size_t i = width; i > 0; i--) {
        number = number << 8 | (unsigned char)bytes[at + i - 1];
    }
    return number;
}

static size_t count_text(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

/* Unpacks one part, to be freed; NULL: it cannot be, or memory is short. */
static char *unpack(const char *data, size_t packed, size_t size) {
    z_stream stream = {0};
    char *text = size > MOST_PART_BYTES ? NULL : calloc(size + 1, 1);
    if (text == NULL || inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        free(text);
        return NULL;
    }
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)packed;
    stream.next_out = (Bytef *)text;
    stream.avail_out = (uInt)size;
    int outcome = inflate(&stream, Z_FINISH);
    bool whole = outcome == Z_STREAM_END && stream.total_out == size;
    inflateEnd(&stream);
    if (!whole) {
        free(text);
        return NULL;
    }
    return text;
}

/* True when the text ends with the end of the element that it begins with. */
static bool is_closed(const char *text) {
    size_t length = strlen(text);
    const char *root = strstr(text, "?>");
    while (length > 0 && strchr(" \r\n", text[length - 1]) != NULL) {
        length--;
    }
    root = root == NULL ? NULL : strchr(root, '<');
    size_t name = root == NULL ? 0 : strcspn(root + 1, " />");
    return name > 0 && length > name + 3 && text[length - 1] == '>' &&
           memcmp(text + length - 1 - name, root + 1, name) == 0 &&
           memcmp(text + length - 3 - name, "</", 2) == 0;
}

static bool check_part(const char *name, size_t name_length, const char *text, size_t rows,
                       size_t cells) {
    bool is_sheet = name_length == strlen(SHEET) && memcmp(name, SHEET, name_length) == 0;
    return is_closed(text) &&
           (!is_sheet || (count_text(text, "</row>") == rows && count_text(text, "</c>") == cells));
}

/* The entry of the directory at `at`; moves it to the next. */
static bool check_entry(size_t *at, const char *bytes, size_t length, size_t rows, size_t cells) {
    if (*at + CENTRAL_BYTES > length || memcmp(bytes + *at, "PK\1\2", 4) != 0) {
        return false;
    }
    size_t packed = number_at(bytes, *at + 20, 4);
    size_t size = number_at(bytes, *at + 24, 4);
    size_t name_length = number_at(bytes, *at + 28, 2);
    size_t local = number_at(bytes, *at + 42, 4);
    const char *name = bytes + *at + CENTRAL_BYTES;
    *at += CENTRAL_BYTES + name_length + number_at(bytes, *at + 30, 2) +
           number_at(bytes, *at + 32, 2);
    if (*at > length || local + LOCAL_BYTES > length) {
        return false;
    }
    size_t data = local + LOCAL_BYTES + number_at(bytes, local + 26, 2) +
                  number_at(bytes, local + 28, 2);
    if (data > length || packed > length - data) {
        return false;
    }
    char *text = unpack(bytes + data, packed, size);
    bool whole = text != NULL && check_part(name, name_length, text, rows, cells);
    free(text);
    return whole;
}

bool hp_workbook_is_whole(const char *bytes, size_t length, size_t rows, size_t cells) {
    if (length < END_BYTES || memcmp(bytes + length - END_BYTES, "PK\5\6", 4) != 0) {
        return false;
    }
    size_t entries = number_at(bytes, length - END_BYTES + 10, 2);
    size_t at = number_at(bytes, length - END_BYTES + 16, 4);
    for (size_t i = 0; i < entries; i++) {
        if (!check_entry(&at, bytes, length, rows, cells)) {
            return false;
        }
    }
    return entries > 0;
}
