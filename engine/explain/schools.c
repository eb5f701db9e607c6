#include <inttypes.h>

#include "explain/parts.h"
#include "stage/nearest.h"

/* A statement about a school that the child is not at. */
typedef struct refusal {
    const hp_case *child;
    int stage;
    int32_t school;
} refusal;

static hp_value school_value(const refusal *about) {
    return (hp_value){"school", hp_school_name(about->child, about->school)};
}

static hp_value id_value(const refusal *about) {
    return (hp_value){"school_id", about->child->data->schools[about->school].id};
}

static hp_value stage_value(const refusal *about) {
    return (hp_value){"stage", about->child->policy->stages[about->stage].name};
}

static hp_value count_value(const refusal *about, const char *name, int64_t number) {
    return (hp_value){name, hp_number_text(about->child->telling, number)};
}

/* ---- nearest stages ---- */

static const char *categories_text(const hp_case *child, const hp_level_value *level) {
    const char *list = NULL;
    for (int i = 0; i < level->category_count; i++) {
        list = hp_list_text(child->telling, list,
                            child->policy->categories[level->categories[i]].name);
    }
    return list == NULL ? "" : list;
}

/* What became of the school's seats in the stage: all admitted to; or some left, which later stages
 * need only where the school has a price: else the guaranteed children of the forecast could as
 * well be seated elsewhere, and nothing has to be kept for them here. */
static const char *state_text(const refusal *about) {
    const hp_case *child = about->child;
    const hp_nearest *solved = child->state->stages[about->stage].solved;
    int32_t seats = child->state->stages[about->stage].free_before[about->school];
    int32_t given = 0;
    for (int32_t e = 0; e < solved->entrant_count; e++) {
        given += solved->taken[e].school == about->school && solved->taken[e].now;
    }
    bool missed = solved->price[about->school].count > 0;
    hp_word unfilled = missed ? HP_WORD_all_kept : HP_WORD_some_left;
    return hp_word_text(child->telling, given == seats ? HP_WORD_all_given : unfilled,
                        (hp_value[]){count_value(about, "free", seats),
                                     count_value(about, "given", given),
                                     count_value(about, "kept", seats - given),
                                     {0}});
}

/* Whether the child was given a school in this stage that comes before the one asked for when no
 * rule counts a difference: the nearer, then the first by id. */
static bool given_better(const refusal *about) {
    const hp_case *child = about->child;
    const hp_placement *placement = child->placement;
    int32_t metres = hp_metres(child->data, child->address, about->school);
    return placement->standing == HP_ADMITTED && placement->stage == about->stage &&
           (placement->metres != metres ? placement->metres < metres
                                        : placement->school < about->school);
}

static void tell_equal(const refusal *about) {
    const hp_case *child = about->child;
    hp_tell(child->telling, HP_SAY_equal_better,
            (hp_value[]){school_value(about),
                         id_value(about),
                         stage_value(about),
                         {"state", state_text(about)},
                         {"here", hp_school_name(child, child->placement->school)},
                         {0}});
}

static void tell_lottery(const refusal *about) {
    const hp_case *child = about->child;
    const hp_queue *queue = child->state->stages[about->stage].queue;
    uint64_t number = queue->entrants[hp_entrant_of(child, about->stage)].number;
    char *text = hp_arena_format(child->telling->arena, "%020" PRIu64, number);
    child->telling->failed = child->telling->failed || text == NULL;
    hp_tell(child->telling, HP_SAY_lottery,
            (hp_value[]){school_value(about),
                         id_value(about),
                         stage_value(about),
                         {"state", state_text(about)},
                         {"number", text},
                         {"stage_id", child->policy->stages[about->stage].id},
                         {0}});
}

/* Names the rule of the level and the amount. */
static void tell_cost(const refusal *about, const hp_level_value *level, int64_t amount) {
    const hp_case *child = about->child;
    bool banded = level->kind == HP_LEVEL_ADMIT &&
                  child->state->stages[about->stage].queue->band_count[level->categories[0]] > 1;
    hp_say say = HP_SAY_costs_place;
    if (level->kind == HP_LEVEL_ADMIT) {
        say = banded ? HP_SAY_costs_band : HP_SAY_costs_admit;
    } else if (level->kind == HP_LEVEL_NEARNESS) {
        say = level->step_m == 1 ? HP_SAY_costs_metres : HP_SAY_costs_steps;
    }
    hp_value extra = {0};
    if (banded) {
        extra = count_value(about, "band", level->band + 1);
    } else if (say == HP_SAY_costs_steps) {
        extra = count_value(about, "step_m", level->step_m);
    }
    hp_tell(
        child->telling, say,
        (hp_value[]){school_value(about),
                     id_value(about),
                     stage_value(about),
                     {"state", state_text(about)},
                     {"category", categories_text(child, level)},
                     count_value(about, say == HP_SAY_costs_metres ? "metres" : "count", amount),
                     {"method", hp_method_text(child)},
                     extra,
                     {0}});
}

