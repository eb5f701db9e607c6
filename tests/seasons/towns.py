"""Invented seasons of towns apart, and of a home for every family.

    towns.py PROGRAM
"""

import collections
import csv
import json
import math
import os
import sys
import tempfile

import runs

TABLES = ("areas", "schools", "zones", "feeders", "students")
LINKS = ("primary_id", "choice_1", "choice_2", "choice_3", "sibling_school", "fixed_school")
ADDRESSES = ("hukou_area", "property_area", "residence_area")
# children, schools, towns, more options
CASES = ((600, 12, 4, ()), (601, 13, 4, ("--households",)), (302, 9, 2, ("--primary",)),
         (302, 9, 3, ("--primary", "--households")), (5, 5, 5, ()), (90, 3, 1, ("--households",)))


class Season:
    def __init__(self, folder):
        for table in TABLES:
            with open(os.path.join(folder, table + ".csv"), encoding="utf-8", newline="") as file:
                setattr(self, table, list(csv.DictReader(file)))
        with open(os.path.join(folder, "policy.json"), encoding="utf-8") as file:
            routes = [route for stage in json.load(file)["stages"] for route in stage["routes"]]
        self.limits = {route.get("within_m") for route in routes if route["kind"] == "any"}
        self.students_by_address = collections.defaultdict(list)
        for student in self.students:
            for column in ADDRESSES:
                self.students_by_address[student[column]].append(student)


def towns(season, reach):
    """The places of every town: a place is of the towns that it is within reach of."""
    found = []
    for place in season.schools + season.areas:
        point = (float(place["x"]), float(place["y"]))
        near = [town for town in found
                if any(math.dist(point, other) <= reach for other in town.values())]
        joined = {place.get("school_id") or place["area_id"]: point}
        for town in near:
            joined.update(town)
        found = [town for town in found if town not in near] + [joined]
    return found


def check_towns(season, case, problems):
    """Exact totals, equal shares, no way from one town into another."""
    students, schools, wanted, more = case
    level = "primary" if "--primary" in more else "junior"
    of_level = [row for row in season.schools if row["level"] == level]
    found = towns(season, 3 * max(season.limits))  # the gaps are far wider than any way
    town_of = {place: number for number, town in enumerate(found) for place in town}
    problems += [] if len(found) == wanted else [f"{len(found)} towns"]
    problems += [] if len(season.students) == students else ["not as many children as asked"]
    problems += [] if len(of_level) == schools else ["not as many schools as asked"]
    sizes = collections.Counter(town_of[row["school_id"]] for row in of_level)
    problems += [] if max(sizes.values()) - min(sizes.values()) <= 1 else ["unequal schools"]
    links = [(row["area_id"], row["school_id"]) for row in season.zones]
    links += [(row["primary_id"], row["junior_id"]) for row in season.feeders]
    children = collections.Counter()
    for row in season.students:
        home = row["residence_area"]
        children[town_of[home]] += 1
        links += [(home, row[column]) for column in LINKS + ADDRESSES
                  if row[column] not in ("", "none", "outside")]
    problems += [] if max(children.values()) - min(children.values()) <= 1 else ["unequal towns"]
    problems += [f"{one} leads to {other}" for one, other in links
                 if town_of[one] != town_of[other]]
    seats = collections.Counter()
    for row in of_level:
        offered = int(row["classes"]) * int(row["class_size"])
        seats[town_of[row["school_id"]]] += (min(offered, int(row["plan"] or offered))
                                             - int(row["reserved"]))
    problems += [f"town {town}: {seats[town]} seats" for town in children
                 if seats[town] < children[town] and students > 10 * schools]
    groups = {(row["group"], town_of[row["school_id"]]) for row in season.schools if row["group"]}
    problems += [] if len(groups) == len({group for group, _ in groups}) else ["a group parted"]


def check_homes(season, problems):
    """An address is one family's, and no two are at one point."""
    points = {(row["x"], row["y"]) for row in season.areas}
    problems += [] if len(points) == len(season.areas) else ["two homes at one point"]
    for row in season.areas:
        living = season.students_by_address[row["area_id"]]
        families = {student["bundle"] or student["student_id"] for student in living}
        problems += [] if len(families) == 1 else [f"{row['area_id']}: {len(families)} families"]
    twins = collections.defaultdict(set)
    for student in season.students:
        twins[student["bundle"] or student["student_id"]].add(
            tuple(student[column] for column in ADDRESSES))
    problems += [f"{family} lives apart" for family, homes in twins.items() if len(homes) > 1]


def check_ids(season, problems):
    for rows, column in ((season.areas, "area_id"), (season.schools, "school_id"),
                         (season.students, "student_id")):
        ids = [row[column] for row in rows]
        problems += [] if len(set(ids)) == len(ids) else [f"{column} repeats"]
        problems += [] if len({len(one) for one in ids}) == 1 else [f"{column} of several lengths"]
    problems += [] if season.students == sorted(season.students,
                                                key=lambda row: row["student_id"]) else ["order"]


def check_case(program, folder, case):
    """What is wrong with one invented season, as texts."""
    problems = []
    students, schools, wanted, more = case
    done = runs.huapian(program, "generate", folder, "--students", students, "--schools", schools,
                        "--seed", "towns", "--clusters", wanted, *more)
    if done.returncode != 0:
        return [f"exit {done.returncode}: {done.stderr}"]
    listed = json.loads(runs.huapian(program, "check", folder, "--json").stdout)
    problems += [] if listed["errors"] == 0 else [f"{listed['errors']} errors"]
    season = Season(folder)
    problems += [] if None not in season.limits and len(season.limits) == 1 else ["no limit"]
    check_towns(season, case, problems)
    check_ids(season, problems)
    if "--households" in more:
        check_homes(season, problems)
    runs.run_season(program, folder, folder + "-out")
    return problems


def same_children(program, scratch, folders):
    """--households changes addresses and nothing else."""
    seasons = []
    for name, more in folders:
        folder = os.path.join(scratch, name)
        runs.huapian(program, "generate", folder, "--students", 500, "--schools", 6, "--seed", "s",
                     *more)
        seasons.append(Season(folder))
    plain, homes = seasons
    known = [[{**row, **{column: row[column] in ("", "none", "outside") and row[column]
                         for column in ADDRESSES}} for row in season.students]
             for season in seasons]
    return ([] if known[0] == known[1] else ["the children are others"]) + (
        [] if plain.schools == homes.schools else ["the schools are others"]) + (
        [] if len(homes.areas) > len(homes.students) * 9 // 10 else ["too few homes"])


def main():
    program, failures, passed = sys.argv[1], [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(CASES):
            problems = check_case(program, os.path.join(scratch, str(number)), case)
            passed += not problems
            failures += [f"{case}: {problem}" for problem in problems]
        problems = same_children(program, scratch, (("plain", ()), ("homes", ("--households",))))
        passed += not problems
        failures += problems
        for clusters in ("0", "7", "-1", "x"):
            done = runs.huapian(program, "generate", os.path.join(scratch, "refused"),
                                "--students", 600, "--schools", 6, "--seed", "s", "--clusters",
                                clusters)
            good = done.returncode == 2 and "clusters must be from 1 to 6" in done.stderr
            passed += good
            failures += [] if good else [f"--clusters {clusters}: {done.returncode} {done.stderr}"]
        runs.finish("towns", passed, failures)


if __name__ == "__main__":
    main()
