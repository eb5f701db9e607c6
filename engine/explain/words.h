/* Every sentence that an explanation can hold, once, in both languages (spec 1 for the words).
 *
 * X(code, part, English, Chinese): {name} stands for the value of that name. An explanation is read
 * by one family: no sentence has a place for another child's data. */
#ifndef HP_EXPLAIN_WORDS_H
#define HP_EXPLAIN_WORDS_H

/* The parts of an explanation, in their order. */
#define HP_PART_TABLE(X)                                                                           \
    X(internal, "For the office alone, not to be given out", "内部研判，不得对外")                 \
    X(result, "Result", "安排结果")                                                                \
    X(facts, "Facts used", "依据的事实")                                                           \
    X(category, "Category", "生源类别")                                                            \
    X(address, "Deciding address", "认定地址")                                                     \
    X(stages, "Stages", "各批次情况")                                                              \
    X(schools, "Why not another school", "为什么没有安排到其他学校")                               \
    X(metres, "Distances", "路程")                                                                 \
    X(next, "What comes next", "下一步")                                                           \
    X(remedy, "If you disagree", "如有异议")

/* clang-format off */
#define HP_SAY_TABLE(X)                                                                            \
    X(admitted, result, "Child {student_id} is admitted to {school} (stage: {stage}; route: {route}).", \
      "报名号 {student_id}：安排就读{school}（批次：{stage}；入学途径：{route}）。")                \
    X(nearest, result, "Of the schools that stage {stage} gives your child, none is nearer ({metres} m, {method}).", \
      "这是“{stage}”批次中您的孩子可就读的学校中最近的一所（{metres} 米，{method}）。")               \
    X(kept, result, "Child {student_id} keeps the place at {school} from an earlier run (stage: {stage}).", \
      "报名号 {student_id}：前批次已安排就读{school}（批次：{stage}），理由见当时的告知。")        \
    X(fixed, result, "Child {student_id} is placed at {school} by a document: {document}.",        \
      "报名号 {student_id}：单列安置于{school}，依据：{document}。")                               \
    X(elsewhere, result, "Child {student_id} is not to be seated; destination: {destination}.",    \
      "报名号 {student_id}：另有去向（{destination}），不占学位。")                                \
    X(elsewhere_basis, result, "Basis of the destination: {document}.", "去向依据：{document}。")  \
    X(goes_on, result, "Child {student_id} has no place yet and goes on to stage {stage}.",        \
      "报名号 {student_id}：本批次未安排，转入“{stage}”。")                                          \
    X(unplaced, result, "Child {student_id} has no place: no stage that serves the category could give one.", \
      "报名号 {student_id}：待安排。面向该生源类别的各批次均未能安排学位。")                       \
    X(clause, result, "Basis of {rule}: {document} {article}: “{text}”",                           \
      "依据（{rule}）：{document}{article}：“{text}”")                                             \
    X(clause_named, result, "Basis of {rule}: {document} {article}",                               \
      "依据（{rule}）：{document}{article}")                                                       \
    X(fact, facts, "{fact}: {value}; checked: {checked}.", "{fact}：{value}；核验：{checked}。")   \
    X(fact_empty, facts, "{fact}: not on record.", "{fact}：未登记。")                                 \
    X(fact_unchecked, facts, "{fact}: {value}; no record of a check.",                             \
      "{fact}：{value}；未见核验记录。")                                                           \
    X(category_guaranteed, category, "Category: {category} ({category_id}); a seat is guaranteed by law.", \
      "生源类别：{category}（{category_id}），属保障入学。")                                       \
    X(category_other, category, "Category: {category} ({category_id}); a seat is not guaranteed.", \
      "生源类别：{category}（{category_id}），不属保障入学。")                                     \
    X(category_missed, category, "Not of category {category}: it asks that {requirement}; on record: {value}.", \
      "不属于“{category}”：该类别要求{requirement}；登记情况：{value}。")                          \
    X(address, address, "{kind}: {area_name} ({area_id}).", "{kind}：{area_name}（{area_id}）。")  \
    X(primary_inside, address, "The address lies in the service area of the primary school {primary}.", \
      "该地址在毕业小学{primary}的服务区内。")                                                     \
    X(primary_outside, address, "The address does not lie in the service area of the primary school {primary}; the feeder route asks for that.", \
      "该地址不在毕业小学{primary}的服务区内，不能按对口途径安排。")                               \
    X(primary_none, address, "No primary school of the district is on record.", "没有登记本区毕业小学。") \
    X(feeders, address, "Junior schools fed by the primary school: {schools}.", "毕业小学的对口初中：{schools}。") \
    X(feeders_none, address, "The primary school feeds no junior school for this address.",        \
      "毕业小学对该地址没有对口初中。")                                                            \
    X(zone, address, "Schools whose zone holds the address: {schools}.", "服务区含该地址的学校：{schools}。") \
    X(zone_none, address, "The address lies in the zone of no {level} school.",              \
      "该地址不在任何{level}的服务区内。")                                                      \
    X(principle, stages, "{stage}: children are placed together, not one after another by distance: first as many as possible of those whose seat is guaranteed keep one; then, in the order of the rules, {aims}.", \
      "{stage}：本批次不是谁近谁先，而是统一安排：先使保障入学的学生尽可能都有学位，再按规则的次序，{aims}。") \
    X(seats, stages, "{stage}, {school}: free seats at the start of the stage: {free}; seats in all: {seats} ({binding}).", \
      "{stage}，{school}：批次开始时有空余学位 {free} 个（全部学位 {seats} 个，{binding}）。")     \
    X(given, stages, "{stage}, {school}: admitted of category {category}: {count}.",                \
      "{stage}，{school}：安排“{category}”类学生 {count} 名。")                                    \
    X(before, stages, "{stage}, {school}: admitted before your child's turn of category {category}: {count}.", \
      "{stage}，{school}：排在您的孩子之前，安排“{category}”类学生 {count} 名。")                  \
    X(cut_off, stages, "{stage}, {school}: the last child admitted of category {category} had {keys}.", \
      "{stage}，{school}：“{category}”类学生中最后一名安排者的排序值：{keys}。")                   \
    X(passed, stages, "{stage}: no place for your child; it went on to {next}.",                   \
      "{stage}：本批次未安排，转入“{next}”。")                                                       \
    X(no_seats, schools, "{school}: has no seats this season.", "{school}：本季没有学位。")        \
    X(full_unserved, schools, "{school}: its seats went in stage {stage}, which does not serve category {category}.", \
      "{school}：学位已在“{stage}”批次用完，该批次不面向“{category}”类学生。")                        \
    X(full_unrouted, schools, "{school}: its seats went in stage {stage}, whose routes do not give your child this school.", \
      "{school}：学位已在“{stage}”批次用完；在该批次中，您的孩子没有就读该校的入学途径。")            \
    X(full_first, schools, "{school}: its seats went before all stages, to children placed by documents or by an earlier run.", \
      "{school}：学位在各批次之前已用于单列安置和前批次已安排的学生。")                            \
    X(too_far, schools, "{school}: {metres} m from the address; the route {route} of stage {stage} ends at {within_m} m.", \
      "{school}：距认定地址 {metres} 米；“{stage}”的{route}途径以 {within_m} 米为限。")              \
    X(other_setting, schools, "{school}: the route {route} of stage {stage} does not reach schools of its setting ({value}).", \
      "{school}：“{stage}”的{route}途径不含{value}学校。")                                           \
    X(other_ownership, schools, "{school}: the route {route} of stage {stage} does not reach schools of its kind ({value}).", \
      "{school}：“{stage}”的{route}途径不含{value}学校。")                                           \
    X(route_asks, schools, "{school}: the route {route} of stage {stage} asks that {requirement}; on record: {value}.", \
      "{school}：“{stage}”的{route}途径要求{requirement}；登记情况：{value}。")                      \
    X(route_ahead_asks, schools, "{school}: the route {route} of stage {stage}, which is still to come, asks that {requirement}; on record so far: {value}.", \
      "{school}：后续批次“{stage}”的{route}途径要求{requirement}；目前登记情况：{value}。") \
    X(route_later, schools, "{school}: the routes of stage {stage}, in which your child was admitted, do not give it this school; stage {later} places only children who have no place yet.", \
      "{school}：您的孩子已在“{stage}”安排，该批次中没有就读该校的入学途径；“{later}”的入学途径含该校，但只安排尚未安排的学生。") \
    X(route_ahead, schools, "{school}: a route of stage {stage}, which is still to come, gives your child this school.", \
      "{school}：后续批次“{stage}”的入学途径含该校，您的孩子将参加该批次。")                         \
    X(route_ahead_full, schools, "{school}: a route of stage {stage}, which is still to come, gives this school, but it has no free seat at present.", \
      "{school}：后续批次“{stage}”的入学途径含该校，但该校目前已无空余学位。") \
    X(route_earlier, schools, "{school}: a route of stage {stage} gives this school, but that stage ended before this run; who took part in it finds the reason in its explanation.", \
      "{school}：“{stage}”的入学途径含该校，但该批次在本次安排之前已经结束；参加该批次的，理由见当时的告知。") \
    X(no_route, schools, "{school}: in the stages that serve its category your child has no route to this school.", \
      "{school}：在面向您孩子所属类别的各批次中，您的孩子没有就读该校的入学途径。")                                \
    X(costs_place, schools, "{school} ({stage}): {state} With your child there, {count} fewer of the children of category {category} whose seat is guaranteed would have one.", \
      "{school}（{stage}）：{state}如改由您的孩子就读，保障入学的“{category}”类学生将少安排 {count} 名。") \
    X(costs_admit, schools, "{school} ({stage}): {state} With your child there, this stage would admit {count} fewer of the children of category {category}.", \
      "{school}（{stage}）：{state}如改由您的孩子就读，本批次“{category}”类学生将少安排 {count} 名。") \
    X(costs_band, schools, "{school} ({stage}): {state} With your child there, this stage would admit {count} fewer of the children of category {category} who stand in place {band} of its order.", \
      "{school}（{stage}）：{state}如改由您的孩子就读，本批次“{category}”类中排序第 {band} 位的学生将少安排 {count} 名。") \
    X(costs_steps, schools, "{school} ({stage}): {state} With your child there, the ways to school of the children of {category}, counted in steps of {step_m} m, would grow in all by at least {count} ({method}).", \
      "{school}（{stage}）：{state}如改由您的孩子就读，“{category}”类学生的上学路程按每 {step_m} 米一级计，合计至少增加 {count} 级（{method}）。") \
    X(costs_metres, schools, "{school} ({stage}): {state} With your child there, the ways to school of the children of {category} would grow in all by at least {metres} m ({method}).", \
      "{school}（{stage}）：{state}如改由您的孩子就读，“{category}”类学生的上学路程合计至少增加 {metres} 米（{method}）。") \
    X(lottery, schools, "{school} ({stage}): {state} With your child there, nothing that the rules count would be better or worse; so the numbers decided, the smaller first. Your child's number is {number}; it can be computed again from the published seed, the stage's id ({stage_id}) and the child's id (of twins the smallest).", \
      "{school}（{stage}）：{state}如改由您的孩子就读，规则所计的各项结果都不变，因此按随机号从小到大决定；您孩子的随机号为 {number}，可用公布的种子、批次编号 {stage_id} 和报名号（多胞胎用其中最小的）复算。") \
    X(equal_better, schools, "{school} ({stage}): {state} With your child there, nothing that the rules count would be better or worse; of equal schools the nearer comes first, at equal distance the one whose id is first: {here}.", \
      "{school}（{stage}）：{state}如改由您的孩子就读，规则所计的各项结果都不变；这时先安排路程较近的学校，路程相同的按校区编号，即{here}。") \
    X(turn_full, schools, "{school}: at your child's turn the seats of this stage ({stage}), {free}, had gone to children before it in the order.", \
      "{school}：轮到您的孩子时，“{stage}”中该校 {free} 个学位已全部安排给排序在前的学生。")           \
    X(turn_kept, schools, "{school}: seats left at your child's turn in this stage ({stage}): {count}; a seat here for your child would cost a child its guaranteed seat, so they are kept.", \
      "{school}：轮到您的孩子时，“{stage}”中该校余下的 {count} 个学位须留给保障入学的学生，不能安排您的孩子。") \
    X(turn_better, schools, "{school}: comes after the school that your child was given, in this stage's order of routes, choices and distances ({stage}).", \
      "{school}：在“{stage}”中，按入学途径、志愿和路程的先后，该校排在已安排的学校之后。")           \
    X(metres, metres, "From the deciding address to {school}: {metres} m ({method}).",             \
      "从认定地址到{school}：{metres} 米（{method}）。")                                           \
    X(next_final, next, "Later stages do not change the place. Once the result is sealed, enrol with the letter of notice.", \
      "该安排不因后续批次而改变。结果定稿封存后，请凭通知办理入学。")                              \
    X(next_stage, next, "Your child takes part in stage {stage}.", "您的孩子将参加下一批次：“{stage}”。") \
    X(next_choices, next, "Stage {stage} goes by choices: hand in yours in the time that the office announces.", \
      "“{stage}”按志愿安排，请按公告时间填报志愿。")                                                 \
    X(next_shut, next, "The route {route} of stage {stage} asks that {requirement}; on record: {value}; so your child could not be placed by it.", \
      "“{stage}”的{route}途径要求{requirement}；登记情况：{value}，因此未按该途径安排。") \
    X(next_seats, next, "Public schools, purchased seats included, that still have free seats: {schools}. Ask the office whether your child can be placed there.", \
      "目前仍有空余学位的公办学校（含政府购买学位）：{schools}。能否补报，请向招生办公室询问。") \
    X(next_no_seats, next, "No public school, purchased seats included, has a free seat at present.", \
      "公办学校（含政府购买学位）目前均无空余学位。") \
    X(next_office, next, "The office will tell you how a place is found.", "请与区教育行政部门招生办公室联系，由其告知后续安置办法。") \
    X(remedy, remedy, "{text}", "{text}")                                                          \
    X(against_there, internal, "The child is at {school} already.", "该生已安排就读{school}。")    \
    X(against_seats, internal, "With {to} seats at {school} instead of {from} (more: {count}) the child would be there; fewer would not do.", \
      "{school}学位增加 {count} 个（由 {from} 个增至 {to} 个），该生即安排就读该校；少于此数则不能。") \
    X(against_cap, internal, "More seats at {school}, up to {to} (the legal cap, or {count} more), do not bring the child there.", \
      "{school}学位增至 {to} 个（法定上限或增加 {count} 个），该生仍不能安排就读该校。")           \
    X(against_fact, internal, "Were {fact} {to} instead of {from}, the child would be at {school}.", \
      "{fact}如为“{to}”（现为“{from}”），该生即安排就读{school}。")                                \
    X(against_at_cap, internal, "{school} has {to} seats, as many as the law allows.", "{school}有学位 {to} 个，已达法定上限。") \
    X(against_move, internal, "Were household register, property and residence all in {area_name} ({area_id}), the child would be at {school}.", \
      "户籍、房产、实际居住如均在{area_name}（{area_id}），该生即安排就读{school}。")              \
    X(against_move_primary, internal, "Were household register, property and residence all in {area_name} ({area_id}) and the primary school {primary}, the child would be at {school}.", \
      "户籍、房产、实际居住如均在{area_name}（{area_id}），且毕业小学为{primary}，该生即安排就读{school}。") \
    X(against_tried, internal, "Each line was found by running the season with that change alone; changes tried: {count}.", \
      "以上各项均按该项变动单独重新运行得出；共试 {count} 项变动。")

