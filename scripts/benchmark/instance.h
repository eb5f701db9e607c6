/* One nearness program, as every program of the bench reads it.
 *
 * A file of 32-bit whole numbers, low byte first: children, schools, ways (for each child); the
 * seats of every school; then for every child its schools, ascending; then for every child the
 * metres to these. Every child takes one of its ways, no school more children than it has seats,
 * the sum of metres is least. Each instance has an answer.
 */
#ifndef BENCH_INSTANCE_H
#define BENCH_INSTANCE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct instance {
    int32_t children;
    int32_t schools;
    int32_t ways;
    int32_t *seats;  /* schools */
    int32_t *school; /* children × ways */
    int32_t *metres; /* children × ways */
} instance;

static inline int32_t *instance_numbers(FILE *file, size_t count) {
    int32_t *numbers = (int32_t *)malloc(count * sizeof *numbers);
    if (numbers == NULL || fread(numbers, sizeof *numbers, count, file) != count) {
        fprintf(stderr, "the instance cannot be read\n");
        exit(4);
    }
    return numbers;
}

static inline instance instance_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(4);
    }
    int32_t *sizes = instance_numbers(file, 3);
    instance read = {sizes[0], sizes[1], sizes[2], NULL, NULL, NULL};
    size_t all = (size_t)read.children * (size_t)read.ways;
    free(sizes);
    read.seats = instance_numbers(file, (size_t)read.schools);
    read.school = instance_numbers(file, all);
    read.metres = instance_numbers(file, all);
    fclose(file);
    return read;
}

static inline double instance_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What every solver prints: its optimum, and the seconds of building and solving. */
static inline void instance_tell(int64_t optimum, double seconds) {
    printf("%lld %.6f\n", (long long)optimum, seconds);
}

#endif
