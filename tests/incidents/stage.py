"""What the incidents are played with: seasons, runs, corrupted runs, and the tally."""

import csv
import hashlib
import json
import os
import shutil
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "preflight"))

from folders import Folder, a_year_ago, runs  # noqa: E402

YEAR_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card(number):
    """An id-card number with a right check character (GB 11643)."""
    head = f"37081120140101{number:03}"
    total = sum(int(digit) * weight for digit, weight in zip(head, YEAR_WEIGHTS))
    return head + "10X98765432"[total % 11]


class Run:
    """A run's folder, to be corrupted: rows of its CSV tables, its JSON files, its manifest."""

    def __init__(self, path):
        self.path = path

    def file(self, name):
        return os.path.join(self.path, name)

    def rows(self, name="allocation.csv"):
        with open(self.file(name), encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def write_rows(self, rows, name="allocation.csv"):
        with open(self.file(name), "rb") as file:
            start = file.read(3)
        person = start == b"\xef\xbb\xbf"
        with open(self.file(name), "w", encoding="utf-8-sig" if person else "utf-8",
                  newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n" if person else "\n")
            writer.writeheader()
            writer.writerows(rows)

    def load(self, name):
        with open(self.file(name), encoding="utf-8") as file:
            return json.load(file)

    def dump(self, name, value):
        with open(self.file(name), "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)

    def mend(self, season=None):
        """Makes the hashes right again, so that only the meaning is wrong: the manifest's, and
        with `season` those of the inputs."""
        if season is not None:
            result = self.load("result.json")
            for entry in result["inputs"]:
                entry["sha256"] = digest(os.path.join(season, entry["file"]))
            self.dump("result.json", result)
        manifest = self.load("manifest.json")
        manifest["files"] = {name: digest(self.file(name)) for name in sorted(manifest["files"])
                             if os.path.exists(self.file(name))}
        self.dump("manifest.json", manifest)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Theatre:
    """The program, its checker, a scratch folder, and the claims."""

    def __init__(self, program, scratch):
        self.program = program
        self.checker = os.path.join(os.path.dirname(program), "huapian-verify")
        self.scratch = scratch
        self.count = 0
        self.passed = 0
        self.failures = []
        self.base_path = self.new_path()
        self.commands(0, "generate", self.base_path, "--students", 1500, "--schools", 8,
                      "--seed", "s3", "--quiet")
        self.run_path = self.run(self.base_path)
        self.tight_path = os.path.join(runs.REPO, "data", "seasons", "dates-600")
        self.tight_run_path = self.run(self.tight_path)

    def new_path(self):
        self.count += 1
        return os.path.join(self.scratch, str(self.count), "it")

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)

    # ---- seasons ----

    def base(self):
        return Folder(self.base_path)

    def tight(self):
        """A season whose feeder stage is short of seats, so that its order decides."""
        return Folder(self.tight_path)

    def last_year(self, of=None):
        return a_year_ago(of or self.base())

    def save(self, folder):
        path = self.new_path()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return folder.save(path)

    # ---- commands ----

    def commands(self, code, *arguments):
        """Runs a command of the program in English and claims its exit code."""
        for argument in arguments:
            if isinstance(argument, str) and argument.startswith(self.scratch):
                os.makedirs(os.path.dirname(argument), exist_ok=True)
        done = runs.huapian(self.program, *arguments, env={"LC_ALL": "C"})
        self.claim(done.returncode == code,
                   f"{arguments}: exit {done.returncode}, expected {code}\n{done.stderr}")
        return done

    def check(self, folder, *options, code=0):
        """The codes that check finds in a changed season."""
        done = self.commands(code, "check", self.save(folder), *options, "--json")
        return {finding["code"] for finding in json.loads(done.stdout)["findings"]}

    def run(self, season, *options, code=0):
        out = self.new_path()
        self.commands(code, "run", season, "--out", out, *options, "--quiet")
        return out

    # ---- what must be caught ----

    def told(self, incident, codes, *wanted):
        for code in wanted:
            self.claim(code in codes, f"{incident}: {code} is not told, but {sorted(codes)}")

    def says(self, incident, done, code):
        self.claim(f"[{code}]" in done.stderr, f"{incident}: {code} is not told\n{done.stderr}")

    def corrupt(self):
        """A copy of the sound run."""
        path = self.new_path()
        shutil.copytree(self.run_path, path)
        return Run(path)

    def verify(self, incident, season, run, code):
        """Claims the checker's exit code."""
        done = runs.huapian(self.checker, season, run.path, env={"LC_ALL": "C"})
        self.claim(done.returncode == code, f"{incident}: huapian-verify: exit {done.returncode}, "
                                            f"expected {code}\n{done.stdout}{done.stderr}")

    def refused(self, incident, run, season=None):
        """The checker refuses a run whose hashes are right."""
        season = season or self.base_path
        run.mend(season)
        self.verify(incident, season, run, 1)
