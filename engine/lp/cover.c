#include "lp/cover.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "lp/whole.h"

/* ---- sets ---- */

void hp_cover_free(hp_cover *cover) {
    for (size_t i = 0; i < cover->set_count; i++) {
        free(cover->sets[i].sinks);
    }
    free(cover->sets);
    cover->sets = NULL;
    cover->set_count = 0;
}

hp_status hp_cover_add(hp_cover *cover, const int32_t *sinks, int32_t count, int64_t need) {
    HP_TRY(hp_grow(&cover->sets, &cover->set_capacity, cover->set_count + 1, sizeof *cover->sets));
    hp_cover_set *set = &cover->sets[cover->set_count];
    set->sinks = malloc(((size_t)count + 1) * sizeof *set->sinks);
    HP_NEED(set->sinks);
    memcpy(set->sinks, sinks, (size_t)count * sizeof *sinks);
    set->count = count;
    set->need = need;
    cover->set_count++;
    return HP_OK;
}

int64_t hp_cover_cost(const hp_cover *cover, const int32_t *steps) {
    int64_t cost = 0;
    for (int32_t s = 0; s < cover->sink_count; s++) {
        cost += cover->growth[s].cost * steps[s];
    }
    return cost;
}

int64_t hp_cover_steps(const hp_cover *cover, const int32_t *steps) {
    int64_t count = 0;
    for (int32_t s = 0; s < cover->sink_count; s++) {
        count += steps[s];
    }
    return count;
}

/* ---- the program for GLPK ---- */

/* Columns of a sink: its first steps that give something, as one; then runs of steps that give the
 * same. The first are a column of their own where a later step gives more, and every later one then
 * asks for it. */
typedef struct column_of_steps {
    int32_t sink;
    int32_t steps; /* that one of it is */
    int32_t gain;  /* that one of it gives */
    int32_t most;
    int32_t after; /* the column without which it may not be; -1: none */
} column_of_steps;

typedef struct cover_program {
    const hp_cover *cover;
    hp_arena arena;
    column_of_steps *columns;
    int32_t column_count;
    int32_t *first; /* per sink: its first column; sink_count + 1 */
    int32_t *begin; /* the rows, as hp_whole has them */
    int32_t *column;
    int64_t *coefficient;
    int64_t *least;
    int32_t row_count;
    int32_t entry_count;
} cover_program;

static void split_sink(cover_program *program, int32_t sink) {
    const hp_growth *growth = &program->cover->growth[sink];
    int32_t opening = 1;
    int32_t after = -1;
    while (opening <= growth->most && growth->gain[opening] == 0) {
        opening++;
    }
    if (opening > growth->most) {
        return;
    }
    if (opening > 1 || (growth->most > 1 && growth->gain[2] - growth->gain[1] > growth->gain[1])) {
        after = program->column_count++;
        program->columns[after] = (column_of_steps){
            .sink = sink, .steps = opening, .gain = growth->gain[opening], .most = 1, .after = -1};
    } else {
        opening = 0;
    }
    for (int32_t k = opening + 1; k <= growth->most; k++) {
        int32_t gain = growth->gain[k] - growth->gain[k - 1];
        column_of_steps *last = &program->columns[program->column_count - 1];
        if (k > opening + 1 && last->gain == gain) {
            last->most++;
        } else {
            program->columns[program->column_count++] = (column_of_steps){
                .sink = sink, .steps = 1, .gain = gain, .most = 1, .after = after};
        }
    }
}

static hp_status split_sinks(cover_program *program) {
    const hp_cover *cover = program->cover;
    size_t room = 1;
    for (int32_t s = 0; s < cover->sink_count; s++) {
        room += (size_t)cover->growth[s].most + 1;
    }
    program->columns = hp_arena_alloc(&program->arena, room, sizeof *program->columns);
    program->first = hp_arena_alloc(&program->arena, (size_t)cover->sink_count + 1,
                                    sizeof *program->first);
    HP_NEED(program->columns);
    HP_NEED(program->first);
    for (int32_t s = 0; s < cover->sink_count; s++) {
        program->first[s] = program->column_count;
        split_sink(program, s);
    }
    program->first[cover->sink_count] = program->column_count;
    return HP_OK;
}

