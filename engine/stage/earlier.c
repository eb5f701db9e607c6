#include "stage/earlier.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

/* The columns of allocation.csv. */
enum {
    EARLIER_ID,
    EARLIER_STATUS,
    EARLIER_STAGE,
    EARLIER_CATEGORY,
    EARLIER_ROUTE,
    EARLIER_SCHOOL,
    EARLIER_METRES,
    EARLIER_LOTTERY,
    EARLIER_REASON,
    EARLIER_COLUMNS
};

static const char HEADER[] =
    "student_id,status,stage,category,route,school_id,distance_m,lottery,reason";

typedef struct earlier_reader {
    hp_earlier *earlier;
    hp_state *state;
    hp_findings *findings;
    size_t freed_capacity;
    bool header_seen;
    bool kept_only; /* else every placement */
} earlier_reader;

/* Reads a file of the earlier run and checks it against the manifest; *bytes NULL: a finding. */
static hp_status read_checked(char **bytes, size_t *length, const hp_earlier *earlier,
                              hp_arena *arena, const char *dir, const char *name,
                              hp_findings *findings) {
    HP_TRY(hp_file_read(bytes, length, arena, dir, name, findings));
    if (*bytes == NULL) {
        return HP_OK;
    }
    char hash[HP_HEX_BYTES];
    hp_sha256_hex(hash, *bytes, *length);
    const hp_json *files = hp_json_member(earlier->manifest, "files");
    const hp_json *entry = files == NULL ? NULL : hp_json_member(files, name);
    if (entry == NULL || hp_json_kind_of(entry) != HP_JSON_TEXT ||
        strcmp(hp_json_text(entry), hash) != 0) {
        hp_find(findings, HP_F_earlier_manifest, (hp_place){.file = name}, NULL, NULL, NULL);
        *bytes = NULL;
    }
    return HP_OK;
}

/* The stages that were run must be the policy's first ones. */
static void take_stages(hp_earlier *earlier, const hp_policy *policy, hp_findings *findings) {
    const hp_json *stages = hp_json_member(earlier->result, "stages");
    bool good = stages != NULL && hp_json_kind_of(stages) == HP_JSON_LIST;
    for (const hp_json *stage = good ? hp_json_first(stages) : NULL; stage != NULL && good;
         stage = hp_json_next(stage)) {
        const hp_json *id = hp_json_member(stage, "id");
        good = id != NULL && hp_json_kind_of(id) == HP_JSON_TEXT &&
               hp_stage_by_id(policy, hp_json_text(id)) == earlier->stages_done;
        earlier->stages_done += good;
        if (!good) {
            hp_find(findings, HP_F_earlier_stages, (hp_place){.file = "result.json"},
                    id == NULL || hp_json_kind_of(id) != HP_JSON_TEXT ? "" : hp_json_text(id), NULL,
                    NULL);
            return;
        }
    }
    if (!good) {
        hp_find(findings, HP_F_earlier_stages, (hp_place){.file = "result.json"}, "", NULL, NULL);
    }
}

static hp_status note_freed(earlier_reader *reader, const char *id, const char *school_id,
                            bool gone) {
    hp_earlier *earlier = reader->earlier;
    HP_TRY(hp_grow(&earlier->freed, &reader->freed_capacity, (size_t)earlier->freed_count + 1,
                   sizeof *earlier->freed));
    earlier->freed[earlier->freed_count++] = (hp_freed){
        .student_id = id, .school_id = school_id, .gone = gone};
    hp_find(reader->findings, HP_F_earlier_freed, (hp_place){.file = "allocation.csv"}, id,
            school_id, hp_phrase(gone ? "the row is gone" : "the row has a destination"));
    return HP_OK;
}

