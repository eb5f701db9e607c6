/* The cheapest steps by which sinks grow: against looking at all steps, and where it must fail. */
#include "lp/enlarge.h"

#include <string.h>

#include "lp/whole.h"
#include "unit.h"

enum { UNITS = 14, SINKS = 4, GROUND = SINKS, KINDS = 5, MOST = 4, TRIALS = 4000 };

typedef struct short_town {
    hp_arena arena;
    hp_kinds kinds;
    int32_t kind[UNITS];
    int32_t unit_count;
    int32_t capacity[SINKS];
    int32_t gains[SINKS][MOST + 1];
    hp_growth growth[SINKS];
    int32_t best[SINKS];
    int32_t seated; /* with every step */
} short_town;

/* Steps of a size, after places that stay empty whatever happens, up to a cap. */
static void make_growth(short_town *town, int32_t sink, uint64_t *generator) {
    int32_t size = 1 + (int32_t)unit_below(generator, 4);
    int32_t behind = unit_below(generator, 3) == 0 ? (int32_t)unit_below(generator, 7) : 0;
    int32_t cap = 1 + (int32_t)unit_below(generator, 12);
    for (int32_t k = 0; k <= MOST; k++) {
        int32_t gain = k * size - behind;
        gain = gain > cap ? cap : gain;
        town->gains[sink][k] = k == 0 || gain < 0 ? 0 : gain;
    }
    town->growth[sink] = (hp_growth){.most = (int32_t)unit_below(generator, MOST + 1),
                                     .gain = town->gains[sink],
                                     .cost = unit_below(generator, 4) * 10};
}

static void make_town(short_town *town, uint64_t *generator) {
    int32_t kinds[KINDS];
    *town = (short_town){.unit_count = (int32_t)unit_below(generator, UNITS + 1)};
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&town->kinds, SINKS, 1), HP_OK);
    for (int32_t k = 0; k < KINDS; k++) {
        int32_t nodes[SINKS + 1];
        int32_t count = 0;
        for (int32_t sink = 0; sink < SINKS; sink++) {
            nodes[count] = sink;
            count += unit_below(generator, 5) < 2;
        }
        nodes[count++] = GROUND;
        CU_ASSERT_EQUAL(hp_kinds_add(&kinds[k], &town->kinds, nodes, count, 0), HP_OK);
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        town->capacity[sink] = (int32_t)unit_below(generator, 4);
        make_growth(town, sink, generator);
    }
    for (int32_t unit = 0; unit < town->unit_count; unit++) {
        town->kind[unit] = kinds[unit_below(generator, KINDS)];
    }
}

static void free_town(short_town *town) {
    hp_kinds_free(&town->kinds);
    hp_arena_free(&town->arena);
}

/* The most that fit with these steps: the least over all sets of sinks of the places there and the
 * units that may sit elsewhere (Kőnig). */
static int32_t most_seated(const short_town *town, const int32_t *steps) {
    int32_t least = INT32_MAX;
    for (unsigned set = 0; set < 1U << SINKS; set++) {
        int32_t count = 0;
        for (int32_t sink = 0; sink < SINKS; sink++) {
            if ((set >> sink & 1) != 0) {
                count += town->capacity[sink] + town->gains[sink][steps[sink]];
            }
        }
        for (int32_t unit = 0; unit < town->unit_count; unit++) {
            const int32_t *nodes = hp_kind_nodes(&town->kinds, town->kind[unit]);
            bool leaves = false;
            for (int32_t i = 0; nodes[i] != GROUND; i++) {
                leaves = leaves || (set >> nodes[i] & 1) == 0;
            }
            count += leaves;
        }
        least = count < least ? count : least;
    }
    return least;
}

static bool is_before(const short_town *town, const int32_t *a, const int32_t *b) {
    int64_t cost = 0;
    int32_t steps = 0;
    for (int32_t sink = 0; sink < SINKS; sink++) {
        cost += town->growth[sink].cost * (a[sink] - b[sink]);
        steps += a[sink] - b[sink];
    }
    if (cost != 0 || steps != 0) {
        return cost != 0 ? cost < 0 : steps < 0;
    }
    for (int32_t sink = 0; sink < SINKS; sink++) {
        if (a[sink] != b[sink]) {
            return a[sink] > b[sink];
        }
    }
    return false;
}

static void look_at_all(short_town *town) {
    int32_t steps[SINKS] = {0};
    int32_t all[SINKS];
    for (int32_t sink = 0; sink < SINKS; sink++) {
        all[sink] = town->growth[sink].most;
    }
    memcpy(town->best, all, sizeof all);
    town->seated = most_seated(town, all);
    for (int32_t at = 0; at < SINKS;) {
        if (most_seated(town, steps) == town->seated && is_before(town, steps, town->best)) {
            memcpy(town->best, steps, sizeof steps);
        }
        for (at = 0; at < SINKS && steps[at] == all[at]; at++) {
            steps[at] = 0;
        }
        if (at < SINKS) {
            steps[at]++;
        }
    }
}