/* What it would cost to put the child there, all others re-arranged at best (spec 5). */
static hp_status refuse_nearest(const refusal *about) {
    const hp_case *child = about->child;
    const hp_nearest *solved = child->state->stages[about->stage].solved;
    hp_lex cost;
    HP_TRY(hp_nearest_refusal(&cost, child->telling->arena, child->state, about->stage,
                              child->reach, hp_entrant_of(child, about->stage), about->school));
    if (cost.count == 0) {
        (given_better(about) ? tell_equal : tell_lottery)(about);
    } else {
        tell_cost(about, &solved->plan.levels[cost.level[0]], cost.value[0]);
    }
    return HP_OK;
}

/* ---- serial stages ---- */

/* Whether a serial stage asks for the school before the one that it gave the child: by route, then
 * choice number or metres, then school_id. */
static bool asked_before_given(const refusal *about) {
    const hp_reach *reach = about->child->reach;
    const hp_way *asked = NULL;
    const hp_way *given = NULL;
    hp_reach_stage(about->child->reach, about->child->student,
                   &about->child->policy->stages[about->stage], true);
    for (int32_t i = 0; i < reach->way_count; i++) {
        const hp_way *way = &reach->ways[i];
        asked = way->school == about->school ? way : asked;
        given = way->school == about->child->placement->school ? way : given;
    }
    if (asked == NULL || given == NULL || asked->route != given->route) {
        return asked != NULL && (given == NULL || asked->route < given->route);
    }
    if (asked->choice != given->choice || asked->choice > 0) {
        return asked->choice < given->choice;
    }
    return asked->metres != given->metres ? asked->metres < given->metres
                                          : asked->school < given->school;
}

static void refuse_serial(const refusal *about) {
    const hp_case *child = about->child;
    int32_t turn = hp_entrant_of(child, about->stage);
    int32_t free_seats = child->state->stages[about->stage].free_before[about->school];
    int32_t before = 0;
    for (int32_t i = 0; i < child->data->student_count; i++) {
        const hp_placement *placement = &child->state->placements[i];
        before += placement->stage == about->stage && placement->school == about->school &&
                  placement->turn < turn;
    }
    hp_say say = HP_SAY_turn_kept;
    if (before >= free_seats) {
        say = HP_SAY_turn_full;
    } else if (child->placement->stage == about->stage && !asked_before_given(about)) {
        say = HP_SAY_turn_better;
    }
    hp_tell(child->telling, say,
            (hp_value[]){school_value(about),
                         id_value(about),
                         stage_value(about),
                         count_value(about, "free", free_seats),
                         count_value(about, "count", free_seats - before),
                         {0}});
}

/* ---- schools that no stage offered ---- */

static const char *setting_text(const hp_case *child, hp_setting setting) {
    static const hp_word setting_words[] = {
        [HP_URBAN] = HP_WORD_urban, [HP_TOWN] = HP_WORD_town, [HP_RURAL] = HP_WORD_rural};
    return hp_word_text(child->telling, setting_words[setting], NULL);
}

static const char *ownership_text(const hp_case *child, hp_ownership ownership) {
    static const hp_word ownership_words[] = {[HP_PUBLIC] = HP_WORD_public,
                                              [HP_PURCHASED] = HP_WORD_purchased,
                                              [HP_PRIVATE] = HP_WORD_private};
    return hp_word_text(child->telling, ownership_words[ownership], NULL);
}

/* Says which filter of a route keeps the school from the child; false: none does. `asks`: the code
 * of a condition. */
