"""Each threshold of docs/preflight.md, from both sides: the figure that is told, the next that is
not. A border is a function from the figure to a season, or to this year's and last year's.
"""

from village import Village


def plain(tag="n", seats="", **cells):
    """Two primaries, two juniors, two areas; P1 and A1 belong to J1, P2 and A2 to J2."""
    return (Village(tag).school("P1").school("P2").school("J1", plan=seats, **cells).school("J2")
            .area("A1", "P1").area("A2", "P2").feed("P1", "J1").feed("P2", "J2"))


# ---- seats ----

def short_children(graduates):
    return plain(seats="50").children(graduates, "A1", "P1").children(1, "A2", "P2")


def short_percent(graduates):
    return plain(seats="200").children(graduates, "A1", "P1").children(1, "A2", "P2")


# ---- columns ----

def small_class(class_size):
    return plain(classes="30", class_size=str(class_size)).children(1, "A1", "P1")


def many_classes(classes):
    return plain(classes=str(classes), class_size="19").children(1, "A1", "P1")


def turned(x, beyond, areas=2):
    """A school with x and y exchanged: its areas lie `beyond` metres from where it stands."""
    village = Village().school("P1", x=x, y=0).school("J1").feed("P1", "J1")
    for number in range(areas):
        village.area(f"A{number}", "P1", x=0, y=x + beyond)
    return village.children(1, "A0", "P1")


# ---- groups ----

def unreached(total):
    """One junior of so many is fed; the others are not."""
    village = Village().school("P1").area("A1", "P1").feed("P1", "J1").children(1, "A1", "P1")
    for number in range(1, total + 1):
        village.school(f"J{number}")
    return village


def unzoned(zoned):
    """No feeder route; one area in no zone, so many in one."""
    village = Village().school("J1").school("P1").area("A0").children(1, "A0", "")
    village.policy["stages"][0]["routes"] = [{"kind": "zone"}]
    for number in range(1, zoned + 1):
        village.area(f"A{number}", "J1").children(1, f"A{number}", "")
    return village


def unused_children(count):
    return plain().children(count, "A1", "P2").children(1, "A2", "P2")


def unused_percent(most):
    village = plain().school("P3").children(most, "A1", "P2").children(20 - most, "A1", "P3")
    return village.feed("P3", "J1")


def far_zone(length, next_m=400, nearer=3, edges=3):
    """An area so far from J1, whose next farthest lies at `next_m`."""
    village = Village().school("J1").school("P1").feed("P1", "J1")
    village.area("A1", "J1", "P1", x=length).area("A2", "J1", x=next_m).children(1, "A1", "P1")
    for number in range(2, edges):
        village.area(f"A{number + 1}", "J1", x=next_m - number)
    for number in range(nearer):
        village.school(f"J{number + 2}", x=length, y=number)
    return village


def silent(count):
    return (plain().children(count, "A1", "P1", migrant="1")
            .children(10, "A2", "P2", "J2"))


def others_name(count):
    return (plain().children(10, "A1", "P1", migrant="1").children(count, "A2", "P2", "J2")
            .children(100 - count, "A2", "P2", migrant="1"))


def never(count):
    """Of 20 others, 10 name J1."""
    return (plain().children(count, "A1", "P1", "J2").children(10, "A2", "P2", "J1")
            .children(10, "A2", "P2", "J2"))


def near(rank):
    """J1 is of that rank from the areas."""
    village = Village().school("P1").school("P2").school("J1", x=500)
    for number in range(2, 6):
        village.school(f"J{number}", x=100 if number <= rank else 900)
    village.area("A1", "P1").feed("P1", "J1").feed("P2", "J1")
    return village.children(30, "A1", "P1", "J2").children(30, "A1", "P2", "J2", "J1")


# ---- beside last year ----

def years(change_now, change_then, base=plain):
    now, then = base("n"), base("t")
    change_now(now)
    change_then(then)
    return now, then


def seats(before):
    def border(now):
        return (plain("n", str(now)).children(1, "A1", "P1"),
                plain("t", str(before)).children(1, "A1", "P1"))
    return border


def swapped(now):
    """J1 had 400 seats and J2 100; J2 has 400, J1 so many."""
    pair = plain("n", str(now)).children(1, "A1", "P1"), plain("t", "400").children(1, "A1", "P1")
    pair[0].schools[3]["plan"], pair[1].schools[3]["plan"] = "400", "100"
    return pair


def intake(before):
    def border(now):
        return years(lambda v: v.children(now, "A1", "P1"),
                     lambda v: v.children(before, "A1", "P1"))
    return border


def share(before, total):
    def border(now):
        return years(lambda v: v.children(now, "A1", "P1", "J1").children(total - now, "A1", "P1"),
                     lambda v: v.children(before, "A1", "P1", "J1")
                     .children(total - before, "A1", "P1"))
    return border


def reserved(count):
    return (plain("n").children(1, "A1", "P1"),
            plain("t", reserved=str(count)).children(1, "A1", "P1"))


