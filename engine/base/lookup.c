#include "base/lookup.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- records by id ---- */

static const char *id_of(const hp_lookup *lookup, size_t index) {
    return *(const char *const *)((const char *)lookup->records + index * lookup->size);
}

/* FNV-1a, with the high half folded into the low one, which chooses the slot. */
static uint64_t hash_of(const char *id) {
    uint64_t hash = 14695981039346656037U;
    for (; *id != '\0'; id++) {
        hash = (hash ^ (unsigned char)*id) * 1099511628211U;
    }
    return hash ^ hash >> 32;
}

static uint64_t slot_of(uint64_t hash, size_t index) {
    return hash << 32 | (index + 1);
}

hp_status hp_lookup_build(hp_lookup *lookup, hp_arena *arena, const void *records, int32_t count,
                          size_t size) {
    uint64_t slots = 4;
    while (slots < (uint64_t)count * 2) {
        slots *= 2;
    }
    *lookup = (hp_lookup){.records = records, .size = size, .mask = slots - 1};
    lookup->slots = hp_arena_alloc(arena, slots, sizeof *lookup->slots);
    HP_NEED(lookup->slots);
    for (size_t i = 0; i < (size_t)count; i++) {
        uint64_t hash = hash_of(id_of(lookup, i));
        uint64_t at = hash & lookup->mask;
        while (lookup->slots[at] != 0) {
            at = (at + 1) & lookup->mask;
        }
        lookup->slots[at] = slot_of(hash, i);
    }
    return HP_OK;
}

int32_t hp_lookup_find(const hp_lookup *lookup, const char *id) {
    if (lookup->mask == 0) {
        return -1;
    }
    uint64_t hash = hash_of(id);
    for (uint64_t at = hash & lookup->mask; lookup->slots[at] != 0; at = (at + 1) & lookup->mask) {
        uint64_t slot = lookup->slots[at];
        size_t index = (size_t)(uint32_t)slot - 1;
        if (slot == slot_of(hash, index) && strcmp(id_of(lookup, index), id) == 0) {
            return (int32_t)index;
        }
    }
    return -1;
}

/* ---- keys in order ---- */

static int compare_texts(const hp_keyed *a, const hp_keyed *b) {
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static int compare_heads(const void *left, const void *right) {
    const hp_keyed *a = left;
    const hp_keyed *b = right;
    return a->head != b->head ? (a->head > b->head) - (a->head < b->head) : compare_texts(a, b);
}

static bool is_sorted(const hp_keyed *items, size_t count) {
    size_t i = 1;
    while (i < count && compare_texts(&items[i - 1], &items[i]) < 0) {
        i++;
    }
    return i >= count;
}

/* The bytes that all keys begin with. */
static size_t shared_start(const hp_keyed *items, size_t count) {
    size_t shared = strlen(items[0].key);
    for (size_t i = 1; i < count && shared > 0; i++) {
        size_t same = 0;
        while (same < shared && items[i].key[same] == items[0].key[same]) {
            same++;
        }
        shared = same;
    }
    return shared;
}

/* Eight bytes as one number; a key that ends earlier is filled with zeros, which no key holds. */
static uint64_t head_of(const char *text) {
    uint64_t head = 0;
    for (int i = 0; i < 8; i++) {
        head = head << 8 | (unsigned char)*text;
        text += *text != '\0';
    }
    return head;
}

void hp_keyed_sort(hp_keyed *items, size_t count) {
    if (is_sorted(items, count)) {
        return;
    }
    size_t start = shared_start(items, count);
    for (size_t i = 0; i < count; i++) {
        items[i].head = head_of(items[i].key + start);
    }
    qsort(items, count, sizeof *items, compare_heads);
}
