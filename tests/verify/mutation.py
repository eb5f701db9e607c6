"""The checker refuses every wrong run.

    mutation.py HUAPIAN HUAPIAN_VERIFY

Sound runs are changed in one way each, the manifest is mended so that only the meaning is wrong,
and the checker must refuse. Prints a tally by kind.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile

from changes import CHANGES
from run_folder import Run, runs

ROUNDS = 1  # of every change on every run
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


def try_change(checker, kind, sound, number, scratch):
    """None: nothing to change; True: refused; else what went wrong."""
    name, season, out, earlier = sound
    run = Run(out)
    before = run.content()
    if not CHANGES[kind](run, random.Random(f"{SEED} {kind} {name} {number}")):
        return None
    folder = os.path.join(scratch, "changed")
    shutil.rmtree(folder, ignore_errors=True)
    run.write(folder)
    if run.content() == before:
        return f"{kind} on {name} changes nothing"
    done = verify(checker, season, folder, earlier)
    return done.returncode == 1 or f"{kind} on {name}, {number}: exit {done.returncode}"


def main():
    program, checker = sys.argv[1:]
    failures = []
    tally = {}
    with tempfile.TemporaryDirectory() as scratch:
        sound = sound_runs(program, scratch)
        for name, season, out, earlier in sound:
            done = verify(checker, season, out, earlier)
            if done.returncode != 0:
                failures.append(f"the sound run {name} is refused: {done.stdout}")
        for kind in CHANGES:
            for one in sound:
                for number in range(ROUNDS):
                    outcome = try_change(checker, kind, one, number, scratch)
                    tally.setdefault(kind, 0)
                    tally[kind] += outcome is True
                    failures += [outcome] if isinstance(outcome, str) else []
    failures += [f"{kind}: no run has anything to change" for kind, n in tally.items() if n == 0]
    for kind, count in tally.items():
        print(f"{count:4d} refused  {kind.replace('_', ' ')}")
    print(f"{len(tally)} kinds of change, {sum(tally.values())} wrong runs refused")
    runs.finish("mutation", sum(tally.values()), failures)


if __name__ == "__main__":
    main()
