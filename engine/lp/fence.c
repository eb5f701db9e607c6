#include "lp/fence.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>

/* The largest distance from a whole number that is taken for rounding. */
static const double WHOLE_TOLERANCE = 1e-6;

/* GLPK prints to standard output, and without memory whatever was turned off: nothing is. */
static int on_glpk_text(void *nothing, const char *text) {
    (void)nothing;
    (void)text;
    return 1;
}

bool hp_glpk_start(void) {
    if (glp_init_env() > 1) {
        return false;
    }
    glp_term_hook(on_glpk_text, NULL);
    return true;
}

static void on_glpk_error(void *jump) {
    longjmp(*(jmp_buf *)jump, 1);
}

void hp_glpk_guard(void *jump) {
    glp_error_hook(jump == NULL ? NULL : on_glpk_error, jump);
}

hp_status hp_glpk_aborted(void) {
    glp_free_env();
    return HP_NO_MEMORY;
}

bool hp_glpk_whole(double value, int64_t *number) {
    double rounded = nearbyint(value);
    if (!(fabs(value - rounded) <= WHOLE_TOLERANCE * fmax(1.0, fabs(value) * 1e-3)) ||
        fabs(rounded) > 4e15) {
        return false;
    }
    *number = (int64_t)rounded;
    return true;
}
