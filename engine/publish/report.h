/* A finished run, ready to be written, and the files that say it (spec 6). */
#ifndef HP_PUBLISH_REPORT_H
#define HP_PUBLISH_REPORT_H

#include "proof/bundles.h"
#include "proof/indicators.h"
#include "proof/shortage.h"
#include "stage/earlier.h"
#include "stage/nearest.h"

typedef struct hp_report {
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    const hp_state *state;
    hp_reach *reach;           /* scratch, for reasons */
    const hp_earlier *earlier; /* NULL: none */
    int first_stage;
    int end_stage; /* the stages first_stage … end_stage - 1 were run */
    hp_shortage shortage;
    bool is_short;       /* shortage.json is due */
    int32_t short_count; /* guaranteed children whom no stage can give a seat; 0: not short */
    hp_shares shares;
    hp_bundles bundles;
} hp_report;

/* Why a child stands where it stands; the codes of allocation.csv's last column. */
const char *hp_reason_of(const hp_report *report, int32_t student);

/* The category by which a child stands where it stands, as allocation.csv has it; of a kept child
 * that of the earlier run. -1: none, or one that the policy no longer has. */
int hp_placed_category(const hp_report *report, int32_t student);

/* One file each; appended to an empty buffer. */
void hp_write_allocation(hp_buffer *out, const hp_report *report);
hp_status HP_MUST_CHECK hp_write_schools(hp_buffer *out, const hp_report *report);
void hp_write_result(hp_buffer *out, const hp_report *report);
void hp_write_shortage(hp_buffer *out, const hp_report *report);
hp_status HP_MUST_CHECK hp_write_certificate(hp_buffer *out, const hp_report *report);

/* "inputs": the season's files with their hashes. */
void hp_write_inputs(hp_json_out *out, const hp_data *data);

/* "levels": those that concern a child, with their values; none where `solved` is NULL. */
void hp_write_levels(hp_json_out *out, const hp_policy *policy, const hp_nearest *solved);

/* A few lines for people, in the language of the messages: children by state and stage. */
void hp_write_summary(hp_buffer *out, const hp_report *report);

/* The warnings of a finished run: who yielded, missed targets, parted bundles. */
hp_status HP_MUST_CHECK hp_remark(const hp_report *report, hp_findings *findings);

#endif
