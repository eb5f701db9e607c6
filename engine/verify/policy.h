/* policy.json as the checker reads it (spec 3). */
#ifndef VF_POLICY_H
#define VF_POLICY_H

#include "verify/season.h"

typedef enum vf_predicate_kind {
    VF_ALL,
    VF_ANY_OF,
    VF_NOT,
    VF_HAVE,
    VF_SAME,
    VF_IN_SERVICE_AREA,
    VF_ZONED,
    VF_KNOWN,
    VF_EQUALS, /* also one_of */
    VF_AT_LEAST,
    VF_AT_MOST,
    VF_BEFORE,
    VF_AFTER,
    VF_NO_PREDICATE
} vf_predicate_kind;

typedef enum vf_type { VF_IS_TEXT, VF_IS_NUMBER, VF_IS_DATE } vf_type;

/* A column of the students table as predicates and keys see it. */
typedef struct vf_field {
    int column; /* -1: the table has none, every cell is empty */
    vf_type type;
} vf_field;

typedef struct vf_predicate {
    vf_predicate_kind kind;
    struct vf_predicate *parts;
    size_t part_count;
    int addresses[VF_ADDRESSES];
    size_t address_count;
    vf_field field;
    const char **values;
    size_t value_count;
    bool known;
} vf_predicate;

typedef struct vf_category {
    const char *id;
    vf_predicate when;
    int addresses[VF_ADDRESSES];
    size_t address_count;
    bool always; /* guaranteed without a predicate */
    bool never;
    vf_predicate guaranteed;
    int rank; /* in guarantee_order, -1: not in it */
} vf_category;

typedef enum vf_route_kind {
    VF_FEEDER,
    VF_ZONE,
    VF_SIBLING,
    VF_CHOICE,
    VF_GROUP,
    VF_ANY,
    VF_ROUTE_KINDS
} vf_route_kind;

enum { VF_SETTINGS = 3, VF_RURAL = 2, VF_OWNERSHIPS = 3, VF_PUBLIC = 0, VF_PRIVATE = 2 };

typedef struct vf_route {
    vf_route_kind kind;
    bool has_setting;
    bool setting[VF_SETTINGS];
    bool has_ownership;
    bool ownership[VF_OWNERSHIPS];
    int64_t within_m; /* -1: no limit */
    bool has_when;
    vf_predicate when;
} vf_route;

typedef enum vf_key_kind { VF_KEY_COLUMN, VF_KEY_DISTANCE, VF_KEY_LOTTERY } vf_key_kind;
typedef enum vf_missing { VF_LAST, VF_MISSING_FIRST, VF_ERROR } vf_missing;

typedef struct vf_order_key {
    const char *name; /* as in the policy */
    vf_key_kind kind;
    vf_field field;
    bool descending;
    vf_missing missing;
} vf_order_key;

typedef struct vf_order {
    vf_order_key *keys;
    size_t count;
} vf_order;

typedef struct vf_policy_level {
    bool admit;
    int category; /* of admit */
    bool *has;    /* of nearness, by category */
    int *list;    /* the same, as it is written */
    size_t count;
    int64_t step_m;
} vf_policy_level;

typedef struct vf_stage {
    const char *id;
    bool serial;
    int *serve;
    size_t serve_count;
    int *served;   /* by category: place in `serve`, -1: not served */
    bool *protects; /* by category, served ones left out */
    vf_route *routes;
    size_t route_count;
    vf_order *orders; /* by category */
    vf_policy_level *levels;
    size_t level_count;
} vf_stage;

typedef struct vf_policy {
    vf_json *json;
    const char *name;
    vf_category *categories;
    int category_count;
    vf_map category_of;
    int *guarantee_order;
    int guarantee_count;
    vf_stage *stages;
    int stage_count;
    vf_map stage_of;
    bool nearby[VF_ROUTE_KINDS];
    const char *nearby_target; /* a decimal, NULL: none */
    bool *migrants;            /* by category; NULL: every migrant */
    const char *migrant_target;
} vf_policy;

extern const char *const vf_route_names[VF_ROUTE_KINDS];
extern const char *const vf_setting_names[VF_SETTINGS];
extern const char *const vf_ownership_names[VF_OWNERSHIPS];

bool vf_policy_read(vf_policy *policy, vf_season *season, vf_step *step);
bool vf_stage_read(vf_stage *stage, const vf_policy *policy, const vf_season *season,
                   const vf_json *json, vf_step *step);
bool vf_predicate_read(vf_predicate *predicate, const vf_season *season, const vf_json *json,
                       vf_step *step);
bool vf_holds(const vf_predicate *predicate, const vf_season *season, const vf_student *student);

/* Fails at the first key that is not one of `keys` (ended by NULL). */
bool vf_only_keys(const vf_json *object, const char *const *keys, const char *where,
                  vf_step *step);
/* The place of a word in a list of names; -1: none. */
int vf_word(const char *word, const char *const *names, size_t count);
/* A number or text as the text that cells are compared with; NULL: neither. */
const char *vf_constant(const vf_json *value);

bool vf_field_find(vf_field *field, const vf_season *season, const char *name);
const char *vf_field_text(const vf_field *field, const vf_season *season,
                          const vf_student *student);
/* Two filled cells by the field's type. */
int vf_field_compare(vf_type type, const char *a, const char *b);

#endif
