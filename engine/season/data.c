#include "season/data.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "season/distance.h"
#include "season/link.h"
#include "season/near.h"
#include "season/seats.h"
#include "season/settings.h"
#include "season/students.h"

const char *const hp_setting_words[] = {"urban", "town", "rural", NULL};
const char *const hp_ownership_words[] = {"public", "purchased", "private", NULL};
static const char *const level_words[] = {"primary", "junior", NULL};
static const char *const binding_words[] = {"classes", "size_cap", "plan", NULL};

int hp_word_index(const char *const *words, const char *word) {
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

const char *hp_setting_name(hp_setting setting) {
    return hp_setting_words[setting];
}

const char *hp_ownership_name(hp_ownership ownership) {
    return hp_ownership_words[ownership];
}

const char *hp_level_name(hp_level level) {
    return level_words[level];
}

const char *hp_binding_name(hp_binding binding) {
    return binding_words[binding];
}

/* ---- ids ---- */

/* Every record begins with its id. */
static int32_t find_by_id(const void *records, int32_t count, size_t size, const char *id) {
    int32_t low = 0;
    int32_t high = count - 1;
    while (low <= high) {
        int32_t middle = low + (high - low) / 2;
        const char *other = *(const char *const *)((const char *)records + (size_t)middle * size);
        int order = strcmp(id, other);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle - 1;
        } else {
            low = middle + 1;
        }
    }
    return -1;
}

int32_t hp_school_by_id(const hp_data *data, const char *id) {
    return hp_lookup_find(&data->school_ids, id);
}

int32_t hp_area_by_id(const hp_data *data, const char *id) {
    return hp_lookup_find(&data->area_ids, id);
}

int32_t hp_student_by_id(const hp_data *data, const char *id) {
    return find_by_id(data->students, data->student_count, sizeof(hp_student), id);
}

/* ---- typed cells ---- */

static int32_t whole_or(const hp_table *table, size_t row, size_t column, int32_t otherwise) {
    int64_t value = 0;
    return hp_parse_whole(hp_cell(table, row, column), &value) ? (int32_t)value : otherwise;
}

static double real_or_zero(const hp_table *table, size_t row, size_t column) {
    double value = 0;
    return hp_parse_real(hp_cell(table, row, column), &value) ? value : 0;
}

static int word_or_zero(const char *const *words, const char *word) {
    int index = hp_word_index(words, word);
    return index < 0 ? 0 : index;
}

/* ---- schools and areas ---- */

static void check_degrees(const hp_data *data, const hp_table *table, size_t row, size_t x_column,
                          hp_findings *findings) {
    double x = real_or_zero(table, row, x_column);
    double y = real_or_zero(table, row, x_column + 1);
    if (data->degrees && (x < -180 || x > 180)) {
        hp_find(findings, HP_F_cell_real, hp_cell_place(table, row, x_column), "-180", "180", NULL);
    }
    if (data->degrees && (y < -90 || y > 90)) {
        hp_find(findings, HP_F_cell_real, hp_cell_place(table, row, x_column + 1), "-90", "90",
                NULL);
    }
}

/* Whether the classes were read; where they were not, that has been told, and what follows from
 * there being none is not. */
static bool classes_known(const hp_data *data, size_t row) {
    return *hp_cell(&data->tables[HP_SCHOOLS], row, HP_SCHOOL_CLASSES) != '\0';
}

