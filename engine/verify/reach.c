#include <string.h>

#include "verify/near.h"
#include "verify/policy.h"

static bool feeder_gives(const vf_season *season, const vf_student *student, int school) {
    if (!season->junior || student->primary < 0 ||
        !vf_in_zone(season, student->home, student->primary)) {
        return false;
    }
    for (int i = season->feeder_begin[student->primary];
         i < season->feeder_begin[student->primary + 1]; i++) {
        const vf_feeder *feeder = &season->feeders[i];
        if (feeder->junior == school && (feeder->area < 0 || feeder->area == student->home)) {
            return true;
        }
    }
    return false;
}

static bool group_gives(const vf_season *season, int student, int school) {
    for (int s = season->schools[school].group; s >= 0; s = season->schools[s].next_in_group) {
        if (vf_of_level(season, s) && (vf_kind_gives(season, student, VF_FEEDER, s) ||
                                       vf_kind_gives(season, student, VF_ZONE, s) ||
                                       vf_kind_gives(season, student, VF_SIBLING, s))) {
            return true;
        }
    }
    return false;
}

static int choice_number(const vf_student *student, int school) {
    for (int i = 0; i < VF_CHOICES; i++) {
        if (student->choices[i] == school) {
            return i + 1;
        }
    }
    return 0;
}

bool vf_kind_gives(const vf_season *season, int student, vf_kind kind, int school) {
    const vf_student *record = &season->students[student];
    if (record->home < 0 || !vf_of_level(season, school)) {
        return false;
    }
    switch (kind) {
    case VF_FEEDER:
        return feeder_gives(season, record, school);
    case VF_ZONE:
        return vf_in_zone(season, record->home, school);
    case VF_SIBLING:
        return record->sibling == school;
    case VF_CHOICE:
        return choice_number(record, school) > 0;
    case VF_GROUP:
        return group_gives(season, student, school);
    case VF_ANY:
        return season->schools[school].accepts_overflow;
    case VF_KINDS:
        break;
    }
    return false;
}

static bool is_listed(const vf_json *list, const char *word) {
    for (const vf_json *item = vf_first(list); item != NULL; item = vf_next(item)) {
        if (strcmp(vf_text(item), word) == 0) {
            return true;
        }
    }
    return false;
}

static bool admits_school(const vf_season *season, const vf_route *route, int school) {
    const vf_school *record = &season->schools[school];
    const vf_json *settings = vf_member(route->rule, "setting");
    const vf_json *ownerships = vf_member(route->rule, "ownership");
    bool named_only = route->kind == VF_ZONE || route->kind == VF_GROUP || route->kind == VF_ANY;
    if (settings != NULL && !is_listed(settings, record->setting)) {
        return false;
    }
    if (ownerships != NULL) {
        return is_listed(ownerships, record->ownership);
    }
    return !named_only || strcmp(record->ownership, "private") != 0;
}

bool *vf_admitted_schools(const vf_season *season, const vf_route *route) {
    bool *admits = vf_alloc((size_t)season->school_count + 1, sizeof *admits);
    for (int s = 0; s < season->school_count; s++) {
        admits[s] = vf_of_level(season, s) && admits_school(season, route, s);
    }
    return admits;
}

/* ---- all schools of a child ---- */

/* Schools are marked with the number of the question, groups with that of the route, so that
 * nothing has to be wiped. */
struct vf_reach {
    vf_near *near;
    vf_near_school *room;
    uint64_t *seen;
    uint64_t *group_seen; /* by the group's first school */
    uint64_t question;
    uint64_t group_question;
};

struct vf_reach *vf_reach_new(const vf_policy *policy) {
    const vf_season *season = policy->season;
    size_t schools = (size_t)season->school_count + 1;
    struct vf_reach *reach = vf_keep(1, sizeof *reach);
    bool *may = vf_alloc(schools, sizeof *may);
    int64_t widest = 0;
    for (int s = 0; s < policy->stage_count; s++) {
        for (int r = 0; r < policy->stages[s].route_count; r++) {
            const vf_route *route = &policy->stages[s].routes[r];
            for (int i = 0; i < season->school_count && route->kind == VF_ANY; i++) {
                may[i] = may[i] || (route->admits[i] && season->schools[i].accepts_overflow);
            }
            if (route->kind == VF_ANY && widest >= 0) {
                widest = route->within_m < 0 || route->within_m > widest ? route->within_m : widest;
            }
        }
    }
    reach->near = vf_near_new(season, may, widest);
    reach->room = vf_keep(schools, sizeof *reach->room);
    reach->seen = vf_keep(schools, sizeof *reach->seen);
    reach->group_seen = vf_keep(schools, sizeof *reach->group_seen);
    return reach;
}

