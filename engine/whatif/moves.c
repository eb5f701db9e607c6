#include "whatif/moves.h"

#include <stdlib.h>
#include <string.h>

#include "publish/sheet.h"

static const struct {
    const char *code;
    const char *english;
    const char *chinese;
} rules[HP_MOVES] = {
#define X(code, english, chinese) {#code, english, chinese},
    HP_MOVE_TABLE(X)
#undef X
};

const char *hp_move_code(hp_move_rule rule) {
    return rules[rule].code;
}

const char *hp_move_text(hp_move_rule rule, bool english) {
    return english ? rules[rule].english : rules[rule].chinese;
}

/* One of the two runs. */
typedef struct side {
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    hp_run *run;
} side;

/* A child of both; a child of one of them alone is -1 in the other. */
typedef struct pair {
    const side *before;
    const side *after;
    int32_t was;
    int32_t is;
} pair;

typedef struct mover {
    side before;
    side after;
    hp_buffer *csv;
    hp_buffer detail; /* of the move that is told: what differs, "A -> B" */
    int64_t by_rule[HP_MOVES];
    int64_t moved;
    int64_t newly_unplaced;
    int64_t newly_unplaced_guaranteed;
    int64_t newly_placed;
} mover;

static const hp_placement *placement_of(const side *run, int32_t student) {
    return &run->run->state.placements[student];
}

static const char *school_id(const side *run, int32_t student) {
    int32_t school = student < 0 ? -1 : placement_of(run, student)->school;
    return school < 0 ? "" : run->data->schools[school].id;
}

static bool differ(mover *work, const char *was, const char *is) {
    bool other = strcmp(was, is) != 0;
    if (other) {
        hp_buffer_format(&work->detail, "%s -> %s", was, is);
    }
    return other;
}

static bool differ_numbers(mover *work, const char *of, int64_t was, int64_t is) {
    if (was != is) {
        hp_buffer_format(&work->detail, "%s%s%lld -> %lld", of, *of == '\0' ? "" : ": ",
                         (long long)was, (long long)is);
    }
    return was != is;
}

/* ---- the child ---- */

static const char *category_id(const side *run, int32_t student) {
    int32_t category = student < 0 ? -1 : run->roll->category[student];
    return category < 0 ? "" : run->policy->categories[category].id;
}

static const char *address_id(const side *run, int32_t student) {
    int32_t area = run->roll->address[student];
    return area < 0 ? "" : run->data->areas[area].id;
}

/* The school of a document, or that there is a destination: its text may name people. */
static const char *document_of(const side *run, int32_t student) {
    const hp_student *record = &run->data->students[student];
    if (record->elsewhere) {
        return "destination";
    }
    return record->fixed < 0 ? "" : run->data->schools[record->fixed].id;
}

/* ---- the stage ---- */

/* The stage of one policy in the other; -1: it has none. */
static int same_stage(const side *from, int stage, const side *to) {
    return stage < 0 ? -1 : hp_stage_by_id(to->policy, from->policy->stages[stage].id);
}

/* The first stage that placed the child in either run, in each run's policy; -1: it has none.
 * The policy of before tells which is first; of a stage that is new the other one. */
static void find_stage(int *was, int *is, const pair *child) {
    *was = placement_of(child->before, child->was)->stage;
    *is = placement_of(child->after, child->is)->stage;
    int other_before = same_stage(child->after, *is, child->before);
    int other_after = same_stage(child->before, *was, child->after);
    bool later = other_before >= 0 ? other_before >= *was : other_after >= 0 && other_after < *is;
    if (*was < 0 || (*is >= 0 && !later)) {
        *was = other_before;
    } else {
        *is = other_after;
    }
}

static bool serves(const side *run, int stage, int32_t student) {
    return stage >= 0 && run->policy->stages[stage].serves[run->roll->category[student]];
}

static void reach(const side *run, int stage, int32_t student) {
    hp_reach_stage(&run->run->reach, student, &run->policy->stages[stage], true);
}

/* The way of the other side to the same school; NULL: it has none. */
static const hp_way *same_way(const side *from, const hp_way *way, const side *to) {
    int32_t school = hp_school_by_id(to->data, from->data->schools[way->school].id);
    for (int32_t i = 0; school >= 0 && i < to->run->reach.way_count; i++) {
        if (to->run->reach.ways[i].school == school) {
            return &to->run->reach.ways[i];
        }
    }
    return NULL;
}

