#include "verify/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 20 };

typedef struct block {
    struct block *next;
    size_t used;
    size_t size;
    max_align_t bytes[];
} block;

static block *blocks;

static void end_without_memory(void) {
    fputs("huapian-verify: out of memory\n", stderr);
    exit(VF_EXIT_MACHINE);
}

void *vf_alloc(size_t count, size_t size) {
    const size_t unit = sizeof(max_align_t);
    if (size != 0 && count > (SIZE_MAX / 4) / size) {
        end_without_memory();
    }
    size_t bytes = (count * size + unit) / unit * unit;
    if (blocks == NULL || blocks->size - blocks->used < bytes) {
        size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        block *fresh = calloc(1, sizeof *fresh + room);
        if (fresh == NULL) {
            end_without_memory();
        }
        fresh->size = room;
        fresh->next = blocks;
        blocks = fresh;
    }
    void *memory = (char *)blocks->bytes + blocks->used;
    blocks->used += bytes;
    return memory;
}

void vf_free_all(void) {
    while (blocks != NULL) {
        block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

char *vf_copy(const char *bytes, size_t length) {
    char *copy = vf_alloc(length + 1, 1);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

static char *format_list(const char *format, va_list list) __attribute__((format(printf, 1, 0)));

static char *format_list(const char *format, va_list list) {
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = vf_alloc((size_t)(length < 0 ? 0 : length) + 1, 1);
    vsnprintf(text, (size_t)(length < 0 ? 0 : length) + 1, format, list);
    return text;
}

char *vf_format(const char *format, ...) {
    va_list list;
    va_start(list, format);
    char *text = format_list(format, list);
    va_end(list);
    return text;
}

void *vf_grow(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t room = *capacity == 0 ? 16 : *capacity * 2;
    void *more = vf_alloc(room, size);
    if (count > 0) {
        memcpy(more, items, count * size);
    }
    *capacity = room;
    return more;
}

void vf_put_bytes(vf_out *out, const char *bytes, size_t length) {
    if (out->length + length + 1 > out->capacity) {
        size_t room = (out->length + length + 1) * 2 + 64;
        char *more = vf_alloc(room, 1);
        if (out->length > 0) {
            memcpy(more, out->bytes, out->length);
        }
        out->bytes = more;
        out->capacity = room;
    }
    if (length > 0) {
        memcpy(out->bytes + out->length, bytes, length);
    }
    out->length += length;
    out->bytes[out->length] = '\0';
}

void vf_put(vf_out *out, const char *text) {
    vf_put_bytes(out, text, strlen(text));
}

void vf_put_number(vf_out *out, int64_t number) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    vf_put(out, text);
}

bool vf_fail(vf_step *step, const char *format, ...) {
    if (!step->failed) {
        va_list list;
        va_start(list, format);
        step->witness = format_list(format, list);
        va_end(list);
        step->failed = true;
    }
    return false;
}
