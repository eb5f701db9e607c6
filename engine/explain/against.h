/* For the office alone: what would have had to be different (spec 8, explain --internal). */
#ifndef HP_EXPLAIN_AGAINST_H
#define HP_EXPLAIN_AGAINST_H

#include "explain/parts.h"

/* Adds the changes with which the child would be at the school: the fewest seats more, of each fact
 * the nearest other value that is tried, and the nearest home of the whole family. Every one is
 * found by running the changed season; `dir`: the run's folder. Cost: a run for each change that is
 * tried. */
hp_status HP_MUST_CHECK hp_tell_against(const hp_case *child, int32_t school, const char *dir);

#endif
