/* Checks of a season that need tables and policy together. */
#ifndef HP_POLICY_CHECK_H
#define HP_POLICY_CHECK_H

#include "policy/reach.h"

/* Whether the roll can be called: nothing is wrong with what categories and routes are read from,
 * so that one fault does not show as a thousand. */
bool hp_check_may_call(const hp_data *data, const hp_findings *findings);

/* Every way of every child: pairs that the distance table lacks are errors; a guaranteed child
 * whom no stage gives a school is a warning. */
hp_status HP_MUST_CHECK hp_check_reach(const hp_data *data, const hp_policy *policy,
                                       const hp_roll *roll, hp_findings *findings);

#endif