static void put_entry(cover_program *program, int32_t column, int64_t coefficient) {
    if (coefficient != 0) {
        program->column[program->entry_count] = column;
        program->coefficient[program->entry_count++] = coefficient;
    }
}

static void end_row(cover_program *program, int64_t least) {
    program->least[program->row_count++] = least;
    program->begin[program->row_count] = program->entry_count;
}

/* Every set gains what it needs; what a column gives beyond a need counts as the need. */
static void put_sets(cover_program *program) {
    const hp_cover *cover = program->cover;
    for (size_t i = 0; i < cover->set_count; i++) {
        const hp_cover_set *set = &cover->sets[i];
        for (int32_t j = 0; j < set->count; j++) {
            for (int32_t c = program->first[set->sinks[j]]; c < program->first[set->sinks[j] + 1];
                 c++) {
                int64_t gain = program->columns[c].gain;
                put_entry(program, c, gain < set->need ? gain : set->need);
            }
        }
        end_row(program, set->need);
    }
}

static void put_orders(cover_program *program) {
    for (int32_t c = 0; c < program->column_count; c++) {
        if (program->columns[c].after >= 0) {
            put_entry(program, program->columns[c].after, program->columns[c].most);
            put_entry(program, c, -1);
            end_row(program, 0);
        }
    }
}

static void put_holds(cover_program *program, const hp_cover_hold *hold) {
    const hp_growth *growth = program->cover->growth;
    if (hold->cost_most >= 0) {
        for (int32_t c = 0; c < program->column_count; c++) {
            put_entry(program, c,
                      -growth[program->columns[c].sink].cost * program->columns[c].steps);
        }
        end_row(program, -hold->cost_most);
    }
    if (hold->step_most >= 0) {
        for (int32_t c = 0; c < program->column_count; c++) {
            put_entry(program, c, -(int64_t)program->columns[c].steps);
        }
        end_row(program, -hold->step_most);
    }
    for (int32_t s = 0; s < hold->settled; s++) {
        if (hold->steps[s] > 0) {
            for (int32_t c = program->first[s]; c < program->first[s + 1]; c++) {
                put_entry(program, c, program->columns[c].steps);
            }
            end_row(program, hold->steps[s]);
        }
    }
}

static hp_status put_rows(cover_program *program, const hp_cover_hold *hold) {
    const hp_cover *cover = program->cover;
    size_t columns = (size_t)program->column_count;
    size_t rows = cover->set_count + columns + 2 + (size_t)cover->sink_count;
    size_t entries = columns * (cover->set_count + 5);
    program->begin = hp_arena_alloc(&program->arena, rows + 1, sizeof *program->begin);
    program->least = hp_arena_alloc(&program->arena, rows, sizeof *program->least);
    program->column = hp_arena_alloc(&program->arena, entries, sizeof *program->column);
    program->coefficient = hp_arena_alloc(&program->arena, entries, sizeof *program->coefficient);
    HP_NEED(program->begin);
    HP_NEED(program->least);
    HP_NEED(program->column);
    HP_NEED(program->coefficient);
    put_sets(program);
    put_orders(program);
    put_holds(program, hold);
    return HP_OK;
}

static int64_t goal_of(const cover_program *program, const hp_cover_hold *hold, int32_t column) {
    const column_of_steps *steps = &program->columns[column];
    if (hold->cost_most < 0) {
        return program->cover->growth[steps->sink].cost * steps->steps;
    }
    if (hold->step_most < 0) {
        return steps->steps;
    }
    return steps->sink == hold->settled ? -steps->steps : 0;
}

