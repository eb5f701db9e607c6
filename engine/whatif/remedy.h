/* Where a season is short, why, and what would mend it (docs/remedies.md).
 *
 * The mend that is asked for is classes: the cheapest by class_cost, within `rooms` and every cap.
 * Others stand after it. Each is run, so that what it does is a fact and no estimate. */
#ifndef HP_WHATIF_REMEDY_H
#define HP_WHATIF_REMEDY_H

#include "lp/enlarge.h"
#include "whatif/trial.h"

enum { HP_MOST_MENDS = 64 };

typedef enum hp_mend_kind {
    HP_MEND_CLASSES,         /* more classes; every plan stands */
    HP_MEND_PLANS,           /* more classes at public schools whose plan is published anew */
    HP_MEND_RULES,           /* more classes until the stages, as they are, leave nobody out */
    HP_MEND_RESERVED,        /* reserved seats released */
    HP_MEND_PROTECT,         /* places kept for every guaranteed category of later stages */
    HP_MEND_CLASSES_PROTECT, /* that, with the cheapest classes */
    HP_MEND_OVERFLOW,        /* a school that takes children from elsewhere */
    HP_MEND_ROUTE,           /* a route opened to one more setting */
    HP_MEND_LINE             /* a lower points line */
} hp_mend_kind;

typedef struct hp_mend {
    hp_mend_kind kind;
    hp_enlargement by;   /* of classes and reserved seats: steps per school */
    const char *why_not; /* NULL, or why the solver gave no answer */
    int32_t school;      /* overflow */
    int stage;           /* route: of the policy */
    int route;
    hp_setting setting;
    const hp_predicate *predicate; /* line */
    const char *path;              /* line: of the comparison, in policy.json */
    const char *line;              /* line: the new value */
    const char *of;                /* line: the name of the category or stage that it is of */
    bool ran;                      /* the season with it was run */
    bool kept;                     /* then no guaranteed child is without a seat */
    hp_figures after;
} hp_mend;

/* Children of a category who are not admitted by a route of the indicators, although one gives them
 * a school. */
typedef struct hp_miss {
    int category;
    int stage;        /* where they would have been: the first that serves them by such a route */
    int32_t children; /* of the category there, with such a school */
    int32_t missed;   /* of them, without a seat at one */
    hp_shortage shortage; /* of them and those served before them there, on such schools */
} hp_miss;

/* One class more at a school. */
typedef struct hp_one_more {
    int32_t school;
    int32_t seats; /* that it gives; 0: a cap leaves none */
    hp_lex *bound; /* per stage: `seats` times the least price: no more can be gained there */
    bool *bounded; /* per stage: the school was in its program; else nothing is claimed */
    bool ran;
    hp_figures after;
    hp_buffer levels; /* what changes level by level: a JSON list */
} hp_one_more;

typedef struct hp_remedy {
    hp_arena arena;
    const hp_season *season;
    const hp_run *run;
    hp_run_options how; /* of every trial: workers, and the earlier run */
    hp_run *fresh;      /* the season before the first stage of the run */
    hp_figures figures;
    int32_t no_school; /* waiting guaranteed children outside the program of classes: none of their
                          schools has a seat, nor would have one with all its rooms */
    hp_shortage shortage;
    hp_miss *misses; /* categories that miss, in the policy's order */
    int miss_count;
    hp_mend *mends; /* classes first */
    int mend_count;
    hp_one_more *more; /* per school of the level */
    int32_t more_count;
} hp_remedy;

/* Seats that so many classes more, or released seats, give a school: spec 4's formula, with the
 * plan or without. gain[0 … most]. */
hp_status HP_MUST_CHECK hp_class_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                                        int32_t school, bool plan_binds);
hp_status HP_MUST_CHECK hp_reserved_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                                           int32_t school);

/* Looks into a finished run of the season that went through every stage, those of the earlier run
 * apart. `how`: its workers and its earlier run, which trials go on from too; the rest of it is not
 * read. `effects`: one class more at every school is run too, else only bounded. All are lent. */
hp_status HP_MUST_CHECK hp_remedy_find(hp_remedy **out, const hp_season *season, const hp_run *run,
                                       const hp_run_options *how, bool effects,
                                       hp_findings *findings);
void hp_remedy_free(hp_remedy *remedy);

/* remedy.json; and a few lines for people in the language of the messages. */
hp_status HP_MUST_CHECK hp_remedy_json(hp_buffer *json, const hp_remedy *remedy);
hp_status HP_MUST_CHECK hp_remedy_words(hp_buffer *words, const hp_remedy *remedy);

/* hp_class_growth, hp_reserved_growth … */
typedef hp_status hp_make_growth(hp_growth *growth, hp_arena *arena, const hp_data *data,
                                 int32_t school);

/* The cheapest steps after which as many as possible of the guaranteed children who wait in the run
 * have a seat, in the program of the shortage; *waiting: how many wait. `made`: per school, steps
 * that the run's season has already, so that fewer are left; NULL: none. HP_UNPROVEN: no answer,
 * *why says why. */
hp_status HP_MUST_CHECK hp_mend_solve(hp_enlargement *by, int32_t *waiting, const char **why,
                                      hp_remedy *remedy, hp_run *run, hp_make_growth *make,
                                      const int32_t *made);

/* Runs the season with the mend; the trial is freed by the caller whatever comes back. */
hp_status HP_MUST_CHECK hp_mend_run(hp_trial *trial, const hp_mend *mend, const hp_remedy *remedy);

/* The same, and notes what the mend does. */
hp_status HP_MUST_CHECK hp_mend_try(hp_mend *mend, const hp_remedy *remedy);

/* Lists a mend that was tried; no more than HP_MOST_MENDS are. */
void hp_mend_list(hp_remedy *remedy, const hp_mend *mend);

/* ---- steps of hp_remedy_find ---- */

hp_status HP_MUST_CHECK hp_misses_find(hp_remedy *remedy, hp_findings *findings);
hp_status HP_MUST_CHECK hp_mends_find(hp_remedy *remedy, hp_findings *findings);
/* Where the stages' rules leave children without a seat: more classes, after the cheapest ones, and
 * what the rules could say otherwise. */
hp_status HP_MUST_CHECK hp_mends_add_classes_by_rules(hp_remedy *remedy);
hp_status HP_MUST_CHECK hp_mends_add_rules(hp_remedy *remedy);
hp_status HP_MUST_CHECK hp_one_more_find(hp_remedy *remedy, bool effects);

#endif
