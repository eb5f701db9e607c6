/* Names as the public notice shows them (docs/publication.md, Masks). */
#ifndef HP_PUBLISH_MASK_H
#define HP_PUBLISH_MASK_H

#include "base/arena.h"

/* A masked copy in the arena; "" stays "". NULL: out of memory. The text must be UTF-8. */
const char *hp_mask_name(hp_arena *arena, const char *name);

#endif
