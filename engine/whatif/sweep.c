#include "whatif/sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "policy/reader.h"

enum { SCALE = 10000 }; /* ranges have four decimals */
enum { MOST_NAMES = 32 };

/* What a value can be, in the file's order. */
typedef struct choices {
    hp_sweep_fill *fills;
    size_t count;
} choices;

/* ---- values ---- */

/* The digits of a number of ten-thousandths, without zeros at the end. */
static const char *digits_of(hp_arena *arena, int64_t scaled) {
    char text[32];
    int64_t size = scaled < 0 ? -scaled : scaled;
    snprintf(text, sizeof text, "%s%" PRId64 ".%04" PRId64, scaled < 0 ? "-" : "", size / SCALE,
             size % SCALE);
    size_t length = strlen(text);
    while (text[length - 1] == '0') {
        length--;
    }
    length -= text[length - 1] == '.';
    return hp_arena_copy(arena, text, length);
}

/* A number of at most four decimals and nine digits before them as ten-thousandths. */
static bool scale(int64_t *scaled, double number) {
    if (fabs(number) > 1e9) {
        return false;
    }
    *scaled = llround(number * SCALE);
    return (double)*scaled / SCALE == number;
}

static hp_status take_number(hp_sweep_fill *fill, hp_arena *arena, double number) {
    fill->text = hp_arena_format(arena, "%.15g", number);
    fill->is_number = true;
    HP_NEED(fill->text);
    return HP_OK;
}

/* A text or a number; anything else is a finding. */
static hp_status take_fill(hp_sweep_fill *fill, const hp_policy_reader *reader,
                           const hp_json *value, const char *path) {
    *fill = (hp_sweep_fill){.text = ""};
    if (hp_json_kind_of(value) == HP_JSON_NUMBER) {
        return take_number(fill, reader->arena, hp_json_number(value));
    }
    if (hp_policy_is(reader, value, path, HP_JSON_TEXT, "a text or a number")) {
        fill->text = hp_json_text(value);
    }
    return HP_OK;
}

static hp_status take_list(choices *out, const hp_policy_reader *reader, const hp_json *list,
                           const char *path) {
    size_t count = hp_json_count(list);
    if (count == 0) {
        hp_policy_find(reader, HP_F_policy_empty, path, NULL, NULL);
    }
    out->fills = hp_arena_alloc(reader->arena, count, sizeof *out->fills);
    HP_NEED(out->fills);
    for (const hp_json *value = hp_json_first(list); value != NULL; value = hp_json_next(value)) {
        const char *at = hp_path_index(reader, path, out->count);
        HP_TRY(take_fill(&out->fills[out->count++], reader, value, at));
    }
    return HP_OK;
}

/* One end of a range or its step in ten-thousandths; false after a finding. */
static bool take_end(int64_t *scaled, const hp_policy_reader *reader, const hp_json *range,
                     const char *path, const char *key) {
    const hp_json *member = hp_policy_member(reader, range, path, key, HP_JSON_NUMBER, "a number",
                                             strcmp(key, "step") != 0);
    if (member == NULL) {
        return hp_json_member(range, key) == NULL && strcmp(key, "step") == 0;
    }
    if (!scale(scaled, hp_json_number(member))) {
        hp_policy_find(reader, HP_F_sweep_decimals, hp_path_key(reader, path, key), NULL, NULL);
        return false;
    }
    return true;
}

static hp_status take_range(choices *out, const hp_policy_reader *reader, const hp_json *range,
                            const char *path) {
    static const char *const keys[] = {"from", "to", "step"};
    int64_t ends[3] = {0, 0, SCALE};
    bool good = true;
    hp_json_check_keys(range, path, keys, 3, reader->file, reader->findings);
    for (int k = 0; k < 3; k++) {
        good = take_end(&ends[k], reader, range, path, keys[k]) && good;
    }
    if (good && (ends[2] <= 0 || ends[1] < ends[0] ||
                 (ends[1] - ends[0]) / ends[2] >= HP_SWEEP_MOST_POINTS)) {
        hp_policy_find(reader, HP_F_sweep_range, path, NULL, "100000");
        good = false;
    }
    if (!good) {
        return HP_OK;
    }
    out->count = (size_t)((ends[1] - ends[0]) / ends[2] + 1);
    out->fills = hp_arena_alloc(reader->arena, out->count, sizeof *out->fills);
    HP_NEED(out->fills);
    for (size_t i = 0; i < out->count; i++) {
        out->fills[i].text = digits_of(reader->arena, ends[0] + (int64_t)i * ends[2]);
        out->fills[i].is_number = true;
        HP_NEED(out->fills[i].text);
    }
    return HP_OK;
}

