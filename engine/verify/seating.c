#include "verify/seating.h"

#include <string.h>

enum { NOBODY_TO_LOSE = -2 };

/* ---- stacks ---- */

static void push(vf_seating *all, int *stack, int child) {
    int link = all->free_link - 1;
    if (link >= 0) {
        all->free_link = all->links[link].next;
    } else {
        all->links = vf_grow(all->links, all->link_count, &all->link_capacity, sizeof *all->links);
        link = (int)all->link_count++;
    }
    all->links[link] = (vf_link){child, *stack};
    *stack = link + 1;
}

static void drop(vf_seating *all, int *stack) {
    int link = *stack - 1;
    *stack = all->links[link].next;
    all->links[link].next = all->free_link;
    all->free_link = link + 1;
}

static bool may_go(const vf_seating *all, int child, int place) {
    const vf_may *may = &all->may[child];
    int low = 0;
    int high = may->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (may->places[middle] == place) {
            return true;
        }
        low = may->places[middle] < place ? middle + 1 : low;
        high = may->places[middle] < place ? high : middle;
    }
    return false;
}

/* A child who sits here and may go there; -1: none. */
static int find_mover(vf_seating *all, int here, int there) {
    int *stack = &all->movers[(size_t)here * (size_t)all->places + (size_t)there];
    for (; *stack != 0; drop(all, stack)) {
        int child = all->links[*stack - 1].child;
        if (all->seat[child] == here && !all->settled[child] && may_go(all, child, there)) {
            return child;
        }
    }
    vf_clear_bit(all->to + (size_t)here * all->words, there);
    vf_clear_bit(all->from + (size_t)there * all->words, here);
    return -1;
}

static int find_seated(vf_seating *all, int here, int rank) {
    int *stack = &all->seated[(size_t)here * (size_t)all->ranks + (size_t)rank];
    for (; *stack != 0; drop(all, stack)) {
        int child = all->links[*stack - 1].child;
        if (all->seat[child] == here && !all->settled[child]) {
            return child;
        }
    }
    return -1;
}

static int find_waiting(vf_seating *all, int rank, int there) {
    int *stack = &all->waiting[(size_t)rank * (size_t)all->places + (size_t)there];
    for (; *stack != 0; drop(all, stack)) {
        int child = all->links[*stack - 1].child;
        if (all->seat[child] < 0 && !all->settled[child] && may_go(all, child, there)) {
            return child;
        }
    }
    return -1;
}

/* Seats a child at a place, or at -1 among those who wait. */
static void put(vf_seating *all, int child, int place) {
    const vf_may *may = &all->may[child];
    size_t rank = (size_t)all->rank[child];
    all->seat[child] = place;
    if (place >= 0) {
        push(all, &all->seated[(size_t)place * (size_t)all->ranks + rank], child);
    }
    for (int i = 0; i < may->count; i++) {
        int other = may->places[i];
        if (place < 0) {
            push(all, &all->waiting[rank * (size_t)all->places + (size_t)other], child);
        } else if (other != place) {
            push(all, &all->movers[(size_t)place * (size_t)all->places + (size_t)other], child);
            vf_set_bit(all->to + (size_t)place * all->words, other);
            vf_set_bit(all->from + (size_t)other * all->words, place);
        }
    }
}

/* The same, remembered until the turn is decided. */
static void sit(vf_seating *all, int child, int place) {
    all->log = vf_grow(all->log, all->log_count, &all->log_capacity, sizeof *all->log);
    all->log[all->log_count++] = (vf_moved){child, all->seat[child]};
    put(all, child, place);
}

static void stand(vf_seating *all, int child) {
    sit(all, child, -1);
}

static void take_room(vf_seating *all, int place) {
    all->room[place]--;
    if (all->taken_count < VF_ROOM_CHANGES) {
        all->taken[all->taken_count++] = place;
    }
}

/* ---- chains ---- */

