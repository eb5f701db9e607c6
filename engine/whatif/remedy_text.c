/* remedy.json and the words of a remedy. */
#include <inttypes.h>
#include <libintl.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "season/seats.h"
#include "whatif/remedy.h"

#define TR(text) dgettext("huapian", text)

static const char *const mend_words[] = {
    [HP_MEND_CLASSES] = "classes",        [HP_MEND_PLANS] = "classes_and_plans",
    [HP_MEND_RULES] = "classes_by_rules", [HP_MEND_RESERVED] = "reserved",
    [HP_MEND_PROTECT] = "protect",        [HP_MEND_CLASSES_PROTECT] = "classes_and_protect",
    [HP_MEND_OVERFLOW] = "overflow",      [HP_MEND_ROUTE] = "route",
    [HP_MEND_LINE] = "points_line"};

static bool has_classes(const hp_mend *mend) {
    return mend->kind == HP_MEND_CLASSES || mend->kind == HP_MEND_PLANS ||
           mend->kind == HP_MEND_RULES || mend->kind == HP_MEND_CLASSES_PROTECT;
}

/* Whether its steps would give everybody a seat, were there no rules. */
static bool is_enough(const hp_remedy *remedy, const hp_mend *mend) {
    return mend->by.most_seated == mend->by.unit_count && remedy->no_school == 0;
}

static bool has_steps(const hp_mend *mend) {
    return has_classes(mend) || mend->kind == HP_MEND_RESERVED;
}

static bool has_protection(const hp_mend *mend) {
    return mend->kind == HP_MEND_PROTECT || mend->kind == HP_MEND_CLASSES_PROTECT;
}

/* Whether a mend of protection changes the stage. */
static bool protects_more(const hp_remedy *remedy, int stage) {
    const hp_policy *policy = &remedy->season->policy;
    for (int c = 0; c < policy->category_count; c++) {
        if (stage >= remedy->fresh->report.first_stage && hp_may_protect(policy, stage, c)) {
            return true;
        }
    }
    return false;
}

/* The school with the mend. */
static hp_school school_after(const hp_remedy *remedy, const hp_mend *mend, int32_t s) {
    hp_school with = remedy->season->data.schools[s];
    if (mend->kind == HP_MEND_RESERVED) {
        with.reserved -= mend->by.steps[s];
    } else {
        with.classes += mend->by.steps[s];
        bool anew = mend->kind == HP_MEND_PLANS && with.ownership == HP_PUBLIC;
        with.plan = anew ? -1 : with.plan;
    }
    hp_seats_compute(&with);
    return with;
}

/* The seats that a plan published anew would name: what classes and campus allow. */
static int32_t plan_after(const hp_school *with) {
    int32_t by_classes = with->classes * with->class_size;
    int32_t by_cap = with->size_cap - with->continuing;
    return by_classes < by_cap ? by_classes : by_cap;
}

/* ---- JSON ---- */

static void put_ids(hp_json_out *out, const char *key, const int32_t *indices, int32_t count,
                    const void *records, size_t size) {
    hp_out_begin_flat(out, key, '[');
    for (int32_t i = 0; i < count; i++) {
        /* Every record begins with its id. */
        const char *const *id = (const void *)((const char *)records + (size_t)indices[i] * size);
        hp_out_text(out, NULL, *id);
    }
    hp_out_end(out, ']');
}

