#include "season/scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/json_patch.h"

enum { MOST_PERCENT = 10000 };

typedef struct scenario_reader {
    hp_scenario *scenario;
    hp_arena *arena;
    hp_findings *findings;
} scenario_reader;

static const char *const op_words[HP_PATCH_OPS] = {[HP_PATCH_SET] = "set",
                                                   [HP_PATCH_ADD] = "add",
                                                   [HP_PATCH_REMOVE] = "remove",
                                                   [HP_PATCH_GROW] = "grow"};

static void find(const scenario_reader *reader, hp_finding_code code, const char *path,
                 const char *value, const char *a) {
    hp_find(
        reader->findings, code,
        (hp_place){.file = reader->scenario->file, .column = path, .value = value, .change = path},
        a, NULL, NULL);
}

static hp_status path_of(const char **path, const scenario_reader *reader, const char *parent,
                         const char *key) {
    *path = hp_arena_format(reader->arena, "%s/%s", parent, key);
    HP_NEED(*path);
    return HP_OK;
}

static bool is(const scenario_reader *reader, const hp_json *value, hp_json_kind kind,
               const char *path, const char *expected) {
    if (hp_json_kind_of(value) == kind) {
        return true;
    }
    find(reader, HP_F_json_type, path, NULL, hp_phrase(expected));
    return false;
}

#define CHECK_KEYS(reader, object, path, ...)                                                      \
    do {                                                                                           \
        static const char *const keys_[] = {__VA_ARGS__};                                          \
        hp_json_check_keys(object, path, keys_, sizeof keys_ / sizeof *keys_,                      \
                           (reader)->scenario->file, (reader)->findings);                          \
    } while (0)

/* ---- cells ---- */

/* The cell that a value stands for: a text as it is, a number in decimal. */
static hp_status read_text(const char **text, const scenario_reader *reader, const hp_json *value,
                           const char *path) {
    *text = "";
    if (hp_json_kind_of(value) == HP_JSON_NUMBER) {
        double number = hp_json_number(value);
        bool whole = number == floor(number) && fabs(number) < 1e15;
        *text = hp_arena_format(reader->arena, whole ? "%.0f" : "%.15g", number);
        HP_NEED(*text);
        return HP_OK;
    }
    if (is(reader, value, HP_JSON_TEXT, path, "a text or a number")) {
        *text = hp_json_text(value);
        if (strlen(*text) > HP_CSV_CELL_BYTES) {
            find(reader, HP_F_csv_cell_too_long, path, NULL, "65536");
            *text = "";
        }
    }
    return HP_OK;
}

/* An object of columns and cells; *cells is NULL where it is none. */
static hp_status read_cells(const hp_patch_cell **cells, size_t *count,
                            const scenario_reader *reader, const hp_json *change, const char *path,
                            const char *key) {
    const hp_json *object = hp_json_member(change, key);
    const char *at = NULL;
    *cells = NULL;
    *count = 0;
    if (object == NULL) {
        find(reader, HP_F_json_key_missing, path, NULL, key);
        return HP_OK;
    }
    HP_TRY(path_of(&at, reader, path, key));
    if (!is(reader, object, HP_JSON_OBJECT, at, "an object")) {
        return HP_OK;
    }
    hp_json_check_keys(object, at, NULL, 0, reader->scenario->file, reader->findings);
    hp_patch_cell *list = hp_arena_alloc(reader->arena, hp_json_count(object), sizeof *list);
    HP_NEED(list);
    for (const hp_json *value = hp_json_first(object); value != NULL; value = hp_json_next(value)) {
        hp_patch_cell *cell = &list[(*count)++];
        cell->column = hp_json_key(value);
        HP_TRY(path_of(&cell->path, reader, at, cell->column));
        HP_TRY(read_text(&cell->text, reader, value, cell->path));
    }
    *cells = list;
    return HP_OK;
}

/* ---- changes ---- */

/* Exact to two decimals. */
static hp_status read_percent(hp_patch_change *to, const scenario_reader *reader,
                              const hp_json *change) {
    const hp_json *percent = hp_json_member(change, "percent");
    const char *at = NULL;
    if (percent == NULL) {
        find(reader, HP_F_json_key_missing, to->path, NULL, "percent");
        return HP_OK;
    }
    HP_TRY(path_of(&at, reader, to->path, "percent"));
    if (!is(reader, percent, HP_JSON_NUMBER, at, "a number")) {
        return HP_OK;
    }
    double hundredths = hp_json_number(percent) * 100;
    if (!(hundredths >= 0 && hundredths <= MOST_PERCENT * 100.0) ||
        fabs(hundredths - round(hundredths)) > 1e-6) {
        hp_find(reader->findings, HP_F_cell_hundredths,
                (hp_place){.file = reader->scenario->file, .column = at, .change = at}, "0",
                "10000", NULL);
        return HP_OK;
    }
    to->percent_hundredths = (int64_t)round(hundredths);
    return HP_OK;
}

