#include "stage/arcs.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

hp_status hp_arc_walk_new(hp_arc_walk *walk, const hp_state *state, int stage_index,
                          hp_reach *reach, hp_arc_purpose purpose) {
    *walk = (hp_arc_walk){
        .state = state, .stage_index = stage_index, .reach = reach, .purpose = purpose};
    walk->stamp = calloc((size_t)state->data->school_count + 1, sizeof *walk->stamp);
    HP_NEED(walk->stamp);
    return HP_OK;
}

void hp_arc_walk_free(hp_arc_walk *walk) {
    free(walk->arcs);
    free(walk->stamp);
    *walk = (hp_arc_walk){0};
}

/* Adds the open schools that the stage's routes give and that do not carry the mark yet. */
static hp_status add_stage(hp_arc_walk *walk, int32_t student, int stage_index, bool with_choice) {
    const hp_state *state = walk->state;
    hp_reach *reach = walk->reach;
    bool now = stage_index == walk->stage_index;
    hp_reach_stage(reach, student, &state->policy->stages[stage_index], with_choice);
    for (int32_t i = 0; i < reach->way_count; i++) {
        const hp_way *way = &reach->ways[i];
        if (state->free_seats[way->school] <= 0 || walk->stamp[way->school] == walk->mark) {
            continue;
        }
        HP_TRY(hp_grow(&walk->arcs, &walk->capacity, walk->count + 1, sizeof *walk->arcs));
        walk->stamp[way->school] = walk->mark;
        walk->arcs[walk->count++] = (hp_arc){.school = way->school,
                                             .metres = way->metres,
                                             .now = now,
                                             .route = now ? way->route : -1,
                                             .choice = now ? way->choice : 0};
    }
    return HP_OK;
}

static hp_status add_later_stages(hp_arc_walk *walk, int32_t student) {
    const hp_policy *policy = walk->state->policy;
    int32_t category = walk->state->roll->category[student];
    for (int s = walk->stage_index + 1; s < policy->stage_count; s++) {
        if (policy->stages[s].serves[category]) {
            HP_TRY(add_stage(walk, student, s, false));
        }
    }
    return HP_OK;
}

hp_status hp_arc_walk_on(hp_arc_walk *walk, const hp_entrant *entrant) {
    bool guaranteed = walk->state->roll->guaranteed[entrant->student];
    bool wanted = entrant->participant && (guaranteed || walk->purpose != HP_FOR_PROSPECTS);
    walk->mark++;
    if (wanted) {
        HP_TRY(add_stage(walk, entrant->student, walk->stage_index,
                         walk->purpose != HP_FOR_PROSPECTS));
    }
    if (guaranteed && walk->purpose != HP_FOR_OFFERS) {
        walk->mark += walk->purpose == HP_FOR_PROSPECTS;
        HP_TRY(add_later_stages(walk, entrant->student));
    }
    return HP_OK;
}

static int compare_stage_arcs(const void *left, const void *right) {
    const hp_arc *a = left;
    const hp_arc *b = right;
    if (a->now != b->now) {
        return a->now ? -1 : 1;
    }
    if (a->metres != b->metres) {
        return a->metres < b->metres ? -1 : 1;
    }
    return (a->school > b->school) - (a->school < b->school);
}

static int compare_offers(const void *left, const void *right) {
    const hp_arc *a = left;
    const hp_arc *b = right;
    if (a->route != b->route) {
        return a->route < b->route ? -1 : 1;
    }
    if (a->choice != b->choice) {
        return a->choice < b->choice ? -1 : 1;
    }
    if (a->choice == 0 && a->metres != b->metres) {
        return a->metres < b->metres ? -1 : 1;
    }
    return (a->school > b->school) - (a->school < b->school);
}

static bool is_before(const hp_arc *a, const hp_arc *b, hp_arc_purpose purpose) {
    return (purpose == HP_FOR_OFFERS ? compare_offers(a, b) : compare_stage_arcs(a, b)) < 0;
}

