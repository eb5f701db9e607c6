/* This season beside last year's: figures, rules and rows that jumped, vanished or are new.
 *
 * Schools, areas, categories and stages are the same when their ids are. */
#ifndef HP_PREFLIGHT_YEAR_H
#define HP_PREFLIGHT_YEAR_H

#include "preflight/census.h"
#include "preflight/notes.h"

/* The two seasons, and each one's school or area in the other (-1: none). */
typedef struct hp_years {
    const hp_census *now;
    const hp_census *then;
    int32_t *school_then; /* per school of now */
    int32_t *area_then;   /* per area of now */
    int32_t *school_now;  /* per school of then */
    int32_t *area_now;    /* per area of then */
} hp_years;

/* Seats, reserved seats, children of areas, intakes, categories; schools and areas gone or new. */
hp_status HP_MUST_CHECK hp_year_figures(hp_notes *notes, hp_arena *arena, const hp_years *years);

/* Rows of feeders and zones that are gone, with the children that used them. */
hp_status HP_MUST_CHECK hp_year_links(hp_notes *notes, hp_arena *arena, const hp_years *years);

/* Columns of schools and students that were filled last year and no longer are. */
void hp_year_columns(hp_notes *notes, const hp_years *years);

/* Categories and stages whose rules say otherwise, and seeds that are known already. */
hp_status HP_MUST_CHECK hp_year_policy(hp_notes *notes, hp_arena *arena, const hp_years *years);

/* All of it. */
hp_status HP_MUST_CHECK hp_year_compare(hp_notes *notes, hp_arena *arena, const hp_census *now,
                                        const hp_census *then);

#endif
