#include "publish/mask.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* The surnames of two characters that are in use. */
static const char *const double_surnames[] = {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马",
    "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
    "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "公玉", "公仪", "梁丘", "公仲", "公上",
    "公山", "左丘", "公伯", "西门", "公祖", "第五", "公乘", "贯丘", "公皙", "南荣", "东里", "东宫",
    "仲长", "子书", "子桑", "即墨", "达奚", "褚师", "纳兰",
};

enum { NAME_CHARACTERS = 256 };

/* A name by its characters: where each begins, and which it is. */
typedef struct characters {
    const char *begin[NAME_CHARACTERS + 1]; /* the end too */
    int32_t code[NAME_CHARACTERS];
    int count;
} characters;

static void split(characters *name, const char *text) {
    const char *end = text + strlen(text);
    name->count = 0;
    while (text < end && name->count < NAME_CHARACTERS) {
        name->begin[name->count] = text;
        int32_t code = hp_utf8_next(&text, end);
        if (code < 0) {
            text++;
        }
        name->code[name->count++] = code;
    }
    name->begin[name->count] = text;
}

/* The dots inside names of other peoples, in the code points that occur. */
static bool is_dot(int32_t code) {
    return code == 0xb7 || code == 0x2022 || code == 0x2027 || code == 0x30fb || code == 0xff0e;
}

static bool is_latin(int32_t code) {
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           (code >= 0xc0 && code <= 0x24f);
}

static bool any(const characters *name, bool (*is)(int32_t)) {
    for (int i = 0; i < name->count; i++) {
        if (is(name->code[i])) {
            return true;
        }
    }
    return false;
}

static bool has_double_surname(const char *name) {
    for (size_t i = 0; i < sizeof double_surnames / sizeof *double_surnames; i++) {
        if (strncmp(name, double_surnames[i], strlen(double_surnames[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* The first `head` and the last `tail` characters stand, a star for each one between. */
static void mask_middle(hp_buffer *out, const characters *name, int head, int tail) {
    for (int i = 0; i < name->count; i++) {
        bool stands = i < head || i >= name->count - tail;
        hp_buffer_append(out, stands ? name->begin[i] : "*",
                         stands ? (size_t)(name->begin[i + 1] - name->begin[i]) : 1);
    }
}

/* The first character and what divides the parts stand, a star for every other one. */
static void mask_parts(hp_buffer *out, const characters *name, bool words) {
    bool first = words; /* of a word */
    for (int i = 0; i < name->count; i++) {
        bool divides = is_dot(name->code[i]) || name->code[i] == ' ';
        bool stands = i == 0 || divides || first;
        hp_buffer_append(out, stands ? name->begin[i] : "*",
                         stands ? (size_t)(name->begin[i + 1] - name->begin[i]) : 1);
        first = words && divides;
    }
}

const char *hp_mask_name(hp_arena *arena, const char *name) {
    characters parts;
    hp_buffer out = {0};
    hp_buffer_text(&out, "");
    split(&parts, name);
    if (parts.count == 1) {
        hp_buffer_text(&out, "*");
    } else if (any(&parts, is_dot)) {
        mask_parts(&out, &parts, false);
    } else if (any(&parts, is_latin)) {
        mask_parts(&out, &parts, true);
    } else {
        int head = parts.count >= 3 && has_double_surname(name) ? 2 : 1;
        mask_middle(&out, &parts, head, parts.count > head + 1 ? 1 : 0);
    }
    const char *masked = out.failed ? NULL : hp_arena_copy(arena, hp_buffer_get(&out), out.length);
    hp_buffer_free(&out);
    return masked;
}