/* A child has few arcs, and those of a route often come in order. */
static void sort_arcs(hp_arc *arcs, size_t count, hp_arc_purpose purpose) {
    enum { FEW = 48 };
    if (count > FEW) {
        qsort(arcs, count, sizeof *arcs,
              purpose == HP_FOR_OFFERS ? compare_offers : compare_stage_arcs);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        hp_arc moved = arcs[i];
        size_t at = i;
        while (at > 0 && is_before(&moved, &arcs[at - 1], purpose)) {
            arcs[at] = arcs[at - 1];
            at--;
        }
        arcs[at] = moved;
    }
}

static hp_status walk_all(hp_arc_walk *walk, int32_t *begin, const hp_queue *queue) {
    for (int32_t e = 0; e < queue->count; e++) {
        size_t first = walk->count;
        HP_TRY(hp_arc_walk_on(walk, &queue->entrants[e]));
        begin[e + 1] = (int32_t)walk->count;
        if (walk->count > first + 1) {
            sort_arcs(walk->arcs + first, walk->count - first, walk->purpose);
        }
    }
    return HP_OK;
}

/* Moves what the walk found into the arena. */
static hp_status keep_arcs(hp_arcs *arcs, hp_arena *arena, const hp_arc_walk *walk) {
    arcs->arcs = hp_arena_alloc(arena, walk->count, sizeof *arcs->arcs);
    HP_NEED(arcs->arcs);
    if (walk->count > 0) {
        memcpy(arcs->arcs, walk->arcs, walk->count * sizeof *arcs->arcs);
    }
    return HP_OK;
}

static hp_status build_arcs(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach, hp_arc_purpose purpose) {
    hp_arc_walk walk;
    *arcs = (hp_arcs){
        .begin = hp_arena_alloc(state->arena, (size_t)queue->count + 1, sizeof *arcs->begin)};
    HP_NEED(arcs->begin);
    HP_TRY(hp_arc_walk_new(&walk, state, stage_index, reach, purpose));
    hp_status status = walk_all(&walk, arcs->begin, queue);
    if (status == HP_OK) {
        status = keep_arcs(arcs, state->arena, &walk);
    }
    hp_arc_walk_free(&walk);
    return status;
}

/* ---- arcs of a stage ---- */

/* Leaves the nearest arcs of each kind, in order; returns how many are left. */
static size_t keep_nearest(uint8_t *cut, hp_arc *arcs, size_t count) {
    hp_arc nearest[2][HP_NEAREST_ARCS];
    size_t kept[2] = {0};
    for (size_t i = 0; i < count; i++) {
        size_t kind = arcs[i].now ? 0 : 1;
        hp_arc *list = nearest[kind];
        size_t at = kept[kind];
        if (at == HP_NEAREST_ARCS) {
            *cut |= arcs[i].now ? HP_CUT_NOW : HP_CUT_LATER;
            at = is_before(&arcs[i], &list[at - 1], HP_FOR_STAGE) ? at - 1 : SIZE_MAX;
        } else {
            kept[kind]++;
        }
        if (at != SIZE_MAX) {
            while (at > 0 && is_before(&arcs[i], &list[at - 1], HP_FOR_STAGE)) {
                list[at] = list[at - 1];
                at--;
            }
            list[at] = arcs[i];
        }
    }
    memcpy(arcs, nearest[0], kept[0] * sizeof *arcs);
    memcpy(arcs + kept[0], nearest[1], kept[1] * sizeof *arcs);
    return kept[0] + kept[1];
}

static int compare_schools(const void *left, const void *right) {
    const hp_arc *a = left;
    const hp_arc *b = right;
    return (a->school > b->school) - (a->school < b->school);
}

/* Sets of schools that protected children reach, by hash. */
typedef struct school_sets {
    int32_t *slots; /* the first entrant with the set + 1; 0: free */
    size_t mask;    /* the number of slots less 1 */
} school_sets;

static hp_status sets_new(school_sets *sets, hp_arena *arena, int32_t entrant_count) {
    size_t slots = 16;
    while (slots < 2 * (size_t)entrant_count) {
        slots *= 2;
    }
    sets->mask = slots - 1;
    sets->slots = hp_arena_alloc(arena, slots, sizeof *sets->slots);
    HP_NEED(sets->slots);
    return HP_OK;
}

