#include <stdlib.h>

#include "verify/program.h"

/* The lottery is checked backwards, last child first: what a child could have had instead depends
 * on the children after it alone, so edges are only added, and one closure over schools serves all.
 */
typedef struct closure {
    size_t places;
    size_t words;
    uint64_t *reach; /* per place: those to which chains of moves lead */
} closure;

static uint64_t *row_of(const closure *all, int place) {
    return all->reach + (size_t)place * all->words;
}

static void add_edge(closure *all, int from, int to) {
    if (vf_bit(row_of(all, from), to)) {
        return;
    }
    const uint64_t *more = row_of(all, to);
    for (int a = 0; a < (int)all->places; a++) {
        uint64_t *row = row_of(all, a);
        if (!vf_bit(row, from) || vf_bit(row, to)) {
            continue;
        }
        for (size_t w = 0; w < all->words; w++) {
            row[w] |= more[w];
        }
    }
}

/* Seats that may stay empty lead to the ground and back: schools whose price is 0. */
static void add_slack(closure *all, const vf_program *program) {
    int ground = program->place[program->ground];
    for (int s = 0; s < program->ground; s++) {
        if (program->price[s].count == 0 && program->place[s] >= 0) {
            add_edge(all, ground, program->place[s]);
            if (program->load[s] < program->seats[s]) {
                add_edge(all, program->place[s], ground);
            }
        }
    }
}

/* A child with a choice; one who has a single tight arc is on it, and moves nobody. */
typedef struct draw {
    uint64_t number;
    int student;
    int entrant;
    bool participant;
} draw;

static int compare_draws(const void *left, const void *right) {
    const draw *a = left;
    const draw *b = right;
    if (a->participant != b->participant) {
        return a->participant ? -1 : 1;
    }
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->student > b->student) - (a->student < b->student);
}

static int list_draws(draw *draws, const vf_program *program) {
    const uint64_t *numbers = program->run->numbers[program->stage];
    int count = 0;
    for (int e = 0; e < program->count; e++) {
        const vf_entrant *entrant = &program->entrants[e];
        if (program->tight_begin[e + 1] - program->tight_begin[e] > 1) {
            draws[count++] = (draw){numbers[entrant->student], entrant->student, e,
                                    entrant->participant};
        }
    }
    if (count > 0) {
        qsort(draws, (size_t)count, sizeof *draws, compare_draws);
    }
    return count;
}

/* A better arc than the child's own from which moves of later children lead back; -1: none. */
static int find_better(const closure *all, const vf_program *program, int e) {
    int here = program->place[program->node[e]];
    for (size_t i = program->tight_begin[e]; program->tight[i] != program->node[e]; i++) {
        if (vf_bit(row_of(all, program->place[program->tight[i]]), here)) {
            return program->tight[i];
        }
    }
    return -1;
}

bool vf_lottery_holds(const vf_program *program, vf_step *step) {
    const vf_run *run = program->run;
    closure all = {.places = (size_t)program->places,
                   .words = (size_t)program->places / VF_WORD + 1};
    draw *draws = vf_alloc((size_t)program->count + 1, sizeof *draws);
    int count = list_draws(draws, program);
    all.reach = vf_alloc(all.places * all.words, sizeof *all.reach);
    for (int n = 0; n < program->places; n++) {
        vf_set_bit(row_of(&all, n), n);
    }
    add_slack(&all, program);
    for (int k = count - 1; k >= 0; k--) {
        int e = draws[k].entrant;
        int better = find_better(&all, program, e);
        if (better >= 0) {
            return vf_fail(
                step, "stage %s: by the lottery %s goes to %s",
                run->policy.stages[program->stage].id, run->season.students[draws[k].student].id,
                better == program->ground ? "no school" : run->season.schools[better].id);
        }
        for (size_t i = program->tight_begin[e]; i < program->tight_begin[e + 1]; i++) {
            add_edge(&all, program->place[program->node[e]], program->place[program->tight[i]]);
        }
    }
    return true;
}
