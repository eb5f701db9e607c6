#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

/* Guaranteed children who reach the same schools are one group (spec 6, Shortage). */
typedef struct group {
    const int *schools; /* with free seats, ascending */
    int school_count;
    int64_t *flow; /* beside the schools */
    int unseated;
    bool is_short; /* all of its schools are reached */
} group;

typedef struct matching {
    const vf_run *run;
    int schools;
    group *groups;
    int group_count;
    int *group_of;   /* per student; -1: not guaranteed and waiting */
    int64_t *room;   /* per school */
    int *user_begin; /* per school: which groups reach it; school_count + 1 */
    int *users;
    bool *reached; /* per school: an alternating path leads there from a child without a seat */
    int *part;     /* per school: the least school of its part; -1 */
} matching;

static bool waits_at_first(const vf_run *run, int student) {
    return run->season.students[student].guaranteed && vf_waits(run, student, run->first_stage);
}

/* ---- groups ---- */

/* A child with the schools that it reaches. */
typedef struct reacher {
    int *schools;
    int count;
    int student;
} reacher;

static int compare_lists(const reacher *a, const reacher *b) {
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (int i = 0; i < a->count; i++) {
        if (a->schools[i] != b->schools[i]) {
            return a->schools[i] < b->schools[i] ? -1 : 1;
        }
    }
    return 0;
}

static int compare_reachers(const void *left, const void *right) {
    const reacher *a = left;
    const reacher *b = right;
    int order = compare_lists(a, b);
    return order != 0 ? order : (a->student > b->student) - (a->student < b->student);
}

static int compare_numbers(const void *left, const void *right) {
    int a = *(const int *)left;
    int b = *(const int *)right;
    return (a > b) - (a < b);
}

/* `seen`: per school the child who has it in the list, and 1. */
static reacher reach_of(const vf_run *run, int student, vf_way *ways, int *list, int *seen) {
    reacher found = {.student = student};
    int category = run->season.students[student].category;
    for (int s = run->first_stage; s < run->policy.stage_count; s++) {
        int count = run->policy.stages[s].rank[category] < 0
                        ? 0
                        : vf_ways(ways, &run->policy, s, student, false);
        for (int i = 0; i < count; i++) {
            int school = ways[i].school;
            if (run->free_before[0][school] > 0 && seen[school] != student + 1) {
                seen[school] = student + 1;
                list[found.count++] = school;
            }
        }
    }
    if (found.count > 0) {
        qsort(list, (size_t)found.count, sizeof *list, compare_numbers);
    }
    found.schools = vf_alloc((size_t)found.count + 1, sizeof *list);
    memcpy(found.schools, list, (size_t)found.count * sizeof *list);
    return found;
}

static size_t list_reachers(reacher *reachers, const vf_run *run) {
    size_t schools = (size_t)run->season.school_count + 1;
    vf_way *ways = vf_alloc(schools, sizeof *ways);
    int *list = vf_alloc(schools, sizeof *list);
    int *seen = vf_alloc(schools, sizeof *seen);
    size_t count = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        if (waits_at_first(run, i)) {
            reachers[count++] = reach_of(run, i, ways, list, seen);
        }
    }
    if (count > 0) {
        qsort(reachers, count, sizeof *reachers, compare_reachers);
    }
    return count;
}

static void form_groups(matching *match) {
    size_t students = (size_t)match->run->season.student_count;
    reacher *reachers = vf_alloc(students + 1, sizeof *reachers);
    size_t count = list_reachers(reachers, match->run);
    match->group_of = vf_alloc(students + 1, sizeof *match->group_of);
    match->groups = vf_alloc(count + 1, sizeof *match->groups);
    for (size_t i = 0; i < students; i++) {
        match->group_of[i] = -1;
    }
    for (size_t k = 0; k < count; k++) {
        if (k == 0 || compare_lists(&reachers[k], &reachers[k - 1]) != 0) {
            group *fresh = &match->groups[match->group_count++];
            fresh->schools = reachers[k].schools;
            fresh->school_count = reachers[k].count;
            fresh->flow = vf_alloc((size_t)fresh->school_count + 1, sizeof *fresh->flow);
        }
        match->group_of[reachers[k].student] = match->group_count - 1;
        match->groups[match->group_count - 1].unseated++;
    }
}

