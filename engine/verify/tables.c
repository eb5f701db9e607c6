/* Schools, areas, zones, feeders, distances as things (spec 2). */
#include <stdlib.h>
#include <string.h>

#include "verify/number.h"
#include "verify/season.h"

static int64_t whole_or(const vf_table *table, size_t row, const char *column, int64_t otherwise) {
    int64_t number = otherwise;
    const char *text = vf_cell(table, row, column);
    return *text != '\0' && vf_parse_whole(&number, text, 0, INT64_MAX) ? number : otherwise;
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const vf_school *)a)->id, ((const vf_school *)b)->id);
}

/* Spec 4: the seats and the first rule that gives the least number. */
static void count_seats(vf_school *school) {
    int64_t seats = school->classes * school->class_size;
    school->binding = "classes";
    if (school->size_cap - school->continuing < seats) {
        seats = school->size_cap - school->continuing;
        school->binding = "size_cap";
    }
    if (school->plan >= 0 && school->plan < seats) {
        seats = school->plan;
        school->binding = "plan";
    }
    seats -= school->reserved;
    school->seats = seats > 0 ? seats : 0;
}

static vf_school school_from(const vf_season *season, size_t row) {
    const vf_table *table = &season->tables[VF_SCHOOLS];
    vf_school school = {.id = vf_cell(table, row, "school_id"),
                        .name = vf_cell(table, row, "name"),
                        .group = vf_cell(table, row, "group"),
                        .row = (int)row,
                        .setting = vf_cell(table, row, "setting"),
                        .ownership = vf_cell(table, row, "ownership"),
                        .boarding = *vf_cell(table, row, "boarding") == '1',
                        .accepts_overflow = *vf_cell(table, row, "accepts_overflow") != '0',
                        .built_year = whole_or(table, row, "built_year", 0),
                        .classes = whole_or(table, row, "classes", 0),
                        .continuing = whole_or(table, row, "continuing", 0),
                        .plan = whole_or(table, row, "plan", -1),
                        .reserved = whole_or(table, row, "reserved", 0)};
    school.of_level = (strcmp(vf_cell(table, row, "level"), "primary") == 0) ==
                      season->primary_level;
    school.setting_at = strcmp(school.setting, "urban") == 0  ? 0
                        : strcmp(school.setting, "town") == 0 ? 1
                                                              : 2;
    school.ownership_at = strcmp(school.ownership, "public") == 0      ? 0
                          : strcmp(school.ownership, "purchased") == 0 ? 1
                                                                       : 2;
    school.legal_cap = school.built_year < 2010 ? 2400 : 2000;
    school.size_cap = whole_or(table, row, "size_cap", school.legal_cap);
    bool primary = strcmp(vf_cell(table, row, "level"), "primary") == 0;
    school.class_size = whole_or(table, row, "class_size", primary ? 45 : 50);
    count_seats(&school);
    return school;
}

bool vf_schools_read(vf_season *season, vf_step *step) {
    size_t count = season->tables[VF_SCHOOLS].rows;
    season->schools = vf_alloc(count + 1, sizeof *season->schools);
    season->school_count = (int)count;
    for (size_t row = 0; row < count; row++) {
        season->schools[row] = school_from(season, row);
    }
    qsort(season->schools, count, sizeof *season->schools, by_id);
    for (int i = 0; i < season->school_count; i++) {
        const vf_school *school = &season->schools[i];
        bool primary = school->of_level == season->primary_level;
        if (!vf_map_add(&season->school_of, school->id, i)) {
            return vf_fail(step, "school %s stands twice", school->id);
        }
        /* Spec 4: no override lifts a legal cap. */
        if (school->class_size > (primary ? 45 : 50) || school->size_cap > school->legal_cap) {
            return vf_fail(step, "school %s is over a legal cap", school->id);
        }
    }
    return true;
}

bool vf_areas_read(vf_season *season, vf_step *step) {
    const vf_table *table = &season->tables[VF_AREAS];
    season->areas = vf_alloc(table->rows + 1, sizeof *season->areas);
    season->area_count = (int)table->rows;
    for (size_t row = 0; row < table->rows; row++) {
        season->areas[row] = vf_cell(table, row, "area_id");
        if (vf_coded(VF_ADDRESS, season->areas[row]) != NULL ||
            !vf_map_add(&season->area_of, season->areas[row], (int)row)) {
            return vf_fail(step, "area %s stands twice or is no id", season->areas[row]);
        }
    }
    size_t cells = (size_t)season->area_count * (size_t)season->school_count;
    season->zoned = vf_alloc(cells + 1, 1);
    season->metres = vf_alloc(cells + 1, sizeof *season->metres);
    for (size_t i = 0; i < cells; i++) {
        season->metres[i] = season->distance_table ? -1 : -2;
    }
    return true;
}

