#define _GNU_SOURCE /* renameat2, syncfs */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/json.h"

enum {
    FEW_FILES = 64,         /* so many and fewer are synced one by one */
    POUR_BYTES = 256 * 1024 /* a text that long is written */
};

typedef struct written_file {
    const char *name;
    char hash[HP_HEX_BYTES];
} written_file;

/* What a process that writes some of the files tells this one, in memory that both share. */
typedef struct apart_file {
    char name[512];
    char hash[HP_HEX_BYTES];
} apart_file;

typedef struct apart {
    size_t bytes;     /* of all this */
    hp_status status; /* HP_NO_MEMORY until its work is done: it may end before */
    int error;        /* HP_IO: errno, of the last of the files */
    size_t count;
    size_t capacity;
    apart_file files[];
} apart;

struct hp_folder {
    hp_arena arena;
    char *target;
    char *parent;
    char *hidden; /* NULL once committed */
    int descriptor;
    int open_file;    /* the last of the files, where it takes pieces; -1: none does */
    hp_digest digest; /* of what was written to it */
    written_file *files;
    size_t file_count;
    size_t file_capacity;
    char **subfolders; /* in the order in which they were made */
    size_t subfolder_count;
    size_t subfolder_capacity;
    apart *apart;  /* NULL: no process was begun */
    pid_t writer;  /* the process; 0: none that was not waited for */
    bool is_apart; /* this is that process */
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

/* What cannot be read: the file, or already the folder, whose name is then the one mistyped. */
static void tell_unread(const char *dir, const char *name, int error, hp_findings *findings) {
    bool no_folder = error == ENOENT && access(dir, F_OK) != 0;
    hp_find(findings, HP_F_file_missing, (hp_place){.file = no_folder ? dir : name},
            strerror(error), NULL, NULL);
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
        tell_unread(dir, name, errno, findings);
        *bytes = NULL;
        status = HP_OK;
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return status;
}

hp_status hp_file_has(bool *same, const char *dir, const char *name, const char *bytes,
                      size_t length, hp_findings *findings) {
    hp_arena arena = {0};
    char *found = NULL;
    size_t found_length = 0;
    hp_status status = hp_file_read(&found, &found_length, &arena, dir, name, findings);
    *same = found != NULL && found_length == length && memcmp(found, bytes, length) == 0;
    hp_arena_free(&arena);
    return status;
}

static hp_status io_failed(hp_findings *findings, const char *name) {
    hp_find(findings, HP_F_write_failed, (hp_place){.file = name}, strerror(errno), NULL, NULL);
    return HP_IO;
}

hp_status hp_folder_fail(hp_folder *folder, const char *name, int error, hp_findings *findings) {
    if (folder->is_apart) {
        folder->apart->error = error;
    }
    errno = error;
    return io_failed(findings, name);
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

/* Refuses a target below a sealed run, wherever links lead: what is sealed is never changed. A
 * parent that is not there is told by whoever writes to it. */
static hp_status refuse_sealed(const hp_folder *folder, const char *target, hp_findings *findings) {
    char *path = realpath(folder->parent, NULL);
    if (path == NULL) {
        return errno == ENOMEM ? HP_NO_MEMORY : HP_OK;
    }
    bool sealed = false;
    for (char *end = path + strlen(path); end != NULL && !sealed; end = strrchr(path, '/')) {
        *end = '\0';
        sealed = hp_file_is_there(path, "seal.json") && hp_file_is_there(path, "manifest.json");
    }
    free(path);
    if (sealed) {
        hp_find(findings, HP_F_target_sealed, (hp_place){.file = target}, NULL, NULL, NULL);
    }
    return sealed ? HP_USAGE : HP_OK;
}

hp_status hp_folder_begin(hp_folder **out, const char *target, hp_findings *findings) {
    hp_folder *folder = calloc(1, sizeof *folder);
    HP_NEED(folder);
    folder->descriptor = -1;
    folder->open_file = -1;
    hp_status status = name_folder(folder, target);
    struct stat about;
    if (status == HP_OK && lstat(folder->target, &about) == 0) {
        hp_find(findings, HP_F_target_exists, (hp_place){.file = target}, NULL, NULL, NULL);
        status = HP_USAGE;
    }
    if (status == HP_OK) {
        status = refuse_sealed(folder, target, findings);
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
    return true;
}

/* Whether the file before this one lies in the folder that is the name's first `length` bytes. */
static bool is_where_last(const hp_folder *folder, const char *name, size_t length) {
    return folder->file_count > 0 &&
           strncmp(folder->files[folder->file_count - 1].name, name, length + 1) == 0;
}

/* Makes the subfolders that a name needs; the folder is ours alone, one that is there was made. */
static hp_status make_subfolders(hp_folder *folder, const char *name, hp_findings *findings) {
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - name);
        if (is_where_last(folder, name, length)) {
            continue;
        }
        HP_TRY(hp_grow(&folder->subfolders, &folder->subfolder_capacity,
                       folder->subfolder_count + 1, sizeof *folder->subfolders));
        char *path = hp_arena_copy(&folder->arena, name, length);
        HP_NEED(path);
        if (mkdirat(folder->descriptor, path, 0755) == 0) {
            folder->subfolders[folder->subfolder_count++] = path;
        } else if (errno != EEXIST) {
            return hp_folder_fail(folder, path, errno, findings);
        }
    }
    return HP_OK;
}

/* Tells the process that waits for this one of a file that will be there. */
static hp_status note_apart(hp_folder *folder, const char *name, hp_findings *findings) {
    if (!folder->is_apart) {
        return HP_OK;
    }
    apart *told = folder->apart;
    if (told->count == told->capacity || strlen(name) >= sizeof told->files->name) {
        return hp_folder_fail(folder, name, ENAMETOOLONG, findings);
    }
    memcpy(told->files[told->count].name, name, strlen(name) + 1);
    told->count++;
    return HP_OK;
}

/* A new entry for a file, counted once the file may be there. */
static hp_status new_file(written_file **out, hp_folder *folder, const char *name,
                          hp_findings *findings) {
    HP_TRY(make_subfolders(folder, name, findings));
    HP_TRY(hp_grow(&folder->files, &folder->file_capacity, folder->file_count + 1,
                   sizeof *folder->files));
    HP_TRY(note_apart(folder, name, findings));
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
        return hp_folder_fail(folder, name, errno, findings);
    }
    hp_status status = read_all(bytes, length, arena, descriptor);
    if (status == HP_IO) {
        status = hp_folder_fail(folder, name, errno, findings);
    }
    close(descriptor);
    if (status == HP_OK && unlinkat(folder->descriptor, name, 0) != 0) {
        status = hp_folder_fail(folder, name, errno, findings);
    }
    folder->file_count -= status == HP_OK;
    return status;
}

