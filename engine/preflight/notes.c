#include "preflight/notes.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct hp_note {
    hp_finding_code code;
    int64_t weight;
    size_t order; /* in which it was noted: settles equal weights */
    hp_place place;
    const char *arguments[3];
} note;

static const char *const code_names[HP_FINDING_CODES] = {
#define X(code, severity, sentence) #code,
    HP_FINDING_TABLE(X)
#undef X
};

void hp_note(hp_notes *notes, hp_finding_code code, int64_t weight, hp_place place, const char *a,
             const char *b, const char *c) {
    if (hp_grow(&notes->items, &notes->capacity, notes->count + 1, sizeof *notes->items) != HP_OK) {
        notes->lost = true;
        return;
    }
    notes->items[notes->count] = (note){.code = code,
                                        .weight = weight,
                                        .order = notes->count,
                                        .place = place,
                                        .arguments = {a, b, c}};
    notes->count++;
}

const char *hp_note_whole(hp_notes *notes, int64_t number) {
    return hp_note_format(notes, "%" PRId64, number);
}

const char *hp_note_format(hp_notes *notes, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t kept = length < 0 ? 0 : (size_t)length;
    if (kept >= sizeof text) {
        kept = sizeof text - 1;
        while (kept > 0 && ((unsigned char)text[kept] & 0xC0) == 0x80) {
            kept--; /* never half a character */
        }
    }
    const char *copy = hp_arena_copy(&notes->arena, text, kept);
    notes->lost = notes->lost || copy == NULL;
    return copy == NULL ? "" : copy;
}

static int compare_notes(const void *left, const void *right) {
    const note *a = left;
    const note *b = right;
    if (a->code != b->code) {
        return a->code < b->code ? -1 : 1;
    }
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

hp_status hp_notes_tell(hp_notes *notes, hp_findings *findings) {
    if (notes->lost) {
        return HP_NO_MEMORY;
    }
    if (notes->count > 0) {
        qsort(notes->items, notes->count, sizeof *notes->items, compare_notes);
    }
    for (size_t i = 0, first = 0; i < notes->count; i++) {
        const note *said = &notes->items[i];
        first = said->code == notes->items[first].code ? first : i;
        if (i - first < HP_NOTES_TOLD) {
            hp_find(findings, said->code, said->place, said->arguments[0], said->arguments[1],
                    said->arguments[2]);
        }
        bool last = i + 1 == notes->count || notes->items[i + 1].code != said->code;
        if (last && i - first >= HP_NOTES_TOLD) {
            char more[24];
            char told[24];
            snprintf(more, sizeof more, "%zu", i - first + 1 - HP_NOTES_TOLD);
            snprintf(told, sizeof told, "%d", HP_NOTES_TOLD);
            hp_find(findings, HP_F_more_of_kind, (hp_place){.file = said->place.file}, more,
                    code_names[said->code], told);
        }
    }
    return HP_OK;
}

void hp_notes_free(hp_notes *notes) {
    free(notes->items);
    hp_arena_free(&notes->arena);
}
