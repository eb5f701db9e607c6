/* season.json, the order of reading, distances, seeds (spec 2). */
#include "verify/season.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/number.h"

/* One of two words; false: neither. */
static bool one_of(bool *second, const vf_json *settings, const char *key, const char *a,
                   const char *b, vf_step *step) {
    const char *text = vf_member_text(settings, key);
    *second = strcmp(text, b) == 0;
    return *second || strcmp(text, a) == 0 ||
           vf_fail(step, "season.json /%s is neither %s nor %s", key, a, b);
}

static bool is_seed(const vf_json *value) {
    for (const vf_json *part = vf_first(value); vf_is_list(value) && part != NULL;
         part = vf_next(part)) {
        if (!vf_is_text(part)) {
            return false;
        }
    }
    return vf_is_text(value) || vf_is_list(value);
}

static bool check_seeds(const vf_json *value, vf_step *step) {
    bool good = value == NULL || is_seed(value) || vf_is_object(value);
    for (const vf_json *stage = vf_first(value); vf_is_object(value) && stage != NULL;
         stage = vf_next(stage)) {
        good = good && is_seed(stage);
    }
    return good || vf_fail(step, "season.json /lottery_seed is no seed");
}

static bool check_keys(const vf_json *settings, vf_step *step) {
    static const char *const texts[] = {"season",   "district",    "level",    "policy",
                                        "language", "coordinates", "distance", "committed"};
    for (const vf_json *member = vf_first(settings); member != NULL; member = vf_next(member)) {
        bool known = strcmp(vf_key(member), "lottery_seed") == 0 ||
                     (strcmp(vf_key(member), "tables") == 0 && vf_is_object(member));
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            known = known || (strcmp(vf_key(member), texts[i]) == 0 && vf_is_text(member));
        }
        if (!known) {
            return vf_fail(step, "season.json /%s is unknown or of a wrong type", vf_key(member));
        }
    }
    for (size_t i = 0; i < 4; i++) {
        if (vf_member(settings, texts[i]) == NULL) {
            return vf_fail(step, "season.json has no key %s", texts[i]);
        }
    }
    return true;
}

bool vf_settings_read(vf_season *season, vf_step *step) {
    size_t length = 0;
    bool second = false;
    bool junior = false;
    vf_file bytes = vf_read(season->dir, "season.json");
    char *text = bytes.bytes == NULL ? NULL : vf_decode(&length, bytes);
    season->settings = text == NULL ? NULL : vf_json_parse(text, length);
    if (!vf_is_object(season->settings)) {
        return vf_fail(step, "season.json cannot be read as an object");
    }
    if (!check_keys(season->settings, step) ||
        !one_of(&junior, season->settings, "level", "primary", "junior", step) ||
        !one_of(&season->lonlat, season->settings, "coordinates", "metres", "lonlat", step) ||
        !one_of(&season->distance_table, season->settings, "distance", "straight_line", "table",
                step) ||
        (vf_member(season->settings, "language") != NULL &&
         !one_of(&second, season->settings, "language", "zh", "en", step)) ||
        !check_seeds(vf_member(season->settings, "lottery_seed"), step)) {
        return false;
    }
    season->primary_level = !junior;
    season->policy_file = vf_member_text(season->settings, "policy");
    return true;
}

static bool read_tables(vf_season *season, vf_step *step) {
    const vf_json *tables = vf_member(season->settings, "tables");
    for (const vf_json *member = vf_first(tables); member != NULL; member = vf_next(member)) {
        int name = 0;
        while (name < VF_TABLES && strcmp(vf_table_names[name], vf_key(member)) != 0) {
            name++;
        }
        if (name == VF_TABLES || !vf_is_text(member)) {
            return vf_fail(step, "season.json /tables/%s is unknown or no text", vf_key(member));
        }
    }
    for (int name = 0; name < VF_TABLES; name++) {
        const vf_json *file = vf_member(tables, vf_table_names[name]);
        bool optional = name == VF_PROJECTION ||
                        (name == VF_DISTANCES && !season->distance_table) ||
                        (name == VF_FEEDERS && season->primary_level);
        if (file == NULL && !optional) {
            return vf_fail(step, "season.json has no table %s", vf_table_names[name]);
        }
        if (file != NULL && !vf_table_read(season, (vf_table_name)name, vf_text(file), step)) {
            return false;
        }
    }
    return true;
}

