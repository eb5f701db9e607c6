/* Names as the public notice must show them (docs/publication.md, Masks). */
#ifndef VF_MASK_H
#define VF_MASK_H

#include "verify/base.h"

const char *vf_masked(const char *name);

#endif
