#include "proof/shortage.h"

#include <stdlib.h>

#include "lp/seating.h"

/* Arcs are asked for so many children at a time: all at once they could fill the memory. */
enum { BATCH = 1024 };

typedef struct short_graph {
    const hp_state *state;
    const hp_seekers *seekers;
    hp_exchange *exchange;
    int32_t *sought; /* per school: INT32_MAX where no child without a seat reaches it */
    int32_t *part;   /* per school: its part, by the least school of it; -1: none */
} short_graph;

/* ---- children and schools ---- */

static hp_status list_children(hp_seekers *seekers, const hp_state *state) {
    size_t room = (size_t)hp_count_waiting_guaranteed(state);
    seekers->students = hp_arena_alloc(state->arena, room, sizeof *seekers->students);
    seekers->kind = hp_arena_alloc(state->arena, room, sizeof *seekers->kind);
    HP_NEED(seekers->students);
    HP_NEED(seekers->kind);
    for (int32_t i = 0; i < state->data->student_count; i++) {
        if (state->placements[i].standing == HP_WAITING && state->roll->guaranteed[i]) {
            seekers->students[seekers->count++] = i;
        }
    }
    return HP_OK;
}

/* The kinds of the children from `first` on, as many as a batch holds: the schools of all stages
 * from the first one on, each once. Memory of `state` is used. */
static hp_status add_batch(hp_seekers *seekers, const hp_state *state, int32_t first,
                           int first_stage, hp_reach *reach) {
    hp_queue queue = {.count = seekers->count - first < BATCH ? seekers->count - first : BATCH};
    hp_arcs arcs;
    queue.entrants = hp_arena_alloc(state->arena, (size_t)queue.count, sizeof *queue.entrants);
    HP_NEED(queue.entrants);
    for (int32_t i = 0; i < queue.count; i++) {
        queue.entrants[i] = (hp_entrant){.student = seekers->students[first + i]};
    }
    HP_TRY(hp_arcs_of_prospects(&arcs, state, first_stage - 1, &queue, reach));
    int32_t ground = seekers->kinds.sink_count;
    int32_t *nodes = hp_arena_alloc(state->arena, (size_t)ground + 1, sizeof *nodes);
    HP_NEED(nodes);
    for (int32_t i = 0; i < queue.count; i++) {
        int32_t count = arcs.begin[i + 1] - arcs.begin[i];
        for (int32_t a = 0; a < count; a++) {
            nodes[a] = arcs.arcs[arcs.begin[i] + a].school;
        }
        nodes[count] = ground;
        HP_TRY(hp_kinds_add(&seekers->kind[first + i], &seekers->kinds, nodes, count + 1, 0));
    }
    return HP_OK;
}

hp_status hp_seekers_guaranteed(hp_seekers *seekers, const hp_state *state, int first_stage,
                                hp_reach *reach, const int32_t *free_seats) {
    *seekers = (hp_seekers){0};
    HP_TRY(list_children(seekers, state));
    hp_status status = hp_kinds_new(&seekers->kinds, state->data->school_count, 1);
    for (int32_t e = 0; e < seekers->count && status == HP_OK; e += BATCH) {
        hp_arena scratch = {0};
        hp_state batch = *state;
        batch.arena = &scratch;
        batch.free_seats = (int32_t *)(uintptr_t)free_seats; /* read alone */
        status = add_batch(seekers, &batch, e, first_stage, reach);
        hp_arena_free(&scratch);
    }
    return status;
}

void hp_seekers_free(hp_seekers *seekers) {
    hp_kinds_free(&seekers->kinds);
}

/* As many children as possible with a seat; the proof tells which schools are sought. */
static hp_status match(short_graph *graph, const char **why) {
    const hp_state *state = graph->state;
    const hp_seekers *seekers = graph->seekers;
    HP_TRY(hp_exchange_new(&graph->exchange, &seekers->kinds, seekers->kind, seekers->count,
                           state->free_seats));
    HP_TRY(hp_seating_fill(graph->exchange, state->arena, &seekers->kinds, seekers->count,
                           state->free_seats));
    return hp_seating_prove(graph->sought, why, state->arena, &seekers->kinds, graph->exchange,
                            seekers->count, state->free_seats);
}

/* ---- parts ---- */

