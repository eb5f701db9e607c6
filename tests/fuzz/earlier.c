/* Going on from an earlier run: its allocation.csv and result.json are the input, under a manifest
 * that fits them. The run refuses with findings, or keeps no more children than there are seats. */
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "fuzz.h"

static const char *const inputs[] = {"result.json", "allocation.csv", NULL};

static void write_run(const uint8_t *data, size_t size) {
    size_t at = 0;
    fuzz_part part;
    hp_buffer manifest = {0};
    hp_json_out out = {.buffer = &manifest};
    fuzz_write(fuzz_folder(), inputs[0], "{}", 2);
    fuzz_write(fuzz_folder(), inputs[1], "", 0);
    hp_out_begin(&out, NULL, '{');
    hp_out_begin(&out, "files", '{');
    while (fuzz_next_part(&part, inputs, data, size, &at)) {
        char hash[HP_HEX_BYTES];
        hp_sha256_hex(hash, part.bytes, part.length);
        fuzz_write(fuzz_folder(), part.name, part.bytes, part.length);
        hp_out_text(&out, part.name, hash);
    }
    hp_out_end(&out, '}');
    hp_out_end(&out, '}');
    fuzz_write(fuzz_folder(), "manifest.json", hp_buffer_get(&manifest), manifest.length);
    hp_buffer_free(&manifest);
}

static const hp_season *base_season(void) {
    static hp_season *season;
    if (season == NULL) {
        hp_findings *findings = hp_findings_new();
        fuzz_write_base();
        fuzz_claim(hp_season_open(&season, fuzz_folder(), findings) == HP_OK,
                   "the base season has no errors");
        hp_findings_free(findings);
    }
    return season;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const hp_season *season = base_season();
    const hp_run_options options = {.after_dir = fuzz_folder()};
    hp_findings *findings = hp_findings_new();
    hp_run *run = NULL;
    hp_buffer allocation = {0};
    write_run(data, size);
    hp_status status = hp_season_run(&run, season, &options, findings);
    fuzz_claim_no_failure(status);
    fuzz_claim((status == HP_OK) == (run != NULL), "a run, or errors");
    fuzz_claim((status == HP_OK) == (hp_findings_errors(findings) == 0), "errors are findings");
    if (run != NULL) {
        fuzz_claim_run(&allocation, run);
    }
    fuzz_claim_findings(findings);
    hp_buffer_free(&allocation);
    hp_run_free(run);
    hp_findings_free(findings);
    return 0;
}
