/* The fence around zlib: only this file knows it. */
#include "publish/zip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    END_BYTES = 22,     /* the archive's last record */
    CENTRAL_BYTES = 46, /* an entry of its directory, before the name */
    LOCAL_BYTES = 30,   /* the same before the data */
    MOST_PART_BYTES = 1 << 30,
    PACK_BYTES = 1 << 14 /* what minizip is given at once, and what it puts out at once */
};

/* Where a part's numbers stand, from the beginning of each of its entries: CRC-32, packed size,
 * size (ZIP format 4.3.7 and 4.3.12). */
enum { LOCAL_NUMBERS = 14, CENTRAL_NUMBERS = 16, CENTRAL_LOCAL = 42, END_CENTRAL = 16 };

/* One part, by its entry in the directory; offsets from the archive's beginning. */
typedef struct part {
    size_t entry;
    size_t entry_end;
    size_t local;
    size_t data;
    size_t packed;
    size_t size;
    const char *name; /* lent by the archive, not NUL-ended */
    size_t name_length;
} part;

static uint32_t number_at(const char *bytes, size_t at, size_t width) {
    uint32_t number = 0;
    for (size_t i = width; i > 0; i--) {
        number = number << 8 | (unsigned char)bytes[at + i - 1];
    }
    return number;
}

static void put_number(char *bytes, size_t number) {
    for (size_t i = 0; i < 4; i++) {
        bytes[i] = (char)(number >> (8 * i) & 0xff);
    }
}

/* ---- reading ---- */

/* Unpacks one part, to be freed. */
static hp_status unpack(char **out, const char *bytes, const part *found) {
    z_stream stream = {0};
    *out = NULL;
    if (found->size > MOST_PART_BYTES) {
        return HP_IO;
    }
    char *text = calloc(found->size + 1, 1);
    if (text == NULL || inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        free(text);
        return HP_NO_MEMORY;
    }
    stream.next_in = (Bytef *)(uintptr_t)(bytes + found->data);
    stream.avail_in = (uInt)found->packed;
    stream.next_out = (Bytef *)text;
    stream.avail_out = (uInt)found->size;
    int outcome = inflate(&stream, Z_FINISH);
    bool whole = outcome == Z_STREAM_END && stream.total_out == found->size;
    inflateEnd(&stream);
    if (!whole) {
        free(text);
        return outcome == Z_MEM_ERROR ? HP_NO_MEMORY : HP_IO;
    }
    *out = text;
    return HP_OK;
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

/* The number of parts and where their directory begins; 0: this is no archive. */
static size_t count_parts(size_t *directory, const char *bytes, size_t length) {
    if (length < END_BYTES || memcmp(bytes + length - END_BYTES, "PK\5\6", 4) != 0) {
        return 0;
    }
    *directory = number_at(bytes, length - END_BYTES + END_CENTRAL, 4);
    return number_at(bytes, length - END_BYTES + 10, 2);
}

/* The length of an entry of the directory: itself, its name, its extra field, its comment. */
static size_t entry_bytes(const char *entry) {
    return CENTRAL_BYTES + number_at(entry, 28, 2) + number_at(entry, 30, 2) +
           number_at(entry, 32, 2);
}

/* The part whose entry of the directory is at `at`. */
static bool read_part(part *out, const char *bytes, size_t length, size_t at) {
    if (at + CENTRAL_BYTES > length || memcmp(bytes + at, "PK\1\2", 4) != 0) {
        return false;
    }
    *out = (part){.entry = at,
                  .packed = number_at(bytes, at + CENTRAL_NUMBERS + 4, 4),
                  .size = number_at(bytes, at + CENTRAL_NUMBERS + 8, 4),
                  .name = bytes + at + CENTRAL_BYTES,
                  .name_length = number_at(bytes, at + 28, 2),
                  .local = number_at(bytes, at + CENTRAL_LOCAL, 4)};
    out->entry_end = at + entry_bytes(bytes + at);
    if (out->entry_end > length || out->local + LOCAL_BYTES > length) {
        return false;
    }
    out->data = out->local + LOCAL_BYTES + number_at(bytes, out->local + 26, 2) +
                number_at(bytes, out->local + 28, 2);
    return out->data <= at && out->packed <= at - out->data; /* the directory stands last */
}

hp_status hp_zip_check(const char *bytes, size_t length) {
    size_t at = 0;
    size_t count = count_parts(&at, bytes, length);
    for (size_t i = 0; i < count; i++) {
        part found;
        char *text = NULL;
        if (!read_part(&found, bytes, length, at)) {
            return HP_IO;
        }
        HP_TRY(unpack(&text, bytes, &found));
        bool closed = is_closed(text);
        free(text);
        if (!closed) {
            return HP_IO;
        }
        at = found.entry_end;
    }
    return count > 0 ? HP_OK : HP_IO;
}

static hp_status find_part(part *out, const char *bytes, size_t length, const char *name) {
    size_t at = 0;
    size_t count = count_parts(&at, bytes, length);
    for (size_t i = 0; i < count && read_part(out, bytes, length, at); i++) {
        if (out->name_length == strlen(name) && memcmp(out->name, name, out->name_length) == 0) {
            return HP_OK;
        }
        at = out->entry_end;
    }
    return HP_IO;
}

hp_status hp_zip_part(char **text, const char *bytes, size_t length, const char *name) {
    part found;
    *text = NULL;
    HP_TRY(find_part(&found, bytes, length, name));
    return unpack(text, bytes, &found);
}

/* ---- writing ---- */

/* Packs the text behind what the buffer holds, in the steps of minizip. */
static hp_status pack(hp_buffer *out, const char *text, size_t length) {
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return HP_NO_MEMORY;
    }
    unsigned char packed[PACK_BYTES];
    size_t done = 0;
    int outcome = Z_OK;
    stream.next_out = packed;
    stream.avail_out = sizeof packed;
    while (outcome == Z_OK) {
        size_t left = length - done;
        if (stream.avail_in == 0 && left > 0) {
            stream.next_in = (Bytef *)(uintptr_t)(text + done);
            stream.avail_in = (uInt)(left < PACK_BYTES ? left : PACK_BYTES);
            done += stream.avail_in;
        }
        if (stream.avail_out == 0) {
            hp_buffer_append(out, packed, sizeof packed);
            stream.next_out = packed;
            stream.avail_out = sizeof packed;
        }
        bool last = stream.avail_in == 0 && done == length;
        outcome = deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    }
    hp_buffer_append(out, packed, sizeof packed - stream.avail_out);
    deflateEnd(&stream);
    return outcome == Z_STREAM_END ? hp_buffer_status(out) : HP_NO_MEMORY;
}

