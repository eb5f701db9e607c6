#include "season/freeze.h"

#include "base/buffer.h"
#include "base/json.h"

/* The frozen input: season.json without seed and commitment, keys sorted; then every table and the
 * policy by their hashes; then the earlier run's manifest (spec 8). */
static hp_status write_frozen(hp_buffer *frozen, hp_arena *arena, const hp_data *data,
                              const char *earlier_hash) {
    static const char *const left_out[] = {"lottery_seed", "committed"};
    char *settings = NULL;
    HP_TRY(hp_json_canonical(&settings, arena, data->settings, left_out, 2));
    hp_buffer_format(frozen, "huapian commit 1\nseason %s\n", settings);
    for (size_t i = 1; i < data->input_count; i++) {
        hp_buffer_format(frozen, "%s %s\n", data->inputs[i].name, data->inputs[i].hash);
    }
    if (earlier_hash != NULL) {
        hp_buffer_format(frozen, "after %s\n", earlier_hash);
    }
    return hp_buffer_status(frozen);
}

hp_status hp_freeze(char hex[HP_HEX_BYTES], const hp_data *data, const char *earlier_hash) {
    hp_arena arena = {0};
    hp_buffer frozen = {0};
    hp_status status = write_frozen(&frozen, &arena, data, earlier_hash);
    if (status == HP_OK) {
        hp_sha256_hex(hex, hp_buffer_get(&frozen), frozen.length);
    }
    hp_buffer_free(&frozen);
    hp_arena_free(&arena);
    return status;
}
