#include "preflight/census.h"

#include <string.h>

/* What an `any` route gives at an area: not yet known, or HP_ONLY_… or one school, and 3. */
enum { NOT_KNOWN = 0, KNOWN = 3 };

/* The pass and what it needs besides the answer. */
typedef struct census_pass {
    hp_census *census;
    hp_reach reach;
    int32_t ***given; /* per stage and route: per area; NULL unless the route is `any` */
    int32_t *stamp;   /* per school: the last child counted in its intake */
} census_pass;

/* ---- small answers ---- */

bool hp_census_in_service_area(const hp_data *data, const hp_student *student) {
    for (int i = 0; i < HP_ADDRESSES && student->primary >= 0; i++) {
        if (student->address[i] >= 0 && hp_in_zone(data, student->address[i], student->primary)) {
            return true;
        }
    }
    return false;
}

bool hp_census_is_fed(const hp_data *data, int32_t primary, int32_t area) {
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        if (data->feeders[i].area < 0 || data->feeders[i].area == area) {
            return true;
        }
    }
    return false;
}

bool hp_census_has_route(const hp_policy *policy, hp_route_kind kind) {
    for (int s = 0; s < policy->stage_count; s++) {
        for (int r = 0; r < policy->stages[s].route_count; r++) {
            if (policy->stages[s].routes[r].kind == kind) {
                return true;
            }
        }
    }
    return false;
}

hp_place hp_school_place(const hp_data *data, int32_t school) {
    return hp_cell_place(&data->tables[HP_SCHOOLS], data->schools[school].row, HP_SCHOOL_ID);
}

hp_place hp_area_place(const hp_census *census, int32_t area) {
    return hp_cell_place(&census->data->tables[HP_AREAS], census->area_row[area], HP_AREA_ID);
}

hp_place hp_student_place(const hp_data *data, int32_t student) {
    return hp_cell_place(&data->tables[HP_STUDENTS], data->students[student].row, HP_STUDENT_ID);
}

/* ---- the pass ---- */

static hp_status make_room(hp_census *census, hp_arena *arena) {
    size_t students = (size_t)census->data->student_count;
    size_t schools = (size_t)census->data->school_count;
    census->takes_part = hp_arena_alloc(arena, students, sizeof *census->takes_part);
    census->area = hp_arena_alloc(arena, students, sizeof *census->area);
    census->only = hp_arena_alloc(arena, students, sizeof *census->only);
    census->feeder_owed = hp_arena_alloc(arena, students, sizeof *census->feeder_owed);
    census->feeder_given = hp_arena_alloc(arena, students, sizeof *census->feeder_given);
    census->intake = hp_arena_alloc(arena, schools, sizeof *census->intake);
    census->reached = hp_arena_alloc(arena, schools, sizeof *census->reached);
    census->of_primary = hp_arena_alloc(arena, schools, sizeof *census->of_primary);
    census->owed_of = hp_arena_alloc(arena, schools, sizeof *census->owed_of);
    census->at_area = hp_arena_alloc(arena, (size_t)census->data->area_count,
                                     sizeof *census->at_area);
    census->in_category = hp_arena_alloc(arena, (size_t)census->policy->category_count,
                                         sizeof *census->in_category);
    census->area_row = hp_arena_alloc(arena, (size_t)census->data->area_count,
                                      sizeof *census->area_row);
    HP_NEED(census->area_row);
    HP_NEED(census->takes_part);
    HP_NEED(census->area);
    HP_NEED(census->only);
    HP_NEED(census->feeder_owed);
    HP_NEED(census->feeder_given);
    HP_NEED(census->intake);
    HP_NEED(census->reached);
    HP_NEED(census->of_primary);
    HP_NEED(census->owed_of);
    HP_NEED(census->at_area);
    HP_NEED(census->in_category);
    return HP_OK;
}

/* The lists that remember what `any` routes give. */
static hp_status make_lists(census_pass *pass, hp_arena *arena) {
    const hp_policy *policy = pass->census->policy;
    size_t areas = (size_t)pass->census->data->area_count;
    pass->given = hp_arena_alloc(arena, (size_t)policy->stage_count, sizeof *pass->given);
    HP_NEED(pass->given);
    for (int s = 0; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        int32_t **lists = hp_arena_alloc(arena, (size_t)stage->route_count, sizeof *lists);
        HP_NEED(lists);
        pass->given[s] = lists;
        for (int r = 0; r < stage->route_count; r++) {
            if (stage->routes[r].kind == HP_ROUTE_ANY) {
                lists[r] = hp_arena_alloc(arena, areas, sizeof *lists[r]);
                HP_NEED(lists[r]);
            }
        }
    }
    return HP_OK;
}

static int32_t one_or_several(int32_t only, int32_t other) {
    if (only == HP_ONLY_NONE || only == other) {
        return other;
    }
    return other == HP_ONLY_NONE ? only : HP_ONLY_SEVERAL;
}

/* Marks the schools of the last answer as reached. Returns the one school, or HP_ONLY_…. */
static int32_t mark_reached(census_pass *pass) {
    int32_t only = HP_ONLY_NONE;
    for (int32_t w = 0; w < pass->reach.way_count; w++) {
        pass->census->reached[pass->reach.ways[w].school] = true;
        only = one_or_several(only, pass->reach.ways[w].school);
    }
    return only;
}

