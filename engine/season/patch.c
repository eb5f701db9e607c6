#include "season/patch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/lookup.h"
#include "base/text.h"
#include "season/table.h"

enum { MOST_ROWS = 4000000 }; /* of a table that grows */

/* A row of the draft; one that was removed has no cells. */
typedef struct draft_row {
    uint32_t *own;
    int64_t row; /* of the file; of a clone its original's; 0: an added one */
    const hp_origin *origin;
} draft_row;

typedef struct patching {
    hp_draft *draft;
    hp_table *table;
    const hp_patch *patch;
    hp_findings *findings;
    draft_row *rows;
    size_t row_count;
    size_t row_capacity;
} patching;

/* A cell of a change whose column is known. */
typedef struct bound_cell {
    int column;
    const char *text; /* trimmed; of `where` coded too */
    const char *path;
} bound_cell;

typedef struct bound_list {
    bound_cell *cells;
    size_t count;
    bool good; /* every column is one of the table's */
} bound_list;

/* ---- cells ---- */

static hp_place place_of(const patching *work, const char *path, const char *value) {
    return (hp_place){.file = work->patch->file, .column = path, .value = value, .change = path};
}

/* The cell as predicates see it: coded words in English. */
static const char *coded(const patching *work, int column, const char *text) {
    size_t count = 0;
    const hp_column *columns = hp_columns(work->draft->id, &count);
    if ((size_t)column >= count) {
        return text;
    }
    if (columns[column].kind == HP_CELL_ADDRESS) {
        return strcmp(text, "无") == 0 ? "none" : strcmp(text, "区外") == 0 ? "outside" : text;
    }
    const char *code = columns[column].codes == NULL ? NULL : hp_code_of(&columns[column], text);
    return code == NULL ? text : code;
}

static const char *cell_of(const patching *work, const draft_row *row, int column) {
    int32_t place = work->table->places[column];
    return place < 0 ? "" : work->draft->texts + row->own[place];
}

/* Stores a text behind the others; they move where room is out, and what pointed to them stays. */
static hp_status store(uint32_t *at, patching *work, const char *text) {
    hp_draft *draft = work->draft;
    size_t length = strlen(text) + 1;
    if (draft->used + length + draft->spare > draft->room) {
        size_t room = 2 * (draft->used + length + draft->spare);
        char *texts = hp_arena_alloc(draft->arena, room, 1);
        HP_NEED(texts);
        memcpy(texts, draft->texts, draft->used);
        draft->texts = texts;
        draft->room = room;
    }
    *at = 0;
    if (length > 1) {
        if (draft->used + length + draft->spare > UINT32_MAX) {
            return HP_NO_MEMORY; /* cells are named by 32 bits */
        }
        memcpy(draft->texts + draft->used, text, length);
        *at = (uint32_t)draft->used;
        draft->used += length;
    }
    return HP_OK;
}

/* ---- columns ---- */

/* The columns of a change's cells; unknown and repeated ones are findings. */
static hp_status bind(bound_list *list, patching *work, const hp_patch_cell *cells, size_t count,
                      bool code) {
    *list = (bound_list){.good = true};
    list->cells = hp_arena_alloc(work->draft->arena, count, sizeof *list->cells);
    HP_NEED(list->cells);
    for (size_t i = 0; i < count; i++) {
        const char *text = cells[i].text;
        size_t length = strlen(text);
        int column = hp_table_column(work->table, work->draft->id, cells[i].column);
        bool twice = false;
        for (size_t j = 0; j < list->count; j++) {
            twice = twice || list->cells[j].column == column;
        }
        if (column < 0 || twice) {
            hp_find(work->findings, twice ? HP_F_column_twice : HP_F_scenario_column,
                    place_of(work, cells[i].path, cells[i].column),
                    twice ? work->table->names[column] : hp_table_name(work->draft->id), NULL,
                    NULL);
            list->good = false;
            continue;
        }
        hp_trim(&text, &length);
        char *trimmed = hp_arena_copy(work->draft->arena, text, length);
        HP_NEED(trimmed);
        list->cells[list->count++] = (bound_cell){.column = column,
                                                  .text = code ? coded(work, column, trimmed)
                                                               : trimmed,
                                                  .path = cells[i].path};
    }
    return HP_OK;
}

