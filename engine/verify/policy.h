/* What the policy says of a child (spec 3). */
#ifndef VF_POLICY_H
#define VF_POLICY_H

#include "verify/season.h"

typedef enum vf_kind {
    VF_FEEDER,
    VF_ZONE,
    VF_SIBLING,
    VF_CHOICE,
    VF_GROUP,
    VF_ANY,
    VF_KINDS
} vf_kind;

/* A predicate of the policy: predicate.c. */
typedef struct vf_rule vf_rule;

typedef struct vf_route {
    vf_kind kind;
    const vf_json *rule;
    const vf_rule *when; /* NULL: always */
    int64_t within_m;    /* -1: no limit */
    bool *admits;        /* per school: the filters that look at it let it pass */
} vf_route;

typedef struct vf_stage {
    const char *id;
    const vf_json *rule;
    bool serial;
    int *serve; /* categories in order */
    int serve_count;
    int *rank; /* per category: its place in serve; -1: not served */
    bool *protects;
    vf_route *routes;
    int route_count;
    const vf_json **order; /* per category: its keys; NULL: none */
} vf_stage;

typedef struct vf_policy {
    const vf_season *season;
    struct vf_reach *reach;  /* what vf_ways needs: reach.c */
    const char **categories; /* ids */
    const vf_json **rules;
    int category_count;
    int *guarantee_rank; /* per category: place in guarantee_order */
    int *guarantee_order;
    int guarantee_count;
    vf_stage *stages;
    int stage_count;
} vf_policy;

/* False, with a witness: it cannot be used. Gives every student category, home and guarantee. */
bool vf_policy_read(vf_policy *policy, vf_season *season, vf_step *step);

int vf_category_by_id(const vf_policy *policy, const char *id);
int vf_stage_by_id(const vf_policy *policy, const char *id);
const char *vf_kind_name(vf_kind kind);
vf_rule *vf_rule_read(const vf_season *season, const vf_json *predicate);
bool vf_holds(const vf_season *season, int student, const vf_rule *rule);

/* Dates are dates, numbers numbers, flags 0 or 1 in the columns that spec 2 types. */
bool vf_cells_are_typed(const vf_season *season, vf_step *step);

/* How two cells of a students column compare; neither is empty. */
int vf_compare_cells(const vf_season *season, int column, const char *a, const char *b);

/* A number by which cells of the column compare as above; false: this one has none. */
bool vf_cell_value(int64_t *value, const vf_season *season, int column, const char *cell);

/* A school that routes give a child. */
typedef struct vf_way {
    int64_t metres;
    int school;
    short route;  /* of the stage */
    short choice; /* its number, 0: none */
} vf_way;

/* The schools that a stage's routes give the child, each by the first that does; into `ways`, which
 * has room for every school. Returns how many. */
int vf_ways(vf_way *ways, const vf_policy *policy, int stage, int student, bool with_choice);

/* Which schools the filters of a route let pass (spec 3, Routes). */
bool *vf_admitted_schools(const vf_season *season, const vf_route *route);

/* What vf_ways works with, when all routes are read. */
struct vf_reach *vf_reach_new(const vf_policy *policy);

/* Whether a kind of route gives the child the school, filters aside. */
bool vf_kind_gives(const vf_season *season, int student, vf_kind kind, int school);

#endif
