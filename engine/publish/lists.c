#include "publish/lists.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "publish/mask.h"
#include "publish/sheet.h"

/* A word in both languages of published files. */
typedef struct two_words {
    const char *english;
    const char *chinese;
} two_words;

static const two_words standing_words[] = {
    [HP_WAITING] = {"unplaced", "待安排"},      [HP_ADMITTED] = {"admitted", "安排就读"},
    [HP_KEPT] = {"kept", "前批次已安排"},       [HP_FIXED] = {"fixed", "单列安置"},
    [HP_ELSEWHERE] = {"elsewhere", "另有去向"},
};

static const two_words route_titles[] = {
    [HP_ROUTE_FEEDER] = {"feeder", "对口直升"},   [HP_ROUTE_ZONE] = {"zone", "服务区"},
    [HP_ROUTE_SIBLING] = {"sibling", "兄姐同校"}, [HP_ROUTE_CHOICE] = {"choice", "志愿"},
    [HP_ROUTE_GROUP] = {"group", "集团内"},       [HP_ROUTE_ANY] = {"any", "统筹安排"},
};

const char *hp_route_title(hp_route_kind kind, bool english) {
    return english ? route_titles[kind].english : route_titles[kind].chinese;
}

static const two_words school_id_title = {"school_id", "校区编号"};
static const two_words school_name_title = {"school", "学校名称"};
static const two_words status_title = {"status", "状态"};
static const two_words primary_title = {"primary", "毕业小学"};
static const two_words placed_title = {"school", "安排学校"};
static const two_words stage_title = {"stage", "批次"};
static const two_words route_title = {"route", "入学途径"};
static const two_words category_title = {"category", "生源类别"};
static const two_words basis_title = {"basis", "依据"};

/* What the lists share: children by the school that they are placed at and by their primary. */
typedef struct list_writer {
    const hp_report *report;
    hp_arena *arena;
    hp_folder *folder;
    hp_findings *findings;
    int32_t *at_school_begin; /* school_count + 1 */
    int32_t *at_school;
    int32_t *of_primary_begin; /* school_count + 1 */
    int32_t *of_primary;
    hp_workbook_form form; /* of all workbooks */
} list_writer;

static const char *in_language(const list_writer *writer, const two_words *words) {
    return writer->report->data->english ? words->english : words->chinese;
}

static int32_t school_of(const list_writer *writer, int32_t student) {
    return writer->report->state->placements[student].school;
}

static const char *student_cell(const list_writer *writer, int32_t student, size_t column) {
    const hp_data *data = writer->report->data;
    return hp_cell(&data->tables[HP_STUDENTS], data->students[student].row, column);
}

/* The header of a students column: the spec's in the language, or the office's own. */
static const char *column_title(const list_writer *writer, size_t column) {
    const hp_table *table = &writer->report->data->tables[HP_STUDENTS];
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if (column >= count) {
        return table->names[column];
    }
    return writer->report->data->english ? columns[column].name : columns[column].chinese;
}

static const char *primary_name(const list_writer *writer, int32_t student) {
    const hp_data *data = writer->report->data;
    int32_t primary = data->level == HP_JUNIOR ? data->students[student].primary : -1;
    return primary < 0 ? "" : data->schools[primary].name;
}

/* ---- children by school ---- */

typedef int32_t (*group_of)(const list_writer *writer, int32_t student);

static int32_t primary_of(const list_writer *writer, int32_t student) {
    return writer->report->data->students[student].primary;
}

/* Students of each school, by id. */
static hp_status group(int32_t **begin, int32_t **students, const list_writer *writer,
                       group_of school) {
    const hp_data *data = writer->report->data;
    size_t schools = (size_t)data->school_count;
    int32_t *next = hp_arena_alloc(writer->arena, schools + 1, sizeof *next);
    *begin = hp_arena_alloc(writer->arena, schools + 1, sizeof **begin);
    *students = hp_arena_alloc(writer->arena, (size_t)data->student_count, sizeof **students);
    HP_NEED(next);
    HP_NEED(*begin);
    HP_NEED(*students);
    for (int32_t i = 0; i < data->student_count; i++) {
        if (school(writer, i) >= 0) {
            (*begin)[school(writer, i) + 1]++;
        }
    }
    for (size_t s = 0; s < schools; s++) {
        (*begin)[s + 1] += (*begin)[s];
        next[s] = (*begin)[s];
    }
    for (int32_t i = 0; i < data->student_count; i++) {
        if (school(writer, i) >= 0) {
            (*students)[next[school(writer, i)]++] = i;
        }
    }
    return HP_OK;
}

