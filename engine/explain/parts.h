/* The parts of one child's explanation; each adds its statements to the telling. */
#ifndef HP_EXPLAIN_PARTS_H
#define HP_EXPLAIN_PARTS_H

#include "explain/telling.h"
#include "pipeline.h"

/* One child of a finished run, and the explanation so far. */
typedef struct hp_case {
    hp_telling *telling;
    const hp_run *run;
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    const hp_state *state;
    hp_reach *reach;
    int32_t student;
    const hp_student *record;
    const hp_placement *placement;
    int32_t category; /* -1: none */
    int32_t address;  /* -1: none */
} hp_case;

/* Result and clauses; facts with who checked them; category; deciding address; what comes next. */
void hp_tell_result(const hp_case *child);
hp_status HP_MUST_CHECK hp_tell_facts(const hp_case *child);
void hp_tell_category(const hp_case *child);
void hp_tell_address(const hp_case *child);
void hp_tell_next(const hp_case *child);

/* The stages in which the child took part: seats, who was admitted before it, cut-offs. */
hp_status HP_MUST_CHECK hp_tell_stages(const hp_case *child);

/* For every school that the family may ask about, the reason by the rule; then the metres. */
hp_status HP_MUST_CHECK hp_tell_schools(const hp_case *child);

/* ---- shared by the parts ---- */

/* True when the child took part in a stage of this run: waiting when it began, category served. */
bool hp_took_part(const hp_case *child, int stage);

/* The first stage after `stage` that serves the child's category; -1: none. */
int hp_next_stage(const hp_case *child, int stage);

/* The position of the child in the stage's queue; -1: not in it. */
int32_t hp_entrant_of(const hp_case *child, int stage);

const char *hp_school_name(const hp_case *child, int32_t school);
const char *hp_route_word(hp_telling *telling, hp_route_kind kind);

/* How the metres were measured. */
const char *hp_method_text(const hp_case *child);

/* A cell of a students column for people: a school's name, yes or no, "not on record" when empty.
 */
const char *hp_cell_text(const hp_case *child, size_t column, const char *cell);

/* The child's own cell for people; of an address the area's name. */
const char *hp_fact_value(const hp_case *child, size_t column);

/* A students column for people: the spec's name in the language, or the office's own header. */
const char *hp_fact_name(const hp_case *child, size_t column);

/* ---- conditions in words ---- */

/* What a predicate asks. */
const char *hp_condition_text(const hp_case *child, const hp_predicate *predicate);

/* The first part of a predicate that does not hold for the child: of `all` the first that fails,
 * else the predicate itself. Precondition: it does not hold. */
const hp_predicate *hp_first_failure(const hp_case *child, const hp_predicate *predicate);

/* What stands on record of the facts that a predicate looks at. */
const char *hp_condition_facts(const hp_case *child, const hp_predicate *predicate);

#endif
