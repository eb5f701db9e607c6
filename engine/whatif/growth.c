/* What a school gains by classes or by seats that are no longer reserved. */
#include "base/number.h"
#include "season/seats.h"
#include "whatif/remedy.h"

static int64_t whole_cell(const hp_data *data, int32_t school, size_t column, int64_t otherwise) {
    int64_t value = 0;
    const hp_table *table = &data->tables[HP_SCHOOLS];
    return hp_parse_whole(hp_cell(table, data->schools[school].row, column), &value) ? value
                                                                                     : otherwise;
}

static int32_t seats_of(hp_school school) {
    hp_seats_compute(&school);
    return school.seats;
}

/* A plan that is a contract (purchased seats, a private school's own) stands whatever is built. */
static bool may_plan_anew(const hp_school *school) {
    return school->plan >= 0 && school->ownership == HP_PUBLIC;
}

hp_status hp_class_growth(hp_growth *growth, hp_arena *arena, const hp_data *data, int32_t school,
                          bool plan_binds) {
    hp_school with = data->schools[school];
    int32_t before = with.seats;
    int32_t *gain = NULL;
    *growth = (hp_growth){.most = (int32_t)whole_cell(data, school, HP_SCHOOL_ROOMS, 0),
                          .cost = whole_cell(data, school, HP_SCHOOL_CLASS_COST, 1)};
    gain = hp_arena_alloc(arena, (size_t)growth->most + 1, sizeof *gain);
    HP_NEED(gain);
    if (!plan_binds && may_plan_anew(&with)) {
        with.plan = -1;
    }
    for (int32_t k = 1; k <= growth->most; k++) {
        with.classes++;
        int32_t more = seats_of(with) - before;
        gain[k] = more > 0 ? more : 0;
    }
    growth->gain = gain;
    return HP_OK;
}

hp_status hp_reserved_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                             int32_t school) {
    hp_school with = data->schools[school];
    int32_t before = with.seats;
    *growth = (hp_growth){.most = with.reserved, .cost = 1};
    int32_t *gain = hp_arena_alloc(arena, (size_t)growth->most + 1, sizeof *gain);
    HP_NEED(gain);
    for (int32_t k = 1; k <= growth->most; k++) {
        with.reserved--;
        gain[k] = seats_of(with) - before;
    }
    growth->gain = gain;
    return HP_OK;
}