/* Words inside sentences. */
#define HP_WORD_TABLE(X)                                                                           \
    X(all_given, "Seats of this stage: {free}; all went by the rules.", "该校本批次 {free} 个学位已按规则安排完毕；") \
    X(all_kept, "Seats of this stage: {free}; by the rules {given} went and {kept} must be left to children whose seat is guaranteed in later stages.", "该校本批次 {free} 个学位，按规则安排 {given} 个，另 {kept} 个须留给后续批次保障入学的学生；") \
    X(some_left, "The school has seats left in this stage.", "该校本批次尚有空余学位；")           \
    X(straight_line, "straight line", "直线距离")                                                  \
    X(distance_table, "by the distance table", "按距离表")                                         \
    X(unknown, "not on record", "未登记")                                                          \
    X(none, "none", "无")                                                                          \
    X(outside, "outside the district", "区外")                                                     \
    X(yes, "yes", "是")                                                                            \
    X(no, "no", "否")                                                                              \
    X(by_classes, "set by the classes", "由起始班数和班额确定")                                    \
    X(by_size_cap, "set by the campus's size cap", "由校园规模上限确定")                           \
    X(by_plan, "set by the plan", "由招生计划确定")                                                \
    X(hukou, "household register", "户籍地址")                                                     \
    X(property, "property", "房产地址")                                                            \
    X(residence, "residence", "实际居住地址")                                                      \
    X(have, "{address} lies in the district", "{address}在本区")                                   \
    X(same, "{address} are the same", "{address}一致")                                             \
    X(in_service_area, "{address} lies in the own primary school's service area", "{address}在毕业小学服务区内") \
    X(zoned, "{address} lies in the zone of a school", "{address}在学校服务区内")                  \
    X(known, "{fact} is on record", "登记有{fact}")                                                \
    X(not_known, "{fact} is not on record", "没有登记{fact}")                                      \
    X(equals, "{fact} is “{value}”", "{fact}为“{value}”")                                          \
    X(one_of, "{fact} is one of “{value}”", "{fact}为“{value}”之一")                               \
    X(area, "{name} ({id})", "{name}（{id}）")                                                     \
    X(at_least, "{fact} is at least {value}", "{fact}不低于 {value}")                              \
    X(at_most, "{fact} is at most {value}", "{fact}不高于 {value}")                                \
    X(not_before, "{fact} is not before {value}", "{fact}不早于 {value}")                          \
    X(not_after, "{fact} is not after {value}", "{fact}不晚于 {value}")                            \
    X(before, "{fact} is before {value}", "{fact}早于 {value}")                                    \
    X(after, "{fact} is after {value}", "{fact}晚于 {value}")                                      \
    X(not, "it is not so that {requirement}", "不具备“{requirement}”的情形")                       \
    X(group, "({requirement})", "（{requirement}）")                                               \
    X(or, " or ", "，或者")                                                                        \
    X(and, " and ", "，并且")                                                                      \
    X(urban, "urban", "城区") X(town, "town", "镇区") X(rural, "rural", "乡村")                    \
    X(public, "public", "公办") X(purchased, "purchased", "政府购买学位") X(private, "private", "民办") \
    X(feeder_route, "feeder", "对口") X(zone_route, "zone", "服务区") X(sibling_route, "sibling", "兄姐同校") \
    X(choice_route, "choice", "志愿") X(group_route, "group", "教育集团") X(any_route, "any", "全区余位") \
    X(level_primary, "primary", "小学") X(level_junior, "junior", "初中")                          \
    X(aim_admit, "as many as possible are admitted", "尽可能多安排学生")                           \
    X(aim_nearness, "their ways to school are as short as possible in all", "使学生上学路程的合计尽可能短") \
    X(list, ", ", "、") X(key, "{fact} {value}", "{fact} {value}")                                 \
    X(distance_key, "distance {value} m", "到最近学校 {value} 米") X(lottery_key, "number {value}", "随机号 {value}")
/* clang-format on */

#endif
