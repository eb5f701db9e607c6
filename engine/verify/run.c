#include "verify/run.h"

#include <stdlib.h>
#include <string.h>

#include "verify/hash.h"

static const char HEADER[] =
    "student_id,status,stage,category,route,school_id,distance_m,lottery,reason\n";

static bool read_json(vf_json **out, const vf_run *run, const char *name, bool required,
                      vf_step *step) {
    vf_file file = vf_read(run->dir, name);
    bool is_there = file.bytes != NULL;
    *out = is_there ? vf_json_parse(file.bytes, file.length) : NULL;
    vf_forget(&file);
    if (*out == NULL && (is_there || required)) {
        return vf_fail(step, "%s is missing or not JSON", name);
    }
    return true;
}

bool vf_run_files(vf_run *run, vf_step *step) {
    return read_json(&run->manifest, run, "manifest.json", true, step) &&
           read_json(&run->result, run, "result.json", true, step) &&
           read_json(&run->certificate, run, "certificate.json", true, step) &&
           read_json(&run->shortage, run, "shortage.json", false, step);
}

/* ---- allocation.csv ---- */

static bool read_number(uint64_t *number, const char *text) {
    *number = 0;
    if (*text == '\0' || strlen(text) != 20 || strspn(text, "0123456789") != 20 ||
        strcmp(text, "18446744073709551615") > 0) {
        return false;
    }
    *number = strtoull(text, NULL, 10);
    return true;
}

/* Whole metres as they are written; -1 and false: there are none. */
static bool read_metres(int64_t *metres, const char *text) {
    *metres = *text == '\0' ? -1 : strtoll(text, NULL, 10);
    size_t length = strspn(text, "0123456789");
    bool good = length > 0 && text[length] == '\0' && (*text != '0' || length == 1) &&
                *metres <= VF_FARTHEST_M;
    *metres = good ? *metres : -1;
    return good;
}

static bool read_row(vf_row *row, const vf_run *run, int i, vf_step *step) {
    static const char *const statuses[] = {"admitted", "kept", "fixed", "elsewhere", "unplaced"};
    const vf_student *student = &run->season.students[i];
    const char *cells[VF_COLUMNS];
    for (int c = 0; c < VF_COLUMNS; c++) {
        cells[c] = vf_said(run, i, c);
    }
    int status = 0;
    while (status < 5 && strcmp(statuses[status], cells[CELL_STATUS]) != 0) {
        status++;
    }
    row->status = (vf_status)status;
    row->stage = *cells[CELL_STAGE] == '\0' ? -1 : vf_stage_by_id(&run->policy, cells[CELL_STAGE]);
    row->school = *cells[CELL_SCHOOL] == '\0' ? -1
                                              : vf_school_by_id(&run->season, cells[CELL_SCHOOL]);
    bool measured = read_metres(&row->metres, cells[CELL_METRES]);
    row->numbered = read_number(&row->number, cells[CELL_NUMBER]);
    bool placed = status <= VF_FIXED;
    bool good = status < 5 && placed == (row->school >= 0) &&
                (*cells[CELL_SCHOOL] == '\0') == (row->school < 0) &&
                (*cells[CELL_METRES] == '\0' || measured) &&
                (*cells[CELL_NUMBER] == '\0' || row->numbered);
    if (status == VF_ADMITTED) {
        good = good && row->stage >= 0 && row->numbered && *cells[CELL_ROUTE] != '\0';
    } else if (status != VF_KEPT) {
        good = good && *cells[CELL_STAGE] == '\0' && *cells[CELL_ROUTE] == '\0' &&
               *cells[CELL_NUMBER] == '\0';
    }
    if (!placed) {
        good = good && *cells[CELL_METRES] == '\0';
    }
    /* Only who has a place by a document, or a destination, may be of no category (spec 3). */
    bool by_rules = status == VF_ADMITTED || status == VF_UNPLACED;
    good = good && (!by_rules || (student->category >= 0 && student->home >= 0));
    return good || vf_fail(step, "the row of %s is not in one state", student->id);
}

/* The cells in the one way in which a machine file has them: UTF-8, LF, quotes where needed. */
static bool is_written_so(vf_file file, const vf_grid *grid) {
    vf_out out = vf_out_against(file.bytes, file.length);
    for (size_t r = 0; r < grid->rows; r++) {
        for (size_t c = 0; c < grid->columns; c++) {
            vf_csv_cell(&out, vf_at(grid, r, c), c + 1 < grid->columns ? "," : "\n");
        }
    }
    return vf_out_is_same(&out);
}

static bool read_allocation(vf_run *run) {
    vf_file file = vf_read(run->dir, "allocation.csv");
    bool good = file.bytes != NULL && strlen(file.bytes) == file.length &&
                strncmp(file.bytes, HEADER, strlen(HEADER)) == 0 &&
                vf_grid_read(&run->allocation, file.bytes, file.length, false) &&
                run->allocation.columns == VF_COLUMNS && is_written_so(file, &run->allocation);
    vf_forget(&file);
    return good;
}

bool vf_run_rows(vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    if (!read_allocation(run)) {
        return vf_fail(step, "allocation.csv is not the table that it must be");
    }
    if (run->allocation.rows != (size_t)season->student_count + 1) {
        return vf_fail(step, "allocation.csv has %zu children, the season %d",
                       run->allocation.rows - 1, season->student_count);
    }
    run->rows = vf_keep((size_t)season->student_count + 1, sizeof *run->rows);
    for (int i = 0; i < season->student_count; i++) {
        if (strcmp(vf_said(run, i, CELL_ID), season->students[i].id) != 0) {
            return vf_fail(step, "allocation.csv: %s stands where %s must",
                           vf_said(run, i, CELL_ID), season->students[i].id);
        }
        if (!read_row(&run->rows[i], run, i, step)) {
            return false;
        }
    }
    return true;
}

