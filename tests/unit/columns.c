/* The table of spec 2, written out, against the columns that the engine knows; what defaults and
 * Chinese headers and values mean, by whole runs. */
#include "season/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

typedef struct expected {
    const char *name;
    const char *chinese;
    char must;         /* 'r': column and cells, 'c': the column, 'o': neither */
    const char *codes; /* "code=word …"; NULL: any cell */
    const char *too;   /* a second Chinese name; NULL: none */
} expected;

#define BITS "0=否 1=是"

static const expected schools[] = {
    {"school_id", "校区编号", 'r', NULL, NULL},
    {"code", "学校标识码", 'o', NULL, NULL},
    {"name", "学校名称", 'r', NULL, NULL},
    {"level", "学段", 'r', "primary=小学 junior=初中", NULL},
    {"setting", "城乡", 'r', "urban=城区 town=镇区 rural=乡村", NULL},
    {"ownership", "办学性质", 'r', "public=公办 purchased=政府购买学位 private=民办", NULL},
    {"boarding", "寄宿", 'o', BITS, NULL},
    {"built_year", "建成年份", 'r', NULL, NULL},
    {"size_cap", "规模上限", 'o', NULL, NULL},
    {"x", "横坐标", 'r', NULL, "经度"},
    {"y", "纵坐标", 'r', NULL, "纬度"},
    {"classes", "起始班数", 'r', NULL, NULL},
    {"class_size", "班额", 'o', NULL, NULL},
    {"continuing", "其他年级在校生", 'r', NULL, NULL},
    {"plan", "招生计划", 'o', NULL, NULL},
    {"reserved", "预留学位", 'o', NULL, NULL},
    {"group", "教育集团", 'o', NULL, NULL},
    {"accepts_overflow", "接收统筹", 'o', BITS, NULL},
    {"rooms", "可增班数", 'o', NULL, NULL},
    {"class_cost", "增班成本", 'o', NULL, NULL},
};

static const expected areas[] = {
    {"area_id", "居住单元编号", 'r', NULL, NULL},
    {"name", "居住单元名称", 'c', NULL, NULL},
    {"x", "横坐标", 'r', NULL, "经度"},
    {"y", "纵坐标", 'r', NULL, "纬度"},
};

static const expected zones[] = {
    {"area_id", "居住单元编号", 'r', NULL, NULL},
    {"school_id", "校区编号", 'r', NULL, NULL},
};

static const expected feeders[] = {
    {"primary_id", "小学", 'r', NULL, NULL},
    {"junior_id", "初中", 'r', NULL, NULL},
    {"area_id", "居住单元编号", 'o', NULL, NULL},
};

static const expected distances[] = {
    {"area_id", "居住单元编号", 'r', NULL, NULL},
    {"school_id", "校区编号", 'r', NULL, NULL},
    {"metres", "米", 'r', NULL, NULL},
};

static const expected projection[] = {
    {"year", "年份", 'r', NULL, NULL},
    {"area_id", "居住单元编号", 'r', NULL, NULL},
    {"category", "生源类别", 'r', NULL, NULL},
    {"children", "人数", 'r', NULL, NULL},
};

static const expected students[] = {
    {"student_id", "报名号", 'r', NULL, NULL},
    {"register_no", "学籍号", 'o', NULL, NULL},
    {"name", "姓名", 'o', NULL, NULL},
    {"gender", "性别", 'o', NULL, NULL},
    {"birth_date", "出生日期", 'o', NULL, NULL},
    {"id_type", "证件类型", 'o', NULL, NULL},
    {"id_number", "证件号码", 'o', NULL, NULL},
    {"primary_id", "毕业小学", 'c', NULL, NULL},
    {"hukou_area", "户籍居住单元", 'c', NULL, NULL},
    {"property_area", "房产居住单元", 'c', NULL, NULL},
    {"residence_area", "实际居住单元", 'c', NULL, NULL},
    {"property_share", "房产份额", 'o', NULL, NULL},
    {"migrant", "随迁", 'c', BITS, NULL},
    {"points", "积分", 'o', NULL, NULL},
    {"settled_on", "落户日期", 'o', NULL, NULL},
    {"property_on", "房产登记日期", 'o', NULL, NULL},
    {"choice_1", "志愿1", 'o', NULL, NULL},
    {"choice_2", "志愿2", 'o', NULL, NULL},
    {"choice_3", "志愿3", 'o', NULL, NULL},
    {"choice_4", "志愿4", 'o', NULL, NULL},
    {"choice_5", "志愿5", 'o', NULL, NULL},
    {"choice_6", "志愿6", 'o', NULL, NULL},
    {"choice_7", "志愿7", 'o', NULL, NULL},
    {"choice_8", "志愿8", 'o', NULL, NULL},
    {"choice_9", "志愿9", 'o', NULL, NULL},
    {"agrees", "服从调剂", 'o', BITS, NULL},
    {"sibling_school", "兄姐学校", 'o', NULL, NULL},
    {"bundle", "多胞胎组", 'o', NULL, NULL},
    {"fixed_school", "单列学校", 'o', NULL, NULL},
    {"fixed_basis", "单列依据", 'o', NULL, NULL},
    {"destination", "去向", 'o', NULL, NULL},
    {"destination_basis", "去向依据", 'o', NULL, NULL},
    {"hukou_checked", "户籍核验", 'o', NULL, NULL},
    {"property_checked", "房产核验", 'o', NULL, NULL},
    {"residence_checked", "居住核验", 'o', NULL, NULL},
    {"points_checked", "积分核验", 'o', NULL, NULL},
};

