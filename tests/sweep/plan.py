"""What a sweep's file may say, what is planned of it, and that the plan needs nothing else.

    plan.py HUAPIAN
"""

import hashlib
import json
import os
import shutil
import sys

import sweeps

SCENARIO = {"name": "{school} {size}", "tables": {"schools": [
    {"op": "set", "where": {"school_id": "{school}"}, "values": {"class_size": "{size}"}}]}}
VALUES = {"school": ["J0001"], "size": [48, 49]}


def sweep(**members):
    return {"name": "s", "scenario": SCENARIO, "grid": VALUES, **members}


def without(key, **members):
    whole = sweep(**members)
    del whole[key]
    return whole


# What the file says, the finding's code, and its path.
FAULTS = [
    (sweep(grids=1), "json_key_nearest", "/grids"),
    (without("name"), "json_key_missing", "/"),
    (without("scenario"), "json_key_missing", "/"),
    (without("grid"), "sweep_kind", "/"),
    (sweep(points=[VALUES]), "sweep_kind", "/"),
    (sweep(grid=[]), "json_type", "/grid"),
    (sweep(grid={}), "sweep_names", "/grid"),
    (sweep(grid={**VALUES, "size": []}), "policy_empty", "/grid/size"),
    (sweep(grid={**VALUES, "size": 48}), "json_type", "/grid/size"),
    (sweep(grid={**VALUES, "size": [48, None]}), "json_type", "/grid/size/1"),
    (sweep(grid={**VALUES, "size": {"from": 1, "to": 2, "steps": 1}}), "json_key_nearest",
     "/grid/size/steps"),
    (sweep(grid={**VALUES, "size": {"from": 2, "to": 1}}), "sweep_range", "/grid/size"),
    (sweep(grid={**VALUES, "size": {"from": 1, "to": 2, "step": 0}}), "sweep_range", "/grid/size"),
    (sweep(grid={**VALUES, "size": {"from": 1, "to": 2, "step": 0.00001}}), "sweep_decimals",
     "/grid/size/step"),
    (sweep(grid={**VALUES, "size": {"to": 2}}), "json_key_missing", "/grid/size"),
    (sweep(grid={"school": list(map(str, range(400))), "size": {"from": 1, "to": 400}}),
     "sweep_large", "/grid"),
    (sweep(grid={**VALUES, "more": [1]}), "sweep_unused", "/scenario"),
    (sweep(grid={"school": ["J0001"]}), "sweep_hole", "/scenario/name"),
    (sweep(grid={"a b": [1], **VALUES}), "policy_id", "/grid/a b"),
    (sweep(scenario={**SCENARIO, "note": "a { b"}), "sweep_brace", "/scenario/note"),
    (sweep(scenario={**SCENARIO, "note": "a } b"}), "sweep_brace", "/scenario/note"),
    (sweep(per_shard=0), "json_range", "/per_shard"),
    (sweep(per_shard=1.5), "json_range", "/per_shard"),
    (without("grid", draws={"count": 3, "values": VALUES}), "json_key_missing", "/draws"),
    (without("grid", draws={"count": 0, "seed": "x", "values": VALUES}), "json_range",
     "/draws/count"),
    (without("grid", draws={"count": 1, "seed": "x", "values": VALUES, "sed": 1}),
     "json_key_nearest", "/draws/sed"),
    (without("grid", points=[]), "policy_empty", "/points"),
    (without("grid", points=[1]), "json_type", "/points/0"),
    (without("grid", points=[{"school": "J0001", "size": 1}, {"school": "J0001"}]),
     "json_key_missing", "/points/1"),
    (without("grid", points=[{"school": "J0001", "size": 1},
                             {"school": "J0001", "size": 1, "sise": 2}]),
     "json_key_nearest", "/points/1/sise"),
]

