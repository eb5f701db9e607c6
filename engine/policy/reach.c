#include "policy/reach.h"

#include <stdlib.h>

#include "season/distance.h"

hp_status hp_reach_new(hp_reach *reach, hp_arena *arena, const hp_data *data,
                       const hp_policy *policy, const hp_roll *roll) {
    size_t schools = (size_t)data->school_count;
    *reach = (hp_reach){.data = data,
                        .policy = policy,
                        .roll = roll,
                        .ways = hp_arena_alloc(arena, schools, sizeof(hp_way)),
                        .seen = hp_arena_alloc(arena, schools, sizeof(bool)),
                        .groups = hp_arena_alloc(arena, (size_t)data->group_count, sizeof(int32_t)),
                        .members = hp_arena_alloc(arena, schools, sizeof(int32_t))};
    HP_NEED(reach->ways);
    HP_NEED(reach->seen);
    HP_NEED(reach->groups);
    HP_NEED(reach->members);
    return hp_rings_new(&reach->rings, arena, data, policy);
}

/* What a route does with a school that its kind gives, before filters. */
typedef void (*school_visitor)(void *context, int32_t school, int choice);

/* The own primary's feeders, where the address lies in the primary's zone. */
static void visit_feeders(const hp_data *data, const hp_student *student, int32_t address,
                          school_visitor visit, void *context) {
    int32_t primary = student->primary;
    if (data->level != HP_JUNIOR || primary < 0 || !hp_in_zone(data, address, primary)) {
        return;
    }
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        if (data->feeders[i].area < 0 || data->feeders[i].area == address) {
            visit(context, data->feeders[i].junior, 0);
        }
    }
}

static void visit_zone(const hp_data *data, int32_t address, school_visitor visit, void *context) {
    for (int32_t i = data->zone_begin[address]; i < data->zone_begin[address + 1]; i++) {
        if (data->schools[data->zone_schools[i]].level == data->level) {
            visit(context, data->zone_schools[i], 0);
        }
    }
}

static void visit_sibling(const hp_student *student, school_visitor visit, void *context) {
    if (student->sibling >= 0) {
        visit(context, student->sibling, 0);
    }
}

static void visit_choices(const hp_student *student, school_visitor visit, void *context) {
    for (int i = 0; i < HP_CHOICES; i++) {
        if (student->choices[i] >= 0) {
            visit(context, student->choices[i], i + 1);
        }
    }
}

static void mark_group(void *context, int32_t school, int choice) {
    hp_reach *reach = context;
    int32_t group = reach->data->schools[school].group;
    (void)choice;
    for (int32_t i = 0; i < reach->group_count && group >= 0; i++) {
        group = reach->groups[i] == group ? -1 : group;
    }
    if (group >= 0) {
        reach->groups[reach->group_count++] = group;
    }
}

static int compare_members(const void *left, const void *right) {
    const int32_t *a = left;
    const int32_t *b = right;
    return (*a > *b) - (*a < *b);
}

/* The groups of the schools that feeder, zone and sibling routes would give, filters aside. */
static void visit_groups(hp_reach *reach, const hp_student *student, int32_t address,
                         school_visitor visit, void *context) {
    const hp_data *data = reach->data;
    size_t count = 0;
    reach->group_count = 0;
    visit_feeders(data, student, address, mark_group, reach);
    visit_zone(data, address, mark_group, reach);
    visit_sibling(student, mark_group, reach);
    for (int32_t g = 0; g < reach->group_count; g++) {
        int32_t group = reach->groups[g];
        for (int32_t i = data->group_begin[group]; i < data->group_begin[group + 1]; i++) {
            reach->members[count++] = data->group_schools[i];
        }
    }
    if (reach->group_count > 1) {
        qsort(reach->members, count, sizeof *reach->members, compare_members);
    }
    for (size_t i = 0; i < count; i++) {
        visit(context, reach->members[i], 0);
    }
}

/* Every school that a kind of route gives the child, `any` aside, which asks for no child.
 * Precondition: it has a deciding address. */
static void visit_kind(hp_reach *reach, int32_t i, hp_route_kind kind, school_visitor visit,
                       void *context) {
    const hp_data *data = reach->data;
    const hp_student *student = &data->students[i];
    int32_t address = reach->roll->address[i];
    switch (kind) {
    case HP_ROUTE_FEEDER:
        visit_feeders(data, student, address, visit, context);
        break;
    case HP_ROUTE_ZONE:
        visit_zone(data, address, visit, context);
        break;
    case HP_ROUTE_SIBLING:
        visit_sibling(student, visit, context);
        break;
    case HP_ROUTE_CHOICE:
        visit_choices(student, visit, context);
        break;
    case HP_ROUTE_GROUP:
        visit_groups(reach, student, address, visit, context);
        break;
    case HP_ROUTE_ANY:
    case HP_ROUTE_KINDS:
        break;
    }
}

