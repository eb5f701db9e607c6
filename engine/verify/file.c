#include "verify/file.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verify/hash.h"

vf_file vf_read(const char *dir, const char *name) {
    vf_file file = {0};
    struct stat about;
    int descriptor = open(vf_format("%s/%s", dir, name), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0 || fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (descriptor >= 0) {
            close(descriptor);
        }
        return file;
    }
    size_t size = (size_t)about.st_size;
    char *bytes = vf_alloc(size + 1, 1);
    while (file.length < size) {
        ssize_t got = read(descriptor, bytes + file.length, size - file.length);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        file.length += got > 0 ? (size_t)got : 0;
    }
    close(descriptor);
    file.bytes = file.length == size ? bytes : NULL;
    return file;
}

/* One encoding, strictly; NULL: a byte does not fit. */
static char *convert(size_t *length, const char *bytes, size_t count, const char *encoding) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return NULL;
    }
    size_t room = count * 3 + 4;
    char *text = vf_alloc(room + 1, 1);
    char *in = (char *)(uintptr_t)bytes;
    char *out = text;
    size_t in_left = count;
    size_t out_left = room;
    size_t outcome = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    *length = room - out_left;
    text[*length] = '\0';
    return outcome == (size_t)-1 ? NULL : text;
}

char *vf_decode(size_t *length, vf_file file) {
    const char *bytes = file.bytes;
    size_t count = file.length;
    char *text = NULL;
    if (count >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        text = convert(length, bytes + 2, count - 2, "UTF-16LE");
    } else if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        text = convert(length, bytes + 3, count - 3, "UTF-8");
    } else {
        text = convert(length, bytes, count, "UTF-8");
        text = text == NULL ? convert(length, bytes, count, "GB18030") : text;
    }
    return text != NULL && strlen(text) == *length ? text : NULL;
}
