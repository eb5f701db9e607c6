/* Out of memory at every allocation of every call of the public header: the outcome says so, there
 * is no target and nothing beside it. A sanitizer's build tells what leaked. */
#include <glpk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "memory.h"
#include "unit.h"

/* The folders of all tests: the season, a finished run of it, and the target. */
typedef struct folders {
    const char *season;
    const char *done;
    const char *out;
} folders;

static folders at;

/* What the call says, beside its files: a failure that it survives must not change a word. */
static char told[1 << 17];

static hp_status open_run_write(hp_findings *findings) {
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_run(&run, season, NULL, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s%s", hp_run_summary(run), hp_run_result_json(run));
        status = hp_run_write(run, at.out, findings);
    }
    hp_run_free(run);
    hp_season_free(season);
    return status;
}

static hp_status run_again(hp_findings *findings) {
    hp_season *season = NULL;
    hp_run *run = NULL;
    hp_run_options options = {.again_dir = at.done};
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_run(&run, season, &options, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s", hp_run_result_json(run));
    }
    hp_run_free(run);
    hp_season_free(season);
    return status;
}

static hp_status explain(hp_findings *findings) {
    hp_season *season = NULL;
    char *text = NULL;
    hp_explain_options options = {.dir = at.done, .student_id = "26005"};
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_explain(&text, season, &options, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s", text);
    }
    hp_text_free(text);
    hp_season_free(season);
    return status;
}

static hp_status commit_and_preflight(hp_findings *findings) {
    char hex[65];
    hp_season *season = NULL;
    hp_preflight_options options = {.last_year = at.season};
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_commit(hex, season, at.done, findings);
    }
    if (status == HP_OK) {
        status = hp_season_preflight(season, &options, findings);
    }
    if (status == HP_OK) {
        const char *json = hp_findings_json(findings);
        snprintf(told, sizeof told, "%.64s %s", hex, json == NULL ? "" : json);
        status = json == NULL ? HP_NO_MEMORY : HP_OK;
    }
    hp_season_free(season);
    return status;
}

static hp_status export_mathprog(hp_findings *findings) {
    hp_season *season = NULL;
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_export_mathprog(season, at.out, NULL, findings);
    }
    hp_season_free(season);
    return status;
}

static hp_status invent(hp_findings *findings) {
    hp_invent_options options = {
        .students = 12, .schools = 2, .seed = "s", .clusters = 2, .households = true};
    return hp_invent(at.out, &options, findings);
}

static const char scenario_text[] =
    "{\"name\":\"x\",\"tables\":{"
    "\"schools\":[{\"op\":\"set\",\"where\":{\"school_id\":\"J1\"},\"values\":{\"plan\":5,"
    "\"rooms\":1}},"
    "{\"op\":\"add\",\"row\":{\"school_id\":\"J3\",\"name\":\"J3\",\"level\":\"junior\","
    "\"setting\":\"urban\","
    "\"ownership\":\"public\",\"built_year\":2000,\"x\":0,\"y\":0,\"classes\":1,\"continuing\":0}}]"
    ","
    "\"students\":[{\"op\":\"remove\",\"where\":{\"student_id\":\"26005\"}},"
    "{\"op\":\"grow\",\"where\":{},\"percent\":50}]},"
    "\"policy\":[{\"op\":\"move\",\"from\":\"/stages/0\",\"path\":\"/stages/0\"},"
    "{\"op\":\"add\",\"path\":\"/stages/1/protect\",\"value\":[]},"
    "{\"op\":\"copy\",\"from\":\"/categories/0/name\",\"path\":\"/categories/1/name\"}]}";

/* In this process, for the others' allocations are not counted. */
static hp_status compare(hp_findings *findings) {
    const hp_whatif_options options = {.workers = 1};
    const char *file = unit_path("season/scenario.json");
    hp_whatif *whatif = NULL;
    hp_status status = hp_whatif_run(&whatif, at.season, &file, 1, &options, findings);
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s%s", hp_whatif_summary(whatif), hp_whatif_json(whatif));
        status = hp_whatif_write(whatif, at.out, findings);
    }
    hp_whatif_free(whatif);
    return status;
}

