#include "whatif/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "publish/lists.h"

typedef enum figure_form { WHOLE, HUNDREDTHS } figure_form;

static const struct {
    const char *code;
    figure_form form;
    const char *english;
    const char *chinese;
} kinds[HP_FIGURES] = {
#define X(code, form, english, chinese) {#code, form, english, chinese},
    HP_FIGURE_TABLE(X)
#undef X
};

/* ---- figures ---- */

void hp_outcome_add(hp_outcome *outcome, hp_figure_kind kind, const char *of, const char *name,
                    int64_t value) {
    if (hp_grow(&outcome->figures, &outcome->capacity, outcome->count + 1,
                sizeof *outcome->figures) != HP_OK) {
        outcome->failed = true;
        return;
    }
    outcome->figures[outcome->count++] = (hp_figure){
        .kind = kind, .of = of, .name = name, .value = value};
}

/* Those of a kind stay in the order in which they were added. */
hp_status hp_outcome_finish(hp_outcome *outcome) {
    hp_outcome sorted = {.failed = outcome->failed};
    for (int kind = 0; kind < HP_FIGURES; kind++) {
        for (size_t i = 0; i < outcome->count; i++) {
            const hp_figure *figure = &outcome->figures[i];
            if (figure->kind == (hp_figure_kind)kind) {
                hp_outcome_add(&sorted, figure->kind, figure->of, figure->name, figure->value);
            }
        }
    }
    free(outcome->figures);
    *outcome = sorted;
    return outcome->failed ? HP_NO_MEMORY : HP_OK;
}

int64_t hp_outcome_get(const hp_outcome *outcome, hp_figure_kind kind, const char *of,
                       int64_t otherwise) {
    for (size_t i = 0; i < outcome->count; i++) {
        const hp_figure *figure = &outcome->figures[i];
        if (figure->kind == kind && strcmp(figure->of, of) == 0) {
            return figure->value;
        }
    }
    return otherwise;
}

const char *hp_figure_code(hp_figure_kind kind) {
    return kinds[kind].code;
}

bool hp_figure_in_hundredths(hp_figure_kind kind) {
    return kinds[kind].form == HUNDREDTHS;
}

void hp_figure_text(hp_buffer *out, const hp_figure *figure, bool english) {
    const char *text = english ? kinds[figure->kind].english : kinds[figure->kind].chinese;
    const char *hole = strstr(text, "{of}");
    if (hole == NULL) {
        hp_buffer_text(out, text);
        return;
    }
    hp_buffer_append(out, text, (size_t)(hole - text));
    hp_buffer_text(out, figure->name);
    hp_buffer_text(out, hole + strlen("{of}"));
}

void hp_figure_value(hp_buffer *out, hp_figure_kind kind, int64_t value) {
    if (hp_figure_in_hundredths(kind)) {
        hp_buffer_whole(out, value / 100);
        hp_buffer_text(out, ".");
        hp_buffer_digits(out, (uint64_t)(value % 100), 2);
    } else {
        hp_buffer_whole(out, value);
    }
}

/* ---- children ---- */

static void add(hp_outcome *outcome, hp_figure_kind kind, int64_t value) {
    hp_outcome_add(outcome, kind, "", "", value);
}

typedef struct child_counts {
    int32_t standing[HP_ELSEWHERE + 1];
    int32_t unplaced_guaranteed;
    int32_t route[HP_ROUTE_KINDS];
    int32_t *stage;
    int32_t *category;
    int32_t *unplaced; /* per category */
} child_counts;

static hp_status count_children(child_counts *counts, hp_arena *arena, const hp_run *run) {
    const hp_report *report = &run->report;
    const hp_policy *policy = report->policy;
    counts->stage = hp_arena_alloc(arena, (size_t)policy->stage_count, sizeof *counts->stage);
    counts->category = hp_arena_alloc(arena, (size_t)policy->category_count,
                                      sizeof *counts->category);
    counts->unplaced = hp_arena_alloc(arena, (size_t)policy->category_count,
                                      sizeof *counts->unplaced);
    HP_NEED(counts->stage);
    HP_NEED(counts->category);
    HP_NEED(counts->unplaced);
    for (int32_t i = 0; i < report->data->student_count; i++) {
        const hp_placement *placement = &run->state.placements[i];
        int32_t category = report->roll->category[i];
        counts->standing[placement->standing]++;
        if (placement->standing == HP_WAITING) {
            counts->unplaced_guaranteed += report->roll->guaranteed[i];
            counts->unplaced[category]++;
        }
        if (placement->standing == HP_ADMITTED) {
            const hp_stage *stage = &policy->stages[placement->stage];
            counts->stage[placement->stage]++;
            counts->category[category]++;
            counts->route[stage->routes[placement->route].kind]++;
        }
    }
    return HP_OK;
}

