#include "season/table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "base/text.h"

/* A row whose cells are more or fewer than the header's. */
typedef struct ragged_row {
    int64_t row;
    size_t cell_count;
} ragged_row;

/* Cells in a column without a header. */
typedef struct unnamed_column {
    int64_t first_row;
    size_t count;
} unnamed_column;

/* A column whose cells must be more than text. */
typedef struct checked_column {
    const hp_column *column;
    const char *header;
    size_t place;
} checked_column;

/* A word that stands for what a cell says: "none" for 无. */
typedef struct stored_word {
    const char *word;
    uint32_t at; /* in the texts */
} stored_word;

typedef struct table_reader {
    hp_table *table;
    hp_table_id id;
    hp_arena *arena;
    hp_findings *findings;
    size_t header_count;
    int *slots; /* the place of each header's cell in a row; SLOT_… where it has none */
    unnamed_column *unnamed; /* per header */
    ragged_row *ragged;
    size_t ragged_count;
    size_t ragged_capacity;
    checked_column *checked;
    size_t checked_count;
    stored_word *words;
    size_t word_count;
    size_t row_room; /* rows that the text can have */
    uint32_t *cells;
    char *texts;
    size_t used;  /* of the texts */
    size_t room;  /* of the texts */
    size_t spare; /* of the room, for words */
} table_reader;

enum { SLOT_UNNAMED = -1, SLOT_REPEATED = -2 };

static const size_t MOST_BYTES = UINT32_MAX - (1U << 24); /* cells are named by 32 bits */

/* The scenario's change that made a cell what it is, or else its row; NULL: none. */
static const char *change_of(const hp_table *table, size_t row, size_t column) {
    const char *of_row = NULL;
    const hp_origin *origin = table->origins == NULL ? NULL : table->origins[row];
    for (; origin != NULL; origin = origin->older) {
        if (origin->column == (int)column) {
            return origin->path;
        }
        of_row = of_row == NULL && origin->column < 0 ? origin->path : of_row;
    }
    return of_row;
}

const char *hp_table_gone(const hp_table *table, const char *id) {
    const hp_gone *gone = table->gone;
    while (gone != NULL && strcmp(gone->id, id) != 0) {
        gone = gone->next;
    }
    return gone == NULL ? NULL : gone->path;
}

hp_place hp_cell_place(const hp_table *table, size_t row, size_t column) {
    return (hp_place){.file = table->file,
                      .change = change_of(table, row, column),
                      .row = table->rows[row],
                      .column = table->headers[column] == NULL ? table->names[column]
                                                               : table->headers[column],
                      .value = hp_cell(table, row, column)};
}

static bool is_name_of(const hp_column *column, const char *name) {
    return strcmp(name, column->name) == 0 || strcmp(name, column->chinese) == 0 ||
           (column->chinese_too != NULL && strcmp(name, column->chinese_too) == 0);
}

