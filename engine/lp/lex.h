/* Sparse lexicographic vectors: entries by level, zeros not written. */
#ifndef HP_LP_LEX_H
#define HP_LP_LEX_H

#include "base/arena.h"
#include "base/status.h"

typedef struct hp_lex {
    int32_t count;
    const int32_t *level; /* ascending */
    const int64_t *value; /* none is 0 in a finished vector */
} hp_lex;

/* The sign of a + b − c: -1, 0, 1. Entries of a, b, c may be 0. */
int hp_lex_sign(hp_lex a, hp_lex b, hp_lex c);

/* a + b in the arena, zeros left out. */
hp_status HP_MUST_CHECK hp_lex_sum(hp_lex *sum, hp_arena *arena, hp_lex a, hp_lex b);

#endif
