#include "small.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* The arcs of a row into `program`: each sink with a chance of two in three, then the ground. */
static void add_arcs(hp_program *program, int32_t row, uint64_t *generator) {
    int32_t arc = program->arc_begin[row];
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        if (unit_below(generator, 3) > 0) {
            program->arc_sink[arc++] = sink;
        }
    }
    program->arc_sink[arc++] = HP_GROUND;
    program->arc_begin[row + 1] = arc;
}

/* The levels that concern a row, and its costs from -2 to 3. */
static void add_costs(hp_program *program, int32_t row, uint64_t *generator) {
    int32_t term = program->term_begin[row];
    for (int32_t level = 0; level < program->level_count; level++) {
        if (unit_below(generator, 3) > 0) {
            program->term_level[term++] = level;
        }
    }
    program->term_begin[row + 1] = term;
    int32_t arcs = program->arc_begin[row + 1] - program->arc_begin[row];
    int32_t costs = arcs * (term - program->term_begin[row]);
    int64_t begin = program->cost_begin[row];
    for (int32_t i = 0; i < costs; i++) {
        program->cost[begin + i] = (int32_t)unit_below(generator, 6) - 2;
    }
    program->cost_begin[row + 1] = begin + costs;
}

hp_program small_program(hp_arena *arena, uint64_t *generator) {
    hp_program program = {0};
    int32_t rows = 1 + (int32_t)unit_below(generator, SMALL_ROWS);
    int32_t sinks = 1 + (int32_t)unit_below(generator, SMALL_SINKS);
    int32_t levels = 1 + (int32_t)unit_below(generator, SMALL_LEVELS);
    if (hp_program_new(&program, arena, rows, sinks, levels, SMALL_ARCS, SMALL_ROWS * SMALL_LEVELS,
                       SMALL_ARCS * SMALL_LEVELS) != HP_OK) {
        abort();
    }
    for (int32_t sink = 0; sink < sinks; sink++) {
        program.capacity[sink] = 1 + (int32_t)unit_below(generator, 3);
    }
    for (int32_t level = 1; level < levels; level++) {
        program.level_run[level] = program.level_run[level - 1] + (int32_t)unit_below(generator, 2);
    }
    int32_t spare = SMALL_UNITS - rows;
    for (int32_t row = 0; row < rows; row++) {
        int32_t more = (int32_t)unit_below(generator, (uint32_t)(spare < 2 ? spare : 2) + 1);
        program.supply[row] = 1 + more;
        spare -= more;
        add_arcs(&program, row, generator);
        add_costs(&program, row, generator);
    }
    if (hp_program_sort(&program) != HP_OK) {
        abort();
    }
    return program;
}

typedef struct walk {
    const hp_program *program;
    int32_t flow[SMALL_ARCS];
    int32_t room[SMALL_SINKS];
    small_on_flow on_flow;
    void *context;
} walk;

/* Hands `left` units of the row out to its arcs from `arc` on, then goes on to the next row. */
static void hand_out(walk *state, int32_t row, int32_t arc, int32_t left) {
    const hp_program *program = state->program;
    if (row == program->row_count) {
        state->on_flow(state->context, state->flow);
        return;
    }
    int32_t sink = program->arc_sink[arc];
    if (sink == HP_GROUND) {
        state->flow[arc] = left;
        int32_t next = row + 1;
        hand_out(state, next, program->arc_begin[next],
                 next < program->row_count ? program->supply[next] : 0);
        return;
    }
    for (int32_t units = 0; units <= left && units <= state->room[sink]; units++) {
        state->flow[arc] = units;
        state->room[sink] -= units;
        hand_out(state, row, arc + 1, left - units);
        state->room[sink] += units;
    }
}

void small_each_flow(const hp_program *program, small_on_flow on_flow, void *context) {
    walk state = {.program = program, .on_flow = on_flow, .context = context};
    memcpy(state.room, program->capacity, (size_t)program->sink_count * sizeof(int32_t));
    hand_out(&state, 0, 0, program->supply[0]);
}

void small_values(int64_t values[SMALL_LEVELS], const hp_program *program, const int32_t *flow) {
    memset(values, 0, SMALL_LEVELS * sizeof *values);
    for (int32_t row = 0; row < program->row_count; row++) {
        const int32_t *cost = program->cost + program->cost_begin[row];
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            for (int32_t term = program->term_begin[row]; term < program->term_begin[row + 1];
                 term++) {
                values[program->term_level[term]] += (int64_t)*cost++ * flow[arc];
            }
        }
    }
}

int small_compare(const int64_t *a, const int64_t *b, int32_t level_count) {
    for (int32_t level = 0; level < level_count; level++) {
        if (a[level] != b[level]) {
            return a[level] < b[level] ? -1 : 1;
        }
    }
    return 0;
}

typedef struct search {
    const hp_program *program;
    const int32_t *least;
    int64_t *best;
    bool found;
} search;

static void keep_better(void *context, const int32_t *flow) {
    search *state = context;
    const hp_program *program = state->program;
    int64_t values[SMALL_LEVELS];
    for (int32_t arc = 0; state->least != NULL && arc < program->arc_begin[program->row_count];
         arc++) {
        if (flow[arc] < state->least[arc]) {
            return;
        }
    }
    small_values(values, program, flow);
    if (!state->found || small_compare(values, state->best, program->level_count) < 0) {
        memcpy(state->best, values, sizeof values);
        state->found = true;
    }
}

bool small_optimum(int64_t values[SMALL_LEVELS], const hp_program *program, const int32_t *least) {
    search state = {.program = program, .least = least, .best = values};
    small_each_flow(program, keep_better, &state);
    return state.found;
}

bool small_same(hp_lex lex, const int64_t *dense, int32_t level_count) {
    int32_t at = 0;
    for (int32_t level = 0; level < level_count; level++) {
        if (at < lex.count && lex.level[at] == level) {
            if (lex.value[at] == 0 || lex.value[at] != dense[level]) {
                return false;
            }
            at++;
        } else if (dense[level] != 0) {
            return false;
        }
    }
    return at == lex.count;
}
