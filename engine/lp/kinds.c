#include "lp/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

enum { FIRST_SLOTS = 64 };

/* A table of `count` empty slots in place of the old one, which holds kinds by their hash. */
static hp_status spread_slots(hp_kinds *kinds, size_t count) {
    int32_t *slot = malloc(count * sizeof *slot);
    HP_NEED(slot);
    memset(slot, -1, count * sizeof *slot);
    for (int32_t kind = 0; kind < kinds->count; kind++) {
        size_t at = kinds->hash[kind] & (count - 1);
        while (slot[at] >= 0) {
            at = (at + 1) & (count - 1);
        }
        slot[at] = kind;
    }
    free(kinds->slot);
    kinds->slot = slot;
    kinds->slot_count = count;
    return HP_OK;
}

hp_status hp_kinds_new(hp_kinds *kinds, int32_t sink_count, int32_t rank_count) {
    *kinds = (hp_kinds){.sink_count = sink_count, .rank_count = rank_count};
    kinds->stamp = calloc((size_t)sink_count + 1, sizeof *kinds->stamp);
    HP_NEED(kinds->stamp);
    HP_TRY(hp_grow(&kinds->begin, &kinds->begin_capacity, 1, sizeof *kinds->begin));
    return spread_slots(kinds, FIRST_SLOTS);
}

void hp_kinds_free(hp_kinds *kinds) {
    free(kinds->begin);
    free(kinds->node);
    free(kinds->rank);
    free(kinds->hash);
    free(kinds->slot);
    free(kinds->stamp);
    *kinds = (hp_kinds){0};
}

/* Mixes a number well (the finaliser of MurmurHash3). */
static uint32_t mix(uint32_t number) {
    number ^= number >> 16;
    number *= 0x85ebca6bU;
    number ^= number >> 13;
    number *= 0xc2b2ae35U;
    return number ^ (number >> 16);
}

/* Whether the kind's nodes are those that carry the mark, `count` of them. */
static bool is_marked(const hp_kinds *kinds, int32_t kind, int32_t count) {
    const int32_t *nodes = hp_kind_nodes(kinds, kind);
    bool same = hp_kind_size(kinds, kind) == count;
    for (int32_t i = 0; same && i < count; i++) {
        same = kinds->stamp[nodes[i]] == kinds->mark;
    }
    return same;
}

static int compare_nodes(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static hp_status append(hp_kinds *kinds, const int32_t *nodes, int32_t node_count, int32_t rank,
                        uint32_t hash) {
    size_t kind = (size_t)kinds->count;
    size_t used = (size_t)kinds->begin[kind];
    size_t count = (size_t)node_count;
    if (used + count > INT32_MAX) {
        return HP_NO_MEMORY;
    }
    HP_TRY(hp_grow(&kinds->begin, &kinds->begin_capacity, kind + 2, sizeof *kinds->begin));
    HP_TRY(hp_grow(&kinds->node, &kinds->node_capacity, used + count, sizeof *kinds->node));
    HP_TRY(hp_grow(&kinds->rank, &kinds->rank_capacity, kind + 1, sizeof *kinds->rank));
    HP_TRY(hp_grow(&kinds->hash, &kinds->hash_capacity, kind + 1, sizeof *kinds->hash));
    if (count > 0) {
        memcpy(kinds->node + used, nodes, count * sizeof *nodes);
        qsort(kinds->node + used, count, sizeof *nodes, compare_nodes);
    }
    kinds->rank[kind] = rank;
    kinds->hash[kind] = hash;
    kinds->begin[kind + 1] = (int32_t)(used + count);
    kinds->count++;
    return HP_OK;
}

hp_status hp_kinds_add(int32_t *kind, hp_kinds *kinds, const int32_t *nodes, int32_t node_count,
                       int32_t rank) {
    uint32_t hash = mix((uint32_t)rank + 1);
    kinds->mark++;
    for (int32_t i = 0; i < node_count; i++) {
        hash += mix((uint32_t)nodes[i] + 0x9e3779b9U);
        kinds->stamp[nodes[i]] = kinds->mark;
    }
    hash = mix(hash);
    if (2 * ((size_t)kinds->count + 1) > kinds->slot_count) {
        HP_TRY(spread_slots(kinds, 2 * kinds->slot_count));
    }
    size_t at = hash & (kinds->slot_count - 1);
    while (kinds->slot[at] >= 0) {
        *kind = kinds->slot[at];
        if (kinds->hash[*kind] == hash && kinds->rank[*kind] == rank &&
            is_marked(kinds, *kind, node_count)) {
            return HP_OK;
        }
        at = (at + 1) & (kinds->slot_count - 1);
    }
    *kind = kinds->count;
    HP_TRY(append(kinds, nodes, node_count, rank, hash));
    kinds->slot[at] = *kind;
    return HP_OK;
}

bool hp_kind_may_rest(const hp_kinds *kinds, int32_t kind) {
    int32_t size = hp_kind_size(kinds, kind);
    return size > 0 && hp_kind_nodes(kinds, kind)[size - 1] == kinds->sink_count;
}

int32_t hp_kind_find(const hp_kinds *kinds, int32_t kind, int32_t node) {
    const int32_t *nodes = hp_kind_nodes(kinds, kind);
    int32_t low = 0;
    int32_t high = hp_kind_size(kinds, kind);
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (nodes[middle] < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < hp_kind_size(kinds, kind) && nodes[low] == node ? low : -1;
}

bool hp_kind_has(const hp_kinds *kinds, int32_t kind, int32_t node) {
    return hp_kind_find(kinds, kind, node) >= 0;
}
