/* season.json: names, keys and seeds. */
#ifndef HP_SEASON_SETTINGS_H
#define HP_SEASON_SETTINGS_H

#include "season/data.h"

/* Checks data->settings and takes what it says; *files[t] is the file of table t or NULL. */
void hp_settings_read(const char *files[HP_TABLES], hp_data *data, hp_findings *findings);

#endif
