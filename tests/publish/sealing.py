"""What a seal asks, refuses and records, and what publish takes.

    sealing.py HUAPIAN HUAPIAN_VERIFY
"""

import hashlib
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile

from wanted import Folder, Lists, runs

SEASONS = os.path.join(runs.REPO, "data", "seasons")
WHO = ("--approved-by", "示例", "--minutes", "示例〔2026〕1号")
POINTS = ("unchecked_facts", "parted_bundles", "short", "missed_targets")
ENGLISH = {"LC_ALL": "C"}
# Which record a fact needs, from the page.
RECORD = {"hukou_area": "hukou_checked", "settled_on": "hukou_checked",
          "property_area": "property_checked", "property_share": "property_checked",
          "property_on": "property_checked", "residence_area": "residence_checked",
          "points": "points_checked"}
PASSED = json.dumps([{"step": 1, "name": "files", "pass": True, "witness": ""}])
FAILED = json.dumps([{"step": 1, "name": "files", "pass": False, "witness": "示例"}])


class Office:
    """The program, a place to work in, and the claims so far."""

    def __init__(self, program, checker, scratch):
        self.program, self.checker, self.scratch = program, checker, scratch
        self.passed, self.failures, self.made = 0, [], 0

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)

    def new(self):
        """A folder of its own to work in."""
        self.made += 1
        path = os.path.join(self.scratch, str(self.made))
        os.makedirs(path)
        return path

    def draft(self, folder, name="season"):
        """A season, saved, and a draft beside it."""
        place = self.new()
        season, out = folder.save(os.path.join(place, name)), os.path.join(place, "out")
        runs.run_season(self.program, season, out)
        return season, out

    def ends(self, code, what, *arguments, program=None, says=(), env=None):
        done = runs.huapian(program or self.program, *arguments, env=env or ENGLISH)
        self.claim(done.returncode == code,
                   f"{what}: exit {done.returncode}, not {code}\n{done.stderr}")
        for word in says:
            self.claim(word in done.stderr, f"{what}: {word} is not told\n{done.stderr}")
        return done

    def unsealed(self, what, out):
        self.claim(not os.path.exists(os.path.join(out, "seal.json")), f"{what}: it is sealed")
        left = [name for name in os.listdir(out) if name.startswith(".")]
        self.claim(left == [], f"{what}: left behind {left}")

    def seal(self, out, *more, code=0, says=(), what="seal", program=None, env=None):
        accept = [word for point in POINTS for word in ("--accept", point)]
        return self.ends(code, what, "seal", out, *WHO, *accept, *more, says=says,
                         program=program, env=env)

    def sealed(self, name="dates-600"):
        season, out = self.draft(Folder(os.path.join(SEASONS, name)))
        self.seal(out)
        return season, out


def open_points(done):
    """The points that a refused seal names, with their counts."""
    return {code: int(count) for code, count in
            re.findall(r"open: (\w+) \((\d+) \w+\).*\[open_point\]", done.stderr)}


# ---- open points ----

def columns_of(predicate):
    """The columns at which a predicate looks."""
    if isinstance(predicate, list):
        return {column for part in predicate for column in columns_of(part)}
    if not isinstance(predicate, dict):
        return set()
    found = set()
    for kind, value in predicate.items():
        if kind in ("all", "any", "not"):
            found |= columns_of(value)
        elif kind in ("have", "same", "in_service_area", "zoned"):
            found |= {f"{name}_area" for name in ([value] if isinstance(value, str) else value)}
        elif kind == "column":
            found.add(value)
    return found


def unchecked(folder, out, record=None):
    """The children of whom a fact that decided has no record, by the page."""
    record = record or RECORD
    categories = {entry["id"]: entry for entry in folder.policy["categories"]}
    rows = {row["student_id"]: row for row in folder.tables["students"]}
    found = set()
    for student, placed in runs.allocation(out).items():
        if placed["status"] not in ("admitted", "kept"):
            continue
        rule, row = categories[placed["category"]], rows[student]
        facts = columns_of(rule["when"]) | columns_of(rule.get("guaranteed"))
        for name in rule["address"]:
            if row[f"{name}_area"] not in ("", "none", "outside"):
                facts.add(f"{name}_area")
                break
        if any(row.get(fact) and not row.get(record[fact]) for fact in facts if fact in record):
            found.add(student)
    return found