/* Which groups reach each school. */
static void list_users(matching *match) {
    int total = 0;
    match->user_begin = vf_alloc((size_t)match->schools + 2, sizeof *match->user_begin);
    for (int g = 0; g < match->group_count; g++) {
        total += match->groups[g].school_count;
        for (int i = 0; i < match->groups[g].school_count; i++) {
            match->user_begin[match->groups[g].schools[i] + 2]++;
        }
    }
    match->users = vf_alloc((size_t)total + 1, sizeof *match->users);
    for (int s = 0; s < match->schools; s++) {
        match->user_begin[s + 1] += match->user_begin[s];
    }
    for (int g = 0; g < match->group_count; g++) {
        for (int i = 0; i < match->groups[g].school_count; i++) {
            match->users[match->user_begin[match->groups[g].schools[i] + 1]++] = g;
        }
    }
}

static int64_t *flow_at(const group *one, int school) {
    int low = 0;
    int high = one->school_count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        low = one->schools[middle] < school ? middle + 1 : low;
        high = one->schools[middle] < school ? high : middle;
    }
    return &one->flow[low];
}

/* ---- chains ---- */

/* A search for a free seat, through schools and the groups that hold seats there. What a search in
 * vain has been to leads nowhere, and stays out of the later ones. */
typedef struct chains {
    int *before; /* per school: the group that came here; -1: none */
    int *
        school_of; /* per group: the school from which it was reached; -1: the first, -2: not yet */
    int *queue;    /* groups */
    int tail;
    int *touched; /* schools of this search */
    int touched_count;
} chains;

static void move_along(matching *match, const chains *all, int school) {
    match->room[school]--;
    for (int at = school; at >= 0;) {
        int mover = all->before[at];
        ++*flow_at(&match->groups[mover], at);
        at = all->school_of[mover];
        if (at >= 0) {
            --*flow_at(&match->groups[mover], at);
        }
    }
}

/* Goes on from the group; the school where a seat is free, or -1. */
static int spread(const matching *match, chains *all, int g) {
    const group *one = &match->groups[g];
    for (int i = 0; i < one->school_count; i++) {
        int s = one->schools[i];
        if (all->before[s] >= 0) {
            continue;
        }
        all->before[s] = g;
        all->touched[all->touched_count++] = s;
        if (match->room[s] > 0) {
            return s;
        }
        for (int k = match->user_begin[s]; k < match->user_begin[s + 1]; k++) {
            int user = match->users[k];
            if (all->school_of[user] == -2 && *flow_at(&match->groups[user], s) > 0) {
                all->school_of[user] = s;
                all->queue[all->tail++] = user;
            }
        }
    }
    return -1;
}

/* One more child of the group seated; false: there is no chain to a free seat. */
static bool augment(matching *match, chains *all, int from) {
    int found = -1;
    all->tail = 0;
    all->touched_count = 0;
    if (all->school_of[from] != -2) {
        return false; /* a search in vain has been here */
    }
    all->school_of[from] = -1;
    all->queue[all->tail++] = from;
    for (int head = 0; head < all->tail && found < 0; head++) {
        found = spread(match, all, all->queue[head]);
    }
    if (found < 0) {
        return false;
    }
    move_along(match, all, found);
    match->groups[from].unseated--;
    for (int i = 0; i < all->tail; i++) {
        all->school_of[all->queue[i]] = -2;
    }
    for (int i = 0; i < all->touched_count; i++) {
        all->before[all->touched[i]] = -1;
    }
    return true;
}

