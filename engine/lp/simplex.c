#include "lp/simplex.h"

#include <glpk.h>
#include <setjmp.h>
#include <stdlib.h>

#include "lp/fence.h"

struct hp_simplex {
    glp_prob *problem;
    const hp_program *program;
};

/* Rows 1 … row_count are the rows, then the sinks; columns 1 … are the arcs. */
static int row_of(int32_t row) {
    return row + 1;
}

static int row_of_sink(const hp_program *program, int32_t sink) {
    return program->row_count + sink + 1;
}

static int column_of(int32_t arc) {
    return arc + 1;
}

/* After GLPK aborted: frees its environment with every problem in it. */
static hp_status glpk_aborted(hp_simplex *simplex) {
    simplex->problem = NULL;
    return hp_glpk_aborted();
}

static void load_matrix(glp_prob *problem, const hp_program *program) {
    int ends[3];
    double ones[3] = {0, 1, 1};
    for (int32_t row = 0; row < program->row_count; row++) {
        for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
            int32_t sink = program->arc_sink[arc];
            ends[1] = row_of(row);
            ends[2] = sink == HP_GROUND ? 0 : row_of_sink(program, sink);
            glp_set_mat_col(problem, column_of(arc), sink == HP_GROUND ? 1 : 2, ends, ones);
        }
    }
}

static void load_bounds(glp_prob *problem, const hp_program *program) {
    for (int32_t row = 0; row < program->row_count; row++) {
        glp_set_row_bnds(problem, row_of(row), GLP_FX, program->supply[row], program->supply[row]);
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        glp_set_row_bnds(problem, row_of_sink(program, sink), GLP_UP, 0, program->capacity[sink]);
    }
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        glp_set_col_bnds(problem, column_of(arc), GLP_LO, 0, 0);
    }
}

static void load_basis(glp_prob *problem, const hp_program *program, const int32_t *flow,
                       const bool *full) {
    for (int32_t row = 0; row < program->row_count; row++) {
        glp_set_row_stat(problem, row_of(row), GLP_NS);
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        glp_set_row_stat(problem, row_of_sink(program, sink), full[sink] ? GLP_NU : GLP_BS);
    }
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        glp_set_col_stat(problem, column_of(arc), flow[arc] > 0 ? GLP_BS : GLP_NL);
    }
}

hp_status hp_simplex_new(hp_simplex **out, const hp_program *program, const int32_t *flow,
                         const bool *full) {
    hp_simplex *simplex = calloc(1, sizeof *simplex);
    HP_NEED(simplex);
    *out = simplex;
    simplex->program = program;
    if (!hp_glpk_start()) {
        return HP_NO_MEMORY;
    }
    jmp_buf jump;
    if (setjmp(jump) != 0) {
        return glpk_aborted(simplex);
    }
    hp_glpk_guard(&jump);
    simplex->problem = glp_create_prob();
    glp_set_obj_dir(simplex->problem, GLP_MIN);
    if (program->row_count > 0) {
        glp_add_rows(simplex->problem, program->row_count + program->sink_count);
        glp_add_cols(simplex->problem, program->arc_begin[program->row_count]);
        load_matrix(simplex->problem, program);
        load_bounds(simplex->problem, program);
        load_basis(simplex->problem, program, flow, full);
    }
    hp_glpk_guard(NULL);
    return HP_OK;
}

void hp_simplex_free(hp_simplex *simplex) {
    if (simplex != NULL) {
        if (simplex->problem != NULL) {
            glp_delete_prob(simplex->problem);
        }
        free(simplex);
    }
}

static bool take_solution(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                          const hp_simplex *simplex) {
    const hp_program *program = simplex->program;
    bool good = true;
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        int64_t units = 0;
        good = hp_glpk_whole(glp_get_col_prim(simplex->problem, column_of(arc)), &units) && good;
        flow[arc] = (int32_t)units;
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        good = hp_glpk_whole(glp_get_row_dual(simplex->problem, row_of(row)), &row_price[row]) &&
               good;
    }
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        good = hp_glpk_whole(glp_get_row_dual(simplex->problem, row_of_sink(program, sink)),
                             &sink_price[sink]) &&
               good;
    }
    return good;
}

hp_status hp_simplex_minimise(int32_t *flow, int64_t *row_price, int64_t *sink_price,
                              const char **why, hp_simplex *simplex, const int64_t *cost) {
    const hp_program *program = simplex->program;
    jmp_buf jump;
    if (setjmp(jump) != 0) {
        return glpk_aborted(simplex);
    }
    hp_glpk_guard(&jump);
    for (int32_t arc = 0; arc < program->arc_begin[program->row_count]; arc++) {
        glp_set_obj_coef(simplex->problem, column_of(arc), (double)cost[arc]);
    }
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    parameters.meth = GLP_PRIMAL;
    parameters.presolve = GLP_OFF;
    int outcome = glp_simplex(simplex->problem, &parameters);
    int state = glp_get_status(simplex->problem);
    hp_glpk_guard(NULL);
    if (outcome != 0 || state != GLP_OPT) {
        *why = "the simplex method ended without an optimum";
        return HP_UNPROVEN;
    }
    if (!take_solution(flow, row_price, sink_price, simplex)) {
        *why = "the simplex method gave numbers that are not whole";
        return HP_UNPROVEN;
    }
    return HP_OK;
}

void hp_simplex_drop(hp_simplex *simplex, int32_t arc) {
    int column = column_of(arc);
    int status = glp_get_col_stat(simplex->problem, column);
    glp_set_col_bnds(simplex->problem, column, GLP_FX, 0, 0);
    glp_set_col_stat(simplex->problem, column, status == GLP_BS ? GLP_BS : GLP_NS);
}

void hp_simplex_fill(hp_simplex *simplex, int32_t sink) {
    const hp_program *program = simplex->program;
    int row = row_of_sink(program, sink);
    int status = glp_get_row_stat(simplex->problem, row);
    glp_set_row_bnds(simplex->problem, row, GLP_FX, program->capacity[sink],
                     program->capacity[sink]);
    glp_set_row_stat(simplex->problem, row, status == GLP_BS ? GLP_BS : GLP_NS);
}