def filled_before(count):
    return years(lambda v: v.children(20, "A1", "P1"),
                 lambda v: v.children(count, "A1", "P1", note="x")
                 .children(20 - count, "A1", "P1"))


def filled_now(count):
    return years(lambda v: v.children(count, "A1", "P1", note="x")
                 .children(20 - count, "A1", "P1"),
                 lambda v: v.children(10, "A1", "P1", note="x").children(10, "A1", "P1"))


def feeder_users(count):
    return years(lambda v: v.children(1, "A1", "P1").feed("P1", "J2"),
                 lambda v: v.children(count, "A1", "P1").feed("P1", "J2"),
                 lambda tag: plain(tag) if tag == "t" else without_feeder(plain(tag)))


def without_feeder(village):
    village.feeders = [row for row in village.feeders if row["primary_id"] != "P1"]
    return village


def zone_users(count):
    now, then = years(lambda v: v.children(1, "A2", "P2"),
                      lambda v: v.children(count, "A1", "P1").children(1, "A2", "P2"))
    now.zones = [row for row in now.zones if row["area_id"] != "A1"]
    return now, then


# The code, the border, the figure that is told, the next that is not.
BORDERS = [
    ("seats_short_primary", short_children, 60, 59),
    ("seats_short_primary", short_percent, 220, 219),
    ("columns_swapped", small_class, 19, 20),
    ("columns_swapped", many_classes, 30, 29),
    ("points_swapped", lambda x: turned(x, 0), 1414, 1413),
    ("points_swapped", lambda beyond: turned(100000, beyond), 43785, 43786),
    ("points_swapped", lambda areas: turned(5000, 0, areas), 2, 1),
    ("school_unreached", unreached, 2, 3),
    ("area_unzoned", unzoned, 9, 8),
    ("zone_unused", unused_children, 15, 14),
    ("zone_unused", unused_percent, 16, 15),
    ("zone_far", far_zone, 1000, 999),
    ("zone_far", lambda length: far_zone(length, 600), 1200, 1199),
    ("zone_far", lambda nearer: far_zone(2000, nearer=nearer), 3, 2),
    ("zone_far", lambda edges: far_zone(2000, edges=edges), 3, 2),
    ("choices_missing", silent, 10, 9),
    ("choices_missing", others_name, 80, 79),
    ("choice_never", never, 20, 19),
    ("choice_never", near, 3, 4),
    ("last_year_seats", seats(200), 140, 141),
    ("last_year_seats", seats(100), 50, 51),
    ("last_year_swapped", swapped, 105, 106),
    ("last_year_swapped", swapped, 95, 94),
    ("last_year_intake", intake(100), 50, 51),
    ("last_year_intake", intake(200), 140, 141),
    ("last_year_children", intake(20), 40, 39),
    ("last_year_children", intake(200), 260, 259),
    ("last_year_category", share(100, 1000), 150, 149),
    ("last_year_category", share(10, 100), 30, 29),
    ("last_year_category", share(200, 1000), 260, 259),
    ("last_year_reserved", reserved, 5, 4),
    ("last_year_column", filled_before, 5, 4),
    ("last_year_column", filled_now, 4, 5),
    ("last_year_feeder_gone", feeder_users, 10, 9),
    ("last_year_zone_gone", zone_users, 10, 9),
]


def codes_of(bench, season):
    """What check finds in a season, or in one beside last year's."""
    now, *then = season if isinstance(season, tuple) else (season,)
    options = ["--last-year", then[0].save(bench.new_folder())] if then else []
    found, _ = bench.check(now, *options)
    return {finding["code"] for finding in found}


def check_quote(bench):
    """A rule is quoted to the 120th byte, and never half a character."""
    for extra, whole in ((0, True), (1, False)):
        now, then = plain("n").children(1, "A1", "P1"), plain("t").children(1, "A1", "P1")
        text = "x" * (120 - len('{"column":"note","equals":""}') + extra)
        now.policy["categories"][0]["guaranteed"] = {"column": "note", "equals": text}
        options = "--last-year", then.save(bench.new_folder())
        found, _ = bench.check(now, *options)
        rule = next(f["rule"] for f in found if f["code"] == "last_year_policy")
        bench.claim(("…" not in rule) == whole, f"a rule of {120 + extra} bytes: {rule}")
    now.policy["categories"][0]["guaranteed"]["equals"] = "示" * 40
    found, _ = bench.check(now, *options)
    rule = next(f["rule"] for f in found if f["code"] == "last_year_policy")
    bench.claim("\ufffd" not in rule and "示…;" in rule, f"half a character is quoted: {rule}")


def play(bench):
    for code, border, told, silent_at in BORDERS:
        bench.claim(code in codes_of(bench, border(told)), f"{code} is not told at {told}")
        bench.claim(code not in codes_of(bench, border(silent_at)), f"{code} is told at {silent_at}")
    check_quote(bench)
    return set()
