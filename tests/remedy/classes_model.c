/* Solves models/classes.mod with one data file by GLPK's own translator and branch and bound, as
 * glpsol does, and prints the goal:   classes_model MODEL DATA */
#include <glpk.h>
#include <stdio.h>

int main(int argc, char **argv) {
    glp_term_out(GLP_OFF);
    glp_tran *translator = glp_mpl_alloc_wksp();
    glp_prob *problem = glp_create_prob();
    glp_iocp parameters;
    glp_init_iocp(&parameters);
    int wrong = argc != 3 || glp_mpl_read_model(translator, argv[1], 1) != 0 ||
                glp_mpl_read_data(translator, argv[2]) != 0 ||
                glp_mpl_generate(translator, NULL) != 0;
    if (!wrong) {
        glp_mpl_build_prob(translator, problem);
        wrong = glp_simplex(problem, NULL) != 0 || glp_intopt(problem, &parameters) != 0 ||
                glp_mip_status(problem) != GLP_OPT;
    }
    if (!wrong) {
        printf("%.0f\n", glp_mip_obj_val(problem));
    }
    glp_delete_prob(problem);
    glp_mpl_free_wksp(translator);
    return wrong;
}
