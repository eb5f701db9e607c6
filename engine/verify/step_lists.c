/* Step lists: masks and lists (docs/publication.md). */
#include "verify/run.h"

void vf_check_lists(vf_check *check, vf_step *step) {
    (void)check;
    (void)step;
}
