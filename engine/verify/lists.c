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

/* The last of a category whom each stage admitted to the school, in the order of turns. */
static void put_cut_offs(vf_out *out, const vf_run *run, int school, vf_entrant **entrants,
                         const int *participants) {
    vf_out text = {0};
    vf_put(&text, "");
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        const vf_stage *rules = &run->policy.stages[stage];
        for (int c = 0; c < rules->serve_count; c++) {
            int last = -1;
            for (int e = 0; e < participants[stage] && has_order(rules, rules->serve[c]); e++) {
                int student = entrants[stage][e].student;
                if (run->rows[student].status == VF_ADMITTED && run->rows[student].stage == stage &&
                    run->rows[student].school == school &&
                    run->season.students[student].category == rules->serve[c]) {
                    last = student;
                }
            }
            if (last >= 0) {
                vf_put(&text, vf_format("%s%s/%s:", text.length > 0 ? "; " : "", rules->id,
                                        run->policy.categories[rules->serve[c]]));
                put_keys(&text, run, stage, last);
            }
        }
    }
    vf_people_cell(out, text.bytes, "\r\n");
}

static int64_t count_rows(const vf_run *run, int school, vf_status status, int category, int kind) {
    int64_t count = 0;
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        count += row->school == school && row->status == status &&
                 (category < 0 || run->season.students[i].category == category) &&
                 (kind < 0 || strcmp(row->cells[CELL_ROUTE], vf_kind_name((vf_kind)kind)) == 0);
    }
    return count;
}

static void put_school(vf_out *out, const vf_run *run, int s, vf_entrant **entrants,
                       const int *participants) {
    const vf_school *school = &run->season.schools[s];
    int64_t fixed = count_rows(run, s, VF_FIXED, -1, -1);
    int64_t kept = count_rows(run, s, VF_KEPT, -1, -1);
    int64_t admitted = count_rows(run, s, VF_ADMITTED, -1, -1);
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
        vf_put(out, vf_format(",%lld", (long long)count_rows(run, s, VF_ADMITTED, c, -1)));
    }
    for (int kind = 0; kind < VF_KINDS; kind++) {
        vf_put(out, vf_format(",%lld", (long long)count_rows(run, s, VF_ADMITTED, -1, kind)));
    }
    vf_put(out, ",");
    put_cut_offs(out, run, s, entrants, participants);
}

static bool same_file(const vf_run *run, const char *name, const vf_out *wanted, vf_step *step) {
    vf_file file = vf_read(run->dir, name);
    return (file.bytes != NULL && file.length == wanted->length &&
            memcmp(file.bytes, wanted->bytes, wanted->length) == 0) ||
           vf_fail(step, "%s is not what the allocation gives", name);
}

void vf_check_schools(const vf_run *run, vf_step *step) {
    vf_out out = {0};
    size_t stages = (size_t)run->policy.stage_count + 1;
    vf_entrant **entrants = vf_alloc(stages, sizeof *entrants);
    int *participants = vf_alloc(stages, sizeof *participants);
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        vf_entrants(&entrants[stage], &participants[stage], run, stage);
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
            put_school(&out, run, s, entrants, participants);
        }
    }
    same_file(run, "schools.csv", &out, step);
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

/* A roster as a table and as a workbook: the same cells. */
static void check_roster(const vf_run *run, int school, vf_step *step) {
    const vf_season *season = &run->season;
    size_t most = vf_count(vf_member(season->policy, "roster_columns")) + 1;
    int *columns = vf_alloc(most, sizeof *columns);
    size_t count = roster_columns(columns, run);
    size_t rows = 1;
    for (int i = 0; i < season->student_count; i++) {
        rows += run->rows[i].school == school;
    }
    const char **cells = vf_alloc(rows * count, sizeof *cells);
    size_t used = 0;
    for (int i = -1; i < season->student_count; i++) {
        for (size_t c = 0; c < count && (i < 0 || run->rows[i].school == school); c++) {
            cells[used++] = i < 0 ? vf_student_title(season, columns[c])
                                  : vf_student_cell(season, i, columns[c]);
        }
    }
    vf_out out = {0};
    vf_put(&out, "\xef\xbb\xbf");
    for (size_t i = 0; i < used; i++) {
        vf_people_cell(&out, cells[i], (i + 1) % count == 0 ? "\r\n" : ",");
    }
    const char *id = season->schools[school].id;
    const char *book = vf_format("rosters/%s.xlsx", id);
    same_file(run, vf_format("rosters/%s.csv", id), &out, step);
    if (!vf_book_says(vf_read(run->dir, book), cells, rows, count)) {
        vf_fail(step, "%s is not what the allocation gives", book);
    }
}

