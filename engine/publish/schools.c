#include <inttypes.h>
#include <string.h>

#include "publish/report.h"
#include "publish/sheet.h"

/* How many of a school's children there are by standing, category and route; and of the children
 * that a stage of the run admitted from a category the last one by the order keys, -1 for none, at
 * (stage - the first stage) × categories + category. */
typedef struct school_count {
    int32_t by_standing[HP_ELSEWHERE + 1];
    int32_t by_route[HP_ROUTE_KINDS];
    int32_t *by_category;
    int32_t *last;
} school_count;

static size_t last_of(const hp_report *report, int stage, int32_t category) {
    return (size_t)(stage - report->first_stage) * (size_t)report->policy->category_count +
           (size_t)category;
}

static void count_admitted(school_count *count, const hp_report *report, int32_t i) {
    const hp_placement *placement = &report->state->placements[i];
    const hp_stage *stage = &report->policy->stages[placement->stage];
    int32_t category = report->roll->category[i];
    int32_t *last = &count->last[last_of(report, placement->stage, category)];
    count->by_category[category]++;
    count->by_route[stage->routes[placement->route].kind]++;
    if (*last < 0 || placement->turn > report->state->placements[*last].turn) {
        *last = i;
    }
}

static hp_status count_all(school_count **out, const hp_report *report) {
    hp_arena *arena = report->state->arena;
    size_t categories = (size_t)report->policy->category_count;
    size_t lasts = categories * (size_t)(report->end_stage - report->first_stage);
    size_t schools = (size_t)report->data->school_count;
    school_count *counts = hp_arena_alloc(arena, schools, sizeof *counts);
    int32_t *room = hp_arena_alloc(arena, schools * (categories + lasts), sizeof *room);
    HP_NEED(counts);
    HP_NEED(room);
    for (size_t s = 0; s < schools; s++) {
        counts[s].by_category = room + s * (categories + lasts);
        counts[s].last = counts[s].by_category + categories;
        for (size_t l = 0; l < lasts; l++) {
            counts[s].last[l] = -1;
        }
    }
    for (int32_t i = 0; i < report->data->student_count; i++) {
        const hp_placement *placement = &report->state->placements[i];
        if (placement->school >= 0) {
            school_count *count = &counts[placement->school];
            count->by_standing[placement->standing]++;
            if (placement->standing == HP_ADMITTED) {
                count_admitted(count, report, i);
            }
        }
    }
    *out = counts;
    return HP_OK;
}

static void write_header(hp_buffer *out, const hp_policy *policy) {
    hp_buffer_text(out, "\xef\xbb\xbfschool_id,name,setting,ownership,classes,class_size,size_cap,"
                        "continuing,plan,reserved,seats,binding,fixed,kept,admitted,free");
    for (int c = 0; c < policy->category_count; c++) {
        hp_buffer_format(out, ",admitted_%s", policy->categories[c].id);
    }
    for (int kind = 0; kind < HP_ROUTE_KINDS; kind++) {
        hp_buffer_format(out, ",route_%s", hp_route_name((hp_route_kind)kind));
    }
    hp_buffer_text(out, ",cut_offs\r\n");
}

static void write_key(hp_buffer *out, const hp_report *report, const hp_key *key, int32_t last) {
    const hp_placement *placement = &report->state->placements[last];
    const hp_table *students = &report->data->tables[HP_STUDENTS];
    hp_buffer_format(out, " %s=", key->name);
    switch (key->kind) {
    case HP_KEY_LOTTERY:
        hp_buffer_format(out, "%020" PRIu64, placement->number);
        break;
    case HP_KEY_DISTANCE:
        hp_buffer_format(
            out, "%" PRId32,
            report->state->stages[placement->stage].queue->entrants[placement->turn].nearest_m);
        break;
    case HP_KEY_COLUMN:
        hp_buffer_text(out,
                       hp_cell(students, report->data->students[last].row, (size_t)key->column));
        break;
    }
}

/* "stage/category: key=value …" of the last child admitted, for each category with order keys. */
static void write_cut_offs(hp_buffer *out, const hp_report *report, const school_count *count) {
    hp_buffer text = {0};
    for (int s = report->first_stage; s < report->end_stage; s++) {
        const hp_stage *stage = &report->policy->stages[s];
        for (int i = 0; i < stage->serve_count; i++) {
            const hp_order *order = &stage->orders[stage->serve[i]];
            int32_t last = count->last[last_of(report, s, stage->serve[i])];
            if (order->key_count == 0 || last < 0) {
                continue;
            }
            hp_buffer_format(&text, "%s%s/%s:", text.length > 0 ? "; " : "", stage->id,
                             report->policy->categories[stage->serve[i]].id);
            for (int k = 0; k < order->key_count; k++) {
                write_key(&text, report, &order->keys[k], last);
            }
        }
    }
    hp_people_cell(out, hp_buffer_get(&text), '\n');
    out->failed = out->failed || text.failed;
    hp_buffer_free(&text);
}

static void write_school(hp_buffer *out, const hp_report *report, int32_t s,
                         const school_count *count) {
    const hp_school *school = &report->data->schools[s];
    hp_people_cell(out, school->id, ',');
    hp_people_cell(out, school->name, ',');
    hp_buffer_format(out, "%s,%s,", hp_setting_name(school->setting),
                     hp_ownership_name(school->ownership));
    hp_buffer_format(out, "%" PRId32 ",%" PRId32 ",%" PRId32 ",%" PRId32 ",", school->classes,
                     school->class_size, school->size_cap, school->continuing);
    if (school->plan >= 0) {
        hp_buffer_format(out, "%" PRId32, school->plan);
    }
    hp_buffer_format(out, ",%" PRId32 ",%" PRId32 ",%s", school->reserved, school->seats,
                     hp_binding_name(school->binding));
    hp_buffer_format(out, ",%" PRId32 ",%" PRId32 ",%" PRId32 ",%" PRId32,
                     count->by_standing[HP_FIXED], count->by_standing[HP_KEPT],
                     count->by_standing[HP_ADMITTED], report->state->free_seats[s]);
    for (int c = 0; c < report->policy->category_count; c++) {
        hp_buffer_format(out, ",%" PRId32, count->by_category[c]);
    }
    for (int kind = 0; kind < HP_ROUTE_KINDS; kind++) {
        hp_buffer_format(out, ",%" PRId32, count->by_route[kind]);
    }
    hp_buffer_text(out, ",");
    write_cut_offs(out, report, count);
}

hp_status hp_write_schools(hp_buffer *out, const hp_report *report) {
    school_count *counts = NULL;
    HP_TRY(count_all(&counts, report));
    write_header(out, report->policy);
    for (int32_t s = 0; s < report->data->school_count; s++) {
        if (report->data->schools[s].level == report->data->level) {
            write_school(out, report, s, &counts[s]);
        }
    }
    return HP_OK;
}
