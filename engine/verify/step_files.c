/* Steps manifest, inputs, committed: the files are those that were hashed. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "verify/run.h"

enum { MOST_DEPTH = 16 };

static bool is_apart(const char *name) {
    return strcmp(name, "manifest.json") == 0 || strcmp(name, "seal.json") == 0;
}

/* Every file below `folder` ("" or ending in /) is listed with its hash. */
static bool check_folder(const vf_check *check, const char *folder, int depth, size_t *count,
                         vf_step *step) {
    DIR *open_folder = opendir(vf_format("%s/%s", check->run_dir, folder));
    if (open_folder == NULL || depth > MOST_DEPTH) {
        if (open_folder != NULL) {
            closedir(open_folder);
        }
        return vf_fail(step, "folder %s cannot be read", folder);
    }
    bool good = true;
    const vf_json *files = vf_member(check->manifest, "files");
    for (struct dirent *entry = readdir(open_folder); entry != NULL && good;
         entry = readdir(open_folder)) {
        struct stat about;
        char hash[VF_HEX];
        const char *name = vf_format("%s%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            (depth == 0 && is_apart(name))) {
            continue;
        }
        if (lstat(vf_format("%s/%s", check->run_dir, name), &about) != 0 ||
            (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))) {
            good = vf_fail(step, "%s is neither a file nor a folder", name);
        } else if (S_ISDIR(about.st_mode)) {
            good = check_folder(check, vf_format("%s/", name), depth + 1, count, step);
        } else if (!vf_is_text(vf_member(files, name))) {
            good = vf_fail(step, "%s is not listed", name);
        } else {
            vf_file file = vf_read(check->run_dir, name);
            vf_sha256(hash, file.bytes == NULL ? "" : file.bytes, file.length);
            good = (file.bytes != NULL && strcmp(hash, vf_member_text(files, name)) == 0) ||
                   vf_fail(step, "%s has another hash", name);
            (*count)++;
        }
    }
    closedir(open_folder);
    return good;
}

void vf_check_manifest(vf_check *check, vf_step *step) {
    static const char *const needed[] = {"allocation.csv", "result.json", "certificate.json",
                                         "schools.csv"};
    size_t count = 0;
    check->manifest = vf_run_json(check->run_dir, "manifest.json");
    const vf_json *files = vf_member(check->manifest, "files");
    if (!vf_is_object(files) || vf_count(check->manifest) != 1) {
        vf_fail(step, "manifest.json is missing or not of its form");
        return;
    }
    if (!check_folder(check, "", 0, &count, step)) {
        return;
    }
    for (const vf_json *file = vf_first(files); file != NULL; file = vf_next(file)) {
        struct stat about;
        if (lstat(vf_format("%s/%s", check->run_dir, vf_key(file)), &about) != 0) {
            vf_fail(step, "%s is listed and not there", vf_key(file));
        }
    }
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (vf_member(files, needed[i]) == NULL) {
            vf_fail(step, "%s is not there", needed[i]);
        }
    }
    if (vf_count(files) != count) {
        vf_fail(step, "%zu files are listed, %zu are there", vf_count(files), count);
    }
}

static void put_input(vf_out *out, const char *dir, const char *name, const char *file) {
    char hash[VF_HEX];
    vf_file bytes = vf_read(dir, file);
    vf_sha256(hash, bytes.bytes == NULL ? "" : bytes.bytes, bytes.length);
    vf_put(out, out->length == 0 ? "[{\"name\":" : ",{\"name\":");
    vf_put_text(out, name);
    vf_put(out, ",\"file\":");
    vf_put_text(out, file);
    vf_put(out, ",\"sha256\":");
    vf_put_text(out, hash);
    vf_put(out, "}");
}

void vf_check_inputs(vf_check *check, vf_step *step) {
    vf_out out = {0};
    const vf_season *season = &check->season;
    put_input(&out, season->dir, "season", "season.json");
    for (int i = 0; i < VF_TABLES; i++) {
        if (season->tables[i].present) {
            put_input(&out, season->dir, vf_table_names[i], season->tables[i].file);
        }
    }
    put_input(&out, season->dir, "policy", season->policy_file);
    vf_put(&out, "]");
    vf_compare_text(vf_member(check->result, "inputs"), out.bytes, "/inputs", step);
    const vf_json *said = vf_member(check->result, "lottery_seed");
    const vf_json *seed = vf_member(season->settings, "lottery_seed");
    vf_compare(said, seed, "/lottery_seed", step);
}

/* docs/decisions.md, the commit hash. */
static void commit_hash(char hash[VF_HEX], const vf_check *check, const char *after) {
    static const char *const without[] = {"lottery_seed", "committed"};
    vf_out out = {0};
    const vf_season *season = &check->season;
    vf_put(&out, "huapian commit 1\nseason ");
    vf_put(&out, vf_canonical(season->settings, without, 2));
    for (int i = 0; i <= VF_TABLES; i++) {
        bool policy = i == VF_TABLES;
        if (policy || season->tables[i].present) {
            const char *name = policy ? "policy" : vf_table_names[i];
            vf_file file =
                vf_read(season->dir, policy ? season->policy_file : season->tables[i].file);
            vf_sha256(hash, file.bytes == NULL ? "" : file.bytes, file.length);
            vf_put(&out, vf_format("\n%s %s", name, hash));
        }
    }
    vf_put(&out, "\n");
    if (after != NULL) {
        vf_put(&out, vf_format("after %s\n", after));
    }
    vf_sha256(hash, out.bytes, out.length);
}

void vf_check_committed(vf_check *check, vf_step *step) {
    char hash[VF_HEX];
    const char *committed = vf_member_text(check->season.settings, "committed");
    const char *said = vf_member_text(check->result, "committed");
    const vf_json *earlier = vf_member(check->result, "earlier");
    if (strcmp(said, committed) != 0 || !vf_is_text(vf_member(check->result, "committed"))) {
        vf_fail(step, "result.json says \"%s\", season.json \"%s\"", said, committed);
    } else if (*committed != '\0') {
        commit_hash(hash, check,
                    earlier == NULL ? NULL : vf_member_text(earlier, "manifest_sha256"));
        if (strcmp(hash, committed) != 0) {
            vf_fail(step, "the season's files give %s, committed is %s", hash, committed);
        }
    }
}
