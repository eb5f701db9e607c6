#include "stage/arcs.h"

#include <stdlib.h>

#include "base/buffer.h"

/* Arcs under construction. `stamp[s]` is the last mark given to school s: entrants mark schools
 * with growing numbers, so that nothing need be cleared. */
typedef struct arc_builder {
    const hp_state *state;
    int stage_index;
    hp_reach *reach;
    hp_arc *arcs;
    size_t count;
    size_t capacity;
    int32_t *stamp;
    int32_t mark;
} arc_builder;

/* Adds the open schools that the stage's routes give and that do not carry the mark yet. */
static hp_status add_stage(arc_builder *builder, int32_t student, int stage_index,
                           bool with_choice) {
    const hp_state *state = builder->state;
    hp_reach *reach = builder->reach;
    bool now = stage_index == builder->stage_index;
    hp_reach_stage(reach, student, &state->policy->stages[stage_index], with_choice);
    for (int32_t i = 0; i < reach->way_count; i++) {
        const hp_way *way = &reach->ways[i];
        if (state->free_seats[way->school] <= 0 || builder->stamp[way->school] == builder->mark) {
            continue;
        }
        HP_TRY(
            hp_grow(&builder->arcs, &builder->capacity, builder->count + 1, sizeof *builder->arcs));
        builder->stamp[way->school] = builder->mark;
        builder->arcs[builder->count++] = (hp_arc){.school = way->school,
                                                   .metres = way->metres,
                                                   .now = now,
                                                   .route = now ? way->route : -1,
                                                   .choice = now ? way->choice : 0};
    }
    return HP_OK;
}

static hp_status add_later_stages(arc_builder *builder, int32_t student) {
    const hp_policy *policy = builder->state->policy;
    int32_t category = builder->state->roll->category[student];
    for (int s = builder->stage_index + 1; s < policy->stage_count; s++) {
        if (policy->stages[s].serves[category]) {
            HP_TRY(add_stage(builder, student, s, false));
        }
    }
    return HP_OK;
}

typedef enum arc_purpose { FOR_STAGE, FOR_OFFERS, FOR_PROSPECTS } arc_purpose;

static hp_status add_entrant(arc_builder *builder, const hp_entrant *entrant, arc_purpose purpose) {
    bool guaranteed = builder->state->roll->guaranteed[entrant->student];
    bool wanted = entrant->participant && (guaranteed || purpose != FOR_PROSPECTS);
    builder->mark++;
    if (wanted) {
        HP_TRY(
            add_stage(builder, entrant->student, builder->stage_index, purpose != FOR_PROSPECTS));
    }
    if (guaranteed && purpose != FOR_OFFERS) {
        builder->mark += purpose == FOR_PROSPECTS;
        HP_TRY(add_later_stages(builder, entrant->student));
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

static hp_status build(arc_builder *builder, int32_t *begin, const hp_queue *queue,
                       arc_purpose purpose) {
    for (int32_t e = 0; e < queue->count; e++) {
        size_t first = builder->count;
        HP_TRY(add_entrant(builder, &queue->entrants[e], purpose));
        begin[e + 1] = (int32_t)builder->count;
        if (builder->count > first) {
            qsort(builder->arcs + first, builder->count - first, sizeof(hp_arc),
                  purpose == FOR_OFFERS ? compare_offers : compare_stage_arcs);
        }
    }
    return HP_OK;
}

static hp_status build_arcs(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach, arc_purpose purpose) {
    size_t schools = (size_t)state->data->school_count;
    arc_builder builder = {.state = state,
                           .stage_index = stage_index,
                           .reach = reach,
                           .stamp = hp_arena_alloc(state->arena, schools, sizeof(int32_t))};
    arcs->begin = hp_arena_alloc(state->arena, (size_t)queue->count + 1, sizeof(int32_t));
    HP_NEED(builder.stamp);
    HP_NEED(arcs->begin);
    hp_status status = build(&builder, arcs->begin, queue, purpose);
    if (status == HP_OK) {
        arcs->arcs = hp_arena_alloc(state->arena, builder.count, sizeof(hp_arc));
        status = arcs->arcs == NULL ? HP_NO_MEMORY : HP_OK;
    }
    for (size_t i = 0; status == HP_OK && i < builder.count; i++) {
        arcs->arcs[i] = builder.arcs[i];
    }
    free(builder.arcs);
    return status;
}

hp_status hp_arcs_of_stage(hp_arcs *arcs, const hp_state *state, int stage_index,
                           const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, FOR_STAGE);
}

hp_status hp_arcs_of_offers(hp_arcs *arcs, const hp_state *state, int stage_index,
                            const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, FOR_OFFERS);
}

hp_status hp_arcs_of_prospects(hp_arcs *arcs, const hp_state *state, int stage_index,
                               const hp_queue *queue, hp_reach *reach) {
    return build_arcs(arcs, state, stage_index, queue, reach, FOR_PROSPECTS);
}
