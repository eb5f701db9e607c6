/* Steps states, categories, seats, fixed, routes, numbers: row by row. */
#include <stdio.h>
#include <string.h>

#include "verify/run.h"

static bool is_empty_but(const vf_row *row, bool stage, bool school) {
    return (stage || (*row->stage_id == '\0' && *row->route == '\0' && *row->lottery == '\0')) &&
           (school || (row->school < 0 && *row->distance == '\0'));
}

static bool is_full(const vf_row *row) {
    return *row->stage_id != '\0' && *row->route != '\0' && *row->lottery != '\0' &&
           *row->distance != '\0' && row->school >= 0 && *row->category != '\0';
}

/* Spec 6, allocation.csv: which columns are empty in which state. */
static bool has_form(const vf_row *row) {
    switch (row->state) {
    case VF_ADMITTED:
        return is_full(row);
    case VF_KEPT:
        return is_full(row) || (row->school >= 0 && is_empty_but(row, false, true));
    case VF_FIXED:
        return row->school >= 0 && is_empty_but(row, false, true);
    default:
        return is_empty_but(row, false, false);
    }
}

void vf_check_states(vf_check *check, vf_step *step) {
    bool earlier = vf_member(check->result, "earlier") != NULL;
    for (int i = 0; i < check->season.student_count && !step->failed; i++) {
        const vf_student *student = &check->season.students[i];
        const vf_row *row = &check->rows[i];
        bool waits = row->state == VF_ADMITTED || row->state == VF_UNPLACED;
        if (student->elsewhere != (row->state == VF_ELSEWHERE)) {
            vf_fail(step, "child %s is %s, its row %s a destination", student->id,
                    vf_state_names[row->state], student->elsewhere ? "has" : "has not");
        } else if (row->state == VF_KEPT && !earlier) {
            vf_fail(step, "child %s is kept, but there is no earlier run", student->id);
        } else if (row->state == VF_FIXED && student->fixed < 0) {
            vf_fail(step, "child %s is fixed, its row has no fixed school", student->id);
        } else if (waits && student->fixed >= 0) {
            vf_fail(step, "child %s is %s, its row has a fixed school", student->id,
                    vf_state_names[row->state]);
        } else if (!has_form(row)) {
            vf_fail(step, "child %s is %s: a column is empty that should not be, or filled in",
                    student->id, vf_state_names[row->state]);
        }
    }
}

static const char *category_id(const vf_check *check, int category) {
    return category < 0 ? "" : check->policy.categories[category].id;
}

void vf_check_categories(vf_check *check, vf_step *step) {
    for (int i = 0; i < check->season.student_count; i++) {
        const vf_row *row = &check->rows[i];
        const char *right = category_id(check, check->season.students[i].category);
        if (row->state != VF_KEPT && strcmp(row->category, right) != 0) {
            vf_fail(step, "child %s is of category \"%s\", the rules give \"%s\"",
                    check->season.students[i].id, row->category, right);
        }
    }
}

/* Spec 4: seats, and who sits on them; also the seats before the first stage of this run. */
void vf_check_seats(vf_check *check, vf_step *step) {
    size_t count = (size_t)check->season.school_count;
    int64_t *placed = vf_alloc(count + 1, sizeof *placed);
    vf_out out = {0};
    for (size_t i = 0; i < count; i++) {
        check->free_at_start[i] = check->season.schools[i].seats;
    }
    for (int i = 0; i < check->season.student_count; i++) {
        const vf_row *row = &check->rows[i];
        if (row->school >= 0) {
            placed[row->school]++;
            check->free_at_start[row->school] -= row->state == VF_ADMITTED ? 0 : 1;
        }
    }
    vf_put(&out, "[");
    for (size_t i = 0; i < count; i++) {
        const vf_school *school = &check->season.schools[i];
        if (placed[i] > school->seats) {
            vf_fail(step, "school %s has %lld children and %lld seats", school->id,
                    (long long)placed[i], (long long)school->seats);
        }
        check->free_at_start[i] = check->free_at_start[i] < 0 ? 0 : check->free_at_start[i];
        if (school->of_level) {
            vf_put(&out, out.length > 1 ? ",{\"school_id\":" : "{\"school_id\":");
            vf_put_text(&out, school->id);
            vf_put(&out, vf_format(",\"seats\":%lld,\"binding\":\"%s\",\"placed\":%lld,"
                                   "\"free\":%lld}",
                                   (long long)school->seats, school->binding,
                                   (long long)placed[i], (long long)(school->seats - placed[i])));
        }
    }
    vf_put(&out, "]");
    vf_compare_text(vf_member(check->result, "schools"), out.bytes, "/schools", step);
}