/* A route at work for one child. */
typedef struct route_pass {
    hp_reach *reach;
    const hp_route *route;
    int16_t index;
    int32_t address;
} route_pass;

static bool passes(const route_pass *pass, int32_t s) {
    const hp_route *route = pass->route;
    const hp_site *site = &pass->reach->data->sites[s];
    return !pass->reach->seen[s] && (route->settings & 1U << site->setting) != 0 &&
           (route->ownerships & 1U << site->ownership) != 0;
}

static void add_way(const route_pass *pass, int32_t s, int32_t metres, int choice) {
    hp_reach *reach = pass->reach;
    if (metres > pass->route->within_m) {
        return;
    }
    reach->seen[s] = true;
    reach->ways[reach->way_count++] = (hp_way){
        .school = s, .metres = metres, .route = pass->index, .choice = (int16_t)choice};
}

static void visit_school(void *context, int32_t s, int choice) {
    const route_pass *pass = context;
    if (passes(pass, s)) {
        add_way(pass, s, hp_metres(pass->reach->data, pass->address, s), choice);
    }
}

static void visit_any(const route_pass *pass) {
    const hp_data *data = pass->reach->data;
    hp_near_list list = hp_rings_at(&pass->reach->rings, pass->route->within_m, pass->address);
    for (int32_t i = 0; i < list.count; i++) {
        int32_t s = list.schools[i].school;
        if (data->sites[s].accepts_overflow && passes(pass, s)) {
            add_way(pass, s, list.schools[i].metres, 0);
        }
    }
}

static void take_route(hp_reach *reach, int32_t student, const hp_stage *stage, int r) {
    route_pass pass = {.reach = reach,
                       .route = &stage->routes[r],
                       .index = (int16_t)r,
                       .address = reach->roll->address[student]};
    if (pass.route->kind == HP_ROUTE_ANY) {
        visit_any(&pass);
    } else {
        visit_kind(reach, student, pass.route->kind, visit_school, &pass);
    }
}

static void forget_ways(hp_reach *reach) {
    for (int32_t i = 0; i < reach->way_count; i++) {
        reach->seen[reach->ways[i].school] = false;
    }
    reach->way_count = 0;
}

void hp_reach_route(hp_reach *reach, int32_t student, const hp_stage *stage, int route) {
    forget_ways(reach);
    take_route(reach, student, stage, route);
}

bool hp_reach_opens(const hp_reach *reach, int32_t student, const hp_route *route) {
    const hp_student *record = &reach->data->students[student];
    return route->when == NULL || hp_predicate_holds(route->when, reach->data, record);
}

int32_t hp_reach_slot(const hp_reach *reach, const hp_route *route, int32_t area) {
    return !reach->data->by_table && route->within_m >= HP_MOST_METRES ? 0 : area;
}

void hp_reach_stage(hp_reach *reach, int32_t student, const hp_stage *stage, bool with_choice) {
    forget_ways(reach);
    for (int r = 0; r < stage->route_count && reach->roll->address[student] >= 0; r++) {
        const hp_route *route = &stage->routes[r];
        if ((route->kind != HP_ROUTE_CHOICE || with_choice) &&
            hp_reach_opens(reach, student, route)) {
            take_route(reach, student, stage, r);
        }
    }
}

typedef struct school_search {
    int32_t school;
    bool found;
} school_search;

static void look_for(void *context, int32_t school, int choice) {
    school_search *search = context;
    (void)choice;
    search->found = search->found || search->school == school;
}

bool hp_reach_nearby(hp_reach *reach, int32_t student, const bool kinds[HP_ROUTE_KINDS],
                     int32_t school) {
    const hp_site *site = &reach->data->sites[school];
    bool has_address = reach->roll->address[student] >= 0;
    school_search search = {.school = school};
    search.found = has_address && kinds[HP_ROUTE_ANY] && site->of_level && site->accepts_overflow;
    for (int kind = 0; kind < HP_ROUTE_KINDS && has_address; kind++) {
        if (kinds[kind]) {
            visit_kind(reach, student, (hp_route_kind)kind, look_for, &search);
        }
    }
    return search.found;
}
