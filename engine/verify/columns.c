/* The tables of spec 2: columns, aliases, forms. */
#include <string.h>

#include "verify/number.h"
#include "verify/season.h"

const char *const vf_table_names[VF_TABLES] = {"schools",  "areas",     "zones",     "feeders",
                                               "students", "distances", "projection"};

#define MANY 1000000000
#define ANY 0, MANY

const vf_column vf_columns[] = {
    {VF_SCHOOLS, "school_id", "校区编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_SCHOOLS, "code", "学校标识码", NULL, VF_OPTIONAL, VF_UNDAMAGED, ANY},
    {VF_SCHOOLS, "name", "学校名称", NULL, VF_REQUIRED, VF_TEXT, ANY},
    {VF_SCHOOLS, "level", "学段", NULL, VF_REQUIRED, VF_LEVEL, ANY},
    {VF_SCHOOLS, "setting", "城乡", NULL, VF_REQUIRED, VF_SETTING, ANY},
    {VF_SCHOOLS, "ownership", "办学性质", NULL, VF_REQUIRED, VF_OWNERSHIP, ANY},
    {VF_SCHOOLS, "boarding", "寄宿", NULL, VF_OPTIONAL, VF_YES_NO, ANY},
    {VF_SCHOOLS, "built_year", "建成年份", NULL, VF_REQUIRED, VF_WHOLE, 1800, 2200},
    {VF_SCHOOLS, "size_cap", "规模上限", NULL, VF_OPTIONAL, VF_WHOLE, ANY},
    {VF_SCHOOLS, "x", "横坐标", "经度", VF_REQUIRED, VF_LONGITUDE, ANY},
    {VF_SCHOOLS, "y", "纵坐标", "纬度", VF_REQUIRED, VF_LATITUDE, ANY},
    {VF_SCHOOLS, "classes", "起始班数", NULL, VF_REQUIRED, VF_WHOLE, 0, 1000},
    {VF_SCHOOLS, "class_size", "班额", NULL, VF_OPTIONAL, VF_WHOLE, ANY},
    {VF_SCHOOLS, "continuing", "其他年级在校生", NULL, VF_REQUIRED, VF_WHOLE, ANY},
    {VF_SCHOOLS, "plan", "招生计划", NULL, VF_OPTIONAL, VF_WHOLE, ANY},
    {VF_SCHOOLS, "reserved", "预留学位", NULL, VF_OPTIONAL, VF_WHOLE, ANY},
    {VF_SCHOOLS, "group", "教育集团", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_SCHOOLS, "accepts_overflow", "接收统筹", NULL, VF_OPTIONAL, VF_YES_NO, ANY},
    {VF_SCHOOLS, "rooms", "可增班数", NULL, VF_OPTIONAL, VF_WHOLE, ANY},
    {VF_SCHOOLS, "class_cost", "增班成本", NULL, VF_OPTIONAL, VF_WHOLE, 0, 1000000000000},
    {VF_AREAS, "area_id", "居住单元编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_AREAS, "name", "居住单元名称", NULL, VF_COLUMN, VF_TEXT, ANY},
    {VF_AREAS, "x", "横坐标", "经度", VF_REQUIRED, VF_LONGITUDE, ANY},
    {VF_AREAS, "y", "纵坐标", "纬度", VF_REQUIRED, VF_LATITUDE, ANY},
    {VF_ZONES, "area_id", "居住单元编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_ZONES, "school_id", "校区编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_FEEDERS, "primary_id", "小学", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_FEEDERS, "junior_id", "初中", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_FEEDERS, "area_id", "居住单元编号", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "student_id", "报名号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_STUDENTS, "register_no", "学籍号", NULL, VF_OPTIONAL, VF_UNDAMAGED, ANY},
    {VF_STUDENTS, "name", "姓名", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "gender", "性别", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "birth_date", "出生日期", NULL, VF_OPTIONAL, VF_DATE, ANY},
    {VF_STUDENTS, "id_type", "证件类型", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "id_number", "证件号码", NULL, VF_OPTIONAL, VF_UNDAMAGED, ANY},
    {VF_STUDENTS, "primary_id", "毕业小学", NULL, VF_COLUMN, VF_ID, ANY},
    {VF_STUDENTS, "hukou_area", "户籍居住单元", NULL, VF_COLUMN, VF_ADDRESS, ANY},
    {VF_STUDENTS, "property_area", "房产居住单元", NULL, VF_COLUMN, VF_ADDRESS, ANY},
    {VF_STUDENTS, "residence_area", "实际居住单元", NULL, VF_COLUMN, VF_ADDRESS, ANY},
    {VF_STUDENTS, "property_share", "房产份额", NULL, VF_OPTIONAL, VF_HUNDREDTHS, 0, 10000},
    {VF_STUDENTS, "migrant", "随迁", NULL, VF_COLUMN, VF_YES_NO, ANY},
    {VF_STUDENTS, "points", "积分", NULL, VF_OPTIONAL, VF_HUNDREDTHS, -100000000, 100000000},
    {VF_STUDENTS, "settled_on", "落户日期", NULL, VF_OPTIONAL, VF_DATE, ANY},
    {VF_STUDENTS, "property_on", "房产登记日期", NULL, VF_OPTIONAL, VF_DATE, ANY},
    {VF_STUDENTS, "choice_1", "志愿1", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_2", "志愿2", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_3", "志愿3", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_4", "志愿4", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_5", "志愿5", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_6", "志愿6", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_7", "志愿7", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_8", "志愿8", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "choice_9", "志愿9", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "agrees", "服从调剂", NULL, VF_OPTIONAL, VF_YES_NO, ANY},
    {VF_STUDENTS, "sibling_school", "兄姐学校", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "bundle", "多胞胎组", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "fixed_school", "单列学校", NULL, VF_OPTIONAL, VF_ID, ANY},
    {VF_STUDENTS, "fixed_basis", "单列依据", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "destination", "去向", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "destination_basis", "去向依据", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "hukou_checked", "户籍核验", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "property_checked", "房产核验", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "residence_checked", "居住核验", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_STUDENTS, "points_checked", "积分核验", NULL, VF_OPTIONAL, VF_TEXT, ANY},
    {VF_DISTANCES, "area_id", "居住单元编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_DISTANCES, "school_id", "校区编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_DISTANCES, "metres", "米", NULL, VF_REQUIRED, VF_REAL, ANY},
    {VF_PROJECTION, "year", "年份", NULL, VF_REQUIRED, VF_WHOLE, 1900, 2200},
    {VF_PROJECTION, "area_id", "居住单元编号", NULL, VF_REQUIRED, VF_ID, ANY},
    {VF_PROJECTION, "category", "生源类别", NULL, VF_REQUIRED, VF_TEXT, ANY},
    {VF_PROJECTION, "children", "人数", NULL, VF_REQUIRED, VF_WHOLE, ANY},
};
const size_t vf_column_count = sizeof vf_columns / sizeof vf_columns[0];

/* Chinese and English value of each coded form. */
static const struct {
    vf_form form;
    const char *chinese;
    const char *english;
} codes[] = {
    {VF_YES_NO, "否", "0"},          {VF_YES_NO, "是", "1"},
    {VF_LEVEL, "小学", "primary"},   {VF_LEVEL, "初中", "junior"},
    {VF_SETTING, "城区", "urban"},   {VF_SETTING, "镇区", "town"},
    {VF_SETTING, "乡村", "rural"},   {VF_OWNERSHIP, "公办", "public"},
    {VF_OWNERSHIP, "民办", "private"}, {VF_OWNERSHIP, "政府购买学位", "purchased"},
    {VF_ADDRESS, "无", "none"},      {VF_ADDRESS, "区外", "outside"},
};

const char *vf_coded(vf_form form, const char *text) {
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].form == form &&
            (strcmp(text, codes[i].chinese) == 0 || strcmp(text, codes[i].english) == 0)) {
            return codes[i].english;
        }
    }
    return NULL;
}

const vf_column *vf_student_column(const char *name) {
    for (size_t i = 0; i < vf_column_count; i++) {
        const vf_column *column = &vf_columns[i];
        if (column->table == VF_STUDENTS &&
            (strcmp(column->name, name) == 0 || strcmp(column->alias, name) == 0)) {
            return column;
        }
    }
    return NULL;
}

/* Chinese characters are the ideographs of Unicode, in and outside the basic plane. */
static bool is_ideograph(uint32_t code) {
    return (code >= 0x3400 && code <= 0x4DBF) || (code >= 0x4E00 && code <= 0x9FFF) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x323AF) ||
           code == 0x3007;
}

bool vf_is_id(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    size_t length = strlen(text);
    while (*at != '\0') {
        if (*at < 0x80) {
            bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
            if (!letter && !(*at >= '0' && *at <= '9') && strchr("-_.~", *at) == NULL) {
                return false;
            }
            at++;
        } else {
            size_t more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : 1;
            uint32_t code = *at & (0x3FU >> more);
            for (at++; more > 0 && *at != '\0'; more--, at++) {
                code = code << 6 | (*at & 0x3FU);
            }
            if (more > 0 || !is_ideograph(code)) {
                return false;
            }
        }
    }
    return length >= 1 && length <= 64;
}
