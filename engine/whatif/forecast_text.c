/* What a forecast writes: the warning table, and each year's season as files. */
#include <inttypes.h>
#include <libintl.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "publish/sheet.h"
#include "whatif/forecast.h"

#define TR(text) dgettext("huapian", text)

static const char *const kind_words[] = {"school", "zone", "district"};
static const char *const colour_words[] = {"red", "orange", "yellow", "green"};

static const char *id_of(const hp_forecast_year *year, const hp_warning_row *row) {
    return row->school < 0 ? "" : year->season.data.schools[row->school].id;
}

/* A zone is called by its schools. */
static void put_name(hp_buffer *name, const hp_forecast_year *year, const hp_warning_row *row) {
    const hp_data *data = &year->season.data;
    if (row->kind == HP_WARNED_DISTRICT) {
        hp_buffer_text(name, data->district);
    } else if (row->kind == HP_WARNED_SCHOOL) {
        hp_buffer_text(name, data->schools[row->school].name);
    }
    bool first = true;
    for (int32_t s = 0; s < data->school_count && row->kind == HP_WARNED_ZONE; s++) {
        if (year->zone[s] == row->school) {
            hp_buffer_format(name, "%s%s", first ? "" : "、", data->schools[s].name);
            first = false;
        }
    }
}

