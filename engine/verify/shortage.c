#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

/* Guaranteed children who reach the same schools are one group (spec 6, Shortage). */
typedef struct group {
    const bool *may; /* per school */
    int count;
    int unseated;
    int64_t *flow; /* per school */
    bool has_school;
    bool is_short; /* all of its schools are reached */
} group;

typedef struct matching {
    const vf_run *run;
    int schools;
    group *groups;
    int group_count;
    int *group_of; /* per student; -1: not guaranteed and waiting */
    int64_t *room; /* per school */
    bool *reached;
    int *part; /* per school: the least school of its part; -1 */
} matching;

static bool waits_at_first(const vf_run *run, int student) {
    return run->season.students[student].guaranteed && vf_waits(run, student, run->first_stage);
}

static int compare_masks(const void *left, const void *right, void *context) {
    bool *const *masks = context;
    int a = *(const int *)left;
    int b = *(const int *)right;
    const matching *sizes = (const matching *)(const void *)masks[0];
    int order = memcmp(masks[a + 1], masks[b + 1], (size_t)sizes->schools);
    return order != 0 ? order : (a > b) - (a < b);
}

static bool *reach_of(const vf_run *run, int student, vf_way *ways) {
    bool *may = vf_alloc((size_t)run->season.school_count + 1, sizeof *may);
    int category = run->season.students[student].category;
    for (int s = run->first_stage; s < run->policy.stage_count; s++) {
        int count = run->policy.stages[s].rank[category] < 0
                        ? 0
                        : vf_ways(ways, &run->policy, s, student, false);
        for (int i = 0; i < count; i++) {
            may[ways[i].school] = run->free_before[0][ways[i].school] > 0;
        }
    }
    return may;
}

static void form_groups(matching *match) {
    const vf_run *run = match->run;
    size_t students = (size_t)run->season.student_count;
    vf_way *ways = vf_alloc((size_t)match->schools + 1, sizeof *ways);
    bool **masks = vf_alloc(students + 2, sizeof *masks);
    int *order = vf_alloc(students + 1, sizeof *order);
    size_t count = 0;
    masks[0] = (void *)match;
    match->group_of = vf_alloc(students + 1, sizeof *match->group_of);
    for (size_t i = 0; i < students; i++) {
        match->group_of[i] = -1;
        if (waits_at_first(run, (int)i)) {
            masks[i + 1] = reach_of(run, (int)i, ways);
            order[count++] = (int)i;
        }
    }
    if (count > 0) {
        qsort_r(order, count, sizeof *order, compare_masks, masks);
    }
    match->groups = vf_alloc(count + 1, sizeof *match->groups);
    for (size_t k = 0; k < count; k++) {
        const bool *may = masks[order[k] + 1];
        const group *last = match->group_count > 0 ? &match->groups[match->group_count - 1] : NULL;
        if (last == NULL || memcmp(last->may, may, (size_t)match->schools) != 0) {
            group *fresh = &match->groups[match->group_count++];
            fresh->may = may;
            fresh->flow = vf_alloc((size_t)match->schools + 1, sizeof *fresh->flow);
            fresh->has_school = memchr(may, true, (size_t)match->schools) != NULL;
        }
        match->group_of[order[k]] = match->group_count - 1;
        match->groups[match->group_count - 1].count++;
        match->groups[match->group_count - 1].unseated++;
    }
}