static hp_status add_children(hp_outcome *outcome, hp_arena *arena, const hp_run *run) {
    const hp_policy *policy = run->report.policy;
    child_counts counts = {0};
    HP_TRY(count_children(&counts, arena, run));
    add(outcome, HP_FIGURE_children, run->report.data->student_count);
    add(outcome, HP_FIGURE_unplaced, counts.standing[HP_WAITING]);
    add(outcome, HP_FIGURE_unplaced_guaranteed, counts.unplaced_guaranteed);
    if (run->report.earlier != NULL) {
        add(outcome, HP_FIGURE_kept, counts.standing[HP_KEPT]);
    }
    add(outcome, HP_FIGURE_fixed, counts.standing[HP_FIXED]);
    add(outcome, HP_FIGURE_elsewhere, counts.standing[HP_ELSEWHERE]);
    for (int c = 0; c < policy->category_count; c++) {
        const hp_category *category = &policy->categories[c];
        hp_outcome_add(outcome, HP_FIGURE_unplaced_category, category->id, category->name,
                       counts.unplaced[c]);
        hp_outcome_add(outcome, HP_FIGURE_admitted_category, category->id, category->name,
                       counts.category[c]);
    }
    for (int s = run->report.first_stage; s < policy->stage_count; s++) {
        const hp_stage *stage = &policy->stages[s];
        int64_t yielded = 0;
        for (int c = 0; c < policy->category_count; c++) {
            yielded += run->state.stages[s].yielded[c];
        }
        hp_outcome_add(outcome, HP_FIGURE_admitted_stage, stage->id, stage->name, counts.stage[s]);
        hp_outcome_add(outcome, HP_FIGURE_yielded_stage, stage->id, stage->name, yielded);
    }
    for (int kind = 0; kind < HP_ROUTE_KINDS; kind++) {
        hp_outcome_add(outcome, HP_FIGURE_admitted_route, hp_route_name((hp_route_kind)kind),
                       hp_route_title((hp_route_kind)kind, run->report.data->english),
                       counts.route[kind]);
    }
    return HP_OK;
}

/* ---- shares and metres ---- */

/* Hundredths of a percent's hundredths: 9650 of 10,000; 0 of none is 0. */
static int64_t share_of(const hp_share *share) {
    return share->of == 0 ? 0 : (share->count * 20000LL + share->of) / (2LL * share->of);
}

static void add_shares(hp_outcome *outcome, const hp_shares *shares) {
    add(outcome, HP_FIGURE_nearby_count, shares->nearby.count);
    add(outcome, HP_FIGURE_nearby_of, shares->nearby.of);
    add(outcome, HP_FIGURE_nearby_percent, share_of(&shares->nearby));
    add(outcome, HP_FIGURE_migrants_count, shares->migrants.count);
    add(outcome, HP_FIGURE_migrants_of, shares->migrants.of);
    add(outcome, HP_FIGURE_migrants_percent, share_of(&shares->migrants));
}

