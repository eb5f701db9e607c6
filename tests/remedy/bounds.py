"""One class more at every school: what the least prices say it saves at most, against the run.

    bounds.py PROGRAM FIRST COUNT [--first]      seeds FIRST … FIRST + COUNT - 1; to the first that differs

Only a season's first stage stands as it did when a school has more seats. There no level, in its
turn, may be bettered beyond the bound, and one seat must save exactly the least price.
"""

import json
import tempfile
from pathlib import Path

import season as shared  # noqa: F401  (its path)

import random_season
import runs


def saved(levels, changes):
    """What the run saved level by level: counts that rise, metres that fall."""
    found = []
    for level in levels:
        key = (level["kind"], level.get("categories", [level.get("category")]),
               level.get("band"), level.get("step_m"))
        changed = [change for change in changes
                   if (change["kind"], change["categories"], change.get("band"),
                       change.get("step_m")) == key]
        gain = sum(change["after"] - change["before"] for change in changed)
        found.append(-gain if level["kind"] == "nearness" else gain)
    return found


def check_school(entry, stage):
    """(faults, whether the school says anything, whether it is exact)"""
    bounds = [bound for bound in entry["saves_at_most"] if bound["stage"] == stage["id"]]
    if "after" not in entry or not bounds:
        return [], 0, 0
    bound = [0] * len(stage["levels"])
    for level, value in bounds[0]["levels"]:
        bound[level] = value
    changes = [change for change in entry["levels"] if change["stage"] == stage["id"]]
    got = saved(stage["levels"], changes)
    wrong = got > bound or (entry["seats"] == 1 and got != bound)
    return ([f"{entry['school_id']}: {entry['seats']} seats save {got}, the bound is {bound}"]
            if wrong else []), any(bound), entry["seats"] == 1 and any(bound)


def check_seed(program, seed, counts):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        random_season.Generator(seed).write(scratch / "season")
        runs.run_season(program, scratch / "season", scratch / "out")
        done = runs.huapian(program, "remedy", scratch / "season", "--out", scratch / "remedy",
                            "--quiet")
        if done.returncode != 0:
            return [f"exit {done.returncode}: {done.stderr}"]
        remedy = json.loads((scratch / "remedy" / "remedy.json").read_text("utf-8"))
        stage = runs.load(scratch / "out", "result.json")["stages"][0]
        found = []
        for entry in remedy["one_more_class"]:
            faults, says, exact = check_school(entry, stage)
            found += faults
            counts["says"] += says
            counts["exact"] += exact
        return found


def main():
    counts = {"says": 0, "exact": 0}
    count, failures = runs.over_seeds(check_seed, counts)
    print(counts)
    failures += [f"too few schools say something: {counts}"] if min(counts.values()) < 5 else []
    runs.finish("bounds", count, failures)


if __name__ == "__main__":
    main()
