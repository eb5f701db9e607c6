#define _GNU_SOURCE /* qsort_r */
#include "proof/shortage.h"

#include <stdlib.h>

#include "lp/prices.h"

typedef struct short_graph {
    const hp_state *state;
    hp_queue queue;  /* every guaranteed child that waits */
    hp_arcs arcs;    /* by school */
    int32_t *row;    /* per child: its row; like children share one */
    int32_t *member; /* per row: one child of it */
    hp_program program;
    int32_t *flow;
    bool *reached; /* per school */
    int32_t *part; /* per school: its part, by the least school of it; -1: none */
} short_graph;

static int compare_by_school(const void *left, const void *right) {
    const hp_arc *a = left;
    const hp_arc *b = right;
    return (a->school > b->school) - (a->school < b->school);
}

/* All guaranteed children who wait, and their schools, each once. */
static hp_status gather(short_graph *graph, int first_stage, hp_reach *reach) {
    const hp_state *state = graph->state;
    graph->queue.entrants = hp_arena_alloc(state->arena, (size_t)state->data->student_count + 1,
                                           sizeof *graph->queue.entrants);
    HP_NEED(graph->queue.entrants);
    for (int32_t i = 0; i < state->data->student_count; i++) {
        if (state->placements[i].standing == HP_WAITING && state->roll->guaranteed[i]) {
            graph->queue.entrants[graph->queue.count++] = (hp_entrant){.student = i};
        }
    }
    HP_TRY(hp_arcs_of_prospects(&graph->arcs, state, first_stage - 1, &graph->queue, reach));
    for (int32_t e = 0; e < graph->queue.count; e++) {
        int32_t first = graph->arcs.begin[e];
        qsort(graph->arcs.arcs + first, (size_t)(graph->arcs.begin[e + 1] - first), sizeof(hp_arc),
              compare_by_school);
    }
    return HP_OK;
}

/* 0: the children reach the same schools. */
static int compare_reach(const short_graph *graph, int32_t a, int32_t b) {
    const int32_t *begin = graph->arcs.begin;
    int32_t count = begin[a + 1] - begin[a];
    int32_t other = begin[b + 1] - begin[b];
    if (count != other) {
        return count < other ? -1 : 1;
    }
    for (int32_t i = 0; i < count; i++) {
        int order = compare_by_school(&graph->arcs.arcs[begin[a] + i],
                                      &graph->arcs.arcs[begin[b] + i]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int compare_children(const void *left, const void *right, void *context) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    int order = compare_reach(context, a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

static hp_status group(int32_t *row_count, short_graph *graph) {
    hp_arena *arena = graph->state->arena;
    size_t count = (size_t)graph->queue.count;
    int32_t *order = hp_arena_alloc(arena, count + 1, sizeof *order);
    graph->row = hp_arena_alloc(arena, count + 1, sizeof *graph->row);
    graph->member = hp_arena_alloc(arena, count + 1, sizeof *graph->member);
    HP_NEED(order);
    HP_NEED(graph->row);
    HP_NEED(graph->member);
    for (int32_t e = 0; e < graph->queue.count; e++) {
        order[e] = e;
    }
    qsort_r(order, count, sizeof *order, compare_children, graph);
    *row_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_reach(graph, order[i - 1], order[i]) != 0) {
            graph->member[(*row_count)++] = order[i];
        }
        graph->row[order[i]] = *row_count - 1;
    }
    return HP_OK;
}

/* One level: as many children as possible with a seat. */
static hp_status match(short_graph *graph, const char **why) {
    const hp_state *state = graph->state;
    const int32_t *begin = graph->arcs.begin;
    int32_t rows = 0;
    int64_t arc_count = 0;
    HP_TRY(group(&rows, graph));
    for (int32_t row = 0; row < rows; row++) {
        arc_count += begin[graph->member[row] + 1] - begin[graph->member[row]] + 1;
    }
    hp_program *program = &graph->program;
    HP_TRY(hp_program_new(program, state->arena, rows, state->data->school_count, 1, arc_count,
                          rows, arc_count));
    int32_t arc = 0;
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t i = begin[graph->member[row]]; i < begin[graph->member[row] + 1]; i++) {
            program->cost[arc] = -1;
            program->arc_sink[arc++] = graph->arcs.arcs[i].school;
        }
        program->arc_sink[arc++] = HP_GROUND;
        program->arc_begin[row + 1] = arc;
        program->cost_begin[row + 1] = arc;
        program->term_begin[row + 1] = row + 1;
    }
    for (int32_t e = 0; e < graph->queue.count; e++) {
        program->supply[graph->row[e]]++;
    }
    for (int32_t s = 0; s < program->sink_count; s++) {
        program->capacity[s] = state->free_seats[s];
    }
    graph->flow = hp_arena_alloc(state->arena, (size_t)arc, sizeof *graph->flow);
    HP_NEED(graph->flow);
    hp_effort effort = {0};
    hp_prices prices;
    HP_TRY(hp_program_sort(program));
    return hp_lp_solve(&prices, graph->flow, &effort, why, state->arena, program, state->path);
}

/* Marks the row's schools; true when one was new. */
static bool spread(short_graph *graph, int32_t row) {
    const hp_program *program = &graph->program;
    bool grew = false;
    for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1]; arc++) {
        grew = grew || !graph->reached[program->arc_sink[arc]];
        graph->reached[program->arc_sink[arc]] = true;
    }
    return grew;
}

/* Alternating paths: from a row with children on the ground to its schools, from a reached school
 * to the rows with children there, and on. */
