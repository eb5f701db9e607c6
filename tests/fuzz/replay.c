/* Feeds every file of a corpus folder, and the empty input, to a target: no fuzzer is needed. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { MOST_BYTES = 1 << 20 };

/* A block of exactly the input's size, so that the sanitizers see a step too far. */
static void feed(const uint8_t *bytes, size_t size) {
    uint8_t *exact = malloc(size > 0 ? size : 1);
    fuzz_claim(exact != NULL, "there is memory for the input");
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void feed_file(const char *folder, const char *name) {
    static uint8_t bytes[MOST_BYTES];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    fuzz_claim(file != NULL, path);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fuzz_claim(ferror(file) == 0 && fclose(file) == 0, path);
    fprintf(stderr, "%s\n", name);
    feed(bytes, size);
}

int main(int argc, char **argv) {
    struct dirent **entries = NULL;
    int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    if (count < 0) {
        fprintf(stderr, "usage: replay CORPUS\n");
        return 2;
    }
    int fed = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            feed_file(argv[1], entries[i]->d_name);
            fed++;
        }
        free(entries[i]);
    }
    free(entries);
    feed((const uint8_t *)"", 0);
    printf("%d inputs\n", fed);
    return fed > 0 ? 0 : 1;
}