/* Columns of the spec that the file lacks and a change writes to are added, empty elsewhere. */
static void add_columns(const patching *work) {
    hp_table *table = work->table;
    for (size_t c = 0; c < work->patch->change_count; c++) {
        const hp_patch_change *change = &work->patch->changes[c];
        for (size_t i = 0; i < change->value_count; i++) {
            int column = hp_table_column(table, work->draft->id, change->values[i].column);
            if (column >= 0 && table->headers[column] == NULL) {
                table->headers[column] = table->names[column];
                table->places[column] = (int32_t)table->kept_count++;
            }
        }
    }
}

/* ---- rows ---- */

static hp_status push(patching *work, uint32_t *own, int64_t row, const hp_origin *origin) {
    HP_TRY(hp_grow(&work->rows, &work->row_capacity, work->row_count + 1, sizeof *work->rows));
    work->rows[work->row_count++] = (draft_row){.own = own, .row = row, .origin = origin};
    return HP_OK;
}

/* The rows as read, in cells with room for the new columns. */
static hp_status list_rows(patching *work, size_t kept_before) {
    const hp_table *table = work->table;
    uint32_t *cells = hp_arena_alloc(work->draft->arena, table->row_count * table->kept_count,
                                     sizeof *cells);
    HP_NEED(cells);
    for (size_t row = 0; row < table->row_count; row++) {
        uint32_t *own = cells + row * table->kept_count;
        memcpy(own, work->draft->cells + row * kept_before, kept_before * sizeof *own);
        HP_TRY(push(work, own, table->rows[row], NULL));
    }
    return HP_OK;
}

static hp_status note_origin(const hp_origin **origin, const patching *work, int column,
                             const char *path) {
    hp_origin *newest = hp_arena_alloc(work->draft->arena, 1, sizeof *newest);
    HP_NEED(newest);
    *newest = (hp_origin){.older = *origin, .column = column, .path = path};
    *origin = newest;
    return HP_OK;
}

/* Remembers an id that others may still name. */
static hp_status note_gone(const patching *work, const draft_row *row, const char *path) {
    hp_gone *gone = NULL;
    if (work->draft->id != HP_SCHOOLS && work->draft->id != HP_AREAS) {
        return HP_OK;
    }
    gone = hp_arena_alloc(work->draft->arena, 1, sizeof *gone);
    HP_NEED(gone);
    gone->id = hp_arena_text(work->draft->arena, cell_of(work, row, 0));
    HP_NEED(gone->id);
    gone->path = path;
    gone->next = work->table->gone;
    work->table->gone = gone;
    return HP_OK;
}

static bool matches(const patching *work, const draft_row *row, const bound_list *where) {
    for (size_t i = 0; i < where->count; i++) {
        const bound_cell *wanted = &where->cells[i];
        if (strcmp(coded(work, wanted->column, cell_of(work, row, wanted->column)), wanted->text) !=
            0) {
            return false;
        }
    }
    return row->own != NULL;
}

/* The rows that `where` matches, by their place; none is a finding. To be freed. */
static hp_status find_rows(size_t **found, size_t *count, patching *work,
                           const hp_patch_change *change) {
    bound_list where;
    size_t capacity = 0;
    *found = NULL;
    *count = 0;
    HP_TRY(bind(&where, work, change->where, change->where_count, true));
    for (size_t i = 0; where.good && i < work->row_count; i++) {
        if (work->rows[i].own != NULL && matches(work, &work->rows[i], &where)) {
            HP_TRY(hp_grow(found, &capacity, *count + 1, sizeof **found));
            (*found)[(*count)++] = i;
        }
    }
    if (where.good && *count == 0) {
        char path[256];
        snprintf(path, sizeof path, "%s/where", change->path);
        hp_find(work->findings, HP_F_scenario_nothing, place_of(work, path, NULL),
                hp_table_name(work->draft->id), NULL, NULL);
    }
    return HP_OK;
}

/* ---- set, add, remove ---- */

