#include "verify/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the archive: a directory at the end names the parts ---- */

enum { DIRECTORY_END = 22, DIRECTORY_ENTRY = 46, PART_HEAD = 30, MOST_BYTES = 1 << 26 };

static const char *const part_names[] = {"[Content_Types].xml",
                                         "_rels/.rels",
                                         "xl/_rels/workbook.xml.rels",
                                         "xl/workbook.xml",
                                         "xl/theme/theme1.xml",
                                         "xl/worksheets/sheet1.xml",
                                         "xl/styles.xml",
                                         "docProps/core.xml",
                                         "docProps/app.xml",
                                         NULL};

static size_t number(const char *bytes, size_t count) {
    size_t value = 0;
    for (size_t i = count; i-- > 0;) {
        value = value << 8 | (unsigned char)bytes[i];
    }
    return value;
}

/* CRC-32, eight bytes at a time: what each byte does to the sum, by how many bytes follow it. */
enum { SLICES = 8 };

typedef struct sums {
    uint32_t of[SLICES][256];
} sums;

static void make_sums(sums *all) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t sum = byte;
        for (int bit = 0; bit < 8; bit++) {
            sum = (sum >> 1) ^ (0xedb88320U & (0 - (sum & 1)));
        }
        all->of[0][byte] = sum;
    }
    for (int slice = 1; slice < SLICES; slice++) {
        for (int byte = 0; byte < 256; byte++) {
            uint32_t sum = all->of[slice - 1][byte];
            all->of[slice][byte] = (sum >> 8) ^ all->of[0][sum & 255];
        }
    }
}

static size_t checksum(const sums *all, const char *text, size_t count) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t sum = 0xffffffffU;
    for (; count >= SLICES; count -= SLICES, bytes += SLICES) {
        uint32_t next = 0;
        for (int i = 0; i < SLICES; i++) {
            uint32_t carried = i < 4 ? sum >> (8 * i) & 0xffU : 0;
            next ^= all->of[SLICES - 1 - i][bytes[i] ^ carried];
        }
        sum = next;
    }
    for (; count > 0; count--, bytes++) {
        sum = (sum >> 8) ^ all->of[0][(sum ^ *bytes) & 255];
    }
    return sum ^ 0xffffffffU;
}

/* The text of a part; NULL: it is broken. `entry` is its line in the directory. */
static char *unpack(vf_file book, const char *entry, const sums *all) {
    size_t method = number(entry + 10, 2);
    size_t packed = number(entry + 20, 4);
    size_t length = number(entry + 24, 4);
    size_t at = number(entry + 42, 4);
    if (at > book.length || book.length - at < PART_HEAD || length > MOST_BYTES) {
        return NULL;
    }
    const char *head = book.bytes + at;
    size_t skip = PART_HEAD + number(head + 26, 2) + number(head + 28, 2);
    /* The part's own head says the same as the directory: version to name length. */
    if (memcmp(head, "PK\3\4", 4) != 0 || memcmp(head + 4, entry + 6, 24) != 0 ||
        book.length - at < skip || book.length - at - skip < packed ||
        memcmp(head + PART_HEAD, entry + DIRECTORY_ENTRY, number(entry + 28, 2)) != 0) {
        return NULL;
    }
    char *text = vf_alloc(length + 1, 1);
    bool good = method == 8 && vf_inflate(text, length, head + skip, packed);
    return good && checksum(all, text, length) == number(entry + 16, 4) && strlen(text) == length
               ? text
               : NULL;
}

static int part_by_name(const char *name, size_t length) {
    for (int p = 0; part_names[p] != NULL; p++) {
        if (strlen(part_names[p]) == length && memcmp(part_names[p], name, length) == 0) {
            return p;
        }
    }
    return -1;
}

/* Reads every part; false: one is broken, unknown, missing or stands twice. */
static bool unpack_all(char **parts, vf_file book) {
    const char *end = book.bytes + book.length - DIRECTORY_END;
    if (book.length < DIRECTORY_END || memcmp(end, "PK\5\6", 4) != 0) {
        return false;
    }
    sums all;
    make_sums(&all);
    size_t count = number(end + 10, 2);
    size_t at = number(end + 16, 4);
    int found = 0;
    for (size_t i = 0; i < count; i++) {
        if (at > book.length || book.length - at < DIRECTORY_ENTRY ||
            memcmp(book.bytes + at, "PK\1\2", 4) != 0) {
            return false;
        }
        const char *entry = book.bytes + at;
        size_t name = number(entry + 28, 2);
        size_t length = DIRECTORY_ENTRY + name + number(entry + 30, 2) + number(entry + 32, 2);
        int part = book.length - at < length ? -1 : part_by_name(entry + DIRECTORY_ENTRY, name);
        if (part < 0 || parts[part] != NULL) {
            return false;
        }
        parts[part] = unpack(book, entry, &all);
        found += parts[part] != NULL;
        at += length;
    }
    return at == book.length - DIRECTORY_END && part_names[found] == NULL && (size_t)found == count;
}