/* Children over seats in percent, half up to one decimal: "97.5"; "" without a seat. */
static void put_percent(hp_buffer *out, const hp_warning_row *row) {
    if (row->seats > 0) {
        int64_t tenths = ((int64_t)row->children * 2000 + row->seats) / (2 * (int64_t)row->seats);
        hp_buffer_format(out, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
    }
}

/* ---- warning.csv ---- */

static hp_status write_csv(hp_buffer *csv, const hp_forecast *forecast) {
    hp_buffer name = {0};
    hp_buffer_text(csv, "\xef\xbb\xbf"
                        "year,level,id,name,children,seats,percent,warning\r\n");
    for (int32_t y = 0; y < forecast->year_count; y++) {
        const hp_forecast_year *year = &forecast->years[y];
        for (int32_t i = 0; i < year->row_count; i++) {
            const hp_warning_row *row = &year->rows[i];
            name.length = 0;
            put_name(&name, year, row);
            hp_people_cell(csv, year->label, ',');
            hp_buffer_format(csv, "%s,", kind_words[row->kind]);
            hp_people_cell(csv, id_of(year, row), ',');
            hp_people_cell(csv, hp_buffer_get(&name), ',');
            hp_buffer_format(csv, "%" PRId32 ",%" PRId32 ",", row->children, row->seats);
            put_percent(csv, row);
            hp_buffer_format(csv, ",%s\r\n", colour_words[row->colour]);
        }
    }
    hp_status status = hp_buffer_status(&name);
    hp_buffer_free(&name);
    return status == HP_OK ? hp_buffer_status(csv) : status;
}

/* ---- warning.json ---- */

static void put_row(hp_json_out *out, const hp_forecast_year *year, const hp_warning_row *row) {
    const hp_data *data = &year->season.data;
    hp_out_begin_flat(out, NULL, '{');
    hp_out_text(out, "level", kind_words[row->kind]);
    if (row->kind == HP_WARNED_ZONE) {
        hp_out_begin(out, "schools", '[');
        for (int32_t s = 0; s < data->school_count; s++) {
            if (year->zone[s] == row->school) {
                hp_out_text(out, NULL, data->schools[s].id);
            }
        }
        hp_out_end(out, ']');
    } else if (row->kind == HP_WARNED_SCHOOL) {
        hp_out_text(out, "school_id", data->schools[row->school].id);
    }
    hp_out_whole(out, "children", row->children);
    hp_out_whole(out, "seats", row->seats);
    hp_out_text(out, "warning", colour_words[row->colour]);
    hp_out_end(out, '}');
}

static void put_year(hp_json_out *out, const hp_forecast_year *year) {
    hp_out_begin(out, NULL, '{');
    hp_out_text(out, "year", year->label);
    hp_out_bool(out, "forecast", year->year != 0);
    hp_out_whole(out, "children", year->child_count);
    hp_out_whole(out, "without_nearby", year->without_nearby);
    hp_out_whole(out, "unplaced", year->figures.unplaced);
    hp_out_whole(out, "unplaced_guaranteed", year->figures.unplaced_guaranteed);
    hp_out_whole(out, "nearby", year->figures.nearby.count);
    hp_out_whole(out, "nearby_of", year->figures.nearby.of);
    hp_out_whole(out, "metres", year->figures.metres);
    hp_out_begin(out, "warning", '[');
    for (int32_t i = 0; i < year->row_count; i++) {
        put_row(out, year, &year->rows[i]);
    }
    hp_out_end(out, ']');
    hp_out_end(out, '}');
}

static hp_status write_json(hp_buffer *json, const hp_forecast *forecast) {
    hp_json_out out = {.buffer = json};
    hp_out_begin(&out, NULL, '{');
    hp_out_begin_flat(&out, "thresholds_ppm", '{');
    for (int i = 0; i < HP_WARNINGS; i++) {
        hp_out_whole(&out, colour_words[i], forecast->season->policy.warning_ppm[i]);
    }
    hp_out_end(&out, '}');
    hp_out_begin(&out, "years", '[');
    for (int32_t y = 0; y < forecast->year_count; y++) {
        put_year(&out, &forecast->years[y]);
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    return hp_buffer_status(json);
}

/* ---- words ---- */

static void say_year(hp_buffer *words, const hp_forecast_year *year) {
    int32_t colours[HP_WARNINGS + 1] = {0};
    const hp_warning_row *district = &year->rows[year->row_count - 1];
    for (int32_t i = 0; i < year->row_count; i++) {
        colours[year->rows[i].colour] += year->rows[i].kind == HP_WARNED_SCHOOL;
    }
    hp_buffer_format(words, TR("%s: %d children, %d seats; the district is %s\n"), year->label,
                     district->children, district->seats, TR(colour_words[district->colour]));
    hp_buffer_format(words, TR("  schools: %d red, %d orange, %d yellow, %d green\n"),
                     colours[HP_RED], colours[HP_ORANGE], colours[HP_YELLOW], colours[HP_GREEN]);
    hp_buffer_format(words, TR("  unplaced: %d, of them guaranteed: %d\n"), year->figures.unplaced,
                     year->figures.unplaced_guaranteed);
    for (int32_t i = 0; i < year->row_count; i++) {
        const hp_warning_row *row = &year->rows[i];
        if (row->kind == HP_WARNED_SCHOOL && row->colour == HP_RED) {
            hp_buffer_format(words, TR("  red: %s (%s), %d children, %d seats\n"), id_of(year, row),
                             year->season.data.schools[row->school].name, row->children,
                             row->seats);
        }
    }
}

hp_status hp_forecast_tell(hp_buffer *csv, hp_buffer *json, hp_buffer *words,
                           const hp_forecast *forecast) {
    HP_TRY(write_csv(csv, forecast));
    HP_TRY(write_json(json, forecast));
    for (int32_t y = 0; y < forecast->year_count; y++) {
        say_year(words, &forecast->years[y]);
    }
    return hp_buffer_status(words);
}

/* ---- the year's season as files ---- */

/* A table as it is read, under the English names of its columns. */
static void put_table(hp_buffer *out, const hp_table *table) {
    for (size_t row = 0; row <= table->row_count; row++) {
        size_t left = table->kept_count;
        for (size_t column = 0; column < table->column_count; column++) {
            if (table->places[column] < 0) {
                continue;
            }
            const char *text = row == 0 ? table->names[column] : hp_cell(table, row - 1, column);
            hp_csv_cell(out, text, --left == 0 ? '\n' : ',');
        }
    }
}

/* season.json with the year's name; a projection and what was committed are not its own. */
static void put_settings(hp_buffer *text, const hp_forecast_year *year) {
    hp_json_out out = {.buffer = text};
    hp_out_begin(&out, NULL, '{');
    for (const hp_json *value = hp_json_first(year->season.data.settings); value != NULL;
         value = hp_json_next(value)) {
        const char *key = hp_json_key(value);
        if (strcmp(key, "season") == 0) {
            hp_out_text(&out, key, year->label);
        } else if (strcmp(key, "tables") == 0) {
            hp_out_begin(&out, key, '{');
            for (const hp_json *table = hp_json_first(value); table != NULL;
                 table = hp_json_next(table)) {
                if (strcmp(hp_json_key(table), "projection") != 0) {
                    hp_out_copy(&out, hp_json_key(table), table);
                }
            }
            hp_out_end(&out, '}');
        } else if (strcmp(key, "committed") != 0) {
            hp_out_copy(&out, key, value);
        }
    }
    hp_out_end(&out, '}');
}

static hp_status put_file(hp_folder *folder, const hp_forecast_year *year, const char *file,
                          hp_buffer *text, hp_findings *findings) {
    hp_arena arena = {0};
    const char *name = hp_arena_format(&arena, "%s/%s", year->label, file);
    hp_status status = name == NULL ? HP_NO_MEMORY : hp_buffer_status(text);
    if (status == HP_OK) {
        status = hp_folder_write(folder, name, hp_buffer_get(text), text->length, findings);
    }
    text->length = 0;
    hp_arena_free(&arena);
    return status;
}

static hp_status put_files(hp_folder *folder, const hp_forecast_year *year, hp_buffer *text,
                           hp_findings *findings) {
    const hp_data *data = &year->season.data;
    put_settings(text, year);
    HP_TRY(put_file(folder, year, "season.json", text, findings));
    hp_json_out out = {.buffer = text};
    hp_out_copy(&out, NULL, data->policy_json);
    HP_TRY(put_file(folder, year, data->policy_file, text, findings));
    for (int t = 0; t < HP_TABLES; t++) {
        if (data->tables[t].file != NULL && t != HP_PROJECTION) {
            put_table(text, &data->tables[t]);
            HP_TRY(put_file(folder, year, data->tables[t].file, text, findings));
        }
    }
    return HP_OK;
}

hp_status hp_forecast_write_season(hp_folder *folder, const hp_forecast_year *year,
                                   hp_findings *findings) {
    hp_buffer text = {0};
    hp_status status = put_files(folder, year, &text, findings);
    hp_buffer_free(&text);
    return status;
}
