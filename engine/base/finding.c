#include "base/finding.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

struct hp_findings {
    hp_arena arena;
    hp_finding *items;
    size_t count;
    size_t capacity;
    size_t errors;
    bool lost;
    const char *scenario; /* that what is found now belongs to; NULL: none */
    hp_buffer json;       /* the last answer of hp_findings_json */
};

typedef struct finding_kind {
    const char *code;
    hp_severity severity;
    const char *sentence;
} finding_kind;

static const finding_kind kinds[HP_FINDING_CODES] = {
#define X(code, severity, sentence) {#code, severity, sentence},
    HP_FINDING_TABLE(X)
#undef X
};

int hp_exit_code(hp_status status) {
    switch (status) {
    case HP_OK:
        return 0;
    case HP_USAGE:
        return 2;
    case HP_INPUT:
        return 3;
    case HP_NO_MEMORY:
    case HP_IO:
    case HP_UNPROVEN:
        return 4;
    }
    return 4;
}

const char *hp_version(void) {
    return HP_VERSION;
}

hp_findings *hp_findings_new(void) {
    return calloc(1, sizeof(hp_findings));
}

void hp_findings_free(hp_findings *findings) {
    if (findings != NULL) {
        hp_arena_free(&findings->arena);
        hp_buffer_free(&findings->json);
        free(findings->items);
        free(findings);
    }
}

size_t hp_findings_count(const hp_findings *findings) {
    return findings->count;
}

const hp_finding *hp_findings_get(const hp_findings *findings, size_t index) {
    return index < findings->count ? &findings->items[index] : NULL;
}

size_t hp_findings_errors(const hp_findings *findings) {
    return findings->errors;
}

const char *hp_finding_sentence(hp_finding_code code) {
    return kinds[code].sentence;
}

/* Puts the arguments where the sentence says {1}, {2}, {3}. */
static char *fill_in(hp_arena *arena, const char *sentence, const char *const arguments[3]) {
    hp_buffer text = {0};
    for (const char *rest = sentence; *rest != '\0';) {
        if (rest[0] == '{' && rest[1] >= '1' && rest[1] <= '3' && rest[2] == '}') {
            const char *argument = arguments[rest[1] - '1'];
            hp_buffer_text(&text, argument == NULL ? "" : argument);
            rest += 3;
        } else {
            hp_buffer_append(&text, rest++, 1);
        }
    }
    char *filled = text.failed ? NULL : hp_arena_copy(arena, hp_buffer_get(&text), text.length);
    hp_buffer_free(&text);
    return filled;
}

/* A copy of a text or NULL; true when the copy was made. */
static bool copy_text(const char **copy, hp_arena *arena, const char *text) {
    *copy = text == NULL ? NULL : hp_arena_text(arena, text);
    return text == NULL || *copy != NULL;
}

/* The same of a cell; lists of findings are printed and sent around, so nobody's id stands there.
 */
static bool copy_value(const char **copy, hp_arena *arena, const char *text) {
    char *value = text == NULL ? NULL : hp_arena_text(arena, text);
    if (value != NULL) {
        hp_mask_id_card(value);
    }
    *copy = value;
    return text == NULL || value != NULL;
}

static void add_item(hp_findings *findings, const hp_finding *finding, bool copied) {
    findings->errors += finding->severity == HP_ERROR;
    if (!copied || hp_grow(&findings->items, &findings->capacity, findings->count + 1,
                           sizeof *findings->items) != HP_OK) {
        findings->lost = true;
        return;
    }
    findings->items[findings->count++] = *finding;
}

void hp_find(hp_findings *findings, hp_finding_code code, hp_place place, const char *a,
             const char *b, const char *c) {
    hp_finding finding = {
        .code = kinds[code].code, .severity = kinds[code].severity, .row = place.row};
    finding.rule = fill_in(&findings->arena, dgettext("huapian", kinds[code].sentence),
                           (const char *const[3]){a, b, c});
    bool copied = copy_text(&finding.file, &findings->arena, place.file) &&
                  copy_text(&finding.column, &findings->arena, place.column) &&
                  copy_value(&finding.value, &findings->arena, place.value) &&
                  copy_text(&finding.scenario, &findings->arena, findings->scenario) &&
                  copy_text(&finding.change, &findings->arena, place.change);
    add_item(findings, &finding, copied && finding.rule != NULL);
}

