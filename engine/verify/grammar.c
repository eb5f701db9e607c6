/* RFC 8259 to the letter. cJSON also takes 012, 1., raw control characters, broken UTF-8, a BOM. */
#include <string.h>

#include "verify/json.h"

enum { DEEPEST = 500 };

/* Each `after_…` returns where a thing ends; NULL: what begins at `at` is no such thing. */
static const char *after_value(const char *at, const char *end, int depth);

static const char *after_blanks(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
        at++;
    }
    return at;
}

static const char *after_digits(const char *at, const char *end) {
    const char *first = at;
    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return at == first ? NULL : at;
}

static const char *after_number(const char *at, const char *end) {
    at += at < end && *at == '-';
    at = at < end && *at == '0' ? at + 1 : after_digits(at, end);
    if (at != NULL && at < end && *at == '.') {
        at = after_digits(at + 1, end);
    }
    if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        at = after_digits(at, end);
    }
    return at;
}

/* No overlong form, no surrogate, nothing past U+10FFFF. */
const char *vf_after_wide(const char *at, const char *end) {
    unsigned char lead = (unsigned char)*at;
    unsigned char second = end - at > 1 ? (unsigned char)at[1] : 0;
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    bool wrong = lead < 0xc2 || lead > 0xf4 || end - at < length ||
                 (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                 (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
    for (int i = 1; i < length && !wrong; i++) {
        wrong = ((unsigned char)at[i] & 0xc0) != 0x80;
    }
    return wrong ? NULL : at + length;
}

static const char *after_escape(const char *at, const char *end) {
    if (end - at < 2 || at[1] == '\0' || strchr("\"\\/bfnrtu", at[1]) == NULL) {
        return NULL;
    }
    if (at[1] != 'u') {
        return at + 2;
    }
    for (int i = 2; i < 6; i++) {
        if (end - at <= i || at[i] == '\0' || strchr("0123456789abcdefABCDEF", at[i]) == NULL) {
            return NULL;
        }
    }
    return memcmp(at + 2, "0000", 4) == 0 ? NULL : at + 6; /* a NUL would end the text early */
}

static const char *after_text(const char *at, const char *end) {
    if (at >= end || *at != '"') {
        return NULL;
    }
    at++;
    while (at != NULL && at < end && *at != '"') {
        unsigned char byte = (unsigned char)*at;
        at = byte < 0x20    ? NULL
             : byte == '\\' ? after_escape(at, end)
             : byte >= 0x80 ? vf_after_wide(at, end)
                            : at + 1;
    }
    return at == NULL || at >= end ? NULL : at + 1;
}

/* A list, or with `closing` } an object: what stands between the brackets. */
static const char *after_items(const char *at, const char *end, char closing, int depth) {
    at = after_blanks(at + 1, end);
    if (at < end && *at == closing) {
        return at + 1;
    }
    for (;;) {
        if (closing == '}') {
            at = after_text(at, end);
            at = at == NULL ? NULL : after_blanks(at, end);
            if (at == NULL || at >= end || *at != ':') {
                return NULL;
            }
            at = after_blanks(at + 1, end);
        }
        at = after_value(at, end, depth + 1);
        at = at == NULL ? NULL : after_blanks(at, end);
        if (at == NULL || at >= end || (*at != ',' && *at != closing)) {
            return NULL;
        }
        if (*at == closing) {
            return at + 1;
        }
        at = after_blanks(at + 1, end);
    }
}

static const char *after_value(const char *at, const char *end, int depth) {
    static const char *const words[] = {"true", "false", "null"};
    if (at >= end || depth > DEEPEST) {
        return NULL;
    }
    if (*at == '{' || *at == '[') {
        return after_items(at, end, *at == '{' ? '}' : ']', depth);
    }
    if (*at == '"') {
        return after_text(at, end);
    }
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t length = strlen(words[w]);
        if ((size_t)(end - at) >= length && memcmp(at, words[w], length) == 0) {
            return at + length;
        }
    }
    return after_number(at, end);
}

bool vf_is_json(const char *text, size_t length) {
    const char *end = text + length;
    const char *at = after_value(after_blanks(text, end), end, 0);
    return at != NULL && after_blanks(at, end) == end;
}
