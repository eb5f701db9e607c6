"""Each incident of docs/incidents.md, played on a season: the named part catches it.

    incidents.py PROGRAM

An incident is one function; the page's table names the functions and this file has no other.
"""

import hashlib
import hmac
import os
import re
import shutil
import sys
import tempfile

from stage import TESTS, Run, Theatre, id_card

import cases_season
import cases_year
from folders import runs

PAGE = os.path.join(os.path.dirname(TESTS), "docs", "incidents.md")
ROW = re.compile(r"^\|.*\| `(\w+)` \|$", re.MULTILINE)


def play_year(theatre, case):
    """The findings of a case of the pre-flight that compares with last year."""
    now, then = theatre.base(), theatre.last_year()
    case(now, then)
    return theatre.check(now, "--last-year", theatre.save(then))


def play_season(theatre, case):
    folder = theatre.base()
    case(folder)
    return theatre.check(folder)


# ---- seats ----

def seats_swapped(theatre):
    theatre.told("seats swapped", play_year(theatre, cases_year.swapped), "last_year_swapped")
    run = theatre.corrupt()
    result = run.load("result.json")
    schools = result["schools"]
    one, other = max(schools, key=lambda s: s["seats"]), min(schools, key=lambda s: s["seats"])
    one["seats"], other["seats"] = other["seats"], one["seats"]
    run.dump("result.json", result)
    theatre.refused("seats swapped in the run", run)


def special_places(theatre):
    theatre.told("special places", play_year(theatre, cases_year.reserved), "last_year_reserved")
    now, then = theatre.base(), theatre.last_year()
    for number, row in enumerate(then.tables["students"][:30]):
        row.update(fixed_school=then.schools()[number % 4]["school_id"], fixed_basis="示例文件",
                   destination="", destination_basis="")
    for row in now.tables["students"]:
        row["fixed_school"] = row["fixed_basis"] = ""
    theatre.told("special children", theatre.check(now, "--last-year", theatre.save(then)),
                 "last_year_column")


def capacity_raised(theatre):
    folder = theatre.base()
    folder.schools()[0]["class_size"] = "51"
    folder.add_column("schools", "size_cap")
    folder.schools()[1]["size_cap"] = "2401"
    theatre.told("capacity", theatre.check(folder, code=3), "class_size_cap", "size_cap_law")
    folder, last = theatre.base(), theatre.save(theatre.last_year())
    school = min((s for s in folder.schools() if not s["plan"]), key=lambda s: int(s["classes"]))
    school["classes"] = str(int(school["classes"]) + 8)
    school["continuing"] = "0"
    theatre.told("capacity", theatre.check(folder, "--last-year", last), "last_year_seats")
    season = committed(theatre)
    with open(os.path.join(season, "schools.csv"), "a", encoding="utf-8") as file:
        file.write("\n")
    done = theatre.commands(3, "run", season, "--out", theatre.new_path())
    theatre.says("capacity raised after the commitment", done, "committed_differs")
    run = theatre.corrupt()
    result = run.load("result.json")
    full = next(s for s in result["schools"] if s["free"] == 0)
    full["seats"] += 1
    full["free"] += 1
    run.dump("result.json", result)
    theatre.refused("capacity raised in the run", run)


# ---- codes and addresses ----

def code_mistyped(theatre):
    folder = theatre.base()
    folder.tables["zones"][0]["school_id"] = "J0099"
    theatre.told("a code that is none", theatre.check(folder, code=3), "unknown_reference")
    for case, code in ((cases_season.school_unreached, "school_unreached"),
                       (cases_season.feeder_missing_primary, "feeder_missing"),
                       (cases_season.zone_unused, "zone_unused"),
                       (cases_season.choice_never, "choice_never")):
        theatre.told("another school's code", play_season(theatre, case), code)
    theatre.told("a code of its own", play_year(theatre, cases_year.renumbered),
                 "last_year_renumbered")


def wrong_address(theatre):
    folder = theatre.base()
    folder.tables["students"][0]["residence_area"] = "A99999"
    theatre.told("an address that is none", theatre.check(folder, code=3), "unknown_reference")
    theatre.told("an area's children", play_year(theatre, cases_year.area_children),
                 "last_year_children")
    done = theatre.commands(1, "seal", theatre.run_path, "--approved-by", "示例", "--minutes",
                            "示例〔2026〕1号", "--season", theatre.base_path)
    theatre.claim("unchecked_facts" in done.stderr, f"addresses nobody checked: {done.stderr}")


