#include "season/settings.h"

#include <stdio.h>
#include <string.h>

static const char SEASON_FILE[] = "season.json";

static void find(hp_findings *findings, hp_finding_code code, const char *path, const char *value,
                 const char *a) {
    hp_find(findings, code, (hp_place){.file = SEASON_FILE, .column = path, .value = value}, a,
            NULL, NULL);
}

/* A text member; "" with a finding when it is required and missing or of another kind. */
static const char *text_member(const hp_json *object, const char *key, const char *path,
                               bool required, hp_findings *findings) {
    const hp_json *member = hp_json_member(object, key);
    if (member == NULL) {
        if (required) {
            find(findings, HP_F_json_key_missing, path, NULL, key);
        }
        return "";
    }
    if (hp_json_kind_of(member) != HP_JSON_TEXT) {
        find(findings, HP_F_json_type, path, NULL, hp_phrase("a text"));
        return "";
    }
    if (required && *hp_json_text(member) == '\0') {
        find(findings, HP_F_json_type, path, "", hp_phrase("a text"));
    }
    return hp_json_text(member);
}

static bool is_text(const hp_json *member) {
    return member != NULL && hp_json_kind_of(member) == HP_JSON_TEXT;
}

/* Which of two words a member is: 0 or 1; 0 too where an optional one is missing. */
static int one_of_two(const hp_json *object, const char *key, const char *path,
                      const char *const words[3], const char *listed, bool required,
                      hp_findings *findings) {
    const char *word = text_member(object, key, path, required, findings);
    int index = hp_word_index(words, word);
    bool told = *word == '\0' && (required || !is_text(hp_json_member(object, key)));
    if (index < 0 && !told) {
        find(findings, HP_F_json_value, path, word, listed);
    }
    return index < 0 ? 0 : index;
}

/* A seed is a text or a list of texts, none of them empty. */
static void check_seed(const hp_json *seed, const char *path, hp_findings *findings) {
    bool good = hp_json_kind_of(seed) == HP_JSON_TEXT && *hp_json_text(seed) != '\0';
    if (hp_json_kind_of(seed) == HP_JSON_LIST) {
        good = hp_json_first(seed) != NULL;
        for (const hp_json *part = hp_json_first(seed); part != NULL; part = hp_json_next(part)) {
            good = good && hp_json_kind_of(part) == HP_JSON_TEXT && *hp_json_text(part) != '\0';
        }
    }
    if (!good) {
        find(findings, HP_F_json_type, path, NULL,
             hp_phrase("a text or a list of texts, not empty,"));
    }
}

static void check_seeds(const hp_json *settings, hp_findings *findings) {
    const hp_json *seed = hp_json_member(settings, "lottery_seed");
    if (seed == NULL) {
        return; /* a stage that runs without its seed is an error of that run */
    }
    if (hp_json_kind_of(seed) != HP_JSON_OBJECT) {
        check_seed(seed, "/lottery_seed", findings);
        return;
    }
    hp_json_check_keys(seed, "/lottery_seed", NULL, 0, SEASON_FILE, findings);
    for (const hp_json *part = hp_json_first(seed); part != NULL; part = hp_json_next(part)) {
        char path[128];
        snprintf(path, sizeof path, "/lottery_seed/%s", hp_json_key(part));
        check_seed(part, path, findings);
    }
}

/* A table's file lies in the season's folder or below it. */
static bool stays_inside(const char *file) {
    return *file != '\0' && *file != '/' && strstr(file, "..") == NULL;
}

static void read_files(const char *files[HP_TABLES], const hp_json *settings, hp_level level,
                       hp_findings *findings) {
    const char *names[HP_TABLES];
    for (int i = 0; i < HP_TABLES; i++) {
        names[i] = hp_table_name((hp_table_id)i);
        files[i] = NULL;
    }
    const hp_json *tables = hp_json_member(settings, "tables");
    if (tables == NULL || hp_json_kind_of(tables) != HP_JSON_OBJECT) {
        find(findings, tables == NULL ? HP_F_json_key_missing : HP_F_json_type, "/tables", NULL,
             tables == NULL ? "tables" : hp_phrase("an object"));
        return;
    }
    hp_json_check_keys(tables, "/tables", names, HP_TABLES, SEASON_FILE, findings);
    for (int i = 0; i < HP_TABLES; i++) {
        bool required = i != HP_DISTANCES && i != HP_PROJECTION &&
                        !(i == HP_FEEDERS && level == HP_PRIMARY);
        char path[32];
        snprintf(path, sizeof path, "/tables/%s", names[i]);
        const char *file = text_member(tables, names[i], path, required, findings);
        if (*file != '\0' && !stays_inside(file)) {
            find(findings, HP_F_json_type, path, file, hp_phrase("a file in the season's folder"));
        } else if (*file != '\0') {
            files[i] = file;
        }
    }
}

void hp_settings_read(const char *files[HP_TABLES], hp_data *data, hp_findings *findings) {
    static const char *const keys[] = {"season",    "district",    "level",    "policy",
                                       "language",  "coordinates", "distance", "lottery_seed",
                                       "committed", "tables"};
    static const char *const levels[] = {"primary", "junior", NULL};
    static const char *const languages[] = {"zh", "en", NULL};
    static const char *const coordinates[] = {"metres", "lonlat", NULL};
    static const char *const distances[] = {"straight_line", "table", NULL};
    const hp_json *settings = data->settings;
    hp_json_check_keys(settings, "", keys, sizeof keys / sizeof *keys, SEASON_FILE, findings);
    data->season = text_member(settings, "season", "/season", true, findings);
    data->district = text_member(settings, "district", "/district", true, findings);
    one_of_two(settings, "level", "/level", levels, "primary, junior", true, findings);
    const hp_json *level = hp_json_member(settings, "level");
    int level_index = level == NULL || hp_json_kind_of(level) != HP_JSON_TEXT
                          ? -1
                          : hp_word_index(levels, hp_json_text(level));
    data->level = level_index < 0 ? HP_LEVEL_UNKNOWN : (hp_level)level_index;
    data->policy_file = text_member(settings, "policy", "/policy", true, findings);
    if (*data->policy_file != '\0' && !stays_inside(data->policy_file)) {
        find(findings, HP_F_json_type, "/policy", data->policy_file,
             hp_phrase("a file in the season's folder"));
        data->policy_file = "";
    }
    data->english = one_of_two(settings, "language", "/language", languages, "zh, en", false,
                               findings) == 1;
    data->degrees = one_of_two(settings, "coordinates", "/coordinates", coordinates,
                               "metres, lonlat", true, findings) == 1;
    data->by_table = one_of_two(settings, "distance", "/distance", distances,
                                "straight_line, table", true, findings) == 1;
    data->committed = text_member(settings, "committed", "/committed", false, findings);
    check_seeds(settings, findings);
    read_files(files, settings, data->level, findings);
    if (data->by_table && files[HP_DISTANCES] == NULL) {
        find(findings, HP_F_json_key_missing, "/tables", NULL, "distances");
    }
}
