/* The mathematical form, once.
 *
 * Rows r have a supply b_r > 0 of like units; sinks s have a capacity u_s >= 0. Each row's units
 * use its arcs a, every arc leading to a sink or to the ground:
 *
 *     lexicographic minimum of  ( Σ_a c_a^1 x_a, …, Σ_a c_a^K x_a )
 *     Σ_{a of r} x_a  =  b_r      for every row r
 *     Σ_{a to s} x_a  <= u_s      for every sink s       (dual: price Λ_s >= 0, lexicographically)
 *     x_a >= 0, and whole because the polytope is a transportation polytope
 *
 * Costs are whole numbers. The last arc of every row leads to the ground, which takes any number,
 * so the program is always feasible. A maximum stands as the minimum of its negative.
 *
 * The other arcs of a row ascend by cost, lexicographically, then by sink. As prices are nowhere
 * below 0, an arc behind one whose sink has room is never better than that one, and whoever goes
 * through a row's arcs can stop there: hp_program_sort puts them so.
 * Nothing here knows of schools, children or GLPK.
 */
#ifndef HP_LP_PROGRAM_H
#define HP_LP_PROGRAM_H

#include "lp/lex.h"

enum { HP_GROUND = -1 };

typedef struct hp_program {
    int32_t row_count;
    int32_t sink_count;
    int32_t level_count;
    int32_t *supply;     /* per row */
    int32_t *arc_begin;  /* row_count + 1 */
    int32_t *arc_sink;   /* the ground last */
    int32_t *term_begin; /* row_count + 1: the levels that concern a row … */
    int32_t *term_level; /* … ascending; every other level costs the row 0 */
    int64_t *cost_begin; /* row_count + 1: a row's costs, arc by arc, term by term */
    int32_t *cost;
    int32_t *capacity;  /* per sink */
    int32_t *level_run; /* per level: levels of one run are worth settling together */
} hp_program;

/* Costs of an arc on the levels of its row's terms. */
static inline const int32_t *hp_arc_cost(const hp_program *program, int32_t row, int32_t arc) {
    int32_t terms = program->term_begin[row + 1] - program->term_begin[row];
    return program->cost + program->cost_begin[row] +
           (int64_t)(arc - program->arc_begin[row]) * terms;
}

/* Room for a program of these sizes; the caller fills it. `term_count` and `cost_count` are the
 * totals over all rows. */
hp_status HP_MUST_CHECK hp_program_new(hp_program *program, hp_arena *arena, int32_t row_count,
                                       int32_t sink_count, int32_t level_count, int64_t arc_count,
                                       int64_t term_count, int64_t cost_count);

/* Puts the arcs of every row in order. Precondition: costs and sinks are filled in. */
hp_status HP_MUST_CHECK hp_program_sort(hp_program *program);

/* Below 0, 0, above 0 as arc a of the row costs less than, as much as or more than arc b. */
int hp_program_compare(const hp_program *program, int32_t row, int32_t a, int32_t b);

/* c_b − c_a of a row's arcs, an entry for each of its terms, zeros too, into value[]. */
hp_lex hp_program_change(int64_t *value, const hp_program *program, int32_t row, int32_t a,
                         int32_t b);

/* The value of every level at a flow (one per arc), into values[level_count]. */
void hp_program_values(int64_t *values, const hp_program *program, const int32_t *flow);

/* The units at every sink, into load[sink_count]. */
void hp_program_load(int32_t *load, const hp_program *program, const int32_t *flow);

#endif
