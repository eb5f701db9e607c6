#include "preflight/year.h"

#include <stdlib.h>
#include <string.h>

/* A jump is a change of this many percent of last year's figure, and of so many at least: small
 * schools and areas move by much more than a third from year to year without a fault. */
enum {
    JUMP_PERCENT = 30,
    JUMP_SEATS = 50, /* about one class */
    JUMP_INTAKE = 50,
    JUMP_CHILDREN = 20, /* of an area */
    SHARE_POINTS = 50,  /* tenths of a percent of all children: a category's share */
    SHARE_CHILDREN = 20,
    RESERVED_SEATS = 5, /* reserved last year, none now */
    SWAP_PERCENT = 5    /* how near the one's seats now are to the other's then */
};

static int64_t magnitude(int64_t number) {
    return number < 0 ? -number : number;
}

static bool jumps(int64_t now, int64_t then, int64_t least) {
    int64_t change = magnitude(now - then);
    return change >= least && 100 * change >= JUMP_PERCENT * then;
}

/* "+25 %" of last year's figure, rounded towards 0; "" where that was 0. */
static const char *percent_of(hp_notes *notes, int64_t now, int64_t then) {
    return then == 0 ? "" : hp_note_format(notes, " (%+d %%)", (int)(100 * (now - then) / then));
}

/* ---- seats, and seats of two schools that look swapped ---- */

typedef struct jumper {
    int32_t school; /* of now */
    int32_t now;
    int32_t then;
    bool paired;
} jumper;

static int compare_jumpers(const void *left, const void *right) {
    const jumper *a = left;
    const jumper *b = right;
    return a->then != b->then ? (a->then > b->then) - (a->then < b->then)
                              : (a->school > b->school) - (a->school < b->school);
}

static bool is_near(int64_t a, int64_t b) {
    return 100 * magnitude(a - b) <= SWAP_PERCENT * b;
}

/* The first jumper with at least so many seats last year. */
static size_t first_from(const jumper *list, size_t count, int64_t then) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle].then < then) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Pairs a jumper with one whose figures crossed with its own. */
static void pair_up(hp_notes *notes, const hp_data *data, jumper *list, size_t count, size_t i) {
    enum { TRIES = 50 }; /* of equal figures; more are no swap of two */
    jumper *one = &list[i];
    size_t from = first_from(list, count, (int64_t)one->now * (100 - SWAP_PERCENT) / 100);
    for (size_t j = from; j < count && j < from + TRIES && !one->paired; j++) {
        jumper *other = &list[j];
        if (j != i && !other->paired && is_near(one->now, other->then) &&
            is_near(other->now, one->then)) {
            one->paired = true;
            other->paired = true;
            hp_place place = hp_school_place(data, one->school);
            hp_note(notes, HP_F_last_year_swapped, magnitude(one->now - one->then), place,
                    data->schools[other->school].id,
                    hp_note_format(notes, "%d, %d", one->now, other->now),
                    hp_note_format(notes, "%d, %d", one->then, other->then));
        }
    }
}

static hp_status compare_seats(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    const hp_data *data = years->now->data;
    jumper *list = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *list);
    HP_NEED(list);
    size_t count = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        int32_t t = years->school_then[s];
        int32_t then = t < 0 ? 0 : years->then->data->schools[t].seats;
        if (t >= 0 && jumps(data->schools[s].seats, then, JUMP_SEATS)) {
            list[count++] = (jumper){.school = s, .now = data->schools[s].seats, .then = then};
        }
    }
    qsort(list, count, sizeof *list, compare_jumpers);
    for (size_t i = 0; i < count; i++) {
        pair_up(notes, data, list, count, i);
    }
    for (size_t i = 0; i < count; i++) {
        const jumper *one = &list[i];
        if (!one->paired) {
            hp_note(notes, HP_F_last_year_seats, magnitude(one->now - one->then),
                    hp_school_place(data, one->school), hp_note_whole(notes, one->now),
                    hp_note_whole(notes, one->then), percent_of(notes, one->now, one->then));
        }
    }
    return HP_OK;
}

/* ---- one figure of each school or area ---- */

