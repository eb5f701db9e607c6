/* Predicates on a child (spec 3). */
#ifndef HP_POLICY_PREDICATE_H
#define HP_POLICY_PREDICATE_H

#include "policy/reader.h"

/* How the cells of a column compare (spec 3, Types). */
typedef enum hp_column_type { HP_TYPE_NUMBER, HP_TYPE_DATE, HP_TYPE_TEXT } hp_column_type;

typedef struct hp_predicate hp_predicate;

typedef enum hp_predicate_kind {
    HP_PREDICATE_ALL,
    HP_PREDICATE_ANY,
    HP_PREDICATE_NOT,
    HP_PREDICATE_HAVE,
    HP_PREDICATE_SAME,
    HP_PREDICATE_IN_SERVICE_AREA,
    HP_PREDICATE_ZONED,
    HP_PREDICATE_COLUMN,
    HP_PREDICATE_KINDS
} hp_predicate_kind;

typedef enum hp_comparison {
    HP_IS_KNOWN,
    HP_IS_EQUAL,
    HP_IS_ONE_OF,
    HP_IS_AT_LEAST,
    HP_IS_AT_MOST,
    HP_IS_BEFORE,
    HP_IS_AFTER,
    HP_COMPARISONS
} hp_comparison;

/* A condition as read; public so that it can be told in words. */
struct hp_predicate {
    hp_predicate_kind kind;
    const hp_predicate **parts; /* all, any, not */
    size_t part_count;
    int addresses[HP_ADDRESSES]; /* have, same, in_service_area, zoned */
    int address_count;
    int column; /* column */
    hp_column_type type;
    hp_comparison comparison;
    bool known;
    const char **values; /* one, or those of one_of */
    size_t value_count;
};

/* Reads a predicate; *out is NULL after a finding. `file`, `path` name it in findings. */
hp_status HP_MUST_CHECK hp_predicate_read(const hp_predicate **out, const hp_policy_reader *reader,
                                          const hp_json *value, const char *path);

/* Whether it holds for the child. */
bool hp_predicate_holds(const hp_predicate *predicate, const hp_data *data,
                        const hp_student *student);

/* The type of a students column: fixed for dates and exact decimals, else by its cells. */
hp_column_type hp_type_of_column(const hp_data *data, int column);

/* Warns of an own column that a few stray cells keep from being numbers or dates. */
void hp_warn_of_stray(const hp_policy_reader *reader, int column, const char *path);

/* Compares two cells that are not empty, both of the type: below 0, 0, above 0. */
int hp_compare_cells(hp_column_type type, const char *a, const char *b);

#endif
