/* Numbers and dates as texts, exactly. */
#ifndef VF_NUMBER_H
#define VF_NUMBER_H

#include "verify/base.h"

/* Digits, perhaps a sign and decimals. */
bool vf_is_decimal(const char *text);
/* Less than, equal to or greater than 0, for two decimals of any length. */
int vf_decimal_compare(const char *a, const char *b);
/* Digits, with `-` before a negative number. */
bool vf_parse_whole(int64_t *number, const char *text, int64_t least, int64_t most);
/* A decimal with at most `places` decimals, in units of the last one. */
bool vf_parse_scaled(int64_t *number, const char *text, int places);
/* A decimal that is not negative, rounded half up. */
bool vf_parse_rounded(int64_t *number, const char *text);
/* 2026-08-31, 2026/8/31 or 20260831 as 20260831; the day exists. */
bool vf_parse_date(int *date, const char *text);

#endif
