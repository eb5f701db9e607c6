#include "publish/origin.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

/* The hash of season.json that result.json records, "" when it does not. */
static hp_status recorded_hash(char hash[HP_HEX_BYTES], hp_arena *arena, const char *dir,
                               hp_findings *findings) {
    char *text = NULL;
    size_t length = 0;
    hp_json *result = NULL;
    *hash = '\0';
    HP_TRY(hp_file_read(&text, &length, arena, dir, "result.json", findings));
    if (text == NULL) {
        return HP_OK;
    }
    HP_TRY(hp_json_parse(&result, text, length, "result.json", findings));
    const hp_json *inputs = result == NULL ? NULL : hp_json_member(result, "inputs");
    const hp_json *first = inputs == NULL ? NULL : hp_json_first(inputs);
    const hp_json *value = first == NULL ? NULL : hp_json_member(first, "sha256");
    if (value != NULL && hp_json_kind_of(value) == HP_JSON_TEXT &&
        strlen(hp_json_text(value)) < HP_HEX_BYTES) {
        strcpy(hash, hp_json_text(value));
    }
    hp_json_free(result);
    return HP_OK;
}

/* Whether the folder holds the season.json of that hash. */
static bool fits(const char *folder, const char *hash) {
    hp_arena arena = {0};
    hp_findings *unsaid = hp_findings_new();
    char *bytes = NULL;
    size_t length = 0;
    char found[HP_HEX_BYTES] = "";
    if (unsaid != NULL &&
        hp_file_read(&bytes, &length, &arena, folder, "season.json", unsaid) == HP_OK &&
        bytes != NULL) {
        hp_sha256_hex(found, bytes, length);
    }
    hp_findings_free(unsaid);
    hp_arena_free(&arena);
    return *found != '\0' && strcmp(found, hash) == 0;
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
                        const char *hash) {
    const char **names = NULL;
    size_t count = 0;
    hp_status status = list_names(&names, &count, arena, parent);
    for (size_t i = 0; i < count && status == HP_OK && *season_dir == NULL; i++) {
        const char *path = hp_path_join(arena, parent, names[i]);
        status = path == NULL ? HP_NO_MEMORY : HP_OK;
        if (status == HP_OK && fits(path, hash)) {
            *season_dir = path;
        }
    }
    free(names);
    if (status == HP_OK && *season_dir == NULL && fits(parent, hash)) {
        *season_dir = parent;
    }
    return status;
}

hp_status hp_origin_find(const char **season_dir, hp_arena *arena, const char *dir,
                         hp_findings *findings) {
    char hash[HP_HEX_BYTES];
    *season_dir = NULL;
    const char *parent = hp_path_join(arena, dir, "..");
    HP_NEED(parent);
    HP_TRY(recorded_hash(hash, arena, dir, findings));
    if (*hash != '\0') {
        HP_TRY(search(season_dir, arena, parent, hash));
    }
    if (*season_dir == NULL) {
        hp_find(findings, HP_F_season_not_found, (hp_place){.file = dir}, NULL, NULL, NULL);
    }
    return HP_OK;
}
