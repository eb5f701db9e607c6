/* The rows of the students table (spec 2). */
#include <stdlib.h>
#include <string.h>

#include "verify/number.h"
#include "verify/season.h"

enum { ID_CARD = 18 };

/* GB 11643: 17 digits with a birth date, and the check character of ISO 7064 MOD 11-2. */
static bool is_id_card(const char *text) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    char birth[9] = {0};
    int sum = 0;
    int date = 0;
    if (strspn(text, "0123456789") < ID_CARD - 1) {
        return false;
    }
    for (int i = 0; i < ID_CARD - 1; i++) {
        sum += weights[i] * (text[i] - '0');
    }
    char last = text[ID_CARD - 1] == 'x' ? 'X' : text[ID_CARD - 1];
    memcpy(birth, text + 6, 8);
    return vf_parse_date(&date, birth) && last == "10X98765432"[sum % 11];
}

static bool check_identity(const vf_table *table, size_t row, vf_step *step) {
    const char *id = vf_cell(table, row, "student_id");
    const char *type = vf_cell(table, row, "id_type");
    const char *number = vf_cell(table, row, "id_number");
    bool card = *type == '\0' || strcmp(type, "1") == 0 || strcmp(type, "居民身份证") == 0;
    for (const char *at = id; strlen(at) >= ID_CARD; at++) {
        if (is_id_card(at)) {
            return vf_fail(step, "%s row %zu: a student_id holds an id-card number", table->file,
                           row + 2);
        }
    }
    if (*number != '\0' && card && (strlen(number) != ID_CARD || !is_id_card(number))) {
        return vf_fail(step, "%s row %zu: the id_number is no id-card number", table->file,
                       row + 2);
    }
    return true;
}

/* A school of the level that a cell names; -1: the cell is empty. */
static bool school_in(int *school, const vf_season *season, size_t row, const char *column,
                      bool of_level, vf_step *step) {
    const vf_table *table = &season->tables[VF_STUDENTS];
    const char *text = vf_cell(table, row, column);
    *school = *text == '\0' ? -1 : vf_map_find(&season->school_of, text);
    if (*text != '\0' && (*school < 0 || season->schools[*school].of_level != of_level)) {
        return vf_fail(step, "%s row %zu column %s: there is no such school", table->file,
                       row + 2, column);
    }
    return true;
}

static bool read_schools_of(vf_student *student, const vf_season *season, size_t row,
                            vf_step *step) {
    static const char *const choices[VF_CHOICES] = {"choice_1", "choice_2", "choice_3",
                                                    "choice_4", "choice_5", "choice_6",
                                                    "choice_7", "choice_8", "choice_9"};
    student->primary = -1;
    for (int i = 0; i < VF_CHOICES; i++) {
        if (!school_in(&student->choices[i], season, row, choices[i], true, step)) {
            return false;
        }
    }
    return school_in(&student->sibling, season, row, "sibling_school", true, step) &&
           school_in(&student->fixed, season, row, "fixed_school", true, step) &&
           (season->primary_level ||
            school_in(&student->primary, season, row, "primary_id", false, step));
}

static bool read_addresses(vf_student *student, const vf_season *season, size_t row,
                           vf_step *step) {
    static const char *const columns[VF_ADDRESSES] = {"hukou_area", "property_area",
                                                      "residence_area"};
    const vf_table *table = &season->tables[VF_STUDENTS];
    for (int i = 0; i < VF_ADDRESSES; i++) {
        const char *text = vf_cell(table, row, columns[i]);
        bool area = *text != '\0' && vf_coded(VF_ADDRESS, text) == NULL;
        student->areas[i] = area ? vf_map_find(&season->area_of, text) : -1;
        if (area && student->areas[i] < 0) {
            return vf_fail(step, "%s row %zu column %s: there is no area %s", table->file, row + 2,
                           columns[i], text);
        }
    }
    return true;
}

static bool read_student(vf_student *student, const vf_season *season, size_t row, vf_step *step) {
    const vf_table *table = &season->tables[VF_STUDENTS];
    student->id = vf_cell(table, row, "student_id");
    student->row = (int)row;
    student->migrant = *vf_cell(table, row, "migrant") == '1';
    student->elsewhere = *vf_cell(table, row, "destination") != '\0';
    student->bundle = vf_cell(table, row, "bundle");
    student->lottery_id = student->id;
    student->category = -1;
    student->address = -1;
    if (!check_identity(table, row, step) || !read_schools_of(student, season, row, step) ||
        !read_addresses(student, season, row, step)) {
        return false;
    }
    if (student->fixed >= 0 && student->elsewhere) {
        return vf_fail(step, "child %s has a fixed school and a destination", student->id);
    }
    if (student->fixed >= 0 && *vf_cell(table, row, "fixed_basis") == '\0') {
        return vf_fail(step, "child %s has a fixed school without a document", student->id);
    }
    return true;
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const vf_student *)a)->id, ((const vf_student *)b)->id);
}

/* Spec 5, lottery number: a bundle shares the number of its smallest student_id. */
static void share_numbers(vf_season *season) {
    vf_map heads = {0};
    for (int i = 0; i < season->student_count; i++) {
        vf_student *student = &season->students[i];
        if (*student->bundle != '\0' && !vf_map_add(&heads, student->bundle, i)) {
            student->lottery_id = season->students[vf_map_find(&heads, student->bundle)].id;
        }
    }
}

bool vf_students_read(vf_season *season, vf_step *step) {
    size_t count = season->tables[VF_STUDENTS].rows;
    season->students = vf_alloc(count + 1, sizeof *season->students);
    season->student_count = (int)count;
    for (size_t row = 0; row < count; row++) {
        if (!read_student(&season->students[row], season, row, step)) {
            return false;
        }
    }
    qsort(season->students, count, sizeof *season->students, by_id);
    for (int i = 0; i < season->student_count; i++) {
        if (!vf_map_add(&season->student_of, season->students[i].id, i)) {
            return vf_fail(step, "child %s stands twice", season->students[i].id);
        }
    }
    share_numbers(season);
    return true;
}
