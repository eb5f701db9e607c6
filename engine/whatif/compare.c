#include "whatif/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/sheet.h"

/* ---- every figure of any run, once ---- */

static bool is_known(const hp_outcome *all, const hp_figure *figure) {
    return hp_outcome_get(all, figure->kind, figure->of, -1) >= 0;
}

/* In order of kinds; of each kind those of the first run that has them, then new ones. */
static hp_status gather(hp_outcome *all, const hp_runs_compared *comparison) {
    *all = (hp_outcome){0};
    for (size_t r = 0; r < comparison->run_count; r++) {
        const hp_outcome *outcome = &comparison->runs[r].outcome;
        for (size_t i = 0; i < outcome->count; i++) {
            const hp_figure *figure = &outcome->figures[i];
            if (r == 0 || !is_known(all, figure)) {
                hp_outcome_add(all, figure->kind, figure->of, figure->name, 0);
            }
        }
    }
    return hp_outcome_finish(all);
}

/* ---- CSV ---- */

static void write_row(hp_buffer *out, const hp_runs_compared *comparison, const hp_figure *figure) {
    hp_buffer text = {0};
    hp_buffer_text(out, hp_figure_code(figure->kind));
    hp_buffer_text(out, ",");
    hp_people_cell(out, figure->of, ',');
    hp_figure_text(&text, figure, comparison->data->english);
    hp_people_cell(out, hp_buffer_get(&text), ',');
    for (size_t r = 0; r < comparison->run_count; r++) {
        const hp_outcome *outcome = &comparison->runs[r].outcome;
        int64_t value = hp_outcome_get(outcome, figure->kind, figure->of, -1);
        if (value >= 0) {
            hp_figure_value(out, figure->kind, value);
        }
        hp_buffer_text(out, r + 1 < comparison->run_count ? "," : "\r\n");
    }
    out->failed = out->failed || text.failed;
    hp_buffer_free(&text);
}

hp_status hp_compare_csv(hp_buffer *out, const hp_runs_compared *comparison) {
    hp_outcome all;
    hp_status status = gather(&all, comparison);
    hp_buffer_text(out, "\xef\xbb\xbf"
                        "figure,of,text,");
    for (size_t r = 0; r < comparison->run_count; r++) {
        hp_people_cell(out, comparison->runs[r].name, r + 1 < comparison->run_count ? ',' : '\n');
    }
    for (size_t i = 0; status == HP_OK && i < all.count; i++) {
        write_row(out, comparison, &all.figures[i]);
    }
    hp_outcome_free(&all);
    HP_TRY(status);
    return hp_buffer_status(out);
}

/* ---- JSON ---- */

/* The figures of a kind from `first` on: one number, or an object of them. Returns the next. */
static size_t write_kind(hp_json_out *out, const hp_outcome *outcome, size_t first) {
    hp_figure_kind kind = outcome->figures[first].kind;
    char key[64];
    snprintf(key, sizeof key, "%s%s", hp_figure_code(kind),
             hp_figure_in_hundredths(kind) ? "_hundredths" : "");
    if (*outcome->figures[first].of == '\0') {
        hp_out_whole(out, key, outcome->figures[first].value);
        return first + 1;
    }
    hp_out_begin(out, key, '{');
    size_t i = first;
    for (; i < outcome->count && outcome->figures[i].kind == kind; i++) {
        hp_out_whole(out, outcome->figures[i].of, outcome->figures[i].value);
    }
    hp_out_end(out, '}');
    return i;
}

static void write_run(hp_json_out *out, const hp_compared_run *run) {
    hp_out_begin(out, NULL, '{');
    hp_out_text(out, "name", run->name);
    hp_out_text(out, "note", run->note);
    hp_out_text(out, "scenario_sha256", run->hash);
    hp_out_begin(out, "figures", '{');
    for (size_t i = 0; i < run->outcome.count;) {
        i = write_kind(out, &run->outcome, i);
    }
    hp_out_end(out, '}');
    hp_out_end(out, '}');
}

hp_status hp_compare_json(hp_buffer *buffer, const hp_runs_compared *comparison) {
    hp_json_out out = {.buffer = buffer};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "huapian", hp_version());
    hp_out_text(&out, "season", comparison->data->season);
    hp_out_text(&out, "district", comparison->data->district);
    hp_out_text(&out, "level", hp_level_name(comparison->data->level));
    hp_write_inputs(&out, comparison->data);
    if (comparison->earlier != NULL) {
        hp_out_begin_flat(&out, "earlier", '{');
        hp_out_text(&out, "manifest_sha256", comparison->earlier->manifest_hash);
        hp_out_end(&out, '}');
    }
    hp_out_begin(&out, "runs", '[');
    for (size_t r = 0; r < comparison->run_count; r++) {
        write_run(&out, &comparison->runs[r]);
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    return hp_buffer_status(buffer);
}

