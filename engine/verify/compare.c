/* Two JSON values, place by place. */
#include <string.h>

#include "verify/run.h"

void vf_put_text(vf_out *out, const char *text) {
    vf_put(out, "\"");
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20) {
            vf_put(out, vf_format("\\u%04x", byte));
        } else {
            vf_put(out, byte == '"' ? "\\\"" : byte == '\\' ? "\\\\" : "");
            vf_put_bytes(out, text, byte == '"' || byte == '\\' ? 0 : 1);
        }
    }
    vf_put(out, "\"");
}

static const char *shown(const vf_json *value) {
    char *text = value == NULL ? NULL : vf_canonical(value, NULL, 0);
    if (text == NULL) {
        return "nothing";
    }
    return strlen(text) > 60 ? vf_format("%.57s...", text) : text;
}

static bool differ(const vf_json *said, const vf_json *right, const char *where, vf_step *step) {
    return vf_fail(step, "%s is %s, %s is right", where, shown(said), shown(right));
}

static bool compare_objects(const vf_json *said, const vf_json *right, const char *where,
                            vf_step *step) {
    for (const vf_json *member = vf_first(right); member != NULL; member = vf_next(member)) {
        const char *at = vf_format("%s/%s", where, vf_key(member));
        if (!vf_compare(vf_member(said, vf_key(member)), member, at, step)) {
            return false;
        }
    }
    for (const vf_json *member = vf_first(said); member != NULL; member = vf_next(member)) {
        if (vf_member(right, vf_key(member)) == NULL) {
            return vf_fail(step, "%s/%s should not be there", where, vf_key(member));
        }
    }
    return true;
}

static bool compare_lists(const vf_json *said, const vf_json *right, const char *where,
                          vf_step *step) {
    size_t at = 0;
    const vf_json *a = vf_first(said);
    const vf_json *b = vf_first(right);
    for (; a != NULL && b != NULL; a = vf_next(a), b = vf_next(b), at++) {
        if (!vf_compare(a, b, vf_format("%s/%zu", where, at), step)) {
            return false;
        }
    }
    return (a == NULL && b == NULL) ||
           differ(a, b, vf_format("%s/%zu", where, at), step);
}

bool vf_compare(const vf_json *said, const vf_json *right, const char *where, vf_step *step) {
    int64_t a = 0;
    int64_t b = 0;
    if (said == NULL || right == NULL) {
        return (said == NULL && right == NULL) || differ(said, right, where, step);
    }
    if (vf_is_object(said) && vf_is_object(right)) {
        return compare_objects(said, right, where, step);
    }
    if (vf_is_list(said) && vf_is_list(right)) {
        return compare_lists(said, right, where, step);
    }
    if (vf_is_number(right)) {
        /* Whole numbers over 2^53 are texts. */
        bool same = vf_is_number(said) && vf_whole(&a, said) && vf_whole(&b, right) && a == b;
        return same || differ(said, right, where, step);
    }
    return vf_same(said, right) || differ(said, right, where, step);
}

bool vf_compare_text(const vf_json *said, const char *right, const char *where, vf_step *step) {
    return vf_compare(said, vf_json_parse(right, strlen(right)), where, step);
}
