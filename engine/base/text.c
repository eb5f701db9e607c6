#include "base/text.h"

#include <string.h>

#include "base/number.h"

int32_t hp_utf8_next(const char **text, const char *end) {
    const unsigned char *bytes = (const unsigned char *)*text;
    size_t left = (size_t)(end - *text);
    int32_t code = bytes[0];
    size_t length = 1;
    if (code >= 0x80) {
        length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
        if (code < 0xc2 || code > 0xf4 || left < length) {
            return -1;
        }
        code &= 0x7f >> length;
        for (size_t i = 1; i < length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return -1;
            }
            code = code << 6 | (bytes[i] & 0x3f);
        }
        static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            return -1;
        }
    }
    *text += length;
    return code;
}

/* Moves the text over ASCII, eight bytes at a time. */
static const char *skip_ascii(const char *text, const char *end) {
    uint64_t word = 0;
    while (end - text >= (ptrdiff_t)sizeof word) {
        memcpy(&word, text, sizeof word);
        if ((word & 0x8080808080808080U) != 0) {
            break;
        }
        text += sizeof word;
    }
    return text;
}

size_t hp_utf8_check(const char *bytes, size_t length) {
    const char *end = bytes + length;
    const char *text = skip_ascii(bytes, end);
    while (text < end && hp_utf8_next(&text, end) >= 0) {
        text = skip_ascii(text, end);
    }
    return (size_t)(text - bytes);
}

static size_t blank_at_start(const char *text, size_t length) {
    if (length >= 3 && memcmp(text, "\xe3\x80\x80", 3) == 0) {
        return 3;
    }
    return length >= 1 && strchr(" \t\r\n", *text) != NULL && *text != '\0' ? 1 : 0;
}

static size_t blank_at_end(const char *text, size_t length) {
    if (length >= 3 && memcmp(text + length - 3, "\xe3\x80\x80", 3) == 0) {
        return 3;
    }
    return length >= 1 ? blank_at_start(text + length - 1, 1) : 0;
}

/* Neither a blank nor a byte of U+3000. */
static bool is_plain(char byte) {
    return byte > ' ' && byte < 0x7f;
}

void hp_trim(const char **text, size_t *length) {
    if (*length > 0 && is_plain(**text) && is_plain((*text)[*length - 1])) {
        return;
    }
    for (size_t cut = 0; (cut = blank_at_start(*text, *length)) > 0;) {
        *text += cut;
        *length -= cut;
    }
    for (size_t cut = 0; (cut = blank_at_end(*text, *length)) > 0;) {
        *length -= cut;
    }
}

static bool is_cjk(int32_t code) {
    return code == 0x3007 || (code >= 0x3400 && code <= 0x4dbf) ||
           (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0x20000 && code <= 0x3ffff);
}

static bool is_letter_or_digit(int32_t code) {
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
           (code >= 'a' && code <= 'z');
}

bool hp_is_id(const char *text) {
    size_t length = strlen(text);
    if (length < 1 || length > 64 || strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
        return false;
    }
    const char *end = text + length;
    while (text < end) {
        if (is_letter_or_digit((unsigned char)*text)) {
            text++;
            continue;
        }
        int32_t code = hp_utf8_next(&text, end);
        bool mark = code > 0 && code < 0x80 && strchr("-_.~", code) != NULL;
        if (!mark && !is_cjk(code)) {
            return false;
        }
    }
    return true;
}

bool hp_is_spreadsheet_damage(const char *text) {
    if (*text < '0' || *text > '9') {
        return false;
    }
    size_t digits = strspn(text, "0123456789");
    if (digits == strlen(text)) {
        return digits >= 18 && digits <= 30 && strspn(text + 15, "0") == digits - 15;
    }
    const char *rest = text + digits;
    if (digits == 1 && *rest == '.') {
        rest += 1 + strspn(rest + 1, "0123456789");
    }
    return digits == 1 && (*rest == 'E' || *rest == 'e') && rest[1] == '+' && rest[2] != '\0' &&
           strspn(rest + 2, "0123456789") == strlen(rest + 2);
}

hp_id_card hp_id_card_check(const char *text) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char checks[] = "10X98765432";
    if (strlen(text) != 18 || strspn(text, "0123456789") < 17 ||
        strchr("0123456789Xx", text[17]) == NULL) {
        return HP_ID_CARD_FORM;
    }
    char date[9] = {0};
    int32_t day = 0;
    memcpy(date, text + 6, 8);
    if (!hp_parse_date(date, &day)) {
        return HP_ID_CARD_DATE;
    }
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        sum += weights[i] * (text[i] - '0');
    }
    char check = text[17] == 'x' ? 'X' : text[17];
    if (check != checks[sum % 11]) {
        return HP_ID_CARD_CHECK;
    }
    return HP_ID_CARD_VALID;
}

bool hp_holds_id_card(const char *text) {
    for (size_t length = strlen(text); length >= 18; text++, length--) {
        char part[19] = {0};
        memcpy(part, text, 18);
        hp_id_card verdict = hp_id_card_check(part);
        bool recent = strncmp(part + 6, "19", 2) == 0 || strncmp(part + 6, "20", 2) == 0;
        if ((verdict == HP_ID_CARD_VALID && part[6] >= '1' && part[6] <= '2') ||
            (verdict == HP_ID_CARD_CHECK && recent)) {
            return true;
        }
    }
    return false;
}

void hp_mask_id_card(char *text) {
    enum { DIGITS = 17, KEPT_AHEAD = 6, KEPT_BEHIND = 4, LONGEST_MISTYPED = 20 };
    static const char digits[] = "0123456789";
    bool mistyped = strlen(text) <= LONGEST_MISTYPED && strspn(text, digits) >= DIGITS;
    if (!mistyped && !hp_holds_id_card(text)) {
        return;
    }
    for (char *run = text + strcspn(text, digits); *run != '\0'; run += strcspn(run, digits)) {
        size_t length = strspn(run, digits);
        bool lettered = run[length] == 'X' || run[length] == 'x';
        size_t behind = lettered ? KEPT_BEHIND - 1 : KEPT_BEHIND;
        if (length >= DIGITS) {
            memset(run + KEPT_AHEAD, '*', length - KEPT_AHEAD - behind);
        }
        run += length;
    }
}

bool hp_is_id_card_type(const char *type) {
    static const char *const types[] = {"",        "1", "居民身份证", "身份证", "居民身份证件",
                                        "身份证件"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(type, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool hp_holds_phone(const char *text) {
    static const char digits[] = "0123456789";
    for (text += strcspn(text, digits); *text != '\0'; text += strcspn(text, digits)) {
        size_t length = strspn(text, digits);
        if (length == 11 && text[0] == '1' && text[1] >= '3') {
            return true;
        }
        text += length;
    }
    return false;
}

enum { WORD_BYTES = 64 };

/* The number of edits (insert, delete, replace) between two short words. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[WORD_BYTES + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            size_t best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = replaced < best ? replaced : best;
        }
    }
    return row[b_length];
}

const char *hp_nearest_word(const char *text, const char *const *words, size_t word_count) {
    size_t length = strlen(text);
    const char *nearest = NULL;
    size_t least = length / 3 > 1 ? length / 3 : 1;
    for (size_t i = 0; i < word_count && length <= WORD_BYTES; i++) {
        size_t word_length = strlen(words[i]);
        if (word_length > WORD_BYTES || word_length <= 1) {
            continue;
        }
        size_t distance = edit_distance(text, length, words[i], word_length);
        if (distance < least || (distance == least && nearest == NULL)) {
            least = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

int hp_compare_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}
