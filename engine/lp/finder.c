#include "lp/finder.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "lp/shifts.h"

/* Prices are learned from samples of this many rows and more, each so many times the one before. */
enum { SAMPLE_ROWS = 1024, SAMPLE_STRIDE = 8 };

/* Prices are far when one unit in so many is where there is no room. */
enum { FAR_SHARE = 4 };

typedef enum mark { UNSEEN, QUEUED, DONE } mark;

typedef struct finder {
    const hp_program *program;
    int32_t stride; /* every so many rows take part */
    int32_t ground; /* the last node */
    hp_arena arena;
    int32_t *flow;     /* per arc */
    int32_t *capacity; /* per sink; of a sample, its share */
    int32_t *load;
    hp_lex_room *price; /* per node; nowhere below 0 */
    bool *open;         /* per sink: has room, and its price is 0 */
    int32_t *reach_end; /* per row: the arcs before are in use, those behind are no better … */
    bool *on_ground;    /* … than the last or, where this is true, than the ground's */
    int32_t *waiting;   /* per sink: first of the rows that look no further while it is open; -1 */
    int32_t *next;      /* per row: the next one that waits at the same sink; -1 */
    hp_shifts shifts;
    /* the search under way */
    bool forward;        /* along the moves; else against them */
    mark *marks;         /* per node */
    hp_lex_room *length; /* per node: of the cheapest chain so far */
    hp_lex_room *rank;   /* per node: what the queue goes by */
    int32_t *by;         /* per node: the last edge of that chain */
    int32_t *queue;      /* a heap of nodes */
    int32_t queued;
    int32_t *place; /* per node: where in the queue */
    int32_t *seen;  /* the nodes to clear afterwards */
    int32_t seen_count;
    int32_t end;       /* where the best chain ends; -1: none yet */
    hp_lex_room bound; /* rank of the end */
    hp_lex_room sum;
    hp_effort *effort;
} finder;

static hp_status finder_new(finder *find) {
    size_t nodes = (size_t)find->ground + 1;
    size_t rows = (size_t)find->program->row_count;
    hp_arena *arena = &find->arena;
    find->capacity = hp_arena_alloc(arena, nodes, sizeof *find->capacity);
    find->load = hp_arena_alloc(arena, nodes, sizeof *find->load);
    find->open = hp_arena_alloc(arena, nodes, sizeof *find->open);
    find->reach_end = hp_arena_alloc(arena, rows, sizeof *find->reach_end);
    find->on_ground = hp_arena_alloc(arena, rows, sizeof *find->on_ground);
    find->waiting = hp_arena_alloc(arena, nodes, sizeof *find->waiting);
    find->next = hp_arena_alloc(arena, rows, sizeof *find->next);
    find->marks = hp_arena_alloc(arena, nodes, sizeof *find->marks);
    find->by = hp_arena_alloc(arena, nodes, sizeof *find->by);
    find->queue = hp_arena_alloc(arena, nodes, sizeof *find->queue);
    find->place = hp_arena_alloc(arena, nodes, sizeof *find->place);
    find->seen = hp_arena_alloc(arena, nodes, sizeof *find->seen);
    find->length = hp_arena_alloc(arena, nodes, sizeof *find->length);
    find->rank = hp_arena_alloc(arena, nodes, sizeof *find->rank);
    HP_NEED(find->capacity);
    HP_NEED(find->load);
    HP_NEED(find->open);
    HP_NEED(find->reach_end);
    HP_NEED(find->on_ground);
    HP_NEED(find->waiting);
    HP_NEED(find->next);
    HP_NEED(find->marks);
    HP_NEED(find->by);
    HP_NEED(find->queue);
    HP_NEED(find->place);
    HP_NEED(find->seen);
    HP_NEED(find->length);
    HP_NEED(find->rank);
    return hp_shifts_new(&find->shifts, find->program, find->flow);
}

static void free_rooms(hp_lex_room *rooms, int32_t count) {
    for (int32_t i = 0; rooms != NULL && i < count; i++) {
        hp_lex_free(&rooms[i]);
    }
}

static void finder_free(finder *find) {
    free_rooms(find->length, find->ground + 1);
    free_rooms(find->rank, find->ground + 1);
    hp_lex_free(&find->bound);
    hp_lex_free(&find->sum);
    hp_shifts_free(&find->shifts);
    hp_arena_free(&find->arena);
}

/* ---- the arcs in use ---- */

static int32_t ground_arc(const finder *find, int32_t row) {
    return find->program->arc_begin[row + 1] - 1;
}

