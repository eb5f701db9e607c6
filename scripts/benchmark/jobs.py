"""What is measured: every job does one turn at a time and gives its figures."""

import csv
import itertools
import json
import os
import shutil
import subprocess
import sys

from measure import measure

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))

# name: children, schools, ways of a child
INSTANCES = {"small": (15000, 40, 8), "large": (120000, 300, 8)}
# name: program of the bench and its words, repetitions on each instance; SLOW ones take a minute
PROGRAMS = {"engine": (("bench-engine",), {"small": 5, "large": 5}),
            "LEMON NetworkSimplex": (("bench-lemon", "simplex"), {"small": 5, "large": 5}),
            "LEMON CostScaling": (("bench-lemon", "scaling"), {"small": 5, "large": 5}),
            "GLPK primal simplex": (("bench-glpk", "primal"), {"small": 2}),
            "GLPK dual simplex": (("bench-glpk", "dual"), {"small": 2}),
            "HiGHS dual simplex": (("highs.py", "highs-ds"), {"small": 2}),
            "HiGHS interior point": (("highs.py", "highs-ipm"), {"small": 2})}
SLOW = ("GLPK", "HiGHS")
# name: children, schools, more options, repetitions
SEASONS = {"12,000": (12000, 24, (), 5),
           "120,000": (120000, 300, (), 5),
           "120,000, households": (120000, 300, ("--households",), 5),
           "10,000 in 2 towns": (10000, 30, ("--clusters", 2), 5),
           "120,000 in 18 towns": (120000, 360, ("--clusters", 18), 5),
           "1,000,000 in 150 towns": (1000000, 3000, ("--clusters", 150), 3)}
MILLION = 1000000
# What is tried out on a season; children, junior schools, scenarios or points, repetitions.
TRIALS = {"scenarios": (12000, 24, 10, 5), "sweep": (12000, 24, 1000, 3)}
SYNC = "once"  # how the engine syncs the files of runs of this size (engine/base/file.c), or "each"


class Program:
    """A solver on an instance; its seconds are by its own clock, without reading the instance."""

    def __init__(self, build, scratch, name, instance):
        words, repetitions = PROGRAMS[name]
        self.name, self.build, self.instance = f"{name}, {instance}", build, instance
        self.repetitions = repetitions[instance]
        self.path = os.path.join(scratch, f"instance-{instance}")
        self.command = ([sys.executable, "-B", os.path.join(HERE, words[0]), self.path, *words[1:]]
                        if words[0].endswith(".py")
                        else [os.path.join(build, words[0]), *words[1:], self.path])

    def prepare(self):
        if not os.path.exists(self.path):
            subprocess.run([os.path.join(self.build, "bench-invent"), self.path,
                            *map(str, INSTANCES[self.instance]), "1"], check=True)

    def turn(self, warm_up):
        if warm_up and self.repetitions < 3:
            return {}
        done = measure(self.command)
        optimum, seconds = done.printed.split()
        return {"optimum": int(optimum), "seconds": float(seconds), "peak_mb": done.peak_mb}


def generate(program, folder, students, schools, options=()):
    subprocess.run([program, "generate", folder, "--students", str(students), "--schools",
                    str(schools), "--seed", "bench", *map(str, options)], check=True)


class Season:
    """A whole season: its run, the proof of it, and its input and output alone."""

    def __init__(self, build, scratch, name):
        self.students, self.schools, self.options, self.repetitions = SEASONS[name]
        self.name, self.build = f"season {name}", build
        self.folder = os.path.join(scratch, self.name.replace(" ", "-").replace(",", ""))

    def program(self, name):
        return os.path.join(self.build, name)

    def prepare(self):
        generate(self.program("huapian"), self.folder, self.students, self.schools, self.options)

    def turn(self, warm_up):
        """The first turn looks at the memory of all processes, and is not counted."""
        out, again = self.folder + "-out", self.folder + "-again"
        run = measure([self.program("huapian"), "run", self.folder, "--out", out, "--quiet"],
                      warm_up, (0, 1))
        verify = measure([self.program("huapian-verify"), self.folder, out, "--quiet"], warm_up)
        alone = measure([self.program("bench-yardstick"), self.folder, out, again, SYNC])
        files = sum(len(names) for _, _, names in os.walk(out))
        shutil.rmtree(out)
        shutil.rmtree(again)
        if warm_up:
            return {"memory_run_mb": run.peak_mb, "memory_verify_mb": verify.peak_mb}
        read, written, reading, writing = alone.printed.split()
        return {"run_s": run.wall_s, "run_user_s": run.user_s, "verify_s": verify.wall_s,
                "verify_user_s": verify.user_s, "files_s": float(reading) + float(writing),
                "read": int(read), "written": int(written), "files": files}


# ---- what if ----

CLASSES = (1, -1, 2, -2, 3, 4)  # classes more that a school is tried out with
RESERVED = 10                   # and seats more that it keeps free, from 0 on


