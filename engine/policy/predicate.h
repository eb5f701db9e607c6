/* Predicates on a child (spec 3). */
#ifndef HP_POLICY_PREDICATE_H
#define HP_POLICY_PREDICATE_H

#include "policy/reader.h"

/* How the cells of a column compare (spec 3, Types). */
typedef enum hp_column_type { HP_TYPE_NUMBER, HP_TYPE_DATE, HP_TYPE_TEXT } hp_column_type;

typedef struct hp_predicate hp_predicate;

/* Reads a predicate; *out is NULL after a finding. `file`, `path` name it in findings. */
hp_status HP_MUST_CHECK hp_predicate_read(const hp_predicate **out, const hp_policy_reader *reader,
                                          const hp_json *value, const char *path);

/* Whether it holds for the child. */
bool hp_predicate_holds(const hp_predicate *predicate, const hp_data *data,
                        const hp_student *student);

/* The type of a students column: fixed for dates and exact decimals, else by its cells. */
hp_column_type hp_type_of_column(const hp_data *data, int column);

/* Compares two cells that are not empty, both of the type: below 0, 0, above 0. */
int hp_compare_cells(hp_column_type type, const char *a, const char *b);

#endif