static void reach(vf_seating *all, int *tail, int place, int before, int mover) {
    vf_set_bit(all->reached, place);
    all->before[place] = before;
    all->mover[place] = mover;
    all->queue[(*tail)++] = place;
}

static void forget(vf_seating *all) {
    memset(all->reached, 0, all->words * sizeof *all->reached);
}

/* The next place that the last search reached, from `at` on; -1: no more. */
static int next_reached(const vf_seating *all, int at) {
    size_t w = (size_t)at / VF_WORD;
    uint64_t rest = w < all->words ? all->reached[w] >> at % VF_WORD << at % VF_WORD : 0;
    while (rest == 0) {
        if (++w >= all->words) {
            return -1;
        }
        rest = all->reached[w];
    }
    return (int)w * VF_WORD + __builtin_ctzll(rest);
}

/* Follows chains of moves from the school, or where it is -1 from all that the child may count on,
 * to `goal`, or where that is -1 to room. Returns where it ended; -1: nowhere. */
static int search(vf_seating *all, int school, int child, int goal) {
    int head = 0;
    int tail = 0;
    forget(all);
    if (school >= 0) {
        reach(all, &tail, school, -1, -1);
    }
    for (int i = 0; school < 0 && i < all->may[child].count; i++) {
        reach(all, &tail, all->may[child].places[i], -1, -1);
    }
    while (head < tail) {
        int here = all->queue[head++];
        if (goal < 0 ? all->room[here] > 0 : here == goal) {
            return here;
        }
        for (size_t w = 0; w < all->words; w++) {
            uint64_t fresh = all->to[(size_t)here * all->words + w] & ~all->reached[w];
            for (; fresh != 0; fresh &= fresh - 1) {
                int there = (int)w * VF_WORD + __builtin_ctzll(fresh);
                int mover = find_mover(all, here, there);
                if (mover >= 0) {
                    reach(all, &tail, there, here, mover);
                }
            }
        }
    }
    return -1;
}

/* Marks the schools from which chains lead to `goal`. */
static void search_back(vf_seating *all, int goal) {
    int head = 0;
    int tail = 0;
    forget(all);
    reach(all, &tail, goal, -1, -1);
    while (head < tail) {
        int here = all->queue[head++];
        for (size_t w = 0; w < all->words; w++) {
            uint64_t fresh = all->from[(size_t)here * all->words + w] & ~all->reached[w];
            for (; fresh != 0; fresh &= fresh - 1) {
                int there = (int)w * VF_WORD + __builtin_ctzll(fresh);
                if (find_mover(all, there, here) >= 0) {
                    reach(all, &tail, there, -1, -1);
                }
            }
        }
    }
}

/* Moves one child along each step of the chain that search left; returns where it begins. */
static int shift(vf_seating *all, int end) {
    int school = end;
    for (; all->before[school] >= 0; school = all->before[school]) {
        sit(all, all->mover[school], school);
    }
    return school;
}

/* ---- turns ---- */

/* The best-ranked child without a seat whom chains lead to the school; -1: none. */
static int find_gainer(vf_seating *all, int school, int *entry) {
    search_back(all, school);
    for (int rank = 0; rank < all->ranks; rank++) {
        for (int s = next_reached(all, 0); s >= 0; s = next_reached(all, s + 1)) {
            int child = find_waiting(all, rank, s);
            if (child >= 0) {
                *entry = s;
                return child;
            }
        }
    }
    return -1;
}

/* A seat at the school became free: the best-ranked child that chains lead to it gains one.
 * Returns who; -1: nobody. */
static int fill(vf_seating *all, int school) {
    int entry = -1;
    int child = find_gainer(all, school, &entry);
    if (child >= 0) {
        search(all, entry, -1, school);
        shift(all, school);
        take_room(all, school);
        sit(all, child, entry);
    }
    return child;
}

