#include "lp/enlarge.h"

#include <string.h>

#include "base/joined.h"
#include "lp/seating.h"

/* Units and sinks that are short together, as a problem of their own. */
typedef struct short_part {
    const hp_kinds *kinds;
    const int32_t *capacity;
    const char **why;
    int32_t *kind_of; /* per unit of the part */
    int32_t unit_count;
    int32_t most_seated; /* with every step */
    hp_growth *growth;   /* per sink: 0 steps outside the part, and no more than are of use */
    hp_cover cover;
    int32_t *steps;  /* per sink: the present proposal */
    int32_t *room;   /* scratch, per sink: places with it */
    int32_t *sought; /* per sink: INT32_MAX where no unit without a place reaches it */
    int32_t seated;  /* with the proposal */
} short_part;

/* ---- seating ---- */

/* Seats as many units as possible with so much room. */
static hp_status seat_units(int32_t *seated, int32_t *sought, const char **why,
                            const hp_kinds *kinds, const int32_t *kind_of, int32_t unit_count,
                            const int32_t *room) {
    hp_exchange *exchange = NULL;
    hp_arena arena = {0};
    hp_status status = hp_exchange_new(&exchange, kinds, kind_of, unit_count, room);
    if (status == HP_OK) {
        status = hp_seating_fill(exchange, &arena, kinds, unit_count, room);
    }
    if (status == HP_OK) {
        status = hp_seating_prove(sought, why, &arena, kinds, exchange, unit_count, room);
    }
    *seated = 0;
    for (int32_t unit = 0; unit < unit_count && status == HP_OK; unit++) {
        *seated += hp_exchange_node(exchange, unit) < kinds->sink_count;
    }
    hp_exchange_free(exchange);
    hp_arena_free(&arena);
    return status;
}

static hp_status seat_part(short_part *part) {
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        const hp_growth *growth = &part->growth[s];
        part->room[s] = part->capacity[s] + (part->steps[s] > 0 ? growth->gain[part->steps[s]] : 0);
    }
    return seat_units(&part->seated, part->sought, part->why, part->kinds, part->kind_of,
                      part->unit_count, part->room);
}

/* ---- sets that are too small ---- */

static bool is_sought(const hp_kinds *kinds, const int32_t *sought, int32_t kind) {
    const int32_t *nodes = hp_kind_nodes(kinds, kind);
    int32_t sinks = hp_kind_size(kinds, kind) - 1;
    for (int32_t i = 0; i < sinks; i++) {
        if (sought[nodes[i]] == INT32_MAX) {
            return false;
        }
    }
    return sinks > 0;
}

/* root[s]: the least sink of the connected set that s belongs to, by kinds all of whose sinks are
 * sought; -1: it is not sought. units[root]: the units of those kinds. */
static void connect(int32_t *root, int32_t *units, const hp_kinds *kinds, const int32_t *kind_of,
                    int32_t unit_count, const int32_t *sought) {
    hp_joined_begin(root, kinds->sink_count);
    memset(units, 0, (size_t)kinds->sink_count * sizeof *units);
    for (int32_t kind = 0; kind < kinds->count; kind++) {
        const int32_t *nodes = hp_kind_nodes(kinds, kind);
        int32_t sinks = is_sought(kinds, sought, kind) ? hp_kind_size(kinds, kind) - 1 : 0;
        for (int32_t i = 1; i < sinks; i++) {
            hp_joined_join(root, nodes[0], nodes[i]);
        }
    }
    for (int32_t s = 0; s < kinds->sink_count; s++) {
        root[s] = sought[s] == INT32_MAX ? -1 : hp_joined_first(root, s);
    }
    for (int32_t unit = 0; unit < unit_count; unit++) {
        if (is_sought(kinds, sought, kind_of[unit])) {
            units[root[hp_kind_nodes(kinds, kind_of[unit])[0]]]++;
        }
    }
}

/* Adds the set of sinks whose root is `name` (-1: every sought one) as one that must gain so much
 * that all of `units` but `spare` fit. */
