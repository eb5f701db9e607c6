#include "verify/map.h"

#include <string.h>

/* FNV-1a. */
static size_t hash_of(const char *key) {
    uint64_t hash = 14695981039346656037U;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * 1099511628211U;
    }
    return (size_t)(hash ^ hash >> 29);
}

static size_t slot_of(const vf_map *map, const char *key) {
    size_t slot = hash_of(key) & (map->room - 1);
    while (map->keys[slot] != NULL && strcmp(map->keys[slot], key) != 0) {
        slot = (slot + 1) & (map->room - 1);
    }
    return slot;
}

static void widen(vf_map *map) {
    vf_map wide = {.room = map->room == 0 ? 64 : map->room * 2, .count = map->count};
    wide.keys = vf_alloc(wide.room, sizeof *wide.keys);
    wide.values = vf_alloc(wide.room, sizeof *wide.values);
    for (size_t i = 0; i < map->room; i++) {
        if (map->keys[i] != NULL) {
            size_t slot = slot_of(&wide, map->keys[i]);
            wide.keys[slot] = map->keys[i];
            wide.values[slot] = map->values[i];
        }
    }
    *map = wide;
}

bool vf_map_add(vf_map *map, const char *key, int value) {
    if (2 * (map->count + 1) > map->room) {
        widen(map);
    }
    size_t slot = slot_of(map, key);
    if (map->keys[slot] != NULL) {
        return false;
    }
    map->keys[slot] = key;
    map->values[slot] = value;
    map->count++;
    return true;
}

int vf_map_find(const vf_map *map, const char *key) {
    if (map->room == 0) {
        return -1;
    }
    size_t slot = slot_of(map, key);
    return map->keys[slot] == NULL ? -1 : map->values[slot];
}