/* The schools of a kind and how many they are. */
static const int32_t *schools_of(int32_t *count, const short_graph *graph, int32_t kind) {
    *count = hp_kind_size(&graph->seekers->kinds, kind) - 1;
    return hp_kind_nodes(&graph->seekers->kinds, kind);
}

/* True when the kind has schools and all of them are short. */
static bool is_short(const short_graph *graph, int32_t kind) {
    int32_t count = 0;
    const int32_t *schools = schools_of(&count, graph, kind);
    for (int32_t i = 0; i < count; i++) {
        if (graph->sought[schools[i]] == INT32_MAX) {
            return false;
        }
    }
    return count > 0;
}

static int32_t least_of_part(int32_t *part, int32_t school) {
    while (part[school] != school) {
        part[school] = part[part[school]];
        school = part[school];
    }
    return school;
}

/* Schools that children of a short kind join belong to one part, named by its least school. */
static void join_parts(short_graph *graph) {
    int32_t *part = graph->part;
    for (int32_t s = 0; s < graph->seekers->kinds.sink_count; s++) {
        part[s] = s;
    }
    for (int32_t kind = 0; kind < graph->seekers->kinds.count; kind++) {
        int32_t count = 0;
        const int32_t *schools = schools_of(&count, graph, kind);
        bool joins = is_short(graph, kind);
        for (int32_t i = 1; i < count && joins; i++) {
            int32_t a = least_of_part(part, schools[0]);
            int32_t b = least_of_part(part, schools[i]);
            part[a > b ? a : b] = a > b ? b : a;
        }
    }
    for (int32_t s = 0; s < graph->seekers->kinds.sink_count; s++) {
        part[s] = least_of_part(part, s);
    }
    for (int32_t s = 0; s < graph->seekers->kinds.sink_count; s++) {
        part[s] = graph->sought[s] == INT32_MAX ? -1 : part[s];
    }
}

/* The part of a child: a school's index, or past the schools one for each deciding area; -1. */
static int32_t part_of_child(const short_graph *graph, int32_t child, const bool *short_kind) {
    int32_t kind = graph->seekers->kind[child];
    int32_t count = 0;
    const int32_t *schools = schools_of(&count, graph, kind);
    if (count == 0) {
        return graph->seekers->kinds.sink_count +
               graph->state->roll->address[graph->seekers->students[child]];
    }
    return short_kind[kind] ? graph->part[schools[0]] : -1;
}

/* ---- lists ---- */

