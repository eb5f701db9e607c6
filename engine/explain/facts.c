#include <string.h>

#include "explain/parts.h"
#include "policy/facts.h"

/* ---- the facts themselves ---- */

const char *hp_fact_name(const hp_case *child, size_t column) {
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if (column < count && !child->telling->english) {
        return columns[column].chinese;
    }
    return table->names[column];
}

/* An area's name; its id where it has none. */
static const char *area_name(const hp_case *child, int32_t area) {
    const hp_area *record = &child->data->areas[area];
    return *record->name == '\0' ? record->id : record->name;
}

static const char *area_value(const hp_case *child, int32_t area) {
    hp_telling *telling = child->telling;
    if (area == HP_ADDRESS_NONE || area == HP_ADDRESS_OUTSIDE) {
        return hp_word_text(telling, area == HP_ADDRESS_NONE ? HP_WORD_none : HP_WORD_outside,
                            NULL);
    }
    return area < 0 ? hp_word_text(telling, HP_WORD_unknown, NULL) : area_name(child, area);
}

/* An address as a policy or a cell names it: an area by name and id, none, outside. */
static const char *address_text(const hp_case *child, const char *cell) {
    int32_t area = hp_area_by_id(child->data, cell);
    if (strcmp(cell, "none") == 0 || strcmp(cell, "outside") == 0) {
        hp_word word = strcmp(cell, "none") == 0 ? HP_WORD_none : HP_WORD_outside;
        return hp_word_text(child->telling, word, NULL);
    }
    if (area < 0) {
        return cell;
    }
    return hp_word_text(child->telling, HP_WORD_area,
                        (hp_value[]){{"name", area_name(child, area)}, {"id", cell}, {0}});
}

const char *hp_cell_text(const hp_case *child, size_t column, const char *cell) {
    size_t count = 0;
    const hp_column *columns = hp_columns(HP_STUDENTS, &count);
    if (*cell == '\0') {
        return hp_word_text(child->telling, HP_WORD_unknown, NULL);
    }
    if (column < count && columns[column].kind == HP_CELL_SCHOOL) {
        int32_t school = hp_school_by_id(child->data, cell);
        return school < 0 ? cell : hp_school_name(child, school);
    }
    if (column < count && columns[column].kind == HP_CELL_ADDRESS) {
        return address_text(child, cell);
    }
    if (column < count && columns[column].kind == HP_CELL_CODE) {
        return hp_word_text(child->telling, strcmp(cell, "1") == 0 ? HP_WORD_yes : HP_WORD_no,
                            NULL);
    }
    return cell;
}

const char *hp_fact_value(const hp_case *child, size_t column) {
    if (column >= HP_STUDENT_HUKOU && column < HP_STUDENT_HUKOU + HP_ADDRESSES) {
        return area_value(child, child->record->address[column - HP_STUDENT_HUKOU]);
    }
    return hp_cell_text(child, column,
                        hp_cell(&child->data->tables[HP_STUDENTS], child->record->row, column));
}

/* ---- which facts were used ---- */

static void mark_route(bool *used, const hp_case *child, const hp_route *route) {
    bool group = route->kind == HP_ROUTE_GROUP;
    hp_facts_mark(used, route->when);
    if (route->kind == HP_ROUTE_FEEDER || (group && child->data->level == HP_JUNIOR)) {
        used[HP_STUDENT_PRIMARY] = true;
    }
    if (route->kind == HP_ROUTE_SIBLING || group) {
        used[HP_STUDENT_SIBLING_SCHOOL] = true;
    }
    for (int i = 0; i < HP_CHOICES && route->kind == HP_ROUTE_CHOICE; i++) {
        used[HP_STUDENT_CHOICE_1 + i] = used[HP_STUDENT_CHOICE_1 + i] ||
                                        child->record->choices[i] >= 0;
    }
}

static void mark_stage(bool *used, const hp_case *child, const hp_stage *stage) {
    const hp_order *order = &stage->orders[child->category];
    for (int r = 0; r < stage->route_count; r++) {
        mark_route(used, child, &stage->routes[r]);
    }
    for (int k = 0; k < order->key_count; k++) {
        if (order->keys[k].kind == HP_KEY_COLUMN) {
            used[order->keys[k].column] = true;
        }
    }
}

static void mark_all(bool *used, const hp_case *child) {
    int last = child->category < 0 ? child->policy->category_count - 1 : child->category;
    for (int c = 0; c <= last; c++) {
        hp_facts_mark(used, child->policy->categories[c].when);
    }
    if (child->category < 0) {
        return;
    }
    hp_facts_mark_category(used, &child->policy->categories[child->category]);
    for (int s = 0; s < child->policy->stage_count; s++) {
        if (hp_took_part(child, s)) {
            mark_stage(used, child, &child->policy->stages[s]);
        }
    }
}

