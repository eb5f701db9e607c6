"""The seasons whose explanations are checked, and small ones made for a rule that others miss."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "tests" / part) for part in ("docs", "reference", "seasons")]

import random_season  # noqa: E402

DATA = REPO / "data" / "seasons"
GOLDEN = REPO / "tests" / "golden"
TINY = REPO / "tests" / "docs" / "tiny"
CLAUSE = {"document": "示例文件", "article": "第一条", "text": "示例条款，非任何真实文件"}


def generate(program, folder, students, schools, *more):
    """An invented season of that size."""
    subprocess.run([program, "generate", folder, "--students", str(students), "--schools",
                    str(schools), "--seed", "explain", "--quiet", *more], check=True)
    return folder


def random_one(folder, seed):
    """A random season of a few children."""
    random_season.Generator(seed).write(folder)
    return folder


# ---- seasons made by hand ----

def school(school_id, seats, x, **more):
    """A junior school on the x axis."""
    return {"school_id": school_id, "name": f"第{school_id[1:]}中学", "level": "junior",
            "setting": "urban", "ownership": "public", "built_year": "2012", "x": x, "y": 0,
            "classes": seats, "class_size": 1, "continuing": 300, "group": "", "size_cap": "",
            "plan": "", **more}


def student(student_id, area, **more):
    """A child whose three addresses are one."""
    return {"student_id": student_id, "primary_id": "P1", "hukou_area": area, "property_area": area,
            "residence_area": area, "migrant": "0", **more}


def category(category_id, when, guaranteed=False, **more):
    return {"id": category_id, "name": f"类别{category_id}", "basis": [CLAUSE], "when": when,
            "address": ["residence"], "guaranteed": guaranteed, **more}


def stage(stage_id, serve, routes, choose="nearest", **more):
    return {"id": stage_id, "name": f"批次{stage_id}", "basis": [CLAUSE], "serve": serve,
            "routes": [{"kind": route} if isinstance(route, str) else route for route in routes],
            "choose": choose, **more}


def write(folder, schools, areas, zones, feeders, students, categories, stages, **policy):
    """Write a junior season; `areas` from id to x, zones and feeders as pairs."""
    columns = list(dict.fromkeys(name for row in students for name in row))
    primary = school("P1", 1, 0, level="primary", name="示例小学")
    tables = {"schools": [*schools, primary],
              "areas": [{"area_id": area, "name": f"{area}小区", "x": x, "y": 0}
                        for area, x in areas.items()],
              "zones": [{"area_id": area, "school_id": at} for area, at in zones],
              "feeders": [dict(zip(("primary_id", "junior_id", "area_id"), (*pair, "")))
                          for pair in feeders],
              "students": [{name: row.get(name, "") for name in columns} for row in students]}
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(text.getvalue(), "utf-8")
    rules = {"name": "示例政策", "basis": [CLAUSE], "categories": categories, "stages": stages,
             "indicators": {}, "remedy": "可向招生办公室申请复核。"} | policy
    settings = {"season": "2026", "district": "示例区", "level": "junior", "policy": "policy.json",
                "coordinates": "metres", "distance": "straight_line", "lottery_seed": "explain",
                "tables": {name: f"{name}.csv" for name in tables}}
    for name, content in (("policy.json", rules), ("season.json", settings)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return folder


def made_filters(folder):
    """A school behind each filter of a route, one without seats, one that no route gives; a clause
    without text, an address outside the primary's zone."""
    schools = [school("K1", 3, 1000), school("K2", 2, 2000), school("K3", 2, 30, setting="rural"),
               school("K4", 2, 40, ownership="private"), school("K5", 0, 50),
               school("K6", 2, 60, accepts_overflow="0")]
    schools = [{"accepts_overflow": "1", **row} for row in schools]
    students = [student("S1", "A1", agrees="1", sibling_school="K5", hukou_checked="示例科 0601"),
                student("S2", "A1", agrees="0", residence_checked="示例科 0602"),
                student("S3", "A2", agrees="1"), student("S4", "A3", agrees="1", primary_id=""),
                student("S5", "A2", agrees="1", destination="民办学校", destination_basis="申请书"),
                student("S6", "A2", agrees="1", fixed_school="K2", fixed_basis="会议纪要")]
    categories = [category("A", {"all": [{"zoned": "residence"}, {"not": {"have": "hukou"}}]}),
                  category("B", {"column": "agrees", "known": True},
                           basis=[{"document": "示例文件", "article": "第二条"}])]
    stages = [stage("one", ["A", "B"], [
        {"kind": "any", "setting": ["urban"], "within_m": 1500, "when": {
            "any": [{"column": "agrees", "equals": "1"}, {"all": [
                {"column": "residence_area", "equals": "A3"}, {"have": "property"}]}]}}])]
    return write(folder, schools, {"A1": 0, "A2": 900, "A3": 5000},
                 [("A1", "P1"), ("A2", "K1"), ("A1", "K2")], [("P1", "K1")], students, categories,
                 stages)


