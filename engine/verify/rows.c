#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

static const char *id_of(const vf_run *run, int student) {
    return run->season.students[student].id;
}

int64_t *vf_placed(const vf_run *run) {
    int64_t *placed = vf_alloc((size_t)run->season.school_count + 1, sizeof *placed);
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].school >= 0) {
            placed[run->rows[i].school]++;
        }
    }
    return placed;
}

void vf_check_categories(const vf_run *run, vf_step *step) {
    for (int i = 0; i < run->season.student_count; i++) {
        int category = run->season.students[i].category;
        const char *own = category < 0 ? "" : run->policy.categories[category];
        if (run->rows[i].status != VF_KEPT && strcmp(vf_said(run, i, CELL_CATEGORY), own) != 0) {
            vf_fail(step, "%s is of category %s", id_of(run, i), own);
        }
    }
}

/* Who is placed where within the seats and the law; every school's room is what its rows say. */
void vf_check_seats(const vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    int64_t *all_placed = vf_placed(run);
    for (int s = 0; s < season->school_count; s++) {
        int64_t placed = all_placed[s];
        if (placed > season->schools[s].seats || (placed > 0 && !vf_of_level(season, s))) {
            vf_fail(step, "%s holds %lld children and has %lld seats", season->schools[s].id,
                    (long long)placed, (long long)season->schools[s].seats);
        }
        if (!season->schools[s].legal) {
            vf_fail(step, "%s is over a legal cap", season->schools[s].id);
        }
    }
}

/* Fixed and elsewhere children stand as their rows of the students table say (spec 2). */
void vf_check_settled(const vf_run *run, vf_step *step) {
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_student *student = &run->season.students[i];
        const vf_row *row = &run->rows[i];
        if (student->elsewhere != (row->status == VF_ELSEWHERE)) {
            vf_fail(step, "%s: elsewhere", student->id);
        } else if (!student->elsewhere && row->status != VF_KEPT &&
                   (student->fixed >= 0) != (row->status == VF_FIXED)) {
            vf_fail(step, "%s: fixed", student->id);
        } else if (row->status == VF_FIXED) {
            int64_t metres = student->home < 0
                                 ? -1
                                 : vf_metres(&run->season, student->home, student->fixed);
            if (row->school != student->fixed || row->metres != metres) {
                vf_fail(step, "%s is fixed elsewhere, or at another distance", student->id);
            }
        }
    }
}

/* ---- what an earlier run kept ---- */

static const char *earlier_hash(const vf_run *run) {
    return vf_member_text(vf_member(run->result, "earlier"), "manifest_sha256");
}

