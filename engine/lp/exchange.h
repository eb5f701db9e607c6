/* Units that sit on nodes and may move along chains: the graph of alternating paths.
 *
 * Nodes are the sinks and, last, the ground. Each unit has a list of nodes that it may sit on.
 * A chain from one node to another moves one unit along each of its steps. The lottery on the
 * optimal face and the look-ahead of serial stages both live on it; no program is solved.
 */
#ifndef HP_LP_EXCHANGE_H
#define HP_LP_EXCHANGE_H

#include "base/arena.h"
#include "base/status.h"

typedef struct hp_exchange hp_exchange;

/* `capacity`: per sink. `allowed[allowed_begin[u]] …`: the nodes of unit u; lent until the exchange
 * is freed. Units begin on no node. */
hp_status HP_MUST_CHECK hp_exchange_new(hp_exchange **out, int32_t unit_count, int32_t sink_count,
                                        const int32_t *capacity, const int32_t *allowed_begin,
                                        const int32_t *allowed);
void hp_exchange_free(hp_exchange *exchange);

/* Puts a unit on a node, from where it may move, settled before or not. */
hp_status HP_MUST_CHECK hp_exchange_place(hp_exchange *exchange, int32_t unit, int32_t node);

/* Puts a unit on a node for good; the node need not be in its list. -1: it leaves the nodes. */
void hp_exchange_settle(hp_exchange *exchange, int32_t unit, int32_t node);

/* Replaces the unit's list by a shorter one that holds its present node. */
hp_status HP_MUST_CHECK hp_exchange_restrict(hp_exchange *exchange, int32_t unit,
                                             const int32_t *allowed, int32_t allowed_count);

bool hp_exchange_may_sit(const hp_exchange *exchange, int32_t unit, int32_t node);
bool hp_exchange_is_settled(const hp_exchange *exchange, int32_t unit);

/* Where the unit sits; -1: nowhere. */
int32_t hp_exchange_node(const hp_exchange *exchange, int32_t unit);

/* The units on a sink, settled ones too. */
int32_t hp_exchange_load(const hp_exchange *exchange, int32_t sink);

/* A unit on `from` that may move to `to`; -1: none. */
int32_t hp_exchange_mover(hp_exchange *exchange, int32_t from, int32_t to);

/* Moves one unit along each step of a shortest chain from `from` to `to`; *moved tells whether
 * there is one. from == to: the empty chain. `loose[s]`: sink s need not be full, so that a chain
 * may end in a free place of it, and may take a unit from it without bringing another. */
hp_status HP_MUST_CHECK hp_exchange_shift(bool *moved, hp_exchange *exchange, int32_t from,
                                          int32_t to, const bool *loose);

/* Marks the nodes that chains from `from` reach, `from` too; never by the ground. */
void hp_exchange_reach(bool *reached, hp_exchange *exchange, int32_t from);

/* Marks the nodes from which chains reach `to`, `to` too; never by the ground. */
void hp_exchange_reach_back(bool *reached, hp_exchange *exchange, int32_t to);

#endif