static int32_t count_any(census_pass *pass, int32_t i, const hp_stage *stage, int r,
                         int32_t *given) {
    int32_t area = pass->census->roll->address[i];
    int32_t *known = &given[hp_reach_slot(&pass->reach, &stage->routes[r], area)];
    if (*known == NOT_KNOWN) {
        hp_reach_route(&pass->reach, i, stage, r);
        *known = mark_reached(pass) + KNOWN;
    }
    return *known - KNOWN;
}

/* By which a school is a child's own: all but `any` and `choice`. */
static int32_t count_own(census_pass *pass, int32_t i, const hp_stage *stage, int r) {
    bool own = stage->routes[r].kind != HP_ROUTE_CHOICE;
    hp_reach_route(&pass->reach, i, stage, r);
    for (int32_t w = 0; w < pass->reach.way_count && own; w++) {
        int32_t school = pass->reach.ways[w].school;
        pass->census->intake[school] += pass->stamp[school] != i;
        pass->stamp[school] = i;
    }
    return mark_reached(pass);
}

static void count_ways(census_pass *pass, int32_t i, int s) {
    hp_census *census = pass->census;
    const hp_stage *stage = &census->policy->stages[s];
    for (int r = 0; r < stage->route_count; r++) {
        if (hp_reach_opens(&pass->reach, i, &stage->routes[r])) {
            int32_t only = pass->given[s][r] == NULL
                               ? count_own(pass, i, stage, r)
                               : count_any(pass, i, stage, r, pass->given[s][r]);
            census->only[i] = one_or_several(census->only[i], only);
        }
    }
}

/* Whether the stage gives the child the feeder route at all. */
static bool opens_feeder(const hp_reach *reach, const hp_stage *stage, int32_t student) {
    for (int r = 0; r < stage->route_count; r++) {
        if (stage->routes[r].kind == HP_ROUTE_FEEDER &&
            hp_reach_opens(reach, student, &stage->routes[r])) {
            return true;
        }
    }
    return false;
}

static void count_participant(census_pass *pass, int32_t i) {
    hp_census *census = pass->census;
    const hp_data *data = census->data;
    const hp_student *student = &data->students[i];
    int32_t area = census->roll->address[i];
    bool home = data->level == HP_JUNIOR && student->primary >= 0 &&
                hp_in_zone(data, area, student->primary);
    census->takes_part[i] = true;
    for (int s = 0; s < census->policy->stage_count; s++) {
        const hp_stage *stage = &census->policy->stages[s];
        if (stage->serves[census->roll->category[i]]) {
            count_ways(pass, i, s);
            census->feeder_owed[i] = census->feeder_owed[i] ||
                                     (home && opens_feeder(&pass->reach, stage, i));
        }
    }
    if (census->feeder_owed[i]) {
        census->owed_of[student->primary]++;
        census->feeder_given[i] = hp_census_is_fed(data, student->primary, area);
    }
}

static void count_student(census_pass *pass, int32_t i) {
    hp_census *census = pass->census;
    const hp_student *student = &census->data->students[i];
    census->only[i] = HP_ONLY_NONE;
    census->area[i] = census->roll->address[i];
    for (int a = 0; a < HP_ADDRESSES && census->area[i] < 0; a++) {
        census->area[i] = student->address[a] >= 0 ? student->address[a] : -1;
    }
    if (student->elsewhere) {
        return;
    }
    census->child_count++;
    census->guaranteed_count += census->roll->guaranteed[i];
    if (census->area[i] >= 0) {
        census->at_area[census->area[i]]++;
    }
    if (census->roll->category[i] >= 0) {
        census->in_category[census->roll->category[i]]++;
    }
    if (student->primary >= 0) {
        census->of_primary[student->primary]++;
    }
    if (student->fixed >= 0) {
        census->reached[student->fixed] = true;
        census->only[i] = student->fixed;
    } else if (census->roll->address[i] >= 0) {
        count_participant(pass, i);
    }
}

hp_status hp_census_take(hp_census *census, hp_arena *arena, const hp_data *data,
                         const hp_policy *policy, const hp_roll *roll) {
    *census = (hp_census){.data = data, .policy = policy, .roll = roll};
    census_pass pass = {.census = census};
    HP_TRY(make_room(census, arena));
    HP_TRY(hp_reach_new(&pass.reach, arena, data, policy, roll));
    HP_TRY(make_lists(&pass, arena));
    pass.stamp = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *pass.stamp);
    HP_NEED(pass.stamp);
    for (int32_t s = 0; s < data->school_count; s++) {
        pass.stamp[s] = -1;
    }
    for (size_t row = 0; row < data->tables[HP_AREAS].row_count; row++) {
        int32_t area = hp_area_by_id(data, hp_cell(&data->tables[HP_AREAS], row, HP_AREA_ID));
        census->area_row[area] = row;
    }
    for (int32_t i = 0; i < data->student_count; i++) {
        count_student(&pass, i);
    }
    return HP_OK;
}
