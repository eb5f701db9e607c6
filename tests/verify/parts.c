/* Parts of the checker by themselves, where the size of its work is decided. Counts, no times. */
#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "verify/book.h"
#include "verify/near.h"
#include "verify/seating.h"

enum { TOWNS = 12, SCHOOLS_EACH = 9, AREAS_EACH = 20, APART_M = 100000 };

static int below(uint64_t *generator, int bound) {
    *generator = *generator * 6364136223846793005u + 1442695040888963407u;
    return (int)((*generator >> 33) % (uint32_t)bound);
}

/* Towns 100 km apart, or about as many degrees, some where the meridians meet. */
static void settle(vf_season *season, bool degrees, uint64_t seed) {
    *season = (vf_season){
        .degrees = degrees, .school_count = TOWNS * SCHOOLS_EACH, .area_count = TOWNS * AREAS_EACH};
    season->schools = vf_alloc(TOWNS * SCHOOLS_EACH, sizeof *season->schools);
    season->areas = vf_alloc(TOWNS * AREAS_EACH, sizeof *season->areas);
    double unit = degrees ? 1e-5 : 1;
    for (int i = 0; i < TOWNS * (SCHOOLS_EACH + AREAS_EACH); i++) {
        int town = i % TOWNS;
        double x = (town % 4) * APART_M + below(&seed, 20000);
        double y = (town / 4) * APART_M + below(&seed, 20000);
        x = degrees ? x * unit + 178 : x;
        y = degrees ? y * unit + 87 : y;
        x = degrees && x > 180 ? x - 360 : x;
        if (i < TOWNS * SCHOOLS_EACH) {
            season->schools[i].x = x;
            season->schools[i].y = y;
        } else {
            season->areas[i - TOWNS * SCHOOLS_EACH].x = x;
            season->areas[i - TOWNS * SCHOOLS_EACH].y = y;
        }
    }
}

static bool is_found(const vf_near_school *found, int count, int school, int64_t metres) {
    int times = 0;
    for (int i = 0; i < count; i++) {
        times += found[i].school == school && found[i].metres == metres;
    }
    return times == 1;
}

/* Every school within the limit is found, at its distance, the first time and again. */
static bool all_are_found(const vf_season *season, int64_t within_m, int *most) {
    bool may[TOWNS * SCHOOLS_EACH];
    vf_near_school found[TOWNS * SCHOOLS_EACH];
    for (int s = 0; s < season->school_count; s++) {
        may[s] = s % 7 != 3;
    }
    vf_near *near = vf_near_new(season, may, within_m);
    for (int k = 0; k < 2 * season->area_count; k++) {
        int area = k % season->area_count;
        int count = vf_near_of(found, near, area);
        *most = count > *most ? count : *most;
        for (int s = 0; s < season->school_count; s++) {
            int64_t metres = vf_metres(season, area, s);
            bool must = may[s] && (within_m < 0 || metres <= within_m);
            if (must && !is_found(found, count, s, metres)) {
                return false;
            }
        }
    }
    return true;
}

static void near_schools_are_all_found(void) {
    static const int64_t limits[] = {-1, 0, 1, 700, 12345, 90000, 250000, 5000000};
    for (uint64_t seed = 1; seed < 4; seed++) {
        for (int degrees = 0; degrees < 2; degrees++) {
            for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
                vf_season season;
                int most = 0;
                settle(&season, degrees == 1, seed);
                CU_ASSERT_TRUE(all_are_found(&season, limits[i], &most));
            }
        }
    }
}

/* The work for an address is its town's, however many towns there are. */
static void other_towns_are_not_looked_at(void) {
    vf_season season;
    int most = 0;
    settle(&season, false, 5);
    CU_ASSERT_TRUE(all_are_found(&season, 30000, &most));
    CU_ASSERT_TRUE(most > 0 && most <= SCHOOLS_EACH);
}

/* ---- a serial stage's seating ---- */

