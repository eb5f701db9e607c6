#!/usr/bin/env python3
"""A slow reference solver of an enrollment season, used by tests alone.

It reads a valid season and works out, straight from the definitions, what the
engine must answer: who sits where, at which levels, and where seats are short.
There is no linear program. Small programs are searched exhaustively; larger
ones are solved by successive shortest paths on whole numbers. Input errors are
not reported: the season must be valid. "Section" always means a section of the
written contract of files and meaning.

Identifiers are compared as Python strings, by code point. This is the same
order as that of their UTF-8 bytes.
"""

import argparse
import csv
import datetime
import functools
import hashlib
import hmac
import io
import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

EXHAUSTIVE_LIMIT = 9
EARTH_RADIUS_M = 6371008.8
NEAREST_STEP_M = 500

NOW, LATER, WITHOUT = 0, 1, 2

YES_NO = {"否": "0", "是": "1"}
ADDRESS = {"无": "none", "区外": "outside"}
NOT_AN_AREA = ("", "none", "outside")

COMMON_HEADERS = {
    "校区编号": "school_id", "居住单元编号": "area_id",
    "横坐标": "x", "经度": "x", "纵坐标": "y", "纬度": "y",
}
HEADERS = {
    "schools": {
        "学校标识码": "code", "学校名称": "name", "学段": "level",
        "城乡": "setting", "办学性质": "ownership", "寄宿": "boarding",
        "建成年份": "built_year", "规模上限": "size_cap",
        "起始班数": "classes", "班额": "class_size",
        "其他年级在校生": "continuing", "招生计划": "plan",
        "预留学位": "reserved", "教育集团": "group",
        "接收统筹": "accepts_overflow", "可增班数": "rooms",
        "增班成本": "class_cost",
    },
    "areas": {"居住单元名称": "name"},
    "zones": {},
    "feeders": {"小学": "primary_id", "初中": "junior_id"},
    "distances": {"米": "metres"},
    "students": {
        "报名号": "student_id", "学籍号": "register_no", "姓名": "name",
        "性别": "gender", "出生日期": "birth_date", "证件类型": "id_type",
        "证件号码": "id_number", "毕业小学": "primary_id",
        "户籍居住单元": "hukou_area", "房产居住单元": "property_area",
        "实际居住单元": "residence_area", "房产份额": "property_share",
        "随迁": "migrant", "积分": "points", "落户日期": "settled_on",
        "房产登记日期": "property_on", "服从调剂": "agrees",
        "兄姐学校": "sibling_school", "多胞胎组": "bundle",
        "单列学校": "fixed_school", "单列依据": "fixed_basis",
        "去向": "destination", "去向依据": "destination_basis",
        "户籍核验": "hukou_checked", "房产核验": "property_checked",
        "居住核验": "residence_checked", "积分核验": "points_checked",
        **{f"志愿{n}": f"choice_{n}" for n in range(1, 10)},
    },
}
CODED_VALUES = {
    "level": {"小学": "primary", "初中": "junior"},
    "setting": {"城区": "urban", "镇区": "town", "乡村": "rural"},
    "ownership": {"公办": "public", "政府购买学位": "purchased", "民办": "private"},
    "boarding": YES_NO, "accepts_overflow": YES_NO,
    "migrant": YES_NO, "agrees": YES_NO,
    "hukou_area": ADDRESS, "property_area": ADDRESS, "residence_area": ADDRESS,
}
COLUMN_TYPES = {
    "settled_on": "date", "property_on": "date", "birth_date": "date",
    "points": "number", "property_share": "number",
}


# --- Section 2: the season's folder -----------------------------------------

def decode(data):
    """Decode a table in any of the encodings of section 2."""
    if data.startswith(b"\xff\xfe"):
        return data[2:].decode("utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def read_table(path, table):
    """Read a table as a list of rows, with English headers and coded values (section 2)."""
    text = decode(path.read_bytes())
    records = [record for record in csv.reader(io.StringIO(text, newline="")) if record]
    aliases = COMMON_HEADERS | HEADERS[table]
    header = [aliases.get(cell.strip(), cell.strip()) for cell in records[0]]
    rows = []
    for record in records[1:]:
        row = {}
        for column, cell in zip(header, record, strict=True):
            cell = cell.strip()
            row[column] = CODED_VALUES.get(column, {}).get(cell, cell)
        rows.append(row)
    return rows


def read_json(path):
    """Read a JSON file, keeping decimals exact."""
    return json.loads(path.read_text("utf-8-sig"), parse_float=Decimal)


def is_number(text):
    """Say whether a cell is a number (section 3, types)."""
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) is not None