def river(theatre):
    """The way round is in the distance table; a pair that it lacks is no straight line."""
    folder = theatre.base()
    folder.settings["distance"] = "table"
    folder.settings["tables"]["distances"] = "distances.csv"
    juniors = folder.schools()
    pairs = [{"area_id": area["area_id"], "school_id": school["school_id"],
              "metres": str(cases_season.metres(area, school))}
             for area in folder.tables["areas"] for school in juniors]
    folder.tables["distances"] = pairs
    dry = theatre.run(theatre.save(folder))
    said = {row["student_id"]: row for row in Run(dry).rows()}
    child = next(row for row in said.values() if row["stage"] == "overflow")
    before = [row for row in said.values() if row["school_id"] == child["school_id"]]
    area = folder.row("students", "student_id", child["student_id"])["residence_area"]
    cut = [pair for pair in pairs if pair["school_id"] == child["school_id"]
           and pair["area_id"] == area]
    cut[0]["metres"] = "30000"
    wet = {row["student_id"]: row for row in Run(theatre.run(theatre.save(folder))).rows()}
    theatre.claim(any(wet[row["student_id"]] != row for row in before),
                  "the way round a river changes nothing")
    pairs.remove(cut[0])
    theatre.told("a pair is lacking", theatre.check(folder, code=3), "distance_missing")


# ---- rules ----

def draw_instead_of_nearest(theatre):
    """The nearest-first step runs as a plain draw."""
    folder = theatre.tight()
    cases_season.level_left_out(folder)
    codes = theatre.check(folder, "--last-year", theatre.save(theatre.last_year(theatre.tight())))
    theatre.told("no nearness", codes, "level_left_out", "last_year_policy")
    play_rule(theatre, folder, "a plain draw")


def play_rule(theatre, folder, incident):
    """A run by the changed rule, given out as one of the season."""
    other = Run(theatre.run(theatre.save(folder)))
    theatre.claim(other.rows() != Run(theatre.tight_run_path).rows(), f"{incident}: the same run")
    theatre.refused(incident, other, theatre.tight_path)


def priority_off(theatre):
    folder = theatre.tight()
    folder.policy["stages"][0]["order"] = {}
    codes = theatre.check(folder, "--last-year", theatre.save(theatre.last_year(theatre.tight())))
    theatre.told("an order left out", codes, "last_year_policy")
    play_rule(theatre, folder, "a priority switched off")
    theatre.told("a predicate that nobody meets", play_year(theatre, cases_year.category),
                 "last_year_category", "last_year_policy", "category_unmatched")


def order_upside_down(theatre):
    folder = theatre.tight()
    cases_season.order_upside_down(folder)
    codes = theatre.check(folder, "--last-year", theatre.save(theatre.last_year(theatre.tight())))
    theatre.told("fewest points first", codes, "order_upside_down", "last_year_policy")
    play_rule(theatre, folder, "an order upside down")


# ---- children ----

def several_offers(theatre):
    theatre.told("a child in two rows", play_season(theatre, cases_season.child_twice),
                 "child_twice")
    now, also = theatre.base(), theatre.last_year()
    for folder in (now, also):
        folder.add_column("students", "register_no")
        folder.tables["students"][9]["register_no"] = "G370811201401010055"
        folder.tables["students"][9].update(destination="", destination_basis="")
    theatre.told("a child in two seasons", theatre.check(now, "--also", theatre.save(also)),
                 "child_in_two_seasons")
    run = theatre.corrupt()
    rows = run.rows()
    placed = next(row for row in rows if row["status"] == "admitted")
    other = next(row["school_id"] for row in rows
                 if row["school_id"] not in ("", placed["school_id"]))
    rows.insert(rows.index(placed) + 1, {**placed, "school_id": other})
    run.write_rows(rows)
    theatre.refused("two offers in the run", run)
    run = theatre.corrupt()
    name = f"rosters/{other}.csv"
    roster = run.rows(name)
    run.write_rows(roster + [{**roster[0], list(roster[0])[0]: placed["student_id"]}], name)
    theatre.refused("two offers in the rosters", run)


def child_dropped(theatre):
    rows = Run(theatre.run_path).rows()
    season = {row["student_id"] for row in theatre.base().tables["students"]}
    theatre.claim(sorted(season) == [row["student_id"] for row in rows],
                  "the allocation has not every child once")
    placed = {row["student_id"] for row in rows if row["status"] in ("admitted", "kept", "fixed")}
    rosters = [row for school in sorted(os.listdir(os.path.join(theatre.run_path, "rosters")))
               if school.endswith(".csv")
               for row in Run(theatre.run_path).rows(f"rosters/{school}")]
    listed = [next(iter(row.values())) for row in rosters]
    theatre.claim(sorted(listed) == sorted(placed), "a placed child is not in one roster")
    run = theatre.corrupt()
    run.write_rows(rows[:-1])
    theatre.refused("a child dropped from the allocation", run)
    for name in ("notice.csv", "letters.csv"):
        run = theatre.corrupt()
        run.write_rows(run.rows(name)[:-1], name)
        theatre.refused(f"a child dropped from {name}", run)
    season = committed(theatre)
    path = os.path.join(season, "students.csv")
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines[:-2] + [""]))
    done = theatre.commands(3, "run", season, "--out", theatre.new_path())
    theatre.says("a row dropped after the commitment", done, "committed_differs")


