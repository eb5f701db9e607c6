"""Forecasts of the documentation's small season, worked out by hand, and faulty projections.

    forecast.py PROGRAM
"""

import csv
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import season as shared  # noqa: F401  (its path)

import runs

TINY = os.path.join(runs.REPO, "tests", "docs", "tiny")

# J1 and J2 have four seats each; who lives in A1 or A2 and comes from P1 may go to both and is
# nearer to J1, who lives in A3 or A4 has J2 alone.
PROJECTION = """year,area_id,category,children
2028,A2,A,3
2027,A4,D,1
2027,A3,G,2
2027,A1,A,3
2028,A1,A,1
2028,A2,A,1
2028,A3,G,0
"""

YEAR_2027 = [("F2027-000001", "P1", "A1", "2014-09-01"), ("F2027-000002", "P1", "A1", "2013-05-20"),
             ("F2027-000003", "P1", "A1", "2014-09-01"), ("F2027-000004", "", "A3", ""),
             ("F2027-000005", "", "A3", ""), ("F2027-000006", "P1", "A4", "")]

# (level, id, children, seats, colour); thresholds 1, 0.75 and 0.5: to be at one is to have its
# colour.
WARNINGS = {
    "2026": [("school", "J1", 5, 4, "red"), ("school", "J2", 3, 4, "orange"),
             ("zone", "J1", 8, 8, "red"), ("district", "", 8, 8, "red")],
    "2027": [("school", "J1", 3, 4, "orange"), ("school", "J2", 3, 4, "orange"),
             ("zone", "J1", 6, 8, "orange"), ("district", "", 6, 8, "orange")],
    "2028": [("school", "J1", 5, 4, "red"), ("school", "J2", 0, 4, "green"),
             ("zone", "J1", 5, 8, "yellow"), ("district", "", 5, 8, "yellow")]}


def make_season(folder, projection):
    shutil.copytree(TINY, folder)
    settings = json.loads((folder / "season.json").read_text("utf-8"))
    settings["tables"]["projection"] = "projection.csv"
    (folder / "season.json").write_text(json.dumps(settings), encoding="utf-8")
    policy = json.loads((folder / "policy.json").read_text("utf-8"))
    policy["warning"] = {"red": 1.0, "orange": 0.75, "yellow": 0.5}
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    (folder / "projection.csv").write_text(projection, encoding="utf-8")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_children(out):
    """The year's children, and that what is one child's own is not copied."""
    rows = rows_of(out / "2027" / "students.csv")
    got = [(row["student_id"], row["primary_id"], row["residence_area"], row["settled_on"])
           for row in rows]
    found = [] if got == YEAR_2027 else [f"the children of 2027 are {got}"]
    rows = rows_of(out / "2028" / "students.csv")
    ids = [row["student_id"] for row in rows]
    if ids != [f"F2028-00000{n}" for n in range(1, 6)]:
        found.append(f"the ids of 2028 are {ids}")
    own = ("bundle", "fixed_school", "fixed_basis", "destination", "destination_basis")
    if any(row[column] for row in rows for column in own):
        found.append("a forecast child has another's bundle, fixed school or destination")
    return found


def check_warnings(out):
    got = {}
    for row in rows_of(out / "warning.csv"):
        got.setdefault(row["year"], []).append(
            (row["level"], row["id"], int(row["children"]), int(row["seats"]), row["warning"]))
    found = [] if got == WARNINGS else [f"the warning table is {got}"]
    percents = [row["percent"] for row in rows_of(out / "warning.csv")][-4:]
    if percents != ["125.0", "0.0", "62.5", "62.5"]:
        found.append(f"percents are {percents}")
    years = json.loads((out / "warning.json").read_text("utf-8"))["years"]
    for year in years:
        listed = [(row["level"], row.get("school_id", row.get("schools", [""])[0]), row["children"],
                   row["seats"], row["warning"]) for row in year["warning"]]
        if listed != WARNINGS[year["year"]]:
            found.append(f"warning.json says {listed} of {year['year']}")
    return found


