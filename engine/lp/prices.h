/* The greatest prices, and with them the proof of an optimum in whole numbers (spec 5). */
#ifndef HP_LP_PRICES_H
#define HP_LP_PRICES_H

#include "lp/lex.h"
#include "lp/program.h"

typedef struct hp_prices {
    hp_lex *price; /* per sink: Λ; 0 for a sink with room */
    bool *tight;   /* per arc: on the optimal face, its c + Λ is the least of its row */
} hp_prices;

/* Λ of a sink is the least cost of a chain of moves that frees one of its places and ends at a
 * sink with room or at the ground: shortest paths on the graph of sinks. They exist, and the
 * checks below hold, exactly when the flow is a lexicographic optimum:
 *
 *   every row's units are placed, no sink holds more than its capacity;
 *   Λ is nowhere below 0, and a sink with Λ > 0 is full;
 *   every unit is on an arc of least c + Λ.
 *
 * HP_UNPROVEN: one of them fails; *why says which. Cost: O(arcs + sinks³) comparisons. */
hp_status HP_MUST_CHECK hp_prices_compute(hp_prices *prices, const char **why, hp_arena *arena,
                                          const hp_program *program, const int32_t *flow);

#endif
