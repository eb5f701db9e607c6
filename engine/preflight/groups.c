#include "preflight/groups.h"

#include <stdlib.h>
#include <string.h>

#include "season/distance.h"

enum {
    FAR_TIMES = 2, /* an edge is odd when it is this many times as long as the next longest … */
    FAR_M = 1000,  /* … and at least this long … */
    NEARER_SCHOOLS = 3,   /* … and at least so many schools of the level lie nearer */
    LEAST_EDGES = 3,      /* that a school has, so that there is a next longest to speak of */
    UNUSED_CHILDREN = 15, /* an area's graduates, none of a primary that serves it, … */
    UNUSED_PERCENT = 80,  /* … so many of them of one other primary */
    ZONED_PERCENT = 90    /* of the areas: so many lie in a zone, where the others are a fault */
};

/* ---- children in their own primary's service area without a feeder ---- */

static hp_status find_unserved(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    const hp_data *data = census->data;
    int64_t total = 0;
    int32_t first = -1;
    int32_t *counts = hp_arena_alloc(arena, (size_t)census->policy->category_count, sizeof *counts);
    HP_NEED(counts);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (census->takes_part[i] && !census->feeder_owed[i] &&
            hp_census_in_service_area(data, &data->students[i])) {
            counts[census->roll->category[i]]++;
            first = first < 0 ? i : first;
            total++;
        }
    }
    if (total == 0) {
        return HP_OK;
    }
    hp_buffer list = {0};
    for (int c = 0; c < census->policy->category_count; c++) {
        if (counts[c] > 0) {
            hp_buffer_format(&list, "%s%s %d", list.length > 0 ? ", " : "",
                             census->policy->categories[c].id, counts[c]);
        }
    }
    hp_note(notes, HP_F_no_feeder_route, total, hp_student_place(data, first),
            hp_note_whole(notes, total), hp_note_format(notes, "%s", hp_buffer_get(&list)), NULL);
    hp_status status = hp_buffer_status(&list);
    hp_buffer_free(&list);
    return status;
}

/* Graduates whom a stage gives the feeder route, but no row of the feeders table holds. */
static hp_status find_unfed(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    const hp_data *data = census->data;
    int32_t *unfed = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *unfed);
    int32_t *first = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *first);
    HP_NEED(unfed);
    HP_NEED(first);
    for (int32_t i = 0; i < data->student_count; i++) {
        int32_t primary = data->students[i].primary;
        if (census->feeder_owed[i] && !census->feeder_given[i] && unfed[primary]++ == 0) {
            first[primary] = census->roll->address[i];
        }
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        if (unfed[s] > 0) {
            hp_note(notes, HP_F_feeder_missing, unfed[s], hp_school_place(data, s),
                    hp_note_whole(notes, unfed[s]), hp_note_whole(notes, census->owed_of[s]),
                    data->areas[first[s]].id);
        }
    }
    return HP_OK;
}

/* ---- schools that nobody is given ---- */

static bool should_be_reached(const hp_data *data, const hp_school *school) {
    return school->level == data->level && school->ownership != HP_PRIVATE && school->seats > 0;
}

static void find_unreached(hp_notes *notes, const hp_census *census) {
    const hp_data *data = census->data;
    int64_t total = 0;
    int64_t reached = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (should_be_reached(data, &data->schools[s])) {
            total++;
            reached += census->intake[s] > 0;
        }
    }
    for (int32_t s = 0; s < data->school_count && 2 * reached >= total; s++) {
        if (should_be_reached(data, &data->schools[s]) && census->intake[s] == 0) {
            hp_note(notes, HP_F_school_unreached, data->schools[s].seats, hp_school_place(data, s),
                    hp_note_whole(notes, data->schools[s].seats), hp_note_whole(notes, reached),
                    hp_note_whole(notes, total));
        }
    }
}

/* ---- areas in no zone ---- */

static bool is_zoned(const hp_data *data, int32_t area) {
    for (int32_t z = data->zone_begin[area]; z < data->zone_begin[area + 1]; z++) {
        if (data->schools[data->zone_schools[z]].level == data->level) {
            return true;
        }
    }
    return false;
}

