/* A draft becomes final: who approved it, what was open and accepted (docs/publication.md, Seal).
 */
#ifndef HP_PUBLISH_SEAL_H
#define HP_PUBLISH_SEAL_H

#include "base/file.h"
#include "publish/report.h"

/* Points that someone must answer for before a run is final; in the order of seal.json. */
#define HP_OPEN_POINT_TABLE(X)                                                                     \
    X(unchecked_facts, "child",                                                                    \
      "children") /* whose category rests on a fact that nobody checked */                         \
    X(parted_bundles, "bundle", "bundles") /* whose children go to different schools */            \
    X(short, "child", "children")          /* guaranteed, without a seat */                        \
    X(missed_targets, "target", "targets") /* that indicators miss */

typedef enum hp_open_point {
#define X(code, one, many) HP_OPEN_##code,
    HP_OPEN_POINT_TABLE(X)
#undef X
        HP_OPEN_POINTS
} hp_open_point;

/* How many of each are open in a run. */
hp_status HP_MUST_CHECK hp_open_points_count(int32_t counts[HP_OPEN_POINTS],
                                             const hp_report *report);

/* Whether every step of the checker passed; each that failed is a finding. HP_INPUT: the text is no
 * list of steps. */
hp_status HP_MUST_CHECK hp_seal_steps_passed(bool *passed, const char *checker_json,
                                             hp_findings *findings);

/* Writes DIR/seal.json, unless a step of the checker failed or an open point is not accepted: then
 * each is a finding and *sealed is false. HP_USAGE: a code to accept that is none, who approved it
 * is not said, or it is sealed already. */
hp_status HP_MUST_CHECK hp_seal_write(bool *sealed, const hp_report *report,
                                      const hp_seal_options *options, hp_findings *findings);

/* Reads seal.json and manifest.json of a folder and holds every file to them; HP_INPUT, with a
 * finding: the folder is not sealed, its seal says what none says (a step that failed, nobody who
 * approved it), or it was changed afterwards. `*manifest` is to be freed. */
hp_status HP_MUST_CHECK hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings);

#endif
