/* Planning a sweep: everything that any machine needs to run it, in one folder. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"
#include "pipeline.h"
#include "season/freeze.h"
#include "whatif/planned.h"
#include "whatif/sweep.h"

enum { MOST_TOLD = 20 }; /* points whose errors are told */

typedef struct point_text {
    hp_buffer text; /* the scenario; empty for point 0 */
    char hash[HP_HEX_BYTES];
} point_text;

typedef struct planning {
    hp_arena arena;
    const char *season_dir;
    const char *sweep_file;
    hp_sweep sweep;
    hp_season *season;
    char season_hash[HP_HEX_BYTES];
    point_text *points;  /* point_count */
    int32_t point_count; /* with point 0, the season as it is */
    hp_folder *folder;
} planning;

/* ---- every scenario is one that can be run ---- */

static hp_status check_seeds(const hp_season *season, hp_findings *findings) {
    hp_arena arena = {0};
    hp_status status = HP_OK;
    for (int s = 0; s < season->policy.stage_count && status == HP_OK; s++) {
        const char *seed = NULL;
        const char *id = season->policy.stages[s].id;
        status = hp_seed_of(&seed, &arena, &season->data, id);
        if (status == HP_OK && seed == NULL) {
            hp_find(findings, HP_F_seed_missing, (hp_place){.file = "season.json"}, id, NULL, NULL);
            status = HP_INPUT;
        }
    }
    hp_arena_free(&arena);
    return status;
}

/* What findings call a point: its number and, where it has one, the name of its scenario. */
static hp_status name_point(char **name, hp_arena *arena, const planning *all, int32_t point) {
    const hp_buffer *text = &all->points[point].text;
    hp_findings *unseen = hp_findings_new();
    hp_json *scenario = NULL;
    HP_NEED(unseen);
    hp_status status = hp_json_parse(&scenario, hp_buffer_get(text), text->length, "", unseen);
    const hp_json *named = scenario == NULL ? NULL : hp_json_member(scenario, "name");
    bool has_name = named != NULL && hp_json_kind_of(named) == HP_JSON_TEXT;
    *name = has_name ? hp_arena_format(arena, "point %" PRId32 " (%s)", point, hp_json_text(named))
                     : hp_arena_format(arena, "point %" PRId32, point);
    hp_json_free(scenario);
    hp_findings_free(unseen);
    HP_NEED(*name);
    return status == HP_NO_MEMORY ? status : HP_OK;
}

static hp_status check_point(const planning *all, int32_t point, const char *name,
                             hp_findings *findings) {
    hp_scenario *scenario = NULL;
    hp_season *season = NULL;
    const hp_buffer *text = &all->points[point].text;
    hp_status status = hp_scenario_parse(&scenario, hp_buffer_get(text), text->length, name,
                                         findings);
    if (status == HP_OK) {
        status = hp_season_open_beside(&season, all->season, scenario, findings);
    }
    if (status == HP_OK) {
        status = check_seeds(season, findings);
    }
    hp_season_free(season);
    hp_scenario_free(scenario);
    return status;
}

/* Work in a process of its own, whose findings nobody sees: reports only that there are errors. */
static hp_status check_apart(void *context, int32_t item, hp_buffer *report) {
    hp_findings *unseen = hp_findings_new();
    HP_NEED(unseen);
    hp_status status = check_point(context, item + 1, "", unseen);
    hp_findings_free(unseen);
    if (status == HP_INPUT) {
        hp_buffer_text(report, "errors");
        status = HP_OK;
    }
    return status;
}

static hp_status tell_point(const planning *all, int32_t point, hp_findings *findings) {
    hp_arena arena = {0};
    char *name = NULL;
    hp_status status = name_point(&name, &arena, all, point);
    if (status == HP_OK) {
        status = check_point(all, point, name, findings);
        hp_findings_drop_warnings(findings);
    }
    hp_arena_free(&arena);
    return status;
}

/* Tells the errors of the points that were found to have some. */
static hp_status tell_points(const planning *all, const hp_buffer *reports, hp_findings *findings) {
    int32_t told = 0;
    for (int32_t i = 0; i + 1 < all->point_count; i++) {
        if (reports[i].length > 0 && told++ < MOST_TOLD) {
            hp_status status = tell_point(all, i + 1, findings);
            if (status != HP_OK && status != HP_INPUT) {
                return status;
            }
        }
    }
    if (told > 0) {
        char number[16];
        snprintf(number, sizeof number, "%" PRId32, told);
        hp_find(findings, HP_F_sweep_points_bad, (hp_place){.file = all->sweep_file}, number, NULL,
                NULL);
    }
    return told > 0 ? HP_INPUT : HP_OK;
}