static hp_status find(int32_t *steps, const char **why, cover_program *program,
                      const hp_cover_hold *hold) {
    HP_TRY(split_sinks(program));
    HP_TRY(put_rows(program, hold));
    size_t columns = (size_t)program->column_count;
    int32_t *most = hp_arena_alloc(&program->arena, columns, sizeof *most);
    int32_t *x = hp_arena_alloc(&program->arena, columns, sizeof *x);
    int64_t *cost = hp_arena_alloc(&program->arena, columns, sizeof *cost);
    HP_NEED(most);
    HP_NEED(x);
    HP_NEED(cost);
    for (int32_t c = 0; c < program->column_count; c++) {
        most[c] = program->columns[c].most;
        cost[c] = goal_of(program, hold, c);
    }
    const hp_whole whole = {.column_count = program->column_count,
                            .most = most,
                            .row_count = program->row_count,
                            .begin = program->begin,
                            .column = program->column,
                            .coefficient = program->coefficient,
                            .least = program->least};
    HP_TRY(hp_whole_minimise(x, why, &whole, cost));
    memset(steps, 0, (size_t)program->cover->sink_count * sizeof *steps);
    for (int32_t c = 0; c < program->column_count; c++) {
        steps[program->columns[c].sink] += program->columns[c].steps * x[c];
    }
    return HP_OK;
}

hp_status hp_cover_find(int32_t *steps, const char **why, const hp_cover *cover,
                        const hp_cover_hold *hold) {
    cover_program program = {.cover = cover};
    hp_status status = find(steps, why, &program, hold);
    hp_arena_free(&program.arena);
    return status;
}

/* ---- the search in whole numbers ---- */

/* Sinks looked at before a search is given up; the parts of a unit of cost in which bounds are
 * counted, and the greatest total cost with which these are; those of total cost and gain with
 * which nothing overflows. */
enum { MOST_LOOKS = 20000000, FINE = 1024 };
static const int64_t MOST_FINE_COST = (int64_t)1 << 31;
static const int64_t MOST_COST = (int64_t)1 << 41;
static const int64_t MOST_GAIN = (int64_t)1 << 20;

/* A price per place: no steps of the sink give a place for less than cost / places. */
typedef struct rate {
    int32_t sink;
    int64_t cost;
    int64_t places;
} rate;

typedef struct cover_search {
    const hp_cover *cover;
    int32_t *steps;    /* per sink: those before the present one are chosen */
    int64_t *need;     /* per set: what is left of it */
    rate **by_cost;    /* per set: its sinks, the cheapest places first */
    rate **by_step;    /* per set: those that give most first */
    int32_t **sets_of; /* per sink: the sets that have it; -1 ends the list */
    int32_t *mark;     /* per sink: the last bound that counted it */
    int32_t bound;
    int64_t fine; /* parts of a unit of cost */
    int64_t looks;
} cover_search;

static int compare_rates(const void *left, const void *right) {
    const rate *a = left;
    const rate *b = right;
    int64_t x = a->cost * b->places;
    int64_t y = b->cost * a->places;
    int order = (x > y) - (x < y);
    return order != 0 ? order : (a->sink > b->sink) - (a->sink < b->sink);
}

/* The least that the rest of a set costs with sinks from `from` on, in parts of a unit, rounded
 * down; INT64_MAX: they cannot give it. */
static int64_t rest_of_set(cover_search *search, const rate *rates, size_t set, int32_t from) {
    int64_t need = search->need[set];
    int64_t cost = 0;
    for (int32_t i = 0; need > 0 && i < search->cover->sets[set].count; i++) {
        search->looks++;
        if (rates[i].sink >= from && rates[i].places > 0) {
            const hp_growth *growth = &search->cover->growth[rates[i].sink];
            int64_t take = growth->gain[growth->most] < need ? growth->gain[growth->most] : need;
            cost += take * rates[i].cost * search->fine / rates[i].places;
            need -= take;
        }
    }
    return need > 0 ? INT64_MAX : cost;
}