int hp_table_column(const hp_table *table, hp_table_id id, const char *name) {
    size_t count = 0;
    const hp_column *columns = hp_columns(id, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_name_of(&columns[i], name)) {
            return (int)i;
        }
    }
    for (size_t i = count; i < table->column_count; i++) {
        if (strcmp(name, table->names[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- the header ---- */

/* Warns of an unknown column whose name is close to a known one that the table lacks; and of every
 * unknown one where nothing could use it, for only students' columns have readers (spec 2). */
static void suspect_header(const table_reader *reader, const char *header) {
    size_t count = 0;
    const hp_column *columns = hp_columns(reader->id, &count);
    const char *words[128];
    size_t word_count = 0;
    for (size_t i = 0; i < count && word_count + 2 <= 128; i++) {
        if (reader->table->headers[i] == NULL) {
            words[word_count++] = columns[i].name;
            words[word_count++] = columns[i].chinese;
        }
    }
    const char *nearest = hp_nearest_word(header, words, word_count);
    if (nearest != NULL) {
        hp_find(reader->findings, HP_F_column_suspect,
                (hp_place){.file = reader->table->file, .row = 1, .column = header}, nearest, NULL,
                NULL);
    } else if (reader->id != HP_STUDENTS) {
        hp_find(reader->findings, HP_F_column_unused,
                (hp_place){.file = reader->table->file, .row = 1, .column = header}, NULL, NULL,
                NULL);
    }
}

/* Gives a header its column: a known one, or a new one of the office's own. */
static void place_header(table_reader *reader, size_t i, const char *header) {
    hp_table *table = reader->table;
    int column = hp_table_column(table, reader->id, header);
    if (*header == '\0') {
        reader->slots[i] = SLOT_UNNAMED;
        return;
    }
    if (column < 0) {
        column = (int)table->column_count++;
        table->names[column] = header;
    }
    if (table->headers[column] != NULL) {
        hp_find(reader->findings, HP_F_column_twice,
                (hp_place){.file = table->file, .row = 1, .column = header}, table->names[column],
                NULL, NULL);
        reader->slots[i] = SLOT_REPEATED;
        return;
    }
    table->headers[column] = header;
    table->places[column] = (int32_t)table->kept_count++;
    reader->slots[i] = table->places[column];
}

/* What the columns lack, or that the first row is no header at all: then nothing more is said. */
static void check_header(const table_reader *reader) {
    hp_table *table = reader->table;
    size_t count = 0;
    size_t known = 0;
    const hp_column *columns = hp_columns(reader->id, &count);
    for (size_t i = 0; i < count; i++) {
        known += table->headers[i] != NULL;
    }
    if (known == 0) {
        table->broken = true;
        hp_find(reader->findings, HP_F_header_unknown,
                (hp_place){.file = table->file,
                           .row = 1,
                           .value = table->column_count > count ? table->headers[count] : NULL},
                columns[0].name, columns[0].chinese, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (table->headers[i] == NULL && columns[i].presence != HP_OPTIONAL) {
            hp_find(reader->findings, HP_F_column_missing,
                    (hp_place){.file = table->file, .row = 1, .column = columns[i].name},
                    columns[i].name, columns[i].chinese, NULL);
        }
    }
    for (size_t i = count; i < table->column_count; i++) {
        suspect_header(reader, table->headers[i]);
    }
}

static hp_status list_checked(table_reader *reader) {
    const hp_table *table = reader->table;
    size_t count = 0;
    const hp_column *columns = hp_columns(reader->id, &count);
    reader->checked = hp_arena_alloc(reader->arena, count, sizeof *reader->checked);
    HP_NEED(reader->checked);
    for (size_t i = 0; i < count; i++) {
        bool text = columns[i].kind == HP_CELL_TEXT && columns[i].presence != HP_REQUIRED;
        if (table->headers[i] != NULL && !text) {
            reader->checked[reader->checked_count++] = (checked_column){
                &columns[i], table->headers[i], (size_t)table->places[i]};
        }
    }
    return HP_OK;
}

/* Room for all rows at once; what is not used costs no memory, for nobody touches it. */
static hp_status make_room(table_reader *reader) {
    hp_table *table = reader->table;
    table->rows = hp_arena_alloc(reader->arena, reader->row_room, sizeof *table->rows);
    HP_NEED(table->rows);
    if (reader->row_room > 0 && table->kept_count > SIZE_MAX / 2 / reader->row_room) {
        return HP_NO_MEMORY;
    }
    reader->cells = hp_arena_alloc(reader->arena, reader->row_room * table->kept_count,
                                   sizeof *reader->cells);
    HP_NEED(reader->cells);
    table->cells = reader->cells;
    return HP_OK;
}

static hp_status read_header(table_reader *reader, const char *const *cells, const size_t *lengths,
                             size_t cell_count) {
    hp_table *table = reader->table;
    size_t room = table->known_count + cell_count;
    const char **names = hp_arena_alloc(reader->arena, room, sizeof *names);
    HP_NEED(names);
    table->headers = hp_arena_alloc(reader->arena, room, sizeof *table->headers);
    HP_NEED(table->headers);
    table->places = hp_arena_alloc(reader->arena, room, sizeof *table->places);
    HP_NEED(table->places);
    for (size_t i = 0; i < room; i++) {
        table->places[i] = -1;
    }
    reader->slots = hp_arena_alloc(reader->arena, cell_count, sizeof *reader->slots);
    HP_NEED(reader->slots);
    reader->unnamed = hp_arena_alloc(reader->arena, cell_count, sizeof *reader->unnamed);
    HP_NEED(reader->unnamed);
    memcpy(names, table->names, table->known_count * sizeof *names);
    table->names = names;
    reader->header_count = cell_count;
    for (size_t i = 0; i < cell_count; i++) {
        const char *text = cells[i];
        size_t length = lengths[i];
        hp_trim(&text, &length);
        char *header = hp_arena_copy(reader->arena, text, length);
        HP_NEED(header);
        place_header(reader, i, header);
    }
    check_header(reader);
    HP_TRY(list_checked(reader));
    return make_room(reader);
}

/* ---- cells ---- */

typedef struct cell_check {
    const table_reader *reader;
    const hp_column *column;
    const char *header;
    size_t row;        /* of the table */
    const char *value; /* as it stands in the file */
} cell_check;

static size_t column_of(const cell_check *check) {
    size_t count = 0;
    return (size_t)(check->column - hp_columns(check->reader->id, &count));
}

static bool refuse(const cell_check *check, hp_finding_code code, const char *a, const char *b) {
    hp_place place = {.file = check->reader->table->file,
                      .row = check->reader->table->rows[check->row],
                      .column = check->header,
                      .value = check->value,
                      .change = change_of(check->reader->table, check->row, column_of(check))};
    hp_find(check->reader->findings, code, place, a, b, NULL);
    return false;
}

static bool refuse_range(const cell_check *check, hp_finding_code code, int64_t least) {
    char from[24];
    char to[24];
    snprintf(from, sizeof from, "%" PRId64, least);
    snprintf(to, sizeof to, "%" PRId64, check->column->most);
    return refuse(check, code, from, to);
}

static bool check_id(const cell_check *check, const char *text) {
    if (hp_is_spreadsheet_damage(text)) {
        return refuse(check, HP_F_cell_spreadsheet, NULL, NULL);
    }
    if (!hp_is_id(text)) {
        return refuse(check, HP_F_cell_id, NULL, NULL);
    }
    if (check->column->kind == HP_CELL_STUDENT_ID && hp_holds_id_card(text)) {
        return refuse(check, HP_F_cell_id_card_inside, NULL, NULL);
    }
    if (check->column->kind == HP_CELL_STUDENT_ID && hp_holds_phone(text)) {
        refuse(check, HP_F_cell_phone_inside, NULL, NULL); /* a warning: the cell stands */
    }
    return true;
}

static bool check_code(const cell_check *check, const char **text) {
    const char *code = hp_code_of(check->column, *text);
    if (code != NULL) {
        *text = strcmp(code, *text) == 0 ? *text : code;
        return true;
    }
    hp_buffer words = {0};
    for (const hp_code *known = check->column->codes; known->code != NULL; known++) {
        hp_buffer_format(&words, "%s%s (%s)", words.length > 0 ? ", " : "", known->code,
                         known->chinese);
    }
    refuse(check, HP_F_cell_code, hp_buffer_get(&words), NULL);
    hp_buffer_free(&words);
    return false;
}

static bool check_number(const cell_check *check, const char *text) {
    int64_t whole = 0;
    double real = 0;
    const hp_column *column = check->column;
    switch (column->kind) {
    case HP_CELL_WHOLE:
        return (hp_parse_whole(text, &whole) && whole >= column->least && whole <= column->most) ||
               refuse_range(check, HP_F_cell_whole, column->least);
    case HP_CELL_HUNDREDTHS:
        return (hp_parse_hundredths(text, &whole) && whole >= column->least * 100 &&
                whole <= column->most * 100) ||
               refuse_range(check, HP_F_cell_hundredths, column->least);
    case HP_CELL_METRES:
        return (hp_is_decimal(text) && hp_parse_real(text, &real) && real >= 0 &&
                real <= (double)column->most) ||
               refuse_range(check, HP_F_cell_real, 0);
    default:
        return (hp_parse_real(text, &real) && fabs(real) <= (double)column->most) ||
               refuse_range(check, HP_F_cell_real, -column->most);
    }
}

/* Checks a cell that is not empty; codes and the two words for no area get their English form. */
static bool check_cell(const cell_check *check, const char **text) {
    int32_t date = 0;
    switch (check->column->kind) {
    case HP_CELL_TEXT:
    case HP_CELL_ID_NUMBER: /* needs its row: check_id_number */
        return true;
    case HP_CELL_REGISTER_NO:
        return !hp_is_spreadsheet_damage(*text) || refuse(check, HP_F_cell_spreadsheet, NULL, NULL);
    case HP_CELL_ADDRESS:
        if (strcmp(*text, "无") == 0 || strcmp(*text, "区外") == 0) {
            *text = strcmp(*text, "无") == 0 ? "none" : "outside";
        }
        return check_id(check, *text);
    case HP_CELL_ID:
    case HP_CELL_STUDENT_ID:
    case HP_CELL_AREA:
    case HP_CELL_SCHOOL:
        return check_id(check, *text);
    case HP_CELL_CODE:
        return check_code(check, text);
    case HP_CELL_WHOLE:
    case HP_CELL_HUNDREDTHS:
    case HP_CELL_REAL:
    case HP_CELL_METRES:
        return check_number(check, *text);
    case HP_CELL_DATE:
        return hp_parse_date(*text, &date) || refuse(check, HP_F_cell_date, NULL, NULL);
    }
    return true;
}

/* GB 11643, where the id is an id card; a birth date that differs is told. */
static void check_id_number(const table_reader *reader, size_t row) {
    const hp_table *table = reader->table;
    const char *type = hp_cell(table, row, HP_STUDENT_ID_TYPE);
    const char *number = hp_cell(table, row, HP_STUDENT_ID_NUMBER);
    if (*number == '\0' || !hp_is_id_card_type(type)) {
        return;
    }
    hp_place place = hp_cell_place(table, row, HP_STUDENT_ID_NUMBER);
    if (hp_is_spreadsheet_damage(number)) {
        hp_find(reader->findings, HP_F_cell_spreadsheet, place, NULL, NULL, NULL);
        return;
    }
    static const hp_finding_code codes[] = {[HP_ID_CARD_FORM] = HP_F_cell_id_card_form,
                                            [HP_ID_CARD_DATE] = HP_F_cell_id_card_date,
                                            [HP_ID_CARD_CHECK] = HP_F_cell_id_card_check};
    hp_id_card verdict = hp_id_card_check(number);
    if (verdict != HP_ID_CARD_VALID) {
        hp_find(reader->findings, codes[verdict], place, NULL, NULL, NULL);
        return;
    }
    int32_t birth = 0;
    const char *birth_text = hp_cell(table, row, HP_STUDENT_BIRTH_DATE);
    if (hp_parse_date(birth_text, &birth) &&
        birth != atoi((char[9]){number[6], number[7], number[8], number[9], number[10], number[11],
                                number[12], number[13], 0})) {
        hp_find(reader->findings, HP_F_cell_id_card_birth, place, birth_text, NULL, NULL);
    }
}

/* The texts have room for every cell of the file, its separator being the NUL, and every word. */
static uint32_t store(table_reader *reader, const char *text, size_t length) {
    uint32_t at = (uint32_t)reader->used;
    memcpy(reader->texts + at, text, length);
    reader->used += length + 1;
    return at;
}

/* A word that is not the cell's own text, stored once. */
static uint32_t store_word(table_reader *reader, const char *word) {
    for (size_t i = 0; i < reader->word_count; i++) {
        if (strcmp(reader->words[i].word, word) == 0) {
            return reader->words[i].at;
        }
    }
    uint32_t at = *word == '\0' ? 0 : store(reader, word, strlen(word));
    reader->words[reader->word_count++] = (stored_word){word, at};
    return at;
}

static void check_row(table_reader *reader, size_t row) {
    uint32_t *own = reader->cells + row * reader->table->kept_count;
    for (size_t i = 0; i < reader->checked_count; i++) {
        const checked_column *checked = &reader->checked[i];
        const char *text = reader->texts + own[checked->place];
        const char *cell = text;
        cell_check check = {.reader = reader,
                            .column = checked->column,
                            .header = checked->header,
                            .row = row,
                            .value = text};
        if (*text == '\0') {
            if (checked->column->presence == HP_REQUIRED) {
                refuse(&check, HP_F_cell_required, NULL, NULL);
            }
        } else if (!check_cell(&check, &cell)) {
            own[checked->place] = 0;
        } else if (cell != text) {
            own[checked->place] = store_word(reader, cell);
        }
    }
    if (reader->id == HP_STUDENTS) {
        check_id_number(reader, row);
    }
}

/* Puts the cells of a row into the columns that they stand under. Returns how many there are. */
static size_t take_cells(uint32_t *own, table_reader *reader, const char *const *cells,
                         const size_t *lengths, size_t cell_count, int64_t row) {
    size_t taken = 0;
    for (size_t i = 0; i < cell_count && i < reader->header_count; i++) {
        const char *text = cells[i];
        size_t length = lengths[i];
        if (length == 0) {
            continue;
        }
        hp_trim(&text, &length);
        if (length == 0 || reader->slots[i] == SLOT_REPEATED) {
            continue;
        }
        if (reader->slots[i] == SLOT_UNNAMED) {
            unnamed_column *unnamed = &reader->unnamed[i];
            unnamed->first_row = unnamed->count++ == 0 ? row : unnamed->first_row;
            continue;
        }
        own[reader->slots[i]] = store(reader, text, length);
        taken++;
    }
    return taken;
}

static hp_status read_row(table_reader *reader, const char *const *cells, const size_t *lengths,
                          size_t cell_count, int64_t row) {
    hp_table *table = reader->table;
    if (cell_count != reader->header_count) {
        HP_TRY(hp_grow(&reader->ragged, &reader->ragged_capacity, reader->ragged_count + 1,
                       sizeof *reader->ragged));
        reader->ragged[reader->ragged_count++] = (ragged_row){.row = row, .cell_count = cell_count};
    }
    uint32_t *own = reader->cells + table->row_count * table->kept_count;
    if (take_cells(own, reader, cells, lengths, cell_count, row) == 0) {
        hp_find(reader->findings, HP_F_row_empty, (hp_place){.file = table->file, .row = row}, NULL,
                NULL, NULL);
        return HP_OK;
    }
    table->rows[table->row_count++] = row;
    if (table->patch == NULL) {
        check_row(reader, table->row_count - 1);
    }
    return HP_OK;
}

static hp_status on_row(void *context, const char *const *cells, const size_t *lengths,
                        size_t cell_count, int64_t row) {
    table_reader *reader = context;
    if (reader->slots == NULL) {
        return read_header(reader, cells, lengths, cell_count);
    }
    return reader->table->broken ? HP_OK : read_row(reader, cells, lengths, cell_count, row);
}

/* Where every row has the same other number of cells, the header is at fault, and that is told
 * once; else each row is. */
static void tell_ragged(const table_reader *reader) {
    const hp_table *table = reader->table;
    char got[24];
    char wanted[24];
    bool alike = reader->ragged_count > 1 && reader->ragged_count >= table->row_count;
    for (size_t i = 1; i < reader->ragged_count; i++) {
        alike = alike && reader->ragged[i].cell_count == reader->ragged[0].cell_count;
    }
    snprintf(wanted, sizeof wanted, "%zu", reader->header_count);
    for (size_t i = 0; i < (alike ? 1 : reader->ragged_count); i++) {
        snprintf(got, sizeof got, "%zu", reader->ragged[i].cell_count);
        hp_find(reader->findings, alike ? HP_F_header_ragged : HP_F_csv_ragged,
                (hp_place){.file = table->file, .row = alike ? 1 : reader->ragged[i].row}, got,
                wanted, NULL);
    }
}

static void tell_unnamed(const table_reader *reader) {
    for (size_t i = 0; reader->slots != NULL && i < reader->header_count; i++) {
        if (reader->unnamed[i].count > 0) {
            char column[24];
            char rows[24];
            snprintf(column, sizeof column, "%zu", i + 1);
            snprintf(rows, sizeof rows, "%zu", reader->unnamed[i].count);
            hp_find(reader->findings, HP_F_column_unnamed,
                    (hp_place){.file = reader->table->file, .row = reader->unnamed[i].first_row},
                    column, rows, NULL);
        }
    }
}

/* Line ends of one kind that do not stand at once behind a line end. */
static size_t count_ends(const char *text, size_t length, char end) {
    size_t lines = 0;
    const char *at = length == 0 ? NULL : memchr(text, end, length);
    while (at != NULL) {
        bool blank = at == text || at[-1] == '\n' || at[-1] == '\r';
        lines += !blank;
        at++;
        at = at == text + length ? NULL : memchr(at, end, (size_t)(text + length - at));
    }
    return lines;
}

/* At most so many rows: lines that are not blank, the last one perhaps without an end. */
static size_t count_lines(const char *text, size_t length) {
    return count_ends(text, length, '\n') + count_ends(text, length, '\r') + 1;
}

/* What a table has before its header is read, and room for all that its cells say. */
static hp_status begin_table(table_reader *reader, const char *text, size_t length) {
    hp_table *table = reader->table;
    size_t texts = length + 2; /* the first text is "" */
    size_t words = 2;          /* none, outside */
    const hp_column *columns = hp_columns(reader->id, &table->known_count);
    table->column_count = table->known_count;
    table->names = hp_arena_alloc(reader->arena, table->known_count, sizeof *table->names);
    HP_NEED(table->names);
    table->headers = hp_arena_alloc(reader->arena, table->known_count, sizeof *table->headers);
    HP_NEED(table->headers);
    for (size_t i = 0; i < table->known_count; i++) {
        table->names[i] = columns[i].name;
        for (const hp_code *code = columns[i].codes; code != NULL && code->code != NULL; code++) {
            texts += strlen(code->code) + 1;
            words++;
        }
    }
    texts += sizeof "none" + sizeof "outside";
    reader->room = texts;
    reader->spare = texts - (length + 2);
    reader->words = hp_arena_alloc(reader->arena, words, sizeof *reader->words);
    HP_NEED(reader->words);
    reader->texts = hp_arena_alloc(reader->arena, texts, 1);
    HP_NEED(reader->texts);
    reader->used = 1;
    reader->row_room = count_lines(text, length);
    table->texts = reader->texts;
    return HP_OK;
}

static void tell_fault(const table_reader *reader, hp_csv_fault fault, int64_t row) {
    hp_place place = {.file = reader->table->file, .row = row};
    if (fault == HP_CSV_SYNTAX) {
        hp_find(reader->findings, HP_F_csv_syntax, place, NULL, NULL, NULL);
    } else if (fault == HP_CSV_CELL_TOO_LONG) {
        hp_find(reader->findings, HP_F_csv_cell_too_long, place, "65536", NULL, NULL);
    } else if (reader->slots == NULL) {
        place.row = 0;
        hp_find(reader->findings, HP_F_csv_no_header, place, NULL, NULL, NULL);
    }
}

/* The scenario's changes, then the checks that waited for them. */
static hp_status change_rows(table_reader *reader) {
    hp_table *table = reader->table;
    hp_draft draft = {.table = table,
                      .id = reader->id,
                      .arena = reader->arena,
                      .cells = reader->cells,
                      .texts = reader->texts,
                      .used = reader->used,
                      .room = reader->room,
                      .spare = reader->spare};
    if (!table->broken) {
        HP_TRY(hp_patch_apply(&draft, table->patch, reader->findings));
        reader->cells = draft.cells;
        reader->texts = draft.texts;
        reader->used = draft.used;
        reader->checked_count = 0;
        HP_TRY(list_checked(reader)); /* columns may be new */
    }
    for (size_t row = 0; row < table->row_count; row++) {
        check_row(reader, row);
    }
    return HP_OK;
}

hp_status hp_table_read(hp_table *table, hp_arena *arena, hp_table_id id, const char *file,
                        const char *text, size_t length, hp_findings *findings) {
    table_reader reader = {.table = table, .id = id, .arena = arena, .findings = findings};
    table->file = file;
    if (length > MOST_BYTES) {
        table->broken = true;
        hp_find(findings, HP_F_file_missing, (hp_place){.file = file}, strerror(EFBIG), NULL, NULL);
        return HP_OK;
    }
    HP_TRY(begin_table(&reader, text, length));
    hp_csv_fault fault = HP_CSV_NONE;
    int64_t fault_row = 0;
    hp_status status = hp_csv_read(&fault, &fault_row, text, length, on_row, &reader);
    tell_ragged(&reader);
    tell_unnamed(&reader);
    free(reader.ragged);
    HP_TRY(status);
    table->broken = table->broken || fault != HP_CSV_NONE || reader.slots == NULL;
    tell_fault(&reader, fault, fault_row);
    return table->patch == NULL ? HP_OK : change_rows(&reader);
}
