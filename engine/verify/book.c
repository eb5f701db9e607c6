#include "verify/book.h"

#include <string.h>

#include "verify/hash.h"

/* ---- the form: all that a workbook has besides what its sheet says ---- */

typedef struct form_part {
    const char *name;
    const char *sha256; /* NULL: the sheet */
} form_part;

/* The parts in their order, as libxlsxwriter 1.1.4 (Debian 12) writes a workbook of one sheet that
 * was made on 2000-01-01: the engine takes every workbook from one such form. Made by unpacking a
 * roster of a run, which tests/verify/form.py does again; it prints the lines that another version
 * of the library needs, for the bytes of a part are that version's. */
static const form_part form[] = {
    {"[Content_Types].xml", "c9e07af4a58801f88cc56b609f1a3e4f93f575d8a2eddf54759f8bb134638699"},
    {"_rels/.rels", "1285b20099c64699001f9d90ea040ca1c177fa99bc3ae8a841128874820f01a4"},
    {"xl/_rels/workbook.xml.rels",
     "075a012b1fb44946d69250bb48a45a73635f2217f3817d017b347b0e65f1af66"},
    {"xl/worksheets/sheet1.xml", NULL},
    {"xl/workbook.xml", "43fb8fd7534fe4fc258a970c5e5b32929ddf426ea1b4d15c54d2c96e3e0a5822"},
    {"xl/theme/theme1.xml", "2ae67d22f62446056cd1529a3c2dbacd366f0983bb6b2ee3960b6ceb5070c5ee"},
    {"xl/styles.xml", "b955eec7bf81e3497213a0e029a3d7837f6dd31fc9c30c829ac7358fe294b23c"},
    {"docProps/core.xml", "71295deeb8d04e6d974eff2004b5f04d4be55728194747e6f561c2e027d0a285"},
    {"docProps/app.xml", "aaf87fd9766ba5ed8c0542b38411d0c6b1a5980408edf8daebf1ecd5045f2300"}};

enum { PARTS = sizeof form / sizeof *form };

/* ---- the archive ---- */

enum { PART_HEAD = 30, AT_PACKED = 18, AT_LENGTH = 22, MOST_BYTES = 1 << 26 };

static size_t number(const char *bytes, size_t count) {
    size_t value = 0;
    for (size_t i = count; i-- > 0;) {
        value = value << 8 | (unsigned char)bytes[i];
    }
    return value;
}

static void put_little(vf_out *out, size_t value, size_t count) {
    for (size_t i = 0; i < count; i++, value >>= 8) {
        char byte = (char)(value & 255);
        vf_put_bytes(out, &byte, 1);
    }
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

/* Both entries of a part have these between them: version, no flags, packed, midnight of
 * 1980-01-01, its numbers, its name's length, no extra field. */
static vf_out facts_of(const form_part *part, size_t sum, size_t packed, size_t length) {
    vf_out facts = {0};
    vf_put_bytes(&facts, "\x14\0\0\0\x08\0\0\0\x21\0", 10);
    put_little(&facts, sum, 4);
    put_little(&facts, packed, 4);
    put_little(&facts, length, 4);
    put_little(&facts, strlen(part->name), 2);
    put_little(&facts, 0, 2);
    return facts;
}

static void put_entry(vf_out *directory, const form_part *part, const vf_out *facts, size_t at) {
    vf_put_bytes(directory, "PK\1\2\0\0", 6);
    vf_put_bytes(directory, facts->bytes, facts->length);
    vf_put_bytes(directory, "\0\0\0\0\1\0\0\0\0\0", 10); /* no comment; disk 0; a text; no more */
    put_little(directory, at, 4);
    vf_put(directory, part->name);
}

/* Unpacks the part at *at, moves there past it and puts its entry; without bytes: it is another. */
static vf_file take_part(size_t *at, vf_out *directory, vf_file book, const form_part *part,
                         const sums *all) {
    const vf_file none = {0};
    const char *head = book.bytes + *at;
    size_t begin = PART_HEAD + strlen(part->name);
    if (book.length - *at < begin) {
        return none;
    }
    size_t packed = number(head + AT_PACKED, 4);
    size_t length = number(head + AT_LENGTH, 4);
    if (book.length - *at - begin < packed || length > MOST_BYTES) {
        return none;
    }
    vf_file text = {vf_alloc(length + 1, 1), length};
    if (!vf_inflate(text.bytes, length, head + begin, packed)) {
        return none;
    }
    const vf_out facts = facts_of(part, checksum(all, text.bytes, length), packed, length);
    if (memcmp(head, "PK\3\4", 4) != 0 || memcmp(head + 4, facts.bytes, facts.length) != 0 ||
        memcmp(head + PART_HEAD, part->name, strlen(part->name)) != 0) {
        return none;
    }
    put_entry(directory, part, &facts, *at);
    *at += begin + packed;
    return text;
}

static bool is_of_form(const form_part *part, vf_file text) {
    char hash[VF_HEX];
    if (part->sha256 == NULL) {
        return true;
    }
    vf_sha256(hash, text.bytes, text.length);
    return strcmp(hash, part->sha256) == 0;
}

/* The sheet of a workbook that is the form but for it: part after part, the directory, its end, and
 * not a byte between, before or after. */
static vf_file sheet_of(vf_file book) {
    vf_file sheet = {0};
    vf_out rest = {0};
    size_t at = 0;
    sums all;
    make_sums(&all);
    for (int p = 0; p < PARTS; p++) {
        vf_file text = take_part(&at, &rest, book, &form[p], &all);
        if (text.bytes == NULL || !is_of_form(&form[p], text)) {
            return (vf_file){0};
        }
        sheet = form[p].sha256 == NULL ? text : sheet;
    }
    size_t directory = rest.length;
    vf_put_bytes(&rest, "PK\5\6\0\0\0\0", 8);
    put_little(&rest, PARTS, 2);
    put_little(&rest, PARTS, 2);
    put_little(&rest, directory, 4);
    put_little(&rest, at, 4);
    put_little(&rest, 0, 2);
    bool good = book.length - at == rest.length &&
                memcmp(book.bytes + at, rest.bytes, rest.length) == 0;
    return good ? sheet : (vf_file){0};
}

bool vf_book_says(vf_file book, const char *const *cells, size_t rows, size_t columns) {
    vf_file sheet = book.bytes == NULL ? book : sheet_of(book);
    if (sheet.bytes == NULL) {
        return false;
    }
    vf_out out = vf_out_against(sheet.bytes, sheet.length);
    vf_sheet_put(&out, cells, rows, columns);
    return vf_out_is_same(&out);
}