# Scenarios that the season does not take: the words of the finding.
REFUSED = [
    (sweep(grid={**VALUES, "size": [48, 60]}), ("point 2 (J0001 60) at /tables/schools/0", "class_size_cap",
                                               "1 points give", "sweep_points_bad")),
    (sweep(grid={**VALUES, "school": ["J0001", "J9"]}), ("point 3 (J9 48) at", "scenario_nothing")),
    (sweep(scenario={**SCENARIO, "polcy": []}), ("point 1", "json_key_nearest")),
]


def check_faults(claims, folder):
    file, out = folder.at("fault.json"), folder.at("fault")
    for value, code, path in FAULTS:
        sweeps.write_json(file, value)
        done = folder.run("sweep", "plan", folder.season, file, "--out", out, "--quiet")
        line = next((line for line in done.stderr.split("\n") if f"[{code}]" in line), "")
        claims.claim(done.returncode == 3 and f"fault.json at {path}" in line,
                     f"{code} at {path}: exit {done.returncode} {done.stderr}")
        claims.claim(not os.path.exists(out), f"{code}: a plan was written")
    for value, words in REFUSED:
        sweeps.write_json(file, value)
        done = folder.run("sweep", "plan", folder.season, file, "--out", out, "--quiet")
        claims.claim(done.returncode == 3 and all(word in done.stderr for word in words),
                     f"{words}: exit {done.returncode} {done.stderr}")
        claims.claim(not os.path.exists(out), f"{words}: a plan was written")
    left = [name for name in os.listdir(folder.path) if name.startswith(".")]
    claims.claim(left == [], f"left: {left}")


def make_plan(folder, name, value, wanted=0):
    file, out = folder.at(f"{name}.json"), folder.at(name)
    sweeps.write_json(file, value)
    done = folder.run("sweep", "plan", folder.season, file, "--out", out, "--quiet", wanted=wanted)
    return out if wanted == 0 else done


def files_of(folder):
    return {os.path.relpath(os.path.join(path, name), folder): sweeps.read(os.path.join(path, name))
            for path, _, names in os.walk(folder) for name in names}


def points_of(plan):
    """The points of a plan in order: their values, and their scenarios."""
    with open(os.path.join(plan, "plan.json"), encoding="utf-8") as file:
        shards = json.load(file)["shards"]
    points = []
    for shard in shards:
        with open(os.path.join(plan, "shards", f"{shard['shard']}.json"), encoding="utf-8") as file:
            points += json.load(file)["points"]
    return points


def scenario_of(plan, point):
    with open(os.path.join(plan, "scenarios", f"{point['scenario']}.json"),
              encoding="utf-8") as file:
        return json.load(file)


def check_names(claims, plan):
    """Scenarios and shards are named by what they hold, and the manifest has every file."""
    files = files_of(plan)
    for name, data in files.items():
        if name.startswith(("scenarios/", "shards/")):
            claims.claim(os.path.basename(name) == hashlib.sha256(data).hexdigest() + ".json",
                         f"{name} is not named by its bytes")
    named = json.loads(files.pop("manifest.json"))["files"]
    claims.claim(named == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
                 "the manifest is not of the files")