hp_status hp_folder_open(hp_folder *folder, const char *name, hp_findings *findings) {
    written_file *file = NULL;
    HP_TRY(new_file(&file, folder, name, findings));
    folder->open_file = openat(folder->descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                               0644);
    if (folder->open_file < 0) {
        return hp_folder_fail(folder, name, errno, findings);
    }
    folder->file_count++;
    hp_digest_begin(&folder->digest);
    return HP_OK;
}

/* Writes a piece to the open file. */
static hp_status put_piece(hp_folder *folder, const char *bytes, size_t length,
                           hp_findings *findings) {
    if (write_all(folder->open_file, bytes, length)) {
        return HP_OK;
    }
    return hp_folder_fail(folder, folder->files[folder->file_count - 1].name, errno, findings);
}

/* Closes the open file; `hash`: that of what was written to it. */
static hp_status end_file(hp_folder *folder, const char *hash, hp_findings *findings) {
    written_file *file = &folder->files[folder->file_count - 1];
    int descriptor = folder->open_file;
    folder->open_file = -1;
    memcpy(file->hash, hash, HP_HEX_BYTES);
    if (folder->is_apart) {
        memcpy(folder->apart->files[folder->apart->count - 1].hash, hash, HP_HEX_BYTES);
    }
    return close(descriptor) == 0 ? HP_OK : hp_folder_fail(folder, file->name, errno, findings);
}

hp_status hp_folder_pour(hp_folder *folder, hp_buffer *text, hp_findings *findings) {
    HP_TRY(hp_buffer_status(text));
    if (text->length >= POUR_BYTES) {
        hp_digest_add(&folder->digest, text->bytes, text->length);
        HP_TRY(put_piece(folder, text->bytes, text->length, findings));
        text->length = 0;
    }
    return HP_OK;
}

hp_status hp_folder_close(hp_folder *folder, hp_buffer *text, hp_findings *findings) {
    char hash[HP_HEX_BYTES];
    HP_TRY(hp_buffer_status(text));
    hp_digest_add(&folder->digest, hp_buffer_get(text), text->length);
    hp_digest_end(hash, &folder->digest);
    HP_TRY(put_piece(folder, hp_buffer_get(text), text->length, findings));
    text->length = 0;
    return end_file(folder, hash, findings);
}

hp_status hp_folder_write_hashed(hp_folder *folder, const char *name, const char *bytes,
                                 size_t length, const char *hash, hp_findings *findings) {
    HP_TRY(hp_folder_open(folder, name, findings));
    HP_TRY(put_piece(folder, bytes, length, findings));
    return end_file(folder, hash, findings);
}

hp_status hp_folder_write(hp_folder *folder, const char *name, const char *bytes, size_t length,
                          hp_findings *findings) {
    char hash[HP_HEX_BYTES];
    hp_sha256_hex(hash, bytes, length);
    return hp_folder_write_hashed(folder, name, bytes, length, hash, findings);
}

/* ---- apart ---- */

/* The work of the process that was begun; it does not return. */
static void work_apart(hp_folder *folder, hp_folder_work work, const void *context, pid_t parent,
                       hp_findings *findings) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive this one */
    if (getppid() != parent) {
        _exit(1);
    }
    folder->is_apart = true;
    folder->apart->status = work(context, folder, findings);
    _exit(0);
}