/* A placement of the earlier run, as its row says it. */
static hp_status keep(earlier_reader *reader, char *const cells[EARLIER_COLUMNS], int64_t row) {
    hp_state *state = reader->state;
    const hp_data *data = state->data;
    int32_t i = hp_student_by_id(data, cells[EARLIER_ID]);
    int32_t school = hp_school_by_id(data, cells[EARLIER_SCHOOL]);
    if (i < 0 || data->students[i].elsewhere) {
        return note_freed(reader, cells[EARLIER_ID], cells[EARLIER_SCHOOL], i < 0);
    }
    hp_placement *placement = &state->placements[i];
    if (school < 0 || data->schools[school].level != data->level ||
        placement->standing == HP_KEPT) {
        hp_find(reader->findings, HP_F_earlier_row,
                (hp_place){.file = "allocation.csv", .row = row, .value = cells[EARLIER_SCHOOL]},
                cells[EARLIER_ID], NULL, NULL);
        return HP_OK;
    }
    bool was_fixed = strcmp(cells[EARLIER_STATUS], "fixed") == 0;
    if (placement->standing == HP_FIXED) {
        if (was_fixed && placement->school == school) {
            return HP_OK; /* still fixed, by the row itself */
        }
        if (placement->school != school) {
            hp_find(reader->findings, HP_F_earlier_moved,
                    hp_cell_place(&data->tables[HP_STUDENTS], data->students[i].row,
                                  HP_STUDENT_FIXED_SCHOOL),
                    cells[EARLIER_SCHOOL], NULL, NULL);
        }
        state->free_seats[placement->school]++;
    }
    int64_t metres = HP_METRES_UNKNOWN;
    hp_parse_whole(cells[EARLIER_METRES], &metres);
    hp_kept *kept = hp_arena_alloc(state->arena, 1, sizeof *kept);
    HP_NEED(kept);
    *kept = (hp_kept){.stage = cells[EARLIER_STAGE],
                      .category = cells[EARLIER_CATEGORY],
                      .route = cells[EARLIER_ROUTE],
                      .distance_m = cells[EARLIER_METRES],
                      .lottery = cells[EARLIER_LOTTERY],
                      .reason = cells[EARLIER_REASON]};
    *placement = (hp_placement){.standing = HP_KEPT,
                                .school = school,
                                .stage = -1,
                                .route = -1,
                                .metres = (int32_t)metres,
                                .kept = kept};
    state->free_seats[school]--;
    return HP_OK;
}

static hp_status on_row(void *context, const char *const *cells, const size_t *lengths,
                        size_t cell_count, int64_t row) {
    earlier_reader *reader = context;
    hp_arena *arena = reader->state->arena;
    if (!reader->header_seen) {
        reader->header_seen = true;
        return HP_OK;
    }
    char *copies[EARLIER_COLUMNS];
    if (cell_count != EARLIER_COLUMNS) {
        hp_find(reader->findings, HP_F_earlier_row,
                (hp_place){.file = "allocation.csv", .row = row}, HEADER, NULL, NULL);
        return HP_OK;
    }
    for (size_t i = 0; i < EARLIER_COLUMNS; i++) {
        copies[i] = hp_arena_copy(arena, cells[i], lengths[i]);
        HP_NEED(copies[i]);
    }
    static const char *const placed[] = {"kept", "admitted", "fixed", NULL};
    int word = hp_word_index(placed, copies[EARLIER_STATUS]);
    return word == 0 || (word > 0 && !reader->kept_only) ? keep(reader, copies, row) : HP_OK;
}

static hp_status take_allocation(hp_earlier *earlier, hp_state *state, const char *text,
                                 size_t length, bool kept_only, hp_findings *findings) {
    if (strncmp(text, HEADER, strlen(HEADER)) != 0) {
        hp_find(findings, HP_F_earlier_row, (hp_place){.file = "allocation.csv", .row = 1}, HEADER,
                NULL, NULL);
        return HP_OK;
    }
    size_t valid = hp_utf8_check(text, length);
    if (valid < length) {
        char number[24];
        snprintf(number, sizeof number, "%zu", valid);
        hp_find(findings, HP_F_file_encoding, (hp_place){.file = "allocation.csv"}, number, NULL,
                NULL);
        return HP_OK;
    }
    earlier_reader reader = {
        .earlier = earlier, .state = state, .findings = findings, .kept_only = kept_only};
    hp_csv_fault fault = HP_CSV_NONE;
    int64_t row = 0;
    HP_TRY(hp_csv_read(&fault, &row, text, length, on_row, &reader));
    if (fault != HP_CSV_NONE) {
        hp_find(findings, HP_F_csv_syntax, (hp_place){.file = "allocation.csv", .row = row}, NULL,
                NULL, NULL);
    }
    return HP_OK;
}

static void check_seats(const hp_state *state, hp_findings *findings) {
    const hp_data *data = state->data;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (state->free_seats[s] < 0) {
            char placed[24];
            char seats[24];
            snprintf(placed, sizeof placed, "%d", data->schools[s].seats - state->free_seats[s]);
            snprintf(seats, sizeof seats, "%d", data->schools[s].seats);
            hp_find(findings, HP_F_fixed_over_seats,
                    hp_cell_place(&data->tables[HP_SCHOOLS], data->schools[s].row, HP_SCHOOL_ID),
                    placed, seats, NULL);
        }
    }
}

