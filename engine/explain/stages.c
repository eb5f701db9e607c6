#include <inttypes.h>

#include "explain/parts.h"

/* Cut-offs of fewer children are left out: they would tell of single ones. */
enum { LEAST_FOR_CUT_OFF = 5 };

static const char *binding_text(const hp_case *child, hp_binding binding) {
    static const hp_word binding_words[] = {[HP_BY_CLASSES] = HP_WORD_by_classes,
                                            [HP_BY_SIZE_CAP] = HP_WORD_by_size_cap,
                                            [HP_BY_PLAN] = HP_WORD_by_plan};
    return hp_word_text(child->telling, binding_words[binding], NULL);
}

/* The children whom the stage admitted to the school: how many of a category, and of those the
 * last in the order; with `before`, only those whose turn came before it. */
static int32_t count_admitted(int32_t *last, const hp_case *child, int stage, int32_t school,
                              int category, int32_t before) {
    int32_t count = 0;
    *last = -1;
    for (int32_t i = 0; i < child->data->student_count; i++) {
        const hp_placement *placement = &child->state->placements[i];
        if (placement->stage != stage || placement->school != school ||
            child->roll->category[i] != category || placement->turn >= before) {
            continue;
        }
        count++;
        if (*last < 0 || placement->turn > child->state->placements[*last].turn) {
            *last = i;
        }
    }
    return count;
}

static const char *key_text(const hp_case *child, int stage, const hp_key *key, int32_t last) {
    hp_telling *telling = child->telling;
    const hp_placement *placement = &child->state->placements[last];
    const hp_entrant *entrant = &child->state->stages[stage].queue->entrants[placement->turn];
    const char *cell = NULL;
    char *number = NULL;
    switch (key->kind) {
    case HP_KEY_LOTTERY:
        number = hp_arena_format(telling->arena, "%020" PRIu64, placement->number);
        telling->failed = telling->failed || number == NULL;
        return hp_word_text(telling, HP_WORD_lottery_key, (hp_value[]){{"value", number}, {0}});
    case HP_KEY_DISTANCE:
        return hp_word_text(
            telling, HP_WORD_distance_key,
            (hp_value[]){{"value", hp_number_text(telling, entrant->nearest_m)}, {0}});
    case HP_KEY_COLUMN:
        break;
    }
    cell = hp_cell(&child->data->tables[HP_STUDENTS], child->data->students[last].row,
                   (size_t)key->column);
    return hp_word_text(telling, HP_WORD_key,
                        (hp_value[]){{"fact", hp_fact_name(child, (size_t)key->column)},
                                     {"value", hp_cell_text(child, (size_t)key->column, cell)},
                                     {0}});
}

/* Columns that say who a child is: their values are never told, not even as a cut-off. */
static bool names_a_child(const hp_key *key) {
    return key->kind == HP_KEY_COLUMN &&
           (key->column == HP_STUDENT_ID || key->column == HP_STUDENT_REGISTER_NO ||
            key->column == HP_STUDENT_NAME || key->column == HP_STUDENT_ID_NUMBER);
}

static void tell_cut_off(const hp_case *child, int stage, int32_t school, int32_t last) {
    const hp_order *order = &child->policy->stages[stage].orders[child->category];
    const char *keys = NULL;
    for (int k = 0; k < order->key_count; k++) {
        if (names_a_child(&order->keys[k])) {
            return;
        }
        keys = hp_list_text(child->telling, keys, key_text(child, stage, &order->keys[k], last));
    }
    if (keys != NULL) {
        hp_tell(child->telling, HP_SAY_cut_off,
                (hp_value[]){{"stage", child->policy->stages[stage].name},
                             {"school", hp_school_name(child, school)},
                             {"school_id", child->data->schools[school].id},
                             {"category", child->policy->categories[child->category].name},
                             {"keys", keys},
                             {0}});
    }
}