static void check_caps(const hp_data *data, const hp_school *school, size_t row,
                       hp_findings *findings) {
    const hp_table *table = &data->tables[HP_SCHOOLS];
    char a[24];
    char b[24];
    int32_t class_cap = hp_class_cap(school->level);
    int32_t built_year = whole_or(table, row, HP_SCHOOL_BUILT_YEAR, 2200);
    int32_t legal_cap = hp_legal_size_cap(built_year);
    if (school->class_size > class_cap) {
        snprintf(a, sizeof a, "%d", class_cap);
        hp_find(findings, HP_F_class_size_cap, hp_cell_place(table, row, HP_SCHOOL_CLASS_SIZE), a,
                NULL, NULL);
    }
    if (school->size_cap > legal_cap) {
        snprintf(a, sizeof a, "%d", legal_cap);
        snprintf(b, sizeof b, "%d", built_year);
        hp_find(findings, HP_F_size_cap_law, hp_cell_place(table, row, HP_SCHOOL_SIZE_CAP), a, b,
                NULL);
    }
    if (school->level != data->level) {
        return;
    }
    if (school->continuing > school->size_cap) {
        snprintf(a, sizeof a, "%d", school->continuing);
        snprintf(b, sizeof b, "%d", school->size_cap);
        hp_find(findings, HP_F_size_cap_passed, hp_cell_place(table, row, HP_SCHOOL_CONTINUING), a,
                b, NULL);
    }
    int32_t by_classes = school->classes * school->class_size;
    int32_t by_cap = school->size_cap - school->continuing;
    int32_t allowed = by_classes < by_cap ? by_classes : by_cap;
    if (school->plan > allowed && classes_known(data, row)) {
        snprintf(a, sizeof a, "%d", allowed);
        hp_find(findings, HP_F_plan_over, hp_cell_place(table, row, HP_SCHOOL_PLAN), a, NULL, NULL);
    }
}

static void fill_school(hp_data *data, hp_school *school, const hp_keyed *from,
                        hp_findings *findings) {
    const hp_table *table = &data->tables[HP_SCHOOLS];
    size_t row = from->row;
    school->id = from->key;
    school->row = row;
    school->name = hp_cell(table, row, HP_SCHOOL_NAME);
    int level = hp_word_index(level_words, hp_cell(table, row, HP_SCHOOL_LEVEL));
    school->level = level < 0 ? HP_LEVEL_UNKNOWN : (hp_level)level;
    school->setting = (hp_setting)word_or_zero(hp_setting_words,
                                               hp_cell(table, row, HP_SCHOOL_SETTING));
    school->ownership = (hp_ownership)word_or_zero(hp_ownership_words,
                                                   hp_cell(table, row, HP_SCHOOL_OWNERSHIP));
    school->boarding = strcmp(hp_cell(table, row, HP_SCHOOL_BOARDING), "1") == 0;
    school->accepts_overflow = strcmp(hp_cell(table, row, HP_SCHOOL_ACCEPTS_OVERFLOW), "0") != 0;
    school->x = real_or_zero(table, row, HP_SCHOOL_X);
    school->y = real_or_zero(table, row, HP_SCHOOL_Y);
    school->classes = whole_or(table, row, HP_SCHOOL_CLASSES, 0);
    school->class_size = whole_or(table, row, HP_SCHOOL_CLASS_SIZE, hp_class_cap(school->level));
    school->size_cap = whole_or(
        table, row, HP_SCHOOL_SIZE_CAP,
        hp_legal_size_cap(whole_or(table, row, HP_SCHOOL_BUILT_YEAR, 2200)));
    school->continuing = whole_or(table, row, HP_SCHOOL_CONTINUING, 0);
    school->plan = whole_or(table, row, HP_SCHOOL_PLAN, -1);
    school->reserved = whole_or(table, row, HP_SCHOOL_RESERVED, 0);
    check_caps(data, school, row, findings);
    check_degrees(data, table, row, HP_SCHOOL_X, findings);
    if (school->level == data->level) {
        hp_seats_compute(school);
    }
}

