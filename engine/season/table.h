/* A table as read: cells trimmed, coded cells in their English or 0/1 form, each cell checked for
 * what its column asks. What a cell refers to is checked later (season/link.c). */
#ifndef HP_SEASON_TABLE_H
#define HP_SEASON_TABLE_H

#include "base/arena.h"
#include "base/finding.h"
#include "season/patch.h"

typedef struct hp_table {
    const char *file;     /* as named in season.json; NULL: the season has no such table */
    size_t known_count;   /* columns 0 … known_count - 1 are those of hp_columns, in that order */
    size_t column_count;  /* the rest are the office's own, in the order of the file */
    const char **names;   /* English names of known columns, headers of the others */
    const char **headers; /* as they stand in the file; NULL: the column is missing */
    int32_t *places;      /* per column: its place among a row's cells; -1: it is missing */
    size_t kept_count;    /* cells of a row: one for each column that is not missing */
    size_t row_count;
    int64_t *rows;         /* the row of the file, as a spreadsheet counts; 0: an added one */
    const char *texts;     /* all cells, one behind the other, each with a closing NUL */
    const uint32_t *cells; /* row_count × kept_count: where in `texts`; 0, "": unknown */
    bool broken;           /* not read to its end, or without a header: its ids are not all known */
    const hp_patch *patch; /* a scenario's changes, set before reading; NULL: none */
    const hp_origin **origins; /* per row what changed it; NULL: nothing is changed */
    const hp_gone *gone;       /* ids that a change took away; NULL: none */
} hp_table;

/* Reads a decoded text, which is not needed afterwards. Every fault is a finding; a faulty cell is
 * left "" in the table so that reading goes on. Outcomes: HP_OK, HP_NO_MEMORY. */
hp_status HP_MUST_CHECK hp_table_read(hp_table *table, hp_arena *arena, hp_table_id id,
                                      const char *file, const char *text, size_t length,
                                      hp_findings *findings);

/* The cell, "" when unknown. */
static inline const char *hp_cell(const hp_table *table, size_t row, size_t column) {
    int32_t place = table->places[column];
    return place < 0 ? "" : table->texts + table->cells[row * table->kept_count + (size_t)place];
}

/* Where a cell stands, for findings. */
hp_place hp_cell_place(const hp_table *table, size_t row, size_t column);

/* The scenario's change that took the id away; NULL: none did. */
const char *hp_table_gone(const hp_table *table, const char *id);

/* The column by English name, Chinese alias or header; -1: none. */
int hp_table_column(const hp_table *table, hp_table_id id, const char *name);

#endif
