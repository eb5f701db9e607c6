/* UTF-8 text: validity, trimming, ids, nearest known words. */
#ifndef HP_BASE_TEXT_H
#define HP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one character of strict UTF-8 (no surrogates, no overlong forms) and moves the text.
 * Returns the code point, or -1 where the bytes are not UTF-8 (the text does not move).
 * Precondition: *text < end. */
int32_t hp_utf8_next(const char **text, const char *end);

/* The offset of the first byte that is not strict UTF-8; `length` when all is. */
size_t hp_utf8_check(const char *bytes, size_t length);

/* Shrinks [*text, *text + *length) by blanks, tabs, line ends and U+3000 at both ends. */
void hp_trim(const char **text, size_t *length);

/* An id of spec 2: 1 to 64 bytes of letters, digits, CJK, - _ . ~, but neither . nor .., which as
 * names of folders lead elsewhere. */
bool hp_is_id(const char *text);

/* True for what a spreadsheet makes of a long number: 3.70811E+17, or 16 to 30 digits that end in
 * zeros from the sixteenth on, three at least. */
bool hp_is_spreadsheet_damage(const char *text);

/* True when 18 characters anywhere in the text are an id-card number (GB 11643): a valid one, or
 * one with a wrong check character whose birth date lies in the 20th or 21st century. */
bool hp_holds_id_card(const char *text);

/* Puts * for all but the first six and the last four characters of an id-card number in the text,
 * and of one that is mistyped. */
void hp_mask_id_card(char *text);

/* Whether an id_type says that the number is an id card's: empty, 1, 居民身份证 and what offices
 * write for it. */
bool hp_is_id_card_type(const char *type);

/* True when the text holds the number of a mobile phone: 11 digits, no digit beside them, of which
 * the first is 1 and the second 3 to 9. */
bool hp_holds_phone(const char *text);

/* Why an id-card number is not valid by GB 11643. */
typedef enum hp_id_card {
    HP_ID_CARD_VALID,
    HP_ID_CARD_FORM, /* not 17 digits and a digit or X */
    HP_ID_CARD_DATE, /* the birth date does not exist */
    HP_ID_CARD_CHECK /* the check character is another */
} hp_id_card;

hp_id_card hp_id_card_check(const char *text);

/* The word of `words` nearest to `text`, by edits of bytes, if at most a third of its length (and
 * one at least) differ; else NULL. */
const char *hp_nearest_word(const char *text, const char *const *words, size_t word_count);

/* strcmp as a qsort comparator over `const char *`. */
int hp_compare_text(const void *a, const void *b);

#endif
