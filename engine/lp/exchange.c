#include "lp/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/joined.h"

enum { WORD_BITS = 64, NOBODY = -1 };

/* Kinds of which units once waited on the ground; stale ones are taken off when they are met. */
typedef struct waiters {
    int32_t *kinds;
    size_t count;
    size_t capacity;
} waiters;

/* Rings of numbered things: each has a next and a previous one, in the end itself. */
typedef struct links {
    int32_t *next;
    int32_t *previous;
} links;

/* Sinks that kinds join. Its sinks are numbered from 0 within it. */
typedef struct cluster {
    int32_t first; /* its sinks: members[first] … */
    int32_t count;
    int32_t words;     /* of a row of bits */
    size_t pairs;      /* its counts begin here: count × count, from × to */
    size_t bits;       /* its rows of bits begin here: count × words */
    size_t marks;      /* its marks begin here: words */
    int32_t marked_in; /* the turn whose marks they are */
    int64_t room;      /* free places of its sinks */
} cluster;

/* Where a unit was before a step. */
typedef struct note {
    int32_t unit;
    int32_t node;
    bool settled;
} note;

/* A slot is a kind on one of its nodes, numbered as in kinds->node. */
struct hp_exchange {
    const hp_kinds *kinds;
    const int32_t *capacity; /* per sink */
    int32_t unit_count;
    int32_t ground;
    int32_t ranks;

    int32_t *kind;    /* per unit; -1: never moves */
    int32_t *node;    /* per unit; -1: nowhere */
    bool *settled;    /* per unit */
    links units;      /* rings of the units of a slot that may move */
    int32_t *unit_of; /* per slot: where its ring is entered; -1: it is empty */
    links slots;      /* rings of the slots of a sink that have such units */
    int32_t *slot_of; /* per sink: where its ring is entered; -1: it is empty */

    int32_t *load;     /* per node */
    int32_t *movable;  /* sink × rank: units that may move */
    int32_t *may_rest; /* per sink: slots of kinds that may rest on the ground */
    waiters *waiting;  /* sink × rank */
    int32_t *waits;    /* cluster × rank: units on the ground that may move */
    int32_t *moving;   /* cluster × rank: units on its sinks that may move */

    int32_t *cluster_of; /* per sink */
    int32_t *number;     /* per sink: within its cluster */
    int32_t *members;
    cluster *clusters;
    int32_t cluster_count;
    int32_t *pairs;   /* kinds of which units may move from the one to the other */
    uint64_t *out;    /* bit t of row s: some unit may move from s to t */
    uint64_t *in;     /* bit s of row t: likewise */
    uint64_t *marks;  /* searches forward: reached in this turn */
    uint64_t *behind; /* one row: searches backward */
    int32_t turn;

    int32_t *queue;
    int32_t *before; /* per sink: the node before it on a chain; itself: the chain begins there */
    int32_t *after; /* per node: the node after it; itself: the chain ends there; -1: not reached */
    bool *slack;    /* per node: the step after it moves no unit */
    note *notes;
    int32_t note_count;
    bool noting;
    int64_t steps;
};

/* ---- clusters ---- */

/* Joins the sinks of every kind; the least sink of a cluster is its root. */
static void join_kinds(int32_t *parent, const hp_kinds *kinds) {
    hp_joined_begin(parent, kinds->sink_count);
    for (int32_t kind = 0; kind < kinds->count; kind++) {
        const int32_t *nodes = hp_kind_nodes(kinds, kind);
        int32_t size = hp_kind_size(kinds, kind) - hp_kind_may_rest(kinds, kind);
        for (int32_t i = 1; i < size; i++) {
            hp_joined_join(parent, nodes[0], nodes[i]);
        }
    }
}

/* Numbers clusters and their sinks, both ascending; counts sinks. `parent` is cluster_of: a root
 * comes before its sinks, so that it is renumbered first. */
