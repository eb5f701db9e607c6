#include "lp/sift.h"

#include <string.h>

#include "lp/finder.h"
#include "lp/levels.h"

/* A program of some rows on the arcs in use. Units of a row on different arcs are rows of their
 * own, so that each begins on one arc and any start is a forest. */
typedef struct restriction {
    const hp_program *whole;
    const bool *in_use;
    hp_program program;
    int32_t *arc_of; /* per arc: the whole program's */
    int32_t *flow;
} restriction;

static int32_t arcs_in_use(const restriction *part, int32_t row) {
    const hp_program *whole = part->whole;
    int32_t count = 0;
    for (int32_t arc = whole->arc_begin[row]; arc < whole->arc_begin[row + 1]; arc++) {
        count += part->in_use[arc];
    }
    return count;
}

/* Adds the units of a row on an arc as a row. */
static void add_units(restriction *part, int32_t row, int32_t held, int32_t units) {
    const hp_program *whole = part->whole;
    hp_program *program = &part->program;
    int32_t at = program->row_count++;
    int32_t arc = program->arc_begin[at];
    int32_t terms = whole->term_begin[row + 1] - whole->term_begin[row];
    int32_t *cost = program->cost + program->cost_begin[at];
    for (int32_t from = whole->arc_begin[row]; from < whole->arc_begin[row + 1]; from++) {
        if (part->in_use[from]) {
            memcpy(cost, hp_arc_cost(whole, row, from), (size_t)terms * sizeof *cost);
            cost += terms;
            part->flow[arc] = from == held ? units : 0;
            part->arc_of[arc] = from;
            program->arc_sink[arc++] = whole->arc_sink[from];
        }
    }
    memcpy(program->term_level + program->term_begin[at],
           whole->term_level + whole->term_begin[row], (size_t)terms * sizeof(int32_t));
    program->supply[at] = units;
    program->arc_begin[at + 1] = arc;
    program->term_begin[at + 1] = program->term_begin[at] + terms;
    program->cost_begin[at + 1] = cost - program->cost;
}

/* The restriction to the rows with at least `least` arcs in use. All other units stay. */
static hp_status restrict_to(restriction *part, hp_arena *arena, const int32_t *flow,
                             int32_t least) {
    const hp_program *whole = part->whole;
    int64_t totals[4] = {0}; /* rows, arcs, terms, costs */
    for (int32_t row = 0; row < whole->row_count; row++) {
        int32_t arcs = arcs_in_use(part, row);
        int32_t terms = whole->term_begin[row + 1] - whole->term_begin[row];
        for (int32_t arc = whole->arc_begin[row]; arc < whole->arc_begin[row + 1]; arc++) {
            bool taken = arcs >= least && flow[arc] > 0;
            totals[0] += taken;
            totals[1] += taken ? arcs : 0;
            totals[2] += taken ? terms : 0;
            totals[3] += taken ? (int64_t)arcs * terms : 0;
        }
    }
    HP_TRY(hp_program_new(&part->program, arena, (int32_t)totals[0], whole->sink_count,
                          whole->level_count, totals[1], totals[2], totals[3]));
    part->arc_of = hp_arena_alloc(arena, (size_t)totals[1], sizeof *part->arc_of);
    part->flow = hp_arena_alloc(arena, (size_t)totals[1], sizeof *part->flow);
    HP_NEED(part->arc_of);
    HP_NEED(part->flow);
    memcpy(part->program.capacity, whole->capacity, (size_t)whole->sink_count * sizeof(int32_t));
    memcpy(part->program.level_run, whole->level_run, (size_t)whole->level_count * sizeof(int32_t));
    part->program.row_count = 0;
    for (int32_t row = 0; row < whole->row_count; row++) {
        bool taken = arcs_in_use(part, row) >= least;
        for (int32_t arc = whole->arc_begin[row]; arc < whole->arc_begin[row + 1]; arc++) {
            if (taken && flow[arc] > 0) {
                add_units(part, row, arc, flow[arc]);
            } else if (flow[arc] > 0 && whole->arc_sink[arc] != HP_GROUND) {
                part->program.capacity[whole->arc_sink[arc]] -= flow[arc];
            }
        }
    }
    return HP_OK;
}

/* Gives contested rows to the simplex method; *moved tells whether their units moved. */
static hp_status settle_contested(bool *moved, int32_t *flow, const bool *in_use, hp_effort *effort,
                                  const char **why, hp_arena *arena, const hp_program *program) {
    restriction part = {.whole = program, .in_use = in_use};
    *moved = false;
    effort->rounds++;
    HP_TRY(restrict_to(&part, arena, flow, 2));
    bool *full = hp_arena_alloc(arena, (size_t)program->sink_count, sizeof *full);
    HP_NEED(full);
    int32_t arcs = part.program.arc_begin[part.program.row_count];
    effort->contested += part.program.row_count;
    HP_TRY(hp_levels_settle(part.flow, effort, why, arena, &part.program, full));
    int32_t *settled = hp_arena_alloc(arena, (size_t)program->arc_begin[program->row_count],
                                      sizeof *settled);
    HP_NEED(settled);
    for (int32_t arc = 0; arc < arcs; arc++) {
        settled[part.arc_of[arc]] += part.flow[arc];
    }
    for (int32_t arc = 0; arc < arcs; arc++) {
        int32_t of = part.arc_of[arc];
        *moved = *moved || flow[of] != settled[of];
        flow[of] = settled[of];
    }
    return HP_OK;
}