/* Where zones alone give a child its school, an area in none is told; with feeders it is common. */
static void find_unzoned(hp_notes *notes, const hp_census *census) {
    const hp_data *data = census->data;
    int64_t zoned = 0;
    int64_t unzoned = 0;
    int64_t children = 0;
    int32_t worst = -1;
    for (int32_t a = 0; a < data->area_count; a++) {
        if (is_zoned(data, a)) {
            zoned++;
        } else if (census->at_area[a] > 0) {
            unzoned++;
            children += census->at_area[a];
            worst = worst < 0 || census->at_area[a] > census->at_area[worst] ? a : worst;
        }
    }
    if (unzoned > 0 && 100 * zoned >= ZONED_PERCENT * (zoned + unzoned)) {
        hp_note(notes, HP_F_area_unzoned, children, hp_area_place(census, worst),
                hp_note_whole(notes, unzoned), hp_note_whole(notes, children),
                hp_note_whole(notes, zoned));
    }
}

/* ---- zones whose children go elsewhere ---- */

typedef struct attendance {
    int32_t area;
    int32_t primary;
} attendance;

static int compare_attendance(const void *left, const void *right) {
    const attendance *a = left;
    const attendance *b = right;
    return (a->primary > b->primary) - (a->primary < b->primary);
}

/* Whether the child's k-th address is an area, and none of those before. */
static bool is_new_area(const hp_student *student, int k) {
    bool seen = student->address[k] < 0;
    for (int j = 0; j < k; j++) {
        seen = seen || student->address[j] == student->address[k];
    }
    return !seen;
}

/* One entry for each child and each of its different areas, by area; begin[a] … begin[a + 1] are
 * those of an area. */
static hp_status list_attendance(attendance **list, size_t **begin, hp_arena *arena,
                                 const hp_data *data) {
    size_t areas = (size_t)data->area_count;
    *list = hp_arena_alloc(arena, (size_t)data->student_count * HP_ADDRESSES, sizeof **list);
    *begin = hp_arena_alloc(arena, areas + 2, sizeof **begin);
    HP_NEED(*list);
    HP_NEED(*begin);
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        for (int k = 0; k < HP_ADDRESSES && student->primary >= 0; k++) {
            (*begin)[student->address[k] + 2] += is_new_area(student, k);
        }
    }
    for (size_t a = 0; a < areas; a++) {
        (*begin)[a + 2] += (*begin)[a + 1];
    }
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        for (int k = 0; k < HP_ADDRESSES && student->primary >= 0; k++) {
            if (is_new_area(student, k)) {
                int32_t area = student->address[k];
                (*list)[(*begin)[area + 1]++] = (attendance){area, student->primary};
            }
        }
    }
    return HP_OK;
}

static bool has_primary(const hp_data *data, int32_t area) {
    for (int32_t z = data->zone_begin[area]; z < data->zone_begin[area + 1]; z++) {
        if (data->schools[data->zone_schools[z]].level == HP_PRIMARY) {
            return true;
        }
    }
    return false;
}

/* The graduates with an address in one area: all[0 … count - 1]. */
static void check_area(hp_notes *notes, const hp_census *census, const attendance *all,
                       size_t count) {
    const hp_data *data = census->data;
    int32_t area = all[0].area;
    int32_t most = all[0].primary;
    size_t most_count = 0;
    for (size_t i = 0, begin = 0; i < count; i++) {
        begin = all[i].primary == all[begin].primary ? begin : i;
        if (hp_in_zone(data, area, all[i].primary)) {
            return;
        }
        if (i - begin + 1 > most_count) {
            most_count = i - begin + 1;
            most = all[i].primary;
        }
    }
    if (count >= UNUSED_CHILDREN && 100 * most_count >= UNUSED_PERCENT * count &&
        has_primary(data, area)) {
        hp_note(notes, HP_F_zone_unused, (int64_t)count, hp_area_place(census, area),
                hp_note_whole(notes, (int64_t)count), hp_note_whole(notes, (int64_t)most_count),
                data->schools[most].id);
    }
}

static hp_status find_unused_zones(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    attendance *list = NULL;
    size_t *begin = NULL;
    HP_TRY(list_attendance(&list, &begin, arena, census->data));
    for (int32_t a = 0; a < census->data->area_count; a++) {
        size_t count = begin[a + 1] - begin[a];
        if (count > 0) {
            qsort(&list[begin[a]], count, sizeof *list, compare_attendance);
            check_area(notes, census, &list[begin[a]], count);
        }
    }
    return HP_OK;
}

