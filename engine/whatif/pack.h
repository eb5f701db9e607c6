/* Texts and numbers behind each other in a buffer, for what one process tells another. */
#ifndef HP_WHATIF_PACK_H
#define HP_WHATIF_PACK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

void hp_pack_whole(hp_buffer *to, int64_t number);
void hp_pack_text(hp_buffer *to, const char *text); /* NULL is a text of its own */
void hp_pack_bytes(hp_buffer *to, const char *bytes, size_t length);

/* Reads in the same order. */
typedef struct hp_unpack {
    const char *at;
    const char *end;
    bool failed; /* it ended too early */
} hp_unpack;

int64_t hp_unpack_whole(hp_unpack *from);
/* Copies in the arena; NULL: a NULL was packed, or memory ran out. */
hp_status HP_MUST_CHECK hp_unpack_text(const char **text, hp_unpack *from, hp_arena *arena);
hp_status HP_MUST_CHECK hp_unpack_bytes(const char **bytes, size_t *length, hp_unpack *from,
                                        hp_arena *arena);

/* All findings of a list, added to another. */
void hp_pack_findings(hp_buffer *to, const hp_findings *findings);
hp_status HP_MUST_CHECK hp_unpack_findings(hp_findings *findings, hp_unpack *from);

#endif