/* Gives the education groups dense indices, in order of their names. */
static hp_status number_groups(hp_data *data) {
    const hp_table *table = &data->tables[HP_SCHOOLS];
    const char **names = hp_arena_alloc(&data->arena, (size_t)data->school_count, sizeof *names);
    HP_NEED(names);
    size_t count = 0;
    for (int32_t i = 0; i < data->school_count; i++) {
        const char *name = hp_cell(table, data->schools[i].row, HP_SCHOOL_GROUP);
        if (*name != '\0') {
            names[count++] = name;
        }
    }
    qsort(names, count, sizeof *names, hp_compare_text);
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        if (distinct == 0 || strcmp(names[i], names[distinct - 1]) != 0) {
            names[distinct++] = names[i];
        }
    }
    data->group_count = (int32_t)distinct;
    for (int32_t i = 0; i < data->school_count; i++) {
        const char *name = hp_cell(table, data->schools[i].row, HP_SCHOOL_GROUP);
        data->schools[i].group = find_by_id(names, data->group_count, sizeof *names, name);
    }
    return HP_OK;
}

/* group_begin[g] … group_begin[g + 1] are the schools of the level in group g. */
static hp_status list_groups(hp_data *data) {
    size_t groups = (size_t)data->group_count;
    data->group_begin = hp_arena_alloc(&data->arena, groups + 1, sizeof *data->group_begin);
    HP_NEED(data->group_begin);
    data->group_schools = hp_arena_alloc(&data->arena, (size_t)data->level_count,
                                         sizeof *data->group_schools);
    HP_NEED(data->group_schools);
    int32_t *next = hp_arena_alloc(&data->arena, groups, sizeof *next);
    HP_NEED(next);
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->sites[s].of_level && data->schools[s].group >= 0) {
            data->group_begin[data->schools[s].group + 1]++;
        }
    }
    for (size_t g = 0; g < groups; g++) {
        data->group_begin[g + 1] += data->group_begin[g];
        next[g] = data->group_begin[g];
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->sites[s].of_level && data->schools[s].group >= 0) {
            data->group_schools[next[data->schools[s].group]++] = s;
        }
    }
    return HP_OK;
}

static void fill_site(hp_data *data, int32_t s) {
    const hp_school *school = &data->schools[s];
    data->sites[s] = (hp_site){.x = school->x,
                               .y = school->y,
                               .setting = (uint8_t)school->setting,
                               .ownership = (uint8_t)school->ownership,
                               .accepts_overflow = school->accepts_overflow,
                               .of_level = school->level == data->level};
    if (data->sites[s].of_level) {
        data->level_schools[data->level_count++] = s;
    }
}

static hp_status link_schools(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    hp_keyed *rows = NULL;
    HP_TRY(hp_rows_by_id(&rows, &data->school_count, scratch, &data->tables[HP_SCHOOLS],
                         HP_SCHOOL_ID, findings));
    data->schools = hp_arena_alloc(&data->arena, (size_t)data->school_count, sizeof *data->schools);
    HP_NEED(data->schools);
    data->sites = hp_arena_alloc(&data->arena, (size_t)data->school_count, sizeof *data->sites);
    HP_NEED(data->sites);
    data->level_schools = hp_arena_alloc(&data->arena, (size_t)data->school_count,
                                         sizeof *data->level_schools);
    HP_NEED(data->level_schools);
    for (int32_t i = 0; i < data->school_count; i++) {
        fill_school(data, &data->schools[i], &rows[i], findings);
        fill_site(data, i);
    }
    HP_TRY(hp_lookup_build(&data->school_ids, &data->arena, data->schools, data->school_count,
                           sizeof *data->schools));
    HP_TRY(number_groups(data));
    return list_groups(data);
}

