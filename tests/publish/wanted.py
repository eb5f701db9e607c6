"""What the lists of a run must say, from the season's files, allocation.csv and the page alone.

Nothing here is shared with the engine: the tables are read by the reference solver's reader, the
surnames of two characters are those of docs/publication.md.
"""

import csv
import io
import json
import os
import re
import sys
from pathlib import Path

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for room in ("seasons", "reference", "preflight"):
    sys.path.insert(0, os.path.join(TESTS, room))

import reference  # noqa: E402
import runs  # noqa: E402
from folders import Folder  # noqa: E402,F401

PAGE = os.path.join(runs.REPO, "docs", "publication.md")
PLACED = ("admitted", "kept", "fixed")
STATUS = {"admitted": "安排就读", "kept": "前批次已安排", "fixed": "单列安置", "elsewhere": "另有去向",
          "unplaced": "待安排"}
ROUTE = {"feeder": "对口直升", "zone": "服务区", "sibling": "兄姐同校", "choice": "志愿",
         "group": "集团内", "any": "统筹安排"}
TITLES = {"student_id": "报名号", "name": "姓名", "status": "状态", "school_id": "校区编号",
          "school": "学校名称", "primary": "毕业小学", "placed": "安排学校", "stage": "批次",
          "route": "入学途径", "category": "生源类别", "basis": "依据"}
ENGLISH = {"placed": "school"}


# ---- masks ----

def surnames():
    """The surnames of two characters that the page lists."""
    with open(PAGE, encoding="utf-8") as file:
        line = re.search(r"^The surnames of two characters: (.*)\.$", file.read(), re.MULTILINE)
    return line.group(1).split("、")


SURNAMES = frozenset(surnames())
DOTS = "·•‧・．"
BLANKS = "\t \u00a0\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200c)))


def stars(text):
    return "*" * len(text)


def mask(name):
    """A name as the notice shows it."""
    latin = re.search("[A-Za-z\u00c0-\u024f]", name) and not any(dot in name for dot in DOTS)
    plain = "".join(c for c in name if c not in BLANKS)
    if latin:
        parts = re.split(f"([{BLANKS}])", name)
        masked = "".join(part if part in BLANKS else part[0] + stars(part[1:]) for part in parts)
    elif any(dot in name for dot in DOTS):
        masked = plain[0] + "".join(c if c in DOTS else "*" for c in plain[1:])
    else:
        head = 2 if plain[:2] in SURNAMES and len(plain) > 2 else 1
        rest = plain[head:]
        masked = plain[:head] + (stars(rest) if len(rest) < 2 else stars(rest[1:]) + rest[-1])
    return masked if "*" in masked or not name else "*"


# ---- files for people ----