#define TABLE(name)                                                                                \
    { #name, name, sizeof(name) / sizeof *(name) }

static const struct {
    const char *name;
    const expected *columns;
    size_t count;
} tables[HP_TABLES] = {[HP_SCHOOLS] = TABLE(schools),      [HP_AREAS] = TABLE(areas),
                       [HP_ZONES] = TABLE(zones),          [HP_FEEDERS] = TABLE(feeders),
                       [HP_STUDENTS] = TABLE(students),    [HP_DISTANCES] = TABLE(distances),
                       [HP_PROJECTION] = TABLE(projection)};

/* Claims that the codes are those of "code=word …" and no others. */
static void claim_codes(const hp_column *column, const char *codes) {
    hp_buffer told = {0};
    for (const hp_code *code = column->codes; code != NULL && code->code != NULL; code++) {
        hp_buffer_format(&told, "%s%s=%s", told.length > 0 ? " " : "", code->code, code->chinese);
        UNIT_SAME(hp_code_of(column, code->code), code->code);
        UNIT_SAME(hp_code_of(column, code->chinese), code->code);
    }
    UNIT_SAME(hp_buffer_get(&told), codes == NULL ? "" : codes);
    UNIT_SAME(hp_code_of(column, "2"), NULL);
    UNIT_SAME(hp_code_of(column, ""), NULL);
    hp_buffer_free(&told);
}

static void the_columns_are_those_of_spec_2(void) {
    static const char must[] = {[HP_REQUIRED] = 'r', [HP_PRESENT] = 'c', [HP_OPTIONAL] = 'o'};
    for (int table = 0; table < HP_TABLES; table++) {
        size_t count = 0;
        const hp_column *columns = hp_columns((hp_table_id)table, &count);
        UNIT_SAME(hp_table_name((hp_table_id)table), tables[table].name);
        CU_ASSERT_EQUAL_FATAL(count, tables[table].count);
        for (size_t i = 0; i < count; i++) {
            const expected *wanted = &tables[table].columns[i];
            UNIT_SAME(columns[i].name, wanted->name);
            UNIT_SAME(columns[i].chinese, wanted->chinese);
            UNIT_SAME(columns[i].chinese_too, wanted->too);
            UNIT_CLAIM(must[columns[i].presence] == wanted->must, "%s.%s must be '%c'",
                       tables[table].name, wanted->name, wanted->must);
            claim_codes(&columns[i], wanted->codes);
        }
    }
}

/* The run of the season in the folder: its file, to be freed. */
static char *run_file(const char *dir, const char *name) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    const char *out = unit_path("out");
    hp_status status = hp_season_open(&season, dir, findings);
    UNIT_CLAIM(status == HP_OK, "%s", hp_findings_json(findings));
    if (status == HP_OK) {
        CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
        CU_ASSERT_EQUAL_FATAL(hp_run_write(run, out, findings), HP_OK);
    }
    char *text = unit_read(out, name, NULL);
    unit_remove(out);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    return text;
}

static void claim_same_run(const char *dir, const char *other_dir, const char *name) {
    char *wanted = run_file(other_dir, name);
    char *got = run_file(dir, name);
    UNIT_SAME(got, wanted);
    CU_ASSERT(wanted != NULL && strlen(wanted) > 100);
    free(got);
    free(wanted);
}

