#include "invent/policy_text.h"

/* clang-format off */
#define BASIS(article)                                                                             \
    "\"basis\": [{\"document\": \"示例招生办法\", \"article\": \"" article                         \
    "\", \"text\": \"示例条款，非任何真实文件\"}]"

static const char junior_categories[] =
    "{\n"
    " \"name\": \"示例初中招生政策\",\n"
    " " BASIS("示例第一条") ",\n"
    " \"categories\": [\n"
    "  {\"id\": \"A\", \"name\": \"三址一致\", " BASIS("示例第二条") ",\n"
    "   \"when\": {\"all\": [{\"same\": [\"hukou\", \"property\", \"residence\"]},\n"
    "                    {\"in_service_area\": \"residence\"},\n"
    "                    {\"column\": \"property_share\", \"at_least\": 51}]},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": true},\n"
    "  {\"id\": \"B\", \"name\": \"服务区内自有房产\", " BASIS("示例第三条") ",\n"
    "   \"when\": {\"in_service_area\": \"property\"},\n"
    "   \"address\": [\"property\"], \"guaranteed\": true},\n"
    "  {\"id\": \"C\", \"name\": \"服务区内户籍\", " BASIS("示例第四条") ",\n"
    "   \"when\": {\"in_service_area\": \"hukou\"},\n"
    "   \"address\": [\"hukou\"], \"guaranteed\": true},\n"
    "  {\"id\": \"L\", \"name\": \"服务区内实际居住\", " BASIS("示例第五条") ",\n"
    "   \"when\": {\"all\": [{\"column\": \"migrant\", \"equals\": \"0\"},\n"
    "                    {\"in_service_area\": \"residence\"}]},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": true},\n"
    "  {\"id\": \"D\", \"name\": \"积分达标\", " BASIS("示例第六条") ",\n"
    "   \"when\": {\"all\": [{\"column\": \"migrant\", \"equals\": \"1\"},\n"
    "                    {\"column\": \"points\", \"at_least\": 57}]},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": {\"column\": \"agrees\", \"equals\": \"1\"}},\n"
    "  {\"id\": \"E\", \"name\": \"非服务区毕业生\", " BASIS("示例第七条") ",\n"
    "   \"when\": {\"column\": \"migrant\", \"equals\": \"0\"},\n"
    "   \"address\": [\"property\", \"residence\"], \"guaranteed\": true},\n"
    "  {\"id\": \"F\", \"name\": \"本区小学毕业的其他随迁子女\", " BASIS("示例第八条") ",\n"
    "   \"when\": {\"all\": [{\"column\": \"migrant\", \"equals\": \"1\"},\n"
    "                    {\"column\": \"primary_id\", \"known\": true}]},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": true},\n"
    "  {\"id\": \"G\", \"name\": \"区外来区其他随迁子女\", " BASIS("示例第九条") ",\n"
    "   \"when\": {\"column\": \"migrant\", \"equals\": \"1\"},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": false}],\n"
    " \"guarantee_order\": [\"A\", \"B\", \"C\", \"L\", \"E\", \"F\", \"D\"],\n"
    " \"stages\": [\n"
    "  {\"id\": \"feeder\", \"name\": \"对口直升\", " BASIS("示例第十条") ",\n"
    "   \"serve\": [\"A\", \"B\", \"C\", \"L\"], \"routes\": [{\"kind\": \"feeder\"}],\n"
    "   \"choose\": \"nearest\", \"protect\": [\"D\"],\n"
    "   \"order\": {\"C\": [{\"key\": \"settled_on\"}]}},\n";

/* %s: the limit of `any` routes, four times. */
static const char junior_stages[] =
    "  {\"id\": \"overflow\", \"name\": \"统筹安排\", " BASIS("示例第十一条") ",\n"
    "   \"serve\": [\"A\", \"B\", \"C\", \"L\", \"E\", \"F\"],\n"
    "   \"routes\": [{\"kind\": \"sibling\"}, {\"kind\": \"zone\"}, {\"kind\": \"group\"%s},\n"
    "              {\"kind\": \"any\"%s}],\n"
    "   \"choose\": \"nearest\"},\n"
    "  {\"id\": \"choice\", \"name\": \"积分志愿\", " BASIS("示例第十二条") ",\n"
    "   \"serve\": [\"D\"], \"routes\": [{\"kind\": \"choice\"}], \"choose\": \"serial\",\n"
    "   \"order\": {\"D\": [{\"key\": \"points\", \"direction\": \"descending\"}, {\"key\": \"lottery\"}]}},\n"
    "  {\"id\": \"adjust\", \"name\": \"积分调剂\", " BASIS("示例第十三条") ",\n"
    "   \"serve\": [\"D\"], \"choose\": \"nearest\",\n"
    "   \"routes\": [{\"kind\": \"any\", \"setting\": [\"urban\"]%s,\n"
    "               \"when\": {\"column\": \"agrees\", \"equals\": \"1\"}}]},\n"
    "  {\"id\": \"rest\", \"name\": \"余位统筹\", " BASIS("示例第十四条") ",\n"
    "   \"serve\": [\"D\", \"G\"], \"choose\": \"nearest\",\n"
    "   \"routes\": [{\"kind\": \"any\"%s, \"when\": {\"column\": \"agrees\", \"equals\": \"1\"}}]}],\n"
    " \"indicators\": {\"nearby_routes\": [\"feeder\", \"zone\"], \"nearby_target\": 0.95,\n"
    "                \"migrant_categories\": [\"D\", \"F\"], \"migrant_target\": 0.85},\n";