/* The route that gives a school; "none". */
static const char *route_of(const side *run, int stage, const hp_way *way) {
    return way == NULL ? "none" : hp_route_name(run->policy->stages[stage].routes[way->route].kind);
}

/* Whether a school is reached otherwise; of the ways one may be none. */
static bool differ_ways(mover *work, const pair *child, const hp_way *had, int was,
                        const hp_way *has, int is) {
    const char *id = has != NULL ? child->after->data->schools[has->school].id
                                 : child->before->data->schools[had->school].id;
    const char *route_had = route_of(child->before, was, had);
    const char *route_has = route_of(child->after, is, has);
    if (strcmp(route_had, route_has) != 0) {
        hp_buffer_format(&work->detail, "%s: %s -> %s", id, route_had, route_has);
        return true;
    }
    return differ_numbers(work, id, had->metres, has->metres) ||
           differ_numbers(work, id, had->choice, has->choice);
}

/* Whether a way leads to the school where the child is, in the run that the way is of. */
static bool leads_home(const side *run, const hp_way *way, int32_t student) {
    return way->school == placement_of(run, student)->school;
}

/* The ways of both at the stage are in their reaches. What is told is what differs at the school
 * where the child is, else at the one where it was, else at any. */
static bool differ_schools(mover *work, const pair *child, int was, int is) {
    const hp_reach *before = &child->before->run->reach;
    const hp_reach *after = &child->after->run->reach;
    for (int32_t i = 0; i < after->way_count; i++) {
        const hp_way *has = &after->ways[i];
        if (leads_home(child->after, has, child->is) &&
            differ_ways(work, child, same_way(child->after, has, child->before), was, has, is)) {
            return true;
        }
    }
    for (int32_t i = 0; i < before->way_count; i++) {
        const hp_way *had = &before->ways[i];
        if (leads_home(child->before, had, child->was) &&
            differ_ways(work, child, had, was, same_way(child->before, had, child->after), is)) {
            return true;
        }
    }
    for (int32_t i = 0; i < after->way_count; i++) {
        const hp_way *has = &after->ways[i];
        if (differ_ways(work, child, same_way(child->after, has, child->before), was, has, is)) {
            return true;
        }
    }
    for (int32_t i = 0; i < before->way_count; i++) {
        const hp_way *had = &before->ways[i];
        if (same_way(child->before, had, child->after) == NULL) {
            return differ_ways(work, child, had, was, NULL, is);
        }
    }
    return false;
}

/* The schools within reach are the same; do they have the same seats, in all (`stage` < 0) or when
 * the stage began? */
static bool differ_seats(mover *work, const pair *child, int was, int is, bool in_all) {
    const hp_reach *after = &child->after->run->reach;
    for (int32_t i = 0; i < after->way_count; i++) {
        const hp_way *other = same_way(child->after, &after->ways[i], child->before);
        const hp_school *school = &child->after->data->schools[after->ways[i].school];
        int32_t seats = in_all ? school->seats
                               : child->after->run->state.stages[is]
                                     .free_before[after->ways[i].school];
        int32_t had = in_all ? child->before->data->schools[other->school].seats
                             : child->before->run->state.stages[was].free_before[other->school];
        if (differ_numbers(work, school->id, had, seats)) {
            return true;
        }
    }
    return false;
}

/* ---- rules and order ---- */

static const hp_json *stage_json(const side *run, int stage) {
    const hp_json *value = hp_json_first(hp_json_member(run->data->policy_json, "stages"));
    while (stage-- > 0) {
        value = hp_json_next(value);
    }
    return value;
}

/* Whether every member of `a` but what only names the stage and what it rests on is in `b`. */
static bool has_rules_of(const hp_json *b, const hp_json *a) {
    for (const hp_json *rule = hp_json_first(a); rule != NULL; rule = hp_json_next(rule)) {
        const char *key = hp_json_key(rule);
        const hp_json *other = hp_json_member(b, key);
        if (strcmp(key, "name") != 0 && strcmp(key, "basis") != 0 &&
            (other == NULL || !hp_json_same(rule, other))) {
            return false;
        }
    }
    return true;
}

/* The next category of the guarantee order, at `*place`, that both can guarantee; NULL: none. */
static const char *next_guaranteed(int *place, const hp_policy *policy, const hp_policy *other) {
    while (*place < policy->guarantee_count) {
        const hp_category *category = &policy->categories[policy->guarantee_order[(*place)++]];
        int there = hp_category_by_id(other, category->id);
        if (category->guaranteed && there >= 0 && other->categories[there].guaranteed) {
            return category->id;
        }
    }
    return NULL;
}