def parted(folder, out):
    schools = {}
    said = runs.allocation(out)
    for row in folder.tables["students"]:
        if row.get("bundle") and said[row["student_id"]]["school_id"]:
            schools.setdefault(row["bundle"], set()).add(said[row["student_id"]]["school_id"])
    return sum(len(found) > 1 for found in schools.values())


def check_counts(office, what, folder, wanted):
    """Each open point is asked about, by its count, until it is accepted."""
    season, out = office.draft(folder)
    counts = {"unchecked_facts": len(unchecked(folder, out)), "parted_bundles": parted(folder, out),
              **wanted}
    counts = {code: count for code, count in counts.items() if count > 0}
    done = office.ends(1 if counts else 0, what, "seal", out, *WHO)
    office.claim(open_points(done) == counts, f"{what}: {open_points(done)}, not {counts}")
    refusal = f"not sealed; open points that nobody accepted: {len(counts)}\n"
    office.claim(done.stderr.endswith(refusal) == bool(counts), f"{what}: {done.stderr}")
    office.claim(bool(counts) == (done.stdout == ""), f"{what}: {done.stdout}")
    for left in counts:
        others = [word for code in counts if code != left for word in ("--accept", code)]
        done = office.ends(1, what, "seal", out, *WHO, *others)
        office.claim(set(open_points(done)) == {left}, f"{what}: {left} is not asked: {done.stderr}")
        office.unsealed(what, out)
    if counts:
        done = office.ends(0, what, "seal", out, *WHO,
                           *[w for c in counts for w in ("--accept", c)])
        office.claim(done.stdout == f"sealed: {out}/seal.json (approved by {WHO[1]}, {WHO[3]})\n"
                     and "open point" not in done.stderr, f"{what}: {done.stdout}{done.stderr}")
    check_record(office, what, season, out, counts)
    return counts


def check_record(office, what, season, out, counts):
    """seal.json, key by key."""
    seal = runs.load(out, "seal.json")
    with open(os.path.join(out, "manifest.json"), "rb") as file:
        manifest = hashlib.sha256(file.read()).hexdigest()
    steps = json.loads(runs.huapian(office.checker, season, out, "--json").stdout)
    version = runs.huapian(office.program, "--version").stdout.split()[1]
    wanted = {"huapian": version, "manifest_sha256": manifest, "approved_by": WHO[1],
              "minutes": WHO[3],
              "accepted": [{"code": code, "count": counts[code]} for code in POINTS
                           if code in counts], "checker": steps}
    office.claim(seal == wanted and list(seal) == list(wanted), f"{what}: seal.json says {seal}")


def with_records(folder, rng, share):
    """Records of who checked a fact, of some children, also where there is nothing to check."""
    for row in folder.tables["students"]:
        for column in sorted(set(RECORD.values())):
            row[column] = "示例 2026-07-01" if rng.random() < share else ""
    return folder


def check_open_points(office):
    rng = random.Random(5)
    dates = os.path.join(SEASONS, "dates-600")
    folder = Folder(dates)
    missed = sum(entry["missing"] > 0 for entry in
                 runs.load(office.draft(folder)[1], "result.json")["indicators"].values())
    counts = check_counts(office, "no records", folder, {"missed_targets": missed})
    office.claim(counts["unchecked_facts"] > 100, "no records: too few open")
    for share in (0.5, 0.9):
        folder = with_records(Folder(dates), rng, share)
        some = check_counts(office, f"records {share}", folder, {"missed_targets": missed})
        office.claim(0 < some["unchecked_facts"] < counts["unchecked_facts"], f"records {share}")
    folder = with_records(Folder(dates), rng, 1)
    all_checked = check_counts(office, "all records", folder, {"missed_targets": missed})
    office.claim("unchecked_facts" not in all_checked, "all records")
    folder.policy.pop("indicators", None)
    students = folder.tables["students"]
    for number, row in enumerate(students):
        row["bundle"] = f"b{number // 2}" if number < 60 else ""
    check_counts(office, "twins", folder,
                 {"missed_targets": indicators_missed(office, folder)})
    check_each_fact(office)
    check_nothing_open(office)
    check_short(office)


