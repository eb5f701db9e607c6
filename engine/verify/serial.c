#include <string.h>

#include "verify/steps.h"

/* A serial stage played again. A tentative seat is kept for every guaranteed child that can have
 * one, an optimum of the place counts; a turn moves the others along one chain at most. */
typedef struct replay {
    const vf_run *run;
    int stage;
    const vf_entrant *entrants;
    int count;
    int participants;
    int *rank;      /* per entrant: place in guarantee_order; -1: not guaranteed */
    bool **may;     /* per entrant: the schools that it may count on; NULL: not guaranteed */
    int *seat;      /* per entrant: its tentative school; -1: none */
    bool *settled;  /* per entrant: had its turn and a place, or is not counted */
    int64_t *room;  /* per school: free seats neither given nor tentatively held */
    int64_t *given; /* per school: in this stage */
    int *mover;     /* per school: who leaves the school before on the chain; -1 */
    int *before;    /* per school: the school before on the chain; -2: not reached */
    int *queue;
} replay;

/* Schools that chains of moves reach from `from`; stops at `goal`, or at room where goal is -1.
 * Returns the school where it stopped, -1: nowhere. */
static int search(replay *play, int from, int goal) {
    int schools = play->run->season.school_count;
    int head = 0;
    int tail = 0;
    for (int s = 0; s < schools; s++) {
        play->before[s] = -2;
    }
    play->before[from] = -1;
    play->queue[tail++] = from;
    while (head < tail) {
        int here = play->queue[head++];
        if (here == goal || (goal < 0 && play->room[here] > 0)) {
            return here;
        }
        for (int e = 0; e < play->count; e++) {
            if (play->seat[e] != here || play->settled[e] || play->may[e] == NULL) {
                continue;
            }
            for (int s = 0; s < schools; s++) {
                if (play->may[e][s] && play->before[s] == -2) {
                    play->before[s] = here;
                    play->mover[s] = e;
                    play->queue[tail++] = s;
                }
            }
        }
    }
    return -1;
}

/* Moves one child along each step of the chain that search left, from its start to `end`. */
static void shift(replay *play, int end) {
    for (int s = end; play->before[s] >= 0; s = play->before[s]) {
        play->seat[play->mover[s]] = s;
    }
}

/* Gives a child without a seat one, moving others; false: no chain leads to room. */
static bool seat_child(replay *play, int e) {
    for (int s = 0; s < play->run->season.school_count; s++) {
        int end = play->may[e][s] ? search(play, s, -1) : -1;
        if (end >= 0) {
            shift(play, end);
            play->room[end]--;
            play->seat[e] = s;
            return true;
        }
    }
    return false;
}

static void seat_all(replay *play) {
    for (int rank = 0; rank < play->run->policy.guarantee_count; rank++) {
        for (int e = 0; e < play->count; e++) {
            if (play->rank[e] == rank) {
                seat_child(play, e);
            }
        }
    }
}

/* Of the children on schools that the last search reached, the one of the last rank; -1: none. */
static int worst_reached(const replay *play) {
    int worst = -1;
    for (int e = 0; e < play->count; e++) {
        if (play->seat[e] >= 0 && !play->settled[e] && play->before[play->seat[e]] != -2 &&
            (worst < 0 || play->rank[e] > play->rank[worst])) {
            worst = e;
        }
    }
    return worst;
}

/* Gives the best-ranked child without a seat whom chains lead to the room at `freed` that room.
 * `only_rank`: whether to seat it or only to tell its rank. INT32_MAX: nobody gains. */
static int gain(replay *play, int freed, bool tell_only) {
    for (int rank = 0; rank < play->run->policy.guarantee_count; rank++) {
        for (int e = 0; e < play->count; e++) {
            if (play->rank[e] != rank || play->seat[e] >= 0 || play->settled[e]) {
                continue;
            }
            for (int s = 0; s < play->run->season.school_count; s++) {
                if (!play->may[e][s] || search(play, s, freed) != freed) {
                    continue;
                }
                if (!tell_only) {
                    shift(play, freed);
                    play->room[freed]--;
                    play->seat[e] = s;
                }
                return rank;
            }
        }
    }
    return INT32_MAX;
}

/* Without room within reach of the school, somebody there loses a seat: that may only be of no
 * better rank than who gains one, by the seat that e gives up or by being e himself. */
static bool take_from(replay *play, int e, int school, int old) {
    int loser = worst_reached(play);
    int gained = old >= 0 ? gain(play, old, true) : (play->rank[e] < 0 ? INT32_MAX : play->rank[e]);
    if (loser < 0 || gained == INT32_MAX || gained > play->rank[loser]) {
        return false;
    }
    search(play, school, -1);
    shift(play, play->seat[loser]);
    play->seat[loser] = -1;
    if (old >= 0) {
        gain(play, old, false);
    }
    return true;
}

