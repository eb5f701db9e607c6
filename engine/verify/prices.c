#include <string.h>

#include "verify/program.h"

static bool names(const vf_policy *policy, const vf_level *level, int category) {
    if (level->rule == NULL) {
        return category == level->category;
    }
    for (const vf_json *id = vf_first(level->rule); id != NULL; id = vf_next(id)) {
        if (strcmp(vf_text(id), policy->categories[category]) == 0) {
            return true;
        }
    }
    return false;
}

void vf_list_terms(vf_program *program) {
    const vf_policy *policy = &program->run->policy;
    program->terms = vf_alloc((size_t)policy->category_count + 1, sizeof *program->terms);
    for (int c = 0; c < policy->category_count; c++) {
        vf_terms *terms = &program->terms[c];
        size_t capacity = 0;
        for (int l = 0; l < program->level_count; l++) {
            if (program->levels[l].band == 0 && names(policy, &program->levels[l], c)) {
                terms->levels = vf_grow(terms->levels, (size_t)terms->count, &capacity,
                                        sizeof *terms->levels);
                terms->levels[terms->count++] = l;
            }
        }
    }
}

static int64_t level_cost(const vf_program *program, const vf_level *level,
                          const vf_entrant *entrant, const vf_arc *arc) {
    const vf_student *student = &program->run->season.students[entrant->student];
    bool without = arc->node == program->ground;
    if (level->kind == VF_PLACE) {
        return student->guaranteed && student->category == level->category && !without ? -1 : 0;
    }
    if (!entrant->participant) {
        return 0;
    }
    if (level->kind == VF_ADMIT) {
        return entrant->band == level->band && arc->now && !without ? -1 : 0;
    }
    return arc->metres / level->step_m;
}

vf_vector vf_cost(vf_entry *room, const vf_program *program, int entrant, const vf_arc *arc) {
    vf_vector cost = {.entries = room};
    const vf_entrant *record = &program->entrants[entrant];
    const vf_terms *terms = &program
                                 ->terms[program->run->season.students[record->student].category];
    for (int i = 0; i < terms->count; i++) {
        int level = terms->levels[i];
        if (program->levels[level].kind == VF_ADMIT) {
            level += record->band;
        }
        int64_t value = level < program->level_count
                            ? level_cost(program, &program->levels[level], record, arc)
                            : 0;
        if (value != 0) {
            cost.entries[cost.count++] = (vf_entry){level, value};
        }
    }
    return cost;
}

void vf_values(int64_t *values, const vf_program *program) {
    vf_entry *room = vf_alloc((size_t)program->level_count + 1, sizeof *room);
    for (int e = 0; e < program->count; e++) {
        vf_vector cost = vf_cost(room, program, e, &program->arcs[program->taken[e]]);
        for (int i = 0; i < cost.count; i++) {
            vf_level_kind kind = program->levels[cost.entries[i].level].kind;
            values[cost.entries[i].level] += kind == VF_NEARNESS ? cost.entries[i].value
                                                                 : -cost.entries[i].value;
        }
    }
}

/* ---- what result.json and the certificate say of the levels ---- */

static bool same_categories(const vf_program *program, const vf_level *level, const vf_json *list) {
    const vf_policy *policy = &program->run->policy;
    if (level->rule == NULL) {
        return vf_count(list) == 1 &&
               strcmp(vf_text(vf_first(list)), policy->categories[level->category]) == 0;
    }
    return vf_same(level->rule, list);
}

static bool level_matches(const vf_program *program, const vf_level *level, int64_t value,
                          const vf_json *entry) {
    static const char *const kinds[] = {"place", "admit", "nearness"};
    const vf_policy *policy = &program->run->policy;
    int64_t said = 0;
    int64_t band = 0;
    int64_t step_m = 0;
    if (strcmp(vf_member_text(entry, "kind"), kinds[level->kind]) != 0 ||
        !vf_whole(&said, vf_member(entry, "value")) || said != value) {
        return false;
    }
    if (level->kind == VF_NEARNESS) {
        return vf_has_keys(entry, "kind categories step_m value") &&
               same_categories(program, level, vf_member(entry, "categories")) &&
               vf_whole(&step_m, vf_member(entry, "step_m")) && step_m == level->step_m;
    }
    bool banded = level->kind == VF_ADMIT;
    return vf_has_keys(entry, banded ? "kind category band value" : "kind category value") &&
           strcmp(vf_member_text(entry, "category"), policy->categories[level->category]) == 0 &&
           (!banded || (vf_whole(&band, vf_member(entry, "band")) && band == level->band));
}