/* Offers the moves of a row's units on `from` to one of its arcs. */
static hp_status offer(finder *find, int32_t row, int32_t from, int32_t to) {
    return from == to ? HP_OK : hp_shifts_offer(&find->shifts, row, from, to);
}

/* Offers the moves of a row's units on `from` to all arcs in use. */
static hp_status offer_all(finder *find, int32_t row, int32_t from) {
    for (int32_t to = find->program->arc_begin[row]; to < find->reach_end[row]; to++) {
        HP_TRY(offer(find, row, from, to));
    }
    return find->on_ground[row] ? offer(find, row, from, ground_arc(find, row)) : HP_OK;
}

/* Offers the moves of all of a row's units to an arc that came into use. */
static hp_status offer_to(finder *find, int32_t row, int32_t to) {
    int32_t ground = ground_arc(find, row);
    for (int32_t from = find->program->arc_begin[row]; from < find->reach_end[row]; from++) {
        if (find->flow[from] > 0) {
            HP_TRY(offer(find, row, from, to));
        }
    }
    return find->flow[ground] > 0 ? offer(find, row, ground, to) : HP_OK;
}

/* Takes arcs into use until one leads to an open sink or the ground's is no dearer: as prices are
 * nowhere below 0, the arcs behind cannot be better. */
static hp_status look_further(finder *find, int32_t row) {
    const hp_program *program = find->program;
    int32_t ground = ground_arc(find, row);
    while (!find->on_ground[row]) {
        int32_t arc = find->reach_end[row];
        if (arc == ground || hp_program_compare(program, row, arc, ground) > 0) {
            find->on_ground[row] = true;
            return offer_to(find, row, ground);
        }
        find->reach_end[row]++;
        HP_TRY(offer_to(find, row, arc));
        int32_t sink = program->arc_sink[arc];
        if (find->open[sink]) {
            find->next[row] = find->waiting[sink];
            find->waiting[sink] = row;
            return HP_OK;
        }
    }
    return HP_OK;
}

/* A sink that was open is full: the rows that waited there look further. */
static hp_status close_sink(finder *find, int32_t sink) {
    int32_t row = find->waiting[sink];
    find->open[sink] = false;
    find->waiting[sink] = -1;
    while (row >= 0) {
        int32_t next = find->next[row];
        HP_TRY(look_further(find, row));
        row = next;
    }
    return HP_OK;
}

/* ---- the queue of a search ---- */

static bool is_sooner(const finder *find, int32_t a, int32_t b) {
    return hp_lex_sign(hp_lex_of(&find->rank[a]), (hp_lex){0}, hp_lex_of(&find->rank[b])) < 0;
}

static void put_at(finder *find, int32_t at, int32_t node) {
    find->queue[at] = node;
    find->place[node] = at;
}

