"""The same bytes by either way of solving, and for any number of processes.

    paths.py PROGRAM

Every season up to 3,000 children is run with its whole programs given to the solver, with every arc
that a child has; towns that are large enough to be done apart are run by one, two and five
processes.
"""

import csv
import os
import re
import sys
import tempfile

import runs

SEASONS = ("zh-1200", "dates-600", "rounds-700", "short-900", "gb18030-800", "primary-900")
INVENTED = (("plain", "--students", 3000, "--schools", 12),
            ("households", "--students", 2400, "--schools", 10, "--households"),
            ("primary", "--students", 1500, "--schools", 9, "--primary"),
            ("crowded towns", "--students", 2800, "--schools", 14, "--clusters", 4))
WIDE = ("--students", 2500, "--schools", 48, "--households")
TOWNS = ("--students", 9000, "--schools", 30, "--clusters", 6, "--households")


def invent(program, scratch, name, *options):
    season = os.path.join(scratch, name)
    done = runs.huapian(program, "generate", season, "--seed", name, *options)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return season


def open_wide(season):
    """Every school within every child's reach, and few seats in the west: many must go far."""
    with open(os.path.join(season, "policy.json"), encoding="utf-8") as file:
        policy = file.read()
    with open(os.path.join(season, "policy.json"), "w", encoding="utf-8") as file:
        file.write(re.sub(r', "within_m": [0-9]+', "", policy))
    with open(os.path.join(season, "schools.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    juniors = sorted((row for row in rows if row["level"] == "junior"),
                     key=lambda row: int(row["x"]))
    for row in juniors[:len(juniors) * 2 // 3]:
        row["plan"] = "20"
    with open(os.path.join(season, "schools.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return season


def compare(failures, name, plain, other):
    """One check: every file is the same."""
    wrong = sorted(file for file in set(plain) | set(other) if plain.get(file) != other.get(file))
    if wrong:
        failures.append(f"{name}: {', '.join(wrong[:4])} differ")
    return not wrong


def run(program, scratch, season, *options):
    """The files of a run."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        out = os.path.join(folder, "out")
        runs.run_season(program, season, out, *options)
        return runs.files(out)


def main():
    program = sys.argv[1]
    failures = []
    passed = 0
    with tempfile.TemporaryDirectory() as scratch:
        seasons = [os.path.join(runs.REPO, "data", "seasons", name) for name in SEASONS]
        seasons += [invent(program, scratch, *options) for options in INVENTED]
        seasons.append(open_wide(invent(program, scratch, "wide", *WIDE)))
        for season in seasons:
            name = os.path.basename(season)
            passed += compare(failures, f"{name} by whole programs",
                              run(program, scratch, season),
                              run(program, scratch, season, "--lp", "full"))
        towns = invent(program, scratch, "towns", *TOWNS)
        alone = run(program, scratch, towns, "--workers", 1)
        for workers in (2, 5):
            passed += compare(failures, f"towns by {workers} processes", alone,
                              run(program, scratch, towns, "--workers", workers))
    runs.finish("paths", passed, failures)


if __name__ == "__main__":
    main()
