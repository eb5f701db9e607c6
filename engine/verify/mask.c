#include "verify/mask.h"

#include <string.h>

/* Surnames of two characters. */
static const char surnames[] = "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇"
                               "甫宗政濮阳公冶太叔申屠公孙慕容"
                               "仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆"
                               "雕乐正宰父谷梁拓跋夹谷轩辕令狐"
                               "段干百里呼延东郭南门羊舌微生公玉公仪梁丘公仲公上公山左丘公伯西门公"
                               "祖第五公乘贯丘公皙南荣东里东宫"
                               "仲长子书子桑即墨达奚褚师纳兰淳于单于东门北宫南郭完颜耶律";

static size_t width(const char *at) {
    unsigned char byte = (unsigned char)*at;
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

static size_t characters(const char *name) {
    size_t count = 0;
    for (; *name != '\0'; name += width(name)) {
        count++;
    }
    return count;
}

static bool is_dot(const char *at) {
    static const char *const dots[] = {"·", "•", "‧", "・", "．"};
    if ((unsigned char)*at < 0x80 || ((unsigned char)*at >= 0xe4 && (unsigned char)*at < 0xef)) {
        return false; /* most characters of names */
    }
    for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
        if (strncmp(at, dots[i], strlen(dots[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* ASCII letters and those of U+00C0 to U+024F. */
static bool is_latin(const char *at) {
    unsigned char first = (unsigned char)at[0];
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') ||
           (first >= 0xc3 && first <= 0xc8) || (first == 0xc9 && (unsigned char)at[1] <= 0x8f);
}

/* Blank, tab, U+00A0, U+2000 to U+200B, U+3000, U+FEFF. */
static bool is_blank(const char *at) {
    const unsigned char *byte = (const unsigned char *)at;
    if (*byte >= 0xe4 && *byte < 0xef) {
        return false; /* most characters of names */
    }
    return *at == ' ' || *at == '\t' || strncmp(at, "\u00a0", 2) == 0 ||
           (byte[0] == 0xe2 && byte[1] == 0x80 && byte[2] <= 0x8b) ||
           strncmp(at, "\u3000", 3) == 0 || strncmp(at, "\ufeff", 3) == 0;
}

static bool any(const char *name, bool (*is)(const char *)) {
    for (; *name != '\0'; name += width(name)) {
        if (is(name)) {
            return true;
        }
    }
    return false;
}

static bool has_double_surname(const char *name) {
    for (const char *at = surnames; *at != '\0'; at += 6) {
        if (at[2] == name[2] && at[1] == name[1] && strncmp(name, at, 6) == 0) {
            return true;
        }
    }
    return false;
}

/* The name without its blanks, into room for all of it. */
static void close_up(char *room, const char *name) {
    for (; *name != '\0'; name += width(name)) {
        size_t length = is_blank(name) ? 0 : width(name);
        memcpy(room, name, length);
        room += length;
    }
    *room = '\0';
}

/* A character is masked by one byte, so that the mask is never longer than the name. */
static void mask(char *out, const char *name, bool dotted, bool latin) {
    size_t count = characters(name);
    size_t head = count >= 3 && has_double_surname(name) ? 2 : 1;
    size_t tail = count > head + 1 ? 1 : 0;
    bool word_begins = true;
    for (size_t i = 0; *name != '\0'; i++, name += width(name)) {
        bool stands = i < head || i >= count - tail;
        if (dotted) {
            stands = i == 0 || is_dot(name);
        } else if (latin) {
            stands = word_begins || is_blank(name);
        }
        word_begins = is_blank(name);
        size_t length = stands ? width(name) : 1;
        memcpy(out, stands ? name : "*", length);
        out += length;
    }
    *out = '\0';
}

const char *vf_masked(char room[VF_MASKED], const char *name) {
    size_t length = strlen(name) + 1;
    char *out = length <= VF_MASKED ? room : vf_alloc(length, 1);
    bool dotted = any(name, is_dot);
    bool latin = !dotted && any(name, is_latin);
    if (latin) {
        mask(out, name, dotted, latin);
    } else {
        char closed[VF_MASKED];
        char *short_name = length <= VF_MASKED ? closed : vf_alloc(length, 1);
        close_up(short_name, name);
        mask(out, short_name, dotted, latin);
    }
    return *name != '\0' && strchr(out, '*') == NULL ? "*" : out;
}
