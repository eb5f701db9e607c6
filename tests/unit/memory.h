/* Allocations that fail on demand. Without a sanitizer every malloc, calloc and realloc of the
 * process comes through here, those of GLPK, cJSON, libcsv, libxlsxwriter and the C library too;
 * with one only the calls of our own objects do (the linker's --wrap). Processes that are forked
 * count with the one that began them: which of them makes the k-th allocation may differ. */
#ifndef HP_TESTS_MEMORY_H
#define HP_TESTS_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

typedef enum memory_mode {
    MEMORY_FAILS_ONCE,    /* the k-th allocation alone */
    MEMORY_FAILS_FOR_GOOD /* the k-th and all after it */
} memory_mode;

/* What happened between memory_arm and memory_disarm. */
typedef struct memory_account {
    int64_t made;   /* allocations, failed ones too */
    int64_t failed; /* of them */
} memory_account;

/* From here on the k-th allocation fails, k >= 1. */
void memory_arm(int64_t k, memory_mode mode);

/* All allocations succeed again. */
memory_account memory_disarm(void);

#endif