static hp_status link_areas(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_AREAS];
    hp_keyed *rows = NULL;
    HP_TRY(hp_rows_by_id(&rows, &data->area_count, scratch, table, HP_AREA_ID, findings));
    data->areas = hp_arena_alloc(&data->arena, (size_t)data->area_count, sizeof *data->areas);
    HP_NEED(data->areas);
    for (int32_t i = 0; i < data->area_count; i++) {
        size_t row = rows[i].row;
        data->areas[i] = (hp_area){.id = rows[i].key,
                                   .name = hp_cell(table, row, HP_AREA_NAME),
                                   .x = real_or_zero(table, row, HP_AREA_X),
                                   .y = real_or_zero(table, row, HP_AREA_Y)};
        check_degrees(data, table, row, HP_AREA_X, findings);
        if (strcmp(rows[i].key, "none") == 0 || strcmp(rows[i].key, "outside") == 0 ||
            strcmp(rows[i].key, "无") == 0 || strcmp(rows[i].key, "区外") == 0) {
            hp_find(findings, HP_F_area_reserved, hp_cell_place(table, row, HP_AREA_ID), NULL, NULL,
                    NULL);
        }
    }
    return hp_lookup_build(&data->area_ids, &data->arena, data->areas, data->area_count,
                           sizeof *data->areas);
}

/* ---- zones and feeders ---- */

typedef struct link {
    int32_t from;
    int32_t to;
    int32_t by; /* -1, or the area that a feeder is limited to */
    size_t row;
} link;

static int compare_links(const void *left, const void *right) {
    const link *a = left;
    const link *b = right;
    int order = (a->from > b->from) - (a->from < b->from);
    if (order == 0) {
        order = (a->to > b->to) - (a->to < b->to);
    }
    if (order == 0) {
        order = (a->by > b->by) - (a->by < b->by);
    }
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* Sorts links and drops repeated ones, with a warning. Returns how many are left. */
static size_t sort_links(link *links, size_t count, const hp_table *table, hp_findings *findings) {
    qsort(links, count, sizeof *links, compare_links);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const link *last = kept > 0 ? &links[kept - 1] : NULL;
        if (last != NULL && last->from == links[i].from && last->to == links[i].to &&
            last->by == links[i].by) {
            char number[24];
            snprintf(number, sizeof number, "%" PRId64, table->rows[last->row]);
            hp_find(findings, HP_F_duplicate_row, hp_cell_place(table, links[i].row, 0), number,
                    NULL, NULL);
        } else {
            links[kept++] = links[i];
        }
    }
    return kept;
}

/* begin[f] … begin[f + 1] are the links from f. */
static hp_status index_links(int32_t **begin, hp_arena *arena, const link *links, size_t count,
                             int32_t from_count) {
    *begin = hp_arena_alloc(arena, (size_t)from_count + 1, sizeof **begin);
    HP_NEED(*begin);
    for (size_t i = 0; i < count; i++) {
        (*begin)[links[i].from + 1]++;
    }
    for (int32_t i = 0; i < from_count; i++) {
        (*begin)[i + 1] += (*begin)[i];
    }
    return HP_OK;
}

static hp_status link_zones(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_ZONES];
    link *links = hp_arena_alloc(scratch, table->row_count, sizeof *links);
    HP_NEED(links);
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        int32_t area = hp_refer_area(data, table, row, HP_ZONE_AREA, findings);
        int32_t school = hp_refer_school(data, table, row, HP_ZONE_SCHOOL, findings);
        if (area >= 0 && school >= 0) {
            links[count++] = (link){.from = area, .to = school, .by = -1, .row = row};
        }
    }
    count = sort_links(links, count, table, findings);
    HP_TRY(index_links(&data->zone_begin, &data->arena, links, count, data->area_count));
    data->zone_schools = hp_arena_alloc(&data->arena, count, sizeof *data->zone_schools);
    HP_NEED(data->zone_schools);
    for (size_t i = 0; i < count; i++) {
        data->zone_schools[i] = links[i].to;
    }
    return HP_OK;
}

