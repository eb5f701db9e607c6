#include <string.h>

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
    int group = season->schools[school].group;
    for (int s = 0; s < season->school_count && group >= 0; s++) {
        if (season->schools[s].group == group && vf_of_level(season, s) &&
            (vf_kind_gives(season, student, VF_FEEDER, s) ||
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

struct vf_known_ways {
    vf_way *ways;
    int count;
    bool known;
};

struct vf_known_ways *vf_known_ways_new(size_t stages, int students) {
    return vf_alloc(2 * stages * (size_t)students + 1, sizeof(struct vf_known_ways));
}

static int find_ways(vf_way *ways, const vf_policy *policy, int stage, int student,
                     bool with_choice) {
    const vf_season *season = policy->season;
    const vf_stage *rules = &policy->stages[stage];
    const vf_student *record = &season->students[student];
    int count = 0;
    for (int r = 0; r < rules->route_count; r++) {
        const vf_route *route = &rules->routes[r];
        const vf_json *when = vf_member(route->rule, "when");
        if ((route->kind == VF_CHOICE && !with_choice) || record->home < 0 ||
            (when != NULL && !vf_holds(season, student, when))) {
            continue;
        }
        for (int s = 0; s < season->school_count; s++) {
            bool taken = !route->admits[s];
            for (int i = 0; i < count; i++) {
                taken = taken || ways[i].school == s;
            }
            if (taken || !vf_kind_gives(season, student, route->kind, s)) {
                continue;
            }
            int64_t metres = vf_metres(season, record->home, s);
            if (route->within_m >= 0 && metres > route->within_m) {
                continue;
            }
            int choice = route->kind == VF_CHOICE ? choice_number(record, s) : 0;
            ways[count++] = (vf_way){
                .school = s, .metres = metres, .route = (short)r, .choice = (short)choice};
        }
    }
    return count;
}

int vf_ways(vf_way *ways, const vf_policy *policy, int stage, int student, bool with_choice) {
    size_t row = (size_t)(2 * stage + (with_choice ? 1 : 0));
    struct vf_known_ways
        *known = &policy->known[row * (size_t)policy->season->student_count + (size_t)student];
    if (!known->known) {
        known->count = find_ways(ways, policy, stage, student, with_choice);
        known->ways = vf_alloc((size_t)known->count + 1, sizeof *ways);
        memcpy(known->ways, ways, (size_t)known->count * sizeof *ways);
        known->known = true;
    }
    memcpy(ways, known->ways, (size_t)known->count * sizeof *ways);
    return known->count;
}
