"""Random short seasons: the classes are the cheapest of all that there are, every mend does what is
said of it, and none lifts a legal cap.

    least_cost.py PROGRAM FIRST COUNT [--first]      seeds FIRST … FIRST + COUNT - 1; to the first that differs
"""

import json
import tempfile
from pathlib import Path

import season as shared

import random_season
import reference
import runs


MANY = 300  # seeds among which every kind of mend must be seen


class Generator(random_season.Generator):
    """A random season with rooms, costs and points lines of all kinds."""

    def __init__(self, seed):
        super().__init__(seed)
        for school in self.tables["schools"]:
            if school["school_id"] in self.own_ids:
                school["rooms"] = self.random.choice(("", "0", "1", "2", "3"))
                school["class_cost"] = self.random.choice(("", "0", "10", "20", "30"))
        if seed % 3 == 0:  # rules that leave children out
            for stage in self.policy["stages"]:
                stage["protect"] = []


def check_caps(season, mend):
    """Differences between a mend's schools and what the law and the table allow."""
    for entry in mend["schools"]:
        school = season.schools[entry["school_id"]]
        more = entry.get("classes", 0)
        if more > shared.rooms_of(school):
            yield f"{entry} has more classes than rooms"
        values = next(change["values"] for change in mend["scenario"]["tables"]["schools"]
                      if change["where"]["school_id"] == entry["school_id"])
        if more and values["rooms"] != str(shared.rooms_of(school) - more):
            yield f"{values} leaves other rooms than {entry}"
        changed = shared.with_classes(school, more)
        if mend["kind"] == "classes_and_plans" and school["ownership"] == "public":
            changed["plan"] = ""
        if mend["kind"] == "reserved":
            left = int(school["reserved"]) - entry["released"]
            if left < 0:
                yield f"{entry} releases more than there are"
            changed["reserved"] = str(left)
        if entry["seats_after"] != season.count_seats(changed):
            yield f"{entry} should have {season.count_seats(changed)} seats"
        legal = 2400 if int(school["built_year"]) < 2010 else 2000
        if entry["seats_after"] > legal - int(school["continuing"]):
            yield f"{entry} is over the campus's cap"


def check_least(program, mend):
    """Differences between a mend of classes and the best of all that there are."""
    classes, goal = program.cheapest()
    wanted = {school_id: more for school_id, more in zip(program.ids, classes) if more > 0}
    got = {entry["school_id"]: entry["classes"] for entry in mend["schools"]}
    if got != wanted or mend["cost"] != program.order(classes)[0]:
        yield (f"{mend['kind']}: {got} at {mend['cost']}, "
               f"expected {wanted} at {program.order(classes)[0]}")
    if mend["seated_after"] != goal or mend["seated_before"] != program.seated([0] * len(classes)):
        yield f"{mend['seated_before']}, then {mend['seated_after']} have a seat, expected {goal}"
    if not mend["proved"]:
        yield "the classes are not proved"


def check_classes(season, remedy):
    """Plans published anew are listed only where they change the answer."""
    classes, *others = remedy["mends"]
    plans = [mend for mend in others if mend["kind"] == "classes_and_plans"]
    program = shared.Program(season)
    yield from check_least(program, classes)
    counts = (remedy["no_school"], remedy["no_school"] + classes["children"])
    if counts != (program.outside(), len(program.reach)):
        yield f"{counts} children, expected {program.outside()} of {len(program.reach)}"
    yield from check_least(shared.Program(season, plans_anew=True), plans[0] if plans else classes)
    if classes["kind"] != "classes" or (plans and plans[0]["schools"] == classes["schools"]):
        yield f"the first mends are {remedy['mends'][:2]}"


def check_rules(remedy):
    """Classes by the rules as they are are told only where the cheapest do not do, and do themselves; other
    rules only where they help."""
    first = remedy["mends"][0]
    for mend in remedy["mends"]:
        if mend["kind"] == "classes_by_rules" and (first["mends"] or not mend["mends"]):
            yield f"{mend} after {first}"
        helps = mend["after"]["unplaced_guaranteed"] < remedy["as_it_is"]["unplaced_guaranteed"]
        if mend["kind"] in ("protect", "classes_and_protect", "overflow") and not helps:
            yield f"{mend} does not help"


def copy_seed(season, changed):
    """Gives the changed season the other's seed: a lottery drawn anew may leave others without a seat."""
    settings = [json.loads((folder / "season.json").read_text("utf-8-sig")) for folder in (season, changed)]
    settings[1]["lottery_seed"] = settings[0]["lottery_seed"]
    (changed / "season.json").write_text(json.dumps(settings[1], ensure_ascii=False), "utf-8")