def people_csv(rows):
    """The bytes of a file that people open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["'" + cell if cell[:1] in tuple("=+-@\t\r") and cell else cell
                         for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


class Lists:
    """Every list of a run, as rows with the header first."""

    def __init__(self, season, out, earlier=None):
        self.path = Path(season)
        self.settings = json.loads((self.path / "season.json").read_text("utf-8-sig"))
        self.policy = json.loads((self.path / self.settings["policy"]).read_text("utf-8-sig"))
        self.chinese = self.settings.get("language", "zh") == "zh"
        self.headers, self.students = self.read("students")
        self.students = {row["student_id"]: row for row in self.students}
        self.schools = {row["school_id"]: row for row in self.read("schools")[1]}
        self.rows = runs.allocation(out)
        self.before = runs.allocation(earlier) if earlier else {}
        self.stages = {stage["id"]: stage for stage in self.policy["stages"]}
        self.categories = {entry["id"]: entry for entry in self.policy["categories"]}
        self.level = {"小学": "primary", "初中": "junior"}

    def read(self, table):
        """The headers as they stand, by English name, and the rows, cells trimmed and raw."""
        text = reference.decode((self.path / self.settings["tables"][table]).read_bytes())
        records = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        aliases = reference.COMMON_HEADERS | reference.HEADERS[table]
        names = [aliases.get(cell.strip(), cell.strip()) for cell in records[0]]
        rows = [dict(zip(names, (cell.strip() for cell in record), strict=True))
                for record in records[1:]]
        return dict(zip(names, (cell.strip() for cell in records[0]))), rows

    def title(self, key):
        """A header of the list's own."""
        return TITLES[key] if self.chinese else ENGLISH.get(key, key)

    def column_title(self, column):
        """The header of a students column: the contract's in the language, or the office's own."""
        chinese = {english: alias for alias, english in reference.HEADERS["students"].items()}
        if column in chinese:
            return chinese[column] if self.chinese else column
        return self.headers[column]

    def name(self, student_id):
        return self.students[student_id].get("name", "")

    def school_name(self, school_id):
        return self.schools[school_id]["name"] if school_id else ""

    def primary_name(self, student_id):
        return (self.school_name(self.students[student_id].get("primary_id", ""))
                if self.settings["level"] == "junior" else "")

    def of_level(self, level):
        return [school for school, row in self.schools.items()
                if self.level.get(row["level"], row["level"]) == level]

    def placed(self):
        """The placed children, by student_id."""
        return [row for _, row in sorted(self.rows.items(), key=lambda item: item[0].encode())
                if row["status"] in PLACED]

    # ---- the lists ----

    def roster(self, school_id):
        columns = ["student_id"] + [name for name in self.policy.get("roster_columns", ())
                                    if name in self.headers and name != "student_id"]
        return [list(map(self.column_title, columns))] + [
            [self.students[row["student_id"]][column] for column in columns]
            for row in self.placed() if row["school_id"] == school_id]

    def graduates(self, primary_id):
        header = [self.title(key) for key in ("student_id", "name", "status", "school_id", "school")]
        return [header] + [
            [student, self.name(student),
             STATUS[row["status"]] if self.chinese else row["status"], row["school_id"],
             self.school_name(row["school_id"])]
            for student, row in sorted(self.rows.items(), key=lambda item: item[0].encode())
            if self.students[student].get("primary_id", "") == primary_id]

    def notice(self):
        header = [self.title(key) for key in ("student_id", "name", "primary", "placed")]
        return [header] + [[row["student_id"], mask(self.name(row["student_id"])),
                            self.primary_name(row["student_id"]), self.school_name(row["school_id"])]
                           for row in self.placed()]

    def letters(self):
        header = [self.title(key) for key in ("student_id", "name", "primary", "school_id",
                                              "school", "stage", "route", "category", "basis")]
        return [header] + [self.letter(row) for row in self.placed()]

    def letter(self, row):
        student = row["student_id"]
        if row["status"] == "kept" and self.before:
            row = {**self.before[student], "status": "kept"}
        stage = self.stages.get(row["stage"], {})
        category = self.categories.get(row["category"], {})
        divider = "" if self.chinese else " "
        basis = ("；" if self.chinese else "; ").join(
            clause.get("document", "")
            + (divider + clause["article"] if clause.get("article") else "")
            for clause in stage.get("basis", ()))
        if row["status"] == "fixed":
            basis = self.students[student].get("fixed_basis", "")
        route = row["route"]
        return [student, self.name(student), self.primary_name(student), row["school_id"],
                self.school_name(row["school_id"]), stage.get("name", ""),
                (ROUTE[route] if self.chinese else route) if route else "",
                category.get("name", ""), basis]

    def all(self):
        """Every list for people by its path in the run's folder; workbooks as rosters/ID.xlsx."""
        found = {"notice.csv": self.notice(), "letters.csv": self.letters()}
        for school in self.of_level(self.settings["level"]):
            found[f"rosters/{school}.csv"] = self.roster(school)
            found[f"rosters/{school}.xlsx"] = self.roster(school)
        if self.settings["level"] == "junior":
            for primary in self.of_level("primary"):
                found[f"graduates/{primary}.csv"] = self.graduates(primary)
        return found