/* ---- stages and seats ---- */

const vf_json *vf_stage_certificate(const vf_run *run, int stage) {
    const vf_json *entry = vf_first(vf_member(run->certificate, "stages"));
    for (int s = run->first_stage; s < stage && entry != NULL; s++) {
        entry = vf_next(entry);
    }
    return entry;
}

const char *vf_seed(const vf_run *run, int stage) {
    const vf_json *seed = vf_member(run->season.settings, "lottery_seed");
    if (vf_is_object(seed)) {
        seed = vf_member(seed, run->policy.stages[stage].id);
    }
    if (!vf_is_list(seed)) {
        return vf_is_text(seed) ? vf_text(seed) : NULL;
    }
    vf_out joined = {0};
    for (const vf_json *part = vf_first(seed); part != NULL; part = vf_next(part)) {
        vf_put(&joined, vf_text(part));
        vf_put(&joined, vf_next(part) == NULL ? "" : "\n");
    }
    return joined.bytes;
}

/* The ids of a list of stages must be the policy's from `first` on; -1: they are not. */
static int end_of_stages(const vf_run *run, const vf_json *list, int first) {
    int stage = first;
    for (const vf_json *entry = vf_first(list); entry != NULL; entry = vf_next(entry)) {
        if (stage >= run->policy.stage_count ||
            strcmp(vf_member_text(entry, "id"), run->policy.stages[stage].id) != 0) {
            return -1;
        }
        stage++;
    }
    return stage;
}

static void count_free(vf_run *run) {
    const vf_season *season = &run->season;
    size_t schools = (size_t)season->school_count;
    int stages = run->end_stage - run->first_stage;
    run->free_before = vf_keep((size_t)stages + 1, sizeof *run->free_before);
    for (int k = 0; k <= stages; k++) {
        run->free_before[k] = vf_keep(schools + 1, sizeof **run->free_before);
        for (size_t s = 0; s < schools; s++) {
            run->free_before[k][s] = season->schools[s].seats;
        }
    }
    for (int i = 0; i < season->student_count; i++) {
        const vf_row *row = &run->rows[i];
        bool placed = row->status == VF_FIXED || row->status == VF_KEPT ||
                      row->status == VF_ADMITTED;
        int first = row->status == VF_ADMITTED ? row->stage - run->first_stage + 1 : 0;
        for (int k = first; k <= stages && placed; k++) {
            run->free_before[k][row->school]--;
        }
    }
}

static void draw_numbers(vf_run *run) {
    const vf_season *season = &run->season;
    run->numbers = vf_keep((size_t)run->policy.stage_count + 1, sizeof *run->numbers);
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        const char *seed = vf_seed(run, stage);
        const vf_hmac *hmac = seed == NULL ? NULL : vf_hmac_new(seed, strlen(seed));
        vf_out message = {0};
        run->numbers[stage] = vf_keep((size_t)season->student_count + 1, sizeof(uint64_t));
        for (int i = 0; i < season->student_count && seed != NULL; i++) {
            if (vf_waits(run, i, stage)) {
                message.length = 0;
                vf_put(&message, run->policy.stages[stage].id);
                vf_put(&message, "\n");
                vf_put(&message, season->students[i].number_id);
                run->numbers[stage][i] = vf_hmac_head(hmac, message.bytes, message.length);
            }
        }
    }
}

bool vf_run_stages(vf_run *run, vf_step *step) {
    const vf_json *ran = vf_member(run->certificate, "stages");
    run->has_earlier = vf_member(run->result, "earlier") != NULL;
    run->end_stage = end_of_stages(run, vf_member(run->result, "stages"), 0);
    if (run->end_stage < 0 || !vf_is_list(vf_member(run->result, "stages")) || !vf_is_list(ran)) {
        return vf_fail(step, "the stages of result.json are not the policy's");
    }
    run->first_stage = run->end_stage - (int)vf_count(ran);
    if (!vf_has_keys(run->certificate, "huapian stages") ||
        strcmp(vf_member_text(run->certificate, "huapian"),
               vf_member_text(run->result, "huapian")) != 0) {
        return vf_fail(step, "certificate.json is of another version than result.json");
    }
    /* An earlier run has run a stage, or there was none. */
    if (run->first_stage < 0 || end_of_stages(run, ran, run->first_stage) != run->end_stage ||
        (run->first_stage > 0) != run->has_earlier) {
        return vf_fail(step, "the stages of certificate.json are not those of result.json");
    }
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        if (vf_seed(run, stage) == NULL) {
            return vf_fail(step, "stage %s has no lottery seed", run->policy.stages[stage].id);
        }
    }
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        if (row->status == VF_ADMITTED &&
            (row->stage < run->first_stage || row->stage >= run->end_stage)) {
            return vf_fail(step, "%s is admitted in stage %s, which was not run",
                           run->season.students[i].id, vf_said(run, i, CELL_STAGE));
        }
    }
    count_free(run);
    draw_numbers(run);
    return true;
}

bool vf_waits(const vf_run *run, int student, int stage) {
    const vf_row *row = &run->rows[student];
    return row->status == VF_UNPLACED || (row->status == VF_ADMITTED && row->stage >= stage);
}

void vf_run_forget(vf_run *run) {
    vf_grid_forget(&run->allocation);
    for (int t = 0; t < VF_TABLES; t++) {
        vf_grid_forget(&run->season.tables[t].grid);
    }
}
