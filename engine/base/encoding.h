/* Office files as UTF-8: UTF-8 with or without BOM, UTF-16LE with BOM, GB18030. */
#ifndef HP_BASE_ENCODING_H
#define HP_BASE_ENCODING_H

#include "base/arena.h"
#include "base/finding.h"

/* Decodes by the order: byte-order mark, strict UTF-8, strict GB18030. The text has no BOM and a
 * closing NUL; UTF-8 is `bytes` themselves, which must have a closing NUL too. A file of another
 * encoding, or with a NUL character, is a finding on `file` and *text is NULL (HP_OK: the caller
 * goes on to find more). */
hp_status HP_MUST_CHECK hp_decode(const char **text, size_t *length, hp_arena *arena,
                                  const char *bytes, size_t byte_count, const char *file,
                                  hp_findings *findings);

#endif