static void compare_schools(hp_notes *notes, const hp_years *years) {
    const hp_census *now = years->now;
    for (int32_t s = 0; s < now->data->school_count; s++) {
        int32_t t = years->school_then[s];
        if (t < 0) {
            continue;
        }
        const hp_school *school = &now->data->schools[s];
        int32_t reserved = years->then->data->schools[t].reserved;
        if (school->reserved == 0 && reserved >= RESERVED_SEATS &&
            school->level == now->data->level) {
            hp_note(notes, HP_F_last_year_reserved, reserved,
                    hp_cell_place(&now->data->tables[HP_SCHOOLS], school->row, HP_SCHOOL_RESERVED),
                    school->id, hp_note_whole(notes, reserved), NULL);
        }
        int32_t then = years->then->intake[t];
        if (jumps(now->intake[s], then, JUMP_INTAKE)) {
            hp_note(notes, HP_F_last_year_intake, magnitude(now->intake[s] - then),
                    hp_school_place(now->data, s), hp_note_whole(notes, now->intake[s]),
                    hp_note_whole(notes, then), percent_of(notes, now->intake[s], then));
        }
    }
}

static void compare_areas(hp_notes *notes, const hp_years *years) {
    const hp_census *now = years->now;
    for (int32_t a = 0; a < now->data->area_count; a++) {
        int32_t t = years->area_then[a];
        int32_t then = t < 0 ? 0 : years->then->at_area[t];
        if (t >= 0 && jumps(now->at_area[a], then, JUMP_CHILDREN)) {
            hp_note(notes, HP_F_last_year_children, magnitude(now->at_area[a] - then),
                    hp_area_place(now, a), hp_note_whole(notes, now->at_area[a]),
                    hp_note_whole(notes, then), percent_of(notes, now->at_area[a], then));
        }
    }
}

/* ---- categories ---- */

/* Tenths of a percent. */
static int64_t share_of(int64_t part, int64_t all) {
    return all == 0 ? 0 : (2000 * part + all) / (2 * all);
}

static const char *tell_share(hp_notes *notes, int64_t part, int64_t all) {
    int64_t share = share_of(part, all);
    return hp_note_format(notes, "%d (%d.%d %%)", (int)part, (int)(share / 10), (int)(share % 10));
}

static void compare_categories(hp_notes *notes, const hp_years *years) {
    const hp_census *now = years->now;
    const hp_census *then = years->then;
    for (int c = 0; c < now->policy->category_count; c++) {
        int t = hp_category_by_id(then->policy, now->policy->categories[c].id);
        if (t < 0) {
            continue;
        }
        int64_t count = now->in_category[c];
        int64_t before = then->in_category[t];
        int64_t share = share_of(count, now->child_count);
        int64_t share_before = share_of(before, then->child_count);
        int64_t change = magnitude(share - share_before);
        if (change >= SHARE_POINTS && 100 * change >= JUMP_PERCENT * share_before &&
            magnitude(count - before) >= SHARE_CHILDREN) {
            hp_note(notes, HP_F_last_year_category, change,
                    (hp_place){.file = now->data->policy_file,
                               .column = hp_note_format(notes, "/categories/%d", c),
                               .value = now->policy->categories[c].id},
                    tell_share(notes, count, now->child_count),
                    tell_share(notes, before, then->child_count), NULL);
        }
    }
}

/* ---- gone and new ---- */

/* A school of the season's level among those that are new, by name. */
typedef struct named_school {
    const char *name;
    int32_t school;
} named_school;

static int compare_names(const void *left, const void *right) {
    const named_school *a = left;
    const named_school *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->school > b->school) - (a->school < b->school);
}

static int compare_names_alone(const void *left, const void *right) {
    return strcmp(((const named_school *)left)->name, ((const named_school *)right)->name);
}

/* Schools of either level that stand in one season only. */
static hp_status list_alone(named_school **list, size_t *count, hp_arena *arena,
                            const hp_data *data, const int32_t *counterpart) {
    *list = hp_arena_alloc(arena, (size_t)data->school_count, sizeof **list);
    HP_NEED(*list);
    *count = 0;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (counterpart[s] < 0) {
            (*list)[(*count)++] = (named_school){data->schools[s].name, s};
        }
    }
    qsort(*list, *count, sizeof **list, compare_names);
    return HP_OK;
}

