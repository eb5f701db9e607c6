"""Ways to make a sound run wrong, each with a name.

A change takes a Run and a random generator and returns False where the run has nothing that it
could change. What it leaves must not be the answer of the season, and nothing else is asked of it.
"""

import csv
import io

CHANGES = {}


def change(function):
    CHANGES[function.__name__] = function
    return function


def pick(rng, items):
    items = list(items)
    return rng.choice(items) if items else None


def swap(a, b, *keys):
    for key in keys:
        a[key], b[key] = b[key], a[key]


# ---- allocation.csv ----

@change
def swap_two_children(run, rng):
    first = pick(rng, run.admitted())
    other = first and pick(rng, (r for r in run.admitted(first["stage"])
                                 if r["school_id"] != first["school_id"]))
    if other is None:
        return False
    swap(first, other, "school_id", "distance_m", "route")
    return True


@change
def swap_two_alike(run, rng):
    """Same stage, category and route: as near to a sound change as a swap can be."""
    for first in rng.sample(run.admitted(), len(run.admitted())):
        for other in run.admitted(first["stage"]):
            if (other["category"], other["route"]) == (first["category"], first["route"]) and \
                    other["school_id"] != first["school_id"]:
                swap(first, other, "school_id", "distance_m", "reason")
                return True
    return False


@change
def move_to_another_school(run, rng):
    row = pick(rng, run.admitted())
    school = row and pick(rng, (s["school_id"] for s in run.result["schools"]
                                if s["school_id"] != row["school_id"]))
    if school is None:
        return False
    row["school_id"] = school
    return True


@change
def move_to_a_full_school(run, rng):
    full = [s["school_id"] for s in run.result["schools"] if s["free"] == 0 and s["seats"] > 0]
    row = pick(rng, (r for r in run.admitted() if r["school_id"] not in full))
    if row is None or not full:
        return False
    row["school_id"] = rng.choice(full)
    return True


@change
def drop_a_row(run, rng):
    run.rows.remove(rng.choice(run.rows))
    return True


@change
def double_a_row(run, rng):
    at = rng.randrange(len(run.rows))
    run.rows.insert(at, dict(run.rows[at]))
    return True


@change
def exchange_two_rows(run, rng):
    a, b = rng.sample(range(len(run.rows)), 2)
    run.rows[a], run.rows[b] = run.rows[b], run.rows[a]
    return True


def other_value(run, rng, column, rows):
    values = sorted({r[column] for r in run.rows if r[column]})
    row = pick(rng, (r for r in rows if len(values) > 1))
    if row is None:
        return False
    row[column] = rng.choice([v for v in values if v != row[column]])
    return True


@change
def another_category(run, rng):
    return other_value(run, rng, "category", [r for r in run.rows if r["status"] != "kept"])


@change
def another_stage(run, rng):
    return other_value(run, rng, "stage", run.admitted())


@change
def another_route(run, rng):
    return other_value(run, rng, "route", run.admitted())


@change
def another_reason(run, rng):
    return other_value(run, rng, "reason", [r for r in run.rows if r["status"] != "kept"])


@change
def another_lottery_number(run, rng):
    row = pick(rng, run.admitted())
    row["lottery"] = f"{(int(row['lottery']) + 1) % 2 ** 64:020d}"
    return True


@change
def a_metre_more(run, rng):
    row = pick(rng, run.admitted())
    row["distance_m"] = str(int(row["distance_m"]) + 1)
    return True


@change
def an_admitted_child_unplaced(run, rng):
    row = pick(rng, run.admitted())
    row.update(status="unplaced", stage="", route="", school_id="", distance_m="", lottery="",
               reason="seats_taken")
    return True


@change
def an_unplaced_child_admitted(run, rng):
    row = pick(rng, (r for r in run.rows if r["status"] == "unplaced"))
    like = pick(rng, run.admitted())
    if row is None:
        return False
    row.update({k: like[k] for k in ("stage", "route", "school_id", "distance_m", "lottery",
                                     "reason")}, status="admitted")
    return True


@change
def an_admitted_child_fixed(run, rng):
    row = pick(rng, run.admitted())
    row.update(status="fixed", stage="", route="", lottery="", reason="fixed")
    return True


@change
def an_admitted_child_kept(run, rng):
    pick(rng, run.admitted())["status"] = "kept"
    return True


@change
def a_child_elsewhere(run, rng):
    row = pick(rng, run.admitted())
    row.update(status="elsewhere", stage="", route="", school_id="", distance_m="", lottery="",
               reason="destination")
    return True


