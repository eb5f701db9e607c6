/* A second opinion on level values: models/stage.mod, solved by GLPK's own translator, level by
 * level, against the values that a run wrote.
 *
 *     mathprog MODEL DATA_DIR RESULT_JSON
 *
 * The translator reads each stage once; then each level in turn is the objective and the values
 * found before it stand as fixed variables. */
#include <cjson/cJSON.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(length + 1, 1);
    if (text != NULL && fread(text, 1, length, file) != length) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* The stage's program as the translator makes it. */
static glp_prob *translate(const char *model, const char *data) {
    glp_tran *translator = glp_mpl_alloc_wksp();
    glp_prob *problem = NULL;
    if (glp_mpl_read_model(translator, model, 1) == 0 && glp_mpl_read_data(translator, data) == 0 &&
        glp_mpl_generate(translator, NULL) == 0) {
        problem = glp_create_prob();
        glp_mpl_build_prob(translator, problem);
    }
    glp_mpl_free_wksp(translator);
    return problem;
}

/* Minimises the column times the sign; NAN when there is no optimum. */
static double optimum(glp_prob *problem, int column, int sign) {
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    for (int j = 0; j <= glp_get_num_cols(problem); j++) {
        glp_set_obj_coef(problem, j, 0);
    }
    glp_set_obj_coef(problem, column, sign);
    if (glp_simplex(problem, &parameters) != 0 || glp_get_status(problem) != GLP_OPT) {
        return NAN;
    }
    return glp_get_col_prim(problem, column);
}

static int check_level(glp_prob *problem, const cJSON *level, int number, const char *stage) {
    char name[32];
    snprintf(name, sizeof name, "value[%d]", number);
    int column = glp_find_col(problem, name);
    const char *kind = cJSON_GetObjectItemCaseSensitive(level, "kind")->valuestring;
    double said = cJSON_GetObjectItemCaseSensitive(level, "value")->valuedouble;
    double found = column == 0 ? NAN
                               : optimum(problem, column, strcmp(kind, "nearness") == 0 ? 1 : -1);
    if (!(fabs(found - said) < 1e-4 * fmax(1.0, fabs(said) * 1e-3))) {
        fprintf(stderr, "stage %s level %d (%s): the run says %.0f, the model %.4f\n", stage,
                number, kind, said, found);
        return 1;
    }
    glp_set_col_bnds(problem, column, GLP_FX, said, said);
    return 0;
}

/* Levels that agree and differ are counted. */
static int check_stage(const char *model, const char *dir, const cJSON *stage, int *agreed) {
    const char *id = cJSON_GetObjectItemCaseSensitive(stage, "id")->valuestring;
    const cJSON *levels = cJSON_GetObjectItemCaseSensitive(stage, "levels");
    const cJSON *level = NULL;
    char path[PATH_MAX];
    int number = 0;
    int differ = 0;
    if (cJSON_GetArraySize(levels) == 0) {
        return 0;
    }
    snprintf(path, sizeof path, "%s/%s.dat", dir, id);
    glp_prob *problem = translate(model, path);
    if (problem == NULL) {
        fprintf(stderr, "stage %s: the translator refuses model or data\n", id);
        return 1;
    }
    glp_create_index(problem);
    cJSON_ArrayForEach(level, levels) {
        int wrong = check_level(problem, level, ++number, id);
        differ += wrong;
        *agreed += !wrong;
    }
    glp_delete_prob(problem);
    return differ;
}

int main(int argc, char **argv) {
    char *text = argc == 4 ? read_text(argv[3]) : NULL;
    cJSON *result = text == NULL ? NULL : cJSON_Parse(text);
    const cJSON *stage = NULL;
    int agreed = 0;
    int differ = 0;
    if (result == NULL) {
        fprintf(stderr, "usage: mathprog MODEL DATA_DIR RESULT_JSON\n");
        return 2;
    }
    glp_term_out(GLP_OFF);
    cJSON_ArrayForEach(stage, cJSON_GetObjectItemCaseSensitive(result, "stages")) {
        differ += check_stage(argv[1], argv[2], stage, &agreed);
    }
    printf("%d levels agree, %d differ\n", agreed, differ);
    cJSON_Delete(result);
    free(text);
    return differ > 0;
}
