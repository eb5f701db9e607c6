#include "whatif/sweep.h"

#include <string.h>

#include "base/text.h"

/* ---- one text ---- */

/* A piece of a text: plain bytes, or the name of a value that stands in braces. */
typedef struct piece {
    const char *bytes;
    size_t length;
    bool is_hole;
} piece;

/* Takes the next piece off the text; false: there is none, or a brace is not closed, and then the
 * text does not move. {{ and }} stand for braces. */
static bool next_piece(piece *out, const char **text) {
    const char *at = *text;
    if (*at == '\0') {
        return false;
    }
    if ((at[0] == '{' && at[1] == '{') || (at[0] == '}' && at[1] == '}')) {
        *out = (piece){at, 1, false};
        *text = at + 2;
        return true;
    }
    if (*at == '{') {
        const char *end = strpbrk(at + 1, "{}");
        if (end == NULL || *end == '{') {
            return false;
        }
        *out = (piece){at + 1, (size_t)(end - at - 1), true};
        *text = end + 1;
        return true;
    }
    if (*at == '}') {
        return false;
    }
    *out = (piece){at, strcspn(at, "{}"), false};
    *text = at + out->length;
    return true;
}

/* The index of the value that a hole names; name_count: there is none. */
static size_t value_of(const hp_sweep *sweep, const piece *hole) {
    size_t index = 0;
    while (index < sweep->name_count && (strlen(sweep->names[index]) != hole->length ||
                                         memcmp(sweep->names[index], hole->bytes, hole->length))) {
        index++;
    }
    return index;
}

/* ---- checking ---- */

typedef struct hole_check {
    const hp_sweep *sweep;
    const char *file;
    hp_findings *findings;
    bool *used; /* per value */
} hole_check;

static void check_text(const hole_check *check, const char *text, const char *path) {
    const char *at = text;
    piece next;
    hp_place place = {.file = check->file, .column = path, .value = text};
    while (next_piece(&next, &at)) {
        size_t value = next.is_hole ? value_of(check->sweep, &next) : 0;
        if (next.is_hole && value < check->sweep->name_count) {
            check->used[value] = true;
        } else if (next.is_hole) {
            hp_buffer name = {0};
            hp_buffer_append(&name, next.bytes, next.length);
            hp_find(check->findings, HP_F_sweep_hole, place, hp_buffer_get(&name), NULL, NULL);
            hp_buffer_free(&name);
        }
    }
    if (*at != '\0') {
        hp_find(check->findings, HP_F_sweep_brace, place, NULL, NULL, NULL);
    }
}

/* `path` is lengthened for what the value holds, and shortened again. */
static void check_value(const hole_check *check, const hp_json *value, hp_buffer *path) {
    hp_json_kind kind = hp_json_kind_of(value);
    size_t length = path->length;
    if (kind == HP_JSON_TEXT) {
        check_text(check, hp_json_text(value), hp_buffer_get(path));
    } else if (kind == HP_JSON_OBJECT) {
        hp_json_check_keys(value, hp_buffer_get(path), NULL, 0, check->file, check->findings);
    }
    if (kind != HP_JSON_OBJECT && kind != HP_JSON_LIST) {
        return;
    }
    size_t index = 0;
    for (const hp_json *child = hp_json_first(value); child != NULL; child = hp_json_next(child)) {
        if (kind == HP_JSON_LIST) {
            hp_buffer_format(path, "/%zu", index++);
        } else {
            hp_buffer_format(path, "/%s", hp_json_key(child));
        }
        check_value(check, child, path);
        if (path->failed) {
            return;
        }
        path->length = length;
        path->bytes[length] = '\0';
    }
}

void hp_sweep_check_holes(const hp_sweep *sweep, const char *file, hp_findings *findings) {
    hp_arena arena = {0};
    hp_buffer path = {0};
    hole_check check = {.sweep = sweep, .file = file, .findings = findings};
    check.used = hp_arena_alloc(&arena, sweep->name_count, sizeof *check.used);
    hp_buffer_text(&path, "/scenario");
    if (check.used != NULL) {
        check_value(&check, sweep->scenario, &path);
        for (size_t v = 0; v < sweep->name_count; v++) {
            if (!check.used[v]) {
                hp_find(findings, HP_F_sweep_unused,
                        (hp_place){.file = file, .column = "/scenario", .value = sweep->names[v]},
                        NULL, NULL, NULL);
            }
        }
    }
    if (check.used == NULL || path.failed) {
        hp_findings_lose(findings);
    }
    hp_buffer_free(&path);
    hp_arena_free(&arena);
}

/* ---- filling ---- */

typedef struct filling {
    const hp_sweep *sweep;
    const hp_sweep_fill *fills; /* of the point */
    hp_json_out out;
} filling;

/* A text that is one hole and nothing else becomes what fills it, a number too, where a scenario
 * can have one; elsewhere what fills holes is put into the text. */
static void fill_text(filling *fill, const char *key, const char *text, bool stays_text) {
    const char *at = text;
    hp_buffer filled = {0};
    piece next;
    bool whole = false;
    for (bool first = true; next_piece(&next, &at); first = false) {
        if (next.is_hole) {
            const hp_sweep_fill *by = &fill->fills[value_of(fill->sweep, &next)];
            whole = first && *at == '\0' && by->is_number;
            hp_buffer_text(&filled, by->text);
        } else {
            hp_buffer_append(&filled, next.bytes, next.length);
        }
    }
    if (filled.failed) {
        fill->out.buffer->failed = true;
    } else if (whole && !stays_text) {
        hp_out_number(&fill->out, key, hp_buffer_get(&filled));
    } else {
        hp_out_text(&fill->out, key, hp_buffer_get(&filled));
    }
    hp_buffer_free(&filled);
}

/* What stands deeper than this in "tables" is cells: a table, a change, where or values or row. */
enum { CELL_DEPTH = 4 };

/* `tables_depth`: how deep the value lies in "tables"; 0: it does not. */
static void fill_value(filling *fill, const char *key, const hp_json *value, int tables_depth) {
    hp_json_kind kind = hp_json_kind_of(value);
    if (kind == HP_JSON_TEXT) {
        bool of_scenario = fill->out.depth == 1; /* its name and note */
        fill_text(fill, key, hp_json_text(value), of_scenario || tables_depth > CELL_DEPTH);
        return;
    }
    if (kind != HP_JSON_LIST && kind != HP_JSON_OBJECT) {
        hp_out_copy(&fill->out, key, value);
        return;
    }
    if (fill->out.depth + 1 >= HP_JSON_DEPTH) {
        fill->out.buffer->failed = true;
        return;
    }
    hp_out_begin(&fill->out, key, kind == HP_JSON_LIST ? '[' : '{');
    for (const hp_json *child = hp_json_first(value); child != NULL; child = hp_json_next(child)) {
        const char *child_key = kind == HP_JSON_LIST ? NULL : hp_json_key(child);
        bool begins = fill->out.depth == 1 && strcmp(child_key, "tables") == 0;
        fill_value(fill, child_key, child, begins || tables_depth > 0 ? tables_depth + 1 : 0);
    }
    hp_out_end(&fill->out, kind == HP_JSON_LIST ? ']' : '}');
}

void hp_sweep_scenario(hp_buffer *out, const hp_sweep *sweep, int32_t point) {
    filling fill = {.sweep = sweep,
                    .fills = &sweep->fills[(size_t)point * sweep->name_count],
                    .out = {.buffer = out}};
    fill_value(&fill, NULL, sweep->scenario, 0);
}
