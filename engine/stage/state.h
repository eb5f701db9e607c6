/* Where every child stands while the stages run, and what each stage did. */
#ifndef HP_STAGE_STATE_H
#define HP_STAGE_STATE_H

#include "lp/solve.h"
#include "policy/reach.h"

typedef enum hp_standing {
    HP_WAITING, /* written as unplaced when the run ends */
    HP_ADMITTED,
    HP_KEPT,
    HP_FIXED,
    HP_ELSEWHERE
} hp_standing;

/* Texts of kept children are those of the earlier run. */
typedef struct hp_placement {
    hp_standing standing;
    int32_t school;             /* -1: none */
    int32_t stage;              /* of this run's policy; -1: none */
    int32_t metres;             /* HP_METRES_UNKNOWN: not known */
    uint64_t number;            /* lottery number in that stage */
    int32_t turn;               /* position in the stage's queue: by category, then order keys */
    int16_t route;              /* index of the stage's routes; -1: none */
    int16_t choice;             /* 1 … 9 when by the choice route; else 0 */
    const struct hp_kept *kept; /* HP_KEPT only */
} hp_placement;

/* What the earlier run said of a kept child. */
typedef struct hp_kept {
    const char *stage;
    const char *category;
    const char *route;
    const char *distance_m;
    const char *lottery;
    const char *reason;
} hp_kept;

/* A level of a nearest stage with its value. */
typedef struct hp_level_value {
    hp_level_kind kind;
    const int *categories; /* one for place and admit */
    int category_count;
    int32_t band;   /* admit: from 0 */
    int32_t step_m; /* nearness */
    int64_t value;  /* children, or steps */
} hp_level_value;

typedef struct hp_nearest hp_nearest; /* stage/nearest.h */
typedef struct hp_queue hp_queue;     /* stage/queue.h */

typedef struct hp_stage_result {
    bool ran;
    const int32_t *free_before; /* per school: free seats when the stage began */
    const hp_nearest *solved;   /* nearest stages: the program and its answer */
    const hp_nearest *alone;    /* the same without the protected; NULL: there are none */
    const hp_queue *queue;  /* everyone in the stage; the participants of a serial one in turn */
    int32_t *yielded;       /* per category; 0 for serial stages */
    int64_t forecast_m;     /* Σ metres of later-arcs that participants and protected use */
    hp_effort effort;       /* of answered parts: what it took before */
    int32_t part_count;     /* in how many parts the stage was done */
    int32_t answered_parts; /* of them, those whose answer a run before this one had found */
    int32_t refilled_parts; /* of them, those whose children and arcs it had found */
} hp_stage_result;

typedef struct hp_state {
    hp_arena *arena;
    hp_lp_path path;       /* how programs are solved */
    int32_t workers;       /* processes that do parts of a stage; 1: this one alone */
    struct hp_known *keep; /* where to leave what is found, for later runs; NULL: nowhere */
    const struct hp_recall
        *recall; /* what another run found before; NULL: nothing. stage/known.h */
    const hp_data *data;
    const hp_policy *policy;
    const hp_roll *roll;
    hp_placement *placements; /* per student */
    int32_t *free_seats;      /* per school */
    hp_stage_result *stages;  /* per stage of the policy */
} hp_state;

/* Everyone waiting, but for fixed and elsewhere children, who are placed and take their seats. */
hp_status HP_MUST_CHECK hp_state_new(hp_state *state, hp_arena *arena, const hp_data *data,
                                     const hp_policy *policy, const hp_roll *roll);

/* Guaranteed children who have no place yet. */
int32_t hp_count_waiting_guaranteed(const hp_state *state);

/* Notes the free seats with which a stage begins. */
hp_status HP_MUST_CHECK hp_state_begin_stage(hp_state *state, int stage);

/* A copy of where everyone stands, in the same arena. */
hp_status HP_MUST_CHECK hp_state_copy(hp_state *copy, const hp_state *state);

#endif
