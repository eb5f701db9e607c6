#include <stdlib.h>

#include "preflight/year.h"

enum { LEAST_USERS = 10 }; /* children who used a row last year */

/* ---- feeders ---- */

/* The deciding addresses of graduates whom a feeder stage serves, sorted by primary and area. */
typedef struct graduate {
    int32_t primary;
    int32_t area;
} graduate;

static int compare_graduates(const void *left, const void *right) {
    const graduate *a = left;
    const graduate *b = right;
    return a->primary != b->primary ? (a->primary > b->primary) - (a->primary < b->primary)
                                    : (a->area > b->area) - (a->area < b->area);
}

typedef struct graduates {
    graduate *list;
    size_t count;
} graduates;

static hp_status list_graduates(graduates *all, hp_arena *arena, const hp_census *census) {
    all->list = hp_arena_alloc(arena, (size_t)census->data->student_count, sizeof *all->list);
    HP_NEED(all->list);
    for (int32_t i = 0; i < census->data->student_count; i++) {
        if (census->feeder_owed[i]) {
            all->list[all->count++] = (graduate){census->data->students[i].primary,
                                                 census->roll->address[i]};
        }
    }
    qsort(all->list, all->count, sizeof *all->list, compare_graduates);
    return HP_OK;
}

/* How many come before (primary, area). */
static int64_t count_before(const graduates *all, int32_t primary, int32_t area) {
    const graduate wanted = {primary, area};
    size_t low = 0;
    size_t high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_graduates(&all->list[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (int64_t)low;
}

/* Graduates for whom a row of the feeders table holds; area -1: wherever they live. */
static int64_t count_users(const graduates *all, int32_t primary, int32_t area) {
    return area < 0 ? count_before(all, primary + 1, -1) - count_before(all, primary, -1)
                    : count_before(all, primary, area + 1) - count_before(all, primary, area);
}

/* Whether the primary feeds the junior for that area (-1: for any area at all). */
static bool feeds(const hp_data *data, int32_t primary, int32_t junior, int32_t area) {
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        if (data->feeders[i].junior == junior &&
            (area < 0 || data->feeders[i].area < 0 || data->feeders[i].area == area)) {
            return true;
        }
    }
    return false;
}

static void compare_feeder(hp_notes *notes, const hp_years *years, const hp_feeder *row,
                           const graduates *now, const graduates *then) {
    const hp_data *data = years->now->data;
    int32_t primary = years->school_now[row->primary];
    int32_t junior = years->school_now[row->junior];
    int32_t area = row->area < 0 ? -1 : years->area_now[row->area];
    bool gone_otherwise = primary < 0 || junior < 0 || (row->area >= 0 && area < 0);
    int64_t users = count_users(then, row->primary, row->area);
    if (gone_otherwise || users < LEAST_USERS || feeds(data, primary, junior, area)) {
        return;
    }
    hp_place place = {.file = data->tables[HP_FEEDERS].file, .value = data->schools[junior].id};
    hp_note(notes, HP_F_last_year_feeder_gone, users, place,
            row->area < 0
                ? data->schools[primary].id
                : hp_note_format(notes, "%s, %s", data->schools[primary].id, data->areas[area].id),
            hp_note_whole(notes, users), hp_note_whole(notes, count_users(now, primary, area)));
}

static hp_status compare_feeders(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    graduates now = {0};
    graduates then = {0};
    const hp_data *data = years->then->data;
    HP_TRY(list_graduates(&now, arena, years->now));
    HP_TRY(list_graduates(&then, arena, years->then));
    for (int32_t i = 0; i < data->feeder_begin[data->school_count]; i++) {
        compare_feeder(notes, years, &data->feeders[i], &now, &then);
    }
    return HP_OK;
}

/* ---- zones ---- */

/* Areas that left a school's zone, told together by school. */
typedef struct zone_loss {
    int32_t areas;
    int32_t users; /* children there last year */
    int32_t now;   /* children there now */
    int32_t most;  /* the area with most children last year; of then */
} zone_loss;

/* The area with most children, and of how many it is one. */
static const char *tell_areas(hp_notes *notes, const zone_loss *loss, const hp_data *then) {
    const char *most = then->areas[loss->most].id;
    return loss->areas == 1 ? most : hp_note_format(notes, "%s … (%d)", most, loss->areas);
}

static hp_status compare_zones(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    const hp_census *now = years->now;
    const hp_census *then = years->then;
    zone_loss *losses = hp_arena_alloc(arena, (size_t)now->data->school_count, sizeof *losses);
    HP_NEED(losses);
    for (int32_t a = 0; a < then->data->area_count; a++) {
        int32_t area = years->area_now[a];
        for (int32_t z = then->data->zone_begin[a]; z < then->data->zone_begin[a + 1]; z++) {
            int32_t school = years->school_now[then->data->zone_schools[z]];
            if (area >= 0 && school >= 0 && !hp_in_zone(now->data, area, school)) {
                zone_loss *loss = &losses[school];
                loss->most = loss->areas == 0 || then->at_area[a] > then->at_area[loss->most]
                                 ? a
                                 : loss->most;
                loss->areas++;
                loss->users += then->at_area[a];
                loss->now += now->at_area[area];
            }
        }
    }
    for (int32_t s = 0; s < now->data->school_count; s++) {
        const zone_loss *loss = &losses[s];
        if (loss->users >= LEAST_USERS) {
            hp_note(notes, HP_F_last_year_zone_gone, loss->users,
                    (hp_place){.file = now->data->tables[HP_ZONES].file,
                               .value = now->data->schools[s].id},
                    tell_areas(notes, loss, then->data), hp_note_whole(notes, loss->users),
                    hp_note_whole(notes, loss->now));
        }
    }
    return HP_OK;
}

hp_status hp_year_links(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    HP_TRY(compare_zones(notes, arena, years));
    return years->now->data->level == HP_JUNIOR ? compare_feeders(notes, arena, years) : HP_OK;
}
