"""Warnings that compare with another season, each by one change of this year's or last year's.

A case changes the two folders and returns a function from the two seasons, as the reference reads
them, to what must be told: (code, place, arguments of the sentence).
"""

import json
from collections import Counter

from cases_season import JUNIOR, PRIMARY, at, owed, takes_part, worst
from folders import a_year_ago, check, own_schools, season_of


def percent(now, then):
    return "" if then == 0 else f" ({int(100 * (now - then) / then):+d} %)"


def children(season, area):
    """Children of an area by deciding address, else by the first address that is an area."""
    def lives(student):
        addresses = [student.address] + [season.area(student, a)
                                         for a in ("hukou", "property", "residence")]
        return next((a for a in addresses if a), "") == area
    return sum(lives(s) for s in season.students if s.status != "elsewhere")


def largest(folder):
    """The junior with the most seats by classes."""
    return max(folder.schools(), key=lambda s: int(s["classes"]) * int(s["class_size"]))


# ---- figures ----

def seats(now, then):
    school = largest(now)
    school["classes"] = str(int(school["classes"]) // 2)

    def told(season, before):
        a, b = (s.seats[school["school_id"]] for s in (season, before))
        return [("last_year_seats", at(now, "schools", school, "school_id"),
                 (a, b, percent(a, b)))]
    return told


def swapped(now, then):
    """The figures of two schools stand in each other's rows."""
    one = largest(now)
    other = min((s for s in now.schools() if s["ownership"] == "public"),
                key=lambda s: int(s["classes"]) * int(s["class_size"]))
    for column in ("classes", "class_size", "continuing", "plan", "reserved", "built_year"):
        one[column], other[column] = other[column], one[column]

    def told(season, before):
        first, second = sorted((one, other), key=lambda s: before.seats[s["school_id"]])
        x, y = first["school_id"], second["school_id"]
        return [("last_year_swapped", at(now, "schools", first, "school_id"),
                 (y, f"{season.seats[x]}, {season.seats[y]}",
                  f"{before.seats[x]}, {before.seats[y]}"))]
    return told


def reserved(now, then):
    school = now.schools()[1]
    then.school(school["school_id"])["reserved"] = "12"
    school["reserved"] = "0"
    return lambda season, before: [
        ("last_year_reserved", at(now, "schools", school, "reserved"),
         (school["school_id"], 12))]


def move_zone(folder, school, other):
    """Gives a junior's zone and feeders to another."""
    for table, column in (("zones", "school_id"), ("feeders", "junior_id")):
        seen, kept = set(), []
        for row in folder.tables[table]:
            row[column] = other if row[column] == school else row[column]
            if tuple(row.values()) not in seen:
                kept.append(row)
            seen.add(tuple(row.values()))
        folder.tables[table] = kept


def intake_of(season, school):
    return sum(school in own_schools(season, s) for s in takes_part(season))


def intake(now, then):
    feeders = Counter(row["junior_id"] for row in now.tables["feeders"]
                      if not now.school(row["junior_id"])["group"])
    school = worst(feeders)
    other = next(s["school_id"] for s in now.schools() if s["school_id"] != school)
    move_zone(now, school, other)

    def told(season, before):
        a, b = intake_of(season, school), intake_of(before, school)
        return [("last_year_intake", at(now, "schools", now.school(school), "school_id"),
                 (a, b, percent(a, b)))]
    return told


def area_children(now, then):
    """Half of an area's children are written into another."""
    area = worst(Counter(row["residence_area"] for row in now.tables["students"]))
    target = next(row["area_id"] for row in now.tables["areas"] if row["area_id"] != area)
    moved = 0
    for row in now.tables["students"]:
        if row["residence_area"] == area and moved < 35:
            moved += 1
            for column in ("hukou_area", "property_area", "residence_area"):
                row[column] = target if row[column] == area else row[column]

    def told(season, before):
        place = at(now, "areas", now.row("areas", "area_id", area), "area_id")
        a, b = children(season, area), children(before, area)
        return [("last_year_children", place, (a, b, percent(a, b)))]
    return told


def category(now, then):
    """A predicate of the policy lost its digit: nobody reaches the points."""
    now.policy["categories"][4]["when"]["all"][1]["at_least"] = 570

    def told(season, before):
        def count(which, year):
            seated = [s for s in year.students if s.status != "elsewhere"]
            part = sum(s.category == which for s in seated)
            tenths = (2000 * part + len(seated)) // (2 * len(seated))
            return f"{part} ({tenths // 10}.{tenths % 10} %)"
        points = now.policy["categories"][4]["id"]
        return [("last_year_category", {"file": "policy.json", "column": "/categories/4",
                                        "value": points},
                 (count(points, season), count(points, before)))]
    return told


def column(now, then):
    """A column was not delivered this year."""
    for row in now.tables["students"]:
        row["bundle"] = ""
    for number, row in enumerate(then.tables["students"][:20]):
        row["bundle"] = f"B{number // 2}"

    def told(season, before):
        filled = sum(row["bundle"] not in ("", "0") for row in then.tables["students"])
        rows = len(now.tables["students"])
        return [("last_year_column", {"file": "students.csv", "row": 0, "column": "bundle"},
                 (0, rows, f"{filled}/{rows}"))]
    return told


# ---- gone and new ----

def rename(folder, old, new):
    """Gives a school another id, wherever it stands."""
    for rows in folder.tables.values():
        for row in rows:
            for key, value in row.items():
                if value == old:
                    row[key] = new


def renumbered(now, then):
    school = now.schools()[0]
    old, name = school["school_id"], school["name"]
    rename(now, old, "J9001")
    return lambda season, before: [
        ("last_year_renumbered", at(now, "schools", school, "school_id"), (name, old))]


def school_new_and_gone(now, then):
    school = now.schools()[0]
    rename(now, school["school_id"], "J9001")
    old = then.schools()[0]
    school["name"] = "示例新建初中"

    def told(season, before):
        return [("last_year_school_new", at(now, "schools", school, "school_id"),
                 (school["name"], season.seats["J9001"])),
                ("last_year_school_gone", {"file": "schools.csv", "row": 0,
                                           "value": old["school_id"]},
                 (old["name"], before.seats[old["school_id"]], 0))]
    return told


def areas_new_and_gone(now, then):
    area = worst(Counter(row["residence_area"] for row in now.tables["students"]))
    rename(now, area, "A9001")

    def told(season, before):
        return [("last_year_areas_new", {"file": "areas.csv", "value": "A9001"},
                 (1, children(season, "A9001"), children(season, "A9001"))),
                ("last_year_areas_gone", {"file": "areas.csv", "value": area},
                 (1, children(before, area), children(before, area)))]
    return told


def feeder_gone(now, then):
    feeders = Counter(row["primary_id"] for row in now.tables["feeders"])
    gone = next(row for row in now.tables["feeders"] if feeders[row["primary_id"]] > 1)
    now.tables["feeders"].remove(gone)

    def told(season, before):
        a, b = (sum(s.row["primary_id"] == gone["primary_id"] for s in owed(year))
                for year in (season, before))
        return [("last_year_feeder_gone", {"file": "feeders.csv", "value": gone["junior_id"]},
                 (gone["primary_id"], b, a))]
    return told


def zone_gone(now, then):
    """The zones table was cut: a primary's rows from some line on are missing."""
    primary = now.schools(PRIMARY)[0]["school_id"]
    rows = [row for row in now.tables["zones"] if row["school_id"] == primary]
    gone = [row["area_id"] for row in rows[1:]]
    now.tables["zones"] = [row for row in now.tables["zones"] if row not in rows[1:]]

    def told(season, before):
        lost = {area: children(before, area) for area in gone}
        return [("last_year_zone_gone", {"file": "zones.csv", "value": primary},
                 (f"{worst(lost)} … ({len(gone)})", sum(lost.values()),
                  sum(children(season, area) for area in gone)))]
    return told


# ---- rules ----

def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def policy(now, then):
    """An order key turned round, a level left out, a priority dropped."""
    stage = now.policy["stages"][2]
    stage["order"]["D"][0]["direction"] = "ascending"
    before = then.policy["stages"][2]
    now.policy["stages"][0]["choose"] = "serial"
    now.policy["categories"][3]["guaranteed"] = False
    return lambda season, last: [
        ("last_year_policy", {"file": "policy.json", "column": "/stages/2/order"},
         (canonical(stage["order"]), canonical(before["order"]))),
        ("last_year_policy", {"file": "policy.json", "column": "/stages/0/choose"},
         ('"serial"', '"nearest"')),
        ("last_year_policy", {"file": "policy.json", "column": "/categories/3/guaranteed"},
         ("false", "true"))]


def policy_order(now, then):
    stages = now.policy["stages"]
    stages[0], stages[1] = stages[1], stages[0]
    return lambda season, last: [
        ("last_year_policy", {"file": "policy.json", "column": "/stages"},
         (", ".join(stage["id"] for stage in stages),
          ", ".join(stage["id"] for stage in then.policy["stages"])))]


def seed(now, then):
    now.settings["lottery_seed"] = then.settings["lottery_seed"]
    return lambda season, before: [
        ("last_year_seed", {"file": "season.json", "column": "/lottery_seed"},
         (", ".join(stage["id"] for stage in now.policy["stages"]),))]


def child(now, then):
    for folder in (now, then):
        folder.add_column("students", "register_no")
    now.tables["students"][8]["register_no"] = "G370811200001010022"
    then.tables["students"][5]["register_no"] = "g370811200001010022"
    there = f"{then.settings['district']} {then.settings['season']}"
    return lambda season, before: [
        ("last_year_child", {"file": "students.csv", "row": 10, "column": "register_no"},
         (there, 7, then.tables["students"][5]["student_id"]))]


CASES = [seats, swapped, reserved, intake, area_children, category, column, renumbered,
         school_new_and_gone, areas_new_and_gone, feeder_gone, zone_gone, policy, policy_order,
         seed, child]


def check_swap_alone(bench):
    """Swapped figures are told once, not as two jumps as well."""
    now, then = bench.base(JUNIOR), a_year_ago(bench.base(JUNIOR))
    swapped(now, then)
    found, _ = bench.check(now, "--last-year", then.save(bench.new_folder()))
    bench.absent("swapped", found, "last_year_seats")
    told = [finding for finding in found if finding["code"] == "last_year_swapped"]
    bench.claim(len(told) == 1, f"one swap is told {len(told)} times")


def check_thresholds(bench):
    """A jump of 30 percent that is no class, and a class that is no 30 percent, are no jumps."""
    for classes, now_seats in ((2, 62), (10, 440)):
        now, then = bench.base(JUNIOR), a_year_ago(bench.base(JUNIOR))
        for folder in (now, then):
            school = folder.schools()[0]
            school.update(classes=str(classes), class_size="50", plan="", reserved="0")
        now.schools()[0]["plan"] = str(now_seats)
        last = then.save(bench.new_folder())
        found, _ = bench.check(now, "--last-year", last)
        bench.absent(f"{classes} classes", found, "last_year_seats")
        now.schools()[0]["plan"] = str(50 if classes == 2 else 350)
        found, _ = bench.check(now, "--last-year", last)
        bench.claim(any(f["code"] == "last_year_seats" for f in found), f"{classes}: no jump")


def check_also(bench):
    """A child in two seasons, by each of the three ways."""
    codes = set()
    now, also = bench.base(JUNIOR), a_year_ago(bench.base(JUNIOR))
    for folder in (now, also):
        for name in ("register_no", "id_type", "id_number"):
            folder.add_column("students", name)
    rows, others = now.tables["students"], also.tables["students"]
    others[1].update(id_type="护照", id_number="E1")
    rows[2].update(id_type="护照", id_number="e 1", birth_date="2014-01-02")
    others[3]["register_no"] = rows[4]["register_no"] = "G370811200001010033"
    others[5].update(student_id=rows[6]["student_id"], name=rows[6]["name"],
                     birth_date="2014/1/2")
    rows[6]["birth_date"] = "20140102"
    others[7]["register_no"] = rows[8]["register_no"] = "G370811200001010044"
    others[7].update(destination="示例", fixed_school="", fixed_basis="")
    also.settings["district"] = "示例二区"
    path = also.save(bench.new_folder())
    found, _ = bench.check(now, "--also", path)
    for row, there, name in ((4, 3, "id_number"), (6, 5, "register_no"), (8, 7, "student_id")):
        bench.expect("also", found, "child_in_two_seasons",
                     {"file": "students.csv", "row": row, "column": name},
                     (f"示例二区 {also.settings['season']}", there, others[there - 2]["student_id"]))
    told = [finding for finding in found if finding["code"] == "child_in_two_seasons"]
    bench.claim(len(told) == 3, f"a child who went elsewhere is told: {told}")
    codes.add("child_in_two_seasons")
    sound, _ = bench.check(bench.base(JUNIOR), "--also", a_year_ago(
        bench.base(JUNIOR)).save(bench.new_folder()))
    bench.absent("also", sound, "child_in_two_seasons")
    return codes


def check_refused(bench):
    """A season to compare with that has errors, or is of the other level: exit 3, and the first."""
    broken = a_year_ago(bench.base(JUNIOR))
    broken.tables["students"][0]["primary_id"] = "nowhere"
    path = broken.save(bench.new_folder())
    for option in ("--last-year", "--also"):
        found, code = check(bench.program, bench.bases[JUNIOR], option, path)
        hit = [finding for finding in found if finding["code"] == "other_season"]
        bench.claim(code == 3 and len(hit) == 1 and hit[0]["severity"] == "error" and
                    hit[0]["file"] == path and hit[0]["rule"].startswith(
                        "the season to compare with has 1 errors; the first: "),
                    f"{option} with errors: exit {code}, {hit}")
    found, code = check(bench.program, bench.bases[JUNIOR], "--last-year", bench.bases[PRIMARY])
    hit = [finding["rule"] for finding in found if finding["code"] == "other_level"]
    bench.claim(code == 3 and hit == ["last year's season is of level primary, this one of level "
                                      "junior"], f"another level: exit {code}, {hit}")
    return {"other_season", "other_level"}


def play(bench):
    """Plays every case; returns the codes that were told."""
    codes = set()
    last = a_year_ago(bench.base(JUNIOR)).save(bench.new_folder())
    sound, _ = bench.check(bench.base(JUNIOR), "--last-year", last)
    for finding in sound:
        bench.claim(not finding["code"].startswith("last_year"),
                    f"the same district a year ago: {finding}")
    for case in CASES:
        now, then = bench.base(JUNIOR), a_year_ago(bench.base(JUNIOR))
        told = case(now, then)
        then_path = then.save(bench.new_folder())
        found, path = bench.check(now, "--last-year", then_path)
        for code, place, arguments in told(season_of(path), season_of(then_path)):
            bench.expect(case.__name__, found, code, place, arguments)
            codes.add(code)
    check_swap_alone(bench)
    check_thresholds(bench)
    return codes | check_also(bench) | check_refused(bench)
