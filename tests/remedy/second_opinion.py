"""The cheapest classes of larger short seasons against models/classes.mod: least cost, then fewest.

    second_opinion.py PROGRAM CLASSES_MODEL
"""

import collections
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import season as shared

import reference
import runs

MODEL = os.path.join(runs.REPO, "models", "classes.mod")
TOWNS = ((900, 6, False), (1300, 9, True), (1500, 12, False), (2000, 15, False), (1600, 10, True))


def make_short(folder, seed, level):
    """Takes classes away and gives rooms and costs, so that seats are short and choices many."""
    draw = random.Random(seed)
    path = folder / "schools.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["level"] == level:
            row["classes"] = str(max(1, int(row["classes"]) - draw.choice((0, 1, 1, 2))
                                        - (level == "primary")))
            row["rooms"] = str(draw.choice((0, 1, 2, 3)))
            row["class_cost"] = str(draw.randint(50, 70) * 10000)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def write_data(path, program, spare, current, cost_most):
    kinds = collections.Counter(frozenset(reach) for reach in program.reach)
    kinds = sorted((sorted(reach), count) for reach, count in kinds.items())
    with open(path, "w", encoding="utf-8") as out:
        def names(ids):
            return " ".join(f"'{school_id}'" for school_id in ids)
        out.write(f"data;\nset SCHOOLS := {names(program.ids)};\n")
        out.write("set KINDS := " + " ".join(map(str, range(len(kinds)))) + ";\n")
        for number, (reach, _) in enumerate(kinds):
            out.write(f"set REACH[{number}] := {names(reach)};\n")
        out.write("param children := " +
                  " ".join(f"{number} {count}" for number, (_, count) in enumerate(kinds)) + ";\n")
        schools = program.season.schools
        for name, value in (("free", lambda s: program.free[s]),
                            ("rooms", lambda s: shared.rooms_of(schools[s])),
                            ("class_cost", lambda s: shared.cost_of(schools[s]))):
            out.write(f"param {name} := " +
                      " ".join(f"'{s}' {value(s)}" for s in program.ids) + ";\n")
        out.write("param gain :=\n")
        for school_id in program.ids:
            for k in range(1, shared.rooms_of(schools[school_id]) + 1):
                step = program.gain(school_id, k) - program.gain(school_id, k - 1)
                out.write(f"  '{school_id}' {k} {step}\n")
        out.write(f";\nparam spare := {spare};\nparam current := {current};\n"
                  f"param cost_most := {cost_most};\nend;\n")


def solve(model, scratch, *what):
    data = scratch / "classes.dat"
    write_data(data, *what)
    done = subprocess.run([model, MODEL, data], capture_output=True, text=True, check=True)
    return int(done.stdout)


def check(program, model, folder, scratch):
    done = runs.huapian(program, "remedy", folder, "--out", scratch / "remedy", "--bounds", "--quiet")
    if done.returncode != 0:
        return [f"{folder.name}: exit {done.returncode} {done.stderr}"]
    remedy = json.loads((scratch / "remedy" / "remedy.json").read_text("utf-8"))
    if not remedy["short"]:
        return [f"{folder.name} is not short"]
    mend = remedy["mends"][0]
    own = shared.Program(reference.Season(folder))
    most = own.seated([shared.rooms_of(own.season.schools[s]) for s in own.ids])
    spare = len(own.reach) - most
    cost = solve(model, scratch, own, spare, 1, 0)
    fewest = solve(model, scratch, own, spare, 2, cost)
    got = (mend["cost"], mend["classes"], mend["seated_after"], mend["proved"])
    print(folder.name, got)
    return [] if got == (cost, fewest, most, True) else [
        f"{folder.name}: {got}, the model says {cost} by {fewest} classes, {most} seated"]


def main():
    program, model = sys.argv[1:3]
    failures = []
    for number, (students, schools, primary) in enumerate(TOWNS):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / f"town-{students}"
            runs.huapian(program, "generate", folder, "--students", students, "--schools", schools,
                         "--seed", number, *(["--primary"] if primary else []))
            make_short(folder, number, "primary" if primary else "junior")
            failures += check(program, model, folder, Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "short-900"
        shutil.copytree(os.path.join(runs.REPO, "data", "seasons", "short-900"), folder)
        failures += check(program, model, folder, Path(scratch))
    runs.finish("second opinion", len(TOWNS) + 1 - len(failures), failures)


if __name__ == "__main__":
    main()
