#include "publish/origin.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

/* The run's result.json; NULL, with a finding: it cannot be read. */
static hp_status read_result(hp_json **result, hp_arena *arena, const char *dir,
                             hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    *result = NULL;
    HP_TRY(hp_file_read(&text, &length, arena, dir, "result.json", findings));
    return text == NULL ? HP_OK : hp_json_parse(result, text, length, "result.json", findings);
}

static const char *text_of(const hp_json *object, const char *key) {
    const hp_json *member = hp_json_member(object, key);
    return member == NULL || hp_json_kind_of(member) != HP_JSON_TEXT ? "" : hp_json_text(member);
}

/* Whether the folder holds the file of that hash. */
static bool has_file(const char *folder, const char *name, const char *hash) {
    hp_arena arena = {0};
    hp_findings *unsaid = hp_findings_new();
    char *bytes = NULL;
    size_t length = 0;
    char found[HP_HEX_BYTES] = "";
    if (unsaid != NULL && hp_file_read(&bytes, &length, &arena, folder, name, unsaid) == HP_OK &&
        bytes != NULL) {
        hp_sha256_hex(found, bytes, length);
    }
    hp_findings_free(unsaid);
    hp_arena_free(&arena);
    return *found != '\0' && strcmp(found, hash) == 0;
}

/* Whether the folder holds every input that the run recorded, season.json first: seasons that were
 * copied and changed stand side by side. */
static bool fits(const char *folder, const hp_json *inputs) {
    const hp_json *input = inputs == NULL ? NULL : hp_json_first(inputs);
    bool fit = input != NULL;
    for (; input != NULL && fit; input = hp_json_next(input)) {
        fit = has_file(folder, text_of(input, "file"), text_of(input, "sha256"));
    }
    return fit;
}

/* The names in a folder, sorted; hidden ones left out. */
static hp_status list_names(const char ***names, size_t *count, hp_arena *arena,
                            const char *folder) {
    size_t capacity = 0;
    DIR *open = opendir(folder);
    hp_status status = HP_OK;
    *names = NULL;
    *count = 0;
    for (struct dirent *entry = NULL;
         open != NULL && status == HP_OK && (entry = readdir(open)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *name = hp_arena_text(arena, entry->d_name);
        status = name == NULL ? HP_NO_MEMORY
                              : hp_grow(names, &capacity, *count + 1, sizeof **names);
        if (status == HP_OK) {
            (*names)[(*count)++] = name;
        }
    }
    if (open != NULL) {
        closedir(open);
    }
    if (*count > 0) {
        qsort(*names, *count, sizeof **names, hp_compare_text);
    }
    return status;
}

static hp_status search(const char **season_dir, hp_arena *arena, const char *parent,
                        const hp_json *inputs) {
    const char **names = NULL;
    size_t count = 0;
    hp_status status = list_names(&names, &count, arena, parent);
    for (size_t i = 0; i < count && status == HP_OK && *season_dir == NULL; i++) {
        const char *path = hp_path_join(arena, parent, names[i]);
        status = path == NULL ? HP_NO_MEMORY : HP_OK;
        if (status == HP_OK && fits(path, inputs)) {
            *season_dir = path;
        }
    }
    free(names);
    if (status == HP_OK && *season_dir == NULL && fits(parent, inputs)) {
        *season_dir = parent;
    }
    return status;
}

hp_status hp_origin_find(const char **season_dir, hp_arena *arena, const char *dir,
                         hp_findings *findings) {
    hp_json *result = NULL;
    *season_dir = NULL;
    const char *parent = hp_path_join(arena, dir, "..");
    HP_NEED(parent);
    HP_TRY(read_result(&result, arena, dir, findings));
    if (result == NULL) {
        return HP_INPUT;
    }
    hp_status status = search(season_dir, arena, parent, hp_json_member(result, "inputs"));
    if (status == HP_OK && *season_dir == NULL) {
        hp_find(findings, HP_F_season_not_found, (hp_place){.file = dir}, NULL, NULL, NULL);
    }
    hp_json_free(result);
    return status;
}
