/* Every finding that an input can trigger, triggered once; what was never seen is a list. */
#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool seen[HP_FINDING_CODES];

static const char *const codes[HP_FINDING_CODES] = {
#define X(code, severity, sentence) #code,
    HP_FINDING_TABLE(X)
#undef X
};

static void note(const char *code) {
    for (int i = 0; i < HP_FINDING_CODES; i++) {
        seen[i] = seen[i] || strcmp(codes[i], code) == 0;
    }
}

static bool is_at(const hp_finding *finding, const check_case *wanted) {
    const char *got[] = {finding->code, finding->file, finding->column, finding->value};
    const char *want[] = {wanted->code, wanted->file, wanted->column, wanted->value};
    for (int i = 0; i < 4; i++) {
        if (got[i] != want[i] &&
            (got[i] == NULL || want[i] == NULL || strcmp(got[i], want[i]) != 0)) {
            return false;
        }
    }
    return finding->row == wanted->row;
}

void check_findings(const hp_findings *findings, const check_case *wanted) {
    bool found = false;
    hp_buffer others = {0};
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        found = found || is_at(finding, wanted);
        if (finding->severity == HP_ERROR && strcmp(finding->code, wanted->code) != 0) {
            hp_buffer_format(&others, " %s", finding->code);
        }
    }
    const hp_finding *like = unit_find(findings, wanted->code);
    UNIT_CLAIM(found, "%s at %s row %lld column %s value %s; got %s row %lld column %s value %s",
               wanted->code, wanted->file == NULL ? "-" : wanted->file, (long long)wanted->row,
               wanted->column == NULL ? "-" : wanted->column,
               wanted->value == NULL ? "-" : wanted->value,
               like == NULL || like->file == NULL ? "-" : like->file,
               like == NULL ? -1 : (long long)like->row,
               like == NULL || like->column == NULL ? "-" : like->column,
               like == NULL || like->value == NULL ? "-" : like->value);
    UNIT_CLAIM(wanted->more || others.length == 0, "%s has errors beside it:%s", wanted->code,
               hp_buffer_get(&others));
    if (found) {
        note(wanted->code);
    }
    hp_buffer_free(&others);
}

void check_season(const char *dir, const check_case *wanted) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_status status = hp_season_open(&season, dir, findings);
    if (status == HP_OK) {
        status = hp_season_run(&run, season, NULL, findings);
    }
    check_findings(findings, wanted);
    UNIT_CLAIM(status == (hp_findings_errors(findings) > 0 ? HP_INPUT : HP_OK), "%s: outcome %d",
               wanted->code, (int)status);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
}

static void apply(const char *dir, const check_edit *edit) {
    if (edit->file != NULL && edit->to == NULL) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", dir, edit->file);
        unit_remove(path);
    } else if (edit->file != NULL && edit->from == NULL) {
        unit_write(dir, edit->file, edit->to, strlen(edit->to));
    } else if (edit->file != NULL) {
        unit_edit(dir, edit->file, edit->from, edit->to);
    }
}

void check_cases(const check_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *dir = unit_tiny("season");
        apply(dir, &cases[i].edits[0]);
        apply(dir, &cases[i].edits[1]);
        check_season(dir, &cases[i]);
    }
}

static void the_small_season_has_nothing_to_tell(void) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    CU_ASSERT_EQUAL(hp_season_open(&season, unit_tiny("season"), findings), HP_OK);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    hp_season_free(season);
    hp_findings_free(findings);
}

static CU_TestInfo first[] = {
    {"the small season has nothing to tell", the_small_season_has_nothing_to_tell},
    CU_TEST_INFO_NULL,
};

/* The codes that no test above triggers, with the reason; all others must have been seen. */
static const struct {
    const char *code;
    const char *reason;
} never_seen[] = {
    {"write_failed", "the machine's fault: no_space"},
    {"unproven", "a fault of the engine, not of an input"},
    {"notice_cell", "a fault of the engine, not of an input"},
    {"scenario_name_twice", "of comparisons: tests/whatif"},
    {"projection_none", "of forecasts: tests/remedy"},
    {"projection_no_child", "of forecasts: tests/remedy"},
    {"projection_differs", "of forecasts: tests/remedy"},
    {"forecast_year", "of forecasts: tests/remedy"},
    {"sweep_season_changed", "the season changes in the moment in which it is planned"},
    {"result_other", "two processes run one shard and differ"},
};

/* The codes from seats_short_district on are warnings of the pre-flight, which tests/preflight
 * triggers one by one; other_season and other_level are errors among them. Those from sweep_kind on
 * are of sweeps, which tests/sweep triggers. */
static bool is_of_preflight(int code) {
    return code >= HP_F_seats_short_district && code <= HP_F_more_of_kind;
}

static bool is_of_sweeps(int code) {
    return code >= HP_F_sweep_kind && code <= HP_F_table_differs;
}

static void every_code_was_seen(void) {
    for (int i = 0; i < HP_FINDING_CODES; i++) {
        const char *reason = is_of_preflight(i) ? "the pre-flight's"
                             : is_of_sweeps(i)  ? "of sweeps: tests/sweep"
                                                : NULL;
        for (size_t n = 0; n < CHECK_COUNT(never_seen); n++) {
            reason = strcmp(never_seen[n].code, codes[i]) == 0 ? never_seen[n].reason : reason;
        }
        UNIT_CLAIM(seen[i] || reason != NULL, "%s was never seen", codes[i]);
        UNIT_CLAIM(!seen[i] || reason == NULL || is_of_preflight(i), "%s was seen, though %s",
                   codes[i], reason == NULL ? "" : reason);
    }
}

static CU_TestInfo last[] = {
    {"every code was seen, or a reason is given", every_code_was_seen},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "checks", .pTests = first},
    {.pName = "checks of tables", .pTests = checks_tables},
    {.pName = "checks of policies", .pTests = checks_policy},
    {.pName = "checks of runs", .pTests = checks_run},
    {.pName = "checks of scenarios", .pTests = checks_scenario},
    {.pName = "what was never seen", .pTests = last},
    CU_SUITE_INFO_NULL,
};
