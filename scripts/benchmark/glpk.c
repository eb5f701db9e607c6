/* GLPK alone, a column for every way: glpk primal|dual INSTANCE */
#include <glpk.h>
#include <math.h>
#include <string.h>

#include "instance.h"

static glp_prob *build(const instance *given) {
    glp_prob *problem = glp_create_prob();
    size_t all = (size_t)given->children * (size_t)given->ways;
    int *rows = malloc((2 * all + 1) * sizeof *rows);
    int *columns = malloc((2 * all + 1) * sizeof *columns);
    double *ones = malloc((2 * all + 1) * sizeof *ones);
    glp_add_rows(problem, given->children + given->schools);
    glp_add_cols(problem, (int)all);
    for (int child = 0; child < given->children; child++) {
        glp_set_row_bnds(problem, child + 1, GLP_FX, 1.0, 1.0);
    }
    for (int school = 0; school < given->schools; school++) {
        glp_set_row_bnds(problem, given->children + school + 1, GLP_UP, 0.0, given->seats[school]);
    }
    for (size_t way = 0; way < all; way++) {
        int column = (int)way + 1;
        glp_set_col_bnds(problem, column, GLP_LO, 0.0, 0.0);
        glp_set_obj_coef(problem, column, given->metres[way]);
        rows[2 * way + 1] = (int)(way / (size_t)given->ways) + 1;
        rows[2 * way + 2] = given->children + given->school[way] + 1;
        columns[2 * way + 1] = columns[2 * way + 2] = column;
        ones[2 * way + 1] = ones[2 * way + 2] = 1.0;
    }
    glp_load_matrix(problem, (int)(2 * all), rows, columns, ones);
    free(rows);
    free(columns);
    free(ones);
    return problem;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: glpk primal|dual INSTANCE\n");
        return 2;
    }
    instance given = instance_read(argv[2]);
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_ERR;
    how.meth = strcmp(argv[1], "dual") == 0 ? GLP_DUALP : GLP_PRIMAL;
    double start = instance_clock();
    glp_prob *problem = build(&given);
    int failed = glp_simplex(problem, &how) != 0 || glp_get_status(problem) != GLP_OPT;
    double seconds = instance_clock() - start;
    if (failed) {
        fprintf(stderr, "no optimum\n");
        return 1;
    }
    instance_tell(llround(glp_get_obj_val(problem)), seconds);
    return 0;
}
