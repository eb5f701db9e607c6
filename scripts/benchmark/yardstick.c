/* What a season's input and output take alone: yardstick SEASON RUN NEW each|once
 *
 * Reads every table of SEASON with libcsv, field by field, and writes the files of the finished run
 * RUN again into the new folder NEW; the bytes are in memory before the clock starts. `each` syncs
 * every file and folder by itself, `once` the file system at the end, whichever the engine does.
 * Prints the bytes read, the bytes written, and the seconds of reading and writing.
 */
#define _GNU_SOURCE /* syncfs */
#include <csv.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "instance.h"

typedef struct entry {
    char *name; /* below the run's folder; a folder when bytes is NULL */
    char *bytes;
    size_t length;
} entry;

typedef struct listing {
    entry *entries; /* folders before what is in them */
    size_t count;
} listing;

static void fail(const char *what) {
    perror(what);
    exit(4);
}

static char *join(const char *folder, const char *name) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        fail(name);
    }
    return path;
}

static char *read_whole(const char *path, size_t length) {
    char *bytes = malloc(length + 1);
    FILE *file = fopen(path, "rb");
    if (bytes == NULL || file == NULL || fread(bytes, 1, length, file) != length) {
        fail(path);
    }
    fclose(file);
    return bytes;
}

/* Takes all files and folders below run/below into memory. */
static void take(listing *list, const char *run, const char *below) {
    char *folder = join(run, below);
    DIR *open_folder = opendir(folder);
    if (open_folder == NULL) {
        fail(folder);
    }
    for (struct dirent *found = readdir(open_folder); found != NULL; found = readdir(open_folder)) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0) {
            continue;
        }
        char *name = join(below, found->d_name);
        char *path = join(run, name);
        struct stat about;
        if (stat(path, &about) != 0) {
            fail(path);
        }
        int is_folder = S_ISDIR(about.st_mode);
        list->entries = realloc(list->entries, (list->count + 1) * sizeof *list->entries);
        list->entries[list->count++] = (entry){
            name, is_folder ? NULL : read_whole(path, (size_t)about.st_size),
            (size_t)about.st_size};
        if (is_folder) {
            take(list, run, name);
        }
        free(path);
    }
    closedir(open_folder);
    free(folder);
}

static void count_field(void *field, size_t length, void *total) {
    (void)field;
    *(size_t *)total += length;
}

static size_t read_table(const char *path) {
    char block[1 << 16];
    struct csv_parser parser;
    size_t fields = 0;
    size_t bytes = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        fail(path);
    }
    for (size_t got = 0; (got = fread(block, 1, sizeof block, file)) > 0; bytes += got) {
        if (csv_parse(&parser, block, got, count_field, NULL, &fields) != got) {
            fprintf(stderr, "%s: no table\n", path);
            exit(3);
        }
    }
    csv_fini(&parser, count_field, NULL, &fields);
    csv_free(&parser);
    fclose(file);
    return fields > 0 ? bytes : 0;
}

static size_t read_tables(const char *season) {
    size_t bytes = 0;
    DIR *folder = opendir(season);
    if (folder == NULL) {
        fail(season);
    }
    for (struct dirent *found = readdir(folder); found != NULL; found = readdir(folder)) {
        size_t length = strlen(found->d_name);
        if (length > 4 && strcmp(found->d_name + length - 4, ".csv") == 0) {
            char *path = join(season, found->d_name);
            bytes += read_table(path);
            free(path);
        }
    }
    closedir(folder);
    return bytes;
}

static void sync_folder(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY);
    if (folder < 0 || fsync(folder) != 0) {
        fail(path);
    }
    close(folder);
}

static void write_file(const char *path, const entry *written, int sync_each) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (file < 0) {
        fail(path);
    }
    for (size_t done = 0; done < written->length;) {
        ssize_t wrote = write(file, written->bytes + done, written->length - done);
        if (wrote < 0) {
            fail(path);
        }
        done += (size_t)wrote;
    }
    if ((sync_each && fsync(file) != 0) || close(file) != 0) {
        fail(path);
    }
}

static size_t write_all(const listing *list, const char *to, int sync_each) {
    size_t bytes = 0;
    if (mkdir(to, 0755) != 0) {
        fail(to);
    }
    for (size_t i = 0; i < list->count; i++) {
        char *path = join(to, list->entries[i].name);
        if (list->entries[i].bytes == NULL) {
            if (mkdir(path, 0755) != 0) {
                fail(path);
            }
        } else {
            write_file(path, &list->entries[i], sync_each);
            bytes += list->entries[i].length;
        }
        free(path);
    }
    for (size_t i = 0; sync_each && i < list->count; i++) {
        if (list->entries[i].bytes == NULL) {
            char *path = join(to, list->entries[i].name);
            sync_folder(path);
            free(path);
        }
    }
    if (sync_each) {
        sync_folder(to);
    } else {
        int folder = open(to, O_RDONLY | O_DIRECTORY);
        if (folder < 0 || syncfs(folder) != 0) {
            fail(to);
        }
        close(folder);
    }
    return bytes;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: yardstick SEASON RUN NEW each|once\n");
        return 2;
    }
    listing list = {NULL, 0};
    take(&list, argv[2], ".");
    double start = instance_clock();
    size_t read = read_tables(argv[1]);
    double middle = instance_clock();
    size_t wrote = write_all(&list, argv[3], strcmp(argv[4], "each") == 0);
    double end = instance_clock();
    printf("%zu %zu %.6f %.6f\n", read, wrote, middle - start, end - middle);
    return 0;
}