@change
def a_fixed_child_moved(run, rng):
    row = pick(rng, (r for r in run.rows if r["status"] == "fixed"))
    school = row and pick(rng, (s["school_id"] for s in run.result["schools"]
                                if s["school_id"] != row["school_id"]))
    if school is None:
        return False
    row["school_id"] = school
    return True


@change
def a_kept_child_moved(run, rng):
    row = pick(rng, (r for r in run.rows if r["status"] == "kept"))
    school = row and pick(rng, (s["school_id"] for s in run.result["schools"]
                                if s["school_id"] != row["school_id"]))
    if school is None:
        return False
    row["school_id"] = school
    return True


@change
def a_kept_child_with_another_number(run, rng):
    row = pick(rng, (r for r in run.rows if r["status"] == "kept" and r["lottery"]))
    if row is None:
        return False
    row["lottery"] = f"{(int(row['lottery']) + 1) % 2 ** 64:020d}"
    return True


# ---- result.json ----

def add_to(entry, key):
    if entry is None:
        return False
    entry[key] += 1
    return True


@change
def a_seat_more(run, rng):
    school = rng.choice(run.result["schools"])
    school["seats"] += 1
    school["free"] += 1
    return True


@change
def another_binding(run, rng):
    school = rng.choice(run.result["schools"])
    school["binding"] = "plan" if school["binding"] == "classes" else "classes"
    return True


@change
def a_child_more_placed(run, rng):
    return add_to(rng.choice(run.result["schools"]), "placed")


@change
def a_school_left_out(run, rng):
    run.result["schools"].remove(rng.choice(run.result["schools"]))
    return True


@change
def another_indicator_count(run, rng):
    return add_to(rng.choice(list(run.result["indicators"].values())), "count")


@change
def another_indicator_base(run, rng):
    return add_to(rng.choice(list(run.result["indicators"].values())), "of")


@change
def another_missing(run, rng):
    return add_to(rng.choice(list(run.result["indicators"].values())), "missing")


def own_stages(run):
    ids = {s["id"] for s in run.certificate["stages"]}
    return [s for s in run.result["stages"] if s["id"] in ids]


@change
def another_level_value(run, rng):
    return add_to(pick(rng, (level for s in own_stages(run) for level in s["levels"])), "value")


@change
def a_level_left_out(run, rng):
    stage = pick(rng, (s for s in own_stages(run) if s["levels"]))
    if stage is None:
        return False
    stage["levels"].remove(rng.choice(stage["levels"]))
    return True


@change
def two_levels_exchanged(run, rng):
    stage = pick(rng, (s for s in own_stages(run) if len(s["levels"]) > 1))
    if stage is None:
        return False
    a, b = rng.sample(range(len(stage["levels"])), 2)
    stage["levels"][a], stage["levels"][b] = stage["levels"][b], stage["levels"][a]
    return True


@change
def a_yield_more(run, rng):
    stage = pick(rng, (s for s in own_stages(run) if "yielded" in s))
    category = run.rows[0]["category"]
    if stage is None:
        return False
    stage["yielded"][category] = stage["yielded"].get(category, 0) + 1
    return True


@change
def a_yield_hidden(run, rng):
    stage = pick(rng, (s for s in own_stages(run) if s.get("yielded")))
    if stage is None:
        return False
    stage["yielded"].clear()
    return True


@change
def another_forecast_sum(run, rng):
    return add_to(pick(rng, (s for s in own_stages(run) if "forecast_m" in s)), "forecast_m")


@change
def another_number_admitted(run, rng):
    return add_to(rng.choice(own_stages(run)), "admitted")


@change
def other_metres_admitted(run, rng):
    return add_to(rng.choice(own_stages(run)), "admitted_m")


@change
def short_denied_or_claimed(run, rng):
    run.result["short"] = not run.result["short"]
    return True


@change
def complete_denied_or_claimed(run, rng):
    run.result["complete"] = not run.result["complete"]
    return True


@change
def another_input_hash(run, rng):
    rng.choice(run.result["inputs"])["sha256"] = "0" * 64
    return True


@change
def an_input_left_out(run, rng):
    run.result["inputs"].remove(rng.choice(run.result["inputs"]))
    return True


@change
def another_seed(run, rng):
    run.result["lottery_seed"] = "another seed"
    return True


@change
def another_commitment(run, rng):
    run.result["committed"] = "0" * 64
    return True


@change
def another_district(run, rng):
    run.result["district"] += "x"
    return True


@change
def another_stage_id(run, rng):
    rng.choice(run.result["stages"])["id"] += "x"
    return True


@change
def an_unknown_key(run, rng):
    run.result["note"] = "所有数字均已核对"
    return True


@change
def a_bundle_said_to_be_parted(run, rng):
    a, b = rng.sample(run.admitted(), 2)
    run.result["parted_bundles"].append({"bundle": "zz", "students": [
        {"student_id": r["student_id"], "school_id": r["school_id"]} for r in (a, b)]})
    return True