static hp_status link_feeders(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_FEEDERS];
    link *links = hp_arena_alloc(scratch, table->row_count, sizeof *links);
    HP_NEED(links);
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        int32_t primary = hp_refer_level(data, table, row, HP_FEEDER_PRIMARY, HP_PRIMARY, findings);
        int32_t junior = hp_refer_level(data, table, row, HP_FEEDER_JUNIOR, HP_JUNIOR, findings);
        int32_t area = hp_refer_area(data, table, row, HP_FEEDER_AREA, findings);
        if (primary >= 0 && junior >= 0) {
            links[count++] = (link){.from = primary, .to = junior, .by = area, .row = row};
        }
    }
    count = sort_links(links, count, table, findings);
    HP_TRY(index_links(&data->feeder_begin, &data->arena, links, count, data->school_count));
    data->feeders = hp_arena_alloc(&data->arena, count, sizeof *data->feeders);
    HP_NEED(data->feeders);
    for (size_t i = 0; i < count; i++) {
        data->feeders[i] = (hp_feeder){
            .primary = links[i].from, .junior = links[i].to, .area = links[i].by};
    }
    return HP_OK;
}

bool hp_in_zone(const hp_data *data, int32_t area, int32_t school) {
    int32_t low = data->zone_begin[area];
    int32_t high = data->zone_begin[area + 1];
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (data->zone_schools[middle] < school) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < data->zone_begin[area + 1] && data->zone_schools[low] == school;
}

/* ---- what rests on several tables ---- */

bool hp_data_year(char year[HP_YEAR_DIGITS + 1], const hp_data *data) {
    const char *season = data->season == NULL ? "" : data->season;
    if (strspn(season, "0123456789") < HP_YEAR_DIGITS) {
        return false;
    }
    memcpy(year, season, HP_YEAR_DIGITS);
    year[HP_YEAR_DIGITS] = '\0';
    return true;
}

/* Where a school has fewer seats than fixed children: what changed it, or one of them. */
static hp_place fixed_place(const hp_data *data, int32_t school) {
    const hp_table *students = &data->tables[HP_STUDENTS];
    hp_place place = hp_cell_place(&data->tables[HP_SCHOOLS], data->schools[school].row,
                                   HP_SCHOOL_ID);
    for (int32_t i = 0; i < data->student_count && place.change == NULL; i++) {
        if (data->students[i].fixed == school) {
            place.change = hp_cell_place(students, data->students[i].row, HP_STUDENT_FIXED_SCHOOL)
                               .change;
        }
    }
    return place;
}

static hp_status check_fixed_seats(const hp_data *data, hp_arena *scratch, hp_findings *findings) {
    int32_t *fixed = hp_arena_alloc(scratch, (size_t)data->school_count, sizeof *fixed);
    HP_NEED(fixed);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (data->students[i].fixed >= 0) {
            fixed[data->students[i].fixed]++;
        }
    }
    for (int32_t s = 0; s < data->school_count; s++) {
        const hp_school *school = &data->schools[s];
        if (fixed[s] > school->seats && classes_known(data, school->row)) {
            char a[24];
            char b[24];
            snprintf(a, sizeof a, "%d", fixed[s]);
            snprintf(b, sizeof b, "%d", school->seats);
            hp_find(findings, HP_F_fixed_over_seats, fixed_place(data, s), a, b, NULL);
        }
    }
    return HP_OK;
}

/* References of the table that no index is built from, and years that are no years ahead. */
static void check_projection(const hp_data *data, hp_findings *findings) {
    const hp_table *projection = &data->tables[HP_PROJECTION];
    char year[HP_YEAR_DIGITS + 1] = "0";
    hp_data_year(year, data);
    for (size_t row = 0; row < projection->row_count; row++) {
        const char *ahead = hp_cell(projection, row, HP_PROJECTION_YEAR);
        hp_refer_area(data, projection, row, HP_PROJECTION_AREA, findings);
        if (*ahead != '\0' && atoi(ahead) <= atoi(year)) {
            hp_find(findings, HP_F_projection_past,
                    hp_cell_place(projection, row, HP_PROJECTION_YEAR), year, NULL, NULL);
        }
    }
}

/* ---- reading ---- */