/* The reasons that a stage gives who it admits. */
static bool is_reason_of_stage(const char *reason) {
    static const char *const reasons[] = {"nearest_school", "nearest_possible", "choice",
                                          "first_free"};
    for (size_t r = 0; r < sizeof reasons / sizeof *reasons; r++) {
        if (strcmp(reason, reasons[r]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_route(const char *word) {
    for (int kind = 0; kind < VF_KINDS; kind++) {
        if (strcmp(vf_kind_name((vf_kind)kind), word) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether an earlier run can have written the row: of a stage before, or of a fixed child. */
static bool is_plausible(const vf_run *run, int i) {
    const vf_row *row = &run->rows[i];
    const char *cells[VF_COLUMNS];
    for (int c = 0; c < VF_COLUMNS; c++) {
        cells[c] = vf_said(run, i, c);
    }
    bool by_stage = row->stage >= 0 && row->stage < run->first_stage && row->numbered &&
                    row->metres >= 0 && is_route(cells[CELL_ROUTE]) &&
                    *cells[CELL_CATEGORY] != '\0' && is_reason_of_stage(cells[CELL_REASON]);
    bool was_fixed = *cells[CELL_STAGE] == '\0' && *cells[CELL_ROUTE] == '\0' &&
                     *cells[CELL_NUMBER] == '\0' && strcmp(cells[CELL_REASON], "fixed") == 0;
    return run->has_earlier && vf_of_level(&run->season, row->school) && (by_stage || was_fixed);
}

static void check_plausible(const vf_run *run, vf_step *step) {
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_KEPT && !is_plausible(run, i)) {
            vf_fail(step, "%s is kept, but no earlier run can have placed it so", id_of(run, i));
        }
    }
}

/* The children whose seats were freed have no row any more, or a destination (spec 8). */
static void check_freed(const vf_run *run, vf_step *step) {
    const vf_json *earlier = vf_member(run->result, "earlier");
    const char *hash = vf_member_text(earlier, "manifest_sha256");
    const char *last = "";
    if (!vf_has_keys(earlier, "manifest_sha256 freed") || strlen(hash) != VF_HEX - 1 ||
        strspn(hash, "0123456789abcdef") != VF_HEX - 1 ||
        !vf_is_list(vf_member(earlier, "freed"))) {
        vf_fail(step, "result.json does not say which run this one went on from");
        return;
    }
    for (const vf_json *entry = vf_first(vf_member(earlier, "freed")); entry != NULL;
         entry = vf_next(entry)) {
        const char *id = vf_member_text(entry, "student_id");
        int student = vf_student_by_id(&run->season, id);
        const char *because = student < 0 ? "gone" : "elsewhere";
        if (!vf_has_keys(entry, "student_id school_id because") || strcmp(id, last) <= 0 ||
            strcmp(vf_member_text(entry, "because"), because) != 0 ||
            (student >= 0 && !run->season.students[student].elsewhere)) {
            vf_fail(step, "%s cannot have freed a seat so", id);
        }
        last = id;
    }
}

/* A row of the earlier run beside this one's. */
static void compare_kept(const vf_run *run, const char *const *old, bool *seen, vf_out *freed,
                         vf_step *step) {
    static const char *const placed[] = {"admitted", "kept", "fixed"};
    bool was_placed = false;
    int student = vf_student_by_id(&run->season, old[CELL_ID]);
    for (int p = 0; p < 3; p++) {
        was_placed = was_placed || strcmp(old[CELL_STATUS], placed[p]) == 0;
    }
    if (!was_placed) {
        return;
    }
    if (student < 0 || run->season.students[student].elsewhere) {
        vf_put(freed, vf_format("%s %s %s\n", old[CELL_ID], old[CELL_SCHOOL],
                                student < 0 ? "gone" : "elsewhere"));
        return;
    }
    const vf_row *row = &run->rows[student];
    bool still_fixed = strcmp(old[CELL_STATUS], "fixed") == 0 && row->status == VF_FIXED;
    seen[student] = true;
    for (int c = CELL_STAGE; c < VF_COLUMNS; c++) {
        bool may_differ = still_fixed && c != CELL_SCHOOL;
        if (strcmp(vf_said(run, student, c), old[c]) != 0 && !may_differ) {
            vf_fail(step, "%s was %s at %s in the earlier run", old[CELL_ID], old[CELL_STATUS],
                    old[CELL_SCHOOL]);
        }
    }
    if (!still_fixed && row->status != VF_KEPT) {
        vf_fail(step, "%s is not kept", old[CELL_ID]);
    }
}

static void compare_freed(const vf_run *run, const vf_out *freed, vf_step *step) {
    vf_out said = {0};
    const vf_json *list = vf_member(vf_member(run->result, "earlier"), "freed");
    for (const vf_json *entry = vf_first(list); entry != NULL; entry = vf_next(entry)) {
        vf_put(&said,
               vf_format("%s %s %s\n", vf_member_text(entry, "student_id"),
                         vf_member_text(entry, "school_id"), vf_member_text(entry, "because")));
    }
    if (strcmp(said.bytes == NULL ? "" : said.bytes, freed->bytes == NULL ? "" : freed->bytes) !=
        0) {
        vf_fail(step, "the seats that were freed are others");
    }
}

/* A file of the earlier run; without bytes when it is not the one of that run's manifest. */
static vf_file read_listed(const vf_run *run, const vf_json *files, const char *name) {
    char hash[VF_HEX];
    vf_file file = vf_read(run->after_dir, name);
    if (file.bytes != NULL) {
        vf_sha256(hash, file.bytes, file.length);
        if (strcmp(vf_member_text(files, name), hash) != 0) {
            vf_forget(&file);
        }
    }
    return file;
}

/* The stages of the earlier run stand in result.json as it wrote them. */
static void compare_stages(const vf_run *run, const vf_json *files, vf_step *step) {
    vf_file file = read_listed(run, files, "result.json");
    const vf_json *result = file.bytes == NULL ? NULL : vf_json_parse(file.bytes, file.length);
    vf_forget(&file);
    const vf_json *old = vf_first(vf_member(result, "stages"));
    const vf_json *own = vf_first(vf_member(run->result, "stages"));
    for (int s = 0; s < run->first_stage; s++) {
        if (old == NULL || own == NULL || !vf_same(old, own)) {
            vf_fail(step, "stage %s is not as the earlier run wrote it", run->policy.stages[s].id);
            return;
        }
        old = vf_next(old);
        own = vf_next(own);
    }
    if (old != NULL) {
        vf_fail(step, "the earlier run has run stage %s too", vf_member_text(old, "id"));
    }
}

/* The rows of the earlier allocation.csv beside this one's. */
static void compare_rows(const vf_run *run, vf_file file, vf_grid *grid, vf_step *step) {
    vf_out freed = {0};
    bool *seen = vf_alloc((size_t)run->season.student_count + 1, sizeof *seen);
    if (!vf_grid_read(grid, file.bytes, file.length, false) || grid->columns != VF_COLUMNS) {
        vf_fail(step, "the earlier allocation.csv is no table of children");
        return;
    }
    for (size_t r = 1; r < grid->rows; r++) {
        const char *old[VF_COLUMNS];
        for (size_t c = 0; c < VF_COLUMNS; c++) {
            old[c] = vf_at(grid, r, c);
        }
        compare_kept(run, old, seen, &freed, step);
    }
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_KEPT && !seen[i]) {
            vf_fail(step, "%s is kept, but the earlier run did not place it", id_of(run, i));
        }
    }
    compare_freed(run, &freed, step);
}

static void compare_earlier(const vf_run *run, vf_step *step) {
    char hash[VF_HEX];
    vf_file manifest = vf_read(run->after_dir, "manifest.json");
    const vf_json *files = manifest.bytes == NULL
                               ? NULL
                               : vf_member(vf_json_parse(manifest.bytes, manifest.length), "files");
    vf_file file = read_listed(run, files, "allocation.csv");
    vf_grid grid = {0};
    if (manifest.bytes == NULL || file.bytes == NULL) {
        vf_fail(step, "the earlier run cannot be read, or is not the one of its manifest");
    } else {
        vf_sha256(hash, manifest.bytes, manifest.length);
        if (strcmp(hash, earlier_hash(run)) != 0) {
            vf_fail(step, "the earlier run has another manifest than result.json records");
        }
        compare_rows(run, file, &grid, step);
        compare_stages(run, files, step);
    }
    vf_grid_forget(&grid);
    vf_forget(&file);
    vf_forget(&manifest);
}

void vf_check_earlier(const vf_run *run, vf_step *step) {
    check_plausible(run, step);
    if (run->has_earlier) {
        check_freed(run, step);
    }
    if (run->after_dir != NULL && run->has_earlier) {
        compare_earlier(run, step);
    } else if (run->after_dir != NULL) {
        vf_fail(step, "this run went on from no earlier one");
    } else if (run->has_earlier && !step->failed) {
        step->witness = "what the earlier run kept was taken as given; --after compares it";
    }
}

/* ---- routes and numbers ---- */

void vf_check_routes(const vf_run *run, vf_step *step) {
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        const vf_student *student = &run->season.students[i];
        if (row->status != VF_ADMITTED) {
            continue;
        }
        const vf_stage *stage = &run->policy.stages[row->stage];
        if (student->category < 0 || stage->rank[student->category] < 0) {
            vf_fail(step, "%s: stage %s does not serve it", student->id, stage->id);
            continue;
        }
        int count = vf_ways(ways, &run->policy, row->stage, i, true);
        const vf_way *found = NULL;
        for (int w = 0; w < count; w++) {
            found = ways[w].school == row->school ? &ways[w] : found;
        }
        if (found == NULL || found->metres != row->metres ||
            strcmp(vf_kind_name(stage->routes[found->route].kind), vf_said(run, i, CELL_ROUTE)) !=
                0) {
            vf_fail(step, "%s: no route %s of stage %s leads to %s at %s m", student->id,
                    vf_said(run, i, CELL_ROUTE), stage->id, vf_said(run, i, CELL_SCHOOL),
                    vf_said(run, i, CELL_METRES));
        }
    }
}

void vf_check_numbers(const vf_run *run, vf_step *step) {
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        if (row->status == VF_ADMITTED && row->number != run->numbers[row->stage][i]) {
            vf_fail(step, "%s has the number %020llu in stage %s", id_of(run, i),
                    (unsigned long long)run->numbers[row->stage][i], vf_said(run, i, CELL_STAGE));
        }
    }
}

/* ---- reasons ---- */

static bool is_nearest(const vf_run *run, int student, vf_way *ways) {
    const vf_row *row = &run->rows[student];
    int count = vf_ways(ways, &run->policy, row->stage, student, true);
    for (int i = 0; i < count; i++) {
        if (ways[i].metres < row->metres) {
            return false;
        }
    }
    return true;
}

static const char *reason_of(const vf_run *run, int student, vf_way *ways) {
    const vf_row *row = &run->rows[student];
    int category = run->season.students[student].category;
    if (row->status == VF_ELSEWHERE) {
        return "destination";
    }
    if (row->status == VF_FIXED) {
        return "fixed";
    }
    if (row->status == VF_ADMITTED && run->policy.stages[row->stage].serial) {
        return strcmp(vf_said(run, student, CELL_ROUTE), "choice") == 0 ? "choice" : "first_free";
    }
    if (row->status == VF_ADMITTED) {
        return is_nearest(run, student, ways) ? "nearest_school" : "nearest_possible";
    }
    bool reached = false;
    for (int s = 0; s < run->policy.stage_count; s++) {
        if (run->policy.stages[s].rank[category] < 0) {
            continue;
        }
        if (s >= run->end_stage) {
            return "later_stage";
        }
        reached = reached || vf_ways(ways, &run->policy, s, student, true) > 0;
    }
    return reached ? "seats_taken" : "no_route";
}

void vf_check_reasons(const vf_run *run, vf_step *step) {
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status != VF_KEPT) {
            const char *reason = reason_of(run, i, ways);
            if (strcmp(reason, vf_said(run, i, CELL_REASON)) != 0) {
                vf_fail(step, "%s: the reason is %s", id_of(run, i), reason);
            }
        }
    }
}
