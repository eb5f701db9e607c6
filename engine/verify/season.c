#include "verify/season.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/columns.h"
#include "verify/lawful.h"

static const char *const table_names[VF_TABLES] = {"schools",  "areas",     "zones",     "feeders",
                                                   "students", "distances", "projection"};

const char *vf_table_name(vf_table_id id) {
    return table_names[id];
}

/* ---- files ---- */

static bool read_json(vf_json **out, char hash[VF_HEX], const char *dir, const char *file,
                      vf_step *step) {
    size_t length = 0;
    vf_file bytes = vf_read(dir, file);
    if (bytes.bytes == NULL) {
        return vf_fail(step, "%s cannot be read", file);
    }
    vf_sha256(hash, bytes.bytes, bytes.length);
    char *text = vf_decode(&length, &bytes);
    *out = text == NULL ? NULL : vf_json_parse(text, length);
    vf_forget(&bytes);
    return *out != NULL || vf_fail(step, "%s is not JSON", file);
}

static bool read_table(vf_table *table, vf_season *season, vf_table_id id, vf_step *step) {
    const char *file = vf_member_text(vf_member(season->settings, "tables"), table_names[id]);
    size_t length = 0;
    if (*file == '\0') {
        bool optional = id == VF_DISTANCES || id == VF_PROJECTION ||
                        (id == VF_FEEDERS && !season->junior);
        return optional || vf_fail(step, "season.json names no table %s", table_names[id]);
    }
    if (*file == '/' || strstr(file, "..") != NULL) {
        return vf_fail(step, "table %s is not in the season's folder", file);
    }
    vf_file bytes = vf_read(season->dir, file);
    if (bytes.bytes == NULL) {
        return vf_fail(step, "%s cannot be read", file);
    }
    table->file = file;
    vf_sha256(table->hash, bytes.bytes, bytes.length);
    char *text = vf_decode(&length, &bytes);
    bool good = text != NULL && vf_grid_read(&table->grid, text, length, true);
    vf_forget(&bytes);
    return good || vf_fail(step, "%s is not a table", file);
}

/* ---- ids ---- */

typedef struct keyed {
    const char *id;
    size_t row;
} keyed;

static int compare_keyed(const void *a, const void *b) {
    return strcmp(((const keyed *)a)->id, ((const keyed *)b)->id);
}

/* 1 to 64 bytes of letters, digits, CJK, `-`, `_`, `.`, `~` (spec 2); `.` and `..` name no folder
 * of their own. */
static bool is_id(const char *text) {
    if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        bool plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                     (*at >= 'A' && *at <= 'Z') || strchr("-_.~", *at) != NULL;
        if (!plain && (unsigned char)*at < 0x80) {
            return false;
        }
    }
    return *text != '\0' && strlen(text) <= 64;
}

/* The rows of a table by id; false when an id is none or stands twice. */
static bool by_id(keyed **rows, int *count, const vf_table *table, int column, vf_step *step) {
    size_t room = table->grid.rows > 0 ? table->grid.rows - 1 : 0;
    if (column < 0) {
        return vf_fail(step, "%s has no column of ids", table->file);
    }
    *rows = vf_alloc(room + 1, sizeof **rows);
    *count = (int)room;
    for (size_t i = 0; i < room; i++) {
        (*rows)[i] = (keyed){vf_at(&table->grid, i + 1, (size_t)column), i + 1};
    }
    bool in_order = true;
    for (size_t i = 1; i < room && in_order; i++) {
        in_order = compare_keyed(&(*rows)[i - 1], &(*rows)[i]) < 0;
    }
    if (!in_order) {
        qsort(*rows, room, sizeof **rows, compare_keyed);
    }
    for (size_t i = 0; i < room; i++) {
        if (!is_id((*rows)[i].id) || (i > 0 && strcmp((*rows)[i].id, (*rows)[i - 1].id) == 0)) {
            return vf_fail(step, "%s: an id is none, or stands twice: %s", table->file,
                           (*rows)[i].id);
        }
    }
    return true;
}

/* Where the records are that begin with their id: a table of one position in two or more places,
 * the first of which a hash of the id names. */
static uint64_t hash_of(const char *id) {
    uint64_t hash = 14695981039346656037U;
    for (; *id != '\0'; id++) {
        hash = (hash ^ (unsigned char)*id) * 1099511628211U;
    }
    return hash ^ hash >> 29;
}

