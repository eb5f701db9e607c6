/* A scenario (spec 7): changes to a season's tables and policy, read from a file of its own. */
#ifndef HP_SEASON_SCENARIO_H
#define HP_SEASON_SCENARIO_H

#include "base/hash.h"
#include "base/json.h"
#include "season/patch.h"

struct hp_scenario {
    hp_arena arena;
    hp_json *document; /* lends every text */
    const char *file;  /* as it was named; NULL: made in memory */
    const char *bytes; /* of the file */
    size_t byte_count;
    char hash[HP_HEX_BYTES];
    const char *name;
    const char *note; /* "": none */
    hp_patch patches[HP_TABLES];
    const hp_json *policy; /* a JSON Patch; NULL: none */
};

/* As hp_scenario_read, of bytes that are in memory; `file` is what findings call them. NULL: those
 * of the file. */
hp_status HP_MUST_CHECK hp_scenario_parse(hp_scenario **out, const char *bytes, size_t length,
                                          const char *file, hp_findings *findings);

/* The path of the last operation that touched the policy at `path`, else of all changes together
 * where they stand in one table or in the policy; in the arena. NULL: none can be named. */
const char *hp_scenario_change_at(hp_arena *arena, const hp_scenario *scenario, const char *path);

#endif