def parse_date(text):
    """Read a date in one of the three forms of section 2; None for any other text."""
    match = (re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
             or re.fullmatch(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", text)
             or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text))
    if match is None:
        return None
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        return None


def round_half_up(value):
    """Round an exact number half up to a whole one (section 2, distances)."""
    return math.floor(value + Fraction(1, 2))


def plane_metres(area, school):
    """Whole metres between two points of the plane, rounded half up exactly (section 2)."""
    dx = Fraction(area["x"]) - Fraction(school["x"])
    dy = Fraction(area["y"]) - Fraction(school["y"])
    doubled = math.isqrt(math.floor(4 * (dx * dx + dy * dy)))
    return (doubled + 1) // 2


def sphere_metres(area, school):
    """Whole metres between two points in degrees, by haversine (section 2)."""
    lon1, lat1 = math.radians(float(area["x"])), math.radians(float(area["y"]))
    lon2, lat2 = math.radians(float(school["x"])), math.radians(float(school["y"]))
    chord = (math.sin((lat2 - lat1) / 2) ** 2
             + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2)
    return math.floor(2 * EARTH_RADIUS_M * math.asin(math.sqrt(chord)) + 0.5)


# --- Students, schools and what the policy says of them ----------------------

@dataclass(eq=False)
class Student:
    """A child, what section 3 derives for it, and the state in which it is (section 1)."""
    student_id: str
    row: dict
    category: str = ""
    address: str = ""
    guaranteed: bool = False
    status: str = "unplaced"
    stage: str = ""
    route: str = ""
    school_id: str = ""
    lottery: str = ""


