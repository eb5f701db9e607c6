"""The MathProg model against the engine's level values on every small season.

    second_opinion.py PROGRAM MATHPROG
"""

import os
import subprocess
import sys
import tempfile

import runs


def small_seasons():
    """The seasons of data/ and every golden case."""
    for base in (("data", "seasons"), ("tests", "golden")):
        folder = os.path.join(runs.REPO, *base)
        for name in sorted(os.listdir(folder)):
            if os.path.isdir(os.path.join(folder, name)):
                yield name, os.path.join(folder, name)


def main():
    program, mathprog = sys.argv[1:3]
    failures = []
    passed = 0
    model = os.path.join(runs.REPO, "models", "stage.mod")
    with tempfile.TemporaryDirectory() as scratch:
        for name, season in small_seasons():
            out, data = (os.path.join(scratch, f"{name}-{part}") for part in ("out", "data"))
            runs.run_season(program, season, out)
            exported = runs.huapian(program, "export", season, "--mathprog", "--out", data)
            if exported.returncode != 0:
                failures.append(f"{name}: export ends with {exported.returncode}")
                continue
            done = subprocess.run([mathprog, model, data, os.path.join(out, "result.json")],
                                  capture_output=True, text=True, check=False)
            if done.returncode != 0:
                failures.append(f"{name}: {done.stderr}")
            passed += done.returncode == 0
    runs.finish("second_opinion", passed, failures)


if __name__ == "__main__":
    main()
