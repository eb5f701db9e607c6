/* A scenario's changes to a table (spec 7): rows set, added, removed and grown in memory, after the
 * table was read and before its cells are checked, so that a changed season is held to just what
 * the same season in files is held to. */
#ifndef HP_SEASON_PATCH_H
#define HP_SEASON_PATCH_H

#include "base/arena.h"
#include "base/finding.h"
#include "season/columns.h"

typedef enum hp_patch_op {
    HP_PATCH_SET,
    HP_PATCH_ADD,
    HP_PATCH_REMOVE,
    HP_PATCH_GROW,
    HP_PATCH_OPS
} hp_patch_op;

/* A column and what its cell is, or is to be. */
typedef struct hp_patch_cell {
    const char *column; /* English name, Chinese alias or header */
    const char *text;   /* trimmed and coded like a cell of the file when it is used */
    const char *path;   /* where it stands in the scenario's file */
} hp_patch_cell;

typedef struct hp_patch_change {
    hp_patch_op op;
    const char *path;           /* of the change in the scenario's file: "/tables/schools/0" */
    const hp_patch_cell *where; /* the rows whose cells are these; none: every row */
    size_t where_count;
    const hp_patch_cell *values; /* of HP_PATCH_SET and HP_PATCH_ADD */
    size_t value_count;
    int64_t percent_hundredths; /* of HP_PATCH_GROW */
} hp_patch_change;

/* The changes of one table, applied in their order. */
typedef struct hp_patch {
    const char *file; /* the scenario's */
    const hp_patch_change *changes;
    size_t change_count;
} hp_patch;

/* Why a cell of a changed table is what it is. */
typedef struct hp_origin {
    const struct hp_origin *older;
    int column;       /* -1: of the row, whatever the column */
    const char *path; /* of the change */
} hp_origin;

/* An id that a change took away. */
typedef struct hp_gone {
    const struct hp_gone *next;
    const char *id;
    const char *path; /* of the change */
} hp_gone;

struct hp_table;

/* A table whose rows were read and not yet checked. */
typedef struct hp_draft {
    struct hp_table *table;
    hp_table_id id;
    hp_arena *arena;
    uint32_t *cells; /* row_count × kept_count, as the table's */
    char *texts;
    size_t used;  /* of the texts */
    size_t room;  /* of the texts */
    size_t spare; /* of the room, left free for whoever checks the rows */
} hp_draft;

/* Applies the changes: rows, columns, texts and origins of the table. A change that cannot be made
 * is a finding, and the others are made all the same. */
hp_status HP_MUST_CHECK hp_patch_apply(hp_draft *draft, const hp_patch *patch,
                                       hp_findings *findings);

#endif
