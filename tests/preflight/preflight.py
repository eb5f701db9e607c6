"""Every warning of the pre-flight: one thing of a sound season is changed, and it is told; the
sound season has it not. The numbers in the sentences are worked out again from the files.

    preflight.py PROGRAM
"""

import os
import shutil
import sys
import tempfile

import borders
import cases_season
import cases_year
from folders import SENTENCES, Folder, check, runs, sentence

# What a sound invented season has by its policy: migrants with points choose, and get no feeder.
SOUND = {"no_feeder_route"}
SEASONS = os.path.join(runs.REPO, "data", "seasons")


class Bench:
    """The sound seasons, a scratch folder, and the tally."""

    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.passed = 0
        self.failures = []
        self.count = 0
        self.bases = {"junior": self.new_folder(), "primary": os.path.join(SEASONS, "primary-900")}
        done = runs.huapian(program, "generate", self.bases["junior"], "--students", 1500,
                            "--schools", 8, "--seed", "s3", "--quiet")
        self.claim(done.returncode == 0, done.stderr)

    def new_folder(self):
        self.count += 1
        return os.path.join(self.scratch, str(self.count))

    def base(self, name):
        """A copy of a sound season, to be changed."""
        return Folder(self.bases[name])

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)

    def check(self, folder, *options):
        """The findings of a season that was changed, and its path."""
        path = folder.save(self.new_folder())
        found, code = check(self.program, path, *options)
        self.claim(code == 0, f"{path}: exit {code}: {found}")
        return found, path

    def expect(self, case, found, code, place, arguments):
        """Claims one finding: its place (file, row, column, value; what is left out is free) and
        its sentence with these arguments."""
        rule = sentence(code, *arguments)
        hits = [finding for finding in found if finding["code"] == code and
                finding["rule"] == rule and all(finding[key] == place[key] for key in place)]
        told = [finding for finding in found if finding["code"] == code]
        self.claim(len(hits) == 1, f"{case}: expected {code} {place} {rule!r}, found {told}")
        self.claim(all(finding["severity"] == "warning" for finding in told),
                   f"{case}: {code} is no warning")

    def absent(self, case, found, code):
        told = [finding for finding in found if finding["code"] == code]
        self.claim(not told, f"{case}: the sound season has {told}")


def check_sound(bench):
    """Sound seasons have a handful at most, and nothing beside last year's of the same kind."""
    for name in sorted(os.listdir(SEASONS)):
        found, _ = check(bench.program, os.path.join(SEASONS, name))
        bench.claim(len(found) <= 5, f"{name}: {len(found)} warnings")
    for name in ("junior", "primary"):
        found, code = check(bench.program, bench.bases[name])
        bench.claim(code == 0 and {finding["code"] for finding in found} <= SOUND,
                    f"{name}: {found}")


def check_every_code(bench, told):
    """Each warning of the pre-flight was told by some case, and its page tells of it."""
    codes = list(SENTENCES)
    block = codes[codes.index("seats_short_district"):codes.index("more_of_kind") + 1]
    bench.claim(len(block) > 35, "the codes of the pre-flight were not found")
    with open(os.path.join(runs.REPO, "docs", "preflight.md"), encoding="utf-8") as file:
        page = file.read()
    for code in block:
        bench.claim(code in told, f"no case has {code}")
        bench.claim(f"`{code}`" in page, f"docs/preflight.md does not tell of {code}")


def main():
    scratch = tempfile.mkdtemp()
    try:
        bench = Bench(sys.argv[1], scratch)
        told = set()
        check_sound(bench)
        for module in (cases_season, cases_year, borders):
            told |= module.play(bench)
        check_every_code(bench, told)
        runs.finish("preflight", bench.passed, bench.failures)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
