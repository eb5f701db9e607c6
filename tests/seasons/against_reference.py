"""Random tiny seasons against the reference solver, which searches all allocations.

    against_reference.py PROGRAM FIRST COUNT [--first]      seeds FIRST … FIRST + COUNT - 1; to the first that differs
"""

import os
import sys
import tempfile
from pathlib import Path

import runs

sys.path.insert(0, os.path.join(runs.REPO, "tests", "reference"))
import random_season  # noqa: E402
import reference as solver  # noqa: E402


def check_seed(program, seed, scratch):
    """Differences on one random season, also in the shortage where the run wrote one."""
    season, wanted, out = (Path(scratch) / f"{seed}-{part}" for part in ("season", "wanted", "out"))
    random_season.Generator(seed).write(season)
    read = solver.Season(season)
    result = solver.run_season(read, solver.Solver(solver.EXHAUSTIVE_LIMIT))
    solver.write_run(read, result, wanted)
    code = runs.run_season(program, season, out)
    found = runs.differences(wanted, out)
    short = runs.load(out, "shortage.json")
    if (short is not None) != (code == 1):
        found.append(f"exit {code} does not fit shortage.json")
    if short is not None and (runs.shortage_entries(short["shortage"]) !=
                              runs.shortage_entries(result["shortage"])):
        found.append(f"shortage is {short['shortage']}, expected {result['shortage']}")
    return [f"seed {seed}: {text}" for text in found]


def main():
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failures = []
    passed = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as scratch:
            found = check_seed(program, seed, scratch)
            failures += found
            passed += not found
        if failures and "--first" in sys.argv:
            break
    runs.finish("reference", passed, failures)


if __name__ == "__main__":
    main()
