/* What it would cost to put a unit elsewhere, all others re-arranged at best (spec 5, A refusal's
 * reason). */
#ifndef HP_LP_REFUSAL_H
#define HP_LP_REFUSAL_H

#include "lp/moves.h"

/* The cost of moving one unit of `row` from its arc `from` to its arc `to`: its own change, plus
 * the cheapest chain of moves from the node of `to` back to the node of `from`. A sink with a free
 * place reaches the ground at no cost, and the ground every sink, for a place may stay empty. At an
 * optimum it is never below 0: its first entry names the level that forbids the change and by how
 * much; no entry means that the lottery decided.
 * `moves`: of the flow. `load`: units per sink. Cost: O(nodes³) comparisons at worst. */
hp_status HP_MUST_CHECK hp_refusal_cost(hp_lex *cost, hp_arena *arena, const hp_moves *moves,
                                        const int32_t *load, int32_t row, int32_t from, int32_t to);

#endif