def made_serial(folder):
    """A chosen school whose last seat is kept for a guaranteed child, though the child gets its
    second choice; a full one; one that comes after."""
    schools = [school("K1", 1, 0), school("K2", 1, 100), school("K3", 2, 200)]
    students = [student("S1", "A1", choice_1="K1", choice_2="K2", choice_3="K3", points="90"),
                student("S2", "A1", choice_1="K1", points="80"),
                student("S3", "A1", choice_1="K2", choice_2="K3", choice_3="K1", points="70"),
                student("S4", "A1", migrant="1")]
    categories = [category("G", {"column": "migrant", "equals": "1"}, guaranteed=True),
                  category("D", {"column": "points", "known": True})]
    keys = [{"key": "points", "direction": "descending"}, {"key": "lottery"}]
    stages = [stage("choice", ["D"], ["choice"], "serial", order={"D": keys}),
              stage("zone", ["G"], ["zone"])]
    return write(folder, schools, {"A1": 0}, [("A1", "P1"), ("A1", "K1")], [("P1", "K3")], students,
                 categories, stages)


def made_order(folder):
    """Six children of one category at one school: by points; and the same by student_id, which
    must not be told. A school that an earlier stage filled for another category. Every fact has a
    check of its own."""
    schools = [school("K1", 6, 0), school("K2", 6, 500), school("K3", 1, 100)]
    students = [student(f"S{n}", "A1", points=str(60 + n), settled_on=f"2020-0{n}-01", migrant="0")
                for n in range(1, 9)]
    students += [student(f"T{n}", "A1", settled_on="2021-01-01", migrant="1", name=f"示例{n}")
                 for n in range(1, 8)]
    for row in students:
        row |= {"property_share": "50", "hukou_checked": "户籍科", "property_checked": "房产科",
                "residence_checked": "居住科", "points_checked": "积分科"}
    students += [student("U1", "A2", migrant="", fixed_school="K3", fixed_basis="会议纪要")]
    categories = [category("P", {"column": "points", "at_least": 61.5}, guaranteed=True),
                  category("Q", {"all": [{"column": "settled_on", "at_most": "2020-12-31"},
                                         {"column": "property_share", "at_least": 50},
                                         {"not": {"column": "property_on", "known": True}}]}),
                  category("R", {"column": "migrant", "one_of": ["1"]})]
    stages = [stage("points", ["P"], [{"kind": "zone"}],
                    order={"P": [{"key": "points", "direction": "descending"},
                                 {"key": "distance"}]}),
              stage("rest", ["R", "Q"], ["any", "feeder"], order={"R": [{"key": "student_id"}]}),
              stage("last", ["P", "Q", "R"], ["any"], "serial")]
    return write(folder, schools, {"A1": 0, "A2": 50},
                 [("A1", "P1"), ("A1", "K1"), ("A2", "K2")], [("P1", "K3"), ("P1", "K3", "A1")],
                 students, categories, stages, remedy="")


def made_far(folder):
    """More schools of one seat than a child's nearest that the engine keeps at first: some children
    must go beyond them, and what others could do there decides the cost of a refusal."""
    rng = random.Random(7)
    schools = [school(f"K{index:02}", 1, rng.randrange(24) * 10) for index in range(20)]
    students = [student(f"S{index:02}", f"A{rng.randrange(4)}", migrant=str(rng.randrange(2)))
                for index in range(20)]
    categories = [category("A", {"column": "migrant", "equals": "0"}, guaranteed=True),
                  category("B", {"have": "residence"}, guaranteed=True)]
    levels = [{"nearness": ["A"], "step_m": 7}, {"admit": "B"}, {"nearness": ["A", "B"]}]
    stages = [stage("wide", ["A", "B"], ["any"], levels=levels)]
    return write(folder, schools, {f"A{index}": rng.randrange(24) * 10 for index in range(4)},
                 [("A0", "P1"), ("A0", "K00")], [("P1", "K00")], students, categories, stages)


MADE = (made_filters, made_serial, made_order, made_far)
