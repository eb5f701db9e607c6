#include <stdlib.h>
#include <string.h>

#include "verify/book.h"
#include "verify/mask.h"
#include "verify/steps.h"

/* ---- schools.csv ---- */

static bool has_order(const vf_stage *stage, int category) {
    return vf_first(stage->order[category]) != NULL;
}

static int64_t nearest_now(const vf_run *run, int stage, int student) {
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    int count = vf_ways(ways, &run->policy, stage, student, true);
    int64_t nearest = -1;
    for (int i = 0; i < count; i++) {
        nearest = nearest < 0 || ways[i].metres < nearest ? ways[i].metres : nearest;
    }
    return nearest;
}

static void put_keys(vf_out *out, const vf_run *run, int stage, int student) {
    const vf_json *keys = run->policy.stages[stage].order[run->season.students[student].category];
    for (const vf_json *key = vf_first(keys); key != NULL; key = vf_next(key)) {
        const char *name = vf_member_text(key, "key");
        vf_put(out, vf_format(" %s=", name));
        if (strcmp(name, "lottery") == 0) {
            vf_put(out, vf_format("%020llu", (unsigned long long)run->numbers[stage][student]));
        } else if (strcmp(name, "distance") == 0) {
            vf_put(out, vf_format("%lld", (long long)nearest_now(run, stage, student)));
        } else {
            vf_put(out,
                   vf_student_cell(&run->season, student, vf_student_column(&run->season, name)));
        }
    }
}

/* What schools.csv counts of a school. */
typedef struct tally {
    int64_t by_status[VF_UNPLACED + 1];
    int64_t by_kind[VF_KINDS];
    int64_t *by_category;
    int *last; /* per stage and category: the last whom the stage admitted, by turns; -1 */
} tally;

static tally *new_tallies(const vf_run *run) {
    size_t categories = (size_t)run->policy.category_count;
    size_t cells = categories * (size_t)run->policy.stage_count;
    size_t schools = (size_t)run->season.school_count;
    tally *tallies = vf_alloc(schools + 1, sizeof *tallies);
    for (size_t s = 0; s < schools; s++) {
        tallies[s].by_category = vf_alloc(categories + 1, sizeof(int64_t));
        tallies[s].last = vf_alloc(cells + 1, sizeof(int));
        for (size_t i = 0; i < cells; i++) {
            tallies[s].last[i] = -1;
        }
    }
    return tallies;
}

static void count_rows(tally *tallies, const vf_run *run) {
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        int category = run->season.students[i].category;
        if (row->school < 0) {
            continue;
        }
        tally *own = &tallies[row->school];
        own->by_status[row->status]++;
        if (row->status == VF_ADMITTED && category >= 0) {
            own->by_category[category]++;
        }
        for (int kind = 0; kind < VF_KINDS && row->status == VF_ADMITTED; kind++) {
            own->by_kind[kind] += strcmp(vf_said(run, i, CELL_ROUTE),
                                         vf_kind_name((vf_kind)kind)) == 0;
        }
    }
}

/* The last of a category whom each stage admitted to a school, in the order of turns. */
static void find_last(tally *tallies, const vf_run *run, int stage) {
    const vf_stage *rules = &run->policy.stages[stage];
    const vf_entrants *list = vf_entrants_of(run, stage);
    for (int e = 0; e < list->participants; e++) {
        int student = list->all[e].student;
        int category = run->season.students[student].category;
        const vf_row *row = &run->rows[student];
        if (row->status == VF_ADMITTED && row->stage == stage && has_order(rules, category)) {
            tallies[row->school].last[stage * run->policy.category_count + category] = student;
        }
    }
}

static void put_cut_offs(vf_out *out, const vf_run *run, const tally *own) {
    vf_out text = {0};
    vf_put(&text, "");
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        const vf_stage *rules = &run->policy.stages[stage];
        for (int c = 0; c < rules->serve_count; c++) {
            int last = own->last[stage * run->policy.category_count + rules->serve[c]];
            if (last >= 0) {
                vf_put(&text, vf_format("%s%s/%s:", text.length > 0 ? "; " : "", rules->id,
                                        run->policy.categories[rules->serve[c]]));
                put_keys(&text, run, stage, last);
            }
        }
    }
    vf_people_cell(out, text.bytes, "\r\n");
}

