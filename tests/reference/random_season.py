#!/usr/bin/env python3
"""Write a random valid tiny season, to compare the engine with the reference solver.

A season has 1 to 7 students, 1 to 4 schools of its level with 0 to 3 seats
each, and 2 to 6 areas on a coarse grid, so that seats are short, children
compete and metres tie often. Over many seeds the seasons use most of what the
contract of files and meaning offers. The same seed always gives the same files.
"""

import argparse
import csv
import io
import json
import random
from pathlib import Path

BASIS = [{"document": "示例文件", "article": "第一条", "text": "示例条款，非任何真实文件"}]
ADDRESSES = ("hukou", "property", "residence")

CHINESE_HEADERS = {
    "schools": {
        "school_id": "校区编号", "code": "学校标识码", "name": "学校名称", "level": "学段",
        "setting": "城乡", "ownership": "办学性质", "boarding": "寄宿", "built_year": "建成年份",
        "size_cap": "规模上限", "classes": "起始班数", "class_size": "班额",
        "continuing": "其他年级在校生", "plan": "招生计划", "reserved": "预留学位",
        "group": "教育集团", "accepts_overflow": "接收统筹", "rooms": "可增班数",
        "class_cost": "增班成本",
    },
    "areas": {"area_id": "居住单元编号", "name": "居住单元名称"},
    "zones": {"area_id": "居住单元编号", "school_id": "校区编号"},
    "feeders": {"primary_id": "小学", "junior_id": "初中", "area_id": "居住单元编号"},
    "distances": {"area_id": "居住单元编号", "school_id": "校区编号", "metres": "米"},
    "projection": {"year": "年份", "area_id": "居住单元编号", "category": "生源类别",
                   "children": "人数"},
    "students": {
        "student_id": "报名号", "name": "姓名", "gender": "性别", "birth_date": "出生日期",
        "primary_id": "毕业小学", "hukou_area": "户籍居住单元", "property_area": "房产居住单元",
        "residence_area": "实际居住单元", "property_share": "房产份额", "migrant": "随迁",
        "points": "积分", "settled_on": "落户日期", "property_on": "房产登记日期",
        "choice_1": "志愿1", "choice_2": "志愿2", "choice_3": "志愿3", "agrees": "服从调剂",
        "sibling_school": "兄姐学校", "bundle": "多胞胎组", "fixed_school": "单列学校",
        "fixed_basis": "单列依据", "destination": "去向", "destination_basis": "去向依据",
    },
}
YES_NO = {"0": "否", "1": "是"}
ADDRESS_VALUES = {"none": "无", "outside": "区外"}
CHINESE_VALUES = {
    "level": {"primary": "小学", "junior": "初中"},
    "setting": {"urban": "城区", "town": "镇区", "rural": "乡村"},
    "ownership": {"public": "公办", "purchased": "政府购买学位", "private": "民办"},
    "boarding": YES_NO, "accepts_overflow": YES_NO, "migrant": YES_NO, "agrees": YES_NO,
    "hukou_area": ADDRESS_VALUES, "property_area": ADDRESS_VALUES,
    "residence_area": ADDRESS_VALUES,
}
ALWAYS_KEPT_COLUMNS = {"student_id", "primary_id", "hukou_area", "property_area",
                       "residence_area", "migrant", "name", "gender",
                       "score", "remark", "visited"}
DATE_COLUMNS = ("settled_on", "property_on", "birth_date", "visited")
NUMBER_COLUMNS = ("points", "property_share", "score")
TEXT_COLUMNS = ("gender", "remark", "hukou_area", "primary_id", "choice_1", "student_id")
COLUMN_VALUES = {
    "points": ("40", "57", "57.00", "57.5", "60.25"),
    "property_share": ("33.33", "50", "50.0", "100"),
    "score": ("1", "2", "2.0", "10"),
    "gender": ("男", "女"),
    "remark": ("甲", "乙", "a", "B", "10"),
    "migrant": ("0", "1"),
    "agrees": ("0", "1"),
}
DATES = ((2013, 3, 1), (2014, 8, 31), (2014, 9, 1))
STUDENT_IDS = (
    ("26001", "26002", "26003", "26004", "26005", "26006", "26007"),
    ("s1", "s10", "s2", "S3", "s2~1", "s.4", "s_5"),
    ("生1", "生2", "a-1", "A1", "𠮷1", "一", "z"),
)


