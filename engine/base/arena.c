#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 16 };

struct hp_arena_block {
    hp_arena_block *next;
    size_t used;
    size_t capacity;
    alignas(max_align_t) unsigned char bytes[];
};

static size_t rounded_up(size_t bytes) {
    const size_t unit = alignof(max_align_t);
    return (bytes + unit - 1) / unit * unit;
}

static hp_arena_block *block_new(size_t capacity) {
    if (capacity > SIZE_MAX - sizeof(hp_arena_block)) {
        return NULL;
    }
    hp_arena_block *block = calloc(1, sizeof(hp_arena_block) + capacity);
    if (block != NULL) {
        block->capacity = capacity;
    }
    return block;
}

/* Large requests get a block of their own behind the current one, so that its rest is not lost. */
static void *alloc_large(hp_arena *arena, size_t bytes) {
    hp_arena_block *block = block_new(bytes);
    if (block == NULL) {
        return NULL;
    }
    block->used = bytes;
    if (arena->blocks == NULL) {
        arena->blocks = block;
    } else {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    }
    return block->bytes;
}

void *hp_arena_alloc(hp_arena *arena, size_t count, size_t size) {
    if (size != 0 && count > (SIZE_MAX / 2) / size) {
        return NULL;
    }
    size_t bytes = rounded_up(count * size + (count * size == 0));
    if (bytes > BLOCK_BYTES / 4) {
        return alloc_large(arena, bytes);
    }
    hp_arena_block *block = arena->blocks;
    if (block == NULL || block->capacity - block->used < bytes) {
        block = block_new(BLOCK_BYTES);
        if (block == NULL) {
            return NULL;
        }
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *room = block->bytes + block->used;
    block->used += bytes;
    return room;
}

char *hp_arena_copy(hp_arena *arena, const char *bytes, size_t length) {
    char *copy = hp_arena_alloc(arena, length + 1, 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

char *hp_arena_text(hp_arena *arena, const char *text) {
    return hp_arena_copy(arena, text, strlen(text));
}

char *hp_arena_format(hp_arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return NULL;
    }
    char *text = hp_arena_alloc(arena, (size_t)length + 1, 1);
    if (text != NULL) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

void hp_arena_free(hp_arena *arena) {
    hp_arena_block *block = arena->blocks;
    while (block != NULL) {
        hp_arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
}