/* ---- writing ---- */

static hp_status write_csv(const list_writer *writer, const char *name, const hp_sheet *sheet) {
    hp_buffer text = {0};
    hp_sheet_csv(&text, sheet);
    hp_status status = hp_buffer_status(&text);
    if (status == HP_OK) {
        status = hp_folder_write(writer->folder, name, hp_buffer_get(&text), text.length,
                                 writer->findings);
    }
    hp_buffer_free(&text);
    return status;
}

/* A long table, written as its rows are made. */
typedef struct long_table {
    hp_sheet row;
    hp_buffer text;
    hp_arena arena; /* of cells that live until their row is in the text */
} long_table;

static hp_status begin_table(long_table *table, const list_writer *writer, const char *name) {
    hp_buffer_text(&table->text, "\xef\xbb\xbf");
    return hp_folder_open(writer->folder, name, writer->findings);
}

static hp_status end_row(long_table *table, const list_writer *writer) {
    if (table->row.failed) {
        return HP_NO_MEMORY;
    }
    hp_sheet_rows(&table->text, &table->row);
    HP_TRY(hp_folder_pour(writer->folder, &table->text, writer->findings));
    if (table->text.length == 0) {
        hp_arena_free(&table->arena);
    }
    return HP_OK;
}

static hp_status end_table(long_table *table, const list_writer *writer, hp_status status) {
    if (status == HP_OK) {
        status = hp_folder_close(writer->folder, &table->text, writer->findings);
    }
    hp_sheet_free(&table->row);
    hp_buffer_free(&table->text);
    hp_arena_free(&table->arena);
    return status;
}

static const char *file_name(const list_writer *writer, const char *folder, const char *id,
                             const char *suffix) {
    return hp_arena_format(writer->arena, "%s/%s.%s", folder, id, suffix);
}

/* Asks for the memory of children who come soon: those of one school lie far from each other. */
static void fetch_ahead(const list_writer *writer, const int32_t *students, int32_t k,
                        int32_t end) {
    const hp_data *data = writer->report->data;
    const hp_table *table = &data->tables[HP_STUDENTS];
    if (k + 16 < end) {
        __builtin_prefetch(&data->students[students[k + 16]]);
        __builtin_prefetch(&writer->report->state->placements[students[k + 16]]);
    }
    if (k + 8 < end) {
        size_t row = data->students[students[k + 8]].row;
        __builtin_prefetch(&table->cells[row * table->kept_count]);
    }
}

/* ---- rosters ---- */

static bool is_on_roster(const list_writer *writer, int column) {
    const hp_table *table = &writer->report->data->tables[HP_STUDENTS];
    return column != HP_STUDENT_ID && table->headers[column] != NULL;
}

static void fill_roster(hp_sheet *sheet, const list_writer *writer, int32_t school) {
    const hp_policy *policy = writer->report->policy;
    hp_sheet_add(sheet, column_title(writer, HP_STUDENT_ID));
    for (int c = 0; c < policy->roster_column_count; c++) {
        if (is_on_roster(writer, policy->roster_columns[c])) {
            hp_sheet_add(sheet, column_title(writer, (size_t)policy->roster_columns[c]));
        }
    }
    sheet->column_count = sheet->cell_count;
    for (int32_t k = writer->at_school_begin[school]; k < writer->at_school_begin[school + 1];
         k++) {
        fetch_ahead(writer, writer->at_school, k, writer->at_school_begin[school + 1]);
        hp_sheet_add(sheet, writer->report->data->students[writer->at_school[k]].id);
        for (int c = 0; c < policy->roster_column_count; c++) {
            if (is_on_roster(writer, policy->roster_columns[c])) {
                hp_sheet_add(sheet, student_cell(writer, writer->at_school[k],
                                                 (size_t)policy->roster_columns[c]));
            }
        }
    }
}

static hp_status write_workbook(const list_writer *writer, const char *name,
                                const hp_sheet *sheet) {
    hp_buffer bytes = {0};
    hp_status status = hp_sheet_workbook(&bytes, sheet, &writer->form);
    if (status == HP_OK) {
        status = hp_folder_write(writer->folder, name, hp_buffer_get(&bytes), bytes.length,
                                 writer->findings);
    } else if (status == HP_IO) {
        status = hp_folder_fail(writer->folder, name, EFBIG, writer->findings);
    }
    hp_buffer_free(&bytes);
    return status;
}

