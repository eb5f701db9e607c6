/* UTF-8, trimming, ids, id-card numbers, spreadsheet damage, nearest words. */
#include "base/text.h"

#include <string.h>

#include "unit.h"

/* The code point at the start of `bytes`; claims how far the text moved. */
static int32_t next(const char *bytes, size_t length, size_t moved) {
    const char *text = bytes;
    int32_t code = hp_utf8_next(&text, bytes + length);
    CU_ASSERT_EQUAL((size_t)(text - bytes), moved);
    return code;
}

static void decodes_one_to_four_bytes(void) {
    CU_ASSERT_EQUAL(next("A", 1, 1), 'A');
    CU_ASSERT_EQUAL(next("\0", 1, 1), 0);
    CU_ASSERT_EQUAL(next("\xc2\x80", 2, 2), 0x80);
    CU_ASSERT_EQUAL(next("\xdf\xbf", 2, 2), 0x7ff);
    CU_ASSERT_EQUAL(next("\xe0\xa0\x80", 3, 3), 0x800);
    CU_ASSERT_EQUAL(next("划", 3, 3), 0x5212);
    CU_ASSERT_EQUAL(next("\xef\xbf\xbf", 3, 3), 0xffff);
    CU_ASSERT_EQUAL(next("\xf0\x90\x80\x80", 4, 4), 0x10000);
    CU_ASSERT_EQUAL(next("𠮷", 4, 4), 0x20bb7);
    CU_ASSERT_EQUAL(next("\xf4\x8f\xbf\xbf", 4, 4), 0x10ffff);
}

