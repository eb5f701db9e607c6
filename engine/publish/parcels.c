#include "publish/parcels.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "publish/seal.h"

/* Where a file of the run goes besides the bureau: `folder`/ID/`name` for `from`/ID`suffix`. */
typedef struct parcel {
    const char *from;
    const char *suffix;
    const char *folder;
    const char *name;
} parcel;

static const parcel parcels[] = {
    {"rosters/", ".csv", "schools", "roster.csv"},
    {"rosters/", ".xlsx", "schools", "roster.xlsx"},
    {"graduates/", ".csv", "primaries", "graduates.csv"},
};

/* "schools/<id>/roster.csv" for "rosters/<id>.csv"; NULL: nobody's parcel. HP_INPUT: the folder
 * would be named by what is no id. */
static hp_status find_parcel(const char **found, hp_arena *arena, const char *name) {
    size_t length = strlen(name);
    *found = strcmp(name, "notice.csv") == 0 ? "public/notice.csv" : NULL;
    for (size_t i = 0; i < sizeof parcels / sizeof *parcels; i++) {
        size_t from = strlen(parcels[i].from);
        size_t suffix = strlen(parcels[i].suffix);
        if (length > from + suffix && strncmp(name, parcels[i].from, from) == 0 &&
            strcmp(name + length - suffix, parcels[i].suffix) == 0) {
            const char *id = hp_arena_copy(arena, name + from, length - from - suffix);
            HP_NEED(id);
            *found = hp_arena_format(arena, "%s/%s/%s", parcels[i].folder, id, parcels[i].name);
            HP_NEED(*found);
            return hp_is_id(id) ? HP_OK : HP_INPUT;
        }
    }
    return HP_OK;
}

static hp_status refuse(const char *name, hp_findings *findings) {
    hp_find(findings, HP_F_not_sealed, (hp_place){.file = name}, NULL, NULL, NULL);
    return HP_INPUT;
}

/* `hash`: that of the manifest; NULL: it names none. */
static hp_status copy_file(hp_folder *folder, const char *dir, const char *name, const char *hash,
                           hp_findings *findings) {
    hp_arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    hp_status status = hp_file_read(&bytes, &length, &arena, dir, name, findings);
    const char *bureau = hp_path_join(&arena, "bureau", name);
    const char *other = NULL;
    if (status == HP_OK && (bytes == NULL || bureau == NULL)) {
        status = bytes == NULL ? HP_INPUT : HP_NO_MEMORY;
    }
    char now[HP_HEX_BYTES] = "";
    if (status == HP_OK) {
        hp_sha256_hex(now, bytes, length);
    }
    if (status == HP_OK && hash != NULL && strcmp(now, hash) != 0) {
        status = refuse(name, findings); /* changed since the seal was checked */
    }
    if (status == HP_OK) {
        status = find_parcel(&other, &arena, name);
        status = status == HP_INPUT ? refuse(name, findings) : status;
    }
    if (status == HP_OK) {
        status = hp_folder_write_hashed(folder, bureau, bytes, length, now, findings);
    }
    if (status == HP_OK && other != NULL) {
        status = hp_folder_write_hashed(folder, other, bytes, length, now, findings);
    }
    hp_arena_free(&arena);
    return status;
}

static hp_status copy_all(hp_folder *folder, const char *dir, const hp_json *manifest,
                          hp_findings *findings) {
    const hp_json *files = hp_json_member(manifest, "files");
    for (const hp_json *file = hp_json_first(files); file != NULL; file = hp_json_next(file)) {
        HP_TRY(copy_file(folder, dir, hp_json_key(file), hp_json_text(file), findings));
    }
    HP_TRY(copy_file(folder, dir, "manifest.json", NULL, findings));
    HP_TRY(copy_file(folder, dir, "seal.json", NULL, findings));
    HP_TRY(hp_folder_write_manifest(folder, findings));
    return hp_folder_commit(folder, findings);
}

hp_status hp_parcels_write(const char *dir, const char *to, hp_findings *findings) {
    hp_folder *folder = NULL;
    hp_json *manifest = NULL;
    hp_status status = hp_seal_check(&manifest, dir, findings);
    if (status == HP_OK) {
        status = hp_folder_begin(&folder, to, findings);
    }
    if (status == HP_OK) {
        status = copy_all(folder, dir, manifest, findings);
    }
    hp_folder_free(folder);
    hp_json_free(manifest);
    return status;
}