class Season:
    """A season's tables and policy, and the questions that sections 2 to 4 answer."""

    def __init__(self, folder):
        """Read the folder and derive categories, fixed placements and seats."""
        self.settings = read_json(folder / "season.json")
        self.policy = read_json(folder / self.settings["policy"])
        self.level = self.settings["level"]
        tables = self.settings["tables"]

        def table(name):
            return read_table(folder / tables[name], name) if name in tables else []

        self.schools = {row["school_id"]: row for row in table("schools")
                        if row["level"] == self.level}
        self.areas = {row["area_id"]: row for row in table("areas")}
        self.zones = {(row["area_id"], row["school_id"]) for row in table("zones")}
        self.feeders = table("feeders")
        self.distances = {(row["area_id"], row["school_id"]): round_half_up(Fraction(row["metres"]))
                          for row in table("distances")}
        rows = table("students")
        self.students = [Student(row["student_id"], row) for row in rows]
        self.students.sort(key=lambda student: student.student_id)
        columns = rows[0] if rows else ()
        self.column_types = {column: column_type(column, rows) for column in columns}
        self.bundle_heads = self.find_bundle_heads()
        self.categories = self.policy["categories"]
        self.stages = self.policy["stages"]
        self.guarantee_order = self.policy.get(
            "guarantee_order", [category["id"] for category in self.categories])
        for student in self.students:
            self.classify(student)
        self.seats = {school_id: self.count_seats(school)
                      for school_id, school in self.schools.items()}

    def find_bundle_heads(self):
        """Section 5, lottery: the smallest student_id of each bundle, over all rows."""
        heads = {}
        for student in self.students:
            bundle = student.row.get("bundle", "")
            if bundle:
                heads.setdefault(bundle, student.student_id)
        return heads

    def classify(self, student):
        """Give a student category, deciding address, guarantee and first state (section 3)."""
        if student.row.get("destination", ""):
            student.status = "elsewhere"
        elif student.row.get("fixed_school", ""):
            student.status = "fixed"
            student.school_id = student.row["fixed_school"]
        for category in self.categories:
            if self.holds(category["when"], student):
                student.category = category["id"]
                areas = [self.area(student, name) for name in category["address"]]
                student.address = next((area for area in areas if area), "")
                rule = category["guaranteed"]
                student.guaranteed = rule if isinstance(rule, bool) else self.holds(rule, student)
                return

    def area(self, student, name):
        """The area of one of the three addresses, or an empty text (section 2)."""
        cell = student.row[name + "_area"]
        return "" if cell in NOT_AN_AREA else cell

    def holds(self, predicate, student):
        """Say whether a predicate of section 3 holds for a student."""
        match predicate:
            case {"all": parts}:
                return all(self.holds(part, student) for part in parts)
            case {"any": parts}:
                return any(self.holds(part, student) for part in parts)
            case {"not": part}:
                return not self.holds(part, student)
            case {"have": name}:
                return self.area(student, name) != ""
            case {"same": names}:
                areas = {self.area(student, name) for name in names}
                return len(areas) == 1 and "" not in areas
            case {"in_service_area": name}:
                return (self.area(student, name), student.row["primary_id"]) in self.zones
            case {"zoned": name}:
                area = self.area(student, name)
                return any((area, school_id) in self.zones for school_id in self.schools)
            case {"column": column, "known": known}:
                return (student.row.get(column, "") != "") == known
            case {"column": column, "equals": value}:
                return self.equal(student, column, value)
            case {"column": column, "one_of": values}:
                return any(self.equal(student, column, value) for value in values)
            case {"column": column, **comparison}:
                return self.compare(student, column, comparison)
        raise ValueError(f"unknown predicate {predicate}")

    def equal(self, student, column, value):
        """Section 3: `equals`, as numbers when both are, in date columns as dates, else as text."""
        cell, value = student.row.get(column, ""), str(value)
        if cell == "":
            return False
        if is_number(cell) and is_number(value):
            return Fraction(cell) == Fraction(value)
        if self.type_of(column) == "date":
            return parse_date(cell) == parse_date(value)
        return cell == value

    def compare(self, student, column, comparison):
        """Section 3: `at_least`, `at_most` (inclusive), `before`, `after` (strict)."""
        cell = self.value(student, column)
        if cell is None:
            return False
        (operator, limit), = comparison.items()
        limit = typed(self.type_of(column), str(limit))
        match operator:
            case "at_least":
                return cell >= limit
            case "at_most":
                return cell <= limit
            case "before":
                return cell < limit
            case "after":
                return cell > limit
        raise ValueError(f"unknown comparison {operator}")

    def type_of(self, column):
        """The type of a column; a column that the table lacks holds only unknown cells."""
        return self.column_types.get(column, "text")

    def value(self, student, column):
        """A cell as a value of its column's type; None when unknown (section 3, types)."""
        cell = student.row.get(column, "")
        return typed(self.type_of(column), cell) if cell else None

    def metres(self, area_id, school_id):
        """Whole metres from an area to a school; None if a table lacks the pair (section 2)."""
        if self.settings["distance"] == "table":
            return self.distances.get((area_id, school_id))
        measure = plane_metres if self.settings["coordinates"] == "metres" else sphere_metres
        return measure(self.areas[area_id], self.schools[school_id])

    def unfiltered(self, kind, student):
        """Section 3: the schools of the level that a route gives, without any filter, in order."""
        return [school_id for school_id in self.raw_route(kind, student)
                if school_id in self.schools]

    def raw_route(self, kind, student):
        """Section 3: what a kind of route names, whatever the level of the schools."""
        primary = student.row["primary_id"]
        match kind:
            case "feeder":
                if (student.address, primary) not in self.zones:
                    return []
                return [pair["junior_id"] for pair in self.feeders
                        if pair["primary_id"] == primary
                        and pair.get("area_id", "") in ("", student.address)]
            case "zone":
                return [school_id for school_id in self.schools
                        if (student.address, school_id) in self.zones]
            case "sibling":
                return [student.row.get("sibling_school", "")]
            case "choice":
                return [student.row.get(f"choice_{n}", "") for n in range(1, 10)]
            case "group":
                groups = {self.schools[school_id].get("group", "")
                          for source in ("feeder", "zone", "sibling")
                          for school_id in self.unfiltered(source, student)}
                return [school_id for school_id, school in self.schools.items()
                        if school.get("group", "") and school["group"] in groups]
            case "any":
                return [school_id for school_id, school in self.schools.items()
                        if school.get("accepts_overflow", "") != "0"]
        raise ValueError(f"unknown route {kind}")

    def route_schools(self, route, student):
        """Section 3: the schools that a route gives a student after its filters, in order."""
        if "when" in route and not self.holds(route["when"], student):
            return []
        return [school_id for school_id in self.unfiltered(route["kind"], student)
                if self.passes(route, student, self.schools[school_id])]

    def passes(self, route, student, school):
        """Section 3: the filters of a route, and the rule on private schools."""
        kind, ownership = route["kind"], school["ownership"]
        if kind in ("zone", "group", "any") and ownership == "private":
            if "private" not in route.get("ownership", []):
                return False
        if "setting" in route and school["setting"] not in route["setting"]:
            return False
        if "ownership" in route and ownership not in route["ownership"]:
            return False
        if "within_m" in route:
            return self.metres(student.address, school["school_id"]) <= route["within_m"]
        return True

    def now_schools(self, stage, student):
        """Section 3: each school that the stage's routes give, in order of route, with its route.

        Within a route, choices stand by number, others by metres, then school_id.
        """
        found = {}
        for route in stage["routes"]:
            schools = self.route_schools(route, student)
            if route["kind"] != "choice":
                schools = sorted(schools, key=lambda school_id: (
                    self.metres(student.address, school_id), school_id))
            for school_id in schools:
                found.setdefault(school_id, route["kind"])
        return found

    def open_schools(self, stages, student):
        """Section 5: the schools that these stages give a student, `choice` excepted."""
        return {school_id
                for stage in stages if student.category in stage["serve"]
                for route in stage["routes"] if route["kind"] != "choice"
                for school_id in self.route_schools(route, student)}

    def count_seats(self, school):
        """Section 4: the seats of a school."""
        size_cap = school.get("size_cap", "") or (
            "2400" if int(school["built_year"]) < 2010 else "2000")
        class_size = school.get("class_size", "") or ("45" if self.level == "primary" else "50")
        limits = [int(school["classes"]) * int(class_size),
                  int(size_cap) - int(school["continuing"])]
        if school.get("plan", ""):
            limits.append(int(school["plan"]))
        return max(0, min(limits) - int(school.get("reserved", "") or "0"))

    def lottery_number(self, stage, student):
        """Section 5: the lottery number of a student in a stage, as 20 digits."""
        seed = self.settings["lottery_seed"]
        if isinstance(seed, dict):
            seed = seed[stage["id"]]
        if isinstance(seed, list):
            seed = "\n".join(seed)
        bundle = student.row.get("bundle", "")
        student_id = self.bundle_heads.get(bundle, student.student_id)
        message = stage["id"] + "\n" + student_id
        digest = hmac.new(seed.encode(), message.encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest[:8], 'big'):020d}"

    def lottery_order(self, stage, student):
        """Section 5: who goes first in the lottery of a stage."""
        return self.lottery_number(stage, student), student.student_id

    def bands(self, stage, category, students):
        """Section 3, order: the band of each of a category's participants, counted from 0."""
        positions = [[] for _ in students]
        for key in stage.get("order", {}).get(category, []):
            for position, rank in zip(positions, self.key_ranks(stage, key, students)):
                position.append(rank)
        ordered = sorted(set(map(tuple, positions)))
        return [ordered.index(tuple(position)) for position in positions]

    def key_ranks(self, stage, key, students):
        """Section 3, order: how one key ranks the students; equal values rank equally."""
        values = [self.key_value(stage, key["key"], student) for student in students]
        known = sorted({value for value in values if value is not None},
                       reverse=key.get("direction") == "descending")
        missing = -1 if key.get("missing") == "first" else len(known)
        return [missing if value is None else known.index(value) for value in values]

    def key_value(self, stage, key, student):
        """Section 3, order: the value of a key for a student; None when missing."""
        if key == "lottery":
            return self.lottery_order(stage, student)
        if key == "distance":
            return min((self.metres(student.address, school_id)
                        for school_id in self.now_schools(stage, student)), default=None)
        return self.value(student, key)