def twins_parted(theatre):
    folder = theatre.base()
    rows = [row for row in Run(theatre.run_path).rows() if row["stage"] == "feeder"]
    one = rows[0]
    other = next(row for row in rows if row["school_id"] != one["school_id"])
    for child in (one, other):
        folder.row("students", "student_id", child["student_id"])["bundle"] = "twins"
    season, out = theatre.save(folder), theatre.new_path()
    done = theatre.commands(0, "run", season, "--out", out)
    theatre.says("twins parted", done, "bundle_parted")
    theatre.told("the column was not delivered", play_year(theatre, cases_year.column),
                 "last_year_column")
    done = theatre.commands(1, "seal", out, "--approved-by", "示例", "--minutes", "示例",
                            "--season", season)
    theatre.claim("parted_bundles" in done.stderr, f"twins are parted and nobody asks: "
                                                   f"{done.stderr}")


def id_of_the_dead(theatre):
    folder = theatre.base()
    folder.add_column("students", "id_number")
    folder.tables["students"][0].update(id_number=id_card(1)[:-1] + "A", birth_date="")
    folder.tables["students"][1].update(id_number=id_card(2)[:-2] + "00", birth_date="")
    wrong = id_card(3)
    folder.tables["students"][2].update(
        id_number=wrong[:-1] + ("0" if wrong[-1] != "0" else "1"), birth_date="")
    theatre.told("an id that is none", theatre.check(folder, code=3), "cell_id_card_form",
                 "cell_id_card_check")
    now, then = theatre.base(), theatre.last_year()
    for folder in (now, then):
        folder.add_column("students", "id_number")
        folder.tables["students"][0].update(id_number=id_card(4), birth_date="", destination="",
                                            destination_basis="")
    theatre.told("an id of last year", theatre.check(now, "--last-year", theatre.save(then)),
                 "last_year_child")


# ---- the lottery ----

def committed(theatre):
    """A season whose hash was published before the seed was drawn."""
    folder = theatre.base()
    season = theatre.save(folder)
    folder.settings["committed"] = theatre.commands(0, "commit", season).stdout.strip()
    return folder.save(season)


def numbers(path):
    return {(row["student_id"], row["stage"]): row["lottery"] for row in Run(path).rows()
            if row["lottery"]}


def drawn_again(theatre):
    """Neither another run nor another order of rows gives another number; no row can be entered
    anew after the commitment."""
    folder = theatre.base()
    folder.tables["students"].reverse()
    again, turned = theatre.run(theatre.base_path), theatre.run(theatre.save(folder))
    theatre.claim(numbers(theatre.run_path) == numbers(again) == numbers(turned),
                  "a lottery number was drawn again")
    season = committed(theatre)
    with open(os.path.join(season, "students.csv"), "r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(text.replace("\n26000001,", "\n26900001,"))
        file.truncate()
    done = theatre.commands(3, "run", season, "--out", theatre.new_path())
    theatre.says("a form entered anew", done, "committed_differs")
    run = theatre.corrupt()
    rows = run.rows()
    row = next(row for row in rows if row["lottery"])
    row["lottery"] = f"{int(row['lottery']) ^ 1:020}"
    run.write_rows(rows)
    theatre.refused("a number drawn again", run)


def biased_draw(theatre):
    """Every number is what the formula gives, and numbers fall evenly."""
    folder = theatre.base()
    seed = folder.settings["lottery_seed"]
    key = "\n".join(seed if isinstance(seed, list) else [seed]).encode()
    heads = {}
    for row in sorted(folder.tables["students"], key=lambda row: row["student_id"]):
        if row["bundle"]:
            heads.setdefault(row["bundle"], row["student_id"])
    bundles = {row["student_id"]: heads.get(row["bundle"], row["student_id"])
               for row in folder.tables["students"]}
    buckets = [0] * 10
    for (student, stage), number in numbers(theatre.run_path).items():
        message = f"{stage}\n{bundles[student]}".encode()
        value = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest()[:8], "big")
        theatre.claim(f"{value:020}" == number, f"{student} {stage}: {number}")
        buckets[value * 10 >> 64] += 1
    even = sum(buckets) / 10
    chi_square = sum((count - even) ** 2 / even for count in buckets)
    theatre.claim(sum(buckets) > 1000 and chi_square < 27.9,
                  f"numbers fall unevenly: {buckets}, chi-square {chi_square:.1f}")


