/* Gathering the results of a planned sweep into one table; which shards have none. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "whatif/planned.h"

#define TABLE_CSV "sweep.csv"
#define TABLE_JSON "sweep.json"

/* A file among the results. */
typedef struct found_result {
    const char *name;
    char hash[HP_HEX_BYTES];
} found_result;

typedef struct gathering {
    hp_planned plan;
    hp_arena arena;
    const char **names; /* in the folder of results, sorted */
    size_t name_count;
    size_t name_capacity;
    found_result *results; /* per shard; the name is NULL where there is none */
    char **figures;        /* the table's columns: every figure that a point has */
    size_t figure_count;
    size_t figure_capacity;
    bool whole; /* nothing is missing, doubled, damaged */
} gathering;

/* ---- the shards without a result ---- */

hp_status hp_sweep_missing(char **text, const char *dir, hp_findings *findings) {
    hp_planned plan;
    hp_buffer list = {0};
    struct stat about;
    *text = NULL;
    hp_status status = hp_planned_open(&plan, dir, findings);
    for (int32_t s = 0; s < plan.shard_count && status == HP_OK; s++) {
        const char *name = hp_planned_result(&plan.arena, plan.shards[s].id);
        const char *path = name == NULL ? NULL : hp_path_join(&plan.arena, dir, name);
        if (path == NULL) {
            status = HP_NO_MEMORY;
        } else if (lstat(path, &about) != 0) {
            hp_buffer_format(&list, "%" PRId32 "\n", s);
        }
    }
    if (status == HP_OK) {
        status = hp_buffer_take(text, &list);
    }
    hp_buffer_free(&list);
    hp_planned_free(&plan);
    return status;
}

/* ---- the files ---- */

