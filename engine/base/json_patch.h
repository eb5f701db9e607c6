/* JSON Patch (RFC 6902) over JSON Pointers (RFC 6901), strictly: what the documents do not allow is
 * a finding that names the operation. */
#ifndef HP_BASE_JSON_PATCH_H
#define HP_BASE_JSON_PATCH_H

#include "base/json.h"

/* The operation and its members have the form that they must have; faults are findings at `path`,
 * where the list of operations stands in `file`. */
void hp_json_patch_check(const hp_json *operations, const char *path, const char *file,
                         hp_findings *findings);

/* Applies the operations in their order, up to the first that cannot be: a finding, and the
 * document is then half changed. Precondition: hp_json_patch_check found nothing. */
hp_status HP_MUST_CHECK hp_json_patch(hp_json **document, const hp_json *operations,
                                      const char *path, const char *file, hp_findings *findings);

#endif
