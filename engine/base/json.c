#include "base/json.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { MOST_LEVELS = 64 };

/* cJSON takes more than JSON (012, raw control characters, broken UTF-8, 1e400), so a scanner
 * goes over the text first. It builds nothing. */
typedef struct scanner {
    const char *at;
    const char *end;
    int depth;
    const char *fault; /* what is wrong, NULL while nothing is */
} scanner;

static bool scan_value(scanner *scan);

static bool scan_fault(scanner *scan, const char *fault) {
    if (scan->fault == NULL) {
        scan->fault = fault;
    }
    return false;
}

static void scan_blanks(scanner *scan) {
    while (scan->at < scan->end && memchr(" \t\r\n", *scan->at, 4) != NULL) {
        scan->at++;
    }
}

static bool scan_char(scanner *scan, char wanted) {
    if (scan->at < scan->end && *scan->at == wanted) {
        scan->at++;
        return true;
    }
    return false;
}

static bool scan_digits(scanner *scan) {
    const char *start = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') {
        scan->at++;
    }
    return scan->at > start;
}

static bool scan_escape(scanner *scan) {
    if (scan->at >= scan->end) {
        return scan_fault(scan, "a text is not closed");
    }
    char mark = *scan->at++;
    if (mark != 'u') {
        return strchr("\"\\/bfnrt", mark) != NULL && mark != '\0'
                   ? true
                   : scan_fault(scan, "an unknown escape in a text");
    }
    if (scan->end - scan->at < 4) {
        return scan_fault(scan, "a \\u escape needs four hexadecimal digits");
    }
    bool zero = true;
    for (int i = 0; i < 4; i++) {
        char digit = *scan->at++;
        if (digit == '\0' || strchr("0123456789abcdefABCDEF", digit) == NULL) {
            return scan_fault(scan, "a \\u escape needs four hexadecimal digits");
        }
        zero = zero && digit == '0';
    }
    return zero ? scan_fault(scan, "a text holds a NUL") : true;
}

static bool scan_text(scanner *scan) {
    if (!scan_char(scan, '"')) {
        return scan_fault(scan, "a text in quote marks is expected");
    }
    while (scan->at < scan->end && *scan->at != '"') {
        unsigned char byte = (unsigned char)*scan->at++;
        if (byte < 0x20) {
            return scan_fault(scan, "a control character in a text");
        }
        if (byte == '\\' && !scan_escape(scan)) {
            return false;
        }
    }
    return scan_char(scan, '"') ? true : scan_fault(scan, "a text is not closed");
}

static bool scan_number(scanner *scan) {
    const char *start = scan->at;
    scan_char(scan, '-');
    if (!scan_char(scan, '0') && !scan_digits(scan)) {
        return scan_fault(scan, "a value is expected");
    }
    if (scan_char(scan, '.') && !scan_digits(scan)) {
        return scan_fault(scan, "digits are expected after the point");
    }
    if (scan_char(scan, 'e') || scan_char(scan, 'E')) {
        if (!scan_char(scan, '+')) {
            scan_char(scan, '-');
        }
        if (!scan_digits(scan)) {
            return scan_fault(scan, "digits are expected in the exponent");
        }
    }
    return isfinite(strtod(start, NULL)) ? true : scan_fault(scan, "a number is not finite");
}

static bool scan_members(scanner *scan, char close, bool keyed) {
    scan->at++;
    if (++scan->depth > MOST_LEVELS) {
        return scan_fault(scan, "too many levels");
    }
    scan_blanks(scan);
    if (!scan_char(scan, close)) {
        do {
            scan_blanks(scan);
            if (keyed && !scan_text(scan)) {
                return false;
            }
            scan_blanks(scan);
            if (keyed && !scan_char(scan, ':')) {
                return scan_fault(scan, "a colon is expected after the key");
            }
            if (!scan_value(scan)) {
                return false;
            }
        } while (scan_char(scan, ','));
        if (!scan_char(scan, close)) {
            return scan_fault(scan,
                              keyed ? "a comma or } is expected" : "a comma or ] is expected");
        }
    }
    scan->depth--;
    return true;
}

static bool scan_word(scanner *scan, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0) {
        return scan_fault(scan, "a value is expected");
    }
    scan->at += length;
    return true;
}

