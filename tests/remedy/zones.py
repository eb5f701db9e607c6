"""Categories that miss their zone: who, and the areas and schools that explain it, worked out again.

    zones.py PROGRAM FIRST COUNT [--first]      seeds FIRST … FIRST + COUNT - 1; to the first that differs
"""

import json
import tempfile
from pathlib import Path

import season as shared  # noqa: F401  (its path)

import random_season
import reference
import runs


class View:
    """A finished run, as a category's first stage by a nearby route found it."""

    def __init__(self, season, rows):
        self.season = season
        self.rows = rows
        self.order = [stage["id"] for stage in season.stages]
        self.kinds = season.policy.get("indicators", {}).get("nearby_routes", ["feeder", "zone"])

    def near(self, student):
        return {school_id for kind in self.kinds
                for school_id in self.season.unfiltered(kind, student)}

    def placed_at(self, student):
        """The number of the stage that placed the child; -1: before all, None: none did."""
        row = self.rows[student.student_id]
        if row["status"] == "unplaced":
            return None
        return self.order.index(row["stage"]) if row["status"] == "admitted" else -1

    def waits_at(self, student, index):
        placed = self.placed_at(student)
        return placed is None or placed >= index

    def free_at(self, index):
        free = dict(self.season.seats)
        for student in self.season.students:
            school_id = self.rows[student.student_id]["school_id"]
            if school_id and not self.waits_at(student, index):
                free[school_id] -= 1
        return free


def parts(children, wanted, free):
    """The connected parts of the short children and schools."""
    short = reference.short_schools(wanted, free)
    found, unreachable = [], {}
    for student, schools in zip(children, wanted):
        if not schools:
            unreachable.setdefault(student.address, []).append(student)
        elif schools <= short:
            touching = [part for part in found if part[0] & schools]
            found = [part for part in found if not part[0] & schools]
            found.append((schools.union(*(part[0] for part in touching)),
                          [student] + [member for part in touching for member in part[1]]))
    found += [(set(), members) for members in unreachable.values()]
    return [reference.shortage_entry(schools, members, free) for schools, members in found]


def misses(view):
    season = view.season
    for category in season.categories:
        index = next((number for number, stage in enumerate(season.stages)
                      if category["id"] in stage["serve"]
                      and any(route["kind"] in view.kinds for route in stage["routes"])), None)
        if index is None:
            continue
        served = season.stages[index]["serve"]
        before = served[:served.index(category["id"]) + 1]
        children = [student for student in season.students if student.category in before
                    and view.waits_at(student, index) and view.near(student)]
        own = [student for student in children if student.category == category["id"]]
        missed = [student for student in own
                  if view.rows[student.student_id]["school_id"] not in view.near(student)]
        if missed:
            free = view.free_at(index)
            wanted = [{school_id for school_id in view.near(student) if free[school_id] > 0}
                      for student in children]
            yield {"category": category["id"], "stage": season.stages[index]["id"],
                   "children": len(own), "missed": len(missed),
                   "shortage": runs.shortage_entries(parts(children, wanted, free))}


def check_seed(program, seed, counts):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        random_season.Generator(seed).write(scratch / "season")
        runs.run_season(program, scratch / "season", scratch / "out")
        done = runs.huapian(program, "remedy", scratch / "season", "--out", scratch / "remedy",
                            "--bounds", "--quiet")
        if done.returncode != 0:
            return [f"exit {done.returncode}: {done.stderr}"]
        remedy = json.loads((scratch / "remedy" / "remedy.json").read_text("utf-8"))
        got = [miss | {"shortage": runs.shortage_entries(miss["shortage"])}
               for miss in remedy["zones"]]
        wanted = list(misses(View(reference.Season(scratch / "season"),
                                  runs.allocation(scratch / "out"))))
        counts["missed"] += len(wanted)
        counts["explained"] += sum(len(miss["shortage"]) > 0 for miss in wanted)
        counts["ruled"] += sum(len(miss["shortage"]) == 0 for miss in wanted)
        return [] if got == wanted else [f"zones are {got}, expected {wanted}"]


def main():
    counts = {"missed": 0, "explained": 0, "ruled": 0}
    count, failures = runs.over_seeds(check_seed, counts)
    print(counts)
    failures += [f"too few misses: {counts}"] if min(counts.values()) < 5 else []
    runs.finish("zones", count, failures)


if __name__ == "__main__":
    main()