/* Marks the set's sinks from `from` on; false, and none is, where one is marked already. */
static bool mark_set(cover_search *search, size_t set, int32_t from) {
    const hp_cover_set *sinks = &search->cover->sets[set];
    for (int32_t i = 0; i < sinks->count; i++) {
        if (sinks->sinks[i] >= from && search->mark[sinks->sinks[i]] == search->bound) {
            return false;
        }
    }
    for (int32_t i = 0; i < sinks->count; i++) {
        search->mark[sinks->sinks[i]] = search->bound;
    }
    return true;
}

/* No steps of the sinks from `from` on that give the sets what is left cost less; INT64_MAX: there
 * are none. */
static int64_t rest(cover_search *search, rate *const *rates, int32_t from) {
    int64_t greatest = 0;
    int64_t apart = 0;
    search->bound++;
    for (size_t set = 0; set < search->cover->set_count; set++) {
        int64_t cost = search->need[set] <= 0 ? 0 : rest_of_set(search, rates[set], set, from);
        if (cost == INT64_MAX) {
            return INT64_MAX;
        }
        greatest = cost > greatest ? cost : greatest;
        apart += cost > 0 && mark_set(search, set, from) ? cost : 0;
    }
    greatest = apart > greatest ? apart : greatest;
    return (greatest + search->fine - 1) / search->fine;
}

static void take_steps(cover_search *search, int32_t sink, int32_t steps, int sign) {
    const hp_growth *growth = &search->cover->growth[sink];
    for (const int32_t *set = search->sets_of[sink]; *set >= 0; set++) {
        search->need[*set] -= sign * (int64_t)growth->gain[steps];
    }
}

/* Chooses the steps of `sink` and all after it, so that they cost at most so much. */
static hp_cover_proof choose(cover_search *search, int32_t sink, int64_t cost, int64_t steps) {
    int64_t least = rest(search, search->by_cost, sink);
    int64_t fewest = least == INT64_MAX ? INT64_MAX : rest(search, search->by_step, sink);
    if (search->looks > MOST_LOOKS) {
        return HP_COVER_OPEN;
    }
    if (least > cost || fewest > steps) {
        return HP_COVER_NONE;
    }
    while (sink < search->cover->sink_count && *search->sets_of[sink] < 0) {
        search->steps[sink++] = 0;
    }
    if (sink == search->cover->sink_count) {
        return HP_COVER_FOUND;
    }
    const hp_growth *growth = &search->cover->growth[sink];
    for (int32_t k = growth->most; k >= 0; k--) {
        if (k * growth->cost > cost || k > steps) {
            continue;
        }
        search->steps[sink] = k;
        take_steps(search, sink, k, 1);
        hp_cover_proof proof = choose(search, sink + 1, cost - k * growth->cost, steps - k);
        take_steps(search, sink, k, -1);
        if (proof != HP_COVER_NONE) {
            return proof;
        }
    }
    return HP_COVER_NONE;
}

/* The steps of the sink that give most places each. */
static rate rate_of(const hp_cover *cover, int32_t sink, bool by_cost) {
    const hp_growth *growth = &cover->growth[sink];
    int64_t steps = 1;
    int64_t places = 0;
    for (int32_t k = 1; k <= growth->most; k++) {
        if (growth->gain[k] * steps > places * k) {
            places = growth->gain[k];
            steps = k;
        }
    }
    return (rate){.sink = sink, .cost = steps * (by_cost ? growth->cost : 1), .places = places};
}

static hp_status list_rates(rate **rates, hp_arena *arena, const hp_cover *cover, size_t set,
                            bool by_cost) {
    const hp_cover_set *sinks = &cover->sets[set];
    *rates = hp_arena_alloc(arena, (size_t)sinks->count, sizeof **rates);
    HP_NEED(*rates);
    for (int32_t i = 0; i < sinks->count; i++) {
        (*rates)[i] = rate_of(cover, sinks->sinks[i], by_cost);
        if ((*rates)[i].places == 0) { /* last */
            (*rates)[i].cost = 1;
        }
    }
    qsort(*rates, (size_t)sinks->count, sizeof **rates, compare_rates);
    return HP_OK;
}

