/* The fence around cJSON for reading, and a writer of JSON text. Only json.c knows cJSON. */
#ifndef HP_BASE_JSON_H
#define HP_BASE_JSON_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

/* A value of a parsed document, lent by it. */
typedef struct cJSON hp_json;

typedef enum hp_json_kind {
    HP_JSON_NULL,
    HP_JSON_BOOL,
    HP_JSON_NUMBER,
    HP_JSON_TEXT,
    HP_JSON_LIST,
    HP_JSON_OBJECT
} hp_json_kind;

/* Parses strictly (RFC 8259; finite numbers, no NUL in texts, at most 64 levels). A text that is
 * not JSON is a finding with its line and *out is NULL (HP_OK). */
hp_status HP_MUST_CHECK hp_json_parse(hp_json **out, const char *text, size_t length,
                                      const char *file, hp_findings *findings);
void hp_json_free(hp_json *document);

hp_json_kind hp_json_kind_of(const hp_json *value);
/* The member of an object by its exact key; NULL: none, or not an object. */
const hp_json *hp_json_member(const hp_json *object, const char *key);
/* The values of a list or object: first, then next; NULL at the end. */
const hp_json *hp_json_first(const hp_json *value);
const hp_json *hp_json_next(const hp_json *value);
/* The key of an object's member. */
const char *hp_json_key(const hp_json *member);
/* Preconditions: the kind fits. */
const char *hp_json_text(const hp_json *value);
double hp_json_number(const hp_json *value);
bool hp_json_bool(const hp_json *value);
/* The number of values in a list or object. */
size_t hp_json_count(const hp_json *value);

/* Every key of the object must be among `keys` (NULL: any key) and stand once; faults are findings
 * at `path`. */
void hp_json_check_keys(const hp_json *object, const char *path, const char *const *keys,
                        size_t key_count, const char *file, hp_findings *findings);

/* A new value without the named members, compact and with sorted keys, as text in the arena. */
hp_status HP_MUST_CHECK hp_json_canonical(char **text, hp_arena *arena, const hp_json *object,
                                          const char *const *left_out, size_t left_out_count);

/* ---- changing ---- */

/* Changes to a parsed document; what is given to it belongs to it afterwards, whatever the outcome.
 */
hp_status HP_MUST_CHECK hp_json_copy(hp_json **copy, const hp_json *value);
/* Before the value at `index`, 0 … count. */
hp_status HP_MUST_CHECK hp_json_insert(hp_json *list, size_t index, hp_json *value);
/* Under a key, in place of what is there. */
hp_status HP_MUST_CHECK hp_json_put(hp_json *object, const char *key, hp_json *value);
/* Takes a value out of its list or object; to be freed. */
hp_json *hp_json_take(hp_json *parent, const hp_json *value);
/* Whether two values say the same, whatever the order of keys (RFC 6902, 4.6). */
bool hp_json_same(const hp_json *a, const hp_json *b);

/* ---- writing ---- */

enum { HP_JSON_DEPTH = 32 };

/* Writes indented JSON to a buffer. Start with {.buffer = …}. Keys are NULL inside lists. */
typedef struct hp_json_out {
    hp_buffer *buffer;
    int depth;
    bool filled[HP_JSON_DEPTH]; /* whether the value open at a depth holds anything yet */
    int flat;                   /* depth from which values stand on one line; 0: none */
} hp_json_out;

void hp_out_begin(hp_json_out *out, const char *key, char bracket); /* '{' or '[' */
void hp_out_end(hp_json_out *out, char bracket);                    /* '}' or ']' */
/* A list or object that stands on one line with all that it holds. */
void hp_out_begin_flat(hp_json_out *out, const char *key, char bracket);
void hp_out_text(hp_json_out *out, const char *key, const char *text);
/* A whole number; beyond 2^53 as a text. */
void hp_out_whole(hp_json_out *out, const char *key, int64_t value);
/* A number by its digits, which are a number of JSON. */
void hp_out_number(hp_json_out *out, const char *key, const char *digits);
void hp_out_bool(hp_json_out *out, const char *key, bool value);
/* A value of a parsed document with everything in it. */
void hp_out_copy(hp_json_out *out, const char *key, const hp_json *value);

#endif
