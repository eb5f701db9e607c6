/* The lists of a run for people: rosters, graduates, notice, letters (docs/publication.md). */
#ifndef HP_PUBLISH_LISTS_H
#define HP_PUBLISH_LISTS_H

#include "base/file.h"
#include "publish/report.h"

/* The route in words. */
const char *hp_route_title(hp_route_kind kind, bool english);

/* Writes rosters/ into the folder, or where the run may have more than one process begins to, in
 * one of its own, while this one goes on. */
hp_status HP_MUST_CHECK hp_write_rosters(hp_folder *folder, const hp_report *report,
                                         hp_findings *findings);

/* Writes graduates/, notice.csv and letters.csv into the folder. Every cell of the notice is
 * checked against what may stand there before it is written; HP_UNPROVEN: one fails. */
hp_status HP_MUST_CHECK hp_write_lists(hp_folder *folder, const hp_report *report,
                                       hp_findings *findings);

#endif