static hp_status check_points(planning *all, int32_t workers, hp_findings *findings) {
    int32_t count = all->point_count - 1;
    hp_buffer *reports = hp_arena_alloc(&all->arena, (size_t)count, sizeof *reports);
    HP_NEED(reports);
    hp_status status = hp_workers_run(reports, count, workers, check_apart, all);
    if (status == HP_OK) {
        status = tell_points(all, reports, findings);
    }
    for (int32_t i = 0; i < count; i++) {
        hp_buffer_free(&reports[i]);
    }
    return status;
}

static hp_status fill_points(planning *all) {
    all->point_count = all->sweep.point_count + 1;
    all->points = hp_arena_alloc(&all->arena, (size_t)all->point_count, sizeof *all->points);
    HP_NEED(all->points);
    for (int32_t p = 1; p < all->point_count; p++) {
        point_text *point = &all->points[p];
        hp_sweep_scenario(&point->text, &all->sweep, p - 1);
        HP_TRY(hp_buffer_status(&point->text));
        hp_sha256_hex(point->hash, hp_buffer_get(&point->text), point->text.length);
    }
    return HP_OK;
}

/* ---- the folder ---- */

/* The season's files as they were when it was read. */
static hp_status copy_season(const planning *all, hp_findings *findings) {
    const hp_data *data = &all->season->data;
    for (size_t i = 0; i < data->input_count; i++) {
        hp_arena arena = {0};
        char *bytes = NULL;
        size_t length = 0;
        char hash[HP_HEX_BYTES] = "";
        const char *file = data->inputs[i].file;
        hp_status status = hp_file_read(&bytes, &length, &arena, all->season_dir, file, findings);
        const char *name = hp_path_join(&arena, HP_PLAN_SEASON, file);
        if (status == HP_OK && name == NULL) {
            status = HP_NO_MEMORY;
        } else if (status == HP_OK && bytes == NULL) {
            status = HP_INPUT;
        } else if (status == HP_OK) {
            hp_sha256_hex(hash, bytes, length);
            status = hp_folder_write_hashed(all->folder, name, bytes, length, hash, findings);
        }
        if (status == HP_OK && strcmp(hash, data->inputs[i].hash) != 0) {
            hp_find(findings, HP_F_sweep_season_changed, (hp_place){.file = file}, NULL, NULL,
                    NULL);
            status = HP_INPUT;
        }
        hp_arena_free(&arena);
        HP_TRY(status);
    }
    return HP_OK;
}

static int compare_points(const void *a, const void *b) {
    return strcmp((*(const point_text *const *)a)->hash, (*(const point_text *const *)b)->hash);
}

/* One file for each scenario; points that are equal share theirs. */
static hp_status put_scenarios(planning *all, hp_findings *findings) {
    int32_t count = all->point_count - 1;
    const point_text **sorted = hp_arena_alloc(&all->arena, (size_t)count, sizeof(point_text *));
    HP_NEED(sorted);
    for (int32_t p = 0; p < count; p++) {
        sorted[p] = &all->points[p + 1];
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_points);
    for (int32_t p = 0; p < count; p++) {
        if (p > 0 && strcmp(sorted[p]->hash, sorted[p - 1]->hash) == 0) {
            continue;
        }
        const char *name = hp_planned_scenario(&all->arena, sorted[p]->hash);
        HP_NEED(name);
        HP_TRY(hp_folder_write_hashed(all->folder, name, hp_buffer_get(&sorted[p]->text),
                                      sorted[p]->text.length, sorted[p]->hash, findings));
    }
    return HP_OK;
}

static void put_point(hp_json_out *out, const planning *all, int32_t point) {
    hp_out_begin_flat(out, NULL, '{');
    hp_out_whole(out, "point", point);
    if (point > 0) {
        const hp_sweep *sweep = &all->sweep;
        const hp_sweep_fill *fills = &sweep->fills[(size_t)(point - 1) * sweep->name_count];
        hp_out_text(out, "scenario", all->points[point].hash);
        hp_out_begin(out, "values", '[');
        for (size_t v = 0; v < sweep->name_count; v++) {
            if (fills[v].is_number) {
                hp_out_number(out, NULL, fills[v].text);
            } else {
                hp_out_text(out, NULL, fills[v].text);
            }
        }
        hp_out_end(out, ']');
    }
    hp_out_end(out, '}');
}

/* What a shard's result is made of is all in it, by hashes: so its own hash names the result. */
static void put_shard(hp_buffer *text, const planning *all, int32_t first, int32_t count) {
    hp_json_out out = {.buffer = text};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "version", hp_version());
    hp_out_text(&out, "season", all->season_hash);
    hp_out_text(&out, "settings", all->season->data.inputs[0].hash);
    hp_out_begin(&out, "points", '[');
    for (int32_t p = first; p < first + count; p++) {
        put_point(&out, all, p);
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
}

