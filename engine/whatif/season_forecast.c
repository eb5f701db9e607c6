/* The forecast of a season from its public side. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "whatif/forecast.h"

static hp_status put_files(hp_folder *folder, const hp_forecast *forecast, const hp_buffer *csv,
                           const char *json, hp_findings *findings) {
    HP_TRY(hp_folder_write(folder, "warning.csv", hp_buffer_get(csv), csv->length, findings));
    HP_TRY(hp_folder_write(folder, "warning.json", json, strlen(json), findings));
    for (int32_t y = 0; y < forecast->year_count; y++) {
        if (forecast->years[y].year != 0) {
            HP_TRY(hp_forecast_write_season(folder, &forecast->years[y], findings));
        }
    }
    return hp_folder_commit(folder, findings);
}

static hp_status write_folder(const char *dir, const hp_forecast *forecast, const hp_buffer *csv,
                              const char *json, hp_findings *findings) {
    hp_folder *folder = NULL;
    hp_status status = hp_folder_begin(&folder, dir, findings);
    if (status == HP_OK) {
        status = put_files(folder, forecast, csv, json, findings);
    }
    hp_folder_free(folder);
    return status;
}

hp_status hp_season_forecast(char **json, char **words, const hp_season *season, const char *dir,
                             int32_t workers, hp_findings *findings) {
    hp_buffer csv = {0};
    hp_buffer as_json = {0};
    hp_buffer as_words = {0};
    hp_forecast *forecast = NULL;
    *json = NULL;
    *words = NULL;
    hp_status status = hp_forecast_make(&forecast, season, workers, findings);
    if (status == HP_OK) {
        status = hp_forecast_tell(&csv, &as_json, &as_words, forecast);
    }
    if (status == HP_OK) {
        status = hp_buffer_take(json, &as_json);
    }
    if (status == HP_OK) {
        status = hp_buffer_take(words, &as_words);
    }
    if (status == HP_OK) {
        status = write_folder(dir, forecast, &csv, *json, findings);
    }
    if (status != HP_OK) {
        hp_text_free(*json);
        hp_text_free(*words);
        *json = NULL;
        *words = NULL;
    }
    hp_forecast_free(forecast);
    hp_buffer_free(&as_words);
    hp_buffer_free(&as_json);
    hp_buffer_free(&csv);
    return status;
}