static const char *distance_text(vf_check *check, const vf_student *student, int school) {
    int metres = student->address < 0 ? -1 : vf_metres(&check->season, student->address, school);
    return metres < 0 ? "" : vf_format("%d", metres);
}

void vf_check_fixed(vf_check *check, vf_step *step) {
    int64_t *placed = vf_alloc((size_t)check->season.school_count + 1, sizeof *placed);
    for (int i = 0; i < check->season.student_count; i++) {
        const vf_student *student = &check->season.students[i];
        const vf_row *row = &check->rows[i];
        if (row->state != VF_FIXED) {
            continue;
        }
        const char *metres = distance_text(check, student, student->fixed);
        if (row->school != student->fixed) {
            vf_fail(step, "child %s is at %s, its document names %s", student->id,
                    check->season.schools[row->school].id,
                    check->season.schools[student->fixed].id);
        } else if (strcmp(row->distance, metres) != 0) {
            vf_fail(step, "child %s: distance_m is \"%s\", \"%s\" is right", student->id,
                    row->distance, metres);
        }
        placed[student->fixed]++;
        if (placed[student->fixed] > check->season.schools[student->fixed].seats) {
            vf_fail(step, "school %s has more fixed children than seats",
                    check->season.schools[student->fixed].id);
        }
    }
}

static void check_route(vf_check *check, int at, vf_step *step) {
    const vf_student *student = &check->season.students[at];
    const vf_row *row = &check->rows[at];
    const vf_stage *stage = &check->policy.stages[row->stage];
    if (row->stage < check->first_stage || row->stage >= check->end_stage) {
        vf_fail(step, "child %s: stage %s was not run by this run", student->id, stage->id);
        return;
    }
    if (student->category < 0 || stage->served[student->category] < 0) {
        vf_fail(step, "child %s: stage %s does not serve its category", student->id, stage->id);
        return;
    }
    const vf_given *given = vf_find_given(check, row->stage, at, row->school);
    if (given == NULL) {
        vf_fail(step, "child %s: no route of stage %s gives school %s", student->id, stage->id,
                check->season.schools[row->school].id);
        return;
    }
    const char *route = vf_route_names[stage->routes[given->route].kind];
    if (strcmp(route, row->route) != 0) {
        vf_fail(step, "child %s: route %s is told, %s is the first", student->id, row->route,
                route);
    } else if (strcmp(row->distance, vf_format("%d", given->metres)) != 0) {
        vf_fail(step, "child %s: distance_m is %s, %d is right", student->id, row->distance,
                given->metres);
    }
}

void vf_check_routes(vf_check *check, vf_step *step) {
    for (int i = 0; i < check->season.student_count && !step->failed; i++) {
        if (check->rows[i].state == VF_ADMITTED && check->rows[i].stage >= 0) {
            check_route(check, i, step);
        }
    }
}

void vf_check_numbers(vf_check *check, vf_step *step) {
    for (int i = check->first_stage; i < check->end_stage; i++) {
        if (check->seeds[i] == NULL) {
            vf_fail(step, "stage %s has no lottery seed", check->policy.stages[i].id);
        }
    }
    for (int i = 0; i < check->season.student_count && !step->failed; i++) {
        const vf_row *row = &check->rows[i];
        if (row->state == VF_ADMITTED && row->stage >= 0) {
            char right[24];
            snprintf(right, sizeof right, "%020llu",
                     (unsigned long long)vf_lottery_number(check, row->stage, i));
            if (strcmp(right, row->lottery) != 0) {
                vf_fail(step, "child %s: lottery is %s, %s is right",
                        check->season.students[i].id, row->lottery, right);
            }
        }
    }
}