static void number_clusters(hp_exchange *exchange) {
    int32_t *parent = exchange->cluster_of;
    for (int32_t sink = 0; sink < exchange->ground; sink++) {
        exchange->before[sink] = hp_joined_first(parent, sink);
    }
    for (int32_t sink = 0; sink < exchange->ground; sink++) {
        int32_t root = exchange->before[sink];
        exchange->cluster_of[sink] = root == sink ? exchange->cluster_count++
                                                  : exchange->cluster_of[root];
        cluster *one = &exchange->clusters[exchange->cluster_of[sink]];
        exchange->number[sink] = one->count++;
    }
}

static hp_status form_clusters(hp_exchange *exchange) {
    size_t pairs = 0;
    size_t bits = 0;
    size_t marks = 0;
    int32_t first = 0;
    int32_t most_words = 0;
    join_kinds(exchange->cluster_of, exchange->kinds);
    number_clusters(exchange);
    for (int32_t c = 0; c < exchange->cluster_count; c++) {
        cluster *one = &exchange->clusters[c];
        size_t count = (size_t)one->count;
        one->words = (one->count + WORD_BITS - 1) / WORD_BITS;
        one->first = first;
        one->pairs = pairs;
        one->bits = bits;
        one->marks = marks;
        first += one->count;
        pairs += count * count;
        bits += count * (size_t)one->words;
        marks += (size_t)one->words;
        most_words = one->words > most_words ? one->words : most_words;
    }
    for (int32_t sink = 0; sink < exchange->ground; sink++) {
        const cluster *one = &exchange->clusters[exchange->cluster_of[sink]];
        exchange->members[one->first + exchange->number[sink]] = sink;
        exchange->clusters[exchange->cluster_of[sink]].room += exchange->capacity[sink] > 0
                                                                   ? exchange->capacity[sink]
                                                                   : 0;
    }
    size_t ranks = (size_t)exchange->ranks;
    exchange->pairs = calloc(pairs + 1, sizeof *exchange->pairs);
    exchange->out = calloc(bits + 1, sizeof *exchange->out);
    exchange->in = calloc(bits + 1, sizeof *exchange->in);
    exchange->marks = calloc(marks + 1, sizeof *exchange->marks);
    exchange->behind = calloc((size_t)most_words + 1, sizeof *exchange->behind);
    exchange->waits = calloc((size_t)exchange->cluster_count * ranks + 1, sizeof(int32_t));
    exchange->moving = calloc((size_t)exchange->cluster_count * ranks + 1, sizeof(int32_t));
    HP_NEED(exchange->pairs);
    HP_NEED(exchange->out);
    HP_NEED(exchange->in);
    HP_NEED(exchange->marks);
    HP_NEED(exchange->behind);
    HP_NEED(exchange->waits);
    HP_NEED(exchange->moving);
    return HP_OK;
}

/* The cluster of a kind's sinks; -1: it has none. */
static int32_t cluster_of_kind(const hp_exchange *exchange, int32_t kind) {
    const hp_kinds *kinds = exchange->kinds;
    int32_t sinks = hp_kind_size(kinds, kind) - hp_kind_may_rest(kinds, kind);
    return sinks > 0 ? exchange->cluster_of[hp_kind_nodes(kinds, kind)[0]] : -1;
}

static uint64_t *row_of(uint64_t *bits, const hp_exchange *exchange, int32_t sink) {
    const cluster *one = &exchange->clusters[exchange->cluster_of[sink]];
    return bits + one->bits + (size_t)exchange->number[sink] * (size_t)one->words;
}

static int32_t *pairs_of(const hp_exchange *exchange, int32_t sink) {
    const cluster *one = &exchange->clusters[exchange->cluster_of[sink]];
    return exchange->pairs + one->pairs + (size_t)exchange->number[sink] * (size_t)one->count;
}

static void set_bit(uint64_t *row, int32_t number, bool on) {
    uint64_t bit = (uint64_t)1 << (number % WORD_BITS);
    uint64_t *word = &row[number / WORD_BITS];
    *word = on ? *word | bit : *word & ~bit;
}

/* ---- new and free ---- */

