/* Units that sit on nodes and may move along chains: the graph of alternating paths.
 *
 * Nodes are the sinks and, last, the ground. Each unit has a kind: the nodes that it may sit on,
 * and a rank, 0 counting most. A chain from one node to another moves one unit along each of its
 * steps. The lottery on the optimal face, the look-ahead of serial stages and the shortage all live
 * on it; no program is solved.
 *
 * Sinks that some kind joins form a cluster; no chain leaves one but by the ground. A cluster has a
 * count and a bit for each pair of its sinks: whether some unit on the one may move to the other. A
 * search reads bits of nodes that it reaches, 64 at a time, and nothing else.
 */
#ifndef HP_LP_EXCHANGE_H
#define HP_LP_EXCHANGE_H

#include "lp/kinds.h"

typedef struct hp_exchange hp_exchange;

/* `kind_of`: per unit; -1: it never moves. `capacity`: per sink. `kinds` and `capacity` are lent
 * until the exchange is freed. Units begin on no node. What *out points to must be freed also where
 * the call fails. */
hp_status HP_MUST_CHECK hp_exchange_new(hp_exchange **out, const hp_kinds *kinds,
                                        const int32_t *kind_of, int32_t unit_count,
                                        const int32_t *capacity);
void hp_exchange_free(hp_exchange *exchange);

/* ---- units ---- */

/* Puts a unit on a node of its kind, from where it may move, settled before or not.
 * Cost: O(nodes of its kind) where it is the first of its kind there or was the last where it sat,
 * else O(log of them); likewise of settling. */
hp_status HP_MUST_CHECK hp_exchange_place(hp_exchange *exchange, int32_t unit, int32_t node);

/* Puts a unit on a node for good; the node need not be of its kind. -1: it leaves the nodes. */
void hp_exchange_settle(hp_exchange *exchange, int32_t unit, int32_t node);

/* Gives a unit another kind, which has its present node. */
hp_status HP_MUST_CHECK hp_exchange_restrict(hp_exchange *exchange, int32_t unit, int32_t kind);

/* Where the unit sits; -1: nowhere. */
int32_t hp_exchange_node(const hp_exchange *exchange, int32_t unit);

bool hp_exchange_is_settled(const hp_exchange *exchange, int32_t unit);

/* -1: it never moves. */
int32_t hp_exchange_kind(const hp_exchange *exchange, int32_t unit);

/* The units on a sink, settled ones too. */
int32_t hp_exchange_load(const hp_exchange *exchange, int32_t sink);

/* A unit on `from` that may move to `to`; -1: none. */
int32_t hp_exchange_mover(hp_exchange *exchange, int32_t from, int32_t to);

/* From here on places and settlements are noted, until they are kept or taken back. Precondition:
 * no more of them than twice the nodes. */
void hp_exchange_note(hp_exchange *exchange);
void hp_exchange_keep(hp_exchange *exchange);
hp_status HP_MUST_CHECK hp_exchange_take_back(hp_exchange *exchange);

/* ---- chains between sinks, never by the ground ---- */

/* Who gives up a place so that a chain can bring one more unit. */
typedef struct hp_leaver {
    int32_t at;   /* the sink at the chain's end */
    int32_t unit; /* -1: nobody, a place there is free */
} hp_leaver;

/* Looks along chains that begin at one of `from` (sinks of one cluster, or the ground, which is
 * passed over) for a free place, or else for a unit of the worst rank that may move, `least_rank`
 * or worse. false: there is neither; what was reached is then passed over by later searches, whose
 * answer it could not change, until hp_exchange_forget. */
bool hp_exchange_find_leaver(hp_leaver *leaver, hp_exchange *exchange, const int32_t *from,
                             int32_t count, int32_t least_rank);
void hp_exchange_forget(hp_exchange *exchange);

/* Moves one unit along each step of the chain that the last search for a leaver found: his sink has
 * one more then, the sink where the chain begins, *begins, one less. */
hp_status HP_MUST_CHECK hp_exchange_push(int32_t *begins, hp_exchange *exchange,
                                         const hp_leaver *leaver);

/* The best-ranked unit on the ground from whose sinks a chain leads to `to`; -1: none. *at is the
 * sink where it would sit and the chain begins. */
int32_t hp_exchange_find_joiner(int32_t *at, hp_exchange *exchange, int32_t to);

/* Moves one unit along each step of a chain that the last search backwards found, from `from`,
 * which it reached, to where it began. */
hp_status HP_MUST_CHECK hp_exchange_pull(hp_exchange *exchange, int32_t from);

/* ---- chains that may pass by the ground ---- */

/* Searches backwards for every node of the unit's cluster, the ground too, from which a chain leads
 * to `to`; hp_exchange_is_gathered tells of them, hp_exchange_pull takes one. `loose[s]`: sink s
 * need not be full, so that a chain may end in a free place of it, and may take a unit from it
 * without bringing another. Precondition: the unit has a kind, and `to` is of it. */
void hp_exchange_gather(hp_exchange *exchange, int32_t unit, int32_t to, const bool *loose);
bool hp_exchange_is_gathered(const hp_exchange *exchange, int32_t node);

/* ---- effort ---- */

/* Nodes reached, words of bits read, units and list entries looked at so far. */
int64_t hp_exchange_steps(const hp_exchange *exchange);

#endif
