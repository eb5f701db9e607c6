#include "season/columns.h"

#include <string.h>

static const hp_code bits[] = {{"0", "否"}, {"1", "是"}, {NULL, NULL}};
static const hp_code levels[] = {{"primary", "小学"}, {"junior", "初中"}, {NULL, NULL}};
static const hp_code settings[] = {
    {"urban", "城区"}, {"town", "镇区"}, {"rural", "乡村"}, {NULL, NULL}};
static const hp_code ownerships[] = {
    {"public", "公办"}, {"purchased", "政府购买学位"}, {"private", "民办"}, {NULL, NULL}};

#define MOST_COUNT 1000000
#define MOST_METRES 20100000      /* half the way round the earth */
#define MOST_COORDINATE 700000000 /* so that no two places are 2,000,000,000 m apart */

/* Name, Chinese, second alias, kind, presence, codes, least, most. */
static const hp_column school_columns[] = {
    [HP_SCHOOL_ID] = {"school_id", "校区编号", NULL, HP_CELL_ID, HP_REQUIRED, NULL, 0, 0},
    [HP_SCHOOL_CODE] = {"code", "学校标识码", NULL, HP_CELL_REGISTER_NO, HP_OPTIONAL, NULL, 0, 0},
    [HP_SCHOOL_NAME] = {"name", "学校名称", NULL, HP_CELL_TEXT, HP_REQUIRED, NULL, 0, 0},
    [HP_SCHOOL_LEVEL] = {"level", "学段", NULL, HP_CELL_CODE, HP_REQUIRED, levels, 0, 0},
    [HP_SCHOOL_SETTING] = {"setting", "城乡", NULL, HP_CELL_CODE, HP_REQUIRED, settings, 0, 0},
    [HP_SCHOOL_OWNERSHIP] = {"ownership", "办学性质", NULL, HP_CELL_CODE, HP_REQUIRED, ownerships,
                             0, 0},
    [HP_SCHOOL_BOARDING] = {"boarding", "寄宿", NULL, HP_CELL_CODE, HP_OPTIONAL, bits, 0, 0},
    [HP_SCHOOL_BUILT_YEAR] = {"built_year", "建成年份", NULL, HP_CELL_WHOLE, HP_REQUIRED, NULL,
                              1800, 2200},
    [HP_SCHOOL_SIZE_CAP] = {"size_cap", "规模上限", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0,
                            MOST_COUNT},
    [HP_SCHOOL_X] = {"x", "横坐标", "经度", HP_CELL_REAL, HP_REQUIRED, NULL, 0, MOST_COORDINATE},
    [HP_SCHOOL_Y] = {"y", "纵坐标", "纬度", HP_CELL_REAL, HP_REQUIRED, NULL, 0, MOST_COORDINATE},
    [HP_SCHOOL_CLASSES] = {"classes", "起始班数", NULL, HP_CELL_WHOLE, HP_REQUIRED, NULL, 0, 1000},
    [HP_SCHOOL_CLASS_SIZE] = {"class_size", "班额", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0,
                              1000},
    [HP_SCHOOL_CONTINUING] = {"continuing", "其他年级在校生", NULL, HP_CELL_WHOLE, HP_REQUIRED,
                              NULL, 0, MOST_COUNT},
    [HP_SCHOOL_PLAN] = {"plan", "招生计划", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0, MOST_COUNT},
    [HP_SCHOOL_RESERVED] = {"reserved", "预留学位", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0,
                            MOST_COUNT},
    [HP_SCHOOL_GROUP] = {"group", "教育集团", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_SCHOOL_ACCEPTS_OVERFLOW] = {"accepts_overflow", "接收统筹", NULL, HP_CELL_CODE, HP_OPTIONAL,
                                    bits, 0, 0},
    [HP_SCHOOL_ROOMS] = {"rooms", "可增班数", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0, 1000},
    [HP_SCHOOL_CLASS_COST] = {"class_cost", "增班成本", NULL, HP_CELL_WHOLE, HP_OPTIONAL, NULL, 0,
                              1000000000000},
};

static const hp_column area_columns[] = {
    [HP_AREA_ID] = {"area_id", "居住单元编号", NULL, HP_CELL_ID, HP_REQUIRED, NULL, 0, 0},
    [HP_AREA_NAME] = {"name", "居住单元名称", NULL, HP_CELL_TEXT, HP_PRESENT, NULL, 0, 0},
    [HP_AREA_X] = {"x", "横坐标", "经度", HP_CELL_REAL, HP_REQUIRED, NULL, 0, MOST_COORDINATE},
    [HP_AREA_Y] = {"y", "纵坐标", "纬度", HP_CELL_REAL, HP_REQUIRED, NULL, 0, MOST_COORDINATE},
};

