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

static hp_status build_arcs(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach, hp_arc_purpose purpose) {
    hp_arc_walk walk;
    arcs->begin = hp_arena_alloc(state->arena, (size_t)queue->count + 1, sizeof(int32_t));
    HP_NEED(arcs->begin);
    HP_TRY(hp_arc_walk_new(&walk, state, stage_index, reach, purpose));
    hp_status status = walk_all(&walk, arcs->begin, queue);
    if (status == HP_OK) {
        arcs->arcs = hp_arena_alloc(state->arena, walk.count, sizeof(hp_arc));
        status = arcs->arcs == NULL ? HP_NO_MEMORY : HP_OK;
    }
    if (status == HP_OK && walk.count > 0) {
        memcpy(arcs->arcs, walk.arcs, walk.count * sizeof *arcs->arcs);
    }
    hp_arc_walk_free(&walk);
    return status;
}

hp_status hp_arcs_of_stage(hp_arcs *arcs, const hp_state *state, int stage_index,
                           const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, HP_FOR_STAGE);
}

hp_status hp_arcs_of_offers(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, HP_FOR_OFFERS);
}

hp_status hp_arcs_of_prospects(hp_arcs *arcs, const hp_state *state, int stage_index,
                               const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, HP_FOR_PROSPECTS);
}