static hp_status add_set(short_part *part, const int32_t *root, int32_t name, int64_t units,
                         int32_t *sinks) {
    int32_t count = 0;
    int64_t places = 0;
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        if (root[s] >= 0 && (name < 0 || root[s] == name)) {
            sinks[count++] = s;
            places += part->capacity[s];
        }
    }
    return hp_cover_add(&part->cover, sinks, count, units - places);
}

/* What the proposal leaves too small. Where some units can never have a place, it is their number
 * alone that all sets share, so the sets are not taken apart. */
static hp_status add_sets(short_part *part, hp_arena *scratch) {
    size_t sink_count = (size_t)part->kinds->sink_count;
    int32_t spare = part->unit_count - part->most_seated;
    int32_t *root = hp_arena_alloc(scratch, sink_count, sizeof *root);
    int32_t *units = hp_arena_alloc(scratch, sink_count, sizeof *units);
    int32_t *sinks = hp_arena_alloc(scratch, sink_count, sizeof *sinks);
    int64_t all = 0;
    HP_NEED(root);
    HP_NEED(units);
    HP_NEED(sinks);
    connect(root, units, part->kinds, part->kind_of, part->unit_count, part->sought);
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        all += units[s];
        if (spare == 0 && units[s] > 0) {
            HP_TRY(add_set(part, root, s, units[s], sinks));
        }
    }
    return spare == 0 ? HP_OK : add_set(part, root, -1, all - spare, sinks);
}

/* ---- the least steps of a part ---- */

/* Seats the units with the proposal; *enough, or the sets that it leaves too small are added. */
static hp_status judge(bool *enough, short_part *part) {
    hp_arena scratch = {0};
    hp_status status = seat_part(part);
    *enough = status == HP_OK && part->seated >= part->most_seated;
    if (status == HP_OK && !*enough) {
        status = add_sets(part, &scratch);
    }
    hp_arena_free(&scratch);
    return status;
}

/* The best for one goal: proposals are made until one is enough. */
static hp_status reach_goal(short_part *part, const hp_cover_hold *hold) {
    bool enough = false;
    while (!enough) {
        HP_TRY(hp_cover_find(part->steps, part->why, &part->cover, hold));
        HP_TRY(judge(&enough, part));
    }
    return HP_OK;
}

/* The most steps at a sink, and whether the sinks before it leave room for more than it has. */
static bool may_grow(const short_part *part, const hp_cover_hold *hold, int32_t sink) {
    const hp_growth *growth = &part->growth[sink];
    int64_t cost = hold->cost_most;
    int64_t steps = hold->step_most;
    for (int32_t s = 0; s < sink; s++) {
        cost -= part->growth[s].cost * hold->steps[s];
        steps -= hold->steps[s];
    }
    return part->steps[sink] < growth->most && part->steps[sink] < steps &&
           growth->cost * (part->steps[sink] + 1) <= cost;
}

/* Goal after goal: cost, steps, then sink by sink; *kept is a copy of the answer. */
static hp_status minimise(short_part *part, int32_t *kept, hp_cover_hold *hold) {
    size_t bytes = (size_t)part->kinds->sink_count * sizeof *kept;
    HP_TRY(reach_goal(part, hold));
    hold->cost_most = hp_cover_cost(&part->cover, part->steps);
    HP_TRY(reach_goal(part, hold));
    hold->step_most = hp_cover_steps(&part->cover, part->steps);
    memcpy(kept, part->steps, bytes);
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        hold->settled = s;
        hold->steps = kept;
        if (may_grow(part, hold, s)) {
            HP_TRY(reach_goal(part, hold));
            memcpy(kept, part->steps, bytes);
        }
    }
    return HP_OK;
}

/* Looks for steps that cost at most so much and are at most so many; `same`: those of the answer,
 * which may be found. *better: others were. */
static hp_status look_for_better(bool *better, bool *proved, int32_t *found, short_part *part,
                                 int64_t cost_most, int64_t step_most, const int32_t *same) {
    hp_cover_proof proof = HP_COVER_OPEN;
    size_t bytes = (size_t)part->kinds->sink_count * sizeof *found;
    if (*better || cost_most < 0 || step_most < 0) {
        return HP_OK;
    }
    memset(found, 0, bytes);
    HP_TRY(hp_cover_search(&proof, found, &part->cover, cost_most, step_most));
    *proved = *proved && proof != HP_COVER_OPEN;
    *better = proof == HP_COVER_FOUND && (same == NULL || memcmp(found, same, bytes) != 0);
    return HP_OK;
}

