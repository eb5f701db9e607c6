/* Category, deciding address, guarantee of every child (spec 3). */
#include "verify/check.h"

const char *const vf_state_names[VF_STATES] = {"admitted", "kept", "fixed", "elsewhere",
                                               "unplaced"};

static void classify(vf_check *check, vf_student *student) {
    const vf_policy *policy = &check->policy;
    int at = 0;
    while (at < policy->category_count &&
           !vf_holds(&policy->categories[at].when, &check->season, student)) {
        at++;
    }
    if (at == policy->category_count) {
        return;
    }
    const vf_category *category = &policy->categories[at];
    student->category = at;
    for (size_t i = 0; i < category->address_count && student->address < 0; i++) {
        student->address = student->areas[category->addresses[i]];
    }
    student->guaranteed =
        category->always ||
        (!category->never && vf_holds(&category->guaranteed, &check->season, student));
}

bool vf_roll(vf_check *check, vf_step *step) {
    size_t children = (size_t)check->season.student_count;
    size_t stages = (size_t)check->policy.stage_count;
    size_t schools = (size_t)check->season.school_count;
    check->given = vf_alloc(children * stages + 1, sizeof *check->given);
    check->numbers = vf_alloc(children * stages + 1, sizeof *check->numbers);
    check->drawn = vf_alloc(children * stages + 1, 1);
    check->scratch = vf_alloc(schools + 1, sizeof *check->scratch);
    check->free = vf_alloc(schools + 1, sizeof *check->free);
    check->free_at_start = vf_alloc(schools + 1, sizeof *check->free_at_start);
    check->seeds = vf_alloc(stages + 1, sizeof *check->seeds);
    for (size_t i = 0; i < stages; i++) {
        check->seeds[i] = vf_seed(&check->season, check->policy.stages[i].id);
    }
    for (int i = 0; i < check->season.student_count; i++) {
        vf_student *student = &check->season.students[i];
        classify(check, student);
        bool waits = !student->elsewhere && student->fixed < 0;
        if (waits && student->category < 0) {
            return vf_fail(step, "child %s is of no category", student->id);
        }
        if (waits && student->address < 0) {
            return vf_fail(step, "child %s has no deciding address", student->id);
        }
        for (int at = 0; waits && at < check->policy.stage_count; at++) {
            if (check->policy.stages[at].served[student->category] >= 0) {
                vf_given_by(check, at, i);
            }
        }
        if (check->season.pair_is_missing) {
            return vf_fail(step, "a pair that a route of child %s needs is not in distances",
                           student->id);
        }
    }
    return true;
}
