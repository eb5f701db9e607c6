#include "lp/lex.h"

#include <stdlib.h>

/* The level at a position; past the end, one beyond every level. */
static int32_t level_at(hp_lex vector, int32_t at) {
    return at < vector.count ? vector.level[at] : INT32_MAX;
}

static int32_t lower(int32_t a, int32_t b) {
    return a < b ? a : b;
}

int hp_lex_sign(hp_lex a, hp_lex b, hp_lex c) {
    int32_t i = 0;
    int32_t j = 0;
    int32_t k = 0;
    for (;;) {
        int32_t level = lower(level_at(a, i), lower(level_at(b, j), level_at(c, k)));
        int64_t value = 0;
        if (level == INT32_MAX) {
            return 0;
        }
        value += level_at(a, i) == level ? a.value[i++] : 0;
        value += level_at(b, j) == level ? b.value[j++] : 0;
        value -= level_at(c, k) == level ? c.value[k++] : 0;
        if (value != 0) {
            return value < 0 ? -1 : 1;
        }
    }
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
    HP_TRY(reserve(room, a.count + b.count + c.count));
    int32_t count = 0;
    int32_t i = 0;
    int32_t j = 0;
    int32_t k = 0;
    for (;;) {
        int32_t level = lower(level_at(a, i), lower(level_at(b, j), level_at(c, k)));
        int64_t value = 0;
        if (level == INT32_MAX) {
            room->count = count;
            return HP_OK;
        }
        value += level_at(a, i) == level ? a.value[i++] : 0;
        value += level_at(b, j) == level ? b.value[j++] : 0;
        value -= level_at(c, k) == level ? c.value[k++] : 0;
        if (value != 0) {
            room->level[count] = level;
            room->value[count++] = value;
        }
    }
}

void hp_lex_free(hp_lex_room *room) {
    free(room->level);
    free(room->value);
    *room = (hp_lex_room){0};
}

hp_status hp_lex_sum(hp_lex *sum, hp_arena *arena, hp_lex a, hp_lex b) {
    size_t room = (size_t)a.count + (size_t)b.count;
    int32_t *levels = hp_arena_alloc(arena, room, sizeof *levels);
    int64_t *values = hp_arena_alloc(arena, room, sizeof *values);
    HP_NEED(levels);
    HP_NEED(values);
    *sum = (hp_lex){.level = levels, .value = values};
    int32_t i = 0;
    int32_t j = 0;
    while (i < a.count || j < b.count) {
        int32_t level = lower(level_at(a, i), level_at(b, j));
        int64_t value = 0;
        value += level_at(a, i) == level ? a.value[i++] : 0;
        value += level_at(b, j) == level ? b.value[j++] : 0;
        if (value != 0) {
            levels[sum->count] = level;
            values[sum->count++] = value;
        }
    }
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
