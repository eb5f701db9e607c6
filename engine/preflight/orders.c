#include "preflight/orders.h"

/* The columns whose sensible direction is known: more points first, earlier settled first. */
static bool is_upside_down(const hp_key *key) {
    return key->kind == HP_KEY_COLUMN &&
           ((key->column == HP_STUDENT_POINTS && !key->descending) ||
            (key->column == HP_STUDENT_SETTLED_ON && key->descending) ||
            (key->column == HP_STUDENT_PROPERTY_ON && key->descending));
}

static void check_order(hp_notes *notes, const hp_data *data, const hp_policy *policy, int s,
                        int c) {
    const hp_order *order = &policy->stages[s].orders[c];
    for (int k = 0; k < order->key_count; k++) {
        const hp_key *key = &order->keys[k];
        bool upside_down = is_upside_down(key) || (key->kind == HP_KEY_DISTANCE && key->descending);
        if (upside_down) {
            hp_note(notes, HP_F_order_upside_down, 1,
                    (hp_place){.file = data->policy_file,
                               .column = hp_note_format(notes, "/stages/%d/order/%s/%d", s,
                                                        policy->categories[c].id, k),
                               .value = key->descending ? "descending" : "ascending"},
                    policy->stages[s].id, key->name,
                    hp_phrase(key->kind == HP_KEY_DISTANCE       ? "the farthest first"
                              : key->column == HP_STUDENT_POINTS ? "the fewest first"
                                                                 : "the latest first"));
        }
    }
}

/* A nearest stage whose written levels hold no metres places by lottery alone, and one that does
 * not admit a category that it serves has no precedence for it. */
static void check_levels(hp_notes *notes, const hp_data *data, const hp_policy *policy, int s) {
    const hp_stage *stage = &policy->stages[s];
    for (int i = 0; i < stage->serve_count && !stage->serial; i++) {
        bool admits = false;
        bool nears = false;
        for (int l = 0; l < stage->level_count; l++) {
            const hp_policy_level *level = &stage->levels[l];
            for (int c = 0; c < level->category_count; c++) {
                bool concerns = level->categories[c] == stage->serve[i];
                admits = admits || (concerns && level->kind == HP_LEVEL_ADMIT);
                nears = nears || (concerns && level->kind == HP_LEVEL_NEARNESS);
            }
        }
        if (!admits || !nears) {
            hp_note(notes, HP_F_level_left_out, 1,
                    (hp_place){.file = data->policy_file,
                               .column = hp_note_format(notes, "/stages/%d/levels", s)},
                    stage->id, admits ? "nearness" : "admit",
                    policy->categories[stage->serve[i]].id);
        }
    }
}

void hp_check_orders(hp_notes *notes, const hp_data *data, const hp_policy *policy) {
    for (int s = 0; s < policy->stage_count; s++) {
        check_levels(notes, data, policy, s);
        for (int c = 0; c < policy->category_count; c++) {
            check_order(notes, data, policy, s, c);
        }
    }
}
