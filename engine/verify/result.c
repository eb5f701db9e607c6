#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/steps.h"

static bool text_is(const vf_run *run, const char *key, const char *wanted, vf_step *step) {
    const vf_json *value = vf_member(run->result, key);
    return (vf_is_text(value) && strcmp(vf_text(value), wanted) == 0) ||
           vf_fail(step, "%s is not \"%s\"", key, wanted);
}

static bool flag_is(const vf_run *run, const char *key, bool wanted, vf_step *step) {
    const vf_json *value = vf_member(run->result, key);
    return (vf_is_bool(value) && vf_is_true(value) == wanted) ||
           vf_fail(step, "%s is not %s", key, wanted ? "true" : "false");
}

static bool whole_is(const vf_json *object, const char *key, int64_t wanted) {
    int64_t said = 0;
    return vf_whole(&said, vf_member(object, key)) && said == wanted;
}

/* ---- stages ---- */

static void check_stage(const vf_run *run, int stage, const vf_json *entry, vf_step *step) {
    const vf_stage *rules = &run->policy.stages[stage];
    const vf_json *yielded = vf_member(entry, "yielded");
    int64_t admitted = 0;
    int64_t metres = 0;
    size_t yields = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_ADMITTED && run->rows[i].stage == stage) {
            admitted++;
            metres += run->rows[i].metres;
        }
    }
    bool good = vf_has_keys(entry, rules->serial
                                       ? "id levels admitted admitted_m"
                                       : "id levels yielded forecast_m admitted admitted_m") &&
                whole_is(entry, "admitted", admitted) && whole_is(entry, "admitted_m", metres);
    if (rules->serial) {
        good = good && vf_is_list(vf_member(entry, "levels")) &&
               vf_count(vf_member(entry, "levels")) == 0;
    } else {
        const int64_t *lost = vf_yielded(run, stage);
        for (int c = 0; c < run->policy.category_count; c++) {
            bool counts = lost[c] > 0 && rules->rank[c] >= 0;
            yields += counts;
            good = good && (!counts || whole_is(yielded, run->policy.categories[c], lost[c]));
        }
        good = good && vf_is_object(yielded) && vf_count(yielded) == yields &&
               whole_is(entry, "forecast_m", vf_forecast_metres(run, stage));
    }
    if (!good) {
        vf_fail(step, "stage %s: admitted, metres, forecast or yielded", rules->id);
    }
}

static bool is_within(const vf_json *object, const char *key, int64_t least, int64_t most) {
    int64_t number = 0;
    return vf_whole(&number, vf_member(object, key)) && number >= least && number <= most;
}

/* More children than any season has, and their metres. */
static const int64_t MOST_CHILDREN = 1000000000;
static const int64_t MOST_M = INT64_C(1000000000) * VF_FARTHEST_M;

/* A level as any run writes it; --after compares it with the one that did. */
static bool is_level(const vf_json *level) {
    const char *kind = vf_member_text(level, "kind");
    const char *keys = strcmp(kind, "place") == 0   ? "kind category value"
                       : strcmp(kind, "admit") == 0 ? "kind category band value"
                                                    : "kind categories step_m value";
    return vf_has_keys(level, keys) &&
           is_within(level, "value", 0, *kind == 'n' ? MOST_M : MOST_CHILDREN) &&
           (*kind != 'a' || is_within(level, "band", 0, MOST_CHILDREN)) &&
           (*kind == 'n' ? vf_is_list(vf_member(level, "categories")) &&
                               is_within(level, "step_m", 1, INT64_MAX)
                         : vf_is_text(vf_member(level, "category"))) &&
           (*kind != 'n' || strcmp(kind, "nearness") == 0);
}

/* How many a stage of an earlier run can have admitted who are not kept from it. The run before
 * this one lists whose seats it freed. What was freed in still earlier runs is not known, but no
 * stage admits more than there are seats: such runs there were before the last earlier stage was
 * run, or after the last of all. */
static int64_t most_gone(const vf_run *run, int stage) {
    int64_t most = (int64_t)vf_count(vf_member(vf_member(run->result, "earlier"), "freed"));
    bool of_the_last = stage == run->first_stage - 1 && run->end_stage > run->first_stage;
    for (int s = 0; s < run->season.school_count && !of_the_last && most < MOST_CHILDREN; s++) {
        most += vf_of_level(&run->season, s) ? run->season.schools[s].seats : 0;
    }
    return most < MOST_CHILDREN ? most : MOST_CHILDREN;
}