/* A short season, with what would mend it. */
static const char short_text[] =
    "{\"name\":\"short\",\"tables\":{\"schools\":["
    "{\"op\":\"set\",\"where\":{\"school_id\":\"J1\"},"
    "\"values\":{\"class_size\":2,\"plan\":\"\",\"rooms\":2,\"class_cost\":180000}},"
    "{\"op\":\"set\",\"where\":{\"school_id\":\"J2\"},\"values\":{\"rooms\":1}}]}}";

static hp_status remedy(hp_findings *findings) {
    const hp_remedy_options options = {.dir = at.out, .workers = 1};
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    char *json = NULL;
    char *words = NULL;
    hp_status status = hp_scenario_read(&scenario, unit_path("season/short.json"), findings);
    if (status == HP_OK) {
        status = hp_season_open_scenario(&season, at.season, scenario, findings);
    }
    if (status == HP_OK) {
        status = hp_season_remedy(&json, &words, season, &options, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s%s", words, json);
    }
    hp_text_free(words);
    hp_text_free(json);
    hp_season_free(season);
    hp_scenario_free(scenario);
    return status;
}

static hp_status forecast(hp_findings *findings) {
    hp_season *season = NULL;
    char *json = NULL;
    char *words = NULL;
    hp_status status = hp_season_open(&season, at.season, findings);
    if (status == HP_OK) {
        status = hp_season_forecast(&json, &words, season, at.out, 1, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s%s", words, json);
    }
    hp_text_free(words);
    hp_text_free(json);
    hp_season_free(season);
    return status;
}

static const char sweep_text[] =
    "{\"name\":\"s\",\"scenario\":{\"name\":\"{school} {{}} {plan}\",\"tables\":{\"schools\":[{"
    "\"op\":\"set\",\"where\":{\"school_id\":\"{school}\"},\"values\":{\"plan\":\"{plan}\"}}]}},"
    "\"draws\":{\"count\":1,\"seed\":\"x\",\"values\":{\"school\":[\"J1\",\"J2\"],"
    "\"plan\":{\"from\":5,\"to\":6}}},\"per_shard\":2}";

static hp_status plan_sweep(hp_findings *findings) {
    return hp_sweep_plan(at.season, unit_path("season/sweep.json"), at.out, 1, findings);
}

/* The shards of a plan that lies in the season's folder, made when it is not there, and the table
 * that is put together of them. */
static hp_status run_sweep(hp_findings *findings) {
    const char *plan = unit_path("season/plan");
    bool sound = true;
    bool whole = true;
    hp_status status = HP_OK;
    if (access(plan, F_OK) != 0) {
        status = hp_sweep_plan(at.season, unit_path("season/sweep.json"), plan, 1, findings);
    }
    unit_remove(unit_path("season/plan/results"));
    if (status == HP_OK) {
        status = hp_sweep_run(&sound, plan, 1, findings);
    }
    if (status == HP_OK) {
        status = hp_sweep_collect(&whole, plan, at.out, findings);
    }
    if (status == HP_OK) {
        snprintf(told, sizeof told, "%s", sound && whole ? "as it must be" : "otherwise");
    }
    return status;
}

/* What is there after a failure is whole: the sweep goes on from it. */
static hp_status run_sweep_on(hp_findings *findings) {
    hp_status status = run_sweep(findings);
    if (status != HP_OK) {
        bool sound = true;
        memory_account account = memory_disarm();
        hp_findings *own = hp_findings_new();
        UNIT_CLAIM(own != NULL && hp_sweep_run(&sound, unit_path("season/plan"), 1, own) == HP_OK &&
                       sound,
                   "after %lld allocations the sweep goes on", (long long)account.made);
        hp_findings_free(own);
    }
    return status;
}

typedef struct outcome {
    hp_status status;
    memory_account account;
    hp_buffer answer; /* what was told, found and written; empty when the call failed */
} outcome;

/* What the target holds: its manifest, or the first of its files; NULL: there is no target. */
static char *target(void) {
    char *text = unit_read(at.out, "manifest.json", NULL);
    text = text == NULL ? unit_read(at.out, "students.csv", NULL) : text;
    return text == NULL ? unit_read(at.out, "feeder.dat", NULL) : text;
}

/* The call with the k-th allocation failing; k 0: with all succeeding. */
static outcome attempt(hp_status (*call)(hp_findings *), int64_t k, memory_mode mode) {
    outcome result = {0};
    told[0] = '\0';
    glp_free_env(); /* or the environment of the call before would be taken */
    memory_arm(k > 0 ? k : INT64_MAX, mode);
    hp_findings *findings = hp_findings_new();
    result.status = findings == NULL ? HP_NO_MEMORY : call(findings);
    result.account = memory_disarm();
    if (result.status == HP_OK) {
        char *files = target();
        hp_buffer_format(&result.answer, "%s%s%s", told, hp_findings_json(findings),
                         files == NULL ? "" : files);
        free(files);
    }
    hp_findings_free(findings);
    return result;
}

static void claim(const outcome *result, int64_t k, const char *wanted) {
    long long number = (long long)k;
    if (result->status == HP_OK) { /* it was not needed, or there is a way without */
        UNIT_CLAIM(strcmp(hp_buffer_get(&result->answer), wanted) == 0,
                   "allocation %lld changes the answer", number);
    } else {
        UNIT_CLAIM(result->account.failed > 0, "%lld allocations do", number);
        UNIT_CLAIM(result->status == HP_NO_MEMORY && hp_exit_code(result->status) == 4,
                   "allocation %lld: outcome %d", number, (int)result->status);
        UNIT_CLAIM(access(at.out, F_OK) != 0, "allocation %lld leaves a target", number);
    }
    unit_remove(at.out);
    int left = unit_entries(unit_folder()) - 2; /* the season and the finished run */
    UNIT_CLAIM(left == 0, "allocation %lld leaves %d entries", number, left);
}

/* The season and a finished run of it; claims that the call succeeds, and takes its answer. */
static hp_buffer prepare(hp_status (*call)(hp_findings *)) {
    unit_remove(unit_path("done"));
    at = (folders){.season = unit_tiny("season"), .out = unit_path("done")};
    unit_write(at.season, "scenario.json", scenario_text, sizeof scenario_text - 1);
    unit_write(at.season, "short.json", short_text, sizeof short_text - 1);
    if (call == forecast) {
        unit_edit(at.season, "season.json", "\"students.csv\"",
                  "\"students.csv\", \"projection\": \"projection.csv\"");
    }
    unit_write(at.season, "sweep.json", sweep_text, sizeof sweep_text - 1);
    outcome done = attempt(open_run_write, 0, MEMORY_FAILS_ONCE);
    CU_ASSERT_EQUAL(done.status, HP_OK);
    hp_buffer_free(&done.answer);
    at.done = at.out;
    at.out = unit_path("out");
    outcome whole = attempt(call, 0, MEMORY_FAILS_ONCE);
    CU_ASSERT_EQUAL(whole.status, HP_OK);
    CU_ASSERT(whole.answer.length > 100);
    unit_remove(at.out);
    return whole.answer;
}

static void fails_at_every_allocation(const char *what, hp_status (*call)(hp_findings *)) {
    hp_buffer wanted = prepare(call);
    for (memory_mode mode = MEMORY_FAILS_ONCE; mode <= MEMORY_FAILS_FOR_GOOD; mode++) {
        int64_t k = 1;
        int64_t refused = 0;
        unit_listen();
        for (bool more = true; more; k++) {
            outcome result = attempt(call, k, mode);
            claim(&result, k, hp_buffer_get(&wanted));
            hp_buffer_free(&result.answer);
            refused += result.status != HP_OK;
            more = result.account.failed > 0;
        }
        size_t printed = unit_heard();
        UNIT_CLAIM(printed == 0, "%s: %zu bytes were printed", what, printed);
        CU_ASSERT(refused * 3 > k);
        printf("\n    %s: %lld allocations, %lld met", what, (long long)k - 2, (long long)refused);
    }
    printf("\n");
    hp_buffer_free(&wanted);
}

static void a_season_run_and_written(void) {
    fails_at_every_allocation("open, run, write", open_run_write);
}

static void a_run_made_again(void) {
    fails_at_every_allocation("open, run again", run_again);
}

static void an_explanation(void) {
    fails_at_every_allocation("open, explain", explain);
}

static void a_commitment_and_the_preflight(void) {
    fails_at_every_allocation("open, commit, preflight", commit_and_preflight);
}

static void an_export(void) {
    fails_at_every_allocation("open, export", export_mathprog);
}

static void a_comparison(void) {
    fails_at_every_allocation("compare with a scenario", compare);
}

static void a_remedy(void) {
    fails_at_every_allocation("remedy", remedy);
}

static void a_forecast(void) {
    fails_at_every_allocation("forecast", forecast);
}

static void a_planned_sweep(void) {
    fails_at_every_allocation("plan a sweep", plan_sweep);
}

static void a_sweep_run_and_collected(void) {
    fails_at_every_allocation("run a sweep, collect", run_sweep_on);
}

static void an_invented_season(void) {
    fails_at_every_allocation("invent", invent);
}

/* Allocations of reading, checking and the pre-flight, with so many more children. */
static int64_t allocations_with(int children) {
    size_t length = 0;
    const char *dir = unit_tiny("many");
    char *few = unit_read(dir, "students.csv", &length);
    hp_buffer text = {0};
    hp_buffer_append(&text, few, length);
    for (int i = 0; i < children; i++) {
        hp_buffer_format(&text, "27%06d,P1,A%d,A%d,A1,0,,2014-09-01,,,,,,,,\n", i, i % 2 + 1,
                         i % 3 + 1);
    }
    unit_write(dir, "students.csv", hp_buffer_get(&text), text.length);
    hp_buffer_free(&text);
    free(few);
    hp_season *season = NULL;
    hp_findings *findings = hp_findings_new();
    memory_arm(INT64_MAX, MEMORY_FAILS_ONCE);
    hp_status status = hp_season_open(&season, dir, findings);
    if (status == HP_OK) {
        status = hp_season_preflight(season, NULL, findings);
    }
    int64_t made = memory_disarm().made;
    CU_ASSERT_EQUAL(status, HP_OK);
    hp_season_free(season);
    hp_findings_free(findings);
    return made;
}

/* Memory is taken for all children at once, or by the block. */
static void a_child_takes_no_allocation_of_its_own(void) {
    int64_t few = allocations_with(1000);
    int64_t many = allocations_with(9000);
    UNIT_CLAIM(many - few < 80, "%lld allocations more for 8000 children more",
               (long long)(many - few));
}

static CU_TestInfo tests[] = {
    {"a season run and written fails whole at every allocation", a_season_run_and_written},
    {"a remedy fails at every allocation", a_remedy},
    {"a forecast fails at every allocation", a_forecast},
    {"a run made again fails at every allocation", a_run_made_again},
    {"an explanation fails at every allocation", an_explanation},
    {"a commitment and the preflight fail at every allocation", a_commitment_and_the_preflight},
    {"an export fails whole at every allocation", an_export},
    {"a comparison fails whole at every allocation", a_comparison},
    {"a planned sweep fails whole at every allocation", a_planned_sweep},
    {"a sweep fails at every allocation and goes on", a_sweep_run_and_collected},
    {"an invented season fails whole at every allocation", an_invented_season},
    {"a child takes no allocation of its own", a_child_takes_no_allocation_of_its_own},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "no_memory", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
