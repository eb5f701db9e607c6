"""A season in several runs (--until, --after) ends where one run would have ended.

    apart.py PROGRAM
"""

import csv
import hashlib
import json
import os
import shutil
import sys
import tempfile

import runs


class Apart:
    """One season, run whole and in parts."""

    def __init__(self, program, name, scratch):
        self.program = program
        self.name = name
        self.season = os.path.join(runs.REPO, "data", "seasons", name)
        self.scratch = os.path.join(scratch, name)
        os.makedirs(self.scratch)
        self.failures = []
        self.passed = 0

    def path(self, name):
        return os.path.join(self.scratch, name)

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(f"{self.name}: {what}")

    def run(self, out, *options, season=None):
        return runs.run_season(self.program, season or self.season, self.path(out), *options)

    def check_parts(self):
        """Stage after stage, each run going on from the one before."""
        self.run("whole")
        whole, result = runs.allocation(self.path("whole")), runs.load(self.path("whole"),
                                                                       "result.json")
        earlier = ()
        for number, stage in enumerate(result["stages"]):
            out = f"part-{number}"
            self.run(out, "--until", stage["id"], *earlier)
            earlier = ("--after", self.path(out))
        last = runs.allocation(self.path(out))
        for student_id, row in whole.items():
            other = dict(last[student_id])
            if other["status"] == "kept":
                other["status"] = "admitted"
            self.claim(other == row, f"{student_id}: {other}, whole {row}")
        parts = runs.load(self.path(out), "result.json")
        self.claim(parts["stages"] == result["stages"], "the stages differ")
        self.claim(parts["schools"] == result["schools"], "the schools differ")
        self.claim(parts["indicators"] == result["indicators"], "the indicators differ")
        first = runs.allocation(self.path("part-0"))
        waiting = [row for row in first.values() if row["status"] == "unplaced"]
        self.claim(all(row["stage"] == row["school_id"] == row["lottery"] == "" for row in waiting),
                   "a waiting child has a place")

    def check_manifest(self):
        """The earlier run's manifest is recorded, and a changed file is refused."""
        recorded = runs.load(self.path("part-1"), "result.json")["earlier"]["manifest_sha256"]

        with open(self.path("part-0/manifest.json"), "rb") as file:
            self.claim(recorded == hashlib.sha256(file.read()).hexdigest(), "the manifest's hash")
        shutil.copytree(self.path("part-0"), self.path("forged"))
        with open(self.path("forged/allocation.csv"), "a", encoding="utf-8") as file:
            file.write("x,admitted,,,,,,,\n")
        done = runs.huapian(self.program, "run", self.season, "--out", self.path("never"),
                            "--after", self.path("forged"))
        self.claim(done.returncode == 3 and not os.path.exists(self.path("never")),
                   "a forged earlier run was taken")
        again = runs.huapian(self.program, "run", self.season, "--out", self.path("never"),
                             "--after", self.path("part-0"), "--until",
                             runs.load(self.path("part-0"), "result.json")["stages"][0]["id"])
        self.claim(again.returncode == 2, "a stage was run twice")


def write_students(season, rows):
    with open(os.path.join(season, "students.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def check_freed(apart):
    """A kept child who leaves or goes elsewhere frees the seat and is listed; a new row takes part
    in the later stages; a kept child's place stands though the row has changed."""
    changed = apart.path("changed")
    shutil.copytree(apart.season, changed)
    with open(os.path.join(changed, "students.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = runs.allocation(apart.path("part-0"))
    kept = [row for row in rows if first[row["student_id"]]["status"] == "admitted"]
    gone, leaving, moved = kept[0], kept[1], kept[2]
    for row in rows:
        row.setdefault("destination", "")
        row.setdefault("destination_basis", "")
    leaving["destination"], leaving["destination_basis"] = "示例民办学校", "示例证明"
    moved["residence_area"] = rows[-1]["residence_area"] or moved["residence_area"]
    new = dict(rows[-1], student_id="zz-new")
    write_students(changed, [row for row in rows if row is not gone] + [new])
    done = runs.huapian(apart.program, "run", changed, "--out", apart.path("freed"), "--after",
                        apart.path("part-0"), "--json")
    apart.claim(done.returncode in (0, 1), f"exit {done.returncode}: {done.stderr}")
    result = json.loads(done.stdout)
    rows = runs.allocation(apart.path("freed"))
    freed = {entry["student_id"]: entry["because"] for entry in result["earlier"]["freed"]}
    apart.claim(freed == {gone["student_id"]: "gone", leaving["student_id"]: "elsewhere"},
                f"freed {freed}")
    apart.claim(rows[leaving["student_id"]]["status"] == "elsewhere", "the leaving child")
    apart.claim(rows[moved["student_id"]]["status"] == "kept" and
                rows[moved["student_id"]]["school_id"] ==
                first[moved["student_id"]]["school_id"], "the moved child's place stands")
    apart.claim("zz-new" in rows and rows["zz-new"]["status"] != "kept", "the new child")
    placed = {}
    for row in rows.values():
        placed[row["school_id"]] = placed.get(row["school_id"], 0) + 1
    apart.claim(all(placed.get(school["school_id"], 0) == school["placed"] <= school["seats"]
                    for school in result["schools"]), "the counts of schools")


def main():
    failures = []
    passed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("dates-600", "zh-1200", "rounds-700", "primary-900", "short-900"):
            apart = Apart(sys.argv[1], name, scratch)
            apart.check_parts()
            apart.check_manifest()
            if name == "dates-600":
                check_freed(apart)
            failures += apart.failures
            passed += apart.passed
    runs.finish("apart", passed, failures)


if __name__ == "__main__":
    main()
