/* Every column that a season's tables may have: names, Chinese aliases, what a cell must be. */
#ifndef HP_SEASON_COLUMNS_H
#define HP_SEASON_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum hp_table_id {
    HP_SCHOOLS,
    HP_AREAS,
    HP_ZONES,
    HP_FEEDERS,
    HP_STUDENTS,
    HP_DISTANCES,
    HP_PROJECTION,
    HP_TABLES
} hp_table_id;

typedef enum hp_cell_kind {
    HP_CELL_TEXT,
    HP_CELL_ID,         /* an id of spec 2 */
    HP_CELL_STUDENT_ID, /* an id that holds no id-card number */
    HP_CELL_AREA,       /* an id of the areas table */
    HP_CELL_ADDRESS,    /* an area, none or outside */
    HP_CELL_SCHOOL,     /* an id of the schools table */
    HP_CELL_CODE,       /* one of the column's codes */
    HP_CELL_WHOLE,      /* least … most */
    HP_CELL_HUNDREDTHS, /* least … most, at most two decimals */
    HP_CELL_REAL,       /* finite, |value| <= most */
    HP_CELL_METRES,     /* 0 … most, decimals allowed */
    HP_CELL_DATE,
    HP_CELL_REGISTER_NO, /* text that a spreadsheet can damage */
    HP_CELL_ID_NUMBER    /* GB 11643 where id_type says so */
} hp_cell_kind;

/* A code and the words that are read as it. */
typedef struct hp_code {
    const char *code;
    const char *chinese;
} hp_code;

typedef enum hp_presence {
    HP_REQUIRED, /* column and every cell */
    HP_PRESENT,  /* the column must be there, its cells may be empty */
    HP_OPTIONAL  /* the column may be missing */
} hp_presence;

typedef struct hp_column {
    const char *name;
    const char *chinese;
    const char *chinese_too; /* a second alias, or NULL */
    hp_cell_kind kind;
    hp_presence presence;
    const hp_code *codes; /* ends with {NULL, NULL}; NULL unless the kind is HP_CELL_CODE */
    int64_t least;
    int64_t most;
} hp_column;

/* The columns of a table, in the order of the slots below. */
const hp_column *hp_columns(hp_table_id table, size_t *count);

/* "schools" and so on, as in season.json. */
const char *hp_table_name(hp_table_id table);

/* The code for a word (the code itself or its Chinese), NULL when it is none. */
const char *hp_code_of(const hp_column *column, const char *word);

enum {
    HP_SCHOOL_ID,
    HP_SCHOOL_CODE,
    HP_SCHOOL_NAME,
    HP_SCHOOL_LEVEL,
    HP_SCHOOL_SETTING,
    HP_SCHOOL_OWNERSHIP,
    HP_SCHOOL_BOARDING,
    HP_SCHOOL_BUILT_YEAR,
    HP_SCHOOL_SIZE_CAP,
    HP_SCHOOL_X,
    HP_SCHOOL_Y,
    HP_SCHOOL_CLASSES,
    HP_SCHOOL_CLASS_SIZE,
    HP_SCHOOL_CONTINUING,
    HP_SCHOOL_PLAN,
    HP_SCHOOL_RESERVED,
    HP_SCHOOL_GROUP,
    HP_SCHOOL_ACCEPTS_OVERFLOW,
    HP_SCHOOL_ROOMS,
    HP_SCHOOL_CLASS_COST
};
enum { HP_AREA_ID, HP_AREA_NAME, HP_AREA_X, HP_AREA_Y };
enum { HP_ZONE_AREA, HP_ZONE_SCHOOL };
enum { HP_FEEDER_PRIMARY, HP_FEEDER_JUNIOR, HP_FEEDER_AREA };
enum { HP_DISTANCE_AREA, HP_DISTANCE_SCHOOL, HP_DISTANCE_METRES };
enum { HP_PROJECTION_YEAR, HP_PROJECTION_AREA, HP_PROJECTION_CATEGORY, HP_PROJECTION_CHILDREN };
enum {
    HP_STUDENT_ID,
    HP_STUDENT_REGISTER_NO,
    HP_STUDENT_NAME,
    HP_STUDENT_GENDER,
    HP_STUDENT_BIRTH_DATE,
    HP_STUDENT_ID_TYPE,
    HP_STUDENT_ID_NUMBER,
    HP_STUDENT_PRIMARY,
    HP_STUDENT_HUKOU,
    HP_STUDENT_PROPERTY,
    HP_STUDENT_RESIDENCE,
    HP_STUDENT_PROPERTY_SHARE,
    HP_STUDENT_MIGRANT,
    HP_STUDENT_POINTS,
    HP_STUDENT_SETTLED_ON,
    HP_STUDENT_PROPERTY_ON,
    HP_STUDENT_CHOICE_1,
    HP_STUDENT_CHOICE_9 = HP_STUDENT_CHOICE_1 + 8,
    HP_STUDENT_AGREES,
    HP_STUDENT_SIBLING_SCHOOL,
    HP_STUDENT_BUNDLE,
    HP_STUDENT_FIXED_SCHOOL,
    HP_STUDENT_FIXED_BASIS,
    HP_STUDENT_DESTINATION,
    HP_STUDENT_DESTINATION_BASIS,
    HP_STUDENT_HUKOU_CHECKED,
    HP_STUDENT_PROPERTY_CHECKED,
    HP_STUDENT_RESIDENCE_CHECKED,
    HP_STUDENT_POINTS_CHECKED
};

#endif