static chains new_chains(const matching *match) {
    size_t schools = (size_t)match->schools + 1;
    size_t groups = (size_t)match->group_count + 1;
    chains all = {.before = vf_alloc(schools, sizeof(int)),
                  .school_of = vf_alloc(groups, sizeof(int)),
                  .queue = vf_alloc(groups, sizeof(int)),
                  .touched = vf_alloc(schools, sizeof(int))};
    for (int s = 0; s < match->schools; s++) {
        all.before[s] = -1;
    }
    for (int g = 0; g < match->group_count; g++) {
        all.school_of[g] = -2;
    }
    return all;
}

static void seat_all(matching *match) {
    for (int g = 0; g < match->group_count; g++) {
        group *one = &match->groups[g];
        for (int i = 0; i < one->school_count && one->unseated > 0; i++) {
            int64_t take = match->room[one->schools[i]];
            take = take < one->unseated ? take : one->unseated;
            one->flow[i] += take;
            one->unseated -= (int)take;
            match->room[one->schools[i]] -= take;
        }
    }
    chains all = new_chains(match);
    for (int g = 0; g < match->group_count; g++) {
        while (match->groups[g].unseated > 0 && augment(match, &all, g)) {
        }
    }
}

/* ---- parts ---- */

/* Schools that alternating paths reach from children without a seat. */
static void find_reached(matching *match) {
    chains all = new_chains(match);
    for (int g = 0; g < match->group_count; g++) {
        if (match->groups[g].unseated > 0) {
            all.school_of[g] = -1;
            all.queue[all.tail++] = g;
        }
    }
    for (int head = 0; head < all.tail; head++) {
        spread(match, &all, all.queue[head]);
    }
    for (int s = 0; s < match->schools; s++) {
        match->reached[s] = all.before[s] >= 0;
    }
}

static int root_of(int *part, int school) {
    while (part[school] != school) {
        part[school] = part[part[school]];
        school = part[school];
    }
    return school;
}

/* Groups that reach only such schools; the parts that they and their schools form, named by the
 * least school. */
static void find_parts(matching *match) {
    find_reached(match);
    for (int s = 0; s < match->schools; s++) {
        match->part[s] = s;
    }
    for (int g = 0; g < match->group_count; g++) {
        group *one = &match->groups[g];
        one->is_short = one->school_count > 0;
        for (int i = 0; i < one->school_count; i++) {
            one->is_short = one->is_short && match->reached[one->schools[i]];
        }
        for (int i = 1; i < one->school_count && one->is_short; i++) {
            int a = root_of(match->part, one->schools[0]);
            int b = root_of(match->part, one->schools[i]);
            match->part[a > b ? a : b] = a < b ? a : b;
        }
    }
    for (int s = 0; s < match->schools; s++) {
        match->part[s] = match->reached[s] ? root_of(match->part, s) : -1;
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
    list_users(match);
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
    if (match->groups[g].school_count == 0) {
        return match->schools + match->run->season.students[student].home;
    }
    return match->groups[g].is_short ? match->part[match->groups[g].schools[0]] : -1;
}

/* A child of a part. */
typedef struct lacker {
    int part;
    int student;
} lacker;

static int compare_lackers(const void *left, const void *right) {
    const lacker *a = left;
    const lacker *b = right;
    int order = (a->part > b->part) - (a->part < b->part);
    return order != 0 ? order : (a->student > b->student) - (a->student < b->student);
}

/* The children of parts, part by part; returns how many. */
static size_t list_lackers(lacker **lackers, const matching *match) {
    size_t count = 0;
    *lackers = vf_alloc((size_t)match->run->season.student_count + 1, sizeof **lackers);
    for (int i = 0; i < match->run->season.student_count; i++) {
        int part = part_of(match, i);
        if (part >= 0) {
            (*lackers)[count++] = (lacker){part, i};
        }
    }
    if (count > 0) {
        qsort(*lackers, count, sizeof **lackers, compare_lackers);
    }
    return count;
}

static void put_areas(vf_out *out, const matching *match, const lacker *lackers, size_t count) {
    const vf_season *season = &match->run->season;
    int *areas = vf_alloc(count + 1, sizeof *areas);
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        areas[i] = season->students[lackers[i].student].home;
    }
    qsort(areas, count, sizeof *areas, compare_numbers);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || areas[i] != areas[i - 1]) {
            put_id(out, &first, season->areas[areas[i]].id);
        }
    }
}

