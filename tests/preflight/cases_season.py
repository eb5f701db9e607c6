"""Warnings that need no other season, each by one change of a sound one.

A case changes the folder and returns a function from the changed season, as the reference reads
it, to what must be told: (code, place, arguments of the sentence).
"""

import math
from collections import Counter, defaultdict

from folders import own_schools, reach, season_of

JUNIOR, PRIMARY = "junior", "primary"


def takes_part(season):
    return [s for s in season.students if s.status == "unplaced" and s.address]


def owed(season):
    """The children whom a stage gives the feeder route, at home in their primary's zone."""
    serving = [stage for stage in season.stages
               if any(route["kind"] == "feeder" for route in stage["routes"])]
    return [s for s in takes_part(season)
            if (s.address, s.row["primary_id"]) in season.zones
            and any(s.category in stage["serve"] for stage in serving)]


def fed(season):
    """Of those, the ones for whom a row of the feeders table holds, by primary."""
    return Counter(s.row["primary_id"] for s in owed(season) if season.raw_route("feeder", s))


def feeders_of(season):
    feeders = defaultdict(set)
    for row in season.feeders:
        feeders[row["primary_id"]].add(row["junior_id"])
    return feeders


def at(folder, table, row, column):
    """The place of a cell."""
    return {"file": folder.settings["tables"][table], "row": folder.line(table, row),
            "column": column, "value": row[column]}


def metres(a, b):
    return math.floor(math.hypot(float(a["x"]) - float(b["x"]),
                                 float(a["y"]) - float(b["y"])) + 0.5)


def worst(counts):
    """The key with the greatest count, the first by bytes of equal ones."""
    return min(counts, key=lambda key: (-counts[key], key))


# ---- seats against children ----

def seats_short_district(folder):
    for school in folder.schools():
        school["classes"] = "1"

    def told(season):
        seated = [s for s in season.students if s.status != "elsewhere"]
        reached = {s.school_id for s in seated if s.status == "fixed"}
        for student in takes_part(season):
            reached |= reach(season, student)
        return [("seats_short_district", {"file": "schools.csv", "row": 0},
                 (len(seated), sum(s.guaranteed for s in seated),
                  sum(season.seats[school] for school in reached)))]
    return JUNIOR, told


def seats_short_school(folder):
    folder.policy["stages"][1]["routes"] = [{"kind": "sibling"}]
    schools = Counter(row["junior_id"] for row in folder.tables["feeders"])
    school = folder.school(worst(schools))
    school["classes"] = "1"

    def told(season):
        only = [s for s in takes_part(season) if reach(season, s) == {school["school_id"]}]
        only += [s for s in season.students if s.school_id == school["school_id"]]
        return [("seats_short_school", at(folder, "schools", school, "school_id"),
                 (len(only), sum(s.guaranteed for s in only), season.seats[school["school_id"]]))]
    return JUNIOR, told


def seats_short_primary(folder):
    first = folder.tables["feeders"][0]
    for row in folder.tables["feeders"]:
        if row["primary_id"] == first["primary_id"]:
            folder.school(row["junior_id"])["classes"] = "1"
            folder.school(row["junior_id"])["class_size"] = "10"
    primary = folder.school(first["primary_id"])

    def told(season):
        graduates, feeders = fed(season), feeders_of(season)
        own = feeders[first["primary_id"]]
        beside = {p for p in feeders if feeders[p] & own} - {first["primary_id"]}
        return [("seats_short_primary", at(folder, "schools", primary, "school_id"),
                 (graduates[first["primary_id"]], sum(season.seats[j] for j in own),
                  sum(graduates[p] for p in beside)))]
    return JUNIOR, told


def seats_short_fed(folder):
    feeders = defaultdict(set)
    for row in folder.tables["feeders"]:
        feeders[row["primary_id"]].add(row["junior_id"])
    alone = Counter(next(iter(js)) for js in feeders.values() if len(js) == 1)
    school = folder.school(next(j for j in alone if alone[j] > 1))
    school["plan"] = "20"

    def told(season):
        graduates = fed(season)
        primaries = [p for p, js in feeders_of(season).items() if js == {school["school_id"]}]
        return [("seats_short_fed", at(folder, "schools", school, "school_id"),
                 (sum(graduates[p] for p in primaries), len(primaries),
                  season.seats[school["school_id"]]))]
    return JUNIOR, told


# ---- columns that changed places ----

