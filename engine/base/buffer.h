/* A growing text. Appending never fails at once: a failure sticks and is told by hp_buffer_status,
 * so that writers of long files read as plain lists of what they write. */
#ifndef HP_BASE_BUFFER_H
#define HP_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct hp_buffer {
    char *bytes;     /* NUL-ended once anything was appended; NULL before */
    size_t length;   /* without the NUL */
    size_t capacity; /* bytes allocated */
    bool failed;     /* an append ran out of memory */
} hp_buffer;

void hp_buffer_append(hp_buffer *buffer, const void *bytes, size_t length);
void hp_buffer_text(hp_buffer *buffer, const char *text);
void hp_buffer_format(hp_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A whole number in decimal digits, with zeros in front up to `width` digits. */
void hp_buffer_whole(hp_buffer *buffer, int64_t number);
void hp_buffer_digits(hp_buffer *buffer, uint64_t number, size_t width);

/* The text so far, "" when nothing was appended; lent until the next append. */
const char *hp_buffer_get(const hp_buffer *buffer);

/* HP_NO_MEMORY when any append failed. */
hp_status HP_MUST_CHECK hp_buffer_status(const hp_buffer *buffer);

/* Hands the text over, to be freed, and leaves the buffer empty; *text stays NULL where an append
 * failed. */
hp_status HP_MUST_CHECK hp_buffer_take(char **text, hp_buffer *buffer);

void hp_buffer_free(hp_buffer *buffer);

/* Makes room for `needed` items of `size` bytes in a growing array, doubling; new room is zeroed.
 */
hp_status HP_MUST_CHECK hp_grow(void *items, size_t *capacity, size_t needed, size_t size);

#endif
