/* Exact numbers and dates as offices write them. Nothing here is a double but coordinates. */
#ifndef HP_BASE_NUMBER_H
#define HP_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* A whole number, digits only with an optional leading '-', at most 15 digits. */
bool hp_parse_whole(const char *text, int64_t *value);

/* An exact decimal with up to two decimals as hundredths: "57.5" is 5750. */
bool hp_parse_hundredths(const char *text, int64_t *hundredths);

/* A finite decimal number (digits, optional sign, point and exponent) as a double. */
bool hp_parse_real(const char *text, double *value);

/* True when the text is a plain decimal: optional sign, digits, optional point and digits. */
bool hp_is_decimal(const char *text);

/* Compares two plain decimals of any length exactly: below 0, 0, above 0.
 * Precondition: hp_is_decimal holds for both. */
int hp_decimal_compare(const char *a, const char *b);

/* A calendar date written 2026-08-31, 2026/8/31 or 20260831, as the number 20260831.
 * False for any other form and for days that do not exist. */
bool hp_parse_date(const char *text, int32_t *yyyymmdd);

#endif
