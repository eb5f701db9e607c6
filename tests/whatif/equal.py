"""A scenario's allocation and levels are those of a run of the season with the change written into
its files, byte for byte, whether it is run alone or beside the season as it is, going by what that
one's run had found; and what makes the changed season faulty makes the scenario faulty.

    python3 equal.py HUAPIAN SCENARIO_RUN [SCENARIOS]
"""

import json
import os
import random
import shutil
import sys

import tables

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "seasons"))
from runs import REPO, files, huapian, load  # noqa: E402  (a neighbour's helpers)

SEASONS = ("dates-600", "gb18030-800", "primary-900", "rounds-700", "short-900", "zh-1200")
EACH = 12
# What drawn scenarios have shown: an added row that is wrong keeps nobody else from being checked.
KNOWN = {"zh-1200": [{"name": "known", "tables": {
    "schools": [{"op": "add", "row": {
        "school_id": "new", "name": "new", "level": "junior", "setting": "urban", "ownership": "public",
        "built_year": 2007, "x": 3690, "y": 2748, "classes": 9, "continuing": 835}}],
    "students": [{"op": "add", "row": {"student_id": "260000744"}}]}}]}


class Draw:
    """Random changes that fit a season; `chinese` names columns as the file does."""

    def __init__(self, season, seed):
        self.season = season
        self.random = random.Random(seed)

    def ids(self, table, column):
        header, rows = self.season.tables[table]
        place = tables.column_of(header, column)
        return sorted({row[place] for row in rows if row[place]})

    def column(self, table, name):
        header = self.season.tables[table][0]
        place = tables.column_of(header, name)
        return header[place] if place >= 0 and self.random.random() < 0.5 else name

    def school(self, level=None):
        header, rows = self.season.tables["schools"]
        level = level or self.season.settings["level"]
        of_level = [row for row in rows if tables.coded(
            "level", row[tables.column_of(header, "level")]) == level]
        return self.random.choice(of_level)[tables.column_of(header, "school_id")]

    def area(self):
        return self.random.choice(self.ids("areas", "area_id"))

    # Each returns (table, change).

    def classes(self):
        return "schools", {"op": "set", "where": {self.column("schools", "school_id"): self.school()},
                           "values": {self.column("schools", "classes"): str(self.random.randint(0, 14))}}

    def reserve(self):
        return "schools", {"op": "set", "where": {"setting": self.random.choice(["urban", "城区"])},
                           "values": {"reserved": self.random.randint(0, 30), "plan": ""}}

    def new_school(self):
        header, rows = self.season.tables["schools"]
        like = dict(zip(header, self.random.choice(rows)))
        row = {name: cell for name, cell in like.items() if cell}
        for name in row:
            if tables.english(name) == "school_id":
                row[name] = f"new{self.random.randint(0, 999)}"
            if tables.english(name) == "classes":
                row[name] = self.random.randint(1, 9)
        return "schools", {"op": "add", "row": row}

    def zone(self):
        return "zones", {"op": "add", "row": {"area_id": self.area(), "school_id": self.school()}}

    def no_zone(self):
        return "zones", {"op": "remove", "where": {self.column("zones", "school_id"):
                                                   self.random.choice(self.ids("zones", "school_id"))}}

    def feeder(self):
        if "feeders" not in self.season.tables:
            return self.zone()
        return "feeders", {"op": "set", "where": {"primary_id":
                                                  self.random.choice(self.ids("feeders", "primary_id"))},
                           "values": {"junior_id": self.school("junior")}}

    def grow(self):
        where = {self.column("students", "residence_area"):
                 self.random.choice(self.ids("students", "residence_area"))}
        return "students", {"op": "grow", "where": self.random.choice([where, where, {}]),
                            "percent": self.random.choice([0, 2.5, 15, 50, 100, 250])}

    def child(self):
        value = {"residence_area": self.area()} if self.random.random() < 0.5 else {"migrant": "1"}
        return "students", {"op": "set", "where": {"student_id":
                                                   self.random.choice(self.ids("students", "student_id"))},
                            "values": value}

    def no_child(self):
        return "students", {"op": "remove", "where": {"student_id":
                                                      self.random.choice(self.ids("students", "student_id"))}}

    def points(self):
        return "students", {"op": "set", "where": {"migrant": self.random.choice(["1", "是"])},
                            "values": {"points": self.random.choice([40, 57.5, "90"])}}

    def policy(self):
        stages = self.season.policy["stages"]
        stage = self.random.randrange(len(stages))
        return self.random.choice([
            [{"op": "remove", "path": f"/stages/{stage}"}],
            [{"op": "move", "from": "/stages/0", "path": "/stages/-"}],
            [{"op": "add", "path": f"/stages/{stage}/protect", "value": []}],
            [{"op": "replace", "path": f"/stages/{stage}/routes",
              "value": [{"kind": "zone"}, {"kind": "any"}]}],
            [{"op": "test", "path": "/categories/0/id", "value": self.season.policy["categories"][0]["id"]},
             {"op": "copy", "from": "/categories/0/when", "path": "/categories/1/when"}],
            [{"op": "replace", "path": "/categories/0/guaranteed", "value": False}],
        ])

    def fault(self):
        """A change that the season's checks refuse."""
        school, area = self.school(), self.area()
        student = self.random.choice(self.ids("students", "student_id"))
        return self.random.choice([
            ("schools", {"op": "set", "where": {"school_id": school}, "values": {"classes": "-1"}}),
            ("schools", {"op": "set", "where": {"school_id": school}, "values": {"class_size": 51}}),
            ("schools", {"op": "set", "where": {"school_id": school}, "values": {"name": " "}}),
            ("schools", {"op": "set", "where": {"school_id": school}, "values": {"school_id": "X1"}}),
            ("schools", {"op": "remove", "where": {"school_id": school}}),
            ("schools", {"op": "add", "row": {"school_id": school, "name": "again"}}),
            ("areas", {"op": "remove", "where": {"area_id": area}}),
            ("students", {"op": "set", "where": {"student_id": student},
                          "values": {"residence_area": "nowhere"}}),
            ("students", {"op": "set", "where": {"student_id": student},
                          "values": {"fixed_school": school}}),
            ("students", {"op": "add", "row": {"student_id": student}}),
        ])

    def scenario(self, number):
        kinds = [self.classes, self.reserve, self.new_school, self.zone, self.no_zone, self.feeder,
                 self.grow, self.child, self.no_child, self.points]
        scenario = {"name": f"试{number}", "tables": {}}
        for _ in range(self.random.randint(1, 4)):
            table, change = self.random.choice(kinds)()
            scenario["tables"].setdefault(table, []).append(change)
        if self.random.random() < 0.2:
            table, change = self.fault()
            scenario["tables"].setdefault(table, []).append(change)
        if self.random.random() < 0.3:
            scenario["policy"] = self.policy()
        return scenario


