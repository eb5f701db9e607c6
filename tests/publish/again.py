"""Lists that come out again: elsewhere, later, from every encoding; and the run that a seal makes
again by itself, whatever a checker says.

    again.py HUAPIAN HUAPIAN_VERIFY
"""

import json
import os
import shutil
import stat
import sys
import tempfile
import time
import xml.etree.ElementTree
import zipfile

from lists import Tally, base, check, odd
from wanted import Folder, runs

TINY = os.path.join(runs.REPO, "tests", "docs", "tiny")
ENVIRONMENTS = ({"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
                {"LC_ALL": "C", "LANGUAGE": "zh_CN", "TZ": "America/St_Johns"})
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")
WHO = ("--approved-by", "示例", "--minutes", "示例1号")
ACCEPT = [word for code in ("unchecked_facts", "parted_bundles", "short", "missed_targets")
          for word in ("--accept", code)]
PASSED = json.dumps([{"step": 1, "name": "files", "pass": True, "witness": ""}])
CREATED = "2000-01-01T00:00:00Z"
ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)
# Archives count time in steps of two seconds.
ZIP_STEP_S = 2


def lists_of(out):
    """The files that people get, as bytes."""
    return {name: data for name, data in runs.files(out).items()
            if name.startswith(("rosters", "graduates", "notice", "letters"))}


def check_dates(tally, out):
    """A workbook tells no time of day: neither its properties nor the archive around them."""
    names = sorted(name for name in runs.files(out) if name.endswith(".xlsx"))
    for name in names:
        with zipfile.ZipFile(os.path.join(out, name)) as book:
            root = xml.etree.ElementTree.fromstring(book.read("docProps/core.xml"))
            times = {member.date_time for member in book.infolist()}
        dates = [part.text for part in root if part.tag.endswith(("created", "modified"))]
        tally.claim(dates == [CREATED, CREATED], f"{name}: made {dates}")
        tally.claim(times == {ZIP_BEGINS}, f"{name}: packed {times}")
    tally.claim(len(names) > 1, "no workbooks")


def check_elsewhere(tally, program, scratch):
    """Other words, another time zone, later: the same bytes."""
    season, first = odd(base()), os.path.join(scratch, "first")
    for column in ("fixed_school", "fixed_basis", "destination", "destination_basis"):
        season.add_column("students", column)
    season = season.save(os.path.join(scratch, "odd"))
    runs.run_season(program, season, first, env={"LC_ALL": "C", "TZ": "UTC"})
    check_dates(tally, first)
    wanted = lists_of(first)
    time.sleep(ZIP_STEP_S + 0.1)
    for number, environment in enumerate(ENVIRONMENTS):
        out = os.path.join(scratch, f"again-{number}")
        runs.run_season(program, season, out, env=environment)
        got = lists_of(out)
        tally.claim(sorted(got) == sorted(wanted), f"{environment}: other files")
        for name, data in wanted.items():
            tally.claim(got.get(name) == data, f"{environment}: {name} differs")


def check_tiny(tally, program, scratch):
    """The season of the documentation in each language and from each encoding."""
    for language in ("zh", "en"):
        seen = set()
        for encoding in ENCODINGS:
            folder = Folder(TINY)
            folder.settings["language"] = language
            add_empty_schools(folder)
            for number, row in enumerate(folder.tables["students"]):
                row.update(name=f"欧阳示例{number}", 备注="=é，「示例」")
            folder.policy["roster_columns"] = ["name", "备注", "migrant"]
            what = f"tiny {language} {encoding}"
            season = folder.save(os.path.join(scratch, what.replace(" ", "-")))
            for name in folder.settings["tables"].values():
                recode(os.path.join(season, name), encoding)
            out = season + "-out"
            runs.run_season(program, season, out)
            lists = check(tally, what, season, out)
            for name in ("graduates/P9.csv", "rosters/J9.csv", "rosters/J9.xlsx"):
                tally.claim(len(lists[name]) == 1, f"{what}: {name} is not empty")
            seen.add(tuple(lists_of(out).items()))
        tally.claim(len(seen) == 1, f"tiny {language}: an encoding of the input shows")


