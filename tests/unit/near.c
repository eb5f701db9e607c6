/* Schools near a point: the index gives what a look at all of them gives, and looks at few. */
#include "season/near.h"

#include <stdlib.h>

#include "policy/reach.h"
#include "season/distance.h"
#include "unit.h"

/* A season of nothing but schools of its level. */
static hp_data *season_of(int32_t count, bool degrees) {
    hp_data *data = calloc(1, sizeof *data);
    data->degrees = degrees;
    data->level = HP_JUNIOR;
    data->school_count = count;
    data->level_count = count;
    size_t room = (size_t)count;
    data->sites = hp_arena_alloc(&data->arena, room, sizeof *data->sites);
    data->level_schools = hp_arena_alloc(&data->arena, room, sizeof *data->level_schools);
    for (int32_t s = 0; s < count; s++) {
        data->level_schools[s] = s;
        data->sites[s] = (hp_site){.of_level = true, .accepts_overflow = true};
    }
    return data;
}

static void build(hp_data *data) {
    CU_ASSERT_EQUAL_FATAL(hp_near_build(data), HP_OK);
}

static void end(hp_data *data) {
    hp_arena_free(&data->arena);
    free(data);
}

static int32_t metres_to(const hp_data *data, double x, double y, int32_t s) {
    return hp_point_metres(data, x, y, data->sites[s].x, data->sites[s].y);
}

/* ---- against a look at all ---- */

static void claim_within(const hp_data *data, double x, double y, int32_t within_m) {
    hp_near_school *found = calloc((size_t)data->school_count + 1, sizeof *found);
    hp_near_list list = hp_near_within(found, data, x, y, within_m);
    int32_t at = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        int32_t metres = metres_to(data, x, y, s);
        if (metres <= within_m) {
            UNIT_CLAIM(at < list.count && found[at].school == s && found[at].metres == metres,
                       "school %d at %d m of (%.9f, %.9f) is left out", (int)s, (int)metres, x, y);
            at++;
        }
    }
    UNIT_CLAIM(at == list.count, "%d schools within %d m, not %d", (int)at, (int)within_m,
               (int)list.count);
    free(found);
}

static void claim_nearest(const hp_data *data, double x, double y, int32_t most) {
    hp_near_school *found = calloc((size_t)most + 1, sizeof *found);
    hp_near_list list = hp_near_nearest(found, most, data, x, y);
    CU_ASSERT_EQUAL(list.count, most < data->school_count ? most : data->school_count);
    for (int32_t i = 0; i < list.count; i++) {
        int32_t before = 0;
        for (int32_t s = 0; s < data->school_count; s++) {
            int32_t metres = metres_to(data, x, y, s);
            before += metres < found[i].metres ||
                      (metres == found[i].metres && s < found[i].school);
        }
        UNIT_CLAIM(before == i && found[i].metres == metres_to(data, x, y, found[i].school),
                   "school %d is the %d. nearest of (%.9f, %.9f), not the %d.",
                   (int)found[i].school, (int)before, x, y, (int)i);
    }
    free(found);
}

/* Every school's own metres as the limit, one less and one more: the border is where it is. */
static void claim_point(const hp_data *data, double x, double y) {
    for (int32_t s = 0; s < data->school_count; s += 7) {
        int32_t metres = metres_to(data, x, y, s);
        for (int32_t near = -1; near <= 1; near++) {
            claim_within(data, x, y, metres + near);
        }
    }
    claim_within(data, x, y, 0);
    claim_within(data, x, y, INT32_MAX);
    for (int32_t most = 0; most <= 4; most++) {
        claim_nearest(data, x, y, most);
    }
}

static void the_plane_is_searched_as_a_look_at_all_would(void) {
    uint64_t generator = 7;
    hp_data *data = season_of(90, false);
    for (int32_t s = 0; s < data->school_count; s++) {
        data->sites[s].x = unit_below(&generator, 40) * 25.5;
        data->sites[s].y = unit_below(&generator, 40) * 25.5 - 500;
    }
    build(data);
    for (int i = 0; i < 12; i++) {
        claim_point(data, unit_below(&generator, 40) * 25.5,
                    unit_below(&generator, 4000) * 0.25 - 500);
    }
    claim_point(data, 1e9, -1e9);
    end(data);
}