def codes(findings):
    """Errors by code, table or policy, column and value: where the change stands is another matter."""
    return sorted({(finding["code"], finding["column"], finding["value"])
                   for finding in findings if finding["severity"] == "error"
                   and not finding["code"].startswith(("csv_", "json_"))})


def compare(program, scenario_run, folder, season, scenario, scratch):
    """'equal' or 'faulty', the same for both; raises where they differ."""
    names = {name: os.path.join(scratch, name)
             for name in ("scenario.json", "files", "one", "two", "beside")}
    with open(names["scenario.json"], "w", encoding="utf-8") as file:
        json.dump(scenario, file, ensure_ascii=False)
    one = huapian(scenario_run, folder, names["scenario.json"], names["one"])
    beside = huapian(scenario_run, folder, names["scenario.json"], names["beside"], "beside")
    assert beside.returncode == one.returncode, beside.stdout + beside.stderr
    assert files(names["beside"]) == files(names["one"]), "beside the season as it is: other files"
    try:
        tables.changed(season, scenario).write(names["files"])
    except LookupError:
        assert one.returncode == 3 and "scenario_nothing" in one.stdout, one.stdout
        return "faulty"
    two = huapian(program, "run", names["files"], "--out", names["two"], "--quiet")
    assert one.returncode in (0, 3), one.stdout + one.stderr
    if one.returncode == 3:
        checked = json.loads(huapian(program, "check", names["files"], "--json").stdout)["findings"]
        found = json.loads(one.stdout)["findings"]
        assert codes(found) == codes(checked), (codes(found), codes(checked))
        assert all(finding["scenario"] == names["scenario.json"] for finding in found), found
        assert two.returncode == 3 and not os.path.exists(names["one"]), "a faulty scenario wrote"
        return "faulty"
    assert two.returncode in (0, 1), two.stderr
    differing = [name for name in ("allocation.csv", "schools.csv", "certificate.json", "shortage.json")
                 if files(names["one"]).get(name) != files(names["two"]).get(name)]
    assert not differing, f"{differing} differ"
    for key in ("stages", "schools", "indicators"):
        assert load(names["one"], "result.json")[key] == load(names["two"], "result.json")[key], key
    return "equal"


def main():
    program, scenario_run = sys.argv[1:3]
    each = int(sys.argv[3]) if len(sys.argv) > 3 else EACH
    outcomes = {"equal": 0, "faulty": 0}
    for name in SEASONS:
        folder = os.path.join(REPO, "data", "seasons", name)
        season = tables.Season(folder)
        drawn = [Draw(season, f"{name} {number}").scenario(number) for number in range(each)]
        for scenario in KNOWN.get(name, []) + drawn:
            scratch = tables.scratch()
            try:
                outcomes[compare(program, scenario_run, folder, season, scenario, scratch)] += 1
            except AssertionError:
                print(name, json.dumps(scenario, ensure_ascii=False))
                raise
            finally:
                shutil.rmtree(scratch)
    print(f"whatif.equal: {outcomes}")
    assert outcomes["equal"] >= each * len(SEASONS) // 2, "too few scenarios could be compared"
    assert outcomes["faulty"] >= each * len(SEASONS) // 12, "too few scenarios were faulty"


if __name__ == "__main__":
    main()
