#include "publish/seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "policy/facts.h"

static const char *const point_words[HP_OPEN_POINTS] = {
#define X(code) #code,
    HP_OPEN_POINT_TABLE(X)
#undef X
};

/* ---- open points ---- */

/* Whether a fact on which the child's category rests has no record of who checked it. */
static bool has_unchecked(const hp_report *report, int32_t student, const bool *used) {
    const hp_table *table = &report->data->tables[HP_STUDENTS];
    size_t row = report->data->students[student].row;
    for (size_t column = 0; column < table->column_count; column++) {
        int check = used[column] ? hp_facts_check_of(column) : -1;
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
        hp_facts_mark_category(used + c * columns, &report->policy->categories[c]);
    }
    for (int32_t i = 0; i < report->data->student_count; i++) {
        hp_standing standing = report->state->placements[i].standing;
        int32_t category = report->roll->category[i];
        *count += category >= 0 && (standing == HP_ADMITTED || standing == HP_KEPT) &&
                  has_unchecked(report, i, used + (size_t)category * columns);
    }
    return HP_OK;
}

hp_status hp_open_points_count(int32_t counts[HP_OPEN_POINTS], const hp_report *report) {
    memset(counts, 0, HP_OPEN_POINTS * sizeof *counts);
    HP_TRY(count_unchecked(&counts[HP_OPEN_unchecked_facts], report));
    counts[HP_OPEN_parted_bundles] = report->bundles.parted_count;
    counts[HP_OPEN_short] = report->is_short ? hp_count_waiting_guaranteed(report->state) : 0;
    if (report->end_stage == report->policy->stage_count) {
        counts[HP_OPEN_missed_targets] = (report->shares.nearby.missing > 0) +
                                         (report->shares.migrants.missing > 0);
    }
    return HP_OK;
}

/* ---- sealing ---- */

static bool is_accepted(const hp_seal_options *options, const char *code) {
    for (size_t i = 0; i < options->accepted_count; i++) {
        if (strcmp(options->accepted[i], code) == 0) {
            return true;
        }
    }
    return false;
}

/* Every code to accept must be one of the points. */
static hp_status check_accepted(const hp_seal_options *options, hp_findings *findings) {
    hp_status status = HP_OK;
    for (size_t i = 0; i < options->accepted_count; i++) {
        bool known = false;
        for (int p = 0; p < HP_OPEN_POINTS; p++) {
            known = known || strcmp(options->accepted[i], point_words[p]) == 0;
        }
        if (!known) {
            hp_find(findings, HP_F_open_point_unknown, (hp_place){0}, options->accepted[i], NULL,
                    NULL);
            status = HP_USAGE;
        }
    }
    return status;
}

static hp_status write_seal(hp_buffer *buffer, hp_arena *arena, const hp_seal_options *options,
                            const int32_t *counts, hp_findings *findings) {
    char hash[HP_HEX_BYTES];
    hp_json *steps = NULL;
    HP_TRY(hp_earlier_hash(hash, arena, options->dir, findings));
    HP_TRY(hp_json_parse(&steps, options->checker_json, strlen(options->checker_json),
                         "huapian-verify", findings));
    if (steps == NULL) {
        return HP_INPUT;
    }
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
    hp_json_free(steps);
    return hp_buffer_status(buffer);
}

hp_status hp_seal_write(bool *sealed, const hp_report *report, const hp_seal_options *options,
                        hp_findings *findings) {
    int32_t counts[HP_OPEN_POINTS];
    hp_buffer text = {0};
    HP_TRY(check_accepted(options, findings));
    HP_TRY(hp_open_points_count(counts, report));
    *sealed = true;
    for (int p = 0; p < HP_OPEN_POINTS; p++) {
        char number[24];
        snprintf(number, sizeof number, "%" PRId32, counts[p]);
        if (counts[p] > 0 && !is_accepted(options, point_words[p])) {
            hp_find(findings, HP_F_open_point, (hp_place){0}, point_words[p], number, NULL);
            *sealed = false;
        }
    }
    if (!*sealed) {
        return HP_OK;
    }
    hp_status status = write_seal(&text, report->state->arena, options, counts, findings);
    if (status == HP_OK) {
        status = hp_file_write_new(options->dir, "seal.json", hp_buffer_get(&text), text.length,
                                   findings);
    }
    hp_buffer_free(&text);
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

static const char *text_of(const hp_json *object, const char *key) {
    const hp_json *member = object == NULL ? NULL : hp_json_member(object, key);
    return member == NULL || hp_json_kind_of(member) != HP_JSON_TEXT ? "" : hp_json_text(member);
}

/* Every file of the manifest as it was when it was written. */
static hp_status check_files(const hp_json *manifest, const char *dir, hp_findings *findings) {
    const hp_json *files = hp_json_member(manifest, "files");
    for (const hp_json *file = files == NULL ? NULL : hp_json_first(files); file != NULL;
         file = hp_json_next(file)) {
        if (strstr(hp_json_key(file), "..") != NULL || *hp_json_key(file) == '/') {
            return HP_INPUT;
        }
        hp_arena arena = {0};
        char *bytes = NULL;
        size_t length = 0;
        char hash[HP_HEX_BYTES] = "";
        hp_status status = hp_file_read(&bytes, &length, &arena, dir, hp_json_key(file), findings);
        if (bytes != NULL) {
            hp_sha256_hex(hash, bytes, length);
        }
        hp_arena_free(&arena);
        HP_TRY(status);
        if (hp_json_kind_of(file) != HP_JSON_TEXT || strcmp(hp_json_text(file), hash) != 0) {
            hp_find(findings, HP_F_not_sealed, (hp_place){.file = hp_json_key(file)}, NULL, NULL,
                    NULL);
            return HP_INPUT;
        }
    }
    return files == NULL ? HP_INPUT : HP_OK;
}

static hp_status check(hp_json **manifest, hp_arena *arena, const char *dir, const hp_json *seal,
                       hp_findings *findings) {
    char hash[HP_HEX_BYTES] = "";
    HP_TRY(read_json(manifest, hash, arena, dir, "manifest.json", findings));
    if (*manifest == NULL || strcmp(text_of(seal, "manifest_sha256"), hash) != 0) {
        hp_find(findings, HP_F_not_sealed, (hp_place){.file = "seal.json"}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    return check_files(*manifest, dir, findings);
}

hp_status hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings) {
    hp_arena arena = {0};
    char hash[HP_HEX_BYTES] = "";
    hp_json *seal = NULL;
    *manifest = NULL;
    hp_status status = read_json(&seal, hash, &arena, dir, "seal.json", findings);
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
