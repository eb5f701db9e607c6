#include "verify/near.h"

#include <math.h>
#include <string.h>

/* Places as points in space, those of degrees on a ball of radius 1: the straight line between two
 * of them says whether they can be within the limit, a margin of half a metre aside. Cells as wide
 * as the limit name the few schools to measure. */
typedef struct point {
    double at[3];
} point;

typedef struct near_school {
    int school;
    int next; /* in its cell; -1: the last */
    point place;
} near_school;

typedef struct cell {
    int64_t at[3];
    int first; /* and 1; 0: the cell is none */
} cell;

/* What was found for an address before. */
typedef struct packed {
    int32_t school; /* of the first: how many follow */
    int32_t metres;
} packed;

enum { MOST_PACKED = 1 << 25, EMPTY_CELL = 0 };

struct vf_near {
    const vf_season *season;
    near_school *schools;
    int count;
    double side; /* of a cell: the limit and its margin; 0: every school is measured */
    cell *cells;
    uint64_t mask;
    packed **known; /* per area */
    size_t known_count;
};

static point point_of(const vf_season *season, double x, double y) {
    const double radians = acos(-1.0) / 180.0;
    if (!season->degrees) {
        return (point){{x, y, 0}};
    }
    return (point){{cos(y * radians) * cos(x * radians), cos(y * radians) * sin(x * radians),
                    sin(y * radians)}};
}

static void cell_at(int64_t at[3], const vf_near *near, const point *place) {
    for (int i = 0; i < 3; i++) {
        at[i] = (int64_t)floor(place->at[i] / near->side);
    }
}

static cell *find_cell(const vf_near *near, const int64_t at[3]) {
    uint64_t hash = 0;
    for (int i = 0; i < 3; i++) {
        hash = (hash ^ (uint64_t)at[i]) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32;
    }
    cell *found = &near->cells[hash & near->mask];
    while (found->first != EMPTY_CELL && memcmp(found->at, at, sizeof found->at) != 0) {
        hash++;
        found = &near->cells[hash & near->mask];
    }
    return found;
}

/* The limit as a straight line; 0: it is too wide to be of use, or cannot be told so. */
static double side_of(const vf_near *near, int64_t within_m) {
    enum { WIDEST_M = 1000000, FARTHEST = 1 << 30 };
    if (within_m < 0 || within_m > WIDEST_M || near->season->by_table) {
        return 0;
    }
    double side = near->season->degrees ? 2 * sin((double)(within_m + 1) / (2 * 6371008.8))
                                        : (double)(within_m + 1);
    for (int i = 0; i < near->count; i++) {
        for (int k = 0; k < 3; k++) {
            if (!(fabs(near->schools[i].place.at[k] / side) < FARTHEST)) {
                return 0;
            }
        }
    }
    return side;
}

static void fill_cells(vf_near *near) {
    near->mask = 15;
    while (near->mask < 2 * (uint64_t)near->count) {
        near->mask = 2 * near->mask + 1;
    }
    near->cells = vf_keep(near->mask + 1, sizeof *near->cells);
    for (int i = 0; i < near->count; i++) {
        int64_t at[3];
        cell_at(at, near, &near->schools[i].place);
        cell *home = find_cell(near, at);
        memcpy(home->at, at, sizeof home->at);
        near->schools[i].next = home->first - 1;
        home->first = i + 1;
    }
}

vf_near *vf_near_new(const vf_season *season, const bool *may, int64_t within_m) {
    vf_near *near = vf_keep(1, sizeof *near);
    *near = (vf_near){.season = season};
    near->schools = vf_keep((size_t)season->school_count + 1, sizeof *near->schools);
    near->known = vf_keep((size_t)season->area_count + 1, sizeof(packed *));
    for (int s = 0; s < season->school_count; s++) {
        if (may[s]) {
            const vf_school *school = &season->schools[s];
            near->schools[near->count++] = (near_school){
                .school = s, .next = -1, .place = point_of(season, school->x, school->y)};
        }
    }
    near->side = side_of(near, within_m);
    if (near->side > 0) {
        fill_cells(near);
    }
    return near;
}

static int measure_cell(vf_near_school *room, int count, const vf_near *near, int first,
                        const point *from, int area) {
    double most = near->side * near->side;
    for (int i = first; i >= 0; i = near->schools[i].next) {
        const double *to = near->schools[i].place.at;
        double dx = to[0] - from->at[0];
        double dy = to[1] - from->at[1];
        double dz = to[2] - from->at[2];
        if (dx * dx + dy * dy + dz * dz <= most) {
            int school = near->schools[i].school;
            room[count++] = (vf_near_school){vf_metres(near->season, area, school), school};
        }
    }
    return count;
}

static int measure(vf_near_school *room, const vf_near *near, int area) {
    const vf_area *record = &near->season->areas[area];
    int64_t middle[3];
    int count = 0;
    if (near->side == 0) {
        for (int i = 0; i < near->count; i++) {
            int school = near->schools[i].school;
            room[count++] = (vf_near_school){vf_metres(near->season, area, school), school};
        }
        return count;
    }
    point from = point_of(near->season, record->x, record->y);
    for (int k = 0; k < 3; k++) {
        if (!(fabs(from.at[k] / near->side) < 1e15)) {
            return 0; /* beyond every school's cell */
        }
    }
    cell_at(middle, near, &from);
    int depth = near->season->degrees ? 1 : 0;
    for (int64_t x = -1; x <= 1; x++) {
        for (int64_t y = -1; y <= 1; y++) {
            for (int64_t z = -depth; z <= depth; z++) {
                const int64_t at[3] = {middle[0] + x, middle[1] + y, middle[2] + z};
                count = measure_cell(room, count, near, find_cell(near, at)->first - 1, &from,
                                     area);
            }
        }
    }
    return count;
}

static void remember(vf_near *near, int area, const vf_near_school *found, int count) {
    for (int i = 0; i < count; i++) {
        if (found[i].metres > INT32_MAX) {
            return;
        }
    }
    if (near->known_count + (size_t)count + 1 > MOST_PACKED) {
        return;
    }
    packed *list = vf_keep((size_t)count + 1, sizeof *list);
    near->known_count += (size_t)count + 1;
    list[0].school = count;
    for (int i = 0; i < count; i++) {
        list[i + 1] = (packed){(int32_t)found[i].school, (int32_t)found[i].metres};
    }
    near->known[area] = list;
}

int vf_near_of(vf_near_school *room, vf_near *near, int area) {
    const packed *list = near->known[area];
    if (list == NULL) {
        int count = measure(room, near, area);
        remember(near, area, room, count);
        return count;
    }
    for (int i = 0; i < list->school; i++) {
        room[i] = (vf_near_school){list[i + 1].metres, list[i + 1].school};
    }
    return list->school;
}
