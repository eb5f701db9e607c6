#include "preflight/preflight.h"

#include "preflight/crossfoot.h"
#include "preflight/groups.h"
#include "preflight/orders.h"
#include "preflight/swapped.h"
#include "preflight/twice.h"
#include "preflight/year.h"

static hp_status take(hp_census *census, hp_arena *arena, const hp_preflight_season *season) {
    return hp_census_take(census, arena, season->data, season->policy, season->roll);
}

static hp_status look(hp_notes *notes, hp_arena *arena, const hp_preflight_season *season,
                      const hp_preflight_season *last_year, const hp_preflight_season *also) {
    hp_census census;
    HP_TRY(take(&census, arena, season));
    HP_TRY(hp_crossfoot(notes, arena, &census));
    HP_TRY(hp_swapped_columns(notes, arena, &census));
    HP_TRY(hp_groups_by_right(notes, arena, &census));
    HP_TRY(hp_groups_by_choice(notes, arena, &census));
    hp_check_orders(notes, season->data, season->policy);
    HP_TRY(hp_child_twice(notes, arena, season->data));
    HP_TRY(hp_property_twice(notes, arena, season->data));
    if (also != NULL) {
        HP_TRY(hp_child_in_both(notes, arena, season->data, also->data, HP_F_child_in_two_seasons));
    }
    if (last_year != NULL) {
        hp_census before;
        HP_TRY(take(&before, arena, last_year));
        HP_TRY(hp_year_compare(notes, arena, &census, &before));
        HP_TRY(hp_child_in_both(notes, arena, season->data, last_year->data, HP_F_last_year_child));
    }
    return HP_OK;
}

hp_status hp_preflight_run(const hp_preflight_season *season, const hp_preflight_season *last_year,
                           const hp_preflight_season *also, hp_findings *findings) {
    hp_notes notes = {0};
    hp_arena arena = {0};
    hp_status status = look(&notes, &arena, season, last_year, also);
    if (status == HP_OK) {
        status = hp_notes_tell(&notes, findings);
    }
    hp_arena_free(&arena);
    hp_notes_free(&notes);
    return status;
}
