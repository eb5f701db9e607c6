"""What the season tests share: running the program and comparing what runs say."""

import csv
import json
import os
import subprocess
import sys

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

ALLOCATION = ("status", "stage", "category", "route", "school_id", "distance_m", "lottery")


def huapian(program, *arguments, env=None):
    """The finished process of one command, output as text."""
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          env=None if env is None else dict(os.environ, **env), check=False)


def over_seeds(check, *context):
    """How many seeds the command line names, and what check(program, seed, …) has against each of them; with --first
    up to the first."""
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failures = []
    for seed in range(first, first + count):
        failures += [f"seed {seed}: {text}" for text in check(program, seed, *context)]
        if failures and "--first" in sys.argv:
            break
    return count, failures


def run_season(program, season, out, *options, env=None):
    """Run a season; fail unless it ends with 0 or 1 (a result). Returns the exit code."""
    done = huapian(program, "run", season, "--out", out, "--quiet", *options, env=env)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{season}: exit {done.returncode}\n{done.stderr}")
    return done.returncode


def allocation(out):
    """The rows of allocation.csv by student_id."""
    with open(os.path.join(out, "allocation.csv"), encoding="utf-8-sig", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def load(out, name):
    """A JSON file of a run; None when the run has none."""
    path = os.path.join(out, name)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def files(out):
    """Every file of a run's folder, by its path below it, as bytes."""
    found = {}
    for folder, _, names in os.walk(out):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, out)] = file.read()
    return dict(sorted(found.items()))


def shortage_entries(entries):
    """Shortage entries in a form that does not depend on their order."""
    keys = ("areas", "schools", "children", "seats", "difference")
    return sorted(json.dumps({key: entry[key] for key in keys}, sort_keys=True)
                  for entry in entries)


def same_stage(said, wanted):
    """Whether a stage of result.json has the levels and yields that are wanted."""
    return all(said.get(key) == wanted[key] for key in wanted)


def differences(expected, got):
    """Every difference between two runs: children, levels, yields, indicators. A list of texts."""
    found = []
    wanted, said = allocation(expected), allocation(got)
    if sorted(wanted) != sorted(said):
        found.append("the children are not the same")
    for student_id in sorted(set(wanted) & set(said)):
        for column in ALLOCATION:
            if wanted[student_id][column] != said[student_id][column]:
                found.append(f"{student_id} {column}: {said[student_id][column]!r}, "
                             f"expected {wanted[student_id][column]!r}")
    result, answer = load(got, "result.json"), load(expected, "result.json")
    if len(result["stages"]) != len(answer["stages"]):
        found.append("the stages are not the same")
    for stage, said_stage in zip(answer["stages"], result["stages"]):
        if not same_stage(said_stage, stage):
            found.append(f"stage {stage['id']}: levels or yields differ")
    for name, share in answer["indicators"].items():
        for key in ("count", "of"):
            if result["indicators"][name][key] != share[key]:
                found.append(f"indicator {name} {key}: {result['indicators'][name][key]}")
    seats = {school["school_id"]: school for school in result["schools"]}
    for school in answer.get("schools", ()):
        for key in ("seats", "placed", "free"):
            if key in school and seats[school["school_id"]][key] != school[key]:
                found.append(f"school {school['school_id']} {key}")
    return found


def finish(name, passed, failures):
    """Print the tally and end the test; a test that checked nothing has failed."""
    for failure in failures[:20]:
        print(f"{name}: {failure}")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures or passed == 0 else 0)
