#include "publish/seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "policy/facts.h"

static const char *const point_words[HP_OPEN_POINTS] = {
#define X(code, one, many) #code,
    HP_OPEN_POINT_TABLE(X)
#undef X
};

/* What is counted: one of them, more. */
static const char *const point_units[][2] = {
#define X(code, one, many) {one, many},
    HP_OPEN_POINT_TABLE(X)
#undef X
};

/* ---- open points ---- */

/* The category by which the child was placed; -1: a document placed it, or it is not placed. */
static int deciding_category(const hp_report *report, int32_t student) {
    hp_standing standing = report->state->placements[student].standing;
    int category = hp_placed_category(report, student);
    if (standing != HP_ADMITTED && standing != HP_KEPT) {
        return -1;
    }
    return category >= 0 ? category : report->roll->category[student];
}

/* Whether a fact on which the child's category or deciding address rests has no record of who
 * checked it. What is empty needs no record. */
static bool has_unchecked(const hp_report *report, int32_t student, int category,
                          const bool *used) {
    const hp_table *table = &report->data->tables[HP_STUDENTS];
    size_t row = report->data->students[student].row;
    int address = hp_facts_deciding_address(&report->policy->categories[category],
                                            &report->data->students[student]);
    for (size_t column = 0; column < table->column_count; column++) {
        bool decides = used[column] || (address >= 0 && column == (size_t)address);
        int check = decides ? hp_facts_check_of(column) : -1;
        if (check >= 0 && *hp_cell(table, row, column) != '\0' &&
            *hp_cell(table, row, (size_t)check) == '\0') {
            return true;
        }
    }
    return false;
}

static hp_status count_unchecked(int32_t *count, const hp_report *report) {
    size_t columns = report->data->tables[HP_STUDENTS].column_count;
    size_t categories = (size_t)report->policy->category_count;
    bool *used = hp_arena_alloc(report->state->arena, columns * categories, sizeof *used);
    HP_NEED(used);
    for (size_t c = 0; c < categories; c++) {
        hp_facts_mark(used + c * columns, report->policy->categories[c].when);
        hp_facts_mark(used + c * columns, report->policy->categories[c].guaranteed_when);
    }
    for (int32_t i = 0; i < report->data->student_count; i++) {
        int category = deciding_category(report, i);
        *count += category >= 0 &&
                  has_unchecked(report, i, category, used + (size_t)category * columns);
    }
    return HP_OK;
}

hp_status hp_open_points_count(int32_t counts[HP_OPEN_POINTS], const hp_report *report) {
    memset(counts, 0, HP_OPEN_POINTS * sizeof *counts);
    HP_TRY(count_unchecked(&counts[HP_OPEN_unchecked_facts], report));
    counts[HP_OPEN_parted_bundles] = report->bundles.parted_count;
    counts[HP_OPEN_short] = report->short_count;
    if (report->end_stage == report->policy->stage_count) {
        counts[HP_OPEN_missed_targets] = (report->shares.nearby.missing > 0) +
                                         (report->shares.migrants.missing > 0);
    }
    return HP_OK;
}

/* ---- the checker's steps ---- */

static const char *text_of(const hp_json *object, const char *key) {
    const hp_json *member = object == NULL ? NULL : hp_json_member(object, key);
    return member == NULL || hp_json_kind_of(member) != HP_JSON_TEXT ? "" : hp_json_text(member);
}

/* A list of steps of which each says whether it passes, and not an empty one. */
static bool are_steps(const hp_json *steps) {
    if (hp_json_kind_of(steps) != HP_JSON_LIST || hp_json_count(steps) == 0) {
        return false;
    }
    for (const hp_json *step = hp_json_first(steps); step != NULL; step = hp_json_next(step)) {
        const hp_json *pass = hp_json_member(step, "pass");
        if (pass == NULL || hp_json_kind_of(pass) != HP_JSON_BOOL ||
            *text_of(step, "name") == '\0') {
            return false;
        }
    }
    return true;
}

