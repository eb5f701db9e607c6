#include "verify/columns.h"

#include <string.h>

static const vf_column students[] = {
    {"student_id", "报名号"},
    {"register_no", "学籍号"},
    {"name", "姓名"},
    {"gender", "性别"},
    {"birth_date", "出生日期"},
    {"id_type", "证件类型"},
    {"id_number", "证件号码"},
    {"primary_id", "毕业小学"},
    {"hukou_area", "户籍居住单元"},
    {"property_area", "房产居住单元"},
    {"residence_area", "实际居住单元"},
    {"property_share", "房产份额"},
    {"migrant", "随迁"},
    {"points", "积分"},
    {"settled_on", "落户日期"},
    {"property_on", "房产登记日期"},
    {"choice_1", "志愿1"},
    {"choice_2", "志愿2"},
    {"choice_3", "志愿3"},
    {"choice_4", "志愿4"},
    {"choice_5", "志愿5"},
    {"choice_6", "志愿6"},
    {"choice_7", "志愿7"},
    {"choice_8", "志愿8"},
    {"choice_9", "志愿9"},
    {"agrees", "服从调剂"},
    {"sibling_school", "兄姐学校"},
    {"bundle", "多胞胎组"},
    {"fixed_school", "单列学校"},
    {"fixed_basis", "单列依据"},
    {"destination", "去向"},
    {"destination_basis", "去向依据"},
    {"hukou_checked", "户籍核验"},
    {"property_checked", "房产核验"},
    {"residence_checked", "居住核验"},
    {"points_checked", "积分核验"},
    {NULL, NULL},
};

static const vf_column others[] = {
    {"school_id", "校区编号"},
    {"code", "学校标识码"},
    {"level", "学段"},
    {"setting", "城乡"},
    {"ownership", "办学性质"},
    {"boarding", "寄宿"},
    {"built_year", "建成年份"},
    {"size_cap", "规模上限"},
    {"x", "横坐标"},
    {"x", "经度"},
    {"y", "纵坐标"},
    {"y", "纬度"},
    {"classes", "起始班数"},
    {"class_size", "班额"},
    {"continuing", "其他年级在校生"},
    {"plan", "招生计划"},
    {"reserved", "预留学位"},
    {"group", "教育集团"},
    {"accepts_overflow", "接收统筹"},
    {"rooms", "可增班数"},
    {"class_cost", "增班成本"},
    {"area_id", "居住单元编号"},
    {"primary_id", "小学"},
    {"junior_id", "初中"},
    {"metres", "米"},
    {"year", "年份"},
    {"category", "生源类别"},
    {"children", "人数"},
    {"name", "学校名称"},
    {"name", "居住单元名称"},
    {NULL, NULL},
};

const vf_column *vf_student_columns(void) {
    return students;
}

bool vf_means(const vf_column *columns, const char *header, const char *name) {
    if (strcmp(header, name) == 0) {
        return true;
    }
    for (const vf_column *column = columns; column->english != NULL; column++) {
        if (strcmp(column->english, name) == 0 && strcmp(column->chinese, header) == 0) {
            return true;
        }
    }
    return false;
}

int vf_find_column(const vf_grid *grid, bool of_students, const char *name) {
    for (size_t i = 0; i < grid->columns; i++) {
        if (vf_means(of_students ? students : others, vf_at(grid, 0, i), name)) {
            return (int)i;
        }
    }
    return -1;
}

/* Words of coded columns and what they are read as (spec 2). */
static const char *const codes[][3] = {
    {"level", "小学", "primary"},
    {"level", "初中", "junior"},
    {"setting", "城区", "urban"},
    {"setting", "镇区", "town"},
    {"setting", "乡村", "rural"},
    {"ownership", "公办", "public"},
    {"ownership", "政府购买学位", "purchased"},
    {"ownership", "民办", "private"},
    {"boarding", "否", "0"},
    {"boarding", "是", "1"},
    {"accepts_overflow", "否", "0"},
    {"accepts_overflow", "是", "1"},
    {"migrant", "否", "0"},
    {"migrant", "是", "1"},
    {"agrees", "否", "0"},
    {"agrees", "是", "1"},
    {"hukou_area", "无", "none"},
    {"hukou_area", "区外", "outside"},
    {"property_area", "无", "none"},
    {"property_area", "区外", "outside"},
    {"residence_area", "无", "none"},
    {"residence_area", "区外", "outside"},
};

const char *vf_decoded(const char *column, const char *cell) {
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i][0], column) == 0 && strcmp(codes[i][1], cell) == 0) {
            return codes[i][2];
        }
    }
    return cell;
}
