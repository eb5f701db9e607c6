#include "verify/program.h"

#include <string.h>

/* ---- levels ---- */

static void add_level(vf_program *program, size_t *capacity, vf_level level) {
    program->levels = vf_grow(program->levels, (size_t)program->level_count, capacity,
                              sizeof *program->levels);
    program->levels[program->level_count++] = level;
}

static bool concerns(const vf_policy *policy, const vf_json *categories, int category) {
    for (const vf_json *id = vf_first(categories); id != NULL; id = vf_next(id)) {
        if (strcmp(vf_text(id), policy->categories[category]) == 0) {
            return true;
        }
    }
    return false;
}

/* The levels of the policy, or spec 3's default: admit and nearness of each served category, then
 * nearness of all. Calls back with kind, categories (or one) and step. */
static void add_policy_levels(vf_program *program, size_t *capacity, const int *participants,
                              const int *bands) {
    const vf_policy *policy = &program->run->policy;
    const vf_stage *stage = &policy->stages[program->stage];
    const vf_json *list = vf_member(stage->rule, "levels");
    const vf_json *written = vf_first(list);
    int step = list == NULL ? 0 : -1;
    int end = 2 * stage->serve_count + 1;
    for (; list == NULL ? step < end : written != NULL;
         step++, written = written == NULL ? NULL : vf_next(written)) {
        vf_level level = {.kind = VF_NEARNESS, .category = -1, .step_m = 1};
        if (list == NULL) {
            level.category = step < end - 1 ? stage->serve[step / 2] : -1;
            level.kind = step < end - 1 && step % 2 == 0 ? VF_ADMIT : VF_NEARNESS;
            level.step_m = step < end - 1 ? 500 : 1;
            level.rule = step < end - 1 ? NULL : vf_member(stage->rule, "serve");
        } else if (vf_member(written, "admit") != NULL) {
            level.kind = VF_ADMIT;
            level.category = vf_category_by_id(policy, vf_member_text(written, "admit"));
        } else {
            level.rule = vf_member(written, "nearness");
            if (vf_member(written, "step_m") != NULL) {
                vf_whole(&level.step_m, vf_member(written, "step_m"));
            }
        }
        int concerned = 0;
        for (int c = 0; c < policy->category_count; c++) {
            bool named = level.rule == NULL ? c == level.category : concerns(policy, level.rule, c);
            concerned += named ? participants[c] : 0;
        }
        int count = level.kind == VF_ADMIT && level.category >= 0 ? bands[level.category] : 1;
        for (level.band = 0; concerned > 0 && level.band < count; level.band++) {
            add_level(program, capacity, level);
        }
    }
}

static void list_levels(vf_program *program) {
    const vf_policy *policy = &program->run->policy;
    const vf_student *students = program->run->season.students;
    size_t categories = (size_t)policy->category_count + 1;
    int *guaranteed = vf_alloc(categories, sizeof *guaranteed);
    int *participants = vf_alloc(categories, sizeof *participants);
    int *bands = vf_alloc(categories, sizeof *bands);
    size_t capacity = 0;
    for (int e = 0; e < program->count; e++) {
        const vf_entrant *entrant = &program->entrants[e];
        int category = students[entrant->student].category;
        guaranteed[category] += students[entrant->student].guaranteed;
        participants[category] += entrant->participant;
        if (entrant->participant && entrant->band + 1 > bands[category]) {
            bands[category] = entrant->band + 1;
        }
    }
    for (int i = 0; i < policy->guarantee_count; i++) {
        if (guaranteed[policy->guarantee_order[i]] > 0) {
            add_level(program, &capacity,
                      (vf_level){.kind = VF_PLACE, .category = policy->guarantee_order[i]});
        }
    }
    add_policy_levels(program, &capacity, participants, bands);
}

/* ---- where the children are ---- */

/* Pairs of student and school from the certificate, by student_id. Whether an arc leads there is
 * seen when arcs are. */
static bool sit_listed(vf_program *program, const int *entrant_of, const vf_json *pairs, bool now,
                       vf_step *step) {
    const vf_season *season = &program->run->season;
    int last = -1;
    int cursor = 0;
    if (!vf_is_list(pairs)) {
        return vf_fail(step, "the certificate lists no children");
    }
    for (const vf_json *pair = vf_first(pairs); pair != NULL; pair = vf_next(pair)) {
        const vf_json *id = vf_first(pair);
        const vf_json *school = id == NULL ? NULL : vf_next(id);
        int student = vf_student_next(season, &cursor, vf_text(id));
        int e = student < 0 ? -1 : entrant_of[student];
        int node = school == NULL ? -1 : vf_school_by_id(season, vf_text(school));
        if (!vf_is_list(pair) || vf_count(pair) != 2 || student <= last || e < 0 || node < 0 ||
            program->node[e] >= 0) {
            return vf_fail(step, "stage %s: the certificate seats %s at %s, which is no such arc",
                           program->run->policy.stages[program->stage].id, vf_text(id),
                           vf_text(school));
        }
        program->node[e] = node;
        program->now[e] = now;
        last = student;
    }
    return true;
}