/* What one question is about, and what was found so far. */
typedef struct finder {
    const vf_policy *policy;
    const vf_student *student;
    const vf_route *route;
    short route_number;
    vf_way *ways;
    int count;
} finder;

static void give(finder *find, int school, int64_t metres, int choice) {
    struct vf_reach *reach = find->policy->reach;
    if (find->route->admits[school] && reach->seen[school] != reach->question &&
        (find->route->within_m < 0 || metres <= find->route->within_m)) {
        reach->seen[school] = reach->question;
        find->ways[find->count++] = (vf_way){.school = school,
                                             .metres = metres,
                                             .route = find->route_number,
                                             .choice = (short)choice};
    }
}

static void give_measured(finder *find, int school, int choice) {
    const vf_season *season = find->policy->season;
    const struct vf_reach *reach = find->policy->reach;
    if (find->route->admits[school] && reach->seen[school] != reach->question) {
        give(find, school, vf_metres(season, find->student->home, school), choice);
    }
}

/* Every school of the group, once. */
static void give_group(finder *find, int school) {
    const vf_season *season = find->policy->season;
    struct vf_reach *reach = find->policy->reach;
    int group = vf_of_level(season, school) ? season->schools[school].group : -1;
    if (group < 0 || reach->group_seen[group] == reach->group_question) {
        return;
    }
    reach->group_seen[group] = reach->group_question;
    for (int s = group; s >= 0; s = season->schools[s].next_in_group) {
        give_measured(find, s, 0);
    }
}

static void give_feeders(finder *find, void (*then)(finder *, int)) {
    const vf_season *season = find->policy->season;
    const vf_student *student = find->student;
    if (!season->junior || student->primary < 0 ||
        !vf_in_zone(season, student->home, student->primary)) {
        return;
    }
    for (int i = season->feeder_begin[student->primary];
         i < season->feeder_begin[student->primary + 1]; i++) {
        const vf_feeder *feeder = &season->feeders[i];
        if (feeder->area < 0 || feeder->area == student->home) {
            then(find, feeder->junior);
        }
    }
}

static void give_zone(finder *find, void (*then)(finder *, int)) {
    const vf_season *season = find->policy->season;
    int home = find->student->home;
    for (int i = season->zone_begin[home]; i < season->zone_begin[home + 1]; i++) {
        then(find, season->zones[i]);
    }
}

static void give_one(finder *find, int school) {
    give_measured(find, school, 0);
}

static void give_any(finder *find) {
    const struct vf_reach *reach = find->policy->reach;
    int count = vf_near_of(reach->room, reach->near, find->student->home);
    for (int i = 0; i < count; i++) { /* all of them accept overflow */
        give(find, reach->room[i].school, reach->room[i].metres, 0);
    }
}

static void follow_route(finder *find) {
    const vf_student *student = find->student;
    switch (find->route->kind) {
    case VF_FEEDER:
        give_feeders(find, give_one);
        break;
    case VF_ZONE:
        give_zone(find, give_one);
        break;
    case VF_SIBLING:
        if (student->sibling >= 0) {
            give_one(find, student->sibling);
        }
        break;
    case VF_CHOICE:
        for (int i = 0; i < VF_CHOICES; i++) {
            if (student->choices[i] >= 0) {
                give_measured(find, student->choices[i], i + 1);
            }
        }
        break;
    case VF_GROUP:
        find->policy->reach->group_question++;
        give_feeders(find, give_group);
        give_zone(find, give_group);
        if (student->sibling >= 0) {
            give_group(find, student->sibling);
        }
        break;
    case VF_ANY:
        give_any(find);
        break;
    case VF_KINDS:
        break;
    }
}

int vf_ways(vf_way *ways, const vf_policy *policy, int stage, int student, bool with_choice) {
    const vf_season *season = policy->season;
    const vf_stage *rules = &policy->stages[stage];
    struct vf_reach *reach = policy->reach;
    finder find = {.policy = policy, .student = &season->students[student], .ways = ways};
    reach->question++;
    for (int r = 0; r < rules->route_count && find.student->home >= 0; r++) {
        find.route = &rules->routes[r];
        find.route_number = (short)r;
        if ((find.route->kind != VF_CHOICE || with_choice) &&
            (find.route->when == NULL || vf_holds(season, student, find.route->when))) {
            follow_route(&find);
        }
    }
    return find.count;
}
