"""The bench's scenarios and sweep on a small season: they are what their rows say, and end.

    trials.py PROGRAM

Counts alone are looked at: how many were tried, and that each changes one school to what no other
does. No time is.
"""

import json
import os
import sys
import tempfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(REPO, "scripts", "benchmark"))

import jobs  # noqa: E402
import tables  # noqa: E402

SMALL = {"scenarios": (300, 4, 10, 1), "sweep": (300, 4, 60, 1)}


def changes_of(job):
    """The changes that a job has prepared, as school, classes and reserved seats."""
    if isinstance(job, jobs.Sweep):
        with open(job.path("sweep"), encoding="utf-8") as file:
            return [tuple(point.values()) for point in json.load(file)["points"]]
    found = []
    for name in job.names:
        with open(job.path(name), encoding="utf-8") as file:
            change, = json.load(file)["tables"]["schools"]
        found.append((change["where"]["school_id"], *change["values"].values()))
    return found


def check(job, count):
    job.prepare()
    changes = changes_of(job)
    if len(set(changes)) != count or len({school for school, *_ in changes}) != 4:
        yield f"{job.name}: the changes are {changes}"
    with open(os.path.join(job.folder, "schools.csv"), encoding="utf-8") as file:
        header, *rows = [line.rstrip("\r\n").split(",") for line in file]
    as_it_is = {(row[0], int(row[header.index("classes")]), int(row[header.index("reserved")]))
                for row in rows}
    if as_it_is & set(changes):
        yield f"{job.name}: {as_it_is & set(changes)} change nothing"
    figures = job.turn(False)
    if figures["count"] != count:
        yield f"{job.name}: {figures['count']} were tried"
    if os.path.exists(job.out):
        yield f"{job.name}: its results are left"
    if tables.trial_row(tables.Results({job.name: [figures]}), job.name.split()[0]) is None:
        yield f"{job.name}: has no row"


def main():
    jobs.TRIALS = SMALL
    build = os.path.dirname(sys.argv[1])
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        for job, (_, _, count, _) in zip((jobs.Scenarios(build, scratch),
                                          jobs.Sweep(build, scratch)), SMALL.values()):
            failures += check(job, count)
    try:
        jobs.one_school_changes(os.path.join(REPO, "data", "seasons", "short-900"), 10 ** 6)
        failures.append("a million changes of a few schools are given")
    except ValueError:
        pass
    for failure in failures:
        print(f"trials: {failure}")
    print(f"{len(SMALL)} jobs, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
