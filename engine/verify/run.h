/* The run's folder as the checker reads it (spec 6). */
#ifndef VF_RUN_H
#define VF_RUN_H

#include "verify/check.h"

/* The files of a run; false: a file is missing or not of its form, and no step can go on. */
bool vf_run_read(vf_check *check, vf_step *step);
/* Rows of allocation.csv by child; false: they are not the season's children in order. */
bool vf_rows_read(vf_check *check, vf_step *step);
/* The rows of an allocation.csv; NULL: not of the form. */
bool vf_allocation_read(vf_grid *grid, const char *dir);
/* A JSON file of the run; NULL: missing or no object. */
vf_json *vf_run_json(const char *dir, const char *name);

void vf_check_manifest(vf_check *check, vf_step *step);
void vf_check_inputs(vf_check *check, vf_step *step);
void vf_check_committed(vf_check *check, vf_step *step);
void vf_check_states(vf_check *check, vf_step *step);
void vf_check_categories(vf_check *check, vf_step *step);
void vf_check_seats(vf_check *check, vf_step *step);
void vf_check_fixed(vf_check *check, vf_step *step);
void vf_check_kept(vf_check *check, vf_step *step);
void vf_check_routes(vf_check *check, vf_step *step);
void vf_check_numbers(vf_check *check, vf_step *step);
/* Levels, forecast, prices, lottery, yielded, serial: stage by stage. */
void vf_check_stages(vf_check *check);
void vf_check_shortage(vf_check *check, vf_step *step);
void vf_check_reasons(vf_check *check, vf_step *step);
void vf_check_schools(vf_check *check, vf_step *step);
/* Indicators, bundles, and everything else that result.json says. */
void vf_check_result(vf_check *check);
void vf_check_lists(vf_check *check, vf_step *step);

/* True when both say the same; else the step fails and names the first place that differs. */
bool vf_compare(const vf_json *said, const vf_json *right, const char *where, vf_step *step);
/* The same against a text of JSON that the checker wrote. */
bool vf_compare_text(const vf_json *said, const char *right, const char *where, vf_step *step);
/* A text with its quote marks. */
void vf_put_text(vf_out *out, const char *text);

enum { VF_COLUMNS = 9 };

#endif