/* Reads the steps; *passed is false, with a finding for each, when one failed. */
static hp_status read_steps(hp_json **steps, bool *passed, const char *text,
                            hp_findings *findings) {
    *passed = false;
    HP_TRY(hp_json_parse(steps, text, strlen(text), "huapian-verify", findings));
    if (*steps == NULL) {
        return HP_INPUT;
    }
    if (!are_steps(*steps)) {
        hp_find(findings, HP_F_json_type, (hp_place){.file = "huapian-verify"},
                hp_phrase("a list of steps"), NULL, NULL);
        return HP_INPUT;
    }
    *passed = true;
    for (const hp_json *step = hp_json_first(*steps); step != NULL; step = hp_json_next(step)) {
        if (!hp_json_bool(hp_json_member(step, "pass"))) {
            hp_find(findings, HP_F_checker_refuses, (hp_place){0}, text_of(step, "name"),
                    text_of(step, "witness"), NULL);
            *passed = false;
        }
    }
    return HP_OK;
}

hp_status hp_seal_steps_passed(bool *passed, const char *checker_json, hp_findings *findings) {
    hp_json *steps = NULL;
    hp_status status = read_steps(&steps, passed, checker_json, findings);
    hp_json_free(steps);
    return status;
}

/* ---- sealing ---- */

/* Whether it is a text that someone can read. */
static bool is_readable(const char *text) {
    size_t length = strlen(text);
    const char *trimmed = text;
    bool readable = hp_utf8_check(text, length) == length;
    hp_trim(&trimmed, &length);
    return readable && length > 0;
}

/* Who approved it and by which document must be said. */
static hp_status check_text(const char *text, const char *path, hp_findings *findings) {
    if (!is_readable(text)) {
        hp_find(findings, HP_F_json_type, (hp_place){.file = "seal.json", .column = path},
                hp_phrase("a text"), NULL, NULL);
        return HP_USAGE;
    }
    return HP_OK;
}

