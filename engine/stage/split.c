#define _GNU_SOURCE /* qsort_r */
#include "stage/split.h"

#include <stdlib.h>

#include "base/joined.h"

/* Schools joined so far. */
typedef struct school_parts {
    int32_t *leader;    /* per school: another of its part, or itself */
    int32_t *school_of; /* per entrant: one of its schools; -1: none */
} school_parts;

static void join(school_parts *parts, int32_t entrant, const hp_arc *arcs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int32_t school = arcs[i].school;
        if (parts->school_of[entrant] < 0) {
            parts->school_of[entrant] = school;
        }
        hp_joined_join(parts->leader, parts->school_of[entrant], school);
    }
}

static hp_status join_all(school_parts *parts, const hp_state *state, int stage_index,
                          const hp_queue *queue, hp_reach *reach, hp_arc_purpose purpose) {
    hp_arc_walk walk;
    HP_TRY(hp_arc_walk_new(&walk, state, stage_index, reach, purpose));
    hp_status status = HP_OK;
    for (int32_t e = 0; e < queue->count && status == HP_OK; e++) {
        walk.count = 0;
        status = hp_arc_walk_on(&walk, &queue->entrants[e]);
        join(parts, e, walk.arcs, walk.count);
    }
    hp_arc_walk_free(&walk);
    return status;
}

static int compare_sizes(const void *left, const void *right, void *context) {
    const int32_t *size = context;
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    if (size[a] != size[b]) {
        return size[a] > size[b] ? -1 : 1;
    }
    return (a > b) - (a < b);
}

/* Lists the entrants by part, the parts by size. */
static hp_status list_parts(hp_split *split, hp_arena *arena, school_parts *parts,
                            int32_t school_count, int32_t entrant_count) {
    int32_t *size = hp_arena_alloc(arena, (size_t)school_count, sizeof *size);
    int32_t *order = hp_arena_alloc(arena, (size_t)school_count, sizeof *order);
    int32_t *end = hp_arena_alloc(arena, (size_t)school_count, sizeof *end);
    split->part_of = hp_arena_alloc(arena, (size_t)school_count, sizeof *split->part_of);
    split->begin = hp_arena_alloc(arena, (size_t)school_count + 1, sizeof *split->begin);
    split->entrants = hp_arena_alloc(arena, (size_t)entrant_count, sizeof *split->entrants);
    HP_NEED(size);
    HP_NEED(order);
    HP_NEED(end);
    HP_NEED(split->part_of);
    HP_NEED(split->begin);
    HP_NEED(split->entrants);
    for (int32_t e = 0; e < entrant_count; e++) {
        if (parts->school_of[e] >= 0) {
            parts->school_of[e] = hp_joined_first(parts->leader, parts->school_of[e]);
            size[parts->school_of[e]]++;
        }
    }
    for (int32_t s = 0; s < school_count; s++) {
        if (size[s] > 0) {
            order[split->part_count++] = s;
        }
    }
    qsort_r(order, (size_t)split->part_count, sizeof *order, compare_sizes, size);
    for (int32_t p = 0; p < split->part_count; p++) {
        split->begin[p + 1] = split->begin[p] + size[order[p]];
        end[order[p]] = split->begin[p];
        split->part_of[order[p]] = p;
    }
    for (int32_t s = 0; s < school_count; s++) {
        int32_t leader = hp_joined_first(parts->leader, s);
        split->part_of[s] = size[leader] > 0 ? split->part_of[leader] : -1;
    }
    for (int32_t e = 0; e < entrant_count; e++) {
        if (parts->school_of[e] >= 0) {
            split->entrants[end[parts->school_of[e]]++] = e;
        }
    }
    return HP_OK;
}

hp_status hp_split_stage(hp_split *split, const hp_state *state, int stage_index,
                         const hp_queue *queue, hp_reach *reach, bool serial) {
    size_t schools = (size_t)state->data->school_count;
    school_parts parts = {
        .leader = hp_arena_alloc(state->arena, schools, sizeof(int32_t)),
        .school_of = hp_arena_alloc(state->arena, (size_t)queue->count, sizeof(int32_t))};
    *split = (hp_split){0};
    HP_NEED(parts.leader);
    HP_NEED(parts.school_of);
    hp_joined_begin(parts.leader, state->data->school_count);
    for (int32_t e = 0; e < queue->count; e++) {
        parts.school_of[e] = -1;
    }
    HP_TRY(
        join_all(&parts, state, stage_index, queue, reach, serial ? HP_FOR_OFFERS : HP_FOR_STAGE));
    if (serial) {
        HP_TRY(join_all(&parts, state, stage_index, queue, reach, HP_FOR_PROSPECTS));
    }
    return list_parts(split, state->arena, &parts, state->data->school_count, queue->count);
}

hp_status hp_split_queue(hp_queue *part_queue, hp_arena *arena, const hp_queue *queue,
                         const hp_split *split, int32_t part) {
    int32_t first = split->begin[part];
    *part_queue = (hp_queue){.count = split->begin[part + 1] - first,
                             .band_count = queue->band_count};
    part_queue->entrants = hp_arena_alloc(arena, (size_t)part_queue->count,
                                          sizeof *part_queue->entrants);
    HP_NEED(part_queue->entrants);
    for (int32_t i = 0; i < part_queue->count; i++) {
        part_queue->entrants[i] = queue->entrants[split->entrants[first + i]];
        part_queue->participant_count += part_queue->entrants[i].participant;
    }
    return HP_OK;
}

int32_t hp_split_part_of(const hp_split *split, int32_t entrant) {
    for (int32_t p = 0; p < split->part_count; p++) {
        for (int32_t i = split->begin[p]; i < split->begin[p + 1]; i++) {
            if (split->entrants[i] == entrant) {
                return p;
            }
        }
    }
    return -1;
}
