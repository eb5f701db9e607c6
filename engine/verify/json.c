#include "verify/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_keys(const void *a, const void *b) {
    return strcmp((*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

/* The members of an object by key. */
static cJSON **sorted(const cJSON *object, size_t count) {
    cJSON **members = vf_alloc(count + 1, sizeof *members);
    size_t i = 0;
    for (cJSON *member = object->child; member != NULL; member = member->next) {
        members[i++] = member;
    }
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_keys);
    }
    return members;
}

/* Few keys are compared as they stand. */
static bool few_stand_once(const cJSON *object) {
    for (const cJSON *a = object->child; a != NULL; a = a->next) {
        for (const cJSON *b = a->next; b != NULL; b = b->next) {
            if (strcmp(a->string, b->string) == 0) {
                return false;
            }
        }
    }
    return true;
}

static bool many_stand_once(const cJSON *object, size_t count) {
    cJSON **members = sorted(object, count);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(members[i]->string, members[i - 1]->string) == 0) {
            return false;
        }
    }
    return true;
}

static bool keys_stand_once(const cJSON *value) {
    enum { FEW = 16 };
    if (cJSON_IsObject(value)) {
        size_t count = vf_count(value);
        if (!(count <= FEW ? few_stand_once(value) : many_stand_once(value, count))) {
            return false;
        }
    }
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (!keys_stand_once(child)) {
            return false;
        }
    }
    return true;
}

/* What cJSON asks for while it reads comes from the checker's own memory and stays there. */
static void *from_memory(size_t size) {
    return vf_keep(size, 1);
}

static void never_back(void *memory) {
    (void)memory;
}

vf_json *vf_json_parse(const char *text, size_t length) {
    cJSON_Hooks own = {from_memory, never_back};
    cJSON_InitHooks(&own);
    cJSON *value = vf_is_json(text, length) ? cJSON_ParseWithLength(text, length) : NULL;
    cJSON_InitHooks(NULL);
    return value != NULL && keys_stand_once(value) ? value : NULL;
}

const vf_json *vf_member(const vf_json *object, const char *key) {
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const vf_json *vf_first(const vf_json *value) {
    return cJSON_IsObject(value) || cJSON_IsArray(value) ? value->child : NULL;
}

const vf_json *vf_next(const vf_json *value) {
    return value->next;
}

const char *vf_key(const vf_json *member) {
    return member->string == NULL ? "" : member->string;
}

bool vf_is_text(const vf_json *value) {
    return cJSON_IsString(value);
}

bool vf_is_list(const vf_json *value) {
    return cJSON_IsArray(value);
}

bool vf_is_object(const vf_json *value) {
    return cJSON_IsObject(value);
}

bool vf_is_number(const vf_json *value) {
    return cJSON_IsNumber(value);
}

bool vf_is_true(const vf_json *value) {
    return cJSON_IsTrue(value);
}

bool vf_is_bool(const vf_json *value) {
    return cJSON_IsBool(value);
}

const char *vf_text(const vf_json *value) {
    return cJSON_IsString(value) ? value->valuestring : "";
}

double vf_number(const vf_json *value) {
    return cJSON_IsNumber(value) ? value->valuedouble : 0;
}

static const long long MOST_AS_NUMBER = 1LL << 53;
static const long long MOST = 1LL << 60;

/* Numbers over 2^53 are texts, and others are not (docs/certificate.md). Within 2^60 four of them
 * can be added. */
bool vf_whole(int64_t *number, const vf_json *value) {
    if (cJSON_IsString(value)) {
        long long parsed = strtoll(value->valuestring, NULL, 10);
        *number = parsed;
        bool large = parsed > MOST_AS_NUMBER || parsed < -MOST_AS_NUMBER;
        return large && parsed <= MOST && parsed >= -MOST &&
               strcmp(vf_format("%lld", parsed), value->valuestring) == 0;
    }
    if (!cJSON_IsNumber(value) || fabs(value->valuedouble) > (double)MOST_AS_NUMBER ||
        value->valuedouble != floor(value->valuedouble)) {
        return false;
    }
    *number = (int64_t)value->valuedouble;
    return true;
}

static bool has_key(const vf_json *object, const char *key, size_t length) {
    for (const vf_json *member = vf_first(object); member != NULL; member = member->next) {
        if (strncmp(member->string, key, length) == 0 && member->string[length] == '\0') {
            return true;
        }
    }
    return false;
}

bool vf_has_keys(const vf_json *object, const char *keys) {
    size_t count = 0;
    if (!cJSON_IsObject(object)) {
        return false;
    }
    for (const char *at = keys; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (!has_key(object, at, length)) {
            return false;
        }
        count++;
        at += length + strspn(at + length, " ");
    }
    return vf_count(object) == count;
}

/* ---- objects of many members ---- */

struct vf_index {
    cJSON **members;
    size_t count;
};

vf_index *vf_index_new(const vf_json *object) {
    vf_index *index = vf_alloc(1, sizeof *index);
    index->count = cJSON_IsObject(object) ? vf_count(object) : 0;
    index->members = cJSON_IsObject(object) ? sorted(object, index->count) : NULL;
    return index;
}

const vf_json *vf_index_find(const vf_index *index, const char *key) {
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(index->members[middle]->string, key);
        if (order == 0) {
            return index->members[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

size_t vf_count(const vf_json *value) {
    size_t count = 0;
    for (const vf_json *child = vf_first(value); child != NULL; child = child->next) {
        count++;
    }
    return count;
}

const char *vf_member_text(const vf_json *object, const char *key) {
    return vf_text(vf_member(object, key));
}

/* ---- the canonical form ---- */

static void put_scalar(vf_out *out, const cJSON *value) {
    char *printed = cJSON_PrintUnformatted(value);
    if (printed == NULL) {
        exit(VF_EXIT_MACHINE);
    }
    vf_put(out, printed);
    cJSON_free(printed);
}

static void put_key(vf_out *out, const char *key) {
    cJSON *text = cJSON_CreateString(key);
    put_scalar(out, text);
    cJSON_Delete(text);
    vf_put(out, ":");
}

static bool is_named(const char *key, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(key, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void put_value(vf_out *out, const cJSON *value, const char *const *without,
                      size_t left_out) {
    bool first = true;
    if (cJSON_IsObject(value)) {
        size_t count = vf_count(value);
        cJSON **members = sorted(value, count);
        vf_put(out, "{");
        for (size_t i = 0; i < count; i++) {
            if (!is_named(members[i]->string, without, left_out)) {
                vf_put(out, first ? "" : ",");
                put_key(out, members[i]->string);
                put_value(out, members[i], NULL, 0);
                first = false;
            }
        }
        vf_put(out, "}");
    } else if (cJSON_IsArray(value)) {
        vf_put(out, "[");
        for (const cJSON *child = value->child; child != NULL; child = child->next) {
            vf_put(out, first ? "" : ",");
            put_value(out, child, NULL, 0);
            first = false;
        }
        vf_put(out, "]");
    } else {
        put_scalar(out, value);
    }
}

char *vf_canonical(const vf_json *object, const char *const *without, size_t count) {
    vf_out out = {0};
    put_value(&out, object, without, count);
    return out.bytes;
}

bool vf_same(const vf_json *a, const vf_json *b) {
    return a != NULL && b != NULL && cJSON_Compare(a, b, true);
}