static void rise(finder *find, int32_t at) {
    int32_t node = find->queue[at];
    while (at > 0 && is_sooner(find, node, find->queue[(at - 1) / 2])) {
        put_at(find, at, find->queue[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put_at(find, at, node);
}

static void enqueue(finder *find, int32_t node) {
    if (find->marks[node] == UNSEEN) {
        find->marks[node] = QUEUED;
        find->seen[find->seen_count++] = node;
        put_at(find, find->queued++, node);
    }
    rise(find, find->place[node]);
}

static int32_t dequeue(finder *find) {
    int32_t first = find->queue[0];
    int32_t moved = find->queue[--find->queued];
    int32_t at = 0;
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= find->queued) {
            break;
        }
        child += child + 1 < find->queued &&
                 is_sooner(find, find->queue[child + 1], find->queue[child]);
        if (!is_sooner(find, find->queue[child], moved)) {
            break;
        }
        put_at(find, at, find->queue[child]);
        at = child;
    }
    if (find->queued > 0) {
        put_at(find, at, moved);
    }
    return first;
}

/* ---- a search ---- */

static bool has_room(const finder *find, int32_t node) {
    return node == find->ground || find->load[node] < find->capacity[node];
}

/* Whether a chain of length find->sum that ends at `node` cannot better the best one. */
static bool is_beyond(const finder *find, int32_t node) {
    hp_lex sum = hp_lex_of(&find->sum);
    hp_lex price = hp_lex_of(&find->price[node]);
    hp_lex bound = hp_lex_of(&find->bound);
    if (find->end < 0) {
        return false;
    }
    return find->forward ? hp_lex_sign(sum, price, bound) >= 0
                         : hp_lex_sign(bound, price, sum) <= 0;
}

static hp_status set_end(finder *find, int32_t node, int32_t edge, hp_lex price) {
    find->end = node;
    find->by[node] = edge;
    return hp_lex_set(&find->bound, hp_lex_of(&find->sum), price, (hp_lex){0});
}

/* The chain to a node grows by an edge. Forward, it may end wherever there is room; backward,
 * wherever a unit may be missing once the price there has come down to 0. */
static hp_status grow_chain(finder *find, int32_t node, int32_t edge) {
    const hp_edge *step = &find->shifts.edges[edge];
    int32_t next = find->forward ? step->to : step->from;
    find->effort->steps++;
    if (find->marks[next] == DONE) {
        return HP_OK;
    }
    HP_TRY(hp_lex_set(&find->sum, hp_lex_of(&find->length[node]), step->cost, (hp_lex){0}));
    hp_lex sum = hp_lex_of(&find->sum);
    if (is_beyond(find, next) ||
        (find->marks[next] == QUEUED &&
         hp_lex_sign(sum, (hp_lex){0}, hp_lex_of(&find->length[next])) >= 0)) {
        return HP_OK;
    }
    if (find->forward && has_room(find, next)) {
        return set_end(find, next, edge, hp_lex_of(&find->price[next]));
    }
    if (!find->forward && hp_lex_sign(sum, (hp_lex){0}, hp_lex_of(&find->bound)) < 0) {
        HP_TRY(set_end(find, next, edge, (hp_lex){0}));
    }
    hp_lex price = hp_lex_of(&find->price[next]);
    HP_TRY(hp_lex_set(&find->rank[next], sum, find->forward ? price : (hp_lex){0},
                      find->forward ? (hp_lex){0} : price));
    hp_lex_room old = find->length[next];
    find->length[next] = find->sum;
    find->sum = old;
    find->by[next] = edge;
    enqueue(find, next);
    return HP_OK;
}

static hp_status begin_search(finder *find, int32_t start, bool forward) {
    hp_lex none = {0};
    hp_lex price = hp_lex_of(&find->price[start]);
    find->forward = forward;
    find->end = forward ? -1 : start;
    find->bound.count = 0;
    find->length[start].count = 0;
    find->effort->searches++;
    HP_TRY(hp_lex_set(&find->rank[start], none, forward ? price : none, forward ? none : price));
    enqueue(find, start);
    return HP_OK;
}

/* Prices of the nodes that are nearer than the end: forward they rise, backward they fall, so that
 * every step of the chain costs nothing more. */
static hp_status end_search(finder *find) {
    hp_lex bound = hp_lex_of(&find->bound);
    for (int32_t i = 0; i < find->seen_count; i++) {
        int32_t node = find->seen[i];
        hp_lex length = hp_lex_of(&find->length[node]);
        if (find->marks[node] == DONE && node != find->ground) {
            HP_TRY(hp_lex_set(&find->price[node], find->forward ? bound : length, (hp_lex){0},
                              find->forward ? length : bound));
        }
        find->marks[node] = UNSEEN;
    }
    find->queued = 0;
    find->seen_count = 0;
    return HP_OK;
}

/* The cheapest chain that begins (forward) or ends at `start`, into find->end and find->by; prices
 * follow. */
static hp_status search(finder *find, int32_t start, bool forward) {
    HP_TRY(begin_search(find, start, forward));
    while (find->queued > 0) {
        int32_t node = dequeue(find);
        if (find->end >= 0 &&
            hp_lex_sign(hp_lex_of(&find->rank[node]), (hp_lex){0}, hp_lex_of(&find->bound)) >= 0) {
            break;
        }
        find->marks[node] = DONE;
        const hp_edges *edges = forward ? &find->shifts.out[node] : &find->shifts.in[node];
        for (size_t i = 0; i < edges->count; i++) {
            if (hp_shifts_best(&find->shifts, edges->edges[i]) != NULL) {
                HP_TRY(grow_chain(find, node, edges->edges[i]));
            }
        }
    }
    return end_search(find);
}

/* ---- moving units ---- */

/* Withdraws the moves of a row's units from an arc on which none is left. */
static void withdraw_all(finder *find, int32_t row, int32_t from) {
    for (int32_t to = find->program->arc_begin[row]; to < find->reach_end[row]; to++) {
        hp_shifts_withdraw(&find->shifts, from, to);
    }
    hp_shifts_withdraw(&find->shifts, from, ground_arc(find, row));
}

static hp_status move(finder *find, const hp_shift *shift, int32_t units) {
    int32_t row = shift->row;
    int32_t to = shift->to;
    find->flow[shift->from] -= units;
    find->flow[to] += units;
    if (find->flow[shift->from] == 0) {
        withdraw_all(find, row, shift->from);
    }
    return find->flow[to] == units ? offer_all(find, row, to) : HP_OK;
}

/* The node after `node` on the chain from find->end to where the search began. */
static int32_t chain_next(const finder *find, int32_t node) {
    const hp_edge *edge = &find->shifts.edges[find->by[node]];
    return find->forward ? edge->from : edge->to;
}

/* Moves as many units along the chain as its steps allow, `most` at most; returns how many. */
static hp_status move_chain(int32_t *units, finder *find, int32_t start, int32_t most) {
    *units = most;
    for (int32_t node = find->end; node != start; node = chain_next(find, node)) {
        int32_t held = find->flow[hp_shifts_best(&find->shifts, find->by[node])->from];
        *units = held < *units ? held : *units;
    }
    for (int32_t node = find->end; node != start; node = chain_next(find, node)) {
        hp_shift shift = *hp_shifts_best(&find->shifts, find->by[node]);
        HP_TRY(move(find, &shift, *units));
    }
    return HP_OK;
}

static int32_t lower(int32_t a, int32_t b) {
    return a < b ? a : b;
}

/* Moves what a sink holds too much to where there is room. */
static hp_status relieve(finder *find, int32_t sink) {
    while (find->load[sink] > find->capacity[sink]) {
        int32_t units = find->load[sink] - find->capacity[sink];
        HP_TRY(search(find, sink, true));
        if (find->end < 0) {
            return HP_UNPROVEN; /* not reached: the ground is in every row's reach */
        }
        if (find->end != find->ground) {
            units = lower(units, find->capacity[find->end] - find->load[find->end]);
        }
        HP_TRY(move_chain(&units, find, sink, units));
        find->load[sink] -= units;
        if (find->end != find->ground) {
            find->load[find->end] += units;
            if (find->open[find->end] && !has_room(find, find->end)) {
                HP_TRY(close_sink(find, find->end));
            }
        }
    }
    return HP_OK;
}

/* Fills a sink that has room and a price, or brings the price down to 0. */
static hp_status fill(finder *find, int32_t sink) {
    while (find->price[sink].count > 0 && has_room(find, sink)) {
        int32_t units = find->capacity[sink] - find->load[sink];
        HP_TRY(search(find, sink, false));
        HP_TRY(move_chain(&units, find, sink, units));
        if (find->end != sink) {
            find->load[sink] += units;
        }
        if (find->end != sink && find->end != find->ground) {
            find->load[find->end] -= units;
            find->open[find->end] = true;
        }
    }
    find->open[sink] = has_room(find, sink);
    return HP_OK;
}

/* ---- the whole ---- */

static bool takes_part(const finder *find, int32_t row) {
    return row % find->stride == 0;
}

/* The arc of least cost and price of a row. Those behind a sink of price 0 are no better. */
static int32_t best_arc(finder *find, int32_t row) {
    const hp_program *program = find->program;
    int32_t ground = ground_arc(find, row);
    int32_t best = ground;
    for (int32_t arc = program->arc_begin[row]; arc < ground; arc++) {
        hp_lex price = hp_lex_of(&find->price[program->arc_sink[arc]]);
        hp_lex change = hp_shifts_cost(&find->shifts, row, best, arc);
        hp_lex best_price = best == ground ? (hp_lex){0}
                                           : hp_lex_of(&find->price[program->arc_sink[best]]);
        best = hp_lex_sign(change, price, best_price) < 0 ? arc : best;
        if (price.count == 0) {
            break;
        }
    }
    return best;
}

/* The sinks' places, or a sample's share of them. */
static void share_places(finder *find) {
    const hp_program *program = find->program;
    int64_t all = 0;
    int64_t taken = 0;
    for (int32_t row = 0; row < program->row_count; row++) {
        all += program->supply[row];
        taken += takes_part(find, row) ? program->supply[row] : 0;
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        find->capacity[sink] = find->stride == 1
                                   ? program->capacity[sink]
                                   : (int32_t)((program->capacity[sink] * taken + all / 2) / all);
    }
}

/* Every row's best arc, as prices are, and what the sinks hold then. */
static void choose_arcs(int32_t *chosen, finder *find) {
    const hp_program *program = find->program;
    for (int32_t row = 0; row < program->row_count; row++) {
        if (takes_part(find, row)) {
            int32_t sink;
            chosen[row] = best_arc(find, row);
            sink = program->arc_sink[chosen[row]];
            find->load[sink == HP_GROUND ? find->ground : sink] += program->supply[row];
        }
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        find->open[sink] = find->price[sink].count == 0 && has_room(find, sink);
        find->waiting[sink] = -1;
    }
}

/* Every row on its best arc, with the moves from there. */
static hp_status place_all(finder *find) {
    const hp_program *program = find->program;
    int32_t *chosen = hp_arena_alloc(&find->arena, (size_t)program->row_count, sizeof *chosen);
    HP_NEED(chosen);
    memset(find->flow, 0, (size_t)program->arc_begin[program->row_count] * sizeof *find->flow);
    share_places(find);
    choose_arcs(chosen, find);
    for (int32_t row = 0; row < program->row_count; row++) {
        find->reach_end[row] = program->arc_begin[row];
        if (takes_part(find, row)) {
            HP_TRY(look_further(find, row)); /* before its units stand anywhere: without moves */
            find->flow[chosen[row]] = program->supply[row];
            HP_TRY(offer_all(find, row, chosen[row]));
        }
    }
    return HP_OK;
}

/* Whether the prices are far from those that would do: many units are where there is no room. */
static bool is_far(const finder *find) {
    int64_t units = 0;
    int64_t over = 0;
    for (int32_t node = 0; node <= find->ground; node++) {
        bool full = node < find->ground && find->load[node] > find->capacity[node];
        units += find->load[node];
        over += full ? find->load[node] - find->capacity[node] : 0;
    }
    return FAR_SHARE * over > units;
}

/* `far`: where it is not NULL, nothing is moved if the prices are far; *far tells it. */
static hp_status balance(finder *find, bool *far) {
    HP_TRY(finder_new(find));
    HP_TRY(place_all(find));
    if (far != NULL) {
        *far = is_far(find);
        if (*far) {
            return HP_OK;
        }
    }
    for (int32_t sink = 0; sink < find->ground; sink++) {
        HP_TRY(relieve(find, sink));
    }
    for (int32_t sink = 0; sink < find->ground; sink++) {
        HP_TRY(fill(find, sink));
    }
    return HP_OK;
}

/* The optimum of every so many rows, from the prices given to its own; `far`: see above. */
static hp_status find_sample(int32_t *flow, hp_lex_room *price, hp_effort *effort,
                             const hp_program *program, int32_t stride, bool *far) {
    finder find = {.program = program,
                   .stride = stride,
                   .ground = program->sink_count,
                   .flow = flow,
                   .price = price,
                   .effort = effort};
    hp_status status = balance(&find, far);
    effort->offers += (int64_t)find.shifts.offers;
    finder_free(&find);
    return status;
}

int32_t hp_find_stride(const hp_program *program) {
    int32_t stride = 1;
    while (program->row_count / stride >= SAMPLE_ROWS) {
        stride *= SAMPLE_STRIDE;
    }
    return stride;
}

/* Prices are learned from few rows, then from ever more, from those given on. */
static hp_status learn(int32_t *flow, hp_lex_room *price, hp_effort *effort,
                       const hp_program *program, int32_t stride) {
    for (; stride >= 1; stride /= SAMPLE_STRIDE) {
        HP_TRY(find_sample(flow, price, effort, program, stride, NULL));
    }
    return HP_OK;
}

hp_status hp_find_flow(int32_t *flow, hp_effort *effort, const hp_program *program,
                       int32_t stride) {
    int32_t nodes = program->sink_count + 1;
    hp_lex_room *price = calloc((size_t)nodes, sizeof *price);
    HP_NEED(price);
    hp_status status = learn(flow, price, effort, program, stride);
    free_rooms(price, nodes);
    free(price);
    return status;
}

hp_status hp_find_flow_from(int32_t *flow, hp_effort *effort, const hp_program *program,
                            const hp_lex *start) {
    int32_t nodes = program->sink_count + 1;
    int32_t stride = hp_find_stride(program);
    bool far = false;
    hp_lex_room *price = calloc((size_t)nodes, sizeof *price);
    HP_NEED(price);
    hp_status status = HP_OK;
    for (int32_t sink = 0; sink < program->sink_count && status == HP_OK; sink++) {
        status = hp_lex_set(&price[sink], start[sink], (hp_lex){0}, (hp_lex){0});
    }
    if (status == HP_OK) {
        status = find_sample(flow, price, effort, program, 1, stride > 1 ? &far : NULL);
    }
    if (status == HP_OK && far) {
        status = learn(flow, price, effort, program, stride);
    }
    free_rooms(price, nodes);
    free(price);
    return status;
}
