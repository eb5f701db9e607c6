"""Scenarios that leave most of a season as it is come to the same, byte for byte, whether they are
run alone or beside the season, going by what its run had found.

    beside.py HUAPIAN SCENARIO_RUN [SCENARIOS]
"""

import json
import os
import shutil
import sys

import tables
from equal import REPO, SEASONS, Draw
from runs import files, huapian

EACH = 22


class LightDraw(Draw):
    """Random changes of one thing: seats, a row, what routes ask of a school, a rule."""

    def site(self, values):
        """What routes ask of schools besides their seats."""
        where = {"school_id": self.school()} if "x" in values else {}
        return "schools", {"op": "set", "where": where, "values": values}

    def close(self):
        return "schools", {"op": "set", "where": {"school_id": self.school()}, "values": {"reserved": 3000}}

    def order(self, stage):
        category = self.random.choice(self.season.policy["stages"][stage]["serve"])
        key = self.random.choice(["settled_on", "points", "distance"])
        return [{"op": "add", "path": f"/stages/{stage}/order",
                 "value": {category: [{"key": key, "direction": "descending", "missing": "last"}]}}]

    def guarantees(self):
        ids = [category["id"] for category in self.season.policy["categories"]
               if category.get("guaranteed", False) is not False]
        return [{"op": "add", "path": "/guarantee_order", "value": ids[::-1]}]

    def categories(self):
        """Two categories that change places in all but their names: other children are of them."""
        return [{"op": "copy", "from": "/categories/0/when", "path": "/categories/1/when"},
                {"op": "replace", "path": "/categories/0/when", "value": {"column": "migrant", "equals": "x"}}]

    def nothing_later(self):
        """Routes behind the first stage open to nobody: no place is kept for later."""
        return [{"op": "add", "path": f"/stages/{stage}/routes/{route}/when",
                 "value": {"column": "migrant", "equals": "x"}}
                for stage, rules in enumerate(self.season.policy["stages"]) if stage > 0
                for route in range(len(rules["routes"]))]

    def changes(self):
        """One of each kind: (tables, policy)."""
        stages = self.season.policy["stages"]
        stage = self.random.randrange(len(stages))
        serve = stages[stage]["serve"]
        route = f"/stages/{stage}/routes/0"
        tables_of = [self.classes, self.reserve, self.close, self.zone, self.no_zone, self.feeder, self.child]
        values = [{"setting": "urban"}, {"setting": "rural"}, {"accepts_overflow": "0"}, {"ownership": "purchased"},
                  {"x": self.random.randint(0, 9000)}, {"group": "G1"}]
        rules = [self.order(stage), self.guarantees(), self.categories(), self.nothing_later(),
                 [{"op": "replace", "path": f"/stages/{stage}/serve", "value": serve[::-1]}],
                 [{"op": "add", "path": f"/stages/{stage}/protect", "value": []}],
                 [{"op": "add", "path": f"{route}/within_m", "value": self.random.choice([700, 2500])}],
                 [{"op": "add", "path": f"{route}/setting", "value": [self.random.choice(["urban", "town"])]}],
                 [{"op": "add", "path": f"{route}/when", "value": {"column": "migrant", "equals": "0"}}]]
        return ([(change(), None) for change in tables_of] + [(self.site(value), None) for value in values] +
                [(None, rule) for rule in rules])

    def scenario(self, number):
        changes = self.changes()
        change, rule = changes[number % len(changes)]
        scenario = {"name": f"轻{number}", "tables": {}}
        for table, one in [change] * (change is not None) + [self.classes()] * (self.random.random() < 0.3):
            scenario["tables"].setdefault(table, []).append(one)
        if rule is not None:
            scenario["policy"] = rule
        return scenario


def towns(program, folder):
    """A season of several towns, whose stages have parts and, in every stage, bands."""
    made = huapian(program, "generate", folder, "--students", 600, "--schools", 16, "--clusters", 4,
                   "--seed", "towns", "--quiet")
    assert made.returncode == 0, made.stderr
    path = os.path.join(folder, "policy.json")
    with open(path, encoding="utf-8") as file:
        policy = json.load(file)
    for stage in policy["stages"]:
        stage["order"] = {category: [{"key": "distance", "missing": "last"}] for category in stage["serve"]}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(policy, file, ensure_ascii=False)


def compare(scenario_run, folder, scenario, scratch):
    """True where both are run and come to the same, False where both are refused."""
    path, alone, beside = (os.path.join(scratch, name) for name in ("scenario.json", "alone", "beside"))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(scenario, file, ensure_ascii=False)
    one = huapian(scenario_run, folder, path, alone)
    two = huapian(scenario_run, folder, path, beside, "beside")
    assert one.returncode == two.returncode in (0, 3), one.stderr + two.stderr
    assert files(alone) == files(beside), "other files beside the season as it is"
    return one.returncode == 0


def main():
    program, scenario_run = sys.argv[1:3]
    each = int(sys.argv[3]) if len(sys.argv) > 3 else EACH
    apart = tables.scratch()
    towns(program, os.path.join(apart, "towns"))
    ran = count = 0
    for folder in [os.path.join(REPO, "data", "seasons", name) for name in SEASONS] + [os.path.join(apart, "towns")]:
        draw = LightDraw(tables.Season(folder), os.path.basename(folder))
        for number in range(each):
            scenario = draw.scenario(number)
            scratch = tables.scratch()
            try:
                ran += compare(scenario_run, folder, scenario, scratch)
                count += 1
            except AssertionError:
                print(folder, json.dumps(scenario, ensure_ascii=False))
                raise
            finally:
                shutil.rmtree(scratch)
    shutil.rmtree(apart)
    print(f"whatif.beside: {ran} of {count} run both ways")
    assert ran >= count * 3 // 4, "too few scenarios could be run"


if __name__ == "__main__":
    main()
