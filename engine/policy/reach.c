#include "policy/reach.h"

#include <string.h>

hp_status hp_reach_new(hp_reach *reach, hp_arena *arena, const hp_data *data,
                       const hp_policy *policy, const hp_roll *roll) {
    size_t schools = (size_t)data->school_count;
    *reach = (hp_reach){.data = data,
                        .policy = policy,
                        .roll = roll,
                        .ways = hp_arena_alloc(arena, schools, sizeof(hp_way)),
                        .seen = hp_arena_alloc(arena, schools, sizeof(bool)),
                        .groups = hp_arena_alloc(arena, (size_t)data->group_count, sizeof(bool))};
    HP_NEED(reach->ways);
    HP_NEED(reach->seen);
    HP_NEED(reach->groups);
    return HP_OK;
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
    (void)choice;
    if (reach->data->schools[school].group >= 0) {
        reach->groups[reach->data->schools[school].group] = true;
    }
}

/* The groups of the schools that feeder, zone and sibling routes would give, filters aside. */
static void visit_groups(hp_reach *reach, const hp_student *student, int32_t address,
                         school_visitor visit, void *context) {
    const hp_data *data = reach->data;
    memset(reach->groups, 0, (size_t)data->group_count * sizeof *reach->groups);
    visit_feeders(data, student, address, mark_group, reach);
    visit_zone(data, address, mark_group, reach);
    visit_sibling(student, mark_group, reach);
    for (int32_t s = 0; s < data->school_count; s++) {
        const hp_school *school = &data->schools[s];
        if (school->level == data->level && school->group >= 0 && reach->groups[school->group]) {
            visit(context, s, 0);
        }
    }
}

static void visit_any(const hp_data *data, school_visitor visit, void *context) {
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->schools[s].level == data->level && data->schools[s].accepts_overflow) {
            visit(context, s, 0);
        }
    }
}

/* Every school that a kind of route gives the child. Precondition: it has a deciding address. */
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
        visit_any(data, visit, context);
        break;
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

static void add_way(void *context, int32_t s, int choice) {
    route_pass *pass = context;
    hp_reach *reach = pass->reach;
    const hp_school *school = &reach->data->schools[s];
    const hp_route *route = pass->route;
    if (reach->seen[s] || (route->settings & 1U << school->setting) == 0 ||
        (route->ownerships & 1U << school->ownership) == 0) {
        return;
    }
    int32_t metres = hp_metres(reach->data, pass->address, s);
    if (metres > route->within_m) {
        return;
    }
    reach->seen[s] = true;
    reach->ways[reach->way_count++] = (hp_way){
        .school = s, .metres = metres, .route = pass->index, .choice = (int16_t)choice};
}

void hp_reach_stage(hp_reach *reach, int32_t student, const hp_stage *stage, bool with_choice) {
    const hp_student *record = &reach->data->students[student];
    for (int32_t i = 0; i < reach->way_count; i++) {
        reach->seen[reach->ways[i].school] = false;
    }
    reach->way_count = 0;
    for (int r = 0; r < stage->route_count; r++) {
        const hp_route *route = &stage->routes[r];
        route_pass pass = {.reach = reach,
                           .route = route,
                           .index = (int16_t)r,
                           .address = reach->roll->address[student]};
        bool open = (route->kind != HP_ROUTE_CHOICE || with_choice) &&
                    (route->when == NULL || hp_predicate_holds(route->when, reach->data, record));
        if (open && pass.address >= 0) {
            visit_kind(reach, student, route->kind, add_way, &pass);
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
    school_search search = {.school = school};
    for (int kind = 0; kind < HP_ROUTE_KINDS && reach->roll->address[student] >= 0; kind++) {
        if (kinds[kind]) {
            visit_kind(reach, student, (hp_route_kind)kind, look_for, &search);
        }
    }
    return search.found;
}
