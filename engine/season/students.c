#include "season/students.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "season/link.h"
#include "season/same.h"

static int32_t address_of(const hp_data *data, size_t row, size_t column, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    const char *text = hp_cell(table, row, column);
    if (*text == 'n' && strcmp(text, "none") == 0) {
        return HP_ADDRESS_NONE;
    }
    if (*text == 'o' && strcmp(text, "outside") == 0) {
        return HP_ADDRESS_OUTSIDE;
    }
    return hp_refer_area(data, table, row, column, findings);
}

/* Most children have the same area twice, which is then looked up once. */
static void fill_addresses(const hp_data *data, hp_student *student, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    const char *last = "";
    for (size_t i = 0; i < HP_ADDRESSES; i++) {
        const char *text = hp_cell(table, student->row, HP_STUDENT_HUKOU + i);
        bool again = i > 0 && student->address[i - 1] >= 0 && strcmp(text, last) == 0;
        student->address[i] = again
                                  ? student->address[i - 1]
                                  : address_of(data, student->row, HP_STUDENT_HUKOU + i, findings);
        last = text;
    }
}

static void warn_if_alone(const hp_table *table, size_t row, size_t document, size_t owner,
                          hp_findings *findings) {
    if (*hp_cell(table, row, document) != '\0' && *hp_cell(table, row, owner) == '\0') {
        hp_find(findings, HP_F_basis_alone, hp_cell_place(table, row, document),
                table->names[owner], NULL, NULL);
    }
}

static void check_placement(const hp_table *table, size_t row, hp_findings *findings) {
    bool fixed = *hp_cell(table, row, HP_STUDENT_FIXED_SCHOOL) != '\0';
    if (fixed && *hp_cell(table, row, HP_STUDENT_FIXED_BASIS) == '\0') {
        hp_find(findings, HP_F_fixed_no_basis, hp_cell_place(table, row, HP_STUDENT_FIXED_BASIS),
                NULL, NULL, NULL);
    }
    if (fixed && *hp_cell(table, row, HP_STUDENT_DESTINATION) != '\0') {
        hp_find(findings, HP_F_fixed_and_destination,
                hp_cell_place(table, row, HP_STUDENT_DESTINATION), NULL, NULL, NULL);
    }
    warn_if_alone(table, row, HP_STUDENT_FIXED_BASIS, HP_STUDENT_FIXED_SCHOOL, findings);
    warn_if_alone(table, row, HP_STUDENT_DESTINATION_BASIS, HP_STUDENT_DESTINATION, findings);
}

static void fill_choices(const hp_data *data, hp_student *student, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    for (int i = 0; i < HP_CHOICES; i++) {
        size_t column = HP_STUDENT_CHOICE_1 + (size_t)i;
        student->choices[i] = hp_refer_level(data, table, student->row, column, data->level,
                                             findings);
        for (int j = 0; j < i && student->choices[i] >= 0; j++) {
            if (student->choices[i] == student->choices[j]) {
                hp_find(findings, HP_F_choice_twice, hp_cell_place(table, student->row, column),
                        NULL, NULL, NULL);
                break;
            }
        }
    }
}

/* A date behind the season's year is a slip of the hand: 2102 for 2012. A season that is named
 * otherwise than by its year is not asked. */
static void check_dates(const hp_data *data, const hp_table *table, size_t row,
                        hp_findings *findings) {
    static const size_t columns[] = {HP_STUDENT_BIRTH_DATE, HP_STUDENT_SETTLED_ON,
                                     HP_STUDENT_PROPERTY_ON};
    enum { DAYS = 10000 }; /* dates are yyyymmdd */
    char year[HP_YEAR_DIGITS + 1];
    if (!hp_data_year(year, data)) {
        return;
    }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        int32_t date = 0;
        if (hp_parse_date(hp_cell(table, row, columns[i]), &date) && date / DAYS > atoi(year)) {
            hp_find(findings, HP_F_date_ahead, hp_cell_place(table, row, columns[i]), year, NULL,
                    NULL);
        }
    }
}

