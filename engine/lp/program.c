#include "lp/program.h"

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
