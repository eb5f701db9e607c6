#include "preflight/crossfoot.h"

/* ---- the district ---- */

static void foot_district(hp_notes *notes, const hp_census *census) {
    const hp_data *data = census->data;
    int64_t seats = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        seats += census->reached[s] ? data->schools[s].seats : 0;
    }
    if (census->child_count > seats) {
        hp_note(notes, HP_F_seats_short_district, census->child_count - seats,
                (hp_place){.file = data->tables[HP_SCHOOLS].file},
                hp_note_whole(notes, census->child_count),
                hp_note_whole(notes, census->guaranteed_count), hp_note_whole(notes, seats));
    }
}

/* ---- each school ---- */

static hp_status foot_schools(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    const hp_data *data = census->data;
    size_t count = (size_t)data->school_count;
    int32_t *all = hp_arena_alloc(arena, count, sizeof *all);
    int32_t *guaranteed = hp_arena_alloc(arena, count, sizeof *guaranteed);
    HP_NEED(all);
    HP_NEED(guaranteed);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (census->only[i] >= 0) {
            all[census->only[i]]++;
            guaranteed[census->only[i]] += census->roll->guaranteed[i];
        }
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        if (all[s] > data->schools[s].seats) {
            hp_note(notes, HP_F_seats_short_school, all[s] - data->schools[s].seats,
                    hp_school_place(data, s), hp_note_whole(notes, all[s]),
                    hp_note_whole(notes, guaranteed[s]),
                    hp_note_whole(notes, data->schools[s].seats));
        }
    }
    return HP_OK;
}

/* ---- along the feeders ---- */

/* Later stages help a few, so only a shortage of this many percent of the seats is told, and of
 * this many children. */
enum { SHORT_PERCENT = 10, SHORT_CHILDREN = 10 };

static bool is_short(int64_t graduates, int64_t seats) {
    return graduates - seats >= SHORT_CHILDREN &&
           100 * (graduates - seats) >= SHORT_PERCENT * seats;
}

/* The feeder rows by junior, and marks for counting each school once. */
typedef struct feeder_foot {
    const hp_census *census;
    int32_t *graduates; /* per primary: children whom a feeder stage gives one of its feeders */
    int32_t *begin;     /* school_count + 1: primaries that feed a junior */
    int32_t *primaries;
    bool *told;     /* per junior: its shortage is told */
    int32_t *stamp; /* per school */
    int32_t mark;
} feeder_foot;

static bool is_repeated(const hp_data *data, int32_t i) {
    return i > 0 && data->feeders[i].primary == data->feeders[i - 1].primary &&
           data->feeders[i].junior == data->feeders[i - 1].junior;
}

static hp_status turn_feeders(feeder_foot *foot, hp_arena *arena) {
    const hp_data *data = foot->census->data;
    size_t schools = (size_t)data->school_count;
    int32_t rows = data->feeder_begin[data->school_count];
    foot->graduates = hp_arena_alloc(arena, schools, sizeof *foot->graduates);
    foot->begin = hp_arena_alloc(arena, schools + 1, sizeof *foot->begin);
    foot->primaries = hp_arena_alloc(arena, (size_t)rows, sizeof *foot->primaries);
    foot->stamp = hp_arena_alloc(arena, schools, sizeof *foot->stamp);
    int32_t *next = hp_arena_alloc(arena, schools, sizeof *next);
    HP_NEED(foot->graduates);
    HP_NEED(foot->begin);
    HP_NEED(foot->primaries);
    foot->told = hp_arena_alloc(arena, schools, sizeof *foot->told);
    HP_NEED(foot->told);
    HP_NEED(foot->stamp);
    HP_NEED(next);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (foot->census->feeder_given[i]) {
            foot->graduates[data->students[i].primary]++;
        }
    }
    for (int32_t i = 0; i < rows; i++) {
        foot->begin[data->feeders[i].junior + 1] += !is_repeated(data, i);
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        foot->begin[s + 1] += foot->begin[s];
        next[s] = foot->begin[s];
    }
    for (int32_t i = 0; i < rows; i++) {
        if (!is_repeated(data, i)) {
            foot->primaries[next[data->feeders[i].junior]++] = data->feeders[i].primary;
        }
    }
    return HP_OK;
}

