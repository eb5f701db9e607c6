"""A small invented season, built child by child, so that a figure can be set to the one."""

import csv
import json
import os

HOME, CHOOSER = "H", "D"

POLICY = {
    "name": "示例政策",
    "basis": [],
    "categories": [
        {"id": HOME, "name": "示例服务区", "when": {"column": "migrant", "equals": "0"},
         "address": ["residence"], "guaranteed": True},
        {"id": CHOOSER, "name": "示例志愿", "when": {"column": "migrant", "equals": "1"},
         "address": ["residence"], "guaranteed": False}],
    "stages": [
        {"id": "feeder", "name": "示例对口", "serve": [HOME], "routes": [{"kind": "feeder"}],
         "choose": "nearest"},
        {"id": "choice", "name": "示例志愿", "serve": [CHOOSER], "routes": [{"kind": "choice"}],
         "choose": "serial"},
        {"id": "rest", "name": "示例统筹", "serve": [HOME, CHOOSER], "routes": [{"kind": "any"}],
         "choose": "nearest"}]}


class Village:
    """Schools, areas, zones, feeders and children; what is not said is plentiful and harmless."""

    def __init__(self, tag="n"):
        self.tag = tag
        self.policy = json.loads(json.dumps(POLICY))
        self.schools, self.areas, self.zones, self.feeders, self.students = [], [], [], [], []

    def school(self, school_id, x=0, y=0, **cells):
        self.schools.append({
            "school_id": school_id, "name": f"示例{school_id}",
            "level": "primary" if school_id[0] == "P" else "junior", "setting": "urban",
            "ownership": "public", "built_year": "2000", "x": x, "y": y, "classes": "40",
            "class_size": "45" if school_id[0] == "P" else "50", "continuing": "100", "plan": "",
            "reserved": "0", **cells})
        return self

    def area(self, area_id, *zones, x=0, y=0):
        self.areas.append({"area_id": area_id, "name": area_id, "x": x, "y": y})
        self.zones += [{"area_id": area_id, "school_id": school} for school in zones]
        return self

    def feed(self, primary, *juniors):
        self.feeders += [{"primary_id": primary, "junior_id": junior, "area_id": ""}
                         for junior in juniors]
        return self

    def children(self, count, area, primary, *choices, migrant=None, **cells):
        for _ in range(count):
            number = len(self.students)
            self.students.append({
                "student_id": f"{self.tag}{number:05}", "primary_id": primary, "hukou_area": "",
                "property_area": "", "residence_area": area,
                "migrant": str(int(bool(choices))) if migrant is None else migrant,
                "choice_1": choices[0] if choices else "",
                "choice_2": choices[1] if len(choices) > 1 else "", "note": "", **cells})
        return self

    def save(self, path):
        os.makedirs(path)
        tables = {name: getattr(self, name)
                  for name in ("schools", "areas", "zones", "feeders", "students")}
        heads = {"zones": ["area_id", "school_id"],
                 "feeders": ["primary_id", "junior_id", "area_id"]}
        for name, rows in tables.items():
            with open(os.path.join(path, name + ".csv"), "w", encoding="utf-8",
                      newline="") as file:
                writer = csv.DictWriter(file, heads.get(name) or list(rows[0]),
                                        lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        settings = {"season": "2026", "district": "示例区", "level": "junior",
                    "policy": "policy.json", "coordinates": "metres",
                    "distance": "straight_line", "lottery_seed": self.tag,
                    "tables": {name: name + ".csv" for name in tables}}
        for name, value in (("season.json", settings), ("policy.json", self.policy)):
            with open(os.path.join(path, name), "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
        return path