static const char *id_at(const void *records, int at, size_t size) {
    const char *const *id = (const void *)((const char *)records + (size_t)at * size);
    return *id;
}

static vf_places place_ids(const void *records, int count, size_t size) {
    vf_places places = {.mask = 15};
    while (places.mask < 2 * (uint64_t)count) {
        places.mask = 2 * places.mask + 1;
    }
    places.at = vf_keep(places.mask + 1, sizeof *places.at);
    for (int i = 0; i < count; i++) {
        uint64_t place = hash_of(id_at(records, i, size)) & places.mask;
        while (places.at[place] != 0) {
            place = (place + 1) & places.mask;
        }
        places.at[place] = i + 1;
    }
    return places;
}

static int find(const vf_places *places, const void *records, size_t size, const char *id) {
    uint64_t place = hash_of(id) & places->mask;
    for (; places->at != NULL && places->at[place] != 0; place = (place + 1) & places->mask) {
        if (strcmp(id_at(records, places->at[place] - 1, size), id) == 0) {
            return places->at[place] - 1;
        }
    }
    return -1;
}

int vf_school_by_id(const vf_season *season, const char *id) {
    return find(&season->school_places, season->schools, sizeof *season->schools, id);
}

int vf_area_by_id(const vf_season *season, const char *id) {
    return find(&season->area_places, season->areas, sizeof *season->areas, id);
}

int vf_student_by_id(const vf_season *season, const char *id) {
    return find(&season->student_places, season->students, sizeof *season->students, id);
}

/* From the cursor on in wider and wider steps, then by bisection; what is not there is looked up.
 */
int vf_student_next(const vf_season *season, int *cursor, const char *id) {
    int low = *cursor;
    int step = 1;
    while (step < season->student_count - low && strcmp(season->students[low + step].id, id) <= 0) {
        low += step;
        step *= 2;
    }
    int high = step < season->student_count - low ? low + step : season->student_count;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        bool before = strcmp(season->students[middle].id, id) <= 0;
        low = before ? middle : low;
        high = before ? high : middle;
    }
    bool found = low < season->student_count && strcmp(season->students[low].id, id) == 0;
    int student = found ? low : vf_student_by_id(season, id);
    *cursor = student >= 0 ? student : *cursor;
    return student;
}

/* ---- cells ---- */

static const char *cell(const vf_table *table, size_t row, bool of_students, const char *name) {
    int column = vf_find_column(&table->grid, of_students, name);
    return column < 0 ? "" : vf_decoded(name, vf_at(&table->grid, row, (size_t)column));
}

/* A cell of a column that has no coded words. */
static const char *plain(const vf_grid *grid, size_t row, int column) {
    return column < 0 ? "" : vf_at(grid, row, (size_t)column);
}

static bool whole(int64_t *number, const char *text, int64_t otherwise) {
    char *end = NULL;
    *number = otherwise;
    if (*text != '\0') {
        errno = 0;
        *number = strtoll(text, &end, 10);
        return *end == '\0' && errno == 0 && *number >= 0 && *number < 1000000000;
    }
    return true;
}

/* ---- schools and areas ---- */

/* Spec 4: the least of classes, size cap and plan, less the reserved; the rule that binds. */
static void count_seats(vf_school *school) {
    int64_t by_classes = school->classes * school->class_size;
    int64_t by_cap = school->size_cap - school->continuing;
    int64_t seats = by_classes;
    school->binding = "classes";
    if (by_cap < seats) {
        seats = by_cap;
        school->binding = "size_cap";
    }
    if (school->plan >= 0 && school->plan < seats) {
        seats = school->plan;
        school->binding = "plan";
    }
    seats -= school->reserved;
    school->seats = seats > 0 ? seats : 0;
}

