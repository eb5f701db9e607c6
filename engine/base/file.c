#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/json.h"

typedef struct written_file {
    char *name;
    char hash[HP_HEX_BYTES];
} written_file;

struct hp_folder {
    hp_arena arena;
    char *target;
    char *parent;
    char *hidden; /* NULL once committed */
    int descriptor;
    written_file *files;
    size_t file_count;
    size_t file_capacity;
    char **subfolders; /* in the order in which they were made */
    size_t subfolder_count;
    size_t subfolder_capacity;
};

char *hp_path_join(hp_arena *arena, const char *dir, const char *name) {
    return hp_arena_format(arena, "%s/%s", dir, name);
}

/* Reads an open regular file to its end. */
static hp_status read_all(char **bytes, size_t *length, hp_arena *arena, int descriptor) {
    struct stat about;
    if (fstat(descriptor, &about) != 0) {
        return HP_IO;
    }
    if (!S_ISREG(about.st_mode)) {
        errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
        return HP_IO;
    }
    size_t size = (size_t)about.st_size;
    *bytes = hp_arena_alloc(arena, size + 1, 1);
    HP_NEED(*bytes);
    *length = 0;
    while (*length < size) {
        ssize_t got = read(descriptor, *bytes + *length, size - *length);
        if (got < 0 && errno != EINTR) {
            return HP_IO;
        }
        if (got == 0) {
            break;
        }
        *length += got > 0 ? (size_t)got : 0;
    }
    return HP_OK;
}

