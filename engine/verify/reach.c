/* Routes, metres, lottery numbers: what reaches what (spec 3 and 5). */
#include <stdlib.h>
#include <string.h>

#include "verify/check.h"

static bool in_own_zone(const vf_check *check, const vf_student *student) {
    return vf_in_zone(&check->season, student->address, student->primary);
}

static bool feeds(const vf_check *check, const vf_student *student, int school) {
    const vf_season *season = &check->season;
    unsigned char fed = season->fed[student->primary * season->school_count + school];
    if (fed != 2) {
        return fed == 1;
    }
    for (int i = 0; i < check->season.feeder_count; i++) {
        const vf_feeder *feeder = &check->season.feeders[i];
        if (feeder->primary == student->primary && feeder->junior == school &&
            (feeder->area < 0 || feeder->area == student->address)) {
            return true;
        }
    }
    return false;
}

static bool in_group(const vf_check *check, const vf_student *student, int school) {
    const vf_season *season = &check->season;
    int group = season->schools[school].group_at;
    for (int other = 0; group >= 0 && other < season->school_count; other++) {
        if (season->schools[other].group_at == group &&
            (vf_gives_unfiltered(check, VF_FEEDER, student, other) ||
             vf_gives_unfiltered(check, VF_ZONE, student, other) ||
             vf_gives_unfiltered(check, VF_SIBLING, student, other))) {
            return true;
        }
    }
    return false;
}

static int choice_of(const vf_student *student, int school) {
    int i = 0;
    while (i < VF_CHOICES && student->choices[i] != school) {
        i++;
    }
    return i;
}

bool vf_gives_unfiltered(const vf_check *check, vf_route_kind kind, const vf_student *student,
                         int school) {
    if (!check->season.schools[school].of_level) {
        return false;
    }
    switch (kind) {
    case VF_FEEDER:
        return student->address >= 0 && in_own_zone(check, student) &&
               feeds(check, student, school);
    case VF_ZONE:
        return vf_in_zone(&check->season, student->address, school);
    case VF_SIBLING:
        return student->sibling == school;
    case VF_CHOICE:
        return choice_of(student, school) < VF_CHOICES;
    case VF_GROUP:
        return in_group(check, student, school);
    case VF_ANY:
        return check->season.schools[school].accepts_overflow;
    case VF_ROUTE_KINDS:
        break;
    }
    return false;
}

/* The filters of a route, and the rule on private schools. */
static bool passes(vf_check *check, const vf_route *route, const vf_student *student, int at) {
    const vf_school *school = &check->season.schools[at];
    bool open = route->kind == VF_FEEDER || route->kind == VF_SIBLING || route->kind == VF_CHOICE;
    if (!open && school->ownership_at == VF_PRIVATE &&
        !(route->has_ownership && route->ownership[VF_PRIVATE])) {
        return false;
    }
    if ((route->has_setting && !route->setting[school->setting_at]) ||
        (route->has_ownership && !route->ownership[school->ownership_at])) {
        return false;
    }
    return route->within_m < 0 || vf_metres(&check->season, student->address, at) <= route->within_m;
}

static int compare_given(const void *a, const void *b) {
    const vf_given *x = a;
    const vf_given *y = b;
    if (x->metres != y->metres) {
        return x->metres < y->metres ? -1 : 1;
    }
    return x->school < y->school ? -1 : x->school > y->school;
}

static int first_route(vf_check *check, const vf_stage *stage, const bool *holds,
                       const vf_student *student, int school) {
    for (size_t i = 0; i < stage->route_count; i++) {
        if (holds[i] && vf_gives_unfiltered(check, stage->routes[i].kind, student, school) &&
            passes(check, &stage->routes[i], student, school)) {
            return (int)i;
        }
    }
    return -1;
}

