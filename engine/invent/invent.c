#include <inttypes.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/file.h"
#include "invent/district.h"
#include "invent/policy_text.h"

/* A file of the season: its name and what writes it. */
typedef struct season_file {
    const char *name;
    void (*write)(hp_buffer *out, const invent_district *district, const char *seed);
} season_file;

/* The digits of ids that end with `last`. */
static int digits(const invent_district *district, int32_t last, int least) {
    int count = 1;
    for (int32_t rest = last / 10; rest > 0; rest /= 10) {
        count++;
    }
    return district->wide_ids && count > least ? count : least;
}

static void put_school_id(hp_buffer *out, const invent_district *district, int32_t school) {
    if (school >= 0) {
        bool junior = school >= district->primary_count;
        int32_t first = junior ? district->primary_count : 0;
        int32_t end = junior ? district->school_count : district->primary_count;
        hp_buffer_format(out, "%c%0*" PRId32, junior ? 'J' : 'P', digits(district, end - first, 4),
                         school - first + 1);
    }
}

static void put_area_id(hp_buffer *out, const invent_district *district, int32_t area) {
    static const char *const words[] = {"", "none", "outside"};
    if (area < 0) {
        hp_buffer_text(out, words[-area - 1]);
    } else {
        hp_buffer_format(out, "A%0*" PRId32, digits(district, district->area_count, 5), area + 1);
    }
}

static void write_season(hp_buffer *out, const invent_district *district, const char *seed) {
    (void)seed;
    hp_buffer_format(
        out,
        "{\n \"season\": \"示例年度\",\n \"district\": \"示例区\",\n \"level\": \"%s\",\n"
        " \"policy\": \"policy.json\",\n \"language\": \"zh\",\n"
        " \"coordinates\": \"metres\",\n \"distance\": \"straight_line\",\n"
        " \"lottery_seed\": [\"示例随机种子一\", \"示例随机种子二\"],\n"
        " \"tables\": {\"schools\": \"schools.csv\", \"areas\": \"areas.csv\",\n"
        "            \"zones\": \"zones.csv\", \"feeders\": \"feeders.csv\",\n"
        "            \"students\": \"students.csv\"}\n}\n",
        district->primary_season ? "primary" : "junior");
}

static void write_policy(hp_buffer *out, const invent_district *district, const char *seed) {
    (void)seed;
    bool apart = district->county_count > 1 || district->towns;
    invent_policy(out, district->primary_season, apart ? district->width_m / 2 * 3 : 0);
}

static void write_areas(hp_buffer *out, const invent_district *district, const char *seed) {
    static const char *const kinds[] = {"小区", "镇街", "村"};
    (void)seed;
    hp_buffer_text(out, "area_id,name,x,y\n");
    for (int32_t a = 0; a < district->area_count; a++) {
        const invent_area *area = &district->areas[a];
        put_area_id(out, district, a);
        hp_buffer_format(out, ",示例%s%" PRId32, kinds[area->place], area->estate + 1);
        if (area->home > 0) {
            hp_buffer_format(out, "第%" PRId32 "户", area->home);
        }
        hp_buffer_format(out, ",%" PRId32 ",%" PRId32 "\n", area->x, area->y);
    }
}

