/* Children of a year to come, copied from those of the season. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "whatif/forecast.h"

/* A row of the projection, by year, area and category. */
typedef struct projected {
    int64_t year;
    int32_t area;
    int32_t category;
    int64_t children;
    size_t row;
} projected;

static int compare_demands(const void *left, const void *right) {
    const projected *a = left;
    const projected *b = right;
    int order = (a->year > b->year) - (a->year < b->year);
    if (order == 0) {
        order = (a->area > b->area) - (a->area < b->area);
    }
    if (order == 0) {
        order = (a->category > b->category) - (a->category < b->category);
    }
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static int64_t whole_of(const hp_table *table, size_t row, size_t column) {
    int64_t value = 0;
    return hp_parse_whole(hp_cell(table, row, column), &value) ? value : 0;
}

/* The rows of the projection, sorted; they were checked with the season. */
static hp_status list_demands(projected **demands, size_t *count, hp_arena *arena,
                              const hp_season *season) {
    const hp_table *table = &season->data.tables[HP_PROJECTION];
    *count = table->row_count;
    *demands = hp_arena_alloc(arena, *count, sizeof **demands);
    HP_NEED(*demands);
    for (size_t row = 0; row < *count; row++) {
        (*demands)[row] = (projected){
            .year = whole_of(table, row, HP_PROJECTION_YEAR),
            .area = hp_area_by_id(&season->data, hp_cell(table, row, HP_PROJECTION_AREA)),
            .category = hp_category_by_id(&season->policy,
                                          hp_cell(table, row, HP_PROJECTION_CATEGORY)),
            .children = whole_of(table, row, HP_PROJECTION_CHILDREN),
            .row = row};
    }
    if (*count > 0) {
        qsort(*demands, *count, sizeof **demands, compare_demands);
    }
    return HP_OK;
}

hp_status hp_forecast_years(int64_t **years, int32_t *count, hp_arena *arena,
                            const hp_season *season) {
    projected *demands = NULL;
    size_t demand_count = 0;
    HP_TRY(list_demands(&demands, &demand_count, arena, season));
    *years = hp_arena_alloc(arena, demand_count, sizeof **years);
    HP_NEED(*years);
    *count = 0;
    for (size_t i = 0; i < demand_count; i++) {
        if (*count == 0 || (*years)[*count - 1] != demands[i].year) {
            (*years)[(*count)++] = demands[i].year;
        }
    }
    return HP_OK;
}

/* ---- whom to copy ---- */

/* The season's children by area and category, of each in order of student_id. */
typedef struct model_list {
    int32_t *begin; /* areas × categories + 1 */
    int32_t *students;
} model_list;

static hp_status list_models(model_list *models, hp_arena *arena, const hp_season *season) {
    const hp_data *data = &season->data;
    size_t categories = (size_t)season->policy.category_count;
    size_t slots = (size_t)data->area_count * categories;
    models->begin = hp_arena_alloc(arena, slots + 2, sizeof *models->begin);
    models->students = hp_arena_alloc(arena, (size_t)data->student_count, sizeof *models->students);
    HP_NEED(models->begin);
    HP_NEED(models->students);
    int32_t *next = models->begin + 1; /* where the next of a slot goes; in the end, its end */
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < data->student_count; i++) {
            int32_t area = season->roll.address[i];
            int32_t category = season->roll.category[i];
            if (area >= 0 && category >= 0) {
                size_t slot = (size_t)area * categories + (size_t)category;
                if (pass == 0) {
                    next[slot]++;
                } else {
                    models->students[next[slot]++] = i;
                }
            }
        }
        int32_t used = 0;
        for (size_t slot = 0; slot < slots && pass == 0; slot++) {
            int32_t count = next[slot];
            next[slot] = used;
            used += count;
        }
    }
    return HP_OK;
}

/* ---- copies ---- */

/* What is one child's and no kind's: who it is, whom it was born with, and what was decided of it
 * alone with a document. */
static bool is_own(size_t column) {
    switch (column) {
    case HP_STUDENT_REGISTER_NO:
    case HP_STUDENT_NAME:
    case HP_STUDENT_ID_TYPE:
    case HP_STUDENT_ID_NUMBER:
    case HP_STUDENT_BUNDLE:
    case HP_STUDENT_FIXED_SCHOOL:
    case HP_STUDENT_FIXED_BASIS:
    case HP_STUDENT_DESTINATION:
    case HP_STUDENT_DESTINATION_BASIS:
        return true;
    default:
        return false;
    }
}

