"""What the tests of sweeps share: a small season, plans of it, the serial run's table."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TABLE = ("sweep.csv", "sweep.json")

sys.path.insert(0, os.path.join(REPO, "tests", "docs"))
from pages import Claims  # noqa: E402,F401  (a neighbour's)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def table(plan):
    """The bytes of a plan's table; None where it has none."""
    folder = os.path.join(plan, "table")
    return [read(os.path.join(folder, name)) for name in TABLE] if os.path.isdir(folder) else None


class Folder:
    """A scratch folder with a season in it, and what is done there."""

    def __init__(self, program, students=400, schools=5):
        self.program, self.students, self.schools = program, students, schools

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="huapian-sweep-", dir="/tmp")
        self.season = os.path.join(self.path, "season")
        self.run("generate", self.season, "--students", str(self.students), "--schools",
                 str(self.schools), "--seed", "sweep", wanted=0)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def at(self, *names):
        return os.path.join(self.path, *names)

    def run(self, *arguments, wanted=None, **options):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True,
                              check=False, env={**os.environ, "LC_ALL": "C"}, **options)
        if wanted is not None and done.returncode != wanted:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def junior_schools(self):
        return [row for row in rows(os.path.join(self.season, "schools.csv"))
                if row["level"] == "junior"]

    def grid(self, points):
        """A sweep of so many points: each school with one class size after the other."""
        schools = [row["school_id"] for row in self.junior_schools()]
        sizes = points // len(schools)
        assert sizes * len(schools) == points and sizes <= 50
        return {"name": "每校班额", "scenario": {
            "name": "{school}: {size} 人",
            "tables": {"schools": [{"op": "set", "where": {"school_id": "{school}"},
                                    "values": {"class_size": "{size}"}}]}},
                "grid": {"school": schools, "size": {"from": 51 - sizes, "to": 50}}}

    def plan(self, name, points, per_shard):
        """Plans the sweep of so many points; the plan's folder."""
        sweep, plan = self.at(f"{name}.json"), self.at(name)
        write_json(sweep, {**self.grid(points), "per_shard": per_shard})
        self.run("sweep", "plan", self.season, sweep, "--out", plan, "--quiet", wanted=0)
        return plan

    def serial(self, plan):
        """The table of the plan when one process does all, in a copy of the plan."""
        copy = f"{plan}-serial"
        shutil.copytree(plan, copy)
        self.run("sweep", "run", copy, "--workers", "1", "--quiet", wanted=0)
        return table(copy)