static void reach_schools(short_graph *graph) {
    const hp_program *program = &graph->program;
    bool grew = true;
    while (grew) {
        grew = false;
        for (int32_t row = 0; row < program->row_count; row++) {
            bool moves = graph->flow[program->arc_begin[row + 1] - 1] > 0;
            for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1];
                 arc++) {
                moves = moves || (graph->flow[arc] > 0 && graph->reached[program->arc_sink[arc]]);
            }
            if (moves) {
                grew = spread(graph, row) || grew;
            }
        }
    }
}

/* True when the row has schools and all of them are short. */
static bool is_short(const short_graph *graph, int32_t row) {
    const hp_program *program = &graph->program;
    int32_t end = program->arc_begin[row + 1] - 1;
    for (int32_t arc = program->arc_begin[row]; arc < end; arc++) {
        if (!graph->reached[program->arc_sink[arc]]) {
            return false;
        }
    }
    return program->arc_begin[row] < end;
}

/* Schools that a short row joins belong to one part, named by its least school. */
static void join_parts(short_graph *graph) {
    const hp_program *program = &graph->program;
    bool changed = true;
    for (int32_t s = 0; s < program->sink_count; s++) {
        graph->part[s] = graph->reached[s] ? s : -1;
    }
    while (changed) {
        changed = false;
        for (int32_t row = 0; row < program->row_count; row++) {
            if (!is_short(graph, row)) {
                continue;
            }
            int32_t least = INT32_MAX;
            for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1];
                 arc++) {
                int32_t part = graph->part[program->arc_sink[arc]];
                least = part < least ? part : least;
            }
            for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1];
                 arc++) {
                changed = changed || graph->part[program->arc_sink[arc]] != least;
                graph->part[program->arc_sink[arc]] = least;
            }
        }
    }
}

/* The part of a child: a school's index, or past the schools one for each deciding area; -1. */
static int32_t part_of_child(const short_graph *graph, int32_t e) {
    int32_t first = graph->arcs.begin[e];
    if (first == graph->arcs.begin[e + 1]) {
        return graph->program.sink_count +
               graph->state->roll->address[graph->queue.entrants[e].student];
    }
    return is_short(graph, graph->row[e]) ? graph->part[graph->arcs.arcs[first].school] : -1;
}

static hp_status new_part(hp_shortage_part **out, hp_shortage *shortage, const short_graph *graph) {
    hp_arena *arena = graph->state->arena;
    const hp_data *data = graph->state->data;
    hp_shortage_part *part = &shortage->parts[shortage->part_count++];
    part->areas = hp_arena_alloc(arena, (size_t)data->area_count, sizeof *part->areas);
    part->schools = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *part->schools);
    part->students = hp_arena_alloc(arena, (size_t)graph->queue.count + 1, sizeof *part->students);
    HP_NEED(part->areas);
    HP_NEED(part->schools);
    HP_NEED(part->students);
    *out = part;
    return HP_OK;
}

/* Collects one part: its schools, children and their deciding areas. */
static hp_status collect(hp_shortage *shortage, const short_graph *graph, int32_t name,
                         const int32_t *part_of, bool *seen) {
    const hp_data *data = graph->state->data;
    hp_shortage_part *part = NULL;
    HP_TRY(new_part(&part, shortage, graph));
    for (int32_t s = 0; s < data->school_count; s++) {
        if (graph->part[s] == name) {
            part->schools[part->school_count++] = s;
            part->seats += graph->state->free_seats[s];
        }
    }
    for (int32_t a = 0; a < data->area_count; a++) {
        seen[a] = false;
    }
    for (int32_t e = 0; e < graph->queue.count; e++) {
        if (part_of[e] == name) {
            int32_t student = graph->queue.entrants[e].student;
            part->students[part->student_count++] = student;
            seen[graph->state->roll->address[student]] = true;
        }
    }
    for (int32_t a = 0; a < data->area_count; a++) {
        if (seen[a]) {
            part->areas[part->area_count++] = a;
        }
    }
    return HP_OK;
}

static hp_status collect_all(hp_shortage *shortage, const short_graph *graph) {
    const hp_data *data = graph->state->data;
    hp_arena *arena = graph->state->arena;
    size_t names = (size_t)data->school_count + (size_t)data->area_count;
    bool *named = hp_arena_alloc(arena, names, sizeof *named);
    bool *seen = hp_arena_alloc(arena, (size_t)data->area_count, sizeof *seen);
    int32_t *part_of = hp_arena_alloc(arena, (size_t)graph->queue.count + 1, sizeof *part_of);
    HP_NEED(named);
    HP_NEED(seen);
    HP_NEED(part_of);
    size_t count = 0;
    for (int32_t e = 0; e < graph->queue.count; e++) {
        part_of[e] = part_of_child(graph, e);
        if (part_of[e] >= 0 && !named[part_of[e]]) {
            named[part_of[e]] = true;
            count++;
        }
    }
    shortage->parts = hp_arena_alloc(arena, count, sizeof *shortage->parts);
    HP_NEED(shortage->parts);
    for (size_t name = 0; name < names; name++) {
        if (named[name]) {
            HP_TRY(collect(shortage, graph, (int32_t)name, part_of, seen));
        }
    }
    return HP_OK;
}

hp_status hp_shortage_find(hp_shortage *shortage, const char **why, const hp_state *state,
                           int first_stage, hp_reach *reach) {
    size_t schools = (size_t)state->data->school_count;
    short_graph graph = {.state = state,
                         .reached = hp_arena_alloc(state->arena, schools, sizeof(bool)),
                         .part = hp_arena_alloc(state->arena, schools, sizeof(int32_t))};
    HP_NEED(graph.reached);
    HP_NEED(graph.part);
    HP_TRY(gather(&graph, first_stage, reach));
    HP_TRY(match(&graph, why));
    reach_schools(&graph);
    join_parts(&graph);
    return collect_all(shortage, &graph);
}