void hp_findings_add(hp_findings *findings, const hp_finding *finding) {
    hp_finding copy = *finding;
    hp_arena *arena = &findings->arena;
    bool copied = copy_text(&copy.code, arena, finding->code) &&
                  copy_text(&copy.file, arena, finding->file) &&
                  copy_text(&copy.column, arena, finding->column) &&
                  copy_text(&copy.value, arena, finding->value) &&
                  copy_text(&copy.rule, arena, finding->rule) &&
                  copy_text(&copy.scenario, arena, finding->scenario) &&
                  copy_text(&copy.change, arena, finding->change);
    add_item(findings, &copy, copied);
}

void hp_findings_add_errors(hp_findings *findings, const hp_findings *of) {
    for (size_t i = 0; i < of->count; i++) {
        if (of->items[i].severity == HP_ERROR) {
            hp_findings_add(findings, &of->items[i]);
        }
    }
}

void hp_findings_add_warnings(hp_findings *findings, const hp_findings *of, const char *begin) {
    for (size_t i = 0; i < of->count; i++) {
        if (of->items[i].severity == HP_WARNING &&
            strncmp(of->items[i].code, begin, strlen(begin)) == 0) {
            hp_findings_add(findings, &of->items[i]);
        }
    }
}

void hp_findings_enter(hp_findings *findings, const char *scenario) {
    findings->scenario = scenario;
}

void hp_findings_lose(hp_findings *findings) {
    findings->lost = true;
}

void hp_findings_drop_warnings(hp_findings *findings) {
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].severity == HP_ERROR) {
            findings->items[kept++] = findings->items[i];
        }
    }
    findings->count = kept;
}

const char *hp_phrase(const char *english) {
    return dgettext("huapian", english);
}

static int compare_or_null(const char *a, const char *b) {
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int compare_findings(const void *left, const void *right) {
    const hp_finding *a = left;
    const hp_finding *b = right;
    if (a->severity != b->severity) {
        return a->severity == HP_ERROR ? -1 : 1;
    }
    int order = compare_or_null(a->scenario, b->scenario);
    if (order == 0) {
        order = compare_or_null(a->file, b->file);
    }
    if (order == 0) {
        order = (a->row > b->row) - (a->row < b->row);
    }
    if (order == 0) {
        order = compare_or_null(a->column, b->column);
    }
    if (order == 0) {
        order = strcmp(a->code, b->code);
    }
    if (order == 0) {
        order = compare_or_null(a->value, b->value);
    }
    return order == 0 ? strcmp(a->rule, b->rule) : order;
}

hp_status hp_findings_status(hp_findings *findings) {
    if (findings->count > 0) {
        qsort(findings->items, findings->count, sizeof *findings->items, compare_findings);
    }
    if (findings->lost) {
        return HP_NO_MEMORY;
    }
    return findings->errors > 0 ? HP_INPUT : HP_OK;
}

const char *hp_findings_json(hp_findings *findings) {
    hp_json_out out = {.buffer = &findings->json};
    findings->json.length = 0;
    hp_out_begin(&out, NULL, '{');
    hp_out_begin(&out, "findings", '[');
    for (size_t i = 0; i < findings->count; i++) {
        const hp_finding *finding = &findings->items[i];
        hp_out_begin(&out, NULL, '{');
        hp_out_text(&out, "code", finding->code);
        hp_out_text(&out, "severity", finding->severity == HP_ERROR ? "error" : "warning");
        hp_out_text(&out, "file", finding->file == NULL ? "" : finding->file);
        hp_out_whole(&out, "row", finding->row);
        hp_out_text(&out, "column", finding->column == NULL ? "" : finding->column);
        hp_out_text(&out, "value", finding->value == NULL ? "" : finding->value);
        hp_out_text(&out, "rule", finding->rule);
        if (finding->scenario != NULL) {
            hp_out_text(&out, "scenario", finding->scenario);
            hp_out_text(&out, "change", finding->change == NULL ? "" : finding->change);
        }
        hp_out_end(&out, '}');
    }
    hp_out_end(&out, ']');
    hp_out_whole(&out, "errors", (int64_t)findings->errors);
    hp_out_end(&out, '}');
    return hp_buffer_status(&findings->json) == HP_OK ? hp_buffer_get(&findings->json) : NULL;
}
