#include "whatif/planned.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

const char *hp_planned_scenario(hp_arena *arena, const char *hash) {
    return hp_arena_format(arena, "scenarios/%s.json", hash);
}

const char *hp_planned_shard_file(hp_arena *arena, const char *hash) {
    return hp_arena_format(arena, "shards/%s.json", hash);
}

const char *hp_planned_result(hp_arena *arena, const char *hash) {
    return hp_arena_format(arena, HP_PLAN_RESULTS "/%s.json", hash);
}

const char *hp_planned_text(const hp_json *object, const char *key) {
    const hp_json *member = hp_json_member(object, key);
    return member == NULL || hp_json_kind_of(member) != HP_JSON_TEXT ? "" : hp_json_text(member);
}

int32_t hp_planned_whole(const hp_json *object, const char *key) {
    const hp_json *member = hp_json_member(object, key);
    double number = member == NULL || hp_json_kind_of(member) != HP_JSON_NUMBER
                        ? -1
                        : hp_json_number(member);
    return number >= 0 && number <= INT32_MAX ? (int32_t)number : -1;
}

hp_status hp_planned_read(char **bytes, size_t *length, hp_arena *arena, const char *dir,
                          const char *name, const char *hash, hp_findings *findings) {
    char found[HP_HEX_BYTES];
    HP_TRY(hp_file_read(bytes, length, arena, dir, name, findings));
    if (*bytes == NULL) {
        return HP_INPUT;
    }
    hp_sha256_hex(found, *bytes, *length);
    if (strcmp(found, hash) != 0) {
        hp_find(findings, HP_F_plan_damaged, (hp_place){.file = name}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    return HP_OK;
}

/* ---- the plan ---- */

static bool is_hash(const char *text) {
    return strlen(text) == HP_HEX_BYTES - 1 && strspn(text, "0123456789abcdef") == HP_HEX_BYTES - 1;
}

/* The shards, which go through the points in order; false: they do not. */
static hp_status take_shards(bool *good, hp_planned *plan, const hp_json *list) {
    size_t count = list == NULL || hp_json_kind_of(list) != HP_JSON_LIST ? 0 : hp_json_count(list);
    *good = count > 0;
    plan->shards = hp_arena_alloc(&plan->arena, count, sizeof *plan->shards);
    HP_NEED(plan->shards);
    for (const hp_json *shard = *good ? hp_json_first(list) : NULL; shard != NULL;
         shard = hp_json_next(shard)) {
        hp_planned_shard *one = &plan->shards[plan->shard_count++];
        *one = (hp_planned_shard){.id = hp_planned_text(shard, "shard"),
                                  .first = hp_planned_whole(shard, "first"),
                                  .point_count = hp_planned_whole(shard, "points")};
        *good = *good && is_hash(one->id) && one->first == plan->point_count &&
                one->point_count > 0;
        plan->point_count += one->point_count > 0 ? one->point_count : 0;
    }
    return hp_lookup_build(&plan->shard_ids, &plan->arena, plan->shards, plan->shard_count,
                           sizeof *plan->shards);
}

static hp_status take_plan(hp_planned *plan, bool whole, hp_findings *findings) {
    bool good = false;
    const char *version = hp_planned_text(plan->document, "version");
    plan->season_hash = hp_planned_text(plan->document, "season");
    plan->settings_hash = hp_planned_text(plan->document, "settings");
    HP_TRY(take_shards(&good, plan, hp_json_member(plan->document, "shards")));
    if (*version != '\0' && strcmp(version, hp_version()) != 0) {
        hp_find(findings, HP_F_plan_version, (hp_place){.file = HP_PLAN_FILE}, version,
                hp_version(), NULL);
    } else if (*version == '\0' || !whole || !good || !is_hash(plan->season_hash) ||
               !is_hash(plan->settings_hash)) {
        hp_find(findings, HP_F_plan_damaged, (hp_place){.file = HP_PLAN_FILE}, NULL, NULL, NULL);
    }
    return HP_OK;
}

hp_status hp_planned_open(hp_planned *plan, const char *dir, hp_findings *findings) {
    char *bytes = NULL;
    size_t length = 0;
    *plan = (hp_planned){.dir = dir};
    plan->season_dir = hp_path_join(&plan->arena, dir, HP_PLAN_SEASON);
    plan->results_dir = hp_path_join(&plan->arena, dir, HP_PLAN_RESULTS);
    HP_NEED(plan->season_dir);
    HP_NEED(plan->results_dir);
    HP_TRY(hp_file_read(&bytes, &length, &plan->arena, dir, HP_PLAN_FILE, findings));
    if (bytes != NULL) {
        HP_TRY(hp_json_parse(&plan->document, bytes, length, HP_PLAN_FILE, findings));
    }
    if (plan->document != NULL) {
        HP_TRY(take_plan(plan, hp_planned_is_whole(bytes, length), findings));
    }
    return hp_findings_status(findings);
}

void hp_planned_free(hp_planned *plan) {
    hp_json_free(plan->document);
    hp_arena_free(&plan->arena);
}

/* Whether the file is there and cannot be read at present: the disk, the network, or this process
 * has as many files open as it may. */
static bool is_out_of_reach(const char *dir, const char *name) {
    char path[4096];
    char byte = 0;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return errno != ENOENT && errno != ENOTDIR && errno != EACCES && errno != ENAMETOOLONG;
    }
    bool failed = read(descriptor, &byte, 1) < 0 && errno != EISDIR;
    close(descriptor);
    return failed;
}

hp_status hp_planned_outcome(const hp_planned *plan, hp_status status) {
    bool failed = status == HP_INPUT && (is_out_of_reach(plan->dir, HP_PLAN_FILE) ||
                                         is_out_of_reach(plan->dir, HP_PLAN_SETTINGS));
    return failed ? HP_IO : status;
}

/* ---- results ---- */

#define SEAL_HEAD ",\n \"sha256\": \""
#define SEAL_TAIL "\"\n}\n"

enum {
    OBJECT_END = 3, /* "\n}\n" */
    SEAL_BYTES = sizeof SEAL_HEAD - 1 + HP_HEX_BYTES - 1 + sizeof SEAL_TAIL - 1
};

void hp_planned_seal(hp_buffer *text) {
    char hash[HP_HEX_BYTES];
    if (text->failed || text->length < OBJECT_END) {
        return;
    }
    text->length -= OBJECT_END;
    hp_sha256_hex(hash, text->bytes, text->length);
    hp_buffer_format(text, "%s%s%s", SEAL_HEAD, hash, SEAL_TAIL);
}

bool hp_planned_is_whole(const char *bytes, size_t length) {
    char hash[HP_HEX_BYTES];
    char seal[SEAL_BYTES + 1];
    if (length < SEAL_BYTES) {
        return false;
    }
    hp_sha256_hex(hash, bytes, length - SEAL_BYTES);
    snprintf(seal, sizeof seal, "%s%s%s", SEAL_HEAD, hash, SEAL_TAIL);
    return memcmp(bytes + length - SEAL_BYTES, seal, SEAL_BYTES) == 0;
}

/* Whether the points of a result are those of the shard, in order. */
static bool has_points_of(const hp_planned_shard *shard, const hp_json *points) {
    int32_t next = shard->first;
    for (const hp_json *point = points == NULL ? NULL : hp_json_first(points); point != NULL;
         point = hp_json_next(point)) {
        if (hp_planned_whole(point, "point") != next++) {
            return false;
        }
    }
    return next == shard->first + shard->point_count;
}

int32_t hp_planned_shard_of(const hp_planned *plan, const hp_json *result) {
    int32_t shard = hp_lookup_find(&plan->shard_ids, hp_planned_text(result, "shard"));
    bool good = shard >= 0 && strcmp(hp_planned_text(result, "version"), hp_version()) == 0 &&
                has_points_of(&plan->shards[shard], hp_json_member(result, "points"));
    return good ? shard : -1;
}