void hp_exchange_free(hp_exchange *exchange) {
    if (exchange == NULL) {
        return;
    }
    size_t lists = (size_t)exchange->ground * (size_t)exchange->ranks;
    for (size_t i = 0; exchange->waiting != NULL && i < lists; i++) {
        free(exchange->waiting[i].kinds);
    }
    free(exchange->kind);
    free(exchange->node);
    free(exchange->settled);
    free(exchange->units.next);
    free(exchange->units.previous);
    free(exchange->unit_of);
    free(exchange->slots.next);
    free(exchange->slots.previous);
    free(exchange->slot_of);
    free(exchange->load);
    free(exchange->movable);
    free(exchange->may_rest);
    free(exchange->waiting);
    free(exchange->waits);
    free(exchange->moving);
    free(exchange->cluster_of);
    free(exchange->number);
    free(exchange->members);
    free(exchange->clusters);
    free(exchange->pairs);
    free(exchange->out);
    free(exchange->in);
    free(exchange->marks);
    free(exchange->behind);
    free(exchange->queue);
    free(exchange->before);
    free(exchange->after);
    free(exchange->slack);
    free(exchange->notes);
    free(exchange);
}

static hp_status new_units(hp_exchange *exchange, const int32_t *kind_of) {
    size_t units = (size_t)exchange->unit_count + 1;
    size_t slots = (size_t)exchange->kinds->begin[exchange->kinds->count] + 1;
    exchange->kind = calloc(units, sizeof *exchange->kind);
    exchange->node = calloc(units, sizeof *exchange->node);
    exchange->settled = calloc(units, sizeof *exchange->settled);
    exchange->units.next = calloc(units, sizeof(int32_t));
    exchange->units.previous = calloc(units, sizeof(int32_t));
    exchange->unit_of = calloc(slots, sizeof *exchange->unit_of);
    exchange->slots.next = calloc(slots, sizeof(int32_t));
    exchange->slots.previous = calloc(slots, sizeof(int32_t));
    HP_NEED(exchange->kind);
    HP_NEED(exchange->node);
    HP_NEED(exchange->settled);
    HP_NEED(exchange->units.next);
    HP_NEED(exchange->units.previous);
    HP_NEED(exchange->unit_of);
    HP_NEED(exchange->slots.next);
    HP_NEED(exchange->slots.previous);
    memset(exchange->unit_of, NOBODY, slots * sizeof *exchange->unit_of);
    for (int32_t unit = 0; unit < exchange->unit_count; unit++) {
        exchange->kind[unit] = kind_of[unit];
        exchange->node[unit] = -1;
    }
    return HP_OK;
}

static hp_status new_nodes(hp_exchange *exchange) {
    size_t nodes = (size_t)exchange->ground + 1;
    size_t lists = nodes * (size_t)exchange->ranks + 1;
    exchange->load = calloc(nodes, sizeof *exchange->load);
    exchange->slot_of = calloc(nodes, sizeof *exchange->slot_of);
    exchange->movable = calloc(lists, sizeof *exchange->movable);
    exchange->may_rest = calloc(nodes, sizeof *exchange->may_rest);
    exchange->waiting = calloc(lists, sizeof *exchange->waiting);
    exchange->cluster_of = calloc(nodes, sizeof *exchange->cluster_of);
    exchange->number = calloc(nodes, sizeof *exchange->number);
    exchange->members = calloc(nodes, sizeof *exchange->members);
    exchange->clusters = calloc(nodes, sizeof *exchange->clusters);
    exchange->queue = calloc(nodes, sizeof *exchange->queue);
    exchange->before = calloc(nodes, sizeof *exchange->before);
    exchange->after = calloc(nodes, sizeof *exchange->after);
    exchange->slack = calloc(nodes, sizeof *exchange->slack);
    exchange->notes = calloc(2 * nodes + 4, sizeof *exchange->notes);
    HP_NEED(exchange->load);
    HP_NEED(exchange->slot_of);
    HP_NEED(exchange->movable);
    HP_NEED(exchange->may_rest);
    HP_NEED(exchange->waiting);
    HP_NEED(exchange->cluster_of);
    HP_NEED(exchange->number);
    HP_NEED(exchange->members);
    HP_NEED(exchange->clusters);
    HP_NEED(exchange->queue);
    HP_NEED(exchange->before);
    HP_NEED(exchange->after);
    HP_NEED(exchange->slack);
    HP_NEED(exchange->notes);
    memset(exchange->slot_of, NOBODY, nodes * sizeof *exchange->slot_of);
    return HP_OK;
}

