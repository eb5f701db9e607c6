#include <string.h>

#include "verify/program.h"

/* The children of a category on now-arcs. */
static int64_t admitted(const vf_program *program, int category) {
    int64_t count = 0;
    for (int e = 0; e < program->count; e++) {
        count += program->node[e] != program->ground && program->now[e] &&
                 program->entrants[e].participant &&
                 program->run->season.students[program->entrants[e].student].category == category;
    }
    return count;
}

/* The same by the rows: whom the stage admitted. */
static int64_t admitted_by_rows(const vf_run *run, int stage, int category) {
    const vf_entrants *list = vf_entrants_of(run, stage);
    int64_t count = 0;
    for (int e = 0; e < list->participants; e++) {
        const vf_row *row = &run->rows[list->all[e].student];
        count += row->status == VF_ADMITTED && row->stage == stage &&
                 run->season.students[list->all[e].student].category == category;
    }
    return count;
}

static bool has_protected(const vf_run *run, int stage) {
    const vf_entrants *list = vf_entrants_of(run, stage);
    return list->count > list->participants;
}

int64_t *vf_yielded(const vf_run *run, int stage) {
    const vf_json *alone = vf_member(vf_stage_certificate(run, stage), "without_protected");
    size_t categories = (size_t)run->policy.category_count + 1;
    int64_t *yielded = vf_alloc(categories, sizeof *yielded);
    if (run->policy.stages[stage].serial || !has_protected(run, stage)) {
        return yielded;
    }
    int cursor = 0;
    for (const vf_json *pair = vf_first(vf_member(alone, "admitted")); pair != NULL;
         pair = vf_next(pair)) {
        int student = vf_first(pair) == NULL
                          ? -1
                          : vf_student_next(&run->season, &cursor, vf_text(vf_first(pair)));
        if (student >= 0 && run->season.students[student].category >= 0) {
            yielded[run->season.students[student].category]++;
        }
    }
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_ADMITTED && run->rows[i].stage == stage) {
            yielded[run->season.students[i].category]--;
        }
    }
    for (size_t c = 0; c < categories; c++) {
        yielded[c] = yielded[c] > 0 ? yielded[c] : 0;
    }
    return yielded;
}

int64_t vf_forecast_metres(const vf_run *run, int stage) {
    int64_t metres = 0;
    int cursor = 0;
    const vf_json *list = vf_member(vf_stage_certificate(run, stage), "forecast");
    for (const vf_json *pair = vf_first(list); pair != NULL; pair = vf_next(pair)) {
        const vf_json *id = vf_first(pair);
        const vf_json *name = id == NULL ? NULL : vf_next(id);
        int student = name == NULL ? -1 : vf_student_next(&run->season, &cursor, vf_text(id));
        int school = name == NULL ? -1 : vf_school_by_id(&run->season, vf_text(name));
        if (student >= 0 && school >= 0 && run->season.students[student].home >= 0) {
            metres += vf_metres(&run->season, run->season.students[student].home, school);
        }
    }
    return metres;
}

static void prove_alone(const vf_run *run, int stage, const vf_json *alone, vf_step *step) {
    vf_program program;
    if (!vf_program_build(&program, run, stage, alone, true, step) ||
        !vf_levels_match(&program, vf_member(alone, "levels"), step) ||
        !vf_prices_prove(&program, step) || !vf_prices_are_greatest(&program, step) ||
        !vf_lottery_holds(&program, step)) {
        return;
    }
    const int64_t *yielded = vf_yielded(run, stage);
    for (int c = 0; c < run->policy.category_count; c++) {
        int64_t lost = admitted(&program, c) - admitted_by_rows(run, stage, c);
        if ((lost > 0 ? lost : 0) != yielded[c]) {
            vf_fail(step, "stage %s: yielded of %s", run->policy.stages[stage].id,
                    run->policy.categories[c]);
        }
    }
}

static void check_alone(const vf_run *run, int stage, vf_step *step) {
    const vf_json *alone = vf_member(vf_stage_certificate(run, stage), "without_protected");
    if ((alone != NULL) != has_protected(run, stage)) {
        vf_fail(step, "stage %s: the program without the protected %s",
                run->policy.stages[stage].id, alone == NULL ? "is missing" : "must not be there");
        return;
    }
    if (alone == NULL) {
        return;
    }
    if (!vf_has_keys(alone, "levels prices admitted forecast")) {
        vf_fail(step, "stage %s: the program without the protected has other keys",
                run->policy.stages[stage].id);
        return;
    }
    prove_alone(run, stage, alone, step);
}

static const vf_json *result_stage(const vf_run *run, int stage) {
    const vf_json *entry = vf_first(vf_member(run->result, "stages"));
    for (int s = 0; s < stage && entry != NULL; s++) {
        entry = vf_next(entry);
    }
    return entry;
}

static void check_stage(const vf_run *run, int stage, const vf_program_steps *steps) {
    const vf_json *entry = vf_stage_certificate(run, stage);
    vf_program program;
    if (!vf_has_keys(entry, has_protected(run, stage)
                                ? "id levels prices forecast without_protected"
                                : "id levels prices forecast")) {
        vf_fail(steps->levels, "stage %s: the certificate has other keys",
                run->policy.stages[stage].id);
    }
    if (!vf_program_build(&program, run, stage, entry, false, steps->optimum)) {
        return;
    }
    vf_levels_match(&program, vf_member(entry, "levels"), steps->levels);
    vf_levels_match(&program, vf_member(result_stage(run, stage), "levels"), steps->levels);
    if (vf_prices_prove(&program, steps->optimum)) {
        vf_prices_are_greatest(&program, steps->greatest);
        vf_lottery_holds(&program, steps->lottery);
    } else {
        vf_fail(steps->greatest, "stage %s: not optimal", run->policy.stages[stage].id);
        vf_fail(steps->lottery, "stage %s: not optimal", run->policy.stages[stage].id);
    }
}

/* Each program's memory is given back before the next one. */
void vf_check_nearest(const vf_run *run, const vf_program_steps *steps) {
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        if (!run->policy.stages[stage].serial) {
            vf_scratch_begin();
            check_stage(run, stage, steps);
            vf_scratch_end();
        }
    }
}

void vf_check_yields(const vf_run *run, vf_step *step) {
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        if (!run->policy.stages[stage].serial) {
            vf_scratch_begin();
            check_alone(run, stage, step);
            vf_scratch_end();
        }
    }
}
