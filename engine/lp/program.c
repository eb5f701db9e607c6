#include "lp/program.h"

#include <stdlib.h>
#include <string.h>

hp_status hp_program_new(hp_program *program, hp_arena *arena, int32_t row_count,
                         int32_t sink_count, int32_t level_count, int64_t arc_count,
                         int64_t term_count, int64_t cost_count) {
    size_t rows = (size_t)row_count;
    *program = (hp_program){
        .row_count = row_count,
        .sink_count = sink_count,
        .level_count = level_count,
        .supply = hp_arena_alloc(arena, rows, sizeof(int32_t)),
        .arc_begin = hp_arena_alloc(arena, rows + 1, sizeof(int32_t)),
        .arc_sink = hp_arena_alloc(arena, (size_t)arc_count, sizeof(int32_t)),
        .term_begin = hp_arena_alloc(arena, rows + 1, sizeof(int32_t)),
        .term_level = hp_arena_alloc(arena, (size_t)term_count, sizeof(int32_t)),
        .cost_begin = hp_arena_alloc(arena, rows + 1, sizeof(int64_t)),
        .cost = hp_arena_alloc(arena, (size_t)cost_count, sizeof(int32_t)),
        .capacity = hp_arena_alloc(arena, (size_t)sink_count, sizeof(int32_t)),
        .level_run = hp_arena_alloc(arena, (size_t)level_count, sizeof(int32_t)),
    };
    HP_NEED(program->supply);
    HP_NEED(program->arc_begin);
    HP_NEED(program->arc_sink);
    HP_NEED(program->term_begin);
    HP_NEED(program->term_level);
    HP_NEED(program->cost_begin);
    HP_NEED(program->cost);
    HP_NEED(program->capacity);
    HP_NEED(program->level_run);
    return HP_OK;
}

int hp_program_compare(const hp_program *program, int32_t row, int32_t a, int32_t b) {
    const int32_t *first = hp_arc_cost(program, row, a);
    const int32_t *second = hp_arc_cost(program, row, b);
    int32_t terms = program->term_begin[row + 1] - program->term_begin[row];
    for (int32_t t = 0; t < terms; t++) {
        if (first[t] != second[t]) {
            return first[t] < second[t] ? -1 : 1;
        }
    }
    return 0;
}

hp_lex hp_program_change(int64_t *value, const hp_program *program, int32_t row, int32_t a,
                         int32_t b) {
    int32_t first = program->term_begin[row];
    int32_t terms = program->term_begin[row + 1] - first;
    const int32_t *old_cost = hp_arc_cost(program, row, a);
    const int32_t *new_cost = hp_arc_cost(program, row, b);
    for (int32_t t = 0; t < terms; t++) {
        value[t] = (int64_t)new_cost[t] - old_cost[t];
    }
    return (hp_lex){.count = terms, .level = program->term_level + first, .value = value};
}

/* Moves the last of the arcs first … last to its place among the others, which are in order. */
static void insert_arc(hp_program *program, int32_t row, int32_t first, int32_t last,
                       int32_t *cost) {
    size_t terms = (size_t)(program->term_begin[row + 1] - program->term_begin[row]);
    int32_t sink = program->arc_sink[last];
    int32_t at = last;
    while (at > first) {
        int order = hp_program_compare(program, row, at - 1, last);
        if (order < 0 || (order == 0 && program->arc_sink[at - 1] < sink)) {
            break;
        }
        at--;
    }
    if (at == last) {
        return;
    }
    size_t moved = (size_t)(last - at);
    int32_t *room = program->cost + program->cost_begin[row] +
                    (int64_t)(at - program->arc_begin[row]) * (int64_t)terms;
    memcpy(cost, room + moved * terms, terms * sizeof *cost);
    memmove(room + terms, room, moved * terms * sizeof *cost);
    memcpy(room, cost, terms * sizeof *cost);
    memmove(program->arc_sink + at + 1, program->arc_sink + at, moved * sizeof(int32_t));
    program->arc_sink[at] = sink;
}

hp_status hp_program_sort(hp_program *program) {
    int32_t *cost = malloc(((size_t)program->level_count + 1) * sizeof *cost);
    HP_NEED(cost);
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t first = program->arc_begin[row];
        for (int32_t arc = first + 1; arc + 1 < program->arc_begin[row + 1]; arc++) {
            insert_arc(program, row, first, arc, cost);
        }
    }
    free(cost);
    return HP_OK;
}

void hp_program_values(int64_t *values, const hp_program *program, const int32_t *flow) {
    memset(values, 0, (size_t)program->level_count * sizeof *values);
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t first = program->term_begin[row];
        int32_t terms = program->term_begin[row + 1] - first;
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            const int32_t *cost = hp_arc_cost(program, row, arc);
            for (int32_t t = 0; t < terms && flow[arc] > 0; t++) {
                values[program->term_level[first + t]] += (int64_t)cost[t] * flow[arc];
            }
        }
    }
}

void hp_program_load(int32_t *load, const hp_program *program, const int32_t *flow) {
    memset(load, 0, (size_t)program->sink_count * sizeof *load);
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        if (program->arc_sink[arc] != HP_GROUND) {
            load[program->arc_sink[arc]] += flow[arc];
        }
    }
}
