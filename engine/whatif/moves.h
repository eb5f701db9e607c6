/* Which children a scenario moves, and by which rule. */
#ifndef HP_WHATIF_MOVES_H
#define HP_WHATIF_MOVES_H

#include "whatif/outcome.h"

typedef enum hp_move_rule {
#define X(code, english, chinese) HP_MOVE_##code,
    HP_MOVE_TABLE(X)
#undef X
        HP_MOVES
} hp_move_rule;

/* "category", "seats" … and its words. */
const char *hp_move_code(hp_move_rule rule);
const char *hp_move_text(hp_move_rule rule, bool english);

/* Every child whose school is another, or who is in one of the seasons alone, as moves.csv has it,
 * by student_id; and the figures of moves. What is told is the first rule of HP_MOVE_TABLE that
 * differs, asked at the first stage that placed the child in either run. */
hp_status HP_MUST_CHECK hp_moves_tell(hp_buffer *csv, hp_outcome *outcome, const hp_season *before,
                                      hp_run *run_before, const hp_season *after,
                                      hp_run *run_after);

#endif
