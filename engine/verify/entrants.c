#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

/* What comparing two children needs. */
typedef struct turn_order {
    const vf_run *run;
    int stage;
    int64_t *nearest; /* per student: metres to the nearest now-school; -1: none */
} turn_order;

static int sign(bool less, bool greater) {
    return (int)greater - (int)less;
}

/* Missing values stand where the key says, whatever the direction; they are equal (spec 3). */
static int compare_by_key(const turn_order *order, const vf_json *key, int a, int b) {
    const vf_season *season = &order->run->season;
    const char *name = vf_member_text(key, "key");
    bool descending = strcmp(vf_member_text(key, "direction"), "descending") == 0;
    bool first = strcmp(vf_member_text(key, "missing"), "first") == 0;
    bool a_missing = false;
    bool b_missing = false;
    int result = 0;
    if (strcmp(name, "lottery") == 0) {
        const uint64_t *numbers = order->run->numbers[order->stage];
        result = sign(numbers[a]<numbers[b], numbers[a]> numbers[b]);
        result = result == 0 ? sign(a<b, a> b) : result;
    } else if (strcmp(name, "distance") == 0) {
        a_missing = order->nearest[a] < 0;
        b_missing = order->nearest[b] < 0;
        result = sign(order->nearest[a]<order->nearest[b], order->nearest[a]> order->nearest[b]);
    } else {
        int column = vf_student_column(season, name);
        const char *left = vf_student_cell(season, a, column);
        const char *right = vf_student_cell(season, b, column);
        a_missing = *left == '\0';
        b_missing = *right == '\0';
        result = a_missing || b_missing ? 0 : vf_compare_cells(season, column, left, right);
    }
    if (a_missing || b_missing) {
        int missing = (int)a_missing - (int)b_missing;
        return first ? -missing : missing;
    }
    return descending ? -result : result;
}

static int compare_by_keys(const turn_order *order, int a, int b) {
    const vf_stage *stage = &order->run->policy.stages[order->stage];
    const vf_json *keys = stage->order[order->run->season.students[a].category];
    for (const vf_json *key = vf_first(keys); key != NULL; key = vf_next(key)) {
        int result = compare_by_key(order, key, a, b);
        if (result != 0) {
            return result;
        }
    }
    return 0;
}

static int compare(const void *left, const void *right, void *context) {
    const turn_order *order = context;
    const vf_entrant *a = left;
    const vf_entrant *b = right;
    const vf_student *students = order->run->season.students;
    const uint64_t *numbers = order->run->numbers[order->stage];
    int result = sign(a->participant && !b->participant, b->participant && !a->participant);
    if (result == 0 && a->participant) {
        const int *rank = order->run->policy.stages[order->stage].rank;
        int x = rank[students[a->student].category];
        int y = rank[students[b->student].category];
        result = sign(x<y, x> y);
        result = result == 0 ? compare_by_keys(order, a->student, b->student) : result;
    }
    if (result == 0) {
        result = sign(
            numbers[a->student]<numbers[b->student], numbers[a->student]> numbers[b->student]);
    }
    return result == 0 ? sign(a->student<b->student, a->student> b->student) : result;
}

static bool keys_use(const vf_json *keys, const char *name) {
    for (const vf_json *key = vf_first(keys); key != NULL; key = vf_next(key)) {
        if (strcmp(vf_member_text(key, "key"), name) == 0) {
            return true;
        }
    }
    return false;
}

static void measure(turn_order *order, int student, vf_way *ways) {
    const vf_policy *policy = &order->run->policy;
    const vf_json *keys = policy->stages[order->stage]
                              .order[order->run->season.students[student].category];
    order->nearest[student] = -1;
    if (!keys_use(keys, "distance")) {
        return;
    }
    int count = vf_ways(ways, policy, order->stage, student, true);
    for (int i = 0; i < count; i++) {
        if (order->nearest[student] < 0 || ways[i].metres < order->nearest[student]) {
            order->nearest[student] = ways[i].metres;
        }
    }
}

int vf_entrants(vf_entrant **entrants, int *participants, const vf_run *run, int stage) {
    const vf_season *season = &run->season;
    const vf_stage *rules = &run->policy.stages[stage];
    size_t room = (size_t)season->student_count + 1;
    turn_order order = {run, stage, vf_alloc(room, sizeof(int64_t))};
    vf_way *ways = vf_alloc((size_t)season->school_count + 1, sizeof *ways);
    int count = 0;
    *entrants = vf_alloc(room, sizeof **entrants);
    *participants = 0;
    for (int i = 0; i < season->student_count; i++) {
        int category = season->students[i].category;
        if (!vf_waits(run, i, stage) || category < 0) {
            continue;
        }
        bool served = rules->rank[category] >= 0;
        if (served || (season->students[i].guaranteed && rules->protects[category])) {
            (*entrants)[count++] = (vf_entrant){.student = i, .participant = served};
            *participants += served;
            if (served) {
                measure(&order, i, ways);
            }
        }
    }
    if (count > 0) {
        qsort_r(*entrants, (size_t)count, sizeof **entrants, compare, &order);
    }
    for (int e = 1; e < *participants; e++) {
        vf_entrant *entrant = &(*entrants)[e];
        const vf_entrant *last = entrant - 1;
        if (season->students[entrant->student].category ==
            season->students[last->student].category) {
            entrant->band = last->band +
                            (compare_by_keys(&order, last->student, entrant->student) != 0);
        }
    }
    return count;
}