static bool is_one_of(const char *word, const char *const *words) {
    for (; *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

/* The coded columns of a school hold words of spec 2. */
static bool school_words_are_known(const vf_table *table, size_t row) {
    static const char *const levels[] = {"primary", "junior", NULL};
    static const char *const settings[] = {"urban", "town", "rural", NULL};
    static const char *const ownerships[] = {"public", "purchased", "private", NULL};
    static const char *const flags[] = {"", "0", "1", NULL};
    return is_one_of(cell(table, row, false, "level"), levels) &&
           is_one_of(cell(table, row, false, "setting"), settings) &&
           is_one_of(cell(table, row, false, "ownership"), ownerships) &&
           is_one_of(cell(table, row, false, "boarding"), flags) &&
           is_one_of(cell(table, row, false, "accepts_overflow"), flags);
}

/* A coordinate: a finite decimal number. */
static bool place(double *coordinate, const char *text) {
    char *end = NULL;
    *coordinate = strtod(text, &end);
    return *text != '\0' && *end == '\0' && isfinite(*coordinate) &&
           strspn(text, "+-.0123456789eE") == strlen(text);
}

static bool read_school(vf_school *school, const vf_season *season, const keyed *from,
                        vf_step *step) {
    const vf_table *table = &season->tables[VF_SCHOOLS];
    size_t row = from->row;
    int64_t built = 0;
    *school = (vf_school){.id = from->id};
    school->name = cell(table, row, false, "name");
    school->setting = cell(table, row, false, "setting");
    school->ownership = cell(table, row, false, "ownership");
    school->group = -1;
    school->next_in_group = -1;
    school->junior = strcmp(cell(table, row, false, "level"), "junior") == 0;
    school->boarding = strcmp(cell(table, row, false, "boarding"), "1") == 0;
    school->accepts_overflow = strcmp(cell(table, row, false, "accepts_overflow"), "0") != 0;
    int64_t class_cap = school->junior ? 50 : 45;
    bool good = place(&school->x, cell(table, row, false, "x")) &&
                place(&school->y, cell(table, row, false, "y")) &&
                school_words_are_known(table, row) &&
                whole(&built, cell(table, row, false, "built_year"), -1) && built >= 0 &&
                whole(&school->classes, cell(table, row, false, "classes"), -1) &&
                school->classes >= 0 &&
                whole(&school->class_size, cell(table, row, false, "class_size"), class_cap) &&
                whole(&school->continuing, cell(table, row, false, "continuing"), -1) &&
                school->continuing >= 0 &&
                whole(&school->plan, cell(table, row, false, "plan"), -1) &&
                whole(&school->reserved, cell(table, row, false, "reserved"), 0);
    int64_t legal_cap = built < 2010 ? 2400 : 2000;
    good = good && whole(&school->size_cap, cell(table, row, false, "size_cap"), legal_cap);
    if (!good) {
        return vf_fail(step, "schools: the row of %s has what must not stand there", school->id);
    }
    school->legal = school->size_cap <= legal_cap && school->class_size <= class_cap;
    if (school->junior == season->junior) {
        count_seats(school);
    }
    return true;
}

static int compare_named(const void *a, const void *b) {
    int order = strcmp(((const keyed *)a)->id, ((const keyed *)b)->id);
    size_t x = ((const keyed *)a)->row;
    size_t y = ((const keyed *)b)->row;
    return order != 0 ? order : (x > y) - (x < y);
}

/* Schools of one education group: a chain from the first by id to the last. */
static void join_groups(vf_season *season, const keyed *rows) {
    const vf_table *table = &season->tables[VF_SCHOOLS];
    keyed *members = vf_alloc((size_t)season->school_count + 1, sizeof *members);
    size_t count = 0;
    for (int i = 0; i < season->school_count; i++) {
        const char *group = cell(table, rows[i].row, false, "group");
        if (*group != '\0') {
            members[count++] = (keyed){group, (size_t)i};
        }
    }
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_named);
    }
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || strcmp(members[i].id, members[i - 1].id) != 0;
        vf_school *school = &season->schools[members[i].row];
        school->group = first ? (int)members[i].row : season->schools[members[i - 1].row].group;
        if (!first) {
            season->schools[members[i - 1].row].next_in_group = (int)members[i].row;
        }
    }
}

static bool read_schools(vf_season *season, vf_step *step) {
    keyed *rows = NULL;
    const vf_table *table = &season->tables[VF_SCHOOLS];
    if (!by_id(&rows, &season->school_count, table,
               vf_find_column(&table->grid, false, "school_id"), step)) {
        return false;
    }
    season->schools = vf_keep((size_t)season->school_count + 1, sizeof *season->schools);
    for (int i = 0; i < season->school_count; i++) {
        if (!read_school(&season->schools[i], season, &rows[i], step)) {
            return false;
        }
    }
    season->school_places = place_ids(season->schools, season->school_count,
                                      sizeof *season->schools);
    join_groups(season, rows);
    return true;
}

