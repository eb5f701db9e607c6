"""The remedy of a season's second round (--after): random seasons whose first stages an earlier run
has run, changed since then as seasons are. Shortage, classes and every mend are those of the
children and the seats that the earlier run left, worked out again; and what a mend is said to do
is what the second round does once the mend is written into the files.

    rounds.py PROGRAM FIRST COUNT      seeds FIRST … FIRST + COUNT - 1
"""

import copy
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

import least_cost
import season as shared

import reference
import runs

sys.path.insert(0, os.path.join(runs.REPO, "tests", "whatif"))
import tables  # noqa: E402

# In memory where that is possible: hundreds of runs are written.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
MANY = 150  # seeds among which everything must be seen


class Generator(least_cost.Generator):
    """Every round has the same settings, the seed of the lottery among them."""

    def settings(self):
        if not hasattr(self, "settled"):
            self.settled = super().settings()
        return self.settled


class Program(shared.Program):
    """What the earlier run left: its placements stand, whatever stage they are of."""

    def __init__(self, season, kept, stages, plans_anew=False):
        super().__init__(season, plans_anew)
        self.stages = stages
        self.waiting = [student for student in season.students
                        if student.status == "unplaced" and student.student_id not in kept]
        for student in season.students:
            if student.status == "unplaced" and student.student_id in kept:
                self.free[kept[student.student_id]] -= 1
        self.guaranteed = [student for student in self.waiting if student.guaranteed]
        self.reach = [season.open_schools(stages, student) for student in self.guaranteed]

    def shortage(self):
        """The entries of the shortage (section 6), at the first stage that is left."""
        season = copy.copy(self.season)
        season.students, season.stages = self.waiting, self.stages
        return runs.shortage_entries(reference.shortage(season, self.free))


