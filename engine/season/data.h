/* The season as read: settings, schools, areas, zones, feeders, distances, students.
 *
 * Every list is sorted by id (bytes), so nothing below depends on the order of rows. A school,
 * area or student is named by its dense index; -1 stands for none or unknown.
 */
#ifndef HP_SEASON_DATA_H
#define HP_SEASON_DATA_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/lookup.h"
#include "season/scenario.h"
#include "season/table.h"

enum { HP_CHOICES = 9 };
enum { HP_ADDRESS_UNKNOWN = -1, HP_ADDRESS_NONE = -2, HP_ADDRESS_OUTSIDE = -3 };
enum { HP_HUKOU, HP_PROPERTY, HP_RESIDENCE, HP_ADDRESSES };

/* In the order of their codes in columns.c. */
typedef enum hp_level { HP_PRIMARY, HP_JUNIOR, HP_LEVEL_UNKNOWN } hp_level;
typedef enum hp_setting { HP_URBAN, HP_TOWN, HP_RURAL, HP_SETTINGS } hp_setting;
typedef enum hp_ownership { HP_PUBLIC, HP_PURCHASED, HP_PRIVATE, HP_OWNERSHIPS } hp_ownership;

/* The rule that sets a school's seats (spec 4), in order where several give the same number. */
typedef enum hp_binding { HP_BY_CLASSES, HP_BY_SIZE_CAP, HP_BY_PLAN } hp_binding;

typedef struct hp_school {
    const char *id;
    const char *name;
    size_t row; /* in the schools table */
    hp_level level;
    hp_setting setting;
    hp_ownership ownership;
    bool boarding;
    bool accepts_overflow;
    int32_t group; /* dense index; -1: none */
    double x;      /* metres, or degrees of longitude */
    double y;      /* metres, or degrees of latitude */
    int32_t classes;
    int32_t class_size;
    int32_t size_cap;   /* of the whole campus, by its own cap or the law */
    int32_t continuing; /* children who stay on the campus */
    int32_t plan;       /* -1: none */
    int32_t reserved;
    int32_t seats; /* spec 4; 0 for schools of the other level */
    hp_binding binding;
} hp_school;

typedef struct hp_area {
    const char *id;
    const char *name;
    double x;
    double y;
} hp_area;

/* What routes ask of a school, close together: they ask it of many schools for every child. */
typedef struct hp_site {
    double x;
    double y;
    uint8_t setting;
    uint8_t ownership;
    bool accepts_overflow;
    bool of_level; /* the season's */
} hp_site;

/* A row of the distance table, of an area. */
typedef struct hp_distance {
    int32_t school;
    int32_t metres;
} hp_distance;

typedef struct hp_student {
    const char *id;
    size_t row;                    /* in the students table */
    int32_t primary;               /* school; -1: none */
    int32_t address[HP_ADDRESSES]; /* area, or an HP_ADDRESS_… */
    int32_t choices[HP_CHOICES];   /* schools; -1: none */
    int32_t sibling;               /* school; -1: none */
    int32_t fixed;                 /* school; -1: none */
    bool elsewhere;                /* has a destination */
    bool migrant;
    int32_t number_of; /* the student whose id gives the lottery number: of a bundle, the first */
} hp_student;

typedef struct hp_feeder {
    int32_t primary;
    int32_t junior;
    int32_t area; /* -1: every address */
} hp_feeder;

/* An input file and its hash. */
typedef struct hp_input {
    const char *name; /* "season", "policy", a table's name or "scenario" */
    const char *file;
    char hash[HP_HEX_BYTES];
} hp_input;

enum { HP_INPUTS = HP_TABLES + 3 };