def indicators_missed(office, folder):
    found = runs.load(office.draft(folder)[1], "result.json")["indicators"]
    return sum(entry["missing"] > 0 for entry in found.values())


def check_each_fact(office):
    """Predicates that look at every fact that needs a record, whatever it says."""
    folder = with_records(Folder(os.path.join(SEASONS, "dates-600")), random.Random(8), 0.6)
    categories = {entry["id"]: entry for entry in folder.policy["categories"]}

    def looks_at(column):
        return {"any": [{"column": column, "known": True}, {"column": column, "known": False}]}

    for category, column in (("L", "settled_on"), ("E", "property_share"), ("L", "property_on")):
        categories[category]["when"] = {"all": [categories[category]["when"], looks_at(column)]}
    categories["F"]["guaranteed"] = looks_at("points")
    for number, row in enumerate(folder.tables["students"]):
        row["property_on"] = "2020-01-01" if number % 3 else ""
        row["property_share"] = row["property_share"] or "50"
        row["settled_on"] = row["settled_on"] or "2019-09-01"
    for row in folder.tables["students"][:5]:  # by a document, whatever was checked
        row.update(fixed_school=folder.schools()[0]["school_id"], fixed_basis="示例")
        row.update({column: "" for column in RECORD.values()})
    for column in ("fixed_school", "fixed_basis"):
        folder.add_column("students", column)
    _, out = office.draft(folder)
    whole = unchecked(folder, out)
    for fact in RECORD:
        record = {column: by for column, by in RECORD.items() if column != fact}
        office.claim(unchecked(folder, out, record) != whole, f"{fact} decides nothing here")
    done = office.ends(1, "each fact", "seal", out, *WHO)
    office.claim(open_points(done)["unchecked_facts"] == len(whole),
                 f"each fact: {open_points(done)}, not {len(whole)}")


def check_nothing_open(office):
    """The small season of the documentation, every fact checked: sealed without a question."""
    folder = Folder(os.path.join(runs.REPO, "tests", "docs", "tiny"))
    for row in folder.tables["students"]:
        row.update({column: "示例" for column in RECORD.values()})
    missed = indicators_missed(office, folder)
    if missed == 0:
        counts = check_counts(office, "nothing open", folder, {})
        office.claim(counts == {}, f"nothing open: {counts}")
    else:
        office.claim(False, "the small season misses a target: choose another for this")


def check_short(office):
    """A run without enough seats is sealed only by one who says so; a part of it too."""
    folder = Folder(os.path.join(SEASONS, "short-900"))
    season, out = office.draft(folder)
    rerun = os.path.join(office.new(), "out")
    done = office.ends(1, "short run", "run", season, "--out", rerun)
    count = int(re.search(r"(\d+)[^\n]*\[guaranteed_unplaced\]", done.stderr).group(1))
    waiting = sum(row["status"] == "unplaced" for row in runs.allocation(out).values())
    office.claim(0 < count <= waiting, f"short: {count} of {waiting}")
    missed = sum(entry["missing"] > 0
                 for entry in runs.load(out, "result.json")["indicators"].values())
    check_counts(office, "short", folder, {"short": count, "missed_targets": missed})
    first = folder.policy["stages"][0]["id"]
    part = os.path.join(os.path.dirname(season), "part")
    done = runs.huapian(office.program, "run", season, "--out", part, "--until", first, env=ENGLISH)
    told = re.search(r"(\d+)[^\n]*\[guaranteed_unplaced\]", done.stderr)
    points = open_points(office.ends(1, "part", "seal", part, *WHO))
    office.claim(points.get("short") == (int(told.group(1)) if told else None),
                 f"part: {points}, the run told {told and told.group(0)}")
    office.claim("missed_targets" not in points, "part: targets are asked before the last stage")


