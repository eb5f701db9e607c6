/* Memory, texts and what the checker says. The checker is a program: without memory it ends. */
#ifndef VF_BASE_H
#define VF_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VF_EXIT_PASS = 0, VF_EXIT_FAIL = 1, VF_EXIT_USAGE = 2, VF_EXIT_MACHINE = 4 };

/* Zeroed memory until vf_free_all, or between vf_scratch_begin and its end until that end; ends the
 * program with 4 when there is none. */
void *vf_alloc(size_t count, size_t size);
/* The same, until vf_free_all wherever it is asked for. */
void *vf_keep(size_t count, size_t size);
void vf_scratch_begin(void); /* may stand within another one */
void vf_scratch_end(void);
char *vf_copy(const char *bytes, size_t length);
char *vf_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vf_free_all(void);
_Noreturn void vf_end_without_memory(void);

/* Makes room for one more item of `size` bytes in a growing array (old room is not reused). */
void *vf_grow(void *items, size_t count, size_t *capacity, size_t size);

/* A growing text; or, made by vf_out_against, one that must be what a file has: then what is put is
 * compared and not kept. */
typedef struct vf_out {
    char *bytes;
    size_t length;
    size_t capacity;
    const char *against;
    size_t against_length;
    bool differs;
} vf_out;

vf_out vf_out_against(const char *bytes, size_t length);
/* Whether all that was put is all that the file has. */
bool vf_out_is_same(const vf_out *out);
void vf_put(vf_out *out, const char *text);
void vf_put_bytes(vf_out *out, const char *bytes, size_t length);
void vf_put_number(vf_out *out, int64_t number);

/* Sets of small numbers, a bit each. */
enum { VF_WORD = 64 };

static inline bool vf_bit(const uint64_t *set, int at) {
    return (set[at / VF_WORD] >> at % VF_WORD & 1) != 0;
}

static inline void vf_set_bit(uint64_t *set, int at) {
    set[at / VF_WORD] |= (uint64_t)1 << at % VF_WORD;
}

static inline void vf_clear_bit(uint64_t *set, int at) {
    set[at / VF_WORD] &= ~((uint64_t)1 << at % VF_WORD);
}

/* A step of the check: passes until something fails it; the first witness stands. */
typedef struct vf_step {
    const char *name;
    bool failed;
    bool unmade; /* failed, for it could not be made after another failed */
    const char *witness; /* of a step that passes: what it took as given, or NULL */
} vf_step;

/* Returns false, for `return vf_fail(…)`. */
bool vf_fail(vf_step *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
