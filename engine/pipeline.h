/* What a season and a run are made of; for the parts of the library that work on whole ones. */
#ifndef HP_PIPELINE_H
#define HP_PIPELINE_H

#include "publish/report.h"

struct hp_season {
    hp_data data;
    hp_policy policy;
    hp_roll roll;
};

struct hp_run {
    hp_arena arena;
    hp_state state;
    hp_reach reach;
    hp_earlier earlier;
    hp_report report;
    bool kept; /* every guaranteed child has a seat, or a later stage may still give it */
    hp_buffer result_json;
    hp_buffer summary;
};

#endif
