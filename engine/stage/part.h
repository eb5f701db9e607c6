/* The linear program of a part of a nearest stage (spec 5). */
#ifndef HP_STAGE_PART_H
#define HP_STAGE_PART_H

#include "lp/lottery.h"
#include "stage/arcs.h"
#include "stage/plan.h"

/* Sinks are the schools that somebody reaches; a row is a set of like children. */
typedef struct hp_part {
    const hp_state *state;
    const hp_stage *stage;
    const hp_plan *plan;
    const hp_queue *queue; /* of the part */
    const hp_arcs *arcs;   /* by entrant of that queue */
    int32_t entrant_count; /* the queue's first ones that take part */
    hp_program program;
    int32_t *school_of; /* per sink, ascending */
    int32_t *level_of;  /* per level of the program, ascending: the plan's */
    int32_t *row;       /* per entrant */
    int32_t *member;    /* per row: one entrant of it */
} hp_part;

typedef struct hp_part_answer {
    int64_t *values; /* per level of the program */
    hp_prices prices;
    hp_arc *taken; /* per entrant; school -1: `without` */
} hp_part_answer;

/* Builds the program; without the protected where `participants_only`. All arguments are lent. */
hp_status HP_MUST_CHECK hp_part_build(hp_part *part, hp_arena *arena, const hp_state *state,
                                      int stage_index, const hp_plan *plan, const hp_queue *queue,
                                      const hp_arcs *arcs, bool participants_only);

/* The program of a part with the same children, schools and levels, and the arcs with which it was
 * built, for other free seats. */
hp_status HP_MUST_CHECK hp_part_refill(hp_part *part, hp_arena *arena, const hp_part *known,
                                       const hp_arcs *arcs, const hp_state *state, int stage_index,
                                       const hp_plan *plan, const hp_queue *queue);

/* Solves it and draws the lottery; `start`: prices to begin with, per sink; NULL: none, what comes
 * out is the same. HP_UNPROVEN: *why says what failed. */
hp_status HP_MUST_CHECK hp_part_solve(hp_part_answer *answer, hp_effort *effort, const char **why,
                                      hp_arena *arena, const hp_part *part, const hp_lex *start);

/* Marks in wide[] the entrants whose arcs that were left out could be as good as where they are, by
 * the answer's prices; *widened: how many. An answer without any is that of all arcs: an arc left
 * out costs no less than the last of its kind that was kept, and prices are nowhere below 0. */
hp_status HP_MUST_CHECK hp_part_widen(int32_t *widened, bool *wide, hp_arena *arena,
                                      const hp_part *part, const hp_part_answer *answer);

/* The program's arc of an entrant to a school; HP_GROUND: `without`. -1: it has none. */
int32_t hp_part_arc(const hp_part *part, int32_t entrant, int32_t school);

/* The place of a plan's level among the program's; -1: it concerns nobody here. */
int32_t hp_part_level(const hp_part *part, int32_t level);

#endif
