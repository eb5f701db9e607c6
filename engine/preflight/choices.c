#include <stdlib.h>

#include "preflight/groups.h"
#include "season/near.h"

enum {
    NEAREST = 3,         /* a school is near when it is among so many nearest of the level */
    LEAST_EXPECTED = 10, /* children of the group who would name it if they were like the others */
    LEAST_GROUP = 10,    /* children of a primary who name nothing … */
    OTHERS_PERCENT = 80  /* … while so many of the others do */
};

/* ---- a primary whose graduates name nothing ---- */

/* Per category whether a stage that serves it asks for choices. */
static hp_status find_asked(bool **asked, hp_arena *arena, const hp_policy *policy) {
    *asked = hp_arena_alloc(arena, (size_t)policy->category_count, sizeof **asked);
    HP_NEED(*asked);
    for (int s = 0; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        for (int r = 0; r < stage->route_count; r++) {
            for (int c = 0; c < policy->category_count; c++) {
                bool choice = stage->routes[r].kind == HP_ROUTE_CHOICE;
                (*asked)[c] = (*asked)[c] || (choice && stage->serves[c]);
            }
        }
    }
    return HP_OK;
}

static bool is_asked(const hp_census *census, const bool *asked, int32_t i) {
    return census->takes_part[i] && asked[census->roll->category[i]];
}

static bool names_any(const hp_student *student) {
    for (int c = 0; c < HP_CHOICES; c++) {
        if (student->choices[c] >= 0) {
            return true;
        }
    }
    return false;
}

static hp_status find_silent(hp_notes *notes, hp_arena *arena, const hp_census *census,
                             const bool *asks) {
    const hp_data *data = census->data;
    int32_t *asked = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *asked);
    int32_t *named = hp_arena_alloc(arena, (size_t)data->school_count, sizeof *named);
    HP_NEED(asked);
    HP_NEED(named);
    int64_t all_asked = 0;
    int64_t all_named = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        if (is_asked(census, asks, i)) {
            bool names = names_any(student);
            all_asked++;
            all_named += names;
            if (student->primary >= 0) {
                asked[student->primary]++;
                named[student->primary] += names;
            }
        }
    }
    for (int32_t p = 0; p < data->school_count; p++) {
        int64_t others = all_asked - asked[p];
        if (asked[p] >= LEAST_GROUP && named[p] == 0 && others > 0 &&
            100 * all_named >= OTHERS_PERCENT * others) {
            hp_note(notes, HP_F_choices_missing, asked[p], hp_school_place(data, p),
                    hp_note_whole(notes, asked[p]), hp_note_whole(notes, all_named),
                    hp_note_whole(notes, others));
        }
    }
    return HP_OK;
}

/* ---- a near school that a primary's graduates never name ---- */

/* The NEAREST schools of the level by straight line. */
typedef struct near_schools {
    bool known;
    int32_t count;
    int32_t schools[NEAREST];
} near_schools;

/* Found where a child asks, and once. */
static const near_schools *nearest_of(near_schools *nearest, const hp_data *data, int32_t area) {
    near_schools *near = &nearest[area];
    if (!near->known) {
        hp_near_school schools[NEAREST];
        const hp_area *from = &data->areas[area];
        near->known = true;
        near->count = hp_near_nearest(schools, NEAREST, data, from->x, from->y).count;
        for (int32_t k = 0; k < near->count; k++) {
            near->schools[k] = schools[k].school;
        }
    }
    return near;
}

/* A child of a primary, who chooses, near a school: does it name the school? */
typedef struct near_child {
    int32_t school;
    int32_t primary;
    bool names;
} near_child;

static int compare_near(const void *left, const void *right) {
    const near_child *a = left;
    const near_child *b = right;
    return a->school != b->school ? (a->school > b->school) - (a->school < b->school)
                                  : (a->primary > b->primary) - (a->primary < b->primary);
}

static bool names_school(const hp_student *student, int32_t school) {
    for (int c = 0; c < HP_CHOICES; c++) {
        if (student->choices[c] == school) {
            return true;
        }
    }
    return false;
}

static hp_status list_near(near_child **list, size_t *count, hp_arena *arena,
                           const hp_census *census, const bool *asks) {
    const hp_data *data = census->data;
    near_schools *nearest = hp_arena_alloc(arena, (size_t)data->area_count, sizeof *nearest);
    HP_NEED(nearest);
    *list = hp_arena_alloc(arena, (size_t)data->student_count * NEAREST, sizeof **list);
    HP_NEED(*list);
    *count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        if (!is_asked(census, asks, i) || !names_any(student) || student->primary < 0) {
            continue;
        }
        const near_schools *near = nearest_of(nearest, data, census->area[i]);
        for (int32_t k = 0; k < near->count; k++) {
            int32_t school = near->schools[k];
            (*list)[(*count)++] = (near_child){school, student->primary,
                                               names_school(student, school)};
        }
    }
    qsort(*list, *count, sizeof **list, compare_near);
    return HP_OK;
}

/* The children near one school, all[0 … count - 1], by primary. */
static void check_school(hp_notes *notes, const hp_data *data, const near_child *all,
                         size_t count) {
    int64_t names = 0;
    for (size_t i = 0; i < count; i++) {
        names += all[i].names;
    }
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        int64_t own = 0;
        while (end < count && all[end].primary == all[begin].primary) {
            own += all[end++].names;
        }
        int64_t size = (int64_t)(end - begin);
        int64_t others = (int64_t)count - size;
        if (own == 0 && others > 0 && size * names >= LEAST_EXPECTED * others) {
            hp_note(notes, HP_F_choice_never, size, hp_school_place(data, all[begin].primary),
                    hp_note_format(notes, "%lld", (long long)size), data->schools[all[0].school].id,
                    hp_note_format(notes, "%lld/%lld", (long long)names, (long long)others));
        }
    }
}

hp_status hp_groups_by_choice(hp_notes *notes, hp_arena *arena, const hp_census *census) {
    if (!hp_census_has_route(census->policy, HP_ROUTE_CHOICE)) {
        return HP_OK;
    }
    bool *asks = NULL;
    near_child *list = NULL;
    size_t count = 0;
    HP_TRY(find_asked(&asks, arena, census->policy));
    HP_TRY(find_silent(notes, arena, census, asks));
    HP_TRY(list_near(&list, &count, arena, census, asks));
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        while (end < count && list[end].school == list[begin].school) {
            end++;
        }
        check_school(notes, census->data, &list[begin], end - begin);
    }
    return HP_OK;
}
