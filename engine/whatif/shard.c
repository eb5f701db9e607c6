/* Running shards of a planned sweep: pure, repeatable, each result appears whole. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/workers.h"
#include "pipeline.h"
#include "season/freeze.h"
#include "whatif/moves.h"
#include "whatif/planned.h"

/* ---- the points of a shard ---- */

/* The plan and its season, read and run once for all shards that this process and those that it
 * begins run. */
typedef struct base {
    hp_planned plan;
    hp_season *season;
    hp_run *run;
} base;

typedef struct shard_run {
    const hp_planned *plan;
    const hp_planned_shard *shard;
    const base *base;
    hp_arena arena;
    hp_json *document; /* the shard */
    hp_buffer result;
} shard_run;

/* The season must be the one that was planned with, to the seed. It is run as it is: moves are told
 * against that. */
static hp_status open_base(base *all, int32_t workers, hp_findings *findings) {
    const hp_run_options options = {.workers = workers};
    const hp_planned *plan = &all->plan;
    char hash[HP_HEX_BYTES];
    HP_TRY(hp_season_open(&all->season, plan->season_dir, findings));
    HP_TRY(hp_freeze(hash, &all->season->data, NULL));
    if (strcmp(hash, plan->season_hash) != 0 ||
        strcmp(all->season->data.inputs[0].hash, plan->settings_hash) != 0) {
        hp_find(findings, HP_F_plan_damaged, (hp_place){.file = HP_PLAN_SEASON}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    HP_TRY(hp_season_run_kept(&all->run, all->season, &options, findings));
    hp_findings_drop_warnings(findings);
    return HP_OK;
}

static void close_base(base *all) {
    hp_run_free(all->run);
    hp_season_free(all->season);
    hp_planned_free(&all->plan);
}

/* The shard; it must be one of this season. */
static hp_status read_shard(shard_run *run, hp_findings *findings) {
    char *bytes = NULL;
    size_t length = 0;
    const char *name = hp_planned_shard_file(&run->arena, run->shard->id);
    HP_NEED(name);
    HP_TRY(hp_planned_read(&bytes, &length, &run->arena, run->plan->dir, name, run->shard->id,
                           findings));
    HP_TRY(hp_json_parse(&run->document, bytes, length, name, findings));
    HP_TRY(hp_findings_status(findings));
    if (strcmp(hp_planned_text(run->document, "season"), run->plan->season_hash) != 0 ||
        strcmp(hp_planned_text(run->document, "settings"), run->plan->settings_hash) != 0) {
        hp_find(findings, HP_F_plan_damaged, (hp_place){.file = name}, NULL, NULL, NULL);
        return HP_INPUT;
    }
    return HP_OK;
}

/* The scenario of a point; its file's name is the hash of its bytes. */
static hp_status read_scenario(hp_scenario **out, shard_run *run, const char *hash,
                               hp_findings *findings) {
    char *bytes = NULL;
    size_t length = 0;
    const char *name = hp_planned_scenario(&run->arena, hash);
    HP_NEED(name);
    HP_TRY(hp_planned_read(&bytes, &length, &run->arena, run->plan->dir, name, hash, findings));
    return hp_scenario_parse(out, bytes, length, name, findings);
}

/* The figures of a run as members of the object that is open: "unplaced", "school_placed:J1". */
static void put_figures(hp_json_out *out, const hp_outcome *outcome) {
    hp_buffer key = {0};
    for (size_t f = 0; f < outcome->count; f++) {
        const hp_figure *figure = &outcome->figures[f];
        key.length = 0;
        hp_buffer_text(&key, hp_figure_code(figure->kind));
        hp_buffer_text(&key, hp_figure_in_hundredths(figure->kind) ? "_hundredths" : "");
        hp_buffer_text(&key, *figure->of == '\0' ? "" : ":");
        hp_buffer_text(&key, figure->of);
        hp_out_whole(out, hp_buffer_get(&key), figure->value);
    }
    out->buffer->failed = out->buffer->failed || key.failed;
    hp_buffer_free(&key);
}

/* What the shard says of a point, and its figures. */
static hp_status put_point(hp_json_out *out, const shard_run *run, const hp_json *point,
                           const hp_season *changed, hp_run *ran) {
    hp_outcome outcome = {0};
    hp_buffer moves = {0};
    hp_status status = hp_outcome_take(&outcome, &ran->arena, ran);
    if (status == HP_OK) {
        status = hp_moves_tell(&moves, &outcome, run->base->season, run->base->run, changed, ran);
    }
    if (status == HP_OK) {
        status = hp_outcome_finish(&outcome);
    }
    if (status == HP_OK) {
        hp_out_begin(out, NULL, '{');
        for (const hp_json *member = hp_json_first(point); member != NULL;
             member = hp_json_next(member)) {
            hp_out_copy(out, hp_json_key(member), member);
        }
        hp_out_begin(out, "figures", '{');
        put_figures(out, &outcome);
        hp_out_end(out, '}');
        hp_out_end(out, '}');
    }
    hp_buffer_free(&moves);
    hp_outcome_free(&outcome);
    return status;
}

/* Runs the season with a point's scenario. */
static hp_status run_point(hp_json_out *out, shard_run *run, const hp_json *point,
                           hp_findings *findings) {
    const hp_run_options options = {.workers = 1};
    const char *hash = hp_planned_text(point, "scenario");
    hp_scenario *scenario = NULL;
    hp_season *changed = NULL;
    hp_run *ran = NULL;
    if (*hash == '\0') {
        return put_point(out, run, point, run->base->season, run->base->run);
    }
    hp_status status = read_scenario(&scenario, run, hash, findings);
    if (status == HP_OK) {
        status = hp_season_open_beside(&changed, run->base->season, scenario, findings);
    }
    if (status == HP_OK) {
        hp_findings_enter(findings, scenario->file);
        status = hp_season_run_beside(&ran, changed, run->base->run, &options, findings);
        hp_findings_enter(findings, NULL);
    }
    if (status == HP_OK) {
        status = put_point(out, run, point, changed, ran);
    }
    hp_run_free(ran);
    hp_season_free(changed);
    hp_scenario_free(scenario);
    hp_findings_drop_warnings(findings);
    return status;
}

/* The result as it is to be written. */
static hp_status run_points(shard_run *run, hp_findings *findings) {
    HP_TRY(read_shard(run, findings));
    hp_json_out out = {.buffer = &run->result};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "version", hp_version());
    hp_out_text(&out, "shard", run->shard->id);
    hp_out_begin(&out, "points", '[');
    const hp_json *points = hp_json_member(run->document, "points");
    for (const hp_json *point = points == NULL ? NULL : hp_json_first(points); point != NULL;
         point = hp_json_next(point)) {
        HP_TRY(run_point(&out, run, point, findings));
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
    hp_planned_seal(&run->result);
    return hp_buffer_status(&run->result);
}

/* ---- its result ---- */

/* What is there already must be whole and of this shard. */
static hp_status check_result(bool *sound, const hp_planned *plan, int32_t index, const char *bytes,
                              size_t length, const char *name, hp_findings *findings) {
    hp_json *result = NULL;
    *sound = false;
    if (hp_planned_is_whole(bytes, length)) {
        HP_TRY(hp_json_parse(&result, bytes, length, name, findings));
        *sound = result != NULL && hp_planned_shard_of(plan, result) == index;
    }
    if (!*sound) {
        hp_find(findings, HP_F_result_damaged, (hp_place){.file = name}, NULL, NULL, NULL);
    }
    hp_json_free(result);
    return HP_OK;
}

/* Looks for the result; *there is false, and nothing else said, where there is none. */
static hp_status find_result(bool *there, bool *sound, const hp_planned *plan, int32_t index,
                             hp_findings *findings) {
    hp_arena arena = {0};
    struct stat about;
    char *bytes = NULL;
    size_t length = 0;
    const char *name = hp_planned_result(&arena, plan->shards[index].id);
    const char *path = name == NULL ? NULL : hp_path_join(&arena, plan->dir, name);
    hp_status status = path == NULL ? HP_NO_MEMORY : HP_OK;
    *there = status == HP_OK && lstat(path, &about) == 0;
    if (*there) {
        status = hp_file_read(&bytes, &length, &arena, plan->dir, name, findings);
        if (status == HP_OK && bytes == NULL) {
            status = HP_IO;
        }
    }
    if (*there && status == HP_OK) {
        status = check_result(sound, plan, index, bytes, length, name, findings);
    }
    hp_arena_free(&arena);
    return status;
}

/* Whether the file that is there has the bytes of the result. */
static hp_status compare_result(bool *same, const shard_run *run, const char *name,
                                hp_findings *findings) {
    HP_TRY(hp_file_has(same, run->plan->results_dir, name, hp_buffer_get(&run->result),
                       run->result.length, findings));
    if (!*same) {
        hp_find(findings, HP_F_result_other, (hp_place){.file = name}, NULL, NULL, NULL);
    }
    return HP_OK;
}

/* Gives the result its name. Where another process was first, both must have found the same. */
static hp_status put_result(bool *sound, const shard_run *run, hp_arena *arena,
                            hp_findings *findings) {
    const char *dir = run->plan->results_dir;
    const char *name = hp_arena_format(arena, "%s.json", run->shard->id);
    const char *bytes = hp_buffer_get(&run->result);
    HP_NEED(name);
    if (mkdir(dir, 0755) != 0 && errno != EEXIST) {
        hp_find(findings, HP_F_write_failed, (hp_place){.file = HP_PLAN_RESULTS}, strerror(errno),
                NULL, NULL);
        return HP_IO;
    }
    hp_findings *unsaid = hp_findings_new();
    HP_NEED(unsaid);
    hp_status status = hp_file_write_new(dir, name, bytes, run->result.length, unsaid);
    hp_findings_free(unsaid);
    if (status == HP_IO) { /* once more, which may do, or else tells why it does not */
        status = hp_file_write_new(dir, name, bytes, run->result.length, findings);
    }
    return status == HP_USAGE ? compare_result(sound, run, name, findings) : status;
}

/* ---- one shard ---- */

static hp_status run_new(bool *sound, const base *all, int32_t index, hp_findings *findings) {
    shard_run run = {.plan = &all->plan, .shard = &all->plan.shards[index], .base = all};
    hp_status status = run_points(&run, findings);
    if (status == HP_OK) {
        status = put_result(sound, &run, &run.arena, findings);
    }
    hp_buffer_free(&run.result);
    hp_json_free(run.document);
    hp_arena_free(&run.arena);
    return status;
}

static hp_status find_index(int32_t index, const hp_planned *plan, hp_findings *findings) {
    char most[16];
    if (index >= 0 && index < plan->shard_count) {
        return HP_OK;
    }
    snprintf(most, sizeof most, "%" PRId32, plan->shard_count - 1);
    hp_find(findings, HP_F_option_range, (hp_place){0}, "--index", "0", most);
    return HP_USAGE;
}

static hp_status run_shard(bool *sound, base *all, int32_t index, hp_findings *findings) {
    bool there = false;
    HP_TRY(find_index(index, &all->plan, findings));
    HP_TRY(find_result(&there, sound, &all->plan, index, findings));
    if (there) {
        return HP_OK;
    }
    HP_TRY(open_base(all, 1, findings));
    return run_new(sound, all, index, findings);
}

hp_status hp_sweep_run_shard(bool *sound, const char *dir, int32_t index, hp_findings *findings) {
    base all = {0};
    *sound = true;
    hp_status status = hp_planned_open(&all.plan, dir, findings);
    if (status == HP_OK) {
        status = run_shard(sound, &all, index, findings);
    }
    status = hp_planned_outcome(&all.plan, status);
    close_base(&all);
    return status;
}

/* ---- all shards on this machine ---- */

typedef struct all_shards {
    base base;
    int32_t *missing; /* shards without a result */
    int32_t missing_count;
} all_shards;

/* What is there must be sound; what is not is to be run. */
static hp_status find_missing(bool *sound, all_shards *all, hp_findings *findings) {
    hp_planned *plan = &all->base.plan;
    all->missing = hp_arena_alloc(&plan->arena, (size_t)plan->shard_count, sizeof *all->missing);
    HP_NEED(all->missing);
    for (int32_t s = 0; s < plan->shard_count; s++) {
        bool there = false;
        bool this_sound = true;
        HP_TRY(find_result(&there, &this_sound, plan, s, findings));
        *sound = *sound && this_sound;
        if (!there) {
            all->missing[all->missing_count++] = s;
        }
    }
    return HP_OK;
}

/* Work in a process of its own, whose findings nobody sees: reports only that it did not do. */
static hp_status run_apart(void *context, int32_t item, hp_buffer *report) {
    const all_shards *all = context;
    bool sound = true;
    hp_findings *unseen = hp_findings_new();
    HP_NEED(unseen);
    hp_status status = run_new(&sound, &all->base, all->missing[item], unseen);
    if (status != HP_OK || !sound) {
        hp_buffer_text(report, "failed");
    }
    hp_findings_free(unseen);
    return HP_OK;
}

/* Does what failed there once more in this process, for its findings; or it succeeds. */
static hp_status run_again(bool *sound, const all_shards *all, const hp_buffer *reports,
                           hp_findings *findings) {
    hp_status first = HP_OK;
    for (int32_t m = 0; m < all->missing_count; m++) {
        bool this_sound = true;
        hp_status status = HP_OK;
        if (reports[m].length > 0) {
            status = run_new(&this_sound, &all->base, all->missing[m], findings);
        }
        first = first == HP_OK ? status : first;
        *sound = *sound && this_sound;
    }
    return first;
}

static hp_status run_missing(bool *sound, all_shards *all, int32_t workers, hp_findings *findings) {
    HP_TRY(find_missing(sound, all, findings));
    if (all->missing_count == 0) {
        return HP_OK;
    }
    HP_TRY(open_base(&all->base, workers, findings));
    size_t count = (size_t)all->missing_count;
    hp_buffer *reports = hp_arena_alloc(&all->base.plan.arena, count, sizeof *reports);
    HP_NEED(reports);
    hp_status status = hp_workers_run(reports, all->missing_count, workers, run_apart, all);
    if (status == HP_OK) {
        status = run_again(sound, all, reports, findings);
    }
    for (size_t m = 0; m < count; m++) {
        hp_buffer_free(&reports[m]);
    }
    return status;
}

hp_status hp_sweep_run(bool *sound, const char *dir, int32_t workers, hp_findings *findings) {
    all_shards all = {0};
    *sound = true;
    hp_status status = hp_planned_open(&all.base.plan, dir, findings);
    if (status == HP_OK) {
        status = run_missing(sound, &all, workers > 0 ? workers : hp_workers_most(), findings);
    }
    status = hp_planned_outcome(&all.base.plan, status);
    close_base(&all.base);
    return status;
}