static hp_status write_roster(const list_writer *writer, int32_t school) {
    const char *id = writer->report->data->schools[school].id;
    const char *table = file_name(writer, "rosters", id, "csv");
    const char *workbook = file_name(writer, "rosters", id, "xlsx");
    hp_sheet sheet = {0};
    HP_NEED(table);
    HP_NEED(workbook);
    fill_roster(&sheet, writer, school);
    hp_status status = sheet.failed ? HP_NO_MEMORY : write_csv(writer, table, &sheet);
    if (status == HP_OK) {
        status = write_workbook(writer, workbook, &sheet);
    }
    hp_sheet_free(&sheet);
    return status;
}

/* ---- graduates ---- */

static void fill_graduates(hp_sheet *sheet, const list_writer *writer, int32_t primary) {
    const hp_data *data = writer->report->data;
    sheet->column_count = 5;
    hp_sheet_add(sheet, column_title(writer, HP_STUDENT_ID));
    hp_sheet_add(sheet, column_title(writer, HP_STUDENT_NAME));
    hp_sheet_add(sheet, in_language(writer, &status_title));
    hp_sheet_add(sheet, in_language(writer, &school_id_title));
    hp_sheet_add(sheet, in_language(writer, &school_name_title));
    for (int32_t k = writer->of_primary_begin[primary]; k < writer->of_primary_begin[primary + 1];
         k++) {
        fetch_ahead(writer, writer->of_primary, k, writer->of_primary_begin[primary + 1]);
        int32_t i = writer->of_primary[k];
        int32_t school = school_of(writer, i);
        hp_standing standing = writer->report->state->placements[i].standing;
        hp_sheet_add(sheet, data->students[i].id);
        hp_sheet_add(sheet, student_cell(writer, i, HP_STUDENT_NAME));
        hp_sheet_add(sheet, in_language(writer, &standing_words[standing]));
        hp_sheet_add(sheet, school < 0 ? "" : data->schools[school].id);
        hp_sheet_add(sheet, school < 0 ? "" : data->schools[school].name);
    }
}

static hp_status write_graduates(const list_writer *writer, int32_t primary) {
    const char *name = file_name(writer, "graduates", writer->report->data->schools[primary].id,
                                 "csv");
    hp_sheet sheet = {0};
    HP_NEED(name);
    fill_graduates(&sheet, writer, primary);
    hp_status status = sheet.failed ? HP_NO_MEMORY : write_csv(writer, name, &sheet);
    hp_sheet_free(&sheet);
    return status;
}

/* ---- notice ---- */

enum { NOTICE_ID, NOTICE_NAME, NOTICE_PRIMARY, NOTICE_SCHOOL, NOTICE_COLUMNS };

/* The names of the schools of a level, sorted. */
typedef struct name_list {
    const char **names;
    size_t count;
} name_list;

static hp_status list_names(name_list *list, const list_writer *writer, hp_level level) {
    const hp_data *data = writer->report->data;
    list->count = 0;
    list->names = hp_arena_alloc(writer->arena, (size_t)data->school_count, sizeof *list->names);
    HP_NEED(list->names);
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->schools[s].level == level) {
            list->names[list->count++] = data->schools[s].name;
        }
    }
    if (list->count > 0) {
        qsort(list->names, list->count, sizeof *list->names, hp_compare_text);
    }
    return HP_OK;
}

static bool is_on(const name_list *list, const char *text) {
    return list->count > 0 &&
           bsearch(&text, list->names, list->count, sizeof *list->names, hp_compare_text) != NULL;
}

/* By an allow-list: the child's id, a masked name, names of schools, and nothing else. */
static bool may_be_public(const list_writer *writer, int32_t student, const char *const *row,
                          const name_list *primaries, const name_list *schools) {
    const hp_data *data = writer->report->data;
    if (strcmp(row[NOTICE_ID], data->students[student].id) != 0) {
        return false;
    }
    const char *name = student_cell(writer, student, HP_STUDENT_NAME);
    bool masked = *name == '\0' ? *row[NOTICE_NAME] == '\0' : strchr(row[NOTICE_NAME], '*') != NULL;
    bool primary = *row[NOTICE_PRIMARY] == '\0' ||
                   (data->level == HP_JUNIOR && is_on(primaries, row[NOTICE_PRIMARY]));
    return masked && primary && is_on(schools, row[NOTICE_SCHOOL]);
}