def columns_swapped_classes(folder):
    school = next(s for s in folder.schools() if int(s["classes"]) < 20)
    school["classes"], school["class_size"] = school["class_size"], school["classes"]
    return JUNIOR, lambda season: [
        ("columns_swapped", at(folder, "schools", school, "classes"),
         (f"classes {school['classes']}, class_size {school['class_size']}",
          "30 classes or more of fewer than 20 children"))]


def columns_swapped_continuing(folder):
    school = next(s for s in folder.schools() if int(s["continuing"]) > 100 and not s["plan"])
    school["classes"], school["continuing"] = school["continuing"], school["classes"]
    cap = 2400 if int(school["built_year"]) < 2010 else 2000
    return JUNIOR, lambda season: [
        ("columns_swapped", at(folder, "schools", school, "classes"),
         (f"classes {school['classes']}, continuing {school['continuing']}",
          f"the entry classes alone pass the size cap {cap}"))]


def columns_swapped_plan(folder):
    school = next(s for s in folder.schools()
                  if int(s["continuing"]) > int(s["classes"]) * int(s["class_size"]))
    school["plan"] = str(int(school["classes"]) * int(school["class_size"]) - 10)
    school["plan"], school["continuing"] = school["continuing"], school["plan"]
    return JUNIOR, lambda season: [
        ("columns_swapped", at(folder, "schools", school, "plan"),
         (f"plan {school['plan']}, continuing {school['continuing']}",
          f"the entry classes hold {int(school['classes']) * int(school['class_size'])} children"))]