enum { CHILDREN = 600, PLACES = 20, RANKS = 3, TURNS = 3 };

/* Children of towns of two places each; two of three are guaranteed a seat, where there is one. */
static void seating_keeps_links_of_its_children_alone(void) {
    static int rank[CHILDREN];
    static int lists[CHILDREN][2];
    static vf_may may[CHILDREN];
    int64_t room[PLACES];
    uint64_t seed = 9;
    vf_seating all;
    for (int p = 0; p < PLACES; p++) {
        room[p] = CHILDREN / PLACES / 2;
    }
    for (int c = 0; c < CHILDREN; c++) {
        int town = below(&seed, PLACES / 2);
        rank[c] = below(&seed, RANKS + 1) - 1;
        lists[c][0] = 2 * town;
        lists[c][1] = 2 * town + 1;
        may[c] = (vf_may){lists[c], rank[c] < 0 ? 0 : 2};
    }
    vf_seating_start(&all, PLACES, RANKS, CHILDREN, rank, may, room);
    for (int turn = 0; turn < TURNS; turn++) {
        for (int c = 0; c < CHILDREN; c++) {
            if (!all.settled[c]) {
                vf_seating_take(&all, c, lists[c][below(&seed, 2)]);
            }
        }
    }
    /* at most one of each kind a child and place, and what has not been dropped yet */
    CU_ASSERT_TRUE(all.link_count <= 8 * CHILDREN);
    for (int p = 0; p < PLACES; p++) {
        CU_ASSERT_TRUE(room[p] >= 0);
    }
}

/* ---- workbooks ---- */

enum { TEXT_BYTES = 2000, PACKED_BYTES = 2 * TEXT_BYTES + 100, STREAMS = 2000 };

static size_t pack(char *packed, const char *text, size_t length, uint64_t *seed) {
    z_stream stream = {0};
    deflateInit2(&stream, below(seed, 10), Z_DEFLATED, -15, 1 + below(seed, 9), below(seed, 5));
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = PACKED_BYTES;
    deflate(&stream, Z_FINISH);
    size_t size = stream.total_out;
    deflateEnd(&stream);
    return size;
}

/* Stored, fixed and dynamic blocks, texts that repeat and that do not. */
static void what_was_packed_is_unpacked(void) {
    static char text[TEXT_BYTES];
    static char packed[PACKED_BYTES];
    static char again[TEXT_BYTES + 1];
    uint64_t seed = 3;
    for (int i = 0; i < STREAMS; i++) {
        size_t length = (size_t)below(&seed, TEXT_BYTES);
        int kinds = 1 + below(&seed, 255);
        for (size_t k = 0; k < length; k++) {
            text[k] = (char)(below(&seed, 4) == 0 || k < 30 ? below(&seed, kinds)
                                                            : text[k - (size_t)below(&seed, 30)]);
        }
        size_t size = pack(packed, text, length, &seed);
        CU_ASSERT_TRUE(vf_inflate(again, length, packed, size));
        CU_ASSERT_EQUAL(memcmp(again, text, length), 0);
        CU_ASSERT_FALSE(vf_inflate(again, length + 1, packed, size));
        CU_ASSERT_FALSE(vf_inflate(again, length, packed, size - 1));
        CU_ASSERT_FALSE(length > 0 && vf_inflate(again, length - 1, packed, size));
    }
}

int main(void) {
    CU_TestInfo tests[] = {
        {"near_schools_are_all_found", near_schools_are_all_found},
        {"other_towns_are_not_looked_at", other_towns_are_not_looked_at},
        {"seating_keeps_links_of_its_children_alone", seating_keeps_links_of_its_children_alone},
        {"what_was_packed_is_unpacked", what_was_packed_is_unpacked},
        CU_TEST_INFO_NULL};
    CU_SuiteInfo suites[] = {{"parts", NULL, NULL, NULL, NULL, tests}, CU_SUITE_INFO_NULL};
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) {
        return EXIT_FAILURE;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    vf_free_all();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
