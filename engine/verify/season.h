/* The season as the checker reads it (spec 2). */
#ifndef VF_SEASON_H
#define VF_SEASON_H

#include "verify/file.h"
#include "verify/json.h"
#include "verify/map.h"

typedef enum vf_table_name {
    VF_SCHOOLS,
    VF_AREAS,
    VF_ZONES,
    VF_FEEDERS,
    VF_STUDENTS,
    VF_DISTANCES,
    VF_PROJECTION,
    VF_TABLES
} vf_table_name;

typedef enum vf_form {
    VF_TEXT,
    VF_ID,
    VF_YES_NO,
    VF_LEVEL,
    VF_SETTING,
    VF_OWNERSHIP,
    VF_ADDRESS, /* an area, `none` or `outside` */
    VF_WHOLE,
    VF_HUNDREDTHS,
    VF_DATE,
    VF_REAL,
    VF_LONGITUDE, /* x: metres or degrees */
    VF_LATITUDE,
    VF_UNDAMAGED /* a text whose long numbers a spreadsheet must not have damaged */
} vf_form;

typedef enum vf_presence { VF_REQUIRED, VF_COLUMN, VF_OPTIONAL } vf_presence;

typedef struct vf_column {
    vf_table_name table;
    const char *name;
    const char *alias;
    const char *second_alias; /* NULL: none */
    vf_presence presence;
    vf_form form;
    int64_t least; /* of whole numbers; of hundredths, in hundredths */
    int64_t most;
} vf_column;

/* A table with English headers and coded values. */
typedef struct vf_table {
    bool present;
    const char *file;
    vf_grid grid;
    const char **names;
    vf_map columns; /* English name or header → column */
    size_t rows;    /* without the header */
} vf_table;

typedef struct vf_school {
    const char *id;
    const char *name;
    const char *group; /* "": none */
    int row;
    bool of_level;
    const char *setting;
    const char *ownership;
    int setting_at; /* in the order of vf_setting_names, and so on */
    int ownership_at;
    int group_at; /* schools of one group share it; -1: none */
    bool boarding;
    bool accepts_overflow;
    int64_t built_year;
    int64_t size_cap;  /* own or legal */
    int64_t legal_cap;
    int64_t classes;
    int64_t class_size;
    int64_t continuing;
    int64_t plan; /* -1: none */
    int64_t reserved;
    int64_t seats;
    const char *binding;
} vf_school;

typedef struct vf_feeder {
    int primary;
    int junior;
    int area; /* -1: every address */
} vf_feeder;

enum { VF_CHOICES = 9, VF_HUKOU = 0, VF_PROPERTY, VF_RESIDENCE, VF_ADDRESSES };

typedef struct vf_student {
    const char *id;
    int row;
    int primary;
    int areas[VF_ADDRESSES]; /* -1: unknown, or no area */
    bool migrant;
    int choices[VF_CHOICES]; /* -1: none */
    int sibling;
    int fixed;
    bool elsewhere;
    const char *bundle;      /* "": none */
    const char *lottery_id;  /* the smallest id of the bundle, or its own */
    int category;            /* -1: none */
    int address;             /* the deciding one; -1: none */
    bool guaranteed;
} vf_student;

typedef struct vf_season {
    const char *dir;
    vf_json *settings;
    bool primary_level;
    bool lonlat;
    bool distance_table;
    const char *policy_file;
    vf_table tables[VF_TABLES];
    vf_school *schools; /* of both levels, by id */
    int school_count;
    vf_map school_of;
    const char **areas; /* ids */
    int area_count;
    vf_map area_of;
    unsigned char *zoned; /* area × school */
    vf_feeder *feeders;
    int feeder_count;
    unsigned char *fed; /* primary × junior: 1 for every address, 2 for some areas */
    vf_student *students; /* by id */
    int student_count;
    vf_map student_of;
    int *metres;          /* area × school: -1 not known, -2 not yet worked out */
    bool pair_is_missing; /* a route needed a pair that distances.csv lacks */
} vf_season;

extern const vf_column vf_columns[];
extern const size_t vf_column_count;
extern const char *const vf_table_names[VF_TABLES];

/* Each fails the step with the first fault that it finds. */
bool vf_season_read(vf_season *season, const char *dir, vf_step *step);
bool vf_settings_read(vf_season *season, vf_step *step);
bool vf_table_read(vf_season *season, vf_table_name name, const char *file, vf_step *step);
bool vf_schools_read(vf_season *season, vf_step *step);
bool vf_areas_read(vf_season *season, vf_step *step);
bool vf_pairs_read(vf_season *season, vf_step *step);
bool vf_students_read(vf_season *season, vf_step *step);

/* "" when the table has no such column; rows are counted from 0. */
const char *vf_cell(const vf_table *table, size_t row, const char *column);
/* The English value of a coded cell; NULL: not one of the form's values. */
const char *vf_coded(vf_form form, const char *text);
bool vf_is_id(const char *text);
/* The students column of that English name, Chinese alias or header; NULL: none. */
const vf_column *vf_student_column(const char *name);

bool vf_in_zone(const vf_season *season, int area, int school);
/* Whole metres, rounded once; -1: the table lacks the pair. */
int vf_metres(vf_season *season, int area, int school);
/* The seed of a stage as the key of its numbers; NULL: none. */
const char *vf_seed(const vf_season *season, const char *stage);

#endif