static hp_status list_sets(cover_search *search, hp_arena *arena) {
    const hp_cover *cover = search->cover;
    size_t sinks = (size_t)cover->sink_count;
    size_t entries = sinks;
    for (size_t set = 0; set < cover->set_count; set++) {
        entries += (size_t)cover->sets[set].count;
    }
    int32_t *room = hp_arena_alloc(arena, entries, sizeof *room);
    int32_t *count = hp_arena_alloc(arena, sinks, sizeof *count);
    search->sets_of = hp_arena_alloc(arena, sinks, sizeof *search->sets_of);
    HP_NEED(room);
    HP_NEED(count);
    HP_NEED(search->sets_of);
    for (size_t set = 0; set < cover->set_count; set++) {
        for (int32_t i = 0; i < cover->sets[set].count; i++) {
            int32_t sink = cover->sets[set].sinks[i];
            count[sink] += cover->growth[sink].most > 0;
        }
    }
    for (int32_t s = 0; s < cover->sink_count; s++) {
        search->sets_of[s] = room;
        room += count[s] + 1;
        search->sets_of[s][count[s]] = -1;
        count[s] = 0;
    }
    for (size_t set = 0; set < cover->set_count; set++) {
        for (int32_t i = 0; i < cover->sets[set].count; i++) {
            int32_t sink = cover->sets[set].sinks[i];
            if (cover->growth[sink].most > 0) {
                search->sets_of[sink][count[sink]++] = (int32_t)set;
            }
        }
    }
    return HP_OK;
}

static hp_status begin_search(cover_search *search, hp_arena *arena) {
    const hp_cover *cover = search->cover;
    size_t sets = cover->set_count;
    search->need = hp_arena_alloc(arena, sets, sizeof *search->need);
    search->by_cost = hp_arena_alloc(arena, sets, sizeof *search->by_cost);
    search->by_step = hp_arena_alloc(arena, sets, sizeof *search->by_step);
    search->mark = hp_arena_alloc(arena, (size_t)cover->sink_count, sizeof *search->mark);
    HP_NEED(search->need);
    HP_NEED(search->by_cost);
    HP_NEED(search->by_step);
    HP_NEED(search->mark);
    for (size_t set = 0; set < sets; set++) {
        search->need[set] = cover->sets[set].need;
        HP_TRY(list_rates(&search->by_cost[set], arena, cover, set, true));
        HP_TRY(list_rates(&search->by_step[set], arena, cover, set, false));
    }
    return list_sets(search, arena);
}

/* In how fine parts bounds can be counted without overflow; 0: not at all. */
static int64_t fine_of(const hp_cover *cover) {
    int64_t cost = 0;
    int64_t gain = 0;
    for (int32_t s = 0; s < cover->sink_count; s++) {
        const hp_growth *growth = &cover->growth[s];
        if (growth->most > 0) {
            if (growth->cost > MOST_COST) {
                return 0;
            }
            cost += growth->cost * growth->most;
            gain += growth->gain[growth->most];
        }
    }
    if (cost > MOST_COST || gain > MOST_GAIN) {
        return 0;
    }
    return cost > MOST_FINE_COST ? 1 : FINE;
}

hp_status hp_cover_search(hp_cover_proof *proof, int32_t *steps, const hp_cover *cover,
                          int64_t cost_most, int64_t step_most) {
    cover_search search = {.cover = cover, .steps = steps, .fine = fine_of(cover)};
    hp_arena arena = {0};
    *proof = HP_COVER_OPEN;
    if (search.fine == 0) {
        return HP_OK;
    }
    hp_status status = begin_search(&search, &arena);
    if (status == HP_OK) {
        *proof = choose(&search, 0, cost_most, step_most);
    }
    hp_arena_free(&arena);
    return status;
}
