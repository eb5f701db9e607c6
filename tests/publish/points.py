"""Open points by hand: the small season of the documentation, one record, one cell, one child at a
time.

    points.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import re
import sys
import tempfile

from lists import Tally
from wanted import Folder, runs

TINY = os.path.join(runs.REPO, "tests", "docs", "tiny")
WHO = ("--approved-by", "示例", "--minutes", "示例1号")
RECORDS = ("hukou_checked", "property_checked", "residence_checked", "points_checked")


def hukou(folder):
    """No record of its hukou: the category looks at it."""
    folder.row("students", "student_id", "26005")["hukou_checked"] = ""


def not_looked_at(folder):
    """No record of property and points, at which category B does not look."""
    folder.row("students", "student_id", "26005").update(property_checked="", points_checked="")


def deciding(folder):
    """No record of the residence, at which no predicate of D looks, but which is the address."""
    folder.row("students", "student_id", "26006")["residence_checked"] = ""


def known_none(folder):
    """No record of a cell that says none: it is a fact too."""
    folder.policy["categories"][1]["when"] = {"all": [
        {"in_service_area": "hukou"}, {"not": {"same": ["property", "residence"]}}]}
    folder.row("students", "student_id", "26005")["property_checked"] = ""


def empty(folder):
    """No record of a cell that is empty: there is nothing to check."""
    known_none(folder)
    folder.row("students", "student_id", "26005")["property_checked"] = "示例"
    folder.row("students", "student_id", "26004")["property_checked"] = ""


def fixed(folder):
    """No record of a child that a document placed."""
    folder.row("students", "student_id", "26009").update({name: "" for name in RECORDS})


def elsewhere(folder):
    """No record of a child that is not to be seated."""
    folder.row("students", "student_id", "26008").update({name: "" for name in RECORDS})


def unplaced(folder):
    """No record of a child without a seat, who has no guarantee."""
    folder.row("students", "student_id", "26007").update(
        {name: "" for name in RECORDS}, agrees="0")
    folder.policy["stages"][2]["routes"] = folder.policy["stages"][2]["routes"][1:]
    del folder.policy["indicators"]


def guarantee(folder):
    """No record of the points, at which only the guarantee looks."""
    folder.policy["categories"][2].update(
        when={"column": "agrees", "equals": "1"}, guaranteed={"column": "points", "at_least": 57})
    folder.row("students", "student_id", "26006")["points_checked"] = ""


def two_facts(folder):
    """Two facts of one child, and one of another: children are counted."""
    folder.row("students", "student_id", "26001").update(hukou_checked="", property_checked="")
    folder.row("students", "student_id", "26002")["residence_checked"] = ""


def no_column(folder):
    """No column of records of hukou: nobody has one."""
    for row in folder.tables["students"]:
        del row["hukou_checked"]


def nothing(folder):
    """Every fact has its record."""


# Children of whom something decided that nobody is on record for.
CASES = ((nothing, 0), (hukou, 1), (not_looked_at, 0), (deciding, 1), (known_none, 1), (empty, 0),
         (fixed, 0), (elsewhere, 0), (unplaced, 0), (guarantee, 1), (two_facts, 2), (no_column, 5))


def open_points(done):
    return {code: int(count) for code, count in
            re.findall(r"open: (\w+) \((\d+) \w+\).*\[open_point\]", done.stderr)}


def main():
    program, _ = sys.argv[1:]
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        for change, count in CASES:
            what = change.__doc__
            folder = Folder(TINY)
            for row in folder.tables["students"]:
                row.update({name: "示例" for name in RECORDS})
            change(folder)
            place = os.path.join(scratch, change.__name__)
            os.makedirs(place)
            out = os.path.join(place, "out")
            runs.run_season(program, folder.save(os.path.join(place, "season")), out)
            done = runs.huapian(program, "seal", out, *WHO, env={"LC_ALL": "C"})
            wanted = {"unchecked_facts": count} if count else {}
            tally.claim(done.returncode == (1 if count else 0),
                        f"{what} exit {done.returncode}\n{done.stderr}")
            tally.claim(open_points(done) == wanted,
                        f"{what} {open_points(done)}, not {wanted}\n{done.stderr}")
        waiting = runs.allocation(os.path.join(scratch, "unplaced", "out"))["26007"]["status"]
        tally.claim(waiting == "unplaced", f"26007 is {waiting}")
    runs.finish("points", tally.passed, tally.failures)


if __name__ == "__main__":
    main()
