/* Whole numbers, hundredths, real numbers, decimals of any length, dates. */
#include "base/number.h"

#include "unit.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void whole_numbers_are_read(void) {
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"0", 0},
                 {"7", 7},
                 {"-1", -1},
                 {"-0", 0},
                 {"012", 12},
                 {"2400", 2400},
                 {"999999999999999", 999999999999999},
                 {"-999999999999999", -999999999999999}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = -77;
        UNIT_CLAIM(hp_parse_whole(cases[i].text, &value) && value == cases[i].value, "%s",
                   cases[i].text);
    }
}

static void what_is_no_whole_number_is_refused(void) {
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.",
                                      "1.0",
                                      "1e3",
                                      "0x1",
                                      "一",
                                      "１",
                                      "--1",
                                      "1-",
                                      "1,000",
                                      "1000000000000001",
                                      "12345678901234567",
                                      "99999999999999999999",
                                      "\xff",
                                      "nan"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = -77;
        UNIT_CLAIM(!hp_parse_whole(bad[i], &value), "\"%s\" is refused", bad[i]);
    }
}

static void hundredths_are_exact(void) {
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"0", 0},
                 {"57", 5700},
                 {"57.5", 5750},
                 {"57.05", 5705},
                 {"0.01", 1},
                 {"-0.5", -50},
                 {"+1.2", 120},
                 {"007.10", 710},
                 {"0.29", 29},
                 {"1.15", 115},
                 {"999999999999.99", 99999999999999}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = -77;
        UNIT_CLAIM(hp_parse_hundredths(cases[i].text, &value) && value == cases[i].value,
                   "%s, got %lld", cases[i].text, (long long)value);
    }
}

static void what_is_no_hundredth_is_refused(void) {
    static const char *const bad[] = {
        "",   ".",  ".5", "1.", "1.234", "1.000", "1e2",           "５７", "57,5",
        " 1", "1 ", "-",  "+",  "1..2",  "1.2.3", "1234567890123", "inf"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = -77;
        UNIT_CLAIM(!hp_parse_hundredths(bad[i], &value), "\"%s\" is refused", bad[i]);
    }
}

static void real_numbers_are_finite(void) {
    double value = 0;
    CU_ASSERT(hp_parse_real("0", &value) && value == 0);
    CU_ASSERT(hp_parse_real("-116.587245", &value) && value == -116.587245);
    CU_ASSERT(hp_parse_real("1e3", &value) && value == 1000);
    CU_ASSERT(hp_parse_real("+2.5E-1", &value) && value == 0.25);
    static const char *const bad[] = {"",      "1e400", "-1e400", "nan", "inf", "0x10",
                                      " 1",    "1 ",    "1e",     "e1",  ".",   "-",
                                      "1.2.3", "１",    "1,5",    "1e+"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        UNIT_CLAIM(!hp_parse_real(bad[i], &value), "\"%s\" is refused", bad[i]);
    }
}

static void decimals_are_plain(void) {
    static const char *const good[] = {
        "0", "012", "-1", "+1", "1.0", "-0.00", "123456789012345678901234567890.5"};
    static const char *const bad[] = {"", "-", ".", ".5", "1.", "1e2", "１", " 1", "1 ", "1-"};
    for (size_t i = 0; i < COUNT(good); i++) {
        UNIT_CLAIM(hp_is_decimal(good[i]), "%s is a decimal", good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        UNIT_CLAIM(!hp_is_decimal(bad[i]), "\"%s\" is none", bad[i]);
    }
}

static int sign(int value) {
    return (value > 0) - (value < 0);
}

/* In ascending order; equal ones share a rank. */
static void decimals_compare_exactly_at_any_length(void) {
    static const struct {
        const char *text;
        int rank;
    } cases[] = {{"-100000000000000000001", 0},
                 {"-100000000000000000000", 1},
                 {"-10", 2},
                 {"-9.5", 3},
                 {"-9.49", 4},
                 {"-0.01", 5},
                 {"-0", 6},
                 {"0", 6},
                 {"+0.00", 6},
                 {"000", 6},
                 {"0.001", 7},
                 {"0.01", 8},
                 {"0.010", 8},
                 {"9", 9},
                 {"09.0", 9},
                 {"+9", 9},
                 {"9.000000000000000000001", 10},
                 {"10", 11},
                 {"9007199254740992", 12},
                 {"9007199254740993", 13},
                 {"123456789012345678901234567890.1", 14},
                 {"123456789012345678901234567890.2", 15}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t j = 0; j < COUNT(cases); j++) {
            UNIT_CLAIM(sign(hp_decimal_compare(cases[i].text, cases[j].text)) ==
                           sign(cases[i].rank - cases[j].rank),
                       "%s against %s", cases[i].text, cases[j].text);
        }
    }
}

static void dates_have_three_forms(void) {
    static const struct {
        const char *text;
        int32_t value;
    } cases[] = {{"2026-08-31", 20260831}, {"2026/8/31", 20260831},  {"20260831", 20260831},
                 {"2026-8-3", 20260803},   {"2026/08/03", 20260803}, {"2024-02-29", 20240229},
                 {"2000-02-29", 20000229}, {"1999-12-31", 19991231}, {"2026-01-01", 20260101}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int32_t value = 0;
        UNIT_CLAIM(hp_parse_date(cases[i].text, &value) && value == cases[i].value, "%s",
                   cases[i].text);
    }
}

static void days_that_do_not_exist_are_refused(void) {
    static const char *const bad[] = {
        "",           "2026-02-29",    "1900-02-29",   "2026-13-01",       "2026-00-10",
        "2026-04-31", "2026-06-00",    "2026-01-32",   "2026-08/31",       "2026/08-31",
        "26-08-31",   "2026-8",        "2026831",      "202608310",        "2026-008-1",
        "2026.8.31",  "2026年8月31日", "２０２６0831", "2026-08-31 ",      " 2026-08-31",
        "20260229",   "20261301",      "0000-01-01",   "2026-08-31T00:00", "46265",
        "2026--8-31", "-2026-8-31"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        int32_t value = 0;
        UNIT_CLAIM(!hp_parse_date(bad[i], &value), "\"%s\" is refused", bad[i]);
    }
}

static CU_TestInfo tests[] = {
    {"whole numbers are read", whole_numbers_are_read},
    {"what is no whole number is refused, full-width digits too",
     what_is_no_whole_number_is_refused},
    {"hundredths are exact", hundredths_are_exact},
    {"what is no hundredth is refused", what_is_no_hundredth_is_refused},
    {"real numbers are finite", real_numbers_are_finite},
    {"decimals are plain", decimals_are_plain},
    {"decimals compare exactly at any length", decimals_compare_exactly_at_any_length},
    {"dates have three forms", dates_have_three_forms},
    {"days that do not exist are refused", days_that_do_not_exist_are_refused},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "number", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
