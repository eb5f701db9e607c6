#include "lp/seating.h"

/* Units that move, in a row for each place of a key: at[begin[k]] … at[begin[k + 1] - 1]. */
typedef struct unit_lists {
    int32_t *begin;
    int32_t *at;
} unit_lists;

typedef int32_t unit_key(const hp_kinds *kinds, const hp_exchange *exchange, int32_t unit);

static int32_t by_rank(const hp_kinds *kinds, const hp_exchange *exchange, int32_t unit) {
    return kinds->rank[hp_exchange_kind(exchange, unit)];
}

static int32_t by_node(const hp_kinds *kinds, const hp_exchange *exchange, int32_t unit) {
    (void)kinds;
    return hp_exchange_node(exchange, unit);
}

static hp_status list_units(unit_lists *lists, hp_arena *arena, unit_key *key, int32_t key_count,
                            const hp_kinds *kinds, const hp_exchange *exchange,
                            int32_t unit_count) {
    int32_t used = 0;
    lists->begin = hp_arena_alloc(arena, (size_t)key_count + 2, sizeof *lists->begin);
    lists->at = hp_arena_alloc(arena, (size_t)unit_count + 1, sizeof *lists->at);
    HP_NEED(lists->begin);
    HP_NEED(lists->at);
    int32_t *next = lists->begin + 1; /* where the next of a key goes; in the end, its list's end */
    for (int32_t unit = 0; unit < unit_count; unit++) {
        if (hp_exchange_kind(exchange, unit) >= 0) {
            next[key(kinds, exchange, unit)]++;
        }
    }
    for (int32_t k = 0; k < key_count; k++) {
        int32_t count = next[k];
        next[k] = used;
        used += count;
    }
    for (int32_t unit = 0; unit < unit_count; unit++) {
        if (hp_exchange_kind(exchange, unit) >= 0) {
            lists->at[next[key(kinds, exchange, unit)]++] = unit;
        }
    }
    return HP_OK;
}

/* The emptiest sink of a kind; -1: none has a free place. */
static int32_t emptiest(const hp_kinds *kinds, const hp_exchange *exchange, int32_t kind,
                        const int32_t *capacity) {
    const int32_t *nodes = hp_kind_nodes(kinds, kind);
    int32_t most = 0;
    int32_t best = -1;
    for (int32_t i = 0; i + 1 < hp_kind_size(kinds, kind); i++) {
        int32_t room = capacity[nodes[i]] - hp_exchange_load(exchange, nodes[i]);
        if (room > most) {
            most = room;
            best = nodes[i];
        }
    }
    return best;
}

static hp_status seat(hp_exchange *exchange, const hp_kinds *kinds, int32_t unit,
                      const int32_t *capacity) {
    int32_t kind = hp_exchange_kind(exchange, unit);
    int32_t sink = emptiest(kinds, exchange, kind, capacity);
    hp_leaver leaver;
    if (sink < 0 && hp_exchange_find_leaver(&leaver, exchange, hp_kind_nodes(kinds, kind),
                                            hp_kind_size(kinds, kind), INT32_MAX)) {
        HP_TRY(hp_exchange_push(&sink, exchange, &leaver));
    }
    return hp_exchange_place(exchange, unit, sink < 0 ? kinds->sink_count : sink);
}

hp_status hp_seating_fill(hp_exchange *exchange, hp_arena *arena, const hp_kinds *kinds,
                          int32_t unit_count, const int32_t *capacity) {
    unit_lists ranks;
    HP_TRY(list_units(&ranks, arena, by_rank, kinds->rank_count, kinds, exchange, unit_count));
    for (int32_t i = 0; i < ranks.begin[kinds->rank_count]; i++) {
        HP_TRY(seat(exchange, kinds, ranks.at[i], capacity));
    }
    return HP_OK;
}

/* ---- the proof ---- */

typedef struct seating_proof {
    const hp_kinds *kinds;
    const hp_exchange *exchange;
    const int32_t *capacity;
    unit_lists nodes; /* units by node; the ground's by rank */
    bool *seen;       /* per kind: all its sinks are sought */
    int32_t *sought;
    int32_t *queue;
    int32_t tail;
} seating_proof;

/* All sinks of the kind are sought by the rank, unless by a better one before. */
static void seek(seating_proof *proof, int32_t kind, int32_t rank) {
    const int32_t *nodes = hp_kind_nodes(proof->kinds, kind);
    for (int32_t i = 0; !proof->seen[kind] && i < hp_kind_size(proof->kinds, kind); i++) {
        if (nodes[i] < proof->kinds->sink_count && proof->sought[nodes[i]] == INT32_MAX) {
            proof->sought[nodes[i]] = rank;
            proof->queue[proof->tail++] = nodes[i];
        }
    }
    proof->seen[kind] = true;
}

/* Whether the sink is full of units that count as much as the rank or more; seeks theirs. */
static bool holds(seating_proof *proof, int32_t sink, int32_t rank) {
    bool good = hp_exchange_load(proof->exchange, sink) == proof->capacity[sink];
    for (int32_t i = proof->nodes.begin[sink]; i < proof->nodes.begin[sink + 1]; i++) {
        int32_t kind = hp_exchange_kind(proof->exchange, proof->nodes.at[i]);
        good = good && proof->kinds->rank[kind] <= rank && hp_kind_has(proof->kinds, kind, sink);
        seek(proof, kind, rank);
    }
    return good;
}

static bool is_within(const seating_proof *proof) {
    bool good = true;
    for (int32_t sink = 0; sink < proof->kinds->sink_count; sink++) {
        int32_t units = proof->nodes.begin[sink + 1] - proof->nodes.begin[sink];
        good = good && units <= proof->capacity[sink];
    }
    return good;
}

/* Rank after rank, so that a sink is first sought by the best one. */
static bool holds_everywhere(seating_proof *proof) {
    int32_t ground = proof->kinds->sink_count;
    int32_t head = 0;
    for (int32_t rank = 0; rank < proof->kinds->rank_count; rank++) {
        for (int32_t i = proof->nodes.begin[ground]; i < proof->nodes.begin[ground + 1]; i++) {
            int32_t kind = hp_exchange_kind(proof->exchange, proof->nodes.at[i]);
            if (proof->kinds->rank[kind] == rank) {
                seek(proof, kind, rank);
            }
        }
        while (head < proof->tail) {
            if (!holds(proof, proof->queue[head++], rank)) {
                return false;
            }
        }
    }
    return is_within(proof);
}

hp_status hp_seating_prove(int32_t *sought, const char **why, hp_arena *arena,
                           const hp_kinds *kinds, const hp_exchange *exchange, int32_t unit_count,
                           const int32_t *capacity) {
    size_t sinks = (size_t)kinds->sink_count;
    seating_proof proof = {.kinds = kinds,
                           .exchange = exchange,
                           .capacity = capacity,
                           .seen = hp_arena_alloc(arena, (size_t)kinds->count, sizeof(bool)),
                           .sought = sought,
                           .queue = hp_arena_alloc(arena, sinks, sizeof(int32_t))};
    HP_NEED(proof.seen);
    HP_NEED(proof.queue);
    HP_TRY(list_units(&proof.nodes, arena, by_node, kinds->sink_count + 1, kinds, exchange,
                      unit_count));
    for (size_t sink = 0; sink < sinks; sink++) {
        sought[sink] = INT32_MAX;
    }
    if (!holds_everywhere(&proof)) {
        *why = "a chain of moves betters the tentative seats";
        return HP_UNPROVEN;
    }
    return HP_OK;
}
