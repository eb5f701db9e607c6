#include "whatif/pack.h"

#include <string.h>

void hp_pack_whole(hp_buffer *to, int64_t number) {
    hp_buffer_append(to, &number, sizeof number);
}

void hp_pack_bytes(hp_buffer *to, const char *bytes, size_t length) {
    hp_pack_whole(to, bytes == NULL ? -1 : (int64_t)length);
    hp_buffer_append(to, bytes == NULL ? "" : bytes, bytes == NULL ? 0 : length);
}

void hp_pack_text(hp_buffer *to, const char *text) {
    hp_pack_bytes(to, text, text == NULL ? 0 : strlen(text));
}

int64_t hp_unpack_whole(hp_unpack *from) {
    int64_t number = 0;
    if ((size_t)(from->end - from->at) < sizeof number) {
        from->failed = true;
        return 0;
    }
    memcpy(&number, from->at, sizeof number);
    from->at += sizeof number;
    return number;
}

hp_status hp_unpack_bytes(const char **bytes, size_t *length, hp_unpack *from, hp_arena *arena) {
    int64_t count = hp_unpack_whole(from);
    *bytes = NULL;
    *length = 0;
    if (count < 0) {
        return HP_OK;
    }
    if (from->failed || count > from->end - from->at) {
        from->failed = true;
        return HP_NO_MEMORY; /* a process ended in the middle of what it said */
    }
    *length = (size_t)count;
    *bytes = hp_arena_copy(arena, from->at, *length);
    HP_NEED(*bytes);
    from->at += *length;
    return HP_OK;
}

hp_status hp_unpack_text(const char **text, hp_unpack *from, hp_arena *arena) {
    size_t length = 0;
    return hp_unpack_bytes(text, &length, from, arena);
}

/* ---- findings ---- */

void hp_pack_findings(hp_buffer *to, const hp_findings *findings) {
    size_t count = hp_findings_count(findings);
    hp_pack_whole(to, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        const hp_finding *finding = hp_findings_get(findings, i);
        const char *const texts[] = {finding->code,  finding->file, finding->column,
                                     finding->value, finding->rule, finding->scenario,
                                     finding->change};
        hp_pack_whole(to, finding->severity);
        hp_pack_whole(to, finding->row);
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            hp_pack_text(to, texts[t]);
        }
    }
}

static hp_status unpack_finding(hp_findings *findings, hp_unpack *from, hp_arena *arena) {
    hp_finding finding = {0};
    finding.severity = (hp_severity)hp_unpack_whole(from);
    finding.row = hp_unpack_whole(from);
    HP_TRY(hp_unpack_text(&finding.code, from, arena));
    HP_TRY(hp_unpack_text(&finding.file, from, arena));
    HP_TRY(hp_unpack_text(&finding.column, from, arena));
    HP_TRY(hp_unpack_text(&finding.value, from, arena));
    HP_TRY(hp_unpack_text(&finding.rule, from, arena));
    HP_TRY(hp_unpack_text(&finding.scenario, from, arena));
    HP_TRY(hp_unpack_text(&finding.change, from, arena));
    if (from->failed) {
        return HP_NO_MEMORY;
    }
    hp_findings_add(findings, &finding);
    return HP_OK;
}

hp_status hp_unpack_findings(hp_findings *findings, hp_unpack *from) {
    hp_arena arena = {0};
    hp_status status = HP_OK;
    int64_t count = hp_unpack_whole(from);
    for (int64_t i = 0; i < count && status == HP_OK; i++) {
        status = unpack_finding(findings, from, &arena);
    }
    hp_arena_free(&arena);
    return status;
}