static bool is_result_name(const char *name) {
    size_t length = strlen(name);
    return *name != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static hp_status add_name(gathering *all, const char *name) {
    HP_TRY(hp_grow(&all->names, &all->name_capacity, all->name_count + 1, sizeof *all->names));
    all->names[all->name_count] = hp_arena_text(&all->arena, name);
    HP_NEED(all->names[all->name_count]);
    all->name_count++;
    return HP_OK;
}

/* A folder that is there and cannot be read through. */
static hp_status folder_failed(int error, hp_findings *findings) {
    if (error == ENOMEM) {
        return HP_NO_MEMORY;
    }
    hp_find(findings, HP_F_file_missing, (hp_place){.file = HP_PLAN_RESULTS}, strerror(error), NULL,
            NULL);
    return HP_IO;
}

/* The names of the results, sorted; none where nothing was run yet. */
static hp_status list_results(gathering *all, hp_findings *findings) {
    DIR *open = opendir(all->plan.results_dir);
    if (open == NULL) {
        return errno == ENOENT ? HP_OK : folder_failed(errno, findings);
    }
    hp_status status = HP_OK;
    struct dirent *entry = NULL;
    for (errno = 0; status == HP_OK && (entry = readdir(open)) != NULL; errno = 0) {
        if (is_result_name(entry->d_name)) {
            status = add_name(all, entry->d_name);
        }
    }
    if (status == HP_OK && errno != 0) {
        status = folder_failed(errno, findings);
    }
    closedir(open);
    if (all->name_count > 0) {
        qsort(all->names, all->name_count, sizeof *all->names, hp_compare_text);
    }
    return status;
}

/* Reads a result. *result is NULL where it is none, or damaged, or of another plan. */
static hp_status read_result(hp_json **result, int32_t *shard, char hash[HP_HEX_BYTES],
                             const gathering *all, const char *name, hp_findings *findings) {
    hp_arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    *result = NULL;
    hp_status status = hp_file_read(&bytes, &length, &arena, all->plan.results_dir, name, findings);
    if (status == HP_OK && bytes != NULL && hp_planned_is_whole(bytes, length)) {
        hp_sha256_hex(hash, bytes, length);
        status = hp_json_parse(result, bytes, length, name, findings);
    }
    *shard = *result == NULL ? -1 : hp_planned_shard_of(&all->plan, *result);
    if (*shard < 0) {
        hp_json_free(*result);
        *result = NULL;
    }
    hp_arena_free(&arena);
    return status;
}

/* Adds the figures of a point that are not columns yet. Most points have them in one order, so each
 * is looked for behind the one before. */
static hp_status note_figures(gathering *all, const hp_json *figures) {
    size_t next = 0;
    for (const hp_json *figure = hp_json_first(figures); figure != NULL;
         figure = hp_json_next(figure)) {
        const char *key = hp_json_key(figure);
        size_t looked = 0;
        while (looked < all->figure_count &&
               strcmp(all->figures[(next + looked) % all->figure_count], key) != 0) {
            looked++;
        }
        if (looked < all->figure_count) {
            next = (next + looked + 1) % all->figure_count;
            continue;
        }
        HP_TRY(hp_grow(&all->figures, &all->figure_capacity, all->figure_count + 1,
                       sizeof *all->figures));
        char *kept = hp_arena_text(&all->arena, key);
        HP_NEED(kept);
        all->figures[all->figure_count++] = kept;
        next = 0;
    }
    return HP_OK;
}

/* Files a result under its shard, or tells why it cannot be. */
static hp_status take_result(gathering *all, const char *name, hp_findings *findings) {
    hp_json *result = NULL;
    int32_t shard = -1;
    char hash[HP_HEX_BYTES] = "";
    char number[16];
    HP_TRY(read_result(&result, &shard, hash, all, name, findings));
    hp_json_free(result);
    if (shard < 0) {
        hp_find(findings, HP_F_result_damaged, (hp_place){.file = name}, NULL, NULL, NULL);
        all->whole = false;
        return HP_OK;
    }
    found_result *there = &all->results[shard];
    if (there->name != NULL) {
        snprintf(number, sizeof number, "%" PRId32, shard);
        hp_find(findings, strcmp(there->hash, hash) == 0 ? HP_F_result_twice : HP_F_result_differs,
                (hp_place){.file = name}, number, there->name, NULL);
        all->whole = false;
        return HP_OK;
    }
    there->name = name;
    memcpy(there->hash, hash, sizeof hash);
    return HP_OK;
}

/* "3, 7-9" of the shards without a result. */
static hp_status tell_missing(gathering *all, hp_findings *findings) {
    hp_buffer list = {0};
    int32_t count = 0;
    for (int32_t s = 0; s < all->plan.shard_count; s++) {
        int32_t end = s;
        while (end < all->plan.shard_count && all->results[end].name == NULL) {
            end++;
        }
        if (end > s) {
            hp_buffer_format(&list, "%s%" PRId32, count > 0 ? ", " : "", s);
            if (end > s + 1) {
                hp_buffer_format(&list, "-%" PRId32, end - 1);
            }
            count += end - s;
            s = end - 1;
        }
    }
    if (count > 0) {
        char number[16];
        snprintf(number, sizeof number, "%" PRId32, count);
        hp_find(findings, HP_F_shards_missing, (hp_place){.file = HP_PLAN_RESULTS}, number,
                hp_buffer_get(&list), NULL);
        all->whole = false;
    }
    hp_status status = hp_buffer_status(&list);
    hp_buffer_free(&list);
    return status;
}

/* ---- the table ---- */

typedef struct table_text {
    hp_buffer csv;
    hp_buffer json;
    hp_buffer scratch;
    hp_json_out out; /* to json */
} table_text;

/* A value or figure as a cell; a number as JSON has it; nothing where there is none. */
static void put_cell(table_text *table, const hp_json *value) {
    if (value != NULL && hp_json_kind_of(value) == HP_JSON_TEXT) {
        hp_csv_cell(&table->csv, hp_json_text(value), ',');
        return;
    }
    table->scratch.length = 0;
    if (value != NULL) {
        hp_json_out plain = {.buffer = &table->scratch};
        hp_out_copy(&plain, NULL, value);
    }
    hp_buffer_append(&table->csv, hp_buffer_get(&table->scratch), table->scratch.length);
    hp_buffer_append(&table->csv, ",", 1);
}

/* The comma behind the last cell becomes the end of the row. */
static void end_row(table_text *table) {
    if (!table->csv.failed) {
        table->csv.bytes[table->csv.length - 1] = '\n';
    }
}

static void put_head(table_text *table, const gathering *all) {
    const hp_json *plan = all->plan.document;
    const hp_json *names = hp_json_member(plan, "values");
    hp_out_begin(&table->out, NULL, '{');
    hp_out_text(&table->out, "version", hp_version());
    hp_out_text(&table->out, "name", hp_planned_text(plan, "name"));
    hp_out_text(&table->out, "season", all->plan.season_hash);
    hp_out_begin_flat(&table->out, "values", '[');
    hp_buffer_text(&table->csv, "point,scenario,");
    for (const hp_json *name = names == NULL ? NULL : hp_json_first(names); name != NULL;
         name = hp_json_next(name)) {
        put_cell(table, name);
        hp_out_copy(&table->out, NULL, name);
    }
    hp_out_end(&table->out, ']');
    hp_out_begin(&table->out, "figures", '[');
    for (size_t f = 0; f < all->figure_count; f++) {
        hp_csv_cell(&table->csv, all->figures[f], ',');
        hp_out_text(&table->out, NULL, all->figures[f]);
    }
    hp_out_end(&table->out, ']');
    end_row(table);
}

/* The point's values, or as many empty cells for the season as it is. */
static void put_values(table_text *table, const gathering *all, const hp_json *values) {
    const hp_json *names = hp_json_member(all->plan.document, "values");
    size_t count = names == NULL ? 0 : hp_json_count(names);
    const hp_json *value = values == NULL ? NULL : hp_json_first(values);
    hp_out_begin(&table->out, "values", '[');
    for (size_t v = 0; v < count; v++) {
        put_cell(table, value);
        if (value != NULL) {
            hp_out_copy(&table->out, NULL, value);
            value = hp_json_next(value);
        }
    }
    hp_out_end(&table->out, ']');
}

/* The point's figures under the table's columns. They come mostly in the columns' order. */
static void put_figures(table_text *table, const gathering *all, const hp_json *figures) {
    const hp_json *next = figures == NULL ? NULL : hp_json_first(figures);
    hp_out_begin(&table->out, "figures", '[');
    for (size_t f = 0; f < all->figure_count; f++) {
        bool is_next = next != NULL && strcmp(hp_json_key(next), all->figures[f]) == 0;
        const hp_json *figure = is_next ? next : hp_json_member(figures, all->figures[f]);
        next = figure == NULL ? next : hp_json_next(figure);
        put_cell(table, figure);
        hp_out_copy(&table->out, NULL, figure);
    }
    hp_out_end(&table->out, ']');
}

static void put_point(table_text *table, const gathering *all, const hp_json *point) {
    hp_buffer_whole(&table->csv, hp_planned_whole(point, "point"));
    hp_buffer_append(&table->csv, ",", 1);
    hp_csv_cell(&table->csv, hp_planned_text(point, "scenario"), ',');
    hp_out_begin_flat(&table->out, NULL, '{');
    hp_out_whole(&table->out, "point", hp_planned_whole(point, "point"));
    hp_out_text(&table->out, "scenario", hp_planned_text(point, "scenario"));
    put_values(table, all, hp_json_member(point, "values"));
    put_figures(table, all, hp_json_member(point, "figures"));
    hp_out_end(&table->out, '}');
    end_row(table);
}

/* Goes over the points of all shards in order: first for the columns, then for the rows, so that
 * one result is in memory at a time. */
static hp_status visit_points(gathering *all, table_text *table, hp_findings *findings) {
    for (int32_t s = 0; s < all->plan.shard_count; s++) {
        hp_json *result = NULL;
        int32_t shard = -1;
        char hash[HP_HEX_BYTES] = "";
        hp_status status = read_result(&result, &shard, hash, all, all->results[s].name, findings);
        HP_TRY(status);
        if (shard != s || strcmp(hash, all->results[s].hash) != 0) {
            hp_find(findings, HP_F_result_damaged, (hp_place){.file = all->results[s].name}, NULL,
                    NULL, NULL);
            hp_json_free(result);
            return HP_INPUT;
        }
        for (const hp_json *point = hp_json_first(hp_json_member(result, "points"));
             point != NULL && status == HP_OK; point = hp_json_next(point)) {
            if (table == NULL) {
                status = note_figures(all, hp_json_member(point, "figures"));
            } else {
                put_point(table, all, point);
            }
        }
        hp_json_free(result);
        HP_TRY(status);
    }
    return HP_OK;
}

static hp_status fill_table(table_text *table, gathering *all, hp_findings *findings) {
    table->out.buffer = &table->json;
    HP_TRY(visit_points(all, NULL, findings));
    put_head(table, all);
    hp_out_begin(&table->out, "points", '[');
    HP_TRY(visit_points(all, table, findings));
    hp_out_end(&table->out, ']');
    hp_out_end(&table->out, '}');
    HP_TRY(hp_buffer_status(&table->csv));
    HP_TRY(hp_buffer_status(&table->scratch));
    return hp_buffer_status(&table->json);
}

/* ---- its folder ---- */

/* Writes the table; one that is there stays, and must be the same. */
static hp_status put_table(gathering *all, const table_text *table, const char *out,
                           hp_findings *findings) {
    struct stat about;
    hp_folder *folder = NULL;
    if (lstat(out, &about) == 0) {
        bool same_csv = false;
        bool same_json = false;
        HP_TRY(hp_file_has(&same_csv, out, TABLE_CSV, hp_buffer_get(&table->csv), table->csv.length,
                           findings));
        HP_TRY(hp_file_has(&same_json, out, TABLE_JSON, hp_buffer_get(&table->json),
                           table->json.length, findings));
        if (!same_csv || !same_json) {
            hp_find(findings, HP_F_table_differs, (hp_place){.file = out}, NULL, NULL, NULL);
            all->whole = false;
        }
        return HP_OK;
    }
    hp_status status = hp_folder_begin(&folder, out, findings);
    if (status == HP_OK) {
        status = hp_folder_write(folder, TABLE_CSV, hp_buffer_get(&table->csv), table->csv.length,
                                 findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write(folder, TABLE_JSON, hp_buffer_get(&table->json),
                                 table->json.length, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write_manifest(folder, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_commit(folder, findings);
    }
    hp_folder_free(folder);
    return status;
}

static hp_status make_table(gathering *all, const char *out, hp_findings *findings) {
    table_text table = {0};
    hp_status status = fill_table(&table, all, findings);
    if (status == HP_OK) {
        status = put_table(all, &table, out, findings);
    }
    hp_buffer_free(&table.csv);
    hp_buffer_free(&table.json);
    hp_buffer_free(&table.scratch);
    return status;
}

/* ---- the whole ---- */

static hp_status collect(gathering *all, const char *dir, const char *out, hp_findings *findings) {
    HP_TRY(hp_planned_open(&all->plan, dir, findings));
    HP_TRY(list_results(all, findings));
    all->results = hp_arena_alloc(&all->arena, (size_t)all->plan.shard_count, sizeof *all->results);
    HP_NEED(all->results);
    for (size_t n = 0; n < all->name_count; n++) {
        HP_TRY(take_result(all, all->names[n], findings));
    }
    HP_TRY(tell_missing(all, findings));
    if (out == NULL) {
        out = hp_path_join(&all->arena, dir, "table");
        HP_NEED(out);
    }
    return all->whole ? make_table(all, out, findings) : HP_OK;
}

hp_status hp_sweep_collect(bool *whole, const char *dir, const char *out, hp_findings *findings) {
    gathering all = {.whole = true};
    hp_status status = collect(&all, dir, out, findings);
    *whole = all.whole;
    free(all.names);
    free(all.figures);
    hp_planned_free(&all.plan);
    hp_arena_free(&all.arena);
    hp_status lost = hp_findings_status(findings);
    return status == HP_OK && lost == HP_NO_MEMORY ? lost : status;
}
