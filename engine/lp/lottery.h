/* The lottery on the optimal face (spec 5, step 3). */
#ifndef HP_LP_LOTTERY_H
#define HP_LP_LOTTERY_H

#include "lp/prices.h"

/* The single units of the rows, in the order in which they choose. */
typedef struct hp_units {
    int32_t count;
    const int32_t *row;          /* per unit */
    const int32_t *wishes_begin; /* count + 1 */
    const int32_t *wishes;       /* the row's arcs, best first; the ground's arc among them */
} hp_units;

/* One unit after another takes the first of its wishes that leaves the face attainable by those
 * after it. chosen[u] is an arc. The result is a point of the face and depends on the order of
 * units and wishes alone, not on `flow`, which is any point of it. */
hp_status HP_MUST_CHECK hp_lottery_draw(int32_t *chosen, hp_arena *arena, const hp_program *program,
                                        const hp_prices *prices, const int32_t *flow,
                                        const hp_units *units);

#endif
