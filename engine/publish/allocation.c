#include "base/csv.h"
#include "publish/report.h"

/* The reasons, in the order in which they are asked. */
#define REASON_TABLE(X)                                                                            \
    X(destination)      /* elsewhere: the row names a destination */                               \
    X(fixed)            /* placed before all stages by a document */                               \
    X(nearest_school)   /* admitted, and no now-school of the child is nearer, full or not */      \
    X(nearest_possible) /* admitted to a farther school: nearer ones went by the levels */         \
    X(choice)           /* admitted to a chosen school in the child's turn */                      \
    X(first_free)       /* admitted in the child's turn by another route */                        \
    X(later_stage)      /* not placed yet: a later stage serves the child */                       \
    X(no_route)         /* not placed: no route of any stage gives the child a school */           \
    X(seats_taken)      /* not placed: the seats within reach went by the rules to others */

typedef enum reason {
#define X(code) REASON_##code,
    REASON_TABLE(X)
#undef X
        REASONS
} reason;

static const char *const reason_words[REASONS] = {
#define X(code) #code,
    REASON_TABLE(X)
#undef X
};

static bool served_later(const hp_report *report, int32_t category) {
    for (int s = report->end_stage; s < report->policy->stage_count; s++) {
        if (report->policy->stages[s].serves[category]) {
            return true;
        }
    }
    return false;
}

/* The nearest school that the stage's routes give the child, in metres. */
static int32_t nearest_now(hp_reach *reach, int32_t student, const hp_stage *stage) {
    int32_t nearest = INT32_MAX;
    hp_reach_stage(reach, student, stage, true);
    for (int32_t i = 0; i < reach->way_count; i++) {
        nearest = reach->ways[i].metres < nearest ? reach->ways[i].metres : nearest;
    }
    return nearest;
}

static bool has_route(const hp_report *report, int32_t student) {
    hp_reach *reach = report->reach;
    for (int s = 0; s < report->policy->stage_count; s++) {
        const hp_stage *stage = &report->policy->stages[s];
        if (stage->serves[report->roll->category[student]]) {
            hp_reach_stage(reach, student, stage, true);
            if (reach->way_count > 0) {
                return true;
            }
        }
    }
    return false;
}

static reason reason_for(const hp_report *report, int32_t i) {
    const hp_placement *placement = &report->state->placements[i];
    switch (placement->standing) {
    case HP_ELSEWHERE:
        return REASON_destination;
    case HP_FIXED:
    case HP_KEPT:
        return REASON_fixed;
    case HP_ADMITTED:
        if (report->policy->stages[placement->stage].serial) {
            return placement->choice > 0 ? REASON_choice : REASON_first_free;
        }
        return placement->metres <=
                       nearest_now(report->reach, i, &report->policy->stages[placement->stage])
                   ? REASON_nearest_school
                   : REASON_nearest_possible;
    case HP_WAITING:
        break;
    }
    if (served_later(report, report->roll->category[i])) {
        return REASON_later_stage;
    }
    return has_route(report, i) ? REASON_seats_taken : REASON_no_route;
}

const char *hp_reason_of(const hp_report *report, int32_t student) {
    return reason_words[reason_for(report, student)];
}

int hp_placed_category(const hp_report *report, int32_t student) {
    const hp_placement *placement = &report->state->placements[student];
    return placement->standing == HP_KEPT
               ? hp_category_by_id(report->policy, placement->kept->category)
               : report->roll->category[student];
}

static void write_kept(hp_buffer *out, const hp_report *report, int32_t i) {
    const hp_placement *placement = &report->state->placements[i];
    const hp_kept *kept = placement->kept;
    hp_csv_cell(out, "kept", ',');
    hp_csv_cell(out, kept->stage, ',');
    hp_csv_cell(out, kept->category, ',');
    hp_csv_cell(out, kept->route, ',');
    hp_csv_cell(out, report->data->schools[placement->school].id, ',');
    hp_csv_cell(out, kept->distance_m, ',');
    hp_csv_cell(out, kept->lottery, ',');
    hp_csv_cell(out, kept->reason, '\n');
}

static void write_row(hp_buffer *out, const hp_report *report, int32_t i) {
    static const char *const standings[] = {[HP_WAITING] = "unplaced",
                                            [HP_ADMITTED] = "admitted",
                                            [HP_KEPT] = "kept",
                                            [HP_FIXED] = "fixed",
                                            [HP_ELSEWHERE] = "elsewhere"};
    const hp_placement *placement = &report->state->placements[i];
    const hp_stage *stage = placement->stage < 0 ? NULL : &report->policy->stages[placement->stage];
    int32_t category = report->roll->category[i];
    hp_csv_cell(out, standings[placement->standing], ',');
    hp_csv_cell(out, stage == NULL ? "" : stage->id, ',');
    hp_csv_cell(out, category < 0 ? "" : report->policy->categories[category].id, ',');
    hp_csv_cell(out, stage == NULL ? "" : hp_route_name(stage->routes[placement->route].kind), ',');
    hp_csv_cell(out, placement->school < 0 ? "" : report->data->schools[placement->school].id, ',');
    if (placement->metres >= 0) {
        hp_buffer_whole(out, placement->metres);
    }
    hp_buffer_text(out, ",");
    if (stage != NULL) {
        hp_buffer_digits(out, placement->number, 20);
    }
    hp_buffer_text(out, ",");
    hp_csv_cell(out, hp_reason_of(report, i), '\n');
}

void hp_write_allocation(hp_buffer *out, const hp_report *report) {
    hp_buffer_text(out,
                   "student_id,status,stage,category,route,school_id,distance_m,lottery,reason\n");
    for (int32_t i = 0; i < report->data->student_count; i++) {
        hp_csv_cell(out, report->data->students[i].id, ',');
        if (report->state->placements[i].standing == HP_KEPT) {
            write_kept(out, report, i);
        } else {
            write_row(out, report, i);
        }
    }
}
