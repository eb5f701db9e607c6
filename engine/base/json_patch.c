#include "base/json_patch.h"

#include <stdio.h>
#include <string.h>

typedef enum patch_kind {
    PATCH_ADD,
    PATCH_REMOVE,
    PATCH_REPLACE,
    PATCH_MOVE,
    PATCH_COPY,
    PATCH_TEST,
    PATCH_KINDS
} patch_kind;

/* The members that an operation must have besides op and path. */
static const struct {
    const char *word;
    bool value;
    bool from;
} kinds[PATCH_KINDS] = {
    [PATCH_ADD] = {"add", true, false},         [PATCH_REMOVE] = {"remove", false, false},
    [PATCH_REPLACE] = {"replace", true, false}, [PATCH_MOVE] = {"move", false, true},
    [PATCH_COPY] = {"copy", false, true},       [PATCH_TEST] = {"test", true, false}};

enum { PATH_BYTES = 256 };

typedef struct patcher {
    hp_json **document;
    const hp_json *operation;
    const char *path; /* of the operation in its file */
    const char *file;
    hp_findings *findings;
} patcher;

/* Where a pointer leads: what stands there, and whose part it is. */
typedef struct spot {
    hp_json *parent; /* NULL: it is the document; or there is no such place */
    hp_json *value;  /* NULL: nothing is there */
    hp_buffer key;   /* the last step, without escapes */
    bool at_end;     /* of a list: "-" or its count */
    size_t index;    /* of a list */
} spot;

static bool refuse(const patcher *work, hp_finding_code code, const char *member, const char *value,
                   const char *a) {
    char at[PATH_BYTES];
    snprintf(at, sizeof at, "%s%s%s", work->path, member == NULL ? "" : "/",
             member == NULL ? "" : member);
    hp_find(work->findings, code,
            (hp_place){.file = work->file, .column = at, .value = value, .change = work->path}, a,
            NULL, NULL);
    return false;
}

/* ---- form ---- */

