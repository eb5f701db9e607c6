#include "lp/levels.h"

#include <string.h>

#include "lp/simplex.h"

typedef struct optimal_face {
    const hp_program *program;
    hp_simplex *simplex;
    bool *alive;    /* per arc: still on the optimal face */
    bool *equation; /* per sink: full on the whole face */
    int32_t *flow;  /* a point of the face */
    int64_t *cost;  /* per arc: the objective under way */
    int64_t *row_price;
    int64_t *sink_price;
    int32_t *load;
    hp_effort *effort;
    const char **why;
} optimal_face;

/* ---- levels ---- */

/* The least cost on a term over the row's arcs that are on the face. */
static int32_t least_cost(const optimal_face *face, int32_t row, int32_t term) {
    const hp_program *program = face->program;
    int32_t least = INT32_MAX;
    for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
        int32_t cost = hp_arc_cost(program, row, arc)[term];
        least = face->alive[arc] && cost < least ? cost : least;
    }
    return least;
}

/* True when the flow gives every row its least cost on each of the levels: no point is better. */
static bool at_bound(const optimal_face *face, int32_t first, int32_t end) {
    const hp_program *program = face->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t t = program->term_begin[row]; t < program->term_begin[row + 1]; t++) {
            if (program->term_level[t] < first || program->term_level[t] >= end) {
                continue;
            }
            int32_t term = t - program->term_begin[row];
            int32_t least = least_cost(face, row, term);
            for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
                if (face->flow[arc] > 0 && hp_arc_cost(program, row, arc)[term] > least) {
                    return false;
                }
            }
        }
    }
    return true;
}

static void drop(optimal_face *face, int32_t arc) {
    if (face->alive[arc]) {
        face->alive[arc] = false;
        hp_simplex_drop(face->simplex, arc);
    }
}

/* Keeps, of every row, the arcs of least cost on the levels. Precondition: at_bound. */
static void keep_bound(optimal_face *face, int32_t first, int32_t end) {
    const hp_program *program = face->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t t = program->term_begin[row]; t < program->term_begin[row + 1]; t++) {
            if (program->term_level[t] < first || program->term_level[t] >= end) {
                continue;
            }
            int32_t term = t - program->term_begin[row];
            int32_t least = least_cost(face, row, term);
            for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
                if (hp_arc_cost(program, row, arc)[term] > least) {
                    drop(face, arc);
                }
            }
        }
    }
}

/* Minimises the sum of the levels over the face. */
static hp_status minimise(optimal_face *face, int32_t first, int32_t end) {
    const hp_program *program = face->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t terms = program->term_begin[row + 1] - program->term_begin[row];
        const int32_t *levels = program->term_level + program->term_begin[row];
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            const int32_t *cost = hp_arc_cost(program, row, arc);
            face->cost[arc] = 0;
            for (int32_t t = 0; t < terms; t++) {
                face->cost[arc] += levels[t] >= first && levels[t] < end ? cost[t] : 0;
            }
        }
    }
    face->effort->solves++;
    return hp_simplex_minimise(face->flow, face->row_price, face->sink_price, face->why,
                               face->simplex, face->cost);
}

static hp_status unproven(const optimal_face *face, const char *why) {
    *face->why = why;
    return HP_UNPROVEN;
}

/* Checks the minimum in whole numbers and shrinks the face by its prices: arcs of positive reduced
 * cost go, a sink with a price must be full. */
static hp_status keep_priced(optimal_face *face) {
    const hp_program *program = face->program;
    hp_program_load(face->load, program, face->flow);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        bool is_full = face->load[sink] == program->capacity[sink];
        if (face->load[sink] > program->capacity[sink] || (face->equation[sink] && !is_full)) {
            return unproven(face, "a sink holds another number than it must");
        }
        if (!face->equation[sink] &&
            (face->sink_price[sink] > 0 || (face->sink_price[sink] < 0 && !is_full))) {
            return unproven(face, "a price does not fit its sink");
        }
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t units = 0;
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            int32_t sink = program->arc_sink[arc];
            int64_t reduced = face->cost[arc] - face->row_price[row] -
                              (sink == HP_GROUND ? 0 : face->sink_price[sink]);
            units += face->flow[arc];
            if (face->flow[arc] < 0 || (face->flow[arc] > 0 && !face->alive[arc])) {
                return unproven(face, "an arc holds a number that it must not");
            }
            if (face->alive[arc] && (reduced < 0 || (reduced > 0 && face->flow[arc] > 0))) {
                return unproven(face, "a reduced cost does not fit its arc");
            }
            if (reduced > 0) {
                drop(face, arc);
            }
        }
        if (units != program->supply[row]) {
            return unproven(face, "a row holds another number than its supply");
        }
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        if (face->sink_price[sink] < 0 && !face->equation[sink]) {
            face->equation[sink] = true;
            hp_simplex_fill(face->simplex, sink);
        }
    }
    return HP_OK;
}

/* Settles levels first … end − 1 of one run: at once where each reaches its bound, else by halves.
 * A run of bands so costs few programs, and only the contested bands are solved one by one. */
static hp_status settle(optimal_face *face, int32_t first, int32_t end) {
    if (at_bound(face, first, end)) {
        keep_bound(face, first, end);
        return HP_OK;
    }
    HP_TRY(minimise(face, first, end));
    if (end - first == 1) {
        return keep_priced(face);
    }
    if (at_bound(face, first, end)) {
        keep_bound(face, first, end);
        return HP_OK;
    }
    int32_t middle = first + (end - first) / 2;
    HP_TRY(settle(face, first, middle));
    return settle(face, middle, end);
}

static hp_status settle_all(optimal_face *face) {
    const hp_program *program = face->program;
    int32_t first = 0;
    while (first < program->level_count) {
        int32_t end = first + 1;
        while (end < program->level_count && program->level_run[end] == program->level_run[first]) {
            end++;
        }
        HP_TRY(settle(face, first, end));
        first = end;
    }
    return HP_OK;
}

hp_status hp_levels_settle(int32_t *flow, hp_effort *effort, const char **why, hp_arena *arena,
                           const hp_program *program, const bool *full) {
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    size_t sinks = (size_t)program->sink_count;
    optimal_face face = {
        .program = program,
        .alive = hp_arena_alloc(arena, arcs, sizeof(bool)),
        .equation = hp_arena_alloc(arena, sinks, sizeof(bool)),
        .flow = flow,
        .cost = hp_arena_alloc(arena, arcs, sizeof(int64_t)),
        .row_price = hp_arena_alloc(arena, (size_t)program->row_count, sizeof(int64_t)),
        .sink_price = hp_arena_alloc(arena, sinks, sizeof(int64_t)),
        .load = hp_arena_alloc(arena, sinks, sizeof(int32_t)),
        .effort = effort,
        .why = why};
    HP_NEED(face.alive);
    HP_NEED(face.equation);
    HP_NEED(face.cost);
    HP_NEED(face.row_price);
    HP_NEED(face.sink_price);
    HP_NEED(face.load);
    memset(face.alive, true, arcs * sizeof *face.alive);
    if (program->row_count == 0) {
        return HP_OK;
    }
    hp_status status = hp_simplex_new(&face.simplex, program, flow, full);
    if (status == HP_OK) {
        status = settle_all(&face);
    }
    hp_simplex_free(face.simplex);
    return status;
}
