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

/* A child's way in the program; its costs follow from it. */
typedef struct vf_arc {
    int64_t metres;
    int node; /* school, or the ground: `without` */
    bool now;
} vf_arc;

/* Arcs are found again when they are needed and never stored, but for the tight ones: those of
 * least cost and price among the child's, its own among them. */
typedef struct vf_program {
    const vf_run *run;
    int stage;
    bool alone; /* without the protected */
    const vf_entrant *entrants;
    int count; /* entrants of the program */
    int ground;
    const int64_t *seats; /* per school: free before the stage */
    vf_level *levels;
    int level_count;
    vf_terms *terms;     /* per category */
    int *node;           /* per entrant: where it is */
    bool *now;           /* per entrant: on a now-arc */
    int64_t *load;       /* per node */
    vf_vector *price;    /* per node */
    int64_t *values;     /* per level, as result.json has them */
    int better;          /* an entrant who has a better arc by the prices than its own; -1: none */
    size_t *tight_begin; /* per entrant; count + 1 */
    int *tight;          /* nodes, best first: now, later, without; metres; school_id */
    int *place;          /* per node: its number among those that arcs lead to; -1: none does */
    int places;
} vf_program;

/* Levels, where the children are, and what their arcs cost. `seats`: the certificate's entry that
 * says it, of the program without the protected where `alone`. False with a witness. */
bool vf_program_build(vf_program *program, const vf_run *run, int stage, const vf_json *seats,
                      bool alone, vf_step *step);

/* Which levels concern each category. */
void vf_list_terms(vf_program *program);

/* Looks at every arc of every child: its values, its better arc if there is one, its tight ones.
 * False: a child is where no arc leads. */
bool vf_weigh_arcs(vf_program *program, vf_step *step);

/* The levels as result.json has them: the same kinds, categories, bands, steps and values. */
bool vf_levels_match(const vf_program *program, const vf_json *levels, vf_step *step);

/* Optimal by the prices. */
bool vf_prices_prove(const vf_program *program, vf_step *step);
bool vf_prices_are_greatest(const vf_program *program, vf_step *step);
bool vf_lottery_holds(const vf_program *program, vf_step *step);

#endif