static void put_school(vf_out *out, const vf_run *run, int s, const tally *own) {
    const vf_school *school = &run->season.schools[s];
    int64_t fixed = own->by_status[VF_FIXED];
    int64_t kept = own->by_status[VF_KEPT];
    int64_t admitted = own->by_status[VF_ADMITTED];
    vf_people_cell(out, school->id, ",");
    vf_people_cell(out, school->name, ",");
    vf_put(out, vf_format("%s,%s,%lld,%lld,%lld,%lld,", school->setting, school->ownership,
                          (long long)school->classes, (long long)school->class_size,
                          (long long)school->size_cap, (long long)school->continuing));
    if (school->plan >= 0) {
        vf_put_number(out, school->plan);
    }
    vf_put(out,
           vf_format(",%lld,%lld,%s,%lld,%lld,%lld,%lld", (long long)school->reserved,
                     (long long)school->seats, school->binding, (long long)fixed, (long long)kept,
                     (long long)admitted, (long long)(school->seats - fixed - kept - admitted)));
    for (int c = 0; c < run->policy.category_count; c++) {
        vf_put(out, ",");
        vf_put_number(out, own->by_category[c]);
    }
    for (int kind = 0; kind < VF_KINDS; kind++) {
        vf_put(out, ",");
        vf_put_number(out, own->by_kind[kind]);
    }
    vf_put(out, ",");
    put_cut_offs(out, run, own);
}

/* A file of the run beside what is put; then whether it was that. */
static vf_file open_file(vf_out *out, const vf_run *run, const char *name) {
    vf_file file = vf_read(run->dir, name);
    *out = vf_out_against(file.bytes, file.length);
    return file;
}

static bool close_file(vf_file *file, const vf_out *out, const char *name, vf_step *step) {
    vf_forget(file);
    return vf_out_is_same(out) || vf_fail(step, "%s is not what the allocation gives", name);
}

void vf_check_schools(const vf_run *run, vf_step *step) {
    vf_out out;
    vf_file file = open_file(&out, run, "schools.csv");
    tally *tallies = new_tallies(run);
    count_rows(tallies, run);
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        find_last(tallies, run, stage);
    }
    vf_put(&out, "\xef\xbb\xbfschool_id,name,setting,ownership,classes,class_size,size_cap,"
                 "continuing,plan,reserved,seats,binding,fixed,kept,admitted,free");
    for (int c = 0; c < run->policy.category_count; c++) {
        vf_put(&out, vf_format(",admitted_%s", run->policy.categories[c]));
    }
    for (int kind = 0; kind < VF_KINDS; kind++) {
        vf_put(&out, vf_format(",route_%s", vf_kind_name((vf_kind)kind)));
    }
    vf_put(&out, ",cut_offs\r\n");
    for (int s = 0; s < run->season.school_count; s++) {
        if (vf_of_level(&run->season, s)) {
            put_school(&out, run, s, &tallies[s]);
        }
    }
    close_file(&file, &out, "schools.csv", step);
}

/* ---- lists for people (docs/publication.md) ---- */

static const char *say(const vf_run *run, const char *english, const char *chinese) {
    return run->season.english ? english : chinese;
}

static const char *named_cell(const vf_run *run, int student, const char *name) {
    const vf_season *season = &run->season;
    int column = vf_student_column(season, name);
    return column < 0 ? ""
                      : vf_at(&season->tables[VF_STUDENTS].grid, season->students[student].row,
                              (size_t)column);
}

static const char *title(const vf_run *run, const char *english, const char *chinese) {
    int column = vf_student_column(&run->season, english);
    return column < 0 ? say(run, english, chinese) : vf_student_title(&run->season, column);
}

static const char *school_name(const vf_run *run, int school) {
    return school < 0 ? "" : run->season.schools[school].name;
}

static const char *primary_name(const vf_run *run, int student) {
    return run->season.junior ? school_name(run, run->season.students[student].primary) : "";
}

/* The columns of a roster: student_id, then those of roster_columns that the table has. */
static size_t roster_columns(int *columns, const vf_run *run) {
    const vf_season *season = &run->season;
    size_t count = 0;
    columns[count++] = vf_student_column(season, "student_id");
    for (const vf_json *name = vf_first(vf_member(season->policy, "roster_columns")); name != NULL;
         name = vf_next(name)) {
        int column = vf_student_column(season, vf_text(name));
        if (column >= 0 && column != columns[0]) {
            columns[count++] = column;
        }
    }
    return count;
}

/* Students by school: of each where its own begin, and they in order. */
typedef struct members {
    int *begin;
    int *students;
} members;