/* Whether e may have a seat at `school` without the place counts, himself counted, falling; then
 * the others are re-arranged. */
static bool take(replay *play, int e, int school) {
    int old = play->seat[e];
    play->seat[e] = -1;
    play->settled[e] = true;
    if (old >= 0) {
        play->room[old]++;
    }
    int end = search(play, school, -1);
    if (end >= 0) { /* nobody loses a seat */
        shift(play, end);
        play->room[end]--;
        if (old >= 0 && play->room[old] > 0) {
            gain(play, old, false);
        }
        return true;
    }
    if (take_from(play, e, school, old)) {
        return true;
    }
    play->seat[e] = old;
    play->settled[e] = false;
    if (old >= 0) {
        play->room[old]--;
    }
    return false;
}

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
        if (play->given[school] < seats[school] && take(play, e, school)) {
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

/* The schools of the given stages by routes but choice, where seats are free. */
static void mark_schools(const replay *play, int e, int first, int end, bool *may, vf_way *ways) {
    const vf_run *run = play->run;
    const int64_t *seats = run->free_before[play->stage - run->first_stage];
    int student = play->entrants[e].student;
    int category = run->season.students[student].category;
    for (int s = first; s < end; s++) {
        if (run->policy.stages[s].rank[category] < 0) {
            continue;
        }
        int count = vf_ways(ways, &run->policy, s, student, false);
        for (int i = 0; i < count; i++) {
            may[ways[i].school] = seats[ways[i].school] > 0;
        }
    }
}

static void prepare(replay *play, vf_way *ways) {
    const vf_run *run = play->run;
    size_t count = (size_t)play->count + 1;
    size_t schools = (size_t)run->season.school_count + 1;
    play->rank = vf_alloc(count, sizeof *play->rank);
    play->may = vf_alloc(count, sizeof *play->may);
    play->seat = vf_alloc(count, sizeof *play->seat);
    play->settled = vf_alloc(count, sizeof *play->settled);
    play->room = vf_alloc(schools, sizeof *play->room);
    play->given = vf_alloc(schools, sizeof *play->given);
    play->mover = vf_alloc(schools, sizeof *play->mover);
    play->before = vf_alloc(schools, sizeof *play->before);
    play->queue = vf_alloc(schools, sizeof *play->queue);
    for (int s = 0; s < run->season.school_count; s++) {
        int64_t seats = run->free_before[play->stage - run->first_stage][s];
        play->room[s] = seats > 0 ? seats : 0;
    }
    for (int e = 0; e < play->count; e++) {
        const vf_student *student = &run->season.students[play->entrants[e].student];
        play->seat[e] = -1;
        play->rank[e] = student->guaranteed ? run->policy.guarantee_rank[student->category] : -1;
        if (student->guaranteed) {
            play->may[e] = vf_alloc(schools, sizeof **play->may);
            int first = play->stage + (play->entrants[e].participant ? 0 : 1);
            mark_schools(play, e, first, run->policy.stage_count, play->may[e], ways);
        }
    }
}

static void replay_stage(const vf_run *run, int stage, vf_step *step) {
    vf_entrant *entrants = NULL;
    replay play = {.run = run, .stage = stage};
    vf_way *ways = vf_alloc((size_t)run->season.school_count + 1, sizeof *ways);
    play.count = vf_entrants(&entrants, &play.participants, run, stage);
    play.entrants = entrants;
    const vf_json *entry = vf_stage_certificate(run, stage);
    const vf_json *id = vf_first(vf_member(entry, "order"));
    if (!vf_has_keys(entry, "id order") ||
        vf_count(vf_member(entry, "order")) != (size_t)play.participants) {
        vf_fail(step, "stage %s: the certificate's order is another", run->policy.stages[stage].id);
        return;
    }
    prepare(&play, ways);
    seat_all(&play);
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
        if (!play.settled[e] && play.may[e] != NULL) { /* goes on with later schools alone */
            memset(play.may[e], 0, (size_t)run->season.school_count * sizeof **play.may);
            mark_schools(&play, e, stage + 1, run->policy.stage_count, play.may[e], ways);
        }
    }
}

void vf_check_serial(const vf_run *run, vf_step *step) {
    for (int stage = run->first_stage; stage < run->end_stage; stage++) {
        if (run->policy.stages[stage].serial) {
            replay_stage(run, stage, step);
        }
    }
}
