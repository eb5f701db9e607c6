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

/* ---- what result.json and the certificate say of the levels ---- */

static bool same_categories(const vf_program *program, const vf_level *level, const vf_json *list) {
    const vf_policy *policy = &program->run->policy;
    if (level->rule == NULL) {
        return vf_is_list(list) && vf_count(list) == 1 &&
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
    const int64_t *values = program->values;
    const char *stage = program->run->policy.stages[program->stage].id;
    int l = 0;
    if (!vf_is_list(levels)) {
        return vf_fail(step, "stage %s: the levels are no list", stage);
    }
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

bool vf_prices_prove(const vf_program *program, vf_step *step) {
    return check_schools(program, step) &&
           (program->better < 0 ||
            vf_fail(step, "stage %s: %s has a better arc by the prices than its own",
                    program->run->policy.stages[program->stage].id,
                    program->run->season.students[program->entrants[program->better].student].id));
}

/* For each place the places from which a child can move there between tight arcs. */
static uint64_t *list_moves(const vf_program *program, size_t words) {
    uint64_t *from = vf_alloc((size_t)program->places * words, sizeof *from);
    for (int e = 0; e < program->count; e++) {
        int here = program->place[program->node[e]];
        for (size_t i = program->tight_begin[e]; i < program->tight_begin[e + 1]; i++) {
            vf_set_bit(from + (size_t)program->place[program->tight[i]] * words, here);
        }
    }
    return from;
}

/* Every full school reaches a free seat or `without` along moves between tight arcs. */
bool vf_prices_are_greatest(const vf_program *program, vf_step *step) {
    const vf_run *run = program->run;
    size_t words = (size_t)program->places / VF_WORD + 1;
    const uint64_t *from = list_moves(program, words);
    uint64_t *reaches = vf_alloc(words, sizeof *reaches);
    int *queue = vf_alloc((size_t)program->places + 1, sizeof *queue);
    int tail = 0;
    for (int n = 0; n <= program->ground; n++) {
        bool ends = n == program->ground || program->load[n] < program->seats[n];
        if (ends && program->place[n] >= 0) {
            vf_set_bit(reaches, program->place[n]);
            queue[tail++] = program->place[n];
        }
    }
    for (int head = 0; head < tail; head++) {
        for (size_t w = 0; w < words; w++) {
            uint64_t fresh = from[(size_t)queue[head] * words + w] & ~reaches[w];
            reaches[w] |= fresh;
            for (; fresh != 0; fresh &= fresh - 1) {
                queue[tail++] = (int)w * VF_WORD + __builtin_ctzll(fresh);
            }
        }
    }
    for (int s = 0; s < program->ground; s++) {
        if (program->load[s] > 0 && !vf_bit(reaches, program->place[s])) {
            return vf_fail(step, "stage %s: the price of %s is not the greatest",
                           run->policy.stages[program->stage].id, run->season.schools[s].id);
        }
    }
    return true;
}