/* Seats of one school in a stage, and who was admitted there. */
static void tell_school(const hp_case *child, int stage, int32_t school) {
    const hp_stage *rules = &child->policy->stages[stage];
    const hp_school *record = &child->data->schools[school];
    hp_telling *telling = child->telling;
    int32_t turn = rules->serial ? hp_entrant_of(child, stage) : INT32_MAX;
    int32_t free_seats = child->state->stages[stage].free_before[school];
    int32_t last = -1;
    hp_tell(telling, HP_SAY_seats,
            (hp_value[]){{"stage", rules->name},
                         {"school", record->name},
                         {"school_id", record->id},
                         {"free", hp_number_text(telling, free_seats)},
                         {"seats", hp_number_text(telling, record->seats)},
                         {"binding", binding_text(child, record->binding)},
                         {0}});
    for (int i = 0; i < rules->serve_count; i++) {
        const hp_category *category = &child->policy->categories[rules->serve[i]];
        int32_t count = count_admitted(&last, child, stage, school, rules->serve[i], turn);
        if (count > 0) {
            hp_tell(telling, rules->serial ? HP_SAY_before : HP_SAY_given,
                    (hp_value[]){{"stage", rules->name},
                                 {"school", record->name},
                                 {"school_id", record->id},
                                 {"category", category->name},
                                 {"category_id", category->id},
                                 {"count", hp_number_text(telling, count)},
                                 {0}});
        }
    }
    if (count_admitted(&last, child, stage, school, child->category, INT32_MAX) >=
        LEAST_FOR_CUT_OFF) {
        tell_cut_off(child, stage, school, last);
    }
}

static bool orders_by_distance(const hp_stage *rules) {
    for (int i = 0; i < rules->serve_count; i++) {
        const hp_order *order = &rules->orders[rules->serve[i]];
        for (int k = 0; k < order->key_count; k++) {
            if (order->keys[k].kind == HP_KEY_DISTANCE) {
                return true;
            }
        }
    }
    return false;
}

/* What a nearest stage strives for; nothing where its order keys ask who lives nearer. */
static void tell_principle(const hp_case *child, const hp_stage *rules) {
    static const hp_word aim_words[] = {
        [HP_LEVEL_ADMIT] = HP_WORD_aim_admit, [HP_LEVEL_NEARNESS] = HP_WORD_aim_nearness};
    bool has[HP_LEVEL_NEARNESS + 1] = {false};
    const char *aims = NULL;
    for (int l = 0; l < rules->level_count; l++) {
        hp_level_kind kind = rules->levels[l].kind;
        if (!has[kind]) {
            aims = hp_list_text(child->telling, aims,
                                hp_word_text(child->telling, aim_words[kind], NULL));
            has[kind] = true;
        }
    }
    if (aims != NULL && !rules->serial && !orders_by_distance(rules)) {
        hp_tell(child->telling, HP_SAY_principle,
                (hp_value[]){{"stage", rules->name}, {"aims", aims}, {0}});
    }
}

static void tell_stage(const hp_case *child, int stage) {
    const hp_stage *rules = &child->policy->stages[stage];
    tell_principle(child, rules);
    hp_reach_stage(child->reach, child->student, rules, true);
    for (int32_t i = 0; i < child->reach->way_count; i++) {
        tell_school(child, stage, child->reach->ways[i].school);
    }
    int next = hp_next_stage(child, stage);
    if (child->placement->stage != stage && next >= 0) {
        hp_tell(
            child->telling, HP_SAY_passed,
            (hp_value[]){{"stage", rules->name}, {"next", child->policy->stages[next].name}, {0}});
    }
}

hp_status hp_tell_stages(const hp_case *child) {
    for (int s = 0; s < child->policy->stage_count; s++) {
        if (hp_took_part(child, s)) {
            tell_stage(child, s);
        }
    }
    return hp_telling_status(child->telling);
}
