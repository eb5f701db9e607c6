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

/* A vector that can be changed; zeroed, it is 0. Its memory grows and is freed by hp_lex_free. */
typedef struct hp_lex_room {
    int32_t count;
    int32_t capacity;
    int32_t *level;
    int64_t *value;
} hp_lex_room;

/* The vector of a room, lent until the room changes. */
static inline hp_lex hp_lex_of(const hp_lex_room *room) {
    return (hp_lex){.count = room->count, .level = room->level, .value = room->value};
}

/* room = a + b − c, zeros left out; none of a, b, c may be lent by the room itself. */
hp_status HP_MUST_CHECK hp_lex_set(hp_lex_room *room, hp_lex a, hp_lex b, hp_lex c);
void hp_lex_free(hp_lex_room *room);

/* The sign of a + b − c: -1, 0, 1. Entries of a, b, c may be 0. */
int hp_lex_sign(hp_lex a, hp_lex b, hp_lex c);

/* a + b in the arena, zeros left out. */
hp_status HP_MUST_CHECK hp_lex_sum(hp_lex *sum, hp_arena *arena, hp_lex a, hp_lex b);

/* A vector `times` times, in the arena; none where `times` is 0. */
hp_status HP_MUST_CHECK hp_lex_times(hp_lex *product, hp_arena *arena, hp_lex lex, int64_t times);

#endif
