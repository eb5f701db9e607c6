#include "policy/rings.h"

#include <string.h>

#include "season/distance.h"

enum { MOST_KEPT = 1 << 23 }; /* schools in all lists that are remembered, 8 bytes each */

static int ring_of(const hp_rings *rings, int32_t within_m) {
    int ring = 0;
    while (ring < rings->ring_count && rings->rings[ring].within_m != within_m) {
        ring++;
    }
    return ring;
}

static hp_status add_ring(hp_rings *rings, hp_arena *arena, int32_t within_m) {
    int ring = ring_of(rings, within_m);
    if (ring == rings->ring_count) {
        int32_t *begin = hp_arena_alloc(arena, (size_t)rings->data->area_count, sizeof *begin);
        HP_NEED(begin);
        rings->rings[rings->ring_count++] = (hp_ring){.within_m = within_m, .begin = begin};
    }
    return HP_OK;
}

hp_status hp_rings_new(hp_rings *rings, hp_arena *arena, const hp_data *data,
                       const hp_policy *policy) {
    size_t routes = 0;
    for (int s = 0; s < policy->stage_count; s++) {
        routes += (size_t)policy->stages[s].route_count;
    }
    *rings = (hp_rings){.data = data, .last_ring = -1};
    rings->rings = hp_arena_alloc(arena, routes, sizeof *rings->rings);
    HP_NEED(rings->rings);
    for (int s = 0; s < policy->stage_count; s++) {
        for (int r = 0; r < policy->stages[s].route_count; r++) {
            const hp_route *route = &policy->stages[s].routes[r];
            if (route->kind == HP_ROUTE_ANY) {
                HP_TRY(add_ring(rings, arena, route->within_m));
            }
        }
    }
    size_t room = (size_t)rings->ring_count * (size_t)data->area_count *
                  ((size_t)data->level_count + 1);
    rings->kept_room = room < MOST_KEPT ? room : MOST_KEPT;
    rings->kept = hp_arena_alloc(arena, rings->kept_room, sizeof *rings->kept);
    HP_NEED(rings->kept);
    rings->last = hp_arena_alloc(arena, (size_t)data->level_count, sizeof *rings->last);
    HP_NEED(rings->last);
    return HP_OK;
}

/* Metres that the table lacks are below every limit: the school stays, and the gap is told. */
static hp_near_list look_at_all(hp_near_school *schools, const hp_data *data, int32_t within_m,
                                int32_t area) {
    hp_near_list list = {.schools = schools, .looked_at = data->level_count};
    for (int32_t i = 0; i < data->level_count; i++) {
        int32_t school = data->level_schools[i];
        int32_t metres = hp_metres(data, area, school);
        if (metres <= within_m) {
            schools[list.count++] = (hp_near_school){school, metres};
        }
    }
    return list;
}

static hp_near_list find_list(hp_rings *rings, int ring, int32_t area) {
    const hp_data *data = rings->data;
    int32_t within_m = rings->rings[ring].within_m;
    rings->found_count++;
    return data->by_table || within_m >= HP_MOST_METRES
               ? look_at_all(rings->last, data, within_m, area)
               : hp_near_within(rings->last, data, data->areas[area].x, data->areas[area].y,
                                within_m);
}

hp_near_list hp_rings_at(hp_rings *rings, int32_t within_m, int32_t area) {
    int ring = ring_of(rings, within_m);
    int32_t *begin = &rings->rings[ring].begin[area];
    if (*begin > 0) {
        hp_near_school *head = &rings->kept[*begin - 1];
        return (hp_near_list){.schools = head + 1, .count = head->school};
    }
    if (ring == rings->last_ring && area == rings->last_address) {
        return (hp_near_list){.schools = rings->last, .count = rings->last_count};
    }
    hp_near_list list = find_list(rings, ring, area);
    rings->last_ring = ring;
    rings->last_address = area;
    rings->last_count = list.count;
    size_t count = (size_t)list.count;
    if (rings->kept_room - rings->kept_count > count) {
        *begin = (int32_t)rings->kept_count + 1;
        hp_near_school *head = &rings->kept[rings->kept_count];
        head->school = list.count;
        memcpy(head + 1, list.schools, count * sizeof *head);
        rings->kept_count += count + 1;
    }
    return list;
}
