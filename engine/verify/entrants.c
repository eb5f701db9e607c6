#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

static int sign(bool less, bool greater) {
    return (int)greater - (int)less;
}

/* ---- keys ---- */

typedef enum key_kind { KEY_COLUMN, KEY_DISTANCE, KEY_LOTTERY } key_kind;

typedef struct sort_key {
    key_kind kind;
    int column;
    bool descending;
    bool missing_first;
} sort_key;

/* A child of the category that is put in order, and what comparing it needs. */
typedef struct keyed_child keyed_child;
typedef struct category_order {
    const vf_run *run;
    const uint64_t *numbers;
    sort_key *keys;
    int key_count;
} category_order;

struct keyed_child {
    const category_order *order;
    int student;
    int64_t nearest; /* metres to the nearest now-school; -1: none */
    int64_t value;   /* of the first key's cell, where it has one */
    bool is_valued;
};

static category_order read_keys(const vf_run *run, int stage, const vf_json *list) {
    category_order order = {.run = run, .numbers = run->numbers[stage]};
    order.keys = vf_alloc(vf_count(list) + 1, sizeof *order.keys);
    for (const vf_json *key = vf_first(list); key != NULL; key = vf_next(key)) {
        const char *name = vf_member_text(key, "key");
        order.keys[order.key_count++] = (sort_key){
            .kind = strcmp(name, "lottery") == 0    ? KEY_LOTTERY
                    : strcmp(name, "distance") == 0 ? KEY_DISTANCE
                                                    : KEY_COLUMN,
            .column = vf_student_column(&run->season, name),
            .descending = strcmp(vf_member_text(key, "direction"), "descending") == 0,
            .missing_first = strcmp(vf_member_text(key, "missing"), "first") == 0};
    }
    return order;
}

/* Missing values stand where the key says, whatever the direction; they are equal (spec 3). */
static int compare_by_key(const sort_key *key, const keyed_child *a, const keyed_child *b) {
    const vf_season *season = &a->order->run->season;
    bool a_missing = false;
    bool b_missing = false;
    int result = 0;
    if (key->kind == KEY_LOTTERY) {
        uint64_t x = a->order->numbers[a->student];
        uint64_t y = a->order->numbers[b->student];
        result = sign(x<y, x> y);
        result = result == 0 ? sign(a->student<b->student, a->student> b->student) : result;
    } else if (key->kind == KEY_DISTANCE) {
        a_missing = a->nearest < 0;
        b_missing = b->nearest < 0;
        result = sign(a->nearest<b->nearest, a->nearest> b->nearest);
    } else {
        const char *left = vf_student_cell(season, a->student, key->column);
        const char *right = vf_student_cell(season, b->student, key->column);
        a_missing = *left == '\0';
        b_missing = *right == '\0';
        result = a_missing || b_missing ? 0 : vf_compare_cells(season, key->column, left, right);
    }
    if (a_missing || b_missing) {
        int missing = (int)a_missing - (int)b_missing;
        return key->missing_first ? -missing : missing;
    }
    return key->descending ? -result : result;
}

static int compare_by_keys(const void *left, const void *right) {
    const keyed_child *a = left;
    const keyed_child *b = right;
    bool valued = a->is_valued && b->is_valued;
    int result = 0;
    if (valued && a->value != b->value) {
        return (a->value < b->value) != a->order->keys[0].descending ? -1 : 1;
    }
    for (int k = valued ? 1 : 0; k < a->order->key_count && result == 0; k++) {
        result = compare_by_key(&a->order->keys[k], a, b);
    }
    return result;
}

static int64_t nearest_of(const category_order *order, int stage, int student, vf_way *ways) {
    bool used = false;
    int64_t nearest = -1;
    for (int k = 0; k < order->key_count; k++) {
        used = used || order->keys[k].kind == KEY_DISTANCE;
    }
    int count = used ? vf_ways(ways, &order->run->policy, stage, student, true) : 0;
    for (int i = 0; i < count; i++) {
        nearest = nearest < 0 || ways[i].metres < nearest ? ways[i].metres : nearest;
    }
    return nearest;
}