def check_runs(program, out, scratch):
    """The figures are those of a run of the year's own folder."""
    found = []
    for year in json.loads((out / "warning.json").read_text("utf-8"))["years"][1:]:
        folder = scratch / f"run-{year['year']}"
        runs.run_season(program, out / year["year"], folder)
        rows = runs.allocation(folder).values()
        nearby = runs.load(folder, "result.json")["indicators"]["nearby"]
        wanted = (len(rows), sum(row["status"] == "unplaced" for row in rows),
                  sum(int(row["distance_m"] or 0) for row in rows), nearby["count"], nearby["of"])
        got = (year["children"], year["unplaced"], year["metres"], year["nearby"],
               year["nearby_of"])
        if got != wanted:
            found.append(f"{year['year']}: {got}, a run says {wanted}")
    return found


def check_order(program, out, scratch):
    """Neither the order of the projection's rows nor of the children matters."""
    head, *rows = PROJECTION.splitlines()
    make_season(scratch / "shuffled", "\n".join([head, *reversed(rows)]) + "\n")
    students = (scratch / "shuffled" / "students.csv").read_text("utf-8").splitlines()
    (scratch / "shuffled" / "students.csv").write_text(
        "\n".join([students[0], *reversed(students[1:])]) + "\n", encoding="utf-8")
    runs.huapian(program, "forecast", scratch / "shuffled", "--out", scratch / "again", "--quiet")
    same = all(runs.files(scratch / "again")[name] == runs.files(out)[name]
               for name in ("warning.csv", "warning.json", "2027/students.csv"))
    return [] if same else ["the order of rows changes the forecast"]


def check_faults(program, scratch):
    """Each fault is one finding, and nothing is written."""
    head = "year,area_id,category,children\n"
    faults = {"projection_no_child": head + "2027,A4,A,1\n2028,A1,A,1\n",
              "projection_category": head + "2027,A1,Z,1\n",
              "unknown_reference": head + "2027,A9,A,1\n"}
    found = []
    for number, (code, projection) in enumerate(faults.items()):
        folder, out = scratch / f"faulty-{number}", scratch / f"faulty-out-{number}"
        make_season(folder, projection)
        done = runs.huapian(program, "forecast", folder, "--out", out)
        errors = [line for line in done.stderr.splitlines() if line.startswith("error")]
        if done.returncode != 3 or len(errors) != 1 or f"[{code}]" not in errors[0] or out.exists():
            found.append(f"{code}: exit {done.returncode}, {errors}, {out.exists()}")
        if code == "projection_no_child" and "projection.csv row 2" not in errors[0]:
            found.append(f"{errors[0]} does not name its row")
    done = runs.huapian(program, "forecast", TINY, "--out", scratch / "none")
    if done.returncode != 3 or "[projection_none]" not in done.stderr:
        found.append(f"without a projection: exit {done.returncode}, {done.stderr}")
    return found


def check_copied_category(program, scratch):
    """A category that rests on what is not copied is told instead of being miscounted."""
    folder = scratch / "resting"
    make_season(folder, "year,area_id,category,children\n2027,A2,A,2\n")
    policy = json.loads((folder / "policy.json").read_text("utf-8"))
    policy["categories"][0]["when"]["all"].append({"column": "bundle", "known": True})
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    done = runs.huapian(program, "forecast", folder, "--out", scratch / "rested")
    good = done.returncode == 3 and done.stderr.count("[projection_differs]") == 1
    return [] if good else [f"a category by bundle: exit {done.returncode}, {done.stderr}"]


def check_year_that_cannot_run(program, scratch):
    """What stops a year's run is told with the year."""
    folder = scratch / "stopped"
    make_season(folder, "year,area_id,category,children\n2027,A1,B,1\n")
    policy = json.loads((folder / "policy.json").read_text("utf-8"))
    policy["stages"][0]["order"] = {"B": [{"key": "property_share", "missing": "error"}]}
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    done = runs.huapian(program, "forecast", folder, "--out", scratch / "stop")
    told = [line for line in done.stderr.splitlines() if "[forecast_year]" in line]
    good = done.returncode == 3 and len(told) == 2 and "2026" in told[0] and "2027" in told[1]
    return [] if good else [f"a year that cannot run: exit {done.returncode}, {done.stderr}"]


