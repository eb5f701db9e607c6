/* One family's explanation: the run is run again, must come out the same, and is asked why. */
#include <string.h>

#include "explain/against.h"

static hp_case case_of(hp_telling *telling, hp_run *run, int32_t student) {
    const hp_report *report = &run->report;
    return (hp_case){.telling = telling,
                     .run = run,
                     .data = report->data,
                     .policy = report->policy,
                     .roll = report->roll,
                     .state = report->state,
                     .reach = report->reach,
                     .student = student,
                     .record = &report->data->students[student],
                     .placement = &report->state->placements[student],
                     .category = report->roll->category[student],
                     .address = report->roll->address[student]};
}

/* The order of issue and reader: the result, the facts, the rule, the stages, other schools, metres
 * last, what comes next. */
static hp_status tell_all(const hp_case *child) {
    hp_tell_result(child);
    HP_TRY(hp_tell_facts(child));
    hp_tell_category(child);
    hp_tell_address(child);
    HP_TRY(hp_tell_stages(child));
    HP_TRY(hp_tell_schools(child));
    hp_tell_next(child);
    return hp_telling_status(child->telling);
}

static hp_status tell_internal(const hp_case *child, const hp_explain_options *options,
                               hp_findings *findings) {
    int32_t school = hp_school_by_id(child->data, options->against);
    if (school < 0 || child->data->schools[school].level != child->data->level) {
        hp_find(findings, HP_F_school_unknown, (hp_place){0}, options->against, NULL, NULL);
        return HP_USAGE;
    }
    hp_tell_result(child);
    return hp_tell_against(child, school, options->dir);
}

static hp_status explain(hp_buffer *out, hp_run *run, const hp_explain_options *options,
                         hp_findings *findings) {
    const hp_data *data = run->report.data;
    int32_t student = hp_student_by_id(data, options->student_id);
    if (student < 0) {
        hp_find(findings, HP_F_student_unknown, (hp_place){0}, options->student_id, NULL, NULL);
        return HP_USAGE;
    }
    hp_telling telling = {.arena = &run->arena, .english = data->english};
    if (options->language != NULL) {
        telling.english = strcmp(options->language, "en") == 0;
    }
    const hp_case child = case_of(&telling, run, student);
    hp_status status = options->against == NULL ? tell_all(&child)
                                                : tell_internal(&child, options, findings);
    if (status == HP_OK) {
        (options->json ? hp_telling_json : hp_telling_text)(out, &telling);
        status = hp_telling_status(&telling);
    }
    hp_telling_free(&telling);
    return status == HP_OK ? hp_buffer_status(out) : status;
}

hp_status hp_season_explain(char **text, const hp_season *season, const hp_explain_options *options,
                            hp_findings *findings) {
    hp_run *run = NULL;
    hp_buffer out = {0};
    *text = NULL;
    hp_status status = hp_run_again(&run, season, options->dir, findings);
    if (status == HP_OK) {
        status = explain(&out, run, options, findings);
    }
    if (status == HP_OK) {
        *text = out.bytes;
        out = (hp_buffer){0};
    }
    hp_buffer_free(&out);
    hp_run_free(run);
    return status;
}
