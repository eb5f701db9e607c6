/* The season as the checker reads it (spec 2 to 4). Lists are sorted by id, by bytes. */
#ifndef VF_SEASON_H
#define VF_SEASON_H

#include "verify/file.h"
#include "verify/json.h"

typedef enum vf_table_id {
    VF_SCHOOLS,
    VF_AREAS,
    VF_ZONES,
    VF_FEEDERS,
    VF_STUDENTS,
    VF_DISTANCES,
    VF_PROJECTION,
    VF_TABLES
} vf_table_id;

typedef struct vf_table {
    const char *file; /* NULL: the season has none */
    char hash[VF_HEX];
    vf_grid grid;
} vf_table;

enum { VF_CHOICES = 9 };
enum { VF_UNKNOWN = -1, VF_NONE = -2, VF_OUTSIDE = -3 };
typedef enum vf_address { VF_HUKOU, VF_PROPERTY, VF_RESIDENCE, VF_ADDRESSES } vf_address;

typedef struct vf_school {
    const char *id;
    const char *name;
    const char *setting;
    const char *ownership;
    int group;         /* the first school of its education group; -1: none */
    int next_in_group; /* -1: the last */
    bool junior;
    bool boarding;
    bool accepts_overflow;
    double x;
    double y;
    int64_t classes;
    int64_t class_size;
    int64_t size_cap;
    int64_t continuing;
    int64_t plan; /* -1: none */
    int64_t reserved;
    int64_t seats;
    const char *binding;
    bool legal; /* within the legal caps */
} vf_school;

typedef struct vf_area {
    const char *id;
    double x;
    double y;
} vf_area;

typedef struct vf_student {
    const char *id;
    size_t row; /* of the students table */
    int primary;
    int address[VF_ADDRESSES]; /* area, VF_UNKNOWN, VF_NONE or VF_OUTSIDE */
    int choices[VF_CHOICES];   /* -1: none */
    int sibling;
    int fixed;
    bool elsewhere;
    bool migrant;
    const char *number_id; /* the id that gives the lottery number: of a bundle, the smallest */
    int category;          /* -1: none */
    int home;              /* the deciding address, -1: none */
    bool guaranteed;
} vf_student;

typedef struct vf_feeder {
    int primary;
    int junior;
    int area; /* -1: every one */
} vf_feeder;

/* A row of the distances table. */
typedef struct vf_pair {
    int area;
    int school;
    int64_t metres;
    size_t row;
} vf_pair;

/* Positions of records by a hash of their id: see season.c. */
typedef struct vf_places {
    int *at; /* a position and 1; 0: empty */
    uint64_t mask;
} vf_places;

enum { VF_KNOWN_NAMES = 256 };

typedef struct vf_known_name {
    const char *name;
    int column;
} vf_known_name;

typedef struct vf_season {
    const char *dir;
    char hash[VF_HEX]; /* of season.json */
    vf_json *settings;
    vf_json *policy;
    const char *policy_file;
    char policy_hash[VF_HEX];
    bool junior;
    bool english;
    bool degrees;
    bool by_table;
    vf_table tables[VF_TABLES];
    vf_school *schools;
    int school_count;
    vf_area *areas;
    int area_count;
    vf_feeder *feeders; /* by primary */
    int *feeder_begin;  /* school_count + 1 */
    int feeder_count;
    vf_student *students;
    int student_count;
    int *column_types;         /* per students column: see predicate.c; 0: not known yet */
    const char **column_names; /* per students column: the spec's English name, or its own */
    vf_known_name *known;      /* names that were looked up, by their address */
    int *zones;                /* schools whose zone holds an area, area after area */
    int *zone_begin;
    vf_pair *pairs; /* of a distance table: by area, then school */
    size_t *pair_begin;
    vf_places school_places;
    vf_places area_places;
    vf_places student_places;
} vf_season;

/* Reads and links; false with the step's witness. */
bool vf_season_read(vf_season *season, const char *dir, vf_step *step);

/* "schools" and so on. */
const char *vf_table_name(vf_table_id id);

/* The students column that a name means: the spec's English or Chinese name, or the office's own
 * header; -1: the table has none. */
int vf_student_column(const vf_season *season, const char *name);
/* A text of the column in its English or 0/1 form, where it is a word that has one. */
const char *vf_student_word(const vf_season *season, int column, const char *text);

/* The cell as predicates and keys see it; only words in Chinese characters have another form. */
static inline const char *vf_student_cell(const vf_season *season, int student, int column) {
    if (column < 0) {
        return "";
    }
    const char *text = vf_at(&season->tables[VF_STUDENTS].grid, season->students[student].row,
                             (size_t)column);
    return (unsigned char)*text < 0x80 ? text : vf_student_word(season, column, text);
}

/* The header for published lists: the spec's name in the language, or the office's own. */
const char *vf_student_title(const vf_season *season, int column);

int vf_school_by_id(const vf_season *season, const char *id);
int vf_area_by_id(const vf_season *season, const char *id);
int vf_student_by_id(const vf_season *season, const char *id);
/* The same, fast where ids are asked for in their order; the cursor begins at 0. */
int vf_student_next(const vf_season *season, int *cursor, const char *id);
bool vf_in_zone(const vf_season *season, int area, int school);
/* Whole metres, rounded half up once; -1: the distance table lacks the pair. */
int64_t vf_metres(const vf_season *season, int area, int school);
bool vf_of_level(const vf_season *season, int school);

#endif