def points_swapped(folder):
    for table in ("schools", "areas"):
        for row in folder.tables[table]:
            row["x"] = str(int(row["x"]) + 20000)
    school = folder.schools(PRIMARY)[0]
    school["x"], school["y"] = school["y"], school["x"]
    areas = {row["area_id"]: row for row in folder.tables["areas"]}
    own = [areas[row["area_id"]] for row in folder.tables["zones"]
           if row["school_id"] == school["school_id"]]
    turned = {"x": school["y"], "y": school["x"]}
    return JUNIOR, lambda season: [
        ("points_swapped", at(folder, "schools", school, "x"),
         (sum(metres(school, a) for a in own) // len(own),
          sum(metres(turned, a) for a in own) // len(own), 4))]


# ---- groups ----

def feeder_missing_primary(folder):
    """A primary's code is mistyped: all of its rows are another's."""
    gone, other = folder.tables["feeders"][0]["primary_id"], folder.schools(PRIMARY)[-1]
    for row in folder.tables["feeders"]:
        if row["primary_id"] == gone:
            row["primary_id"] = other["school_id"]
    seen = set()
    for row in list(folder.tables["feeders"]):
        pair = (row["primary_id"], row["junior_id"])
        if pair in seen:
            folder.tables["feeders"].remove(row)
        seen.add(pair)

    def told(season):
        group = [s for s in owed(season) if s.row["primary_id"] == gone]
        return [("feeder_missing", at(folder, "schools", folder.school(gone), "school_id"),
                 (len(group), len(group), group[0].address))]
    return JUNIOR, told


def feeder_missing_area(folder):
    """A primary's feeder is written out area by area, and one area is forgotten."""
    first = folder.tables["feeders"][0]
    primary = first["primary_id"]
    zone = [row["area_id"] for row in folder.tables["zones"] if row["school_id"] == primary]
    at_home = Counter(row["residence_area"] for row in folder.tables["students"]
                      if row["primary_id"] == primary and row["migrant"] == "0")
    forgotten = worst({area: at_home[area] for area in zone})
    rest = [row for row in folder.tables["feeders"] if row["primary_id"] != primary]
    folder.tables["feeders"] = [{**row, "area_id": ""} for row in rest] + [
        {**first, "area_id": area} for area in zone if area != forgotten]

    def told(season):
        group = [s for s in owed(season) if s.row["primary_id"] == primary]
        missing = [s for s in group if s.address == forgotten]
        return [("feeder_missing", at(folder, "schools", folder.school(primary), "school_id"),
                 (len(missing), len(group), forgotten))]
    return JUNIOR, told


def no_feeder_route(folder):
    """The categories of the feeder stage lose one."""
    folder.policy["stages"][0]["serve"].remove("L")

    def told(season):
        home = [s for s in takes_part(season)
                if any((s.row[f"{a}_area"], s.row["primary_id"]) in season.zones
                       for a in ("hukou", "property", "residence"))]
        served = {s.student_id for s in owed(season)}
        left = [s for s in home if s.student_id not in served]
        counts = Counter(s.category for s in left)
        listed = ", ".join(f"{c['id']} {counts[c['id']]}" for c in season.categories
                           if counts[c["id"]])
        row = folder.row("students", "student_id", left[0].student_id)
        return [("no_feeder_route", at(folder, "students", row, "student_id"),
                 (len(left), listed))]
    return JUNIOR, told


def school_unreached(folder):
    """A junior's code is mistyped throughout: its zone and feeders are another's."""
    schools = [s for s in folder.schools() if not s["group"] and s["ownership"] == "public"]
    gone, other = schools[0]["school_id"], schools[1]["school_id"]
    for table, column in (("feeders", "junior_id"), ("zones", "school_id")):
        seen, kept = set(), []
        for row in folder.tables[table]:
            row[column] = other if row[column] == gone else row[column]
            if tuple(row.values()) not in seen:
                kept.append(row)
            seen.add(tuple(row.values()))
        folder.tables[table] = kept
    for row in folder.tables["students"]:
        row["sibling_school"] = "" if row["sibling_school"] == gone else row["sibling_school"]

    def told(season):
        asked = [s for s in folder.schools() if s["ownership"] != "private"
                 and season.seats[s["school_id"]] > 0]
        reached = set()
        for student in takes_part(season):
            reached |= own_schools(season, student)
        return [("school_unreached", at(folder, "schools", folder.school(gone), "school_id"),
                 (season.seats[gone], len({s["school_id"] for s in asked} & reached),
                  len(asked)))]
    return JUNIOR, told


def area_unzoned(folder):
    children = Counter(row["property_area"] for row in folder.tables["students"])
    area = worst({row["area_id"]: children[row["area_id"]] for row in folder.tables["areas"]})
    folder.tables["zones"] = [row for row in folder.tables["zones"] if row["area_id"] != area]
    # What its children would be by their property, they are now by another address.
    for category in folder.policy["categories"]:
        category["address"] = category["address"] + [
            a for a in ("residence", "hukou", "property") if a not in category["address"]]
        category["when"] = {"any": [category["when"]]}
    folder.policy["categories"][-1]["when"] = {"not": {"column": "student_id", "equals": ""}}

    def told(season):
        here = [s for s in season.students if s.status != "elsewhere" and s.address == area]
        zoned = {a for a, school in season.zones if school in season.schools}
        return [("area_unzoned", at(folder, "areas", folder.row("areas", "area_id", area),
                                    "area_id"), (1, len(here), len(zoned)))]
    return PRIMARY, told


def zone_unused(folder):
    """An area's row of the zones names another primary than the one that its children attend."""
    zones = defaultdict(set)
    primaries = {s["school_id"] for s in folder.schools(PRIMARY)}
    for row in folder.tables["zones"]:
        zones[row["area_id"]] |= {row["school_id"]} & primaries
    attend = defaultdict(Counter)
    for row in folder.tables["students"]:
        for area in {row[f"{a}_area"] for a in ("hukou", "property", "residence")}:
            if area in zones and row["primary_id"]:
                attend[area][row["primary_id"]] += 1

    def fits(area):
        counts = attend[area]
        return len(zones[area]) == 1 and sum(counts.values()) >= 15 and \
            counts.most_common(1)[0][1] >= 0.9 * sum(counts.values())
    area = next(area for area in sorted(attend) if fits(area))
    counts = attend[area]
    most = counts.most_common(1)[0][0]
    row = next(row for row in folder.tables["zones"]
               if row["area_id"] == area and row["school_id"] in primaries)
    row["school_id"] = next(p for p in sorted(primaries) if p not in counts)
    place = at(folder, "areas", folder.row("areas", "area_id", area), "area_id")
    return JUNIOR, lambda season: [
        ("zone_unused", place, (sum(counts.values()), counts[most], most))]


def far_edge(folder, table, from_column, to_column, from_table, from_id, level):
    """Adds the row whose one end lies farthest from the other; the figures that must be told."""
    schools = {s["school_id"]: s for s in folder.schools(level)}
    starts = {row[from_id]: row for row in folder.tables[from_table]
              if from_table == "areas" or row["level"] == PRIMARY}
    edges = defaultdict(list)
    for row in folder.tables[table]:
        if row[to_column] in schools:
            edges[row[to_column]].append(metres(starts[row[from_column]], schools[row[to_column]]))

    def nearer(start, school):
        return sum(metres(starts[start], s) < metres(starts[start], schools[school])
                   for s in schools.values())
    pairs = [(start, school) for school in sorted(edges) if len(edges[school]) >= 3
             for start in sorted(starts) if nearer(start, school) >= 3
             and metres(starts[start], schools[school]) >= max(1000, 2 * max(edges[school]))]
    start, school = max(pairs, key=lambda pair: metres(starts[pair[0]], schools[pair[1]]))
    new = {**folder.tables[table][0], from_column: start, to_column: school}
    folder.tables[table].append(new)
    length = metres(starts[start], schools[school])
    return at(folder, table, new, to_column), (length, max(edges[school]), nearer(start, school))


def zone_far(folder):
    place, figures = far_edge(folder, "zones", "area_id", "school_id", "areas", "area_id", JUNIOR)
    return JUNIOR, lambda season: [("zone_far", place, figures)]


def feeder_far(folder):
    place, figures = far_edge(folder, "feeders", "primary_id", "junior_id", "schools",
                              "school_id", JUNIOR)
    return JUNIOR, lambda season: [("feeder_far", place, figures)]


def gather(folder, count):
    """Makes `count` migrants with points graduates of one primary, all at one area, so that they
    choose; the area's nearest junior is among their choices."""
    areas = {row["area_id"]: row for row in folder.tables["areas"]}
    chosen = [row for row in folder.tables["students"] if row["migrant"] == "1"
              and row["choice_1"] and row["residence_area"] in areas
              and not row["destination"] and not row["fixed_school"]]
    area = worst(Counter(row["residence_area"] for row in folder.tables["students"]
                         if row["residence_area"] in areas))
    near = sorted((s["school_id"] for s in folder.schools()),
                  key=lambda s: (metres(areas[area], folder.school(s)), s))[:3]
    for row in chosen:
        row["residence_area"], row["points"], row["agrees"] = area, "60", "1"
        row["choice_1"], row["choice_2"], row["choice_3"] = near
    group = chosen[:count]
    primary = folder.schools(PRIMARY)[0]
    for row in chosen:
        row["primary_id"] = folder.schools(PRIMARY)[1]["school_id"]
    for row in group:
        row["primary_id"] = primary["school_id"]
    return chosen, group, near, primary


def asked(season):
    serving = [stage for stage in season.stages
               if any(route["kind"] == "choice" for route in stage["routes"])]
    return [s for s in takes_part(season) if any(s.category in stage["serve"] for stage in serving)]


def names(student):
    return {student.row.get(f"choice_{n}", "") for n in range(1, 10)} - {""}


def choices_missing(folder):
    _, group, _, primary = gather(folder, 25)
    for row in group:
        row["choice_1"] = row["choice_2"] = row["choice_3"] = ""

    def told(season):
        own = [s for s in asked(season) if s.row["primary_id"] == primary["school_id"]]
        others = [s for s in asked(season) if s.row["primary_id"] != primary["school_id"]]
        return [("choices_missing", at(folder, "schools", primary, "school_id"),
                 (len(own), sum(bool(names(s)) for s in others), len(others)))]
    return JUNIOR, told


def choice_never(folder):
    """One school's code is mistyped in the choices of one primary's graduates."""
    _, group, near, primary = gather(folder, 25)
    far = next(s["school_id"] for s in folder.schools() if s["school_id"] not in near)
    for row in group:
        row["choice_2"] = far

    def told(season):
        missed = near[1]
        here = [s for s in asked(season) if names(s) and s.row["primary_id"] and missed in sorted(
            season.schools, key=lambda j: (metres(season.areas[s.address],
                                                  season.schools[j]), j))[:3]]
        own = [s for s in here if s.row["primary_id"] == primary["school_id"]]
        others = [s for s in here if s not in own]
        return [("choice_never", at(folder, "schools", primary, "school_id"),
                 (len(own), missed,
                  f"{sum(missed in names(s) for s in others)}/{len(others)}"))]
    return JUNIOR, told


# ---- rules that look like a slip ----

def order_upside_down(folder):
    folder.policy["stages"][2]["order"]["D"][0]["direction"] = "ascending"
    return JUNIOR, lambda season: [
        ("order_upside_down", {"file": "policy.json", "column": "/stages/2/order/D/0",
                               "value": "ascending"}, ("choice", "points", "the fewest first"))]


def level_left_out(folder):
    stage = folder.policy["stages"][0]
    stage["levels"] = [{"admit": c} for c in stage["serve"]]
    return JUNIOR, lambda season: [
        ("level_left_out", {"file": "policy.json", "column": "/stages/0/levels"},
         (stage["id"], "nearness", category)) for category in stage["serve"]]


# ---- one child or property in two rows ----

def child_twice(folder):
    rows = folder.tables["students"]
    folder.add_column("students", "id_type")
    folder.add_column("students", "id_number")
    for number, row in enumerate(rows):
        row["id_type"], row["id_number"] = "护照", f"E{number:08}"
    rows[7]["id_number"] = " ｅ00000003 "
    return JUNIOR, lambda season: [
        ("child_twice", {"file": "students.csv", "row": 9, "column": "id_number"},
         (5, rows[3]["student_id"], 2))]


def child_twice_register(folder):
    rows = folder.tables["students"]
    folder.add_column("students", "register_no")
    for row in rows[5:8]:
        row["register_no"] = "G370811200001010011"
    return JUNIOR, lambda season: [
        ("child_twice", {"file": "students.csv", "row": 8, "column": "register_no"},
         (7, rows[5]["student_id"], 3))]


def property_twice(folder):
    rows = folder.tables["students"]
    folder.add_column("students", "房产证号")
    for number, row in enumerate(rows):
        row["房产证号"] = f"示例（2016）第{number}号"
    rows[4]["房产证号"] = "示例(2016)第1号"
    rows[10]["bundle"] = rows[11]["bundle"] = "twins"
    rows[11]["房产证号"] = rows[10]["房产证号"]
    return JUNIOR, lambda season: [
        ("property_twice", {"file": "students.csv", "row": 6, "column": "房产证号",
                            "value": "示例(2016)第1号"}, (3, 2))]


CASES = [seats_short_district, seats_short_school, seats_short_primary, seats_short_fed,
         columns_swapped_classes, columns_swapped_continuing, columns_swapped_plan, points_swapped,
         feeder_missing_primary, feeder_missing_area, no_feeder_route, school_unreached,
         zone_unused, zone_far, feeder_far, choices_missing, choice_never, order_upside_down,
         level_left_out, child_twice, child_twice_register, property_twice]
PRIMARY_CASES = [area_unzoned]


def check_families(bench):
    """Twins of one bundle claim one property; a child elsewhere claims none."""
    folder = bench.base(JUNIOR)
    property_twice(folder)
    found, _ = bench.check(folder)
    told = [finding for finding in found if finding["code"] == "property_twice"]
    bench.claim(len(told) == 1, f"one bundle is told as two families: {told}")
    folder.tables["students"][4]["destination"] = "民办"
    folder.tables["students"][4]["destination_basis"] = "示例"
    folder.tables["students"][4]["fixed_school"] = folder.tables["students"][4]["fixed_basis"] = ""
    found, _ = bench.check(folder)
    bench.absent("property of a child elsewhere", found, "property_twice")


def check_flood(bench):
    """A fault in every row is ten findings and one that counts the rest."""
    folder = bench.base(JUNIOR)
    folder.add_column("students", "property_no")
    for number, row in enumerate(folder.tables["students"]):
        row["property_no"] = f"N{number // 2}"
        row["bundle"] = row["destination"] = row["destination_basis"] = ""
    found, _ = bench.check(folder)
    told = [finding for finding in found if finding["code"] == "property_twice"]
    bench.claim(len(told) == 10, f"{len(told)} findings of one kind")
    pairs = len(folder.tables["students"]) // 2
    bench.expect("flood", found, "more_of_kind", {"file": "students.csv"},
                 (pairs - 10, "property_twice", 10))


def play(bench):
    """Plays every case; returns the codes that were told."""
    codes = {"more_of_kind"}
    for base, cases in ((JUNIOR, CASES), (PRIMARY, PRIMARY_CASES)):
        sound, _ = bench.check(bench.base(base))
        for case in cases:
            folder = bench.base(base)
            _, told = case(folder)
            found, path = bench.check(folder)
            for code, place, arguments in told(season_of(path)):
                bench.expect(case.__name__, found, code, place, arguments)
                codes.add(code)
                if code != "no_feeder_route":
                    bench.absent(case.__name__, sound, code)
    check_families(bench)
    check_flood(bench)
    return codes