bool vf_season_read(vf_season *season, const char *dir, vf_step *step) {
    season->dir = dir;
    return vf_settings_read(season, step) && read_tables(season, step) &&
           vf_schools_read(season, step) && vf_areas_read(season, step) &&
           vf_pairs_read(season, step) && vf_students_read(season, step);
}

bool vf_in_zone(const vf_season *season, int area, int school) {
    return area >= 0 && school >= 0 && season->zoned[area * season->school_count + school] != 0;
}

__extension__ typedef __int128 wide;

/* Millionths of a metre; false: the cell has more decimals or is too large. */
static bool plane_metres(int *metres, const char *const cells[4]) {
    const int64_t unit = 1000000;
    int64_t at[4] = {0};
    for (int i = 0; i < 4; i++) {
        if (!vf_parse_scaled(&at[i], cells[i], 6) || llabs(at[i]) > 1000000000000000) {
            return false;
        }
    }
    wide dx = at[0] - at[2];
    wide dy = at[1] - at[3];
    wide square = 4 * (dx * dx + dy * dy);
    int64_t guess = (int64_t)(sqrt((double)square) / 2 / (double)unit + 0.5);
    /* The greatest m with m - 1/2 not over the distance. */
    while (guess > 0 && (wide)(2 * guess - 1) * unit * ((wide)(2 * guess - 1) * unit) > square) {
        guess--;
    }
    while ((wide)(2 * guess + 1) * unit * ((wide)(2 * guess + 1) * unit) <= square) {
        guess++;
    }
    *metres = guess > INT32_MAX ? INT32_MAX : (int)guess;
    return true;
}

static double rounded(double metres) {
    return metres < INT32_MAX ? floor(metres + 0.5) : INT32_MAX;
}

static double sphere_metres(const char *const cells[4]) {
    const double radius_m = 6371008.8;
    const double degree = acos(-1) / 180;
    double x1 = strtod(cells[0], NULL) * degree;
    double y1 = strtod(cells[1], NULL) * degree;
    double x2 = strtod(cells[2], NULL) * degree;
    double y2 = strtod(cells[3], NULL) * degree;
    double s = sin((y2 - y1) / 2);
    double t = sin((x2 - x1) / 2);
    return 2 * radius_m * asin(sqrt(fmin(1, s * s + cos(y1) * cos(y2) * t * t)));
}

int vf_metres(vf_season *season, int area, int school) {
    int *known = &season->metres[area * season->school_count + school];
    if (*known != -2) {
        return *known;
    }
    const vf_table *areas = &season->tables[VF_AREAS];
    const vf_table *schools = &season->tables[VF_SCHOOLS];
    size_t row = (size_t)season->schools[school].row;
    const char *const cells[4] = {
        vf_cell(areas, (size_t)area, "x"), vf_cell(areas, (size_t)area, "y"),
        vf_cell(schools, row, "x"), vf_cell(schools, row, "y")};
    if (season->lonlat) {
        *known = (int)rounded(sphere_metres(cells));
    } else if (!plane_metres(known, cells)) {
        *known = (int)rounded(hypot(strtod(cells[0], NULL) - strtod(cells[2], NULL),
                                    strtod(cells[1], NULL) - strtod(cells[3], NULL)));
    }
    return *known;
}

static const char *joined(const vf_json *seed) {
    vf_out out = {0};
    if (!vf_is_list(seed)) {
        return vf_is_text(seed) ? vf_text(seed) : NULL;
    }
    vf_put(&out, "");
    for (const vf_json *part = vf_first(seed); part != NULL; part = vf_next(part)) {
        vf_put(&out, part == vf_first(seed) ? "" : "\n");
        vf_put(&out, vf_text(part));
    }
    return out.bytes;
}

const char *vf_seed(const vf_season *season, const char *stage) {
    const vf_json *seed = vf_member(season->settings, "lottery_seed");
    return joined(vf_is_object(seed) ? vf_member(seed, stage) : seed);
}