hp_status hp_data_read_file(const char **text, size_t *length, hp_arena *arena, hp_data *data,
                            const char *name, const char *file, hp_findings *findings) {
    char *bytes = NULL;
    size_t byte_count = 0;
    *text = NULL;
    HP_TRY(hp_file_read(&bytes, &byte_count, arena, data->dir, file, findings));
    if (bytes == NULL) {
        return HP_OK;
    }
    hp_input *input = &data->inputs[data->input_count++];
    input->name = name;
    input->file = file;
    hp_sha256_hex(input->hash, bytes, byte_count);
    return hp_decode(text, length, arena, bytes, byte_count, file, findings);
}

static hp_status read_settings(const char *files[HP_TABLES], hp_data *data, hp_findings *findings) {
    const char *text = NULL;
    size_t length = 0;
    HP_TRY(
        hp_data_read_file(&text, &length, &data->arena, data, "season", "season.json", findings));
    if (text == NULL) {
        return hp_findings_status(findings);
    }
    HP_TRY(hp_json_parse(&data->settings, text, length, "season.json", findings));
    if (data->settings != NULL && hp_json_kind_of(data->settings) != HP_JSON_OBJECT) {
        hp_find(findings, HP_F_json_type, (hp_place){.file = "season.json", .column = "/"},
                hp_phrase("an object"), NULL, NULL);
    } else if (data->settings != NULL) {
        hp_settings_read(files, data, findings);
        return HP_OK;
    }
    return hp_findings_status(findings);
}

static hp_status read_table(hp_data *data, hp_table_id id, const char *file, hp_arena *scratch,
                            hp_findings *findings) {
    const char *text = NULL;
    size_t length = 0;
    HP_TRY(hp_data_read_file(&text, &length, scratch, data, hp_table_name(id), file, findings));
    if (text == NULL) {
        return HP_OK;
    }
    const hp_patch *patch = data->scenario == NULL ? NULL : &data->scenario->patches[id];
    data->tables[id].patch = patch == NULL || patch->change_count == 0 ? NULL : patch;
    return hp_table_read(&data->tables[id], &data->arena, id, file, text, length, findings);
}

/* The table that was read already, and the hash of its file. */
static void borrow_table(hp_data *data, hp_table_id id) {
    data->tables[id] = data->beside->tables[id];
    for (size_t i = 0; i < data->beside->input_count; i++) {
        if (data->beside->inputs[i].name == hp_table_name(id)) {
            data->inputs[data->input_count++] = data->beside->inputs[i];
        }
    }
}

static bool is_borrowed(const hp_data *data, hp_table_id id) {
    return data->beside != NULL && data->scenario->patches[id].change_count == 0;
}

/* Changes of a scenario need a table. */
static void tell_missing(const hp_data *data, hp_table_id id, hp_findings *findings) {
    const hp_patch *patch = &data->scenario->patches[id];
    for (size_t i = 0; i < patch->change_count; i++) {
        const char *path = patch->changes[i].path;
        hp_find(
            findings, HP_F_scenario_table,
            (hp_place){
                .file = patch->file, .column = path, .value = hp_table_name(id), .change = path},
            NULL, NULL, NULL);
    }
}

/* A file's bytes are let go as soon as its table is read. */
static hp_status read_tables(hp_data *data, const char *const files[HP_TABLES],
                             hp_findings *findings) {
    for (int i = 0; i < HP_TABLES; i++) {
        if (files[i] == NULL && data->scenario != NULL) {
            tell_missing(data, (hp_table_id)i, findings);
        }
        if (files[i] != NULL && is_borrowed(data, (hp_table_id)i)) {
            borrow_table(data, (hp_table_id)i);
        } else if (files[i] != NULL) {
            hp_arena scratch = {0};
            hp_status status = read_table(data, (hp_table_id)i, files[i], &scratch, findings);
            hp_arena_free(&scratch);
            HP_TRY(status);
        }
    }
    return HP_OK;
}

