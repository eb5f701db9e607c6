/* The hash of the frozen input, published before the seed is drawn (spec 8, commit). */
#ifndef HP_SEASON_FREEZE_H
#define HP_SEASON_FREEZE_H

#include "base/hash.h"
#include "season/data.h"

/* 64 hexadecimal digits into `hex`. `earlier_hash`: the hash of the manifest of the run that the
 * season goes on from; NULL: none. */
hp_status HP_MUST_CHECK hp_freeze(char hex[HP_HEX_BYTES], const hp_data *data,
                                  const char *earlier_hash);

#endif
