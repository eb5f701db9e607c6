/* Writes an instance: invent FILE CHILDREN SCHOOLS WAYS SEED
 *
 * Children and schools stand at whole metres, two thirds of them around centres, the others
 * anywhere. A child's ways lead to its nearest schools. There are five seats for each hundred
 * children to spare: schools share them alike, but where a child that comes in its turn finds all
 * its ways full, the nearest gets a seat more and the emptiest of all one less. So there is an
 * answer.
 */
#include <math.h>

#include "instance.h"

enum { CHILDREN_PER_CENTRE = 3000, METRES_PER_CHILD_ROOT = 150, MOST_WAYS = 64 };

typedef struct point {
    int32_t x;
    int32_t y;
} point;

static uint64_t next(uint64_t *state) { /* splitmix64 */
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static int32_t below(uint64_t *state, int32_t bound) {
    return (int32_t)(next(state) % (uint64_t)bound);
}

static point place(uint64_t *state, int32_t width, const point *centres, int32_t centre_count) {
    if (below(state, 3) == 0) {
        return (point){below(state, width), below(state, width)};
    }
    const point *centre = &centres[below(state, centre_count)];
    int32_t reach = width / 12;
    point near = *centre;
    for (int i = 0; i < 4; i++) {
        near.x += below(state, reach) - reach / 2;
        near.y += below(state, reach) - reach / 2;
    }
    return near;
}

static int32_t metres_between(point a, point b) {
    double dx = a.x - b.x;
    double dy = a.y - b.y;
    return (int32_t)floor(sqrt(dx * dx + dy * dy) + 0.5);
}

/* The nearest schools of a point, into the child's ways, ascending by school. */
static void find_ways(const instance *made, int32_t child, point home, const point *schools) {
    int32_t *school = made->school + (size_t)child * (size_t)made->ways;
    int32_t *metres = made->metres + (size_t)child * (size_t)made->ways;
    int32_t found = 0;
    for (int32_t s = 0; s < made->schools; s++) {
        int32_t distance = metres_between(home, schools[s]);
        int32_t at = found;
        while (at > 0 && metres[at - 1] > distance) {
            at--;
        }
        if (at == made->ways) {
            continue;
        }
        found += found < made->ways;
        for (int32_t i = found - 1; i > at; i--) {
            metres[i] = metres[i - 1];
            school[i] = school[i - 1];
        }
        metres[at] = distance;
        school[at] = s;
    }
    for (int32_t i = 1; i < found; i++) {
        for (int32_t j = i; j > 0 && school[j - 1] > school[j]; j--) {
            int32_t one = school[j];
            int32_t far = metres[j];
            school[j] = school[j - 1];
            metres[j] = metres[j - 1];
            school[j - 1] = one;
            metres[j - 1] = far;
        }
    }
}

/* The nearest of a child's schools that `taken` leaves a seat in; with `any`, of all its schools.
 */
static int32_t nearest_way(const instance *made, const int32_t *taken, int32_t child, int any) {
    const int32_t *school = made->school + (size_t)child * (size_t)made->ways;
    const int32_t *metres = made->metres + (size_t)child * (size_t)made->ways;
    int32_t best = -1;
    for (int32_t i = 0; i < made->ways; i++) {
        if ((any || taken[school[i]] < made->seats[school[i]]) &&
            (best < 0 || metres[i] < metres[best])) {
            best = i;
        }
    }
    return best < 0 ? -1 : school[best];
}

static void share_seats(const instance *made) {
    int32_t *taken = calloc((size_t)made->schools, sizeof *taken);
    int32_t all = (int32_t)((int64_t)made->children * 105 / 100);
    for (int32_t s = 0; s < made->schools; s++) {
        made->seats[s] = all / made->schools + (s < all % made->schools);
    }
    for (int32_t child = 0; child < made->children; child++) {
        int32_t school = nearest_way(made, taken, child, 0);
        if (school < 0) {
            int32_t emptiest = 0;
            for (int32_t s = 1; s < made->schools; s++) {
                int32_t free_here = made->seats[s] - taken[s];
                emptiest = free_here > made->seats[emptiest] - taken[emptiest] ? s : emptiest;
            }
            school = nearest_way(made, taken, child, 1);
            made->seats[emptiest]--;
            made->seats[school]++;
        }
        taken[school]++;
    }
    free(taken);
}

static int write_all(const instance *made, const char *path) {
    size_t all = (size_t)made->children * (size_t)made->ways;
    FILE *file = fopen(path, "wb");
    int good = file != NULL && fwrite(&made->children, 4, 3, file) == 3 &&
               fwrite(made->seats, 4, (size_t)made->schools, file) == (size_t)made->schools &&
               fwrite(made->school, 4, all, file) == all &&
               fwrite(made->metres, 4, all, file) == all;
    if (file == NULL || fclose(file) != 0 || !good) {
        perror(path);
        return 4;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: invent FILE CHILDREN SCHOOLS WAYS SEED\n");
        return 2;
    }
    instance made = {atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), NULL, NULL, NULL};
    uint64_t state = strtoull(argv[5], NULL, 10);
    if (made.children < 1 || made.ways < 1 || made.ways > MOST_WAYS || made.schools < made.ways) {
        fprintf(stderr, "no such sizes\n");
        return 2;
    }
    size_t all = (size_t)made.children * (size_t)made.ways;
    int32_t centre_count = 1 + made.children / CHILDREN_PER_CENTRE;
    int32_t width = (int32_t)(METRES_PER_CHILD_ROOT * sqrt(made.children)) + 12;
    made.seats = malloc((size_t)made.schools * sizeof *made.seats);
    made.school = malloc(all * sizeof *made.school);
    made.metres = malloc(all * sizeof *made.metres);
    point *centres = malloc((size_t)centre_count * sizeof *centres);
    point *schools = malloc((size_t)made.schools * sizeof *schools);
    for (int32_t c = 0; c < centre_count; c++) {
        centres[c] = (point){below(&state, width), below(&state, width)};
    }
    for (int32_t s = 0; s < made.schools; s++) {
        schools[s] = place(&state, width, centres, centre_count);
    }
    for (int32_t child = 0; child < made.children; child++) {
        find_ways(&made, child, place(&state, width, centres, centre_count), schools);
    }
    share_seats(&made);
    return write_all(&made, argv[1]);
}