/* Which operation a change is; growing is for children alone. -1, with a finding: none. */
static int read_op(const scenario_reader *reader, const hp_json *change, hp_table_id table,
                   const char *path) {
    int most = table == HP_STUDENTS ? HP_PATCH_OPS : HP_PATCH_GROW;
    const hp_json *op = hp_json_member(change, "op");
    if (op == NULL) {
        find(reader, HP_F_json_key_missing, path, NULL, "op");
        return -1;
    }
    bool text = hp_json_kind_of(op) == HP_JSON_TEXT;
    for (int i = 0; text && i < most; i++) {
        if (strcmp(hp_json_text(op), op_words[i]) == 0) {
            return i;
        }
    }
    const char *at = hp_arena_format(reader->arena, "%s/op", path);
    find(reader, HP_F_json_value, at == NULL ? path : at, text ? hp_json_text(op) : NULL,
         table == HP_STUDENTS ? "set, add, remove, grow" : "set, add, remove");
    return -1;
}

static hp_status read_change(hp_patch_change *to, const scenario_reader *reader,
                             const hp_json *change, hp_table_id table) {
    if (!is(reader, change, HP_JSON_OBJECT, to->path, "an object")) {
        return HP_OK;
    }
    int op = read_op(reader, change, table, to->path);
    if (op < 0) {
        return HP_OK;
    }
    to->op = (hp_patch_op)op;
    if (to->op != HP_PATCH_ADD) {
        HP_TRY(read_cells(&to->where, &to->where_count, reader, change, to->path, "where"));
    }
    switch (to->op) {
    case HP_PATCH_SET:
        CHECK_KEYS(reader, change, to->path, "op", "where", "values");
        return read_cells(&to->values, &to->value_count, reader, change, to->path, "values");
    case HP_PATCH_ADD:
        CHECK_KEYS(reader, change, to->path, "op", "row");
        return read_cells(&to->values, &to->value_count, reader, change, to->path, "row");
    case HP_PATCH_REMOVE:
        CHECK_KEYS(reader, change, to->path, "op", "where");
        break;
    case HP_PATCH_GROW:
        CHECK_KEYS(reader, change, to->path, "op", "where", "percent");
        return read_percent(to, reader, change);
    case HP_PATCH_OPS:
        break;
    }
    return HP_OK;
}

static hp_status read_patch(const scenario_reader *reader, const hp_json *list, hp_table_id table) {
    hp_patch *patch = &reader->scenario->patches[table];
    const char *path = hp_arena_format(reader->arena, "/tables/%s", hp_table_name(table));
    HP_NEED(path);
    if (!is(reader, list, HP_JSON_LIST, path, "a list")) {
        return HP_OK;
    }
    hp_patch_change *changes = hp_arena_alloc(reader->arena, hp_json_count(list), sizeof *changes);
    HP_NEED(changes);
    patch->changes = changes;
    for (const hp_json *change = hp_json_first(list); change != NULL;
         change = hp_json_next(change)) {
        hp_patch_change *to = &changes[patch->change_count];
        to->path = hp_arena_format(reader->arena, "%s/%zu", path, patch->change_count++);
        HP_NEED(to->path);
        HP_TRY(read_change(to, reader, change, table));
    }
    return HP_OK;
}

static hp_status read_tables(const scenario_reader *reader, const hp_json *root) {
    const hp_json *tables = hp_json_member(root, "tables");
    const char *names[HP_TABLES];
    for (int i = 0; i < HP_TABLES; i++) {
        names[i] = hp_table_name((hp_table_id)i);
        reader->scenario->patches[i].file = reader->scenario->file;
    }
    if (tables == NULL || !is(reader, tables, HP_JSON_OBJECT, "/tables", "an object")) {
        return HP_OK;
    }
    hp_json_check_keys(tables, "/tables", names, HP_TABLES, reader->scenario->file,
                       reader->findings);
    for (int i = 0; i < HP_TABLES; i++) {
        const hp_json *list = hp_json_member(tables, names[i]);
        if (list != NULL) {
            HP_TRY(read_patch(reader, list, (hp_table_id)i));
        }
    }
    return HP_OK;
}

/* ---- the file ---- */

static const char *read_word(const scenario_reader *reader, const hp_json *root, const char *key,
                             const char *path, bool required) {
    const hp_json *member = hp_json_member(root, key);
    if (member == NULL && required) {
        find(reader, HP_F_json_key_missing, "/", NULL, key);
    }
    if (member == NULL || !is(reader, member, HP_JSON_TEXT, path, "a text")) {
        return "";
    }
    if (required && *hp_json_text(member) == '\0') {
        find(reader, HP_F_json_type, path, "", hp_phrase("a text"));
    }
    return hp_json_text(member);
}

static hp_status read_root(const scenario_reader *reader) {
    hp_scenario *scenario = reader->scenario;
    const hp_json *root = scenario->document;
    if (!is(reader, root, HP_JSON_OBJECT, "/", "an object")) {
        return HP_OK;
    }
    CHECK_KEYS(reader, root, "", "name", "note", "tables", "policy");
    scenario->name = read_word(reader, root, "name", "/name", true);
    scenario->note = read_word(reader, root, "note", "/note", false);
    scenario->policy = hp_json_member(root, "policy");
    if (scenario->policy != NULL) {
        hp_json_patch_check(scenario->policy, "/policy", scenario->file, reader->findings);
    }
    return read_tables(reader, root);
}

