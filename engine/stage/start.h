/* Prices to begin with: those that a stage had in a run before this one. */
#ifndef HP_STAGE_START_H
#define HP_STAGE_START_H

#include "stage/known.h"
#include "stage/nearest.h"
#include "stage/part.h"

/* *start: per sink of the part's program the price of its school in `before`, an answer of the
 * known run in the same stage, as far as both have the levels; NULL where `before` is. They are a
 * place to begin and need not be right. */
hp_status HP_MUST_CHECK hp_start_find(const hp_lex **start, hp_arena *arena, const hp_part *part,
                                      const hp_nearest *before);

#endif