static void least_steps_are_those_of_all_steps(void) {
    uint64_t generator = 5;
    int grown = 0;
    int spare = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        short_town town;
        hp_enlargement got;
        const char *why = "";
        const int32_t none[SINKS] = {0};
        make_town(&town, &generator);
        hp_status status = hp_enlarge(&got, &why, &town.arena, &town.kinds, town.kind,
                                      town.unit_count, town.capacity, town.growth);
        UNIT_CLAIM(status == HP_OK, "trial %d: %s", trial, why);
        if (status == HP_OK) {
            look_at_all(&town);
            UNIT_CLAIM(memcmp(got.steps, town.best, sizeof town.best) == 0,
                       "trial %d: %d %d %d %d, not %d %d %d %d", trial, got.steps[0], got.steps[1],
                       got.steps[2], got.steps[3], town.best[0], town.best[1], town.best[2],
                       town.best[3]);
            UNIT_CLAIM(got.most_seated == town.seated && got.seated == most_seated(&town, none),
                       "trial %d: %d, then %d seated", trial, got.seated, got.most_seated);
            UNIT_CLAIM(got.proved, "trial %d is not proved", trial);
            grown += got.step_count > 1;
            spare += got.step_count > 0 && got.most_seated < got.unit_count;
        }
        free_town(&town);
    }
    UNIT_CLAIM(grown > TRIALS / 10 && spare > TRIALS / 50, "only %d and %d trials say something",
               grown, spare);
}

/* A cover that only whole steps make dear: two of three sinks would do by halves. */
static void halves_are_no_answer(void) {
    const int32_t gain[] = {0, 2};
    const hp_growth growth[] = {{1, gain, 1}, {1, gain, 1}, {1, gain, 1}};
    hp_cover cover = {.sink_count = 3, .growth = growth};
    const hp_cover_hold hold = {.cost_most = -1, .step_most = -1};
    const char *why = "";
    int32_t steps[3] = {0};
    CU_ASSERT_EQUAL_FATAL(hp_cover_add(&cover, (int32_t[]){0, 1}, 2, 2), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_cover_add(&cover, (int32_t[]){1, 2}, 2, 2), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_cover_add(&cover, (int32_t[]){0, 2}, 2, 2), HP_OK);
    CU_ASSERT_EQUAL(hp_cover_find(steps, &why, &cover, &hold), HP_OK);
    CU_ASSERT_EQUAL(hp_cover_cost(&cover, steps), 2);
    hp_cover_proof proof = HP_COVER_OPEN;
    CU_ASSERT_EQUAL(hp_cover_search(&proof, steps, &cover, 1, 3), HP_OK);
    CU_ASSERT_EQUAL(proof, HP_COVER_NONE);
    CU_ASSERT_EQUAL(hp_cover_search(&proof, steps, &cover, 2, 2), HP_OK);
    CU_ASSERT_EQUAL(proof, HP_COVER_FOUND);
    CU_ASSERT(steps[0] == 1 && steps[1] == 1 && steps[2] == 0);
    hp_cover_free(&cover);
}

/* Costs between which doubles see no difference: GLPK's answer is put right by the search. */
static void near_costs_are_told_apart(void) {
    const int32_t gain[] = {0, 2};
    const hp_growth growth[] = {{1, gain, INT64_C(1000000000001)},
                                {1, gain, INT64_C(1000000000000)}};
    const int32_t capacity[] = {0, 0};
    hp_arena arena = {0};
    hp_kinds kinds;
    hp_enlargement got;
    const char *why = "";
    int32_t kind = 0;
    CU_ASSERT_EQUAL_FATAL(hp_kinds_new(&kinds, 2, 1), HP_OK);
    CU_ASSERT_EQUAL(hp_kinds_add(&kind, &kinds, (int32_t[]){0, 1, 2}, 3, 0), HP_OK);
    CU_ASSERT_EQUAL(hp_enlarge(&got, &why, &arena, &kinds, &kind, 1, capacity, growth), HP_OK);
    CU_ASSERT(got.proved && got.steps[0] == 0 && got.steps[1] == 1);
    hp_kinds_free(&kinds);
    hp_arena_free(&arena);
}

/* Figures with which a bound could overflow are not searched through: the claim stays open. */
static void huge_costs_stay_open(void) {
    const int32_t gain[] = {0, 2};
    const hp_growth growth[] = {{1, gain, INT64_C(3000000000000)}};
    hp_cover cover = {.sink_count = 1, .growth = growth};
    int32_t steps[1] = {0};
    CU_ASSERT_EQUAL_FATAL(hp_cover_add(&cover, (int32_t[]){0}, 1, 1), HP_OK);
    hp_cover_proof proof = HP_COVER_NONE;
    CU_ASSERT_EQUAL(hp_cover_search(&proof, steps, &cover, 1, 1), HP_OK);
    CU_ASSERT_EQUAL(proof, HP_COVER_OPEN);
    hp_cover_free(&cover);
}

static void no_point_is_no_answer(void) {
    const int32_t most[] = {1, 1};
    const int32_t begin[] = {0, 2};
    const int32_t column[] = {0, 1};
    const int64_t coefficient[] = {2, 3};
    const int64_t least[] = {6};
    const int64_t cost[] = {1, 1};
    const hp_whole program = {2, most, 1, begin, column, coefficient, least};
    const char *why = "";
    int32_t x[2] = {0};
    CU_ASSERT_EQUAL(hp_whole_minimise(x, &why, &program, cost), HP_UNPROVEN);
    UNIT_SAME(why, "the whole-number program has no solution");
    const hp_whole none = {.row_count = 1, .begin = (int32_t[]){0, 0}, .least = least};
    CU_ASSERT_EQUAL(hp_whole_minimise(x, &why, &none, cost), HP_UNPROVEN);
}

static CU_TestInfo tests[] = {
    {"least_steps_are_those_of_all_steps", least_steps_are_those_of_all_steps},
    {"halves_are_no_answer", halves_are_no_answer},
    {"near_costs_are_told_apart", near_costs_are_told_apart},
    {"huge_costs_stay_open", huge_costs_stay_open},
    {"no_point_is_no_answer", no_point_is_no_answer},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {{"enlarge", NULL, NULL, NULL, NULL, tests}, CU_SUITE_INFO_NULL};
