/* Outcomes of calls, and the three guards that every fallible call stands behind.
 *
 * An outcome says whether the call did its work; it never says whether the answer is welcome.
 * A district short of seats is a result (HP_OK); a disk that is full is not (HP_IO).
 */
#ifndef HP_BASE_STATUS_H
#define HP_BASE_STATUS_H

#include "huapian.h"

#define HP_MUST_CHECK __attribute__((warn_unused_result))

/* Passes any outcome but HP_OK on to the caller. */
#define HP_TRY(call)                                                                               \
    do {                                                                                           \
        hp_status hp_try_status_ = (call);                                                         \
        if (hp_try_status_ != HP_OK) {                                                             \
            return hp_try_status_;                                                                 \
        }                                                                                          \
    } while (0)

/* As HP_TRY, for functions with cleanup: sets `status` and goes to `done`. */
#define HP_TRY_OR_DONE(call)                                                                       \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != HP_OK) {                                                                     \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

/* Returns HP_NO_MEMORY when an allocation came back empty. */
#define HP_NEED(pointer)                                                                           \
    do {                                                                                           \
        if ((pointer) == NULL) {                                                                   \
            return HP_NO_MEMORY;                                                                   \
        }                                                                                          \
    } while (0)

#endif
