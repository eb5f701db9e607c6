/* One child, or one property, that stands in two rows or in two seasons. */
#ifndef HP_PREFLIGHT_TWICE_H
#define HP_PREFLIGHT_TWICE_H

#include "preflight/notes.h"
#include "season/data.h"

/* The columns of the office that hold the number of a property, by their headers. */
extern const char *const hp_property_headers[];

/* One property number in rows of different bundles. Children elsewhere are left out, here and
 * below: they take no seat. */
hp_status HP_MUST_CHECK hp_property_twice(hp_notes *notes, hp_arena *arena, const hp_data *data);

/* One id_number or register_no in two rows of the season. */
hp_status HP_MUST_CHECK hp_child_twice(hp_notes *notes, hp_arena *arena, const hp_data *data);

/* A child of the season who stands in the other one too: by id_number, by register_no, or by
 * student_id, name and birth date together. Noted under `code`. */
hp_status HP_MUST_CHECK hp_child_in_both(hp_notes *notes, hp_arena *arena, const hp_data *data,
                                         const hp_data *other, hp_finding_code code);

#endif
