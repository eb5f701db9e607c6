#include "explain/parts.h"

bool hp_took_part(const hp_case *child, int stage) {
    const hp_stage_result *result = &child->state->stages[stage];
    return result->ran && child->category >= 0 &&
           child->policy->stages[stage].serves[child->category] && hp_entrant_of(child, stage) >= 0;
}

int32_t hp_entrant_of(const hp_case *child, int stage) {
    const hp_queue *queue = child->state->stages[stage].queue;
    for (int32_t e = 0; e < queue->count; e++) {
        if (queue->entrants[e].student == child->student) {
            return e;
        }
    }
    return -1;
}

int hp_next_stage(const hp_case *child, int stage) {
    for (int s = stage + 1; s < child->policy->stage_count && child->category >= 0; s++) {
        if (child->policy->stages[s].serves[child->category]) {
            return s;
        }
    }
    return -1;
}

const char *hp_school_name(const hp_case *child, int32_t school) {
    return child->data->schools[school].name;
}

const char *hp_route_word(hp_telling *telling, hp_route_kind kind) {
    static const hp_word route_words[] = {
        [HP_ROUTE_FEEDER] = HP_WORD_feeder_route,   [HP_ROUTE_ZONE] = HP_WORD_zone_route,
        [HP_ROUTE_SIBLING] = HP_WORD_sibling_route, [HP_ROUTE_CHOICE] = HP_WORD_choice_route,
        [HP_ROUTE_GROUP] = HP_WORD_group_route,     [HP_ROUTE_ANY] = HP_WORD_any_route,
    };
    return hp_word_text(telling, route_words[kind], NULL);
}

const char *hp_method_text(const hp_case *child) {
    return hp_word_text(child->telling,
                        child->data->by_table ? HP_WORD_distance_table : HP_WORD_straight_line,
                        NULL);
}

static void tell_clauses(const hp_case *child, const char *rule, const hp_basis *basis) {
    for (int i = 0; i < basis->clause_count; i++) {
        const hp_clause *clause = &basis->clauses[i];
        hp_tell(child->telling, *clause->text == '\0' ? HP_SAY_clause_named : HP_SAY_clause,
                (hp_value[]){{"rule", rule},
                             {"document", clause->document},
                             {"article", clause->article},
                             {"text", clause->text},
                             {0}});
    }
}

/* The stage that an earlier run named, by its name where the policy still has it. */
static const char *kept_stage(const hp_case *child) {
    int stage = hp_stage_by_id(child->policy, child->placement->kept->stage);
    return stage < 0 ? child->placement->kept->stage : child->policy->stages[stage].name;
}

/* Of a nearest stage: where no school that it gives the child, full or not, is nearer. */
static void tell_nearest(const hp_case *child) {
    const hp_placement *placement = child->placement;
    const hp_stage *stage = &child->policy->stages[placement->stage];
    hp_reach_stage(child->reach, child->student, stage, true);
    bool nearest = !stage->serial && placement->metres != HP_METRES_UNKNOWN;
    for (int32_t i = 0; i < child->reach->way_count; i++) {
        nearest = nearest && placement->metres <= child->reach->ways[i].metres;
    }
    if (nearest) {
        hp_tell(child->telling, HP_SAY_nearest,
                (hp_value[]){{"stage", stage->name},
                             {"metres", hp_number_text(child->telling, placement->metres)},
                             {"method", hp_method_text(child)},
                             {0}});
    }
}

static void tell_placed(const hp_case *child) {
    const hp_placement *placement = child->placement;
    const char *document = hp_cell(&child->data->tables[HP_STUDENTS], child->record->row,
                                   HP_STUDENT_FIXED_BASIS);
    const hp_value id = {"student_id", child->record->id};
    const hp_value school = {"school", hp_school_name(child, placement->school)};
    const hp_value school_id = {"school_id", child->data->schools[placement->school].id};
    if (placement->standing == HP_FIXED) {
        hp_tell(child->telling, HP_SAY_fixed,
                (hp_value[]){id, school, school_id, {"document", document}, {0}});
    } else if (placement->standing == HP_KEPT) {
        hp_tell(child->telling, HP_SAY_kept,
                (hp_value[]){id, school, school_id, {"stage", kept_stage(child)}, {0}});
    } else {
        const hp_stage *stage = &child->policy->stages[placement->stage];
        hp_tell(child->telling, HP_SAY_admitted,
                (hp_value[]){
                    id,
                    school,
                    school_id,
                    {"stage", stage->name},
                    {"route", hp_route_word(child->telling, stage->routes[placement->route].kind)},
                    {0}});
        tell_nearest(child);
        tell_clauses(child, stage->name, &stage->basis);
    }
}

