#include "proof/indicators.h"

static bool counts_as_near_school(const hp_school *school) {
    return school->ownership == HP_PUBLIC && !school->boarding && school->setting != HP_RURAL;
}

static bool counts_as_migrant(const hp_state *state, int32_t i) {
    const bool *categories = state->policy->indicators.migrant_categories;
    int32_t category = state->roll->category[i];
    if (categories == NULL) {
        return state->data->students[i].migrant;
    }
    return category >= 0 && categories[category];
}

/* The smallest number more that brings count / of to the target. */
static int32_t missing(const hp_share *share, int64_t target_ppm) {
    if (target_ppm < 0) {
        return 0;
    }
    int64_t needed = (target_ppm * share->of + 999999) / 1000000;
    return needed > share->count ? (int32_t)(needed - share->count) : 0;
}

void hp_shares_count(hp_shares *shares, const hp_state *state, hp_reach *reach) {
    const hp_indicators *indicators = &state->policy->indicators;
    *shares = (hp_shares){0};
    for (int32_t i = 0; i < state->data->student_count; i++) {
        const hp_placement *placement = &state->placements[i];
        const hp_school *school = placement->school < 0 ? NULL
                                                        : &state->data->schools[placement->school];
        if (school != NULL && counts_as_near_school(school)) {
            shares->nearby.of++;
            shares->nearby.count += hp_reach_nearby(reach, i, indicators->nearby_routes,
                                                    placement->school);
        }
        if (placement->standing != HP_ELSEWHERE && counts_as_migrant(state, i)) {
            shares->migrants.of++;
            shares->migrants.count += school != NULL && school->ownership != HP_PRIVATE;
        }
    }
    shares->nearby.missing = missing(&shares->nearby, indicators->nearby_target_ppm);
    shares->migrants.missing = missing(&shares->migrants, indicators->migrant_target_ppm);
}