static bool read_areas(vf_season *season, vf_step *step) {
    keyed *rows = NULL;
    const vf_grid *grid = &season->tables[VF_AREAS].grid;
    int x = vf_find_column(grid, false, "x");
    int y = vf_find_column(grid, false, "y");
    if (!by_id(&rows, &season->area_count, &season->tables[VF_AREAS],
               vf_find_column(grid, false, "area_id"), step)) {
        return false;
    }
    season->areas = vf_keep((size_t)season->area_count + 1, sizeof *season->areas);
    for (int i = 0; i < season->area_count; i++) {
        vf_area *area = &season->areas[i];
        *area = (vf_area){.id = rows[i].id};
        if (!place(&area->x, plain(grid, rows[i].row, x)) ||
            !place(&area->y, plain(grid, rows[i].row, y))) {
            return vf_fail(step, "areas: %s is nowhere", area->id);
        }
    }
    season->area_places = place_ids(season->areas, season->area_count, sizeof *season->areas);
    return true;
}

/* ---- zones, feeders, distances ---- */

bool vf_in_zone(const vf_season *season, int area, int school) {
    for (int i = season->zone_begin[area]; i < season->zone_begin[area + 1]; i++) {
        if (season->zones[i] == school) {
            return true;
        }
    }
    return false;
}

static int compare_zones(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Pairs of area and school, sorted, each once, become the schools of each area. */
static void index_zones(vf_season *season, uint64_t *pairs, size_t count) {
    season->zones = vf_keep(count + 1, sizeof *season->zones);
    season->zone_begin = vf_keep((size_t)season->area_count + 2, sizeof *season->zone_begin);
    bool in_order = true;
    for (size_t i = 1; i < count && in_order; i++) {
        in_order = pairs[i - 1] <= pairs[i];
    }
    if (!in_order) {
        qsort(pairs, count, sizeof *pairs, compare_zones);
    }
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || pairs[i] != pairs[i - 1]) {
            season->zones[used++] = (int)(pairs[i] & UINT32_MAX);
            season->zone_begin[(pairs[i] >> 32) + 1]++;
        }
    }
    for (int a = 0; a < season->area_count; a++) {
        season->zone_begin[a + 1] += season->zone_begin[a];
    }
}

static bool read_zones(vf_season *season, vf_step *step) {
    vf_grid *grid = &season->tables[VF_ZONES].grid;
    int area_column = vf_find_column(grid, false, "area_id");
    int school_column = vf_find_column(grid, false, "school_id");
    uint64_t *pairs = vf_alloc(grid->rows + 1, sizeof *pairs);
    size_t count = 0;
    for (size_t row = 1; row < grid->rows; row++) {
        int area = vf_area_by_id(season, plain(grid, row, area_column));
        int school = vf_school_by_id(season, plain(grid, row, school_column));
        if (area < 0 || school < 0) {
            return vf_fail(step, "zones row %zu names what is not there", row + 1);
        }
        pairs[count++] = (uint64_t)area << 32 | (uint64_t)school;
    }
    index_zones(season, pairs, count);
    vf_grid_forget(grid);
    return true;
}

static int compare_feeders(const void *a, const void *b) {
    int x = ((const vf_feeder *)a)->primary;
    int y = ((const vf_feeder *)b)->primary;
    return (x > y) - (x < y);
}

static void index_feeders(vf_season *season) {
    season->feeder_begin = vf_keep((size_t)season->school_count + 2, sizeof(int));
    if (season->feeder_count > 0) {
        qsort(season->feeders, (size_t)season->feeder_count, sizeof *season->feeders,
              compare_feeders);
    }
    for (int i = 0; i < season->feeder_count; i++) {
        season->feeder_begin[season->feeders[i].primary + 1]++;
    }
    for (int s = 0; s < season->school_count; s++) {
        season->feeder_begin[s + 1] += season->feeder_begin[s];
    }
}

