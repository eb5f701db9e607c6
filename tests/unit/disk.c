#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool armed;
static disk_mode how;
static int64_t fails_at;
static int64_t turn;
static disk_account *account; /* shared with the processes that are forked */

void disk_arm(int64_t k, disk_mode mode) {
    how = mode;
    fails_at = k;
    turn = 0;
    if (account == NULL) {
        account = mmap(NULL, sizeof *account, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0);
        if (account == MAP_FAILED) {
            abort();
        }
    }
    *account = (disk_account){0};
    armed = true;
}

disk_account disk_disarm(void) {
    armed = false;
    return *account;
}

static int64_t add(int64_t *count, bool counts) {
    return __atomic_add_fetch(count, counts ? 1 : 0, __ATOMIC_SEQ_CST);
}

static bool fails(const char *call) {
    if (!armed) {
        return false;
    }
    add(&account->syncs, strcmp(call, "fsync") == 0);
    add(&account->disk_syncs, strcmp(call, "syncfs") == 0);
    if (how != DISK_FAILS_ONCE && !(how == DISK_FILLS_UP && strcmp(call, "write") == 0)) {
        return false;
    }
    int64_t made = add(&account->made, true);
    if (how == DISK_FAILS_ONCE ? made != fails_at : made < fails_at) {
        return false;
    }
    if (add(&account->failed, true) == 1) {
        account->failer = call;
    }
    errno = ENOSPC;
    return true;
}

/* True when this write or read ends with EINTR; else how many bytes of it are done. */
static bool is_interrupted(size_t *length) {
    if (armed && how == DISK_WRITES_SHORT && *length > 1) {
        add(&account->failed, true);
        *length = (*length + 2) / 3;
    }
    if (armed && how == DISK_IS_INTERRUPTED && turn++ % 2 == 0) {
        add(&account->failed, true);
        errno = EINTR;
        return true;
    }
    return false;
}

/* One function that stands in another's place: its type, its name, its parameters, its arguments,
 * what it gives when it fails. */
#define STAND_IN(type, name, parameters, arguments, failure)                                       \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters {                                                                \
        return fails(#name) ? (failure) : __real_##name arguments;                                 \
    }

STAND_IN(int, mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode), -1)
STAND_IN(char *, mkdtemp, (char *path), (path), NULL)
STAND_IN(int, mkstemp, (char *path), (path), -1)
STAND_IN(int, fchmod, (int file, mode_t mode), (file, mode), -1)
STAND_IN(int, fstat, (int file, struct stat *about), (file, about), -1)
STAND_IN(int, fsync, (int file), (file), -1)
STAND_IN(int, rename, (const char *from, const char *to), (from, to), -1)

pid_t __real_fork(void);
pid_t __wrap_fork(void);
int __real_syncfs(int file);
int __wrap_syncfs(int file);
int __real_unlinkat(int dir, const char *path, int flags);
int __wrap_unlinkat(int dir, const char *path, int flags);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);
int __real_close(int file);
int __wrap_close(int file);
ssize_t __real_write(int file, const void *bytes, size_t length);
ssize_t __wrap_write(int file, const void *bytes, size_t length);
ssize_t __real_read(int file, void *bytes, size_t length);
ssize_t __wrap_read(int file, void *bytes, size_t length);
int __real_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);

/* The mode of a file that open or openat may make. */
static mode_t mode_of(int flags, va_list rest) {
    return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

pid_t __wrap_fork(void) {
    if (armed) {
        add(&account->forks, true);
    }
    return __real_fork();
}

int __wrap_syncfs(int file) {
    if (armed && how == DISK_OLD_SYNC) {
        add(&account->failed, true);
        errno = ENOSYS;
        return -1;
    }
    return fails("syncfs") ? -1 : __real_syncfs(file);
}

/* Removals after a failure always succeed: only that of a file which another library wrote is part
 * of the work. */
int __wrap_unlinkat(int dir, const char *path, int flags) {
    return strncmp(path, ".form", 5) == 0 && fails("unlinkat") ? -1
                                                               : __real_unlinkat(dir, path, flags);
}

int __wrap_open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return fails("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_openat(int dir, const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return fails("openat") ? -1 : __real_openat(dir, path, flags, mode);
}

int __wrap_close(int file) {
    int outcome = __real_close(file);
    return fails("close") ? -1 : outcome;
}

ssize_t __wrap_write(int file, const void *bytes, size_t length) {
    return fails("write") || is_interrupted(&length) ? -1 : __real_write(file, bytes, length);
}

ssize_t __wrap_read(int file, void *bytes, size_t length) {
    return fails("read") || is_interrupted(&length) ? -1 : __real_read(file, bytes, length);
}

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
    if (armed && how == DISK_OLD_RENAME) {
        add(&account->failed, true);
        errno = EINVAL;
        return -1;
    }
    int outcome = fails("renameat2") ? -1 : __real_renameat2(from_dir, from, to_dir, to, flags);
    if (armed) {
        account->named |= outcome == 0 && account->failed == 0;
    }
    return outcome;
}
