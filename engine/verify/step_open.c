/* Steps that are not written yet. */
#include "verify/run.h"
void vf_check_stages(vf_check *check){(void)check;}
void vf_check_shortage(vf_check *check, vf_step *step){(void)check;(void)step;}
void vf_check_reasons(vf_check *check, vf_step *step){(void)check;(void)step;}
void vf_check_schools(vf_check *check, vf_step *step){(void)check;(void)step;}
void vf_check_result(vf_check *check){(void)check;}