typedef struct hp_data {
    hp_arena arena;
    const hp_scenario *scenario;  /* set before reading; NULL: the season as it is */
    const struct hp_data *beside; /* set before reading: the same season without a scenario, which
                                     lends the tables that the scenario leaves; NULL: none */
    const char *dir;
    hp_json *settings;    /* season.json */
    hp_json *policy_json; /* policy.json, once it was read */
    const char *policy_file;
    const char *season;
    const char *district;
    hp_level level;
    bool english;          /* the language of published files */
    bool degrees;          /* coordinates are degrees */
    bool by_table;         /* distances come from the table */
    const char *committed; /* "" when not set */

    hp_input inputs[HP_INPUTS];
    size_t input_count;
    hp_table tables[HP_TABLES];

    hp_school *schools;
    hp_site *sites; /* per school */
    int32_t school_count;
    hp_lookup school_ids;
    int32_t *level_schools; /* those of the season's level, by index */
    int32_t level_count;
    int32_t group_count;
    int32_t *group_begin;   /* group_count + 1 */
    int32_t *group_schools; /* of the season's level, of a group by index */
    struct hp_near *near;   /* see season/near.h */
    hp_area *areas;
    int32_t area_count;
    hp_lookup area_ids;
    int32_t *zone_begin; /* area_count + 1 */
    int32_t *zone_schools;
    int32_t *feeder_begin; /* school_count + 1, by primary */
    hp_feeder *feeders;
    int32_t *distance_begin; /* area_count + 1; NULL where metres are straight lines */
    hp_distance *distances;  /* of an area by school */
    hp_student *students;
    int32_t student_count;
    uint8_t
        *column_types; /* per students column what its cells are, once a policy asked; 0 before */
} hp_data;

enum { HP_METRES_UNKNOWN = -1 };

/* Reads season.json and every table in `dir`, links references and computes seats. Faults are
 * findings. Where season.json itself cannot be used, nothing more is read. */
hp_status HP_MUST_CHECK hp_data_read(hp_data *data, const char *dir, hp_findings *findings);
void hp_data_free(hp_data *data);

/* Puts other children into a season's data, a copy whose arena is its own and empty: a row of cells
 * for each, in the columns of the students table that the data have; `cells` are offsets of
 * `texts`, both lent. Faults are findings. */
hp_status HP_MUST_CHECK hp_data_put_students(hp_data *copy, size_t count, const uint32_t *cells,
                                             const char *texts, hp_findings *findings);

enum { HP_YEAR_DIGITS = 4 };

/* The year by which the season is named; false where it is named otherwise. */
bool hp_data_year(char year[HP_YEAR_DIGITS + 1], const hp_data *data);

/* Notes the scenario's file among the inputs; what was committed is the season without it. */
void hp_data_note_scenario(hp_data *data);

/* Reads and decodes one input file of the season into `arena` and notes its hash under `name`;
 * *text is NULL after a finding. */
hp_status HP_MUST_CHECK hp_data_read_file(const char **text, size_t *length, hp_arena *arena,
                                          hp_data *data, const char *name, const char *file,
                                          hp_findings *findings);

/* Whole metres from an area to a school, rounded half up (spec 2); HP_METRES_UNKNOWN when the
 * distance table lacks the pair, or by straight line the school is of the other level. Computed
 * anew at each call; O(log n) in the area's rows where a table gives them. */
int32_t hp_metres(const hp_data *data, int32_t area, int32_t school);

/* True when the area lies in the school's zone. */
bool hp_in_zone(const hp_data *data, int32_t area, int32_t school);

/* The index of the area or school that a cell names; -1 when it is empty, or, with a finding, when
 * there is no such. */
int32_t hp_refer_area(const hp_data *data, const hp_table *table, size_t row, size_t column,
                      hp_findings *findings);
int32_t hp_refer_school(const hp_data *data, const hp_table *table, size_t row, size_t column,
                        hp_findings *findings);

/* A school, area or student by id; -1: none. O(1), for a student O(log n). */
int32_t hp_school_by_id(const hp_data *data, const char *id);
int32_t hp_area_by_id(const hp_data *data, const char *id);
int32_t hp_student_by_id(const hp_data *data, const char *id);

/* The lottery seed of a stage; NULL: it has none. In the arena of `arena`. */
hp_status HP_MUST_CHECK hp_seed_of(const char **seed, hp_arena *arena, const hp_data *data,
                                   const char *stage_id);

/* The English word of a setting, ownership, level or binding. */
const char *hp_setting_name(hp_setting setting);
const char *hp_ownership_name(hp_ownership ownership);
const char *hp_level_name(hp_level level);
const char *hp_binding_name(hp_binding binding);

/* The index of a word in a NULL-ended list; -1: none. */
int hp_word_index(const char *const *words, const char *word);
extern const char *const hp_setting_words[];
extern const char *const hp_ownership_words[];

#endif
