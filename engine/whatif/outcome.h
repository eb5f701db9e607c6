/* The figures of a run that runs are compared by. */
#ifndef HP_WHATIF_OUTCOME_H
#define HP_WHATIF_OUTCOME_H

#include "pipeline.h"
#include "whatif/pack.h"
#include "whatif/words.h"

typedef enum hp_figure_kind {
#define X(code, form, english, chinese) HP_FIGURE_##code,
    HP_FIGURE_TABLE(X)
#undef X
        HP_FIGURES
} hp_figure_kind;

/* All whole numbers; what is told in hundredths is hundredths. */
typedef struct hp_figure {
    hp_figure_kind kind;
    const char *of;   /* id or code of the stage, category, school …; "": there is only one */
    const char *name; /* of the same, for people */
    int64_t value;
} hp_figure;

typedef struct hp_outcome {
    hp_figure *figures; /* by kind */
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out */
} hp_outcome;

/* Adds a figure; its texts are lent. */
void hp_outcome_add(hp_outcome *outcome, hp_figure_kind kind, const char *of, const char *name,
                    int64_t value);

/* The figures of a finished run but those of moves. Children placed are those admitted, kept and
 * fixed; distances are those of placed children that are known, the percentile is the nearest-rank
 * one: the least distance that 95 of 100 children do not pass. O(n log n). */
hp_status HP_MUST_CHECK hp_outcome_take(hp_outcome *outcome, hp_arena *arena, const hp_run *run);

/* Puts the figures in order of their kinds. */
hp_status HP_MUST_CHECK hp_outcome_finish(hp_outcome *outcome);

/* The figure's value; `otherwise` where the run has none. O(figures). */
int64_t hp_outcome_get(const hp_outcome *outcome, hp_figure_kind kind, const char *of,
                       int64_t otherwise);

/* "unplaced", "moved_rule" … */
const char *hp_figure_code(hp_figure_kind kind);
bool hp_figure_in_hundredths(hp_figure_kind kind);
/* The words of a figure, its {of} filled in, appended. */
void hp_figure_text(hp_buffer *out, const hp_figure *figure, bool english);
/* Its value as people read it: 31 or 96.50. */
void hp_figure_value(hp_buffer *out, hp_figure_kind kind, int64_t value);

void hp_outcome_pack(hp_buffer *to, const hp_outcome *outcome);
hp_status HP_MUST_CHECK hp_outcome_unpack(hp_outcome *outcome, hp_arena *arena, hp_unpack *from);
void hp_outcome_free(hp_outcome *outcome);

#endif