/* A seat at the school goes: to room that chains lead to, or else one of the last rank within reach
 * loses a seat. Returns who; -1: nobody. */
static int empty(vf_seating *all, int school) {
    int end = search(all, school, -1, -1);
    if (end >= 0) {
        shift(all, end);
        take_room(all, end);
        return -1;
    }
    for (int rank = all->ranks - 1; rank >= 0; rank--) {
        for (int s = next_reached(all, 0); s >= 0; s = next_reached(all, s + 1)) {
            int child = find_seated(all, s, rank);
            if (child >= 0) {
                shift(all, s);
                stand(all, child);
                return child;
            }
        }
    }
    return NOBODY_TO_LOSE;
}

/* Puts everybody back to where the log says they were. */
static void undo(vf_seating *all, int child, int old) {
    while (all->log_count > 0) {
        const vf_moved moved = all->log[--all->log_count];
        put(all, moved.child, moved.from);
    }
    while (all->taken_count > 0) {
        all->room[all->taken[--all->taken_count]]++;
    }
    if (old >= 0) {
        all->room[old]--;
    }
    all->settled[child] = false;
    if (all->rank[child] >= 0) {
        put(all, child, old);
    }
}

/* The child's tentative seat becomes free, and whoever is best gains by it; then the seat that it
 * takes goes. In this order the seating is an optimum again: what it would take to lead the others
 * from the one seat to the other is a chain that both steps find. */
bool vf_seating_take(vf_seating *all, int child, int school) {
    int old = all->seat[child];
    int gainer = all->rank[child] >= 0 ? child : -1;
    all->log_count = 0;
    all->taken_count = 0;
    all->seat[child] = -1;
    all->settled[child] = true;
    if (old >= 0) {
        all->room[old]++;
        gainer = fill(all, old);
    }
    int loser = empty(all, school);
    bool falls = loser >= 0 && (gainer < 0 || all->rank[gainer] > all->rank[loser]);
    if (loser == NOBODY_TO_LOSE || falls) {
        undo(all, child, old);
        return false;
    }
    return true;
}

static void allocate(vf_seating *all) {
    size_t places = (size_t)all->places + 1;
    size_t ranks = (size_t)all->ranks + 1;
    all->words = places / VF_WORD + 1;
    all->seat = vf_alloc((size_t)all->children + 1, sizeof *all->seat);
    all->settled = vf_alloc((size_t)all->children + 1, sizeof *all->settled);
    all->movers = vf_alloc(places * places, sizeof *all->movers);
    all->seated = vf_alloc(places * ranks, sizeof *all->seated);
    all->waiting = vf_alloc(places * ranks, sizeof *all->waiting);
    all->to = vf_alloc(places * all->words, sizeof *all->to);
    all->from = vf_alloc(places * all->words, sizeof *all->from);
    all->reached = vf_alloc(all->words, sizeof *all->reached);
    all->before = vf_alloc(places, sizeof *all->before);
    all->mover = vf_alloc(places, sizeof *all->mover);
    all->queue = vf_alloc(places, sizeof *all->queue);
}

static void seat_first(vf_seating *all, int child) {
    int end = search(all, -1, child, -1);
    all->log_count = 0;
    if (end >= 0) {
        int entry = shift(all, end);
        all->room[end]--;
        sit(all, child, entry);
    } else {
        stand(all, child);
    }
}

void vf_seating_start(vf_seating *all, int places, int ranks, int children, const int *rank,
                      const vf_may *may, int64_t *room) {
    *all = (vf_seating){.places = places,
                        .ranks = ranks,
                        .children = children,
                        .rank = rank,
                        .may = may,
                        .room = room};
    allocate(all);
    for (int child = 0; child < children; child++) {
        all->seat[child] = -1;
    }
    for (int r = 0; r < ranks; r++) {
        for (int child = 0; child < children; child++) {
            if (rank[child] == r) {
                seat_first(all, child);
            }
        }
    }
}
