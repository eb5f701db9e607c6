#include "preflight/twice.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

const char *const hp_property_headers[] = {
    "property_no",    "property_number", "deed_no",        "房产证号", "不动产证号", "不动产权证号",
    "不动产权证书号", "不动产单元号",    "房屋所有权证号", "产权证号", "房产编号",   NULL};

static int compare_keys(const void *left, const void *right) {
    return strcmp(((const hp_keyed *)left)->key, ((const hp_keyed *)right)->key);
}

/* The text as numbers are compared: without blanks, full-width forms as ASCII, capitals. NULL: out
 * of memory. */
static char *plain_text(hp_arena *arena, const char *text) {
    enum { WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_OFFSET = 0xFEE0, WIDE_BLANK = 0x3000 };
    if (text == NULL) {
        return NULL;
    }
    const char *end = text + strlen(text);
    char *plain = hp_arena_alloc(arena, strlen(text) + 1, 1);
    size_t length = 0;
    while (plain != NULL && text < end) {
        const char *from = text;
        int32_t point = hp_utf8_next(&text, end);
        if (point < 0) {
            text++;
        }
        if (point >= WIDE_FIRST && point <= WIDE_LAST) {
            point -= WIDE_OFFSET;
        }
        if (point > ' ' && point < 0x80) {
            bool small = point >= 'a' && point <= 'z';
            plain[length++] = (char)(small ? point - 'a' + 'A' : point);
        } else if (point != ' ' && point != WIDE_BLANK) {
            memcpy(plain + length, from, (size_t)(text - from));
            length += (size_t)(text - from);
        }
    }
    return plain;
}

/* ---- what identifies a child ---- */

typedef enum identity { BY_ID_NUMBER, BY_REGISTER_NO, BY_NAME, IDENTITIES } identity;

static const size_t identity_columns[IDENTITIES] = {HP_STUDENT_ID_NUMBER, HP_STUDENT_REGISTER_NO,
                                                    HP_STUDENT_ID};

/* The key of a child, "" where the row does not say. NULL: out of memory. */
static const char *key_of(hp_arena *arena, const hp_table *table, size_t row, identity by) {
    const char *cell = hp_cell(table, row, identity_columns[by]);
    int32_t date = 0;
    if (*cell == '\0') {
        return "";
    }
    if (by == BY_REGISTER_NO) {
        return plain_text(arena, cell);
    }
    if (by == BY_ID_NUMBER) {
        const char *type = hp_cell(table, row, HP_STUDENT_ID_TYPE);
        bool card = hp_is_id_card_type(type);
        return plain_text(arena, hp_arena_format(arena, "%s/%s", card ? "" : type, cell));
    }
    const char *name = hp_cell(table, row, HP_STUDENT_NAME);
    if (*name == '\0' || !hp_parse_date(hp_cell(table, row, HP_STUDENT_BIRTH_DATE), &date)) {
        return "";
    }
    return plain_text(arena, hp_arena_format(arena, "%s/%s/%" PRId32, cell, name, date));
}

/* The rows that have a key and are not elsewhere, by key and row. */
static hp_status list_keys(hp_keyed **rows, size_t *count, hp_arena *arena, const hp_data *data,
                           identity by) {
    *rows = hp_arena_alloc(arena, (size_t)data->student_count, sizeof **rows);
    HP_NEED(*rows);
    *count = 0;
    for (int32_t i = 0; i < data->student_count; i++) {
        size_t row = data->students[i].row;
        const char *key = key_of(arena, &data->tables[HP_STUDENTS], row, by);
        HP_NEED(key);
        if (*key != '\0' && !data->students[i].elsewhere) {
            (*rows)[(*count)++] = (hp_keyed){.key = key, .row = (uint32_t)row};
        }
    }
    hp_keyed_sort(*rows, *count);
    return HP_OK;
}

/* ---- twice in one season ---- */

/* Rows of one key: all[0 … count - 1]. `told[row]`: the row that the other number told it with. */
static void note_child(hp_notes *notes, const hp_table *table, const hp_keyed *all, size_t count,
                       identity by, size_t *told) {
    size_t row = all[1].row;
    if (told[row] == all[0].row + 1) {
        return;
    }
    told[row] = all[0].row + 1;
    hp_note(notes, HP_F_child_twice, (int64_t)count,
            hp_cell_place(table, row, identity_columns[by]),
            hp_note_whole(notes, table->rows[all[0].row]),
            hp_cell(table, all[0].row, HP_STUDENT_ID), hp_note_whole(notes, (int64_t)count));
}