/* A table without rows is no fault of its own (spec 2), but one whose ids others name is. */
static void tell_empty(const hp_data *data, hp_table_id id, hp_findings *findings) {
    const hp_table *table = &data->tables[id];
    if (table->headers != NULL && !table->broken && table->row_count == 0 &&
        (data->tables[HP_ZONES].row_count > 0 || data->tables[HP_STUDENTS].row_count > 0)) {
        hp_find(findings, HP_F_table_empty, (hp_place){.file = table->file}, NULL, NULL, NULL);
    }
}

/* Lists, references and metres, with room that only the linking needs. */
static hp_status link_all(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    HP_TRY(link_schools(data, scratch, findings));
    HP_TRY(link_areas(data, scratch, findings));
    HP_TRY(link_zones(data, scratch, findings));
    HP_TRY(link_feeders(data, scratch, findings));
    HP_TRY(hp_distances_link(data, scratch, findings));
    HP_TRY(hp_near_build(data));
    HP_TRY(hp_students_link(data, scratch, findings));
    return check_fixed_seats(data, scratch, findings);
}

hp_status hp_data_read(hp_data *data, const char *dir, hp_findings *findings) {
    const char *files[HP_TABLES] = {NULL};
    hp_arena scratch = {0};
    data->dir = hp_arena_text(&data->arena, dir);
    HP_NEED(data->dir);
    HP_TRY(read_settings(files, data, findings));
    HP_TRY(read_tables(data, files, findings));
    hp_status status = link_all(data, &scratch, findings);
    hp_arena_free(&scratch);
    HP_TRY(status);
    tell_empty(data, HP_SCHOOLS, findings);
    tell_empty(data, HP_AREAS, findings);
    check_projection(data, findings);
    return HP_OK;
}

void hp_data_note_scenario(hp_data *data) {
    const hp_scenario *scenario = data->scenario;
    data->committed = "";
    if (scenario->file != NULL) {
        hp_input *input = &data->inputs[data->input_count++];
        input->name = "scenario";
        input->file = scenario->file;
        memcpy(input->hash, scenario->hash, sizeof input->hash);
    }
}

hp_status hp_data_put_students(hp_data *copy, size_t count, const uint32_t *cells,
                               const char *texts, hp_findings *findings) {
    hp_table *table = &copy->tables[HP_STUDENTS];
    hp_arena scratch = {0};
    table->row_count = count;
    table->cells = cells;
    table->texts = texts;
    table->origins = NULL;
    table->rows = hp_arena_alloc(&copy->arena, count, sizeof *table->rows);
    HP_NEED(table->rows);
    for (size_t row = 0; row < count; row++) {
        table->rows[row] = (int64_t)row + 2; /* behind the header */
    }
    hp_status status = hp_students_link(copy, &scratch, findings);
    hp_arena_free(&scratch);
    return status;
}

void hp_data_free(hp_data *data) {
    hp_json_free(data->settings);
    hp_json_free(data->policy_json);
    hp_arena_free(&data->arena);
}

/* ---- seeds ---- */

hp_status hp_seed_of(const char **seed, hp_arena *arena, const hp_data *data,
                     const char *stage_id) {
    *seed = NULL;
    const hp_json *given = hp_json_member(data->settings, "lottery_seed");
    if (given != NULL && hp_json_kind_of(given) == HP_JSON_OBJECT) {
        given = hp_json_member(given, stage_id);
    }
    if (given == NULL) {
        return HP_OK;
    }
    if (hp_json_kind_of(given) == HP_JSON_TEXT) {
        *seed = hp_json_text(given);
        return HP_OK;
    }
    hp_buffer joined = {0};
    for (const hp_json *part = hp_json_first(given); part != NULL; part = hp_json_next(part)) {
        hp_buffer_text(&joined, hp_json_text(part));
        hp_buffer_text(&joined, hp_json_next(part) == NULL ? "" : "\n");
    }
    hp_status status = hp_buffer_status(&joined);
    *seed = status == HP_OK ? hp_arena_text(arena, hp_buffer_get(&joined)) : NULL;
    hp_buffer_free(&joined);
    HP_TRY(status);
    HP_NEED(*seed);
    return HP_OK;
}