/* One more child of the group seated along a chain through groups; false: there is none. */
static bool augment(matching *match, int from) {
    int *before = vf_alloc((size_t)match->schools + 1, sizeof *before); /* group that came here */
    int *school_of = vf_alloc((size_t)match->group_count + 1, sizeof *school_of);
    int *queue = vf_alloc((size_t)match->group_count + 1, sizeof *queue);
    int head = 0;
    int tail = 0;
    for (int s = 0; s < match->schools; s++) {
        before[s] = -1;
    }
    for (int g = 0; g < match->group_count; g++) {
        school_of[g] = -2;
    }
    school_of[from] = -1;
    queue[tail++] = from;
    while (head < tail) {
        int g = queue[head++];
        for (int s = 0; s < match->schools; s++) {
            if (!match->groups[g].may[s] || before[s] >= 0) {
                continue;
            }
            before[s] = g;
            if (match->room[s] > 0) {
                match->room[s]--;
                for (int at = s; at >= 0;) {
                    int mover = before[at];
                    match->groups[mover].flow[at]++;
                    at = school_of[mover];
                    if (at >= 0) {
                        match->groups[mover].flow[at]--;
                    }
                }
                match->groups[from].unseated--;
                return true;
            }
            for (int h = 0; h < match->group_count; h++) {
                if (match->groups[h].flow[s] > 0 && school_of[h] == -2) {
                    school_of[h] = s;
                    queue[tail++] = h;
                }
            }
        }
    }
    return false;
}

static void seat_all(matching *match) {
    for (int g = 0; g < match->group_count; g++) {
        group *one = &match->groups[g];
        for (int s = 0; s < match->schools && one->unseated > 0; s++) {
            int64_t take = one->may[s] ? match->room[s] : 0;
            take = take < one->unseated ? take : one->unseated;
            one->flow[s] += take;
            one->unseated -= (int)take;
            match->room[s] -= take;
        }
    }
    for (int g = 0; g < match->group_count; g++) {
        while (match->groups[g].unseated > 0 && augment(match, g)) {
        }
    }
}

/* Schools that alternating paths reach from children without a seat; groups that reach only those;
 * the parts that schools and such groups form. */
static void find_parts(matching *match) {
    for (bool grew = true; grew;) {
        grew = false;
        for (int g = 0; g < match->group_count; g++) {
            const group *one = &match->groups[g];
            bool moves = one->unseated > 0;
            for (int s = 0; s < match->schools; s++) {
                moves = moves || (one->flow[s] > 0 && match->reached[s]);
            }
            for (int s = 0; s < match->schools && moves; s++) {
                grew = grew || (one->may[s] && !match->reached[s]);
                match->reached[s] = match->reached[s] || one->may[s];
            }
        }
    }
    for (int g = 0; g < match->group_count; g++) {
        group *one = &match->groups[g];
        one->is_short = one->has_school;
        for (int s = 0; s < match->schools; s++) {
            one->is_short = one->is_short && (!one->may[s] || match->reached[s]);
        }
    }
    for (int s = 0; s < match->schools; s++) {
        match->part[s] = match->reached[s] ? s : -1;
    }
    for (bool joined = true; joined;) {
        joined = false;
        for (int g = 0; g < match->group_count; g++) {
            int least = INT32_MAX;
            for (int s = 0; s < match->schools && match->groups[g].is_short; s++) {
                if (match->groups[g].may[s] && match->part[s] < least) {
                    least = match->part[s];
                }
            }
            for (int s = 0; s < match->schools && match->groups[g].is_short; s++) {
                if (match->groups[g].may[s] && match->part[s] != least) {
                    match->part[s] = least;
                    joined = true;
                }
            }
        }
    }
}

static matching *solve(const vf_run *run) {
    matching *match = vf_alloc(1, sizeof *match);
    size_t schools = (size_t)run->season.school_count + 1;
    *match = (matching){.run = run,
                        .schools = run->season.school_count,
                        .room = vf_alloc(schools, sizeof(int64_t)),
                        .reached = vf_alloc(schools, sizeof(bool)),
                        .part = vf_alloc(schools, sizeof(int))};
    for (int s = 0; s < match->schools; s++) {
        match->room[s] = run->free_before[0][s] > 0 ? run->free_before[0][s] : 0;
    }
    form_groups(match);
    seat_all(match);
    find_parts(match);
    return match;
}

/* ---- the file ---- */

static void put_id(vf_out *out, bool *first, const char *id) {
    vf_put(out, *first ? "\"" : ",\"");
    vf_put(out, id);
    vf_put(out, "\"");
    *first = false;
}