static const char primary_categories[] =
    "{\n"
    " \"name\": \"示例小学招生政策\",\n"
    " " BASIS("示例第一条") ",\n"
    " \"categories\": [\n"
    "  {\"id\": \"A\", \"name\": \"房户一致\", " BASIS("示例第二条") ",\n"
    "   \"when\": {\"all\": [{\"same\": [\"hukou\", \"property\"]}, {\"zoned\": \"property\"},\n"
    "                    {\"column\": \"property_share\", \"at_least\": 51}]},\n"
    "   \"address\": [\"property\"], \"guaranteed\": true},\n"
    "  {\"id\": \"B\", \"name\": \"有房\", " BASIS("示例第三条") ",\n"
    "   \"when\": {\"zoned\": \"property\"}, \"address\": [\"property\"], \"guaranteed\": true},\n"
    "  {\"id\": \"C\", \"name\": \"有户\", " BASIS("示例第四条") ",\n"
    "   \"when\": {\"have\": \"hukou\"}, \"address\": [\"hukou\"], \"guaranteed\": true},\n"
    "  {\"id\": \"D\", \"name\": \"积分达标\", " BASIS("示例第五条") ",\n"
    "   \"when\": {\"all\": [{\"column\": \"migrant\", \"equals\": \"1\"},\n"
    "                    {\"column\": \"points\", \"at_least\": 57}]},\n"
    "   \"address\": [\"residence\"], \"guaranteed\": {\"column\": \"agrees\", \"equals\": \"1\"}},\n"
    "  {\"id\": \"E\", \"name\": \"其他\", " BASIS("示例第六条") ",\n"
    "   \"when\": {\"have\": \"residence\"}, \"address\": [\"residence\"], \"guaranteed\": false}],\n"
    " \"stages\": [\n"
    "  {\"id\": \"zone\", \"name\": \"服务区\", " BASIS("示例第七条") ",\n"
    "   \"serve\": [\"A\", \"B\", \"C\"], \"routes\": [{\"kind\": \"zone\"}], \"choose\": \"nearest\",\n"
    "   \"order\": {\"C\": [{\"key\": \"settled_on\"}]}},\n";

static const char primary_stages[] =
    "  {\"id\": \"points\", \"name\": \"积分入学\", " BASIS("示例第八条") ",\n"
    "   \"serve\": [\"D\"], \"choose\": \"serial\",\n"
    "   \"routes\": [{\"kind\": \"choice\"},\n"
    "              {\"kind\": \"any\", \"setting\": [\"urban\", \"town\"]%s,\n"
    "               \"when\": {\"column\": \"agrees\", \"equals\": \"1\"}}],\n"
    "   \"order\": {\"D\": [{\"key\": \"points\", \"direction\": \"descending\"}, {\"key\": \"lottery\"}]}},\n"
    "  {\"id\": \"rest\", \"name\": \"统筹\", " BASIS("示例第九条") ",\n"
    "   \"serve\": [\"A\", \"B\", \"C\", \"D\", \"E\"], \"choose\": \"nearest\",\n"
    "   \"routes\": [{\"kind\": \"sibling\"}, {\"kind\": \"group\"%s}, {\"kind\": \"any\"%s}]}],\n"
    " \"indicators\": {\"nearby_routes\": [\"zone\"], \"nearby_target\": 0.95,\n"
    "                \"migrant_categories\": [\"D\"], \"migrant_target\": 0.85},\n";

static const char ending[] =
    " \"remedy\": \"对结果有异议的，可在公示期内向招生办公室申请复核。\",\n"
    " \"roster_columns\": [\"name\", \"gender\", \"birth_date\"],\n"
    " \"warning\": {\"red\": 1.0, \"orange\": 0.95, \"yellow\": 0.9}\n"
    "}\n";

/* clang-format on */
void invent_policy(hp_buffer *out, bool primary, int32_t within_m) {
    hp_buffer limit = {0};
    if (within_m > 0) {
        hp_buffer_format(&limit, ", \"within_m\": %d", within_m);
    }
    const char *text = hp_buffer_get(&limit);
    hp_buffer_text(out, primary ? primary_categories : junior_categories);
    if (primary) {
        hp_buffer_format(out, primary_stages, text, text, text);
    } else {
        hp_buffer_format(out, junior_stages, text, text, text, text);
    }
    hp_buffer_text(out, ending);
    out->failed = out->failed || limit.failed;
    hp_buffer_free(&limit);
}