static uint32_t add_text(hp_buffer *texts, const char *text) {
    uint32_t at = (uint32_t)texts->length;
    if (*text == '\0') {
        return 0;
    }
    hp_buffer_append(texts, text, strlen(text) + 1);
    return at;
}

typedef struct copying {
    const hp_season *season;
    hp_forecast_rows *rows;
    size_t room;
    size_t *first; /* per student: the first row that is a copy of it, plus 1 */
    int64_t year;
} copying;

/* One more child: cells of its model, and a fresh id. Copies of one child share their cells. */
static void copy_child(copying *work, int32_t student, size_t demanded) {
    const hp_table *table = &work->season->data.tables[HP_STUDENTS];
    hp_forecast_rows *rows = work->rows;
    uint32_t *cells = rows->cells + rows->count * table->kept_count;
    size_t before = work->first[student];
    char id[40];
    snprintf(id, sizeof id, "F%" PRId64 "-%06zu", work->year, rows->count + 1);
    for (size_t column = 0; column < table->column_count; column++) {
        int32_t place = table->places[column];
        if (place < 0) {
            continue;
        }
        if (column == HP_STUDENT_ID) {
            cells[place] = add_text(&rows->texts, id);
        } else if (is_own(column)) {
            cells[place] = 0;
        } else if (before > 0) {
            cells[place] = rows->cells[(before - 1) * table->kept_count + (size_t)place];
        } else {
            size_t row = work->season->data.students[student].row;
            cells[place] = add_text(&rows->texts, hp_cell(table, row, column));
        }
    }
    work->first[student] = before > 0 ? before : rows->count + 1;
    rows->source[rows->count] = student;
    rows->demanded[rows->count++] = demanded;
}

static void find_no_child(const hp_season *season, const projected *demand, hp_findings *findings) {
    hp_find(findings, HP_F_projection_no_child,
            hp_cell_place(&season->data.tables[HP_PROJECTION], demand->row, HP_PROJECTION_CHILDREN),
            season->policy.categories[demand->category].id, season->data.areas[demand->area].id,
            NULL);
}

static hp_status make_room(copying *work, hp_arena *arena, const projected *demands, size_t count) {
    const hp_data *data = &work->season->data;
    hp_forecast_rows *rows = work->rows;
    for (size_t i = 0; i < count; i++) {
        work->room += demands[i].year == work->year ? (size_t)demands[i].children : 0;
    }
    rows->cells = hp_arena_alloc(arena, work->room * data->tables[HP_STUDENTS].kept_count,
                                 sizeof *rows->cells);
    rows->source = hp_arena_alloc(arena, work->room, sizeof *rows->source);
    rows->demanded = hp_arena_alloc(arena, work->room, sizeof *rows->demanded);
    work->first = hp_arena_alloc(arena, (size_t)data->student_count, sizeof *work->first);
    HP_NEED(rows->cells);
    HP_NEED(rows->source);
    HP_NEED(rows->demanded);
    HP_NEED(work->first);
    hp_buffer_append(&rows->texts, "", 1);
    return HP_OK;
}

hp_status hp_forecast_copy(hp_forecast_rows *rows, hp_arena *arena, const hp_season *season,
                           int64_t year, hp_findings *findings) {
    copying work = {.season = season, .rows = rows, .year = year};
    projected *demands = NULL;
    size_t count = 0;
    model_list models;
    int32_t turn = 0;
    HP_TRY(list_demands(&demands, &count, arena, season));
    HP_TRY(list_models(&models, arena, season));
    HP_TRY(make_room(&work, arena, demands, count));
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && demands[i].area == demands[i - 1].area &&
                     demands[i].category == demands[i - 1].category &&
                     demands[i].year == demands[i - 1].year;
        size_t slot = (size_t)demands[i].area * (size_t)season->policy.category_count +
                      (size_t)demands[i].category;
        int32_t begin = models.begin[slot];
        int32_t models_here = models.begin[slot + 1] - begin;
        turn = again ? turn : 0;
        if (demands[i].year != year) {
            continue;
        }
        if (models_here == 0 && demands[i].children > 0) {
            find_no_child(season, &demands[i], findings);
        }
        for (int64_t k = 0; k < demands[i].children && models_here > 0; k++) {
            copy_child(&work, models.students[begin + turn], demands[i].row);
            turn = (turn + 1) % models_here;
        }
    }
    return hp_buffer_status(&rows->texts);
}
