/* Whether stages of two policies say the same. Categories are compared by index: what their ids and
 * names are does not matter. */
#ifndef HP_POLICY_SAME_H
#define HP_POLICY_SAME_H

#include "policy/policy.h"

/* Which children the stages serve and which schools their routes give them. */
bool hp_stage_opens_the_same(const hp_stage *a, const hp_stage *b, int category_count);

/* That, and all else that decides who gets which seat; names and sources aside. */
bool hp_stage_decides_the_same(const hp_stage *a, const hp_stage *b, int category_count);

#endif