static void sit_admitted(vf_program *program, int *entrant_of, bool alone) {
    const vf_run *run = program->run;
    for (int i = 0; i < run->season.student_count; i++) {
        entrant_of[i] = -1;
    }
    for (int e = 0; e < program->count; e++) {
        int student = program->entrants[e].student;
        const vf_row *row = &run->rows[student];
        entrant_of[student] = e;
        program->node[e] = -1;
        if (!alone && row->status == VF_ADMITTED && row->stage == program->stage) {
            program->node[e] = row->school;
            program->now[e] = true;
        }
    }
}

static bool sit_all(vf_program *program, const vf_json *seats, bool alone, vf_step *step) {
    size_t count = (size_t)program->count + 1;
    int *entrant_of = vf_alloc((size_t)program->run->season.student_count + 1, sizeof *entrant_of);
    program->node = vf_alloc(count, sizeof *program->node);
    program->now = vf_alloc(count, sizeof *program->now);
    program->load = vf_alloc((size_t)program->ground + 1, sizeof *program->load);
    sit_admitted(program, entrant_of, alone);
    if ((alone && !sit_listed(program, entrant_of, vf_member(seats, "admitted"), true, step)) ||
        !sit_listed(program, entrant_of, vf_member(seats, "forecast"), false, step)) {
        return false;
    }
    for (int e = 0; e < program->count; e++) {
        program->node[e] = program->node[e] < 0 ? program->ground : program->node[e];
        program->load[program->node[e]]++;
    }
    return true;
}

/* ---- prices ---- */

static bool read_price(vf_vector *price, const vf_program *program, const vf_json *list) {
    price->entries = vf_alloc(vf_count(list) + 1, sizeof *price->entries);
    for (const vf_json *pair = vf_first(list); pair != NULL; pair = vf_next(pair)) {
        int64_t level = 0;
        int64_t value = 0;
        const vf_json *first = vf_first(pair);
        if (!vf_is_list(pair) || vf_count(pair) != 2 || !vf_whole(&level, first) ||
            !vf_whole(&value, vf_next(first)) || value == 0 || level < 0 ||
            level >= program->level_count ||
            (price->count > 0 && price->entries[price->count - 1].level >= level)) {
            return false;
        }
        price->entries[price->count++] = (vf_entry){(int)level, value};
    }
    return vf_is_list(list) && price->count > 0;
}

static bool read_prices(vf_program *program, const vf_json *list, vf_step *step) {
    int last = -1;
    program->price = vf_alloc((size_t)program->ground + 1, sizeof *program->price);
    if (!vf_is_list(list)) {
        return vf_fail(step, "the certificate has no prices");
    }
    for (const vf_json *entry = vf_first(list); entry != NULL; entry = vf_next(entry)) {
        int school = vf_school_by_id(&program->run->season, vf_member_text(entry, "school_id"));
        if (school <= last || !vf_has_keys(entry, "school_id price") ||
            !read_price(&program->price[school], program, vf_member(entry, "price"))) {
            return vf_fail(step, "stage %s: the price of %s is no price",
                           program->run->policy.stages[program->stage].id,
                           vf_member_text(entry, "school_id"));
        }
        last = school;
    }
    return true;
}

/* Numbers the schools with free seats, and the ground, by school_id. */
static void number_places(vf_program *program) {
    program->place = vf_alloc((size_t)program->ground + 1, sizeof *program->place);
    for (int s = 0; s < program->ground; s++) {
        program->place[s] = program->seats[s] > 0 ? program->places++ : -1;
    }
    program->place[program->ground] = program->places++;
}

bool vf_program_build(vf_program *program, const vf_run *run, int stage, const vf_json *seats,
                      bool alone, vf_step *step) {
    const vf_entrants *entrants = vf_entrants_of(run, stage);
    *program = (vf_program){.run = run,
                            .stage = stage,
                            .alone = alone,
                            .entrants = entrants->all,
                            .count = alone ? entrants->participants : entrants->count,
                            .ground = run->season.school_count,
                            .seats = run->free_before[stage - run->first_stage],
                            .better = -1};
    number_places(program);
    list_levels(program);
    vf_list_terms(program);
    return sit_all(program, seats, alone, step) &&
           read_prices(program, vf_member(seats, "prices"), step) && vf_weigh_arcs(program, step);
}