static members members_by(const vf_run *run, int (*school_of)(const vf_run *, int)) {
    const vf_season *season = &run->season;
    members by = {vf_alloc((size_t)season->school_count + 2, sizeof(int)),
                  vf_alloc((size_t)season->student_count + 1, sizeof(int))};
    for (int i = 0; i < season->student_count; i++) {
        if (school_of(run, i) >= 0) {
            by.begin[school_of(run, i) + 2]++;
        }
    }
    for (int s = 0; s < season->school_count; s++) {
        by.begin[s + 1] += by.begin[s];
    }
    for (int i = 0; i < season->student_count; i++) {
        if (school_of(run, i) >= 0) {
            by.students[by.begin[school_of(run, i) + 1]++] = i;
        }
    }
    return by;
}

static int placed_at(const vf_run *run, int student) {
    return run->rows[student].school;
}

static int graduate_of(const vf_run *run, int student) {
    return run->season.students[student].primary;
}

/* A roster as a table and as a workbook: the same cells. */
static void check_roster(const vf_run *run, int school, const members *by, vf_step *step) {
    const vf_season *season = &run->season;
    size_t most = vf_count(vf_member(season->policy, "roster_columns")) + 1;
    int *columns = vf_alloc(most, sizeof *columns);
    size_t count = roster_columns(columns, run);
    size_t rows = 1 + (size_t)(by->begin[school + 1] - by->begin[school]);
    const char **cells = vf_alloc(rows * count, sizeof *cells);
    size_t used = 0;
    for (size_t c = 0; c < count; c++) {
        cells[used++] = vf_student_title(season, columns[c]);
    }
    for (int k = by->begin[school]; k < by->begin[school + 1]; k++) {
        for (size_t c = 0; c < count; c++) {
            cells[used++] = vf_student_cell(season, by->students[k], columns[c]);
        }
    }
    const char *id = season->schools[school].id;
    const char *table = vf_format("rosters/%s.csv", id);
    const char *book = vf_format("rosters/%s.xlsx", id);
    vf_out out;
    vf_file file = open_file(&out, run, table);
    vf_put(&out, "\xef\xbb\xbf");
    for (size_t i = 0; i < used; i++) {
        vf_people_cell(&out, cells[i], (i + 1) % count == 0 ? "\r\n" : ",");
    }
    close_file(&file, &out, table, step);
    file = vf_read(run->dir, book);
    if (!vf_book_says(file, cells, rows, count)) {
        vf_fail(step, "%s is not what the allocation gives", book);
    }
    vf_forget(&file);
}

static void check_graduates(const vf_run *run, int primary, const members *by, vf_step *step) {
    static const char *const statuses[][2] = {{"admitted", "安排就读"},
                                              {"kept", "前批次已安排"},
                                              {"fixed", "单列安置"},
                                              {"elsewhere", "另有去向"},
                                              {"unplaced", "待安排"}};
    const char *name = vf_format("graduates/%s.csv", run->season.schools[primary].id);
    vf_out out;
    vf_file file = open_file(&out, run, name);
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s,%s\r\n", title(run, "student_id", "报名号"),
                           title(run, "name", "姓名"), say(run, "status", "状态"),
                           say(run, "school_id", "校区编号"), say(run, "school", "学校名称")));
    for (int k = by->begin[primary]; k < by->begin[primary + 1]; k++) {
        int i = by->students[k];
        const vf_row *row = &run->rows[i];
        vf_people_cell(&out, run->season.students[i].id, ",");
        vf_people_cell(&out, named_cell(run, i, "name"), ",");
        vf_people_cell(&out, statuses[row->status][run->season.english ? 0 : 1], ",");
        vf_people_cell(&out, vf_said(run, i, CELL_SCHOOL), ",");
        vf_people_cell(&out, school_name(run, row->school), "\r\n");
    }
    close_file(&file, &out, name, step);
}

static void check_notice(const vf_run *run, vf_step *step) {
    vf_out out;
    vf_file file = open_file(&out, run, "notice.csv");
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s\r\n", title(run, "student_id", "报名号"),
                           title(run, "name", "姓名"), say(run, "primary", "毕业小学"),
                           say(run, "school", "安排学校")));
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].school >= 0) {
            char masked[VF_MASKED];
            vf_people_cell(&out, run->season.students[i].id, ",");
            vf_people_cell(&out, vf_masked(masked, named_cell(run, i, "name")), ",");
            vf_people_cell(&out, primary_name(run, i), ",");
            vf_people_cell(&out, school_name(run, run->rows[i].school), "\r\n");
        }
    }
    close_file(&file, &out, "notice.csv", step);
}