def check_grid(claims, folder):
    plan = make_plan(folder, "grid", {
        "name": "g", "per_shard": 2, "scenario": {
            "name": "{{x}} {school}/{line}", "note": "{line}",
            "tables": {"schools": [{"op": "set", "where": {"school_id": "{school}"},
                                    "values": {"reserved": "{reserved}"}}],
                       "students": [{"op": "grow", "where": {}, "percent": "{reserved}"}]},
            "policy": [{"op": "test", "path": "/indicators/migrant_target", "value": 0.85},
                       {"op": "replace", "path": "/indicators/migrant_target", "value": "{line}"}]},
        "grid": {"school": ["J0001", "J0002"], "line": {"from": 0.5, "to": 0.8, "step": 0.25},
                 "reserved": [0, 1]}})
    points = points_of(plan)
    wanted = [[school, line, reserved] for school in ("J0001", "J0002") for line in (0.5, 0.75)
              for reserved in (0, 1)]
    claims.claim([point.get("values") for point in points] == [None] + wanted,
                 f"the grid's points: {points}")
    claims.claim([point["point"] for point in points] == list(range(9)), "their numbers")
    claims.claim(scenario_of(plan, points[4]) == {
        "name": "{x} J0001/0.75", "note": "0.75",
        "tables": {"schools": [{"op": "set", "where": {"school_id": "J0001"},
                                "values": {"reserved": "1"}}],
                   "students": [{"op": "grow", "where": {}, "percent": 1}]},
        "policy": [{"op": "test", "path": "/indicators/migrant_target", "value": 0.85},
                   {"op": "replace", "path": "/indicators/migrant_target", "value": 0.75}]},
                 f"the scenario of point 4: {scenario_of(plan, points[4])}")
    check_names(claims, plan)
    for name in os.listdir(folder.season):
        claims.claim(sweeps.read(os.path.join(plan, "season", name)) ==
                     sweeps.read(os.path.join(folder.season, name)), f"{name} is not as it was")
    done = make_plan(folder, "grid", sweep(), wanted=2)
    claims.claim("target_exists" in done.stderr, f"over another plan: {done.stderr}")


def check_draws(claims, folder):
    def draws(name, seed):
        return make_plan(folder, name, without("grid", draws={
            "count": 40, "seed": seed,
            "values": {"school": ["J0001", "J0002"], "size": {"from": 45, "to": 50, "step": 2}}}))

    first = draws("first", "x")
    again = draws("again", "x")
    other = draws("other", "y")
    drawn = [point["values"] for point in points_of(first)[1:]]
    claims.claim(files_of(first) == files_of(again), "the same seed gives other plans")
    claims.claim([point["values"] for point in points_of(other)[1:]] != drawn,
                 "another seed draws the same")
    claims.claim(len(drawn) == 40 and {tuple(values) for values in drawn} ==
                 {(school, size) for school in ("J0001", "J0002") for size in (45, 47, 49)},
                 f"drawn: {drawn}")


def check_figures(claims, folder):
    """A plan that was moved, without its season, has the figures that whatif finds."""
    plan = make_plan(folder, "moving", without("grid", points=[
        {"school": "J0001", "size": 47}, {"size": 46, "school": "J0002"}]))
    points = points_of(plan)
    compared = folder.at("compared")
    folder.run("whatif", folder.season, *(
        os.path.join(plan, "scenarios", f"{point['scenario']}.json") for point in points[1:]),
               "--out", compared, "--quiet", wanted=0)
    moved, season = folder.at("elsewhere"), folder.at("put-away")
    shutil.move(plan, moved)
    shutil.move(folder.season, season)
    folder.run("sweep", "run", moved, "--quiet", wanted=0)
    shutil.move(season, folder.season)
    with open(os.path.join(compared, "comparison.json"), encoding="utf-8") as file:
        runs = json.load(file)["runs"]
    rows = sweeps.rows(os.path.join(moved, "table", "sweep.csv"))
    claims.claim(len(rows) == len(runs) == 3, f"{len(rows)} rows, {len(runs)} runs")
    claims.claim([(row["school"], row["size"]) for row in rows] ==
                 [("", ""), ("J0001", "47"), ("J0002", "46")], "the values in the table")
    for row, run in zip(rows, runs):
        wrong = [(key, of) for key, value in run["figures"].items()
                 for of, number in (value if isinstance(value, dict) else {"": value}).items()
                 if row[f"{key}:{of}" if of else key] != str(number)]
        claims.claim(wrong == [] and len(run["figures"]) > 20,
                     f"point {row['point']}: other figures than whatif's: {wrong}")


def main():
    claims = sweeps.Claims("sweep.plan")
    with sweeps.Folder(os.path.abspath(sys.argv[1])) as folder:
        check_faults(claims, folder)
        check_grid(claims, folder)
        check_draws(claims, folder)
        check_figures(claims, folder)
    claims.finish()


if __name__ == "__main__":
    main()
