/* Small steps of reading policy.json, shared by predicates and policy. */
#ifndef HP_POLICY_READER_H
#define HP_POLICY_READER_H

#include "season/data.h"

typedef struct hp_policy_reader {
    hp_data *data; /* NULL: another file than a season's is read */
    hp_arena *arena;
    const char *file;
    hp_findings *findings;
} hp_policy_reader;

/* A finding at a path; `value` may be NULL. */
void hp_policy_find(const hp_policy_reader *reader, hp_finding_code code, const char *path,
                    const char *value, const char *a);

/* "path/key" and "path/3" in the arena; the path itself when memory is out, for findings only. */
const char *hp_path_key(const hp_policy_reader *reader, const char *path, const char *key);
const char *hp_path_index(const hp_policy_reader *reader, const char *path, size_t index);

/* The member if it is of the kind; NULL when it is missing (a finding if required) or of another
 * kind (a finding). `expected` says the kind in words. */
const hp_json *hp_policy_member(const hp_policy_reader *reader, const hp_json *object,
                                const char *path, const char *key, hp_json_kind kind,
                                const char *expected, bool required);

/* The text of a member, "" when it is missing or not a text. */
const char *hp_policy_text(const hp_policy_reader *reader, const hp_json *object, const char *path,
                           const char *key, bool required);

/* True when the value is of the kind; else a finding. */
bool hp_policy_is(const hp_policy_reader *reader, const hp_json *value, const char *path,
                  hp_json_kind kind, const char *expected);

/* The index of hukou, property, residence; -1 with a finding. */
int hp_policy_address(const hp_policy_reader *reader, const hp_json *value, const char *path);

/* A students column by name, -1 with a finding that names the nearest. */
int hp_policy_column(const hp_policy_reader *reader, const char *name, const char *path);

/* As hp_policy_column, for a rule that reads the column: warns where the table lacks it. */
int hp_policy_used_column(const hp_policy_reader *reader, const char *name, const char *path);

#endif