static void check_graduates(const vf_run *run, int primary, vf_step *step) {
    static const char *const statuses[][2] = {{"admitted", "安排就读"},
                                              {"kept", "前批次已安排"},
                                              {"fixed", "单列安置"},
                                              {"elsewhere", "另有去向"},
                                              {"unplaced", "待安排"}};
    vf_out out = {0};
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s,%s\r\n", title(run, "student_id", "报名号"),
                           title(run, "name", "姓名"), say(run, "status", "状态"),
                           say(run, "school_id", "校区编号"), say(run, "school", "学校名称")));
    for (int i = 0; i < run->season.student_count; i++) {
        const vf_row *row = &run->rows[i];
        if (run->season.students[i].primary == primary) {
            vf_people_cell(&out, run->season.students[i].id, ",");
            vf_people_cell(&out, named_cell(run, i, "name"), ",");
            vf_people_cell(&out, statuses[row->status][run->season.english ? 0 : 1], ",");
            vf_people_cell(&out, row->cells[CELL_SCHOOL], ",");
            vf_people_cell(&out, school_name(run, row->school), "\r\n");
        }
    }
    same_file(run, vf_format("graduates/%s.csv", run->season.schools[primary].id), &out, step);
}

static void check_notice(const vf_run *run, vf_step *step) {
    vf_out out = {0};
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s\r\n", title(run, "student_id", "报名号"),
                           title(run, "name", "姓名"), say(run, "primary", "毕业小学"),
                           say(run, "school", "安排学校")));
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].school >= 0) {
            vf_people_cell(&out, run->season.students[i].id, ",");
            vf_people_cell(&out, vf_masked(named_cell(run, i, "name")), ",");
            vf_people_cell(&out, primary_name(run, i), ",");
            vf_people_cell(&out, school_name(run, run->rows[i].school), "\r\n");
        }
    }
    same_file(run, "notice.csv", &out, step);
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

static void put_letter(vf_out *out, const vf_run *run, int i) {
    const vf_row *row = &run->rows[i];
    int category = vf_category_by_id(&run->policy, row->cells[CELL_CATEGORY]);
    vf_people_cell(out, run->season.students[i].id, ",");
    vf_people_cell(out, named_cell(run, i, "name"), ",");
    vf_people_cell(out, primary_name(run, i), ",");
    vf_people_cell(out, row->cells[CELL_SCHOOL], ",");
    vf_people_cell(out, school_name(run, row->school), ",");
    vf_people_cell(
        out, row->stage < 0 ? "" : vf_member_text(run->policy.stages[row->stage].rule, "name"),
        ",");
    vf_people_cell(out, route_title(run, row->cells[CELL_ROUTE]), ",");
    vf_people_cell(out, category < 0 ? "" : vf_member_text(run->policy.rules[category], "name"),
                   ",");
    vf_people_cell(out,
                   row->status == VF_FIXED ? named_cell(run, i, "fixed_basis")
                   : row->stage < 0        ? ""
                                           : basis_of(run, row->stage),
                   "\r\n");
}

static void check_letters(const vf_run *run, vf_step *step) {
    vf_out out = {0};
    vf_put(&out, vf_format("\xef\xbb\xbf%s,%s,%s,%s,%s,%s,%s,%s,%s\r\n",
                           title(run, "student_id", "报名号"), title(run, "name", "姓名"),
                           say(run, "primary", "毕业小学"), say(run, "school_id", "校区编号"),
                           say(run, "school", "学校名称"), say(run, "stage", "批次"),
                           say(run, "route", "入学途径"), say(run, "category", "生源类别"),
                           say(run, "basis", "依据")));
    for (int i = 0; i < run->season.student_count; i++) {
        if (run->rows[i].school >= 0) {
            put_letter(&out, run, i);
        }
    }
    same_file(run, "letters.csv", &out, step);
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
    for (int s = 0; s < run->season.school_count; s++) {
        if (!vf_of_level(&run->season, s)) {
            if (!run->season.schools[s].junior) {
                check_graduates(run, s, step);
            }
            continue;
        }
        check_roster(run, s, step);
    }
    check_notice(run, step);
    check_letters(run, step);
    size_t others = 6 + (run->shortage != NULL ? 1U : 0U);
    if (vf_count(files) != others + count_lists(run)) {
        vf_fail(step, "the run has files that it must not have");
    }
}
