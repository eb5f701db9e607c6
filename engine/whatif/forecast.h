/* The years ahead (docs/forecasts.md): projection.csv makes a season of each year, which is run,
 * and children over seats make the warning table (学位预警). */
#ifndef HP_WHATIF_FORECAST_H
#define HP_WHATIF_FORECAST_H

#include "base/file.h"
#include "whatif/trial.h"

typedef enum hp_warned { HP_WARNED_SCHOOL, HP_WARNED_ZONE, HP_WARNED_DISTRICT } hp_warned;

/* A line of the warning table. */
typedef struct hp_warning_row {
    hp_warned kind;
    int32_t school;   /* of a zone its first; -1: the district */
    int32_t children; /* who are to be seated there */
    int32_t seats;
    hp_warning colour;
} hp_warning_row;

typedef struct hp_forecast_year {
    int64_t year;      /* 0: the season as it is */
    const char *label; /* "2027"; of the season its own name */
    hp_season season;  /* tables but the students', and the policy, are lent by the season */
    hp_run *run;
    hp_figures figures;
    int32_t child_count;  /* who are to be seated */
    hp_warning_row *rows; /* schools, zones, the district */
    int32_t row_count;
    int32_t *zone;          /* per school of the data: the zone's first school; -1: no row */
    int32_t without_nearby; /* children to whom no feeder or zone gives a school */
} hp_forecast_year;

typedef struct hp_forecast {
    hp_arena arena;
    const hp_season *season;
    hp_forecast_year *years; /* the season as it is, then ascending */
    int32_t year_count;
} hp_forecast;

/* The colour of so many children over so many seats: at a threshold it is that colour already. */
hp_warning hp_warning_of(const hp_policy *policy, int64_t children, int64_t seats);

/* Makes and runs the years. HP_INPUT: the projection has errors, all of them listed. */
hp_status HP_MUST_CHECK hp_forecast_make(hp_forecast **out, const hp_season *season,
                                         int32_t workers, hp_findings *findings);
void hp_forecast_free(hp_forecast *forecast);

/* warning.csv, warning.json and a few lines for people; the year's season as files. */
hp_status HP_MUST_CHECK hp_forecast_tell(hp_buffer *csv, hp_buffer *json, hp_buffer *words,
                                         const hp_forecast *forecast);
hp_status HP_MUST_CHECK hp_forecast_write_season(hp_folder *folder, const hp_forecast_year *year,
                                                 hp_findings *findings);

/* ---- steps of hp_forecast_make ---- */

/* The children of a year: texts, cells and how many. */
typedef struct hp_forecast_rows {
    hp_buffer texts;
    uint32_t *cells;
    size_t count;
    int32_t *source;  /* per child: the child of the season that it is copied from */
    size_t *demanded; /* per child: the row of the projection */
} hp_forecast_rows;

hp_status HP_MUST_CHECK hp_forecast_years(int64_t **years, int32_t *count, hp_arena *arena,
                                          const hp_season *season);
hp_status HP_MUST_CHECK hp_forecast_copy(hp_forecast_rows *rows, hp_arena *arena,
                                         const hp_season *season, int64_t year,
                                         hp_findings *findings);
hp_status HP_MUST_CHECK hp_forecast_warn(hp_forecast_year *year, hp_arena *arena);

#endif
