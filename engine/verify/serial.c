#include <string.h>

#include "verify/seating.h"
#include "verify/steps.h"

/* A serial stage played again, turn by turn (spec 5). */
typedef struct replay {
    const vf_run *run;
    int stage;
    const vf_entrant *entrants;
    int count;
    int participants;
    int *rank;   /* per entrant: place in guarantee_order; -1: not guaranteed */
    vf_may *may; /* per entrant: the places that it may count on; none: not guaranteed */
    int *place;  /* per school: its number among those with free seats; -1: it has none */
    int places;
    uint64_t *marked; /* places of one child */
    int64_t *given;   /* per school: in this stage */
    vf_seating seating;
} replay;

static const vf_row *row_of(const replay *play, int e) {
    return &play->run->rows[play->entrants[e].student];
}

/* Offers: by route, then choice number or metres, then school_id (spec 5). */
static void sort_offers(vf_way *ways, int count) {
    for (int i = 1; i < count; i++) {
        for (int j = i; j > 0; j--) {
            const vf_way *a = &ways[j - 1];
            const vf_way *b = &ways[j];
            int order = (a->route > b->route) - (a->route < b->route);
            order = order == 0 ? (a->choice > b->choice) - (a->choice < b->choice) : order;
            if (order == 0 && a->choice == 0) {
                order = (a->metres > b->metres) - (a->metres < b->metres);
            }
            order = order == 0 ? (a->school > b->school) - (a->school < b->school) : order;
            if (order <= 0) {
                break;
            }
            vf_way swap = ways[j];
            ways[j] = ways[j - 1];
            ways[j - 1] = swap;
        }
    }
}

static bool play_turn(replay *play, int e, vf_way *ways, vf_step *step) {
    const vf_run *run = play->run;
    int student = play->entrants[e].student;
    const int64_t *seats = run->free_before[play->stage - run->first_stage];
    int count = vf_ways(ways, &run->policy, play->stage, student, true);
    const vf_row *row = row_of(play, e);
    int said = row->status == VF_ADMITTED && row->stage == play->stage ? row->school : -1;
    int got = -1;
    sort_offers(ways, count);
    for (int i = 0; i < count && got < 0; i++) {
        int school = ways[i].school;
        if (play->given[school] < seats[school] &&
            vf_seating_take(&play->seating, e, play->place[school])) {
            got = school;
            play->given[school]++;
        }
    }
    if (got != said) {
        return vf_fail(step, "stage %s: in its turn %s gets %s", run->policy.stages[play->stage].id,
                       run->season.students[student].id,
                       got < 0 ? "no place" : run->season.schools[got].id);
    }
    return true;
}

/* Marks the places of the given stages by routes but choice. */
static void mark_places(replay *play, int e, int first, int end, vf_way *ways) {
    const vf_run *run = play->run;
    int student = play->entrants[e].student;
    int category = run->season.students[student].category;
    for (int s = first; s < end; s++) {
        int count = run->policy.stages[s].rank[category] < 0
                        ? 0
                        : vf_ways(ways, &run->policy, s, student, false);
        for (int i = 0; i < count; i++) {
            if (play->place[ways[i].school] >= 0) {
                vf_set_bit(play->marked, play->place[ways[i].school]);
            }
        }
    }
}

/* Takes the marks off; with `list`, what was marked goes there, ascending. Returns how many. */
static int collect(replay *play, int *list) {
    int count = 0;
    for (size_t w = 0; w < (size_t)play->places / VF_WORD + 1; w++) {
        for (uint64_t rest = play->marked[w]; rest != 0; rest &= rest - 1) {
            list[count++] = (int)w * VF_WORD + __builtin_ctzll(rest);
        }
        play->marked[w] = 0;
    }
    return count;
}

/* Which places the children may count on. */
static void list_may(replay *play, vf_way *ways) {
    const vf_run *run = play->run;
    int *list = vf_alloc((size_t)play->places + 1, sizeof *list);
    for (int e = 0; e < play->count; e++) {
        const vf_student *student = &run->season.students[play->entrants[e].student];
        play->rank[e] = student->guaranteed ? run->policy.guarantee_rank[student->category] : -1;
        if (student->guaranteed) {
            int first = play->stage + (play->entrants[e].participant ? 0 : 1);
            mark_places(play, e, first, run->policy.stage_count, ways);
            int count = collect(play, list);
            play->may[e] = (vf_may){vf_alloc((size_t)count + 1, sizeof *list), count};
            memcpy(play->may[e].places, list, (size_t)count * sizeof *list);
        }
    }
}

static void prepare(replay *play, vf_way *ways) {
    const vf_run *run = play->run;
    size_t count = (size_t)play->count + 1;
    size_t schools = (size_t)run->season.school_count + 1;
    const int64_t *seats = run->free_before[play->stage - run->first_stage];
    play->rank = vf_alloc(count, sizeof *play->rank);
    play->may = vf_alloc(count, sizeof *play->may);
    play->given = vf_alloc(schools, sizeof *play->given);
    play->place = vf_alloc(schools, sizeof *play->place);
    int64_t *room = vf_alloc(schools, sizeof *room);
    for (int s = 0; s < run->season.school_count; s++) {
        play->place[s] = seats[s] > 0 ? play->places++ : -1;
        if (seats[s] > 0) {
            room[play->place[s]] = seats[s];
        }
    }
    play->marked = vf_alloc((size_t)play->places / VF_WORD + 1, sizeof *play->marked);
    list_may(play, ways);
    vf_seating_start(&play->seating, play->places, run->policy.guarantee_count, play->count,
                     play->rank, play->may, room);
}

static void replay_stage(const vf_run *run, int stage, vf_step *step) {
    const vf_entrants *list = vf_entrants_of(run, stage);
    const vf_entrant *entrants = list->all;
    replay play = {.run = run, .stage = stage};
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    play.count = list->count;
    play.participants = list->participants;
    play.entrants = entrants;
    const vf_json *entry = vf_stage_certificate(run, stage);
    const vf_json *id = vf_first(vf_member(entry, "order"));
    if (!vf_has_keys(entry, "id order") || !vf_is_list(vf_member(entry, "order")) ||
        vf_count(vf_member(entry, "order")) != (size_t)play.participants) {
        vf_fail(step, "stage %s: the certificate's order is another", run->policy.stages[stage].id);
        return;
    }
    prepare(&play, ways);
    for (int e = 0; e < play.participants; e++, id = vf_next(id)) {
        if (strcmp(vf_text(id), run->season.students[entrants[e].student].id) != 0) {
            vf_fail(step, "stage %s: %s stands where %s must in the order",
                    run->policy.stages[stage].id, vf_text(id),
                    run->season.students[entrants[e].student].id);
            return;
        }
        if (!play_turn(&play, e, ways, step)) {
            return;
        }
        if (!play.seating.settled[e] && play.rank[e] >= 0) { /* goes on with later schools alone */
            mark_places(&play, e, stage + 1, run->policy.stage_count, ways);
            play.may[e].count = collect(&play, play.may[e].places);
        }
    }
}

void vf_check_serial(const vf_run *run, vf_step *step) {
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        if (run->policy.stages[stage].serial) {
            vf_scratch_begin();
            replay_stage(run, stage, step);
            vf_scratch_end();
        }
    }
}
