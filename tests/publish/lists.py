"""Every list of a run, worked out again from the season's files, allocation.csv and the page.

    lists.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import re
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

from wanted import Folder, Lists, people_csv, runs

SEASONS = ("zh-1200", "dates-600", "rounds-700", "short-900", "gb18030-800", "primary-900")
FOR_PROGRAMS = {"allocation.csv", "result.json", "schools.csv", "certificate.json", "manifest.json"}
XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# What offices have in cells, and what a spreadsheet or XML might make of it.
ODD_CELLS = ("=1+1", "+86 10", "-5", "@SUM(A1)", "370811201409110018", "3.70811E+17", "007", "1e5",
             "<b>&\"'", "a,b", "two\nlines", "\"", "𠮷", "1\u0001\u001f2", "_x0041_", "\ufffe\uffff",
             "'quoted", "TRUE", "2026-08-31", "x" * 40000, "长" * 20000, "é" * 32767,
             "é" * 32768, "𠮷" * 16383, "𠮷" * 16384)


class Tally:
    def __init__(self):
        self.passed, self.failures = 0, []

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)


def cell_text(text):
    """What a workbook's cell says: control characters are written as _x0001_."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def sheet_rows(path, width):
    """The rows of a workbook's first sheet. Every cell must be text."""
    with zipfile.ZipFile(path) as book:
        root = xml.etree.ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in root.iter(XML + "row"):
        cells = [""] * width
        while len(rows) + 1 < int(row.get("r")):
            rows.append([""] * width)
        for cell in row.iter(XML + "c"):
            if cell.get("t") != "inlineStr" or list(cell.iter(XML + "f")) != []:
                raise AssertionError(f"{path} {cell.get('r')}: not a text")
            column = ord(cell.get("r").rstrip("0123456789")) - ord("A")
            cells[column] = cell_text("".join(part.text or "" for part in cell.iter(XML + "t")))
        rows.append(cells)
    return rows


def same_cells(got, wanted):
    """Equal, but for what a workbook cannot hold: U+FFFE, U+FFFF and more than 32,767 characters,
    of which a workbook counts two for each one above U+FFFF."""
    def units(cell):
        return len(cell) + sum(character > "\uffff" for character in cell)

    def held(cell):
        cell = re.sub("[\ufffe\uffff]", "\ufffd", cell)
        if units(cell) <= 32767:
            return cell
        cell = cell[:32765]
        while units(cell) > 32766:
            cell = cell[:-1]
        return cell + "…"
    return got == [[held(cell) for cell in row] for row in wanted]


def check(tally, what, season, out, earlier=None):
    """Every file of the run that people get, and no other file."""
    lists = Lists(season, out, earlier).all()
    files = runs.files(out)
    allowed = FOR_PROGRAMS | set(lists) | {"shortage.json"}
    tally.claim(set(files) <= allowed, f"{what}: unknown files {sorted(set(files) - allowed)}")
    for name, rows in lists.items():
        if name not in files:
            tally.claim(False, f"{what}: {name} is missing")
        elif name.endswith(".csv"):
            tally.claim(files[name] == people_csv(rows), f"{what}: {name} is not as it must be")
        else:
            got = sheet_rows(os.path.join(out, name), len(rows[0]))
            tally.claim(same_cells(got, rows), f"{what}: {name} is not as it must be")
    return lists


def run_and_check(tally, programs, what, season, scratch, *options, earlier=None):
    program, checker = programs
    out = os.path.join(scratch, what.replace(" ", "-") + "-out")
    runs.run_season(program, season, out, *options, *(["--after", earlier] if earlier else []))
    lists = check(tally, what, season, out, earlier)
    after = ["--after", earlier] if earlier else []
    done = runs.huapian(checker, season, out, *after)
    tally.claim(done.returncode == 0, f"{what}: the checker says {done.stdout}")
    return out, lists


def base(name="dates-600"):
    return Folder(os.path.join(runs.REPO, "data", "seasons", name))