static int compare_metres(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static hp_status add_metres(hp_outcome *outcome, hp_arena *arena, const hp_run *run) {
    int32_t children = run->report.data->student_count;
    int32_t *metres = hp_arena_alloc(arena, (size_t)children, sizeof *metres);
    int64_t count = 0;
    int64_t sum = 0;
    HP_NEED(metres);
    for (int32_t i = 0; i < children; i++) {
        const hp_placement *placement = &run->state.placements[i];
        if (placement->school >= 0 && placement->metres >= 0) {
            metres[count++] = placement->metres;
            sum += placement->metres;
        }
    }
    qsort(metres, (size_t)count, sizeof *metres, compare_metres);
    add(outcome, HP_FIGURE_metres_of, count);
    if (count > 0) {
        add(outcome, HP_FIGURE_metres_mean, (2 * sum + count) / (2 * count));
        add(outcome, HP_FIGURE_metres_p95, metres[(95 * count + 99) / 100 - 1]);
        add(outcome, HP_FIGURE_metres_longest, metres[count - 1]);
    }
    return HP_OK;
}

/* ---- schools ---- */

/* Of each primary with graduates, how many junior schools they go to. */
static hp_status add_splits(hp_outcome *outcome, hp_arena *arena, const hp_run *run) {
    const hp_data *data = run->report.data;
    size_t schools = (size_t)data->school_count;
    bool *goes = hp_arena_alloc(arena, schools * schools, sizeof *goes);
    int64_t splits = 0;
    HP_NEED(goes);
    for (int32_t i = 0; i < data->student_count; i++) {
        int32_t school = run->state.placements[i].school;
        if (data->students[i].primary >= 0 && school >= 0) {
            goes[(size_t)data->students[i].primary * schools + (size_t)school] = true;
        }
    }
    for (size_t p = 0; p < schools; p++) {
        int64_t juniors = 0;
        for (size_t s = 0; s < schools; s++) {
            juniors += goes[p * schools + s];
        }
        if (juniors > 0) {
            hp_outcome_add(outcome, HP_FIGURE_feeder_juniors, data->schools[p].id,
                           data->schools[p].name, juniors);
        }
        splits += juniors > 1;
    }
    add(outcome, HP_FIGURE_feeder_splits, splits);
    return HP_OK;
}

static void add_schools(hp_outcome *outcome, const hp_run *run) {
    const hp_data *data = run->report.data;
    for (int32_t l = 0; l < data->level_count; l++) {
        const hp_school *school = &data->schools[data->level_schools[l]];
        int64_t placed = school->seats - run->state.free_seats[data->level_schools[l]];
        hp_outcome_add(outcome, HP_FIGURE_school_seats, school->id, school->name, school->seats);
        hp_outcome_add(outcome, HP_FIGURE_school_placed, school->id, school->name, placed);
        hp_outcome_add(outcome, HP_FIGURE_school_classes, school->id, school->name,
                       school->classes);
        if (school->classes > 0) {
            hp_outcome_add(outcome, HP_FIGURE_class_children, school->id, school->name,
                           (200 * placed + school->classes) / (2 * school->classes));
        }
    }
}

hp_status hp_outcome_take(hp_outcome *outcome, hp_arena *arena, const hp_run *run) {
    HP_TRY(add_children(outcome, arena, run));
    add_shares(outcome, &run->report.shares);
    HP_TRY(add_metres(outcome, arena, run));
    if (run->report.data->level == HP_JUNIOR) {
        HP_TRY(add_splits(outcome, arena, run));
    }
    add_schools(outcome, run);
    return outcome->failed ? HP_NO_MEMORY : HP_OK;
}

/* ---- between processes ---- */

void hp_outcome_pack(hp_buffer *to, const hp_outcome *outcome) {
    hp_pack_whole(to, (int64_t)outcome->count);
    for (size_t i = 0; i < outcome->count; i++) {
        const hp_figure *figure = &outcome->figures[i];
        hp_pack_whole(to, figure->kind);
        hp_pack_text(to, figure->of);
        hp_pack_text(to, figure->name);
        hp_pack_whole(to, figure->value);
    }
}

hp_status hp_outcome_unpack(hp_outcome *outcome, hp_arena *arena, hp_unpack *from) {
    int64_t count = hp_unpack_whole(from);
    for (int64_t i = 0; i < count && !from->failed; i++) {
        const char *of = NULL;
        const char *name = NULL;
        hp_figure_kind kind = (hp_figure_kind)hp_unpack_whole(from);
        HP_TRY(hp_unpack_text(&of, from, arena));
        HP_TRY(hp_unpack_text(&name, from, arena));
        hp_outcome_add(outcome, kind, of, name, hp_unpack_whole(from));
    }
    return outcome->failed || from->failed ? HP_NO_MEMORY : HP_OK;
}

void hp_outcome_free(hp_outcome *outcome) {
    free(outcome->figures);
    *outcome = (hp_outcome){0};
}