/* The area or school that a cell names; false: there is none. */
static bool refer(int *index, const vf_map *map, const vf_table *table, size_t row,
                  const char *column, vf_step *step) {
    const char *text = vf_cell(table, row, column);
    *index = *text == '\0' ? -1 : vf_map_find(map, text);
    return *text == '\0' || *index >= 0 ||
           vf_fail(step, "%s row %zu column %s: there is no %s", table->file, row + 2, column,
                   text);
}

/* Spec 3, group: schools with the same text are one group. */
static void number_groups(vf_season *season) {
    vf_map groups = {0};
    for (int i = 0; i < season->school_count; i++) {
        vf_school *school = &season->schools[i];
        school->group_at = -1;
        if (*school->group != '\0') {
            vf_map_add(&groups, school->group, i);
            school->group_at = vf_map_find(&groups, school->group);
        }
    }
}

static bool is_level(const vf_season *season, int school, bool primary) {
    return season->schools[school].of_level == (season->primary_level == primary);
}

static bool read_feeders(vf_season *season, vf_step *step) {
    const vf_table *table = &season->tables[VF_FEEDERS];
    size_t schools = (size_t)season->school_count;
    season->feeders = vf_alloc(table->rows + 1, sizeof *season->feeders);
    season->fed = vf_alloc(schools * schools + 1, 1);
    for (size_t row = 0; row < table->rows; row++) {
        vf_feeder *feeder = &season->feeders[season->feeder_count++];
        if (!refer(&feeder->primary, &season->school_of, table, row, "primary_id", step) ||
            !refer(&feeder->junior, &season->school_of, table, row, "junior_id", step) ||
            !refer(&feeder->area, &season->area_of, table, row, "area_id", step)) {
            return false;
        }
        if (!is_level(season, feeder->primary, true) || !is_level(season, feeder->junior, false)) {
            return vf_fail(step, "%s row %zu: a school of another level", table->file, row + 2);
        }
        unsigned char *fed = &season->fed[feeder->primary * season->school_count + feeder->junior];
        *fed = feeder->area < 0 ? 1 : *fed == 1 ? 1 : 2;
    }
    return true;
}

static bool read_distances(vf_season *season, vf_step *step) {
    const vf_table *table = &season->tables[VF_DISTANCES];
    size_t cells = (size_t)season->area_count * (size_t)season->school_count;
    int *metres = vf_alloc(cells + 1, sizeof *metres); /* 0: not there, else one more */
    for (size_t row = 0; row < table->rows; row++) {
        const char *text = vf_cell(table, row, "metres");
        int64_t whole = 0;
        int area = -1;
        int school = -1;
        if (!refer(&area, &season->area_of, table, row, "area_id", step) ||
            !refer(&school, &season->school_of, table, row, "school_id", step)) {
            return false;
        }
        bool far = strtod(text, NULL) > 20100000;
        if (!far && !vf_parse_rounded(&whole, text)) {
            whole = (int64_t)(strtod(text, NULL) + 0.5); /* 1.2e3 */
        }
        if (*text == '-' || far || whole > 20100000) {
            return vf_fail(step, "%s row %zu: metres %s", table->file, row + 2, text);
        }
        int *cell = &metres[area * season->school_count + school];
        if (*cell != 0 && *cell != (int)whole + 1) {
            return vf_fail(step, "%s row %zu: the pair stands twice", table->file, row + 2);
        }
        *cell = (int)whole + 1;
    }
    for (size_t i = 0; season->distance_table && i < cells; i++) {
        season->metres[i] = metres[i] - 1;
    }
    return true;
}

bool vf_pairs_read(vf_season *season, vf_step *step) {
    const vf_table *table = &season->tables[VF_ZONES];
    for (size_t row = 0; row < table->rows; row++) {
        int area = -1;
        int school = -1;
        if (!refer(&area, &season->area_of, table, row, "area_id", step) ||
            !refer(&school, &season->school_of, table, row, "school_id", step)) {
            return false;
        }
        season->zoned[area * season->school_count + school] = 1;
    }
    for (size_t row = 0; row < season->tables[VF_PROJECTION].rows; row++) {
        int area = -1;
        if (!refer(&area, &season->area_of, &season->tables[VF_PROJECTION], row, "area_id",
                   step)) {
            return false;
        }
    }
    number_groups(season);
    return read_feeders(season, step) && read_distances(season, step);
}