static void fill_student(const hp_data *data, hp_student *student, const hp_keyed *from,
                         hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    size_t row = from->row;
    student->id = from->key;
    student->row = row;
    student->primary = hp_refer_level(data, table, row, HP_STUDENT_PRIMARY, HP_PRIMARY, findings);
    fill_addresses(data, student, findings);
    fill_choices(data, student, findings);
    student->sibling = hp_refer_level(data, table, row, HP_STUDENT_SIBLING_SCHOOL, data->level,
                                      findings);
    student->fixed = hp_refer_level(data, table, row, HP_STUDENT_FIXED_SCHOOL, data->level,
                                    findings);
    student->elsewhere = *hp_cell(table, row, HP_STUDENT_DESTINATION) != '\0';
    student->migrant = strcmp(hp_cell(table, row, HP_STUDENT_MIGRANT), "1") == 0;
    check_placement(table, row, findings);
    check_dates(data, table, row, findings);
}

enum { LARGE_BUNDLE = 6 };

/* A word such as "none" in every cell would make one bundle of all. `bundles`: sorted. */
static void warn_of_large_bundles(const hp_data *data, const hp_keyed *bundles, size_t count,
                                  hp_findings *findings) {
    for (size_t first = 0, end = 0; first < count; first = end) {
        while (end < count && strcmp(bundles[end].key, bundles[first].key) == 0) {
            end++;
        }
        if (end - first >= LARGE_BUNDLE) {
            char number[24];
            snprintf(number, sizeof number, "%zu", end - first);
            hp_find(findings, HP_F_bundle_large,
                    hp_cell_place(&data->tables[HP_STUDENTS],
                                  data->students[bundles[first].row].row, HP_STUDENT_BUNDLE),
                    number, NULL, NULL);
        }
    }
}

/* A bundle's number is that of its smallest student_id (spec 5). Students are sorted by id, so the
 * first of a bundle is it. */
static hp_status bind_bundles(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    hp_keyed *bundles = hp_arena_alloc(scratch, (size_t)data->student_count, sizeof *bundles);
    HP_NEED(bundles);
    size_t count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        const char *bundle = hp_cell(table, data->students[i].row, HP_STUDENT_BUNDLE);
        data->students[i].number_of = i;
        if (*bundle != '\0') {
            bundles[count++] = (hp_keyed){.key = bundle, .row = (uint32_t)i};
        }
    }
    hp_keyed_sort(bundles, count);
    warn_of_large_bundles(data, bundles, count, findings);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(bundles[i].key, bundles[i - 1].key) == 0) {
            data->students[bundles[i].row].number_of = data->students[bundles[i - 1].row].number_of;
        }
    }
    return HP_OK;
}

hp_status hp_students_link(hp_data *data, hp_arena *scratch, hp_findings *findings) {
    hp_keyed *rows = NULL;
    if (data->beside != NULL && hp_data_same_people(data, data->beside)) {
        data->students = data->beside->students;
        data->student_count = data->beside->student_count;
        data->column_types = data->beside->column_types;
        return HP_OK;
    }
    HP_TRY(hp_rows_by_id(&rows, &data->student_count, scratch, &data->tables[HP_STUDENTS],
                         HP_STUDENT_ID, findings));
    data->students = hp_arena_alloc(&data->arena, (size_t)data->student_count,
                                    sizeof *data->students);
    HP_NEED(data->students);
    size_t columns = 0;
    hp_columns(HP_STUDENTS, &columns); /* a policy may name them even where there is no table */
    columns += data->tables[HP_STUDENTS].column_count;
    data->column_types = hp_arena_alloc(&data->arena, columns, 1);
    HP_NEED(data->column_types);
    for (int32_t i = 0; i < data->student_count; i++) {
        fill_student(data, &data->students[i], &rows[i], findings);
    }
    return bind_bundles(data, scratch, findings);
}