/* ---- summary ---- */

/* What a reader asks first stands first: seats that are lost, the law, who moves, then shares. */
static const hp_figure_kind by_weight[] = {
    HP_FIGURE_newly_unplaced_guaranteed,
    HP_FIGURE_newly_unplaced,
    HP_FIGURE_unplaced_guaranteed,
    HP_FIGURE_unplaced,
    HP_FIGURE_newly_placed,
    HP_FIGURE_moved,
    HP_FIGURE_moved_rule,
    HP_FIGURE_children,
    HP_FIGURE_yielded_stage,
    HP_FIGURE_nearby_count,
    HP_FIGURE_nearby_of,
    HP_FIGURE_nearby_percent,
    HP_FIGURE_migrants_count,
    HP_FIGURE_migrants_of,
    HP_FIGURE_migrants_percent,
    HP_FIGURE_metres_mean,
    HP_FIGURE_metres_p95,
    HP_FIGURE_metres_longest,
    HP_FIGURE_feeder_splits,
    HP_FIGURE_admitted_stage,
    HP_FIGURE_admitted_category,
    HP_FIGURE_admitted_route,
    HP_FIGURE_school_seats,
    HP_FIGURE_school_placed,
    HP_FIGURE_class_children,
};

enum { WEIGHTS = sizeof by_weight / sizeof *by_weight };

/* A figure that the season as it is has too is told where it differs; one of moves, where it is not
 * 0. */
static bool write_line(hp_buffer *out, const hp_runs_compared *comparison, const hp_figure *figure,
                       int64_t value) {
    int64_t was = hp_outcome_get(&comparison->runs[0].outcome, figure->kind, figure->of, -1);
    if (was == value || (was < 0 && value <= 0)) {
        return false;
    }
    hp_buffer_text(out, "  ");
    hp_figure_text(out, figure, comparison->data->english);
    hp_buffer_text(out, comparison->data->english ? ": " : "：");
    if (was >= 0) {
        hp_figure_value(out, figure->kind, was);
        hp_buffer_text(out, " -> ");
    }
    if (value >= 0) {
        hp_figure_value(out, figure->kind, value);
    }
    hp_buffer_text(out, value >= 0 ? "\n" : "-\n");
    return true;
}

static void write_scenario(hp_buffer *out, const hp_runs_compared *comparison,
                           const hp_outcome *all, size_t r) {
    const hp_compared_run *run = &comparison->runs[r];
    bool english = comparison->data->english;
    bool changes = false;
    hp_buffer_format(out, "\n%zu. %s\n", r, run->name);
    if (*run->note != '\0') {
        hp_buffer_format(out, "  (%s)\n", run->note);
    }
    for (size_t w = 0; w < WEIGHTS; w++) {
        for (size_t i = 0; i < all->count; i++) {
            if (all->figures[i].kind == by_weight[w]) {
                int64_t value = hp_outcome_get(&run->outcome, all->figures[i].kind,
                                               all->figures[i].of, -1);
                changes = write_line(out, comparison, &all->figures[i], value) || changes;
            }
        }
    }
    if (!changes) {
        hp_buffer_text(out, english ? "  nothing changes\n" : "  没有变化\n");
    }
}

hp_status hp_compare_summary(hp_buffer *out, const hp_runs_compared *comparison) {
    const hp_data *data = comparison->data;
    hp_outcome all;
    hp_status status = gather(&all, comparison);
    hp_buffer_format(out, "%s %s\n\n%s\n", data->district, data->season, comparison->runs[0].name);
    for (size_t i = 0; status == HP_OK && i < comparison->runs[0].outcome.count; i++) {
        const hp_figure *figure = &comparison->runs[0].outcome.figures[i];
        bool one = *figure->of == '\0' && figure->kind != HP_FIGURE_nearby_of &&
                   figure->kind != HP_FIGURE_migrants_of && figure->kind != HP_FIGURE_metres_of;
        if (one) {
            hp_buffer_text(out, "  ");
            hp_figure_text(out, figure, data->english);
            hp_buffer_text(out, data->english ? ": " : "：");
            hp_figure_value(out, figure->kind, figure->value);
            hp_buffer_text(out, "\n");
        }
    }
    for (size_t r = 1; status == HP_OK && r < comparison->run_count; r++) {
        write_scenario(out, comparison, &all, r);
    }
    hp_outcome_free(&all);
    HP_TRY(status);
    return hp_buffer_status(out);
}
