/* What a season and a run are made of; for the parts of the library that work on whole ones. */
#ifndef HP_PIPELINE_H
#define HP_PIPELINE_H

#include "publish/report.h"

struct hp_season {
    hp_data data;
    hp_policy policy;
    hp_roll roll;
};

struct hp_run {
    hp_arena arena;
    hp_state state;
    hp_reach reach;
    hp_earlier earlier;
    hp_known known;   /* what it found, where that was to be kept */
    hp_recall recall; /* what another run had found, where there was one */
    hp_report report;
    bool kept; /* every guaranteed child has a seat, or a later stage may still give it */
    hp_buffer result_json;
    hp_buffer summary;
};

/* As hp_season_open_scenario, with the tables that the scenario leaves as they are lent by the
 * season itself, which was opened without errors and must outlive it; what that one's tables warn
 * of is not told again. */
hp_status HP_MUST_CHECK hp_season_open_beside(hp_season **out, const hp_season *base,
                                              const hp_scenario *scenario, hp_findings *findings);

/* As hp_season_run, in this process alone, and keeps what it finds in its stages for runs beside
 * it. Memory: the arcs and programs of all stages. */
hp_status HP_MUST_CHECK hp_season_run_kept(hp_run **out, const hp_season *season,
                                           const hp_run_options *options, hp_findings *findings);

/* As hp_season_run, of the season with changes: what another run kept is not found again where it
 * holds, and stages that changed begin with its prices. The answer is the same. Lent: `known`,
 * which must outlive the run. */
hp_status HP_MUST_CHECK hp_season_run_beside(hp_run **out, const hp_season *season,
                                             const hp_run *known, const hp_run_options *options,
                                             hp_findings *findings);

/* Runs the run in `dir` once more; HP_INPUT, with a finding: it does not come out the same. */
hp_status HP_MUST_CHECK hp_run_again(hp_run **out, const hp_season *season, const char *dir,
                                     hp_findings *findings);

/* The state before the first stage of this run, with the earlier run's placements; chooses the
 * stages of the run. For callers who look into stages; hp_season_run does all of it. */
hp_status HP_MUST_CHECK hp_run_begin(hp_run *run, const hp_season *season,
                                     const hp_run_options *options, hp_findings *findings);

/* Runs one stage; an answer that fails its check is a finding. */
hp_status HP_MUST_CHECK hp_run_stage(hp_run *run, int stage, hp_findings *findings);

#endif
