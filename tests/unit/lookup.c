/* Records by id, and keys in order. */
#include "base/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

typedef struct record {
    const char *id;
    int payload[3];
} record;

static void every_record_is_found_and_no_other(void) {
    for (int32_t count = 0; count <= 2000; count = count * 3 + 1) {
        hp_arena arena = {0};
        hp_lookup lookup;
        record *records = calloc((size_t)count + 1, sizeof *records);
        for (int32_t i = 0; i < count; i++) {
            records[i].id = hp_arena_format(&arena, "居%d", (int)i);
        }
        CU_ASSERT_EQUAL(hp_lookup_build(&lookup, &arena, records, count, sizeof *records), HP_OK);
        for (int32_t i = 0; i < count; i++) {
            char id[32];
            snprintf(id, sizeof id, "居%d", (int)i);
            UNIT_CLAIM(hp_lookup_find(&lookup, id) == i, "%s of %d", id, (int)count);
        }
        CU_ASSERT_EQUAL(hp_lookup_find(&lookup, "居"), -1);
        CU_ASSERT_EQUAL(hp_lookup_find(&lookup, ""), -1);
        CU_ASSERT_EQUAL(hp_lookup_find(&lookup, "居2000"), -1);
        free(records);
        hp_arena_free(&arena);
    }
}

static void before_it_is_built_nothing_is_found(void) {
    hp_lookup lookup = {0};
    CU_ASSERT_EQUAL(hp_lookup_find(&lookup, "a"), -1);
}

/* Sorts the keys, whose rows are their places, and claims the order of rows. */
static void sorts(const char *const *keys, size_t count, const uint32_t *wanted) {
    hp_keyed items[16];
    for (size_t i = 0; i < count; i++) {
        items[i] = (hp_keyed){.key = keys[i], .row = (uint32_t)i};
    }
    hp_keyed_sort(items, count);
    for (size_t i = 0; i < count; i++) {
        UNIT_CLAIM(items[i].row == wanted[i], "place %zu: %s of row %u", i, items[i].key,
                   (unsigned)items[i].row);
    }
}

#define SORTS(keys, ...) sorts((keys), sizeof(keys) / sizeof *(keys), (uint32_t[]){__VA_ARGS__})

static void keys_are_sorted_by_bytes_then_rows(void) {
    static const char *const short_keys[] = {"b", "a", "", "ab", "a", "划", "Z", "\x7f"};
    static const char *const alike[] = {"2026000000000019", "2026000000000001", "2026",
                                        "2026000000000010", "2026000000000001"};
    static const char *const late[] = {"x12345678b", "x12345678a", "x1234567", "x123456781"};
    static const char *const sorted[] = {"a", "b", "c"};
    static const char *const equal[] = {"a", "a"};
    SORTS(short_keys, 2, 6, 1, 4, 3, 0, 7, 5);
    SORTS(alike, 2, 1, 4, 3, 0);
    SORTS(late, 2, 3, 1, 0);
    SORTS(sorted, 0, 1, 2);
    SORTS(equal, 0, 1);
    sorts(NULL, 0, NULL);
}

static CU_TestInfo tests[] = {
    {"every record is found, and no other", every_record_is_found_and_no_other},
    {"before it is built nothing is found", before_it_is_built_nothing_is_found},
    {"keys are sorted by bytes, then rows", keys_are_sorted_by_bytes_then_rows},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "lookup", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
