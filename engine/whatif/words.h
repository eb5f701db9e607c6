/* Every figure that runs are compared by, and every rule that can move a child: once, with its
 * words in both languages of published files (spec 1). */
#ifndef HP_WHATIF_WORDS_H
#define HP_WHATIF_WORDS_H

/* X(code, form, English, Chinese), in the order of the comparison. The form: a whole number, or
 * hundredths of what the words say. {of}: what the figure is of, where there are several. */
/* clang-format off */
#define HP_FIGURE_TABLE(X)                                                                         \
    X(children, WHOLE, "children", "学生")                                                         \
    X(new_children, WHOLE, "children whom the season as it is does not have", "原方案没有的学生")  \
    X(gone_children, WHOLE, "children of the season as it is who are missing", "比原方案减少的学生") \
    X(unplaced, WHOLE, "without a seat", "待安排")                                                 \
    X(unplaced_guaranteed, WHOLE, "without a seat, guaranteed", "待安排（保障入学）")              \
    X(newly_unplaced, WHOLE, "newly without a seat", "新增待安排")                                 \
    X(newly_unplaced_guaranteed, WHOLE, "newly without a seat, guaranteed", "新增待安排（保障入学）") \
    X(newly_placed, WHOLE, "no longer without a seat", "不再待安排")                               \
    X(unplaced_category, WHOLE, "without a seat, category {of}", "待安排，生源类别“{of}”")         \
    X(moved, WHOLE, "children who move to another school", "改变学校的学生")                       \
    X(moved_rule, WHOLE, "children who move because: {of}", "改变学校的原因：{of}")                \
    X(kept, WHOLE, "placed by the earlier run", "前批次已安排")                                    \
    X(fixed, WHOLE, "placed by documents", "单列安置")                                             \
    X(elsewhere, WHOLE, "elsewhere", "另有去向")                                                   \
    X(admitted_stage, WHOLE, "admitted, stage {of}", "安排就读，批次“{of}”")                       \
    X(admitted_category, WHOLE, "admitted, category {of}", "安排就读，生源类别“{of}”")             \
    X(admitted_route, WHOLE, "admitted, route {of}", "安排就读，途径“{of}”")                       \
    X(yielded_stage, WHOLE, "yielded seats to later guaranteed children, stage {of}", "让出学位给后续批次保障入学学生，批次“{of}”") \
    X(nearby_count, WHOLE, "placed at a nearby school", "就近入学人数")                            \
    X(nearby_of, WHOLE, "placed at schools that count as nearby or not", "计入就近入学统计的人数") \
    X(nearby_percent, HUNDREDTHS, "nearby schools, percent", "就近入学比例（%）")                  \
    X(migrants_count, WHOLE, "migrants placed at public or purchased schools", "随迁子女在公办学校或政府购买学位就读人数") \
    X(migrants_of, WHOLE, "migrants", "随迁子女人数")                                              \
    X(migrants_percent, HUNDREDTHS, "migrants at public or purchased schools, percent", "随迁子女在公办学校或政府购买学位就读比例（%）") \
    X(metres_of, WHOLE, "children whose distance is known", "有路程的学生")                        \
    X(metres_mean, WHOLE, "mean distance, m", "平均路程（米）")                                    \
    X(metres_p95, WHOLE, "95th percentile of the distances, m", "路程第 95 百分位（米）")          \
    X(metres_longest, WHOLE, "longest distance, m", "最远路程（米）")                              \
    X(feeder_splits, WHOLE, "primary schools whose graduates go to more than one junior school", "毕业生分往两所及以上初中的小学") \
    X(feeder_juniors, WHOLE, "junior schools of the graduates of {of}", "“{of}”毕业生所去初中数")  \
    X(school_seats, WHOLE, "seats, {of}", "学位，{of}")                                            \
    X(school_placed, WHOLE, "children, {of}", "学生，{of}")                                        \
    X(school_classes, WHOLE, "classes, {of}", "班数，{of}")                                        \
    X(class_children, HUNDREDTHS, "children per class, {of}", "班均人数，{of}")

/* X(code, English, Chinese): asked in this order, the first that differs is told. */
#define HP_MOVE_TABLE(X)                                                                           \
    X(new_child, "a child whom the season as it is does not have", "原方案没有的学生")             \
    X(child_gone, "a child of the season as it is who is missing", "比原方案减少的学生")           \
    X(document, "the document that places the child, or its destination", "单列安置或去向")        \
    X(category, "the category", "生源类别")                                                        \
    X(guarantee, "whether a seat is guaranteed", "是否保障入学")                                   \
    X(address, "the deciding address", "认定地址")                                                 \
    X(stage, "a stage that serves the child", "面向该生的批次")                                    \
    X(schools, "the schools that the stage's routes give, or the way there", "该批次入学途径给出的学校或路程") \
    X(seats, "the seats of a school within reach", "可安排学校的学位")                             \
    X(rules, "the rules of the stage", "该批次的规则")                                             \
    X(order, "what the child is ordered by", "排序依据")                                           \
    X(earlier, "the seats that earlier stages left", "前面批次留下的学位")                         \
    X(others, "other children, of whom one moves for a reason above", "其他学生去向改变的连带影响")
/* clang-format on */

#endif
