/* season.json: either every key says what it should, or there is a finding with its path. */
#include "season/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "fuzz.h"

static void claim_paths(const hp_findings *findings) {
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        fuzz_claim(finding->severity == HP_ERROR, "season.json has no warnings");
        fuzz_claim(strcmp(finding->file, "season.json") == 0, "the fault is in season.json");
        fuzz_claim(finding->column != NULL && finding->column[0] == '/', "a fault has a path");
    }
}

static void claim_seeds(hp_data *data) {
    static const char *const stages[] = {"feeder", "choice", "", NULL};
    for (int i = 0; stages[i] != NULL; i++) {
        const char *seed = NULL;
        fuzz_claim_no_failure(hp_seed_of(&seed, &data->arena, data, stages[i]));
        fuzz_claim(seed == NULL || *seed != '\0', "a seed is not empty");
    }
}

static void claim_usable(const hp_data *data, const char *const files[HP_TABLES]) {
    fuzz_claim(*data->season != '\0' && *data->district != '\0' && *data->policy_file != '\0',
               "season, district and policy are named");
    fuzz_claim(data->level == HP_PRIMARY || data->level == HP_JUNIOR, "the level is one of two");
    for (int i = 0; i < HP_TABLES; i++) {
        bool needed = i < HP_DISTANCES && (i != HP_FEEDERS || data->level == HP_JUNIOR);
        fuzz_claim(!needed || files[i] != NULL, "every needed table is named");
        fuzz_claim(files[i] == NULL || (*files[i] != '/' && strstr(files[i], "../") == NULL),
                   "a table stays in the season's folder");
    }
    fuzz_claim(!data->by_table || files[HP_DISTANCES] != NULL, "a distance table is named");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    const char *files[HP_TABLES] = {NULL};
    hp_data data = {0};
    hp_findings *findings = hp_findings_new();
    const char *text = NULL;
    size_t length = 0;
    const char *copy = hp_arena_copy(&data.arena, (const char *)bytes, size);
    fuzz_claim_no_failure(
        hp_decode(&text, &length, &data.arena, copy, size, "season.json", findings));
    if (text != NULL) {
        fuzz_claim_no_failure(hp_json_parse(&data.settings, text, length, "season.json", findings));
    }
    if (data.settings != NULL && hp_json_kind_of(data.settings) == HP_JSON_OBJECT) {
        hp_settings_read(files, &data, findings);
        claim_paths(findings);
        if (hp_findings_errors(findings) == 0) {
            claim_usable(&data, files);
            claim_seeds(&data);
        }
    }
    fuzz_claim_findings(findings);
    hp_findings_free(findings);
    hp_data_free(&data);
    return 0;
}
