/* How rows name each other: rows by id, references to areas and schools. */
#ifndef HP_SEASON_LINK_H
#define HP_SEASON_LINK_H

#include "season/data.h"

/* The rows of a table by id; rows without an id and repeated ones are left out, the latter with a
 * finding. */
hp_status HP_MUST_CHECK hp_rows_by_id(hp_keyed **rows, int32_t *count, hp_arena *arena,
                                      const hp_table *table, size_t id_column,
                                      hp_findings *findings);

/* As hp_refer_school (data.h), of one level. */
int32_t hp_refer_level(const hp_data *data, const hp_table *table, size_t row, size_t column,
                       hp_level level, hp_findings *findings);

#endif
