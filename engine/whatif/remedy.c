#include "whatif/remedy.h"

#include <stdlib.h>

/* The season before its first stage, and what is short there. */
static hp_status look_before(hp_remedy *remedy, hp_findings *findings) {
    const hp_run_options options = {.workers = remedy->workers};
    const char *why = "";
    remedy->fresh = calloc(1, sizeof *remedy->fresh);
    HP_NEED(remedy->fresh);
    HP_TRY(hp_run_begin(remedy->fresh, remedy->season, &options, findings));
    hp_status status = hp_shortage_find(&remedy->shortage, &why, &remedy->fresh->state, 0,
                                        &remedy->fresh->reach);
    if (status == HP_UNPROVEN) {
        hp_find(findings, HP_F_unproven, (hp_place){0}, hp_phrase("shortage"), hp_phrase(why),
                NULL);
    }
    return status;
}

static hp_status find(hp_remedy *remedy, bool effects, hp_findings *findings) {
    hp_figures_count(&remedy->figures, remedy->run, remedy->run);
    HP_TRY(look_before(remedy, findings));
    HP_TRY(hp_misses_find(remedy, findings));
    if (!hp_run_is_kept(remedy->run)) {
        HP_TRY(hp_mends_find(remedy, findings));
    }
    return hp_one_more_find(remedy, effects);
}

hp_status hp_remedy_find(hp_remedy **out, const hp_season *season, const hp_run *run,
                         int32_t workers, bool effects, hp_findings *findings) {
    hp_remedy *remedy = calloc(1, sizeof *remedy);
    *out = NULL;
    HP_NEED(remedy);
    *remedy = (hp_remedy){
        .season = season, .run = run, .workers = workers > 0 ? workers : hp_workers_most()};
    hp_status status = find(remedy, effects, findings);
    if (status != HP_OK) {
        hp_remedy_free(remedy);
        return status;
    }
    *out = remedy;
    return HP_OK;
}

void hp_remedy_free(hp_remedy *remedy) {
    if (remedy != NULL) {
        for (int32_t i = 0; i < remedy->more_count; i++) {
            hp_buffer_free(&remedy->more[i].levels);
        }
        hp_run_free(remedy->fresh);
        hp_arena_free(&remedy->arena);
        free(remedy);
    }
}