/* Who is placed first when the district is short, written or not. */
static bool differ_guarantee_order(const hp_policy *before, const hp_policy *after) {
    int was = 0;
    int is = 0;
    const char *had = next_guaranteed(&was, before, after);
    while (had != NULL) {
        if (strcmp(had, next_guaranteed(&is, after, before)) != 0) {
            return true;
        }
        had = next_guaranteed(&was, before, after);
    }
    return false;
}

static bool differ_rules(const pair *child, int was, int is) {
    const hp_json *had = stage_json(child->before, was);
    const hp_json *has = stage_json(child->after, is);
    return !has_rules_of(has, had) || !has_rules_of(had, has) ||
           differ_guarantee_order(child->before->policy, child->after->policy);
}

/* The policy's order keys are the same here; are the child's values? */
static bool differ_order(mover *work, const pair *child, int is) {
    const hp_order *order = &child->after->policy->stages[is]
                                 .orders[child->after->roll->category[child->is]];
    for (int k = 0; k < order->key_count; k++) {
        if (order->keys[k].kind != HP_KEY_COLUMN) {
            continue; /* metres were compared with the schools, numbers stay */
        }
        const hp_table *before = &child->before->data->tables[HP_STUDENTS];
        const hp_table *after = &child->after->data->tables[HP_STUDENTS];
        int column = hp_table_column(before, HP_STUDENTS, order->keys[k].name);
        const char *had = column < 0
                              ? ""
                              : hp_cell(before, child->before->data->students[child->was].row,
                                        (size_t)column);
        const char *has = hp_cell(after, child->after->data->students[child->is].row,
                                  (size_t)order->keys[k].column);
        if (strcmp(had, has) != 0) {
            hp_buffer_text(&work->detail, order->keys[k].name); /* cells are the family's own */
            return true;
        }
    }
    return false;
}

static const char *stage_name(const side *run, int stage) {
    return stage < 0 ? "" : run->policy->stages[stage].id;
}

static hp_move_rule rule_at_stage(mover *work, const pair *child) {
    int was = -1;
    int is = -1;
    find_stage(&was, &is, child);
    if (!serves(child->before, was, child->was) || !serves(child->after, is, child->is)) {
        hp_buffer_format(&work->detail, "%s",
                         stage_name(was < 0 ? child->after : child->before, was < 0 ? is : was));
        return HP_MOVE_stage;
    }
    reach(child->before, was, child->was);
    reach(child->after, is, child->is);
    if (differ_schools(work, child, was, is)) {
        return HP_MOVE_schools;
    }
    if (differ_seats(work, child, was, is, true)) {
        return HP_MOVE_seats;
    }
    if (differ_rules(child, was, is)) {
        hp_buffer_text(&work->detail, stage_name(child->after, is));
        return HP_MOVE_rules;
    }
    if (differ_order(work, child, is)) {
        return HP_MOVE_order;
    }
    return differ_seats(work, child, was, is, false) ? HP_MOVE_earlier : HP_MOVE_others;
}

static hp_move_rule rule_of(mover *work, const pair *child) {
    if (differ(work, document_of(child->before, child->was),
               document_of(child->after, child->is))) {
        return HP_MOVE_document;
    }
    if (differ(work, category_id(child->before, child->was),
               category_id(child->after, child->is))) {
        return HP_MOVE_category;
    }
    if (differ_numbers(work, "", child->before->roll->guaranteed[child->was],
                       child->after->roll->guaranteed[child->is])) {
        return HP_MOVE_guarantee;
    }
    if (differ(work, address_id(child->before, child->was), address_id(child->after, child->is))) {
        return HP_MOVE_address;
    }
    return rule_at_stage(work, child);
}

/* ---- rows ---- */

static void write_metres(hp_buffer *csv, const side *run, int32_t student) {
    if (student >= 0 && placement_of(run, student)->metres >= 0) {
        hp_buffer_whole(csv, placement_of(run, student)->metres);
    }
    hp_buffer_text(csv, ",");
}

static void write_stage(hp_buffer *csv, const side *run, int32_t student) {
    const hp_placement *placement = student < 0 ? NULL : placement_of(run, student);
    const char *kept = placement == NULL || placement->kept == NULL ? "" : placement->kept->stage;
    bool here = placement != NULL && placement->stage >= 0;
    hp_people_cell(csv, here ? run->policy->stages[placement->stage].id : kept, ',');
}

