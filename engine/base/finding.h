/* The list of findings, and the one place where every finding is written down. */
#ifndef HP_BASE_FINDING_H
#define HP_BASE_FINDING_H

#include "base/status.h"

/* X(code, severity, sentence): {1}, {2}, {3} stand for the arguments. The Chinese sentences are
 * in engine/locale/zh_CN.po. */
/* clang-format off */
#define HP_FINDING_TABLE(X)                                                                        \
    X(file_missing, HP_ERROR, "the file cannot be read: {1}")                                      \
    X(file_encoding, HP_ERROR, "neither UTF-8, UTF-16LE with BOM nor GB18030; byte {1} is the first that fits none") \
    X(file_nul, HP_ERROR, "the file holds a NUL byte at offset {1}")                               \
    X(csv_syntax, HP_ERROR, "not a CSV table: a quote mark is open or stands inside a cell")       \
    X(csv_no_header, HP_ERROR, "the table has no header row")                                      \
    X(csv_cell_too_long, HP_ERROR, "a cell has at most {1} bytes")                                 \
    X(csv_ragged, HP_ERROR, "the row has {1} cells, the header has {2}")                           \
    X(column_missing, HP_ERROR, "a required column is missing: {1} ({2})")                         \
    X(column_twice, HP_ERROR, "the column stands twice: {1}")                                      \
    X(column_unnamed, HP_ERROR, "column {1} has cells in {2} rows but no header")                  \
    X(column_unused, HP_WARNING, "an unknown column, kept as it is; nothing reads it")             \
    X(header_unknown, HP_ERROR, "none of the first row's cells names a column such as {1} ({2}): is it the header, and is the separator a comma?") \
    X(header_ragged, HP_ERROR, "every row has {1} cells, but the header has {2}")                  \
    X(row_empty, HP_ERROR, "the row has cells but all are empty")                                  \
    X(table_empty, HP_ERROR, "the table has no rows, but others name its ids")                     \
    X(column_suspect, HP_WARNING, "an unknown column, kept as it is; did you mean {1}?")           \
    X(cell_required, HP_ERROR, "the cell must not be empty")                                       \
    X(cell_id, HP_ERROR, "an id has 1 to 64 bytes of letters, digits, Chinese characters, - _ . ~, and is neither . nor ..") \
    X(area_reserved, HP_ERROR, "none, outside, 无 and 区外 are words of address columns, not ids")     \
    X(cell_spreadsheet, HP_ERROR, "a spreadsheet has damaged this number; format the column as text and enter it again") \
    X(cell_id_card_inside, HP_ERROR, "a student_id must not hold an id-card number")               \
    X(cell_phone_inside, HP_WARNING, "a student_id that looks like the number of a mobile phone: it would stand on the public notice") \
    X(cell_code, HP_ERROR, "one of {1} is expected")                                               \
    X(cell_whole, HP_ERROR, "a whole number from {1} to {2} is expected")                          \
    X(cell_hundredths, HP_ERROR, "a number with at most two decimals from {1} to {2} is expected") \
    X(cell_real, HP_ERROR, "a finite number from {1} to {2} is expected")                          \
    X(cell_date, HP_ERROR, "a date that exists is expected: 2026-08-31, 2026/8/31 or 20260831")    \
    X(cell_id_card_form, HP_ERROR, "an id-card number has 17 digits and a digit or X (GB 11643)")  \
    X(cell_id_card_date, HP_ERROR, "the birth date in the id-card number does not exist (GB 11643)") \
    X(cell_id_card_check, HP_ERROR, "the check character of the id-card number is wrong (GB 11643)") \
    X(cell_id_card_birth, HP_WARNING, "the id-card number has another birth date than birth_date: {1}") \
    X(duplicate_id, HP_ERROR, "the id must be unique; it stands in row {1} already")               \
    X(duplicate_added, HP_ERROR, "the id must be unique; the change {1} adds it already")          \
    X(duplicate_row, HP_WARNING, "the same entry stands in row {1} already")                       \
    X(duplicate_differs, HP_ERROR, "row {1} says otherwise for the same pair")                     \
    X(unknown_reference, HP_ERROR, "there is no such {1}")                                         \
    X(wrong_level, HP_ERROR, "the school must be of level {1}")                                    \
    X(class_size_cap, HP_ERROR, "a class has at most {1} children at this level")                  \
    X(size_cap_law, HP_ERROR, "the campus's size cap is at most {1} (built {2})")                  \
    X(size_cap_passed, HP_WARNING, "the campus is full without new children: {1} stay, the cap is {2}") \
    X(plan_over, HP_WARNING, "the plan is over what classes and campus allow ({1}) and is not reached") \
    X(fixed_over_seats, HP_ERROR, "{1} children are placed there before the stages, but it has {2} seats") \
    X(date_ahead, HP_WARNING, "the date lies after the season's year, {1}")                       \
    X(fixed_no_basis, HP_ERROR, "a fixed placement needs its document (fixed_basis)")              \
    X(fixed_and_destination, HP_ERROR, "a child has either a fixed school or a destination")       \
    X(basis_alone, HP_WARNING, "a document without {1}")                                           \
    X(choice_twice, HP_WARNING, "the same school is chosen twice")                                 \
    X(distance_missing, HP_ERROR, "the distance table lacks the pair {1}, {2}, which a route needs") \
    X(no_category, HP_ERROR, "the child is of no category of the policy")                          \
    X(no_address, HP_ERROR, "the child has no deciding address: none of {1} is an area (category {2})") \
    X(no_arc, HP_WARNING, "a guaranteed child (category {1}) whom no stage gives a school")        \
    X(category_unmatched, HP_WARNING, "no child is of category {1}")                               \
    X(scenario_table, HP_ERROR, "the season has no such table")                                    \
    X(scenario_column, HP_ERROR, "the table {1} has no such column")                               \
    X(scenario_nothing, HP_ERROR, "no row of the table {1} matches")                               \
    X(scenario_large, HP_ERROR, "the table {1} would have more than {2} rows")                     \
    X(scenario_grows_none, HP_WARNING, "the percentage of the {1} children that match comes to nobody") \
    X(scenario_name_twice, HP_ERROR, "another scenario has this name: {1}")                        \
    X(patch_pointer, HP_ERROR, "not a JSON Pointer: it is empty or begins with /, and behind ~ stands 0 or 1 (RFC 6901)") \
    X(patch_nothing, HP_ERROR, "there is nothing at this place of the policy")                     \
    X(patch_index, HP_ERROR, "not a place of this list: 0 to {1}, or - for its end, is expected")  \
    X(patch_test, HP_ERROR, "the value at this place of the policy is another")                    \
    X(patch_inside, HP_ERROR, "a value cannot be moved into itself")                               \
    X(patch_whole, HP_ERROR, "the whole policy cannot be removed")                                 \
    X(json_syntax, HP_ERROR, "not JSON: line {1}: {2}")                                            \
    X(json_key_twice, HP_ERROR, "the key stands twice")                                            \
    X(json_key_unknown, HP_ERROR, "an unknown key")                                                \
    X(json_key_nearest, HP_ERROR, "an unknown key; did you mean {1}?")                             \
    X(json_key_missing, HP_ERROR, "the key is missing: {1}")                                       \
    X(json_type, HP_ERROR, "{1} is expected")                                                      \
    X(json_value, HP_ERROR, "one of {1} is expected")                                              \
    X(json_range, HP_ERROR, "a number from {1} to {2} is expected")                                \
    X(policy_id, HP_ERROR, "an id has 1 to 64 bytes of letters, digits, Chinese characters, - _ . ~, and is neither . nor ..") \
    X(policy_id_twice, HP_ERROR, "the id stands twice")                                            \
    X(policy_unknown_category, HP_ERROR, "there is no such category")                              \
    X(policy_twice, HP_ERROR, "it is listed twice")                                                \
    X(policy_empty, HP_ERROR, "the list must not be empty")                                        \
    X(policy_unknown_column, HP_ERROR, "the students table has no such column")                    \
    X(policy_predicate, HP_ERROR, "a predicate has exactly one of all, any, not, have, same, in_service_area, zoned, column") \
    X(policy_column_missing, HP_WARNING, "the students table has no column {1}: for every child it is empty") \
    X(policy_column_stray, HP_WARNING, "column {1} is compared as text because of row {2}: {3}")   \
    X(policy_never_equal, HP_WARNING, "no cell of column {1} can have this value")                 \
    X(policy_comparison, HP_ERROR, "a column predicate has exactly one of known, equals, one_of, at_least, at_most, before, after") \
    X(policy_not_comparable, HP_ERROR, "the value cannot be compared with a column of {1}")        \
    X(policy_text_column, HP_WARNING, "a number is compared with a column that is not all numbers: {1}, row {2}, value {3}") \
    X(policy_primary_season, HP_ERROR, "in_service_area has no meaning in a primary season")       \
    X(policy_feeder_primary, HP_WARNING, "the feeder route gives nobody a school in a primary season") \
    X(policy_choice_nearest, HP_ERROR, "the choice route belongs to serial stages")                \
    X(policy_levels_serial, HP_ERROR, "a serial stage has no levels")                              \
    X(policy_not_served, HP_ERROR, "the stage does not serve this category")                       \
    X(policy_not_guaranteed, HP_ERROR, "category {1} is guaranteed, but guarantee_order leaves it out") \
    X(policy_level, HP_ERROR, "a level has exactly one of admit, nearness")                        \
    X(key_missing_value, HP_ERROR, "order key {1} of stage {2} does not allow an empty cell")      \
    X(key_missing_ahead, HP_WARNING, "order key {1} of stage {2} does not allow an empty cell, and {3} children have one: the run is refused if one of them still waits then") \
    X(projection_category, HP_ERROR, "the policy has no such category")                            \
    X(season_no_year, HP_ERROR, "the season is not named by its year, such as 2026, so the years after it are not known") \
    X(projection_past, HP_WARNING, "not a year after the season's own, {1}")                       \
    X(projection_none, HP_ERROR, "the season has no projection table: nothing can be forecast")    \
    X(projection_no_child, HP_ERROR, "no child of the season is of category {1} with its deciding address in area {2}, so there is none to copy") \
    X(projection_differs, HP_ERROR, "copies of child {1} are of category {2} and not of {3}: the category rests on a cell that is not copied") \
    X(policy_warning_order, HP_ERROR, "the threshold of {1} must not be above that of {2}")        \
    X(forecast_year, HP_ERROR, "year {1} cannot be run: {2}")                                      \
    X(bundle_large, HP_WARNING, "{1} children are of one bundle and share a lottery number")       \
    X(seed_missing, HP_ERROR, "stage {1} has no lottery seed")                                     \
    X(seed_unknown_stage, HP_ERROR, "the policy has no such stage")                                \
    X(committed_differs, HP_ERROR, "the input is not the one that was committed; its hash is {1}") \
    X(stage_unknown, HP_ERROR, "the policy has no stage {1}")                                      \
    X(stage_done, HP_ERROR, "the earlier run has run stage {1} already")                           \
    X(earlier_manifest, HP_ERROR, "the run's file was changed: it is not the one that the run's manifest names") \
    X(earlier_stages, HP_ERROR, "the earlier run's stages are not the first ones of the policy: {1}") \
    X(earlier_row, HP_ERROR, "the earlier run's placement cannot be read: {1}")                    \
    X(earlier_freed, HP_WARNING, "child {1} was placed at {2} by the earlier run; {3}, the seat is free") \
    X(earlier_moved, HP_WARNING, "the earlier run placed the child at {1}; that stands, the fixed school does not move it") \
    X(guaranteed_unplaced, HP_WARNING, "{1} guaranteed children have no seat; see shortage.json")  \
    X(yielded, HP_WARNING, "stage {1}: {2} children of category {3} yield seats to later guaranteed children") \
    X(bundle_parted, HP_WARNING, "the children of bundle {1} go to different schools: {2}")        \
    X(nearby_missed, HP_WARNING, "nearby schools: {1} of {2} children; {3} more would reach the target") \
    X(migrants_missed, HP_WARNING, "migrants in public schools: {1} of {2} children; {3} more would reach the target") \
    X(seats_short_district, HP_WARNING, "{1} children are to be seated, {2} of them guaranteed; the schools that they can reach have {3} seats") \
    X(seats_short_school, HP_WARNING, "{1} children ({2} guaranteed) can reach this school alone; it has {3} seats") \
    X(seats_short_primary, HP_WARNING, "{1} graduates in its service area have feeder schools with {2} seats, which {3} graduates of other primaries share (told from 10 percent and 10 children on)") \
    X(seats_short_fed, HP_WARNING, "{1} graduates of {2} primaries have this feeder school alone; it has {3} seats (told from 10 percent and 10 children on)") \
    X(columns_swapped, HP_WARNING, "{1}: the two cells look swapped ({2})")                        \
    X(points_swapped, HP_WARNING, "x and y look swapped: {1} m on average to what the zones join it with, {2} m with x and y exchanged (told from {3} times nearer on)") \
    X(feeder_missing, HP_WARNING, "for {1} of its {2} graduates whom a stage gives the feeder route the feeders table has no row; the first lives in area {3}") \
    X(no_feeder_route, HP_WARNING, "{1} children with an address in their own primary's service area are given the feeder route by no stage; by category: {2}") \
    X(school_unreached, HP_WARNING, "feeder, zone, sibling and group routes give no child this school with {1} seats; they give {2} of {3} schools") \
    X(area_unzoned, HP_WARNING, "{1} areas with {2} children lie in no school's zone, {3} areas lie in one (told from 90 percent on); the one named has the most children") \
    X(zone_unused, HP_WARNING, "{1} graduates have an address in the area, none of a primary in whose zone it lies, {2} of primary {3} (told from 15 graduates and 80 percent on)") \
    X(zone_far, HP_WARNING, "the area lies {1} m from this school, the next farthest of its zone {2} m, and {3} schools of the level are nearer (told from 1000 m, twice as far and 3 nearer schools on)") \
    X(feeder_far, HP_WARNING, "the primary lies {1} m from this junior school, the next farthest that feeds it {2} m, and {3} junior schools are nearer (told from 1000 m, twice as far and 3 nearer schools on)") \
    X(choices_missing, HP_WARNING, "none of its {1} graduates whom a choice stage serves names a school; {2} of {3} others do (told from 10 graduates and 80 percent on)") \
    X(choice_never, HP_WARNING, "of its {1} graduates who name choices and live near school {2} none names it; of the others who do {3} name it (told from 10 expected on)") \
    X(order_upside_down, HP_WARNING, "stage {1} orders by {2}: {3}; it is usually the other way round") \
    X(level_left_out, HP_WARNING, "stage {1} has no {2} level for category {3}, which it serves")  \
    X(child_twice, HP_WARNING, "row {1}, child {2}, has the same number; {3} rows in all")         \
    X(property_twice, HP_WARNING, "row {1}, of another family, claims the same property; {2} rows in all") \
    X(child_in_two_seasons, HP_WARNING, "the child stands in season {1} too: row {2}, {3}")        \
    X(last_year_seats, HP_WARNING, "{1} seats, last year {2}{3} (told from 30 percent and 50 seats on)") \
    X(last_year_swapped, HP_WARNING, "its seats and those of school {1} look swapped: now {2}, last year {3} (each within 5 percent of the other's)") \
    X(last_year_reserved, HP_WARNING, "school {1} has no reserved seats, last year {2} (told from 5 on)") \
    X(last_year_intake, HP_WARNING, "feeder, zone, sibling and group routes give it to {1} children, last year {2}{3} (told from 30 percent and 50 children on)") \
    X(last_year_children, HP_WARNING, "{1} children live in the area, last year {2}{3} (told from 30 percent and 20 children on)") \
    X(last_year_child, HP_WARNING, "the child stood in last year's season {1}: row {2}, {3}") \
    X(last_year_category, HP_WARNING, "{1} children are of the category, last year {2} (told from 5 percentage points, 30 percent of the share and 20 children on)") \
    X(last_year_column, HP_WARNING, "{1} of {2} rows fill the column, last year {3} (told when the share is less than half of last year's and 5 rows filled it)") \
    X(last_year_renumbered, HP_WARNING, "the id is new; last year {1} had the id {2}")             \
    X(last_year_school_new, HP_WARNING, "last year there was no such school: {1}, {2} seats")      \
    X(last_year_school_gone, HP_WARNING, "a school of last year is missing: {1}; it had {2} seats and {3} graduates") \
    X(last_year_areas_new, HP_WARNING, "{1} areas with {2} children are new; the one named has {3}") \
    X(last_year_areas_gone, HP_WARNING, "{1} areas of last year are missing; they had {2} children, the one named {3}") \
    X(last_year_feeder_gone, HP_WARNING, "last year's feeder from {1} to this school is missing; {2} children used it, {3} would now (told from 10 on)") \
    X(last_year_zone_gone, HP_WARNING, "areas that left the school's zone since last year: {1}; {2} children lived there, {3} do now (told from 10 on)") \
    X(last_year_policy, HP_WARNING, "the rule is not last year's: {1}; last year: {2}")            \
    X(last_year_seed, HP_WARNING, "last year's lottery seed, which everyone knows; stages: {1}") \
    X(other_season, HP_ERROR, "the season to compare with has {1} errors; the first: {2}")         \
    X(other_level, HP_ERROR, "last year's season is of level {1}, this one of level {2}")          \
    X(more_of_kind, HP_WARNING, "{1} more warnings of the kind {2}; the {3} greatest are told")    \
    X(target_exists, HP_ERROR, "the target exists and is not touched")                             \
    X(target_sealed, HP_ERROR, "the target lies in a sealed run, which is never changed")          \
    X(write_failed, HP_ERROR, "cannot be written: {1}")                                            \
    X(option_range, HP_ERROR, "{1} must be from {2} to {3}")                                       \
    X(unproven, HP_ERROR, "stage {1}: the answer failed its check in whole numbers: {2}")          \
    X(run_differs, HP_ERROR, "the season as it is now does not give this run again; it was changed after the run") \
    X(student_unknown, HP_ERROR, "there is no student {1} in the season")                          \
    X(checker_refuses, HP_ERROR, "the checker refuses the run at step {1}: {2}")                   \
    X(open_point, HP_WARNING, "open: {1} ({2} {3}); to seal in spite of it, add --accept {1}")         \
    X(sealed_already, HP_ERROR, "the run is sealed already, and a seal is never changed")          \
    X(open_point_unknown, HP_ERROR, "there is no open point {1} to accept")                        \
    X(not_sealed, HP_ERROR, "the run is not sealed, or was changed after it was sealed")           \
    X(season_not_found, HP_ERROR, "the season of this run is not beside it; name it with --season") \
    X(notice_cell, HP_ERROR, "the notice would show what it must not in the row of {1}; nothing was written") \
    X(school_unknown, HP_ERROR, "there is no school {1} of the season's level")                    \
    X(sweep_kind, HP_ERROR, "a sweep has exactly one of grid, draws, points")                      \
    X(sweep_names, HP_ERROR, "a sweep has 1 to {1} values")                                        \
    X(sweep_decimals, HP_ERROR, "a number of at most nine digits and four decimals is expected")   \
    X(sweep_range, HP_ERROR, "from must not be over to, step must be over 0, and a range has at most {1} values") \
    X(sweep_large, HP_ERROR, "a sweep has at most {1} points")                                     \
    X(sweep_hole, HP_ERROR, "the sweep has no value {1}")                                          \
    X(sweep_brace, HP_ERROR, "a brace that opens nothing or is not closed; a doubled brace stands for one") \
    X(sweep_unused, HP_ERROR, "no text of the scenario names this value in braces")                \
    X(sweep_points_bad, HP_ERROR, "{1} points give scenarios with errors; those of the first are told") \
    X(sweep_season_changed, HP_ERROR, "the file was changed while the season was planned")         \
    X(plan_damaged, HP_ERROR, "not what the plan has under this name; it was changed or cut after it was planned") \
    X(plan_version, HP_ERROR, "the sweep was planned by version {1}, this is {2}")                 \
    X(result_damaged, HP_ERROR, "no whole result of a shard of this plan")                         \
    X(result_twice, HP_ERROR, "shard {1} has the same result in another file: {2}")                \
    X(result_differs, HP_ERROR, "shard {1} has another result in another file: {2}")               \
    X(result_other, HP_ERROR, "the shard was run once more and gives another result than this one") \
    X(shards_missing, HP_ERROR, "{1} shards have no result: {2}")                                  \
    X(table_differs, HP_ERROR, "a table is there and is another")

