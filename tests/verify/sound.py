"""The checker passes every sound run.

    sound.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import sys
import tempfile

import crowded
import subtle
from mutation import verify
from run_folder import Run, runs

CROWDED = (0, 1, 2, 3, 6, 18, 48, 51)


def seasons(program, scratch):
    """Every small season of the repository, and generated ones."""
    for folder in ("data/seasons", "tests/golden"):
        base = os.path.join(runs.REPO, folder)
        for name in sorted(os.listdir(base)):
            if os.path.isdir(os.path.join(base, name)):
                yield os.path.join(base, name)
    for number, options in enumerate(((), ("--primary",))):
        season = os.path.join(scratch, f"generated-{number}")
        runs.huapian(program, "generate", season, "--students", 400, "--schools", 6, "--seed",
                     "sound", *options)
        yield season
    for seed in CROWDED:
        season = os.path.join(scratch, f"crowded-{seed}")
        crowded.make(program, season, seed)
        yield season


def check_in_parts(program, checker, season, scratch):
    """A season run stage by stage: every part is sound by itself and beside the one before."""
    stages = [s["id"] for s in runs.load(season, "policy.json")["stages"]]
    earlier, failures = None, []
    for number, stage in enumerate(stages):
        out = os.path.join(scratch, f"{os.path.basename(season)}-part-{number}")
        after = [] if earlier is None else ["--after", earlier]
        runs.run_season(program, season, out, "--until", stage, *after)
        for beside in {None, earlier}:
            done = verify(checker, season, out, beside)
            if done.returncode != 0:
                failures.append(f"{season} until {stage}: {done.stdout}")
        earlier = out
    return failures


def check_names(checker, season, out, scratch):
    """A mistyped name is wrong usage, told in one line; a run whose files are gone is refuted."""
    none, empty = os.path.join(scratch, "nosuch"), os.path.join(scratch, "empty")
    os.makedirs(empty)
    failures = []
    for wrong in ((none, out, None), (empty, out, None), (season, none, None),
                  (season, out, none)):
        done = verify(checker, *wrong)
        if done.returncode != 2 or done.stdout or done.stderr.count("\n") != 1:
            failures.append(f"{wrong}: exit {done.returncode} {done.stdout}{done.stderr}")
    done = verify(checker, season, empty, None)
    words = [line.split()[1] for line in done.stdout.splitlines()]
    if done.returncode != 1 or words != ["FAIL"] + ["skip"] * 23:
        failures.append(f"an empty folder: exit {done.returncode} {done.stdout}")
    return failures


def check_repacked(checker, season, out, scratch):
    """How a workbook's parts are packed is the packer's: the changes of workbooks change more."""
    folder = os.path.join(scratch, "repacked")
    run = Run(out)
    for name in subtle.books(run):
        run.files[name] = subtle.repack(run.files[name], lambda parts: None)
    run.write(folder)
    done = verify(checker, season, folder, None)
    return [] if done.returncode == 0 else [f"repacked: {done.stdout}"]


def main():
    program, checker = sys.argv[1:]
    failures, passed = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, season in enumerate(seasons(program, scratch)):
            out = os.path.join(scratch, f"out-{number}")
            runs.run_season(program, season, out)
            done = verify(checker, season, out, None)
            found = [] if done.returncode == 0 else [f"{season}: {done.stdout}"]
            if "golden" not in season:
                found += check_in_parts(program, checker, season, scratch)
            failures += found
            passed += not found
        failures += check_names(checker, season, out, scratch)
        failures += check_repacked(checker, season, out, scratch)
    runs.finish("sound", passed, failures)


if __name__ == "__main__":
    main()
