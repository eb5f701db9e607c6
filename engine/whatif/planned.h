/* The folder of a planned sweep: what is where in it, and what its shards and results say.
 *
 *     plan.json               the season's hash, the values' names, the shards
 *     sweep.json              the sweep as it was given
 *     season/…                the season's files as they were
 *     scenarios/<hash>.json   one for each point
 *     shards/<hash>.json      some points each
 *     manifest.json           the hashes of all these
 *     results/<hash>.json     of a shard that was run, by the shard's hash; made by the runs
 *
 * Scenarios and shards are named by the SHA-256 of their bytes. */
#ifndef HP_WHATIF_PLANNED_H
#define HP_WHATIF_PLANNED_H

#include "base/arena.h"
#include "base/finding.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/lookup.h"

#define HP_PLAN_FILE "plan.json"
#define HP_PLAN_SEASON "season"
#define HP_PLAN_SETTINGS "season/season.json"
#define HP_PLAN_RESULTS "results"

typedef struct hp_planned_shard {
    const char *id;
    int32_t first; /* point; 0 is the season as it is */
    int32_t point_count;
} hp_planned_shard;

typedef struct hp_planned {
    hp_arena arena;
    const char *dir;
    const char *season_dir;
    const char *results_dir;
    hp_json *document;         /* plan.json */
    const char *season_hash;   /* what huapian commit prints */
    const char *settings_hash; /* of season.json, which has the seed */
    hp_planned_shard *shards;
    int32_t shard_count;
    hp_lookup shard_ids;
    int32_t point_count; /* with point 0 */
} hp_planned;

/* Reads plan.json. HP_INPUT: it cannot be used. To be freed whatever comes back. */
hp_status HP_MUST_CHECK hp_planned_open(hp_planned *plan, const char *dir, hp_findings *findings);
void hp_planned_free(hp_planned *plan);

/* The file of a scenario, a shard or a result by its hash, in the arena; NULL: out of memory. */
const char *hp_planned_scenario(hp_arena *arena, const char *hash);
const char *hp_planned_shard_file(hp_arena *arena, const char *hash);
const char *hp_planned_result(hp_arena *arena, const char *hash);

/* Reads a file of the plan whose bytes must have the hash. HP_INPUT, with a finding: it cannot be
 * read, or they have another. */
hp_status HP_MUST_CHECK hp_planned_read(char **bytes, size_t *length, hp_arena *arena,
                                        const char *dir, const char *name, const char *hash,
                                        hp_findings *findings);

/* The outcome of reading the plan: HP_INPUT becomes HP_IO where its files are there but this
 * machine cannot read them at present. */
hp_status HP_MUST_CHECK hp_planned_outcome(const hp_planned *plan, hp_status status);

/* Whether a result is one of this program for a shard of the plan, and whole. -1: it is not, else
 * the index of the shard. */
int32_t hp_planned_shard_of(const hp_planned *plan, const hp_json *result);

/* plan.json and a result end in a line with the hash of all before it: puts that line into a text
 * that is else done, and tells whether the line of a text is right. */
void hp_planned_seal(hp_buffer *text);
bool hp_planned_is_whole(const char *bytes, size_t length);

/* ---- small steps of reading what this program wrote ---- */

/* The text or whole number of a member; "" and -1 where there is none. */
const char *hp_planned_text(const hp_json *object, const char *key);
int32_t hp_planned_whole(const hp_json *object, const char *key);

#endif