/* Reads the scenario's document from the bytes of its file. */
static hp_status read_bytes(hp_scenario *scenario, const char *bytes, size_t length,
                            hp_findings *findings) {
    const scenario_reader reader = {
        .scenario = scenario, .arena = &scenario->arena, .findings = findings};
    const char *text = NULL;
    scenario->bytes = hp_arena_copy(&scenario->arena, bytes, length);
    HP_NEED(scenario->bytes);
    scenario->byte_count = length;
    hp_sha256_hex(scenario->hash, bytes, length);
    HP_TRY(hp_decode(&text, &length, &scenario->arena, bytes, length, scenario->file, findings));
    if (text != NULL) {
        HP_TRY(hp_json_parse(&scenario->document, text, length, scenario->file, findings));
    }
    return scenario->document == NULL ? HP_OK : read_root(&reader);
}

static hp_status read_file(hp_scenario *scenario, hp_findings *findings) {
    const char *file = scenario->file;
    char *bytes = NULL;
    size_t length = 0;
    HP_TRY(
        hp_file_read(&bytes, &length, &scenario->arena, *file == '/' ? "/" : ".", file, findings));
    return bytes == NULL ? HP_OK : read_bytes(scenario, bytes, length, findings);
}

/* `bytes` NULL: those of the file. */
static hp_status read_scenario(hp_scenario *scenario, const char *bytes, size_t length,
                               const char *file, hp_findings *findings) {
    scenario->name = "";
    scenario->note = "";
    scenario->file = hp_arena_text(&scenario->arena, file);
    HP_NEED(scenario->file);
    hp_findings_enter(findings, scenario->file);
    return bytes == NULL ? read_file(scenario, findings)
                         : read_bytes(scenario, bytes, length, findings);
}

hp_status hp_scenario_parse(hp_scenario **out, const char *bytes, size_t length, const char *file,
                            hp_findings *findings) {
    hp_scenario *scenario = calloc(1, sizeof *scenario);
    size_t errors = hp_findings_errors(findings);
    *out = NULL;
    HP_NEED(scenario);
    hp_status status = read_scenario(scenario, bytes, length, file, findings);
    hp_findings_enter(findings, NULL);
    hp_status lost = hp_findings_status(findings);
    if (status == HP_OK && lost == HP_NO_MEMORY) {
        status = lost;
    }
    if (status == HP_OK && hp_findings_errors(findings) > errors) {
        status = HP_INPUT;
    }
    if (status != HP_OK) {
        hp_scenario_free(scenario);
        return status;
    }
    *out = scenario;
    return HP_OK;
}

hp_status hp_scenario_read(hp_scenario **out, const char *file, hp_findings *findings) {
    return hp_scenario_parse(out, NULL, 0, file, findings);
}

void hp_scenario_free(hp_scenario *scenario) {
    if (scenario != NULL) {
        hp_json_free(scenario->document);
        hp_arena_free(&scenario->arena);
        free(scenario);
    }
}

const char *hp_scenario_name(const hp_scenario *scenario) {
    return scenario->name;
}

/* ---- blame ---- */

/* Whether one path is the other, or leads to it. */
static bool is_related(const char *a, const char *b) {
    size_t of_a = strlen(a);
    size_t of_b = strlen(b);
    size_t shared = of_a < of_b ? of_a : of_b;
    const char *longer = of_a < of_b ? b : a;
    return strncmp(a, b, shared) == 0 && (longer[shared] == '\0' || longer[shared] == '/');
}

/* The one change of a scenario, or the one table, or the policy, in which all its changes are. */
static const char *all_changes_at(hp_arena *arena, const hp_scenario *scenario) {
    size_t operations = scenario->policy == NULL ? 0 : hp_json_count(scenario->policy);
    const char *at = operations == 1 ? "/policy/0" : operations > 1 ? "/policy" : NULL;
    for (int table = 0; table < HP_TABLES; table++) {
        const hp_patch *patch = &scenario->patches[table];
        if (patch->change_count > 0 && at != NULL) {
            return NULL;
        }
        if (patch->change_count > 0) {
            at = patch->change_count == 1
                     ? patch->changes[0].path
                     : hp_arena_format(arena, "/tables/%s", hp_table_name((hp_table_id)table));
        }
    }
    return at;
}

const char *hp_scenario_change_at(hp_arena *arena, const hp_scenario *scenario, const char *path) {
    size_t index = 0;
    size_t found = SIZE_MAX;
    const hp_json *operation = scenario->policy == NULL ? NULL : hp_json_first(scenario->policy);
    for (; operation != NULL; operation = hp_json_next(operation)) {
        const hp_json *at = hp_json_member(operation, "path");
        found = at != NULL && is_related(hp_json_text(at), path) ? index : found;
        index++;
    }
    return found == SIZE_MAX ? all_changes_at(arena, scenario)
                             : hp_arena_format(arena, "/policy/%zu", found);
}
