/* This season's children as a projection to begin with. */
#include <stdlib.h>

#include "publish/sheet.h"
#include "whatif/forecast.h"

/* Children to be seated, by area and then category. */
static hp_status count_children(int32_t **counts, hp_arena *arena, const hp_season *season) {
    const hp_data *data = &season->data;
    size_t categories = (size_t)season->policy.category_count;
    *counts = hp_arena_alloc(arena, (size_t)data->area_count * categories, sizeof **counts);
    HP_NEED(*counts);
    for (int32_t i = 0; i < data->student_count; i++) {
        int32_t area = season->roll.address[i];
        int32_t category = season->roll.category[i];
        if (!data->students[i].elsewhere && area >= 0 && category >= 0) {
            (*counts)[(size_t)area * categories + (size_t)category]++;
        }
    }
    return HP_OK;
}

static void write_year(hp_buffer *csv, const hp_season *season, const int32_t *counts,
                       int64_t year) {
    const hp_policy *policy = &season->policy;
    for (int32_t a = 0; a < season->data.area_count; a++) {
        for (int32_t c = 0; c < policy->category_count; c++) {
            int32_t children = counts[(size_t)a * (size_t)policy->category_count + (size_t)c];
            if (children > 0) {
                hp_buffer_whole(csv, year);
                hp_buffer_text(csv, ",");
                hp_people_cell(csv, season->data.areas[a].id, ',');
                hp_people_cell(csv, policy->categories[c].id, ',');
                hp_buffer_whole(csv, children);
                hp_buffer_text(csv, "\r\n");
            }
        }
    }
}

hp_status hp_season_projection(char **csv, const hp_season *season, int32_t years,
                               hp_findings *findings) {
    char year[HP_YEAR_DIGITS + 1];
    hp_arena arena = {0};
    hp_buffer text = {0};
    int32_t *counts = NULL;
    *csv = NULL;
    if (!hp_data_year(year, &season->data)) {
        hp_find(
            findings, HP_F_season_no_year,
            (hp_place){.file = "season.json", .column = "/season", .value = season->data.season},
            NULL, NULL, NULL);
        return HP_INPUT;
    }
    hp_status status = count_children(&counts, &arena, season);
    hp_buffer_text(&text, season->data.english ? "\xef\xbb\xbfyear,area_id,category,children\r\n"
                                               : "\xef\xbb\xbf年份,居住单元编号,生源类别,人数\r\n");
    for (int32_t y = 1; y <= years && status == HP_OK; y++) {
        write_year(&text, season, counts, strtol(year, NULL, 10) + y);
    }
    if (status == HP_OK) {
        status = hp_buffer_take(csv, &text);
    }
    hp_buffer_free(&text);
    hp_arena_free(&arena);
    return status;
}