static void work_out(vf_check *check, int stage_at, int student_at, vf_given_list *list) {
    const vf_stage *stage = &check->policy.stages[stage_at];
    const vf_student *student = &check->season.students[student_at];
    vf_given *found = check->scratch;
    bool *holds = vf_alloc(stage->route_count, sizeof *holds);
    for (size_t i = 0; i < stage->route_count; i++) {
        const vf_route *route = &stage->routes[i];
        holds[i] = !route->has_when || vf_holds(&route->when, &check->season, student);
    }
    for (int school = 0; student->address >= 0 && school < check->season.school_count; school++) {
        int route = check->season.schools[school].of_level
                        ? first_route(check, stage, holds, student, school)
                        : -1;
        if (route >= 0) {
            int metres = vf_metres(&check->season, student->address, school);
            check->season.pair_is_missing = check->season.pair_is_missing || metres < 0;
            found[list->count++] =
                (vf_given){.metres = metres < 0 ? 0 : metres, .school = school,
                           .route = (uint16_t)route,
                           .choice = (uint16_t)choice_of(student, school)};
        }
    }
    qsort(found, (size_t)list->count, sizeof *found, compare_given);
    list->items = vf_alloc((size_t)list->count + 1, sizeof *found);
    memcpy(list->items, found, (size_t)list->count * sizeof *found);
}

const vf_given_list *vf_given_by(vf_check *check, int stage, int student) {
    vf_given_list *list = &check->given[stage * check->season.student_count + student];
    if (list->items == NULL) {
        work_out(check, stage, student, list);
    }
    return list;
}

const vf_given *vf_find_given(vf_check *check, int stage, int student, int school) {
    const vf_given_list *list = vf_given_by(check, stage, student);
    for (int i = 0; i < list->count; i++) {
        if (list->items[i].school == school) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* Whether a route of the stage other than `choice` gives the school. */
static bool open_beside_choice(vf_check *check, const vf_stage *stage, const vf_student *student,
                               const vf_given *given) {
    if (stage->routes[given->route].kind != VF_CHOICE) {
        return true;
    }
    for (size_t i = given->route + 1U; i < stage->route_count; i++) {
        const vf_route *route = &stage->routes[i];
        if (route->kind != VF_CHOICE &&
            (!route->has_when || vf_holds(&route->when, &check->season, student)) &&
            vf_gives_unfiltered(check, route->kind, student, given->school) &&
            passes(check, route, student, given->school)) {
            return true;
        }
    }
    return false;
}

void vf_mark_open(vf_check *check, int first, int end, int student_at, unsigned char *marks) {
    const vf_student *student = &check->season.students[student_at];
    for (int at = first; at < end; at++) {
        const vf_stage *stage = &check->policy.stages[at];
        if (student->category < 0 || stage->served[student->category] < 0) {
            continue;
        }
        const vf_given_list *list = vf_given_by(check, at, student_at);
        for (int i = 0; i < list->count; i++) {
            const vf_given *given = &list->items[i];
            if (open_beside_choice(check, stage, student, given)) {
                marks[given->school] = 1;
            }
        }
    }
}

uint64_t vf_lottery_number(vf_check *check, int stage_at, int student) {
    size_t at = (size_t)stage_at * (size_t)check->season.student_count + (size_t)student;
    if (!check->drawn[at]) {
        const char *stage = check->policy.stages[stage_at].id;
        const char *seed = check->seeds[stage_at];
        const char *id = check->season.students[student].lottery_id;
        char message[200]; /* two ids of at most 64 bytes */
        size_t length = strlen(stage);
        memcpy(message, stage, length);
        message[length++] = '\n';
        memcpy(message + length, id, strlen(id));
        length += strlen(id);
        check->numbers[at] = seed == NULL ? 0 : vf_hmac_head(seed, strlen(seed), message, length);
        check->drawn[at] = 1;
    }
    return check->numbers[at];
}

int vf_lottery_compare(vf_check *check, int stage, int a, int b) {
    uint64_t x = vf_lottery_number(check, stage, a);
    uint64_t y = vf_lottery_number(check, stage, b);
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return a < b ? -1 : a > b; /* children are in order of student_id */
}
