#include "lp/solve.h"

#include <string.h>

#include "lp/levels.h"
#include "lp/sift.h"

/* The best arc of the row that leads to a seat; the ground is always one. */
static int32_t best_open_arc(const hp_program *program, int32_t row, const int32_t *open) {
    int32_t best = program->arc_begin[row + 1] - 1;
    for (int32_t arc = program->arc_begin[row]; arc + 1 < program->arc_begin[row + 1]; arc++) {
        if (open[program->arc_sink[arc]] > 0 && hp_program_compare(program, row, arc, best) < 0) {
            best = arc;
        }
    }
    return best;
}

/* Row after row takes its best arcs: the flow is a forest, rooted in the sinks not marked full. */
static void greedy_start(int32_t *flow, bool *full, int32_t *open, const hp_program *program) {
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        open[sink] = program->capacity[sink];
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t left = program->supply[row];
        while (left > 0) {
            int32_t arc = best_open_arc(program, row, open);
            int32_t sink = program->arc_sink[arc];
            int32_t units = sink == HP_GROUND || open[sink] >= left ? left : open[sink];
            flow[arc] += units;
            left -= units;
            if (sink != HP_GROUND) {
                open[sink] -= units;
                full[sink] = full[sink] || left > 0;
            }
        }
    }
}

/* Every row and arc to the simplex method, level by level. */
static hp_status solve_whole(hp_prices *prices, int32_t *flow, hp_effort *effort, const char **why,
                             hp_arena *arena, const hp_program *program) {
    size_t sinks = (size_t)program->sink_count;
    int32_t *open = hp_arena_alloc(arena, sinks, sizeof *open);
    bool *full = hp_arena_alloc(arena, sinks, sizeof *full);
    HP_NEED(open);
    HP_NEED(full);
    greedy_start(flow, full, open, program);
    HP_TRY(hp_levels_settle(flow, effort, why, arena, program, full));
    return hp_prices_compute(prices, why, arena, program, flow);
}

hp_status hp_lp_solve_from(hp_prices *prices, int32_t *flow, hp_effort *effort, const char **why,
                           hp_arena *arena, const hp_program *program, hp_lp_path path,
                           const hp_lex *start) {
    memset(flow, 0, (size_t)program->arc_begin[program->row_count] * sizeof *flow);
    return path == HP_LP_WHOLE ? solve_whole(prices, flow, effort, why, arena, program)
                               : hp_sift(prices, flow, effort, why, arena, program, start);
}

hp_status hp_lp_solve(hp_prices *prices, int32_t *flow, hp_effort *effort, const char **why,
                      hp_arena *arena, const hp_program *program, hp_lp_path path) {
    return hp_lp_solve_from(prices, flow, effort, why, arena, program, path, NULL);
}