/* Proves the answer in `kept`: no cheaper steps, none as cheap that are fewer, none of these before
 * it. The sets are necessary, so what they do not allow cannot be. What the search finds better
 * than GLPK did is the answer where it is enough, else it is what the sets lacked. */
static hp_status prove(bool *proved, short_part *part, hp_arena *arena, int32_t *kept) {
    size_t sinks = (size_t)part->kinds->sink_count;
    int32_t *found = hp_arena_alloc(arena, sinks, sizeof *found);
    bool better = true;
    HP_NEED(found);
    while (better) {
        int64_t cost = hp_cover_cost(&part->cover, kept);
        int64_t steps = hp_cover_steps(&part->cover, kept);
        bool enough = false;
        better = false;
        *proved = true;
        HP_TRY(look_for_better(&better, proved, found, part, cost - 1, INT32_MAX, NULL));
        HP_TRY(look_for_better(&better, proved, found, part, cost, steps - 1, NULL));
        HP_TRY(look_for_better(&better, proved, found, part, cost, steps, kept));
        if (better) {
            memcpy(part->steps, found, sinks * sizeof *found);
            HP_TRY(judge(&enough, part));
        }
        if (enough) {
            memcpy(kept, found, sinks * sizeof *found);
        }
    }
    return HP_OK;
}

static hp_status solve_part(hp_enlargement *enlargement, short_part *part, hp_arena *arena) {
    int32_t *kept = hp_arena_alloc(arena, (size_t)part->kinds->sink_count, sizeof *kept);
    hp_cover_hold hold = {.cost_most = -1, .step_most = -1};
    bool enough = false;
    bool proved = false;
    HP_NEED(kept);
    HP_TRY(judge(&enough, part));
    if (enough) {
        return HP_OK; /* no step helps */
    }
    HP_TRY(minimise(part, kept, &hold));
    memcpy(part->steps, kept, (size_t)part->kinds->sink_count * sizeof *kept);
    HP_TRY(judge(&enough, part));
    if (!enough) {
        *part->why = "the steps that were found do not give the places";
        return HP_UNPROVEN;
    }
    HP_TRY(prove(&proved, part, arena, kept));
    enlargement->proved = enlargement->proved && proved;
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        enlargement->steps[s] += kept[s];
        enlargement->step_count += kept[s];
    }
    return HP_OK;
}

/* ---- parts ---- */

/* Steps beyond which nothing more is gained, or more than all who have no place need. */
static int32_t useful_steps(const hp_growth *growth, int32_t wanted) {
    int32_t most = growth->most;
    while (most > 0 &&
           (growth->gain[most - 1] == growth->gain[most] || growth->gain[most - 1] >= wanted)) {
        most--;
    }
    return most;
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The part's sinks grow, in costs without their common divisor: small figures are exact ones. */
static void limit_growth(short_part *part, const int32_t *root, int32_t name,
                         const hp_growth *growth, int32_t wanted) {
    int64_t divisor = 0;
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        part->growth[s] = growth[s];
        part->growth[s].most = root[s] == name ? useful_steps(&growth[s], wanted) : 0;
        divisor = part->growth[s].most > 0 ? common_divisor(divisor, growth[s].cost) : divisor;
    }
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        part->growth[s].cost = divisor > 0 ? part->growth[s].cost / divisor : 0;
    }
}

/* How many have a place before and after every step that there may be. */
static hp_status measure(short_part *part, const int32_t *root, int32_t name,
                         const hp_growth *growth) {
    HP_TRY(seat_part(part));
    int32_t before = part->seated;
    for (int32_t s = 0; s < part->kinds->sink_count; s++) {
        part->growth[s] = growth[s];
        part->growth[s].most = root[s] == name ? growth[s].most : 0;
        part->steps[s] = part->growth[s].most;
    }
    HP_TRY(seat_part(part));
    part->most_seated = part->seated;
    memset(part->steps, 0, (size_t)part->kinds->sink_count * sizeof *part->steps);
    limit_growth(part, root, name, growth, part->most_seated - before);
    return HP_OK;
}

