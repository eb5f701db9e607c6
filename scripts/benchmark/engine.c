/* The engine's own room for linear programs: engine INSTANCE
 *
 * The same program in the form of engine/lp/program.h: a row for every child, and last of its arcs
 * the one to the ground, which costs more than any answer saves by using it. Solved and proved as
 * in a stage.
 */
#include "instance.h"
#include "lp/solve.h"

enum { LEFT_OUT_COST = 1000000000 }; /* metres of all children together are fewer */

static hp_status fill(hp_program *program, hp_arena *arena, const instance *given) {
    int32_t arcs = given->ways + 1;
    int64_t all = (int64_t)given->children * arcs;
    HP_TRY(hp_program_new(program, arena, given->children, given->schools, 1, all, given->children,
                          all));
    for (int32_t child = 0; child < given->children; child++) {
        const int32_t *school = given->school + (size_t)child * (size_t)given->ways;
        const int32_t *metres = given->metres + (size_t)child * (size_t)given->ways;
        int32_t arc = child * arcs;
        program->supply[child] = 1;
        program->arc_begin[child] = arc;
        program->term_begin[child] = child;
        program->term_level[child] = 0;
        program->cost_begin[child] = arc;
        for (int32_t way = 0; way < given->ways; way++, arc++) {
            program->arc_sink[arc] = school[way];
            program->cost[arc] = metres[way];
        }
        program->arc_sink[arc] = HP_GROUND;
        program->cost[arc] = LEFT_OUT_COST;
    }
    program->arc_begin[given->children] = (int32_t)all;
    program->term_begin[given->children] = given->children;
    program->cost_begin[given->children] = all;
    for (int32_t school = 0; school < given->schools; school++) {
        program->capacity[school] = given->seats[school];
    }
    return hp_program_sort(program);
}

static hp_status solve(int64_t *optimum, hp_effort *effort, const char **why, hp_arena *arena,
                       const instance *given) {
    hp_program program;
    hp_prices prices;
    HP_TRY(fill(&program, arena, given));
    int32_t *flow = hp_arena_alloc(arena, (size_t)program.arc_begin[program.row_count],
                                   sizeof *flow);
    HP_NEED(flow);
    HP_TRY(hp_lp_solve(&prices, flow, effort, why, arena, &program, HP_LP_SIFTED));
    hp_program_values(optimum, &program, flow);
    return HP_OK;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: engine INSTANCE\n");
        return 2;
    }
    instance given = instance_read(argv[1]);
    hp_arena arena = {0};
    hp_effort effort = {0};
    int64_t optimum = 0;
    const char *why = "";
    double start = instance_clock();
    hp_status status = solve(&optimum, &effort, &why, &arena, &given);
    double seconds = instance_clock() - start;
    if (status != HP_OK) {
        fprintf(stderr, "no proved optimum: %s\n", why);
        return 1;
    }
    instance_tell(optimum, seconds);
    hp_arena_free(&arena);
    return 0;
}