static bool read_feeders(vf_season *season, vf_step *step) {
    const vf_table *table = &season->tables[VF_FEEDERS];
    season->feeders = vf_keep(table->grid.rows + 1, sizeof *season->feeders);
    for (size_t row = 1; row < table->grid.rows; row++) {
        const char *area = cell(table, row, false, "area_id");
        vf_feeder feeder = {
            .primary = vf_school_by_id(season, cell(table, row, false, "primary_id")),
            .junior = vf_school_by_id(season, cell(table, row, false, "junior_id")),
            .area = *area == '\0' ? -1 : vf_area_by_id(season, area)};
        if (feeder.primary < 0 || feeder.junior < 0 || (*area != '\0' && feeder.area < 0) ||
            season->schools[feeder.primary].junior || !season->schools[feeder.junior].junior) {
            return vf_fail(step, "feeders row %zu names what is not there", row + 1);
        }
        season->feeders[season->feeder_count++] = feeder;
    }
    index_feeders(season);
    return true;
}

/* Decimal metres, rounded half up on the digits; -1: no such number. */
static int64_t rounded(const char *text) {
    int64_t metres = 0;
    const char *at = text + (*text == '+');
    for (; *at >= '0' && *at <= '9' && metres < 1000000000; at++) {
        metres = metres * 10 + (*at - '0');
    }
    if (*text == '\0' || (*at != '\0' && *at != '.')) {
        return -1;
    }
    return metres + (*at == '.' && at[1] >= '5' && at[1] <= '9');
}

static int compare_pairs(const void *a, const void *b) {
    const vf_pair *x = a;
    const vf_pair *y = b;
    int order = (x->area > y->area) - (x->area < y->area);
    order = order == 0 ? (x->school > y->school) - (x->school < y->school) : order;
    return order == 0 ? (x->row > y->row) - (x->row < y->row) : order;
}

/* By area, then school; of a pair that stands twice the last row is the one that counts. */
static void index_distances(vf_season *season, size_t count) {
    vf_pair *pairs = season->pairs;
    size_t used = 0;
    if (count > 0) {
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    }
    season->pair_begin = vf_keep((size_t)season->area_count + 2, sizeof *season->pair_begin);
    for (size_t i = 0; i < count; i++) {
        bool again = i + 1 < count && pairs[i + 1].area == pairs[i].area &&
                     pairs[i + 1].school == pairs[i].school;
        if (!again) {
            pairs[used++] = pairs[i];
            season->pair_begin[pairs[i].area + 1]++;
        }
    }
    for (int a = 0; a < season->area_count; a++) {
        season->pair_begin[a + 1] += season->pair_begin[a];
    }
}

static bool read_distances(vf_season *season, vf_step *step) {
    vf_grid *grid = &season->tables[VF_DISTANCES].grid;
    if (!season->by_table) {
        return true;
    }
    int area_column = vf_find_column(grid, false, "area_id");
    int school_column = vf_find_column(grid, false, "school_id");
    int metres_column = vf_find_column(grid, false, "metres");
    if (area_column < 0 || school_column < 0 || metres_column < 0) {
        return vf_fail(step, "distances lacks a column");
    }
    season->pairs = vf_keep(grid->rows + 1, sizeof *season->pairs);
    for (size_t row = 1; row < grid->rows; row++) {
        vf_pair *pair = &season->pairs[row - 1];
        pair->area = vf_area_by_id(season, plain(grid, row, area_column));
        pair->school = vf_school_by_id(season, plain(grid, row, school_column));
        pair->metres = rounded(plain(grid, row, metres_column));
        pair->row = row;
        if (pair->area < 0 || pair->school < 0 || pair->metres < 0) {
            return vf_fail(step, "distances row %zu names what is not there", row + 1);
        }
    }
    index_distances(season, grid->rows - 1);
    vf_grid_forget(grid);
    return true;
}

static int64_t table_metres(const vf_season *season, int area, int school) {
    size_t low = season->pair_begin[area];
    size_t high = season->pair_begin[area + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (season->pairs[middle].school == school) {
            return season->pairs[middle].metres;
        }
        low = season->pairs[middle].school < school ? middle + 1 : low;
        high = season->pairs[middle].school < school ? high : middle;
    }
    return -1;
}

int64_t vf_metres(const vf_season *season, int area, int school) {
    if (season->by_table) {
        return table_metres(season, area, school);
    }
    const vf_area *from = &season->areas[area];
    const vf_school *to = &season->schools[school];
    double metres = 0;
    if (season->degrees) {
        const double radians = acos(-1.0) / 180.0;
        double dy = sin((to->y - from->y) * radians / 2);
        double dx = sin((to->x - from->x) * radians / 2);
        double h = dy * dy + cos(from->y * radians) * cos(to->y * radians) * dx * dx;
        metres = 2 * 6371008.8 * asin(fmin(1.0, sqrt(h)));
    } else {
        metres = hypot(to->x - from->x, to->y - from->y);
    }
    return (int64_t)floor(metres + 0.5);
}

