/* One `nearest` stage of a season as a linear program, for readers and as a second opinion.
 *
 * Data:   huapian export SEASON --mathprog --out DIR   writes DIR/STAGE.dat
 * Solve:  glpsol --model models/stage.mod --data DIR/STAGE.dat
 *
 * That gives the first level. For a later one, set `current` to its number and the `settled`
 * values of the levels before it in the data: earlier levels stand here as rows, which is enough
 * for values (the engine keeps the optimal face by reduced costs instead, so that its prices stay
 * whole).
 */

/* ---- who takes part ------------------------------------------------------------------------- */

set SCHOOLS;                       /* with a free seat or not; a school without one has no arcs */
set CATEGORIES;
set ROWS;                          /* like children stand in one row */

param seats{SCHOOLS}, integer, >= 0;               /* free before the stage */
param children{ROWS}, integer, >= 1;               /* how many like children */
param category{ROWS}, symbolic, in CATEGORIES;
param participant{ROWS}, binary;                   /* 0: protected, counted on for later */
param guaranteed{ROWS}, binary;                    /* the law owes them a seat */
param band{ROWS}, integer, >= 0, default 0;        /* by the category's order keys */

set REACH{ROWS} within SCHOOLS;                    /* now-arcs and later-arcs */
param now{r in ROWS, s in REACH[r]}, binary;       /* 1: now-arc, 0: later-arc */
param metres{r in ROWS, s in REACH[r]}, integer, >= 0;

/* ---- the levels ----------------------------------------------------------------------------- */

param level_count, integer, >= 1;
set LEVELS := 1 .. level_count;
param kind{LEVELS}, symbolic, in {'place', 'admit', 'nearness'};
set CONCERNS{LEVELS} within CATEGORIES;
param level_band{LEVELS}, integer, default 0;      /* admit only */
param step_m{LEVELS}, integer, >= 1, default 1;    /* nearness only */

param current, in LEVELS, default 1;               /* the level that is optimised */
param settled{LEVELS}, default 0;                  /* values of the levels before it */

/* A child without a school counts as with its nearest one, so that leaving a child out saves no
 * metres against its nearest school; 0 if it has none. */
param nearest_m{r in ROWS} := if card(REACH[r]) > 0 then min{s in REACH[r]} metres[r, s] else 0;

/* ---- the program ---------------------------------------------------------------------------- */

var place{r in ROWS, s in REACH[r]}, >= 0;         /* children of the row who go to the school */
var without{ROWS}, >= 0;                           /* children of the row without a school */
var value{LEVELS};

/* Each child uses exactly one arc. */
subject to each_child{r in ROWS}: sum{s in REACH[r]} place[r, s] + without[r] = children[r];

/* Each school holds at most its free seats. */
subject to each_school{s in SCHOOLS}:
    sum{r in ROWS: s in REACH[r]} place[r, s] <= seats[s];

/* `place`: guaranteed children of the category who are not without. */
subject to placed{l in LEVELS: kind[l] = 'place'}:
    value[l] = sum{r in ROWS: guaranteed[r] = 1 and category[r] in CONCERNS[l]}
                   (children[r] - without[r]);

/* `admit`: participants of the category's band on now-arcs. */
subject to admitted{l in LEVELS: kind[l] = 'admit'}:
    value[l] = sum{r in ROWS: participant[r] = 1 and category[r] in CONCERNS[l]
                              and band[r] = level_band[l]}
                   sum{s in REACH[r]: now[r, s] = 1} place[r, s];

/* `nearness`: steps of the arcs that participants of the categories use, later-arcs included. */
subject to near{l in LEVELS: kind[l] = 'nearness'}:
    value[l] = sum{r in ROWS: participant[r] = 1 and category[r] in CONCERNS[l]}
                   (sum{s in REACH[r]} floor(metres[r, s] / step_m[l]) * place[r, s]
                    + floor(nearest_m[r] / step_m[l]) * without[r]);

subject to earlier{l in LEVELS: l < current}: value[l] = settled[l];

/* As many children as possible, or as few steps. */
minimize goal: (if kind[current] = 'nearness' then 1 else -1) * value[current];

end;
