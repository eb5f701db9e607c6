#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count_digits(const char *text) {
    size_t count = 0;
    while (text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

bool hp_parse_whole(const char *text, int64_t *value) {
    const char *digits = text + (*text == '-');
    size_t count = count_digits(digits);
    if (count == 0 || count > 15 || digits[count] != '\0') {
        return false;
    }
    *value = strtoll(text, NULL, 10);
    return true;
}

bool hp_parse_hundredths(const char *text, int64_t *hundredths) {
    if (!hp_is_decimal(text)) {
        return false;
    }
    bool negative = *text == '-';
    const char *digits = text + (*text == '-' || *text == '+');
    size_t whole = count_digits(digits);
    size_t decimals = digits[whole] == '.' ? count_digits(digits + whole + 1) : 0;
    if (whole > 12 || decimals > 2) {
        return false;
    }
    int64_t value = strtoll(digits, NULL, 10) * 100;
    if (decimals > 0) {
        value += 10 * (digits[whole + 1] - '0');
    }
    if (decimals > 1) {
        value += digits[whole + 2] - '0';
    }
    *hundredths = negative ? -value : value;
    return true;
}

bool hp_parse_real(const char *text, double *value) {
    if (*text == '\0' || strspn(text, "0123456789+-.eE") != strlen(text)) {
        return false;
    }
    char *end = NULL;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

bool hp_is_decimal(const char *text) {
    const char *digits = text + (*text == '-' || *text == '+');
    size_t whole = count_digits(digits);
    const char *rest = digits + whole;
    if (whole == 0) {
        return false;
    }
    if (*rest == '.') {
        size_t decimals = count_digits(rest + 1);
        if (decimals == 0) {
            return false;
        }
        rest += 1 + decimals;
    }
    return *rest == '\0';
}

/* The parts of a plain decimal without leading and trailing zeros. */
typedef struct decimal {
    bool negative;
    const char *whole;
    size_t whole_count;
    const char *fraction;
    size_t fraction_count;
} decimal;

static decimal decimal_split(const char *text) {
    decimal parts = {.negative = *text == '-'};
    text += *text == '-' || *text == '+';
    text += strspn(text, "0");
    parts.whole = text;
    parts.whole_count = count_digits(text);
    parts.fraction = text + parts.whole_count;
    if (*parts.fraction == '.') {
        parts.fraction++;
        parts.fraction_count = count_digits(parts.fraction);
        while (parts.fraction_count > 0 && parts.fraction[parts.fraction_count - 1] == '0') {
            parts.fraction_count--;
        }
    }
    if (parts.whole_count == 0 && parts.fraction_count == 0) {
        parts.negative = false;
    }
    return parts;
}

static int compare_magnitude(const decimal *a, const decimal *b) {
    if (a->whole_count != b->whole_count) {
        return a->whole_count < b->whole_count ? -1 : 1;
    }
    int order = memcmp(a->whole, b->whole, a->whole_count);
    if (order != 0) {
        return order;
    }
    size_t shared = a->fraction_count < b->fraction_count ? a->fraction_count : b->fraction_count;
    order = memcmp(a->fraction, b->fraction, shared);
    if (order != 0) {
        return order;
    }
    return (a->fraction_count > b->fraction_count) - (a->fraction_count < b->fraction_count);
}

int hp_decimal_compare(const char *a, const char *b) {
    decimal left = decimal_split(a);
    decimal right = decimal_split(b);
    if (left.negative != right.negative) {
        return left.negative ? -1 : 1;
    }
    int order = compare_magnitude(&left, &right);
    return left.negative ? -order : order;
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Reads `least` to `most` digits; moves the text past them. */
static bool take_digits(const char **text, size_t least, size_t most, int *value) {
    size_t count = count_digits(*text);
    if (count < least || count > most) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        *value = *value * 10 + ((*text)[i] - '0');
    }
    *text += count;
    return true;
}

bool hp_parse_date(const char *text, int32_t *yyyymmdd) {
    int year = 0;
    int month = 0;
    int day = 0;
    if (strlen(text) == 8 && count_digits(text) == 8) {
        int all = atoi(text);
        year = all / 10000;
        month = all / 100 % 100;
        day = all % 100;
    } else {
        const char *rest = text;
        if (!take_digits(&rest, 4, 4, &year) || (*rest != '-' && *rest != '/')) {
            return false;
        }
        char mark = *rest++;
        if (!take_digits(&rest, 1, 2, &month) || *rest != mark) {
            return false;
        }
        rest++;
        if (!take_digits(&rest, 1, 2, &day) || *rest != '\0') {
            return false;
        }
    }
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return false;
    }
    *yyyymmdd = year * 10000 + month * 100 + day;
    return true;
}