static const hp_column zone_columns[] = {
    [HP_ZONE_AREA] = {"area_id", "居住单元编号", NULL, HP_CELL_AREA, HP_REQUIRED, NULL, 0, 0},
    [HP_ZONE_SCHOOL] = {"school_id", "校区编号", NULL, HP_CELL_SCHOOL, HP_REQUIRED, NULL, 0, 0},
};

static const hp_column feeder_columns[] = {
    [HP_FEEDER_PRIMARY] = {"primary_id", "小学", NULL, HP_CELL_SCHOOL, HP_REQUIRED, NULL, 0, 0},
    [HP_FEEDER_JUNIOR] = {"junior_id", "初中", NULL, HP_CELL_SCHOOL, HP_REQUIRED, NULL, 0, 0},
    [HP_FEEDER_AREA] = {"area_id", "居住单元编号", NULL, HP_CELL_AREA, HP_OPTIONAL, NULL, 0, 0},
};

static const hp_column distance_columns[] = {
    [HP_DISTANCE_AREA] = {"area_id", "居住单元编号", NULL, HP_CELL_AREA, HP_REQUIRED, NULL, 0, 0},
    [HP_DISTANCE_SCHOOL] = {"school_id", "校区编号", NULL, HP_CELL_SCHOOL, HP_REQUIRED, NULL, 0, 0},
    [HP_DISTANCE_METRES] = {"metres", "米", NULL, HP_CELL_METRES, HP_REQUIRED, NULL, 0,
                            MOST_METRES},
};

static const hp_column projection_columns[] = {
    [HP_PROJECTION_YEAR] = {"year", "年份", NULL, HP_CELL_WHOLE, HP_REQUIRED, NULL, 1900, 2200},
    [HP_PROJECTION_AREA] = {"area_id", "居住单元编号", NULL, HP_CELL_AREA, HP_REQUIRED, NULL, 0, 0},
    [HP_PROJECTION_CATEGORY] = {"category", "生源类别", NULL, HP_CELL_TEXT, HP_REQUIRED, NULL, 0,
                                0},
    [HP_PROJECTION_CHILDREN] = {"children", "人数", NULL, HP_CELL_WHOLE, HP_REQUIRED, NULL, 0,
                                MOST_COUNT},
};

#define CHOICE(n)                                                                                  \
    [HP_STUDENT_CHOICE_1 + (n)-1] = {"choice_" #n, "志愿" #n, NULL, HP_CELL_SCHOOL,                \
                                     HP_OPTIONAL,  NULL,      0,    0}

