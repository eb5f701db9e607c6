/* Memory that lives and dies together: a season, a run, a stage's program.
 *
 * An arena hands out zeroed memory and frees all of it at once; nothing is freed singly.
 * Every allocation may return NULL, which callers meet with HP_NEED.
 */
#ifndef HP_BASE_ARENA_H
#define HP_BASE_ARENA_H

#include <stddef.h>

typedef struct hp_arena_block hp_arena_block;

typedef struct hp_arena {
    hp_arena_block *blocks; /* newest first; NULL when empty */
} hp_arena;

/* Zeroed room for `count` items of `size` bytes, aligned for any type.
 * count 0 gives a valid pointer. NULL: out of memory, or count × size overflows. */
void *hp_arena_alloc(hp_arena *arena, size_t count, size_t size);

/* A copy of `length` bytes with a closing NUL. */
char *hp_arena_copy(hp_arena *arena, const char *bytes, size_t length);

/* A copy of a NUL-ended text. */
char *hp_arena_text(hp_arena *arena, const char *text);

/* printf into the arena. */
char *hp_arena_format(hp_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Frees all; the arena is empty afterwards and may be used again. */
void hp_arena_free(hp_arena *arena);

#endif
