/* Records found by their ids, and keys sorted: both without a comparison of long texts where eight
 * bytes tell. */
#ifndef HP_BASE_LOOKUP_H
#define HP_BASE_LOOKUP_H

#include "base/arena.h"
#include "base/status.h"

/* A table of the ids of an array of records, each of which begins with its `const char *` id. */
typedef struct hp_lookup {
    const void *records;
    size_t size;     /* of a record */
    uint64_t *slots; /* half a hash and 1 + the record's index; 0: free */
    uint64_t mask;   /* slots - 1; 0 where there are none */
} hp_lookup;

/* The ids must differ. O(n). */
hp_status HP_MUST_CHECK hp_lookup_build(hp_lookup *lookup, hp_arena *arena, const void *records,
                                        int32_t count, size_t size);

/* The record's index; -1: none has the id. */
int32_t hp_lookup_find(const hp_lookup *lookup, const char *id);

/* A row or record under a key. */
typedef struct hp_keyed {
    const char *key;
    uint32_t row;
    uint64_t head; /* scratch of hp_keyed_sort */
} hp_keyed;

/* Sorts by key (bytes), then row. O(n) where they are sorted, else O(n log n). */
void hp_keyed_sort(hp_keyed *items, size_t count);

#endif