static const hp_column student_columns[] = {
    [HP_STUDENT_ID] = {"student_id", "报名号", NULL, HP_CELL_STUDENT_ID, HP_REQUIRED, NULL, 0, 0},
    [HP_STUDENT_REGISTER_NO] = {"register_no", "学籍号", NULL, HP_CELL_REGISTER_NO, HP_OPTIONAL,
                                NULL, 0, 0},
    [HP_STUDENT_NAME] = {"name", "姓名", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_GENDER] = {"gender", "性别", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_BIRTH_DATE] = {"birth_date", "出生日期", NULL, HP_CELL_DATE, HP_OPTIONAL, NULL, 0,
                               0},
    [HP_STUDENT_ID_TYPE] = {"id_type", "证件类型", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_ID_NUMBER] = {"id_number", "证件号码", NULL, HP_CELL_ID_NUMBER, HP_OPTIONAL, NULL,
                              0, 0},
    [HP_STUDENT_PRIMARY] = {"primary_id", "毕业小学", NULL, HP_CELL_SCHOOL, HP_PRESENT, NULL, 0, 0},
    [HP_STUDENT_HUKOU] = {"hukou_area", "户籍居住单元", NULL, HP_CELL_ADDRESS, HP_PRESENT, NULL, 0,
                          0},
    [HP_STUDENT_PROPERTY] = {"property_area", "房产居住单元", NULL, HP_CELL_ADDRESS, HP_PRESENT,
                             NULL, 0, 0},
    [HP_STUDENT_RESIDENCE] = {"residence_area", "实际居住单元", NULL, HP_CELL_ADDRESS, HP_PRESENT,
                              NULL, 0, 0},
    [HP_STUDENT_PROPERTY_SHARE] = {"property_share", "房产份额", NULL, HP_CELL_HUNDREDTHS,
                                   HP_OPTIONAL, NULL, 0, 100},
    [HP_STUDENT_MIGRANT] = {"migrant", "随迁", NULL, HP_CELL_CODE, HP_PRESENT, bits, 0, 0},
    [HP_STUDENT_POINTS] = {"points", "积分", NULL, HP_CELL_HUNDREDTHS, HP_OPTIONAL, NULL, -1000000,
                           1000000},
    [HP_STUDENT_SETTLED_ON] = {"settled_on", "落户日期", NULL, HP_CELL_DATE, HP_OPTIONAL, NULL, 0,
                               0},
    [HP_STUDENT_PROPERTY_ON] = {"property_on", "房产登记日期", NULL, HP_CELL_DATE, HP_OPTIONAL,
                                NULL, 0, 0},
    CHOICE(1),
    CHOICE(2),
    CHOICE(3),
    CHOICE(4),
    CHOICE(5),
    CHOICE(6),
    CHOICE(7),
    CHOICE(8),
    CHOICE(9),
    [HP_STUDENT_AGREES] = {"agrees", "服从调剂", NULL, HP_CELL_CODE, HP_OPTIONAL, bits, 0, 0},
    [HP_STUDENT_SIBLING_SCHOOL] = {"sibling_school", "兄姐学校", NULL, HP_CELL_SCHOOL, HP_OPTIONAL,
                                   NULL, 0, 0},
    [HP_STUDENT_BUNDLE] = {"bundle", "多胞胎组", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_FIXED_SCHOOL] = {"fixed_school", "单列学校", NULL, HP_CELL_SCHOOL, HP_OPTIONAL,
                                 NULL, 0, 0},
    [HP_STUDENT_FIXED_BASIS] = {"fixed_basis", "单列依据", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0,
                                0},
    [HP_STUDENT_DESTINATION] = {"destination", "去向", NULL, HP_CELL_TEXT, HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_DESTINATION_BASIS] = {"destination_basis", "去向依据", NULL, HP_CELL_TEXT,
                                      HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_HUKOU_CHECKED] = {"hukou_checked", "户籍核验", NULL, HP_CELL_TEXT, HP_OPTIONAL,
                                  NULL, 0, 0},
    [HP_STUDENT_PROPERTY_CHECKED] = {"property_checked", "房产核验", NULL, HP_CELL_TEXT,
                                     HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_RESIDENCE_CHECKED] = {"residence_checked", "居住核验", NULL, HP_CELL_TEXT,
                                      HP_OPTIONAL, NULL, 0, 0},
    [HP_STUDENT_POINTS_CHECKED] = {"points_checked", "积分核验", NULL, HP_CELL_TEXT, HP_OPTIONAL,
                                   NULL, 0, 0},
};

typedef struct table_columns {
    const char *name;
    const hp_column *columns;
    size_t count;
} table_columns;

#define COLUMNS(name, columns)                                                                     \
    { name, columns, sizeof(columns) / sizeof(columns)[0] }

static const table_columns tables[HP_TABLES] = {
    [HP_SCHOOLS] = COLUMNS("schools", school_columns),
    [HP_AREAS] = COLUMNS("areas", area_columns),
    [HP_ZONES] = COLUMNS("zones", zone_columns),
    [HP_FEEDERS] = COLUMNS("feeders", feeder_columns),
    [HP_STUDENTS] = COLUMNS("students", student_columns),
    [HP_DISTANCES] = COLUMNS("distances", distance_columns),
    [HP_PROJECTION] = COLUMNS("projection", projection_columns),
};

const hp_column *hp_columns(hp_table_id table, size_t *count) {
    *count = tables[table].count;
    return tables[table].columns;
}

const char *hp_table_name(hp_table_id table) {
    return tables[table].name;
}

/* strcmp only where the first bytes are the same: this is asked of every coded cell. */
static bool is_same(const char *a, const char *b) {
    return *a == *b && strcmp(a, b) == 0;
}

const char *hp_code_of(const hp_column *column, const char *word) {
    for (const hp_code *code = column->codes; code != NULL && code->code != NULL; code++) {
        if (is_same(word, code->code) || is_same(word, code->chinese)) {
            return code->code;
        }
    }
    return NULL;
}