def column_type(column, rows):
    """Section 3, types: number, date or text."""
    if column in COLUMN_TYPES:
        return COLUMN_TYPES[column]
    cells = [row[column] for row in rows if row[column]]
    if all(map(is_number, cells)):
        return "number"
    if all(map(parse_date, cells)):
        return "date"
    return "text"


def typed(kind, text):
    """A text as a value that compares as its type does (section 3, types)."""
    match kind:
        case "number":
            return Fraction(text)
        case "date":
            return parse_date(text)
    return text.encode()


# --- Section 5: the program of a stage ----------------------------------------

class Arc(NamedTuple):
    """One thing that can happen to a child; tuples compare as the lottery prefers them."""
    kind: int
    metres: int
    school_id: str


@dataclass
class Child:
    """A child of a program, its arcs in the order in which the lottery prefers them."""
    student: Student
    participant: bool
    band: int
    arcs: list


def participants_of(season, stage):
    """Section 5: the children not yet placed whose category the stage serves."""
    return [student for student in season.students
            if student.status == "unplaced" and student.category in stage["serve"]]


def protected_of(season, stage):
    """Section 5: the guaranteed children not yet placed whose later seats the stage must leave."""
    protect = stage.get("protect", [category["id"] for category in season.categories])
    return [student for student in season.students
            if student.status == "unplaced" and student.guaranteed
            and student.category in protect and student.category not in stage["serve"]]


def arcs_of(season, index, student, free):
    """Section 5: the arcs of a child in a stage, in the order in which the lottery prefers them."""
    stage = season.stages[index]
    now = season.now_schools(stage, student) if student.category in stage["serve"] else {}
    later = season.open_schools(season.stages[index + 1:], student) if student.guaranteed else set()
    arcs = [Arc(WITHOUT, 0, "")]
    for kind, schools in ((NOW, set(now)), (LATER, later - set(now))):
        arcs += [Arc(kind, season.metres(student.address, school_id), school_id)
                 for school_id in schools if free[school_id] > 0]
    return sorted(arcs)