static bool tell_filter(const refusal *about, const hp_route *route, hp_say asks) {
    const hp_case *child = about->child;
    const hp_school *school = &child->data->schools[about->school];
    int32_t metres = hp_metres(child->data, child->address, about->school);
    const hp_value route_value = {"route", hp_route_word(child->telling, route->kind)};
    const hp_value name = school_value(about);
    const hp_value id = id_value(about);
    const hp_value stage = stage_value(about);
    if (route->when != NULL && !hp_predicate_holds(route->when, child->data, child->record)) {
        const hp_predicate *failed = hp_first_failure(child, route->when);
        hp_tell(child->telling, asks,
                (hp_value[]){name,
                             id,
                             stage,
                             route_value,
                             {"requirement", hp_condition_text(child, failed)},
                             {"value", hp_condition_facts(child, failed)},
                             {0}});
    } else if ((route->settings & 1U << school->setting) == 0) {
        hp_tell(child->telling, HP_SAY_other_setting,
                (hp_value[]){name,
                             id,
                             stage,
                             route_value,
                             {"value", setting_text(child, school->setting)},
                             {0}});
    } else if ((route->ownerships & 1U << school->ownership) == 0) {
        hp_tell(child->telling, HP_SAY_other_ownership,
                (hp_value[]){name,
                             id,
                             stage,
                             route_value,
                             {"value", ownership_text(child, school->ownership)},
                             {0}});
    } else if (metres > route->within_m) {
        hp_tell(child->telling, HP_SAY_too_far,
                (hp_value[]){name,
                             id,
                             stage,
                             route_value,
                             count_value(about, "metres", metres),
                             count_value(about, "within_m", route->within_m),
                             {0}});
    } else {
        return false;
    }
    return true;
}

/* The stage of this run that took the school's last seat; -1: none did. */
static int filling_stage(const hp_case *child, int32_t school) {
    for (int s = child->run->report.first_stage; s < child->run->report.end_stage; s++) {
        bool last = s + 1 == child->run->report.end_stage;
        int32_t after = last ? child->state->free_seats[school]
                             : child->state->stages[s + 1].free_before[school];
        if (child->state->stages[s].free_before[school] > 0 && after == 0) {
            return s;
        }
    }
    return -1;
}

static bool offers(const hp_case *child, int stage, int32_t school) {
    hp_reach_stage(child->reach, child->student, &child->policy->stages[stage], true);
    for (int32_t i = 0; i < child->reach->way_count; i++) {
        if (child->reach->ways[i].school == school) {
            return true;
        }
    }
    return false;
}

/* A school that a stage gives the child and that was full before it: what filled it. Nothing where
 * that is a stage with the child in it that gives the school; it has been told. */
static void refuse_full(const hp_case *child, int32_t school) {
    const int stage = filling_stage(child, school);
    const refusal about = {.child = child, .stage = stage, .school = school};
    if (child->data->schools[school].seats == 0) {
        hp_tell(child->telling, HP_SAY_no_seats,
                (hp_value[]){school_value(&about), id_value(&about), {0}});
    } else if (stage < 0) {
        hp_tell(child->telling, HP_SAY_full_first,
                (hp_value[]){school_value(&about), id_value(&about), {0}});
    } else if (!hp_took_part(child, stage) || !offers(child, stage, school)) {
        bool served = child->policy->stages[stage].serves[child->category];
        hp_tell(child->telling, served ? HP_SAY_full_unrouted : HP_SAY_full_unserved,
                (hp_value[]){school_value(&about),
                             id_value(&about),
                             stage_value(&about),
                             {"category", child->policy->categories[child->category].name},
                             {0}});
    }
}

/* A route of a kind that gives the school, but for a filter, in the stages with the child in them
 * or in those still to come; true when one was told. A school that was full by then is said to be:
 * the filter made no difference. */
static bool tell_filtered(refusal *about, bool ahead) {
    const hp_case *child = about->child;
    for (int s = ahead ? child->run->report.end_stage : 0; s < child->policy->stage_count; s++) {
        const hp_stage *stage = &child->policy->stages[s];
        bool asked = ahead ? stage->serves[child->category] : hp_took_part(child, s);
        about->stage = s;
        for (int r = 0; r < stage->route_count && asked; r++) {
            bool kinds[HP_ROUTE_KINDS] = {false};
            kinds[stage->routes[r].kind] = true;
            if (!hp_reach_nearby(child->reach, child->student, kinds, about->school)) {
                continue;
            }
            int32_t left = ahead ? child->state->free_seats[about->school]
                                 : child->state->stages[s].free_before[about->school];
            if (left <= 0) {
                refuse_full(child, about->school);
                return true;
            }
            if (tell_filter(about, &stage->routes[r],
                            ahead ? HP_SAY_route_ahead_asks : HP_SAY_route_asks)) {
                return true;
            }
        }
    }
    return false;
}

/* A stage that serves the child and gives it the school, and in which it took no part: of this run
 * or still to come, else the first of an earlier run; -1: none. */
static int absent_stage(const hp_case *child, int32_t school) {
    int earlier = -1;
    for (int s = child->policy->stage_count - 1; s >= 0; s--) {
        if (s < child->run->report.first_stage &&
            child->policy->stages[s].serves[child->category] && offers(child, s, school)) {
            earlier = s;
        }
    }
    for (int s = child->run->report.first_stage; s < child->policy->stage_count; s++) {
        if (child->policy->stages[s].serves[child->category] && !hp_took_part(child, s) &&
            offers(child, s, school)) {
            return s;
        }
    }
    return earlier;
}

