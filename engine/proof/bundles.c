#include "proof/bundles.h"

#include <stdlib.h>
#include <string.h>

typedef struct bundle_child {
    const char *bundle;
    int32_t student;
} bundle_child;

static int compare_bundle_children(const void *left, const void *right) {
    const bundle_child *a = left;
    const bundle_child *b = right;
    int order = strcmp(a->bundle, b->bundle);
    return order != 0 ? order : (a->student > b->student) - (a->student < b->student);
}

/* Adds one bundle, if two of its children who are placed go to different schools. */
static hp_status check_bundle(hp_bundles *bundles, const hp_state *state,
                              const bundle_child *children, size_t count) {
    int32_t *students = hp_arena_alloc(state->arena, count, sizeof *students);
    HP_NEED(students);
    int32_t placed = 0;
    bool parted = false;
    for (size_t i = 0; i < count; i++) {
        int32_t school = state->placements[children[i].student].school;
        if (school >= 0) {
            students[placed++] = children[i].student;
            parted = parted || state->placements[students[0]].school != school;
        }
    }
    if (parted) {
        bundles->parted[bundles->parted_count++] = (hp_parted){
            .bundle = children[0].bundle, .students = students, .student_count = placed};
    }
    return HP_OK;
}

hp_status hp_bundles_find(hp_bundles *bundles, const hp_state *state) {
    const hp_data *data = state->data;
    size_t room = (size_t)data->student_count + 1;
    bundle_child *children = hp_arena_alloc(state->arena, room, sizeof *children);
    *bundles = (hp_bundles){.parted = hp_arena_alloc(state->arena, room, sizeof *bundles->parted)};
    HP_NEED(children);
    HP_NEED(bundles->parted);
    size_t count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const char *bundle = hp_cell(&data->tables[HP_STUDENTS], data->students[i].row,
                                     HP_STUDENT_BUNDLE);
        if (*bundle != '\0') {
            children[count++] = (bundle_child){.bundle = bundle, .student = i};
        }
    }
    qsort(children, count, sizeof *children, compare_bundle_children);
    for (size_t first = 0, end = 0; first < count; first = end) {
        while (end < count && strcmp(children[end].bundle, children[first].bundle) == 0) {
            end++;
        }
        HP_TRY(check_bundle(bundles, state, children + first, end - first));
    }
    return HP_OK;
}
