/* Step kept: what an earlier run placed (spec 8, --after; docs/decisions.md). */
#include <string.h>

#include "verify/run.h"

static bool has_hash(const vf_json *value) {
    return strlen(vf_text(value)) == VF_HEX - 1 &&
           strspn(vf_text(value), "0123456789abcdef") == VF_HEX - 1;
}

static bool is_number(const char *lottery) {
    return strlen(lottery) == 20 && strspn(lottery, "0123456789") == 20;
}

/* Without the earlier run a kept row must at least be one that a run can have written. */
static void check_plausible(vf_check *check, vf_step *step) {
    for (int i = 0; i < check->season.student_count && !step->failed; i++) {
        const vf_row *row = &check->rows[i];
        bool placed_by_stage = row->stage >= 0 && row->stage < check->first_stage &&
                               is_number(row->lottery) &&
                               vf_word(row->route, vf_route_names, VF_ROUTE_KINDS) >= 0;
        bool was_fixed = *row->stage_id == '\0' && strcmp(row->reason, "fixed") == 0;
        bool whole = strspn(row->distance, "0123456789") == strlen(row->distance);
        bool known = *row->category == '\0' ||
                     vf_map_find(&check->policy.category_of, row->category) >= 0;
        if (row->state == VF_KEPT && (!(placed_by_stage || was_fixed) || !whole || !known)) {
            vf_fail(step, "child %s: no earlier run writes such a row",
                    check->season.students[i].id);
        }
    }
    const vf_json *freed = vf_member(vf_member(check->result, "earlier"), "freed");
    for (const vf_json *entry = vf_first(freed); entry != NULL; entry = vf_next(entry)) {
        int student = vf_map_find(&check->season.student_of, vf_member_text(entry, "student_id"));
        const char *because = vf_member_text(entry, "because");
        int school = vf_map_find(&check->season.school_of, vf_member_text(entry, "school_id"));
        bool right = student < 0 ? strcmp(because, "gone") == 0
                                 : check->season.students[student].elsewhere &&
                                       strcmp(because, "elsewhere") == 0;
        if (!right || school < 0 || vf_count(entry) != 3) {
            vf_fail(step, "/earlier/freed: \"%s\" cannot have been freed so",
                    vf_member_text(entry, "student_id"));
        }
    }
    if (!vf_is_list(freed)) {
        vf_fail(step, "/earlier/freed is no list");
    }
}

/* The earlier run's files are those of its manifest, and the manifest is the recorded one. */
static bool check_earlier_files(vf_check *check, vf_step *step) {
    char hash[VF_HEX];
    vf_file manifest = vf_read(check->earlier_dir, "manifest.json");
    const vf_json *files = vf_member(vf_run_json(check->earlier_dir, "manifest.json"), "files");
    static const char *const names[] = {"allocation.csv", "result.json"};
    vf_sha256(hash, manifest.bytes == NULL ? "" : manifest.bytes, manifest.length);
    const char *said =
        vf_member_text(vf_member(check->result, "earlier"), "manifest_sha256");
    if (manifest.bytes == NULL || strcmp(hash, said) != 0) {
        return vf_fail(step, "the earlier run's manifest has hash %s, \"%s\" is recorded", hash,
                       said);
    }
    for (int i = 0; i < 2; i++) {
        vf_file file = vf_read(check->earlier_dir, names[i]);
        vf_sha256(hash, file.bytes == NULL ? "" : file.bytes, file.length);
        if (file.bytes == NULL || strcmp(hash, vf_member_text(files, names[i])) != 0) {
            return vf_fail(step, "the earlier run's %s is not the one of its manifest", names[i]);
        }
    }
    return true;
}

