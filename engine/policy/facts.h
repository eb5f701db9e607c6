/* Which facts of a child a rule looks at, and who checked them. */
#ifndef HP_POLICY_FACTS_H
#define HP_POLICY_FACTS_H

#include "policy/policy.h"

/* Marks the students columns that a predicate looks at (NULL: none). */
void hp_facts_mark(bool *used, const hp_predicate *predicate);

/* Marks the columns that put a child into a category: its predicate, its guarantee, its addresses,
 * those too that decide only for other children. */
void hp_facts_mark_category(bool *used, const hp_category *category);

/* The address column that is the child's deciding address; -1: none is an area. */
int hp_facts_deciding_address(const hp_category *category, const hp_student *student);

/* The column that says who checked a fact and when; -1: there is none for it. */
int hp_facts_check_of(size_t column);

#endif
