#include <libintl.h>

#include "publish/report.h"

#define TR(text) dgettext("huapian", text)

void hp_write_summary(hp_buffer *text, const hp_report *report) {
    int32_t standings[HP_ELSEWHERE + 1] = {0};
    for (int32_t i = 0; i < report->data->student_count; i++) {
        standings[report->state->placements[i].standing]++;
    }
    hp_buffer_format(text, TR("%s %s: %d children\n"), report->data->district, report->data->season,
                     report->data->student_count);
    for (int s = report->first_stage; s < report->end_stage; s++) {
        int32_t admitted = 0;
        for (int32_t i = 0; i < report->data->student_count; i++) {
            admitted += report->state->placements[i].stage == s;
        }
        hp_buffer_format(text, TR("  stage %s (%s): %d admitted\n"), report->policy->stages[s].id,
                         report->policy->stages[s].name, admitted);
    }
    hp_buffer_format(text, TR("  kept from an earlier run: %d, fixed: %d, elsewhere: %d\n"),
                     standings[HP_KEPT], standings[HP_FIXED], standings[HP_ELSEWHERE]);
    hp_buffer_format(text, TR("  unplaced: %d, of them guaranteed: %d\n"), standings[HP_WAITING],
                     hp_count_waiting_guaranteed(report->state));
    hp_buffer_format(text, TR("  nearby schools: %d of %d; migrants in public schools: %d of %d\n"),
                     report->shares.nearby.count, report->shares.nearby.of,
                     report->shares.migrants.count, report->shares.migrants.of);
}
