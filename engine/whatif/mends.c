/* What would mend a shortage, each tried by a run. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "whatif/remedy.h"

/* ---- the program of classes and of seats ---- */

static hp_status class_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                              int32_t school) {
    return hp_class_growth(growth, arena, data, school, true);
}

static hp_status plan_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                             int32_t school) {
    return hp_class_growth(growth, arena, data, school, false);
}

/* The cheapest steps for all who wait before the first stage of the run. */
static hp_status solve(hp_mend *mend, hp_remedy *remedy, hp_make_growth *make) {
    int32_t waiting = 0;
    hp_status status = hp_mend_solve(&mend->by, &waiting, &mend->why_not, remedy, remedy->fresh,
                                     make, NULL);
    remedy->no_school = mend->kind == HP_MEND_CLASSES ? waiting - mend->by.unit_count
                                                      : remedy->no_school;
    mend->why_not = status == HP_UNPROVEN ? mend->why_not : NULL;
    return status == HP_UNPROVEN ? HP_OK : status;
}

/* Tries a mend and lists it. */
static hp_status add(hp_remedy *remedy, const hp_mend *mend) {
    hp_mend tried = *mend;
    if (remedy->mend_count < HP_MOST_MENDS) {
        HP_TRY(hp_mend_try(&tried, remedy));
        hp_mend_list(remedy, &tried);
    }
    return HP_OK;
}

/* ---- classes, plans, reserved seats ---- */

static hp_status add_classes(hp_remedy *remedy) {
    hp_mend mend = {.kind = HP_MEND_CLASSES};
    HP_TRY(solve(&mend, remedy, class_growth));
    if (mend.why_not == NULL) {
        return add(remedy, &mend);
    }
    hp_mend_list(remedy, &mend);
    return HP_OK;
}

/* Where plans published anew change the answer. */
static hp_status add_plans(hp_remedy *remedy) {
    const hp_mend *classes = &remedy->mends[0];
    size_t bytes = (size_t)remedy->season->data.school_count * sizeof(int32_t);
    hp_mend mend = {.kind = HP_MEND_PLANS};
    HP_TRY(solve(&mend, remedy, plan_growth));
    bool same = classes->why_not == NULL && mend.why_not == NULL &&
                mend.by.most_seated == classes->by.most_seated &&
                memcmp(mend.by.steps, classes->by.steps, bytes) == 0;
    if (mend.why_not != NULL || same) {
        return HP_OK;
    }
    return add(remedy, &mend);
}

static hp_status add_reserved(hp_remedy *remedy) {
    hp_mend mend = {.kind = HP_MEND_RESERVED};
    HP_TRY(solve(&mend, remedy, hp_reserved_growth));
    return mend.why_not != NULL || mend.by.step_count == 0 ? HP_OK : add(remedy, &mend);
}

/* ---- routes ---- */

/* Whether the stage serves a guaranteed child who has no seat. */
static bool serves_waiting(const hp_remedy *remedy, const hp_stage *stage) {
    const hp_state *state = &remedy->run->state;
    for (int32_t i = 0; i < state->data->student_count; i++) {
        if (state->placements[i].standing == HP_WAITING && state->roll->guaranteed[i] &&
            stage->serves[state->roll->category[i]]) {
            return true;
        }
    }
    return false;
}

static hp_status add_routes(hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    for (int s = remedy->fresh->report.first_stage; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        for (int r = 0; r < stage->route_count && serves_waiting(remedy, stage); r++) {
            for (int setting = 0; setting < HP_SETTINGS; setting++) {
                const hp_mend mend = {
                    .kind = HP_MEND_ROUTE, .stage = s, .route = r, .setting = (hp_setting)setting};
                if ((stage->routes[r].settings >> setting & 1) == 0) {
                    HP_TRY(add(remedy, &mend));
                }
            }
        }
    }
    return HP_OK;
}

/* ---- points lines ---- */

/* Points, in hundredths, that lines may be lowered to: the greatest that a child below the line
 * has whom no earlier run has placed, and the fewest that a guaranteed child without a seat has.
 * -1: nobody is below. */
typedef struct lower_lines {
    int64_t next;
    int64_t last;
} lower_lines;