static hp_status put_notice(long_table *table, const list_writer *writer, int32_t i,
                            const name_list *primaries, const name_list *schools) {
    const hp_data *data = writer->report->data;
    const char *masked = hp_mask_name(&table->arena, student_cell(writer, i, HP_STUDENT_NAME));
    HP_NEED(masked);
    hp_sheet_add(&table->row, data->students[i].id);
    hp_sheet_add(&table->row, masked);
    hp_sheet_add(&table->row, primary_name(writer, i));
    hp_sheet_add(&table->row, data->schools[school_of(writer, i)].name);
    if (!table->row.failed && !may_be_public(writer, i, table->row.cells, primaries, schools)) {
        hp_find(writer->findings, HP_F_notice_cell, (hp_place){.file = "notice.csv"},
                table->row.cells[NOTICE_ID], NULL, NULL);
        return HP_UNPROVEN;
    }
    return end_row(table, writer);
}

static hp_status put_notices(long_table *table, const list_writer *writer) {
    name_list primaries;
    name_list schools;
    HP_TRY(list_names(&primaries, writer, HP_PRIMARY));
    HP_TRY(list_names(&schools, writer, writer->report->data->level));
    HP_TRY(begin_table(table, writer, "notice.csv"));
    table->row.column_count = NOTICE_COLUMNS;
    hp_sheet_add(&table->row, column_title(writer, HP_STUDENT_ID));
    hp_sheet_add(&table->row, column_title(writer, HP_STUDENT_NAME));
    hp_sheet_add(&table->row, in_language(writer, &primary_title));
    hp_sheet_add(&table->row, in_language(writer, &placed_title));
    HP_TRY(end_row(table, writer));
    for (int32_t i = 0; i < writer->report->data->student_count; i++) {
        if (school_of(writer, i) >= 0) {
            HP_TRY(put_notice(table, writer, i, &primaries, &schools));
        }
    }
    return HP_OK;
}

static hp_status write_notice(const list_writer *writer) {
    long_table table = {0};
    return end_table(&table, writer, put_notices(&table, writer));
}

/* ---- letters ---- */

/* "document article" of each clause, divided by a semicolon of the language. */
static const char *basis_text(const list_writer *writer, const hp_basis *basis) {
    hp_buffer text = {0};
    hp_buffer_text(&text, "");
    for (int i = 0; i < basis->clause_count; i++) {
        const hp_clause *clause = &basis->clauses[i];
        hp_buffer_format(
            &text, "%s%s%s%s", i > 0 ? (writer->report->data->english ? "; " : "；") : "",
            clause->document, *clause->article != '\0' && writer->report->data->english ? " " : "",
            clause->article);
    }
    const char *copy = text.failed ? NULL : hp_arena_text(writer->arena, hp_buffer_get(&text));
    hp_buffer_free(&text);
    return copy;
}

/* The stage that placed the child, -1 when it is none of the policy's. */
static int stage_of(const list_writer *writer, const hp_placement *placement) {
    return placement->standing == HP_KEPT
               ? hp_stage_by_id(writer->report->policy, placement->kept->stage)
               : placement->stage;
}

static const char *route_text(const list_writer *writer, const hp_placement *placement) {
    const hp_policy *policy = writer->report->policy;
    if (placement->standing == HP_KEPT) {
        for (int kind = 0; kind < HP_ROUTE_KINDS; kind++) {
            if (strcmp(hp_route_name((hp_route_kind)kind), placement->kept->route) == 0) {
                return in_language(writer, &route_titles[kind]);
            }
        }
        return "";
    }
    return placement->stage < 0
               ? ""
               : in_language(
                     writer,
                     &route_titles[policy->stages[placement->stage].routes[placement->route].kind]);
}

