#include "publish/mask.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* The surnames of two characters that are in use. */
static const char *const double_surnames[] = {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯",
    "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠",
    "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车",
    "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁",
    "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生",
    "公玉", "公仪", "梁丘", "公仲", "公上", "公山", "左丘", "公伯", "西门", "公祖", "第五",
    "公乘", "贯丘", "公皙", "南荣", "东里", "东宫", "仲长", "子书", "子桑", "即墨", "达奚",
    "褚师", "纳兰", "淳于", "单于", "东门", "北宫", "南郭", "完颜", "耶律",
};

/* The dots inside names of other peoples, in the code points that occur. */
static bool is_dot(int32_t code) {
    return code == 0xb7 || code == 0x2022 || code == 0x2027 || code == 0x30fb || code == 0xff0e;
}

static bool is_latin(int32_t code) {
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           (code >= 0xc0 && code <= 0x24f);
}

static bool is_blank(int32_t code) {
    return code == ' ' || code == '\t' || code == 0xa0 || (code >= 0x2000 && code <= 0x200b) ||
           code == 0x3000 || code == 0xfeff;
}

/* The next character; a byte that is no UTF-8 counts as one. */
static int32_t next(const char **text, const char *end) {
    int32_t code = hp_utf8_next(text, end);
    if (code < 0) {
        (*text)++;
    }
    return code;
}

/* What a name is made of. Blanks count only in `words`: offices write 张　三 to fill a column. */
typedef struct shape {
    int count; /* characters that are no blanks */
    bool dotted;
    bool words;    /* Latin letters: each word begins anew */
    int head;      /* characters of the surname */
    int last_from; /* the characters from here on stand too */
} shape;

static bool has_double_surname(const char *name) {
    for (size_t i = 0; i < sizeof double_surnames / sizeof *double_surnames; i++) {
        if (strcmp(name, double_surnames[i]) == 0) {
            return true;
        }
    }
    return false;
}

static shape shape_of(const char *name) {
    const char *end = name + strlen(name);
    char first_two[9] = "";
    shape found = {0};
    while (name < end) {
        const char *begin = name;
        int32_t code = next(&name, end);
        if (!is_blank(code) && found.count++ < 2) {
            strncat(first_two, begin, (size_t)(name - begin));
        }
        found.dotted = found.dotted || is_dot(code);
        found.words = found.words || is_latin(code);
    }
    found.words = found.words && !found.dotted;
    found.head = found.count >= 3 && has_double_surname(first_two) ? 2 : 1;
    found.last_from = found.count > found.head + 1 ? found.count - 1 : found.count;
    return found;
}

/* Whether the character stands: number `i` of those that are no blanks. */
static bool stands(const shape *name, int32_t code, int i, bool begins_word) {
    if (name->words) {
        return is_blank(code) || begins_word;
    }
    return name->dotted ? is_dot(code) || i == 0 : i < name->head || i >= name->last_from;
}

const char *hp_mask_name(hp_arena *arena, const char *name) {
    const shape parts = shape_of(name);
    const char *end = name + strlen(name);
    bool hides = *name == '\0';
    bool begins_word = true;
    hp_buffer out = {0};
    hp_buffer_text(&out, "");
    for (int i = 0; name < end;) {
        const char *begin = name;
        int32_t code = next(&name, end);
        bool blank = is_blank(code);
        if (!blank || parts.words) {
            bool shown = stands(&parts, code, i, begins_word);
            hides = hides || !shown;
            hp_buffer_append(&out, shown ? begin : "*", shown ? (size_t)(name - begin) : 1);
        }
        begins_word = blank;
        i += !blank;
    }
    const char *masked = NULL;
    if (!out.failed) {
        masked = hides ? hp_arena_copy(arena, hp_buffer_get(&out), out.length)
                       : hp_arena_text(arena, "*");
    }
    hp_buffer_free(&out);
    return masked;
}