static bool same_schools(const hp_arc *a, const hp_arc *b, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        if (a[i].school != b[i].school) {
            return false;
        }
    }
    return true;
}

/* The first entrant who reaches the same schools: e himself where there is none before. */
static int32_t find_like(const school_sets *sets, const int32_t *begin, const hp_arc *arcs,
                         int32_t e) {
    int32_t count = begin[e + 1] - begin[e];
    uint64_t hash = (uint64_t)count;
    for (int32_t i = 0; i < count; i++) {
        hash = (hash ^ (uint64_t)arcs[begin[e] + i].school) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    for (size_t at = hash & sets->mask;; at = (at + 1) & sets->mask) {
        int32_t other = sets->slots[at] - 1;
        if (other < 0) {
            sets->slots[at] = e + 1;
            return e;
        }
        if (begin[other + 1] - begin[other] == count &&
            same_schools(arcs + begin[other], arcs + begin[e], count)) {
            return other;
        }
    }
}

/* Puts a child's arcs, the last that the walk found, into their form. */
static void form_arcs(hp_arcs *arcs, hp_arc_walk *walk, const school_sets *sets, int32_t e,
                      bool participant, bool all) {
    size_t first = (size_t)arcs->begin[e];
    size_t count = walk->count - first;
    arcs->like[e] = e;
    if (!participant) {
        if (count > 1) {
            qsort(walk->arcs + first, count, sizeof *walk->arcs, compare_schools);
        }
        arcs->begin[e + 1] = (int32_t)walk->count;
        arcs->like[e] = find_like(sets, arcs->begin, walk->arcs, e);
        walk->count = arcs->like[e] == e ? walk->count : first;
    } else if (!all && count > HP_NEAREST_ARCS) {
        walk->count = first + keep_nearest(&arcs->cut[e], walk->arcs + first, count);
    } else if (count > 1) {
        sort_arcs(walk->arcs + first, count, HP_FOR_STAGE);
    }
    arcs->begin[e + 1] = (int32_t)walk->count;
}

static hp_status walk_stage(hp_arcs *arcs, hp_arc_walk *walk, const hp_queue *queue,
                            const bool *wide) {
    school_sets sets;
    HP_TRY(sets_new(&sets, walk->state->arena, queue->count - queue->participant_count));
    for (int32_t e = 0; e < queue->count; e++) {
        HP_TRY(hp_arc_walk_on(walk, &queue->entrants[e]));
        form_arcs(arcs, walk, &sets, e, queue->entrants[e].participant, wide == NULL || wide[e]);
    }
    return HP_OK;
}

hp_status hp_arcs_of_stage(hp_arcs *arcs, const hp_state *state, int stage_index,
                           const hp_queue *queue, hp_reach *reach, const bool *wide) {
    hp_arena *arena = state->arena;
    hp_arc_walk walk;
    arcs->begin = hp_arena_alloc(arena, (size_t)queue->count + 1, sizeof *arcs->begin);
    arcs->like = hp_arena_alloc(arena, (size_t)queue->count, sizeof *arcs->like);
    arcs->cut = hp_arena_alloc(arena, (size_t)queue->count, sizeof *arcs->cut);
    HP_NEED(arcs->begin);
    HP_NEED(arcs->like);
    HP_NEED(arcs->cut);
    HP_TRY(hp_arc_walk_new(&walk, state, stage_index, reach, HP_FOR_STAGE));
    hp_status status = walk_stage(arcs, &walk, queue, wide);
    if (status == HP_OK) {
        status = keep_arcs(arcs, arena, &walk);
    }
    hp_arc_walk_free(&walk);
    return status;
}

hp_status hp_arcs_of_offers(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, HP_FOR_OFFERS);
}

hp_status hp_arcs_of_prospects(hp_arcs *arcs, const hp_state *state, int stage_index,
                               const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, HP_FOR_PROSPECTS);
}