static void write_schools(hp_buffer *out, const invent_district *district, const char *seed) {
    static const char *const settings[] = {"urban", "town", "rural"};
    static const char *const ownerships[] = {"public", "purchased", "private"};
    (void)seed;
    hp_buffer_text(out, "school_id,name,level,setting,ownership,boarding,built_year,x,y,classes,"
                        "class_size,continuing,plan,reserved,group,accepts_overflow,rooms,"
                        "class_cost\n");
    for (int32_t s = 0; s < district->school_count; s++) {
        const invent_school *school = &district->schools[s];
        put_school_id(out, district, s);
        hp_buffer_format(out, ",示例第%" PRId32 "%s,%s,%s,%s,%d,%" PRId32,
                         s - (school->junior ? district->primary_count : 0) + 1,
                         school->junior ? "初级中学" : "小学",
                         school->junior ? "junior" : "primary", settings[school->place],
                         ownerships[school->ownership], school->boarding, school->built_year);
        hp_buffer_format(out, ",%" PRId32 ",%" PRId32 ",%" PRId32 ",%" PRId32 ",%" PRId32 ",",
                         school->x, school->y, school->classes, school->class_size,
                         school->continuing);
        if (school->plan >= 0) {
            hp_buffer_format(out, "%" PRId32, school->plan);
        }
        hp_buffer_format(out, ",%" PRId32 ",", school->reserved);
        if (school->group >= 0) {
            hp_buffer_format(out, "示例集团%" PRId32, school->group + 1);
        }
        hp_buffer_format(out, ",%d,%d,%d\n", !school->boarding || school->classes % 2 == 0,
                         (int)(school->classes % 4), (int)(80000 + 1000 * (s % 70)));
    }
}

static void write_zones(hp_buffer *out, const invent_district *district, const char *seed) {
    (void)seed;
    hp_buffer_text(out, "area_id,school_id\n");
    for (int32_t a = 0; a < district->area_count; a++) {
        const invent_area *area = &district->areas[a];
        const int32_t schools[4] = {area->primaries[0], area->primaries[1], area->juniors[0],
                                    area->juniors[1]};
        for (int i = 0; i < 4; i++) {
            if (schools[i] >= 0) {
                put_area_id(out, district, a);
                hp_buffer_text(out, ",");
                put_school_id(out, district, schools[i]);
                hp_buffer_text(out, "\n");
            }
        }
    }
}

static void write_feeders(hp_buffer *out, const invent_district *district, const char *seed) {
    (void)seed;
    hp_buffer_text(out, "primary_id,junior_id\n");
    for (int32_t s = 0; s < district->primary_count; s++) {
        for (int i = 0; i < 2; i++) {
            if (district->schools[s].feeders[i] >= 0) {
                put_school_id(out, district, s);
                hp_buffer_text(out, ",");
                put_school_id(out, district, district->schools[s].feeders[i]);
                hp_buffer_text(out, "\n");
            }
        }
    }
}

/* Names come from a stream of their own, so that they change nothing else. */
static void put_name(hp_buffer *out, hp_stream *stream) {
    static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨",   "赵", "黄",
                                           "周", "吴", "徐", "孙", "马", "欧阳", "𠮷"};
    static const char *const given[] = {"佳", "宇", "然", "子", "涵", "一", "泽", "轩",
                                        "远", "诺", "哲", "琪", "睿", "晨", "悦", "文"};
    int count = 1 + (hp_stream_below(stream, 10) < 8);
    hp_buffer_text(out, surnames[hp_stream_below(stream, 15)]);
    for (int i = 0; i < count; i++) {
        hp_buffer_text(out, given[hp_stream_below(stream, 16)]);
    }
}

/* A day counted from 2008-01-01, with months of 28 days so that every one exists. */
static void put_day(hp_buffer *out, int32_t day) {
    if (day >= 0) {
        hp_buffer_format(out, "%04" PRId32 "-%02" PRId32 "-%02" PRId32, 2008 + day / 365,
                         day % 365 / 31 + 1, day % 28 + 1);
    }
}

static void put_points(hp_buffer *out, int32_t hundredths) {
    if (hundredths >= 0) {
        hp_buffer_format(out, "%" PRId32 ".%02" PRId32, hundredths / 100, hundredths % 100);
    }
}

static void put_whole(hp_buffer *out, int32_t value) {
    if (value >= 0) {
        hp_buffer_format(out, "%" PRId32, value);
    }
}

