#include "preflight/swapped.h"

#include <libintl.h>

#include "season/distance.h"

#define TR(text) dgettext("huapian", text)

enum {
    SMALL_CLASS = 20,  /* children: no public school plans entry classes as small as this … */
    MANY_CLASSES = 30, /* … and as many as this */
    NEARER_TIMES = 4,  /* the swapped point is this many times nearer to what belongs to it */
    FAR_M = 2000,      /* and the point as written at least this far, on average */
    LEAST_POINTS = 2   /* that belong to it */
};

/* ---- figures of a school ---- */

static void note_pair(hp_notes *notes, const hp_census *census, int32_t s, size_t column,
                      const char *cells, const char *why) {
    const hp_data *data = census->data;
    hp_note(notes, HP_F_columns_swapped, 1,
            hp_cell_place(&data->tables[HP_SCHOOLS], data->schools[s].row, column), cells, why,
            NULL);
}

static void check_figures(hp_notes *notes, const hp_census *census, int32_t s) {
    const hp_school *school = &census->data->schools[s];
    if (school->class_size < SMALL_CLASS && school->classes >= MANY_CLASSES) {
        note_pair(
            notes, census, s, HP_SCHOOL_CLASSES,
            hp_note_format(notes, "classes %d, class_size %d", school->classes, school->class_size),
            hp_note_format(notes, TR("%d classes or more of fewer than %d children"), MANY_CLASSES,
                           SMALL_CLASS));
    } else if (school->classes * school->class_size > school->size_cap &&
               school->continuing < school->classes) {
        note_pair(
            notes, census, s, HP_SCHOOL_CLASSES,
            hp_note_format(notes, "classes %d, continuing %d", school->classes, school->continuing),
            hp_note_format(notes, TR("the entry classes alone pass the size cap %d"),
                           school->size_cap));
    } else if (school->plan > school->classes * school->class_size && school->continuing > 0 &&
               school->continuing <= school->classes * school->class_size) {
        note_pair(notes, census, s, HP_SCHOOL_PLAN,
                  hp_note_format(notes, "plan %d, continuing %d", school->plan, school->continuing),
                  hp_note_format(notes, TR("the entry classes hold %d children"),
                                 school->classes * school->class_size));
    }
}

/* ---- points ---- */

/* Sums of metres from a point to those that belong to it, as written and swapped. */
typedef struct point_sums {
    int64_t written;
    int64_t swapped;
    int64_t count;
} point_sums;

static void add_pair(point_sums *sums, const hp_data *data, double x, double y, double other_x,
                     double other_y) {
    sums->written += hp_point_metres(data, x, y, other_x, other_y);
    sums->swapped += hp_point_metres(data, y, x, other_x, other_y);
    sums->count++;
}

static bool looks_swapped(const point_sums *sums) {
    return sums->count >= LEAST_POINTS && sums->written >= sums->count * FAR_M &&
           sums->written >= NEARER_TIMES * sums->swapped;
}

static void note_point(hp_notes *notes, const point_sums *sums, hp_place place) {
    hp_note(notes, HP_F_points_swapped, sums->written / sums->count, place,
            hp_note_whole(notes, sums->written / sums->count),
            hp_note_whole(notes, sums->swapped / sums->count), hp_note_whole(notes, NEARER_TIMES));
}

static hp_status check_points(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    const hp_data *data = census->data;
    point_sums *schools = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *schools);
    HP_NEED(schools);
    for (int32_t a = 0; a < data->area_count; a++) {
        const hp_area *area = &data->areas[a];
        point_sums sums = {0};
        for (int32_t z = data->zone_begin[a]; z < data->zone_begin[a + 1]; z++) {
            const hp_school *school = &data->schools[data->zone_schools[z]];
            add_pair(&sums, data, area->x, area->y, school->x, school->y);
            add_pair(&schools[data->zone_schools[z]], data, school->x, school->y, area->x, area->y);
        }
        if (looks_swapped(&sums)) {
            note_point(notes, &sums,
                       hp_cell_place(&data->tables[HP_AREAS], census->area_row[a], HP_AREA_X));
        }
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        if (looks_swapped(&schools[s])) {
            note_point(notes, &schools[s],
                       hp_cell_place(&data->tables[HP_SCHOOLS], data->schools[s].row, HP_SCHOOL_X));
        }
    }
    return HP_OK;
}

hp_status hp_swapped_columns(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    for (int32_t s = 0; s < census->data->school_count; s++) {
        check_figures(notes, census, s);
    }
    return check_points(notes, arena, census);
}