/* A stage of the earlier run: it admitted those who are kept from it, and some who are gone. */
static void check_earlier_stage(const vf_run *run, int stage, const vf_json *entry, vf_step *step) {
    const vf_json *yielded = vf_member(entry, "yielded");
    bool serial = run->policy.stages[stage].serial;
    const int64_t gone = most_gone(run, stage);
    int64_t admitted = 0;
    int64_t kept = 0;
    int64_t metres = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].status == VF_KEPT && run->rows[i].stage == stage) {
            kept++;
            metres += run->rows[i].metres;
        }
    }
    bool good = vf_has_keys(entry, serial ? "id levels admitted admitted_m"
                                          : "id levels yielded forecast_m admitted admitted_m") &&
                is_within(entry, "admitted", kept, kept + gone) &&
                vf_whole(&admitted, vf_member(entry, "admitted")) &&
                is_within(entry, "admitted_m", metres,
                          metres + (admitted - kept) * VF_FARTHEST_M) &&
                vf_is_list(vf_member(entry, "levels")) &&
                (serial || (is_within(entry, "forecast_m", 0, MOST_M) && vf_is_object(yielded)));
    for (const vf_json *level = vf_first(vf_member(entry, "levels")); level != NULL && good;
         level = vf_next(level)) {
        good = !serial && is_level(level);
    }
    for (const vf_json *lost = vf_first(yielded); lost != NULL && good; lost = vf_next(lost)) {
        good = is_within(yielded, vf_key(lost), 1, MOST_CHILDREN);
    }
    if (!good) {
        vf_fail(step, "stage %s cannot be what an earlier run said", run->policy.stages[stage].id);
    }
}

static void check_stages(const vf_run *run, vf_step *step) {
    const vf_json *entry = vf_first(vf_member(run->result, "stages"));
    for (int stage = 0; stage < run->end_stage && entry != NULL; stage++, entry = vf_next(entry)) {
        if (stage >= run->first_stage) {
            check_stage(run, stage, entry, step);
        } else {
            check_earlier_stage(run, stage, entry, step);
        }
    }
}

/* ---- schools ---- */

static void check_schools(const vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    const vf_json *entry = vf_first(vf_member(run->result, "schools"));
    const int64_t *all_placed = vf_placed(run);
    if (!vf_is_list(vf_member(run->result, "schools"))) {
        vf_fail(step, "schools is no list");
        return;
    }
    for (int s = 0; s < season->school_count; s++) {
        if (!vf_of_level(season, s)) {
            continue;
        }
        int64_t placed = all_placed[s];
        const vf_school *school = &season->schools[s];
        if (!vf_has_keys(entry, "school_id seats binding placed free") ||
            strcmp(vf_member_text(entry, "school_id"), school->id) != 0 ||
            strcmp(vf_member_text(entry, "binding"), school->binding) != 0 ||
            !whole_is(entry, "seats", school->seats) || !whole_is(entry, "placed", placed) ||
            !whole_is(entry, "free", school->seats - placed)) {
            vf_fail(step, "school %s: seats, binding, placed or free", school->id);
            return;
        }
        entry = vf_next(entry);
    }
    if (entry != NULL) {
        vf_fail(step, "schools has more entries than the season");
    }
}

/* ---- indicators (spec 6) ---- */