/* ---- edges that lead too far ---- */

/* The longest and the next longest edge of a school. */
typedef struct longest_edge {
    int32_t count;
    int32_t longest_m;
    int32_t next_m;
    size_t row; /* of the longest */
    double x;   /* and its other end */
    double y;
} longest_edge;

static void add_edge(longest_edge *edges, const hp_data *data, const hp_school *school, size_t row,
                     double x, double y) {
    int32_t metres = hp_point_metres(data, x, y, school->x, school->y);
    edges->count++;
    if (metres > edges->longest_m || edges->count == 1) {
        edges->next_m = edges->longest_m;
        edges->longest_m = metres;
        edges->row = row;
        edges->x = x;
        edges->y = y;
    } else if (metres > edges->next_m) {
        edges->next_m = metres;
    }
}

static void check_edge(hp_notes *notes, const hp_data *data, const longest_edge *edges,
                       hp_finding_code code, hp_table_id table, size_t column, hp_level level) {
    if (edges->count < LEAST_EDGES || edges->longest_m < FAR_M ||
        edges->longest_m < (int64_t)FAR_TIMES * edges->next_m) {
        return;
    }
    int32_t nearer = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        const hp_school *school = &data->schools[s];
        nearer += school->level == level && hp_point_metres(data, edges->x, edges->y, school->x,
                                                            school->y) < edges->longest_m;
    }
    if (nearer >= NEARER_SCHOOLS) {
        hp_note(notes, code, edges->longest_m,
                hp_cell_place(&data->tables[table], edges->row, column),
                hp_note_whole(notes, edges->longest_m), hp_note_whole(notes, edges->next_m),
                hp_note_whole(notes, nearer));
    }
}

static hp_status find_far_zones(hp_notes *notes, hp_arena *arena, const hp_data *data) {
    const hp_table *table = &data->tables[HP_ZONES];
    longest_edge *edges = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *edges);
    HP_NEED(edges);
    for (size_t row = 0; row < table->row_count; row++) {
        int32_t area = hp_area_by_id(data, hp_cell(table, row, HP_ZONE_AREA));
        int32_t s = hp_school_by_id(data, hp_cell(table, row, HP_ZONE_SCHOOL));
        add_edge(&edges[s], data, &data->schools[s], row, data->areas[area].x, data->areas[area].y);
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        check_edge(notes, data, &edges[s], HP_F_zone_far, HP_ZONES, HP_ZONE_SCHOOL,
                   data->schools[s].level);
    }
    return HP_OK;
}

static hp_status find_far_feeders(hp_notes *notes, hp_arena *arena, const hp_data *data) {
    const hp_table *table = &data->tables[HP_FEEDERS];
    longest_edge *edges = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *edges);
    HP_NEED(edges);
    for (size_t row = 0; row < table->row_count; row++) {
        int32_t primary = hp_school_by_id(data, hp_cell(table, row, HP_FEEDER_PRIMARY));
        int32_t s = hp_school_by_id(data, hp_cell(table, row, HP_FEEDER_JUNIOR));
        add_edge(&edges[s], data, &data->schools[s], row, data->schools[primary].x,
                 data->schools[primary].y);
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        check_edge(notes, data, &edges[s], HP_F_feeder_far, HP_FEEDERS, HP_FEEDER_JUNIOR,
                   HP_JUNIOR);
    }
    return HP_OK;
}

hp_status hp_groups_by_right(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    bool feeders = census->data->level == HP_JUNIOR &&
                   hp_census_has_route(census->policy, HP_ROUTE_FEEDER);
    bool zones = hp_census_has_route(census->policy, HP_ROUTE_ZONE);
    if (feeders) {
        HP_TRY(find_unserved(notes, arena, census));
        HP_TRY(find_unfed(notes, arena, census));
        HP_TRY(find_unused_zones(notes, arena, census));
        HP_TRY(find_far_feeders(notes, arena, census->data));
    } else if (zones) {
        find_unzoned(notes, census);
    }
    if (feeders || zones) {
        find_unreached(notes, census);
        HP_TRY(find_far_zones(notes, arena, census->data));
    }
    return HP_OK;
}
