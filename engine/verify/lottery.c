#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>
#include <string.h>

#include "verify/program.h"

/* The lottery is checked backwards, last child first: what a child could have had instead depends
 * on the children after it alone, so edges are only added, and one closure over schools serves all.
 */
typedef struct closure {
    size_t nodes;
    bool *reach; /* nodes × nodes: a chain of moves leads from one to the other */
} closure;

static void add_edge(closure *all, size_t from, size_t to) {
    if (all->reach[from * all->nodes + to]) {
        return;
    }
    for (size_t a = 0; a < all->nodes; a++) {
        if (!all->reach[a * all->nodes + from] || all->reach[a * all->nodes + to]) {
            continue;
        }
        for (size_t b = 0; b < all->nodes; b++) {
            all->reach[a * all->nodes + b] = all->reach[a * all->nodes + b] ||
                                             all->reach[to * all->nodes + b];
        }
    }
}

static int compare_draw(const void *left, const void *right, void *context) {
    const vf_program *program = context;
    const vf_entrant *a = &program->entrants[*(const int *)left];
    const vf_entrant *b = &program->entrants[*(const int *)right];
    const uint64_t *numbers = program->run->numbers[program->stage];
    if (a->participant != b->participant) {
        return a->participant ? -1 : 1;
    }
    if (numbers[a->student] != numbers[b->student]) {
        return numbers[a->student] < numbers[b->student] ? -1 : 1;
    }
    return (a->student > b->student) - (a->student < b->student);
}

/* Seats that may stay empty lead to the ground and back: schools whose price is 0. */
static void add_slack(closure *all, const vf_program *program) {
    const vf_run *run = program->run;
    const int64_t *seats = run->free_before[program->stage - run->first_stage];
    size_t ground = (size_t)program->ground;
    for (size_t s = 0; s < ground; s++) {
        if (program->price[s].count == 0) {
            add_edge(all, ground, s);
            if (program->load[s] < seats[s]) {
                add_edge(all, s, ground);
            }
        }
    }
}

bool vf_lottery_holds(const vf_program *program, vf_step *step) {
    closure all = {.nodes = (size_t)program->ground + 1};
    int *order = vf_alloc((size_t)program->count + 1, sizeof *order);
    all.reach = vf_alloc(all.nodes * all.nodes, sizeof *all.reach);
    for (size_t n = 0; n < all.nodes; n++) {
        all.reach[n * all.nodes + n] = true;
    }
    add_slack(&all, program);
    for (int e = 0; e < program->count; e++) {
        order[e] = e;
    }
    if (program->count > 0) {
        qsort_r(order, (size_t)program->count, sizeof *order, compare_draw,
                (void *)(uintptr_t)program);
    }
    for (int k = program->count - 1; k >= 0; k--) {
        int e = order[k];
        size_t here = (size_t)program->arcs[program->taken[e]].node;
        for (int i = program->arc_begin[e]; i < program->taken[e]; i++) {
            if (program->arcs[i].tight &&
                all.reach[(size_t)program->arcs[i].node * all.nodes + here]) {
                const vf_run *run = program->run;
                return vf_fail(step, "stage %s: by the lottery %s goes to %s",
                               run->policy.stages[program->stage].id,
                               run->season.students[program->entrants[e].student].id,
                               program->arcs[i].node == program->ground
                                   ? "no school"
                                   : run->season.schools[program->arcs[i].node].id);
            }
        }
        for (int i = program->arc_begin[e]; i < program->arc_begin[e + 1]; i++) {
            if (program->arcs[i].tight) {
                add_edge(&all, here, (size_t)program->arcs[i].node);
            }
        }
    }
    return true;
}