/* A stage that gives the child the school, but that it did not reach; false: there is none. */
static bool tell_absent(refusal *about) {
    const hp_case *child = about->child;
    const int stage = absent_stage(child, about->school);
    if (stage < 0) {
        return false;
    }
    about->stage = stage;
    if (stage < child->run->report.first_stage) {
        hp_tell(child->telling, HP_SAY_route_earlier,
                (hp_value[]){school_value(about), id_value(about), stage_value(about), {0}});
    } else if (child->placement->school >= 0) {
        about->stage = child->placement->stage;
        hp_tell(child->telling, HP_SAY_route_later,
                (hp_value[]){school_value(about),
                             id_value(about),
                             stage_value(about),
                             {"later", child->policy->stages[stage].name},
                             {0}});
    } else {
        bool full = child->state->free_seats[about->school] <= 0;
        hp_tell(child->telling, full ? HP_SAY_route_ahead_full : HP_SAY_route_ahead,
                (hp_value[]){school_value(about), id_value(about), stage_value(about), {0}});
    }
    return true;
}

/* A school that no stage with the child in it gives. */
static void refuse_unreached(const hp_case *child, int32_t school) {
    refusal about = {.child = child, .school = school};
    if (child->data->schools[school].seats == 0) {
        hp_tell(child->telling, HP_SAY_no_seats,
                (hp_value[]){school_value(&about), id_value(&about), {0}});
    } else if (!tell_filtered(&about, false) && !tell_absent(&about) &&
               (child->placement->school >= 0 || !tell_filtered(&about, true))) {
        hp_tell(child->telling, HP_SAY_no_route,
                (hp_value[]){school_value(&about), id_value(&about), {0}});
    }
}

/* ---- which schools, and all of them ---- */

static hp_status refuse(const hp_case *child, int32_t school) {
    bool reached = false;
    bool full = false;
    for (int s = 0; s < child->policy->stage_count; s++) {
        const refusal about = {.child = child, .stage = s, .school = school};
        if (!hp_took_part(child, s) || !offers(child, s, school)) {
            continue;
        }
        reached = true;
        if (child->state->stages[s].free_before[school] <= 0) {
            full = true;
        } else if (child->policy->stages[s].serial) {
            refuse_serial(&about);
        } else {
            HP_TRY(refuse_nearest(&about));
        }
    }
    if (full) {
        refuse_full(child, school);
    } else if (!reached) {
        refuse_unreached(child, school);
    }
    return HP_OK;
}

/* Feeders, zone, sibling's school, choices, what a stage offered, and every nearer school. */
static bool may_be_asked_for(const hp_case *child, int32_t school) {
    static const bool of_right[HP_ROUTE_KINDS] = {[HP_ROUTE_FEEDER] = true,
                                                  [HP_ROUTE_ZONE] = true,
                                                  [HP_ROUTE_SIBLING] = true,
                                                  [HP_ROUTE_CHOICE] = true};
    int32_t here = child->placement->school;
    if (school == here || child->data->schools[school].level != child->data->level) {
        return false;
    }
    if (hp_reach_nearby(child->reach, child->student, of_right, school)) {
        return true;
    }
    for (int s = 0; s < child->policy->stage_count && here < 0; s++) {
        if (hp_took_part(child, s) && offers(child, s, school)) {
            return true;
        }
    }
    int32_t metres = hp_metres(child->data, child->address, school);
    return here >= 0 && metres != HP_METRES_UNKNOWN &&
           metres < hp_metres(child->data, child->address, here);
}

static void tell_metres(const hp_case *child, int32_t school) {
    int32_t metres = hp_metres(child->data, child->address, school);
    if (metres == HP_METRES_UNKNOWN) {
        return;
    }
    hp_tell(child->telling, HP_SAY_metres,
            (hp_value[]){{"school", hp_school_name(child, school)},
                         {"school_id", child->data->schools[school].id},
                         {"metres", hp_number_text(child->telling, metres)},
                         {"method", hp_method_text(child)},
                         {0}});
}

hp_status hp_tell_schools(const hp_case *child) {
    bool waited = child->placement->standing == HP_WAITING ||
                  child->placement->standing == HP_ADMITTED;
    if (child->address < 0) {
        return HP_OK;
    }
    if (child->placement->school >= 0) {
        tell_metres(child, child->placement->school);
    }
    for (int32_t s = 0; s < child->data->school_count && waited; s++) {
        if (may_be_asked_for(child, s)) {
            HP_TRY(refuse(child, s));
            tell_metres(child, s);
        }
    }
    return hp_telling_status(child->telling);
}
