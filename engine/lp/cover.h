/* Which sinks to enlarge, by how many steps, so that every one of some sets of sinks gains enough:
 *
 *     minimum of  Σ_s cost_s k_s,  then of  Σ_s k_s,  then the greatest k_0, k_1, … in this order
 *     Σ_{s of set} gain_s(k_s)  >= need      for every set
 *     0 <= k_s <= most_s, and whole
 *
 * The answer comes from GLPK's branch and bound, one goal after another, and is proved by a search
 * of its own in whole numbers.
 */
#ifndef HP_LP_COVER_H
#define HP_LP_COVER_H

#include "base/arena.h"
#include "base/status.h"

/* What steps give at a sink. */
typedef struct hp_growth {
    int32_t most;        /* steps that there may be */
    const int32_t *gain; /* most + 1: places that so many steps give; gain[0] = 0. A step gives no
                            less than nothing, and from the second that gives something on never
                            more than the one before it; NULL where most is 0 */
    int64_t cost;        /* of a step, >= 0 */
} hp_growth;

typedef struct hp_cover_set {
    int32_t *sinks; /* each once */
    int32_t count;
    int64_t need;
} hp_cover_set;

typedef struct hp_cover {
    int32_t sink_count;
    const hp_growth *growth; /* per sink */
    hp_cover_set *sets;
    size_t set_count;
    size_t set_capacity;
} hp_cover;

/* What has been decided of the answer so far; the next goal follows from it. */
typedef struct hp_cover_hold {
    int64_t cost_most;    /* -1: the least cost is the goal */
    int64_t step_most;    /* -1: then the fewest steps */
    int32_t settled;      /* sinks 0 … settled - 1 keep their steps; the most of the next is then
                             the goal */
    const int32_t *steps; /* per sink; the settled ones are read */
} hp_cover_hold;

void hp_cover_free(hp_cover *cover);

/* Adds a set; `sinks` is copied. */
hp_status HP_MUST_CHECK hp_cover_add(hp_cover *cover, const int32_t *sinks, int32_t count,
                                     int64_t need);

/* Steps, per sink, that are best for the next goal. HP_UNPROVEN: no answer; *why says why. */
hp_status HP_MUST_CHECK hp_cover_find(int32_t *steps, const char **why, const hp_cover *cover,
                                      const hp_cover_hold *hold);

int64_t hp_cover_cost(const hp_cover *cover, const int32_t *steps);
int64_t hp_cover_steps(const hp_cover *cover, const int32_t *steps);

typedef enum hp_cover_proof {
    HP_COVER_NONE,  /* there are no such steps: proved */
    HP_COVER_FOUND, /* there are, and these come first */
    HP_COVER_OPEN   /* the search was given up, at a limit that depends on no machine */
} hp_cover_proof;

/* Looks through all steps whose cost and number are at most these, the greatest k_0, k_1, … first,
 * in whole numbers and without GLPK; what cannot be reached in time is cut off by a bound: the
 * cheapest cover of a set, or of sets that share no sink, with parts of steps. */
hp_status HP_MUST_CHECK hp_cover_search(hp_cover_proof *proof, int32_t *steps,
                                        const hp_cover *cover, int64_t cost_most,
                                        int64_t step_most);

#endif