static bool is_accepted(const hp_seal_options *options, const char *code) {
    for (size_t i = 0; i < options->accepted_count; i++) {
        if (strcmp(options->accepted[i], code) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_point(const char *code) {
    bool known = false;
    for (int p = 0; p < HP_OPEN_POINTS; p++) {
        known = known || strcmp(code, point_words[p]) == 0;
    }
    return known;
}

/* Every code to accept must be one of the points. */
static hp_status check_accepted(const hp_seal_options *options, hp_findings *findings) {
    hp_status status = HP_OK;
    for (size_t i = 0; i < options->accepted_count; i++) {
        if (!is_point(options->accepted[i])) {
            hp_find(findings, HP_F_open_point_unknown, (hp_place){0}, options->accepted[i], NULL,
                    NULL);
            status = HP_USAGE;
        }
    }
    return status;
}

static hp_status write_seal(hp_buffer *buffer, hp_arena *arena, const hp_seal_options *options,
                            const int32_t *counts, const hp_json *steps, hp_findings *findings) {
    char hash[HP_HEX_BYTES];
    HP_TRY(hp_earlier_hash(hash, arena, options->dir, findings));
    hp_json_out out = {.buffer = buffer};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "huapian", hp_version());
    hp_out_text(&out, "manifest_sha256", hash);
    hp_out_text(&out, "approved_by", options->approved_by);
    hp_out_text(&out, "minutes", options->minutes);
    hp_out_begin(&out, "accepted", '[');
    for (int p = 0; p < HP_OPEN_POINTS; p++) {
        if (counts[p] > 0) {
            hp_out_begin_flat(&out, NULL, '{');
            hp_out_text(&out, "code", point_words[p]);
            hp_out_whole(&out, "count", counts[p]);
            hp_out_end(&out, '}');
        }
    }
    hp_out_end(&out, ']');
    hp_out_copy(&out, "checker", steps);
    hp_out_end(&out, '}');
    return hp_buffer_status(buffer);
}

/* Each open point that nobody accepts is a finding; false: there is one. */
static bool find_open_points(const int32_t *counts, const hp_seal_options *options,
                             hp_findings *findings) {
    bool accepted = true;
    for (int p = 0; p < HP_OPEN_POINTS; p++) {
        char number[24];
        snprintf(number, sizeof number, "%" PRId32, counts[p]);
        if (counts[p] > 0 && !is_accepted(options, point_words[p])) {
            hp_find(findings, HP_F_open_point, (hp_place){0}, point_words[p], number,
                    hp_phrase(point_units[p][counts[p] != 1]));
            accepted = false;
        }
    }
    return accepted;
}

hp_status hp_seal_write(bool *sealed, const hp_report *report, const hp_seal_options *options,
                        hp_findings *findings) {
    int32_t counts[HP_OPEN_POINTS];
    hp_json *steps = NULL;
    hp_buffer text = {0};
    *sealed = false;
    if (hp_file_is_there(options->dir, "seal.json")) {
        hp_find(findings, HP_F_sealed_already, (hp_place){.file = "seal.json"}, NULL, NULL, NULL);
        return HP_USAGE;
    }
    HP_TRY(check_text(options->approved_by, "/approved_by", findings));
    HP_TRY(check_text(options->minutes, "/minutes", findings));
    HP_TRY(check_accepted(options, findings));
    HP_TRY(hp_open_points_count(counts, report));
    hp_status status = read_steps(&steps, sealed, options->checker_json, findings);
    if (status == HP_OK) {
        *sealed = find_open_points(counts, options, findings) && *sealed;
    }
    if (status == HP_OK && *sealed) {
        status = write_seal(&text, report->state->arena, options, counts, steps, findings);
    }
    if (status == HP_OK && *sealed) {
        status = hp_file_write_new(options->dir, "seal.json", hp_buffer_get(&text), text.length,
                                   findings);
    }
    *sealed = *sealed && status == HP_OK;
    hp_buffer_free(&text);
    hp_json_free(steps);
    return status;
}

/* ---- checking a seal ---- */

static hp_status read_json(hp_json **out, char hash[HP_HEX_BYTES], hp_arena *arena, const char *dir,
                           const char *name, hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    *out = NULL;
    HP_TRY(hp_file_read(&text, &length, arena, dir, name, findings));
    if (text == NULL) {
        return HP_OK;
    }
    hp_sha256_hex(hash, text, length);
    return hp_json_parse(out, text, length, name, findings);
}

/* A name that leads out of the folder. */
static bool leads_away(const char *name) {
    return *name == '/' || strncmp(name, "../", 3) == 0 || strstr(name, "/../") != NULL;
}

/* A file of the manifest as it was when it was written. */
static hp_status check_file(const hp_json *file, const char *dir, hp_findings *findings) {
    const char *name = hp_json_key(file);
    hp_arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    char hash[HP_HEX_BYTES] = "";
    hp_status status = leads_away(name)
                           ? HP_OK
                           : hp_file_read(&bytes, &length, &arena, dir, name, findings);
    if (bytes != NULL) {
        hp_sha256_hex(hash, bytes, length);
    }
    hp_arena_free(&arena);
    HP_TRY(status);
    if (hp_json_kind_of(file) != HP_JSON_TEXT || strcmp(hp_json_text(file), hash) != 0) {
        hp_find(findings, HP_F_not_sealed, (hp_place){.file = name}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    return HP_OK;
}

static hp_status check_files(const hp_json *manifest, const char *dir, hp_findings *findings) {
    const hp_json *files = hp_json_member(manifest, "files");
    if (files == NULL || hp_json_kind_of(files) != HP_JSON_OBJECT) {
        hp_find(findings, HP_F_not_sealed, (hp_place){.file = "manifest.json"}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    for (const hp_json *file = hp_json_first(files); file != NULL; file = hp_json_next(file)) {
        HP_TRY(check_file(file, dir, findings));
    }
    return HP_OK;
}

static void refuse_seal(const char *path, hp_findings *findings) {
    hp_find(findings, HP_F_not_sealed, (hp_place){.file = "seal.json", .column = path}, NULL, NULL,
            NULL);
}

/* A key that stands twice says two things. */
static void check_keys(const hp_json *object, const char *path, hp_findings *findings) {
    if (hp_json_kind_of(object) == HP_JSON_OBJECT) {
        hp_json_check_keys(object, path, NULL, 0, "seal.json", findings);
    }
}

/* The points that were accepted, each counted. */
static void check_points(const hp_json *points, hp_findings *findings) {
    if (points == NULL || hp_json_kind_of(points) != HP_JSON_LIST) {
        refuse_seal("/accepted", findings);
        return;
    }
    size_t i = 0;
    for (const hp_json *point = hp_json_first(points); point != NULL;
         point = hp_json_next(point), i++) {
        char path[48];
        const hp_json *count = hp_json_member(point, "count");
        snprintf(path, sizeof path, "/accepted/%zu", i);
        check_keys(point, path, findings);
        if (!is_point(text_of(point, "code")) || count == NULL ||
            hp_json_kind_of(count) != HP_JSON_NUMBER || !(hp_json_number(count) >= 1)) {
            refuse_seal(path, findings);
        }
    }
}

/* The checker's steps, each passed. */
static void check_steps(const hp_json *steps, hp_findings *findings) {
    if (steps == NULL || !are_steps(steps)) {
        refuse_seal("/checker", findings);
        return;
    }
    size_t i = 0;
    for (const hp_json *step = hp_json_first(steps); step != NULL; step = hp_json_next(step), i++) {
        char path[48];
        snprintf(path, sizeof path, "/checker/%zu", i);
        check_keys(step, path, findings);
        if (!hp_json_bool(hp_json_member(step, "pass")) || !is_readable(text_of(step, "name"))) {
            refuse_seal(path, findings);
        }
    }
}

/* What hp_seal_write writes stands there, and nothing that it would not have sealed. */
static hp_status check_record(const hp_json *seal, hp_findings *findings) {
    static const char *const said[][2] = {
        {"huapian", "/huapian"}, {"approved_by", "/approved_by"}, {"minutes", "/minutes"}};
    size_t errors = hp_findings_errors(findings);
    check_keys(seal, "", findings);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (!is_readable(text_of(seal, said[i][0]))) {
            refuse_seal(said[i][1], findings);
        }
    }
    check_points(hp_json_member(seal, "accepted"), findings);
    check_steps(hp_json_member(seal, "checker"), findings);
    return hp_findings_errors(findings) > errors ? HP_INPUT : HP_OK;
}

static hp_status check(hp_json **manifest, hp_arena *arena, const char *dir, const hp_json *seal,
                       hp_findings *findings) {
    char hash[HP_HEX_BYTES] = "";
    HP_TRY(read_json(manifest, hash, arena, dir, "manifest.json", findings));
    if (*manifest == NULL || strcmp(text_of(seal, "manifest_sha256"), hash) != 0) {
        hp_find(findings, HP_F_not_sealed, (hp_place){.file = "seal.json"}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    HP_TRY(check_record(seal, findings));
    return check_files(*manifest, dir, findings);
}

hp_status hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings) {
    hp_arena arena = {0};
    char hash[HP_HEX_BYTES] = "";
    hp_json *seal = NULL;
    *manifest = NULL;
    bool there = hp_file_is_there(dir, "seal.json");
    hp_status status = there ? read_json(&seal, hash, &arena, dir, "seal.json", findings) : HP_OK;
    if (status == HP_OK && seal == NULL) {
        hp_find(findings, HP_F_not_sealed, (hp_place){.file = dir}, NULL, NULL, NULL);
        status = HP_INPUT;
    } else if (status == HP_OK) {
        status = check(manifest, &arena, dir, seal, findings);
    }
    hp_json_free(seal);
    hp_arena_free(&arena);
    return status;
}
