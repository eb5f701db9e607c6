/* What stands in a workbook that another library wrote: a zip archive of XML parts. */
#ifndef HP_PUBLISH_UNZIP_H
#define HP_PUBLISH_UNZIP_H

#include <stdbool.h>
#include <stddef.h>

/* True when every part of the archive can be unpacked and ends as XML does, and its first sheet has
 * this many rows and cells. */
bool hp_workbook_is_whole(const char *bytes, size_t length, size_t rows, size_t cells);

#endif