def odd(folder):
    """Columns of the office's own, columns that are not there, odd cells, odd ids, all states."""
    students = folder.tables["students"]
    for number, row in enumerate(students):
        row["name"] = ODD_CELLS[number % len(ODD_CELLS)] if number % 3 else row.get("name", "")
        row["家长电话"] = f"1390000{number:04}"
        row["note"] = ODD_CELLS[(number + 7) % len(ODD_CELLS)]
    schools = {school["school_id"]: school for school in folder.schools()}
    target = max(schools, key=lambda school: int(schools[school]["classes"]))
    for row, text in zip(students[:6], ODD_CELLS, strict=False):
        row["destination"] = row["fixed_school"] = ""
        row.update(fixed_school=target, fixed_basis=f"示例〔2026〕{text}")
    students[7].update(fixed_school="", fixed_basis="", destination="home", destination_basis="示例")
    folder.schools()[0]["name"] = "=示例,\"中学\""
    for stage, start in zip(folder.policy["stages"], ("=", "\t", "\r", "@示例"), strict=False):
        stage["name"] = start + stage["name"]
        stage["basis"] = [{"document": start + "示例文件", "article": "第一条", "text": "示例"},
                          {"document": "示例文件", "article": "", "text": "示例"}]
    folder.policy["roster_columns"] = ["student_id", "name", "gender", "家长电话", "id_number", "note",
                                       "migrant", "residence_area", "choice_1"]
    return folder


def grammar_of_rosters(tally, programs, scratch):
    """The same season in both languages, with odd cells."""
    for language in ("zh", "en"):
        folder = odd(base())
        folder.settings["language"] = language
        for name in ("fixed_school", "fixed_basis", "destination", "destination_basis"):
            folder.add_column("students", name)
        season = folder.save(os.path.join(scratch, f"odd-{language}"))
        _, lists = run_and_check(tally, programs, f"odd {language}", season, scratch)
        header = next(rows for name, rows in lists.items() if name.startswith("rosters/"))[0]
        wanted = (["报名号", "姓名", "性别", "家长电话", "note", "随迁", "实际居住单元", "志愿1"]
                  if language == "zh" else
                  ["student_id", "name", "gender", "家长电话", "note", "migrant", "residence_area",
                   "choice_1"])
        tally.claim(header == wanted, f"odd {language}: the roster has {header}")


def without_columns(tally, programs, scratch):
    """No roster columns, no names: rosters of ids alone, and nothing to mask."""
    folder = base()
    folder.policy.pop("roster_columns", None)
    for row in folder.tables["students"]:
        del row["name"]
    season = folder.save(os.path.join(scratch, "bare"))
    _, lists = run_and_check(tally, programs, "bare", season, scratch)
    tally.claim({row[1] for row in lists["notice.csv"][1:]} == {""}, "bare: a name in the notice")
    tally.claim(all(len(rows[0]) == 1 for name, rows in lists.items() if "rosters" in name),
                "bare: a roster has more than ids")


def in_a_primary_season(tally, programs, scratch):
    """A primary school in the child's row is none that it has left."""
    folder = base("primary-900")
    for row in folder.tables["students"]:
        row["primary_id"] = folder.schools()[0]["school_id"]
    season = folder.save(os.path.join(scratch, "small"))
    _, lists = run_and_check(tally, programs, "small", season, scratch)
    tally.claim({row[2] for row in lists["notice.csv"][1:]} == {""}, "small: a primary is told")


def in_parts(tally, programs, scratch):
    """Kept children, also those whose row and whose policy's names changed since."""
    folder = base()
    first = folder.policy["stages"][0]["id"]
    season = folder.save(os.path.join(scratch, "parts"))
    earlier, _ = run_and_check(tally, programs, "first part", season, scratch, "--until", first)
    moved = 0
    for row in folder.tables["students"]:
        if runs.allocation(earlier)[row["student_id"]]["status"] == "admitted" and moved < 20:
            row.update(property_area="none", hukou_area="outside", migrant="1", points="99")
            moved += 1
    later = folder.save(os.path.join(scratch, "parts-later"))
    _, lists = run_and_check(tally, programs, "second part", later, scratch, earlier=earlier)
    categories = {row[7] for row in lists["letters.csv"][1:]}
    tally.claim(len(categories) > 1 and moved == 20, f"second part: {categories}")


def main():
    programs = sys.argv[1:]
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        for name in SEASONS:
            season = os.path.join(runs.REPO, "data", "seasons", name)
            run_and_check(tally, programs, name, season, scratch)
        golden = os.path.join(runs.REPO, "tests", "golden")
        for name in sorted(os.listdir(golden)):
            if os.path.isdir(os.path.join(golden, name)):
                run_and_check(tally, programs, name, os.path.join(golden, name), scratch)
        grammar_of_rosters(tally, programs, scratch)
        without_columns(tally, programs, scratch)
        in_a_primary_season(tally, programs, scratch)
        in_parts(tally, programs, scratch)
    runs.finish("lists", tally.passed, tally.failures)


if __name__ == "__main__":
    main()
