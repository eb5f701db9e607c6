#include "stage/start.h"

/* The plan's level that a level of another plan stands for: the same category's, or the same band
 * of the same level of the stage; -1: there is none. */
static int32_t like_level(const hp_part *part, const hp_plan *other, int32_t level) {
    const hp_plan *plan = part->plan;
    int32_t like = -1;
    int32_t run = other->runs[level];
    int category = other->levels[level].categories[0];
    if (run == 0) {
        like = category < part->state->policy->category_count ? plan->place_of[category] : -1;
    } else if (run <= part->stage->level_count && plan->first_of[run - 1] >= 0) {
        like = plan->first_of[run - 1] + level - other->first_of[run - 1];
    }
    return like >= 0 && like < plan->count && plan->runs[like] == run &&
                   plan->levels[like].kind == other->levels[level].kind
               ? like
               : -1;
}

/* The price by the levels of the part's program. 0 where what is left of it is not one: levels out
 * of their order, or less than 0. */
static hp_status price_of(hp_lex *price, hp_arena *arena, const hp_part *part,
                          const hp_nearest *before, hp_lex was) {
    int32_t *level = hp_arena_alloc(arena, (size_t)was.count, sizeof *level);
    int64_t *value = hp_arena_alloc(arena, (size_t)was.count, sizeof *value);
    HP_NEED(level);
    HP_NEED(value);
    *price = (hp_lex){.level = level, .value = value};
    for (int32_t i = 0; i < was.count; i++) {
        int32_t like = like_level(part, &before->plan, was.level[i]);
        int32_t at = like < 0 ? -1 : hp_part_level(part, like);
        if (at >= 0 && price->count > 0 && at <= level[price->count - 1]) {
            price->count = 0;
            return HP_OK;
        }
        if (at >= 0) {
            level[price->count] = at;
            value[price->count++] = was.value[i];
        }
    }
    if (hp_lex_sign(*price, (hp_lex){0}, (hp_lex){0}) < 0) {
        price->count = 0;
    }
    return HP_OK;
}

hp_status hp_start_find(const hp_lex **start, hp_arena *arena, const hp_part *part,
                        const hp_nearest *before) {
    size_t sinks = (size_t)part->program.sink_count;
    const hp_recall *recall = part->state->recall;
    *start = NULL;
    if (before == NULL) {
        return HP_OK;
    }
    hp_lex *price = hp_arena_alloc(arena, sinks, sizeof *price);
    HP_NEED(price);
    for (size_t sink = 0; sink < sinks; sink++) {
        int32_t school = recall->school_of[part->school_of[sink]];
        if (school >= 0) {
            HP_TRY(price_of(&price[sink], arena, part, before, before->price[school]));
        }
    }
    *start = price;
    return HP_OK;
}
