/* Transportation programs so small that every whole flow can be looked at. */
#ifndef HP_TESTS_SMALL_H
#define HP_TESTS_SMALL_H

#include "lp/lex.h"
#include "lp/program.h"

enum { SMALL_ROWS = 6, SMALL_SINKS = 4, SMALL_LEVELS = 5, SMALL_UNITS = 7, SMALL_ARCS = 30 };

/* A random program of at most these sizes, of SMALL_UNITS units in all, with capacities from 1. */
hp_program small_program(hp_arena *arena, uint64_t *generator);

typedef void (*small_on_flow)(void *context, const int32_t *flow);

/* Calls for every whole flow that meets supplies and capacities. */
void small_each_flow(const hp_program *program, small_on_flow on_flow, void *context);

/* The lexicographically least values over all flows with flow[arc] >= least[arc] (NULL: no such
 * bound); false: there is no such flow. */
bool small_optimum(int64_t values[SMALL_LEVELS], const hp_program *program, const int32_t *least);

/* The value of every level at a flow, by the form in lp/program.h. */
void small_values(int64_t values[SMALL_LEVELS], const hp_program *program, const int32_t *flow);

/* Below 0, 0, above 0. */
int small_compare(const int64_t *a, const int64_t *b, int32_t level_count);

/* Whether the sparse vector says what the dense one does; zeros must not be written. */
bool small_same(hp_lex lex, const int64_t *dense, int32_t level_count);

#endif
