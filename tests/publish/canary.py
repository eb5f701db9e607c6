"""What `publish` gives to each recipient: marks on every cell of every child are looked for in every
byte, also inside workbooks.

    canary.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import re
import sys
import tempfile
import zipfile

from wanted import PLACED, Folder, Lists, runs

BASE = os.path.join(runs.REPO, "data", "seasons", "dates-600")
ACCEPT = [word for code in ("unchecked_facts", "parted_bundles", "short", "missed_targets")
          for word in ("--accept", code)]
# Each mark is of one child alone and of a form that nothing else has.
FORMS = {
    "name": "甄[\u3400-\u4dbf]{2}",
    "id_number": "370811[0-9]{11}[0-9X]",
    "phone": "1997770[0-9]{4}",
    "birth_date": "20(?:14|15)-[0-9]{2}-[0-9]{2}",
    "register_no": "G37SECRET[0-9]{5}",
    "note": "canary-[0-9]{5}",
    "address": "示例街[0-9]{5}号",
    "hukou_area": "ESTATE-[0-9]{4}",
    "hukou_checked": "checker-[0-9]{5}",
    "fixed_basis": "basis-[0-9]{5}",
    "destination_basis": "away-[0-9]{5}",
    "bundle": "twins-[0-9]{5}",
}
MARK = {column: re.compile(form) for column, form in FORMS.items()}
SHARED = ("birth_date", "hukou_area")  # of several children; every other mark is of one
ON_ROSTERS = ["name", "gender", "birth_date", "id_number", "phone"]


def id_card(birth, number):
    """A number whose check digit is right (GB 11643)."""
    digits = f"370811{birth.replace('-', '')}{number:03}"
    total = sum(int(digit) * weight for digit, weight in
                zip(digits, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return digits + "10X98765432"[total % 11]


def plant(folder):
    """Marks in every column of the contract and in columns of the office's own."""
    schools = [school["school_id"] for school in folder.schools()]
    for number, row in enumerate(folder.tables["students"]):
        birth = f"201{4 + number % 2}-{number // 56 % 12 + 1:02}-{number % 28 + 1:02}"
        row.update(name="甄" + chr(0x3400 + number) + chr(0x3400 + 7 * number % 6000),
                   id_type="", id_number=id_card(birth, number % 1000),
                   phone=f"1997770{number:04}", birth_date=birth,
                   register_no=f"G37SECRET{number:05}", note=f"canary-{number:05}",
                   address=f"示例街{number:05}号",
                   hukou_checked=f"checker-{number:05}", bundle=f"twins-{number:05}",
                   fixed_school="", fixed_basis="", destination="", destination_basis="")
        if number % 97 == 0:
            row.update(fixed_school=schools[number % len(schools)],
                       fixed_basis=f"basis-{number:05}")
        elif number % 89 == 0:
            row.update(destination="home", destination_basis=f"away-{number:05}")
    areas = {area["area_id"]: f"ESTATE-{number:04}"
             for number, area in enumerate(folder.tables["areas"])}
    for rows in folder.tables.values():
        for row in rows:
            row.update({column: areas[cell] for column, cell in row.items() if cell in areas})
    folder.policy["roster_columns"] = ON_ROSTERS
    return folder


def pieces(path):
    """The file's bytes, and those of every member where it is a workbook."""
    with open(path, "rb") as file:
        data = file.read()
    yield data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            for member in book.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield book.read(member)


def texts(data):
    """The bytes as text in each encoding that could hide one."""
    yield data.decode("utf-8", "replace")
    yield data.decode("gb18030", "replace")
    for start in (0, 1):
        yield data[start:].decode("utf-16-le", "replace")


