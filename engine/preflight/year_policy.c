#include <string.h>

#include "preflight/year.h"

enum { QUOTED_BYTES = 120 }; /* of a rule, in a finding */

static const char *const category_keys[] = {"when", "address", "guaranteed", NULL};
static const char *const stage_keys[] = {"serve",   "routes", "choose", "order",
                                         "protect", "levels", NULL};

/* A rule as text, "" where the policy does not write it. */
static hp_status rule_text(const char **text, hp_arena *arena, const hp_json *value) {
    char *written = NULL;
    *text = "";
    if (value != NULL) {
        HP_TRY(hp_json_canonical(&written, arena, value, NULL, 0));
        *text = written;
    }
    return HP_OK;
}

/* A rule's text cut short, never inside a character. */
static const char *quote(hp_notes *notes, const char *text) {
    size_t length = strlen(text);
    if (length == 0) {
        return hp_phrase("nothing");
    }
    if (length <= QUOTED_BYTES) {
        return text;
    }
    length = QUOTED_BYTES;
    while (((unsigned char)text[length] & 0xC0) == 0x80) {
        length--;
    }
    return hp_note_format(notes, "%.*s…", (int)length, text);
}

static hp_status compare_rule(hp_notes *notes, hp_arena *arena, const hp_years *years,
                              const char *path, const hp_json *now, const hp_json *then) {
    const char *now_text = NULL;
    const char *then_text = NULL;
    HP_TRY(rule_text(&now_text, arena, now));
    HP_TRY(rule_text(&then_text, arena, then));
    if (strcmp(now_text, then_text) != 0) {
        hp_note(notes, HP_F_last_year_policy, 1,
                (hp_place){.file = years->now->data->policy_file, .column = path},
                quote(notes, now_text), quote(notes, then_text), NULL);
    }
    return HP_OK;
}

static const hp_json *entry_by_id(const hp_json *list, const char *id) {
    for (const hp_json *entry = list == NULL ? NULL : hp_json_first(list); entry != NULL;
         entry = hp_json_next(entry)) {
        if (strcmp(hp_json_text(hp_json_member(entry, "id")), id) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* The ids of a list's entries as one text: their order is a rule. */
static const char *ids_of(hp_notes *notes, const hp_json *list) {
    hp_buffer ids = {0};
    for (const hp_json *entry = hp_json_first(list); entry != NULL; entry = hp_json_next(entry)) {
        hp_buffer_format(&ids, "%s%s", ids.length > 0 ? ", " : "",
                         hp_json_text(hp_json_member(entry, "id")));
    }
    notes->lost = notes->lost || ids.failed;
    const char *text = hp_note_format(notes, "%s", hp_buffer_get(&ids));
    hp_buffer_free(&ids);
    return text;
}

/* Compares the entries of a list of both policies that have the same id, key by key. */
static hp_status compare_list(hp_notes *notes, hp_arena *arena, const hp_years *years,
                              const char *name, const char *const *keys) {
    const hp_json *now = hp_json_member(years->now->data->policy_json, name);
    const hp_json *then = hp_json_member(years->then->data->policy_json, name);
    const char *ids = ids_of(notes, now);
    const char *ids_then = ids_of(notes, then);
    if (strcmp(ids, ids_then) != 0) {
        hp_note(notes, HP_F_last_year_policy, 2,
                (hp_place){.file = years->now->data->policy_file,
                           .column = hp_note_format(notes, "/%s", name)},
                ids, ids_then, NULL);
    }
    int i = 0;
    for (const hp_json *entry = hp_json_first(now); entry != NULL;
         entry = hp_json_next(entry), i++) {
        const hp_json *before = entry_by_id(then, hp_json_text(hp_json_member(entry, "id")));
        for (int k = 0; keys[k] != NULL && before != NULL; k++) {
            HP_TRY(compare_rule(notes, arena, years,
                                hp_note_format(notes, "/%s/%d/%s", name, i, keys[k]),
                                hp_json_member(entry, keys[k]), hp_json_member(before, keys[k])));
        }
    }
    return HP_OK;
}

/* A seed that was drawn a year ago tells everyone this year's numbers. */
static hp_status compare_seeds(hp_notes *notes, const hp_years *years) {
    const hp_policy *policy = years->now->policy;
    const char *stages = "";
    for (int s = 0; s < policy->stage_count; s++) {
        const char *id = policy->stages[s].id;
        const char *seed = NULL;
        const char *before = NULL;
        HP_TRY(hp_seed_of(&seed, &notes->arena, years->now->data, id));
        HP_TRY(hp_seed_of(&before, &notes->arena, years->then->data, id));
        if (seed != NULL && before != NULL && strcmp(seed, before) == 0) {
            stages = hp_note_format(notes, "%s%s%s", stages, *stages == '\0' ? "" : ", ", id);
        }
    }
    if (*stages != '\0') {
        hp_note(notes, HP_F_last_year_seed, 1,
                (hp_place){.file = "season.json", .column = "/lottery_seed"}, stages, NULL, NULL);
    }
    return HP_OK;
}

hp_status hp_year_policy(hp_notes *notes, hp_arena *arena, const hp_years *years) {
    const hp_json *now = years->now->data->policy_json;
    const hp_json *then = years->then->data->policy_json;
    HP_TRY(compare_rule(notes, arena, years, "/guarantee_order",
                        hp_json_member(now, "guarantee_order"),
                        hp_json_member(then, "guarantee_order")));
    HP_TRY(compare_list(notes, arena, years, "categories", category_keys));
    HP_TRY(compare_list(notes, arena, years, "stages", stage_keys));
    return compare_seeds(notes, years);
}
