/* Runs a season with a scenario and writes the run's folder, which no command does: the season that
 * a comparison looks at must be the one that the office would get.
 *
 *     scenario_run SEASON SCENARIO DIR
 *
 * Prints the findings as JSON and ends with the exit code of the outcome.
 */
#include <stdio.h>

#include "huapian.h"

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    hp_findings *findings = hp_findings_new();
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_status status = hp_scenario_read(&scenario, argv[2], findings);
    if (status == HP_OK) {
        status = hp_season_open_scenario(&season, argv[1], scenario, findings);
    }
    if (status == HP_OK) {
        status = hp_season_run(&run, season, NULL, findings);
    }
    if (status == HP_OK) {
        status = hp_run_write(run, argv[3], findings);
    }
    fputs(hp_findings_json(findings), stdout);
    hp_run_free(run);
    hp_season_free(season);
    hp_scenario_free(scenario);
    hp_findings_free(findings);
    return hp_exit_code(status);
}