hp_status hp_exchange_new(hp_exchange **out, const hp_kinds *kinds, const int32_t *kind_of,
                          int32_t unit_count, const int32_t *capacity) {
    hp_exchange *exchange = calloc(1, sizeof *exchange);
    *out = exchange;
    HP_NEED(exchange);
    exchange->kinds = kinds;
    exchange->capacity = capacity;
    exchange->unit_count = unit_count;
    exchange->ground = kinds->sink_count;
    exchange->ranks = kinds->rank_count;
    exchange->turn = 1;
    HP_TRY(new_units(exchange, kind_of));
    HP_TRY(new_nodes(exchange));
    return form_clusters(exchange);
}

/* ---- units ---- */

/* A place in `movable` or `waiting`. */
static size_t list_of(const hp_exchange *exchange, int32_t sink, int32_t rank) {
    return (size_t)sink * (size_t)exchange->ranks + (size_t)rank;
}

/* Counts the pairs from a sink to each of the kind's nodes up or down, and keeps the bits true. */
static void count_pairs(hp_exchange *exchange, int32_t kind, int32_t sink, int32_t by) {
    const int32_t *nodes = hp_kind_nodes(exchange->kinds, kind);
    int32_t size = hp_kind_size(exchange->kinds, kind);
    int32_t *pairs = pairs_of(exchange, sink);
    uint64_t *out = row_of(exchange->out, exchange, sink);
    exchange->steps += size;
    for (int32_t i = 0; i < size; i++) {
        if (nodes[i] == exchange->ground) {
            exchange->may_rest[sink] += by;
            continue;
        }
        int32_t number = exchange->number[nodes[i]];
        pairs[number] += by;
        if (pairs[number] == (by > 0 ? 1 : 0)) { /* the first, or the last */
            set_bit(out, number, by > 0);
            set_bit(row_of(exchange->in, exchange, nodes[i]), exchange->number[sink], by > 0);
        }
    }
}

static int32_t slot_at(const hp_exchange *exchange, int32_t kind, int32_t node) {
    return exchange->kinds->begin[kind] + hp_kind_find(exchange->kinds, kind, node);
}

/* Whether the slot's kind has the node. Precondition: the slot has a unit. */
static bool slot_has(const hp_exchange *exchange, int32_t slot, int32_t node) {
    return hp_kind_has(exchange->kinds, exchange->kind[exchange->unit_of[slot]], node);
}

/* A place in `waits` or `moving`. */
static size_t count_of(const hp_exchange *exchange, int32_t one, int32_t rank) {
    return (size_t)one * (size_t)exchange->ranks + (size_t)rank;
}

/* The free places of a sink. */
static int32_t room_of(const hp_exchange *exchange, int32_t sink) {
    int32_t room = exchange->capacity[sink] - exchange->load[sink];
    return room > 0 ? room : 0;
}

/* One unit more or less on a node. */
static void count_load(hp_exchange *exchange, int32_t node, int32_t by) {
    int32_t before = node == exchange->ground ? 0 : room_of(exchange, node);
    exchange->load[node] += by;
    if (node != exchange->ground) {
        exchange->clusters[exchange->cluster_of[node]].room += room_of(exchange, node) - before;
    }
}

/* One unit more or less on a sink that may move. */
static void count_movable(hp_exchange *exchange, int32_t unit, int32_t sink, int32_t by) {
    int32_t rank = exchange->kinds->rank[exchange->kind[unit]];
    exchange->movable[list_of(exchange, sink, rank)] += by;
    exchange->moving[count_of(exchange, exchange->cluster_of[sink], rank)] += by;
}

/* Enters a thing into a ring, as the last; true: the ring was empty. */
static bool enter(links *all, int32_t *ring, int32_t one) {
    bool was_empty = *ring < 0;
    int32_t first = was_empty ? one : *ring;
    int32_t last = was_empty ? one : all->previous[first];
    *ring = first;
    all->previous[one] = last;
    all->next[one] = first;
    all->next[last] = one;
    all->previous[first] = one;
    return was_empty;
}