hp_status hp_file_read(char **bytes, size_t *length, hp_arena *arena, const char *dir,
                       const char *name, hp_findings *findings) {
    *bytes = NULL;
    *length = 0;
    char *path = hp_path_join(arena, dir, name);
    HP_NEED(path);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    hp_status status = descriptor < 0 ? HP_IO : read_all(bytes, length, arena, descriptor);
    if (status == HP_IO) {
        hp_find(findings, HP_F_file_missing, (hp_place){.file = name}, strerror(errno), NULL, NULL);
        *bytes = NULL;
        status = HP_OK;
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return status;
}

static hp_status io_failed(hp_findings *findings, const char *name) {
    hp_find(findings, HP_F_write_failed, (hp_place){.file = name}, strerror(errno), NULL, NULL);
    return HP_IO;
}

/* The target without closing slashes, its parent, and the hidden name beside it. */
static hp_status name_folder(hp_folder *folder, const char *target) {
    folder->target = hp_arena_text(&folder->arena, target);
    HP_NEED(folder->target);
    size_t length = strlen(folder->target);
    while (length > 1 && folder->target[length - 1] == '/') {
        folder->target[--length] = '\0';
    }
    const char *slash = strrchr(folder->target, '/');
    size_t parent_length = slash == NULL ? 0 : (size_t)(slash - folder->target);
    folder->parent = slash == NULL ? hp_arena_text(&folder->arena, ".")
                                   : hp_arena_copy(&folder->arena, folder->target,
                                                   parent_length + (parent_length == 0));
    HP_NEED(folder->parent);
    folder->hidden = hp_arena_format(&folder->arena, "%s/.huapian-XXXXXX", folder->parent);
    HP_NEED(folder->hidden);
    return HP_OK;
}

hp_status hp_folder_begin(hp_folder **out, const char *target, hp_findings *findings) {
    hp_folder *folder = calloc(1, sizeof *folder);
    HP_NEED(folder);
    folder->descriptor = -1;
    hp_status status = name_folder(folder, target);
    struct stat about;
    if (status == HP_OK && lstat(folder->target, &about) == 0) {
        hp_find(findings, HP_F_target_exists, (hp_place){.file = target}, NULL, NULL, NULL);
        status = HP_USAGE;
    }
    if (status == HP_OK) {
        char *hidden = folder->hidden;
        if (mkdtemp(hidden) == NULL) {
            folder->hidden = NULL;
            status = io_failed(findings, target);
        } else {
            folder->descriptor = open(hidden, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (folder->descriptor < 0 || fchmod(folder->descriptor, 0755) != 0) {
                status = io_failed(findings, target);
            }
        }
    } else {
        folder->hidden = NULL;
    }
    if (status != HP_OK) {
        hp_folder_free(folder);
        folder = NULL;
    }
    *out = folder;
    return status;
}

static bool write_all(int descriptor, const char *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t wrote = write(descriptor, bytes + done, length - done);
        if (wrote < 0 && errno != EINTR) {
            return false;
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return fsync(descriptor) == 0;
}

/* The most recent ones are asked first: files come folder by folder. */
static bool has_subfolder(const hp_folder *folder, const char *path, size_t length) {
    for (size_t i = folder->subfolder_count; i > 0; i--) {
        const char *made = folder->subfolders[i - 1];
        if (strncmp(made, path, length) == 0 && made[length] == '\0') {
            return true;
        }
    }
    return false;
}

/* Makes the subfolders that a name needs. */
static hp_status make_subfolders(hp_folder *folder, const char *name, hp_findings *findings) {
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - name);
        if (has_subfolder(folder, name, length)) {
            continue;
        }
        HP_TRY(hp_grow(&folder->subfolders, &folder->subfolder_capacity,
                       folder->subfolder_count + 1, sizeof *folder->subfolders));
        char *path = hp_arena_copy(&folder->arena, name, length);
        HP_NEED(path);
        if (mkdirat(folder->descriptor, path, 0755) != 0) {
            return io_failed(findings, path);
        }
        folder->subfolders[folder->subfolder_count++] = path;
    }
    return HP_OK;
}

/* A new entry for a file, counted once the file may be there. */
static hp_status new_file(written_file **out, hp_folder *folder, const char *name,
                          hp_findings *findings) {
    HP_TRY(make_subfolders(folder, name, findings));
    HP_TRY(hp_grow(&folder->files, &folder->file_capacity, folder->file_count + 1,
                   sizeof *folder->files));
    written_file *file = &folder->files[folder->file_count];
    file->name = hp_arena_text(&folder->arena, name);
    HP_NEED(file->name);
    *out = file;
    return HP_OK;
}

hp_status hp_folder_reserve(const char **path, hp_folder *folder, const char *name,
                            hp_findings *findings) {
    written_file *file = NULL;
    HP_TRY(new_file(&file, folder, name, findings));
    *path = hp_path_join(&folder->arena, folder->hidden, name);
    HP_NEED(*path);
    folder->file_count++;
    return HP_OK;
}

hp_status hp_folder_withdraw(char **bytes, size_t *length, hp_arena *arena, hp_folder *folder,
                             hp_findings *findings) {
    const char *name = folder->files[folder->file_count - 1].name;
    int descriptor = openat(folder->descriptor, name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return io_failed(findings, name);
    }
    hp_status status = read_all(bytes, length, arena, descriptor);
    if (status == HP_IO) {
        status = io_failed(findings, name);
    }
    close(descriptor);
    if (status == HP_OK && unlinkat(folder->descriptor, name, 0) != 0) {
        status = io_failed(findings, name);
    }
    folder->file_count -= status == HP_OK;
    return status;
}

hp_status hp_folder_write(hp_folder *folder, const char *name, const char *bytes, size_t length,
                          hp_findings *findings) {
    written_file *file = NULL;
    HP_TRY(new_file(&file, folder, name, findings));
    int descriptor = openat(folder->descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                            0644);
    if (descriptor < 0) {
        return io_failed(findings, name);
    }
    folder->file_count++;
    hp_sha256_hex(file->hash, bytes, length);
    bool written = write_all(descriptor, bytes, length);
    int write_error = errno;
    bool closed = close(descriptor) == 0;
    if (!written) {
        errno = write_error;
    }
    return written && closed ? HP_OK : io_failed(findings, name);
}

static int compare_files(const void *a, const void *b) {
    return strcmp(((const written_file *)a)->name, ((const written_file *)b)->name);
}

hp_status hp_folder_write_manifest(hp_folder *folder, hp_findings *findings) {
    if (folder->file_count > 0) {
        qsort(folder->files, folder->file_count, sizeof *folder->files, compare_files);
    }
    hp_buffer text = {0};
    hp_json_out out = {.buffer = &text};
    hp_out_begin(&out, NULL, '{');
    hp_out_begin(&out, "files", '{');
    for (size_t i = 0; i < folder->file_count; i++) {
        hp_out_text(&out, folder->files[i].name, folder->files[i].hash);
    }
    hp_out_end(&out, '}');
    hp_out_end(&out, '}');
    hp_status status = hp_buffer_status(&text);
    if (status == HP_OK) {
        status = hp_folder_write(folder, "manifest.json", hp_buffer_get(&text), text.length,
                                 findings);
    }
    hp_buffer_free(&text);
    return status;
}

static bool sync_folder(const char *path) {
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return synced;
}

/* Renames to a name that must be free. File systems without that kind of rename get the plain one,
 * which replaces an empty folder at the most. */
static int rename_new(const char *from, const char *to) {
    int outcome = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (outcome != 0 && (errno == EINVAL || errno == ENOSYS)) {
        outcome = rename(from, to);
    }
    return outcome;
}

static bool sync_subfolder(const hp_folder *folder, const char *path) {
    int descriptor = openat(folder->descriptor, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return synced;
}

hp_status hp_folder_commit(hp_folder *folder, hp_findings *findings) {
    for (size_t i = 0; i < folder->subfolder_count; i++) {
        if (!sync_subfolder(folder, folder->subfolders[i])) {
            return io_failed(findings, folder->subfolders[i]);
        }
    }
    if (fsync(folder->descriptor) != 0) {
        return io_failed(findings, folder->target);
    }
    if (rename_new(folder->hidden, folder->target) != 0) {
        if (errno == EEXIST || errno == ENOTEMPTY) {
            hp_find(findings, HP_F_target_exists, (hp_place){.file = folder->target}, NULL, NULL,
                    NULL);
            return HP_USAGE;
        }
        return io_failed(findings, folder->target);
    }
    if (!sync_folder(folder->parent)) {
        hp_status status = io_failed(findings, folder->target);
        if (rename_new(folder->target, folder->hidden) != 0) {
            folder->hidden = NULL; /* it cannot be taken back: the finding stands, the folder too */
        }
        return status;
    }
    folder->hidden = NULL;
    return HP_OK;
}

/* Fills the hidden file and gives it its name. */
static hp_status put_new(int descriptor, const char *hidden, const char *path, const char *name,
                         const char *bytes, size_t length, hp_findings *findings) {
    bool written = fchmod(descriptor, 0644) == 0 && write_all(descriptor, bytes, length);
    int write_error = errno;
    bool closed = close(descriptor) == 0;
    if (!written || !closed) {
        errno = written ? errno : write_error;
        return io_failed(findings, name);
    }
    if (rename_new(hidden, path) != 0) {
        if (errno == EEXIST) {
            hp_find(findings, HP_F_target_exists, (hp_place){.file = name}, NULL, NULL, NULL);
            return HP_USAGE;
        }
        return io_failed(findings, name);
    }
    return HP_OK;
}

hp_status hp_file_write_new(const char *dir, const char *name, const char *bytes, size_t length,
                            hp_findings *findings) {
    hp_arena arena = {0};
    char *hidden = hp_path_join(&arena, dir, ".huapian-XXXXXX");
    char *path = hp_path_join(&arena, dir, name);
    hp_status status = hidden == NULL || path == NULL ? HP_NO_MEMORY : HP_OK;
    int descriptor = status == HP_OK ? mkstemp(hidden) : -1;
    if (status == HP_OK && descriptor < 0) {
        status = io_failed(findings, name);
    } else if (status == HP_OK) {
        status = put_new(descriptor, hidden, path, name, bytes, length, findings);
        if (status != HP_OK) {
            unlink(hidden);
        } else if (!sync_folder(dir)) {
            status = io_failed(findings, name);
            unlink(path);
        }
    }
    hp_arena_free(&arena);
    return status;
}

void hp_folder_free(hp_folder *folder) {
    if (folder == NULL) {
        return;
    }
    if (folder->hidden != NULL) {
        for (size_t i = 0; i < folder->file_count && folder->descriptor >= 0; i++) {
            unlinkat(folder->descriptor, folder->files[i].name, 0);
        }
        for (size_t i = folder->subfolder_count; i > 0; i--) {
            unlinkat(folder->descriptor, folder->subfolders[i - 1], AT_REMOVEDIR);
        }
        rmdir(folder->hidden);
    }
    if (folder->descriptor >= 0) {
        close(folder->descriptor);
    }
    free(folder->files);
    free(folder->subfolders);
    hp_arena_free(&folder->arena);
    free(folder);
}
