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

static block *kept_blocks;
static block *scratch_blocks;
static int scratch_depth;

void vf_end_without_memory(void) {
    fputs("huapian-verify: out of memory\n", stderr);
    exit(VF_EXIT_MACHINE);
}

/* What is large has a block of its own behind the first one, which has room left. */
static void *take(block **blocks, size_t count, size_t size) {
    const size_t unit = _Alignof(max_align_t);
    if (size != 0 && count > (SIZE_MAX / 4) / size) {
        vf_end_without_memory();
    }
    size_t bytes = count * size == 0 ? unit : (count * size + unit - 1) / unit * unit;
    block *first = *blocks;
    if (first == NULL || first->size - first->used < bytes) {
        bool large = bytes > BLOCK_BYTES / 4;
        size_t room = large ? bytes : BLOCK_BYTES;
        block *fresh = calloc(1, sizeof *fresh + room);
        if (fresh == NULL) {
            vf_end_without_memory();
        }
        fresh->size = room;
        if (large && first != NULL) {
            fresh->next = first->next;
            first->next = fresh;
        } else {
            fresh->next = first;
            *blocks = fresh;
        }
        first = fresh;
    }
    void *memory = (char *)first->bytes + first->used;
    first->used += bytes;
    return memory;
}

void *vf_alloc(size_t count, size_t size) {
    return take(scratch_depth > 0 ? &scratch_blocks : &kept_blocks, count, size);
}

void *vf_keep(size_t count, size_t size) {
    return take(&kept_blocks, count, size);
}

static void free_blocks(block **blocks) {
    while (*blocks != NULL) {
        block *next = (*blocks)->next;
        free(*blocks);
        *blocks = next;
    }
}

void vf_scratch_begin(void) {
    scratch_depth++;
}

/* One block stays for the next time, for there are many. */
void vf_scratch_end(void) {
    if (--scratch_depth > 0 || scratch_blocks == NULL) {
        return;
    }
    block *first = scratch_blocks;
    free_blocks(&first->next);
    if (first->size > BLOCK_BYTES) {
        free_blocks(&scratch_blocks);
    } else {
        memset(first->bytes, 0, first->used);
        first->used = 0;
    }
}

void vf_free_all(void) {
    free_blocks(&scratch_blocks);
    free_blocks(&kept_blocks);
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

vf_out vf_out_against(const char *bytes, size_t length) {
    return (vf_out){.against = bytes, .against_length = length, .differs = bytes == NULL};
}

bool vf_out_is_same(const vf_out *out) {
    return !out->differs && out->length == out->against_length;
}

void vf_put_bytes(vf_out *out, const char *bytes, size_t length) {
    if (out->against != NULL || out->differs) {
        out->differs = out->differs || out->against_length - out->length < length ||
                       memcmp(out->against + out->length, bytes, length) != 0;
        out->length += out->differs ? 0 : length;
        return;
    }
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
    int at = (int)sizeof text;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        text[--at] = '-';
    }
    vf_put_bytes(out, text + at, sizeof text - (size_t)at);
}

bool vf_fail(vf_step *step, const char *format, ...) {
    if (!step->failed) {
        va_list list;
        va_start(list, format);
        char *text = format_list(format, list);
        va_end(list);
        size_t length = strlen(text) + 1;
        step->witness = memcpy(vf_keep(length, 1), text, length);
        step->failed = true;
    }
    return false;
}
