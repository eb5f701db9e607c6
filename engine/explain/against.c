#include "explain/against.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { MOST_SEATS_MORE = 60, MOST_VALUES = 40, VALUE_BYTES = 80 };

/* Values of one fact that may be tried, the nearest to the present one first. */
typedef struct candidates {
    size_t column;
    char values[MOST_VALUES][VALUE_BYTES];
    double far[MOST_VALUES];
    int count;
} candidates;

typedef struct trial_set {
    const hp_case *child;
    int32_t school;
    const char *dir;
    int tried;
} trial_set;

/* ---- one change ---- */

static hp_status run_changed(bool *there, const trial_set *trial, hp_season *season,
                             int32_t seats_more, hp_findings *findings) {
    const hp_run_options again = {.again_dir = trial->dir};
    const hp_data *data = trial->child->data;
    int32_t student = hp_student_by_id(&season->data, trial->child->record->id);
    int32_t school = hp_school_by_id(&season->data, data->schools[trial->school].id);
    hp_run *run = NULL;
    season->data.schools[school].seats += seats_more;
    hp_status status = hp_season_run(&run, season, &again, findings);
    *there = status == HP_OK && run->state.placements[student].school == school;
    hp_run_free(run);
    return status;
}

/* Runs the season with so many cells of the child set and more seats at the school. A change that
 * makes the season faulty brings nobody anywhere. */
static hp_status try_change(bool *there, trial_set *trial, const hp_patch_cell *cells,
                            size_t cell_count, int32_t seats_more) {
    const hp_patch_cell child = {.column = "student_id", .text = trial->child->record->id};
    const hp_patch_change change = {.op = HP_PATCH_SET,
                                    .path = "",
                                    .where = &child,
                                    .where_count = 1,
                                    .values = cells,
                                    .value_count = cell_count};
    const hp_scenario scenario = {
        .patches[HP_STUDENTS] = {.changes = &change, .change_count = cell_count > 0}};
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    *there = false;
    HP_NEED(findings);
    trial->tried++;
    hp_status status = hp_season_open_scenario(&season, trial->child->data->dir, &scenario,
                                               findings);
    if (status == HP_OK) {
        status = run_changed(there, trial, season, seats_more, findings);
    }
    hp_season_free(season);
    hp_findings_free(findings);
    return status == HP_INPUT ? HP_OK : status;
}

/* ---- seats ---- */

static hp_status try_seats(trial_set *trial) {
    const hp_case *child = trial->child;
    const hp_school *school = &child->data->schools[trial->school];
    int32_t legal = school->size_cap - school->continuing - school->seats;
    int32_t most = legal < MOST_SEATS_MORE ? legal : MOST_SEATS_MORE;
    const hp_value name = {"school", school->name};
    const hp_value from = {"from", hp_number_text(child->telling, school->seats)};
    for (int32_t more = 1; more <= most; more++) {
        bool there = false;
        HP_TRY(try_change(&there, trial, NULL, 0, more));
        if (there) {
            hp_tell(child->telling, HP_SAY_against_seats,
                    (hp_value[]){name,
                                 from,
                                 {"count", hp_number_text(child->telling, more)},
                                 {"to", hp_number_text(child->telling, school->seats + more)},
                                 {0}});
            return HP_OK;
        }
    }
    most = most > 0 ? most : 0;
    hp_tell(child->telling, most == 0 ? HP_SAY_against_at_cap : HP_SAY_against_cap,
            (hp_value[]){name,
                         from,
                         {"count", hp_number_text(child->telling, most)},
                         {"to", hp_number_text(child->telling, school->seats + most)},
                         {0}});
    return HP_OK;
}

/* ---- values of a fact ---- */

/* Adds a value that is not there yet, in its place by distance. */
static void add(candidates *list, const char *present, const char *value, double far) {
    if (strcmp(value, present) == 0 || strlen(value) >= VALUE_BYTES) {
        return;
    }
    int at = list->count;
    for (int i = 0; i < list->count; i++) {
        if (strcmp(list->values[i], value) == 0) {
            return;
        }
        at = at == list->count && far < list->far[i] ? i : at;
    }
    if (at >= MOST_VALUES) {
        return;
    }
    int last = list->count < MOST_VALUES ? list->count++ : MOST_VALUES - 1;
    for (int i = last; i > at; i--) {
        memcpy(list->values[i], list->values[i - 1], VALUE_BYTES);
        list->far[i] = list->far[i - 1];
    }
    snprintf(list->values[at], VALUE_BYTES, "%s", value);
    list->far[at] = far;
}

/* The day before or after a date, YYYYMMDD. */
static int32_t next_day(int32_t date, int step) {
    char text[16];
    int32_t parsed = 0;
    do {
        date += step;
        date = date % 100 > 31 ? date + 100 - date % 100 + 1 : date; /* the first of next month */
        date = date % 100 == 0 ? date - 100 + 31 : date; /* the last of the month before */
        date = date / 100 % 100 > 12 ? date + 10000 - 1200 : date;
        date = date / 100 % 100 == 0 ? date - 10000 + 1200 : date;
        snprintf(text, sizeof text, "%08" PRId32, date);
    } while (!hp_parse_date(text, &parsed) && date > 19000101 && date < 22000101);
    return date;
}

