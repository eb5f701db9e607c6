#include "season/distance.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static const double EARTH_RADIUS_M = 6371008.8; /* mean radius, spec 2 */
static const double RADIANS = 3.14159265358979323846 / 180.0;

/* Haversine distance of two points in degrees. */
static double great_circle_m(double x1, double y1, double x2, double y2) {
    double half_dy = sin((y2 - y1) * RADIANS / 2);
    double half_dx = sin((x2 - x1) * RADIANS / 2);
    double chord = half_dy * half_dy + cos(y1 * RADIANS) * cos(y2 * RADIANS) * half_dx * half_dx;
    return 2 * EARTH_RADIUS_M * asin(fmin(1.0, sqrt(chord)));
}

int32_t hp_point_metres(const hp_data *data, double x1, double y1, double x2, double y2) {
    double metres = data->degrees ? great_circle_m(x1, y1, x2, y2) : hypot(x2 - x1, y2 - y1);
    return (int32_t)fmin(floor(metres + 0.5), 2.1e9);
}

static int32_t straight_line_m(const hp_data *data, const hp_area *area, const hp_school *school) {
    return hp_point_metres(data, area->x, area->y, school->x, school->y);
}

/* Half up on the decimal digits themselves: no double decides a half. */
static int32_t rounded_metres(const char *text) {
    text += *text == '+';
    size_t whole = strspn(text, "0123456789");
    int32_t metres = 0;
    for (size_t i = 0; i < whole; i++) {
        metres = metres * 10 + (text[i] - '0');
    }
    return metres + (text[whole] == '.' && text[whole + 1] >= '5');
}

static void take_row(hp_data *data, size_t row, size_t *first_row, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_DISTANCES];
    int32_t area = hp_area_by_id(data, hp_cell(table, row, HP_DISTANCE_AREA));
    int32_t school = hp_school_by_id(data, hp_cell(table, row, HP_DISTANCE_SCHOOL));
    const char *text = hp_cell(table, row, HP_DISTANCE_METRES);
    if (area < 0 || school < 0 || *text == '\0') {
        return;
    }
    size_t pair = (size_t)area * (size_t)data->school_count + (size_t)school;
    int32_t metres = rounded_metres(text);
    if (data->metres[pair] == HP_METRES_UNKNOWN) {
        data->metres[pair] = metres;
        first_row[pair] = row;
        return;
    }
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, table->rows[first_row[pair]]);
    hp_find(findings, data->metres[pair] == metres ? HP_F_duplicate_row : HP_F_duplicate_differs,
            hp_cell_place(table, row, HP_DISTANCE_METRES), number, NULL, NULL);
}

hp_status hp_distances_compute(hp_data *data, hp_findings *findings) {
    size_t pairs = (size_t)data->area_count * (size_t)data->school_count;
    data->metres = hp_arena_alloc(&data->arena, pairs, sizeof *data->metres);
    HP_NEED(data->metres);
    for (size_t i = 0; i < pairs; i++) {
        data->metres[i] = HP_METRES_UNKNOWN;
    }
    if (data->by_table) {
        size_t *first_row = hp_arena_alloc(&data->arena, pairs, sizeof *first_row);
        HP_NEED(first_row);
        for (size_t row = 0; row < data->tables[HP_DISTANCES].row_count; row++) {
            take_row(data, row, first_row, findings);
        }
        return HP_OK;
    }
    for (size_t i = 0; i < pairs; i++) {
        const hp_area *area = &data->areas[i / (size_t)data->school_count];
        const hp_school *school = &data->schools[i % (size_t)data->school_count];
        data->metres[i] = school->level == data->level ? straight_line_m(data, area, school)
                                                       : HP_METRES_UNKNOWN;
    }
    return HP_OK;
}

int32_t hp_metres(const hp_data *data, int32_t area, int32_t school) {
    return data->metres[(size_t)area * (size_t)data->school_count + (size_t)school];
}