static void tell_elsewhere(const hp_case *child) {
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    const char *document = hp_cell(table, child->record->row, HP_STUDENT_DESTINATION_BASIS);
    hp_tell(
        child->telling, HP_SAY_elsewhere,
        (hp_value[]){{"student_id", child->record->id},
                     {"destination", hp_cell(table, child->record->row, HP_STUDENT_DESTINATION)},
                     {0}});
    if (*document != '\0') {
        hp_tell(child->telling, HP_SAY_elsewhere_basis, (hp_value[]){{"document", document}, {0}});
    }
}

void hp_tell_result(const hp_case *child) {
    const hp_placement *placement = child->placement;
    int next = hp_next_stage(child, child->run->report.end_stage - 1);
    if (placement->school >= 0) {
        tell_placed(child);
    } else if (placement->standing == HP_ELSEWHERE) {
        tell_elsewhere(child);
    } else {
        hp_tell(child->telling, next < 0 ? HP_SAY_unplaced : HP_SAY_goes_on,
                (hp_value[]){{"student_id", child->record->id},
                             {"stage", next < 0 ? "" : child->policy->stages[next].name},
                             {0}});
    }
    if (child->category >= 0) {
        const hp_category *category = &child->policy->categories[child->category];
        tell_clauses(child, category->name, &category->basis);
    }
    tell_clauses(child, child->policy->name, &child->policy->basis);
}

/* Whether a route would have given the child a school with free seats, but for its condition. */
static bool only_asks(const hp_case *child, const hp_route *route, const int32_t *free_seats) {
    bool kinds[HP_ROUTE_KINDS] = {false};
    kinds[route->kind] = true;
    for (int32_t s = 0; s < child->data->school_count; s++) {
        const hp_school *school = &child->data->schools[s];
        if (school->level == child->data->level && free_seats[s] > 0 &&
            (route->settings & 1U << school->setting) != 0 &&
            (route->ownerships & 1U << school->ownership) != 0 &&
            hp_reach_nearby(child->reach, child->student, kinds, s) &&
            hp_metres(child->data, child->address, s) <= route->within_m) {
            return true;
        }
    }
    return false;
}

/* The routes that would have led to a free seat, had their condition held. */
static void tell_shut(const hp_case *child, int stage) {
    const hp_stage *rules = &child->policy->stages[stage];
    for (int r = 0; r < rules->route_count; r++) {
        const hp_route *route = &rules->routes[r];
        if (route->when == NULL || hp_predicate_holds(route->when, child->data, child->record) ||
            !only_asks(child, route, child->state->stages[stage].free_before)) {
            continue;
        }
        const hp_predicate *failed = hp_first_failure(child, route->when);
        hp_tell(child->telling, HP_SAY_next_shut,
                (hp_value[]){{"stage", rules->name},
                             {"route", hp_route_word(child->telling, route->kind)},
                             {"requirement", hp_condition_text(child, failed)},
                             {"value", hp_condition_facts(child, failed)},
                             {0}});
    }
}

/* For a child whom no stage is left to place: what kept it out, where seats are, whom to ask. */
static void tell_unplaced(const hp_case *child) {
    const char *list = NULL;
    for (int s = 0; s < child->policy->stage_count; s++) {
        if (hp_took_part(child, s)) {
            tell_shut(child, s);
        }
    }
    for (int32_t s = 0; s < child->data->school_count; s++) {
        const hp_school *school = &child->data->schools[s];
        if (school->level == child->data->level && school->ownership != HP_PRIVATE &&
            child->state->free_seats[s] > 0) {
            list = hp_list_text(child->telling, list, school->name);
        }
    }
    hp_tell(child->telling, list == NULL ? HP_SAY_next_no_seats : HP_SAY_next_seats,
            (hp_value[]){{"schools", list}, {0}});
    hp_tell(child->telling, HP_SAY_next_office, NULL);
}

/* The stages that are still to come. */
static void tell_coming(const hp_case *child) {
    hp_telling *telling = child->telling;
    int next = hp_next_stage(child, child->run->report.end_stage - 1);
    if (next < 0) {
        tell_unplaced(child);
        return;
    }
    const hp_stage *stage = &child->policy->stages[next];
    bool by_choice = false;
    hp_tell(telling, HP_SAY_next_stage, (hp_value[]){{"stage", stage->name}, {0}});
    for (int r = 0; r < stage->route_count; r++) {
        by_choice = by_choice || stage->routes[r].kind == HP_ROUTE_CHOICE;
    }
    if (by_choice) {
        hp_tell(telling, HP_SAY_next_choices, (hp_value[]){{"stage", stage->name}, {0}});
    }
}

void hp_tell_next(const hp_case *child) {
    if (child->placement->school >= 0) {
        hp_tell(child->telling, HP_SAY_next_final, NULL);
    } else if (child->placement->standing != HP_ELSEWHERE) {
        tell_coming(child);
    }
    if (*child->policy->remedy != '\0') {
        hp_tell(child->telling, HP_SAY_remedy, (hp_value[]){{"text", child->policy->remedy}, {0}});
    }
}