static bool scan_value(scanner *scan) {
    scan_blanks(scan);
    if (scan->at >= scan->end) {
        return scan_fault(scan, "the text ends too early");
    }
    bool good = false;
    switch (*scan->at) {
    case '{':
        good = scan_members(scan, '}', true);
        break;
    case '[':
        good = scan_members(scan, ']', false);
        break;
    case '"':
        good = scan_text(scan);
        break;
    case 't':
        good = scan_word(scan, "true");
        break;
    case 'f':
        good = scan_word(scan, "false");
        break;
    case 'n':
        good = scan_word(scan, "null");
        break;
    default:
        good = scan_number(scan);
    }
    scan_blanks(scan);
    return good;
}

static void find_syntax(const scanner *scan, const char *text, const char *file,
                        hp_findings *findings) {
    int line = 1;
    for (const char *at = text; at < scan->at; at++) {
        line += *at == '\n';
    }
    char number[16];
    snprintf(number, sizeof number, "%d", line);
    hp_find(findings, HP_F_json_syntax, (hp_place){.file = file, .row = line}, number,
            hp_phrase(scan->fault), NULL);
}

hp_status hp_json_parse(hp_json **out, const char *text, size_t length, const char *file,
                        hp_findings *findings) {
    *out = NULL;
    scanner scan = {.at = text, .end = text + length};
    bool good = scan_value(&scan) &&
                (scan.at == scan.end || scan_fault(&scan, "something follows the value"));
    if (good && hp_utf8_check(text, length) != length) {
        good = scan_fault(&scan, "not UTF-8");
    }
    if (good) {
        *out = cJSON_ParseWithLength(text, length);
        if (*out == NULL && cJSON_GetErrorPtr() != NULL && *cJSON_GetErrorPtr() == '\\') {
            good = scan_fault(&scan, "half a surrogate pair in a text");
        } else {
            HP_NEED(*out);
        }
    }
    if (!good) {
        find_syntax(&scan, text, file, findings);
    }
    return HP_OK;
}

void hp_json_free(hp_json *document) {
    cJSON_Delete(document);
}

hp_json_kind hp_json_kind_of(const hp_json *value) {
    if (cJSON_IsBool(value)) {
        return HP_JSON_BOOL;
    }
    if (cJSON_IsNumber(value)) {
        return HP_JSON_NUMBER;
    }
    if (cJSON_IsString(value)) {
        return HP_JSON_TEXT;
    }
    if (cJSON_IsArray(value)) {
        return HP_JSON_LIST;
    }
    return cJSON_IsObject(value) ? HP_JSON_OBJECT : HP_JSON_NULL;
}

