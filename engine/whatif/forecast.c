#include "whatif/forecast.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct forecasting {
    hp_forecast *forecast;
    int32_t workers;
    hp_findings *findings;
} forecasting;

/* ---- the season of a year ---- */

/* Copies must be of the area and the category that they were made for. */
static void check_copies(const forecasting *work, const hp_forecast_year *year,
                         const hp_forecast_rows *rows) {
    const hp_season *base = work->forecast->season;
    const hp_data *data = &year->season.data;
    const hp_table *projection = &base->data.tables[HP_PROJECTION];
    size_t told = SIZE_MAX;
    for (int32_t i = 0; i < data->student_count; i++) {
        size_t row = data->students[i].row;
        int32_t source = rows->source[row];
        int32_t category = year->season.roll.category[i];
        if ((category == base->roll.category[source] &&
             year->season.roll.address[i] == base->roll.address[source]) ||
            rows->demanded[row] == told) {
            continue;
        }
        told = rows->demanded[row];
        hp_find(work->findings, HP_F_projection_differs,
                hp_cell_place(projection, told, HP_PROJECTION_CATEGORY),
                base->data.students[source].id,
                category < 0 ? "-" : base->policy.categories[category].id,
                base->policy.categories[base->roll.category[source]].id);
    }
}

static void tell_failure(const forecasting *work, const hp_forecast_year *year,
                         const hp_findings *own) {
    const hp_finding *first = hp_findings_get(own, 0);
    hp_find(work->findings, HP_F_forecast_year, (hp_place){0}, year->label,
            first == NULL ? "" : first->rule, NULL);
}

/* Calls the roll of a season whose children are put in, and runs it. What it warns of stands in the
 * figures; why it cannot be run is told. */
static hp_status run_season(const forecasting *work, hp_forecast_year *year,
                            const hp_forecast_rows *rows, hp_findings *own) {
    const hp_run_options how = {.workers = work->workers};
    hp_season *season = &year->season;
    size_t errors = hp_findings_errors(work->findings);
    HP_TRY(hp_roll_call(&season->roll, &season->data.arena, &season->data, &season->policy, own));
    check_copies(work, year, rows);
    if (hp_findings_errors(work->findings) > errors) {
        return HP_OK;
    }
    hp_status status = hp_findings_status(own);
    if (status == HP_OK) {
        status = hp_season_run(&year->run, season, &how, own);
    }
    if (status == HP_INPUT) {
        tell_failure(work, year, own);
        status = HP_OK;
    }
    return status;
}

static hp_status fill_year(const forecasting *work, hp_forecast_year *year) {
    const hp_season *base = work->forecast->season;
    hp_arena *arena = &work->forecast->arena;
    hp_forecast_rows rows = {0};
    hp_findings *own = hp_findings_new();
    size_t errors = hp_findings_errors(work->findings);
    HP_NEED(own);
    hp_status status = hp_forecast_copy(&rows, arena, base, year->year, work->findings);
    char *texts = status == HP_OK
                      ? hp_arena_copy(arena, hp_buffer_get(&rows.texts), rows.texts.length)
                      : NULL;
    if (status == HP_OK && texts == NULL) {
        status = HP_NO_MEMORY;
    }
    if (status == HP_OK) {
        status = hp_data_put_students(&year->season.data, rows.count, rows.cells, texts, own);
    }
    if (status == HP_OK && hp_findings_errors(work->findings) == errors) {
        status = run_season(work, year, &rows, own);
    }
    hp_buffer_free(&rows.texts);
    hp_findings_free(own);
    return status;
}

/* The season as it is comes first. */
static hp_status begin_year(hp_forecast_year *year, hp_forecast *forecast, int64_t number) {
    *year = (hp_forecast_year){.year = number, .season = *forecast->season};
    year->season.data.arena = (hp_arena){0};
    year->season.data.committed = ""; /* no year to come was committed */
    year->label = number == 0 ? forecast->season->data.season
                              : hp_arena_format(&forecast->arena, "%" PRId64, number);
    HP_NEED(year->label);
    year->season.data.season = year->label;
    return HP_OK;
}

static hp_status run_base(const forecasting *work, hp_forecast_year *year) {
    const hp_run_options how = {.workers = work->workers};
    hp_findings *own = hp_findings_new();
    HP_NEED(own);
    hp_status status = hp_season_run(&year->run, &year->season, &how, own);
    if (status == HP_INPUT) {
        tell_failure(work, year, own);
        status = HP_OK;
    }
    hp_findings_free(own);
    return status;
}

/* ---- all ---- */

static hp_status make_year(const forecasting *work, hp_forecast_year *year) {
    HP_TRY(year->year == 0 ? run_base(work, year) : fill_year(work, year));
    if (year->run == NULL) {
        return HP_OK; /* told */
    }
    hp_figures_count(&year->figures, year->run, year->run);
    return hp_forecast_warn(year, &work->forecast->arena);
}

static hp_status make(const forecasting *work) {
    hp_forecast *forecast = work->forecast;
    const hp_data *data = &forecast->season->data;
    int64_t *numbers = NULL;
    int32_t count = 0;
    if (data->tables[HP_PROJECTION].file == NULL) {
        hp_find(work->findings, HP_F_projection_none, (hp_place){.file = "season.json"}, NULL, NULL,
                NULL);
        return HP_INPUT;
    }
    HP_TRY(hp_forecast_years(&numbers, &count, &forecast->arena, forecast->season));
    forecast->years = hp_arena_alloc(&forecast->arena, (size_t)count + 1, sizeof *forecast->years);
    HP_NEED(forecast->years);
    for (int32_t y = 0; y <= count; y++) {
        hp_forecast_year *year = &forecast->years[forecast->year_count++];
        HP_TRY(begin_year(year, forecast, y == 0 ? 0 : numbers[y - 1]));
        HP_TRY(make_year(work, year));
    }
    return hp_findings_status(work->findings);
}

hp_status hp_forecast_make(hp_forecast **out, const hp_season *season, int32_t workers,
                           hp_findings *findings) {
    hp_forecast *forecast = calloc(1, sizeof *forecast);
    *out = NULL;
    HP_NEED(forecast);
    forecast->season = season;
    const forecasting work = {.forecast = forecast, .workers = workers, .findings = findings};
    hp_status status = make(&work);
    if (status != HP_OK) {
        hp_forecast_free(forecast);
        return status;
    }
    *out = forecast;
    return HP_OK;
}

void hp_forecast_free(hp_forecast *forecast) {
    if (forecast != NULL) {
        for (int32_t y = 0; y < forecast->year_count; y++) {
            hp_run_free(forecast->years[y].run);
            hp_arena_free(&forecast->years[y].season.data.arena);
        }
        hp_arena_free(&forecast->arena);
        free(forecast);
    }
}