def check_kept(office):
    """A kept child is asked about by the category that placed it; --after reaches the checker."""
    folder = with_records(Folder(os.path.join(SEASONS, "dates-600")), random.Random(6), 0.6)
    first = folder.policy["stages"][0]["id"]
    place = office.new()
    season, before, out = (os.path.join(place, name) for name in ("season", "before", "out"))
    runs.run_season(office.program, folder.save(season), before, "--until", first)
    moved = [row["student_id"] for row in runs.allocation(before).values()
             if row["status"] == "admitted"][:40]
    for student in moved:
        folder.row("students", "student_id", student).update(migrant="1", hukou_area="outside")
    folder.save(season)
    runs.run_season(office.program, season, out, "--after", before)
    done = office.ends(1, "kept", "seal", out, *WHO, "--after", before)
    wanted = len(unchecked(folder, out))
    office.claim(open_points(done).get("unchecked_facts") == wanted,
                 f"kept: {open_points(done)}, not {wanted}")
    office.seal(out, "--after", before, what="kept")


# ---- what is refused ----

def check_words(office):
    """What must be said, and how."""
    _, out = office.draft(Folder(os.path.join(SEASONS, "dates-600")))
    accept = [word for point in POINTS for word in ("--accept", point)]
    for what, arguments in (
            ("nobody approved", ("--minutes", "1")), ("no minutes", ("--approved-by", "a")),
            ("blank name", ("--approved-by", " \u3000", "--minutes", "1")),
            ("blank minutes", ("--approved-by", "a", "--minutes", "")),
            ("bytes", ("--approved-by", b"\xd5\xc5", "--minutes", "1")),
            ("no such point", (*WHO, "--accept", "everything")),
            ("too many", (*WHO, *["--accept", "short"] * 9)),
            ("two folders", (*WHO, out))):
        done = subprocess.run([office.program, "seal", out, *accept, *arguments],
                              capture_output=True, check=False)
        office.claim(done.returncode == 2, f"{what}: exit {done.returncode} {done.stderr}")
        office.unsealed(what, out)
    for command, words in (("seal", "--approved-by"), ("publish", "--to")):
        done = office.ends(0, f"{command} --help", command, "--help")
        office.claim(words in done.stdout, f"{command} --help")
    office.ends(2, "nowhere to publish", "publish", out)
    done = office.ends(1, "in Chinese", "seal", out, *WHO, env={"LC_ALL": "zh_CN.UTF-8"})
    office.claim("待确认事项：unchecked_facts" in done.stderr, f"in Chinese: {done.stderr}")