/* Seats of the juniors that a primary feeds. */
static int64_t seats_fed(const hp_data *data, int32_t primary) {
    int64_t seats = 0;
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        seats += is_repeated(data, i) ? 0 : data->schools[data->feeders[i].junior].seats;
    }
    return seats;
}

/* Graduates of other primaries that feed one of the primary's juniors. */
static int64_t graduates_beside(feeder_foot *foot, int32_t primary) {
    const hp_data *data = foot->census->data;
    int64_t graduates = 0;
    foot->stamp[primary] = ++foot->mark;
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        int32_t junior = data->feeders[i].junior;
        for (int32_t j = foot->begin[junior]; j < foot->begin[junior + 1]; j++) {
            int32_t other = foot->primaries[j];
            graduates += foot->stamp[other] == foot->mark ? 0 : foot->graduates[other];
            foot->stamp[other] = foot->mark;
        }
    }
    return graduates;
}

/* The one junior that a primary feeds; -1: several, or none. */
static int32_t only_junior(const hp_data *data, int32_t primary) {
    int32_t first = data->feeder_begin[primary];
    int32_t last = data->feeder_begin[primary + 1] - 1;
    return last >= first && data->feeders[first].junior == data->feeders[last].junior
               ? data->feeders[first].junior
               : -1;
}

/* Primaries that feed this junior alone, where there are several. */
static void foot_junior(hp_notes *notes, feeder_foot *foot, int32_t junior) {
    const hp_data *data = foot->census->data;
    int64_t graduates = 0;
    int64_t primaries = 0;
    for (int32_t j = foot->begin[junior]; j < foot->begin[junior + 1]; j++) {
        int32_t primary = foot->primaries[j];
        if (only_junior(data, primary) == junior) {
            graduates += foot->graduates[primary];
            primaries += foot->graduates[primary] > 0;
        }
    }
    int32_t seats = data->schools[junior].seats;
    if (primaries > 1 && is_short(graduates, seats)) {
        foot->told[junior] = true;
        hp_note(notes, HP_F_seats_short_fed, graduates - seats, hp_school_place(data, junior),
                hp_note_whole(notes, graduates), hp_note_whole(notes, primaries),
                hp_note_whole(notes, seats));
    }
}

/* Not again where its one junior told it. */
static void foot_primary(hp_notes *notes, feeder_foot *foot, int32_t primary) {
    const hp_data *data = foot->census->data;
    int64_t seats = seats_fed(data, primary);
    int32_t junior = only_junior(data, primary);
    if (is_short(foot->graduates[primary], seats) && (junior < 0 || !foot->told[junior])) {
        hp_note(notes, HP_F_seats_short_primary, foot->graduates[primary] - seats,
                hp_school_place(data, primary), hp_note_whole(notes, foot->graduates[primary]),
                hp_note_whole(notes, seats), hp_note_whole(notes, graduates_beside(foot, primary)));
    }
}

static hp_status foot_feeders(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    feeder_foot foot = {.census = census};
    HP_TRY(turn_feeders(&foot, arena));
    for (int32_t s = 0; s < census->data->school_count; s++) {
        if (census->data->schools[s].level == HP_JUNIOR) {
            foot_junior(notes, &foot, s);
        }
    }
    for (int32_t s = 0; s < census->data->school_count; s++) {
        if (census->data->schools[s].level == HP_PRIMARY) {
            foot_primary(notes, &foot, s);
        }
    }
    return HP_OK;
}

hp_status hp_crossfoot(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    foot_district(notes, census);
    HP_TRY(foot_schools(notes, arena, census));
    return census->data->level == HP_JUNIOR ? foot_feeders(notes, arena, census) : HP_OK;
}