/* Takes it out again; true: the ring is empty now. */
static bool take_out(links *all, int32_t *ring, int32_t one) {
    int32_t next = all->next[one];
    int32_t previous = all->previous[one];
    all->previous[next] = previous;
    all->next[previous] = next;
    if (*ring == one) {
        *ring = next == one ? NOBODY : next;
    }
    return *ring < 0;
}

/* Counts the waiting of a kind's cluster and rank up or down. */
static void count_waits(hp_exchange *exchange, int32_t kind, int32_t by) {
    int32_t one = cluster_of_kind(exchange, kind);
    if (one >= 0) {
        exchange->waits[count_of(exchange, one, exchange->kinds->rank[kind])] += by;
    }
}

/* Takes a unit off its node, with what it could do there. */
static void lift(hp_exchange *exchange, int32_t unit) {
    int32_t node = exchange->node[unit];
    int32_t kind = exchange->kind[unit];
    if (node < 0) {
        return;
    }
    count_load(exchange, node, -1);
    if (exchange->settled[unit]) {
        return;
    }
    int32_t slot = slot_at(exchange, kind, node);
    bool is_empty = take_out(&exchange->units, &exchange->unit_of[slot], unit);
    if (node == exchange->ground) {
        count_waits(exchange, kind, -1);
        return;
    }
    count_movable(exchange, unit, node, -1);
    if (is_empty) {
        take_out(&exchange->slots, &exchange->slot_of[node], slot);
        count_pairs(exchange, kind, node, -1);
    }
}

/* The first unit of a kind on the ground waits for every sink of it. */
static hp_status wait(hp_exchange *exchange, int32_t kind) {
    const int32_t *nodes = hp_kind_nodes(exchange->kinds, kind);
    int32_t size = hp_kind_size(exchange->kinds, kind);
    exchange->steps += size;
    for (int32_t i = 0; i < size && nodes[i] != exchange->ground; i++) {
        waiters *list = &exchange
                             ->waiting[list_of(exchange, nodes[i], exchange->kinds->rank[kind])];
        HP_TRY(hp_grow(&list->kinds, &list->capacity, list->count + 1, sizeof *list->kinds));
        list->kinds[list->count++] = kind;
    }
    return HP_OK;
}

static void take_note(hp_exchange *exchange, int32_t unit) {
    if (exchange->noting) {
        exchange->notes[exchange->note_count++] = (note){
            .unit = unit, .node = exchange->node[unit], .settled = exchange->settled[unit]};
    }
}

hp_status hp_exchange_place(hp_exchange *exchange, int32_t unit, int32_t node) {
    int32_t kind = exchange->kind[unit];
    take_note(exchange, unit);
    lift(exchange, unit);
    exchange->node[unit] = node;
    exchange->settled[unit] = false;
    count_load(exchange, node, 1);
    int32_t slot = slot_at(exchange, kind, node);
    bool was_empty = enter(&exchange->units, &exchange->unit_of[slot], unit);
    exchange->steps++;
    if (node == exchange->ground) {
        count_waits(exchange, kind, 1);
        return was_empty ? wait(exchange, kind) : HP_OK;
    }
    count_movable(exchange, unit, node, 1);
    if (was_empty) {
        enter(&exchange->slots, &exchange->slot_of[node], slot);
        count_pairs(exchange, kind, node, 1);
    }
    return HP_OK;
}

void hp_exchange_settle(hp_exchange *exchange, int32_t unit, int32_t node) {
    take_note(exchange, unit);
    lift(exchange, unit);
    exchange->node[unit] = node;
    exchange->settled[unit] = true;
    if (node >= 0) {
        count_load(exchange, node, 1);
    }
}

hp_status hp_exchange_restrict(hp_exchange *exchange, int32_t unit, int32_t kind) {
    int32_t node = exchange->node[unit];
    hp_exchange_settle(exchange, unit, node);
    exchange->kind[unit] = kind;
    return hp_exchange_place(exchange, unit, node);
}

