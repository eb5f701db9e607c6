"""Whole-run times and memory of invented seasons; called by scripts/bench."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

SEASONS = (("junior 12,000, 24 schools", 12000, 24, ()),
           ("junior 9,000, 28 schools", 9000, 28, ()),
           ("primary 9,000, 40 schools", 9000, 40, ("--primary",)))


def run_once(program, season, out):
    """Seconds and peak kilobytes of one run."""
    start = time.perf_counter()
    process = subprocess.Popen([program, "run", season, "--out", out, "--quiet"])
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"the run of {season} failed")
    return time.perf_counter() - start, usage.ru_maxrss


def main():
    program, repetitions = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        measured = {}
        for number, (name, students, schools, more) in enumerate(SEASONS):
            season = os.path.join(scratch, f"season-{number}")
            subprocess.run([program, "generate", season, "--students", str(students), "--schools",
                            str(schools), "--seed", "bench", *more], check=True)
            measured[name] = (season, [])
        for repetition in range(repetitions + 1):
            for name, (season, runs) in measured.items():
                figures = run_once(program, season, f"{season}-out-{repetition}")
                if repetition > 0:  # the first is a warm-up
                    runs.append(figures)
    print(f"{'season':32} {'median s':>9} {'min s':>7} {'max s':>7} {'peak MB':>8}")
    for name, (_, runs) in measured.items():
        seconds = [figure[0] for figure in runs]
        print(f"{name:32} {statistics.median(seconds):9.2f} {min(seconds):7.2f} "
              f"{max(seconds):7.2f} {max(figure[1] for figure in runs) / 1024:8.0f}")


if __name__ == "__main__":
    main()