static keyed_child new_child(const category_order *order, int stage, int student, vf_way *ways) {
    const vf_season *season = &order->run->season;
    keyed_child child = {
        .order = order, .student = student, .nearest = nearest_of(order, stage, student, ways)};
    if (order->key_count > 0 && order->keys[0].kind == KEY_COLUMN) {
        int column = order->keys[0].column;
        const char *cell = vf_student_cell(season, student, column);
        child.is_valued = *cell != '\0' && vf_cell_value(&child.value, season, column, cell);
    }
    return child;
}

/* ---- the children of a stage ---- */

/* An entrant with what it is sorted by, the first of them first. */
typedef struct turn {
    vf_entrant entrant;
    int rank; /* in serve; the protected come last */
    uint64_t number;
} turn;

/* The bands of a category: children whom the keys make equal. */
static void set_bands(turn *turns, int count, const vf_run *run, int stage, int category) {
    const vf_stage *rules = &run->policy.stages[stage];
    const category_order order = read_keys(run, stage, rules->order[category]);
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    keyed_child *children = vf_alloc((size_t)count + 1, sizeof *children);
    int *band_of = vf_alloc((size_t)run->season.student_count + 1, sizeof *band_of);
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        int student = turns[i].entrant.student;
        if (turns[i].rank == rules->rank[category]) {
            children[used++] = new_child(&order, stage, student, ways);
        }
    }
    if (used > 0) {
        qsort(children, used, sizeof *children, compare_by_keys);
    }
    for (size_t i = 1; i < used; i++) {
        band_of[children[i].student] = band_of[children[i - 1].student] +
                                       (compare_by_keys(&children[i - 1], &children[i]) != 0);
    }
    for (int i = 0; i < count; i++) {
        if (turns[i].rank == rules->rank[category]) {
            turns[i].entrant.band = band_of[turns[i].entrant.student];
        }
    }
}

static int compare_turns(const void *left, const void *right) {
    const turn *a = left;
    const turn *b = right;
    int result = sign(a->rank<b->rank, a->rank> b->rank);
    result = result == 0 ? sign(a->entrant.band<b->entrant.band, a->entrant.band> b->entrant.band)
                         : result;
    result = result == 0 ? sign(a->number<b->number, a->number> b->number) : result;
    return result == 0
               ? sign(a->entrant.student<b->entrant.student, a->entrant.student> b->entrant.student)
               : result;
}

static int list_turns(turn *turns, const vf_run *run, int stage) {
    const vf_season *season = &run->season;
    const vf_stage *rules = &run->policy.stages[stage];
    int count = 0;
    for (int i = 0; i < season->student_count; i++) {
        int category = season->students[i].category;
        if (!vf_waits(run, i, stage) || category < 0) {
            continue;
        }
        bool served = rules->rank[category] >= 0;
        if (served || (season->students[i].guaranteed && rules->protects[category])) {
            turns[count++] = (turn){.entrant = {.student = i, .participant = served},
                                    .rank = served ? rules->rank[category] : rules->serve_count,
                                    .number = run->numbers[stage][i]};
        }
    }
    return count;
}

static vf_entrants order_entrants(const vf_run *run, int stage) {
    const vf_stage *rules = &run->policy.stages[stage];
    vf_entrants list = {0};
    vf_scratch_begin();
    turn *turns = vf_alloc((size_t)run->season.student_count + 1, sizeof *turns);
    list.count = list_turns(turns, run, stage);
    for (int c = 0; c < rules->serve_count; c++) {
        if (vf_first(rules->order[rules->serve[c]]) != NULL) {
            set_bands(turns, list.count, run, stage, rules->serve[c]);
        }
    }
    if (list.count > 0) {
        qsort(turns, (size_t)list.count, sizeof *turns, compare_turns);
    }
    list.all = vf_keep((size_t)list.count + 1, sizeof *list.all);
    for (int i = 0; i < list.count; i++) {
        list.all[i] = turns[i].entrant;
        list.participants += turns[i].entrant.participant;
    }
    vf_scratch_end();
    return list;
}

const vf_entrants *vf_entrants_of(const vf_run *run, int stage) {
    return &run->entrants[stage - run->first_stage];
}

void vf_list_entrants(vf_run *run) {
    run->entrants = vf_keep((size_t)(run->end_stage - run->first_stage) + 1, sizeof *run->entrants);
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        run->entrants[stage - run->first_stage] = order_entrants(run, stage);
    }
}