bool vf_of_level(const vf_season *season, int school) {
    return season->schools[school].junior == season->junior;
}

/* ---- students ---- */

static int find_student_column(const vf_season *season, const char *name) {
    const vf_grid *grid = &season->tables[VF_STUDENTS].grid;
    const char *english = name;
    for (const vf_column *column = vf_student_columns(); column->english != NULL; column++) {
        if (strcmp(column->chinese, name) == 0) {
            english = column->english;
        }
    }
    return vf_find_column(grid, true, english);
}

static const char *english_name(const vf_grid *grid, size_t column) {
    const char *header = vf_at(grid, 0, column);
    for (const vf_column *known = vf_student_columns(); known->english != NULL; known++) {
        if (strcmp(known->chinese, header) == 0) {
            return known->english;
        }
    }
    return header;
}

/* Names come from the policy, whose texts stay where they are: their address is enough. */
int vf_student_column(const vf_season *season, const char *name) {
    vf_known_name *known = &season->known[((uintptr_t)name >> 3) % VF_KNOWN_NAMES];
    if (known->name != name) {
        *known = (vf_known_name){name, find_student_column(season, name)};
    }
    return known->column;
}

const char *vf_student_word(const vf_season *season, int column, const char *text) {
    return vf_decoded(season->column_names[column], text);
}

const char *vf_student_title(const vf_season *season, int column) {
    const char *name = season->column_names[column];
    for (const vf_column *known = vf_student_columns(); known->english != NULL; known++) {
        if (strcmp(known->english, name) == 0) {
            return season->english ? known->english : known->chinese;
        }
    }
    return name;
}

/* The columns of students that the checker needs, by position. */
typedef struct student_columns {
    int id;
    int primary;
    int address[VF_ADDRESSES];
    int choices[VF_CHOICES];
    int sibling;
    int fixed;
    int fixed_basis;
    int destination;
    int migrant;
    int bundle;
} student_columns;

static student_columns find_columns(const vf_season *season) {
    static const char *const addresses[] = {"hukou_area", "property_area", "residence_area"};
    student_columns columns = {.id = vf_student_column(season, "student_id"),
                               .primary = vf_student_column(season, "primary_id"),
                               .sibling = vf_student_column(season, "sibling_school"),
                               .fixed = vf_student_column(season, "fixed_school"),
                               .fixed_basis = vf_student_column(season, "fixed_basis"),
                               .destination = vf_student_column(season, "destination"),
                               .migrant = vf_student_column(season, "migrant"),
                               .bundle = vf_student_column(season, "bundle")};
    for (int i = 0; i < VF_ADDRESSES; i++) {
        columns.address[i] = vf_student_column(season, addresses[i]);
    }
    for (int i = 0; i < VF_CHOICES; i++) {
        columns.choices[i] = vf_student_column(season, vf_format("choice_%d", i + 1));
    }
    return columns;
}

static const char *raw(const vf_season *season, size_t row, int column) {
    return column < 0 ? "" : vf_at(&season->tables[VF_STUDENTS].grid, row, (size_t)column);
}

/* A school that a cell names: -1 for an empty cell, -2 for one that names none. */
static int named_school(const vf_season *season, size_t row, int column) {
    const char *id = raw(season, row, column);
    int school = *id == '\0' ? -1 : vf_school_by_id(season, id);
    return *id != '\0' && school < 0 ? -2 : school;
}

