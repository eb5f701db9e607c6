/* What the files behind the fence around GLPK share: its environment, its aborts, one rounding.
 * simplex.c and whole.c are behind it too, and nobody else knows GLPK. */
#ifndef HP_LP_FENCE_H
#define HP_LP_FENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* GLPK's environment of this thread, with its output held back; false: no memory for it. */
bool hp_glpk_start(void);

/* From here on GLPK's aborts jump to *jump (a jmp_buf, set by the caller); NULL: no more. */
void hp_glpk_guard(void *jump);

/* After GLPK aborted: frees its environment with every problem in it. HP_NO_MEMORY. */
hp_status HP_MUST_CHECK hp_glpk_aborted(void);

/* The whole number next to a double; false when it is not next to one. */
bool hp_glpk_whole(double value, int64_t *number);

#endif
