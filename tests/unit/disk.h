/* The calls that engine/base/file.c makes of the system, failing on demand (the linker's --wrap).
 * A call that fails does nothing, but for close, which closes. Processes that are forked count with
 * the one that began them. */
#ifndef HP_TESTS_DISK_H
#define HP_TESTS_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef enum disk_mode {
    DISK_FAILS_ONCE,     /* the k-th call of any kind */
    DISK_FILLS_UP,       /* the k-th write and all after it */
    DISK_WRITES_SHORT,   /* every write takes a third of its bytes, every read as well */
    DISK_IS_INTERRUPTED, /* every second write and every second read ends with EINTR */
    DISK_OLD_RENAME,     /* renameat2 is not there */
    DISK_OLD_SYNC        /* syncfs is not there */
} disk_mode;

/* What happened between disk_arm and disk_disarm. */
typedef struct disk_account {
    int64_t made;       /* calls that count: all, or the writes */
    int64_t failed;     /* of them */
    const char *failer; /* the name of the first that failed; NULL: none */
    int64_t syncs;      /* calls of fsync */
    int64_t disk_syncs; /* calls of syncfs */
    int64_t forks;      /* processes begun */
    bool named;         /* a rename had succeeded before it */
} disk_account;

/* k >= 1; of no meaning for the last four modes. */
void disk_arm(int64_t k, disk_mode mode);
disk_account disk_disarm(void);

#endif