def mend(out):
    """A manifest that fits the files as they are."""
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in runs.files(out).items()
              if name not in ("manifest.json", "seal.json")}
    with open(os.path.join(out, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump({"files": listed}, file)


def change(path, old, new):
    with open(path, "rb") as file:
        data = file.read()
    if old not in data:
        raise AssertionError(f"{path} has no {old!r}")
    with open(path, "wb") as file:
        file.write(data.replace(old, new, 1))


def check_wrong_runs(office):
    """What the checker refuses is not sealed, and its words are told."""
    source = os.path.join(SEASONS, "dates-600")
    for what, name, mended, step in (("a changed roster", "notice.csv", True, "step lists:"),
                                     ("a changed hash", "notice.csv", False, "step manifest:"),
                                     ("a file more", "note.txt", True, "step lists:")):
        _, out = office.draft(Folder(source))
        with open(os.path.join(out, name), "ab") as file:
            file.write(b"x\r\n")
        if mended:
            mend(out)
        office.seal(out, code=1, says=("[checker_refuses]", step), what=what)
        office.unsealed(what, out)
    season, out = office.draft(Folder(source))
    change(os.path.join(season, "students.csv"), b"\n", b"\n\n")
    office.seal(out, "--season", season, code=1, says=("step inputs:",), what="another season")
    office.unsealed("another season", out)
    os.remove(os.path.join(season, "students.csv"))
    office.seal(out, "--season", season, code=1, says=("step season:",), what="half a season")
    office.seal(out, "--season", season + "x", code=2, says=(season + "x",), what="no season")
    empty = office.new()
    office.seal(empty, code=3, says=("[file_missing]",), what="no run")
    office.seal(os.path.join(empty, "none"), code=3, says=("[file_missing]",), what="nothing")


def stub(office, text):
    """The program beside a checker of that script, which notes its arguments in `called`."""
    place = office.new()
    program = os.path.join(place, "huapian")
    shutil.copy(office.program, program)
    path = os.path.join(place, "huapian-verify")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >'{place}/called'\n{text}\n")
    os.chmod(path, stat.S_IRWXU)
    return program, place


def check_checkers(office):
    """A checker that gives no verdict seals nothing; neither does one that contradicts itself."""
    season, out = office.draft(Folder(os.path.join(SEASONS, "dates-600")))
    for what, code, text in (
            ("passes", 0, f"echo '{PASSED}'"),
            ("fails", 1, f"echo '{FAILED}'; exit 1"),
            ("says no, ends well", 4, f"echo '{FAILED}'"),
            ("says yes, ends badly", 4, f"echo '{PASSED}'; exit 1"),
            ("says nothing", 4, "exit 0"), ("says no step", 4, "echo '[]'"),
            ("says no list", 4, "echo '{}'"), ("is no JSON", 4, "echo 'all is well'"),
            ("half a list", 4, f"echo '{PASSED[:-1]}'"),
            ("machine", 4, f"echo '{PASSED}'; exit 4"), ("odd end", 4, f"echo '{FAILED}'; exit 7"),
            ("a folder that is not there", 2, "exit 2"),
            ("killed", 4, f"echo '{PASSED}'; kill -9 $$"),
            ("talks on and on", 4, f"echo '{PASSED}'; head -c 3000000 /dev/zero | tr '\\0' ' '; echo ,"),
            ("cannot be run", 4, None)):
        copy = os.path.join(office.new(), "out")
        shutil.copytree(out, copy)
        program, place = stub(office, text or "")
        if text is None:
            os.remove(os.path.join(place, "huapian-verify"))
        says = ("step files: 示例",) if code == 1 else ()
        office.seal(copy, "--season", season, code=code, what=what, program=program, says=says)
        if code == 0:
            seal = runs.load(copy, "seal.json")
            office.claim(seal["checker"] == json.loads(PASSED), f"{what}: {seal['checker']}")
        else:
            office.unsealed(what, copy)
    program, place = stub(office, f"echo '{FAILED}'; exit 1")
    office.seal(out, "--season", season, "--after", "before", code=1, program=program, what="asked")
    with open(os.path.join(place, "called"), encoding="utf-8") as file:
        called = file.read().split("\n")[:-1]
    office.claim(sorted(called) == sorted(["--json", season, out, "--after", "before"])
                 and called.index(season) < called.index(out), f"the checker is called with {called}")
    ignoring = subprocess.run(["sh", "-c", 'trap "" CHLD; exec "$@"', "sh", office.program, "seal",
                               out, *WHO, "--season", season], capture_output=True, check=False)
    office.claim(ignoring.returncode == 1 and b"open_point" in ignoring.stderr,
                 f"children ignored: {ignoring.returncode} {ignoring.stderr}")


# ---- finding the season ----

def check_search(office):
    """By all hashes, beside DIR and above it; never another season."""
    folder = Folder(os.path.join(SEASONS, "dates-600"))
    season, out = office.draft(folder, "m")
    place = os.path.dirname(season)
    for name in ("a", "z"):  # the same settings, another child
        copy = os.path.join(place, name)
        shutil.copytree(season, copy)
        change(os.path.join(copy, "students.csv"), b"\n", b"\n\n")
    office.seal(out, what="a copy stands beside")
    office.claim(os.path.exists(os.path.join(out, "seal.json")), "a copy stands beside: no seal")
    moved = os.path.join(place, "a", "out")
    shutil.copytree(out, moved)
    os.remove(os.path.join(moved, "seal.json"))
    office.seal(moved, code=2, says=("[season_not_found]",), what="inside another")
    office.unsealed("inside another", moved)
    hidden = os.path.join(office.new(), ".season")
    shutil.copytree(season, hidden)
    moved_again = os.path.join(os.path.dirname(hidden), "out")
    shutil.copytree(moved, moved_again)
    office.seal(moved_again, code=2, says=("[season_not_found]",), what="beside a hidden one")
    inside = os.path.join(season, "out")
    shutil.move(moved, inside)
    office.seal(inside + "/", what="inside its season")
    runs.huapian(office.program, "publish", inside, "--to", os.path.join(place, "to"))
    office.claim(os.path.isdir(os.path.join(place, "to")), "inside its season: not published")


# ---- publish ----

def check_twice(office):
    _, out = office.sealed()
    with open(os.path.join(out, "seal.json"), "rb") as file:
        seal = file.read()
    office.seal(out, code=2, says=("[sealed_already]",), what="sealed twice")
    with open(os.path.join(out, "seal.json"), "rb") as file:
        office.claim(file.read() == seal, "sealed twice: the first seal is gone")


def refused(office, what, out, code=3, says="[not_sealed]"):
    place = office.new()
    done = office.ends(code, what, "publish", out, "--to", os.path.join(place, "to"), says=(says,))
    office.claim(done.stdout == "" and ("seal.json" in what or "seal.json: the file" not in
                                        done.stderr), f"{what}: {done.stdout}{done.stderr}")
    office.claim(os.listdir(place) == [], f"{what}: left behind {os.listdir(place)}")


def check_unsealed(office):
    season, out = office.draft(Folder(os.path.join(SEASONS, "dates-600")))
    refused(office, "a draft", out)
    refused(office, "a season", season)
    refused(office, "nothing", os.path.join(season, "none"))


def check_tampering(office):
    """Any file of a sealed run, changed, emptied or gone; with and without a manifest that fits."""
    _, out = office.sealed()
    names = list(runs.files(out))
    picked = [name for name in names if not name.startswith(("rosters/", "graduates/"))]
    picked += [name for name in names if name.startswith("rosters/")][:2]
    picked += [name for name in names if name.startswith("graduates/")][:1]
    office.claim({"seal.json", "manifest.json", "notice.csv", "allocation.csv"} <= set(picked),
                 f"picked {picked}")
    for name in picked:
        for what in ("changed", "emptied", "gone", "changed and listed"):
            copy = os.path.join(office.new(), "out")
            shutil.copytree(out, copy)
            path = os.path.join(copy, name)
            with open(path, "rb") as file:
                data = file.read()
            if what == "gone":
                os.remove(path)
            else:
                with open(path, "wb") as file:
                    middle = len(data) // 2
                    flipped = bytes([data[middle] ^ 1])
                    file.write(b"" if what == "emptied" else
                               data[:middle] + flipped + data[middle + 1:])
            if what == "changed and listed":
                mend(copy)
            if name == "seal.json" and what.startswith("changed"):
                continue  # below, key by key
            refused(office, f"{name} {what}", copy)
    copy = os.path.join(office.new(), "out")
    shutil.copytree(out, copy)
    for key, value in (("manifest_sha256", "0" * 64), ("manifest_sha256", None),
                       ("manifest_sha256", 1)):
        seal = runs.load(out, "seal.json")
        seal[key] = value
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            json.dump(seal, file)
        refused(office, f"a seal with {key} {value}", copy)


def check_seals(office):
    """A seal that says what none says, its manifest untouched."""
    _, out = office.sealed()
    good = runs.load(out, "seal.json")
    office.claim(good["accepted"] and len(good["checker"]) > 5, f"the seal is bare: {good}")
    bad = [("/" + key, {**good, key: value}) for key in ("huapian", "approved_by", "minutes")
           for value in (None, "", " \u3000", 1, ["a"])]
    bad += [("/" + key, {**good, key: value}) for key in ("accepted", "checker")
            for value in (None, "", {}, True)]
    bad += [("/" + key, {other: value for other, value in good.items() if other != key})
            for key in ("huapian", "approved_by", "minutes", "accepted", "checker")]
    bad += [("/accepted/0", {**good, "accepted": [value]})
            for value in (None, "short", {}, {"code": "short"}, {"code": "all", "count": 1},
                          {"code": "short", "count": 0}, {"code": "short", "count": "1"})]
    bad.append(("/checker", {**good, "checker": []}))
    last = len(good["checker"]) - 1
    bad += [("/checker", {**good, "checker": good["checker"][:last] + [step]})
            for step in (None, {}, "files", {"name": "files"}, {"pass": True},
                         {"name": "", "pass": True}, {"name": "files", "pass": 1})]
    for at in (0, last):
        steps = [dict(step) for step in good["checker"]]
        steps[at]["pass"] = False
        bad.append((f"/checker/{at}", {**good, "checker": steps}))
    copy = os.path.join(office.new(), "out")
    shutil.copytree(out, copy)
    for path, seal in bad:
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            json.dump(seal, file)
        refused(office, f"seal.json at {path}: {seal}", copy, says=f"seal.json at {path}: ")
        refused(office, f"seal.json at {path}: {seal}", copy)
    text = json.dumps(good)
    for what, words in (("/minutes", ('"minutes": ', '"minutes": "a", "minutes": ')),
                        ("/checker/0/pass", ('"pass": true', '"pass": true, "pass": false'))):
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            file.write(text.replace(*words, 1))
        refused(office, f"seal.json with {what} twice", copy, says=f"at {what}: the key stands")
    with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
        file.write(text)
    office.ends(0, "the seal again", "publish", copy, "--to", os.path.join(office.new(), "to"))


def check_outside(office):
    """A manifest that names a file outside its folder, its seal made to fit."""
    _, out = office.sealed()
    secret = os.path.join(os.path.dirname(out), "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write("示例")
    for name in ("../secret", "rosters/../../secret", secret, "rosters", "/notice.csv"):
        manifest = runs.load(out, "manifest.json")
        manifest["files"][name] = (manifest["files"]["notice.csv"] if name == "/notice.csv" else
                                   hashlib.sha256("示例".encode()).hexdigest())
        copy = os.path.join(os.path.dirname(out), "copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(out, copy)
        data = json.dumps(manifest).encode()
        with open(os.path.join(copy, "manifest.json"), "wb") as file:
            file.write(data)
        seal = runs.load(out, "seal.json")
        seal["manifest_sha256"] = hashlib.sha256(data).hexdigest()
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            json.dump(seal, file)
        refused(office, f"a manifest with {name}", copy)
    for data in (b"{}", b'{"files": 1}', b"[]", b"", b'{"files": {"notice.csv": 1}}'):
        with open(os.path.join(copy, "manifest.json"), "wb") as file:
            file.write(data)
        seal["manifest_sha256"] = hashlib.sha256(data).hexdigest()
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            json.dump(seal, file)
        refused(office, f"a manifest of {data}", copy)


def check_published(office):
    """Every file where it belongs, byte for byte, and nothing else; no target is touched."""
    for name in ("dates-600", "primary-900"):
        season, out = office.sealed(name)
        with open(os.path.join(out, "note.txt"), "w", encoding="utf-8") as file:
            file.write("no part of the run")
        place = office.new()
        done = office.ends(0, name, "publish", out, "--to", os.path.join(place, "to"), "--quiet")
        office.claim(done.stdout == "" and done.stderr == "", f"{name}: --quiet says {done.stderr}")
        run = runs.files(out)
        del run["note.txt"]
        lists = Lists(season, out)
        wanted = {f"bureau/{file}": data for file, data in run.items()}
        wanted["public/notice.csv"] = run["notice.csv"]
        for school in lists.of_level(lists.settings["level"]):
            for kind in ("csv", "xlsx"):
                wanted[f"schools/{school}/roster.{kind}"] = run[f"rosters/{school}.{kind}"]
        if lists.settings["level"] == "junior":
            for primary in lists.of_level("primary"):
                wanted[f"primaries/{primary}/graduates.csv"] = run[f"graduates/{primary}.csv"]
        got = runs.files(os.path.join(place, "to"))
        manifest = json.loads(got.pop("manifest.json"))["files"]
        office.claim(got == wanted, f"{name}: other files: {sorted(set(got) ^ set(wanted))[:5]}")
        office.claim(manifest == {file: hashlib.sha256(data).hexdigest()
                                  for file, data in wanted.items()}, f"{name}: manifest.json")
        office.ends(2, "a target that exists", "publish", out, "--to", os.path.join(place, "to"),
                    says=("[target_exists]",))
        got = runs.files(os.path.join(place, "to"))
        office.claim(len(got) == len(wanted) + 1 and os.listdir(place) == ["to"],
                     "a target that exists was touched")
        office.ends(4, "no parent", "publish", out, "--to", os.path.join(place, "no", "to"))


def check_inside(office):
    """Nothing is written into a sealed run, by whatever path it is named."""
    season, out = office.sealed()
    place = os.path.dirname(out)
    os.symlink(out, os.path.join(place, "link"))
    os.symlink(os.path.join(out, "rosters"), os.path.join(place, "deep"))
    before = runs.files(out)
    for to in ("out/in", "out/rosters/in/", "link/in", "deep/in", "out/../out/./in",
               "out/rosters/../in"):
        for what, arguments in (("publish", ("publish", out, "--to", os.path.join(place, to))),
                                ("run", ("run", season, "--out", os.path.join(place, to)))):
            office.ends(2, f"{what} into {to}", *arguments, says=("[target_sealed]",))
            office.claim(runs.files(out) == before and sorted(os.listdir(out)) == sorted(
                {name.split("/")[0] for name in before}), f"{what} into {to}: the run was changed")
    office.ends(4, "inside, no parent", "publish", out, "--to", os.path.join(out, "no", "in"))
    office.ends(0, "beside", "publish", out, "--to", os.path.join(place, "outer"))
    bureau = os.path.join(place, "outer", "bureau", "in")
    office.ends(2, "into the bureau's", "publish", out, "--to", bureau, says=("[target_sealed]",))
    os.remove(os.path.join(out, "seal.json"))
    runs.run_season(office.program, season, os.path.join(out, "in"))  # a draft may be


def check_dots(office):
    """An id may have dots in it."""
    folder = Folder(os.path.join(SEASONS, "dates-600"))
    old = folder.schools()[0]["school_id"]
    for rows in folder.tables.values():
        for row in rows:
            row.update({key: "J..1" for key, cell in row.items() if cell == old})
    _, out = office.draft(folder)
    office.seal(out, what="dots")
    to = os.path.join(office.new(), "to")
    office.ends(0, "dots", "publish", out, "--to", to)
    office.claim(os.path.exists(os.path.join(to, "schools", "J..1", "roster.csv")), "dots")
    check_stray_parcel(office, out)
    check_no_ids(office, folder, out)


def check_stray_parcel(office, out):
    """A sealed run of which a file would go out of its recipient's folder."""
    for name in ("rosters/...csv", "rosters/..csv", "rosters/a/b.csv", "graduates/...csv"):
        copy = os.path.join(office.new(), "out")
        shutil.copytree(out, copy)
        os.makedirs(os.path.dirname(os.path.join(copy, name)), exist_ok=True)
        shutil.copy(os.path.join(copy, "notice.csv"), os.path.join(copy, name))
        manifest = runs.load(copy, "manifest.json")
        manifest["files"][name] = manifest["files"]["notice.csv"]
        data = json.dumps(manifest).encode()
        with open(os.path.join(copy, "manifest.json"), "wb") as file:
            file.write(data)
        seal = runs.load(copy, "seal.json")
        seal["manifest_sha256"] = hashlib.sha256(data).hexdigest()
        with open(os.path.join(copy, "seal.json"), "w", encoding="utf-8") as file:
            json.dump(seal, file)
        refused(office, f"a run with {name}", copy)


def check_no_ids(office, folder, out):
    """Neither the program nor the checker takes the id . or .. of a school or a primary."""
    primary = next(row["school_id"] for row in folder.tables["schools"]
                   if row["level"] == "primary")
    for before, after in (("J..1", "."), (".", ".."), ("..", "J1"), (primary, ".."), ("..", "...")):
        for rows in folder.tables.values():
            for row in rows:
                row.update({key: after for key, cell in row.items() if cell == before})
        season = folder.save(os.path.join(office.new(), "season"))
        bad = after in (".", "..")
        office.ends(3 if bad else 0, f"the id {after}", "check", season, "--quiet",
                    says=("[cell_id]",) if bad else ())
        done = runs.huapian(office.checker, season, out)
        told = f"an id is none, or stands twice: {after}" in done.stdout + done.stderr
        office.claim(done.returncode == 1 and told == bad,
                     f"the id {after}: the checker says {done.stdout}{done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        office = Office(*sys.argv[1:], scratch)
        for check in (check_open_points, check_kept, check_words, check_wrong_runs, check_checkers,
                      check_search, check_twice, check_unsealed, check_tampering, check_seals,
                      check_outside, check_published, check_inside, check_dots):
            check(office)
        runs.finish("sealing", office.passed, office.failures)


if __name__ == "__main__":
    main()