int32_t hp_exchange_node(const hp_exchange *exchange, int32_t unit) {
    return exchange->node[unit];
}

int32_t hp_exchange_kind(const hp_exchange *exchange, int32_t unit) {
    return exchange->kind[unit];
}

bool hp_exchange_is_settled(const hp_exchange *exchange, int32_t unit) {
    return exchange->settled[unit];
}

int32_t hp_exchange_load(const hp_exchange *exchange, int32_t sink) {
    return exchange->load[sink];
}

int64_t hp_exchange_steps(const hp_exchange *exchange) {
    return exchange->steps;
}

void hp_exchange_note(hp_exchange *exchange) {
    exchange->noting = true;
    exchange->note_count = 0;
}

void hp_exchange_keep(hp_exchange *exchange) {
    exchange->noting = false;
}

hp_status hp_exchange_take_back(hp_exchange *exchange) {
    exchange->noting = false;
    while (exchange->note_count > 0) {
        const note *last = &exchange->notes[--exchange->note_count];
        if (last->settled || last->node < 0) {
            hp_exchange_settle(exchange, last->unit, last->node);
            exchange->settled[last->unit] = last->settled;
        } else {
            HP_TRY(hp_exchange_place(exchange, last->unit, last->node));
        }
    }
    return HP_OK;
}

/* A unit of this rank that waits on the ground for the sink; -1: none. */
static int32_t waiter(hp_exchange *exchange, int32_t sink, int32_t rank) {
    waiters *list = &exchange->waiting[list_of(exchange, sink, rank)];
    while (list->count > 0) {
        int32_t kind = list->kinds[list->count - 1];
        int32_t unit = exchange->unit_of[exchange->kinds->begin[kind + 1] - 1];
        exchange->steps++;
        if (unit >= 0) {
            return unit;
        }
        list->count--;
    }
    return NOBODY;
}

/* The best-ranked unit of the first `ranks` that waits for the sink; -1: none. */
static int32_t best_waiter(hp_exchange *exchange, int32_t sink, int32_t ranks) {
    int32_t unit = NOBODY;
    for (int32_t rank = 0; rank < ranks && unit < 0; rank++) {
        unit = waiter(exchange, sink, rank);
    }
    return unit;
}

int32_t hp_exchange_mover(hp_exchange *exchange, int32_t from, int32_t to) {
    if (from == exchange->ground) {
        return to == from ? NOBODY : best_waiter(exchange, to, exchange->ranks);
    }
    int32_t first = exchange->slot_of[from];
    for (int32_t slot = first; slot >= 0;) {
        exchange->steps++;
        if (slot_has(exchange, slot, to)) {
            exchange->slot_of[from] = slot; /* the next search begins after those that may not */
            return exchange->unit_of[slot];
        }
        slot = exchange->slots.next[slot] == first ? NOBODY : exchange->slots.next[slot];
    }
    return NOBODY;
}

/* A unit of this rank on the sink that may move. Precondition: there is one. */
static int32_t movable_unit(hp_exchange *exchange, int32_t sink, int32_t rank) {
    int32_t slot = exchange->slot_of[sink];
    while (exchange->kinds->rank[exchange->kind[exchange->unit_of[slot]]] != rank) {
        slot = exchange->slots.next[slot];
        exchange->steps++;
    }
    exchange->slot_of[sink] = slot;
    return exchange->unit_of[slot];
}

/* Moves a unit along one step of a chain. Precondition: there is one that may. */
static hp_status step(hp_exchange *exchange, int32_t from, int32_t to) {
    int32_t unit = hp_exchange_mover(exchange, from, to);
    return unit < 0 ? HP_UNPROVEN : hp_exchange_place(exchange, unit, to);
}

/* ---- chains forward ---- */

void hp_exchange_forget(hp_exchange *exchange) {
    exchange->turn++;
}

/* The marks of a cluster in this turn. */
static uint64_t *marks_of(hp_exchange *exchange, cluster *one) {
    uint64_t *marks = exchange->marks + one->marks;
    if (one->marked_in != exchange->turn) {
        memset(marks, 0, (size_t)one->words * sizeof *marks);
        one->marked_in = exchange->turn;
    }
    return marks;
}