def seed_known(theatre):
    theatre.told("last year's seed", play_year(theatre, cases_year.seed), "last_year_seed")
    season = committed(theatre)
    theatre.run(season)
    with open(os.path.join(season, "students.csv"), "r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(text.replace(",A00066,", ",A00065,", 1))
        file.truncate()
    done = theatre.commands(3, "run", season, "--out", theatre.new_path())
    theatre.says("rows chosen when the seed is known", done, "committed_differs")


# ---- what was published, and what was kept ----

def second_result(theatre):
    """A second run goes over no other, says the same, and is no result before it is sealed."""
    done = theatre.commands(2, "run", theatre.base_path, "--out", theatre.run_path)
    theatre.says("a second run over the first", done, "target_exists")
    again = theatre.run(theatre.base_path)
    for folder, _, names in os.walk(theatre.run_path):
        for name in names:
            one = os.path.join(folder, name)
            other = os.path.join(again, os.path.relpath(one, theatre.run_path))
            with open(one, "rb") as a, open(other, "rb") as b:
                theatre.claim(a.read() == b.read(), f"the second run has another {name}")
    done = theatre.commands(3, "publish", theatre.run_path, "--to", theatre.new_path())
    theatre.says("a draft that is published", done, "not_sealed")


def log_lost(theatre):
    """The run's folder is the log: the next part refuses one that is not whole."""
    first = theatre.run(theatre.base_path, "--until", "feeder")
    os.remove(os.path.join(first, "allocation.csv"))
    done = theatre.commands(3, "run", theatre.base_path, "--out", theatre.new_path(), "--after",
                            first)
    theatre.claim("allocation.csv" in done.stderr, f"a lost file: {done.stderr}")
    second = theatre.run(theatre.base_path, "--until", "feeder")
    with open(os.path.join(second, "allocation.csv"), "a", encoding="utf-8") as file:
        file.write("\n")
    done = theatre.commands(3, "run", theatre.base_path, "--out", theatre.new_path(), "--after",
                            second)
    theatre.says("a changed file", done, "earlier_manifest")
    run = theatre.corrupt()
    os.remove(run.file("certificate.json"))
    theatre.verify("a lost file", theatre.base_path, run, 1)


def ids_on_public_lists(theatre):
    folder = theatre.base()
    folder.tables["students"][0]["student_id"] = id_card(1)
    theatre.told("an id card as student_id", theatre.check(folder, code=3), "cell_id_card_inside")
    folder = theatre.base()
    wrong = id_card(1)
    folder.tables["students"][0]["student_id"] = wrong[:-1] + ("1" if wrong[-1] == "0" else "0")
    theatre.told("one with a wrong digit", theatre.check(folder, code=3), "cell_id_card_inside")
    folder = theatre.base()
    folder.tables["students"][0]["student_id"] = "13900000001"
    theatre.told("a phone as student_id", theatre.check(folder), "cell_phone_inside")
    folder = theatre.base()
    folder.add_column("students", "id_number")
    for number, row in enumerate(folder.tables["students"][:900]):
        card = id_card(number)
        row.update(id_number="" if card.endswith("000") else card, birth_date="",
                   name=f"示例{number}")
    out = theatre.run(theatre.save(folder))
    with open(os.path.join(out, "notice.csv"), "rb") as file:
        notice = file.read().decode("utf-8-sig")
    for row in folder.tables["students"][:900]:
        theatre.claim((not row["id_number"] or row["id_number"] not in notice)
                      and f",{row['name']}," not in notice,
                      f"the notice shows {row['student_id']}")
    theatre.claim(notice.split("\r\n")[0] == "报名号,姓名,毕业小学,安排学校",
                  "the notice has other columns")
    run = Run(out)
    rows = run.rows("notice.csv")
    rows[0]["姓名"] = folder.row("students", "student_id", rows[0]["报名号"])["name"]
    run.write_rows(rows, "notice.csv")
    theatre.refused("a name in full", run, theatre.save(folder))


INCIDENTS = [seats_swapped, special_places, code_mistyped, draw_instead_of_nearest, priority_off,
             river, wrong_address, second_result, several_offers, order_upside_down, drawn_again,
             biased_draw, seed_known, log_lost, id_of_the_dead, twins_parted, child_dropped,
             capacity_raised, ids_on_public_lists]


def main():
    scratch = tempfile.mkdtemp()
    try:
        theatre = Theatre(os.path.abspath(sys.argv[1]), scratch)
        theatre.verify("the sound run", theatre.base_path, Run(theatre.run_path), 0)
        for incident in INCIDENTS:
            incident(theatre)
        with open(PAGE, encoding="utf-8") as file:
            named = ROW.findall(file.read())
        theatre.claim(named == [incident.__name__ for incident in INCIDENTS],
                      f"docs/incidents.md names other tests: {named}")
        runs.finish("incidents", theatre.passed, theatre.failures)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