/* clang-format on */
typedef enum hp_finding_code {
#define X(code, severity, sentence) HP_F_##code,
    HP_FINDING_TABLE(X)
#undef X
        HP_FINDING_CODES
} hp_finding_code;

/* Where a finding stands; any field may be left empty. */
typedef struct hp_place {
    const char *file;
    int64_t row;
    const char *column;
    const char *value;
    const char *change; /* the JSON path of the scenario's change that made it so */
} hp_place;

/* Adds a finding; texts are copied. The arguments are NULL where the sentence needs none.
 * A finding that does not fit into memory makes hp_findings_status fail. */
void hp_find(hp_findings *findings, hp_finding_code code, hp_place place, const char *a,
             const char *b, const char *c);

/* Adds a copy of a finding of another list. */
void hp_findings_add(hp_findings *findings, const hp_finding *finding);

/* Adds copies of the errors of another list: of a trial, of which only what stops it is told. */
void hp_findings_add_errors(hp_findings *findings, const hp_findings *of);

/* Adds copies of its warnings whose codes begin so. */
void hp_findings_add_warnings(hp_findings *findings, const hp_findings *of, const char *begin);

/* From here on findings are of the scenario in this file, lent (NULL: of the season itself). */
void hp_findings_enter(hp_findings *findings, const char *scenario);

/* Tells that something could not be looked at for want of memory: hp_findings_status fails. */
void hp_findings_lose(hp_findings *findings);

/* Takes the warnings off the list: those of a trial, of which only what stops it is to be told. */
void hp_findings_drop_warnings(hp_findings *findings);

/* A phrase of ours that an argument holds, in the language of the messages. */
const char *hp_phrase(const char *english);

/* HP_NO_MEMORY: a finding was lost. HP_INPUT: there are errors. Sorts the list. */
hp_status HP_MUST_CHECK hp_findings_status(hp_findings *findings);

/* The English sentence of a code, as the message catalogue knows it. */
const char *hp_finding_sentence(hp_finding_code code);

#endif
