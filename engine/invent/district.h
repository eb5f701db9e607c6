/* An invented district: where its areas and schools lie, whom they serve, who lives there.
 *
 * Everything is drawn from one stream of numbers and computed in whole numbers, so that a seed
 * gives the same district on every machine.
 */
#ifndef HP_INVENT_DISTRICT_H
#define HP_INVENT_DISTRICT_H

#include "base/arena.h"
#include "base/hash.h"

typedef enum invent_place { INVENT_CORE, INVENT_TOWN, INVENT_VILLAGE } invent_place;

typedef struct invent_area {
    int32_t x; /* metres */
    int32_t y;
    invent_place place;
    int32_t county;
    int32_t estate;       /* its number; that of the estate or village where a home lies */
    int32_t home;         /* of a home: its number in the estate, from 1; 0: the whole estate */
    int32_t primaries[2]; /* whose service area it is in; the second may be -1 */
    int32_t juniors[2];
} invent_area;

typedef struct invent_school {
    int32_t x;
    int32_t y;
    invent_place place;
    int32_t county;
    bool junior;
    int32_t feeders[2]; /* of a primary: juniors; the second may be -1 */
    int32_t children;   /* who would go there if all went to the nearest */
    int32_t classes;
    int32_t class_size;
    int32_t continuing;
    int32_t built_year;
    int32_t plan; /* -1: none */
    int32_t reserved;
    int32_t group;     /* -1: none */
    int32_t ownership; /* 0 public, 1 purchased, 2 private */
    bool boarding;
} invent_school;

typedef struct invent_student {
    int32_t primary; /* -1: from outside, or a primary season */
    int32_t hukou;   /* areas; -1 empty, -2 none, -3 outside */
    int32_t property;
    int32_t residence;
    int32_t share; /* percent; -1: empty */
    bool migrant;
    int32_t points;     /* hundredths; -1: empty */
    int32_t settled_on; /* days since 2008-01-01; -1: empty */
    int32_t choices[3]; /* schools; -1: empty */
    int32_t agrees;     /* -1: empty */
    int32_t sibling;    /* school; -1: none */
    int32_t twin;       /* number of the bundle; -1: none */
    int32_t fixed;      /* school; -1: none */
    bool elsewhere;
} invent_student;

typedef struct invent_district {
    hp_stream stream;
    bool primary_season;
    bool towns;    /* counties have blocks of all tables, seats enough, and lie far apart */
    bool wide_ids; /* as many digits as the last id needs */
    int32_t county_count;
    int32_t width_m; /* of a county; counties lie farther apart than this */
    invent_area *areas;
    int32_t area_count;
    invent_school *schools; /* primaries first, then juniors */
    int32_t primary_count;
    int32_t school_count;
    invent_student *students;
    int32_t student_count;
} invent_district;

/* Draws a district with this many children and schools of the season's level. */
hp_status HP_MUST_CHECK invent_district_draw(invent_district *district, hp_arena *arena,
                                             const hp_invent_options *options);

#endif
