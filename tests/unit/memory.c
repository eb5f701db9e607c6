#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static bool armed;
static memory_mode how;
static int64_t fails_at;
static memory_account *account; /* shared with the processes that are forked */

void memory_arm(int64_t k, memory_mode mode) {
    how = mode;
    fails_at = k;
    if (account == NULL) {
        account = mmap(NULL, sizeof *account, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0);
        if (account == MAP_FAILED) {
            abort();
        }
    }
    *account = (memory_account){0};
    armed = true;
}

memory_account memory_disarm(void) {
    armed = false;
    return *account;
}

static bool is_out(void) {
    if (!armed) {
        return false;
    }
    int64_t made = __atomic_add_fetch(&account->made, 1, __ATOMIC_SEQ_CST);
    if (how == MEMORY_FAILS_ONCE ? made != fails_at : made < fails_at) {
        return false;
    }
    __atomic_add_fetch(&account->failed, 1, __ATOMIC_SEQ_CST);
    errno = ENOMEM;
    return true;
}

/* NAME(malloc) is the function that stands in malloc's place, REAL(malloc) the true one. */
#ifdef UNIT_WRAP
#define NAME(function) __wrap_##function
#define REAL(function) __real_##function
#else
#define NAME(function) function
#define REAL(function) __libc_##function
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
void *NAME(malloc)(size_t size);
void *NAME(calloc)(size_t count, size_t size);
void *NAME(realloc)(void *old, size_t size);

void *NAME(malloc)(size_t size) {
    return is_out() ? NULL : REAL(malloc)(size);
}

void *NAME(calloc)(size_t count, size_t size) {
    return is_out() ? NULL : REAL(calloc)(count, size);
}

void *NAME(realloc)(void *old, size_t size) {
    return is_out() ? NULL : REAL(realloc)(old, size);
}

/* Thousands of runs are written. */
int __wrap_fsync(int descriptor);

int __wrap_fsync(int descriptor) {
    (void)descriptor;
    return 0;
}
