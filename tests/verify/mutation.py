"""The checker refuses every wrong run.

    mutation.py HUAPIAN HUAPIAN_VERIFY

Sound runs are changed in one way each, the manifest is mended so that only the meaning is wrong,
and the checker must refuse. Prints a tally by kind.
"""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile

import subtle  # noqa: F401
from changes import CHANGES
from run_folder import Run, runs

SWAPS = "random_swap"
SWAP_ROUNDS = 10  # on every run
SEED = 20260901


def sound_runs(program, scratch):
    """(name, season, run, earlier run or None) of sound runs with much to change."""
    data = os.path.join(runs.REPO, "data", "seasons")
    tiny = os.path.join(runs.REPO, "tests", "docs", "tiny")
    golden = os.path.join(runs.REPO, "tests", "golden")
    found = []
    for name, season in (("rounds", os.path.join(data, "rounds-700")),
                         ("short", os.path.join(data, "short-900")),
                         ("dates", os.path.join(data, "dates-600")),
                         ("primary", os.path.join(data, "primary-900")), ("tiny", tiny),
                         ("yielded", os.path.join(golden, "protect-default-yielded")),
                         ("bundle", os.path.join(golden, "bundle-shares-number"))):
        out = os.path.join(scratch, name)
        runs.run_season(program, season, out)
        found.append((name, season, out, None))
    return found + [going_on(program, data, scratch)]


def going_on(program, data, scratch):
    """A run that goes on from an earlier one, of which two children have left since."""
    season = os.path.join(scratch, "later")
    shutil.copytree(os.path.join(data, "short-900"), season)
    first, second = os.path.join(scratch, "part-1"), os.path.join(scratch, "part-2")
    stages = [s["id"] for s in runs.load(season, "policy.json")["stages"]]
    runs.run_season(program, season, first, "--until", stages[0])
    admitted = sorted(k for k, row in runs.allocation(first).items() if row["status"] == "admitted")
    drop_students(season, admitted[:2])
    runs.run_season(program, season, second, "--after", first)
    return ("later", season, second, first)


def drop_students(season, gone):
    path = os.path.join(season, "students.csv")
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    keep = [line for line in lines if not any(i.encode() in line for i in gone)]
    assert len(keep) == len(lines) - len(gone)
    with open(path, "wb") as file:
        file.write(b"\n".join(keep))


def verify(checker, season, out, earlier):
    after = [] if earlier is None else ["--after", earlier]
    return subprocess.run([checker, season, out, "--quiet", *after], capture_output=True, text=True,
                          check=False)


def try_change(task):
    """None: nothing to change; True: refused; else what went wrong."""
    checker, kind, sound, number, scratch = task
    name, season, out, earlier = sound
    run = Run(out)
    before = run.content()
    rng = random.Random(f"{SEED} {kind} {name} {number}")
    if not (swap_at_random if kind == SWAPS else CHANGES[kind])(run, rng):
        return None
    folder = os.path.join(scratch, f"changed-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    run.write(folder)
    if run.content() == before and not run.folders:
        return f"{kind} on {name} changes nothing"
    done = verify(checker, season, folder, earlier)
    return done.returncode == 1 or f"{kind} on {name}, {number}: exit {done.returncode}"


def swap_at_random(run, rng):
    """Two placed children change places, with all that their rows say of the place."""
    placed = [row for row in run.rows if row["school_id"]]
    for _ in range(50):
        one, other = rng.sample(placed, 2)
        if one["school_id"] != other["school_id"]:
            for key in ("status", "stage", "route", "school_id", "distance_m", "reason"):
                one[key], other[key] = other[key], one[key]
            return True
    return False


def main():
    program, checker = sys.argv[1:]
    failures = []
    tally = {kind: 0 for kind in [*CHANGES, SWAPS]}
    with tempfile.TemporaryDirectory() as scratch:
        sound = sound_runs(program, scratch)
        for name, season, out, earlier in sound:
            done = verify(checker, season, out, earlier)
            if done.returncode != 0:
                failures.append(f"the sound run {name} is refused: {done.stdout}")
        tasks = [(checker, kind, one, number, scratch) for kind in tally for one in sound
                 for number in range(SWAP_ROUNDS if kind == SWAPS else 1)]
        with multiprocessing.Pool() as pool:
            for task, outcome in zip(tasks, pool.imap(try_change, tasks, chunksize=8)):
                tally[task[1]] += outcome is True
                failures += [outcome] if isinstance(outcome, str) else []
    failures += [f"{kind}: no run has anything to change" for kind, n in tally.items() if n == 0]
    for kind, count in tally.items():
        print(f"{count:4d} refused  {kind.replace('_', ' ')}")
    print(f"{len(tally)} kinds of change, {sum(tally.values())} wrong runs refused")
    runs.finish("mutation", sum(tally.values()), failures)


if __name__ == "__main__":
    main()