/* Betters the leaver's sink and rank by what the sink has; true: a place is free there. */
static bool look(int32_t *at, int32_t *worst, hp_exchange *exchange, int32_t sink) {
    exchange->steps++;
    if (room_of(exchange, sink) > 0) {
        *at = sink;
        return true;
    }
    for (int32_t rank = exchange->ranks - 1; rank > *worst; rank--) {
        if (exchange->movable[list_of(exchange, sink, rank)] > 0) {
            *at = sink;
            *worst = rank;
        }
    }
    return false;
}

/* Enqueues the sinks that the row leads to and that have no mark, marks them, and notes from where
 * they were reached. Returns the queue's new end. */
static int32_t reach_row(int32_t *from_where, uint64_t *marks, hp_exchange *exchange,
                         const cluster *one, const uint64_t *row, int32_t from, int32_t tail) {
    exchange->steps += one->words;
    for (int32_t w = 0; w < one->words; w++) {
        uint64_t fresh = row[w] & ~marks[w];
        marks[w] |= fresh;
        for (; fresh != 0; fresh &= fresh - 1) {
            int32_t sink = exchange->members[one->first + w * WORD_BITS + __builtin_ctzll(fresh)];
            from_where[sink] = from;
            exchange->queue[tail++] = sink;
        }
    }
    return tail;
}

/* Enqueues and marks the sinks where a search forward begins. Returns the queue's end. */
static int32_t begin_forward(hp_exchange *exchange, uint64_t *marks, const int32_t *from,
                             int32_t count) {
    int32_t tail = 0;
    for (int32_t i = 0; i < count && from[i] != exchange->ground; i++) {
        int32_t number = exchange->number[from[i]];
        if (((marks[number / WORD_BITS] >> (number % WORD_BITS)) & 1) == 0) {
            set_bit(marks, number, true);
            exchange->before[from[i]] = from[i];
            exchange->queue[tail++] = from[i];
        }
    }
    return tail;
}

/* The worst rank that may move anywhere in a cluster; -1: nobody may. */
static int32_t worst_moving(const hp_exchange *exchange, int32_t one) {
    int32_t rank = exchange->ranks - 1;
    while (rank >= 0 && exchange->moving[count_of(exchange, one, rank)] == 0) {
        rank--;
    }
    return rank;
}

/* The search is over when it has found a free place, or, where the cluster has none, one of the
 * worst that may move. */
bool hp_exchange_find_leaver(hp_leaver *leaver, hp_exchange *exchange, const int32_t *from,
                             int32_t count, int32_t least_rank) {
    *leaver = (hp_leaver){.at = -1, .unit = NOBODY};
    if (count == 0 || from[0] == exchange->ground) {
        return false;
    }
    cluster *one = &exchange->clusters[exchange->cluster_of[from[0]]];
    uint64_t *marks = marks_of(exchange, one);
    int32_t last = one->room > 0 ? INT32_MAX
                                 : worst_moving(exchange, exchange->cluster_of[from[0]]);
    int32_t worst = least_rank - 1;
    int32_t head = 0;
    int32_t tail = last > worst ? begin_forward(exchange, marks, from, count) : 0;
    bool free_place = false;
    while (head < tail && !free_place && worst < last) {
        int32_t sink = exchange->queue[head++];
        free_place = look(&leaver->at, &worst, exchange, sink);
        tail = reach_row(exchange->before, marks, exchange, one,
                         row_of(exchange->out, exchange, sink), sink, tail);
    }
    for (int32_t i = 0; i < tail && leaver->at >= 0; i++) {
        set_bit(marks, exchange->number[exchange->queue[i]], false);
    }
    if (leaver->at >= 0 && !free_place) {
        leaver->unit = movable_unit(exchange, leaver->at, worst);
    }
    return leaver->at >= 0;
}

/* Backwards from the chain's end, so that nobody moves twice. */
hp_status hp_exchange_push(int32_t *begins, hp_exchange *exchange, const hp_leaver *leaver) {
    int32_t node = leaver->at;
    while (exchange->before[node] != node) {
        HP_TRY(step(exchange, exchange->before[node], node));
        node = exchange->before[node];
    }
    *begins = node;
    return HP_OK;
}