class Rounds:
    """One seed: the first round, what changes then, and the second."""

    def __init__(self, program, seed, scratch, seen):
        self.program, self.scratch, self.seen = program, scratch, seen
        self.generator = Generator(seed)
        self.random = self.generator.random
        self.found = []

    def count(self, what, number=1):
        self.seen[what] = self.seen.get(what, 0) + number

    def claim(self, holds, what):
        if not holds:
            self.found.append(what)

    def run(self, season, out, *options):
        return runs.huapian(self.program, "run", season, "--out", out, "--quiet", *options)

    def first_round(self):
        """Whether there is one."""
        stages = self.generator.policy["stages"]
        if len(stages) < 2:
            return False
        self.done = self.random.randrange(1, len(stages))
        self.generator.write(self.scratch / "before")
        self.first = self.scratch / "first"
        done = self.run(self.scratch / "before", self.first, "--until",
                        stages[self.done - 1]["id"])
        return done.returncode in (0, 1)

    def change(self):
        """A child of the first round leaves, and schools take fewer children than were planned."""
        rows = self.generator.tables["students"]
        placed = [row for row in rows if self.placements().get(row["student_id"], "")
                  and not row.get("fixed_school")]
        if placed and self.random.random() < 0.3:
            rows.remove(self.random.choice(placed))
            self.count("freed")
        for school in self.generator.tables["schools"]:
            if school["school_id"] in self.generator.own_ids and self.random.random() < 0.3:
                school["reserved"] = str(int(school["reserved"] or "0") + 1)

    def placements(self):
        return {key: row["school_id"] for key, row in runs.allocation(self.first).items()
                if row["school_id"]}

    def second_round(self, name, tables, policy):
        """The second round with these tables: exit code and allocation."""
        folder = self.scratch / name
        folder.mkdir()
        generator = self.generator
        before = generator.tables, generator.policy
        generator.tables, generator.policy = tables, policy
        generator.write(folder / "season")
        generator.tables, generator.policy = before
        done = self.run(folder / "season", folder / "out", "--after", self.first)
        rows = runs.allocation(folder / "out") if done.returncode in (0, 1) else {}
        return done.returncode, rows, folder / "season"

    def outcome(self, name, tables, policy):
        """Unplaced, of them guaranteed, whether the promise is kept, children who go elsewhere."""
        code, rows, folder = self.second_round(name, tables, policy)
        if code not in (0, 1):
            return None
        guaranteed = {student.student_id for student in reference.Season(folder).students
                      if student.guaranteed}
        left = {key for key, row in rows.items() if row["status"] == "unplaced"}
        moved = sum(rows[key]["school_id"] != self.rows[key]["school_id"] for key in rows)
        return len(left), len(left & guaranteed), code == 0, moved

    def check_mend(self, number, mend):
        tables, policy = shared.apply(mend["scenario"], self.generator.tables,
                                      self.generator.policy)
        wanted = self.outcome(f"mend{number}", tables, policy)
        got = None
        if mend["ran"]:
            after = mend["after"]
            got = (after["unplaced"], after["unplaced_guaranteed"], mend["mends"], after["moved"])
        self.claim(got == wanted, f"{mend['scenario']}: {got}, the second round has {wanted}")
        if mend["kind"] == "route":
            stage = int(mend["scenario"]["policy"][0]["path"].split("/")[2])
            self.claim(stage >= self.done, f"a route of the first round: {mend['scenario']}")

    def check_one_more(self, entry):
        if "after" not in entry:
            return
        tables = copy.deepcopy(self.generator.tables)
        for row in tables["schools"]:
            if row["school_id"] == entry["school_id"]:
                row["classes"] = str(int(row["classes"]) + 1)
        wanted = self.outcome("more-" + entry["school_id"], tables, self.generator.policy)
        after = entry["after"]
        got = (after["unplaced"], after["unplaced_guaranteed"],
               after["unplaced_guaranteed"] == 0, after["moved"])
        self.claim(got == wanted, f"a class more at {entry['school_id']}: {got}, wanted {wanted}")
        self.count("one more")

    def check_earlier(self, remedy):
        manifest = (self.first / "manifest.json").read_bytes()
        kept = [row for row in self.rows.values() if row["status"] == "kept"]
        self.claim(remedy["earlier"]["manifest_sha256"] == hashlib.sha256(manifest).hexdigest()
                   and remedy["earlier"]["kept"] == len(kept), f"earlier is {remedy['earlier']}")
        self.count("kept", len(kept))

    def check_classes(self, season, remedy):
        """The cheapest of all classes that there are, for what the earlier run left."""
        kept, stages = self.placements(), season.stages[self.done:]
        program = Program(season, kept, stages)
        wanted = program.shortage()
        self.claim(runs.shortage_entries(remedy["shortage"]) == wanted,
                   f"the shortage is {remedy['shortage']}, expected {wanted}")
        if not remedy["short"]:
            self.claim(remedy["mends"] == [], "mends of a round that is not short")
            return
        classes, *others = remedy["mends"]
        plans = [mend for mend in others if mend["kind"] == "classes_and_plans"]
        self.found += least_cost.check_least(program, classes)
        self.found += least_cost.check_least(Program(season, kept, stages, True),
                                             plans[0] if plans else classes)
        if classes["mends"]:
            self.count("mended")
        whole, _ = shared.Program(season).cheapest()
        self.count("other than without --after", whole != program.cheapest()[0])

    def check(self):
        if not self.first_round():
            return
        self.change()
        code, self.rows, folder = self.second_round("now", self.generator.tables,
                                                    self.generator.policy)
        done = runs.huapian(self.program, "remedy", folder, "--after", self.first, "--out",
                            self.scratch / "remedy", env={"LC_ALL": "C"})
        if code not in (0, 1) or done.returncode != 0:
            self.claim(code == 3 and done.returncode == 3 and "error: " in done.stderr
                       and not (self.scratch / "remedy").exists(),
                       f"a run ended with {code}, its remedy with {done.returncode}")
            self.count("refused")
            return
        remedy = json.loads((self.scratch / "remedy" / "remedy.json").read_text("utf-8"))
        self.claim(remedy["short"] == (code == 1), "short is not what the run says")
        self.check_earlier(remedy)
        self.claim(done.stderr.count("[earlier_freed]") == remedy["earlier"]["freed"],
                   f"{remedy['earlier']['freed']} have left, told is {done.stderr}")
        season = reference.Season(folder)
        self.check_classes(season, remedy)
        for number, mend in enumerate(remedy["mends"]):
            self.count(mend["kind"])
            if "schools" in mend:
                self.found += least_cost.check_caps(season, mend)
            if "scenario" in mend:
                self.check_mend(number, mend)
        if remedy["one_more_class"]:
            self.check_one_more(self.random.choice(remedy["one_more_class"]))


