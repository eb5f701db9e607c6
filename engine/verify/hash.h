/* The checker's fence around libsodium: hash.c. */
#ifndef VF_HASH_H
#define VF_HASH_H

#include "verify/file.h"

/* False: libsodium cannot be used on this machine. */
bool vf_hash_start(void);

#endif