/* The names of the values, in an object's order. */
static hp_status take_names(hp_sweep *sweep, const hp_policy_reader *reader, const hp_json *object,
                            const char *path) {
    size_t count = hp_json_count(object);
    if (count == 0 || count > MOST_NAMES) {
        hp_policy_find(reader, HP_F_sweep_names, path, NULL, "32");
    }
    sweep->names = hp_arena_alloc(reader->arena, count, sizeof *sweep->names);
    HP_NEED(sweep->names);
    for (const hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        const char *name = hp_json_key(member);
        if (!hp_is_id(name)) {
            hp_policy_find(reader, HP_F_policy_id, hp_path_key(reader, path, name), name, NULL);
        }
        sweep->names[sweep->name_count++] = name;
    }
    return HP_OK;
}

/* What each value can be: a list or a range. */
static hp_status take_choices(choices **out, hp_sweep *sweep, const hp_policy_reader *reader,
                              const hp_json *object, const char *path) {
    size_t index = 0;
    hp_json_check_keys(object, path, NULL, 0, reader->file, reader->findings);
    HP_TRY(take_names(sweep, reader, object, path));
    *out = hp_arena_alloc(reader->arena, sweep->name_count, sizeof **out);
    HP_NEED(*out);
    for (const hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        const char *at = hp_path_key(reader, path, hp_json_key(member));
        choices *one = &(*out)[index++];
        if (hp_json_kind_of(member) == HP_JSON_LIST) {
            HP_TRY(take_list(one, reader, member, at));
        } else if (hp_policy_is(reader, member, at, HP_JSON_OBJECT, "a list or a range")) {
            HP_TRY(take_range(one, reader, member, at));
        }
    }
    return HP_OK;
}

/* ---- points ---- */

static hp_status new_points(hp_sweep *sweep, const hp_policy_reader *reader, size_t count,
                            const char *path) {
    if (count > HP_SWEEP_MOST_POINTS) {
        hp_policy_find(reader, HP_F_sweep_large, path, NULL, "100000");
        count = 0;
    }
    sweep->fills = hp_arena_alloc(reader->arena, count * sweep->name_count, sizeof *sweep->fills);
    HP_NEED(sweep->fills);
    sweep->point_count = (int32_t)count;
    return HP_OK;
}

/* Every combination; the last value changes fastest. */
static hp_status take_grid(hp_sweep *sweep, const hp_policy_reader *reader, const hp_json *grid) {
    choices *values = NULL;
    size_t count = 1;
    if (!hp_policy_is(reader, grid, "/grid", HP_JSON_OBJECT, "an object")) {
        return HP_OK;
    }
    HP_TRY(take_choices(&values, sweep, reader, grid, "/grid"));
    for (size_t v = 0; v < sweep->name_count; v++) {
        count = count > HP_SWEEP_MOST_POINTS ? count : count * values[v].count;
    }
    HP_TRY(new_points(sweep, reader, count, "/grid"));
    for (size_t p = 0; p < (size_t)sweep->point_count; p++) {
        size_t rest = p;
        for (size_t v = sweep->name_count; v > 0; v--) {
            const choices *value = &values[v - 1];
            sweep->fills[p * sweep->name_count + v - 1] = value->fills[rest % value->count];
            rest /= value->count;
        }
    }
    return HP_OK;
}

/* So many points, each value drawn by itself, point by point in the order of the names. */
static hp_status draw_points(hp_sweep *sweep, const hp_policy_reader *reader, const choices *values,
                             int32_t count, const char *seed) {
    hp_stream stream;
    HP_TRY(new_points(sweep, reader, (size_t)count, "/draws"));
    hp_stream_init(&stream, seed);
    for (size_t p = 0; p < (size_t)sweep->point_count; p++) {
        for (size_t v = 0; v < sweep->name_count; v++) {
            uint32_t drawn = hp_stream_below(&stream, (uint32_t)values[v].count);
            sweep->fills[p * sweep->name_count + v] = values[v].fills[drawn];
        }
    }
    return HP_OK;
}

/* A whole number from 1 to `most` under a key; `none` where it is not written, 0 after a finding.
 */
static int32_t take_count(const hp_policy_reader *reader, const hp_json *object, const char *path,
                          const char *key, int32_t most, int32_t none) {
    char text[16];
    const hp_json *member = hp_policy_member(reader, object, path, key, HP_JSON_NUMBER, "a number",
                                             none == 0);
    if (member == NULL) {
        return hp_json_member(object, key) == NULL ? none : 0;
    }
    double number = hp_json_number(member);
    if (number >= 1 && number <= most && number == floor(number)) {
        return (int32_t)number;
    }
    snprintf(text, sizeof text, "%" PRId32, most);
    hp_find(reader->findings, HP_F_json_range,
            (hp_place){.file = reader->file, .column = hp_path_key(reader, path, key)}, "1", text,
            NULL);
    return 0;
}

