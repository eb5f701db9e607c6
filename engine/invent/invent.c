#include "base/finding.h"
hp_status hp_invent(const char *dir, const hp_invent_options *options, hp_findings *findings) { (void)dir;(void)options;(void)findings; return HP_USAGE; }
