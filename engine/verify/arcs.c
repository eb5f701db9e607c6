#include <stdlib.h>

#include "verify/program.h"

/* A level that can cost a child something. */
typedef struct term {
    int level;
    vf_level_kind kind;
    int64_t step_m;
} term;

/* What weighing a child needs, again for each. */
typedef struct scales {
    const vf_program *program;
    vf_way *ways;
    vf_arc *arcs; /* the last one is `without` */
    int arc_count;
    uint64_t *seen; /* per school: the child who has an arc there, and 1 */
    term *terms;    /* by level */
    int term_count;
    vf_entry *own; /* c + Λ of the arc that the child is on, by level */
    int own_count;
    vf_arc *tight;
    int tight_count;
} scales;

/* ---- arcs ---- */

static void add_arcs(scales *all, int e, int stage, bool now) {
    const vf_program *program = all->program;
    int given = vf_ways(all->ways, &program->run->policy, stage, program->entrants[e].student, now);
    for (int i = 0; i < given; i++) {
        int school = all->ways[i].school;
        if (program->seats[school] > 0 && all->seen[school] != (uint64_t)e + 1) {
            all->seen[school] = (uint64_t)e + 1;
            all->arcs[all->arc_count++] = (vf_arc){
                .node = school, .now = now, .metres = all->ways[i].metres};
        }
    }
}

/* The child's arcs: now-schools of a participant, later ones of a guaranteed child, `without`,
 * which counts as the nearest of them, or 0 where there is none (spec 5). */
static void list_arcs(scales *all, int e) {
    const vf_program *program = all->program;
    const vf_policy *policy = &program->run->policy;
    const vf_student *student = &program->run->season.students[program->entrants[e].student];
    int64_t nearest_m = 0;
    all->arc_count = 0;
    if (program->entrants[e].participant) {
        add_arcs(all, e, program->stage, true);
    }
    for (int s = program->stage + 1; s < policy->stage_count && student->guaranteed; s++) {
        if (policy->stages[s].rank[student->category] >= 0) {
            add_arcs(all, e, s, false);
        }
    }
    for (int i = 0; i < all->arc_count; i++) {
        bool nearer = i == 0 || all->arcs[i].metres < nearest_m;
        nearest_m = nearer ? all->arcs[i].metres : nearest_m;
    }
    all->arcs[all->arc_count++] = (vf_arc){.node = program->ground, .metres = nearest_m};
}

/* Best first; `without` is the last. */
static int compare_arcs(const void *left, const void *right) {
    const vf_arc *a = left;
    const vf_arc *b = right;
    if (a->now != b->now) {
        return a->now ? -1 : 1;
    }
    return a->metres != b->metres ? (a->metres < b->metres ? -1 : 1)
                                  : (a->node > b->node) - (a->node < b->node);
}

/* ---- costs ---- */

/* The levels that can cost the entrant something. */
static void list_terms(scales *all, int e) {
    const vf_program *program = all->program;
    const vf_entrant *entrant = &program->entrants[e];
    const vf_student *student = &program->run->season.students[entrant->student];
    const vf_terms *terms = &program->terms[student->category];
    all->term_count = 0;
    for (int i = 0; i < terms->count; i++) {
        const vf_level *base = &program->levels[terms->levels[i]];
        int level = terms->levels[i] + (base->kind == VF_ADMIT ? entrant->band : 0);
        bool counts = base->kind == VF_PLACE ? student->guaranteed : entrant->participant;
        if (counts && level < program->level_count) {
            const vf_level *own = &program->levels[level];
            bool same_band = own->kind != VF_ADMIT || own->band == entrant->band;
            if (own->kind == base->kind && same_band) {
                all->terms[all->term_count++] = (term){level, own->kind, own->step_m};
            }
        }
    }
}

static int64_t cost_of(const term *at, const vf_arc *arc, int ground) {
    switch (at->kind) {
    case VF_PLACE:
        return arc->node != ground ? -1 : 0;
    case VF_ADMIT:
        return arc->node != ground && arc->now ? -1 : 0;
    default:
        return at->step_m == 1 ? arc->metres : arc->metres / at->step_m;
    }
}

/* c + Λ of an arc less `own`: at the first level where they differ, the sign; 0: at none. With
 * `sum`, every level of c + Λ goes there. */
