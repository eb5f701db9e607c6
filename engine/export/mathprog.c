#include "base/finding.h"
hp_status hp_season_export_mathprog(const hp_season *season, const char *dir, const hp_run_options *options, hp_findings *findings) { (void)season;(void)dir;(void)options;(void)findings; return HP_USAGE; }