static void refuses_what_is_not_utf8(void) {
    static const char *const bad[] = {
        "\x80",             /* a tail alone */
        "\xbf",             /* a tail alone */
        "\xc0\xaf",         /* overlong / */
        "\xc1\xbf",         /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* a high surrogate */
        "\xed\xbf\xbf",     /* a low surrogate */
        "\xf4\x90\x80\x80", /* beyond U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xfe",
        "\xff",
        "\xe5\x88",
        "\xe5",
        "\xf0\xa0\xae",
        "\xc2"
        "A",
        "\xe5\x88"
        "A",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        UNIT_CLAIM(next(bad[i], strlen(bad[i]), 0) == -1, "bad UTF-8 number %zu is refused", i);
    }
}

static void the_end_cuts_a_character(void) {
    CU_ASSERT_EQUAL(next("划", 1, 0), -1);
    CU_ASSERT_EQUAL(next("划", 2, 0), -1);
    CU_ASSERT_EQUAL(next("𠮷", 3, 0), -1);
}

static void check_gives_the_first_bad_byte(void) {
    CU_ASSERT_EQUAL(hp_utf8_check("", 0), 0);
    CU_ASSERT_EQUAL(hp_utf8_check("a", 1), 1);
    CU_ASSERT_EQUAL(hp_utf8_check("\xff", 1), 0);
    CU_ASSERT_EQUAL(hp_utf8_check("a划𠮷", 8), 8);
    CU_ASSERT_EQUAL(hp_utf8_check("a划\xff"
                                  "b",
                                  6),
                    4);
    CU_ASSERT_EQUAL(hp_utf8_check("a划", 3), 1);
}

static void trims(const char *raw, const char *wanted) {
    const char *text = raw;
    size_t length = strlen(raw);
    hp_trim(&text, &length);
    char got[64] = {0};
    memcpy(got, text, length);
    UNIT_SAME(got, wanted);
}

static void trims_blanks_and_u3000_at_both_ends(void) {
    trims("", "");
    trims(" ", "");
    trims("\xe3\x80\x80", "");
    trims("a", "a");
    trims(" \t\xe3\x80\x80 a b\xe3\x80\x80"
          "c \r\n\xe3\x80\x80\xe3\x80\x80",
          "a b\xe3\x80\x80"
          "c");
    trims("\xe3\x80\x80 \xe3\x80\x80", "");
}

static void trims_whole_characters_only(void) {
    trims("\xe3\x80\x81"
          "x",
          "\xe3\x80\x81"
          "x");                              /* 、 shares two bytes with U+3000 */
    trims("x\xe4\xb8\x80", "x\xe4\xb8\x80"); /* 一 ends as U+3000 does */
    trims("\xc2\xa0x", "\xc2\xa0x");         /* a no-break space is no blank of spec 2 */
    const char *text = "\0a";
    size_t length = 2;
    hp_trim(&text, &length);
    CU_ASSERT_EQUAL(length, 2);
}

static void an_id_has_1_to_64_bytes(void) {
    char text[67];
    memset(text, 'a', sizeof text);
    text[65] = '\0';
    CU_ASSERT_FALSE(hp_is_id(text));
    text[64] = '\0';
    CU_ASSERT_TRUE(hp_is_id(text));
    text[1] = '\0';
    CU_ASSERT_TRUE(hp_is_id(text));
    CU_ASSERT_FALSE(hp_is_id(""));
    /* 21 characters of 3 bytes are 63 bytes, 22 are 66 */
    char cjk[67] = {0};
    for (int i = 0; i < 21; i++) {
        memcpy(cjk + 3 * i, "校", 3);
    }
    CU_ASSERT_TRUE(hp_is_id(cjk));
    memcpy(cjk + 63, "校", 3);
    CU_ASSERT_FALSE(hp_is_id(cjk));
}

static void an_id_has_letters_digits_cjk_and_four_marks(void) {
    static const char *const good[] = {"0",          "Az9",       "-",        "_",  "...",     "~",
                                       "3137000003", "A-1_b.c~2", "实验中学", "𠮷", "第〇中学"};
    static const char *const bad[] = {
        ".",  "..",  " ",   "a b",  "a/b", "..a/", "a\n",  "a,b",           "\"", "A１", "（东）",
        "、", "é",   "a:",  "a*",   "\xff", "a\xe3\x80\x80", "😀"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        UNIT_CLAIM(hp_is_id(good[i]), "%s is an id", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        UNIT_CLAIM(!hp_is_id(bad[i]), "%s is no id", bad[i]);
    }
}

static void spreadsheet_damage_is_seen(void) {
    static const char *const damaged[] = {
        "3.70811E+17", "3e+17", "3E+7", "3.E+1", "370811200001011000", "3708112000010110000000"};
    static const char *const whole[] = {"",
                                        "1",
                                        "370811200001011234",
                                        "3.70811",
                                        "E+17",
                                        "3.7E+",
                                        "3.7E+1a",
                                        "33.7E+17",
                                        "37081120000101100X",
                                        "12345678901234000",
                                        "G370811200001011000",
                                        "A3E+17"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        UNIT_CLAIM(hp_is_spreadsheet_damage(damaged[i]), "%s is damaged", damaged[i]);
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        UNIT_CLAIM(!hp_is_spreadsheet_damage(whole[i]), "%s is not damaged", whole[i]);
    }
}

/* The numbers of GB 11643's own examples and their neighbours. */
static void id_cards_are_checked_by_gb_11643(void) {
    CU_ASSERT_EQUAL(hp_id_card_check("11010519491231002X"), HP_ID_CARD_VALID);
    CU_ASSERT_EQUAL(hp_id_card_check("11010519491231002x"), HP_ID_CARD_VALID);
    CU_ASSERT_EQUAL(hp_id_card_check("440524188001010014"), HP_ID_CARD_VALID);
    CU_ASSERT_EQUAL(hp_id_card_check("440524188001010015"), HP_ID_CARD_CHECK);
    CU_ASSERT_EQUAL(hp_id_card_check("110105194912310021"), HP_ID_CARD_CHECK);
    CU_ASSERT_EQUAL(hp_id_card_check("11010519490231002X"), HP_ID_CARD_DATE);
    CU_ASSERT_EQUAL(hp_id_card_check(""), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("1"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("11010519491231002"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("1101051949123100211"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("11010519491231002X1"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("1101051949123100X2"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("11010519491231002Y"), HP_ID_CARD_FORM);
    CU_ASSERT_EQUAL(hp_id_card_check("１1010519491231002X"), HP_ID_CARD_FORM);
}

static void an_id_card_is_found_anywhere(void) {
    CU_ASSERT_TRUE(hp_holds_id_card("11010519491231002X"));
    CU_ASSERT_TRUE(hp_holds_id_card("G11010519491231002X"));
    CU_ASSERT_TRUE(hp_holds_id_card("2026-440524188001010014-1"));
    CU_ASSERT_FALSE(hp_holds_id_card(""));
    CU_ASSERT_FALSE(hp_holds_id_card("440524188001010015"));
    CU_ASSERT_TRUE(hp_holds_id_card("370811201402020020"));
    CU_ASSERT_TRUE(hp_holds_id_card("26-11010519491231002x"));
    CU_ASSERT_FALSE(hp_holds_id_card("370811201413020020"));
    CU_ASSERT_FALSE(hp_holds_id_card("37081120140202002Y"));
    CU_ASSERT_FALSE(hp_holds_id_card("11010519491231002"));
}

static void an_id_card_is_masked_in_the_middle(void) {
    static const char *const cases[][2] = {
        {"11010519491231002X", "110105********002X"},
        {"110105194912310021", "110105********0021"},
        {"G11010519491231002X", "G110105********002X"},
        {"11010519491331002", "110105*******1002"},
        {"2026-440524188001010014-1", "2026-440524********0014-1"},
        {"26001", "26001"},
        {"d81196458253b994e3b1d0249c324e36bec22d772362a7e1a24375cdf4a4e352",
         "d81196458253b994e3b1d0249c324e36bec22d772362a7e1a24375cdf4a4e352"},
        {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[80];
        snprintf(text, sizeof text, "%s", cases[i][0]);
        hp_mask_id_card(text);
        UNIT_SAME(text, cases[i][1]);
    }
}

static void a_phone_is_eleven_digits(void) {
    CU_ASSERT_TRUE(hp_holds_phone("13900000001"));
    CU_ASSERT_TRUE(hp_holds_phone("26-19900000001"));
    CU_ASSERT_TRUE(hp_holds_phone("T15000000000x"));
    CU_ASSERT_FALSE(hp_holds_phone(""));
    CU_ASSERT_FALSE(hp_holds_phone("1390000000"));
    CU_ASSERT_FALSE(hp_holds_phone("139000000011"));
    CU_ASSERT_FALSE(hp_holds_phone("12900000001"));
    CU_ASSERT_FALSE(hp_holds_phone("23900000001"));
}

static void the_nearest_word_is_within_a_third(void) {
    static const char *const words[] = {"school_id", "name", "level", "x"};
    UNIT_SAME(hp_nearest_word("schol_id", words, 4), "school_id");
    UNIT_SAME(hp_nearest_word("nam", words, 4), "name");
    UNIT_SAME(hp_nearest_word("lebel", words, 4), "level");
    UNIT_SAME(hp_nearest_word("labels", words, 4), NULL);
    UNIT_SAME(hp_nearest_word("y", words, 4), NULL);
    UNIT_SAME(hp_nearest_word("", words, 4), NULL);
    UNIT_SAME(hp_nearest_word("name", words, 0), NULL);
    char longer[80];
    memset(longer, 'a', sizeof longer);
    longer[79] = '\0';
    UNIT_SAME(hp_nearest_word(longer, words, 4), NULL);
}

static void the_first_of_two_as_near_is_taken(void) {
    static const char *const words[] = {"choice_1", "choice_2"};
    UNIT_SAME(hp_nearest_word("choice_9", words, 2), "choice_1");
    UNIT_SAME(hp_nearest_word("choice_2", words, 2), "choice_2");
}

static void texts_compare_by_bytes(void) {
    const char *low = "Z";
    const char *high = "a";
    const char *highest = "划";
    CU_ASSERT(hp_compare_text(&low, &high) < 0);
    CU_ASSERT(hp_compare_text(&highest, &high) > 0);
    CU_ASSERT_EQUAL(hp_compare_text(&low, &low), 0);
}

static CU_TestInfo tests[] = {
    {"decodes one to four bytes", decodes_one_to_four_bytes},
    {"refuses what is not UTF-8", refuses_what_is_not_utf8},
    {"the end cuts a character", the_end_cuts_a_character},
    {"the check gives the first bad byte", check_gives_the_first_bad_byte},
    {"trims blanks and U+3000 at both ends", trims_blanks_and_u3000_at_both_ends},
    {"trims whole characters only", trims_whole_characters_only},
    {"an id has 1 to 64 bytes", an_id_has_1_to_64_bytes},
    {"an id has letters, digits, CJK and four marks", an_id_has_letters_digits_cjk_and_four_marks},
    {"spreadsheet damage is seen", spreadsheet_damage_is_seen},
    {"id cards are checked by GB 11643", id_cards_are_checked_by_gb_11643},
    {"an id card is found anywhere in a text", an_id_card_is_found_anywhere},
    {"an id card is masked in the middle", an_id_card_is_masked_in_the_middle},
    {"a phone is eleven digits", a_phone_is_eleven_digits},
    {"the nearest word is within a third", the_nearest_word_is_within_a_third},
    {"the first of two words as near is taken", the_first_of_two_as_near_is_taken},
    {"texts compare by bytes", texts_compare_by_bytes},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "text", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