/* Poles, the 180th meridian and the other side of the earth among them. */
static void the_sphere_is_searched_as_a_look_at_all_would(void) {
    static const double points[][2] = {{116.5, 35.4},   {180, 0}, {-180, 0.01},
                                       {179.99, -0.01}, {0, 90},  {90, 90},
                                       {45, 89.999},    {0, -90}, {-63.5, -35.4}};
    enum { POINTS = sizeof points / sizeof *points };
    uint64_t generator = 9;
    hp_data *data = season_of(10 * POINTS, true);
    for (int32_t s = 0; s < data->school_count; s++) {
        const double *about = points[s % POINTS];
        double x = about[0] + (unit_below(&generator, 2001) - 1000.0) * 1e-4;
        double y = about[1] + (unit_below(&generator, 2001) - 1000.0) * 1e-4;
        data->sites[s].x = x > 180 ? x - 360 : x < -180 ? x + 360 : x;
        data->sites[s].y = y > 90 ? 90 : y < -90 ? -90 : y;
    }
    build(data);
    for (int i = 0; i < POINTS; i++) {
        claim_point(data, points[i][0], points[i][1]);
    }
    end(data);
}

static void a_limit_is_inclusive_to_the_rounded_metre(void) {
    hp_data *data = season_of(4, false);
    static const double xs[] = {1000, 1000.499, 1000.5, 1001};
    for (int32_t s = 0; s < 4; s++) {
        data->sites[s].x = xs[s];
    }
    build(data);
    hp_near_school found[4];
    CU_ASSERT_EQUAL(hp_near_within(found, data, 0, 0, 999).count, 0);
    CU_ASSERT_EQUAL(hp_near_within(found, data, 0, 0, 1000).count, 2);
    CU_ASSERT_EQUAL(hp_near_within(found, data, 0, 0, 1001).count, 4);
    end(data);
}

static void schools_at_one_point_are_all_found(void) {
    hp_data *data = season_of(33, false);
    build(data);
    hp_near_school found[33];
    CU_ASSERT_EQUAL(hp_near_within(found, data, 0, 0, 0).count, 33);
    CU_ASSERT_EQUAL(hp_near_within(found, data, 3, 4, 5).count, 33);
    CU_ASSERT_EQUAL(hp_near_within(found, data, 3, 4, 4).count, 0);
    CU_ASSERT_EQUAL(hp_near_nearest(found, 3, data, 3, 4).count, 3);
    CU_ASSERT_EQUAL(found[2].school, 2);
    end(data);
}

static void without_schools_nothing_is_found(void) {
    hp_data *data = season_of(0, true);
    build(data);
    hp_near_school found[1];
    CU_ASSERT_EQUAL(hp_near_within(found, data, 116, 35, INT32_MAX).count, 0);
    CU_ASSERT_EQUAL(hp_near_nearest(found, 1, data, 116, 35).count, 0);
    end(data);
}

/* ---- how much is looked at ---- */

/* A square of side × side schools, 1000 m apart. */
static hp_data *square_of(int32_t side, bool degrees) {
    double step = degrees ? 0.009 : 1000;
    hp_data *data = season_of(side * side, degrees);
    for (int32_t s = 0; s < side * side; s++) {
        data->sites[s].x = s % side * step;
        data->sites[s].y = s / side * step;
    }
    build(data);
    return data;
}

/* Some 20 schools in reach, however many there are. */
static void few_schools_are_looked_at(void) {
    for (int degrees = 0; degrees <= 1; degrees++) {
        for (int32_t side = 16; side <= 64; side *= 2) {
            hp_data *data = square_of(side, degrees == 1);
            hp_near_school *found = calloc((size_t)data->school_count, sizeof *found);
            double x = data->sites[side * side / 2 + side / 2].x;
            hp_near_list list = hp_near_within(found, data, x, x, 2500);
            UNIT_CLAIM(list.count == 21 && list.looked_at <= 64,
                       "%d of %d schools in reach, %d looked at", (int)list.count,
                       (int)data->school_count, (int)list.looked_at);
            list = hp_near_nearest(found, 3, data, x, x);
            UNIT_CLAIM(list.looked_at <= 64, "3 nearest of %d schools, %d looked at",
                       (int)data->school_count, (int)list.looked_at);
            free(found);
            end(data);
        }
    }
}