static hp_status begin_part(short_part *part, hp_arena *arena, const int32_t *root, int32_t name,
                            const int32_t *sought, const int32_t *kind_of, int32_t unit_count) {
    size_t sinks = (size_t)part->kinds->sink_count;
    part->kind_of = hp_arena_alloc(arena, (size_t)unit_count, sizeof *part->kind_of);
    part->growth = hp_arena_alloc(arena, sinks, sizeof *part->growth);
    part->steps = hp_arena_alloc(arena, sinks, sizeof *part->steps);
    part->room = hp_arena_alloc(arena, sinks, sizeof *part->room);
    part->sought = hp_arena_alloc(arena, sinks, sizeof *part->sought);
    HP_NEED(part->kind_of);
    HP_NEED(part->growth);
    HP_NEED(part->steps);
    HP_NEED(part->room);
    HP_NEED(part->sought);
    part->cover = (hp_cover){.sink_count = part->kinds->sink_count, .growth = part->growth};
    for (int32_t unit = 0; unit < unit_count; unit++) {
        if (is_sought(part->kinds, sought, kind_of[unit]) &&
            root[hp_kind_nodes(part->kinds, kind_of[unit])[0]] == name) {
            part->kind_of[part->unit_count++] = kind_of[unit];
        }
    }
    return HP_OK;
}

static hp_status enlarge_part(hp_enlargement *enlargement, const char **why, const hp_kinds *kinds,
                              const int32_t *kind_of, int32_t unit_count, const int32_t *capacity,
                              const hp_growth *growth, const int32_t *root, int32_t name,
                              const int32_t *sought) {
    hp_arena arena = {0};
    short_part part = {.kinds = kinds, .capacity = capacity, .why = why};
    hp_status status = begin_part(&part, &arena, root, name, sought, kind_of, unit_count);
    if (status == HP_OK) {
        status = measure(&part, root, name, growth);
    }
    if (status == HP_OK) {
        status = solve_part(enlargement, &part, &arena);
    }
    enlargement->most_seated -= part.unit_count - part.most_seated;
    hp_cover_free(&part.cover);
    hp_arena_free(&arena);
    return status;
}

hp_status hp_enlarge(hp_enlargement *enlargement, const char **why, hp_arena *arena,
                     const hp_kinds *kinds, const int32_t *kind_of, int32_t unit_count,
                     const int32_t *capacity, const hp_growth *growth) {
    size_t sinks = (size_t)kinds->sink_count;
    int32_t *sought = hp_arena_alloc(arena, sinks, sizeof *sought);
    int32_t *root = hp_arena_alloc(arena, sinks, sizeof *root);
    int32_t *units = hp_arena_alloc(arena, sinks, sizeof *units);
    *enlargement = (hp_enlargement){.proved = true};
    enlargement->steps = hp_arena_alloc(arena, sinks, sizeof *enlargement->steps);
    HP_NEED(sought);
    HP_NEED(root);
    HP_NEED(units);
    HP_NEED(enlargement->steps);
    HP_TRY(seat_units(&enlargement->seated, sought, why, kinds, kind_of, unit_count, capacity));
    connect(root, units, kinds, kind_of, unit_count, sought);
    for (int32_t unit = 0; unit < unit_count; unit++) {
        enlargement->unit_count += hp_kind_size(kinds, kind_of[unit]) > 1;
    }
    enlargement->most_seated = enlargement->unit_count;
    for (int32_t s = 0; s < kinds->sink_count; s++) {
        if (root[s] == s && units[s] > 0) {
            HP_TRY(enlarge_part(enlargement, why, kinds, kind_of, unit_count, capacity, growth,
                                root, s, sought));
        }
    }
    for (int32_t s = 0; s < kinds->sink_count; s++) {
        enlargement->cost += growth[s].cost * enlargement->steps[s];
    }
    return HP_OK;
}
