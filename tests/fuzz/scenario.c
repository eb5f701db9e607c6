/* A scenario of the base season: it has findings with a place in its file or in the season, or the
 * season that it makes can be run, in which no child stands twice and no seat is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* Growing what has grown, and copying what holds copies, makes any memory too small. */
static bool is_modest(const char *text, size_t size) {
    int often = 0;
    for (size_t i = 0; i + 4 <= size; i++) {
        often += memcmp(text + i, "grow", 4) == 0 || memcmp(text + i, "copy", 4) == 0;
    }
    return often <= 2;
}

static void claim_told(const hp_findings *findings, const char *file) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        fuzz_claim(finding->scenario != NULL && strcmp(finding->scenario, file) == 0,
                   "a fault of a scenario names it");
        fuzz_claim(finding->change == NULL || *finding->change == '/',
                   "a change is named by its path");
    }
}

static hp_status open_and_run(hp_findings *findings, const char *file) {
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_buffer allocation = {0};
    hp_status status = hp_scenario_read(&scenario, file, findings);
    if (status == HP_OK) {
        fuzz_claim(*hp_scenario_name(scenario) != '\0', "a scenario has a name");
        status = hp_season_open_scenario(&season, fuzz_folder(), scenario, findings);
    }
    claim_told(findings, file);
    if (status == HP_OK) {
        status = hp_season_run(&run, season, NULL, findings);
    }
    if (status == HP_OK) {
        fuzz_claim_run(&allocation, run);
    }
    hp_buffer_free(&allocation);
    hp_run_free(run);
    hp_season_free(season);
    hp_scenario_free(scenario);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char file[512];
    hp_findings *findings = hp_findings_new();
    if (is_modest((const char *)data, size)) {
        fuzz_write_base();
        fuzz_write(fuzz_folder(), "scenario.json", data, size);
        snprintf(file, sizeof file, "%s/scenario.json", fuzz_folder());
        hp_status status = open_and_run(findings, file);
        fuzz_claim_no_failure(status);
        fuzz_claim((status == HP_INPUT) == (hp_findings_errors(findings) > 0),
                   "errors are told, and nothing else refuses a scenario");
        fuzz_claim_findings(findings);
    }
    hp_findings_free(findings);
    return 0;
}
