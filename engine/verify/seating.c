#include "verify/seating.h"

enum { WORD = 64, NOBODY_TO_LOSE = -2 };

/* ---- stacks ---- */

static void push(vf_stack *stack, int child) {
    stack->items = vf_grow(stack->items, stack->count, &stack->capacity, sizeof *stack->items);
    stack->items[stack->count++] = child;
}

static vf_stack *movers_of(const vf_seating *all, int here, int there) {
    return &all->movers[(size_t)here * (size_t)all->schools + (size_t)there];
}

static void set_edge(vf_seating *all, int here, int there, bool is) {
    uint64_t *to = &all->to[(size_t)here * all->words + (size_t)there / WORD];
    uint64_t *from = &all->from[(size_t)there * all->words + (size_t)here / WORD];
    uint64_t to_bit = (uint64_t)1 << there % WORD;
    uint64_t from_bit = (uint64_t)1 << here % WORD;
    *to = is ? *to | to_bit : *to & ~to_bit;
    *from = is ? *from | from_bit : *from & ~from_bit;
}

/* A child who sits here and may go there; -1: none. */
static int find_mover(vf_seating *all, int here, int there) {
    vf_stack *stack = movers_of(all, here, there);
    for (; stack->count > 0; stack->count--) {
        int child = stack->items[stack->count - 1];
        if (all->seat[child] == here && !all->settled[child] && all->may[child][there]) {
            return child;
        }
    }
    set_edge(all, here, there, false);
    return -1;
}

static int find_seated(const vf_seating *all, int here, int rank) {
    vf_stack *stack = &all->seated[(size_t)here * (size_t)all->ranks + (size_t)rank];
    for (; stack->count > 0; stack->count--) {
        int child = stack->items[stack->count - 1];
        if (all->seat[child] == here && !all->settled[child]) {
            return child;
        }
    }
    return -1;
}

static int find_waiting(const vf_seating *all, int rank, int there) {
    vf_stack *stack = &all->waiting[(size_t)rank * (size_t)all->schools + (size_t)there];
    for (; stack->count > 0; stack->count--) {
        int child = stack->items[stack->count - 1];
        if (all->seat[child] < 0 && !all->settled[child] && all->may[child][there]) {
            return child;
        }
    }
    return -1;
}

/* Seats a child at a school, or at -1 among those who wait. */
static void put(vf_seating *all, int child, int school) {
    size_t rank = (size_t)all->rank[child];
    all->seat[child] = school;
    if (school >= 0) {
        push(&all->seated[(size_t)school * (size_t)all->ranks + rank], child);
    }
    for (int s = 0; s < all->schools; s++) {
        if (!all->may[child][s] || s == school) {
            continue;
        }
        if (school < 0) {
            push(&all->waiting[rank * (size_t)all->schools + (size_t)s], child);
        } else {
            push(movers_of(all, school, s), child);
            set_edge(all, school, s, true);
        }
    }
}

/* The same, remembered until the turn is decided. */
static void sit(vf_seating *all, int child, int school) {
    all->log = vf_grow(all->log, all->log_count, &all->log_capacity, sizeof *all->log);
    all->log[all->log_count++] = (vf_moved){child, all->seat[child]};
    put(all, child, school);
}

static void stand(vf_seating *all, int child) {
    sit(all, child, -1);
}

/* ---- chains ---- */

static bool is_reached(const vf_seating *all, int school) {
    return (all->reached[school / WORD] >> school % WORD & 1) != 0;
}

static void reach(vf_seating *all, int *tail, int school, int before, int mover) {
    all->reached[school / WORD] |= (uint64_t)1 << school % WORD;
    all->before[school] = before;
    all->mover[school] = mover;
    all->queue[(*tail)++] = school;
}

static void forget(vf_seating *all) {
    for (size_t w = 0; w < all->words; w++) {
        all->reached[w] = 0;
    }
}

/* Follows chains of moves from the school, or where it is -1 from all that the child may count on,
 * to `goal`, or where that is -1 to room. Returns where it ended; -1: nowhere. */
static int search(vf_seating *all, int school, int child, int goal) {
    int head = 0;
    int tail = 0;
    forget(all);
    for (int s = 0; s < all->schools; s++) {
        if (school < 0 ? all->may[child][s] : s == school) {
            reach(all, &tail, s, -1, -1);
        }
    }
    while (head < tail) {
        int here = all->queue[head++];
        if (goal < 0 ? all->room[here] > 0 : here == goal) {
            return here;
        }
        for (size_t w = 0; w < all->words; w++) {
            uint64_t fresh = all->to[(size_t)here * all->words + w] & ~all->reached[w];
            for (; fresh != 0; fresh &= fresh - 1) {
                int there = (int)w * WORD + __builtin_ctzll(fresh);
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
                int there = (int)w * WORD + __builtin_ctzll(fresh);
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
        for (int s = 0; s < all->schools; s++) {
            int child = is_reached(all, s) ? find_waiting(all, rank, s) : -1;
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
        all->room[school]--;
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
        all->room[end]--;
        return -1;
    }
    for (int rank = all->ranks - 1; rank >= 0; rank--) {
        for (int s = 0; s < all->schools; s++) {
            int child = is_reached(all, s) ? find_seated(all, s, rank) : -1;
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
    for (int s = 0; s < all->schools; s++) {
        all->room[s] = all->room_before[s];
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
    for (int s = 0; s < all->schools; s++) {
        all->room_before[s] = all->room[s];
    }
    all->log_count = 0;
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
    size_t schools = (size_t)all->schools + 1;
    size_t ranks = (size_t)all->ranks + 1;
    all->words = schools / WORD + 1;
    all->seat = vf_alloc((size_t)all->children + 1, sizeof *all->seat);
    all->settled = vf_alloc((size_t)all->children + 1, sizeof *all->settled);
    all->movers = vf_alloc(schools * schools, sizeof *all->movers);
    all->seated = vf_alloc(schools * ranks, sizeof *all->seated);
    all->waiting = vf_alloc(schools * ranks, sizeof *all->waiting);
    all->to = vf_alloc(schools * all->words, sizeof *all->to);
    all->from = vf_alloc(schools * all->words, sizeof *all->from);
    all->room_before = vf_alloc(schools, sizeof *all->room_before);
    all->reached = vf_alloc(all->words, sizeof *all->reached);
    all->before = vf_alloc(schools, sizeof *all->before);
    all->mover = vf_alloc(schools, sizeof *all->mover);
    all->queue = vf_alloc(schools, sizeof *all->queue);
}

void vf_seating_start(vf_seating *all, int schools, int ranks, int children, const int *rank,
                      bool **may, int64_t *room) {
    *all = (vf_seating){.schools = schools,
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
            if (rank[child] != r) {
                continue;
            }
            int end = search(all, -1, child, -1);
            if (end >= 0) {
                int entry = shift(all, end);
                all->room[end]--;
                sit(all, child, entry);
            } else {
                stand(all, child);
            }
        }
    }
}
