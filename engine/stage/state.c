#include "stage/state.h"

#include <string.h>

hp_status hp_state_new(hp_state *state, hp_arena *arena, const hp_data *data,
                       const hp_policy *policy, const hp_roll *roll) {
    *state = (hp_state){
        .arena = arena,
        .data = data,
        .policy = policy,
        .roll = roll,
        .placements = hp_arena_alloc(arena, (size_t)data->student_count, sizeof(hp_placement)),
        .free_seats = hp_arena_alloc(arena, (size_t)data->school_count, sizeof(int32_t)),
        .stages = hp_arena_alloc(arena, (size_t)policy->stage_count, sizeof(hp_stage_result))};
    HP_NEED(state->placements);
    HP_NEED(state->free_seats);
    HP_NEED(state->stages);
    for (int32_t s = 0; s < data->school_count; s++) {
        state->free_seats[s] = data->schools[s].seats;
    }
    for (int32_t i = 0; i < data->student_count; i++) {
        const hp_student *student = &data->students[i];
        hp_placement *placement = &state->placements[i];
        *placement = (hp_placement){
            .school = -1, .stage = -1, .route = -1, .metres = HP_METRES_UNKNOWN};
        if (student->elsewhere) {
            placement->standing = HP_ELSEWHERE;
        } else if (student->fixed >= 0) {
            placement->standing = HP_FIXED;
            placement->school = student->fixed;
            if (roll->address[i] >= 0) {
                placement->metres = hp_metres(data, roll->address[i], student->fixed);
            }
            state->free_seats[student->fixed]--;
        }
    }
    for (int s = 0; s < policy->stage_count; s++) {
        state->stages[s].yielded = hp_arena_alloc(arena, (size_t)policy->category_count,
                                                  sizeof(int32_t));
        HP_NEED(state->stages[s].yielded);
    }
    return HP_OK;
}

int32_t hp_count_waiting_guaranteed(const hp_state *state) {
    int32_t count = 0;
    for (int32_t i = 0; i < state->data->student_count; i++) {
        count += state->placements[i].standing == HP_WAITING && state->roll->guaranteed[i];
    }
    return count;
}

hp_status hp_state_begin_stage(hp_state *state, int stage) {
    size_t schools = (size_t)state->data->school_count;
    int32_t *seats = hp_arena_alloc(state->arena, schools, sizeof *seats);
    HP_NEED(seats);
    memcpy(seats, state->free_seats, schools * sizeof *seats);
    state->stages[stage].free_before = seats;
    return HP_OK;
}

hp_status hp_state_copy(hp_state *copy, const hp_state *state) {
    size_t students = (size_t)state->data->student_count;
    size_t schools = (size_t)state->data->school_count;
    *copy = *state;
    copy->placements = hp_arena_alloc(state->arena, students, sizeof *copy->placements);
    copy->free_seats = hp_arena_alloc(state->arena, schools, sizeof *copy->free_seats);
    HP_NEED(copy->placements);
    HP_NEED(copy->free_seats);
    memcpy(copy->placements, state->placements, students * sizeof *copy->placements);
    memcpy(copy->free_seats, state->free_seats, schools * sizeof *copy->free_seats);
    return HP_OK;
}
