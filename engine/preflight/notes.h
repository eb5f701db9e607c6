/* What the pre-flight has to say, before it is said: the greatest of a kind first, at most
 * HP_NOTES_TOLD of one kind, so that one wrong column is no flood. */
#ifndef HP_PREFLIGHT_NOTES_H
#define HP_PREFLIGHT_NOTES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

enum { HP_NOTES_TOLD = 10 };

typedef struct hp_notes {
    hp_arena arena; /* texts made for the notes */
    struct hp_note *items;
    size_t count;
    size_t capacity;
    bool lost; /* a note or text found no memory */
} hp_notes;

/* Notes a finding. `weight`: how great the fault is, the greatest of a code are told. Texts must
 * live until hp_notes_tell: in the season's or the notes' arena. */
void hp_note(hp_notes *notes, hp_finding_code code, int64_t weight, hp_place place, const char *a,
             const char *b, const char *c);

/* A number, or a text by printf, in the notes' arena; "" when memory is out (and lost). */
const char *hp_note_whole(hp_notes *notes, int64_t number);
const char *hp_note_format(hp_notes *notes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Tells the notes: of each code the greatest, then how many more there are. */
hp_status HP_MUST_CHECK hp_notes_tell(hp_notes *notes, hp_findings *findings);

void hp_notes_free(hp_notes *notes);

#endif