/* The part of a child: a school, or past the schools its deciding area; -1: none. */
static int part_of(const matching *match, int student) {
    int g = match->group_of[student];
    if (g < 0) {
        return -1;
    }
    if (!match->groups[g].has_school) {
        return match->schools + match->run->season.students[student].home;
    }
    for (int s = 0; s < match->schools && match->groups[g].is_short; s++) {
        if (match->groups[g].may[s]) {
            return match->part[s];
        }
    }
    return -1;
}

static void put_part(vf_out *out, const matching *match, int part) {
    const vf_season *season = &match->run->season;
    bool *areas = vf_alloc((size_t)season->area_count + 1, sizeof *areas);
    int64_t children = 0;
    int64_t seats = 0;
    bool first = true;
    for (int i = 0; i < season->student_count; i++) {
        if (part_of(match, i) == part) {
            areas[season->students[i].home] = true;
            children++;
        }
    }
    vf_put(out, "{\"areas\":[");
    for (int a = 0; a < season->area_count; a++) {
        if (areas[a]) {
            put_id(out, &first, season->areas[a].id);
        }
    }
    vf_put(out, "],\"schools\":[");
    first = true;
    for (int s = 0; s < match->schools; s++) {
        if (match->part[s] == part) {
            put_id(out, &first, season->schools[s].id);
            seats += match->run->free_before[0][s];
        }
    }
    vf_put(out,
           vf_format("],\"children\":%lld,\"seats\":%lld,\"difference\":%lld,\"student_ids\":[",
                     (long long)children, (long long)seats, (long long)(children - seats)));
    first = true;
    for (int i = 0; i < season->student_count; i++) {
        if (part_of(match, i) == part) {
            put_id(out, &first, season->students[i].id);
        }
    }
    vf_put(out, "]}");
}

/* Names of parts that have children, ascending; returns how many. */
static int list_parts(int *parts, const matching *match) {
    const vf_season *season = &match->run->season;
    int names = match->schools + season->area_count;
    bool *named = vf_alloc((size_t)names + 1, sizeof *named);
    int count = 0;
    for (int i = 0; i < season->student_count; i++) {
        int part = part_of(match, i);
        if (part >= 0) {
            named[part] = true;
        }
    }
    for (int name = 0; name < names; name++) {
        if (named[name]) {
            parts[count++] = name;
        }
    }
    return count;
}

static int count_unplaced(const vf_run *run) {
    int count = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        count += run->rows[i].status == VF_UNPLACED && run->season.students[i].guaranteed;
    }
    return count;
}

bool vf_is_short(const vf_run *run) {
    if (count_unplaced(run) == 0) {
        return false;
    }
    if (run->end_stage == run->policy.stage_count) {
        return true;
    }
    int *parts = vf_alloc((size_t)(run->season.school_count + run->season.area_count) + 1,
                          sizeof *parts);
    return list_parts(parts, solve(run)) > 0;
}

void vf_check_shortage(const vf_run *run, vf_step *step) {
    if (vf_is_short(run) != (run->shortage != NULL)) {
        vf_fail(step, run->shortage == NULL ? "guaranteed children have no seat, and no "
                                              "shortage.json says so"
                                            : "shortage.json stands where nobody is short");
        return;
    }
    if (run->shortage == NULL) {
        return;
    }
    const matching *match = solve(run);
    int *parts = vf_alloc((size_t)(match->schools + run->season.area_count) + 1, sizeof *parts);
    int count = list_parts(parts, match);
    bool first = true;
    vf_out out = {0};
    vf_put(&out, "{\"shortage\":[");
    for (int p = 0; p < count; p++) {
        vf_put(&out, p > 0 ? "," : "");
        put_part(&out, match, parts[p]);
    }
    vf_put(&out, "],\"unplaced_guaranteed\":[");
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_UNPLACED && run->season.students[i].guaranteed) {
            put_id(&out, &first, run->season.students[i].id);
        }
    }
    vf_put(&out, "]}");
    if (!vf_same(vf_json_parse(out.bytes, out.length), run->shortage)) {
        vf_fail(step, "shortage.json is not the one of this allocation");
    }
}