hp_status hp_folder_write_apart(hp_folder *folder, const char *subfolder, size_t most_files,
                                hp_folder_work work, const void *context, hp_findings *findings) {
    size_t bytes = sizeof(apart) + most_files * sizeof(apart_file);
    HP_TRY(make_subfolders(folder, subfolder, findings));
    void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        return HP_NO_MEMORY;
    }
    folder->apart = shared;
    *folder->apart = (apart){.bytes = bytes, .capacity = most_files, .status = HP_NO_MEMORY};
    pid_t parent = getpid();
    pid_t writer = fork();
    if (writer == 0) {
        work_apart(folder, work, context, parent, findings);
    }
    folder->writer = writer > 0 ? writer : 0;
    return writer < 0 ? HP_NO_MEMORY : HP_OK;
}

static void wait_apart(hp_folder *folder) {
    if (folder->writer > 0) {
        while (waitpid(folder->writer, NULL, 0) < 0 && errno == EINTR) {
        }
        folder->writer = 0;
    }
}

/* Waits for the process and takes its files for this folder's own. */
static hp_status join_apart(hp_folder *folder, hp_findings *findings) {
    if (folder->writer == 0) {
        return HP_OK;
    }
    wait_apart(folder);
    apart *told = folder->apart;
    if (told->status == HP_IO) {
        const char *name = told->count > 0 ? told->files[told->count - 1].name : folder->target;
        return hp_folder_fail(folder, name, told->error, findings);
    }
    HP_TRY(told->status);
    HP_TRY(hp_grow(&folder->files, &folder->file_capacity, folder->file_count + told->count,
                   sizeof *folder->files));
    for (size_t i = 0; i < told->count; i++) {
        written_file *file = &folder->files[folder->file_count++];
        file->name = told->files[i].name;
        memcpy(file->hash, told->files[i].hash, HP_HEX_BYTES);
    }
    return HP_OK;
}

static int compare_files(const void *a, const void *b) {
    return strcmp(((const written_file *)a)->name, ((const written_file *)b)->name);
}

hp_status hp_folder_write_manifest(hp_folder *folder, hp_findings *findings) {
    HP_TRY(join_apart(folder, findings));
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

/* Syncs what lies at a path below the folder; `kind`: O_DIRECTORY or 0. */
static bool sync_entry(const hp_folder *folder, const char *path, int kind) {
    int descriptor = openat(folder->descriptor, path, O_RDONLY | O_CLOEXEC | kind);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return synced;
}

static hp_status sync_one_by_one(const hp_folder *folder, hp_findings *findings) {
    for (size_t i = 0; i < folder->file_count; i++) {
        if (!sync_entry(folder, folder->files[i].name, 0)) {
            return io_failed(findings, folder->files[i].name);
        }
    }
    for (size_t i = 0; i < folder->subfolder_count; i++) {
        if (!sync_entry(folder, folder->subfolders[i], O_DIRECTORY)) {
            return io_failed(findings, folder->subfolders[i]);
        }
    }
    return fsync(folder->descriptor) == 0 ? HP_OK : io_failed(findings, folder->target);
}

static hp_status sync_all(const hp_folder *folder, hp_findings *findings) {
    if (folder->file_count > FEW_FILES) {
        if (syncfs(folder->descriptor) == 0) {
            return HP_OK;
        }
        if (errno != ENOSYS) {
            return io_failed(findings, folder->target);
        }
    }
    return sync_one_by_one(folder, findings);
}

hp_status hp_folder_commit(hp_folder *folder, hp_findings *findings) {
    HP_TRY(sync_all(folder, findings));
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
    bool written = fchmod(descriptor, 0644) == 0 && write_all(descriptor, bytes, length) &&
                   fsync(descriptor) == 0;
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

bool hp_file_is_there(const char *dir, const char *name) {
    struct stat what;
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool there = folder >= 0 && fstatat(folder, name, &what, AT_SYMLINK_NOFOLLOW) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return there;
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
    if (folder->writer > 0) {
        kill(folder->writer, SIGKILL);
        wait_apart(folder);
    }
    if (folder->hidden != NULL) {
        size_t apart_count = folder->apart == NULL ? 0 : folder->apart->count;
        for (size_t i = 0; i < apart_count && folder->descriptor >= 0; i++) {
            unlinkat(folder->descriptor, folder->apart->files[i].name, 0);
        }
        for (size_t i = 0; i < folder->file_count && folder->descriptor >= 0; i++) {
            unlinkat(folder->descriptor, folder->files[i].name, 0);
        }
        for (size_t i = folder->subfolder_count; i > 0; i--) {
            unlinkat(folder->descriptor, folder->subfolders[i - 1], AT_REMOVEDIR);
        }
        rmdir(folder->hidden);
    }
    if (folder->apart != NULL) {
        munmap(folder->apart, folder->apart->bytes);
    }
    if (folder->open_file >= 0) {
        close(folder->open_file);
    }
    if (folder->descriptor >= 0) {
        close(folder->descriptor);
    }
    free(folder->files);
    free(folder->subfolders);
    hp_arena_free(&folder->arena);
    free(folder);
}