static bool check_row(const vf_check *check, const vf_grid *grid, size_t at, int student,
                      vf_step *step) {
    const vf_row *row = &check->rows[student];
    const vf_student *child = &check->season.students[student];
    const char *const told[] = {row->stage_id, row->category, row->route};
    const char *school = vf_at(grid, at, 5);
    bool fixed = strcmp(vf_at(grid, at, 1), "fixed") == 0 && child->fixed >= 0 &&
                 strcmp(check->season.schools[child->fixed].id, school) == 0;
    if (fixed != (row->state == VF_FIXED) || (!fixed && row->state != VF_KEPT)) {
        return vf_fail(step, "child %s was placed at %s by the earlier run and is %s", child->id,
                       school, vf_state_names[row->state]);
    }
    for (size_t i = 0; i < 3 && !fixed; i++) {
        if (strcmp(told[i], vf_at(grid, at, 2 + i)) != 0) {
            return vf_fail(step, "child %s: \"%s\" is told, the earlier run said \"%s\"",
                           child->id, told[i], vf_at(grid, at, 2 + i));
        }
    }
    if (strcmp(check->season.schools[row->school].id, school) != 0) {
        return vf_fail(step, "child %s is at %s, the earlier run placed it at %s", child->id,
                       check->season.schools[row->school].id, school);
    }
    if (!fixed && (strcmp(row->distance, vf_at(grid, at, 6)) != 0 ||
                   strcmp(row->lottery, vf_at(grid, at, 7)) != 0 ||
                   strcmp(row->reason, vf_at(grid, at, 8)) != 0)) {
        return vf_fail(step, "child %s: distance, lottery or reason differ from the earlier run",
                       child->id);
    }
    return true;
}

static void put_freed(vf_out *out, const char *student, const char *school, bool gone) {
    vf_put(out, out->length > 1 ? ",{\"student_id\":" : "{\"student_id\":");
    vf_put_text(out, student);
    vf_put(out, ",\"school_id\":");
    vf_put_text(out, school);
    vf_put(out, gone ? ",\"because\":\"gone\"}" : ",\"because\":\"elsewhere\"}");
}

/* Every placed row of the earlier run is kept, still fixed, or freed. */
static void check_placements(vf_check *check, vf_step *step) {
    vf_grid grid;
    vf_out freed = {0};
    bool *seen = vf_alloc((size_t)check->season.student_count + 1, sizeof *seen);
    if (!vf_allocation_read(&grid, check->earlier_dir)) {
        vf_fail(step, "the earlier run's allocation.csv is not of its form");
        return;
    }
    vf_put(&freed, "[");
    for (size_t at = 1; at < grid.rows; at++) {
        const char *id = vf_at(&grid, at, 0);
        int student = vf_map_find(&check->season.student_of, id);
        if (*vf_at(&grid, at, 5) == '\0') {
            continue;
        }
        if (student < 0 || check->season.students[student].elsewhere) {
            put_freed(&freed, id, vf_at(&grid, at, 5), student < 0);
        } else if (check_row(check, &grid, at, student, step)) {
            seen[student] = true;
        }
    }
    vf_put(&freed, "]");
    for (int i = 0; i < check->season.student_count; i++) {
        if (check->rows[i].state == VF_KEPT && !seen[i]) {
            vf_fail(step, "child %s is kept, the earlier run did not place it",
                    check->season.students[i].id);
        }
    }
    vf_compare_text(vf_member(vf_member(check->result, "earlier"), "freed"), freed.bytes,
                    "/earlier/freed", step);
}

static void check_stages_of_earlier(vf_check *check, vf_step *step) {
    const vf_json *before =
        vf_member(vf_run_json(check->earlier_dir, "result.json"), "stages");
    const vf_json *stage = vf_first(vf_member(check->result, "stages"));
    const vf_json *old = vf_first(before);
    if (vf_count(before) != (size_t)check->first_stage) {
        vf_fail(step, "the earlier run has run %zu stages, this one goes on after %d",
                vf_count(before), check->first_stage);
    }
    for (int i = 0; i < check->first_stage && old != NULL && stage != NULL; i++) {
        vf_compare(stage, old, vf_format("/stages/%d", i), step);
        stage = vf_next(stage);
        old = vf_next(old);
    }
}

void vf_check_kept(vf_check *check, vf_step *step) {
    const vf_json *earlier = vf_member(check->result, "earlier");
    if (earlier == NULL) {
        if (check->earlier_dir != NULL) {
            vf_fail(step, "this run does not go on from an earlier one");
        }
        return;
    }
    if (vf_count(earlier) != 2 || !has_hash(vf_member(earlier, "manifest_sha256"))) {
        vf_fail(step, "/earlier of result.json is not of its form");
        return;
    }
    if (check->earlier_dir == NULL) {
        check_plausible(check, step);
        step->note = "kept rows were taken as given; name the earlier run with --after";
    } else if (check_earlier_files(check, step)) {
        check_placements(check, step);
        check_stages_of_earlier(check, step);
    }
}
