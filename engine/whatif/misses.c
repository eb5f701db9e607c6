/* Categories that miss their zone, and the areas and schools that explain it. */
#include "whatif/remedy.h"

/* A category's stage as it began. */
typedef struct zone_view {
    const hp_remedy *remedy;
    const hp_policy *policy;
    const hp_state *state;
    hp_state before; /* with the free seats that the stage began with */
    hp_reach *reach;
    const hp_stage *stage;
    int index;
    int category;
    int32_t *nodes; /* scratch */
} zone_view;

static bool has_nearby_route(const hp_policy *policy, const hp_stage *stage) {
    for (int r = 0; r < stage->route_count; r++) {
        if (policy->indicators.nearby_routes[stage->routes[r].kind]) {
            return true;
        }
    }
    return false;
}

/* The first stage that was run and serves the category by a nearby route; -1: none. */
static int stage_of(const hp_remedy *remedy, int category) {
    const hp_report *report = &remedy->run->report;
    for (int s = report->first_stage; s < report->end_stage; s++) {
        const hp_stage *stage = &report->policy->stages[s];
        if (stage->serves[category] && has_nearby_route(report->policy, stage)) {
            return s;
        }
    }
    return -1;
}

/* Whether the child was still waiting when the stage began. */
static bool takes_part(const zone_view *view, int32_t student) {
    const hp_placement *placement = &view->state->placements[student];
    return placement->standing == HP_WAITING ||
           (placement->standing == HP_ADMITTED && placement->stage >= view->index);
}

/* The schools that a nearby route gives the child, `free` or all, into view->nodes. */
static int32_t nearby_schools(const zone_view *view, int32_t student, bool free_alone) {
    const hp_data *data = view->state->data;
    int32_t count = 0;
    for (int32_t i = 0; i < data->level_count; i++) {
        int32_t school = data->level_schools[i];
        if ((!free_alone || view->before.free_seats[school] > 0) &&
            hp_reach_nearby(view->reach, student, view->policy->indicators.nearby_routes, school)) {
            view->nodes[count++] = school;
        }
    }
    return count;
}

/* Whether the stage serves the category before, or as, the one looked at. */
static bool comes_before(const zone_view *view, int category) {
    for (int i = 0; i < view->stage->serve_count; i++) {
        if (view->stage->serve[i] == category) {
            return true;
        }
        if (view->stage->serve[i] == view->category) {
            return false;
        }
    }
    return false;
}

static hp_status count_missed(hp_miss *miss, const zone_view *view) {
    const hp_state *state = view->state;
    for (int32_t i = 0; i < state->data->student_count; i++) {
        int32_t school = state->placements[i].school;
        if (state->roll->category[i] != view->category || !takes_part(view, i) ||
            nearby_schools(view, i, false) == 0) {
            continue;
        }
        miss->children++;
        miss->missed += school < 0 ||
                        !hp_reach_nearby(view->reach, i, view->policy->indicators.nearby_routes,
                                         school);
    }
    return HP_OK;
}

static hp_status list_seekers(hp_seekers *seekers, zone_view *view) {
    const hp_state *state = view->state;
    size_t room = (size_t)state->data->student_count;
    seekers->students = hp_arena_alloc(state->arena, room, sizeof *seekers->students);
    seekers->kind = hp_arena_alloc(state->arena, room, sizeof *seekers->kind);
    HP_NEED(seekers->students);
    HP_NEED(seekers->kind);
    HP_TRY(hp_kinds_new(&seekers->kinds, state->data->school_count, 1));
    for (int32_t i = 0; i < state->data->student_count; i++) {
        int32_t category = state->roll->category[i];
        if (category < 0 || !comes_before(view, category) || !takes_part(view, i)) {
            continue;
        }
        if (nearby_schools(view, i, false) == 0) {
            continue; /* nothing to miss */
        }
        int32_t count = nearby_schools(view, i, true);
        view->nodes[count] = seekers->kinds.sink_count;
        HP_TRY(hp_kinds_add(&seekers->kind[seekers->count], &seekers->kinds, view->nodes, count + 1,
                            0));
        seekers->students[seekers->count++] = i;
    }
    return HP_OK;
}

/* What explains the misses of a category, where it has any. */
static hp_status explain(hp_miss *miss, zone_view *view, const char **why) {
    hp_seekers seekers = {0};
    HP_TRY(count_missed(miss, view));
    if (miss->missed == 0) {
        return HP_OK;
    }
    hp_status status = list_seekers(&seekers, view);
    if (status == HP_OK) {
        status = hp_shortage_of(&miss->shortage, why, &view->before, &seekers);
    }
    hp_seekers_free(&seekers);
    return status;
}

static hp_status look_at(hp_miss *miss, hp_remedy *remedy, const char **why) {
    const hp_run *run = remedy->run;
    const hp_data *data = run->report.data;
    zone_view view = {.remedy = remedy,
                      .policy = run->report.policy,
                      .state = &remedy->fresh->state,
                      .reach = &remedy->fresh->reach,
                      .index = miss->stage,
                      .stage = &run->report.policy->stages[miss->stage],
                      .category = miss->category};
    hp_state seen = run->state; /* the outcome, in memory of the remedy */
    seen.arena = &remedy->arena;
    view.state = &seen;
    view.before = seen;
    view.nodes = hp_arena_alloc(&remedy->arena, (size_t)data->school_count + 1, sizeof *view.nodes);
    view.before.free_seats = hp_arena_alloc(&remedy->arena, (size_t)data->school_count,
                                            sizeof *view.before.free_seats);
    HP_NEED(view.nodes);
    HP_NEED(view.before.free_seats);
    for (int32_t s = 0; s < data->school_count; s++) {
        view.before.free_seats[s] = run->state.stages[miss->stage].free_before[s];
    }
    return explain(miss, &view, why);
}

hp_status hp_misses_find(hp_remedy *remedy, hp_findings *findings) {
    const hp_policy *policy = remedy->run->report.policy;
    const char *why = "";
    remedy->misses = hp_arena_alloc(&remedy->arena, (size_t)policy->category_count,
                                    sizeof *remedy->misses);
    HP_NEED(remedy->misses);
    for (int c = 0; c < policy->category_count; c++) {
        hp_miss miss = {.category = c, .stage = stage_of(remedy, c)};
        if (miss.stage < 0) {
            continue;
        }
        hp_status status = look_at(&miss, remedy, &why);
        if (status == HP_UNPROVEN) {
            hp_find(findings, HP_F_unproven, (hp_place){0}, policy->stages[miss.stage].id,
                    hp_phrase(why), NULL);
        }
        HP_TRY(status);
        if (miss.missed > 0) {
            remedy->misses[remedy->miss_count++] = miss;
        }
    }
    return HP_OK;
}