/* ---- the sheet ---- */

/* Skips `text`; NULL: it does not stand there. */
static const char *after(const char *at, const char *text) {
    if (at != NULL) {
        while (*text != '\0' && *at == *text) {
            at++;
            text++;
        }
    }
    return *text == '\0' ? at : NULL;
}

/* The name of a column: A, B, … Z, AA, … */
static const char *column_name(size_t column) {
    const char *head = column < 26 ? "" : column_name(column / 26 - 1);
    return vf_format("%s%c", head, (int)('A' + column % 26));
}

/* A character that XML writes by a name, or as it stands; moves *at past it. */
static char character(const char **at) {
    static const char *const names[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (after(*at, names[i][0]) != NULL) {
            *at = after(*at, names[i][0]);
            return *names[i][1];
        }
    }
    /* _x0001_: a control character that XML cannot have, or _x005F_, where such a thing is meant */
    if (after(*at, "_x00") != NULL && strspn(*at + 4, "0123456789ABCDEF") == 2 && (*at)[6] == '_') {
        char byte = (char)strtol(*at + 4, NULL, 16);
        *at += 7;
        return byte;
    }
    return *(*at)++;
}

/* Bytes that may be more than they are: &amp; and _x0001_, "…" and U+FFFD. */
static bool is_marked(char byte) {
    return byte == '&' || byte == '_' || byte == '\xe2' || byte == '\xef';
}

/* Whether the text up to the next mark is the cell's, as a workbook holds it (docs/publication.md):
 * U+FFFD for what XML cannot have, "…" at the end of one that is too long. Returns where the mark
 * is; NULL: it is another text. */
static const char *after_cell_text(const char *at, const char *cell) {
    enum { LONG_BYTES = 32760 };
    const char *begin = cell;
    while (*at != '\0' && *at != '<') {
        if (*at == *cell && !is_marked(*at)) {
            at++;
            cell++;
            continue;
        }
        const char *cut = after(at, "…");
        bool none = after(cell, "\xef\xbf\xbe") != NULL || after(cell, "\xef\xbf\xbf") != NULL;
        if (cut != NULL && *cut == '<' && *cell != '\0' && cell - begin >= LONG_BYTES) {
            return cut;
        }
        if (none && after(at, "\xef\xbf\xbd") != NULL) {
            at += 3;
            cell += 3;
        } else if (*cell == '\0' || character(&at) != *cell++) {
            return NULL;
        }
    }
    return *cell == '\0' ? at : NULL;
}

/* A row with its cells; one without any is not written. `heads`: how a cell of each column begins.
 */
static const char *after_row(const char *at, const char *const *cells, size_t row, size_t columns,
                             const char *const *heads) {
    bool any = false;
    char number[32];
    snprintf(number, sizeof number, "%zu\"", row + 1);
    for (size_t c = 0; c < columns; c++) {
        any = any || *cells[c] != '\0';
    }
    at = any ? after(after(after(at, "<row r=\""), number), ">") : at;
    for (size_t c = 0; c < columns && at != NULL; c++) {
        if (*cells[c] != '\0') {
            at = after(after(after(at, heads[c]), number), " t=\"inlineStr\"><is>");
            const char *kept = after(at, "<t xml:space=\"preserve\">");
            at = kept != NULL ? kept : after(at, "<t>");
            at = at == NULL ? NULL : after(after_cell_text(at, cells[c]), "</t></is></c>");
        }
    }
    return any ? after(at, "</row>") : at;
}

bool vf_book_says(vf_file book, const char *const *cells, size_t rows, size_t columns) {
    char *parts[sizeof part_names / sizeof *part_names] = {0};
    if (book.bytes == NULL || !unpack_all(parts, book)) {
        return false;
    }
    const char *sheets = strstr(parts[3], "<sheet ");
    const char *at = strstr(parts[5], "<sheetData>");
    if (sheets == NULL || strstr(sheets + 1, "<sheet ") != NULL || at == NULL) {
        return false;
    }
    at = after(at, "<sheetData>");
    const char **heads = vf_alloc(columns + 1, sizeof *heads);
    for (size_t c = 0; c < columns; c++) {
        heads[c] = vf_format("<c r=\"%s", column_name(c));
    }
    for (size_t r = 0; r < rows && at != NULL; r++) {
        at = after_row(at, cells + r * columns, r, columns, heads);
    }
    at = after(at, "</sheetData><pageMargins ");
    return at != NULL &&
           strcmp(strchr(at, '>') == NULL ? "" : strchr(at, '>'), "></worksheet>") == 0;
}
