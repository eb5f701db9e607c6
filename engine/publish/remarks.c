#include <inttypes.h>
#include <stdio.h>

#include "publish/report.h"

static void warn_of_yields(const hp_report *report, hp_findings *findings) {
    for (int s = report->first_stage; s < report->end_stage; s++) {
        for (int c = 0; c < report->policy->category_count; c++) {
            if (report->state->stages[s].yielded[c] > 0) {
                char number[24];
                snprintf(number, sizeof number, "%" PRId32, report->state->stages[s].yielded[c]);
                hp_find(findings, HP_F_yielded, (hp_place){0}, report->policy->stages[s].id, number,
                        report->policy->categories[c].id);
            }
        }
    }
}

static void warn_of_share(const hp_share *share, hp_finding_code code, hp_findings *findings) {
    if (share->missing > 0) {
        char count[24];
        char of[24];
        char missing[24];
        snprintf(count, sizeof count, "%" PRId32, share->count);
        snprintf(of, sizeof of, "%" PRId32, share->of);
        snprintf(missing, sizeof missing, "%" PRId32, share->missing);
        hp_find(findings, code, (hp_place){0}, count, of, missing);
    }
}

static hp_status warn_of_parted(const hp_report *report, hp_findings *findings) {
    hp_buffer schools = {0};
    for (int32_t b = 0; b < report->bundles.parted_count; b++) {
        const hp_parted *parted = &report->bundles.parted[b];
        schools.length = 0;
        for (int32_t i = 0; i < parted->student_count; i++) {
            int32_t school = report->state->placements[parted->students[i]].school;
            hp_buffer_format(&schools, "%s%s", i > 0 ? ", " : "", report->data->schools[school].id);
        }
        hp_find(findings, HP_F_bundle_parted, (hp_place){0}, parted->bundle,
                hp_buffer_get(&schools), NULL);
    }
    hp_status status = hp_buffer_status(&schools);
    hp_buffer_free(&schools);
    return status;
}

hp_status hp_remark(const hp_report *report, hp_findings *findings) {
    warn_of_yields(report, findings);
    if (report->end_stage == report->policy->stage_count) {
        warn_of_share(&report->shares.nearby, HP_F_nearby_missed, findings);
        warn_of_share(&report->shares.migrants, HP_F_migrants_missed, findings);
    }
    return warn_of_parted(report, findings);
}
