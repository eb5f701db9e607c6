#include "season/distance.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* ---- straight lines ---- */

/* Haversine distance of two points in degrees. */
static double great_circle_m(double x1, double y1, double x2, double y2) {
    double half_dy = sin((y2 - y1) * HP_RADIANS / 2);
    double half_dx = sin((x2 - x1) * HP_RADIANS / 2);
    double chord = half_dy * half_dy +
                   cos(y1 * HP_RADIANS) * cos(y2 * HP_RADIANS) * half_dx * half_dx;
    return 2 * HP_EARTH_RADIUS_M * asin(fmin(1.0, sqrt(chord)));
}

/* The plane's metres where the plain root is far enough from a half that its rounding cannot
 * matter; -1 where hypot must tell. */
static int32_t plain_metres(double dx, double dy) {
    double root = sqrt(dx * dx + dy * dy);
    if (!(root < 1e9)) {
        return -1;
    }
    int32_t whole = (int32_t)root;
    double part = root - whole;
    return fabs(part - 0.5) < 0.001 ? -1 : whole + (part > 0.5);
}

int32_t hp_point_metres(const hp_data *data, double x1, double y1, double x2, double y2) {
    int32_t plain = data->degrees ? -1 : plain_metres(x2 - x1, y2 - y1);
    if (plain >= 0) {
        return plain;
    }
    double metres = data->degrees ? great_circle_m(x1, y1, x2, y2) : hypot(x2 - x1, y2 - y1);
    return (int32_t)fmin(floor(metres + 0.5), HP_MOST_METRES);
}

/* ---- the distance table ---- */

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

/* A row of the table; of an area all stand together. */
typedef struct distance_row {
    int32_t area;
    int32_t school;
    int32_t metres;
    uint32_t row;
} distance_row;

static int compare_rows(const void *left, const void *right) {
    const distance_row *a = left;
    const distance_row *b = right;
    int order = (a->area > b->area) - (a->area < b->area);
    if (order == 0) {
        order = (a->school > b->school) - (a->school < b->school);
    }
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static size_t list_rows(distance_row *rows, const hp_data *data, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_DISTANCES];
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        int32_t area = hp_refer_area(data, table, row, HP_DISTANCE_AREA, findings);
        int32_t school = hp_refer_school(data, table, row, HP_DISTANCE_SCHOOL, findings);
        const char *text = hp_cell(table, row, HP_DISTANCE_METRES);
        if (area >= 0 && school >= 0 && *text != '\0') {
            rows[count++] = (distance_row){area, school, rounded_metres(text), (uint32_t)row};
        }
    }
    return count;
}

static void find_twice(const hp_data *data, const distance_row *first, const distance_row *again,
                       hp_findings *findings) {
    const hp_table *table = &data->tables[HP_DISTANCES];
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, table->rows[first->row]);
    hp_find(findings, first->metres == again->metres ? HP_F_duplicate_row : HP_F_duplicate_differs,
            hp_cell_place(table, again->row, HP_DISTANCE_METRES), number, NULL, NULL);
}

/* Of each pair the first row counts. `rows`: sorted. */
static void keep_first(hp_data *data, const distance_row *rows, size_t count,
                       hp_findings *findings) {
    size_t first = 0;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && rows[i].area == rows[first].area && rows[i].school == rows[first].school) {
            find_twice(data, &rows[first], &rows[i], findings);
            continue;
        }
        first = i;
        data->distances[kept++] = (hp_distance){rows[i].school, rows[i].metres};
        data->distance_begin[rows[i].area + 1]++;
    }
    for (int32_t a = 0; a < data->area_count; a++) {
        data->distance_begin[a + 1] += data->distance_begin[a];
    }
}

hp_status hp_distances_link(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    size_t room = data->tables[HP_DISTANCES].row_count;
    distance_row *rows = hp_arena_alloc(scratch, room, sizeof *rows);
    HP_NEED(rows);
    size_t count = list_rows(rows, data, findings);
    if (!data->by_table) {
        return HP_OK;
    }
    data->distance_begin = hp_arena_alloc(&data->arena, (size_t)data->area_count + 1,
                                          sizeof *data->distance_begin);
    HP_NEED(data->distance_begin);
    data->distances = hp_arena_alloc(&data->arena, count, sizeof *data->distances);
    HP_NEED(data->distances);
    qsort(rows, count, sizeof *rows, compare_rows);
    keep_first(data, rows, count, findings);
    return HP_OK;
}

static int32_t table_metres(const hp_data *data, int32_t area, int32_t school) {
    int32_t low = data->distance_begin[area];
    int32_t high = data->distance_begin[area + 1];
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (data->distances[middle].school < school) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < data->distance_begin[area + 1] && data->distances[low].school == school;
    return found ? data->distances[low].metres : HP_METRES_UNKNOWN;
}

int32_t hp_metres(const hp_data *data, int32_t area, int32_t school) {
    if (data->by_table) {
        return table_metres(data, area, school);
    }
    const hp_site *site = &data->sites[school];
    const hp_area *from = &data->areas[area];
    return site->of_level ? hp_point_metres(data, from->x, from->y, site->x, site->y)
                          : HP_METRES_UNKNOWN;
}
