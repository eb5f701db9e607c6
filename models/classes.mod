/* The cheapest classes after which no guaranteed child is without a seat, as a whole-number program,
 * for readers and as a second opinion. docs/remedies.md tells what the data are;
 * tests/remedy/second_opinion.py writes them from a season, and solves by GLPK's own translator:
 *
 *     glpsol --model models/classes.mod --data classes.dat
 *
 * The engine solves another form of it: instead of a place for every kind of child at every school
 * it has a row for each set of schools that would be too small (Hall's condition), found one by one.
 */

set SCHOOLS;                                   /* of the season's level */
set KINDS;                                     /* guaranteed children who can reach the same schools */

param children{KINDS}, integer, >= 1;
set REACH{KINDS} within SCHOOLS;               /* by every stage's routes, `choice` excepted */
param free{SCHOOLS}, integer, >= 0;            /* seats before the first stage */
param rooms{SCHOOLS}, integer, >= 0;           /* classes that could be added */
param class_cost{SCHOOLS}, integer, >= 0;      /* whole yuan */

/* Seats that the k-th class more gives: min(classes × class_size, size_cap − continuing, plan)
 * − reserved, never below 0, with k classes more, less the same with k − 1. */
param gain{s in SCHOOLS, k in 1 .. rooms[s]}, integer, >= 0;

/* Children for whom there is no seat even with every class. */
param spare, integer, >= 0, default 0;

/* Ties go to fewer classes: first the least cost, then, with it as `cost_most`, the fewest. */
param current, in {1, 2}, default 1;
param cost_most, default 0;

var more{s in SCHOOLS, k in 1 .. rooms[s]}, binary;   /* 1: the k-th class is added */
var place{k in KINDS, s in REACH[k]}, >= 0;            /* whole of itself once `more` is */
var left{KINDS}, >= 0;

var cost;
var classes;

subject to each_child{k in KINDS}: sum{s in REACH[k]} place[k, s] + left[k] = children[k];

subject to each_school{s in SCHOOLS}:
    sum{k in KINDS: s in REACH[k]} place[k, s]
        <= free[s] + sum{k in 1 .. rooms[s]} gain[s, k] * more[s, k];

/* A class is the third only where there is a second. */
subject to in_turn{s in SCHOOLS, k in 2 .. rooms[s]}: more[s, k] <= more[s, k - 1];

subject to enough: sum{k in KINDS} left[k] <= spare;

subject to total_cost: cost = sum{s in SCHOOLS, k in 1 .. rooms[s]} class_cost[s] * more[s, k];
subject to total_classes: classes = sum{s in SCHOOLS, k in 1 .. rooms[s]} more[s, k];
subject to no_dearer{i in 1 .. 1: current = 2}: cost <= cost_most;

minimize goal: if current = 1 then cost else classes;

end;
