#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "verify/steps.h"

/* Every file below a folder must be listed, and no folder within it be empty. */
static size_t check_folder(const vf_run *run, const char *below, const vf_index *files, int depth,
                           vf_step *step) {
    size_t count = 0;
    DIR *folder = depth > 4 ? NULL : opendir(vf_format("%s/%s", run->dir, below));
    if (folder == NULL) {
        vf_fail(step, "folder %s cannot be read", below);
        return 0;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        const char *name = *below == '\0' ? vf_copy(entry->d_name, strlen(entry->d_name))
                                          : vf_format("%s/%s", below, entry->d_name);
        struct stat about;
        if (lstat(vf_format("%s/%s", run->dir, name), &about) == 0 && S_ISDIR(about.st_mode)) {
            size_t below_it = check_folder(run, name, files, depth + 1, step);
            count += below_it;
            if (below_it == 0) {
                vf_fail(step, "folder %s is empty", name);
            }
        } else if (strcmp(name, "manifest.json") != 0 && strcmp(name, "seal.json") != 0) {
            count++;
            if (vf_index_find(files, name) == NULL) {
                vf_fail(step, "%s is not listed", name);
            }
        }
    }
    closedir(folder);
    return count;
}

/* A name that leads out of the folder; a school's id may have dots. */
static bool leads_away(const char *name) {
    return *name == '/' || strncmp(name, "../", 3) == 0 || strstr(name, "/../") != NULL;
}

static void check_file(const vf_run *run, const vf_json *entry, vf_step *step) {
    char hash[VF_HEX];
    const char *name = vf_key(entry);
    if (leads_away(name)) {
        vf_fail(step, "%s is not in the folder", name);
        return;
    }
    if (!vf_hash_file(hash, run->dir, name)) {
        vf_fail(step, "%s is listed but not there", name);
        return;
    }
    if (strcmp(hash, vf_text(entry)) != 0) {
        vf_fail(step, "%s has another hash", name);
    }
}

/* Every file of the folder listed, every listed one there, every hash right (spec 6). */
void vf_check_manifest(const vf_run *run, vf_step *step) {
    const vf_json *files = vf_member(run->manifest, "files");
    if (!vf_is_object(files) || !vf_has_keys(run->manifest, "files")) {
        vf_fail(step, "manifest.json lists no files");
        return;
    }
    for (const vf_json *entry = vf_first(files); entry != NULL; entry = vf_next(entry)) {
        check_file(run, entry, step);
    }
    if (check_folder(run, "", vf_index_new(files), 0, step) != vf_count(files)) {
        vf_fail(step, "the folder has another number of files than the manifest");
    }
}

/* ---- the inputs ---- */

static bool input_matches(const vf_json *entry, const char *name, const char *file,
                          const char *hash) {
    return vf_has_keys(entry, "name file sha256") &&
           strcmp(vf_member_text(entry, "name"), name) == 0 &&
           strcmp(vf_member_text(entry, "file"), file) == 0 &&
           strcmp(vf_member_text(entry, "sha256"), hash) == 0;
}

/* The season's files are those whose hashes the run recorded: season, tables, policy. */
void vf_check_inputs(const vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    const vf_json *entry = vf_first(vf_member(run->result, "inputs"));
    if (!vf_is_list(vf_member(run->result, "inputs"))) {
        vf_fail(step, "the inputs of result.json are no list");
    }
    if (!input_matches(entry, "season", "season.json", season->hash)) {
        vf_fail(step, "season.json is not the one of the run");
    }
    for (int t = 0; t < VF_TABLES; t++) {
        const vf_table *table = &season->tables[t];
        if (table->file == NULL) {
            continue;
        }
        entry = entry == NULL ? NULL : vf_next(entry);
        if (!input_matches(entry, vf_table_name((vf_table_id)t), table->file, table->hash)) {
            vf_fail(step, "%s is not the one of the run", table->file);
        }
    }
    entry = entry == NULL ? NULL : vf_next(entry);
    if (!input_matches(entry, "policy", season->policy_file, season->policy_hash) ||
        vf_next(entry) != NULL) {
        vf_fail(step, "the policy is not the one of the run");
    }
}

/* The hash of the frozen input, where season.json names one (spec 8, commit). */
void vf_check_commitment(const vf_run *run, vf_step *step) {
    static const char *const left_out[] = {"lottery_seed", "committed"};
    const vf_season *season = &run->season;
    const char *committed = vf_member_text(season->settings, "committed");
    char hash[VF_HEX];
    vf_out frozen = {0};
    if (!vf_is_text(vf_member(run->result, "committed")) ||
        strcmp(vf_member_text(run->result, "committed"), committed) != 0) {
        vf_fail(step, "result.json records another hash than season.json");
    }
    if (*committed == '\0') {
        return;
    }
    vf_put(&frozen,
           vf_format("huapian commit 1\nseason %s\n", vf_canonical(season->settings, left_out, 2)));
    for (int t = 0; t < VF_TABLES; t++) {
        if (season->tables[t].file != NULL) {
            vf_put(&frozen,
                   vf_format("%s %s\n", vf_table_name((vf_table_id)t), season->tables[t].hash));
        }
    }
    vf_put(&frozen, vf_format("policy %s\n", season->policy_hash));
    const vf_json *earlier = vf_member(run->result, "earlier");
    if (earlier != NULL) {
        vf_put(&frozen, vf_format("after %s\n", vf_member_text(earlier, "manifest_sha256")));
    }
    vf_sha256(hash, frozen.bytes, frozen.length);
    if (strcmp(hash, committed) != 0) {
        vf_fail(step, "the input has the hash %s, not the committed one", hash);
    }
}
