"""Seasons as folders that a test can change, and what `huapian check` says of them."""

import csv
import json
import os
import shutil
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for room in ("docs", "reference", "seasons"):
    sys.path.insert(0, os.path.join(TESTS, room))

import check_messages  # noqa: E402
import reference  # noqa: E402
import runs  # noqa: E402
from pathlib import Path  # noqa: E402

SENTENCES = {code: sentence for code, _, sentence in check_messages.findings()}


def sentence(code, *arguments):
    """The English sentence of a finding with its arguments."""
    text = SENTENCES[code]
    for number, argument in enumerate(arguments, 1):
        text = text.replace("{%d}" % number, str(argument))
    return text


class Folder:
    """A season's folder: tables as lists of rows, policy and settings as JSON values."""

    def __init__(self, path):
        self.path = path
        self.settings = self.load("season.json")
        self.policy = self.load(self.settings["policy"])
        self.tables = {name: self.rows(file) for name, file in self.settings["tables"].items()}

    def load(self, name):
        with open(os.path.join(self.path, name), encoding="utf-8") as file:
            return json.load(file)

    def rows(self, name):
        with open(os.path.join(self.path, name), encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def save(self, path):
        """Writes the season into a folder, over what stands there. Returns the path."""
        if not os.path.exists(path):
            shutil.copytree(self.path, path)
        for name, value in (("season.json", self.settings),
                            (self.settings["policy"], self.policy)):
            with open(os.path.join(path, name), "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
        for name, rows in self.tables.items():
            with open(os.path.join(path, self.settings["tables"][name]), "w", encoding="utf-8",
                      newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        return path

    # ---- looking things up ----

    def row(self, table, column, value):
        return next(row for row in self.tables[table] if row[column] == value)

    def line(self, table, row):
        """The row's number as a spreadsheet counts."""
        return self.tables[table].index(row) + 2

    def school(self, school_id):
        return self.row("schools", "school_id", school_id)

    def schools(self, level=None):
        return [row for row in self.tables["schools"]
                if row["level"] == (level or self.settings["level"])]

    def stage(self, stage_id):
        return next(stage for stage in self.policy["stages"] if stage["id"] == stage_id)

    def add_column(self, table, column, value=""):
        for row in self.tables[table]:
            row.setdefault(column, value)


def a_year_ago(folder):
    """The season as it might have been last year: the same district, other children and seeds."""
    for row in folder.tables["students"]:
        row["student_id"] = "25" + row["student_id"][2:]
        row["birth_date"] = ""
        for column in ("register_no", "id_number"):
            if column in row:
                row[column] = ""
    seeds = folder.settings["lottery_seed"]
    folder.settings["lottery_seed"] = "last year's " + (seeds if isinstance(seeds, str) else "one")
    folder.settings["season"] = "2025"
    return folder


def season_of(path):
    """The season as the reference reads it."""
    return reference.Season(Path(path))


def check(program, *arguments):
    """What `check --json` finds, in English."""
    done = runs.huapian(program, "check", *arguments, "--json", env={"LC_ALL": "C"})
    if not done.stdout:
        raise AssertionError(f"check {arguments}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)["findings"], done.returncode


def reach(season, student):
    """The schools that any stage gives the child, choices among them."""
    return {school for stage in season.stages if student.category in stage["serve"]
            for route in stage["routes"] for school in season.route_schools(route, student)}


def own_schools(season, student):
    """The schools that feeder, zone, sibling and group routes give the child."""
    return {school for stage in season.stages if student.category in stage["serve"]
            for route in stage["routes"] if route["kind"] not in ("any", "choice")
            for school in season.route_schools(route, student)}
