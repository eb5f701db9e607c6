#include "memory.h"

#include <errno.h>
#include <stddef.h>

#include "publish/sheet.h"

static bool armed;
static memory_mode how;
static int64_t fails_at;
static memory_account account;

void memory_arm(int64_t k, memory_mode mode) {
    how = mode;
    fails_at = k;
    account = (memory_account){0};
    armed = true;
}

memory_account memory_disarm(void) {
    armed = false;
    return account;
}

static bool is_out(void) {
    if (!armed) {
        return false;
    }
    account.made++;
    if (how == MEMORY_FAILS_ONCE ? account.made != fails_at : account.made < fails_at) {
        return false;
    }
    account.failed++;
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

/* ---- what is left out, or is of no matter here ---- */

hp_status __real_hp_sheet_workbook(hp_folder *folder, const char *name, const hp_sheet *sheet,
                                   hp_findings *findings);
hp_status __wrap_hp_sheet_workbook(hp_folder *folder, const char *name, const hp_sheet *sheet,
                                   hp_findings *findings);
int __wrap_fsync(int descriptor);

hp_status __wrap_hp_sheet_workbook(hp_folder *folder, const char *name, const hp_sheet *sheet,
                                   hp_findings *findings) {
#ifndef UNIT_WRAP
    bool was_armed = armed;
    armed = false;
#endif
    hp_status status = __real_hp_sheet_workbook(folder, name, sheet, findings);
#ifndef UNIT_WRAP
    armed = was_armed;
#endif
    return status;
}

/* Thousands of runs are written. */
int __wrap_fsync(int descriptor) {
    (void)descriptor;
    return 0;
}