hp_status hp_tell_facts(const hp_case *child) {
    const hp_table *table = &child->data->tables[HP_STUDENTS];
    bool *used = hp_arena_alloc(child->telling->arena, table->column_count, sizeof *used);
    HP_NEED(used);
    mark_all(used, child);
    for (size_t column = 0; column < table->column_count; column++) {
        if (!used[column]) {
            continue;
        }
        int check = hp_facts_check_of(column);
        const char *checked = check < 0 ? "" : hp_cell(table, child->record->row, (size_t)check);
        bool empty = *hp_cell(table, child->record->row, column) == '\0';
        hp_say unchecked = empty ? HP_SAY_fact_empty : HP_SAY_fact_unchecked;
        hp_tell(
            child->telling, *checked == '\0' ? unchecked : HP_SAY_fact,
            (hp_value[]){{"fact", hp_fact_name(child, column)},
                         {"value", empty && *checked == '\0' ? "" : hp_fact_value(child, column)},
                         {"checked", checked},
                         {0}});
    }
    return HP_OK;
}

/* ---- category and address ---- */

void hp_tell_category(const hp_case *child) {
    hp_telling *telling = child->telling;
    int last = child->category < 0 ? child->policy->category_count : child->category;
    if (child->category >= 0) {
        const hp_category *category = &child->policy->categories[child->category];
        hp_tell(telling,
                child->roll->guaranteed[child->student] ? HP_SAY_category_guaranteed
                                                        : HP_SAY_category_other,
                (hp_value[]){{"category", category->name}, {"category_id", category->id}, {0}});
    }
    for (int c = 0; c < last; c++) {
        const hp_category *category = &child->policy->categories[c];
        const hp_predicate *failed = hp_first_failure(child, category->when);
        hp_tell(telling, HP_SAY_category_missed,
                (hp_value[]){{"category", category->name},
                             {"requirement", hp_condition_text(child, failed)},
                             {"value", hp_condition_facts(child, failed)},
                             {"category_id", category->id},
                             {0}});
    }
}

static void tell_feeders(const hp_case *child) {
    const hp_data *data = child->data;
    int32_t primary = child->record->primary;
    const char *list = NULL;
    int32_t last = -1; /* a pair for all addresses and one for this address name one school */
    for (int32_t i = data->feeder_begin[primary]; i < data->feeder_begin[primary + 1]; i++) {
        const hp_feeder *feeder = &data->feeders[i];
        if (feeder->junior != last && (feeder->area < 0 || feeder->area == child->address)) {
            list = hp_list_text(child->telling, list, hp_school_name(child, feeder->junior));
            last = feeder->junior;
        }
    }
    hp_tell(child->telling, list == NULL ? HP_SAY_feeders_none : HP_SAY_feeders,
            (hp_value[]){{"schools", list}, {0}});
}

static void tell_zone(const hp_case *child) {
    const hp_data *data = child->data;
    const char *list = NULL;
    for (int32_t i = data->zone_begin[child->address]; i < data->zone_begin[child->address + 1];
         i++) {
        if (data->schools[data->zone_schools[i]].level == data->level) {
            list = hp_list_text(child->telling, list, hp_school_name(child, data->zone_schools[i]));
        }
    }
    hp_word level = data->level == HP_JUNIOR ? HP_WORD_level_junior : HP_WORD_level_primary;
    if (list == NULL) {
        hp_tell(child->telling, HP_SAY_zone_none,
                (hp_value[]){{"level", hp_word_text(child->telling, level, NULL)}, {0}});
    } else {
        hp_tell(child->telling, HP_SAY_zone, (hp_value[]){{"schools", list}, {0}});
    }
}

void hp_tell_address(const hp_case *child) {
    hp_telling *telling = child->telling;
    if (child->address < 0) {
        return;
    }
    const hp_category *category = &child->policy->categories[child->category];
    int kind = category->address[0];
    for (int i = 0; child->record->address[kind] != child->address; i++) {
        kind = category->address[i];
    }
    const hp_area *area = &child->data->areas[child->address];
    hp_tell(telling, HP_SAY_address,
            (hp_value[]){{"kind", hp_fact_name(child, HP_STUDENT_HUKOU + (size_t)kind)},
                         {"area_id", area->id},
                         {"area_name", area_name(child, child->address)},
                         {0}});
    if (child->data->level == HP_JUNIOR) {
        int32_t primary = child->record->primary;
        bool inside = primary >= 0 && hp_in_zone(child->data, child->address, primary);
        hp_tell(telling,
                primary < 0 ? HP_SAY_primary_none
                            : (inside ? HP_SAY_primary_inside : HP_SAY_primary_outside),
                (hp_value[]){{"primary", primary < 0 ? "" : hp_school_name(child, primary)}, {0}});
        if (inside) {
            tell_feeders(child);
        }
    }
    tell_zone(child);
}