/* The numbers of a part, as both of its entries have them. */
static void put_numbers(char *bytes, uint32_t crc, size_t packed, size_t size) {
    put_number(bytes, crc);
    put_number(bytes + 4, packed);
    put_number(bytes + 8, size);
}

/* Parts that stand behind the one replaced begin later, or earlier, than they did. */
static void move_parts(char *bytes, size_t length, size_t directory, size_t behind, size_t from,
                       size_t to) {
    for (size_t at = directory; at + CENTRAL_BYTES + END_BYTES <= length;
         at += entry_bytes(bytes + at)) {
        size_t local = number_at(bytes, at + CENTRAL_LOCAL, 4);
        if (local > behind) {
            put_number(bytes + at + CENTRAL_LOCAL, local - from + to);
        }
    }
}

hp_status hp_zip_replace(hp_buffer *out, const char *bytes, size_t length, const char *name,
                         const char *text, size_t text_length) {
    part old;
    size_t directory = 0;
    size_t start = out->length;
    HP_TRY(find_part(&old, bytes, length, name));
    count_parts(&directory, bytes, length);
    hp_buffer_append(out, bytes, old.data);
    HP_TRY(pack(out, text, text_length));
    size_t packed = out->length - start - old.data;
    hp_buffer_append(out, bytes + old.data + old.packed, length - old.data - old.packed);
    HP_TRY(hp_buffer_status(out));
    char *archive = out->bytes + start;
    size_t whole = out->length - start;
    uint32_t crc = (uint32_t)crc32_z(0, (const Bytef *)text, text_length);
    put_numbers(archive + old.local + LOCAL_NUMBERS, crc, packed, text_length);
    put_numbers(archive + old.entry - old.packed + packed + CENTRAL_NUMBERS, crc, packed,
                text_length);
    directory = directory - old.packed + packed;
    put_number(archive + whole - END_BYTES + END_CENTRAL, directory);
    move_parts(archive, whole, directory, old.local, old.packed, packed);
    return HP_OK;
}
