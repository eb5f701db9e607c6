/* JSON text: parsed or refused with a line; what was parsed is written and read again the same. */
#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static const char FILE_NAME[] = "input.json";

static bool holds_key_twice(const hp_json *value) {
    bool object = hp_json_kind_of(value) == HP_JSON_OBJECT;
    for (const hp_json *child = hp_json_first(value); child != NULL; child = hp_json_next(child)) {
        for (const hp_json *other = hp_json_next(child); object && other != NULL;
             other = hp_json_next(other)) {
            if (strcmp(hp_json_key(child), hp_json_key(other)) == 0) {
                return true;
            }
        }
        if (holds_key_twice(child)) {
            return true;
        }
    }
    return false;
}

/* The greatest magnitude that is written to about 15 digits at least. */
static bool is_near(double a, double b) {
    return a == b || fabs(a - b) <= 1e-14 * fabs(a) + 1e-300;
}

static void claim_same(const hp_json *a, const hp_json *b) {
    fuzz_claim(hp_json_kind_of(a) == hp_json_kind_of(b), "a written value has its kind");
    switch (hp_json_kind_of(a)) {
    case HP_JSON_NULL:
        return;
    case HP_JSON_BOOL:
        fuzz_claim(hp_json_bool(a) == hp_json_bool(b), "a written bool is the same");
        return;
    case HP_JSON_NUMBER:
        fuzz_claim(is_near(hp_json_number(a), hp_json_number(b)), "a written number is the same");
        return;
    case HP_JSON_TEXT:
        fuzz_claim(strcmp(hp_json_text(a), hp_json_text(b)) == 0, "a written text is the same");
        return;
    case HP_JSON_LIST:
    case HP_JSON_OBJECT:
        break;
    }
    const hp_json *left = hp_json_first(a);
    const hp_json *right = hp_json_first(b);
    for (; left != NULL && right != NULL; left = hp_json_next(left), right = hp_json_next(right)) {
        fuzz_claim(hp_json_kind_of(a) == HP_JSON_LIST ||
                       strcmp(hp_json_key(left), hp_json_key(right)) == 0,
                   "a written key is the same");
        claim_same(left, right);
    }
    fuzz_claim(left == NULL && right == NULL, "as many values are written");
}

static hp_json *parse_clean(const char *text, size_t length, hp_findings *findings) {
    hp_json *document = NULL;
    fuzz_claim_no_failure(hp_json_parse(&document, text, length, FILE_NAME, findings));
    fuzz_claim(document != NULL && hp_findings_count(findings) == 0, "written JSON is JSON");
    return document;
}

/* Written, read and compared; a document too deep for the writer is refused by it. */
static void claim_written(const hp_json *document, hp_findings *findings) {
    hp_buffer once = {0};
    hp_buffer twice = {0};
    hp_json_out out = {.buffer = &once};
    hp_json_out again_out = {.buffer = &twice};
    hp_out_copy(&out, NULL, document);
    if (!once.failed) {
        hp_json *again = parse_clean(hp_buffer_get(&once), once.length, findings);
        claim_same(document, again);
        hp_out_copy(&again_out, NULL, again);
        fuzz_claim(strcmp(hp_buffer_get(&once), hp_buffer_get(&twice)) == 0,
                   "JSON is written twice the same");
        hp_json_free(again);
    }
    hp_buffer_free(&once);
    hp_buffer_free(&twice);
}

/* The canonical form is its own canonical form. */
static void claim_canonical(const hp_json *document, hp_findings *findings) {
    hp_arena arena = {0};
    char *once = NULL;
    char *twice = NULL;
    fuzz_claim_no_failure(hp_json_canonical(&once, &arena, document, NULL, 0));
    hp_json *again = parse_clean(once, strlen(once), findings);
    fuzz_claim_no_failure(hp_json_canonical(&twice, &arena, again, NULL, 0));
    fuzz_claim(strcmp(once, twice) == 0, "the canonical form repeats");
    hp_json_free(again);
    hp_arena_free(&arena);
}

static void claim_fault(const hp_findings *findings, const char *text) {
    int64_t lines = 1;
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n';
    }
    fuzz_claim(hp_findings_count(findings) == 1, "a text that is not JSON is one finding");
    const hp_finding *finding = hp_findings_get(findings, 0);
    fuzz_claim(strcmp(finding->file, FILE_NAME) == 0 && finding->row >= 1 && finding->row <= lines,
               "a syntax fault names file and line");
}

/* The parser is given what the decoder lets through: UTF-8 without NUL. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *bytes = (const char *)data;
    if (memchr(bytes, '\0', size) != NULL || hp_utf8_check(bytes, size) != size) {
        return 0;
    }
    hp_arena arena = {0};
    hp_findings *findings = hp_findings_new();
    hp_json *document = NULL;
    char *text = hp_arena_copy(&arena, bytes, size);
    fuzz_claim_no_failure(hp_json_parse(&document, text, size, FILE_NAME, findings));
    if (document == NULL) {
        claim_fault(findings, text);
        fuzz_claim_findings(findings);
    } else {
        bool twice = holds_key_twice(document);
        claim_written(document, findings);
        if (!twice) {
            claim_canonical(document, findings);
        }
        if (hp_json_kind_of(document) == HP_JSON_OBJECT) {
            hp_json_check_keys(document, "", NULL, 0, FILE_NAME, findings);
            fuzz_claim(hp_findings_count(findings) == 0 || twice, "only keys given twice are told");
        }
        fuzz_claim_findings(findings);
    }
    hp_json_free(document);
    hp_findings_free(findings);
    hp_arena_free(&arena);
    return 0;
}