static void write_move(mover *work, const pair *child, hp_move_rule rule) {
    const side *known = child->is < 0 ? child->before : child->after;
    int32_t student = child->is < 0 ? child->was : child->is;
    hp_people_cell(work->csv, known->data->students[student].id, ',');
    hp_people_cell(work->csv, category_id(known, student), ',');
    hp_people_cell(work->csv, school_id(child->before, child->was), ',');
    hp_people_cell(work->csv, school_id(child->after, child->is), ',');
    write_metres(work->csv, child->before, child->was);
    write_metres(work->csv, child->after, child->is);
    write_stage(work->csv, child->before, child->was);
    write_stage(work->csv, child->after, child->is);
    hp_people_cell(work->csv, hp_move_code(rule), ',');
    hp_people_cell(work->csv, hp_buffer_get(&work->detail), ',');
    hp_people_cell(work->csv, hp_move_text(rule, known->data->english), '\n');
}

/* Of a child without a school in both, one run may have it elsewhere and the other waiting. */
static void count_waiting(mover *work, const pair *child) {
    bool waited = placement_of(child->before, child->was)->standing == HP_WAITING;
    bool waits = placement_of(child->after, child->is)->standing == HP_WAITING;
    work->newly_unplaced += waits && !waited;
    work->newly_unplaced_guaranteed += waits && !waited &&
                                       child->after->roll->guaranteed[child->is];
    work->newly_placed += waited && !waits;
}

static void tell_child(mover *work, const pair *child) {
    hp_move_rule rule = child->was < 0 ? HP_MOVE_new_child : HP_MOVE_child_gone;
    work->detail.length = 0;
    hp_buffer_text(&work->detail, "");
    if (child->was >= 0 && child->is >= 0) {
        count_waiting(work, child);
        if (strcmp(school_id(child->before, child->was), school_id(child->after, child->is)) == 0) {
            return;
        }
        rule = rule_of(work, child);
        work->moved++;
    }
    work->by_rule[rule]++;
    write_move(work, child, rule);
}

/* Both lists are in order of student_id. */
static void tell_children(mover *work) {
    const hp_data *before = work->before.data;
    const hp_data *after = work->after.data;
    int32_t was = 0;
    int32_t is = 0;
    while (was < before->student_count || is < after->student_count) {
        int order = was == before->student_count ? 1
                    : is == after->student_count
                        ? -1
                        : strcmp(before->students[was].id, after->students[is].id);
        tell_child(work, &(pair){.before = &work->before,
                                 .after = &work->after,
                                 .was = order <= 0 ? was : -1,
                                 .is = order >= 0 ? is : -1});
        was += order <= 0;
        is += order >= 0;
    }
}

static void add_figures(hp_outcome *outcome, const mover *work) {
    hp_outcome_add(outcome, HP_FIGURE_new_children, "", "", work->by_rule[HP_MOVE_new_child]);
    hp_outcome_add(outcome, HP_FIGURE_gone_children, "", "", work->by_rule[HP_MOVE_child_gone]);
    hp_outcome_add(outcome, HP_FIGURE_newly_unplaced, "", "", work->newly_unplaced);
    hp_outcome_add(outcome, HP_FIGURE_newly_unplaced_guaranteed, "", "",
                   work->newly_unplaced_guaranteed);
    hp_outcome_add(outcome, HP_FIGURE_newly_placed, "", "", work->newly_placed);
    hp_outcome_add(outcome, HP_FIGURE_moved, "", "", work->moved);
    for (int rule = HP_MOVE_child_gone + 1; rule < HP_MOVES; rule++) {
        hp_outcome_add(outcome, HP_FIGURE_moved_rule, rules[rule].code,
                       hp_move_text((hp_move_rule)rule, work->after.data->english),
                       work->by_rule[rule]);
    }
}

hp_status hp_moves_tell(hp_buffer *csv, hp_outcome *outcome, const hp_season *before,
                        hp_run *run_before, const hp_season *after, hp_run *run_after) {
    mover work = {.before = {&before->data, &before->policy, &before->roll, run_before},
                  .after = {&after->data, &after->policy, &after->roll, run_after},
                  .csv = csv};
    hp_buffer_text(csv, "\xef\xbb\xbfstudent_id,category,from,to,metres_before,metres_after,"
                        "stage_before,stage_after,rule,detail,text\r\n");
    tell_children(&work);
    add_figures(outcome, &work);
    hp_status status = hp_buffer_status(&work.detail);
    hp_buffer_free(&work.detail);
    HP_TRY(status);
    return outcome->failed ? HP_NO_MEMORY : hp_buffer_status(csv);
}