/* Writes a shard and its line in the plan. */
static hp_status add_shard(hp_json_out *out, const planning *all, int32_t first, int32_t count,
                           hp_findings *findings) {
    hp_arena arena = {0};
    hp_buffer text = {0};
    char hash[HP_HEX_BYTES];
    put_shard(&text, all, first, count);
    hp_status status = hp_buffer_status(&text);
    if (status == HP_OK) {
        hp_sha256_hex(hash, hp_buffer_get(&text), text.length);
        const char *name = hp_planned_shard_file(&arena, hash);
        status = name == NULL ? HP_NO_MEMORY
                              : hp_folder_write_hashed(all->folder, name, hp_buffer_get(&text),
                                                       text.length, hash, findings);
    }
    if (status == HP_OK) {
        hp_out_begin_flat(out, NULL, '{');
        hp_out_text(out, "shard", hash);
        hp_out_whole(out, "first", first);
        hp_out_whole(out, "points", count);
        hp_out_end(out, '}');
    }
    hp_buffer_free(&text);
    hp_arena_free(&arena);
    return status;
}

static hp_status put_plan(hp_buffer *text, const planning *all, hp_findings *findings) {
    hp_json_out out = {.buffer = text};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "version", hp_version());
    hp_out_text(&out, "name", hp_planned_text(all->sweep.document, "name"));
    hp_out_text(&out, "season", all->season_hash);
    hp_out_text(&out, "settings", all->season->data.inputs[0].hash);
    hp_out_begin_flat(&out, "values", '[');
    for (size_t v = 0; v < all->sweep.name_count; v++) {
        hp_out_text(&out, NULL, all->sweep.names[v]);
    }
    hp_out_end(&out, ']');
    hp_out_begin(&out, "shards", '[');
    for (int32_t first = 0; first < all->point_count; first += all->sweep.per_shard) {
        int32_t rest = all->point_count - first;
        int32_t count = rest < all->sweep.per_shard ? rest : all->sweep.per_shard;
        HP_TRY(add_shard(&out, all, first, count, findings));
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    hp_planned_seal(text);
    HP_TRY(hp_buffer_status(text));
    return hp_folder_write(all->folder, HP_PLAN_FILE, hp_buffer_get(text), text->length, findings);
}

static hp_status put_folder(planning *all, hp_findings *findings) {
    hp_buffer text = {0};
    HP_TRY(copy_season(all, findings));
    HP_TRY(
        hp_folder_write(all->folder, "sweep.json", all->sweep.bytes, all->sweep.length, findings));
    HP_TRY(put_scenarios(all, findings));
    hp_status status = put_plan(&text, all, findings);
    hp_buffer_free(&text);
    HP_TRY(status);
    HP_TRY(hp_folder_write_manifest(all->folder, findings));
    return hp_folder_commit(all->folder, findings);
}

/* ---- the whole ---- */

/* Runs the season as it is, for what only a run can refuse: a seed, a commitment. */
static hp_status check_season(planning *all, hp_findings *findings) {
    hp_run *run = NULL;
    HP_TRY(hp_season_open(&all->season, all->season_dir, findings));
    HP_TRY(hp_season_run(&run, all->season, NULL, findings));
    hp_run_free(run);
    return hp_freeze(all->season_hash, &all->season->data, NULL);
}

static hp_status plan_sweep(planning *all, const char *out, int32_t workers,
                            hp_findings *findings) {
    hp_status read = hp_sweep_read(&all->sweep, all->sweep_file, findings);
    if (read != HP_OK && read != HP_INPUT) {
        return read;
    }
    HP_TRY(check_season(all, findings)); /* its errors are told beside the sweep's */
    HP_TRY(read);
    HP_TRY(fill_points(all));
    HP_TRY(hp_folder_begin(&all->folder, out, findings)); /* a target that exists is told first */
    HP_TRY(check_points(all, workers, findings));
    return put_folder(all, findings);
}

hp_status hp_sweep_plan(const char *season_dir, const char *sweep_file, const char *out,
                        int32_t workers, hp_findings *findings) {
    planning all = {.season_dir = season_dir, .sweep_file = sweep_file};
    hp_status status = plan_sweep(&all, out, workers > 0 ? workers : hp_workers_most(), findings);
    hp_status lost = hp_findings_status(findings);
    hp_folder_free(all.folder);
    for (int32_t p = 0; p < all.point_count && all.points != NULL; p++) {
        hp_buffer_free(&all.points[p].text);
    }
    hp_season_free(all.season);
    hp_sweep_free(&all.sweep);
    hp_arena_free(&all.arena);
    return status == HP_OK && lost == HP_NO_MEMORY ? lost : status;
}
