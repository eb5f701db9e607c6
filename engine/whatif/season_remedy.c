/* The remedy of a season from its public side: runs it, looks, writes. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "whatif/remedy.h"

static hp_status write_folder(const char *dir, const char *json, hp_findings *findings) {
    hp_folder *folder = NULL;
    hp_status status = hp_folder_begin(&folder, dir, findings);
    if (status == HP_OK) {
        status = hp_folder_write(folder, "remedy.json", json, strlen(json), findings);
    }
    if (status == HP_OK) {
        status = hp_folder_commit(folder, findings);
    }
    hp_folder_free(folder);
    return status;
}

static hp_status look(hp_buffer *json, hp_buffer *words, const hp_season *season,
                      const hp_remedy_options *options, hp_findings *findings) {
    const hp_run_options how = {.after_dir = options->after_dir,
                                .workers = options->workers,
                                .progress = options->progress,
                                .progress_context = options->progress_context};
    hp_run *run = NULL;
    hp_remedy *remedy = NULL;
    HP_TRY(hp_base_run(&run, season, &how, findings));
    hp_status status = hp_remedy_find(&remedy, season, run, &how, !options->bounds_only, findings);
    if (status == HP_OK) {
        status = hp_remedy_json(json, remedy);
    }
    if (status == HP_OK) {
        status = hp_remedy_words(words, remedy);
    }
    hp_remedy_free(remedy);
    hp_run_free(run);
    return status;
}

hp_status hp_season_remedy(char **json, char **words, const hp_season *season,
                           const hp_remedy_options *options, hp_findings *findings) {
    hp_buffer as_json = {0};
    hp_buffer as_words = {0};
    *json = NULL;
    *words = NULL;
    hp_status status = look(&as_json, &as_words, season, options, findings);
    if (status == HP_OK) {
        status = hp_buffer_take(json, &as_json);
    }
    if (status == HP_OK) {
        status = hp_buffer_take(words, &as_words);
    }
    if (status == HP_OK && options->dir != NULL) {
        status = write_folder(options->dir, *json, findings);
    }
    if (status != HP_OK) {
        hp_text_free(*json);
        hp_text_free(*words);
        *json = NULL;
        *words = NULL;
    }
    hp_buffer_free(&as_words);
    hp_buffer_free(&as_json);
    return status;
}