# ---- a season of 700 ----

FEWER = {"tables": {"schools": [{"op": "set", "where": {"school_id": "J005"},
                                 "values": {"reserved": 20}}]}}  # 4 free seats instead of 22


def check_lines(season, first, mend):
    """A line goes down to the most points below it that a child has whom nobody has placed yet."""
    header, rows = season.tables["students"]
    points, student_id = (tables.column_of(header, name) for name in ("points", "student_id"))
    below = [float(row[points]) for row in rows if row[points] and float(row[points]) < 57]
    left = [float(row[points]) for row in rows if row[points] and float(row[points]) < 57
            and not first[row[student_id]]["school_id"]]
    line = float(mend["scenario"]["policy"][0]["value"])
    if line != max(left) or max(left) == max(below):
        yield f"the line goes down to {line}; {max(left)} is left of {max(below)}"


def check_700(program, scratch):
    """Mends of a season of usual size, each written into its files: the second round then does
    what is said, and after the classes no guaranteed child is without a seat."""
    folder, first = os.path.join(runs.REPO, "data", "seasons", "rounds-700"), scratch / "first"
    runs.run_season(program, folder, first, "--until", "overflow")
    season = tables.changed(tables.Season(folder), FEWER)
    season.write(scratch / "season")
    done = runs.huapian(program, "remedy", scratch / "season", "--after", first, "--out",
                        scratch / "remedy", "--bounds", "--json")
    remedy = json.loads(done.stdout)
    placed = runs.allocation(first)
    if not remedy["short"] or remedy["earlier"]["kept"] != sum(
            row["status"] == "admitted" for row in placed.values()) or not remedy["mends"][0]["mends"]:
        yield f"the remedy is {remedy['earlier']}, {remedy['mends'][:1]}"
    for number, mend in enumerate(remedy["mends"]):
        changed, out = scratch / f"changed{number}", scratch / f"out{number}"
        tables.changed(season, mend["scenario"]).write(changed)
        code = runs.run_season(program, changed, out, "--after", first)
        left = sum(row["status"] == "unplaced" for row in runs.allocation(out).values())
        if (left, code == 0) != (mend["after"]["unplaced"], mend["mends"]):
            yield f"{mend['kind']}: {left} without a seat, exit {code}; said {mend['after']}"
        if mend["kind"] == "points_line":
            yield from check_lines(season, placed, mend)
    kinds = [mend["kind"] for mend in remedy["mends"]]
    if not {"classes", "reserved", "route", "points_line"} <= set(kinds):
        yield f"the mends are {kinds}"


def check_done(program, scratch):
    """Where the earlier run has run every stage, nothing is left to mend by."""
    folder, first = os.path.join(runs.REPO, "data", "seasons", "short-900"), scratch / "done"
    runs.run_season(program, folder, first)
    done = runs.huapian(program, "remedy", folder, "--after", first, "--out", scratch / "nothing",
                        "--bounds", "--json")
    remedy = json.loads(done.stdout)
    if remedy["mends"][0].get("classes") != 0 or any(
            mend["kind"] == "route" for mend in remedy["mends"]):
        yield f"a season that is over has the mends {remedy['mends']}"


def main():
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failures, seen = [], {}
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
            rounds = Rounds(program, seed, Path(scratch), seen)
            rounds.check()
            failures += [f"seed {seed}: {text}" for text in rounds.found]
    with tempfile.TemporaryDirectory() as scratch:
        failures += check_700(program, Path(scratch))
        failures += check_done(program, Path(scratch))
    print(seen)
    wanted = ("kept", "freed", "refused", "mended", "classes", "classes_and_plans", "reserved",
              "route", "one more", "other than without --after")
    failures += [f"no season shows {what}: {seen}" for what in wanted
                 if seen.get(what, 0) == 0 and count >= MANY]
    runs.finish("rounds", count, failures)


if __name__ == "__main__":
    main()