static hp_status take_draws(hp_sweep *sweep, const hp_policy_reader *reader, const hp_json *draws) {
    static const char *const keys[] = {"count", "seed", "values"};
    choices *choice = NULL;
    if (!hp_policy_is(reader, draws, "/draws", HP_JSON_OBJECT, "an object")) {
        return HP_OK;
    }
    hp_json_check_keys(draws, "/draws", keys, 3, reader->file, reader->findings);
    int32_t count = take_count(reader, draws, "/draws", "count", HP_SWEEP_MOST_POINTS, 0);
    const char *seed = hp_policy_text(reader, draws, "/draws", "seed", true);
    const hp_json *values = hp_policy_member(reader, draws, "/draws", "values", HP_JSON_OBJECT,
                                             "an object", true);
    if (values != NULL) {
        HP_TRY(take_choices(&choice, sweep, reader, values, "/draws/values"));
    }
    bool good = count > 0 && values != NULL;
    for (size_t v = 0; v < sweep->name_count; v++) {
        good = good && choice[v].count > 0;
    }
    return good ? draw_points(sweep, reader, choice, count, seed) : HP_OK;
}

/* Points one by one, each with every value that the first one has. */
static hp_status take_points(hp_sweep *sweep, const hp_policy_reader *reader, const hp_json *list) {
    if (!hp_policy_is(reader, list, "/points", HP_JSON_LIST, "a list")) {
        return HP_OK;
    }
    const hp_json *first = hp_json_first(list);
    if (first == NULL) {
        hp_policy_find(reader, HP_F_policy_empty, "/points", NULL, NULL);
        return HP_OK;
    }
    if (!hp_policy_is(reader, first, "/points/0", HP_JSON_OBJECT, "an object")) {
        return HP_OK;
    }
    HP_TRY(take_names(sweep, reader, first, "/points/0"));
    HP_TRY(new_points(sweep, reader, hp_json_count(list), "/points"));
    const hp_json *point = first;
    for (size_t p = 0; p < (size_t)sweep->point_count; p++, point = hp_json_next(point)) {
        const char *path = hp_path_index(reader, "/points", p);
        if (!hp_policy_is(reader, point, path, HP_JSON_OBJECT, "an object")) {
            continue;
        }
        hp_json_check_keys(point, path, sweep->names, sweep->name_count, reader->file,
                           reader->findings);
        for (size_t v = 0; v < sweep->name_count; v++) {
            const hp_json *value = hp_json_member(point, sweep->names[v]);
            if (value == NULL) {
                hp_policy_find(reader, HP_F_json_key_missing, path, NULL, sweep->names[v]);
            } else {
                HP_TRY(take_fill(&sweep->fills[p * sweep->name_count + v], reader, value,
                                 hp_path_key(reader, path, sweep->names[v])));
            }
        }
    }
    return HP_OK;
}

/* ---- the whole ---- */

static hp_status take_kind(hp_sweep *sweep, const hp_policy_reader *reader) {
    const hp_json *grid = hp_json_member(sweep->document, "grid");
    const hp_json *draws = hp_json_member(sweep->document, "draws");
    const hp_json *points = hp_json_member(sweep->document, "points");
    if ((grid != NULL) + (draws != NULL) + (points != NULL) != 1) {
        hp_policy_find(reader, HP_F_sweep_kind, "", NULL, NULL);
        return HP_OK;
    }
    return grid != NULL    ? take_grid(sweep, reader, grid)
           : draws != NULL ? take_draws(sweep, reader, draws)
                           : take_points(sweep, reader, points);
}

static hp_status take_document(hp_sweep *sweep, const hp_policy_reader *reader) {
    static const char *const keys[] = {"name",  "note",   "scenario", "grid",
                                       "draws", "points", "per_shard"};
    const hp_json *document = sweep->document;
    hp_json_check_keys(document, "", keys, 7, reader->file, reader->findings);
    hp_policy_text(reader, document, "", "name", true);
    hp_policy_text(reader, document, "", "note", false);
    sweep->per_shard = take_count(reader, document, "", "per_shard", HP_SWEEP_MOST_PER_SHARD,
                                  HP_SWEEP_PER_SHARD);
    sweep->scenario = hp_policy_member(reader, document, "", "scenario", HP_JSON_OBJECT,
                                       "an object", true);
    HP_TRY(take_kind(sweep, reader));
    if (sweep->scenario != NULL && sweep->names != NULL) {
        hp_sweep_check_holes(sweep, reader->file, reader->findings);
    }
    return HP_OK;
}

hp_status hp_sweep_read(hp_sweep *sweep, const char *file, hp_findings *findings) {
    *sweep = (hp_sweep){0};
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    const char *dir = slash == NULL
                          ? "."
                          : hp_arena_copy(&sweep->arena, file, (size_t)(slash - file) + 1);
    hp_policy_reader reader = {.arena = &sweep->arena, .file = name, .findings = findings};
    HP_NEED(dir);
    HP_TRY(hp_file_read(&sweep->bytes, &sweep->length, &sweep->arena, dir, name, findings));
    if (sweep->bytes != NULL) {
        HP_TRY(hp_json_parse(&sweep->document, sweep->bytes, sweep->length, name, findings));
    }
    if (sweep->document != NULL &&
        hp_policy_is(&reader, sweep->document, "", HP_JSON_OBJECT, "an object")) {
        HP_TRY(take_document(sweep, &reader));
    }
    return hp_findings_status(findings);
}

void hp_sweep_free(hp_sweep *sweep) {
    hp_json_free(sweep->document);
    hp_arena_free(&sweep->arena);
}