static void put_shortage(hp_json_out *out, const char *key, const hp_data *data,
                         const hp_shortage *shortage) {
    hp_out_begin(out, key, '[');
    for (int32_t p = 0; p < shortage->part_count; p++) {
        const hp_shortage_part *part = &shortage->parts[p];
        hp_out_begin(out, NULL, '{');
        put_ids(out, "areas", part->areas, part->area_count, data->areas, sizeof(hp_area));
        put_ids(out, "schools", part->schools, part->school_count, data->schools,
                sizeof(hp_school));
        hp_out_whole(out, "children", part->student_count);
        hp_out_whole(out, "seats", part->seats);
        hp_out_whole(out, "difference", part->student_count - part->seats);
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void put_misses(hp_json_out *out, const hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    hp_out_begin(out, "zones", '[');
    for (int i = 0; i < remedy->miss_count; i++) {
        const hp_miss *miss = &remedy->misses[i];
        hp_out_begin(out, NULL, '{');
        hp_out_text(out, "category", policy->categories[miss->category].id);
        hp_out_text(out, "stage", policy->stages[miss->stage].id);
        hp_out_whole(out, "children", miss->children);
        hp_out_whole(out, "missed", miss->missed);
        put_shortage(out, "shortage", &remedy->season->data, &miss->shortage);
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void put_figures(hp_json_out *out, const char *key, const hp_figures *figures) {
    hp_out_begin_flat(out, key, '{');
    hp_out_whole(out, "unplaced", figures->unplaced);
    hp_out_whole(out, "unplaced_guaranteed", figures->unplaced_guaranteed);
    hp_out_whole(out, "metres", figures->metres);
    hp_out_whole(out, "nearby", figures->nearby.count);
    hp_out_whole(out, "nearby_of", figures->nearby.of);
    hp_out_whole(out, "moved", figures->moved);
    hp_out_end(out, '}');
}

/* Children whom an earlier run has placed. */
static int32_t count_kept(const hp_run *run) {
    int32_t kept = 0;
    for (int32_t i = 0; i < run->state.data->student_count; i++) {
        kept += run->state.placements[i].standing == HP_KEPT;
    }
    return kept;
}

static void put_earlier(hp_json_out *out, const hp_run *run) {
    hp_out_begin_flat(out, "earlier", '{');
    hp_out_text(out, "manifest_sha256", run->earlier.manifest_hash);
    hp_out_whole(out, "kept", count_kept(run));
    hp_out_whole(out, "freed", run->earlier.freed_count);
    hp_out_end(out, '}');
}

static void put_steps(hp_json_out *out, const hp_remedy *remedy, const hp_mend *mend) {
    const hp_data *data = &remedy->season->data;
    hp_out_begin(out, "schools", '[');
    for (int32_t s = 0; s < data->school_count; s++) {
        if (mend->by.steps[s] == 0) {
            continue;
        }
        const hp_school *before = &data->schools[s];
        hp_school after = school_after(remedy, mend, s);
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "school_id", before->id);
        if (mend->kind == HP_MEND_RESERVED) {
            hp_out_whole(out, "released", mend->by.steps[s]);
        } else {
            hp_out_whole(out, "classes", mend->by.steps[s]);
            hp_out_whole(out, "classes_before", before->classes);
        }
        hp_out_whole(out, "seats_before", before->seats);
        hp_out_whole(out, "seats_after", after.seats);
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void put_whole_text(hp_json_out *out, const char *key, int64_t value) {
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    hp_out_text(out, key, text);
}

/* The cells of a school that the mend changes. */
static void put_values(hp_json_out *out, const hp_remedy *remedy, const hp_mend *mend, int32_t s) {
    if (mend->kind == HP_MEND_OVERFLOW) {
        hp_out_text(out, "accepts_overflow", "1");
        return;
    }
    hp_school after = school_after(remedy, mend, s);
    if (mend->kind == HP_MEND_RESERVED) {
        put_whole_text(out, "reserved", after.reserved);
    } else {
        int64_t rooms = 0;
        const hp_table *table = &remedy->season->data.tables[HP_SCHOOLS];
        put_whole_text(out, "classes", after.classes);
        if (hp_parse_whole(hp_cell(table, after.row, HP_SCHOOL_ROOMS), &rooms)) {
            put_whole_text(out, "rooms", rooms - mend->by.steps[s]); /* what is left for more */
        }
    }
    if (after.plan != remedy->season->data.schools[s].plan) {
        put_whole_text(out, "plan", plan_after(&after));
    }
}

/* A change of the schools table for each school that the mend changes. */
static void put_school_changes(hp_json_out *out, const hp_remedy *remedy, const hp_mend *mend) {
    const hp_data *data = &remedy->season->data;
    hp_out_begin(out, "tables", '{');
    hp_out_begin(out, "schools", '[');
    for (int32_t s = 0; s < data->school_count; s++) {
        if (has_steps(mend) ? mend->by.steps[s] == 0 : mend->school != s) {
            continue;
        }
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "op", "set");
        hp_out_begin(out, "where", '{');
        hp_out_text(out, "school_id", data->schools[s].id);
        hp_out_end(out, '}');
        hp_out_begin(out, "values", '{');
        put_values(out, remedy, mend, s);
        hp_out_end(out, '}');
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
    hp_out_end(out, '}');
}

/* Stages that keep places for more categories, each with all that it then protects. */
static void put_protection(hp_json_out *out, const hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    hp_out_begin(out, "policy", '[');
    for (int s = 0; s < policy->stage_count; s++) {
        char path[40];
        if (!protects_more(remedy, s)) {
            continue;
        }
        snprintf(path, sizeof path, "/stages/%d/protect", s);
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "op", "add");
        hp_out_text(out, "path", path);
        hp_out_begin(out, "value", '[');
        for (int c = 0; c < policy->category_count; c++) {
            if (policy->stages[s].protects[c] || hp_may_protect(policy, s, c)) {
                hp_out_text(out, NULL, policy->categories[c].id);
            }
        }
        hp_out_end(out, ']');
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static void put_policy_change(hp_json_out *out, const hp_mend *mend) {
    char path[80];
    hp_out_begin(out, "policy", '[');
    hp_out_begin_flat(out, NULL, '{');
    if (mend->kind == HP_MEND_ROUTE) {
        snprintf(path, sizeof path, "/stages/%d/routes/%d/setting/-", mend->stage, mend->route);
        hp_out_text(out, "op", "add");
        hp_out_text(out, "path", path);
        hp_out_text(out, "value", hp_setting_name(mend->setting));
    } else {
        hp_out_text(out, "op", "replace");
        hp_out_text(out, "path", mend->path);
        hp_out_text(out, "value", mend->line);
    }
    hp_out_end(out, '}');
    hp_out_end(out, ']');
}

/* The mend as a scenario of the season (spec 7), to be kept in a file of its own. */
static void put_scenario(hp_json_out *out, const hp_remedy *remedy, const hp_mend *mend,
                         int number) {
    char name[48];
    snprintf(name, sizeof name, "%s-%d", mend_words[mend->kind], number + 1);
    hp_out_begin(out, "scenario", '{');
    hp_out_text(out, "name", name);
    if (has_steps(mend) || mend->kind == HP_MEND_OVERFLOW) {
        put_school_changes(out, remedy, mend);
    }
    if (has_protection(mend)) {
        put_protection(out, remedy);
    }
    if (mend->kind == HP_MEND_ROUTE || mend->kind == HP_MEND_LINE) {
        put_policy_change(out, mend);
    }
    hp_out_end(out, '}');
}

static void put_mend(hp_json_out *out, const hp_remedy *remedy, int number) {
    const hp_mend *mend = &remedy->mends[number];
    hp_out_begin(out, NULL, '{');
    hp_out_text(out, "kind", mend_words[mend->kind]);
    if (mend->why_not != NULL) {
        hp_out_text(out, "no_answer", mend->why_not);
        hp_out_end(out, '}');
        return;
    }
    if (has_steps(mend)) {
        hp_out_whole(out, has_classes(mend) ? "classes" : "released", mend->by.step_count);
        if (has_classes(mend)) {
            hp_out_whole(out, "cost", mend->by.cost);
        }
        hp_out_bool(out, "proved", mend->by.proved);
        hp_out_whole(out, "children", mend->by.unit_count);
        hp_out_whole(out, "seated_before", mend->by.seated);
        hp_out_whole(out, "seated_after", mend->by.most_seated);
        put_steps(out, remedy, mend);
    }
    if (!has_steps(mend) || mend->by.step_count > 0) {
        put_scenario(out, remedy, mend, number);
    }
    hp_out_bool(out, "ran", mend->ran);
    if (mend->ran) {
        hp_out_bool(out, "mends", mend->kept);
        put_figures(out, "after", &mend->after);
    }
    hp_out_end(out, '}');
}

static void put_bounds(hp_json_out *out, const hp_remedy *remedy, const hp_one_more *more) {
    const hp_policy *policy = &remedy->season->policy;
    hp_out_begin(out, "saves_at_most", '[');
    for (int s = 0; s < policy->stage_count; s++) {
        if (!more->bounded[s]) {
            continue;
        }
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "stage", policy->stages[s].id);
        hp_out_begin(out, "levels", '[');
        for (int32_t i = 0; i < more->bound[s].count; i++) {
            hp_out_begin(out, NULL, '[');
            hp_out_whole(out, NULL, more->bound[s].level[i]);
            hp_out_whole(out, NULL, more->bound[s].value[i]);
            hp_out_end(out, ']');
        }
        hp_out_end(out, ']');
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
}

static hp_status put_effect(hp_json_out *out, const hp_one_more *more) {
    hp_json *levels = NULL;
    hp_findings *findings = hp_findings_new();
    HP_NEED(findings);
    put_figures(out, "after", &more->after);
    hp_status status = hp_json_parse(&levels, hp_buffer_get(&more->levels), more->levels.length, "",
                                     findings);
    if (status == HP_OK) {
        hp_out_begin(out, "levels", '[');
        for (const hp_json *level = hp_json_first(levels); level != NULL;
             level = hp_json_next(level)) {
            hp_out_begin_flat(out, NULL, '{');
            for (const hp_json *value = hp_json_first(level); value != NULL;
                 value = hp_json_next(value)) {
                hp_out_copy(out, hp_json_key(value), value);
            }
            hp_out_end(out, '}');
        }
        hp_out_end(out, ']');
    }
    hp_json_free(levels);
    hp_findings_free(findings);
    return status;
}

static hp_status put_one_more(hp_json_out *out, const hp_remedy *remedy) {
    hp_out_begin(out, "one_more_class", '[');
    for (int32_t i = 0; i < remedy->more_count; i++) {
        const hp_one_more *more = &remedy->more[i];
        hp_out_begin(out, NULL, '{');
        hp_out_text(out, "school_id", remedy->season->data.schools[more->school].id);
        hp_out_whole(out, "seats", more->seats);
        put_bounds(out, remedy, more);
        if (more->ran) {
            HP_TRY(put_effect(out, more));
        }
        hp_out_end(out, '}');
    }
    hp_out_end(out, ']');
    return HP_OK;
}

hp_status hp_remedy_json(hp_buffer *json, const hp_remedy *remedy) {
    hp_json_out out = {.buffer = json};
    hp_out_begin(&out, NULL, '{');
    hp_out_bool(&out, "short", !hp_run_is_kept(remedy->run));
    if (remedy->run->report.earlier != NULL) {
        put_earlier(&out, remedy->run);
    }
    put_figures(&out, "as_it_is", &remedy->figures);
    hp_out_whole(&out, "no_school", remedy->no_school);
    put_shortage(&out, "shortage", &remedy->season->data, &remedy->shortage);
    put_misses(&out, remedy);
    hp_out_begin(&out, "mends", '[');
    for (int i = 0; i < remedy->mend_count; i++) {
        put_mend(&out, remedy, i);
    }
    hp_out_end(&out, ']');
    HP_TRY(put_one_more(&out, remedy));
    hp_out_end(&out, '}');
    return hp_buffer_status(json);
}

/* ---- words ---- */

enum { MOST_NAMED = 8 };

/* The first ids of a list, and how many more there are. */
static void say_ids(hp_buffer *words, const int32_t *indices, int32_t count, const void *records,
                    size_t size) {
    for (int32_t i = 0; i < count && i < MOST_NAMED; i++) {
        const char *const *id = (const void *)((const char *)records + (size_t)indices[i] * size);
        hp_buffer_format(words, "%s%s", i > 0 ? ", " : "", *id);
    }
    if (count > MOST_NAMED) {
        hp_buffer_format(words, TR(" and %d more"), count - MOST_NAMED);
    }
}

static void say_part(hp_buffer *words, const hp_data *data, const hp_shortage_part *part) {
    hp_buffer_format(words, TR("    %d children, %d seats, %d too few; schools: "),
                     part->student_count, part->seats, part->student_count - part->seats);
    say_ids(words, part->schools, part->school_count, data->schools, sizeof(hp_school));
    hp_buffer_text(words, TR("; areas: "));
    say_ids(words, part->areas, part->area_count, data->areas, sizeof(hp_area));
    hp_buffer_text(words, "\n");
}

/* The parts with schools; then all children whom no school with a free seat is open to. */
static void say_shortage(hp_buffer *words, const hp_data *data, const hp_shortage *shortage) {
    int32_t children = 0;
    int32_t areas = 0;
    for (int32_t p = 0; p < shortage->part_count; p++) {
        const hp_shortage_part *part = &shortage->parts[p];
        if (part->school_count > 0) {
            say_part(words, data, part);
        } else {
            children += part->student_count;
            areas += part->area_count;
        }
    }
    if (children > 0) {
        hp_buffer_format(
            words,
            TR("    %d children in %d areas to whom no such school with a free seat is open\n"),
            children, areas);
    }
}

static void say_misses(hp_buffer *words, const hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    for (int i = 0; i < remedy->miss_count; i++) {
        const hp_miss *miss = &remedy->misses[i];
        hp_buffer_format(
            words, TR("  category %s (%s): %d of %d children miss the schools of their zone\n"),
            policy->categories[miss->category].id, policy->categories[miss->category].name,
            miss->missed, miss->children);
        say_shortage(words, &remedy->season->data, &miss->shortage);
    }
}

static void say_steps(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    const hp_data *data = &remedy->season->data;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (mend->by.steps[s] == 0) {
            continue;
        }
        hp_school after = school_after(remedy, mend, s);
        hp_buffer_format(
            words,
            has_classes(mend)
                ? TR("    %s (%s): classes +%d, %d seats instead of %d\n")
                : TR("    %s (%s): %d reserved seats released, %d seats instead of %d\n"),
            after.id, after.name, mend->by.steps[s], after.seats, data->schools[s].seats);
    }
}

/* Whether a school that gains says what a class costs; else a sum would mean nothing. */
static bool has_costs(const hp_remedy *remedy, const hp_mend *mend) {
    const hp_data *data = &remedy->season->data;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (mend->by.steps[s] > 0 && *hp_cell(&data->tables[HP_SCHOOLS], data->schools[s].row,
                                              HP_SCHOOL_CLASS_COST) != '\0') {
            return true;
        }
    }
    return false;
}

static void say_classes(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    const char *what = mend->kind == HP_MEND_PLANS   ? TR("classes, with plans published anew")
                       : mend->kind == HP_MEND_RULES ? TR("classes, the rules being as they are")
                       : mend->kind == HP_MEND_CLASSES_PROTECT
                           ? TR("classes, with places kept for later stages")
                           : TR("classes");
    if (has_costs(remedy, mend)) {
        hp_buffer_format(words, TR("  %s: +%lld, %lld yuan in all\n"), what,
                         (long long)mend->by.step_count, (long long)mend->by.cost);
    } else {
        hp_buffer_format(words, TR("  %s: +%lld\n"), what, (long long)mend->by.step_count);
    }
}

static void say_protection(hp_buffer *words, const hp_remedy *remedy) {
    const hp_policy *policy = &remedy->season->policy;
    for (int s = 0; s < policy->stage_count; s++) {
        const char *before = "";
        if (!protects_more(remedy, s)) {
            continue;
        }
        hp_buffer_format(words, TR("    stage %s protects also: "), policy->stages[s].name);
        for (int c = 0; c < policy->category_count; c++) {
            if (hp_may_protect(policy, s, c)) {
                hp_buffer_format(words, TR("%scategory %s (%s)"), before, policy->categories[c].id,
                                 policy->categories[c].name);
                before = ", ";
            }
        }
        hp_buffer_text(words, "\n");
    }
}

static void say_other(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    const hp_policy *policy = &remedy->season->policy;
    const hp_school *school = &remedy->season->data.schools[mend->school];
    if (mend->kind == HP_MEND_RESERVED) {
        hp_buffer_format(words, TR("  reserved seats released: %lld\n"),
                         (long long)mend->by.step_count);
    } else if (mend->kind == HP_MEND_PROTECT) {
        hp_buffer_text(words, TR("  places kept for guaranteed children of later stages\n"));
    } else if (mend->kind == HP_MEND_OVERFLOW) {
        hp_buffer_format(words, TR("  %s (%s) takes children from elsewhere; %d free seats now\n"),
                         school->id, school->name, remedy->run->state.free_seats[mend->school]);
    } else if (mend->kind == HP_MEND_ROUTE) {
        hp_buffer_format(words, TR("  stage %s: route %d (%s) opened to %s schools\n"),
                         policy->stages[mend->stage].name, mend->route + 1,
                         TR(hp_route_name(policy->stages[mend->stage].routes[mend->route].kind)),
                         TR(hp_setting_name(mend->setting)));
    } else {
        hp_buffer_format(words, TR("  points line of %s, %s: %s instead of %s\n"), mend->of,
                         mend->path, mend->line, mend->predicate->values[0]);
    }
}

static void say_what(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    if (has_classes(mend)) {
        say_classes(words, remedy, mend);
    } else {
        say_other(words, remedy, mend);
    }
    if (has_protection(mend)) {
        say_protection(words, remedy);
    }
    if (has_steps(mend)) {
        say_steps(words, remedy, mend);
    }
}

/* What there is to know of a mend besides its figures. */
static void say_more(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    int32_t now = remedy->figures.unplaced_guaranteed;
    if (mend->after.unplaced_guaranteed > now) {
        hp_buffer_text(words, TR("    it leaves more of them without a seat than now\n"));
    } else if (mend->after.unplaced_guaranteed == now) {
        hp_buffer_text(words, TR("    it does not help them\n"));
    }
    if (has_classes(mend) && mend->by.most_seated < mend->by.unit_count) {
        hp_buffer_text(words, TR("    seats are still too few, with all rooms that help\n"));
    }
    if (has_classes(mend) && mend->after.unplaced_guaranteed > 0 && is_enough(remedy, mend)) {
        hp_buffer_text(words,
                       TR("    there would be a seat for each of them, but the stages' rules "
                          "leave them without\n"));
    }
    if (mend->kind == HP_MEND_RULES) {
        hp_buffer_text(words, TR("    found by trying further classes: fewer may do\n"));
    } else if (has_steps(mend) && !mend->by.proved) {
        hp_buffer_text(words, TR("    that it is the least rests on the solver's bound\n"));
    }
}

static void say_mend(hp_buffer *words, const hp_remedy *remedy, const hp_mend *mend) {
    if (mend->why_not != NULL) {
        hp_buffer_format(words, TR("  classes: no answer (%s)\n"), TR(mend->why_not));
        return;
    }
    if (has_steps(mend) && mend->by.step_count == 0) {
        hp_buffer_text(
            words, is_enough(remedy, mend)
                       ? TR("  classes: none is needed; there is a seat for each of them, but the "
                            "stages' rules leave them without\n")
                       : TR("  classes: none helps, within rooms and caps\n"));
        return;
    }
    say_what(words, remedy, mend);
    if (!mend->ran) {
        hp_buffer_text(words, TR("    the season has errors with it\n"));
        return;
    }
    hp_buffer_format(words,
                     TR("    then %d guaranteed children are without a seat (%d children in all), "
                        "%d children go elsewhere than now\n"),
                     mend->after.unplaced_guaranteed, mend->after.unplaced, mend->after.moved);
    say_more(words, remedy, mend);
}

hp_status hp_remedy_words(hp_buffer *words, const hp_remedy *remedy) {
    if (remedy->run->report.earlier != NULL) {
        hp_buffer_format(words, TR("%d children keep the places that an earlier run gave them\n"),
                         count_kept(remedy->run));
    }
    if (hp_run_is_kept(remedy->run)) {
        hp_buffer_text(words, TR("every guaranteed child has a seat\n"));
    } else {
        hp_buffer_format(words, TR("%d guaranteed children have no seat\n"),
                         remedy->figures.unplaced_guaranteed);
        say_shortage(words, &remedy->season->data, &remedy->shortage);
    }
    if (remedy->no_school > 0) {
        hp_buffer_format(words,
                         TR("  %d of them have no school with a seat, nor with a room for one\n"),
                         remedy->no_school);
    }
    say_misses(words, remedy);
    for (int i = 0; i < remedy->mend_count; i++) {
        say_mend(words, remedy, &remedy->mends[i]);
    }
    return hp_buffer_status(words);
}
