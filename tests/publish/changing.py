"""Publishes sealed runs of which a file changes meanwhile.

    changing.py HUAPIAN CHANGING
"""

import os
import shutil
import subprocess
import sys
import tempfile

from wanted import Folder, runs

FILES = ("notice.csv", "allocation.csv", "rosters/J1.csv", "rosters/J2.xlsx", "graduates/P1.csv")


def main():
    program, changing = sys.argv[1:]
    passed, failures = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        season, out = os.path.join(scratch, "season"), os.path.join(scratch, "out")
        Folder(os.path.join(runs.REPO, "tests", "docs", "tiny")).save(season)
        runs.run_season(program, season, out)
        runs.huapian(program, "seal", out, "--approved-by", "示例", "--minutes", "示例1号",
                     "--accept", "unchecked_facts")
        for name in FILES:
            place = os.path.join(scratch, name.replace("/", "-"))
            shutil.copytree(out, os.path.join(place, "out"))
            done = subprocess.run([changing, os.path.join(place, "out"), os.path.join(place, "to"),
                                   name], capture_output=True, text=True, check=False)
            if done.returncode == 0 and done.stdout == "not_sealed\n" and \
                    os.listdir(place) == ["out"]:
                passed += 1
            else:
                failures.append(f"{name}: exit {done.returncode} {done.stdout}{done.stderr}"
                                f"{os.listdir(place)}")
        # Were the run not sealed at all, every answer would be the same.
        done = runs.huapian(program, "publish", out, "--to", os.path.join(scratch, "to"))
        if done.returncode != 0:
            failures.append(f"the run was not sealed: {done.stderr}")
    runs.finish("changing", passed, failures)


if __name__ == "__main__":
    main()
