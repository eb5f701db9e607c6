#include "lp/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

/* Units that could once move along a pair of nodes; stale ones are taken off when they are met. */
typedef struct movers {
    int32_t *units;
    size_t count;
    size_t capacity;
} movers;

struct hp_exchange {
    int32_t unit_count;
    int32_t node_count;
    const int32_t *capacity; /* per sink */
    const int32_t **allowed; /* per unit */
    int32_t *allowed_count;
    int32_t *node;  /* per unit; -1: nowhere */
    bool *settled;  /* per unit */
    int32_t *load;  /* per node */
    movers *movers; /* node_count × node_count, from × to */
    int32_t *queue;
    int32_t *before; /* per node: the node before it on a chain; -1: not reached */
};

void hp_exchange_free(hp_exchange *exchange) {
    if (exchange == NULL) {
        return;
    }
    size_t pairs = (size_t)exchange->node_count * (size_t)exchange->node_count;
    for (size_t i = 0; exchange->movers != NULL && i < pairs; i++) {
        free(exchange->movers[i].units);
    }
    free(exchange->allowed);
    free(exchange->allowed_count);
    free(exchange->node);
    free(exchange->settled);
    free(exchange->load);
    free(exchange->movers);
    free(exchange->queue);
    free(exchange->before);
    free(exchange);
}

hp_status hp_exchange_new(hp_exchange **out, int32_t unit_count, int32_t sink_count,
                          const int32_t *capacity, const int32_t *allowed_begin,
                          const int32_t *allowed) {
    hp_exchange *exchange = calloc(1, sizeof *exchange);
    HP_NEED(exchange);
    *out = exchange;
    size_t units = (size_t)unit_count + 1;
    size_t nodes = (size_t)sink_count + 1;
    exchange->unit_count = unit_count;
    exchange->node_count = sink_count + 1;
    exchange->capacity = capacity;
    exchange->allowed = calloc(units, sizeof *exchange->allowed);
    exchange->allowed_count = calloc(units, sizeof *exchange->allowed_count);
    exchange->node = calloc(units, sizeof *exchange->node);
    exchange->settled = calloc(units, sizeof *exchange->settled);
    exchange->load = calloc(nodes, sizeof *exchange->load);
    exchange->movers = calloc(nodes * nodes, sizeof *exchange->movers);
    exchange->queue = calloc(nodes, sizeof *exchange->queue);
    exchange->before = calloc(nodes, sizeof *exchange->before);
    HP_NEED(exchange->allowed);
    HP_NEED(exchange->allowed_count);
    HP_NEED(exchange->node);
    HP_NEED(exchange->settled);
    HP_NEED(exchange->load);
    HP_NEED(exchange->movers);
    HP_NEED(exchange->queue);
    HP_NEED(exchange->before);
    for (int32_t unit = 0; unit < unit_count; unit++) {
        exchange->allowed[unit] = allowed + allowed_begin[unit];
        exchange->allowed_count[unit] = allowed_begin[unit + 1] - allowed_begin[unit];
        exchange->node[unit] = -1;
    }
    return HP_OK;
}

static movers *movers_of(hp_exchange *exchange, int32_t from, int32_t to) {
    return &exchange->movers[from * exchange->node_count + to];
}

static void sit(hp_exchange *exchange, int32_t unit, int32_t node) {
    if (exchange->node[unit] >= 0) {
        exchange->load[exchange->node[unit]]--;
    }
    if (node >= 0) {
        exchange->load[node]++;
    }
    exchange->node[unit] = node;
}

hp_status hp_exchange_place(hp_exchange *exchange, int32_t unit, int32_t node) {
    sit(exchange, unit, node);
    exchange->settled[unit] = false;
    for (int32_t i = 0; i < exchange->allowed_count[unit]; i++) {
        int32_t to = exchange->allowed[unit][i];
        if (to == node) {
            continue;
        }
        movers *list = movers_of(exchange, node, to);
        HP_TRY(hp_grow(&list->units, &list->capacity, list->count + 1, sizeof *list->units));
        list->units[list->count++] = unit;
    }
    return HP_OK;
}

void hp_exchange_settle(hp_exchange *exchange, int32_t unit, int32_t node) {
    sit(exchange, unit, node);
    exchange->settled[unit] = true;
}