def one_school_changes(folder, count):
    """So many changes of the classes and reserved seats of one junior school each, all different
    and none the season as it is; every school has its turn before one has its next."""
    with open(os.path.join(folder, "schools.csv"), encoding="utf-8", newline="") as file:
        schools = [row for row in csv.DictReader(file) if row["level"] == "junior"]
    changes = []
    for turn, (number, row) in itertools.product(range(len(CLASSES) * RESERVED),
                                                 enumerate(schools)):
        classes = int(row["classes"]) + CLASSES[(turn + number) % len(CLASSES)]
        if classes > 0 and len(changes) < count:
            changes.append({"school": row["school_id"], "classes": classes,
                            "reserved": int(row["reserved"]) + turn // len(CLASSES)})
    if len(changes) < count:
        raise ValueError(f"{len(schools)} schools do not give {count} changes")
    return changes


def one_school_scenario(name, school, classes, reserved):
    return {"name": name, "tables": {"schools": [
        {"op": "set", "where": {"school_id": school},
         "values": {"classes": classes, "reserved": reserved}}]}}


class Trial:
    """A season of its own, what is tried out on it, and beside that one run of the season."""

    def __init__(self, build, scratch, kind):
        self.students, self.schools, self.count, self.repetitions = TRIALS[kind]
        self.name, self.huapian = f"{kind} {self.students:,}", os.path.join(build, "huapian")
        self.folder = os.path.join(scratch, self.name.replace(" ", "-").replace(",", ""))
        self.out = self.folder + "-out"

    def path(self, name):
        """A file beside the season."""
        return f"{self.folder}-{name}.json"

    def write(self, name, document):
        with open(self.path(name), "w", encoding="utf-8") as file:
            json.dump(document, file)

    def done(self, *words):
        return measure([self.huapian, *words, "--quiet"], good=(0, 1))

    def run(self):
        """The season itself, read alone and run."""
        check = self.done("check", self.folder)
        run = self.done("run", self.folder, "--out", self.out)
        shutil.rmtree(self.out)
        return {"check_s": check.wall_s, "run_s": run.wall_s, "run_user_s": run.user_s}


class Scenarios(Trial):
    """`huapian whatif` with scenarios of one school each."""

    def __init__(self, build, scratch):
        super().__init__(build, scratch, "scenarios")
        self.names = [f"scenario{number}" for number in range(self.count)]

    def prepare(self):
        generate(self.huapian, self.folder, self.students, self.schools)
        for name, change in zip(self.names, one_school_changes(self.folder, self.count)):
            self.write(name, one_school_scenario(name, **change))

    def turn(self, _):
        figures = self.run()
        tried = self.done("whatif", self.folder, *map(self.path, self.names), "--out", self.out)
        with open(os.path.join(self.out, "comparison.json"), encoding="utf-8") as file:
            runs = json.load(file)["runs"]
        shutil.rmtree(self.out)
        short = sum(run["figures"]["unplaced_guaranteed"] > 0 for run in runs[1:])
        return figures | {"trials_s": tried.wall_s, "trials_user_s": tried.user_s,
                          "count": len(runs) - 1, "short": short}


class Sweep(Trial):
    """`huapian sweep plan` and `huapian sweep run` of changes of one school each."""

    def __init__(self, build, scratch):
        super().__init__(build, scratch, "sweep")

    def prepare(self):
        generate(self.huapian, self.folder, self.students, self.schools)
        holes = one_school_scenario("{school} {classes} {reserved}", "{school}", "{classes}",
                                    "{reserved}")
        self.write("sweep", {"name": "one school each", "scenario": holes,
                             "points": one_school_changes(self.folder, self.count)})

    def turn(self, warm_up):
        figures = self.run()
        if warm_up:
            return figures
        plan = self.done("sweep", "plan", self.folder, self.path("sweep"), "--out", self.out)
        tried = self.done("sweep", "run", self.out)
        with open(os.path.join(self.out, "table", "sweep.csv"), encoding="utf-8",
                  newline="") as file:
            rows = list(csv.DictReader(file))
        shutil.rmtree(self.out)
        short = sum(int(row["unplaced_guaranteed"]) > 0 for row in rows[1:])
        return figures | {"plan_s": plan.wall_s, "trials_s": plan.wall_s + tried.wall_s,
                          "trials_user_s": plan.user_s + tried.user_s,
                          "count": len(rows) - 1, "short": short}


def all_jobs(build, scratch, quick):
    programs = [Program(build, scratch, name, instance) for instance in INSTANCES
                for name, (_, repetitions) in PROGRAMS.items() if instance in repetitions
                if not quick or not name.startswith(SLOW)]
    seasons = [Season(build, scratch, name) for name, (students, *_) in SEASONS.items()
               if not quick or students < MILLION]
    return programs + seasons + [Scenarios(build, scratch)] + (
        [] if quick else [Sweep(build, scratch)])