static lower_lines lines_below(const hp_remedy *remedy, int64_t line) {
    const hp_data *data = &remedy->season->data;
    const hp_state *state = &remedy->run->state;
    lower_lines lines = {.next = -1, .last = -1};
    for (int32_t i = 0; i < data->student_count; i++) {
        int64_t points = 0;
        const char *cell = hp_cell(&data->tables[HP_STUDENTS], data->students[i].row,
                                   HP_STUDENT_POINTS);
        if (state->placements[i].standing == HP_KEPT || !hp_parse_hundredths(cell, &points) ||
            points < 0 || points >= line) {
            continue;
        }
        lines.next = points > lines.next ? points : lines.next;
        if (state->placements[i].standing == HP_WAITING && state->roll->guaranteed[i]) {
            lines.last = lines.last < 0 || points < lines.last ? points : lines.last;
        }
    }
    return lines;
}

static hp_status add_line(hp_remedy *remedy, const hp_predicate *predicate, const char *path,
                          const char *of, int64_t points) {
    hp_mend mend = {.kind = HP_MEND_LINE, .predicate = predicate, .path = path, .of = of};
    char text[32];
    if (points < 0) {
        return HP_OK;
    }
    int length = snprintf(text, sizeof text, "%lld", (long long)(points / 100));
    if (points % 100 != 0) {
        snprintf(text + length, sizeof text - (size_t)length, ".%02lld", (long long)(points % 100));
    }
    mend.line = hp_arena_text(&remedy->arena, text);
    HP_NEED(mend.line);
    return add(remedy, &mend);
}

/* Lowers every line in a predicate; `path`: of the predicate in policy.json; `of`: the name of what
 * it belongs to. */
static hp_status add_lines_of(hp_remedy *remedy, const hp_predicate *predicate, const char *path,
                              const char *of) {
    static const char *const lists[] = {
        [HP_PREDICATE_ALL] = "all", [HP_PREDICATE_ANY] = "any", [HP_PREDICATE_NOT] = "not"};
    int64_t line = 0;
    HP_NEED(path);
    if (predicate == NULL) {
        return HP_OK;
    }
    for (size_t i = 0; i < predicate->part_count; i++) {
        const char *list = lists[predicate->kind];
        const char *part = predicate->kind == HP_PREDICATE_NOT
                               ? hp_arena_format(&remedy->arena, "%s/%s", path, list)
                               : hp_arena_format(&remedy->arena, "%s/%s/%zu", path, list, i);
        HP_TRY(add_lines_of(remedy, predicate->parts[i], part, of));
    }
    if (predicate->kind != HP_PREDICATE_COLUMN || predicate->column != HP_STUDENT_POINTS ||
        predicate->comparison != HP_IS_AT_LEAST ||
        !hp_parse_hundredths(predicate->values[0], &line)) {
        return HP_OK;
    }
    lower_lines lines = lines_below(remedy, line);
    const char *at = hp_arena_format(&remedy->arena, "%s/at_least", path);
    HP_NEED(at);
    HP_TRY(add_line(remedy, predicate, at, of, lines.next));
    return lines.last == lines.next ? HP_OK : add_line(remedy, predicate, at, of, lines.last);
}

static hp_status add_lines(hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    hp_arena *arena = &remedy->arena;
    for (int c = 0; c < policy->category_count; c++) {
        const hp_category *category = &policy->categories[c];
        HP_TRY(add_lines_of(remedy, category->when,
                            hp_arena_format(arena, "/categories/%d/when", c), category->name));
        HP_TRY(add_lines_of(remedy, category->guaranteed_when,
                            hp_arena_format(arena, "/categories/%d/guaranteed", c),
                            category->name));
    }
    for (int s = remedy->fresh->report.first_stage; s < policy->stage_count; s++) {
        for (int r = 0; r < policy->stages[s].route_count; r++) {
            HP_TRY(add_lines_of(remedy, policy->stages[s].routes[r].when,
                                hp_arena_format(arena, "/stages/%d/routes/%d/when", s, r),
                                policy->stages[s].name));
        }
    }
    return HP_OK;
}

hp_status hp_mends_find(hp_remedy *remedy, hp_findings *findings) {
    (void)findings;
    remedy->mends = hp_arena_alloc(&remedy->arena, HP_MOST_MENDS, sizeof *remedy->mends);
    HP_NEED(remedy->mends);
    HP_TRY(add_classes(remedy));
    HP_TRY(add_plans(remedy));
    HP_TRY(hp_mends_add_classes_by_rules(remedy));
    HP_TRY(add_reserved(remedy));
    HP_TRY(hp_mends_add_rules(remedy));
    HP_TRY(add_routes(remedy));
    return add_lines(remedy);
}
