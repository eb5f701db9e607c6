#include "invent/households.h"

enum { REACH_M = 150 }; /* from the middle of an estate to its homes, along each axis */

/* The homes so far, and which points they take: an open hash table of home + 1, 0 is empty. */
typedef struct home_list {
    invent_area *homes;
    int32_t count;
    int32_t *in_estate; /* homes, per estate */
    int32_t *taken;
    uint32_t mask; /* of the table, whose size is a power of two */
    hp_stream stream;
} home_list;

/* Takes a point for home number `count`; false when another home has it. */
static bool take_point(home_list *list, int32_t x, int32_t y) {
    uint32_t slot = ((uint32_t)x * 2654435761U ^ (uint32_t)y * 2246822519U) & list->mask;
    while (list->taken[slot] != 0) {
        const invent_area *other = &list->homes[list->taken[slot] - 1];
        if (other->x == x && other->y == y) {
            return false;
        }
        slot = (slot + 1) & list->mask;
    }
    list->taken[slot] = list->count + 1;
    return true;
}

static int32_t near_by(home_list *list, int32_t middle) {
    return middle + (int32_t)hp_stream_below(&list->stream, 2 * REACH_M + 1) - REACH_M;
}

static int32_t new_home(home_list *list, const invent_area *estate) {
    invent_area *home = &list->homes[list->count];
    *home = *estate;
    do {
        home->x = near_by(list, estate->x);
        home->y = near_by(list, estate->y);
    } while (!take_point(list, home->x, home->y));
    home->home = ++list->in_estate[estate->estate];
    return list->count++;
}

/* Gives a family homes where it had estates; equal addresses stay equal. */
static void house(home_list *list, const invent_district *district, invent_student *student) {
    const int32_t estates[3] = {student->hukou, student->property, student->residence};
    int32_t *const cells[3] = {&student->hukou, &student->property, &student->residence};
    for (int c = 0; c < 3; c++) {
        int same = 0;
        while (estates[same] != estates[c]) {
            same++;
        }
        if (estates[c] >= 0) {
            *cells[c] = same < c ? *cells[same] : new_home(list, &district->areas[estates[c]]);
        }
    }
}

/* An address is the family's own estate or one other, so a family has two homes at the most. */
static hp_status make_list(home_list *list, const invent_district *district, hp_arena *arena,
                           const char *seed) {
    size_t most = 2 * (size_t)district->student_count;
    size_t slots = 16;
    while (slots < 2 * most) {
        slots *= 2;
    }
    const char *own_seed = hp_arena_format(arena, "%s homes", seed);
    HP_NEED(own_seed);
    hp_stream_init(&list->stream, own_seed);
    list->count = 0;
    list->mask = (uint32_t)(slots - 1);
    list->homes = hp_arena_alloc(arena, most, sizeof *list->homes);
    list->in_estate = hp_arena_alloc(arena, (size_t)district->area_count, sizeof *list->in_estate);
    list->taken = hp_arena_alloc(arena, slots, sizeof *list->taken);
    HP_NEED(list->homes);
    HP_NEED(list->in_estate);
    HP_NEED(list->taken);
    return HP_OK;
}

hp_status invent_households(invent_district *district, hp_arena *arena, const char *seed) {
    home_list list;
    HP_TRY(make_list(&list, district, arena, seed));
    for (int32_t i = 0; i < district->student_count; i++) {
        invent_student *student = &district->students[i];
        if (i > 0 && student->twin >= 0 && student->twin == student[-1].twin) {
            student->hukou = student[-1].hukou;
            student->property = student[-1].property;
            student->residence = student[-1].residence;
        } else {
            house(&list, district, student);
        }
    }
    district->areas = list.homes;
    district->area_count = list.count;
    return HP_OK;
}
