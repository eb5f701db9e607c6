/* The least prices: what one place more at a sink would save at most. */
#ifndef HP_LP_LEAST_H
#define HP_LP_LEAST_H

#include "lp/moves.h"

/* saves[s] of an optimum: minus the cheapest chain of moves that brings a unit to sink s. The place
 * that the chain leaves behind may stay empty, so it is never below 0. These are the least of all
 * prices that prove the optimum, as those of lp/prices.h are the greatest (Shapley and Shubik
 * 1971), and exactly what one place more saves; as costs are convex in places, k more save at most
 * k times as much. `price`: per sink. HP_UNPROVEN: the flow is no optimum. Cost: O(nodes³)
 * comparisons at worst. */
hp_status HP_MUST_CHECK hp_least_prices(hp_lex *price, hp_arena *arena, const hp_moves *moves);

#endif