def add_empty_schools(folder):
    """A primary school that nobody leaves, a junior school that nobody reaches."""
    for like, school_id in (("P1", "P9"), ("J1", "J9")):
        row = dict(folder.school(like), school_id=school_id, name=f"示例{school_id}")
        row.update({"classes": "0"} if like == "J1" else {})
        folder.tables["schools"].append(row)


def recode(path, encoding):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    data = (b"\xff\xfe" + text.encode("utf-16-le")) if encoding == "utf-16" else \
        text.encode(encoding)
    with open(path, "wb") as file:
        file.write(data)


# ---- the run that a seal makes again ----

def credulous(program, scratch):
    """The program beside a checker that passes everything."""
    place = os.path.join(scratch, "credulous")
    os.makedirs(place)
    path = os.path.join(place, "huapian-verify")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\necho '{PASSED}'\n")
    os.chmod(path, stat.S_IRWXU)
    return shutil.copy(program, place)


def moved_child(season, out):
    """A child of allocation.csv at another school."""
    path = os.path.join(out, "allocation.csv")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("26004,admitted,feeder,B,feeder,J2,1404",
                                "26004,admitted,feeder,B,feeder,J1,1404"))


def cut_child(season, out):
    """A row of allocation.csv less, at its end."""
    path = os.path.join(out, "allocation.csv")
    with open(path, "rb") as file:
        lines = file.read().splitlines(keepends=True)
    with open(path, "wb") as file:
        file.write(b"".join(lines[:-1]))


def added_child(season, out):
    """A row of allocation.csv more, at its end."""
    with open(os.path.join(out, "allocation.csv"), "a", encoding="utf-8") as file:
        file.write("26010,elsewhere,,A,,,,,destination\n")


def no_allocation(season, out):
    """No allocation.csv."""
    os.remove(os.path.join(out, "allocation.csv"))


def fewer_seats(season, out):
    """A season with fewer seats than the run had."""
    folder = Folder(season)
    folder.school("J1")["classes"] = "0"
    folder.save(season)


def fewer_children(season, out):
    """A season without the run's last child, who takes nobody else's seat."""
    folder = Folder(season)
    folder.tables["students"].pop()
    folder.save(season)


def other_seed(season, out):
    """A season of another seed."""
    folder = Folder(season)
    folder.settings["lottery_seed"] = "another"
    folder.save(season)


def wrong_season(season, out):
    """A season with an error."""
    folder = Folder(season)
    folder.school("J1")["classes"] = "many"
    folder.save(season)


def check_made_again(tally, program, scratch):
    """A run that its season does not give is not sealed, though the checker has nothing against
    it."""
    program = credulous(program, scratch)
    wrongs = (None, moved_child, cut_child, added_child, no_allocation, fewer_seats,
              fewer_children, other_seed, wrong_season)
    for wrong in wrongs:
        what = wrong.__doc__ if wrong else "nothing wrong"
        place = os.path.join(scratch, f"made-{wrong and wrong.__name__}")
        os.makedirs(place)
        season, out = Folder(TINY).save(os.path.join(place, "season")), os.path.join(place, "out")
        runs.run_season(program, season, out)
        if wrong:
            wrong(season, out)
        before = runs.files(out)
        done = runs.huapian(program, "seal", out, *WHO, *ACCEPT, "--season", season,
                            env={"LC_ALL": "C"})
        tally.claim(done.returncode == (3 if wrong else 0),
                    f"{what}: exit {done.returncode}\n{done.stderr}")
        if wrong:
            tally.claim(runs.files(out) == before, f"{what}: the folder was changed")
            tally.claim("error:" in done.stderr, f"{what}: nothing is told")
        else:
            tally.claim(runs.load(out, "seal.json")["checker"] == json.loads(PASSED), what)


def main():
    program, _ = sys.argv[1:]
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        check_elsewhere(tally, program, scratch)
        check_tiny(tally, program, scratch)
        check_made_again(tally, program, scratch)
    runs.finish("again", tally.passed, tally.failures)


if __name__ == "__main__":
    main()
