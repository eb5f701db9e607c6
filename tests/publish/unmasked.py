"""Runs the program whose masks hide nothing on a season where some children have no name.

    unmasked.py UNMASKED
"""

import os
import subprocess
import sys
import tempfile

from wanted import Folder, runs


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Folder(os.path.join(runs.REPO, "tests", "docs", "tiny"))
        for number, row in enumerate(folder.tables["students"]):
            row["name"] = "示例甲" if number % 2 else ""
        season, out = folder.save(os.path.join(scratch, "season")), os.path.join(scratch, "out")
        done = subprocess.run([sys.argv[1], season, out], capture_output=True, text=True,
                              check=False)
        lines = done.stdout.splitlines()
        failures = [line for line in lines if not line.endswith(": as it must")]
        passed = len(lines) - len(failures)
        if done.returncode != 0:
            failures.append(f"exit {done.returncode} {done.stderr}")
        left = sorted(os.listdir(scratch))
        if left != ["out", "season"]:
            failures.append(f"left {left}")
        runs.finish("unmasked", passed, failures)


if __name__ == "__main__":
    main()
