#include "whatif/remedy.h"

#include <stdlib.h>

/* The season before the first stage of the run: children whom an earlier run has placed stand, and
 * their seats are taken. */
static hp_status begin(hp_remedy *remedy, hp_findings *findings) {
    hp_findings *own = hp_findings_new();
    HP_NEED(own);
    remedy->fresh = calloc(1, sizeof *remedy->fresh);
    hp_status status = remedy->fresh == NULL
                           ? HP_NO_MEMORY
                           : hp_run_begin(remedy->fresh, remedy->season, &remedy->how, own);
    hp_findings_add_errors(findings, own);
    hp_findings_free(own);
    return status;
}

/* What is short before the first stage of the run. */
static hp_status look_before(hp_remedy *remedy, hp_findings *findings) {
    const char *why = "";
    HP_TRY(begin(remedy, findings));
    hp_status status = hp_shortage_find(&remedy->shortage, &why, &remedy->fresh->state,
                                        remedy->fresh->report.first_stage, &remedy->fresh->reach);
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
                         const hp_run_options *how, bool effects, hp_findings *findings) {
    hp_remedy *remedy = calloc(1, sizeof *remedy);
    *out = NULL;
    HP_NEED(remedy);
    *remedy = (hp_remedy){.season = season,
                          .run = run,
                          .how = {.after_dir = how->after_dir,
                                  .workers = how->workers > 0 ? how->workers : hp_workers_most()}};
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
