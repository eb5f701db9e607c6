"""What the tables of scripts/bench say of made-up figures: medians, ratios, goals met or missed."""

import os
import re
import sys

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(REPO, "scripts", "benchmark"))

import jobs  # noqa: E402
import tables  # noqa: E402


def program(seconds, optimum=7):
    return [{"optimum": optimum, "seconds": second, "peak_mb": 10.0} for second in seconds]


def season(run_s, verify_s, files_s, memory_mb):
    turn = {"run_s": run_s, "run_user_s": run_s, "verify_s": verify_s, "verify_user_s": verify_s,
            "files_s": files_s, "read": 10 ** 6, "written": 2 * 10 ** 6, "files": 9}
    return [{"memory_run_mb": memory_mb, "memory_verify_mb": 1.0}, turn]


def trials(run_s, trials_s, count, short, **more):
    return [more | {"check_s": 0.5, "run_s": run_s, "run_user_s": run_s, "trials_s": seconds,
                    "trials_user_s": 2 * seconds, "count": count, "short": short}
            for seconds in trials_s]


FIGURES = {"engine, small": program((0.09, 0.09, 9.0)), "engine, large": program((1.0,)),
           "LEMON NetworkSimplex, small": program((0.4, 0.3, 0.2)),
           "LEMON CostScaling, small": program((0.01,)),
           "GLPK primal simplex, small": program((40.0,)),
           "GLPK dual simplex, small": program((26.0,)),
           "LEMON NetworkSimplex, large": program((20.0,)),
           "LEMON CostScaling, large": program((12.0,)),
           "season 120,000": season(11.0, 10.0, 2.0, 100.0),
           "season 120,000 in 18 towns": season(10.0, 12.0, 2.0, 100.0),
           "season 1,000,000 in 150 towns": season(120.0, 12.0, 20.0, 2001.0),
           "scenarios 12,000": trials(2.5, (4.5, 9.0, 4.0), 10, 3),
           "sweep 12,000": trials(2.5, (61.0,), 1000, 40, plan_s=7.0)}
# The goals as the tables must tell them: work and goal to what was measured and whether it is met.
WANTED = {("one program, 15,000 × 8, 40 schools", "1/3 of LEMON NetworkSimplex"): ("1/3.3", "yes"),
          ("", "1/300 of GLPK alone"): ("1/288.9", "no"),
          ("", "1/200 of HiGHS dual simplex"): ("not measured", ""),
          ("one program, 120,000 × 8, 300 schools", "1/10 of the faster of LEMON's two"):
              ("1/12.0", "yes"),
          ("a whole season of 120,000", "LEMON's time for one such program"): ("1/1.1", "yes"),
          ("a whole season of 120,000 by its files alone", "× 5"): ("× 5.50", "no"),
          ("from 120,000 to 1,000,000 in towns", "× 12"): ("× 12.00", "yes"),
          ("memory at 1,000,000", "under 2,000 MB"): ("2001 MB", "no"),
          ("the proof by the run", "less than × 1"):
              ("× 1.20 at the most (120,000 in 18 towns)", "no"),
          ("10 scenarios on 12,000, of one school each", "less than × 2 of a run"):
              ("× 1.80", "yes"),
          ("a sweep of 1,000 on 12,000, of one school each", "60 s on two cores"):
              ("61.0 s", "no")}
# Rows of the table of trials: runs, seconds of check, run, plan, all and user, ms each, ratios,
# how many are short.
TRIALS = {"10 scenarios on 12,000":
              ("3", "0.500", "2.50", "", "4.50", "9.00", "450", "× 1.80", "× 2.00", "3"),
          "a sweep of 1,000 on 12,000":
              ("1", "0.500", "2.50", "7.00", "61.0", "122.0", "61", "× 24.40", "× 30.25", "40")}


def main():
    failures = []
    text = tables.render({"cores": "2"}, FIGURES)
    lines = [re.split(r" *\| *", line)[1:-1] for line in text.split("\n")]
    said = {tuple(cells[:2]): tuple(cells[2:]) for cells in lines if len(cells) == 4}
    rows = {cells[0]: tuple(cells[1:]) for cells in lines if cells}
    for goal, wanted in WANTED.items():
        if said.get(goal) != wanted:
            failures.append(f"{goal}: {said.get(goal)}, wanted {wanted}")
    for work, wanted in TRIALS.items():
        if rows.get(work) != wanted:
            failures.append(f"{work}: {rows.get(work)}, wanted {wanted}")
    if tables.Results(FIGURES).disagreeing():
        failures.append("programs that agree are told to disagree")
    for instance in jobs.INSTANCES:
        other = dict(FIGURES, **{f"LEMON CostScaling, {instance}": program((1.0,), 8)})
        if tables.Results(other).disagreeing() != [instance]:
            failures.append(f"another optimum is not told: {instance}")
    if "not measured" not in tables.render({}, {}):
        failures.append("nothing measured is not told")
    with open(os.path.join(REPO, "docs", "performance.md"), encoding="utf-8") as file:
        page = file.read()
    if page.count(tables.BEGIN) != 1 or page.count(tables.END) != 1:
        failures.append("docs/performance.md has no place for the tables")
    for failure in failures:
        print(f"tables: {failure}")
    print(f"{len(WANTED)} goals, {len(TRIALS)} trials, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
