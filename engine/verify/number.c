#include "verify/number.h"

#include <string.h>

static size_t digits(const char *text) {
    return strspn(text, "0123456789");
}

bool vf_is_decimal(const char *text) {
    text += *text == '+' || *text == '-' ? 1 : 0;
    size_t whole = digits(text);
    text += whole;
    if (whole > 0 && *text == '.') {
        size_t part = digits(text + 1);
        return part > 0 && text[1 + part] == '\0';
    }
    return whole > 0 && *text == '\0';
}

/* A decimal taken apart: no leading zeros in the whole, no trailing ones in the part. */
typedef struct decimal {
    bool negative;
    const char *whole;
    size_t whole_length;
    const char *part;
    size_t part_length;
} decimal;

static decimal take_apart(const char *text) {
    decimal d = {.negative = *text == '-', .part = ""};
    text += *text == '+' || *text == '-' ? 1 : 0;
    text += strspn(text, "0");
    d.whole = text;
    d.whole_length = digits(text);
    if (text[d.whole_length] == '.') {
        d.part = text + d.whole_length + 1;
        d.part_length = digits(d.part);
        while (d.part_length > 0 && d.part[d.part_length - 1] == '0') {
            d.part_length--;
        }
    }
    if (d.whole_length == 0 && d.part_length == 0) {
        d.negative = false;
    }
    return d;
}

static int compare_sizes(decimal a, decimal b) {
    if (a.whole_length != b.whole_length) {
        return a.whole_length < b.whole_length ? -1 : 1;
    }
    int order = memcmp(a.whole, b.whole, a.whole_length);
    if (order != 0) {
        return order;
    }
    size_t common = a.part_length < b.part_length ? a.part_length : b.part_length;
    order = memcmp(a.part, b.part, common);
    if (order != 0 || a.part_length == b.part_length) {
        return order;
    }
    return a.part_length < b.part_length ? -1 : 1;
}

int vf_decimal_compare(const char *a, const char *b) {
    decimal x = take_apart(a);
    decimal y = take_apart(b);
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    return x.negative ? compare_sizes(y, x) : compare_sizes(x, y);
}

bool vf_parse_scaled(int64_t *number, const char *text, int places) {
    if (!vf_is_decimal(text)) {
        return false;
    }
    decimal d = take_apart(text);
    if (d.whole_length + (size_t)places > 18 || d.part_length > (size_t)places) {
        return false;
    }
    int64_t value = 0;
    for (size_t i = 0; i < d.whole_length; i++) {
        value = value * 10 + (d.whole[i] - '0');
    }
    for (size_t i = 0; i < (size_t)places; i++) {
        value = value * 10 + (i < d.part_length ? d.part[i] - '0' : 0);
    }
    *number = d.negative ? -value : value;
    return true;
}

bool vf_parse_whole(int64_t *number, const char *text, int64_t least, int64_t most) {
    return strpbrk(text, "+.") == NULL && vf_parse_scaled(number, text, 0) && *number >= least &&
           *number <= most;
}

bool vf_parse_rounded(int64_t *number, const char *text) {
    if (!vf_is_decimal(text)) {
        return false;
    }
    decimal d = take_apart(text);
    if (d.negative || d.whole_length > 17) {
        return false;
    }
    *number = 0;
    for (size_t i = 0; i < d.whole_length; i++) {
        *number = *number * 10 + (d.whole[i] - '0');
    }
    *number += d.part_length > 0 && d.part[0] >= '5' ? 1 : 0;
    return true;
}

static int take_digits(const char **text, size_t least, size_t most) {
    size_t count = digits(*text);
    int value = 0;
    if (count < least) {
        return -1;
    }
    for (size_t i = 0; i < count && i < most; i++) {
        value = value * 10 + (*(*text)++ - '0');
    }
    return value;
}

static bool exists(int year, int month, int day) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12) {
        return false;
    }
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool vf_parse_date(int *date, const char *text) {
    bool plain = digits(text) == 8 && text[8] == '\0';
    int year = take_digits(&text, 4, 4);
    char mark = *text;
    if (year < 0 || (!plain && mark != '-' && mark != '/')) {
        return false;
    }
    text += plain ? 0 : 1;
    int month = take_digits(&text, plain ? 4 : 1, 2);
    if (month < 0 || (!plain && *text != mark)) {
        return false;
    }
    text += plain ? 0 : 1;
    int day = take_digits(&text, 1, 2);
    *date = year * 10000 + month * 100 + day;
    return *text == '\0' && exists(year, month, day);
}
