#include "explain/parts.h"
#include "policy/facts.h"

static const char *address_word(const hp_case *child, int address) {
    static const hp_word address_words[] = {
        [HP_HUKOU] = HP_WORD_hukou,
        [HP_PROPERTY] = HP_WORD_property,
        [HP_RESIDENCE] = HP_WORD_residence,
    };
    return hp_word_text(child->telling, address_words[address], NULL);
}

static const char *addresses_text(const hp_case *child, const hp_predicate *predicate) {
    const char *list = NULL;
    for (int i = 0; i < predicate->address_count; i++) {
        list = hp_list_text(child->telling, list, address_word(child, predicate->addresses[i]));
    }
    return list == NULL ? "" : list;
}

/* The parts' texts with a word between them; parts that are lists themselves in brackets. */
static const char *joined(const hp_case *child, const hp_predicate *predicate, hp_word between) {
    hp_telling *telling = child->telling;
    hp_buffer text = {0};
    hp_buffer_text(&text, "");
    for (size_t i = 0; i < predicate->part_count; i++) {
        hp_buffer_text(&text, i > 0 ? hp_word_text(telling, between, NULL) : "");
        const hp_predicate *part = predicate->parts[i];
        const hp_value inner = {"requirement", hp_condition_text(child, part)};
        hp_buffer_text(&text, part->kind <= HP_PREDICATE_ANY && part->part_count > 1
                                  ? hp_word_text(telling, HP_WORD_group, (hp_value[]){inner, {0}})
                                  : inner.text);
    }
    char *copy = hp_arena_text(telling->arena, hp_buffer_get(&text));
    telling->failed = telling->failed || copy == NULL || text.failed;
    hp_buffer_free(&text);
    return copy == NULL ? "" : copy;
}

static const char *column_text(const hp_case *child, const hp_predicate *predicate) {
    static const hp_word comparison_words[] = {
        [HP_IS_EQUAL] = HP_WORD_equals,      [HP_IS_ONE_OF] = HP_WORD_one_of,
        [HP_IS_AT_LEAST] = HP_WORD_at_least, [HP_IS_AT_MOST] = HP_WORD_at_most,
        [HP_IS_BEFORE] = HP_WORD_before,     [HP_IS_AFTER] = HP_WORD_after,
    };
    static const hp_word date_words[] = {
        [HP_IS_AT_LEAST] = HP_WORD_not_before, [HP_IS_AT_MOST] = HP_WORD_not_after};
    hp_telling *telling = child->telling;
    size_t column = (size_t)predicate->column;
    bool bound = predicate->comparison == HP_IS_AT_LEAST || predicate->comparison == HP_IS_AT_MOST;
    const hp_value fact = {"fact", hp_fact_name(child, column)};
    if (predicate->comparison == HP_IS_KNOWN) {
        hp_word word = predicate->known ? HP_WORD_known : HP_WORD_not_known;
        return hp_word_text(telling, word, (hp_value[]){fact, {0}});
    }
    const char *list = NULL;
    for (size_t i = 0; i < predicate->value_count; i++) {
        list = hp_list_text(telling, list, hp_cell_text(child, column, predicate->values[i]));
    }
    hp_word word = bound && predicate->type == HP_TYPE_DATE
                       ? date_words[predicate->comparison]
                       : comparison_words[predicate->comparison];
    return hp_word_text(telling, word, (hp_value[]){fact, {"value", list}, {0}});
}

const char *hp_condition_text(const hp_case *child, const hp_predicate *predicate) {
    hp_telling *telling = child->telling;
    const hp_value address = {"address", addresses_text(child, predicate)};
    switch (predicate->kind) {
    case HP_PREDICATE_ALL:
        return joined(child, predicate, HP_WORD_and);
    case HP_PREDICATE_ANY:
        return joined(child, predicate, HP_WORD_or);
    case HP_PREDICATE_NOT: {
        const hp_value inner = {"requirement", hp_condition_text(child, predicate->parts[0])};
        return hp_word_text(telling, HP_WORD_not, (hp_value[]){inner, {0}});
    }
    case HP_PREDICATE_HAVE:
        return hp_word_text(telling, HP_WORD_have, (hp_value[]){address, {0}});
    case HP_PREDICATE_SAME:
        return hp_word_text(telling, HP_WORD_same, (hp_value[]){address, {0}});
    case HP_PREDICATE_IN_SERVICE_AREA:
        return hp_word_text(telling, HP_WORD_in_service_area, (hp_value[]){address, {0}});
    case HP_PREDICATE_ZONED:
        return hp_word_text(telling, HP_WORD_zoned, (hp_value[]){address, {0}});
    case HP_PREDICATE_COLUMN:
        return column_text(child, predicate);
    case HP_PREDICATE_KINDS:
        break;
    }
    return "";
}

const hp_predicate *hp_first_failure(const hp_case *child, const hp_predicate *predicate) {
    for (size_t i = 0; predicate->kind == HP_PREDICATE_ALL && i < predicate->part_count; i++) {
        if (!hp_predicate_holds(predicate->parts[i], child->data, child->record)) {
            return hp_first_failure(child, predicate->parts[i]);
        }
    }
    return predicate;
}

const char *hp_condition_facts(const hp_case *child, const hp_predicate *predicate) {
    hp_telling *telling = child->telling;
    const size_t count = child->data->tables[HP_STUDENTS].column_count;
    const char *list = NULL;
    bool *used = hp_arena_alloc(telling->arena, count, sizeof *used);
    telling->failed = telling->failed || used == NULL;
    if (used != NULL) {
        hp_facts_mark(used, predicate);
    }
    for (size_t column = 0; used != NULL && column < count; column++) {
        const hp_value values[] = {{"fact", hp_fact_name(child, column)},
                                   {"value", used[column] ? hp_fact_value(child, column) : ""},
                                   {0}};
        if (used[column]) {
            list = hp_list_text(telling, list, hp_word_text(telling, HP_WORD_key, values));
        }
    }
    return list == NULL ? "" : list;
}
