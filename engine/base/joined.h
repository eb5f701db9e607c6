/* Numbers 0 … count − 1 in sets that only ever join: first[i] leads to the least number of i's set
 * (union by the least, with halved paths; Tarjan and van Leeuwen 1984). */
#ifndef HP_BASE_JOINED_H
#define HP_BASE_JOINED_H

#include <stdint.h>

/* Each number in a set of its own. */
static inline void hp_joined_begin(int32_t *first, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        first[i] = i;
    }
}

/* The least number of the set. */
static inline int32_t hp_joined_first(int32_t *first, int32_t i) {
    while (first[i] != i) {
        first[i] = first[first[i]];
        i = first[i];
    }
    return i;
}

static inline void hp_joined_join(int32_t *first, int32_t a, int32_t b) {
    a = hp_joined_first(first, a);
    b = hp_joined_first(first, b);
    first[a > b ? a : b] = a > b ? b : a;
}

#endif