static int compare_indices(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

/* The deciding areas of a part's children, each once. */
static hp_status list_areas(hp_shortage_part *part, const hp_state *state) {
    part->areas = hp_arena_alloc(state->arena, (size_t)part->student_count, sizeof *part->areas);
    HP_NEED(part->areas);
    for (int32_t i = 0; i < part->student_count; i++) {
        part->areas[i] = state->roll->address[part->students[i]];
    }
    qsort(part->areas, (size_t)part->student_count, sizeof *part->areas, compare_indices);
    for (int32_t i = 0; i < part->student_count; i++) {
        if (i == 0 || part->areas[i] != part->areas[part->area_count - 1]) {
            part->areas[part->area_count++] = part->areas[i];
        }
    }
    return HP_OK;
}

/* The first `count` places of a shared array that are not handed out yet. */
static int32_t *hand_out(int32_t **room, int32_t count) {
    int32_t *begin = *room;
    *room += count;
    return begin;
}

/* Fills the schools and children of the parts; `number[name]` is the place of a part that has
 * children, -1 for no part. Both lists come out ascending. */
static hp_status fill_parts(hp_shortage *shortage, const short_graph *graph, const int32_t *number,
                            const int32_t *part_of) {
    hp_arena *arena = graph->state->arena;
    int32_t *schools = hp_arena_alloc(arena, (size_t)graph->seekers->kinds.sink_count,
                                      sizeof *schools);
    int32_t *students = hp_arena_alloc(arena, (size_t)graph->seekers->count, sizeof *students);
    HP_NEED(schools);
    HP_NEED(students);
    for (int32_t p = 0; p < shortage->part_count; p++) {
        hp_shortage_part *part = &shortage->parts[p];
        part->schools = hand_out(&schools, part->school_count);
        part->students = hand_out(&students, part->student_count);
        part->school_count = 0;
        part->student_count = 0;
    }
    for (int32_t s = 0; s < graph->seekers->kinds.sink_count; s++) {
        if (graph->part[s] >= 0 && number[graph->part[s]] >= 0) {
            hp_shortage_part *part = &shortage->parts[number[graph->part[s]]];
            part->schools[part->school_count++] = s;
            part->seats += graph->state->free_seats[s];
        }
    }
    for (int32_t child = 0; child < graph->seekers->count; child++) {
        if (part_of[child] >= 0) {
            hp_shortage_part *part = &shortage->parts[number[part_of[child]]];
            part->students[part->student_count++] = graph->seekers->students[child];
        }
    }
    for (int32_t p = 0; p < shortage->part_count; p++) {
        HP_TRY(list_areas(&shortage->parts[p], graph->state));
    }
    return HP_OK;
}

/* The part of every child. */
static hp_status name_parts(int32_t **part_of, const short_graph *graph) {
    hp_arena *arena = graph->state->arena;
    bool *short_kind = hp_arena_alloc(arena, (size_t)graph->seekers->kinds.count,
                                      sizeof *short_kind);
    *part_of = hp_arena_alloc(arena, (size_t)graph->seekers->count, sizeof **part_of);
    HP_NEED(short_kind);
    HP_NEED(*part_of);
    for (int32_t kind = 0; kind < graph->seekers->kinds.count; kind++) {
        short_kind[kind] = is_short(graph, kind);
    }
    for (int32_t child = 0; child < graph->seekers->count; child++) {
        (*part_of)[child] = part_of_child(graph, child, short_kind);
    }
    return HP_OK;
}

/* Parts that have children, by name, with the sizes of their lists. */
static hp_status collect_all(hp_shortage *shortage, const short_graph *graph) {
    hp_arena *arena = graph->state->arena;
    int32_t names = graph->seekers->kinds.sink_count + graph->state->data->area_count;
    int32_t *number = hp_arena_alloc(arena, (size_t)names, sizeof *number);
    int32_t *part_of = NULL;
    HP_NEED(number);
    HP_TRY(name_parts(&part_of, graph));
    for (int32_t child = 0; child < graph->seekers->count; child++) {
        if (part_of[child] >= 0) {
            shortage->part_count += number[part_of[child]]++ == 0;
        }
    }
    shortage->parts = hp_arena_alloc(arena, (size_t)shortage->part_count, sizeof *shortage->parts);
    HP_NEED(shortage->parts);
    int32_t p = 0;
    for (int32_t name = 0; name < names; name++) {
        int32_t children = number[name];
        number[name] = children > 0 ? p : -1;
        if (children > 0) {
            shortage->parts[p++].student_count = children;
        }
    }
    for (int32_t s = 0; s < graph->seekers->kinds.sink_count; s++) {
        if (graph->part[s] >= 0 && number[graph->part[s]] >= 0) {
            shortage->parts[number[graph->part[s]]].school_count++;
        }
    }
    return fill_parts(shortage, graph, number, part_of);
}

static hp_status find(hp_shortage *shortage, short_graph *graph, const char **why) {
    HP_TRY(match(graph, why));
    join_parts(graph);
    return collect_all(shortage, graph);
}

hp_status hp_shortage_of(hp_shortage *shortage, const char **why, const hp_state *state,
                         const hp_seekers *seekers) {
    size_t schools = (size_t)state->data->school_count;
    short_graph graph = {.state = state,
                         .seekers = seekers,
                         .sought = hp_arena_alloc(state->arena, schools, sizeof(int32_t)),
                         .part = hp_arena_alloc(state->arena, schools, sizeof(int32_t))};
    *shortage = (hp_shortage){0};
    HP_NEED(graph.sought);
    HP_NEED(graph.part);
    hp_status status = find(shortage, &graph, why);
    hp_exchange_free(graph.exchange);
    return status;
}

hp_status hp_shortage_find(hp_shortage *shortage, const char **why, const hp_state *state,
                           int first_stage, hp_reach *reach) {
    hp_seekers seekers;
    hp_status status = hp_seekers_guaranteed(&seekers, state, first_stage, reach,
                                             state->free_seats);
    if (status == HP_OK) {
        status = hp_shortage_of(shortage, why, state, &seekers);
    }
    hp_seekers_free(&seekers);
    return status;
}