static hp_status compare_school_lists(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    const hp_data *now = years->now->data;
    const hp_data *then = years->then->data;
    named_school *gone = NULL;
    named_school *new_ones = NULL;
    size_t gone_count = 0;
    size_t new_count = 0;
    HP_TRY(list_alone(&gone, &gone_count, arena, then, years->school_now));
    HP_TRY(list_alone(&new_ones, &new_count, arena, now, years->school_then));
    bool *renamed = hp_arena_alloc(arena, gone_count, sizeof *renamed);
    HP_NEED(renamed);
    for (size_t i = 0; i < new_count; i++) {
        const hp_school *school = &now->schools[new_ones[i].school];
        const named_school *same = gone_count == 0 ? NULL
                                                   : bsearch(&new_ones[i], gone, gone_count,
                                                             sizeof *gone, compare_names_alone);
        if (same != NULL) {
            renamed[same - gone] = true;
            hp_note(notes, HP_F_last_year_renumbered, school->seats,
                    hp_school_place(now, new_ones[i].school), school->name,
                    then->schools[same->school].id, NULL);
        } else {
            hp_note(notes, HP_F_last_year_school_new, school->seats,
                    hp_school_place(now, new_ones[i].school), school->name,
                    hp_note_whole(notes, school->seats), NULL);
        }
    }
    for (size_t i = 0; i < gone_count; i++) {
        const hp_school *school = &then->schools[gone[i].school];
        if (!renamed[i]) {
            hp_note(notes, HP_F_last_year_school_gone, school->seats,
                    (hp_place){.file = now->tables[HP_SCHOOLS].file, .value = school->id},
                    school->name, hp_note_whole(notes, school->seats),
                    hp_note_whole(notes, years->then->of_primary[gone[i].school]));
        }
    }
    return HP_OK;
}

/* Areas that stand in one season only, told together; the one with most children is named. */
static void compare_area_lists(hp_notes *notes, const hp_census *census, const char *file,
                               const int32_t *counterpart, hp_finding_code code) {
    int64_t count = 0;
    int64_t children = 0;
    int32_t most = -1;
    for (int32_t a = 0; a < census->data->area_count; a++) {
        if (counterpart[a] < 0) {
            count++;
            children += census->at_area[a];
            most = most < 0 || census->at_area[a] > census->at_area[most] ? a : most;
        }
    }
    if (count > 0) {
        hp_note(notes, code, children,
                (hp_place){.file = file, .value = census->data->areas[most].id},
                hp_note_whole(notes, count), hp_note_whole(notes, children),
                hp_note_whole(notes, census->at_area[most]));
    }
}

hp_status hp_year_figures(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    const char *areas = years->now->data->tables[HP_AREAS].file;
    HP_TRY(compare_seats(notes, arena, years));
    compare_schools(notes, years);
    compare_areas(notes, years);
    compare_categories(notes, years);
    compare_area_lists(notes, years->now, areas, years->area_then, HP_F_last_year_areas_new);
    compare_area_lists(notes, years->then, areas, years->area_now, HP_F_last_year_areas_gone);
    return compare_school_lists(notes, arena, years);
}

/* ---- all of it ---- */

static hp_status match(hp_years *years, hp_arena *arena) {
    const hp_data *now = years->now->data;
    const hp_data *then = years->then->data;
    years->school_then = hp_arena_alloc(arena, (size_t)now->school_count, sizeof(int32_t));
    years->area_then = hp_arena_alloc(arena, (size_t)now->area_count, sizeof(int32_t));
    years->school_now = hp_arena_alloc(arena, (size_t)then->school_count, sizeof(int32_t));
    years->area_now = hp_arena_alloc(arena, (size_t)then->area_count, sizeof(int32_t));
    HP_NEED(years->school_then);
    HP_NEED(years->area_then);
    HP_NEED(years->school_now);
    HP_NEED(years->area_now);
    for (int32_t s = 0; s < now->school_count; s++) {
        years->school_then[s] = hp_school_by_id(then, now->schools[s].id);
    }
    for (int32_t a = 0; a < now->area_count; a++) {
        years->area_then[a] = hp_area_by_id(then, now->areas[a].id);
    }
    for (int32_t s = 0; s < then->school_count; s++) {
        years->school_now[s] = hp_school_by_id(now, then->schools[s].id);
    }
    for (int32_t a = 0; a < then->area_count; a++) {
        years->area_now[a] = hp_area_by_id(now, then->areas[a].id);
    }
    return HP_OK;
}

hp_status hp_year_compare(hp_notes *notes, hp_arena *arena, const hp_census *now,
                          const hp_census *then) {
    hp_years years = {.now = now, .then = then};
    HP_TRY(match(&years, arena));
    HP_TRY(hp_year_figures(notes, arena, &years));
    HP_TRY(hp_year_links(notes, arena, &years));
    hp_year_columns(notes, &years);
    return hp_year_policy(notes, arena, &years);
}