hp_status hp_child_twice(hp_notes *notes, hp_arena *arena, const hp_data *data) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    size_t *told = hp_arena_alloc(arena, table->row_count, sizeof *told);
    HP_NEED(told);
    for (identity by = BY_ID_NUMBER; by <= BY_REGISTER_NO; by++) {
        hp_keyed *rows = NULL;
        size_t count = 0;
        HP_TRY(list_keys(&rows, &count, arena, data, by));
        for (size_t begin = 0, end = 0; begin < count; begin = end) {
            while (end < count && strcmp(rows[end].key, rows[begin].key) == 0) {
                end++;
            }
            if (end - begin > 1) {
                note_child(notes, table, &rows[begin], end - begin, by, told);
            }
        }
    }
    return HP_OK;
}

/* ---- one property, two families ---- */

static int property_column(const hp_table *table) {
    for (int i = 0; hp_property_headers[i] != NULL; i++) {
        int column = hp_table_column(table, HP_STUDENTS, hp_property_headers[i]);
        if (column >= 0) {
            return column;
        }
    }
    return -1;
}

static bool same_family(const hp_table *table, size_t a, size_t b) {
    const char *bundle = hp_cell(table, a, HP_STUDENT_BUNDLE);
    return *bundle != '\0' && strcmp(bundle, hp_cell(table, b, HP_STUDENT_BUNDLE)) == 0;
}

hp_status hp_property_twice(hp_notes *notes, hp_arena *arena, const hp_data *data) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    int column = property_column(table);
    hp_keyed *rows = hp_arena_alloc(arena, (size_t)data->student_count, sizeof *rows);
    HP_NEED(rows);
    size_t count = 0;
    for (int32_t i = 0; i < data->student_count && column >= 0; i++) {
        size_t row = data->students[i].row;
        const char *cell = hp_cell(table, row, (size_t)column);
        const char *key = *cell == '\0' ? "" : plain_text(arena, cell);
        HP_NEED(key);
        if (*key != '\0' && !data->students[i].elsewhere) {
            rows[count++] = (hp_keyed){.key = key, .row = (uint32_t)row};
        }
    }
    hp_keyed_sort(rows, count);
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        size_t other = 0; /* the first row of another family */
        while (end < count && strcmp(rows[end].key, rows[begin].key) == 0) {
            other = other == 0 && end > begin && !same_family(table, rows[begin].row, rows[end].row)
                        ? end
                        : other;
            end++;
        }
        if (other > 0) {
            hp_note(notes, HP_F_property_twice, (int64_t)(end - begin),
                    hp_cell_place(table, rows[other].row, (size_t)column),
                    hp_note_whole(notes, table->rows[rows[begin].row]),
                    hp_note_whole(notes, (int64_t)(end - begin)), NULL);
        }
    }
    return HP_OK;
}

/* ---- in two seasons ---- */

hp_status hp_child_in_both(hp_notes *notes, hp_arena *arena, const hp_data *data,
                           const hp_data *other, hp_finding_code code) {
    const hp_table *table = &data->tables[HP_STUDENTS];
    const hp_table *others = &other->tables[HP_STUDENTS];
    bool *told = hp_arena_alloc(arena, table->row_count, sizeof *told);
    HP_NEED(told);
    for (identity by = BY_ID_NUMBER; by < IDENTITIES; by++) {
        hp_keyed *rows = NULL;
        hp_keyed *there = NULL;
        size_t count = 0;
        size_t there_count = 0;
        HP_TRY(list_keys(&rows, &count, arena, data, by));
        HP_TRY(list_keys(&there, &there_count, arena, other, by));
        for (size_t i = 0; i < count && there_count > 0; i++) {
            const hp_keyed *found = bsearch(&rows[i], there, there_count, sizeof *there,
                                            compare_keys);
            if (found != NULL && !told[rows[i].row]) {
                told[rows[i].row] = true;
                hp_note(notes, code, 1, hp_cell_place(table, rows[i].row, identity_columns[by]),
                        hp_note_format(notes, "%s %s", other->district, other->season),
                        hp_note_whole(notes, others->rows[found->row]),
                        hp_cell(others, found->row, HP_STUDENT_ID));
            }
        }
    }
    return HP_OK;
}
