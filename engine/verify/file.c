#include "verify/file.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verify/hash.h"
#include "verify/json.h"

/* A regular file, open; -1: it is none. */
static int open_regular(const char *dir, const char *name, size_t *size) {
    struct stat about;
    vf_scratch_begin();
    int descriptor = open(vf_format("%s/%s", dir, name), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    vf_scratch_end();
    if (descriptor < 0 || fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (descriptor >= 0) {
            close(descriptor);
        }
        return -1;
    }
    *size = (size_t)about.st_size;
    return descriptor;
}

/* As many bytes as the file still has, at most `room`. */
static size_t read_some(int descriptor, char *bytes, size_t room) {
    size_t length = 0;
    while (length < room) {
        ssize_t got = read(descriptor, bytes + length, room - length);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    return length;
}

bool vf_hash_file(char hex[VF_HEX], const char *dir, const char *name) {
    enum { PIECE_BYTES = 1 << 16 };
    char piece[PIECE_BYTES];
    size_t size = 0;
    int descriptor = open_regular(dir, name, &size);
    if (descriptor < 0) {
        return false;
    }
    vf_sha256_state *state = vf_sha256_begin();
    while (size > 0) {
        size_t wanted = size < PIECE_BYTES ? size : PIECE_BYTES;
        if (read_some(descriptor, piece, wanted) < wanted) {
            break;
        }
        vf_sha256_more(state, piece, wanted);
        size -= wanted;
    }
    close(descriptor);
    vf_sha256_end(hex, state);
    return size == 0;
}

vf_file vf_read(const char *dir, const char *name) {
    vf_file file = {0};
    size_t size = 0;
    int descriptor = open_regular(dir, name, &size);
    if (descriptor < 0) {
        return file;
    }
    char *bytes = malloc(size + 1);
    if (bytes == NULL) {
        vf_end_without_memory();
    }
    file.length = read_some(descriptor, bytes, size);
    close(descriptor);
    bytes[file.length] = '\0';
    file.bytes = bytes;
    if (file.length < size) {
        vf_forget(&file);
    }
    return file;
}

void vf_forget(vf_file *file) {
    free(file->bytes);
    file->bytes = NULL;
}

/* One encoding, strictly; without bytes: one does not fit. */
static vf_file convert(const char *bytes, size_t count, const char *encoding) {
    vf_file text = {0};
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return text;
    }
    size_t room = count * 3 + 4;
    text.bytes = malloc(room + 1);
    if (text.bytes == NULL) {
        vf_end_without_memory();
    }
    char *in = (char *)(uintptr_t)bytes;
    char *out = text.bytes;
    size_t in_left = count;
    size_t out_left = room;
    size_t outcome = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    text.length = room - out_left;
    text.bytes[text.length] = '\0';
    if (outcome == (size_t)-1) {
        vf_forget(&text);
    }
    return text;
}

/* What every reader of UTF-8 takes as it stands. */
static bool is_utf8(const char *at, size_t count) {
    const char *end = at + count;
    while (at != NULL && at < end) {
        at = (unsigned char)*at < 0x80 ? at + 1 : vf_after_wide(at, end);
    }
    return at != NULL;
}

char *vf_decode(size_t *length, vf_file *file) {
    char *bytes = file->bytes;
    size_t count = file->length;
    size_t mark = count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    vf_file text = {bytes + mark, count - mark};
    if (count >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        text = convert(bytes + 2, count - 2, "UTF-16LE");
    } else if (!is_utf8(text.bytes, text.length)) {
        text = convert(text.bytes, text.length, "UTF-8");
        text = text.bytes == NULL && mark == 0 ? convert(bytes, count, "GB18030") : text;
    }
    *length = text.length;
    if (text.bytes != bytes + mark) {
        vf_forget(file);
        *file = text;
    }
    return text.bytes != NULL && strlen(text.bytes) == *length ? text.bytes : NULL;
}