/* Writes the Chinese header in the place of the English one, in the header row alone. */
static void translate_header(const char *dir, const char *file, const expected *columns,
                             size_t count) {
    char *text = unit_read(dir, file, NULL);
    hp_buffer out = {0};
    size_t header = strcspn(text, "\n");
    for (size_t at = 0; at < header;) {
        size_t length = strcspn(text + at, ",\n");
        for (size_t i = 0; i < count; i++) {
            if (strlen(columns[i].name) == length &&
                strncmp(text + at, columns[i].name, length) == 0) {
                hp_buffer_text(&out, columns[i].chinese);
            }
        }
        at += length;
        hp_buffer_append(&out, text + at++, 1);
    }
    hp_buffer_text(&out, text + header + 1);
    unit_write(dir, file, hp_buffer_get(&out), out.length);
    hp_buffer_free(&out);
    free(text);
}

static void chinese_headers_and_values_mean_the_same(void) {
    const char *dir = unit_tiny("chinese");
    for (int table = HP_SCHOOLS; table <= HP_STUDENTS; table++) {
        char file[32];
        snprintf(file, sizeof file, "%s.csv", tables[table].name);
        translate_header(dir, file, tables[table].columns, tables[table].count);
    }
    unit_edit(dir, "schools.csv", ",primary,urban,public,", ",小学,城区,公办,");
    unit_edit(dir, "schools.csv", ",junior,", ",初中,");
    unit_edit(dir, "schools.csv", ",town,", ",镇区,");
    unit_edit(dir, "students.csv", ",1,61.5,,J1,J2,1,", ",是,61.5,,J1,J2,是,");
    unit_edit(dir, "students.csv", ",0,,", ",否,,");
    unit_edit(dir, "students.csv", "outside", "区外");
    unit_edit(dir, "students.csv", "none", "无");
    claim_same_run(dir, unit_tiny("plain"), "allocation.csv");
    claim_same_run(dir, unit_tiny("plain"), "schools.csv");
}

/* The small season with classes that bind at J1 and the campus that binds at J2; its last stage
 * needs schools that accept overflow. */
static const char *without_plans(const char *name) {
    const char *dir = unit_tiny(name);
    unit_edit(dir, "schools.csv", "96,4,\n", "96,,\n");
    unit_edit(dir, "schools.csv", "90,5,1\n", "1993,,1\n");
    unit_edit(dir, "policy.json", "{\"kind\": \"zone\"}, ", "");
    return dir;
}

/* The school's cells that the small season leaves out, with their defaults. */
static void claim_defaults(const char *j1, const char *j2) {
    const char *dir = without_plans("defaults");
    unit_edit(dir, "schools.csv", "plan,reserved\n",
              "plan,reserved,boarding,size_cap ,\xe3\x80\x80"
              "class_size,accepts_overflow,rooms,class_cost\n");
    unit_edit(dir, "schools.csv", "200,,\n", "200,,,,,,,,\n");
    unit_edit(dir, "schools.csv", "96,,\n", j1);
    unit_edit(dir, "schools.csv", "1993,,1\n", j2);
    claim_same_run(dir, without_plans("plain"), "allocation.csv");
    claim_same_run(dir, without_plans("plain"), "schools.csv");
}

static void a_missing_column_means_its_default(void) {
    claim_defaults("96,,0,0,2400,50,1,0,1\n", "1993,,1,0,2000,50,1,0,1\n");
}

static void an_empty_optional_cell_means_its_default(void) {
    claim_defaults("96,,,,,,,,\n", "1993,,1,,,,,,\n");
}

static void the_defaults_bind(void) {
    char *text = run_file(without_plans("plain"), "schools.csv");
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    UNIT_CLAIM(strstr(text, "\nJ1,") != NULL && strstr(strstr(text, "\nJ1,"), ",50,") != NULL,
               "one class of 50 is in %s", text);
    UNIT_CLAIM(strstr(text, "\nJ2,") != NULL && strstr(strstr(text, "\nJ2,"), ",6,") != NULL,
               "2000 less 1993 less 1 is in %s", text);
    free(text);
    text = run_file(without_plans("plain"), "allocation.csv");
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    UNIT_CLAIM(strstr(text, "\n26007,admitted,rest,G,any,") != NULL, "an overflow is in %s", text);
    free(text);
}

static CU_TestInfo tests[] = {
    {"the columns are those of spec 2", the_columns_are_those_of_spec_2},
    {"Chinese headers and values mean the same", chinese_headers_and_values_mean_the_same},
    {"a missing column means its default", a_missing_column_means_its_default},
    {"the defaults are those of the law", the_defaults_bind},
    {"an empty optional cell means its default", an_empty_optional_cell_means_its_default},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "columns", .pTests = tests},
    CU_SUITE_INFO_NULL,
};
