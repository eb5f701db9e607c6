"""The checker prints the same whatever the number of processors.

    processes.py HUAPIAN HUAPIAN_VERIFY

On one processor it does every step itself; on more, some in a process aside. Sound runs and wrong
ones, of which the wrong part is in the one, in the other, and in both.
"""

import os
import subprocess
import sys
import tempfile

from run_folder import Run, runs


def verify(checker, season, out, processors):
    return subprocess.run([checker, season, out], capture_output=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors))


def wrong_number(run):
    run.admitted()[0]["lottery"] = "00000000000000000001"


def wrong_file(run):
    run.mend = False
    run.raw["letters.csv"] = run.files["letters.csv"] + b"\xff\x00"


def wrong_list(run):
    run.raw["notice.csv"] = run.files["notice.csv"][:-1]


def wrong_everywhere(run):
    wrong_number(run)
    wrong_list(run)
    run.raw["stray"] = b""


def wrong_states(run):
    run.rows[0]["status"] = "lost"
    run.raw["stray"] = b""
    run.mend = False


def nothing_wrong(run):
    del run


def main():
    program, checker = sys.argv[1:]
    own = sorted(os.sched_getaffinity(0))
    failures, passed = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        season = os.path.join(runs.REPO, "tests", "docs", "tiny")
        sound = os.path.join(scratch, "sound")
        runs.run_season(program, season, sound)
        for change in (nothing_wrong, wrong_number, wrong_file, wrong_list, wrong_everywhere,
                       wrong_states):
            run = Run(sound)
            change(run)
            out = os.path.join(scratch, change.__name__)
            run.write(out)
            one, all_of_them = verify(checker, season, out, own[:1]), verify(checker, season, out, own)
            same = (one.returncode, one.stdout, one.stderr) == (
                all_of_them.returncode, all_of_them.stdout, all_of_them.stderr)
            right = one.returncode == (0 if change is nothing_wrong else 1)
            passed += same and right
            failures += [] if same and right else [f"{change.__name__}: {one} {all_of_them}"]
    runs.finish("processes", passed, failures)


if __name__ == "__main__":
    main()
