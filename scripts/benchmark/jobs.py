"""What is measured: every job does one turn at a time and gives its figures."""

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


class Season:
    """A whole season: its run, the proof of it, and its input and output alone."""

    def __init__(self, build, scratch, name):
        self.students, self.schools, self.options, self.repetitions = SEASONS[name]
        self.name, self.build = f"season {name}", build
        self.folder = os.path.join(scratch, self.name.replace(" ", "-").replace(",", ""))

    def program(self, name):
        return os.path.join(self.build, name)

    def prepare(self):
        subprocess.run([self.program("huapian"), "generate", self.folder, "--students",
                        str(self.students), "--schools", str(self.schools), "--seed", "bench",
                        *map(str, self.options)], check=True)

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


def all_jobs(build, scratch, quick):
    programs = [Program(build, scratch, name, instance) for instance in INSTANCES
                for name, (_, repetitions) in PROGRAMS.items() if instance in repetitions
                if not quick or not name.startswith(SLOW)]
    return programs + [Season(build, scratch, name) for name, (students, *_) in SEASONS.items()
                       if not quick or students < MILLION]