def build_program(season, index, free, with_protected):
    """Section 5: the children of a stage's program, in the order of the lottery."""
    stage = season.stages[index]
    participants = participants_of(season, stage)
    bands = {}
    for category in stage["serve"]:
        members = [student for student in participants if student.category == category]
        bands.update(zip(members, season.bands(stage, category, members)))
    groups = [(participants, True)]
    if with_protected:
        groups.append((protected_of(season, stage), False))
    return [Child(student, participant, bands.get(student, 0),
                  arcs_of(season, index, student, free))
            for students, participant in groups
            for student in sorted(students, key=lambda s: season.lottery_order(stage, s))]


def default_levels(stage):
    """Section 3: the levels of a stage that does not write its own."""
    levels = []
    for category in stage["serve"]:
        levels += [{"admit": category}, {"nearness": [category], "step_m": NEAREST_STEP_M}]
    return levels + [{"nearness": stage["serve"]}]


def program_levels(season, stage, children):
    """Section 5: the levels of a program, each band one; those that concern no child left out."""
    levels = [{"kind": "place", "category": category} for category in season.guarantee_order]
    for level in stage.get("levels", default_levels(stage)):
        if "admit" in level:
            category = level["admit"]
            bands = {child.band for child in children if child.student.category == category}
            levels += [{"kind": "admit", "category": category, "band": band}
                       for band in sorted(bands)]
        else:
            levels.append({"kind": "nearness", "categories": level["nearness"],
                           "step_m": level.get("step_m", 1)})
    return [level for level in levels if any(concerns(level, child) for child in children)]


def concerns(level, child):
    """Section 5: whether a level counts a child at all."""
    category = child.student.category
    match level["kind"]:
        case "place":
            return child.student.guaranteed and category == level["category"]
        case "admit":
            return (child.participant and category == level["category"]
                    and child.band == level["band"])
    return child.participant and category in level["categories"]


def amount(level, child, arc):
    """Section 5: what a child on an arc adds to the value of a level."""
    if not concerns(level, child):
        return 0
    match level["kind"]:
        case "place":
            return int(arc.kind != WITHOUT)
        case "admit":
            return int(arc.kind == NOW)
    if arc.kind != WITHOUT:
        return arc.metres // level["step_m"]
    metres = [other.metres for other in child.arcs if other.kind != WITHOUT]
    return min(metres, default=0) // level["step_m"]


def cost(level, child, arc):
    """Section 5: the amount, negative where the level wants as many as possible."""
    sign = 1 if level["kind"] == "nearness" else -1
    return sign * amount(level, child, arc)


def solve_exhaustively(children, free, levels):
    """Section 5, items 1 to 3: try every assignment and keep the best; one arc for each child.

    The best has the least vector of level costs, compared lexicographically,
    and among equal ones the least vector of places in the children's lists of
    arcs, the children being in the order of the lottery. What the later
    children can reach depends on the seats left alone, so it is worked out
    once for each number of seats left.
    """
    schools = sorted(free)
    costs = [[tuple(cost(level, child, arc) for level in levels) for arc in child.arcs]
             for child in children]

    @functools.cache
    def best(position, seats):
        if position == len(children):
            return (0,) * len(levels), ()
        found = []
        for place, arc in enumerate(children[position].arcs):
            left = seats
            if arc.kind != WITHOUT:
                at = schools.index(arc.school_id)
                if seats[at] == 0:
                    continue
                left = seats[:at] + (seats[at] - 1,) + seats[at + 1:]
            vector, places = best(position + 1, left)
            total = tuple(map(sum, zip(vector, costs[position][place])))
            found.append((total, (place,) + places))
        return min(found)

    _, places = best(0, tuple(min(free[school_id], len(children)) for school_id in schools))
    return [child.arcs[place] for child, place in zip(children, places)]


def solve_by_paths(children, free, levels):
    """Section 5, items 1 to 3: the same answer by successive shortest paths.

    The costs are whole numbers of any length, in which each level outweighs
    all that follow, and the children's places in their lists of arcs come
    last, the first child of the lottery outweighing all that follow. So the
    least total is the lexicographically least vector, and it is unique.
    """
    costs = weighted_costs(children, levels)
    seats = dict(free) | {"": len(children)}
    sitting = {school_id: set() for school_id in seats}
    for newcomer in range(len(children)):
        moves = cheapest_moves(costs, sitting)
        distance, previous = shortest_paths(costs[newcomer], moves)
        target = min((school_id for school_id in distance
                      if len(sitting[school_id]) < seats[school_id]), key=distance.get)
        while previous[target] is not None:
            source = previous[target]
            _, child = moves[source, target]
            sitting[source].remove(child)
            sitting[target].add(child)
            target = source
        sitting[target].add(newcomer)
    school_of = {child: school_id for school_id, members in sitting.items() for child in members}
    return [next(arc for arc in child.arcs if arc.school_id == school_of[position])
            for position, child in enumerate(children)]


