#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

hp_status hp_grow(void *items, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) {
        return HP_OK;
    }
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2 / size) {
            return HP_NO_MEMORY;
        }
        wanted *= 2;
    }
    void *old = NULL;
    memcpy(&old, items, sizeof old);
    char *grown = realloc(old, wanted * size);
    HP_NEED(grown);
    memset(grown + *capacity * size, 0, (wanted - *capacity) * size);
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return HP_OK;
}

/* Room for so many bytes more and the NUL. */
static bool has_room(hp_buffer *buffer, size_t length) {
    if (!buffer->failed && buffer->capacity - buffer->length > length) {
        return true;
    }
    if (buffer->failed ||
        hp_grow(&buffer->bytes, &buffer->capacity, buffer->length + length + 1, 1) != HP_OK) {
        buffer->failed = true;
        return false;
    }
    return true;
}

void hp_buffer_append(hp_buffer *buffer, const void *bytes, size_t length) {
    if (has_room(buffer, length)) {
        if (length > 0) {
            memcpy(buffer->bytes + buffer->length, bytes, length);
        }
        buffer->length += length;
        buffer->bytes[buffer->length] = '\0';
    }
}

void hp_buffer_text(hp_buffer *buffer, const char *text) {
    hp_buffer_append(buffer, text, strlen(text));
}

void hp_buffer_format(hp_buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !has_room(buffer, (size_t)length)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void hp_buffer_digits(hp_buffer *buffer, uint64_t number, size_t width) {
    char digits[32];
    size_t at = sizeof digits;
    width = width < sizeof digits ? width : sizeof digits;
    while (number > 0 || sizeof digits - at < width) {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    }
    hp_buffer_append(buffer, digits + at, sizeof digits - at);
}

void hp_buffer_whole(hp_buffer *buffer, int64_t number) {
    if (number < 0) {
        hp_buffer_append(buffer, "-", 1);
    }
    hp_buffer_digits(buffer, number < 0 ? -(uint64_t)number : (uint64_t)number, 1);
}

const char *hp_buffer_get(const hp_buffer *buffer) {
    return buffer->bytes == NULL ? "" : buffer->bytes;
}

hp_status hp_buffer_status(const hp_buffer *buffer) {
    return buffer->failed ? HP_NO_MEMORY : HP_OK;
}

hp_status hp_buffer_take(char **text, hp_buffer *buffer) {
    hp_buffer_text(buffer, "");
    HP_TRY(hp_buffer_status(buffer));
    *text = buffer->bytes;
    *buffer = (hp_buffer){0};
    return HP_OK;
}

void hp_buffer_free(hp_buffer *buffer) {
    free(buffer->bytes);
    *buffer = (hp_buffer){0};
}
