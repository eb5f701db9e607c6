#include "lp/whole.h"

#include <glpk.h>
#include <setjmp.h>
#include <stdlib.h>

#include "lp/fence.h"

/* Subproblems that may be branched on before the search is given up. */
enum { MOST_BRANCHES = 100000 };

/* GLPK counts rows, columns and entries from 1. */
static void load_row(glp_prob *problem, const hp_whole *program, int32_t row, int *columns,
                     double *numbers) {
    int count = 0;
    for (int32_t i = program->begin[row]; i < program->begin[row + 1]; i++) {
        count++;
        columns[count] = program->column[i] + 1;
        numbers[count] = (double)program->coefficient[i];
    }
    glp_set_row_bnds(problem, row + 1, GLP_LO, (double)program->least[row], 0);
    glp_set_mat_row(problem, row + 1, count, columns, numbers);
}

static void load(glp_prob *problem, const hp_whole *program, const int64_t *cost, int *columns,
                 double *numbers) {
    glp_set_obj_dir(problem, GLP_MIN);
    glp_add_cols(problem, program->column_count);
    for (int32_t j = 0; j < program->column_count; j++) {
        glp_set_col_kind(problem, j + 1, GLP_IV);
        glp_set_col_bnds(problem, j + 1, program->most[j] > 0 ? GLP_DB : GLP_FX, 0,
                         program->most[j]);
        glp_set_obj_coef(problem, j + 1, (double)cost[j]);
    }
    if (program->row_count > 0) {
        glp_add_rows(problem, program->row_count);
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        load_row(problem, program, row, columns, numbers);
    }
}

/* Called at every step of the search. */
static void on_step(glp_tree *tree, void *context) {
    int *branches = context;
    if (glp_ios_reason(tree) == GLP_IBRANCH && ++*branches > MOST_BRANCHES) {
        glp_ios_terminate(tree);
    }
}

static hp_status search(const char **why, glp_prob *problem) {
    int branches = 0;
    glp_smcp simplex;
    glp_iocp whole;
    glp_init_smcp(&simplex);
    simplex.msg_lev = GLP_MSG_OFF;
    simplex.presolve = GLP_OFF;
    glp_init_iocp(&whole);
    whole.msg_lev = GLP_MSG_OFF;
    whole.presolve = GLP_OFF;
    whole.tol_obj = 1e-12; /* a point that is better by little is better */
    whole.cb_func = on_step;
    whole.cb_info = &branches;
    if (glp_simplex(problem, &simplex) != 0 || glp_get_status(problem) != GLP_OPT) {
        *why = "the whole-number program has no solution";
        return HP_UNPROVEN;
    }
    if (glp_intopt(problem, &whole) != 0 || glp_mip_status(problem) != GLP_OPT) {
        *why = "the search for whole numbers ended without an optimum";
        return HP_UNPROVEN;
    }
    return HP_OK;
}

static bool is_allowed(const hp_whole *program, const int32_t *x) {
    for (int32_t j = 0; j < program->column_count; j++) {
        if (x[j] < 0 || x[j] > program->most[j]) {
            return false;
        }
    }
    for (int32_t row = 0; row < program->row_count; row++) {
        int64_t sum = 0;
        for (int32_t i = program->begin[row]; i < program->begin[row + 1]; i++) {
            sum += program->coefficient[i] * x[program->column[i]];
        }
        if (sum < program->least[row]) {
            return false;
        }
    }
    return true;
}

static hp_status take(int32_t *x, const char **why, glp_prob *problem, const hp_whole *program) {
    bool good = true;
    for (int32_t j = 0; j < program->column_count; j++) {
        int64_t number = 0;
        good = hp_glpk_whole(glp_mip_col_val(problem, j + 1), &number) && good;
        x[j] = (int32_t)number;
    }
    if (!good || !is_allowed(program, x)) {
        *why = "the search for whole numbers gave what its rows do not allow";
        return HP_UNPROVEN;
    }
    return HP_OK;
}

/* With GLPK's aborts caught; its environment frees what it then leaves behind. */
static hp_status guarded(int32_t *x, const char **why, const hp_whole *program, const int64_t *cost,
                         int *columns, double *numbers) {
    jmp_buf jump;
    if (setjmp(jump) != 0) {
        return hp_glpk_aborted();
    }
    hp_glpk_guard(&jump);
    glp_prob *problem = glp_create_prob();
    load(problem, program, cost, columns, numbers);
    hp_status status = search(why, problem);
    if (status == HP_OK) {
        status = take(x, why, problem, program);
    }
    glp_delete_prob(problem);
    hp_glpk_guard(NULL);
    return status;
}

hp_status hp_whole_minimise(int32_t *x, const char **why, const hp_whole *program,
                            const int64_t *cost) {
    if (program->column_count == 0) {
        *why = "the whole-number program has no solution";
        return is_allowed(program, x) ? HP_OK : HP_UNPROVEN;
    }
    if (!hp_glpk_start()) {
        return HP_NO_MEMORY;
    }
    int *columns = calloc((size_t)program->column_count + 1, sizeof *columns);
    double *numbers = calloc((size_t)program->column_count + 1, sizeof *numbers);
    hp_status status = columns == NULL || numbers == NULL
                           ? HP_NO_MEMORY
                           : guarded(x, why, program, cost, columns, numbers);
    free(numbers);
    free(columns);
    return status;
}