class Marks:
    """Whose marks there are, and who may see which."""

    def __init__(self, students):
        self.owner = {}
        for student, row in students.items():
            for column in MARK:
                if row.get(column):
                    self.owner.setdefault((column, row[column]), set()).add(student)
        doubled = [key for key, owners in self.owner.items()
                   if len(owners) > 1 and key[0] not in SHARED]
        if doubled:
            raise AssertionError(f"marks of several children: {doubled[:3]}")
        self.ids = re.compile("|".join(map(re.escape, sorted(students, key=len, reverse=True))))

    def seen_in(self, path):
        """The marks in a file as (column, text), student_ids among them."""
        found = set()
        for data in pieces(path):
            for text in texts(data):
                found |= {("student_id", text) for text in self.ids.findall(text)}
                for column, form in MARK.items():
                    found |= {(column, mark) for mark in form.findall(text)}
        return found


class Claims:
    def __init__(self):
        self.passed, self.failures = 0, []

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)


def may_see(lists, children, columns):
    """The marks of these children in these columns."""
    seen = {("student_id", student) for student in children}
    return seen | {(column, lists.students[student][column]) for student in children
                   for column in columns if column in MARK and lists.students[student][column]}


def check_folder(claims, marks, folder, wanted, allowed):
    """The folder has the files that it must have, and exactly the marks that it may have."""
    names = sorted(os.listdir(folder))
    claims.claim(names == sorted(wanted), f"{folder}: {names}")
    for name in names:
        seen = marks.seen_in(os.path.join(folder, name))
        claims.claim(seen <= allowed, f"{folder}/{name} shows {sorted(seen - allowed)[:5]}")
        # Were the marks not to be found where they must be, this test would see nothing anywhere.
        claims.claim(seen == allowed, f"{folder}/{name} lacks {sorted(allowed - seen)[:5]}")


def check_published(claims, season, out, to):
    lists = Lists(season, out)
    marks = Marks(lists.students)
    placed = [student for student, row in lists.rows.items() if row["status"] in PLACED]
    claims.claim(sorted(os.listdir(to)) == ["bureau", "manifest.json", "primaries", "public",
                                            "schools"], f"{sorted(os.listdir(to))}")
    claims.claim(marks.seen_in(os.path.join(to, "manifest.json")) == set(), "the manifest has marks")
    check_folder(claims, marks, os.path.join(to, "public"), ["notice.csv"], may_see(lists, placed, ()))
    juniors, primaries = lists.of_level("junior"), lists.of_level("primary")
    claims.claim(sorted(os.listdir(os.path.join(to, "schools"))) == sorted(juniors), "schools/")
    claims.claim(sorted(os.listdir(os.path.join(to, "primaries"))) == sorted(primaries),
                 "primaries/")
    for school in juniors:
        own = [student for student in placed if lists.rows[student]["school_id"] == school]
        check_folder(claims, marks, os.path.join(to, "schools", school),
                     ["roster.csv", "roster.xlsx"], may_see(lists, own, ON_ROSTERS))
    for primary in primaries:
        own = [student for student, row in lists.students.items() if row["primary_id"] == primary]
        check_folder(claims, marks, os.path.join(to, "primaries", primary), ["graduates.csv"],
                     may_see(lists, own, ["name"]))
    statuses = {row["status"] for row in lists.rows.values()}
    claims.claim({"admitted", "fixed", "elsewhere"} <= statuses, f"only {statuses}")


def main():
    program, _ = sys.argv[1:]
    claims = Claims()
    with tempfile.TemporaryDirectory() as scratch:
        for language in ("zh", "en"):
            folder = plant(Folder(BASE))
            folder.settings["language"] = language
            season = folder.save(os.path.join(scratch, f"season-{language}"))
            out, to = (os.path.join(scratch, f"{part}-{language}") for part in ("out", "to"))
            runs.run_season(program, season, out)
            for command in (("seal", out, "--approved-by", "示例", "--minutes", "示例1号", *ACCEPT),
                            ("publish", out, "--to", to)):
                done = runs.huapian(program, *command)
                claims.claim(done.returncode == 0, f"{command}: {done.returncode}\n{done.stderr}")
            check_published(claims, season, out, to)
    runs.finish("canary", claims.passed, claims.failures)


if __name__ == "__main__":
    main()