/* ---- chains backward ---- */

int32_t hp_exchange_find_joiner(int32_t *at, hp_exchange *exchange, int32_t to) {
    const cluster *one = &exchange->clusters[exchange->cluster_of[to]];
    const int32_t *waits = exchange->waits +
                           (size_t)exchange->cluster_of[to] * (size_t)exchange->ranks;
    int32_t least = 0; /* the best rank that waits in the cluster */
    int32_t best = exchange->ranks;
    int32_t joiner = NOBODY;
    int32_t head = 0;
    int32_t tail = 1;
    while (least < exchange->ranks && waits[least] == 0) {
        least++;
    }
    memset(exchange->behind, 0, (size_t)one->words * sizeof *exchange->behind);
    set_bit(exchange->behind, exchange->number[to], true);
    exchange->after[to] = to;
    exchange->queue[0] = to;
    while (head < tail && best > least) {
        int32_t sink = exchange->queue[head++];
        int32_t unit = best_waiter(exchange, sink, best);
        exchange->slack[sink] = false;
        exchange->steps++;
        if (unit >= 0) {
            joiner = unit;
            best = exchange->kinds->rank[exchange->kind[unit]];
            *at = sink;
        }
        tail = reach_row(exchange->after, exchange->behind, exchange, one,
                         row_of(exchange->in, exchange, sink), sink, tail);
    }
    return joiner;
}

hp_status hp_exchange_pull(hp_exchange *exchange, int32_t from) {
    while (exchange->after[from] != from) {
        int32_t next = exchange->after[from];
        if (!exchange->slack[from]) {
            HP_TRY(step(exchange, from, next));
        }
        from = next;
    }
    return HP_OK;
}

/* What reaches the ground in one step: sinks with a unit that may rest, or with a free place. */
static int32_t reach_ground(hp_exchange *exchange, const cluster *one, const bool *loose,
                            int32_t tail) {
    exchange->steps += one->count;
    for (int32_t i = 0; i < one->count; i++) {
        int32_t sink = exchange->members[one->first + i];
        bool free_place = loose[sink] && room_of(exchange, sink) > 0;
        if (exchange->after[sink] < 0 && (free_place || exchange->may_rest[sink] > 0)) {
            set_bit(exchange->behind, i, true);
            exchange->after[sink] = exchange->ground;
            exchange->slack[sink] = free_place;
            exchange->queue[tail++] = sink;
        }
    }
    return tail;
}

void hp_exchange_gather(hp_exchange *exchange, int32_t unit, int32_t to, const bool *loose) {
    const cluster *one = &exchange->clusters[cluster_of_kind(exchange, exchange->kind[unit])];
    int32_t ground = exchange->ground;
    int32_t head = 0;
    int32_t tail = 1;
    memset(exchange->behind, 0, (size_t)one->words * sizeof *exchange->behind);
    for (int32_t i = 0; i < one->count; i++) {
        exchange->after[exchange->members[one->first + i]] = -1;
        exchange->slack[exchange->members[one->first + i]] = false;
    }
    exchange->after[ground] = -1;
    exchange->after[to] = to;
    exchange->queue[0] = to;
    if (to != ground) {
        set_bit(exchange->behind, exchange->number[to], true);
    }
    while (head < tail) {
        int32_t node = exchange->queue[head++];
        exchange->steps++;
        if (node == ground) {
            tail = reach_ground(exchange, one, loose, tail);
            continue;
        }
        if (exchange->after[ground] < 0 &&
            (loose[node] || best_waiter(exchange, node, exchange->ranks) >= 0)) {
            exchange->after[ground] = node;
            exchange->slack[ground] = loose[node];
            exchange->queue[tail++] = ground;
        }
        tail = reach_row(exchange->after, exchange->behind, exchange, one,
                         row_of(exchange->in, exchange, node), node, tail);
    }
}

bool hp_exchange_is_gathered(const hp_exchange *exchange, int32_t node) {
    return exchange->after[node] >= 0;
}