bool vf_levels_match(const vf_program *program, const vf_json *levels, vf_step *step) {
    int64_t *values = vf_alloc((size_t)program->level_count + 1, sizeof *values);
    const char *stage = program->run->policy.stages[program->stage].id;
    vf_values(values, program);
    int l = 0;
    for (const vf_json *entry = vf_first(levels); entry != NULL; entry = vf_next(entry), l++) {
        if (l >= program->level_count ||
            !level_matches(program, &program->levels[l], values[l], entry)) {
            return vf_fail(
                step, "stage %s: level %d is not what the rules and the allocation give (%lld)",
                stage, l, l < program->level_count ? (long long)values[l] : 0);
        }
    }
    return l == program->level_count ||
           vf_fail(step, "stage %s: %d levels stand where %d must", stage, l, program->level_count);
}

/* ---- the proof ---- */

static int level_at(const vf_vector *vector, int at) {
    return at < vector->count ? vector->entries[at].level : INT32_MAX;
}

/* The sign of a + b − c − d, level by level. */
static int sign_of(const vf_vector *a, const vf_vector *b, const vf_vector *c, const vf_vector *d) {
    const vf_vector *all[4] = {a, b, c, d};
    int at[4] = {0};
    for (;;) {
        int level = INT32_MAX;
        int64_t sum = 0;
        for (int i = 0; i < 4; i++) {
            int next = level_at(all[i], at[i]);
            level = next < level ? next : level;
        }
        if (level == INT32_MAX) {
            return 0;
        }
        for (int i = 0; i < 4; i++) {
            if (level_at(all[i], at[i]) == level) {
                sum += (i < 2 ? 1 : -1) * all[i]->entries[at[i]++].value;
            }
        }
        if (sum != 0) {
            return sum < 0 ? -1 : 1;
        }
    }
}

/* Spec 5: Λ never below 0, a school with Λ above 0 full, no school over-full. */
static bool check_schools(const vf_program *program, vf_step *step) {
    const vf_run *run = program->run;
    const char *stage = run->policy.stages[program->stage].id;
    const int64_t *seats = run->free_before[program->stage - run->first_stage];
    for (int s = 0; s < program->ground; s++) {
        const vf_vector *price = &program->price[s];
        int64_t room = seats[s] > 0 ? seats[s] : 0;
        if (program->load[s] > room) {
            return vf_fail(step, "stage %s: %s holds more than its free seats", stage,
                           run->season.schools[s].id);
        }
        bool full = room > 0 && program->load[s] == room;
        if (price->count > 0 && (price->entries[0].value < 0 || !full)) {
            return vf_fail(step, "stage %s: the price of %s is below 0, or it has no full seats",
                           stage, run->season.schools[s].id);
        }
    }
    return true;
}

bool vf_prices_prove(vf_program *program, vf_step *step) {
    vf_entry *room = vf_alloc(2 * (size_t)program->level_count + 2, sizeof *room);
    if (!check_schools(program, step)) {
        return false;
    }
    for (int e = 0; e < program->count; e++) {
        const vf_arc *here = &program->arcs[program->taken[e]];
        vf_vector own = vf_cost(room, program, e, here);
        for (int i = program->arc_begin[e]; i < program->arc_begin[e + 1]; i++) {
            vf_arc *arc = &program->arcs[i];
            vf_vector other = vf_cost(room + program->level_count + 1, program, e, arc);
            int sign = sign_of(&other, &program->price[arc->node], &own,
                               &program->price[here->node]);
            arc->tight = sign == 0;
            if (sign < 0) {
                return vf_fail(step, "stage %s: %s has a better arc by the prices than its own",
                               program->run->policy.stages[program->stage].id,
                               program->run->season.students[program->entrants[e].student].id);
            }
        }
    }
    return true;
}

/* Every full school reaches a free seat or `without` along moves between tight arcs. */
bool vf_prices_are_greatest(const vf_program *program, vf_step *step) {
    const vf_run *run = program->run;
    const int64_t *seats = run->free_before[program->stage - run->first_stage];
    size_t nodes = (size_t)program->ground + 1;
    bool *moves = vf_alloc(nodes * nodes, sizeof *moves);
    bool *reaches = vf_alloc(nodes, sizeof *reaches);
    for (int e = 0; e < program->count; e++) {
        size_t from = (size_t)program->arcs[program->taken[e]].node;
        for (int i = program->arc_begin[e]; i < program->arc_begin[e + 1]; i++) {
            if (program->arcs[i].tight) {
                moves[from * nodes + (size_t)program->arcs[i].node] = true;
            }
        }
    }
    for (size_t n = 0; n < nodes; n++) {
        reaches[n] = n + 1 == nodes || program->load[n] < seats[n];
    }
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t from = 0; from < nodes; from++) {
            for (size_t to = 0; to < nodes && !reaches[from]; to++) {
                reaches[from] = moves[from * nodes + to] && reaches[to];
                grew = grew || reaches[from];
            }
        }
    }
    for (int s = 0; s < program->ground; s++) {
        if (program->load[s] > 0 && !reaches[s]) {
            return vf_fail(step, "stage %s: the price of %s is not the greatest",
                           run->policy.stages[program->stage].id, run->season.schools[s].id);
        }
    }
    return true;
}
