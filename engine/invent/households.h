/* Addresses as fine as one household. */
#ifndef HP_INVENT_HOUSEHOLDS_H
#define HP_INVENT_HOUSEHOLDS_H

#include "invent/district.h"

/* Replaces the areas of a finished district by homes: one for every address of every family (twins
 * are one family), near its estate, in the zones of its estate, no two at one point. Children,
 * schools and seats stay as they are. */
hp_status HP_MUST_CHECK invent_households(invent_district *district, hp_arena *arena,
                                          const char *seed);

#endif
