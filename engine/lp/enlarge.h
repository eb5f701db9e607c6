/* The cheapest steps by which sinks grow so that as many units as possible have a place.
 *
 * A unit of a kind may sit on the kind's sinks; a sink has a capacity, and more by steps. By Hall's
 * theorem every unit has a place exactly when no set of sinks is too small for the units that may
 * sit on no other. So the program is one of covers (lp/cover.h), and the sets that matter are found
 * one after another: steps are proposed, units are seated, and where one is left over the sets that
 * alternating paths name are added. Only the parts that are short take part, each by itself.
 */
#ifndef HP_LP_ENLARGE_H
#define HP_LP_ENLARGE_H

#include "lp/cover.h"
#include "lp/kinds.h"

typedef struct hp_enlargement {
    int32_t *steps; /* per sink: least cost, then fewest steps, then the most at the first sinks */
    int64_t cost;
    int64_t step_count;
    int32_t unit_count;  /* units whose kind has a sink */
    int32_t seated;      /* of them, with a place as the sinks are */
    int32_t most_seated; /* with a place after these steps, as after all that there may be */
    bool proved; /* the optimum was found again by a search in whole numbers; else that it is one
                    rests on GLPK's bound */
} hp_enlargement;

/* `kind_of`: per unit; every kind has the ground. `growth`: per sink. Equal costs are settled by
 * fewer steps, then by most steps at sink 0, then 1, … HP_UNPROVEN: no answer; *why says why.
 * Cost: a seating for each set that is found. */
hp_status HP_MUST_CHECK hp_enlarge(hp_enlargement *enlargement, const char **why, hp_arena *arena,
                                   const hp_kinds *kinds, const int32_t *kind_of,
                                   int32_t unit_count, const int32_t *capacity,
                                   const hp_growth *growth);

#endif
