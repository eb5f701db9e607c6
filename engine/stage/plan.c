#include "stage/plan.h"

static void add_level(hp_plan *plan, hp_level_value level, int32_t run) {
    plan->runs[plan->count] = run;
    plan->levels[plan->count++] = level;
}

static void add_places(hp_plan *plan, const hp_policy *policy, const int32_t *guaranteed) {
    for (int i = 0; i < policy->guarantee_count; i++) {
        int category = policy->guarantee_order[i];
        plan->place_of[category] = guaranteed[category] > 0 ? plan->count : -1;
        if (guaranteed[category] > 0) {
            add_level(plan,
                      (hp_level_value){.kind = HP_LEVEL_PLACE,
                                       .categories = &policy->guarantee_order[i],
                                       .category_count = 1},
                      0);
        }
    }
}

static void add_policy_levels(hp_plan *plan, const hp_stage *stage, const hp_queue *queue,
                              const int32_t *participants) {
    for (int l = 0; l < stage->level_count; l++) {
        const hp_policy_level *level = &stage->levels[l];
        int32_t concerned = 0;
        for (int i = 0; i < level->category_count; i++) {
            concerned += participants[level->categories[i]];
        }
        plan->first_of[l] = concerned > 0 ? plan->count : -1;
        int32_t bands = level->kind == HP_LEVEL_ADMIT ? queue->band_count[level->categories[0]] : 1;
        for (int32_t band = 0; concerned > 0 && band < bands; band++) {
            add_level(plan,
                      (hp_level_value){.kind = level->kind,
                                       .categories = level->categories,
                                       .category_count = level->category_count,
                                       .band = band,
                                       .step_m = level->step_m},
                      l + 1);
        }
    }
}

hp_status hp_plan_levels(hp_plan *plan, const hp_state *state, int stage_index,
                         const hp_queue *queue, int32_t entrant_count) {
    const hp_policy *policy = state->policy;
    const hp_stage *stage = &policy->stages[stage_index];
    size_t categories = (size_t)policy->category_count;
    size_t most = categories + (size_t)stage->level_count;
    for (int l = 0; l < stage->level_count; l++) {
        most += (size_t)queue->band_count[stage->levels[l].categories[0]];
    }
    int32_t *guaranteed = hp_arena_alloc(state->arena, categories, sizeof *guaranteed);
    int32_t *participants = hp_arena_alloc(state->arena, categories, sizeof *participants);
    *plan = (hp_plan){
        .levels = hp_arena_alloc(state->arena, most, sizeof(hp_level_value)),
        .runs = hp_arena_alloc(state->arena, most, sizeof(int32_t)),
        .place_of = hp_arena_alloc(state->arena, categories, sizeof(int32_t)),
        .first_of = hp_arena_alloc(state->arena, (size_t)stage->level_count, sizeof(int32_t))};
    HP_NEED(guaranteed);
    HP_NEED(participants);
    HP_NEED(plan->levels);
    HP_NEED(plan->runs);
    HP_NEED(plan->place_of);
    HP_NEED(plan->first_of);
    for (int32_t e = 0; e < entrant_count; e++) {
        const hp_entrant *entrant = &queue->entrants[e];
        int32_t category = state->roll->category[entrant->student];
        guaranteed[category] += state->roll->guaranteed[entrant->student];
        participants[category] += entrant->participant;
    }
    add_places(plan, policy, guaranteed);
    add_policy_levels(plan, stage, queue, participants);
    return HP_OK;
}

int32_t hp_plan_terms(int32_t *terms, const hp_plan *plan, const hp_stage *stage,
                      const hp_entrant *entrant, int32_t category, bool guaranteed) {
    int32_t count = 0;
    if (guaranteed) {
        terms[count++] = plan->place_of[category];
    }
    for (int l = 0; l < stage->level_count && entrant->participant; l++) {
        const hp_policy_level *level = &stage->levels[l];
        for (int i = 0; i < level->category_count; i++) {
            if (level->categories[i] == category) {
                terms[count++] = plan->first_of[l] +
                                 (level->kind == HP_LEVEL_ADMIT ? entrant->band : 0);
            }
        }
    }
    return count;
}

bool hp_level_same(const hp_level_value *a, const hp_level_value *b) {
    if (a->kind != b->kind || a->band != b->band || a->step_m != b->step_m ||
        a->category_count != b->category_count) {
        return false;
    }
    for (int i = 0; i < a->category_count; i++) {
        if (a->categories[i] != b->categories[i]) {
            return false;
        }
    }
    return true;
}

bool hp_plan_same(const hp_plan *a, const hp_plan *b) {
    if (a->count != b->count) {
        return false;
    }
    for (int32_t l = 0; l < a->count; l++) {
        if (!hp_level_same(&a->levels[l], &b->levels[l])) {
            return false;
        }
    }
    return true;
}