static bool read_student(vf_student *student, const vf_season *season, const keyed *from,
                         const student_columns *columns, vf_step *step) {
    size_t row = from->row;
    *student = (vf_student){.id = from->id, .row = row, .number_id = from->id};
    student->primary = named_school(season, row, columns->primary);
    student->sibling = named_school(season, row, columns->sibling);
    student->fixed = named_school(season, row, columns->fixed);
    bool good = student->primary > -2 && student->sibling > -2 && student->fixed > -2;
    for (int i = 0; i < VF_CHOICES; i++) {
        student->choices[i] = named_school(season, row, columns->choices[i]);
        good = good && student->choices[i] > -2;
    }
    for (int i = 0; i < VF_ADDRESSES; i++) {
        const char *id = raw(season, row, columns->address[i]);
        id = (unsigned char)*id < 0x80 ? id : vf_decoded("hukou_area", id);
        student->address[i] = strcmp(id, "none") == 0      ? VF_NONE
                              : strcmp(id, "outside") == 0 ? VF_OUTSIDE
                              : *id == '\0'                ? VF_UNKNOWN
                                                           : vf_area_by_id(season, id);
        good = good && (student->address[i] != VF_UNKNOWN || *id == '\0');
    }
    student->elsewhere = *raw(season, row, columns->destination) != '\0';
    bool has_basis = *raw(season, row, columns->fixed_basis) != '\0';
    good = good && (student->fixed < 0 || (has_basis && !student->elsewhere));
    student->migrant = strcmp(vf_decoded("migrant", raw(season, row, columns->migrant)), "1") == 0;
    return good ||
           vf_fail(step, "students: the row of %s has what must not stand there", student->id);
}

/* Members of a bundle take the number of the smallest id (spec 5). */
static void bind_bundles(vf_season *season, int column) {
    keyed *members = vf_alloc((size_t)season->student_count + 1, sizeof *members);
    size_t count = 0;
    for (int i = 0; i < season->student_count; i++) {
        const char *bundle = raw(season, season->students[i].row, column);
        if (*bundle != '\0') {
            members[count++] = (keyed){bundle, (size_t)i};
        }
    }
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_named);
    }
    for (size_t i = 1; i < count; i++) {
        if (strcmp(members[i].id, members[i - 1].id) == 0) {
            season->students[members[i].row].number_id = season->students[members[i - 1].row]
                                                             .number_id;
        }
    }
}

static bool read_students(vf_season *season, vf_step *step) {
    keyed *rows = NULL;
    student_columns columns = find_columns(season);
    if (!by_id(&rows, &season->student_count, &season->tables[VF_STUDENTS], columns.id, step)) {
        return false;
    }
    season->students = vf_keep((size_t)season->student_count + 1, sizeof *season->students);
    for (int i = 0; i < season->student_count; i++) {
        if (!read_student(&season->students[i], season, &rows[i], &columns, step)) {
            return false;
        }
    }
    season->student_places = place_ids(season->students, season->student_count,
                                       sizeof *season->students);
    bind_bundles(season, columns.bundle);
    return true;
}

static bool read_settings(vf_season *season, vf_step *step) {
    const char *level = vf_member_text(season->settings, "level");
    if (!vf_settings_are_lawful(season->settings, step)) {
        return false;
    }
    season->junior = strcmp(level, "junior") == 0;
    season->english = strcmp(vf_member_text(season->settings, "language"), "en") == 0;
    season->degrees = strcmp(vf_member_text(season->settings, "coordinates"), "lonlat") == 0;
    season->by_table = strcmp(vf_member_text(season->settings, "distance"), "table") == 0;
    season->policy_file = vf_member_text(season->settings, "policy");
    if (*season->policy_file == '/' || strstr(season->policy_file, "..") != NULL) {
        return vf_fail(step, "the policy is not in the season's folder");
    }
    return true;
}

bool vf_season_read(vf_season *season, const char *dir, vf_step *step) {
    *season = (vf_season){.dir = dir};
    if (!read_json(&season->settings, season->hash, dir, "season.json", step) ||
        !read_settings(season, step)) {
        return false;
    }
    for (int i = 0; i < VF_TABLES; i++) {
        if (!read_table(&season->tables[i], season, (vf_table_id)i, step)) {
            return false;
        }
    }
    if (!read_json(&season->policy, season->policy_hash, dir, season->policy_file, step) ||
        !vf_policy_is_lawful(season->policy, step)) {
        return false;
    }
    const vf_grid *students = &season->tables[VF_STUDENTS].grid;
    season->column_types = vf_keep(students->columns + 1, sizeof(int));
    season->column_names = vf_keep(students->columns + 1, sizeof(char *));
    season->known = vf_keep(VF_KNOWN_NAMES, sizeof *season->known);
    for (size_t i = 0; i < students->columns; i++) {
        season->column_names[i] = english_name(students, i);
    }
    return read_schools(season, step) && read_areas(season, step) && read_zones(season, step) &&
           read_feeders(season, step) && read_distances(season, step) &&
           read_students(season, step);
}