class Generator:
    """The parts of one random season."""

    def __init__(self, seed):
        """Draw the season's outline, then its tables and its policy."""
        self.random = random.Random(seed)
        self.level = "primary" if self.chance(0.3) else "junior"
        self.by_table = self.chance(0.3)
        self.lonlat = self.chance(0.15)
        self.scale = self.random.choice((1, 100, 250, 400))
        self.filtering = self.random.choice((0, 0.1, 0.3))
        self.area_ids = [f"A{n}" for n in range(1, self.random.randint(2, 6) + 1)]
        self.own_ids = self.school_ids("校" if self.chance(0.2) else "K", 1, 4)
        self.other_ids = self.school_ids("P", 1 if self.level == "junior" else 0, 3)
        self.primary_ids = self.other_ids if self.level == "junior" else []
        self.seats = {}
        self.tables = {}
        self.tables["schools"] = ([self.own_school(school_id) for school_id in self.own_ids]
                                  + [self.other_school(school_id) for school_id in self.other_ids])
        self.tables["areas"] = [self.area(area_id) for area_id in self.area_ids]
        self.tables["zones"] = self.zones()
        if self.level == "junior" or self.chance(0.3):
            self.tables["feeders"] = self.feeders()
        if self.by_table:
            self.tables["distances"] = self.distances()
        self.tables["students"] = self.students()
        self.policy = self.make_policy()
        if self.chance(0.15):
            self.tables["projection"] = self.projection()

    def chance(self, probability):
        """True with this probability."""
        return self.random.random() < probability

    def some(self, values, least=1):
        """A random selection of at least so many values, in random order."""
        values = list(values)
        return self.random.sample(values, self.random.randint(least, len(values)))

    def school_ids(self, letter, least, most):
        """The ids of a number of schools."""
        return [f"{letter}{n}" for n in range(1, self.random.randint(least, most) + 1)]

    # Tables

    def point(self):
        """A point of the coarse grid."""
        x, y = self.random.randint(0, 4), self.random.randint(0, 4)
        if self.lonlat:
            return {"x": f"116.{600 + x}", "y": f"35.{400 + y}"}
        return {"x": str(x * self.scale), "y": str(y * self.scale)}

    def school(self, school_id, level):
        """What schools of both levels have in common."""
        return {
            "school_id": school_id, "code": self.random.choice(("", "3137000001")),
            "name": f"第{school_id[1:]}学校" + ("，“东”, \"B\"" if self.chance(0.2) else ""),
            "level": level, "setting": self.random.choice(("urban", "urban", "town", "rural")),
            "ownership": self.random.choice(("public", "public", "public", "purchased", "private")),
            "boarding": self.random.choice(("", "0", "0", "1")),
            "built_year": self.random.choice(("1996", "2009", "2010", "2022")), "size_cap": "",
            **self.point(), "classes": "8", "class_size": "", "continuing": "300", "plan": "",
            "reserved": self.random.choice(("", "0")),
            "group": self.random.choice(("", "G1", "G2")),
            "accepts_overflow": self.random.choice(("", "1", "1", "1", "0")),
            "rooms": self.random.choice(("", "0", "2")),
            "class_cost": self.random.choice(("", "90")),
        }

    def other_school(self, school_id):
        """A school of the level that the season does not concern."""
        return self.school(school_id, "primary" if self.level == "junior" else "junior")

    def own_school(self, school_id):
        """A school of the season's level, with 0 to 3 seats by any of the rules."""
        school = self.school(school_id, self.level)
        seats = self.random.choice((0, 1, 1, 1, 1, 2, 2, 2, 3))
        self.seats[school_id] = seats
        cap = 45 if self.level == "primary" else 50
        legal = 2400 if int(school["built_year"]) < 2010 else 2000
        match self.random.choice(("size", "size", "classes", "plan", "continuing",
                                  "size_cap", "reserved")):
            case "size" if seats > 0:
                school |= {"classes": "1", "class_size": str(seats)}
            case "plan":
                school |= {"classes": "2", "plan": str(seats)}
            case "continuing":
                school |= {"classes": "2", "continuing": str(legal - seats)}
            case "size_cap":
                school |= {"classes": "2", "size_cap": "700", "continuing": str(700 - seats)}
            case "reserved":
                reserved = cap - seats if seats > 0 else cap + self.random.randint(0, 2)
                school |= {"classes": "1", "class_size": str(cap), "reserved": str(reserved)}
            case _:
                school |= {"classes": str(seats), "class_size": "1"}
        return school

    def area(self, area_id):
        """An area at a point of the grid."""
        return {"area_id": area_id, "name": f"小区{area_id}", **self.point()}

    def zones(self):
        """Areas in zones of schools of both levels; many in several, some in none."""
        return [{"area_id": area_id, "school_id": school_id}
                for area_id in self.area_ids for school_id in self.own_ids + self.other_ids
                if self.chance(0.55)]

    def feeders(self):
        """Pairs of primary and junior schools, some for one area alone."""
        juniors, primaries = self.own_ids, self.other_ids
        if self.level == "primary":
            juniors, primaries = primaries, juniors
        return [{"primary_id": primary_id, "junior_id": junior_id,
                 "area_id": self.random.choice(self.area_ids) if self.chance(0.25) else ""}
                for primary_id in primaries for junior_id in juniors if self.chance(0.7)]

    def distances(self):
        """The metres of every pair of an area and a school of the level."""
        return [{"area_id": area_id, "school_id": school_id,
                 "metres": self.random.choice(("0", "100", "250.5", "499.49", "499.5", "500",
                                               "750", "1000"))}
                for area_id in self.area_ids for school_id in self.own_ids]

    def projection(self):
        """A forecast of a few children."""
        return [{"year": "2027", "area_id": area_id, "category": self.category_ids[0],
                 "children": str(self.random.randint(0, 3))} for area_id in self.area_ids]

    def date(self):
        """One of a few dates, in any of the three forms."""
        year, month, day = self.random.choice(DATES)
        return self.random.choice((f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}",
                                   f"{year}{month:02}{day:02}"))

    def column_value(self, column):
        """A value that a student column may hold."""
        if column in DATE_COLUMNS:
            return self.date()
        return self.random.choice(COLUMN_VALUES[column])

    def students(self):
        """The students, with bundles, fixed placements and destinations among them."""
        number = self.random.choice((1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7))
        ids = self.random.choice(STUDENT_IDS)[:number]
        students = [self.student(student_id) for student_id in ids]
        if len(students) > 1 and self.chance(0.3):
            for student in self.random.sample(students, self.random.randint(2, min(3, len(ids)))):
                student["bundle"] = "多1"
        free = dict(self.seats)
        for student in students:
            school_id = self.random.choice(self.own_ids)
            if self.chance(0.04):
                student |= {"destination": "民办学校", "destination_basis": "申请书"}
            elif self.chance(0.06) and free[school_id] > 0:
                free[school_id] -= 1
                student |= {"fixed_school": school_id, "fixed_basis": "会议纪要"}
        kept = {column for column in students[0]
                if column in ALWAYS_KEPT_COLUMNS
                or any(student[column] for student in students) or self.chance(0.5)}
        return [{column: cell for column, cell in student.items() if column in kept}
                for student in students]

    def student(self, student_id):
        """One student, who has at least one area."""
        student = {"student_id": student_id,
                   "name": self.random.choice(("王一", "欧阳二", "李𠮷")),
                   "primary_id": self.random.choice(self.primary_ids + self.primary_ids + [""]),
                   "bundle": "", "fixed_school": "", "fixed_basis": "",
                   "destination": "", "destination_basis": ""}
        for name in ADDRESSES:
            student[name + "_area"] = self.random.choice(
                self.area_ids * 3 + ["", "none", "outside"])
        home = self.random.choice(ADDRESSES) + "_area"
        if self.chance(0.4):
            student |= {name + "_area": student[home] for name in ADDRESSES}
        if student[home] in ("", "none", "outside"):
            student[home] = self.random.choice(self.area_ids)
        for column in DATE_COLUMNS + NUMBER_COLUMNS + ("gender", "remark", "agrees"):
            student[column] = "" if self.chance(0.25) else self.column_value(column)
        student["migrant"] = self.column_value("migrant")
        choices = self.some(self.own_ids, 0)[:3]
        choices += [""] * (3 - len(choices))
        if self.chance(0.15):
            self.random.shuffle(choices)
        student |= {f"choice_{n}": choice for n, choice in enumerate(choices, 1)}
        student["sibling_school"] = self.random.choice(self.own_ids) if self.chance(0.25) else ""
        return student

    # The policy

    def predicate(self, depth=2):
        """A predicate of any kind on a student."""
        kind = self.random.choice(
            ("all", "any", "not", "have", "same", "in_service_area", "zoned", "known",
             "equals", "one_of", "number", "date"))
        if depth == 0 and kind in ("all", "any", "not"):
            kind = "equals"
        if self.level == "primary" and kind == "in_service_area":
            kind = "zoned"
        match kind:
            case "all" | "any":
                parts = [self.predicate(depth - 1) for _ in range(self.random.randint(1, 3))]
                return {kind: parts}
            case "not":
                return {"not": self.predicate(depth - 1)}
            case "have" | "in_service_area" | "zoned":
                return {kind: self.random.choice(ADDRESSES)}
            case "same":
                return {"same": self.some(ADDRESSES, 2)}
            case "known":
                column = self.random.choice(DATE_COLUMNS + NUMBER_COLUMNS + TEXT_COLUMNS)
                return {"column": column, "known": self.chance(0.7)}
            case "equals":
                column = self.random.choice(list(COLUMN_VALUES))
                return {"column": column, "equals": self.wanted(column)}
            case "one_of":
                column = self.random.choice(list(COLUMN_VALUES))
                return {"column": column, "one_of": [self.wanted(column) for _ in range(2)]}
            case "number":
                column = self.random.choice(NUMBER_COLUMNS)
                operator = self.random.choice(("at_least", "at_most", "before", "after"))
                return {"column": column, operator: self.wanted(column)}
            case "date":
                column = self.random.choice(DATE_COLUMNS[:3])
                operator = self.random.choice(("at_least", "at_most", "before", "after", "equals"))
                return {"column": column, operator: self.date()}

    def wanted(self, column):
        """A value to compare a column with; numbers stand as numbers in half of the cases."""
        value = self.column_value(column)
        return json.loads(value) if column in NUMBER_COLUMNS and self.chance(0.5) else value

    def categories(self):
        """One to four categories; the last takes every student."""
        categories = []
        for category_id in self.category_ids:
            address = self.some(ADDRESSES)
            have = [{"have": name} for name in address]
            when = {"all": [self.predicate(), have[0] if len(have) == 1 else {"any": have}]}
            if category_id == self.category_ids[-1]:
                address = self.some(ADDRESSES, 3)
                when = {"column": "student_id", "known": True}
            guaranteed = self.random.choice(
                (True, True, True, False, {"column": "agrees", "equals": "1"}))
            if isinstance(guaranteed, dict) and self.chance(0.5):
                guaranteed = self.predicate()
            categories.append({"id": category_id, "name": f"类别{category_id}", "basis": BASIS,
                               "when": when, "address": address, "guaranteed": guaranteed})
        return categories

    def make_policy(self):
        """The whole policy."""
        self.category_ids = ["A", "B", "C", "Z"][-self.random.randint(1, 4):]
        categories = self.categories()
        self.guaranteed_ids = [category["id"] for category in categories
                               if category["guaranteed"] is not False]
        number = self.random.choice((1, 2, 2, 3, 3, 3, 4, 4))
        self.stage_ids = [f"stage{n}" for n in range(1, number + 1)]
        policy = {"name": "示例政策", "basis": BASIS, "categories": categories,
                  "stages": [self.stage(stage_id, serve) for stage_id, serve
                             in zip(self.stage_ids, self.served())],
                  "indicators": self.indicators(), "remedy": "可以申请复核。",
                  "roster_columns": ["name", "gender"]}
        if self.chance(0.6):
            order = self.category_ids if self.chance(0.5) else self.guaranteed_ids
            policy["guarantee_order"] = self.random.sample(order, len(order))
        if self.chance(0.3):
            policy["warning"] = {"red": 1.0, "orange": 0.95, "yellow": 0.9}
        return policy

    def indicators(self):
        """The indicators, by any routes."""
        kinds = ["feeder", "zone", "sibling"] if self.level == "junior" else ["zone", "sibling"]
        indicators = {"nearby_routes": self.some(kinds), "nearby_target": 0.95,
                      "migrant_target": 0.85}
        if self.chance(0.5):
            indicators["migrant_categories"] = self.some(self.category_ids)
        return indicators

    def served(self):
        """The categories that each stage serves; in most seasons none is left out."""
        most = self.random.randint(1, len(self.category_ids))
        served = [self.some(self.category_ids)[:most] for _ in self.stage_ids]
        if self.chance(0.9):
            for category_id in self.category_ids:
                if not any(category_id in serve for serve in served):
                    self.random.choice(served).append(category_id)
        return served

    def stage(self, stage_id, serve):
        """A stage of either kind."""
        choose = self.random.choice(("nearest", "nearest", "serial"))
        kinds = ["zone", "sibling", "group", "any", "any", "any"]
        if self.level == "junior":
            kinds += ["feeder", "feeder"]
        if choose == "serial":
            kinds += ["choice"] * 4
        kinds = self.random.sample(kinds, self.random.randint(1, 3))
        routes = [self.route(kind) for kind in kinds]
        stage = {"id": stage_id, "name": f"批次{stage_id}", "basis": BASIS, "serve": serve,
                 "routes": routes, "choose": choose}
        if self.chance(0.5):
            stage["order"] = {category: self.order_keys() for category in self.some(serve)}
        if self.chance(0.3):
            stage["protect"] = self.some(self.guaranteed_ids, 0)
        if choose == "nearest" and self.chance(0.5):
            stage["levels"] = self.levels(serve)
        return stage

    def route(self, kind):
        """A route with random filters."""
        route = {"kind": kind}
        if self.chance(self.filtering):
            route["setting"] = self.some(("urban", "town", "rural"))
        if self.chance(self.filtering):
            route["ownership"] = self.some(("public", "purchased", "private"))
        if self.chance(self.filtering):
            route["within_m"] = self.random.choice((2 * self.scale, 3 * self.scale, 250, 500))
        if self.chance(self.filtering):
            route["when"] = self.predicate(1)
        return route

    def order_keys(self):
        """Order keys of any kind; a lottery comes last."""
        keys = []
        for _ in range(self.random.randint(1, 2)):
            key = {"key": self.random.choice(DATE_COLUMNS + NUMBER_COLUMNS + TEXT_COLUMNS
                                             + ("points", "settled_on", "distance", "distance"))}
            if self.chance(0.7):
                key["direction"] = self.random.choice(("ascending", "descending"))
            if self.chance(0.5):
                key["missing"] = self.random.choice(("first", "last"))
            keys.append(key)
        if self.chance(0.15):
            keys.append({"key": "migrant", "missing": "error"})
        if self.chance(0.3):
            keys.append({"key": "lottery"})
        return keys[-1:] if self.chance(0.3) else keys

    def levels(self, serve):
        """Written levels: each category admitted, and nearness of some, in random order."""
        levels = [{"admit": category} for category in serve]
        for _ in range(self.random.randint(0, 2)):
            level = {"nearness": self.some(serve)}
            if self.chance(0.6):
                level["step_m"] = self.random.choice((1, self.scale, 2 * self.scale, 500))
            levels.append(level)
        self.random.shuffle(levels)
        if self.chance(0.5):
            levels.append({"nearness": serve})
        return levels

    # The folder

    def seed(self):
        """A seed of one or several parties."""
        words = [f"word{self.random.randint(0, 9999)}", "第二方"]
        return self.random.choice((words[0], words))

    def settings(self):
        """The contents of season.json."""
        settings = {"season": "2026", "district": "示例区", "level": self.level,
                    "policy": "policy.json",
                    "coordinates": "lonlat" if self.lonlat else "metres",
                    "distance": "table" if self.by_table else "straight_line",
                    "lottery_seed": self.seed(),
                    "tables": {name: f"{name}.csv" for name in self.tables}}
        if self.chance(0.3):
            settings["lottery_seed"] = {stage_id: self.seed() for stage_id in self.stage_ids}
        if self.chance(0.5):
            settings |= {"language": "zh", "committed": ""}
        return settings

    def table_bytes(self, name):
        """A table as a file: shuffled, in either language, in any of the encodings."""
        rows = self.tables[name]
        columns = list(rows[0]) if rows else list(CHINESE_HEADERS[name])
        self.random.shuffle(columns)
        chinese = self.chance(0.4)
        header = columns
        if chinese:
            points = {"x": "经度", "y": "纬度"} if self.lonlat else {"x": "横坐标", "y": "纵坐标"}
            aliases = CHINESE_HEADERS[name] | points
            header = [aliases.get(column, column) for column in columns]
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=self.random.choice(("\n", "\r\n")))
        writer.writerow(header)
        for row in self.random.sample(rows, len(rows)):
            writer.writerow([self.cell(column, row[column], chinese) for column in columns])
        return self.encode(text.getvalue())

    def cell(self, column, value, chinese):
        """A cell as an office may have written it."""
        if chinese:
            value = CHINESE_VALUES.get(column, {}).get(value, value)
        if self.chance(0.03):
            value = self.random.choice((" ", "\u3000")) + value + " "
        return value

    def encode(self, text):
        """The text in one of the encodings; GB18030 only where it cannot be taken for UTF-8."""
        match self.random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "gb18030")):
            case "utf-16":
                return b"\xff\xfe" + text.encode("utf-16-le")
            case "utf-8-sig":
                return text.encode("utf-8-sig")
            case "gb18030":
                data = text.encode("gb18030")
                try:
                    data.decode("utf-8")
                except UnicodeDecodeError:
                    return data
        return text.encode("utf-8")

    def write(self, folder):
        """Write the season."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("policy.json", self.policy), ("season.json", self.settings())):
            text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
            (folder / name).write_text(text, encoding="utf-8")
        for name in self.tables:
            (folder / f"{name}.csv").write_bytes(self.table_bytes(name))


def main():
    """Read the arguments and write the season."""
    parser = argparse.ArgumentParser(description="Write a random valid tiny season.")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--seed", type=int, required=True, help="the same seed, the same season")
    arguments = parser.parse_args()
    Generator(arguments.seed).write(arguments.out)


if __name__ == "__main__":
    main()