static int weigh(const scales *all, const vf_arc *arc, const vf_entry *own, int own_count,
                 vf_entry *sum, int *sum_count) {
    const vf_vector *price = &all->program->price[arc->node];
    int t = 0;
    int p = 0;
    int o = 0;
    for (;;) {
        int term_level = t < all->term_count ? all->terms[t].level : INT32_MAX;
        int price_level = p < price->count ? price->entries[p].level : INT32_MAX;
        int own_level = o < own_count ? own[o].level : INT32_MAX;
        int level = term_level < price_level ? term_level : price_level;
        level = own_level < level ? own_level : level;
        if (level == INT32_MAX) {
            return 0;
        }
        int64_t value = 0;
        if (term_level == level) {
            value += cost_of(&all->terms[t++], arc, all->program->ground);
        }
        if (price_level == level) {
            value += price->entries[p++].value;
        }
        if (sum != NULL) {
            sum[(*sum_count)++] = (vf_entry){level, value};
            continue;
        }
        if (own_level == level) {
            value -= own[o++].value;
        }
        if (value != 0) {
            return value < 0 ? -1 : 1;
        }
    }
}

/* ---- a child ---- */

static const vf_arc *own_arc(const scales *all, int e) {
    const vf_program *program = all->program;
    for (int i = 0; i < all->arc_count; i++) {
        const vf_arc *arc = &all->arcs[i];
        if (arc->node == program->node[e] &&
            (arc->now == program->now[e] || arc->node == program->ground)) {
            return arc;
        }
    }
    return NULL;
}

static bool fail_seat(const vf_program *program, int e, vf_step *step) {
    const vf_run *run = program->run;
    int student = program->entrants[e].student;
    bool by_row = !program->alone && program->now[e];
    const char *stage = run->policy.stages[program->stage].id;
    const char *id = run->season.students[student].id;
    return by_row ? vf_fail(step, "stage %s: %s is admitted where no route leads", stage, id)
                  : vf_fail(step, "stage %s: the certificate seats %s at %s, which is no such arc",
                            stage, id, run->season.schools[program->node[e]].id);
}

static void add_values(vf_program *program, const scales *all, const vf_arc *arc) {
    for (int t = 0; t < all->term_count; t++) {
        int64_t cost = cost_of(&all->terms[t], arc, program->ground);
        program->values[all->terms[t].level] += all->terms[t].kind == VF_NEARNESS ? cost : -cost;
    }
}

/* Compares every arc with the child's own one. */
static void weigh_child(scales *all, vf_program *program, int e, const vf_arc *here) {
    all->own_count = 0;
    all->tight_count = 0;
    weigh(all, here, NULL, 0, all->own, &all->own_count);
    for (int i = 0; i < all->arc_count; i++) {
        const vf_arc *arc = &all->arcs[i];
        int sign = arc == here ? 0 : weigh(all, arc, all->own, all->own_count, NULL, NULL);
        if (sign == 0) {
            all->tight[all->tight_count++] = *arc;
        } else if (sign < 0 && program->better < 0) {
            program->better = e;
        }
    }
    int last = all->tight_count - 1;
    int schools = all->tight[last].node == program->ground ? last : last + 1;
    if (schools > 1) {
        qsort(all->tight, (size_t)schools, sizeof *all->tight, compare_arcs);
    }
}

static scales new_scales(const vf_program *program) {
    size_t schools = (size_t)program->ground + 1;
    size_t levels = (size_t)program->level_count + 1;
    return (scales){.program = program,
                    .ways = vf_alloc(schools, sizeof(vf_way)),
                    .arcs = vf_alloc(schools, sizeof(vf_arc)),
                    .seen = vf_alloc(schools, sizeof(uint64_t)),
                    .terms = vf_alloc(levels, sizeof(term)),
                    .own = vf_alloc(2 * levels, sizeof(vf_entry)),
                    .tight = vf_alloc(schools, sizeof(vf_arc))};
}

bool vf_weigh_arcs(vf_program *program, vf_step *step) {
    scales all = new_scales(program);
    size_t capacity = 0;
    size_t used = 0;
    program->values = vf_alloc((size_t)program->level_count + 1, sizeof *program->values);
    program->tight_begin = vf_alloc((size_t)program->count + 1, sizeof *program->tight_begin);
    for (int e = 0; e < program->count; e++) {
        list_arcs(&all, e);
        const vf_arc *here = own_arc(&all, e);
        if (here == NULL) {
            return fail_seat(program, e, step);
        }
        list_terms(&all, e);
        add_values(program, &all, here);
        weigh_child(&all, program, e, here);
        for (int i = 0; i < all.tight_count; i++) {
            program->tight = vf_grow(program->tight, used, &capacity, sizeof *program->tight);
            program->tight[used++] = all.tight[i].node;
        }
        program->tight_begin[e + 1] = used;
    }
    return true;
}