static bool is_near(const vf_run *run, int student) {
    const vf_json *routes = vf_member(vf_member(run->season.policy, "indicators"), "nearby_routes");
    int school = run->rows[student].school;
    if (routes == NULL) {
        return vf_kind_gives(&run->season, student, VF_FEEDER, school) ||
               vf_kind_gives(&run->season, student, VF_ZONE, school);
    }
    for (const vf_json *name = vf_first(routes); name != NULL; name = vf_next(name)) {
        for (int kind = 0; kind < VF_KINDS; kind++) {
            if (strcmp(vf_kind_name((vf_kind)kind), vf_text(name)) == 0 &&
                vf_kind_gives(&run->season, student, (vf_kind)kind, school)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_migrant(const vf_run *run, int student) {
    const vf_json *list = vf_member(vf_member(run->season.policy, "indicators"),
                                    "migrant_categories");
    int category = run->season.students[student].category;
    if (list == NULL) {
        return run->season.students[student].migrant;
    }
    for (const vf_json *id = vf_first(list); id != NULL; id = vf_next(id)) {
        if (category >= 0 && strcmp(vf_text(id), run->policy.categories[category]) == 0) {
            return true;
        }
    }
    return false;
}

/* How many more reach the target, a share written with at most six decimals. */
static int64_t missing(const vf_run *run, const char *key, int64_t count, int64_t of) {
    const vf_json *target = vf_member(vf_member(run->season.policy, "indicators"), key);
    if (target == NULL) {
        return 0;
    }
    int64_t millionths = llround(vf_number(target) * 1e6);
    int64_t needed = (millionths * of + 999999) / 1000000;
    return needed > count ? needed - count : 0;
}

static void check_share(const vf_run *run, const char *name, const char *target, int64_t count,
                        int64_t of, vf_step *step) {
    const vf_json *share = vf_member(vf_member(run->result, "indicators"), name);
    if (!vf_has_keys(share, "count of missing") || !whole_is(share, "count", count) ||
        !whole_is(share, "of", of) ||
        !whole_is(share, "missing", missing(run, target, count, of))) {
        vf_fail(step, "indicator %s is %lld of %lld", name, (long long)count, (long long)of);
    }
}

static void check_indicators(const vf_run *run, vf_step *step) {
    int64_t near = 0;
    int64_t near_of = 0;
    int64_t migrants = 0;
    int64_t migrants_of = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        const vf_school *school = row->school < 0 ? NULL : &run->season.schools[row->school];
        if (school != NULL && strcmp(school->ownership, "public") == 0 && !school->boarding &&
            strcmp(school->setting, "rural") != 0) {
            near_of++;
            near += is_near(run, i);
        }
        if (row->status != VF_ELSEWHERE && is_migrant(run, i)) {
            migrants_of++;
            migrants += school != NULL && strcmp(school->ownership, "private") != 0;
        }
    }
    if (!vf_has_keys(vf_member(run->result, "indicators"), "nearby migrants")) {
        vf_fail(step, "indicators has other keys");
    }
    check_share(run, "nearby", "nearby_target", near, near_of, step);
    check_share(run, "migrants", "migrant_target", migrants, migrants_of, step);
}

/* ---- parted bundles ---- */

typedef struct member {
    const char *bundle;
    int student;
} member;

static int compare_members(const void *a, const void *b) {
    const member *x = a;
    const member *y = b;
    int order = strcmp(x->bundle, y->bundle);
    return order != 0 ? order : (x->student > y->student) - (x->student < y->student);
}

static void put_bundle(vf_out *out, const vf_run *run, const member *members, size_t count) {
    bool parted = false;
    int first = -1;
    vf_out list = {0};
    for (size_t i = 0; i < count; i++) {
        int school = run->rows[members[i].student].school;
        if (school >= 0) {
            vf_put(&list,
                   vf_format("%s{\"student_id\":\"%s\",\"school_id\":\"%s\"}", first < 0 ? "" : ",",
                             run->season.students[members[i].student].id,
                             run->season.schools[school].id));
            parted = parted || (first >= 0 && school != first);
            first = first < 0 ? school : first;
        }
    }
    if (parted) {
        vf_put(out, "{\"bundle\":0,\"students\":[");
        vf_put(out, list.bytes);
        vf_put(out, "]}");
    }
}

/* Bundles are texts of any kind, so their names are compared apart from the rest. */
static void check_bundles(const vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    int column = vf_student_column(season, "bundle");
    member *members = vf_alloc((size_t)season->student_count + 1, sizeof *members);
    size_t count = 0;
    for (int i = 0; i < season->student_count; i++) {
        const char *bundle = vf_student_cell(season, i, column);
        if (*bundle != '\0') {
            members[count++] = (member){bundle, i};
        }
    }
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_members);
    }
    const vf_json *said = vf_first(vf_member(run->result, "parted_bundles"));
    for (size_t first = 0, end = 0; first < count; first = end) {
        while (end < count && strcmp(members[end].bundle, members[first].bundle) == 0) {
            end++;
        }
        vf_out one = {0};
        vf_put(&one, "");
        put_bundle(&one, run, members + first, end - first);
        if (one.length == 0) {
            continue;
        }
        const vf_json *wanted = vf_json_parse(one.bytes, one.length);
        if (!vf_has_keys(said, "bundle students") ||
            strcmp(vf_member_text(said, "bundle"), members[first].bundle) != 0 ||
            !vf_same(vf_member(wanted, "students"), vf_member(said, "students"))) {
            vf_fail(step, "bundle %s is parted", members[first].bundle);
            return;
        }
        said = vf_next(said);
    }
    if (said != NULL || !vf_is_list(vf_member(run->result, "parted_bundles"))) {
        vf_fail(step, "a bundle is said to be parted and is not");
    }
}

/* The keys that result.json must have. */
static const char *keys_of(const vf_run *run) {
    return vf_format("huapian season district level policy committed complete short inputs stages "
                     "schools indicators parted_bundles%s%s",
                     vf_member(run->season.settings, "lottery_seed") == NULL ? "" : " lottery_seed",
                     run->has_earlier ? " earlier" : "");
}

void vf_check_result(const vf_run *run, vf_step *step) {
    const vf_season *season = &run->season;
    const vf_json *seed = vf_member(season->settings, "lottery_seed");
    text_is(run, "season", vf_member_text(season->settings, "season"), step);
    text_is(run, "district", vf_member_text(season->settings, "district"), step);
    text_is(run, "level", season->junior ? "junior" : "primary", step);
    text_is(run, "policy", vf_member_text(season->policy, "name"), step);
    if (seed != NULL && !vf_same(seed, vf_member(run->result, "lottery_seed"))) {
        vf_fail(step, "lottery_seed is not the season's");
    }
    flag_is(run, "complete", run->end_stage == run->policy.stage_count, step);
    flag_is(run, "short", run->is_short, step);
    if (!vf_has_keys(run->result, keys_of(run)) || !vf_is_text(vf_member(run->result, "huapian"))) {
        vf_fail(step, "result.json has other keys");
    }
    check_stages(run, step);
    check_schools(run, step);
    check_indicators(run, step);
    check_bundles(run, step);
}