def check_template(program, scratch):
    """This year's children as a projection come to as many every year, and are the same projection again."""
    folder, out = scratch / "like", scratch / "like-out"
    make_season(folder, PROJECTION)
    table = runs.huapian(program, "forecast", folder, "--template", 3)
    (folder / "projection.csv").write_text(table.stdout, encoding="utf-8")
    done = runs.huapian(program, "forecast", folder, "--out", out, "--quiet")
    if table.returncode != 0 or done.returncode != 0:
        return [f"template {table.returncode}, forecast {done.returncode}: {table.stderr}{done.stderr}"]
    district = [(row["year"], row["children"]) for row in rows_of(out / "warning.csv") if row["level"] == "district"]
    failures = [] if district == [(str(year), "8") for year in range(2026, 2030)] else [f"{district}"]
    again = runs.huapian(program, "forecast", out / "2029", "--template", 1).stdout
    wanted = [line.replace("2029", "2030") for line in table.stdout.splitlines() if line.startswith("2029")]
    if again.splitlines()[1:] != wanted or not wanted:
        failures.append(f"{again} of 2029, expected {wanted}")
    settings = json.loads((folder / "season.json").read_text("utf-8"))
    (folder / "season.json").write_text(json.dumps(settings | {"season": "this year"}), encoding="utf-8")
    for arguments, code, says in ((("--template", 3), 3, "[season_no_year]"), (("--template", 0), 2, "1 to 20"),
                                  (("--template", 21), 2, "1 to 20"), (("--template", "x"), 2, "1 to 20"),
                                  (("--template", 2, "--out", scratch / "none"), 2, "--out"), ((), 2, "--out DIR")):
        done = runs.huapian(program, "forecast", folder, *arguments, env={"LC_ALL": "C"})
        if done.returncode != code or says not in done.stderr or done.stdout:
            failures.append(f"{arguments}: {done.returncode} {done.stderr}")
    return failures


def check_thresholds(program, scratch):
    folder = scratch / "thresholds"
    make_season(folder, PROJECTION)
    policy = json.loads((folder / "policy.json").read_text("utf-8"))
    policy["warning"] = {"red": 0.9, "orange": 0.95, "yellow": 11}
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    done = runs.huapian(program, "check", folder)
    good = (done.returncode == 3 and "/warning/orange" in done.stderr and
            "/warning/yellow" in done.stderr)
    return [] if good else [f"thresholds: exit {done.returncode}, {done.stderr}"]


def check_scenario(program, scratch):
    """Schools as a scenario has them: a second class at J1 has no more seats while its plan is 4."""
    scenario = {"name": "J1", "tables": {"schools": [
        {"op": "set", "where": {"school_id": "J1"}, "values": {"plan": "10"}}]}}
    (scratch / "scenario.json").write_text(json.dumps(scenario), encoding="utf-8")
    runs.huapian(program, "forecast", scratch / "season", scratch / "scenario.json", "--out",
                 scratch / "with", "--quiet")
    seats = [row["seats"] for row in rows_of(scratch / "with" / "warning.csv")
             if row["id"] == "J1" and row["level"] == "school"]
    return [] if seats == ["10"] * 3 else [f"the seats of J1 with a scenario are {seats}"]


def check_unlisted(program, scratch):
    """A zone goes by a school that is listed, not by a private one where nobody is counted."""
    scenario = {"name": "J0", "tables": {
        "schools": [{"op": "add", "row": {
            "school_id": "J0", "name": "J0", "level": "junior", "setting": "urban",
            "ownership": "private", "built_year": 2015, "x": 90000, "y": 90000, "classes": 1,
            "continuing": 0}}],
        "zones": [{"op": "add", "row": {"area_id": "A1", "school_id": "J0"}}]}}
    (scratch / "private.json").write_text(json.dumps(scenario), encoding="utf-8")
    runs.huapian(program, "forecast", scratch / "season", scratch / "private.json", "--out",
                 scratch / "private", "--quiet")
    ids = [row["id"] for row in rows_of(scratch / "private" / "warning.csv")]
    return [] if ids == ["J1", "J2", "J1", ""] * 3 else [f"with a private school: {ids}"]


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        make_season(scratch / "season", PROJECTION)
        out = scratch / "out"
        done = runs.huapian(program, "forecast", scratch / "season", "--out", out)
        failures = [] if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr}"]
        checks = (check_children(out), check_warnings(out), check_runs(program, out, scratch),
                  check_order(program, out, scratch), check_faults(program, scratch),
                  check_copied_category(program, scratch),
                  check_year_that_cannot_run(program, scratch), check_thresholds(program, scratch),
                  check_scenario(program, scratch), check_unlisted(program, scratch),
              check_template(program, scratch))
        for found in checks:
            failures += found
    runs.finish("forecast", len(checks) - len(failures), failures)


if __name__ == "__main__":
    main()
