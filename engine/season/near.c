#include "season/near.h"

#include <math.h>
#include <stdlib.h>

#include "season/distance.h"

/* More than all rounding of coordinates, chords and metres. */
static const double SLACK_M = 0.001;

enum { AXES = 3 };

/* The tree is the array: the middle node splits its part, the nodes before it are not above it
 * along the axis of their depth, those behind it not below. */
typedef struct near_node {
    double at[AXES];
    int32_t school;
} near_node;

struct hp_near {
    near_node *nodes;
    int32_t count;
    int axes; /* 2: the plane; 3: the sphere */
};

/* ---- building ---- */

static void place(double at[AXES], const hp_data *data, double x, double y) {
    at[0] = x;
    at[1] = y;
    at[2] = 0;
    if (data->degrees) {
        at[0] = HP_EARTH_RADIUS_M * cos(y * HP_RADIANS) * cos(x * HP_RADIANS);
        at[1] = HP_EARTH_RADIUS_M * cos(y * HP_RADIANS) * sin(x * HP_RADIANS);
        at[2] = HP_EARTH_RADIUS_M * sin(y * HP_RADIANS);
    }
}

static int compare_along(const near_node *a, const near_node *b, int axis) {
    int order = (a->at[axis] > b->at[axis]) - (a->at[axis] < b->at[axis]);
    return order != 0 ? order : (a->school > b->school) - (a->school < b->school);
}

static int compare_first(const void *left, const void *right) {
    return compare_along(left, right, 0);
}

static int compare_second(const void *left, const void *right) {
    return compare_along(left, right, 1);
}

static int compare_third(const void *left, const void *right) {
    return compare_along(left, right, 2);
}

static void split(near_node *nodes, int32_t count, int axis, int axes) {
    static int (*const compare[AXES])(const void *, const void *) = {compare_first, compare_second,
                                                                     compare_third};
    if (count < 2) {
        return;
    }
    int32_t middle = count / 2;
    qsort(nodes, (size_t)count, sizeof *nodes, compare[axis]);
    split(nodes, middle, (axis + 1) % axes, axes);
    split(nodes + middle + 1, count - middle - 1, (axis + 1) % axes, axes);
}

hp_status hp_near_build(hp_data *data) {
    struct hp_near *near = hp_arena_alloc(&data->arena, 1, sizeof *near);
    HP_NEED(near);
    near->nodes = hp_arena_alloc(&data->arena, (size_t)data->level_count, sizeof *near->nodes);
    HP_NEED(near->nodes);
    near->axes = data->degrees ? 3 : 2;
    near->count = data->level_count;
    for (int32_t i = 0; i < near->count; i++) {
        near_node *node = &near->nodes[i];
        node->school = data->level_schools[i];
        place(node->at, data, data->sites[node->school].x, data->sites[node->school].y);
    }
    split(near->nodes, near->count, 0, near->axes);
    data->near = near;
    return HP_OK;
}

/* ---- searching ---- */

typedef struct near_search near_search;

/* Takes a school at its metres, or not; may make the radius smaller. */
typedef void (*near_taker)(near_search *search, hp_near_school found);

struct near_search {
    const hp_data *data;
    double x;
    double y;
    double at[AXES];
    double radius; /* in the tree's space; what lies beyond is left out */
    int32_t most;  /* metres, or schools */
    near_taker take;
    hp_near_list list;
};

/* No school beyond the radius has `metres` or fewer. */
static double radius_of(const hp_data *data, int32_t metres) {
    double edge_m = metres + 0.5;
    if (metres >= HP_MOST_METRES) {
        return INFINITY;
    }
    if (!data->degrees) {
        return edge_m + SLACK_M;
    }
    double half = edge_m / (2 * HP_EARTH_RADIUS_M);
    return half >= 90 * HP_RADIANS ? INFINITY : 2 * HP_EARTH_RADIUS_M * sin(half) + SLACK_M;
}

static bool is_near(const near_search *search, const near_node *node, int axes) {
    for (int axis = 0; axis < axes; axis++) {
        if (fabs(search->at[axis] - node->at[axis]) > search->radius) {
            return false;
        }
    }
    return true;
}

/* The side on which the point lies first: what is found there may make the radius smaller. */
static void look(near_search *search, const near_node *nodes, int32_t count, int axis, int axes) {
    if (count == 0) {
        return;
    }
    int32_t middle = count / 2;
    const near_node *node = &nodes[middle];
    double ahead = search->at[axis] - node->at[axis];
    const near_node *sides[2] = {nodes, node + 1};
    int32_t counts[2] = {middle, count - middle - 1};
    int own = ahead > 0;
    int next = (axis + 1) % axes;
    look(search, sides[own], counts[own], next, axes);
    if (is_near(search, node, axes)) {
        const hp_site *site = &search->data->sites[node->school];
        search->list.looked_at++;
        search->take(search,
                     (hp_near_school){.school = node->school,
                                      .metres = hp_point_metres(search->data, search->x, search->y,
                                                                site->x, site->y)});
    }
    if (fabs(ahead) <= search->radius) {
        look(search, sides[!own], counts[!own], next, axes);
    }
}

static void search_tree(near_search *search) {
    const struct hp_near *near = search->data->near;
    place(search->at, search->data, search->x, search->y);
    look(search, near->nodes, near->count, 0, near->axes);
}

static void take_within(near_search *search, hp_near_school found) {
    if (found.metres <= search->most) {
        search->list.schools[search->list.count++] = found;
    }
}

static int compare_schools(const void *left, const void *right) {
    const hp_near_school *a = left;
    const hp_near_school *b = right;
    return (a->school > b->school) - (a->school < b->school);
}

hp_near_list hp_near_within(hp_near_school *schools, const hp_data *data, double x, double y,
                            int32_t within_m) {
    near_search search = {.data = data,
                          .x = x,
                          .y = y,
                          .radius = radius_of(data, within_m),
                          .most = within_m,
                          .take = take_within,
                          .list = {.schools = schools}};
    search_tree(&search);
    qsort(schools, (size_t)search.list.count, sizeof *schools, compare_schools);
    return search.list;
}

static bool is_nearer(hp_near_school a, hp_near_school b) {
    return a.metres != b.metres ? a.metres < b.metres : a.school < b.school;
}

/* Keeps the list sorted; when it is full, what lies beyond its last school is left out. */
static void take_nearest(near_search *search, hp_near_school found) {
    hp_near_list *list = &search->list;
    int32_t at = list->count;
    if (at == search->most && (at == 0 || !is_nearer(found, list->schools[at - 1]))) {
        return;
    }
    at -= at == search->most;
    for (list->count = at + 1; at > 0 && is_nearer(found, list->schools[at - 1]); at--) {
        list->schools[at] = list->schools[at - 1];
    }
    list->schools[at] = found;
    if (list->count == search->most) {
        search->radius = radius_of(search->data, list->schools[list->count - 1].metres);
    }
}

hp_near_list hp_near_nearest(hp_near_school *schools, int32_t most, const hp_data *data, double x,
                             double y) {
    near_search search = {.data = data,
                          .x = x,
                          .y = y,
                          .radius = INFINITY,
                          .most = most,
                          .take = take_nearest,
                          .list = {.schools = schools}};
    search_tree(&search);
    return search.list;
}