hp_status hp_earlier_hash(char hex[HP_HEX_BYTES], hp_arena *arena, const char *dir,
                          hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    HP_TRY(hp_file_read(&text, &length, arena, dir, "manifest.json", findings));
    if (text == NULL) {
        return HP_INPUT;
    }
    hp_sha256_hex(hex, text, length);
    return HP_OK;
}

static hp_status read_manifest(hp_earlier *earlier, hp_arena *arena, const char *dir,
                               hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    HP_TRY(hp_file_read(&text, &length, arena, dir, "manifest.json", findings));
    if (text != NULL) {
        hp_sha256_hex(earlier->manifest_hash, text, length);
        HP_TRY(hp_json_parse(&earlier->manifest, text, length, "manifest.json", findings));
    }
    return earlier->manifest == NULL ? HP_INPUT : HP_OK;
}

/* The parsed file of a run, checked against its manifest; NULL after a finding. */
static hp_status read_document(hp_json **out, const hp_earlier *earlier, hp_arena *arena,
                               const char *dir, const char *name, hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    *out = NULL;
    HP_TRY(read_checked(&text, &length, earlier, arena, dir, name, findings));
    return text == NULL ? HP_OK : hp_json_parse(out, text, length, name, findings);
}

/* Manifest and result of a run, and the stages that it tells of. */
static hp_status take_result(hp_earlier *earlier, hp_state *state, const char *dir,
                             hp_findings *findings) {
    HP_TRY(read_manifest(earlier, state->arena, dir, findings));
    HP_TRY(read_document(&earlier->document, earlier, state->arena, dir, "result.json", findings));
    if (earlier->document == NULL) {
        return HP_INPUT;
    }
    earlier->result = earlier->document;
    take_stages(earlier, state->policy, findings);
    return HP_OK;
}

static hp_status take_placements(hp_earlier *earlier, hp_state *state, const char *dir,
                                 bool kept_only, hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    HP_TRY(read_checked(&text, &length, earlier, state->arena, dir, "allocation.csv", findings));
    if (text != NULL) {
        HP_TRY(take_allocation(earlier, state, text, length, kept_only, findings));
        check_seats(state, findings);
    }
    return HP_OK;
}

hp_status hp_earlier_take(hp_earlier *earlier, hp_state *state, const char *dir,
                          hp_findings *findings) {
    size_t errors = hp_findings_errors(findings);
    HP_TRY(take_result(earlier, state, dir, findings));
    HP_TRY(take_placements(earlier, state, dir, false, findings));
    return hp_findings_errors(findings) > errors ? HP_INPUT : HP_OK;
}

hp_status hp_earlier_retake(hp_earlier *earlier, hp_state *state, int *end_stage, const char *dir,
                            hp_findings *findings) {
    size_t errors = hp_findings_errors(findings);
    HP_TRY(take_result(earlier, state, dir, findings));
    HP_TRY(read_document(&earlier->certificate, earlier, state->arena, dir, "certificate.json",
                         findings));
    HP_TRY(take_placements(earlier, state, dir, true, findings));
    if (hp_findings_errors(findings) > errors) {
        return HP_INPUT;
    }
    /* The certificate holds the stages that the run itself ran, the result all that were run. */
    const hp_json *ran = hp_json_member(earlier->certificate, "stages");
    int count = ran == NULL ? 0 : (int)hp_json_count(ran);
    *end_stage = earlier->stages_done;
    earlier->stages_done -= count < earlier->stages_done ? count : earlier->stages_done;
    const hp_json *before = hp_json_member(earlier->result, "earlier");
    const hp_json *hash = before == NULL ? NULL : hp_json_member(before, "manifest_sha256");
    snprintf(earlier->manifest_hash, sizeof earlier->manifest_hash, "%s",
             hash == NULL || hp_json_kind_of(hash) != HP_JSON_TEXT ? "" : hp_json_text(hash));
    return HP_OK;
}

void hp_earlier_free(hp_earlier *earlier) {
    hp_json_free(earlier->document);
    hp_json_free(earlier->manifest);
    hp_json_free(earlier->certificate);
    free(earlier->freed);
}