static void add_letter(hp_sheet *sheet, const list_writer *writer, int32_t i,
                       const char *const *basis) {
    const hp_report *report = writer->report;
    const hp_placement *placement = &report->state->placements[i];
    int stage = stage_of(writer, placement);
    int category = hp_placed_category(report, i);
    hp_sheet_add(sheet, report->data->students[i].id);
    hp_sheet_add(sheet, student_cell(writer, i, HP_STUDENT_NAME));
    hp_sheet_add(sheet, primary_name(writer, i));
    hp_sheet_add(sheet, report->data->schools[placement->school].id);
    hp_sheet_add(sheet, report->data->schools[placement->school].name);
    hp_sheet_add(sheet, stage < 0 ? "" : report->policy->stages[stage].name);
    hp_sheet_add(sheet, route_text(writer, placement));
    hp_sheet_add(sheet, category < 0 ? "" : report->policy->categories[category].name);
    if (placement->standing == HP_FIXED) {
        hp_sheet_add(sheet, student_cell(writer, i, HP_STUDENT_FIXED_BASIS));
    } else {
        hp_sheet_add(sheet, stage < 0 ? "" : basis[stage]);
    }
}

static hp_status put_letters(long_table *table, const list_writer *writer) {
    hp_sheet *sheet = &table->row;
    const hp_report *report = writer->report;
    const two_words *const titles[] = {&primary_title, &school_id_title, &school_name_title,
                                       &stage_title,   &route_title,     &category_title,
                                       &basis_title};
    const char **basis = hp_arena_alloc(writer->arena, (size_t)report->policy->stage_count,
                                        sizeof *basis);
    HP_NEED(basis);
    for (int s = 0; s < report->policy->stage_count; s++) {
        basis[s] = basis_text(writer, &report->policy->stages[s].basis);
        HP_NEED(basis[s]);
    }
    HP_TRY(begin_table(table, writer, "letters.csv"));
    hp_sheet_add(sheet, column_title(writer, HP_STUDENT_ID));
    hp_sheet_add(sheet, column_title(writer, HP_STUDENT_NAME));
    for (size_t t = 0; t < sizeof titles / sizeof *titles; t++) {
        hp_sheet_add(sheet, in_language(writer, titles[t]));
    }
    sheet->column_count = sheet->cell_count;
    HP_TRY(end_row(table, writer));
    for (int32_t i = 0; i < report->data->student_count; i++) {
        if (school_of(writer, i) >= 0) {
            add_letter(sheet, writer, i, basis);
            HP_TRY(end_row(table, writer));
        }
    }
    return HP_OK;
}

static hp_status write_letters(const list_writer *writer) {
    long_table table = {0};
    return end_table(&table, writer, put_letters(&table, writer));
}

/* ---- all of them ---- */

static hp_status write_all_rosters(const void *context, hp_folder *folder, hp_findings *findings) {
    list_writer writer = *(const list_writer *)context;
    const hp_data *data = writer.report->data;
    writer.folder = folder;
    writer.findings = findings;
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->schools[s].level == data->level) {
            HP_TRY(write_roster(&writer, s));
        }
    }
    return HP_OK;
}

hp_status hp_write_rosters(hp_folder *folder, const hp_report *report, hp_findings *findings) {
    list_writer writer = {
        .report = report, .arena = report->state->arena, .folder = folder, .findings = findings};
    size_t most_files = 0;
    for (int32_t s = 0; s < report->data->school_count; s++) {
        most_files += report->data->schools[s].level == report->data->level ? 2 : 0;
    }
    if (most_files == 0) {
        return HP_OK;
    }
    HP_TRY(group(&writer.at_school_begin, &writer.at_school, &writer, school_of));
    HP_TRY(hp_workbook_form_make(&writer.form, writer.arena, folder, "rosters/*.xlsx", findings));
    return report->state->workers <= 1
               ? write_all_rosters(&writer, folder, findings)
               : hp_folder_write_apart(folder, "rosters/", most_files, write_all_rosters, &writer,
                                       findings);
}

hp_status hp_write_lists(hp_folder *folder, const hp_report *report, hp_findings *findings) {
    const hp_data *data = report->data;
    list_writer writer = {
        .report = report, .arena = report->state->arena, .folder = folder, .findings = findings};
    HP_TRY(group(&writer.of_primary_begin, &writer.of_primary, &writer, primary_of));
    for (int32_t s = 0; s < data->school_count; s++) {
        if (data->schools[s].level != data->level && data->schools[s].level == HP_PRIMARY) {
            HP_TRY(write_graduates(&writer, s));
        }
    }
    HP_TRY(write_notice(&writer));
    return write_letters(&writer);
}