static hp_status put_cells(patching *work, draft_row *row, const bound_list *values) {
    for (size_t i = 0; i < values->count; i++) {
        const bound_cell *value = &values->cells[i];
        HP_TRY(store(&row->own[work->table->places[value->column]], work, value->text));
        HP_TRY(note_origin(&row->origin, work, value->column, value->path));
    }
    return HP_OK;
}

static hp_status set_row(patching *work, draft_row *row, const hp_patch_change *change,
                         const bound_list *values) {
    for (size_t i = 0; i < values->count; i++) {
        if (values->cells[i].column == 0 &&
            strcmp(values->cells[i].text, cell_of(work, row, 0)) != 0) {
            HP_TRY(note_gone(work, row, values->cells[i].path));
        }
    }
    HP_TRY(note_origin(&row->origin, work, -1, change->path));
    return put_cells(work, row, values);
}

static hp_status apply_set(patching *work, const hp_patch_change *change, const size_t *found,
                           size_t count) {
    bound_list values;
    HP_TRY(bind(&values, work, change->values, change->value_count, false));
    for (size_t i = 0; values.good && i < count; i++) {
        HP_TRY(set_row(work, &work->rows[found[i]], change, &values));
    }
    return HP_OK;
}

static hp_status apply_add(patching *work, const hp_patch_change *change) {
    bound_list values;
    uint32_t *own = hp_arena_alloc(work->draft->arena, work->table->kept_count, sizeof *own);
    const hp_origin *origin = NULL;
    const char *path = hp_arena_format(work->draft->arena, "%s/row", change->path);
    HP_NEED(own);
    HP_NEED(path);
    HP_TRY(bind(&values, work, change->values, change->value_count, false));
    if (!values.good) {
        return HP_OK;
    }
    HP_TRY(note_origin(&origin, work, -1, path));
    HP_TRY(push(work, own, 0, origin));
    return put_cells(work, &work->rows[work->row_count - 1], &values);
}

static hp_status apply_remove(patching *work, const hp_patch_change *change, const size_t *found,
                              size_t count) {
    for (size_t i = 0; i < count; i++) {
        HP_TRY(note_gone(work, &work->rows[found[i]], change->path));
        work->rows[found[i]].own = NULL;
    }
    return HP_OK;
}

/* ---- grow ---- */

/* The rows, or those of `found` alone, by id. */
static hp_status sort_by_id(hp_keyed **sorted, size_t *count, const patching *work,
                            const size_t *found, size_t found_count) {
    size_t candidates = found == NULL ? work->row_count : found_count;
    *sorted = hp_arena_alloc(work->draft->arena, candidates, sizeof **sorted);
    HP_NEED(*sorted);
    *count = 0;
    for (size_t i = 0; i < candidates; i++) {
        size_t row = found == NULL ? i : found[i];
        if (work->rows[row].own != NULL) {
            (*sorted)[(*count)++] = (hp_keyed){.key = cell_of(work, &work->rows[row], 0),
                                               .row = (uint32_t)row};
        }
    }
    hp_keyed_sort(*sorted, *count);
    return HP_OK;
}

static int compare_key(const void *id, const void *keyed) {
    return strcmp(id, ((const hp_keyed *)keyed)->key);
}

/* The original's id with the next number that no row has yet. */
static hp_status clone_id(char **id, int64_t *number, const patching *work, const char *original,
                          const hp_keyed *all, size_t all_count) {
    do {
        *id = hp_arena_format(work->draft->arena, "%s~%" PRId64, original, ++*number);
        HP_NEED(*id);
    } while (bsearch(*id, all, all_count, sizeof *all, compare_key) != NULL);
    return HP_OK;
}

/* So many clones of one row. */
static hp_status clone_row(patching *work, const hp_patch_change *change, const hp_keyed *original,
                           int64_t clones, const hp_keyed *all, size_t all_count) {
    size_t kept = work->table->kept_count;
    int64_t number = 0;
    for (int64_t i = 0; i < clones; i++) {
        uint32_t *own = hp_arena_alloc(work->draft->arena, kept, sizeof *own);
        const hp_origin *origin = work->rows[original->row].origin;
        char *id = NULL;
        HP_NEED(own);
        HP_TRY(clone_id(&id, &number, work, original->key, all, all_count));
        memcpy(own, work->rows[original->row].own, kept * sizeof *own);
        HP_TRY(store(&own[work->table->places[0]], work, id));
        HP_TRY(note_origin(&origin, work, -1, change->path));
        HP_TRY(note_origin(&origin, work, 0, change->path));
        HP_TRY(push(work, own, work->rows[original->row].row, origin));
    }
    return HP_OK;
}

