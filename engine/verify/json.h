/* The checker's fence around cJSON: json.c. */
#ifndef VF_JSON_H
#define VF_JSON_H

#include "verify/base.h"

typedef struct cJSON vf_json;

/* Whether the bytes are one JSON text (RFC 8259), at most 500 deep. */
bool vf_is_json(const char *text, size_t length);
/* Where the UTF-8 character of more than one byte ends that begins at `at`; NULL: it is none. */
const char *vf_after_wide(const char *at, const char *end);
/* NULL: not JSON, or a key stands twice in an object. Stays until vf_free_all. */
vf_json *vf_json_parse(const char *text, size_t length);

const vf_json *vf_member(const vf_json *object, const char *key); /* NULL-safe */
const vf_json *vf_first(const vf_json *value);
const vf_json *vf_next(const vf_json *value);
const char *vf_key(const vf_json *member);
bool vf_is_text(const vf_json *value);
bool vf_is_list(const vf_json *value);
bool vf_is_object(const vf_json *value);
bool vf_is_number(const vf_json *value);
bool vf_is_true(const vf_json *value);
bool vf_is_bool(const vf_json *value);
/* "" when it is no text. */
const char *vf_text(const vf_json *value);
double vf_number(const vf_json *value);
/* A whole number, written as one or, over 2^53, as a text; false when it is neither. */
bool vf_whole(int64_t *number, const vf_json *value);
size_t vf_count(const vf_json *value);
/* True when the object has the named keys (apart by blanks) and no others. */
bool vf_has_keys(const vf_json *object, const char *keys);
/* The text of a member, "" when it is missing. */
const char *vf_member_text(const vf_json *object, const char *key);

/* Members of a large object by bisection. */
typedef struct vf_index vf_index;
vf_index *vf_index_new(const vf_json *object);
const vf_json *vf_index_find(const vf_index *index, const char *key);

/* Compact, keys sorted, without the named members (spec 8, canonical form). */
char *vf_canonical(const vf_json *object, const char *const *without, size_t count);

/* True when both say the same, whatever the order of keys. */
bool vf_same(const vf_json *a, const vf_json *b);

#endif