static const char *basis_of(const vf_run *run, int stage) {
    vf_out out = {0};
    const vf_json *list = vf_member(run->policy.stages[stage].rule, "basis");
    vf_put(&out, "");
    for (const vf_json *clause = vf_first(list); clause != NULL; clause = vf_next(clause)) {
        const char *article = vf_member_text(clause, "article");
        vf_put(&out, out.length > 0 ? say(run, "; ", "；") : "");
        vf_put(&out, vf_member_text(clause, "document"));
        vf_put(&out, *article != '\0' ? say(run, " ", "") : "");
        vf_put(&out, article);
    }
    return out.bytes;
}

static const char *route_title(const vf_run *run, const char *route) {
    static const char *const titles[VF_KINDS] = {"对口直升", "服务区", "兄姐同校",
                                                 "志愿",     "集团内", "统筹安排"};
    for (int kind = 0; kind < VF_KINDS; kind++) {
        if (strcmp(vf_kind_name((vf_kind)kind), route) == 0) {
            return say(run, route, titles[kind]);
        }
    }
    return "";
}

static void put_letter(vf_out *out, const vf_run *run, int i, const char *const *bases) {
    const vf_row *row = &run->rows[i];
    int category = vf_category_by_id(&run->policy, vf_said(run, i, CELL_CATEGORY));
    vf_people_cell(out, run->season.students[i].id, ",");
    vf_people_cell(out, named_cell(run, i, "name"), ",");
    vf_people_cell(out, primary_name(run, i), ",");
    vf_people_cell(out, vf_said(run, i, CELL_SCHOOL), ",");
    vf_people_cell(out, school_name(run, row->school), ",");
    vf_people_cell(
        out, row->stage < 0 ? "" : vf_member_text(run->policy.stages[row->stage].rule, "name"),
        ",");
    vf_people_cell(out, route_title(run, vf_said(run, i, CELL_ROUTE)), ",");
    vf_people_cell(out, category < 0 ? "" : vf_member_text(run->policy.rules[category], "name"),
                   ",");
    vf_people_cell(out,
                   row->status == VF_FIXED ? named_cell(run, i, "fixed_basis")
                   : row->stage < 0        ? ""
                                           : bases[row->stage],
                   "\r\n");
}

static void check_letters(const vf_run *run, vf_step *step) {
    vf_out out;
    vf_file file = open_file(&out, run, "letters.csv");
    const char **bases = vf_alloc((size_t)run->policy.stage_count + 1, sizeof *bases);
    for (int stage = 0; stage < run->policy.stage_count; stage++) {
        bases[stage] = basis_of(run, stage);
    }
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n",
                           title(run, "student_id", "报名号"), title(run, "name", "姓名"),
                           say(run, "primary", "毕业小学"), say(run, "school_id", "校区编号"),
                           say(run, "school", "学校名称"), say(run, "stage", "批次"),
                           say(run, "route", "入学途径"), say(run, "category", "生源类别"),
                           say(run, "basis", "依据")));
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].school >= 0) {
            put_letter(&out, run, i, bases);
        }
    }
    close_file(&file, &out, "letters.csv", step);
}

/* Which files the run must have, besides those for programs: a list for each school and primary. */
static size_t count_lists(const vf_run *run) {
    size_t count = 0;
    for (int s = 0; s < run->season.school_count; s++) {
        count += vf_of_level(&run->season, s) ? 2 : (run->season.schools[s].junior ? 0 : 1);
    }
    return count;
}

void vf_check_lists(const vf_run *run, vf_step *step) {
    const vf_json *files = vf_member(run->manifest, "files");
    const members by_school = members_by(run, placed_at);
    const members by_primary = members_by(run, graduate_of);
    for (int s = 0; s < run->season.school_count; s++) {
        if (!vf_of_level(&run->season, s)) {
            if (!run->season.schools[s].junior) {
                vf_scratch_begin();
                check_graduates(run, s, &by_primary, step);
                vf_scratch_end();
            }
            continue;
        }
        vf_scratch_begin();
        check_roster(run, s, &by_school, step);
        vf_scratch_end();
    }
    check_notice(run, step);
    check_letters(run, step);
    size_t others = 6 + (run->shortage != NULL ? 1U : 0U);
    if (vf_count(files) != others + count_lists(run)) {
        vf_fail(step, "the run has files that it must not have");
    }
}