hp_status hp_exchange_restrict(hp_exchange *exchange, int32_t unit, const int32_t *allowed,
                               int32_t allowed_count) {
    exchange->allowed[unit] = allowed;
    exchange->allowed_count[unit] = allowed_count;
    return hp_exchange_place(exchange, unit, exchange->node[unit]);
}

int32_t hp_exchange_node(const hp_exchange *exchange, int32_t unit) {
    return exchange->node[unit];
}

int32_t hp_exchange_load(const hp_exchange *exchange, int32_t sink) {
    return exchange->load[sink];
}

bool hp_exchange_is_settled(const hp_exchange *exchange, int32_t unit) {
    return exchange->settled[unit];
}

bool hp_exchange_may_sit(const hp_exchange *exchange, int32_t unit, int32_t node) {
    for (int32_t i = 0; i < exchange->allowed_count[unit]; i++) {
        if (exchange->allowed[unit][i] == node) {
            return true;
        }
    }
    return false;
}

int32_t hp_exchange_mover(hp_exchange *exchange, int32_t from, int32_t to) {
    movers *list = movers_of(exchange, from, to);
    while (list->count > 0) {
        int32_t unit = list->units[list->count - 1];
        if (exchange->node[unit] == from && !exchange->settled[unit] &&
            hp_exchange_may_sit(exchange, unit, to)) {
            return unit;
        }
        list->count--;
    }
    return -1;
}

/* A step that moves no unit: from a sink with a free place into the ground, or from the ground to
 * a sink that may lose a unit. */
static bool is_slack(const hp_exchange *exchange, int32_t from, int32_t to, const bool *loose) {
    int32_t ground = exchange->node_count - 1;
    if (loose == NULL || from == to) {
        return false;
    }
    if (to == ground) {
        return loose[from] && exchange->load[from] < exchange->capacity[from];
    }
    return from == ground && loose[to];
}

/* Breadth first from `from`; stops when `to` is reached (-1: never). `loose` NULL: never by the
 * ground. */
static bool search(hp_exchange *exchange, int32_t from, int32_t to, const bool *loose) {
    int32_t ground = exchange->node_count - 1;
    int32_t head = 0;
    int32_t tail = 0;
    for (int32_t node = 0; node < exchange->node_count; node++) {
        exchange->before[node] = -1;
    }
    exchange->before[from] = from;
    exchange->queue[tail++] = from;
    while (head < tail && (to < 0 || exchange->before[to] < 0)) {
        int32_t node = exchange->queue[head++];
        for (int32_t next = 0; next < exchange->node_count; next++) {
            if (exchange->before[next] < 0 && (next != ground || loose != NULL) &&
                (is_slack(exchange, node, next, loose) ||
                 hp_exchange_mover(exchange, node, next) >= 0)) {
                exchange->before[next] = node;
                exchange->queue[tail++] = next;
            }
        }
    }
    return to >= 0 && exchange->before[to] >= 0;
}

hp_status hp_exchange_shift(bool *moved, hp_exchange *exchange, int32_t from, int32_t to,
                            const bool *loose) {
    *moved = from == to || search(exchange, from, to, loose);
    /* Backwards, so that the room that a step needs is judged before the steps before it. */
    for (int32_t node = to; *moved && node != from; node = exchange->before[node]) {
        int32_t before = exchange->before[node];
        if (!is_slack(exchange, before, node, loose)) {
            HP_TRY(hp_exchange_place(exchange, hp_exchange_mover(exchange, before, node), node));
        }
    }
    return HP_OK;
}

void hp_exchange_reach(bool *reached, hp_exchange *exchange, int32_t from) {
    search(exchange, from, -1, NULL);
    for (int32_t node = 0; node < exchange->node_count; node++) {
        reached[node] = exchange->before[node] >= 0;
    }
}

void hp_exchange_reach_back(bool *reached, hp_exchange *exchange, int32_t to) {
    int32_t head = 0;
    int32_t tail = 0;
    memset(reached, 0, (size_t)exchange->node_count * sizeof *reached);
    reached[to] = true;
    exchange->queue[tail++] = to;
    while (head < tail) {
        int32_t node = exchange->queue[head++];
        for (int32_t from = 0; from + 1 < exchange->node_count; from++) {
            if (!reached[from] && hp_exchange_mover(exchange, from, node) >= 0) {
                reached[from] = true;
                exchange->queue[tail++] = from;
            }
        }
    }
}