@change
def a_parted_bundle_hidden(run, rng):
    if not run.result["parted_bundles"]:
        return False
    run.result["parted_bundles"].pop()
    return True


@change
def another_earlier_manifest(run, rng):
    if "earlier" not in run.result:
        return False
    run.result["earlier"]["manifest_sha256"] = "0" * 64
    return True


@change
def a_freed_seat_hidden(run, rng):
    if not run.result.get("earlier", {}).get("freed"):
        return False
    run.result["earlier"]["freed"].pop()
    return True


# ---- certificate.json ----

def priced(run, rng, alone):
    stages = [s.get("without_protected", {}) if alone else s for s in run.nearest()]
    return pick(rng, (p for s in stages for p in s.get("prices", ())))


def edit_price(run, rng, alone, by):
    entry = priced(run, rng, alone)
    if entry is None:
        return False
    pair = rng.choice(entry["price"])
    pair[1] = int(pair[1]) + by if int(pair[1]) + by != 0 else by
    return True


@change
def a_price_raised(run, rng):
    return edit_price(run, rng, False, 1)


@change
def a_price_lowered(run, rng):
    return edit_price(run, rng, False, -1)


@change
def a_price_left_out(run, rng):
    stage = pick(rng, (s for s in run.nearest() if s["prices"]))
    if stage is None:
        return False
    stage["prices"].remove(rng.choice(stage["prices"]))
    return True


@change
def a_price_where_seats_are_free(run, rng):
    free = [s["school_id"] for s in run.result["schools"] if s["free"] > 0]
    stage = pick(rng, (s for s in run.nearest() if s["levels"]))
    if stage is None or not free:
        return False
    stage["prices"].append({"school_id": rng.choice(free), "price": [[0, 1]]})
    stage["prices"].sort(key=lambda p: p["school_id"])
    return True


@change
def a_price_of_the_lone_program(run, rng):
    return edit_price(run, rng, True, 1)


@change
def a_level_of_the_lone_program(run, rng):
    stage = pick(rng, (s for s in run.nearest() if s.get("without_protected", {}).get("levels")))
    return stage is not None and add_to(rng.choice(stage["without_protected"]["levels"]), "value")


@change
def a_child_left_out_of_the_lone_program(run, rng):
    stage = pick(rng, (s for s in run.nearest() if s.get("without_protected", {}).get("admitted")))
    if stage is None:
        return False
    pairs = stage["without_protected"]["admitted"]
    pairs.remove(rng.choice(pairs))
    return True


@change
def the_lone_program_left_out(run, rng):
    stage = pick(rng, (s for s in run.nearest() if "without_protected" in s))
    if stage is None:
        return False
    del stage["without_protected"]
    return True


@change
def a_level_value_of_the_certificate(run, rng):
    stage = pick(rng, (s for s in run.nearest() if s["levels"]))
    return stage is not None and add_to(rng.choice(stage["levels"]), "value")


def forecasts(run):
    return [s for s in run.nearest() if s["forecast"]]


@change
def a_forecast_left_out(run, rng):
    stage = pick(rng, forecasts(run))
    if stage is None:
        return False
    stage["forecast"].remove(rng.choice(stage["forecast"]))
    return True


@change
def a_forecast_of_another_school(run, rng):
    stage = pick(rng, forecasts(run))
    if stage is None:
        return False
    pair = rng.choice(stage["forecast"])
    others = [s["school_id"] for s in run.result["schools"] if s["school_id"] != pair[1]]
    if not others:
        return False
    pair[1] = rng.choice(others)
    return True


@change
def two_forecasts_exchanged(run, rng):
    for stage in forecasts(run):
        first = rng.choice(stage["forecast"])
        other = pick(rng, (p for p in stage["forecast"] if p[1] != first[1]))
        if other is not None:
            first[1], other[1] = other[1], first[1]
            return True
    return False


@change
def two_turns_exchanged(run, rng):
    stage = pick(rng, (s for s in run.serial() if len(s["order"]) > 1))
    if stage is None:
        return False
    a, b = rng.sample(range(len(stage["order"])), 2)
    stage["order"][a], stage["order"][b] = stage["order"][b], stage["order"][a]
    return True


@change
def a_turn_left_out(run, rng):
    stage = pick(rng, (s for s in run.serial() if s["order"]))
    if stage is None:
        return False
    stage["order"].remove(rng.choice(stage["order"]))
    return True


@change
def a_stage_left_out_of_the_certificate(run, rng):
    run.certificate["stages"].remove(rng.choice(run.certificate["stages"]))
    return True