/* ---- what is remembered ---- */

static void an_address_is_searched_once_for_each_limit(void) {
    hp_data *data = square_of(16, false);
    hp_area areas[3] = {{.x = 0, .y = 0}, {.x = 8000, .y = 8000}, {.x = 8000, .y = 8000}};
    data->areas = areas;
    data->area_count = 3;
    hp_route routes[3] = {{.kind = HP_ROUTE_ANY, .within_m = 2500},
                          {.kind = HP_ROUTE_GROUP, .within_m = 9},
                          {.kind = HP_ROUTE_ANY, .within_m = INT32_MAX}};
    hp_stage stages[2] = {{.routes = routes, .route_count = 3},
                          {.routes = routes, .route_count = 1}};
    hp_policy policy = {.stages = stages, .stage_count = 2};
    hp_rings rings;
    CU_ASSERT_EQUAL_FATAL(hp_rings_new(&rings, &data->arena, data, &policy), HP_OK);
    CU_ASSERT_EQUAL(rings.ring_count, 2);
    for (int again = 0; again < 2; again++) {
        CU_ASSERT_EQUAL(hp_rings_at(&rings, 2500, 0).count, 8);
        CU_ASSERT_EQUAL(hp_rings_at(&rings, 2500, 1).count, 21);
        CU_ASSERT_EQUAL(hp_rings_at(&rings, 2500, 2).count, 21);
        CU_ASSERT_EQUAL(hp_rings_at(&rings, INT32_MAX, 1).count, 256);
    }
    CU_ASSERT_EQUAL(rings.found_count, 4);
    end(data);
}

/* Without room the lists are worked out anew, and are the same. */
static void lists_without_room_are_the_same(void) {
    hp_data *data = square_of(16, false);
    hp_area areas[2] = {{.x = 0, .y = 0}, {.x = 8000, .y = 8000}};
    data->areas = areas;
    data->area_count = 2;
    hp_route route = {.kind = HP_ROUTE_ANY, .within_m = 2500};
    hp_stage stage = {.routes = &route, .route_count = 1};
    hp_policy policy = {.stages = &stage, .stage_count = 1};
    hp_rings rings;
    CU_ASSERT_EQUAL_FATAL(hp_rings_new(&rings, &data->arena, data, &policy), HP_OK);
    rings.kept_room = 9; /* of the first area's list and its head alone */
    for (int again = 0; again < 2; again++) {
        CU_ASSERT_EQUAL(hp_rings_at(&rings, 2500, 0).count, 8);
        hp_near_list list = hp_rings_at(&rings, 2500, 1);
        CU_ASSERT_EQUAL(list.count, 21);
        CU_ASSERT_EQUAL(list.schools[10].school, 8 * 16 + 8);
        CU_ASSERT_EQUAL(hp_rings_at(&rings, 2500, 1).count, 21);
    }
    CU_ASSERT_EQUAL(rings.found_count, 2);
    CU_ASSERT_EQUAL(rings.kept_count, 9);
    end(data);
}

static CU_TestInfo tests[] = {
    {"the plane is searched as a look at all would", the_plane_is_searched_as_a_look_at_all_would},
    {"the sphere is searched as a look at all would",
     the_sphere_is_searched_as_a_look_at_all_would},
    {"a limit is inclusive, to the rounded metre", a_limit_is_inclusive_to_the_rounded_metre},
    {"schools at one point are all found", schools_at_one_point_are_all_found},
    {"without schools nothing is found", without_schools_nothing_is_found},
    {"few schools are looked at", few_schools_are_looked_at},
    {"an address is searched once for each limit", an_address_is_searched_once_for_each_limit},
    {"lists without room are the same", lists_without_room_are_the_same},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "near", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