/* The schools of each part, ascending: from `first` by `next`; -1: no more. */
typedef struct part_schools {
    int *first;
    int *next;
} part_schools;

static part_schools chain_schools(const matching *match) {
    size_t schools = (size_t)match->schools + 1;
    part_schools chain = {vf_alloc(schools, sizeof(int)), vf_alloc(schools, sizeof(int))};
    for (int s = 0; s < match->schools; s++) {
        chain.first[s] = -1;
    }
    for (int s = match->schools - 1; s >= 0; s--) {
        if (match->part[s] >= 0) {
            chain.next[s] = chain.first[match->part[s]];
            chain.first[match->part[s]] = s;
        }
    }
    return chain;
}

static void put_part(vf_out *out, const matching *match, const part_schools *chain,
                     const lacker *lackers, size_t count) {
    const vf_season *season = &match->run->season;
    int part = lackers[0].part;
    int64_t children = (int64_t)count;
    int64_t seats = 0;
    bool first = true;
    vf_put(out, "{\"areas\":[");
    put_areas(out, match, lackers, count);
    vf_put(out, "],\"schools\":[");
    for (int s = part < match->schools ? chain->first[part] : -1; s >= 0; s = chain->next[s]) {
        put_id(out, &first, season->schools[s].id);
        seats += match->run->free_before[0][s];
    }
    vf_put(out,
           vf_format("],\"children\":%lld,\"seats\":%lld,\"difference\":%lld,\"student_ids\":[",
                     (long long)children, (long long)seats, (long long)(children - seats)));
    first = true;
    for (size_t i = 0; i < count; i++) {
        put_id(out, &first, season->students[lackers[i].student].id);
    }
    vf_put(out, "]}");
}

static int count_unplaced(const vf_run *run) {
    int count = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        count += run->rows[i].status == VF_UNPLACED && run->season.students[i].guaranteed;
    }
    return count;
}

/* `match`: of the run, where parts have to be known. */
static bool is_short(const vf_run *run, const matching *match) {
    if (match == NULL || run->end_stage == run->policy.stage_count) {
        return match != NULL;
    }
    lacker *lackers = NULL;
    return list_lackers(&lackers, match) > 0;
}

static vf_out shortage_text(const vf_run *run, const matching *match) {
    lacker *lackers = NULL;
    size_t count = list_lackers(&lackers, match);
    const part_schools chain = chain_schools(match);
    bool first = true;
    vf_out out = {0};
    vf_put(&out, "{\"shortage\":[");
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        while (end < count && lackers[end].part == lackers[begin].part) {
            end++;
        }
        vf_put(&out, begin > 0 ? "," : "");
        put_part(&out, match, &chain, lackers + begin, end - begin);
    }
    vf_put(&out, "],\"unplaced_guaranteed\":[");
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_UNPLACED && run->season.students[i].guaranteed) {
            put_id(&out, &first, run->season.students[i].id);
        }
    }
    vf_put(&out, "]}");
    return out;
}

void vf_check_shortage(vf_run *run, vf_step *step) {
    vf_scratch_begin();
    const matching *match = count_unplaced(run) == 0 ? NULL : solve(run);
    run->is_short = is_short(run, match);
    if (run->is_short != (run->shortage != NULL)) {
        vf_fail(step, run->shortage == NULL ? "guaranteed children have no seat, and no "
                                              "shortage.json says so"
                                            : "shortage.json stands where nobody is short");
    } else if (run->shortage != NULL) {
        const vf_out out = shortage_text(run, match);
        if (!vf_same(vf_json_parse(out.bytes, out.length), run->shortage)) {
            vf_fail(step, "shortage.json is not the one of this allocation");
        }
    }
    vf_scratch_end();
}
