#include "explain/telling.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef enum part {
#define X(part, english, chinese) PART_##part,
    HP_PART_TABLE(X)
#undef X
        PARTS
} part;

/* A template with its name in both languages. */
typedef struct wording {
    const char *name;
    const char *english;
    const char *chinese;
    part part;
} wording;

static const wording parts[] = {
#define X(part, english, chinese) {#part, english, chinese, PART_##part},
    HP_PART_TABLE(X)
#undef X
};

static const wording says[] = {
#define X(code, part, english, chinese) {#code, english, chinese, PART_##part},
    HP_SAY_TABLE(X)
#undef X
};

static const wording words[] = {
#define X(word, english, chinese) {#word, english, chinese, PART_result},
    HP_WORD_TABLE(X)
#undef X
};

static const char *in_language(const hp_telling *telling, const wording *texts) {
    return telling->english ? texts->english : texts->chinese;
}

static const char *value_of(const hp_value *values, const char *name, size_t length) {
    for (; values != NULL && values->name != NULL; values++) {
        if (strlen(values->name) == length && memcmp(values->name, name, length) == 0) {
            return values->text == NULL ? "" : values->text;
        }
    }
    return "";
}

/* Puts the values where {name} stands. */
static void fill(hp_buffer *out, const char *text, const hp_value *values) {
    while (*text != '\0') {
        const char *open = strchr(text, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            hp_buffer_text(out, text);
            return;
        }
        hp_buffer_append(out, text, (size_t)(open - text));
        hp_buffer_text(out, value_of(values, open + 1, (size_t)(close - open - 1)));
        text = close + 1;
    }
}

static const char *keep(hp_telling *telling, hp_buffer *text) {
    char *copy = hp_buffer_status(text) == HP_OK
                     ? hp_arena_copy(telling->arena, hp_buffer_get(text), text->length)
                     : NULL;
    hp_buffer_free(text);
    telling->failed = telling->failed || copy == NULL;
    return copy == NULL ? "" : copy;
}

void hp_tell(hp_telling *telling, hp_say say, const hp_value *values) {
    if (hp_grow(&telling->statements, &telling->capacity, telling->count + 1,
                sizeof *telling->statements) != HP_OK) {
        telling->failed = true;
        return;
    }
    hp_statement *statement = &telling->statements[telling->count++];
    *statement = (hp_statement){.say = say};
    for (int count = 0; values != NULL && values->name != NULL && count + 1 < HP_VALUES; values++) {
        if (values->text != NULL && *values->text != '\0') {
            statement->values[count++] = *values;
        }
    }
}

const char *hp_word_text(hp_telling *telling, hp_word word, const hp_value *values) {
    hp_buffer text = {0};
    hp_buffer_text(&text, "");
    fill(&text, in_language(telling, &words[word]), values);
    return keep(telling, &text);
}

const char *hp_number_text(hp_telling *telling, int64_t number) {
    char *text = hp_arena_format(telling->arena, "%" PRId64, number);
    telling->failed = telling->failed || text == NULL;
    return text == NULL ? "" : text;
}

const char *hp_list_text(hp_telling *telling, const char *list, const char *text) {
    if (list == NULL) {
        return text;
    }
    hp_buffer longer = {0};
    hp_buffer_text(&longer, list);
    hp_buffer_text(&longer, in_language(telling, &words[HP_WORD_list]));
    hp_buffer_text(&longer, text);
    return keep(telling, &longer);
}

void hp_telling_text(hp_buffer *out, hp_telling *telling) {
    for (int p = 0; p < PARTS; p++) {
        bool titled = false;
        for (size_t i = 0; i < telling->count; i++) {
            const hp_statement *statement = &telling->statements[i];
            if (says[statement->say].part != (part)p) {
                continue;
            }
            if (!titled) {
                hp_buffer_format(out, telling->english ? "%s%s\n" : "%s【%s】\n",
                                 out->length > 0 ? "\n" : "", in_language(telling, &parts[p]));
                titled = true;
            }
            fill(out, in_language(telling, &says[statement->say]), statement->values);
            hp_buffer_text(out, "\n");
        }
    }
}

void hp_telling_json(hp_buffer *buffer, hp_telling *telling) {
    hp_json_out out = {.buffer = buffer};
    hp_out_begin(&out, NULL, '{');
    hp_out_text(&out, "language", telling->english ? "en" : "zh");
    hp_out_begin(&out, "statements", '[');
    for (int p = 0; p < PARTS; p++) {
        for (size_t i = 0; i < telling->count; i++) {
            const hp_statement *statement = &telling->statements[i];
            hp_buffer text = {0};
            if (says[statement->say].part != (part)p) {
                continue;
            }
            fill(&text, in_language(telling, &says[statement->say]), statement->values);
            hp_out_begin(&out, NULL, '{');
            hp_out_text(&out, "part", parts[p].name);
            hp_out_text(&out, "code", says[statement->say].name);
            hp_out_begin_flat(&out, "values", '{');
            for (const hp_value *value = statement->values; value->name != NULL; value++) {
                hp_out_text(&out, value->name, value->text == NULL ? "" : value->text);
            }
            hp_out_end(&out, '}');
            hp_out_text(&out, "text", hp_buffer_get(&text));
            hp_out_end(&out, '}');
            buffer->failed = buffer->failed || text.failed;
            hp_buffer_free(&text);
        }
    }
    hp_out_end(&out, ']');
    hp_out_end(&out, '}');
}

hp_status hp_telling_status(const hp_telling *telling) {
    return telling->failed ? HP_NO_MEMORY : HP_OK;
}

void hp_telling_free(hp_telling *telling) {
    free(telling->statements);
}
