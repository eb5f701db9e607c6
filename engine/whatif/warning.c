/* The warning table of a year: children over seats by school, zone and district. */
#include "base/joined.h"
#include "whatif/forecast.h"

hp_warning hp_warning_of(const hp_policy *policy, int64_t children, int64_t seats) {
    for (int colour = 0; colour < HP_WARNINGS && children > 0; colour++) {
        if (children * 1000000 >= policy->warning_ppm[colour] * seats) {
            return (hp_warning)colour;
        }
    }
    return HP_GREEN;
}

/* Where children would go: each once at a school, and which schools share some. */
typedef struct demand_map {
    const hp_data *data;
    const hp_roll *roll;
    const bool *kinds;
    hp_reach reach;
    int32_t *children; /* per school */
    int32_t *zone;     /* per school: towards the first of its zone */
    int32_t *listed;   /* per first school of a zone: the first that is listed; -1: none yet */
} demand_map;

/* Counts a child at the nearest of the schools that the nearby routes give it, which are of one
 * zone then; false: they give none. */
static bool count_child(demand_map *map, int32_t student) {
    int32_t nearest = -1;
    int32_t nearest_m = INT32_MAX;
    for (int32_t i = 0; i < map->data->level_count; i++) {
        int32_t school = map->data->level_schools[i];
        if (!hp_reach_nearby(&map->reach, student, map->kinds, school)) {
            continue;
        }
        int32_t metres = hp_metres(map->data, map->roll->address[student], school);
        metres = metres == HP_METRES_UNKNOWN ? INT32_MAX : metres;
        if (nearest >= 0) {
            hp_joined_join(map->zone, nearest, school);
        }
        if (nearest < 0 || metres < nearest_m) {
            nearest = school;
            nearest_m = metres;
        }
    }
    if (nearest >= 0) {
        map->children[nearest]++;
    }
    return nearest >= 0;
}

/* Fixed children have their school; those with a destination seek none. */
static void count_all(hp_forecast_year *year, demand_map *map) {
    for (int32_t i = 0; i < map->data->student_count; i++) {
        const hp_student *student = &map->data->students[i];
        if (student->elsewhere) {
            continue;
        }
        year->child_count++;
        if (student->fixed >= 0) {
            map->children[student->fixed]++;
        } else if (!count_child(map, i)) {
            year->without_nearby++;
        }
    }
}

/* Private schools count where children are counted there. */
static bool is_listed(const demand_map *map, int32_t school) {
    return map->data->schools[school].ownership != HP_PRIVATE || map->children[school] > 0;
}

/* The listed school by which the zone of a listed one goes. Schools come in their order. */
static int32_t name_zone(demand_map *map, int32_t school) {
    int32_t *listed = &map->listed[hp_joined_first(map->zone, school)];
    *listed = *listed < 0 ? school : *listed;
    return *listed;
}

static void add_row(hp_forecast_year *year, hp_warning_row row) {
    row.colour = hp_warning_of(&year->season.policy, row.children, row.seats);
    year->rows[year->row_count++] = row;
}

static void list_rows(hp_forecast_year *year, demand_map *map) {
    const hp_data *data = map->data;
    hp_warning_row district = {
        .kind = HP_WARNED_DISTRICT, .school = -1, .children = year->child_count};
    for (int32_t i = 0; i < data->level_count; i++) {
        int32_t s = data->level_schools[i];
        year->zone[s] = is_listed(map, s) ? name_zone(map, s) : -1;
        if (year->zone[s] >= 0) {
            district.seats += data->schools[s].seats;
            add_row(year, (hp_warning_row){.kind = HP_WARNED_SCHOOL,
                                           .school = s,
                                           .children = map->children[s],
                                           .seats = data->schools[s].seats});
        }
    }
    for (int32_t i = 0; i < data->level_count; i++) {
        hp_warning_row zone = {.kind = HP_WARNED_ZONE, .school = data->level_schools[i]};
        bool any = false;
        for (int32_t j = i; j < data->level_count; j++) {
            int32_t s = data->level_schools[j];
            if (year->zone[s] == zone.school) {
                any = true;
                zone.children += map->children[s];
                zone.seats += data->schools[s].seats;
            }
        }
        if (any) {
            add_row(year, zone);
        }
    }
    add_row(year, district);
}

hp_status hp_forecast_warn(hp_forecast_year *year, hp_arena *arena) {
    const hp_season *season = &year->season;
    size_t schools = (size_t)season->data.school_count;
    size_t level = (size_t)season->data.level_count;
    demand_map map = {.data = &season->data,
                      .roll = &season->roll,
                      .kinds = season->policy.indicators.nearby_routes,
                      .children = hp_arena_alloc(arena, schools, sizeof(int32_t)),
                      .zone = hp_arena_alloc(arena, schools, sizeof(int32_t)),
                      .listed = hp_arena_alloc(arena, schools, sizeof(int32_t))};
    year->rows = hp_arena_alloc(arena, 2 * level + 1, sizeof *year->rows);
    year->zone = hp_arena_alloc(arena, schools, sizeof *year->zone);
    HP_NEED(map.children);
    HP_NEED(map.zone);
    HP_NEED(map.listed);
    HP_NEED(year->rows);
    HP_NEED(year->zone);
    HP_TRY(hp_reach_new(&map.reach, arena, &season->data, &season->policy, &season->roll));
    hp_joined_begin(map.zone, season->data.school_count);
    for (size_t s = 0; s < schools; s++) {
        map.listed[s] = -1;
        year->zone[s] = -1;
    }
    count_all(year, &map);
    list_rows(year, &map);
    return HP_OK;
}