/* The row's first arc with units. */
static int32_t used_arc(const hp_program *program, const int32_t *flow, int32_t row) {
    int32_t arc = program->arc_begin[row];
    while (flow[arc] == 0) {
        arc++;
    }
    return arc;
}

/* Takes into use the arcs of least cost and price of a row that cost less than where its units
 * are; returns how many. */
static int32_t add_better(bool *in_use, const hp_prices *prices, const hp_program *program,
                          const int32_t *flow, int32_t row, int64_t *value) {
    int32_t used = used_arc(program, flow, row);
    int32_t added = 0;
    for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
        int32_t sink = program->arc_sink[arc];
        int32_t used_sink = program->arc_sink[used];
        hp_lex price = sink == HP_GROUND ? (hp_lex){0} : prices->price[sink];
        hp_lex used_price = used_sink == HP_GROUND ? (hp_lex){0} : prices->price[used_sink];
        hp_lex change = hp_program_change(value, program, row, used, arc);
        if (!in_use[arc] && hp_lex_sign(change, price, used_price) < 0) {
            in_use[arc] = true;
            added++;
        }
    }
    return added;
}

/* Prices of the optimum on the arcs in use, then all arcs at these prices. */
static hp_status price_out(int32_t *added, bool *in_use, const int32_t *flow, const char **why,
                           hp_arena *arena, const hp_program *program) {
    restriction part = {.whole = program, .in_use = in_use};
    hp_prices prices;
    int64_t *value = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *value);
    HP_NEED(value);
    HP_TRY(restrict_to(&part, arena, flow, 1));
    HP_TRY(hp_prices_compute(&prices, why, arena, &part.program, part.flow));
    *added = 0;
    for (int32_t row = 0; row < program->row_count; row++) {
        *added += add_better(in_use, &prices, program, flow, row, value);
    }
    return HP_OK;
}

/* `proved`: the flow was proved already, with these prices. */
static hp_status sift(hp_prices *prices, int32_t *flow, bool *in_use, bool proved,
                      hp_effort *effort, const char **why, hp_arena *arena,
                      const hp_program *program) {
    hp_arena scratch = {0};
    hp_status status = HP_OK;
    for (;;) {
        bool moved = false;
        int32_t added = 0;
        HP_TRY_OR_DONE(settle_contested(&moved, flow, in_use, effort, why, &scratch, program));
        if (proved && !moved) {
            break;
        }
        status = hp_prices_compute(prices, why, arena, program, flow);
        if (status != HP_UNPROVEN) {
            break;
        }
        proved = false;
        HP_TRY_OR_DONE(price_out(&added, in_use, flow, why, &scratch, program));
        if (added == 0) {
            status = HP_UNPROVEN;
            break;
        }
    }
done:
    hp_arena_free(&scratch);
    return status;
}

hp_status hp_sift_from(hp_prices *prices, int32_t *flow, bool *in_use, hp_effort *effort,
                       const char **why, hp_arena *arena, const hp_program *program) {
    return sift(prices, flow, in_use, false, effort, why, arena, program);
}

/* In use: the arcs with units, and those of the optimal face that cost the row something else, so
 * that what is at stake for it is not settled by its own costs alone. */
static hp_status choose_arcs(bool *in_use, hp_arena *arena, const hp_program *program,
                             const int32_t *flow, const bool *tight) {
    int64_t *value = hp_arena_alloc(arena, (size_t)program->level_count, sizeof *value);
    HP_NEED(value);
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t used = used_arc(program, flow, row);
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            in_use[arc] = flow[arc] > 0 ||
                          (tight[arc] &&
                           hp_lex_sign(hp_program_change(value, program, row, used, arc),
                                       (hp_lex){0}, (hp_lex){0}) != 0);
        }
    }
    return HP_OK;
}

hp_status hp_sift(hp_prices *prices, int32_t *flow, hp_effort *effort, const char **why,
                  hp_arena *arena, const hp_program *program, const hp_lex *start) {
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    bool *in_use = hp_arena_alloc(arena, arcs, sizeof *in_use);
    HP_NEED(in_use);
    HP_TRY(start == NULL ? hp_find_flow(flow, effort, program, hp_find_stride(program))
                         : hp_find_flow_from(flow, effort, program, start));
    hp_status found = hp_prices_compute(prices, why, arena, program, flow);
    if (found ==
        HP_UNPROVEN) { /* not an optimum: the arcs of the flow alone, and what betters it */
        for (size_t arc = 0; arc < arcs; arc++) {
            in_use[arc] = flow[arc] > 0;
        }
        return sift(prices, flow, in_use, false, effort, why, arena, program);
    }
    HP_TRY(found);
    HP_TRY(choose_arcs(in_use, arena, program, flow, prices->tight));
    return sift(prices, flow, in_use, true, effort, why, arena, program);
}
