/* A sweep as its file describes it: a scenario with holes, and what fills them at each point
 * (docs/sweeps.md). */
#ifndef HP_WHATIF_SWEEP_H
#define HP_WHATIF_SWEEP_H

#include "base/arena.h"
#include "base/finding.h"
#include "base/json.h"

enum {
    HP_SWEEP_MOST_POINTS = 100000,
    HP_SWEEP_PER_SHARD = 20, /* points of a shard where the sweep does not say it */
    HP_SWEEP_MOST_PER_SHARD = 1000
};

/* What fills a hole: a text, or a number as its digits. */
typedef struct hp_sweep_fill {
    const char *text;
    bool is_number;
} hp_sweep_fill;

typedef struct hp_sweep {
    hp_arena arena;
    char *bytes; /* the file as it is */
    size_t length;
    hp_json *document;
    const hp_json *scenario; /* the one with holes */
    const char **names;      /* of the values, in the file's order */
    size_t name_count;
    hp_sweep_fill *fills; /* point_count × name_count */
    int32_t point_count;
    int32_t per_shard;
} hp_sweep;

/* Reads and checks the sweep in `file`. HP_INPUT: it has errors, all of them listed. To be freed
 * whatever comes back. */
hp_status HP_MUST_CHECK hp_sweep_read(hp_sweep *sweep, const char *file, hp_findings *findings);
void hp_sweep_free(hp_sweep *sweep);

/* Every text of the scenario has closed braces and names values that are there, and every value is
 * named by one; else a finding. `file`: of the sweep. */
void hp_sweep_check_holes(const hp_sweep *sweep, const char *file, hp_findings *findings);

/* The scenario of a point as JSON, to an empty buffer. */
void hp_sweep_scenario(hp_buffer *out, const hp_sweep *sweep, int32_t point);

#endif
