#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Converts with iconv, strictly. *failed_at is SIZE_MAX on success, else the offset of the first
 * byte that does not fit. */
static hp_status convert(const char **text, size_t *length, size_t *failed_at, hp_arena *arena,
                         const char *bytes, size_t byte_count, const char *encoding) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return errno == EINVAL ? HP_IO : HP_NO_MEMORY;
    }
    size_t room = byte_count * 2 + 4;
    char *converted = hp_arena_alloc(arena, room + 1, 1);
    if (converted == NULL) {
        iconv_close(converter);
        return HP_NO_MEMORY;
    }
    char *input = (char *)(uintptr_t)bytes;
    size_t input_left = byte_count;
    char *output = converted;
    size_t output_left = room;
    size_t outcome = iconv(converter, &input, &input_left, &output, &output_left);
    iconv_close(converter);
    *failed_at = outcome == (size_t)-1 ? byte_count - input_left : SIZE_MAX;
    *length = room - output_left;
    *text = converted;
    return HP_OK;
}

static void find_at(hp_findings *findings, hp_finding_code code, const char *file, size_t offset) {
    char number[32];
    snprintf(number, sizeof number, "%zu", offset);
    hp_find(findings, code, (hp_place){.file = file}, number, NULL, NULL);
}

hp_status hp_decode(const char **text, size_t *length, hp_arena *arena, const char *bytes,
                    size_t byte_count, const char *file, hp_findings *findings) {
    size_t failed_at = SIZE_MAX;
    size_t skipped = 0;
    size_t nul_at = SIZE_MAX;
    if (byte_count >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        skipped = 2;
        for (size_t i = 2; i + 1 < byte_count && nul_at == SIZE_MAX; i += 2) {
            nul_at = bytes[i] == '\0' && bytes[i + 1] == '\0' ? i : SIZE_MAX;
        }
        HP_TRY(convert(text, length, &failed_at, arena, bytes + 2, byte_count - 2, "UTF-16LE"));
    } else {
        const char *nul = byte_count == 0 ? NULL : memchr(bytes, '\0', byte_count);
        nul_at = nul == NULL ? SIZE_MAX : (size_t)(nul - bytes);
        skipped = byte_count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        size_t valid = hp_utf8_check(bytes + skipped, byte_count - skipped);
        if (valid == byte_count - skipped) {
            *length = valid;
            *text = bytes + skipped;
        } else if (skipped == 3) {
            failed_at = valid;
        } else {
            HP_TRY(convert(text, length, &failed_at, arena, bytes, byte_count, "GB18030"));
            /* Neither: the encoding that goes further was meant. */
            failed_at = failed_at != SIZE_MAX && valid > failed_at ? valid : failed_at;
        }
    }
    if (failed_at != SIZE_MAX) {
        find_at(findings, HP_F_file_encoding, file, skipped + failed_at);
        *text = NULL;
        return HP_OK;
    }
    if (nul_at != SIZE_MAX) {
        find_at(findings, HP_F_file_nul, file, nul_at);
        *text = NULL;
    }
    return HP_OK;
}
