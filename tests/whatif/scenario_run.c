/* Runs a season with a scenario and writes the run's folder, which no command does: the season that
 * a comparison looks at must be the one that the office would get.
 *
 *     scenario_run SEASON SCENARIO DIR [alone|beside [DIR0]]
 *
 * `beside`: as a comparison does it, beside the season as it is, which lends it tables and what its
 * run found. DIR0: the earlier run that all go on from. Prints the findings as JSON and ends with
 * the exit code of the outcome.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline.h"

/* The season as it is, and with the scenario. */
typedef struct pair {
    hp_scenario *scenario;
    hp_season *base;
    hp_run *base_run;
    hp_season *season;
    hp_run *run;
} pair;

static hp_status run_alone(pair *two, const char *dir, const hp_run_options *how,
                           hp_findings *findings) {
    HP_TRY(hp_season_open_scenario(&two->season, dir, two->scenario, findings));
    return hp_season_run(&two->run, two->season, how, findings);
}

static hp_status run_beside(pair *two, const char *dir, const hp_run_options *how,
                            hp_findings *findings) {
    HP_TRY(hp_season_open(&two->base, dir, findings));
    HP_TRY(hp_season_run_kept(&two->base_run, two->base, how, findings));
    HP_TRY(hp_season_open_beside(&two->season, two->base, two->scenario, findings));
    return hp_season_run_beside(&two->run, two->season, two->base_run, how, findings);
}

int main(int argc, char **argv) {
    bool beside = argc > 4 && strcmp(argv[4], "beside") == 0;
    if (argc < 4 || argc > 6 || (argc > 4 && !beside && strcmp(argv[4], "alone") != 0)) {
        return 2;
    }
    const hp_run_options how = {.after_dir = argc > 5 ? argv[5] : NULL};
    hp_findings *findings = hp_findings_new();
    pair two = {0};
    hp_status status = hp_scenario_read(&two.scenario, argv[2], findings);
    if (status == HP_OK) {
        status = (beside ? run_beside : run_alone)(&two, argv[1], &how, findings);
    }
    if (status == HP_OK) {
        status = hp_run_write(two.run, argv[3], findings);
    }
    fputs(hp_findings_json(findings), stdout);
    hp_run_free(two.run);
    hp_season_free(two.season);
    hp_run_free(two.base_run);
    hp_season_free(two.base);
    hp_scenario_free(two.scenario);
    hp_findings_free(findings);
    return hp_exit_code(status);
}