def run_changed(program, generator, base, scenario, scratch):
    """The run of the season in `base` with a scenario in its files: exit code, children without a seat, and those of them
    who are guaranteed one; None where it has errors."""
    tables, policy = generator.tables, generator.policy
    generator.tables, generator.policy = shared.apply(scenario, tables, policy)
    scratch.mkdir()
    folder, out = scratch / "changed", scratch / "out"
    generator.write(folder)
    generator.tables, generator.policy = tables, policy
    copy_seed(base, folder)
    done = runs.huapian(program, "run", folder, "--out", out, "--quiet")
    if done.returncode not in (0, 1):
        return None
    read = reference.Season(folder)
    guaranteed = {student.student_id for student in read.students if student.guaranteed}
    left = {key for key, row in runs.allocation(out).items() if row["status"] == "unplaced"}
    return done.returncode, len(left), len(left & guaranteed)


def check_run(program, generator, base, mend, scratch):
    """A mend's scenario written into the files must do what is said of it."""
    did = run_changed(program, generator, base, mend["scenario"], scratch)
    if (did is not None) != mend["ran"]:
        return [f"{mend['scenario']} came to {did}"]
    if did is None:
        return []
    got = (0 if mend["mends"] else 1, mend["after"]["unplaced"], mend["after"]["unplaced_guaranteed"])
    return [] if got == did else [f"{mend['scenario']}: {got}, expected {did}"]


def protection(season, generator):
    """The scenario that has every nearest stage protect the guaranteed categories of later stages; None where all
    do already."""
    changes = []
    stages = generator.policy["stages"]
    ids = [category["id"] for category in season.categories if category.get("guaranteed", False) is not False]
    for number, stage in enumerate(stages):
        later = {category for other in stages[number + 1:] for category in other["serve"]} - set(stage["serve"])
        missed = [category for category in ids if category in later and category not in stage.get("protect", ids)]
        if stage["choose"] == "nearest" and missed:
            changes.append({"op": "add", "path": f"/stages/{number}/protect", "value": stage["protect"] + missed})
    return {"policy": changes} if changes else None


def check_listed(program, generator, base, remedy, scratch):
    """Rules that would help are among the mends, and no others."""
    season = reference.Season(base)
    now = remedy["as_it_is"]["unplaced_guaranteed"]
    kinds = [mend["kind"] for mend in remedy["mends"]]
    protect = protection(season, generator)
    did = run_changed(program, generator, base, protect, scratch / "protect") if protect else None
    if ("protect" in kinds) != (did is not None and did[2] < now):
        yield f"{protect} leaves {did}, {now} as it is; listed are {kinds}"
    runs.huapian(program, "run", base, "--out", scratch / "now", "--quiet")
    taken = [row["school_id"] for row in runs.allocation(scratch / "now").values()]
    listed = {change["where"]["school_id"] for mend in remedy["mends"] if mend["kind"] == "overflow"
              for change in mend["scenario"]["tables"]["schools"]}
    for number, (school_id, seats) in enumerate(season.seats.items()):
        school = season.schools[school_id]
        if school.get("accepts_overflow", "") != "0" or school["ownership"] != "public" or \
                taken.count(school_id) >= seats:
            continue
        change = {"op": "set", "where": {"school_id": school_id}, "values": {"accepts_overflow": "1"}}
        did = run_changed(program, generator, base, {"tables": {"schools": [change]}}, scratch / f"open{number}")
        if (school_id in listed) != (did is not None and did[2] < now):
            yield f"overflow at {school_id} leaves {did}, {now} as it is; listed are {listed}"


def check_seed(program, seed, seen):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        generator = Generator(seed)
        generator.write(scratch / "season")
        done = runs.huapian(program, "remedy", scratch / "season", "--out", scratch / "remedy",
                            "--bounds", "--quiet")
        if done.returncode != 0:
            return [f"exit {done.returncode}: {done.stderr}"]
        remedy = json.loads((scratch / "remedy" / "remedy.json").read_text("utf-8"))
        if not remedy["short"]:
            return [] if remedy["mends"] == [] else ["mends of a season that is not short"]
        season = reference.Season(scratch / "season")
        found = list(check_classes(season, remedy))
        for number, mend in enumerate(remedy["mends"]):
            seen[mend["kind"]] = seen.get(mend["kind"], 0) + 1
            if "schools" in mend:
                found += check_caps(season, mend)
            if "scenario" in mend:
                found += check_run(program, generator, scratch / "season", mend, scratch / str(number))
        found += check_rules(remedy)
        found += check_listed(program, generator, scratch / "season", remedy, scratch)
        seen["mended"] = seen.get("mended", 0) + remedy["mends"][0]["mends"]
        return found


def main():
    seen = {}
    count, failures = runs.over_seeds(check_seed, seen)
    kinds = ("classes", "classes_and_plans", "classes_by_rules", "reserved", "protect", "classes_and_protect",
             "overflow", "route", "points_line", "mended")
    failures += [f"no season shows {kind}: {seen}" for kind in kinds
                 if seen.get(kind, 0) == 0 and count >= MANY]
    print(seen)
    runs.finish("least cost", count, failures)


if __name__ == "__main__":
    main()
