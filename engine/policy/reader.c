#include "policy/reader.h"

#include <string.h>

#include "base/text.h"

void hp_policy_find(const hp_policy_reader *reader, hp_finding_code code, const char *path,
                    const char *value, const char *a) {
    hp_place place = {.file = reader->file, .column = *path == '\0' ? "/" : path, .value = value};
    if (reader->data != NULL && reader->data->scenario != NULL) {
        place.change = hp_scenario_change_at(reader->arena, reader->data->scenario, path);
    }
    hp_find(reader->findings, code, place, a, NULL, NULL);
}

const char *hp_path_key(const hp_policy_reader *reader, const char *path, const char *key) {
    const char *longer = hp_arena_format(reader->arena, "%s/%s", path, key);
    return longer == NULL ? path : longer;
}

const char *hp_path_index(const hp_policy_reader *reader, const char *path, size_t index) {
    const char *longer = hp_arena_format(reader->arena, "%s/%zu", path, index);
    return longer == NULL ? path : longer;
}

bool hp_policy_is(const hp_policy_reader *reader, const hp_json *value, const char *path,
                  hp_json_kind kind, const char *expected) {
    if (hp_json_kind_of(value) == kind) {
        return true;
    }
    hp_policy_find(reader, HP_F_json_type, path, NULL, hp_phrase(expected));
    return false;
}

const hp_json *hp_policy_member(const hp_policy_reader *reader, const hp_json *object,
                                const char *path, const char *key, hp_json_kind kind,
                                const char *expected, bool required) {
    const hp_json *member = hp_json_member(object, key);
    if (member == NULL) {
        if (required) {
            hp_policy_find(reader, HP_F_json_key_missing, path, NULL, key);
        }
        return NULL;
    }
    return hp_policy_is(reader, member, hp_path_key(reader, path, key), kind, expected) ? member
                                                                                        : NULL;
}

const char *hp_policy_text(const hp_policy_reader *reader, const hp_json *object, const char *path,
                           const char *key, bool required) {
    const hp_json *member = hp_policy_member(reader, object, path, key, HP_JSON_TEXT, "a text",
                                             required);
    return member == NULL ? "" : hp_json_text(member);
}

int hp_policy_address(const hp_policy_reader *reader, const hp_json *value, const char *path) {
    static const char *const words[] = {"hukou", "property", "residence", NULL};
    if (!hp_policy_is(reader, value, path, HP_JSON_TEXT, "a text")) {
        return -1;
    }
    int index = hp_word_index(words, hp_json_text(value));
    if (index < 0) {
        hp_policy_find(reader, HP_F_json_value, path, hp_json_text(value),
                       "hukou, property, residence");
    }
    return index;
}

int hp_policy_column(const hp_policy_reader *reader, const char *name, const char *path) {
    const hp_table *table = &reader->data->tables[HP_STUDENTS];
    if (table->names == NULL) {
        return -1; /* the table itself is missing, which is a finding of its own */
    }
    int column = hp_table_column(table, HP_STUDENTS, name);
    if (column < 0) {
        hp_policy_find(reader, HP_F_policy_unknown_column, path, name, NULL);
    }
    return column;
}

int hp_policy_used_column(const hp_policy_reader *reader, const char *name, const char *path) {
    const hp_table *table = &reader->data->tables[HP_STUDENTS];
    int column = hp_policy_column(reader, name, path);
    if (column >= 0 && !table->broken && table->headers[column] == NULL) {
        hp_policy_find(reader, HP_F_policy_column_missing, path, NULL, name);
    }
    return column;
}
