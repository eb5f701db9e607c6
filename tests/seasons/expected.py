"""Seasons of data/seasons against the answers of an independent solver in data/expected, child by
child and level by level.

    expected.py PROGRAM
"""

import os
import sys
import tempfile

import runs


def main():
    failures = []
    passed = 0
    seasons = sorted(os.listdir(os.path.join(runs.REPO, "data", "seasons")))
    with tempfile.TemporaryDirectory() as scratch:
        for name in seasons:
            out = os.path.join(scratch, name)
            runs.run_season(sys.argv[1], os.path.join(runs.REPO, "data", "seasons", name), out)
            found = runs.differences(os.path.join(runs.REPO, "data", "expected", name), out)
            failures += [f"{name}: {text}" for text in found]
            passed += not found
    runs.finish("expected", passed, failures)


if __name__ == "__main__":
    main()