/* Round half up of percent × matches clones, cyclically in order of id: the first ones of the
 * order get one more than the others. */
static hp_status apply_grow(patching *work, const hp_patch_change *change, const size_t *found,
                            size_t count) {
    hp_keyed *originals = NULL;
    hp_keyed *all = NULL;
    size_t original_count = 0;
    size_t all_count = 0;
    if (count == 0 || work->table->places[0] < 0) {
        return HP_OK; /* told already */
    }
    HP_TRY(sort_by_id(&originals, &original_count, work, found, count));
    HP_TRY(sort_by_id(&all, &all_count, work, NULL, 0));
    int64_t clones = (change->percent_hundredths * (int64_t)count + 5000) / 10000;
    if (clones > MOST_ROWS - (int64_t)work->row_count) {
        char most[24];
        snprintf(most, sizeof most, "%d", MOST_ROWS);
        hp_find(work->findings, HP_F_scenario_large, place_of(work, change->path, NULL),
                hp_table_name(work->draft->id), most, NULL);
        return HP_OK;
    }
    if (clones == 0 && change->percent_hundredths > 0) {
        char matches[24];
        snprintf(matches, sizeof matches, "%zu", count);
        hp_find(work->findings, HP_F_scenario_grows_none, place_of(work, change->path, NULL),
                matches, NULL, NULL);
    }
    for (size_t i = 0; i < original_count; i++) {
        int64_t own_clones = clones / (int64_t)count + ((int64_t)i < clones % (int64_t)count);
        HP_TRY(clone_row(work, change, &originals[i], own_clones, all, all_count));
    }
    return HP_OK;
}

/* ---- all ---- */

static hp_status apply_change(patching *work, const hp_patch_change *change) {
    size_t *found = NULL;
    size_t count = 0;
    if (change->op == HP_PATCH_ADD) {
        return apply_add(work, change);
    }
    hp_status status = find_rows(&found, &count, work, change);
    if (status == HP_OK) {
        status = change->op == HP_PATCH_SET      ? apply_set(work, change, found, count)
                 : change->op == HP_PATCH_REMOVE ? apply_remove(work, change, found, count)
                                                 : apply_grow(work, change, found, count);
    }
    free(found);
    return status;
}

/* The rows that are left become the table's. */
static hp_status keep_rows(patching *work) {
    hp_table *table = work->table;
    hp_draft *draft = work->draft;
    size_t count = 0;
    table->rows = hp_arena_alloc(draft->arena, work->row_count, sizeof *table->rows);
    HP_NEED(table->rows);
    table->origins = hp_arena_alloc(draft->arena, work->row_count, sizeof *table->origins);
    HP_NEED(table->origins);
    draft->cells = hp_arena_alloc(draft->arena, work->row_count * table->kept_count,
                                  sizeof *draft->cells);
    HP_NEED(draft->cells);
    for (size_t i = 0; i < work->row_count; i++) {
        const draft_row *row = &work->rows[i];
        if (row->own != NULL) {
            memcpy(draft->cells + count * table->kept_count, row->own,
                   table->kept_count * sizeof *row->own);
            table->rows[count] = row->row;
            table->origins[count++] = row->origin;
        }
    }
    table->row_count = count;
    table->cells = draft->cells;
    table->texts = draft->texts;
    return HP_OK;
}

hp_status hp_patch_apply(hp_draft *draft, const hp_patch *patch, hp_findings *findings) {
    patching work = {.draft = draft, .table = draft->table, .patch = patch, .findings = findings};
    size_t kept_before = draft->table->kept_count;
    add_columns(&work);
    hp_status status = list_rows(&work, kept_before);
    for (size_t i = 0; status == HP_OK && i < patch->change_count; i++) {
        status = apply_change(&work, &patch->changes[i]);
    }
    if (status == HP_OK) {
        status = keep_rows(&work);
    }
    free(work.rows);
    return status;
}
