/* What a serial stage costs: searches look at what they reach, never at everyone. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline.h"
#include "unit.h"

/* Towns of one size, side by side; a child reaches the schools of its own town within a few
 * kilometres. Seats for half of them. */
typedef struct land {
    int towns;
    int schools;    /* in each town, 1 km apart */
    int children;   /* in each town, about a third of them in each category */
    int distance_m; /* between the first schools of neighbouring towns */
} land;

static const char season_json[] =
    "{\"season\":\"2026\",\"district\":\"示例区\",\"level\":\"primary\",\"policy\":\"policy.json\","
    "\"coordinates\":\"metres\",\"distance\":\"straight_line\",\"lottery_seed\":\"serial\","
    "\"tables\":{\"schools\":\"schools.csv\",\"areas\":\"areas.csv\",\"zones\":\"zones.csv\","
    "\"students\":\"students.csv\"}}";

#define CATEGORY(id, guaranteed)                                                                   \
    "{\"id\":\"" id "\",\"name\":\"" id "\",\"address\":[\"residence\"],\"when\":{\"column\":"     \
    "\"points\",\"equals\":" id "},\"guaranteed\":" guaranteed "}"

static const char policy_json[] =
    "{\"name\":\"示例\",\"basis\":[],\"categories\":[" CATEGORY("1", "true") "," CATEGORY(
        "2", "true") "," CATEGORY("3",
                                  "false") "],\"guarantee_order\":[\"2\",\"1\"],\"stages\":[{"
                                           "\"id\":\"choice\",\"name\":\"志愿\","
                                           "\"serve\":[\"3\",\"1\",\"2\"],\"choose\":\"serial\","
                                           "\"routes\":[{\"kind\":\"choice\"}]},"
                                           "{\"id\":\"near\",\"name\":\"就近\",\"serve\":[\"1\","
                                           "\"2\",\"3\"],\"choose\":\"serial\","
                                           "\"routes\":[{\"kind\":\"any\",\"within_m\":2500}]}]}";

static void write_schools(const char *dir, const land *of) {
    hp_buffer schools = {0};
    hp_buffer areas = {0};
    int seats = of->children / 2 / of->schools;
    hp_buffer_text(&schools, "school_id,name,level,setting,ownership,built_year,x,y,classes,"
                             "continuing,plan\n");
    hp_buffer_text(&areas, "area_id,name,x,y\n");
    for (int i = 0; i < of->towns * of->schools; i++) {
        int x = i / of->schools * of->distance_m + i % of->schools * 1000;
        hp_buffer_format(&schools, "S%05d,S,primary,urban,public,2015,%d,0,40,0,%d\n", i, x,
                         seats + (i % 3 - 1) * seats / 2);
        hp_buffer_format(&areas, "A%05d,A,%d,300\n", i, x + 400);
    }
    unit_write(dir, "schools.csv", schools.bytes, schools.length);
    unit_write(dir, "areas.csv", areas.bytes, areas.length);
    hp_buffer_free(&schools);
    hp_buffer_free(&areas);
}

static void write_students(const char *dir, const land *of) {
    hp_buffer students = {0};
    uint64_t generator = 77;
    hp_buffer_text(&students, "student_id,primary_id,hukou_area,property_area,residence_area,"
                              "migrant,points,choice_1,choice_2\n");
    for (int i = 0; i < of->towns * of->children; i++) {
        int first = i / of->children * of->schools; /* of the town */
        int home = (int)unit_below(&generator, (uint32_t)of->schools);
        int near = home + (int)unit_below(&generator, 4);
        int other = home > 3 ? home - 3 : home + 2;
        near = near < of->schools ? near : home - 1;
        hp_buffer_format(&students, "C%06d,,none,none,A%05d,0,%d,S%05d,S%05d\n", i, first + home,
                         1 + (int)unit_below(&generator, 3), first + near, first + other);
    }
    unit_write(dir, "students.csv", students.bytes, students.length);
    hp_buffer_free(&students);
}

/* Runs the land's season; returns the steps of both stages for each child. */
static double steps_for_each(const land *of) {
    const char *dir = unit_path("land");
    unit_remove(dir);
    dir = unit_tiny("land"); /* a folder; its files are written anew */
    unit_write(dir, "season.json", season_json, strlen(season_json));
    unit_write(dir, "policy.json", policy_json, strlen(policy_json));
    unit_write(dir, "zones.csv", "area_id,school_id\n", strlen("area_id,school_id\n"));
    write_schools(dir, of);
    write_students(dir, of);
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    CU_ASSERT(run->report.is_short); /* so that someone waits and the look-ahead decides */
    int64_t steps = run->state.stages[0].effort.steps + run->state.stages[1].effort.steps;
    CU_ASSERT_EQUAL(run->state.stages[0].effort.solves, 0);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return (double)steps / of->towns / of->children;
}

static void claim_no_growth(land small, land large, double most) {
    double before = steps_for_each(&small);
    double after = steps_for_each(&large);
    UNIT_CLAIM(before > 5 && after <= before * most,
               "%d × %d children: %.1f steps each; %d × %d: %.1f", small.towns, small.children,
               before, large.towns, large.children, after);
}

/* Steps for each child: twice the children may take 2.5 times the steps. */
static void twice_the_children_take_about_twice_the_steps(void) {
    claim_no_growth((land){1, 10, 1000, 0}, (land){1, 10, 2000, 0}, 1.25);
    claim_no_growth((land){1, 20, 1000, 0}, (land){1, 40, 2000, 0}, 1.25);
}

/* Towns that no child joins cost what they cost alone. */
static void what_is_apart_costs_nothing(void) {
    claim_no_growth((land){1, 6, 300, 0}, (land){16, 6, 300, 100000}, 1.1);
}

static CU_TestInfo tests[] = {
    {"twice the children take about twice the steps",
     twice_the_children_take_about_twice_the_steps},
    {"what is apart costs nothing", what_is_apart_costs_nothing},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "serial", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