# ---- shortage.json ----

@change
def the_shortage_hidden(run, rng):
    if run.shortage is None:
        return False
    run.shortage = None
    run.result["short"] = False
    return True


@change
def a_shortage_invented(run, rng):
    if run.shortage is not None:
        return False
    run.shortage = {"shortage": [], "unplaced_guaranteed": []}
    return True


@change
def a_part_of_the_shortage_left_out(run, rng):
    if not run.shortage or not run.shortage["shortage"]:
        return False
    run.shortage["shortage"].remove(rng.choice(run.shortage["shortage"]))
    return True


def part(run, rng):
    return pick(rng, run.shortage["shortage"]) if run.shortage else None


@change
def another_number_short(run, rng):
    return add_to(part(run, rng), "children")


@change
def more_seats_in_the_shortage(run, rng):
    return add_to(part(run, rng), "seats")


@change
def an_area_left_out_of_the_shortage(run, rng):
    entry = part(run, rng)
    if entry is None:
        return False
    entry["areas"].pop()
    return True


@change
def a_child_left_out_of_the_shortage(run, rng):
    if not run.shortage or not run.shortage["unplaced_guaranteed"]:
        return False
    run.shortage["unplaced_guaranteed"].pop()
    return True


# ---- files for people ----

def edit_table(run, name, edit):
    text = run.files[name].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    edit(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    run.files[name] = b"\xef\xbb\xbf" + out.getvalue().encode()


def listed(run, prefix):
    return sorted(n for n in run.files if n.startswith(prefix) and n.endswith(".csv")
                  and run.files[n].count(b"\n") > 1)


@change
def a_cell_of_schools(run, rng):
    def edit(rows):
        row = rng.choice(rows[1:])
        row[10] = str(int(row[10]) + 1)
    edit_table(run, "schools.csv", edit)
    return True


@change
def schools_without_bom(run, rng):
    run.files["schools.csv"] = run.files["schools.csv"][3:]
    return True


@change
def the_notice_with_line_feeds(run, rng):
    run.files["notice.csv"] = run.files["notice.csv"].replace(b"\r\n", b"\n")
    return True


@change
def a_name_unmasked(run, rng):
    def edit(rows):
        rng.choice(rows[1:])[1] = "示例姓名"
    edit_table(run, "notice.csv", edit)
    return True


@change
def a_child_left_out_of_the_notice(run, rng):
    edit_table(run, "notice.csv", lambda rows: rows.remove(rng.choice(rows[1:])))
    return True


@change
def another_school_in_the_notice(run, rng):
    def edit(rows):
        rng.choice(rows[1:])[3] += "分校"
    edit_table(run, "notice.csv", edit)
    return True


@change
def a_column_more_in_the_notice(run, rng):
    def edit(rows):
        for row in rows:
            row.append("x")
    edit_table(run, "notice.csv", edit)
    return True


@change
def a_child_on_two_rosters(run, rng):
    names = listed(run, "rosters/")
    if len(names) < 2:
        return False
    a, b = rng.sample(names, 2)
    extra = run.files[a].split(b"\r\n")[1]
    run.files[b] += extra + b"\r\n"
    return True


@change
def a_child_left_out_of_a_roster(run, rng):
    edit_table(run, rng.choice(listed(run, "rosters/")),
               lambda rows: rows.remove(rng.choice(rows[1:])))
    return True


@change
def a_roster_missing(run, rng):
    del run.files[rng.choice(sorted(n for n in run.files if n.startswith("rosters/")))]
    return True


@change
def a_graduate_elsewhere(run, rng):
    names = listed(run, "graduates/")
    if not names:
        return False

    def edit(rows):
        rng.choice(rows[1:])[2] += "x"
    edit_table(run, rng.choice(names), edit)
    return True


@change
def another_clause_in_a_letter(run, rng):
    def edit(rows):
        rng.choice(rows[1:])[8] += "第一条"
    edit_table(run, "letters.csv", edit)
    return True


@change
def a_file_that_does_not_belong(run, rng):
    run.files["rosters/extra.csv"] = b"x"
    return True


@change
def an_empty_folder(run, rng):
    run.folders.append(rng.choice(["extra", "rosters/extra", "extra/extra"]))
    return True


# ---- the manifest, not mended ----

@change
def a_file_not_listed(run, rng):
    run.mend = False
    run.files["extra.txt"] = b"x"
    return True


@change
def a_byte_changed(run, rng):
    run.mend = False
    name = rng.choice(sorted(n for n in run.files if n not in ("manifest.json",)))
    data = bytearray(run.files[name])
    data[rng.randrange(len(data))] ^= 1
    run.files[name] = bytes(data)
    return True
