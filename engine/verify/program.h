/* A nearest stage as a program: levels, costs, prices, and where every child is (spec 5). */
#ifndef VF_PROGRAM_H
#define VF_PROGRAM_H

#include "verify/steps.h"

typedef enum vf_level_kind { VF_PLACE, VF_ADMIT, VF_NEARNESS } vf_level_kind;

typedef struct vf_level {
    vf_level_kind kind;
    int category;        /* place, admit */
    int band;            /* admit */
    const vf_json *rule; /* nearness: its categories */
    int64_t step_m;      /* nearness */
} vf_level;

/* One entry of a sparse vector. */
typedef struct vf_entry {
    int level;
    int64_t value;
} vf_entry;

typedef struct vf_vector {
    vf_entry *entries; /* by level, none 0 */
    int count;
} vf_vector;

/* The levels that can cost a child of a category something; of its admits the first band's. */
typedef struct vf_terms {
    int *levels; /* ascending */
    int count;
} vf_terms;

/* A child's way in the program. The last arc of every child is `without`. */
typedef struct vf_arc {
    int64_t metres;
    int node; /* school, or the ground */
    bool now;
    bool tight; /* of least cost and price among the child's arcs */
} vf_arc;

typedef struct vf_program {
    const vf_run *run;
    int stage;
    const vf_entrant *entrants;
    int count; /* entrants of the program */
    int ground;
    vf_level *levels;
    int level_count;
    vf_terms *terms;  /* per category */
    int *arc_begin;   /* per entrant; count + 1 */
    vf_arc *arcs;     /* best first: now, later, without; metres; school_id */
    int *taken;       /* per entrant: an arc */
    int64_t *load;    /* per school */
    vf_vector *price; /* per node */
} vf_program;

/* Levels, arcs and where the children are. `seats`: the certificate's entry that says it, of the
 * program without the protected where `alone`. False with a witness. */
bool vf_program_build(vf_program *program, const vf_run *run, int stage, const vf_entrant *entrants,
                      int participants, int count, const vf_json *seats, bool alone, vf_step *step);

/* Which levels concern each category. */
void vf_list_terms(vf_program *program);

/* The costs of an entrant's arc that are not 0, by level. */
vf_vector vf_cost(vf_entry *room, const vf_program *program, int entrant, const vf_arc *arc);

/* Each level's value at the allocation, as result.json has it. */
void vf_values(int64_t *values, const vf_program *program);

/* The levels as result.json has them: the same kinds, categories, bands, steps and values. */
bool vf_levels_match(const vf_program *program, const vf_json *levels, vf_step *step);

/* Optimal by the prices: marks the tight arcs. */
bool vf_prices_prove(vf_program *program, vf_step *step);
bool vf_prices_are_greatest(const vf_program *program, vf_step *step);
bool vf_lottery_holds(const vf_program *program, vf_step *step);

#endif
