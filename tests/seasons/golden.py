"""Hand-solved seasons: every case of tests/golden against its answer.

    golden.py PROGRAM [--first]      --first: stop at the first case that differs
"""

import csv
import json
import os
import sys
import tempfile

import runs


def check_answer(case, out, answer):
    """Differences between a run and what answer.json says of it."""
    found = []
    result = runs.load(out, "result.json")
    stages = {stage["id"]: stage for stage in result["stages"]}
    for stage in answer.get("stages", ()):
        if not runs.same_stage(stages[stage["id"]], stage):
            found.append(f"{case}: stage {stage['id']} is {stages[stage['id']]}")
    schools = {school["school_id"]: school for school in result["schools"]}
    for school_id, wanted in answer.get("schools", {}).items():
        for key, value in wanted.items():
            if schools[school_id][key] != value:
                found.append(f"{case}: {school_id} {key} is {schools[school_id][key]}")
    for name, wanted in answer.get("indicators", {}).items():
        for key, value in wanted.items():
            if result["indicators"][name][key] != value:
                found.append(f"{case}: {name} is {result['indicators'][name]}")
    if "shortage" in answer:
        short = runs.load(out, "shortage.json") or {"shortage": []}
        if runs.shortage_entries(short["shortage"]) != runs.shortage_entries(answer["shortage"]):
            found.append(f"{case}: shortage is {short['shortage']}")
    return found


def check_case(program, case, out):
    """Run one case; its differences."""
    folder = os.path.join(runs.REPO, "tests", "golden", case)
    answer = {}
    if os.path.exists(os.path.join(folder, "answer.json")):
        with open(os.path.join(folder, "answer.json"), encoding="utf-8") as file:
            answer = json.load(file)
    code = runs.run_season(program, folder, out)
    found = [] if code == answer.get("exit", 0) else [f"{case}: exit {code}"]
    rows = runs.allocation(out)
    with open(os.path.join(folder, "answer.csv"), encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    if [row["student_id"] for row in wanted] != list(rows):
        found.append(f"{case}: the children or their order differ")
    for row in wanted:
        said = {key: rows[row["student_id"]][key] for key in row}
        if said != row:
            found.append(f"{case}: {said}, expected {row}")
    return found + check_answer(case, out, answer)


def main():
    failures = []
    passed = 0
    base = os.path.join(runs.REPO, "tests", "golden")
    cases = sorted(name for name in os.listdir(base) if os.path.isdir(os.path.join(base, name)))
    with tempfile.TemporaryDirectory() as scratch:
        for case in cases:
            found = check_case(sys.argv[1], case, os.path.join(scratch, case))
            failures += found
            passed += not found
            if found and "--first" in sys.argv:
                break
    runs.finish("golden", passed, failures)


if __name__ == "__main__":
    main()
