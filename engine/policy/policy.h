/* A policy file turned into tables: categories, guarantees, stages, routes, order keys, levels.
 *
 * Everything is checked while it is read; what stands here can be used without a second look.
 */
#ifndef HP_POLICY_POLICY_H
#define HP_POLICY_POLICY_H

#include "policy/predicate.h"

/* What a rule rests on, as the policy quotes it; "" where it says nothing. */
typedef struct hp_clause {
    const char *document;
    const char *article;
    const char *text;
} hp_clause;

typedef struct hp_basis {
    const hp_clause *clauses;
    int clause_count;
} hp_basis;

typedef struct hp_category {
    const char *id;
    const char *name;
    hp_basis basis;
    const hp_predicate *when;
    int address[HP_ADDRESSES]; /* HP_HUKOU, …: the deciding address is the first that is an area */
    int address_count;
    bool guaranteed; /* the answer where `guaranteed_when` is NULL */
    const hp_predicate *guaranteed_when;
} hp_category;

typedef enum hp_route_kind {
    HP_ROUTE_FEEDER,
    HP_ROUTE_ZONE,
    HP_ROUTE_SIBLING,
    HP_ROUTE_CHOICE,
    HP_ROUTE_GROUP,
    HP_ROUTE_ANY,
    HP_ROUTE_KINDS
} hp_route_kind;

typedef struct hp_route {
    hp_route_kind kind;
    unsigned settings;   /* bit per hp_setting; all when the file names none */
    unsigned ownerships; /* bit per hp_ownership; what the kind allows when the file names none */
    int32_t within_m;    /* inclusive; INT32_MAX: no limit */
    const hp_predicate *when; /* NULL: every child */
} hp_route;

typedef enum hp_key_kind { HP_KEY_COLUMN, HP_KEY_DISTANCE, HP_KEY_LOTTERY } hp_key_kind;
typedef enum hp_missing { HP_MISSING_LAST, HP_MISSING_FIRST, HP_MISSING_ERROR } hp_missing;

typedef struct hp_key {
    hp_key_kind kind;
    const char *name;
    int column; /* of the students table; HP_KEY_COLUMN only */
    hp_column_type type;
    bool descending;
    hp_missing missing;
} hp_key;

typedef struct hp_order {
    const hp_key *keys;
    int key_count; /* 0: the category is one band */
} hp_order;

typedef enum hp_level_kind { HP_LEVEL_PLACE, HP_LEVEL_ADMIT, HP_LEVEL_NEARNESS } hp_level_kind;

typedef struct hp_policy_level {
    hp_level_kind kind;    /* HP_LEVEL_ADMIT or HP_LEVEL_NEARNESS; `place` is never written */
    const int *categories; /* one for admit */
    int category_count;
    int32_t step_m;
} hp_policy_level;

typedef struct hp_stage {
    const char *id;
    const char *name;
    hp_basis basis;
    const int *serve; /* in order of precedence */
    int serve_count;
    const bool *serves; /* per category */
    const hp_route *routes;
    int route_count;
    bool serial;
    const hp_order *orders; /* per category */
    const bool *protects;   /* per category; served ones are not marked */
    const hp_policy_level *levels;
    int level_count;
} hp_stage;

typedef struct hp_indicators {
    bool nearby_routes[HP_ROUTE_KINDS];
    int64_t nearby_target_ppm; /* millionths; -1: none */
    bool *migrant_categories;  /* per category; NULL: every migrant */
    int64_t migrant_target_ppm;
} hp_indicators;

/* Colours of the warning table, the worst first; green below all. */
typedef enum hp_warning {
    HP_RED,
    HP_ORANGE,
    HP_YELLOW,
    HP_WARNINGS,
    HP_GREEN = HP_WARNINGS
} hp_warning;

typedef struct hp_policy {
    const char *name;
    hp_basis basis;
    const hp_category *categories;
    int category_count;
    const int *guarantee_order; /* categories; all that can be guaranteed are among them */
    int guarantee_count;
    const hp_stage *stages;
    int stage_count;
    hp_indicators indicators;
    int64_t warning_ppm[HP_WARNINGS]; /* millionths of children over seats, red first */
    const char *remedy;               /* "": none */
    const int *roster_columns;        /* of the students table, in the policy's order */
    int roster_column_count;
} hp_policy;

/* Reads the policy that data names. Faults are findings; where there are errors the policy must
 * not be used. Everything lives in data's arena. */
hp_status HP_MUST_CHECK hp_policy_read(hp_policy *policy, hp_data *data, hp_findings *findings);

/* The stage by id; -1: none. */
int hp_stage_by_id(const hp_policy *policy, const char *id);

/* The category by id; -1: none. */
int hp_category_by_id(const hp_policy *policy, const char *id);

/* "feeder", "zone", … */
const char *hp_route_name(hp_route_kind kind);

#endif
