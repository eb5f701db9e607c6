"""A season's folder as tables of texts, and a scenario written into it: from the rules of the
documents and not from the engine."""

import copy
import csv
import io
import json
import os
import tempfile
from decimal import ROUND_HALF_UP, Decimal

BLANKS = " \t\r\n\u3000"


def scratch():
    """A new folder, in memory where that is possible: hundreds of runs are written."""
    memory = "/dev/shm"
    return tempfile.mkdtemp(prefix="huapian-whatif-", dir=memory if os.access(memory, os.W_OK) else None)


def decode(raw):
    """By the order of docs/season-format.md."""
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


class Season:
    """Settings, policy, and each table as a header and rows of trimmed texts."""

    def __init__(self, folder):
        with open(os.path.join(folder, "season.json"), encoding="utf-8") as file:
            self.settings = json.load(file)
        with open(os.path.join(folder, self.settings["policy"]), "rb") as file:
            self.policy = json.loads(decode(file.read()))
        self.tables = {}
        for name, path in self.settings["tables"].items():
            with open(os.path.join(folder, path), "rb") as file:
                rows = list(csv.reader(io.StringIO(decode(file.read()), newline="")))
            rows = [[cell.strip(BLANKS) for cell in row] for row in rows if row]
            self.tables[name] = (rows[0], rows[1:])

    def write(self, folder):
        os.makedirs(folder)
        settings = dict(self.settings)
        settings.pop("committed", None)
        settings["tables"] = {name: f"{name}.csv" for name in self.tables}
        settings["policy"] = "policy.json"
        for name, value in (("season.json", settings), ("policy.json", self.policy)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
        for name, (header, rows) in self.tables.items():
            with open(os.path.join(folder, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header] + rows)


# ---- columns ----

# Chinese aliases and coded words of the columns that the tests change or match; spec 2.
ALIASES = {"校区编号": "school_id", "起始班数": "classes", "城乡": "setting", "办学性质": "ownership",
           "预留学位": "reserved", "招生计划": "plan", "居住单元编号": "area_id", "小学": "primary_id",
           "初中": "junior_id", "报名号": "student_id", "毕业小学": "primary_id", "学段": "level",
           "户籍居住单元": "hukou_area", "房产居住单元": "property_area", "实际居住单元": "residence_area",
           "随迁": "migrant", "积分": "points", "服从调剂": "agrees", "接收统筹": "accepts_overflow",
           "学校名称": "name", "居住单元名称": "name", "横坐标": "x", "纵坐标": "y", "经度": "x", "纬度": "y",
           "建成年份": "built_year", "其他年级在校生": "continuing", "米": "metres", "班额": "class_size",
           "寄宿": "boarding", "规模上限": "size_cap", "教育集团": "group", "志愿1": "choice_1",
           "可增班数": "rooms", "增班成本": "class_cost", "学校标识码": "code", "单列学校": "fixed_school",
           "单列依据": "fixed_basis", "去向": "destination", "去向依据": "destination_basis"}
CODES = {"是": "1", "否": "0", "小学": "primary", "初中": "junior", "城区": "urban", "镇区": "town",
         "乡村": "rural", "公办": "public", "政府购买学位": "purchased", "民办": "private",
         "无": "none", "区外": "outside"}
CODED = {"level", "setting", "ownership", "boarding", "accepts_overflow", "migrant", "agrees",
         "hukou_area", "property_area", "residence_area"}


def english(name):
    return ALIASES.get(name, name)


def coded(column, text):
    return CODES.get(text, text) if column in CODED else text


def column_of(header, name):
    """The place of a column, by either name; -1: the file has none."""
    for place, cell in enumerate(header):
        if english(cell) == english(name):
            return place
    return -1


def cell_text(value):
    """What a cell has where the scenario has this value."""
    return str(value).strip(BLANKS)


# ---- tables ----

def matches(header, row, where):
    for name, value in where.items():
        place = column_of(header, name)
        cell = "" if place < 0 else row[place]
        if coded(english(name), cell) != coded(english(name), cell_text(value)):
            return False
    return True


def put(header, rows, row, values):
    for name, value in values.items():
        place = column_of(header, name)
        if place < 0:
            header.append(english(name))
            for other in rows:
                other.append("")
            if not any(other is row for other in rows):
                row.append("")
            place = len(header) - 1
        row[place] = cell_text(value)


def grow(header, rows, found, percent):
    key = column_of(header, "student_id")
    ids = {row[key] for row in rows}
    found = sorted(found, key=lambda row: row[key].encode())
    count = int((Decimal(str(percent)) * len(found) / 100).quantize(Decimal(1), ROUND_HALF_UP))
    last = {}
    for i in range(count):
        row = list(found[i % len(found)])
        number = last.get(row[key], 0) + 1
        while f"{row[key]}~{number}" in ids:
            number += 1
        last[row[key]] = number
        row[key] = f"{row[key]}~{number}"
        rows.append(row)


def change_table(table, changes):
    header, rows = table
    for change in changes:
        found = [row for row in rows if matches(header, row, change.get("where", {}))]
        if not found and "where" in change:
            raise LookupError(change)
        if change["op"] == "set":
            for row in found:
                put(header, rows, row, change["values"])
        elif change["op"] == "add":
            row = [""] * len(header)
            rows.append(row)
            put(header, rows, row, change["row"])
        elif change["op"] == "remove":
            rows[:] = [row for row in rows if not any(row is gone for gone in found)]
        else:
            grow(header, rows, found, change["percent"])


# ---- JSON Patch (RFC 6902) ----

def steps(pointer):
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def fetch(document, pointer):
    for step in steps(pointer):
        document = document[int(step) if isinstance(document, list) else step]
    return document


def insert(document, pointer, value):
    path = steps(pointer)
    if not path:
        return value
    parent = fetch(document, pointer.rsplit("/", 1)[0])
    if isinstance(parent, list):
        parent.insert(len(parent) if path[-1] == "-" else int(path[-1]), value)
    else:
        parent[path[-1]] = value
    return document


def delete(document, pointer):
    parent = fetch(document, pointer.rsplit("/", 1)[0])
    last = steps(pointer)[-1]
    return parent.pop(int(last) if isinstance(parent, list) else last)


def patch(document, operations):
    for operation in operations:
        op, path = operation["op"], operation["path"]
        if op == "add":
            document = insert(document, path, copy.deepcopy(operation["value"]))
        elif op == "replace" and path:
            delete(document, path)
            document = insert(document, path, copy.deepcopy(operation["value"]))
        elif op == "remove":
            delete(document, path)
        elif op == "copy":
            document = insert(document, path, copy.deepcopy(fetch(document, operation["from"])))
        elif op == "move":
            document = insert(document, path, delete(document, operation["from"]))
        elif op == "test":
            assert fetch(document, path) == operation["value"]
    return document


def changed(season, scenario):
    """A copy of the season with the scenario written into it."""
    season = copy.deepcopy(season)
    for name, changes in scenario.get("tables", {}).items():
        change_table(season.tables[name], changes)
    season.policy = patch(season.policy, scenario.get("policy", []))
    return season