def weighted_costs(children, levels):
    """For each child the cost of each school ("" for without) as one whole number.

    Two totals of a level differ by at most twice the number of children times
    the level's greatest cost, which is below the base by which the levels
    before it outweigh it. Two places of a child differ by less than its arcs.
    """
    costs = [{} for _ in children]
    weight = 1
    for position in reversed(range(len(children))):
        for place, arc in enumerate(children[position].arcs):
            costs[position][arc.school_id] = weight * place
        weight *= len(children[position].arcs)
    for level in reversed(levels):
        greatest = 0
        for position, child in enumerate(children):
            for arc in child.arcs:
                value = cost(level, child, arc)
                costs[position][arc.school_id] += weight * value
                greatest = max(greatest, abs(value))
        weight *= 2 * len(children) * greatest + 1
    return costs


def cheapest_moves(costs, sitting):
    """For each pair of schools the cheapest child to move from one to the other."""
    moves = {}
    for source, members in sitting.items():
        for child in sorted(members):
            for target, value in costs[child].items():
                change = value - costs[child][source]
                if target != source and ((source, target) not in moves
                                         or change < moves[source, target][0]):
                    moves[source, target] = (change, child)
    return moves


def shortest_paths(first, moves):
    """Bellman-Ford from a child that has no seat yet, over the moves of the seated ones."""
    distance = dict(first)
    previous = {school_id: None for school_id in first}
    changed = True
    while changed:
        changed = False
        for (source, target), (change, _) in moves.items():
            if source in distance:
                length = distance[source] + change
                if target not in distance or length < distance[target]:
                    distance[target] = length
                    previous[target] = source
                    changed = True
    return distance, previous


class Solver:
    """Chooses the method for each program by the number of its children."""

    def __init__(self, limit):
        """Programs of up to `limit` children are searched exhaustively."""
        self.limit = limit

    def arcs(self, children, free, levels):
        """The arc of each child in the one answer of a program (section 5)."""
        solve = solve_exhaustively if len(children) <= self.limit else solve_by_paths
        return solve(children, free, levels)

    def place_counts(self, order, hopes, free):
        """Section 5: the lexicographically greatest `place` counts that are possible.

        `hopes` has a category and a set of schools for each guaranteed child.
        """
        count = count_exhaustively if len(hopes) <= self.limit else count_by_augmenting
        return count(order, hopes, free)


def count_exhaustively(order, hopes, free):
    """Section 5, `place`: try every way to seat the children and keep the greatest counts."""
    schools = sorted(free)

    @functools.cache
    def best(position, seats):
        if position == len(hopes):
            return (0,) * len(order)
        category, wanted = hopes[position]
        found = [best(position + 1, seats)]
        for at, school_id in enumerate(schools):
            if school_id in wanted and seats[at] > 0:
                rest = best(position + 1, seats[:at] + (seats[at] - 1,) + seats[at + 1:])
                found.append(tuple(count + (category == name)
                                   for count, name in zip(rest, order)))
        return max(found)

    return best(0, tuple(min(free[school_id], len(hopes)) for school_id in schools))


def count_by_augmenting(order, hopes, free):
    """Section 5, `place`: seat the children category by category, by augmenting paths.

    The sets of children that can be seated together form a matroid, so that
    seating whoever can be, the earlier categories first, gives the greatest counts.
    """
    ordered = sorted(hopes, key=lambda hope: order.index(hope[0]))
    seated = match_children([schools for _, schools in ordered], free)
    counts = [0] * len(order)
    for category, school_id in zip((category for category, _ in ordered), seated):
        if school_id is not None:
            counts[order.index(category)] += 1
    return tuple(counts)


def match_children(wanted, free):
    """Seat as many children as possible by augmenting paths; the school of each, or None."""
    seated = [None] * len(wanted)
    sitting = {school_id: [] for school_id in free}

    def seat(child, tried):
        for school_id in sorted(wanted[child]):
            if school_id in tried:
                continue
            tried.add(school_id)
            if len(sitting[school_id]) < free[school_id]:
                sitting[school_id].append(child)
                seated[child] = school_id
                return True
            for other in list(sitting[school_id]):
                if seat(other, tried):
                    sitting[school_id].remove(other)
                    sitting[school_id].append(child)
                    seated[child] = school_id
                    return True
        return False

    for child in range(len(wanted)):
        seat(child, set())
    return seated