static void write_student(hp_buffer *out, const invent_district *district, int32_t i,
                          hp_stream *names) {
    const invent_student *student = &district->students[i];
    hp_buffer_format(out, "%d,", (int)(26000001 + i));
    put_name(out, names);
    hp_buffer_format(out, ",%s,", hp_stream_below(names, 2) == 0 ? "女" : "男");
    put_day(out, (district->primary_season ? 4380 : 2190) + (int32_t)hp_stream_below(names, 365));
    hp_buffer_text(out, ",");
    put_school_id(out, district, student->primary);
    hp_buffer_text(out, ",");
    put_area_id(out, district, student->hukou);
    hp_buffer_text(out, ",");
    put_area_id(out, district, student->property);
    hp_buffer_text(out, ",");
    put_area_id(out, district, student->residence);
    hp_buffer_text(out, ",");
    put_whole(out, student->share);
    hp_buffer_format(out, ",%d,", student->migrant);
    put_points(out, student->points);
    hp_buffer_text(out, ",");
    put_day(out, student->settled_on);
    for (int c = 0; c < 3; c++) {
        bool again = c > 0 && student->choices[c] == student->choices[c - 1];
        hp_buffer_text(out, ",");
        put_school_id(out, district, again ? -1 : student->choices[c]);
    }
    hp_buffer_text(out, ",");
    put_whole(out, student->agrees);
    hp_buffer_text(out, ",");
    put_school_id(out, district, student->sibling);
    hp_buffer_text(out, student->twin >= 0 ? ",双" : ",");
    put_whole(out, student->twin);
    hp_buffer_text(out, ",");
    put_school_id(out, district, student->fixed);
    hp_buffer_text(out, student->fixed >= 0 ? ",示例文件" : ",");
    hp_buffer_text(out, student->elsewhere ? ",示例民办学校,示例去向证明\n" : ",,\n");
}

static void write_students(hp_buffer *out, const invent_district *district, const char *seed) {
    hp_stream names;
    hp_stream_init(&names, seed);
    hp_buffer_text(out, "student_id,name,gender,birth_date,primary_id,hukou_area,property_area,"
                        "residence_area,property_share,migrant,points,settled_on,choice_1,"
                        "choice_2,choice_3,agrees,sibling_school,bundle,fixed_school,fixed_basis,"
                        "destination,destination_basis\n");
    for (int32_t i = 0; i < district->student_count; i++) {
        write_student(out, district, i, &names);
    }
}

static hp_status write_all(hp_folder *folder, const invent_district *district, const char *seed,
                           hp_findings *findings) {
    static const season_file files[] = {
        {"season.json", write_season},   {"policy.json", write_policy},
        {"areas.csv", write_areas},      {"schools.csv", write_schools},
        {"zones.csv", write_zones},      {"feeders.csv", write_feeders},
        {"students.csv", write_students}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        hp_buffer text = {0};
        files[i].write(&text, district, seed);
        hp_status status = hp_buffer_status(&text);
        if (status == HP_OK) {
            status = hp_folder_write(folder, files[i].name, hp_buffer_get(&text), text.length,
                                     findings);
        }
        hp_buffer_free(&text);
        HP_TRY(status);
    }
    return hp_folder_commit(folder, findings);
}

static bool in_range(int32_t value, int32_t most, const char *name, hp_findings *findings) {
    if (value >= 1 && value <= most) {
        return true;
    }
    char number[24];
    snprintf(number, sizeof number, "%" PRId32, most);
    hp_find(findings, HP_F_option_range, (hp_place){0}, name, "1", number);
    return false;
}

hp_status hp_invent(const char *dir, const hp_invent_options *options, hp_findings *findings) {
    bool students = in_range(options->students, 2000000, "students", findings);
    bool schools = in_range(options->schools, 5000, "schools", findings);
    if (!students || !schools) {
        return HP_USAGE;
    }
    int32_t towns = options->students < options->schools ? options->students : options->schools;
    if (options->clusters != 0 && !in_range(options->clusters, towns, "clusters", findings)) {
        return HP_USAGE;
    }
    hp_arena arena = {0};
    hp_folder *folder = NULL;
    invent_district district;
    hp_status status = invent_district_draw(&district, &arena, options);
    if (status == HP_OK) {
        status = hp_folder_begin(&folder, dir, findings);
    }
    if (status == HP_OK) {
        status = write_all(folder, &district, options->seed, findings);
    }
    hp_folder_free(folder);
    hp_arena_free(&arena);
    return status;
}
