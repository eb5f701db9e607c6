/* Names as the public notice must show them (docs/publication.md, Masks). */
#ifndef VF_MASK_H
#define VF_MASK_H

#include "verify/base.h"

enum { VF_MASKED = 256 };

/* The mask of a name, in `room` or, where that is too small, in memory of its own. */
const char *vf_masked(char room[VF_MASKED], const char *name);

#endif