# --- Section 5: running the stages ---------------------------------------------

def admit(season, stage, student, school_id, free):
    """Admit a child for good."""
    student.status = "admitted"
    student.stage = stage["id"]
    student.route = season.now_schools(stage, student)[school_id]
    student.school_id = school_id
    student.lottery = season.lottery_number(stage, student)
    free[school_id] -= 1


def solve_stage(season, index, free, solver, with_protected):
    """Section 5: the levels of a nearest stage's program, its children and their arcs."""
    children = build_program(season, index, free, with_protected)
    levels = program_levels(season, season.stages[index], children)
    return levels, children, solver.arcs(children, free, levels)


def admitted_by_category(children, arcs):
    """How many children of each category sit on now-arcs."""
    counts = {}
    for child, arc in zip(children, arcs):
        if arc.kind == NOW:
            counts[child.student.category] = counts.get(child.student.category, 0) + 1
    return counts


def run_nearest(season, index, free, solver):
    """Section 5: run a nearest stage; its entry of the result (section 6)."""
    stage = season.stages[index]
    levels, children, arcs = solve_stage(season, index, free, solver, True)
    values = [level | {"value": sum(amount(level, child, arc)
                                    for child, arc in zip(children, arcs))}
              for level in levels]
    yielded = {}
    if not all(child.participant for child in children):
        _, alone, alone_arcs = solve_stage(season, index, free, solver, False)
        admitted = admitted_by_category(children, arcs)
        admitted_alone = admitted_by_category(alone, alone_arcs)
        for category in stage["serve"]:
            lost = admitted_alone.get(category, 0) - admitted.get(category, 0)
            if lost > 0:
                yielded[category] = lost
    for child, arc in zip(children, arcs):
        if arc.kind == NOW:
            admit(season, stage, child.student, arc.school_id, free)
    return {"id": stage["id"], "levels": values, "yielded": yielded}


def serial_order(season, stage):
    """Section 5: the participants of a serial stage: by `serve`, then keys, then lottery."""
    ordered = []
    participants = participants_of(season, stage)
    for category in stage["serve"]:
        members = [student for student in participants if student.category == category]
        bands = dict(zip(members, season.bands(stage, category, members)))
        ordered += sorted(members, key=lambda student: (
            bands[student], season.lottery_order(stage, student)))
    return ordered


def possible_counts(season, solver, hopes, free, taker=None, school_id=None):
    """Section 5, serial: the place counts still possible, with a taker seated at a school.

    `hopes` has the schools that each waiting guaranteed child may still get.
    """
    seats = dict(free)
    if taker:
        seats[school_id] -= 1
    waiting = [(student.category, schools) for student, schools in hopes.items()
               if student is not taker]
    counts = solver.place_counts(season.guarantee_order, waiting, seats)
    if taker and taker.guaranteed:
        counts = tuple(count + (category == taker.category)
                       for count, category in zip(counts, season.guarantee_order))
    return counts


def run_serial(season, index, free, solver):
    """Section 5: run a serial stage, one participant after another; its entry of the result.

    A child still to come hopes for the schools of this stage and the later
    ones, a child who has gone on and a protected one for those of the later ones.
    """
    stage = season.stages[index]
    later_stages = season.stages[index + 1:]
    participants = serial_order(season, stage)
    hopes = {student: season.open_schools(season.stages[index:], student)
             for student in participants if student.guaranteed}
    for student in protected_of(season, stage):
        hopes[student] = season.open_schools(later_stages, student)
    for student in participants:
        before = possible_counts(season, solver, hopes, free)
        for school_id in season.now_schools(stage, student):
            if free[school_id] == 0:
                continue
            if possible_counts(season, solver, hopes, free, student, school_id) >= before:
                admit(season, stage, student, school_id, free)
                hopes.pop(student, None)
                break
        else:
            if student.guaranteed:
                hopes[student] = season.open_schools(later_stages, student)
    return {"id": stage["id"], "levels": []}


def run_stages(season, free, solver, until):
    """Section 5: run the stages in policy order, up to `until`; their entries of the result."""
    results = []
    for index, stage in enumerate(season.stages):
        run = run_nearest if stage["choose"] == "nearest" else run_serial
        results.append(run(season, index, free, solver))
        if stage["id"] == until:
            break
    return results


# --- Section 6: what a run writes -----------------------------------------------