static int kind_of(const hp_json *operation) {
    const hp_json *op = hp_json_member(operation, "op");
    for (int i = 0; op != NULL && hp_json_kind_of(op) == HP_JSON_TEXT && i < PATCH_KINDS; i++) {
        if (strcmp(hp_json_text(op), kinds[i].word) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_pointer(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '~' && at[1] != '0' && at[1] != '1') {
            return false;
        }
    }
    return *text == '\0' || *text == '/';
}

static void check_pointer(const patcher *work, const char *member) {
    const hp_json *pointer = hp_json_member(work->operation, member);
    if (pointer == NULL) {
        refuse(work, HP_F_json_key_missing, NULL, NULL, member);
    } else if (hp_json_kind_of(pointer) != HP_JSON_TEXT) {
        refuse(work, HP_F_json_type, member, NULL, hp_phrase("a text"));
    } else if (!is_pointer(hp_json_text(pointer))) {
        refuse(work, HP_F_patch_pointer, member, hp_json_text(pointer), NULL);
    }
}

/* Other members than those of the operation are ignored, as RFC 6902 will have it. */
static void check_operation(const patcher *work) {
    if (hp_json_kind_of(work->operation) != HP_JSON_OBJECT) {
        refuse(work, HP_F_json_type, NULL, NULL, hp_phrase("an object"));
        return;
    }
    hp_json_check_keys(work->operation, work->path, NULL, 0, work->file, work->findings);
    const hp_json *op = hp_json_member(work->operation, "op");
    int kind = kind_of(work->operation);
    if (kind < 0) {
        bool text = op != NULL && hp_json_kind_of(op) == HP_JSON_TEXT;
        refuse(work, op == NULL ? HP_F_json_key_missing : HP_F_json_value, op == NULL ? NULL : "op",
               text ? hp_json_text(op) : NULL,
               op == NULL ? "op" : "add, remove, replace, move, copy, test");
        return;
    }
    check_pointer(work, "path");
    if (kinds[kind].from) {
        check_pointer(work, "from");
    }
    if (kinds[kind].value && hp_json_member(work->operation, "value") == NULL) {
        refuse(work, HP_F_json_key_missing, NULL, NULL, "value");
    }
}

void hp_json_patch_check(const hp_json *operations, const char *path, const char *file,
                         hp_findings *findings) {
    char at[PATH_BYTES];
    size_t index = 0;
    if (hp_json_kind_of(operations) != HP_JSON_LIST) {
        hp_find(findings, HP_F_json_type, (hp_place){.file = file, .column = path},
                hp_phrase("a list"), NULL, NULL);
        return;
    }
    for (const hp_json *operation = hp_json_first(operations); operation != NULL;
         operation = hp_json_next(operation)) {
        snprintf(at, sizeof at, "%s/%zu", path, index++);
        check_operation(
            &(patcher){.operation = operation, .path = at, .file = file, .findings = findings});
    }
}

/* ---- pointers ---- */

/* The place in a list that a step names: digits without leading zeros; false: it is none. */
static bool index_of(size_t *index, const char *step) {
    *index = 0;
    if (*step == '\0' || (*step == '0' && step[1] != '\0') || strlen(step) > 9) {
        return false;
    }
    for (; *step >= '0' && *step <= '9'; step++) {
        *index = *index * 10 + (size_t)(*step - '0');
    }
    return *step == '\0';
}

static hp_json *at_index(const hp_json *list, size_t index) {
    const hp_json *value = hp_json_first(list);
    while (value != NULL && index-- > 0) {
        value = hp_json_next(value);
    }
    return (hp_json *)(uintptr_t)value;
}

/* One step down from spot->value. */
static void step_down(spot *at) {
    const char *step = hp_buffer_get(&at->key);
    at->parent = at->value;
    at->at_end = false;
    at->value = NULL;
    if (at->parent != NULL && hp_json_kind_of(at->parent) == HP_JSON_OBJECT) {
        at->value = (hp_json *)(uintptr_t)hp_json_member(at->parent, step);
    } else if (at->parent != NULL && hp_json_kind_of(at->parent) == HP_JSON_LIST) {
        size_t count = hp_json_count(at->parent);
        bool number = index_of(&at->index, step);
        at->value = number ? at_index(at->parent, at->index) : NULL;
        at->at_end = strcmp(step, "-") == 0 || (number && at->index == count);
        at->index = at->at_end ? count : at->index;
    } else {
        at->parent = NULL;
    }
}

/* Follows a pointer; the key is to be freed. */
static hp_status follow(spot *at, hp_json *document, const char *pointer) {
    *at = (spot){.value = document};
    while (*pointer != '\0') {
        at->key.length = 0;
        hp_buffer_text(&at->key, "");
        for (pointer++; *pointer != '\0' && *pointer != '/'; pointer++) {
            bool escape = *pointer == '~';
            pointer += escape;
            hp_buffer_append(&at->key, !escape ? pointer : *pointer == '0' ? "~" : "/", 1);
        }
        HP_TRY(hp_buffer_status(&at->key));
        step_down(at);
    }
    return HP_OK;
}

/* ---- operations ---- */

/* Puts a value, which is the document's afterwards, at a spot that is or could be there. */
static hp_status put(const patcher *work, spot *at, const char *pointer, hp_json *value,
                     bool replace) {
    char count[24];
    if (at->parent == NULL && at->value != NULL) {
        hp_json_free(*work->document);
        *work->document = value;
        return HP_OK;
    }
    if (at->parent != NULL && hp_json_kind_of(at->parent) == HP_JSON_OBJECT &&
        (!replace || at->value != NULL)) {
        return hp_json_put(at->parent, hp_buffer_get(&at->key), value);
    }
    if (at->parent != NULL && hp_json_kind_of(at->parent) == HP_JSON_LIST &&
        (at->value != NULL || (!replace && at->at_end))) {
        if (replace) {
            hp_json_free(hp_json_take(at->parent, at->value));
        }
        return hp_json_insert(at->parent, at->index, value);
    }
    hp_json_free(value);
    if (at->parent != NULL && !replace) {
        snprintf(count, sizeof count, "%zu", hp_json_count(at->parent));
        refuse(work, HP_F_patch_index, "path", pointer, count);
    } else {
        refuse(work, HP_F_patch_nothing, "path", pointer, NULL);
    }
    return HP_OK;
}

static const char *text_of(const patcher *work, const char *member) {
    return hp_json_text(hp_json_member(work->operation, member));
}

static hp_status put_value(const patcher *work, hp_json *value, bool replace) {
    spot at = {0};
    const char *pointer = text_of(work, "path");
    hp_status status = follow(&at, *work->document, pointer);
    if (status == HP_OK) {
        status = put(work, &at, pointer, value, replace);
    } else {
        hp_json_free(value);
    }
    hp_buffer_free(&at.key);
    return status;
}

static bool is_inside(const char *path, const char *from) {
    size_t length = strlen(from);
    return strncmp(path, from, length) == 0 && path[length] == '/';
}

/* Takes or copies what `member` points to; *value is NULL after a finding. */
static hp_status fetch(hp_json **value, const patcher *work, const char *member, bool take) {
    spot at = {0};
    hp_status status = follow(&at, *work->document, text_of(work, member));
    *value = NULL;
    if (status == HP_OK && at.value == NULL) {
        refuse(work, HP_F_patch_nothing, member, text_of(work, member), NULL);
    } else if (status == HP_OK && !take) {
        status = hp_json_copy(value, at.value);
    } else if (status == HP_OK && at.parent == NULL) {
        refuse(work, HP_F_patch_whole, member, text_of(work, member), NULL);
    } else if (status == HP_OK) {
        *value = hp_json_take(at.parent, at.value);
    }
    hp_buffer_free(&at.key);
    return status;
}

static hp_status move(const patcher *work, bool take) {
    hp_json *value = NULL;
    if (take && strcmp(text_of(work, "path"), text_of(work, "from")) == 0) {
        HP_TRY(fetch(&value, work, "from", false)); /* only whether it is there */
        hp_json_free(value);
        return HP_OK;
    }
    if (take && is_inside(text_of(work, "path"), text_of(work, "from"))) {
        refuse(work, HP_F_patch_inside, "path", text_of(work, "path"), NULL);
        return HP_OK;
    }
    HP_TRY(fetch(&value, work, "from", take));
    return value == NULL ? HP_OK : put_value(work, value, false);
}

static hp_status test(const patcher *work) {
    spot at = {0};
    hp_status status = follow(&at, *work->document, text_of(work, "path"));
    if (status == HP_OK && at.value == NULL) {
        refuse(work, HP_F_patch_nothing, "path", text_of(work, "path"), NULL);
    } else if (status == HP_OK &&
               !hp_json_same(at.value, hp_json_member(work->operation, "value"))) {
        refuse(work, HP_F_patch_test, "path", text_of(work, "path"), NULL);
    }
    hp_buffer_free(&at.key);
    return status;
}

static hp_status apply(const patcher *work) {
    hp_json *value = NULL;
    patch_kind kind = (patch_kind)kind_of(work->operation);
    switch (kind) {
    case PATCH_ADD:
    case PATCH_REPLACE:
        HP_TRY(hp_json_copy(&value, hp_json_member(work->operation, "value")));
        return put_value(work, value, kind == PATCH_REPLACE);
    case PATCH_REMOVE:
        HP_TRY(fetch(&value, work, "path", true));
        hp_json_free(value);
        return HP_OK;
    case PATCH_MOVE:
    case PATCH_COPY:
        return move(work, kind == PATCH_MOVE);
    case PATCH_TEST:
        return test(work);
    case PATCH_KINDS:
        break;
    }
    return HP_OK;
}

hp_status hp_json_patch(hp_json **document, const hp_json *operations, const char *path,
                        const char *file, hp_findings *findings) {
    char at[PATH_BYTES];
    size_t index = 0;
    size_t errors = hp_findings_errors(findings);
    for (const hp_json *operation = hp_json_first(operations);
         operation != NULL && hp_findings_errors(findings) == errors;
         operation = hp_json_next(operation)) {
        snprintf(at, sizeof at, "%s/%zu", path, index++);
        HP_TRY(apply(&(patcher){.document = document,
                                .operation = operation,
                                .path = at,
                                .file = file,
                                .findings = findings}));
    }
    return HP_OK;
}