/* A value and its two neighbours: one more and one less, a day later and a day earlier. */
static void add_around(candidates *list, hp_column_type type, const char *present,
                       const char *value) {
    char text[VALUE_BYTES];
    int32_t date = 0;
    int32_t now = 0;
    if (type == HP_TYPE_DATE && hp_parse_date(value, &date)) {
        bool known = hp_parse_date(present, &now);
        for (int step = -1; step <= 1; step++) {
            int32_t day = step == 0 ? date : next_day(date, step);
            snprintf(text, sizeof text, "%08" PRId32, day);
            add(list, present, text, known ? abs(day - now) : abs(step));
        }
    } else if (type == HP_TYPE_NUMBER) {
        double unit = list->column == HP_STUDENT_POINTS || list->column == HP_STUDENT_PROPERTY_SHARE
                          ? 0.01
                          : 1;
        for (int step = -1; step <= 1; step++) {
            double number = strtod(value, NULL) + step * unit;
            snprintf(text, sizeof text, unit < 1 ? "%.2f" : "%.0f", number);
            double far = number - strtod(present, NULL);
            add(list, present, text, far < 0 ? -far : far);
        }
    } else {
        add(list, present, value, 0);
    }
}

static void add_of_predicate(candidates *list, const hp_predicate *predicate, const char *present) {
    if (predicate == NULL) {
        return;
    }
    for (size_t i = 0; i < predicate->part_count; i++) {
        add_of_predicate(list, predicate->parts[i], present);
    }
    if (predicate->kind != HP_PREDICATE_COLUMN || (size_t)predicate->column != list->column) {
        return;
    }
    for (size_t i = 0; i < predicate->value_count; i++) {
        add_around(list, predicate->type, present, predicate->values[i]);
    }
    if (predicate->comparison == HP_IS_KNOWN) {
        add(list, present, "", 0);
    }
}

/* Values at which an order key would bring the child before the last one admitted to the school. */
static void add_of_keys(candidates *list, const trial_set *trial, int stage, const char *present) {
    const hp_case *child = trial->child;
    const hp_order *order = &child->policy->stages[stage].orders[child->category];
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    for (int k = 0; k < order->key_count; k++) {
        if (order->keys[k].kind != HP_KEY_COLUMN || (size_t)order->keys[k].column != list->column) {
            continue;
        }
        int32_t last = -1;
        for (int32_t i = 0; i < child->data->student_count; i++) {
            const hp_placement *placement = &child->state->placements[i];
            if (placement->stage == stage && placement->school == trial->school &&
                child->roll->category[i] == child->category &&
                (last < 0 || placement->turn > child->state->placements[last].turn)) {
                last = i;
            }
        }
        if (last >= 0) {
            add_around(list, order->keys[k].type, present,
                       hp_cell(table, child->data->students[last].row, list->column));
        }
    }
}

/* Areas by their metres to the school, those of its zone first. */
static void add_addresses(candidates *list, const trial_set *trial, const char *present) {
    const hp_data *data = trial->child->data;
    for (int32_t area = 0; area < data->area_count; area++) {
        int32_t metres = hp_metres(data, area, trial->school);
        bool zoned = hp_in_zone(data, area, trial->school);
        add(list, present, data->areas[area].id, (metres < 0 ? 1e9 : metres) + (zoned ? 0 : 1e6));
    }
}

static void add_primaries(candidates *list, const trial_set *trial, const char *present) {
    const hp_data *data = trial->child->data;
    for (int32_t s = 0; s < data->school_count && data->level == HP_JUNIOR; s++) {
        for (int32_t i = data->feeder_begin[s]; i < data->feeder_begin[s + 1]; i++) {
            if (data->feeders[i].junior == trial->school) {
                add(list, present, data->schools[s].id, 0);
            }
        }
    }
}

static void list_candidates(candidates *list, const trial_set *trial, const char *present) {
    const hp_case *child = trial->child;
    size_t column = list->column;
    if (column >= HP_STUDENT_HUKOU && column < HP_STUDENT_HUKOU + HP_ADDRESSES) {
        add_addresses(list, trial, present);
    } else if (column == HP_STUDENT_PRIMARY) {
        add_primaries(list, trial, present);
    } else if (column == HP_STUDENT_SIBLING_SCHOOL || column == HP_STUDENT_CHOICE_1) {
        add(list, present, child->data->schools[trial->school].id, 0);
    } else if (column == HP_STUDENT_MIGRANT || column == HP_STUDENT_AGREES) {
        add(list, present, strcmp(present, "1") == 0 ? "0" : "1", 0);
    }
    for (int c = 0; c < child->policy->category_count; c++) {
        add_of_predicate(list, child->policy->categories[c].when, present);
        add_of_predicate(list, child->policy->categories[c].guaranteed_when, present);
    }
    for (int s = 0; s < child->policy->stage_count; s++) {
        const hp_stage *stage = &child->policy->stages[s];
        for (int r = 0; r < stage->route_count; r++) {
            add_of_predicate(list, stage->routes[r].when, present);
        }
        if (hp_took_part(child, s)) {
            add_of_keys(list, trial, s, present);
        }
    }
}