def shortage(season, free):
    """Section 6, shortage: the entries, from the program of the first stage with all guaranteed."""
    children = [student for student in season.students
                if student.status == "unplaced" and student.guaranteed]
    wanted = [{school_id for school_id in season.open_schools(season.stages, student)
               if free[school_id] > 0} for student in children]
    short = short_schools(wanted, free)
    parts = []
    unreachable = {}
    for student, schools in zip(children, wanted):
        if not schools:
            unreachable.setdefault(student.address, []).append(student)
        elif schools <= short:
            touching = [part for part in parts if part[0] & schools]
            parts = [part for part in parts if not part[0] & schools]
            parts.append((schools.union(*(part[0] for part in touching)),
                          [student] + [member for part in touching for member in part[1]]))
    parts += [(set(), members) for members in unreachable.values()]
    return sorted((shortage_entry(schools, members, free) for schools, members in parts),
                  key=lambda entry: (entry["areas"], entry["schools"]))


def short_schools(wanted, free):
    """Section 6: the schools that alternating paths reach from children without a seat."""
    seated = match_children(wanted, free)
    reached = set()
    waiting = [child for child, school_id in enumerate(seated) if school_id is None]
    while waiting:
        new = wanted[waiting.pop()] - reached
        reached |= new
        waiting += [child for child, school_id in enumerate(seated) if school_id in new]
    return reached


def shortage_entry(schools, members, free):
    """Section 6: one connected part of the shortage."""
    seats = sum(free[school_id] for school_id in schools)
    return {"areas": sorted({student.address for student in members}),
            "schools": sorted(schools), "children": len(members), "seats": seats,
            "difference": len(members) - seats}


def indicators(season):
    """Section 6, indicators: `nearby` and `migrants`, by routes without filters."""
    rules = season.policy["indicators"]
    placed = [student for student in season.students if student.school_id]
    judged = [student for student in placed if counts_as_nearby(season.schools[student.school_id])]
    nearby = [student for student in judged
              if any(student.school_id in season.unfiltered(kind, student)
                     for kind in rules["nearby_routes"])]
    migrants = [student for student in season.students
                if student.status != "elsewhere" and is_migrant(rules, student)]
    served = [student for student in migrants if student.school_id
              and season.schools[student.school_id]["ownership"] != "private"]
    return {"nearby": {"count": len(nearby), "of": len(judged)},
            "migrants": {"count": len(served), "of": len(migrants)}}


def counts_as_nearby(school):
    """Section 6: whether the children of a school count for `nearby`."""
    return (school["ownership"] == "public" and school.get("boarding", "") != "1"
            and school["setting"] in ("urban", "town"))


def is_migrant(rules, student):
    """Section 6: whether a child counts for `migrants`."""
    if "migrant_categories" in rules:
        return student.category in rules["migrant_categories"]
    return student.row["migrant"] == "1"


def school_entries(season, free):
    """Section 6: the schools of the result."""
    return [{"school_id": school_id, "seats": season.seats[school_id],
             "placed": season.seats[school_id] - free[school_id], "free": free[school_id]}
            for school_id in sorted(season.schools)]


def allocation_row(season, student):
    """Section 6: a child's row of allocation.csv, without the reason."""
    metres = None
    if student.school_id and student.address:
        metres = season.metres(student.address, student.school_id)
    return [student.student_id, student.status, student.stage, student.category, student.route,
            student.school_id, "" if metres is None else metres, student.lottery, ""]


def write_run(season, result, folder):
    """Section 6: write allocation.csv and result.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "allocation.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["student_id", "status", "stage", "category", "route",
                         "school_id", "distance_m", "lottery", "reason"])
        writer.writerows(allocation_row(season, student) for student in season.students)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")


def run_season(season, solver, until=None):
    """Run a season and return what result.json holds; the students keep their places."""
    free = dict(season.seats)
    for student in season.students:
        if student.status == "fixed":
            free[student.school_id] -= 1
    short = shortage(season, free)
    stages = run_stages(season, free, solver, until)
    return {"stages": stages, "schools": school_entries(season, free),
            "indicators": indicators(season), "shortage": short}


def main():
    """Read the arguments, run the season, write the answer."""
    parser = argparse.ArgumentParser(description="Reference solver of a season, for tests.")
    parser.add_argument("season", type=Path, help="folder of a valid season")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--until", metavar="STAGE", help="stop after this stage")
    method = parser.add_mutually_exclusive_group()
    method.add_argument("--exhaustive", dest="limit", action="store_const", const=math.inf,
                        default=EXHAUSTIVE_LIMIT,
                        help="search every program exhaustively, not only those of up to "
                             f"{EXHAUSTIVE_LIMIT} children")
    method.add_argument("--paths", dest="limit", action="store_const", const=-1,
                        help="search no program exhaustively")
    arguments = parser.parse_args()
    season = Season(arguments.season)
    result = run_season(season, Solver(arguments.limit), arguments.until)
    write_run(season, result, arguments.out)


if __name__ == "__main__":
    main()
