#include "lp/lex.h"

#include <stdlib.h>

/* a + b − c, level after level; the vectors lose the entries that were taken. */
typedef struct lex_walk {
    hp_lex a;
    hp_lex b;
    hp_lex c;
    int32_t level; /* of the entry at hand */
    int64_t value; /* may be 0 */
} lex_walk;

/* The first level that is left of a vector; none: one beyond every level. */
static inline int32_t first_level(const hp_lex *vector) {
    return vector->count > 0 ? vector->level[0] : INT32_MAX;
}

/* Takes a vector's entry on the level; 0 where it has none. */
static inline int64_t take(hp_lex *vector, int32_t level) {
    if (vector->count == 0 || vector->level[0] != level) {
        return 0;
    }
    int64_t value = vector->value[0];
    vector->level++;
    vector->value++;
    vector->count--;
    return value;
}

/* Goes to the next entry; false: there is none. */
static inline bool walk_on(lex_walk *walk) {
    int32_t level = first_level(&walk->a);
    level = first_level(&walk->b) < level ? first_level(&walk->b) : level;
    level = first_level(&walk->c) < level ? first_level(&walk->c) : level;
    if (level == INT32_MAX) {
        return false;
    }
    walk->level = level;
    walk->value = take(&walk->a, level) + take(&walk->b, level) - take(&walk->c, level);
    return true;
}

/* Writes what is left of the walk, zeros left out; returns how many entries. */
static int32_t write_rest(int32_t *level, int64_t *value, lex_walk walk) {
    int32_t count = 0;
    while (walk_on(&walk)) {
        level[count] = walk.level;
        value[count] = walk.value;
        count += walk.value != 0;
    }
    return count;
}

int hp_lex_sign(hp_lex a, hp_lex b, hp_lex c) {
    lex_walk walk = {.a = a, .b = b, .c = c};
    while (walk_on(&walk)) {
        if (walk.value != 0) {
            return walk.value < 0 ? -1 : 1;
        }
    }
    return 0;
}

static hp_status reserve(hp_lex_room *room, int32_t count) {
    if (count <= room->capacity) {
        return HP_OK;
    }
    int32_t capacity = count < 8 ? 8 : 2 * count;
    int32_t *level = realloc(room->level, (size_t)capacity * sizeof *level);
    HP_NEED(level);
    room->level = level;
    int64_t *value = realloc(room->value, (size_t)capacity * sizeof *value);
    HP_NEED(value);
    room->value = value;
    room->capacity = capacity;
    return HP_OK;
}

hp_status hp_lex_set(hp_lex_room *room, hp_lex a, hp_lex b, hp_lex c) {
    HP_TRY(reserve(room, a.count + b.count + c.count + 1));
    room->count = write_rest(room->level, room->value, (lex_walk){.a = a, .b = b, .c = c});
    return HP_OK;
}

void hp_lex_free(hp_lex_room *room) {
    free(room->level);
    free(room->value);
    *room = (hp_lex_room){0};
}

hp_status hp_lex_sum(hp_lex *sum, hp_arena *arena, hp_lex a, hp_lex b) {
    size_t room = (size_t)a.count + (size_t)b.count + 1;
    int32_t *level = hp_arena_alloc(arena, room, sizeof *level);
    int64_t *value = hp_arena_alloc(arena, room, sizeof *value);
    HP_NEED(level);
    HP_NEED(value);
    *sum = (hp_lex){.count = write_rest(level, value, (lex_walk){.a = a, .b = b}),
                    .level = level,
                    .value = value};
    return HP_OK;
}

hp_status hp_lex_times(hp_lex *product, hp_arena *arena, hp_lex lex, int64_t times) {
    int32_t *level = hp_arena_alloc(arena, (size_t)lex.count, sizeof *level);
    int64_t *value = hp_arena_alloc(arena, (size_t)lex.count, sizeof *value);
    HP_NEED(level);
    HP_NEED(value);
    *product = (hp_lex){.level = level, .value = value};
    for (int32_t i = 0; i < lex.count && times != 0; i++) {
        level[i] = lex.level[i];
        value[i] = lex.value[i] * times;
        product->count++;
    }
    return HP_OK;
}