/* Tries the values of one fact, nearest first, until one brings the child to the school. */
static hp_status try_fact(trial_set *trial, size_t column) {
    const hp_case *child = trial->child;
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    const char *present = hp_cell(table, child->record->row, column);
    candidates list = {.column = column};
    list_candidates(&list, trial, present);
    for (int i = 0; i < list.count; i++) {
        const hp_patch_cell cell = {.column = table->names[column], .text = list.values[i]};
        bool there = false;
        HP_TRY(try_change(&there, trial, &cell, 1, 0));
        if (there) {
            char *value = hp_arena_text(child->telling->arena, list.values[i]);
            HP_NEED(value);
            hp_tell(child->telling, HP_SAY_against_fact,
                    (hp_value[]){{"fact", hp_fact_name(child, column)},
                                 {"from", hp_cell_text(child, column, present)},
                                 {"to", hp_cell_text(child, column, value)},
                                 {"school", hp_school_name(child, trial->school)},
                                 {"column", table->names[column]},
                                 {0}});
            return HP_OK;
        }
    }
    return HP_OK;
}

/* ---- a family that lives elsewhere ---- */

/* All three addresses in one area, and the primary school too where one is given (NULL: as it is).
 */
static hp_status try_home(bool *there, trial_set *trial, const char *area, const char *primary) {
    const hp_table *table = &trial->child->data->tables[HP_STUDENTS];
    hp_patch_cell cells[HP_ADDRESSES + 1];
    size_t count = 0;
    for (; count < HP_ADDRESSES; count++) {
        cells[count] = (hp_patch_cell){.column = table->names[HP_STUDENT_HUKOU + count],
                                       .text = area};
    }
    if (primary != NULL) {
        cells[count++] = (hp_patch_cell){.column = table->names[HP_STUDENT_PRIMARY],
                                         .text = primary};
    }
    return try_change(there, trial, cells, count, 0);
}

/* A primary school whose zone holds the area and that feeds the school; NULL: none. */
static const char *primary_of(const trial_set *trial, int32_t area) {
    const hp_data *data = trial->child->data;
    for (int32_t i = data->zone_begin[area]; i < data->zone_begin[area + 1]; i++) {
        int32_t primary = data->zone_schools[i];
        for (int32_t f = data->feeder_begin[primary];
             data->level == HP_JUNIOR && f < data->feeder_begin[primary + 1]; f++) {
            if (data->feeders[f].junior == trial->school &&
                (data->feeders[f].area < 0 || data->feeders[f].area == area)) {
                return data->schools[primary].id;
            }
        }
    }
    return NULL;
}

/* The nearest area to the school where the family's living would do, with the primary school as it
 * is or, where that is not enough, with the area's own. */
static hp_status try_homes(trial_set *trial) {
    const hp_case *child = trial->child;
    const hp_data *data = child->data;
    candidates list = {.column = HP_STUDENT_HUKOU};
    add_addresses(&list, trial, "");
    for (int with_primary = 0; with_primary <= 1; with_primary++) {
        for (int i = 0; i < list.count; i++) {
            int32_t area = hp_area_by_id(data, list.values[i]);
            const char *primary = with_primary ? primary_of(trial, area) : NULL;
            bool there = false;
            if (with_primary && primary == NULL) {
                continue;
            }
            HP_TRY(try_home(&there, trial, data->areas[area].id, primary));
            if (there) {
                int32_t school = primary == NULL ? -1 : hp_school_by_id(data, primary);
                hp_tell(child->telling,
                        primary == NULL ? HP_SAY_against_move : HP_SAY_against_move_primary,
                        (hp_value[]){{"area_id", data->areas[area].id},
                                     {"area_name", data->areas[area].name},
                                     {"primary", school < 0 ? "" : hp_school_name(child, school)},
                                     {"primary_id", primary},
                                     {"school", hp_school_name(child, trial->school)},
                                     {0}});
                return HP_OK;
            }
        }
    }
    return HP_OK;
}

hp_status hp_tell_against(const hp_case *child, int32_t school, const char *dir) {
    trial_set trial = {.child = child, .school = school, .dir = dir};
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    if (child->placement->school == school) {
        hp_tell(child->telling, HP_SAY_against_there,
                (hp_value[]){{"school", hp_school_name(child, school)}, {0}});
        return HP_OK;
    }
    HP_TRY(try_seats(&trial));
    for (size_t column = HP_STUDENT_ID + 1; column < table->column_count; column++) {
        if (table->headers[column] != NULL) {
            HP_TRY(try_fact(&trial, column));
        }
    }
    HP_TRY(try_homes(&trial));
    hp_tell(child->telling, HP_SAY_against_tried,
            (hp_value[]){{"count", hp_number_text(child->telling, trial.tried)}, {0}});
    return hp_telling_status(child->telling);
}
