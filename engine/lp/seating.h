/* As many units as possible on sinks, the better ranks first, and the proof of it. */
#ifndef HP_LP_SEATING_H
#define HP_LP_SEATING_H

#include "base/arena.h"
#include "lp/exchange.h"

/* Seats units that are on no node: rank after rank, each on the emptiest sink of its kind, or where
 * none has a free place by a shortest chain to one; those that no chain helps rest on the ground.
 * Who is seated stays seated, so that the seated are a greedy basis of the transversal matroid: no
 * seating has more units of the first rank, nor, with as many of that, of the second, and so on
 * (Edmonds and Fulkerson, Transversals and matroid partition, 1965).
 * Every kind must have the ground. Cost: a search for each unit that finds no free place; all
 * searches in vain together look at every node once. */
hp_status HP_MUST_CHECK hp_seating_fill(hp_exchange *exchange, hp_arena *arena,
                                        const hp_kinds *kinds, int32_t unit_count,
                                        const int32_t *capacity);

/* Proves a seating, in which every unit that has a kind sits, from kinds and places alone:
 * sought[s] is the best rank of a unit on the ground from which a chain leads to sink s, INT32_MAX
 * for none; and every sink that is sought by rank r is full of units that count as much as r or
 * more. So the units of rank r or better that are sought there or sit there can never have more
 * sinks than they have, for each r at once. HP_UNPROVEN: *why says what is otherwise. Cost: O(units
 * + the nodes of all kinds). */
hp_status HP_MUST_CHECK hp_seating_prove(int32_t *sought, const char **why, hp_arena *arena,
                                         const hp_kinds *kinds, const hp_exchange *exchange,
                                         int32_t unit_count, const int32_t *capacity);

#endif
