/* Kinds of units: those that may sit on the same nodes and count alike share one list.
 *
 * Nodes are the sinks 0 … and, last, the ground. A list stands once, however many units have it.
 */
#ifndef HP_LP_KINDS_H
#define HP_LP_KINDS_H

#include "base/status.h"

typedef struct hp_kinds {
    int32_t count;
    int32_t sink_count; /* the ground is node sink_count */
    int32_t rank_count;
    int32_t *begin; /* count + 1 */
    int32_t *node;  /* of each kind, ascending: the ground, where it is among them, last */
    int32_t *rank;  /* per kind: 0 counts most */
    uint32_t *hash; /* per kind */
    int32_t *slot;  /* open addressing: a kind, -1: none */
    int32_t *stamp; /* per node: the last addition that named it */
    int32_t mark;
    size_t begin_capacity;
    size_t node_capacity;
    size_t rank_capacity;
    size_t hash_capacity;
    size_t slot_count; /* a power of two */
} hp_kinds;

hp_status HP_MUST_CHECK hp_kinds_new(hp_kinds *kinds, int32_t sink_count, int32_t rank_count);

/* Frees what hp_kinds_new began, also where it failed; one that is zeroed too. */
void hp_kinds_free(hp_kinds *kinds);

/* The kind of these nodes, each named once, in any order, and this rank; a new one where there is
 * none yet. Cost: O(node_count), and sorting for a new one. */
hp_status HP_MUST_CHECK hp_kinds_add(int32_t *kind, hp_kinds *kinds, const int32_t *nodes,
                                     int32_t node_count, int32_t rank);

/* The nodes of a kind and how many they are. */
static inline const int32_t *hp_kind_nodes(const hp_kinds *kinds, int32_t kind) {
    return kinds->node + kinds->begin[kind];
}

static inline int32_t hp_kind_size(const hp_kinds *kinds, int32_t kind) {
    return kinds->begin[kind + 1] - kinds->begin[kind];
}

/* Whether the ground is among the kind's nodes. */
bool hp_kind_may_rest(const hp_kinds *kinds, int32_t kind);

/* The place of a node among the kind's; -1: it is not among them. */
int32_t hp_kind_find(const hp_kinds *kinds, int32_t kind, int32_t node);

bool hp_kind_has(const hp_kinds *kinds, int32_t kind, int32_t node);

#endif
