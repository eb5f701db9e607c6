/* What stands in a workbook: a zip archive of XML parts. */
#ifndef HP_PUBLISH_ZIP_H
#define HP_PUBLISH_ZIP_H

#include "base/buffer.h"

/* HP_IO: some part of the archive cannot be unpacked, or does not end as XML does. */
hp_status HP_MUST_CHECK hp_zip_check(const char *bytes, size_t length);

/* The text of one part, to be freed. HP_IO: it is not there. */
hp_status HP_MUST_CHECK hp_zip_part(char **text, const char *bytes, size_t length,
                                    const char *name);

/* Appends the archive with another text for one part; all other parts stay byte for byte. The text
 * is packed as minizip packs it. HP_IO: the part is not there. */
hp_status HP_MUST_CHECK hp_zip_replace(hp_buffer *out, const char *bytes, size_t length,
                                       const char *name, const char *text, size_t text_length);

#endif
