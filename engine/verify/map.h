/* From a text to a number. */
#ifndef VF_MAP_H
#define VF_MAP_H

#include "verify/base.h"

typedef struct vf_map {
    const char **keys;
    int *values;
    size_t count;
    size_t room; /* a power of two, or 0 */
} vf_map;

/* False: the key is there already and keeps its value. The key is lent, not copied. */
bool vf_map_add(vf_map *map, const char *key, int value);
/* -1 when it is not there. */
int vf_map_find(const vf_map *map, const char *key);

#endif