const hp_json *hp_json_member(const hp_json *object, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

const hp_json *hp_json_first(const hp_json *value) {
    return value->child;
}

const hp_json *hp_json_next(const hp_json *value) {
    return value->next;
}

const char *hp_json_key(const hp_json *member) {
    return member->string;
}

const char *hp_json_text(const hp_json *value) {
    return value->valuestring;
}

double hp_json_number(const hp_json *value) {
    return value->valuedouble;
}

bool hp_json_bool(const hp_json *value) {
    return cJSON_IsTrue(value) != 0;
}

size_t hp_json_count(const hp_json *value) {
    return (size_t)cJSON_GetArraySize(value);
}

/* A member under its key, and whether another of the same key stands behind it. */
typedef struct keyed_member {
    const char *key;
    size_t place;
} keyed_member;

static int compare_keys(const void *left, const void *right) {
    const keyed_member *a = left;
    const keyed_member *b = right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

/* Per member whether its key stands again behind it. NULL: out of memory. */
static bool *find_repeated(const hp_json *object, size_t count) {
    bool *repeated = calloc(count + 1, sizeof *repeated);
    keyed_member *members = calloc(count + 1, sizeof *members);
    size_t place = 0;
    if (repeated == NULL || members == NULL) {
        free(members);
        free(repeated);
        return NULL;
    }
    for (const hp_json *member = object->child; member != NULL; member = member->next) {
        members[place] = (keyed_member){member->string, place};
        place++;
    }
    qsort(members, count, sizeof *members, compare_keys);
    for (size_t i = 1; i < count; i++) {
        repeated[members[i - 1].place] = strcmp(members[i - 1].key, members[i].key) == 0;
    }
    free(members);
    return repeated;
}

static void check_key(const hp_json *member, bool repeated, const char *path,
                      const char *const *keys, size_t key_count, const char *file,
                      hp_findings *findings) {
    bool known = keys == NULL;
    for (size_t i = 0; i < key_count && !known; i++) {
        known = strcmp(keys[i], member->string) == 0;
    }
    if (known && !repeated) {
        return;
    }
    hp_buffer at = {0};
    hp_buffer_format(&at, "%s/%s", path, member->string);
    hp_place place = {.file = file, .column = hp_buffer_get(&at)};
    if (!known) {
        const char *nearest = hp_nearest_word(member->string, keys, key_count);
        hp_find(findings, nearest == NULL ? HP_F_json_key_unknown : HP_F_json_key_nearest, place,
                nearest, NULL, NULL);
    }
    if (repeated) {
        hp_find(findings, HP_F_json_key_twice, place, NULL, NULL, NULL);
    }
    hp_buffer_free(&at);
}

void hp_json_check_keys(const hp_json *object, const char *path, const char *const *keys,
                        size_t key_count, const char *file, hp_findings *findings) {
    size_t place = 0;
    bool *repeated = find_repeated(object, hp_json_count(object));
    if (repeated == NULL) {
        hp_findings_lose(findings);
        return;
    }
    for (const hp_json *member = object->child; member != NULL; member = member->next) {
        check_key(member, repeated[place++], path, keys, key_count, file, findings);
    }
    free(repeated);
}

/* ---- changing ---- */

hp_status hp_json_copy(hp_json **copy, const hp_json *value) {
    *copy = cJSON_Duplicate(value, 1);
    HP_NEED(*copy);
    return HP_OK;
}

/* cJSON_InsertItemInArray of some versions (1.7.15-1+deb12u4 among them) refuses every place inside
 * a list; so the value is put at the end, and what it comes before goes behind it. */
hp_status hp_json_insert(hp_json *list, size_t index, hp_json *value) {
    cJSON *behind = cJSON_GetArrayItem(list, (int)index);
    if (!cJSON_AddItemToArray(list, value)) {
        cJSON_Delete(value);
        return HP_NO_MEMORY;
    }
    while (behind != NULL && behind != value) {
        cJSON *next = behind->next;
        cJSON_AddItemToArray(list, cJSON_DetachItemViaPointer(list, behind));
        behind = next;
    }
    return HP_OK;
}

hp_status hp_json_put(hp_json *object, const char *key, hp_json *value) {
    cJSON_DeleteItemFromObjectCaseSensitive(object, key);
    if (!cJSON_AddItemToObject(object, key, value)) {
        cJSON_Delete(value);
        return HP_NO_MEMORY;
    }
    return HP_OK;
}

hp_json *hp_json_take(hp_json *parent, const hp_json *value) {
    /* cJSON changes the neighbours and not the value; the cast takes the const of our getters. */
    return cJSON_DetachItemViaPointer(parent, (cJSON *)(uintptr_t)value);
}

bool hp_json_same(const hp_json *a, const hp_json *b) {
    return cJSON_Compare(a, b, 1) != 0;
}

static int compare_members(const void *a, const void *b) {
    return strcmp((*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

/* Sorts the members of an object, and of every object below it, by key. */
static hp_status sort_members(cJSON *value) {
    size_t count = hp_json_count(value);
    if (cJSON_IsObject(value) && count > 1) {
        cJSON **members = calloc(count, sizeof *members);
        HP_NEED(members);
        for (size_t i = 0; i < count; i++) {
            members[i] = cJSON_DetachItemViaPointer(value, value->child);
        }
        qsort(members, count, sizeof(cJSON *), compare_members);
        for (size_t i = 0; i < count; i++) {
            /* Moves the node: the key is copied again and the old one freed by cJSON. */
            cJSON_AddItemToArray(value, members[i]);
        }
        free(members);
    }
    for (cJSON *child = value->child; child != NULL; child = child->next) {
        HP_TRY(sort_members(child));
    }
    return HP_OK;
}

hp_status hp_json_canonical(char **text, hp_arena *arena, const hp_json *object,
                            const char *const *left_out, size_t left_out_count) {
    cJSON *copy = cJSON_Duplicate(object, 1);
    HP_NEED(copy);
    for (size_t i = 0; i < left_out_count; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(copy, left_out[i]);
    }
    hp_status status = sort_members(copy);
    char *printed = status == HP_OK ? cJSON_PrintUnformatted(copy) : NULL;
    cJSON_Delete(copy);
    HP_TRY(status);
    HP_NEED(printed);
    *text = hp_arena_text(arena, printed);
    cJSON_free(printed);
    HP_NEED(*text);
    return HP_OK;
}

/* ---- writing ---- */

/* Characters that do not stand for themselves. */
static bool is_escaped(unsigned char byte) {
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f;
}

static void put_text(hp_buffer *buffer, const char *text) {
    hp_buffer_append(buffer, "\"", 1);
    while (*text != '\0') {
        size_t plain = 0;
        while (!is_escaped((unsigned char)text[plain])) {
            plain++;
        }
        hp_buffer_append(buffer, text, plain);
        text += plain;
        if (*text == '"' || *text == '\\') {
            hp_buffer_format(buffer, "\\%c", *text);
        } else if (*text == '\n') {
            hp_buffer_text(buffer, "\\n");
        } else if (*text != '\0') {
            hp_buffer_format(buffer, "\\u%04x", (unsigned)*text);
        }
        text += *text != '\0';
    }
    hp_buffer_append(buffer, "\"", 1);
}

static void put_line(hp_json_out *out) {
    static const char blanks[HP_JSON_DEPTH + 1] = "                                ";
    hp_buffer_append(out->buffer, "\n", 1);
    hp_buffer_append(out->buffer, blanks, (size_t)out->depth);
}

/* A comma if one is due, the line, the key. */
static void put_key(hp_json_out *out, const char *key) {
    if (out->depth > 0) {
        hp_buffer_text(out->buffer, out->filled[out->depth] ? "," : "");
        if (out->flat == 0) {
            put_line(out);
        } else if (out->filled[out->depth]) {
            hp_buffer_text(out->buffer, " ");
        }
        out->filled[out->depth] = true;
    }
    if (key != NULL) {
        put_text(out->buffer, key);
        hp_buffer_text(out->buffer, ": ");
    }
}

void hp_out_begin(hp_json_out *out, const char *key, char bracket) {
    put_key(out, key);
    hp_buffer_append(out->buffer, &bracket, 1);
    out->depth++;
    out->filled[out->depth] = false;
}

void hp_out_begin_flat(hp_json_out *out, const char *key, char bracket) {
    hp_out_begin(out, key, bracket);
    out->flat = out->flat == 0 ? out->depth : out->flat;
}

void hp_out_end(hp_json_out *out, char bracket) {
    bool filled = out->filled[out->depth];
    out->depth--;
    if (filled && out->flat == 0) {
        put_line(out);
    }
    hp_buffer_append(out->buffer, &bracket, 1);
    out->flat = out->depth < out->flat ? 0 : out->flat;
    if (out->depth == 0) {
        hp_buffer_text(out->buffer, "\n");
    }
}

void hp_out_text(hp_json_out *out, const char *key, const char *text) {
    put_key(out, key);
    put_text(out->buffer, text);
}

void hp_out_whole(hp_json_out *out, const char *key, int64_t value) {
    const int64_t exact = (int64_t)1 << 53;
    bool as_text = value > exact || value < -exact;
    put_key(out, key);
    hp_buffer_text(out->buffer, as_text ? "\"" : "");
    hp_buffer_whole(out->buffer, value);
    hp_buffer_text(out->buffer, as_text ? "\"" : "");
}

void hp_out_number(hp_json_out *out, const char *key, const char *digits) {
    put_key(out, key);
    hp_buffer_text(out->buffer, digits);
}

void hp_out_bool(hp_json_out *out, const char *key, bool value) {
    put_key(out, key);
    hp_buffer_text(out->buffer, value ? "true" : "false");
}

void hp_out_copy(hp_json_out *out, const char *key, const hp_json *value) {
    bool list = hp_json_kind_of(value) == HP_JSON_LIST;
    switch (hp_json_kind_of(value)) {
    case HP_JSON_NULL:
        put_key(out, key);
        hp_buffer_text(out->buffer, "null");
        break;
    case HP_JSON_BOOL:
        hp_out_bool(out, key, hp_json_bool(value));
        break;
    case HP_JSON_NUMBER:
        put_key(out, key);
        hp_buffer_format(out->buffer, "%.15g", hp_json_number(value));
        break;
    case HP_JSON_TEXT:
        hp_out_text(out, key, hp_json_text(value));
        break;
    case HP_JSON_LIST:
    case HP_JSON_OBJECT:
        if (out->depth + 1 >= HP_JSON_DEPTH) {
            out->buffer->failed = true;
            return;
        }
        hp_out_begin(out, key, list ? '[' : '{');
        for (const hp_json *child = hp_json_first(value); child != NULL;
             child = hp_json_next(child)) {
            hp_out_copy(out, list ? NULL : hp_json_key(child), child);
        }
        hp_out_end(out, list ? ']' : '}');
        break;
    }
}
