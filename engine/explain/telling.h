/* An explanation under construction: statements, each a code and its named values. */
#ifndef HP_EXPLAIN_TELLING_H
#define HP_EXPLAIN_TELLING_H

#include "base/json.h"
#include "explain/words.h"

typedef enum hp_say {
#define X(code, part, english, chinese) HP_SAY_##code,
    HP_SAY_TABLE(X)
#undef X
} hp_say;

typedef enum hp_word {
#define X(word, english, chinese) HP_WORD_##word,
    HP_WORD_TABLE(X)
#undef X
} hp_word;

/* A value by the name that stands in the template. A list of them ends with {NULL, NULL}. */
typedef struct hp_value {
    const char *name;
    const char *text;
} hp_value;

enum { HP_VALUES = 10 };

typedef struct hp_statement {
    hp_say say;
    hp_value values[HP_VALUES]; /* ends with a NULL name */
} hp_statement;

typedef struct hp_telling {
    hp_arena *arena; /* of the statements and their texts */
    bool english;
    hp_statement *statements;
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out */
} hp_telling;

/* Adds a statement; values are copied, not their texts; empty ones are left out. */
void hp_tell(hp_telling *telling, hp_say say, const hp_value *values);

/* A word in the telling's language, its values filled in. */
const char *hp_word_text(hp_telling *telling, hp_word word, const hp_value *values);

/* A number as a text. */
const char *hp_number_text(hp_telling *telling, int64_t number);

/* `list` with one more text, divided by the language's comma; NULL starts a list. */
const char *hp_list_text(hp_telling *telling, const char *list, const char *text);

/* The whole explanation, part by part, for people; or as JSON, statement by statement. */
void hp_telling_text(hp_buffer *out, hp_telling *telling);
void hp_telling_json(hp_buffer *out, hp_telling *telling);

hp_status HP_MUST_CHECK hp_telling_status(const hp_telling *telling);
void hp_telling_free(hp_telling *telling);

#endif
