"""What `huapian whatif` writes: every figure worked out again from the runs' own files, every move
found again, the first rule behind it in seasons that show it, and nothing where anything is wrong.

    python3 compare.py HUAPIAN SCENARIO_RUN
"""

import csv
import json
import os
import re
import shutil
import sys

import tables

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "seasons"))
from runs import REPO, allocation, files, huapian, load, run_season  # noqa: E402

TINY = os.path.join(REPO, "tests", "docs", "tiny")


def seasons(name):
    return os.path.join(REPO, "data", "seasons", name)


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
    return path


def rows_of(path):
    """A CSV file for people: BOM, CRLF."""
    with open(path, "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\n") == raw.count(b"\r\n"), path
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))


# ---- the figures, from a run's own files ----

def half_up(a, b):
    return (2 * a + b) // (2 * b)


def figures(season, out, done=()):
    """What comparison.json must say of a run, but for moves. `done`: stages of the earlier run."""
    rows = allocation(out)
    result = load(out, "result.json")
    placed = [row for row in rows.values() if row["school_id"]]
    admitted = [row for row in rows.values() if row["status"] == "admitted"]
    waiting = [row for row in rows.values() if row["status"] == "unplaced"]
    short = load(out, "shortage.json")
    metres = sorted(int(row["distance_m"]) for row in placed if row["distance_m"])
    wanted = {
        "children": len(rows), "unplaced": len(waiting),
        "unplaced_guaranteed": len(short["unplaced_guaranteed"]) if short else 0,
        "fixed": sum(row["status"] == "fixed" for row in rows.values()),
        "elsewhere": sum(row["status"] == "elsewhere" for row in rows.values()),
        "metres_of": len(metres)}
    if done:
        wanted["kept"] = sum(row["status"] == "kept" for row in rows.values())
    if metres:
        wanted["metres_mean"] = half_up(sum(metres), len(metres))
        wanted["metres_p95"] = metres[-(-95 * len(metres) // 100) - 1]
        wanted["metres_longest"] = metres[-1]
    for key, name in (("stage", "admitted_stage"), ("category", "admitted_category"),
                      ("route", "admitted_route")):
        values = {value: 0 for value in
                  {"stage": [stage["id"] for stage in season.policy["stages"] if stage["id"] not in done],
                   "category": [category["id"] for category in season.policy["categories"]],
                   "route": ["feeder", "zone", "sibling", "choice", "group", "any"]}[key]}
        for row in admitted:
            values[row[key]] += 1
        wanted[name] = values
    wanted["yielded_stage"] = {stage["id"]: sum(stage.get("yielded", {}).values())
                               for stage in result["stages"] if stage["id"] not in done}
    for key in ("nearby", "migrants"):
        share = result["indicators"][key]
        wanted[f"{key}_count"], wanted[f"{key}_of"] = share["count"], share["of"]
        wanted[f"{key}_percent_hundredths"] = half_up(share["count"] * 10000, share["of"]) \
            if share["of"] else 0
    header, schools = season.tables["schools"]
    classes = {row[tables.column_of(header, "school_id")]: int(row[tables.column_of(header, "classes")])
               for row in schools}
    wanted["school_seats"] = {school["school_id"]: school["seats"] for school in result["schools"]}
    wanted["school_placed"] = {school["school_id"]: school["placed"] for school in result["schools"]}
    wanted["school_classes"] = {name: classes[name] for name in wanted["school_seats"]}
    wanted["class_children_hundredths"] = {
        name: half_up(100 * count, classes[name])
        for name, count in wanted["school_placed"].items() if classes[name]}
    if season.settings["level"] == "junior":
        header, students = season.tables["students"]
        goes = {}
        for row in students:
            student = row[tables.column_of(header, "student_id")]
            primary = row[tables.column_of(header, "primary_id")]
            if primary and rows[student]["school_id"]:
                goes.setdefault(primary, set()).add(rows[student]["school_id"])
        wanted["feeder_juniors"] = {primary: len(to) for primary, to in goes.items()}
        wanted["feeder_splits"] = sum(len(to) > 1 for to in goes.values())
    return wanted


def check_moves(moves, before, after, got):
    """Every child whose school is another, once, in order; and the figures of moves."""
    wanted = []
    newly = {"newly_unplaced": 0, "newly_placed": 0, "moved": 0, "new_children": 0, "gone_children": 0}
    for student in sorted(set(before) | set(after), key=str.encode):
        was, now = before.get(student), after.get(student)
        if was and now:
            newly["newly_unplaced"] += now["status"] == "unplaced" != was["status"]
            newly["newly_placed"] += was["status"] == "unplaced" != now["status"]
        if was and now and was["school_id"] == now["school_id"]:
            continue
        newly["new_children"] += was is None
        newly["gone_children"] += now is None
        newly["moved"] += bool(was and now)
        cells = [(row or {}).get(key, "") for key in ("school_id", "distance_m", "stage")
                 for row in (was, now)]
        wanted.append((student, *cells))
    found = [(row["student_id"], row["from"], row["to"], row["metres_before"], row["metres_after"],
              row["stage_before"], row["stage_after"]) for row in moves]
    assert found == wanted, (found[:3], wanted[:3])
    for key, value in newly.items():
        assert got[key] == value, (key, got[key], value)
    by_rule = {}
    for row in moves:
        if row["rule"] not in ("new_child", "child_gone"):
            by_rule[row["rule"]] = by_rule.get(row["rule"], 0) + 1
    assert {rule: count for rule, count in got["moved_rule"].items() if count} == by_rule
    return set(by_rule)


def check_csv(out, runs):
    """comparison.csv says what comparison.json says."""
    rows = rows_of(os.path.join(out, "comparison.csv"))
    assert list(rows[0])[3:] == [run["name"] for run in runs]
    count = 0
    for row in rows:
        for run in runs:
            figures_of = run["figures"]
            hundredths = f"{row['figure']}_hundredths" in figures_of
            value = figures_of.get(f"{row['figure']}_hundredths" if hundredths else row["figure"])
            value = value.get(row["of"]) if isinstance(value, dict) else value
            text = "" if value is None else f"{value // 100}.{value % 100:02d}" if hundredths else str(value)
            assert row[run["name"]] == text, (row, run["name"], text)
            count += value is not None
    total = sum(len(value) if isinstance(value, dict) else 1
                for run in runs for value in run["figures"].values())
    assert count == total, (count, total)


MOVES = {"moved", "moved_rule", "newly_unplaced", "newly_unplaced_guaranteed", "newly_placed",
         "new_children", "gone_children", "unplaced_category"}


def check_season(program, scenario_run, folder, scenarios, scratch, first=None, done_stages=()):
    """The whole folder against runs of the season and of each scenario. Returns the rules seen.
    `first`: the earlier run that all go on from, and the stages that it has done."""
    after = ("--after", first) if first else ()
    paths = [write(os.path.join(scratch, f"s{i}.json"), scenario)
             for i, scenario in enumerate(scenarios)]
    out, base = os.path.join(scratch, "out"), os.path.join(scratch, "base")
    done = huapian(program, "whatif", folder, *paths, "--out", out, "--quiet", *after)
    assert done.returncode == 0 and not done.stdout, done.stderr
    run_season(program, folder, base, *after)
    runs = load(out, "comparison.json")["runs"]
    season = tables.Season(folder)
    seen = set()
    for i, run in enumerate(runs):
        one = base
        changed = season
        if i > 0:
            one = os.path.join(scratch, f"run{i}")
            how = ("alone", first) if first else ()
            assert huapian(scenario_run, folder, paths[i - 1], one, *how).returncode == 0
            changed = tables.changed(season, scenarios[i - 1])
            moves = rows_of(os.path.join(out, str(i), "moves.csv"))
            seen |= check_moves(moves, allocation(base), allocation(one), run["figures"])
            with open(paths[i - 1], "rb") as file:
                assert files(out)[f"{i}/scenario.json"] == file.read()
        wanted = figures(changed, one, done_stages)
        got = {key: value for key, value in run["figures"].items() if key not in MOVES}
        assert sum(run["figures"]["unplaced_category"].values()) == got["unplaced"]
        assert got == wanted, {key: (got.get(key), wanted.get(key)) for key in {*got, *wanted}
                               if got.get(key) != wanted.get(key)}
    check_csv(out, runs)
    check_names(season, out)
    return seen


def check_names(season, out):
    """Names and numbers of people never appear."""
    header, students = season.tables["students"]
    for name in ("name", "register_no", "id_number", "姓名", "学籍号", "证件号码"):
        place = header.index(name) if name in header else -1
        cells = {row[place] for row in students if row[place]} if place >= 0 else set()
        for path, raw in files(out).items():
            text = raw.decode("utf-8")
            hits = [cell for cell in cells if len(cell) > 2 and cell in text]
            assert not hits or path.endswith("scenario.json"), (path, hits[:3])


def check_committed(program):
    """The hash of a season is held against the season, and not against a scenario."""
    scratch = tables.scratch()
    season, out = os.path.join(scratch, "season"), os.path.join(scratch, "out")
    shutil.copytree(TINY, season)
    settings = load(season, "season.json")
    settings["committed"] = huapian(program, "commit", season).stdout.strip()
    write(os.path.join(season, "season.json"), settings)
    path = write(os.path.join(scratch, "s.json"), dict(set_child("26004", settled_on=""), name="x"))
    done = huapian(program, "whatif", season, path, "--out", out, "--quiet")
    assert done.returncode == 0, done.stderr
    write(os.path.join(season, "season.json"), dict(settings, district="other"))
    done = huapian(program, "whatif", season, path, "--out", out + "2", "--quiet")
    assert done.returncode == 3 and "[committed_differs]" in done.stderr, done.stderr
    shutil.rmtree(scratch)


def check_seasons(program, scenario_run):
    cases = [
        ("dates-600", [
            {"name": "一个班", "tables": {"schools": [{"op": "set", "where": {"level": "初中"},
                                                   "values": {"class_size": 40}}]}},
            {"name": "增长", "tables": {"students": [{"op": "grow", "where": {}, "percent": 12.5}]}},
            {"name": "减少", "tables": {"students": [{"op": "remove", "where": {"migrant": "1"}}]}},
            {"name": "再增长", "tables": {"students": [
                {"op": "grow", "where": {"migrant": "1", "agrees": "是"}, "percent": 50},
                {"op": "grow", "where": {}, "percent": 0.25}, {"op": "grow", "where": {}, "percent": 20}]}}]),
        ("short-900", [{"name": "保护", "policy": [{"op": "add", "path": "/stages/0/protect", "value": []}]}]),
        ("primary-900", [{"name": "无", "note": "没有变化"}]),
        ("zh-1200", [{"name": "少一批", "policy": [{"op": "remove", "path": "/stages/0"}]}]),
    ]
    for name, scenarios in cases:
        scratch = tables.scratch()
        check_season(program, scenario_run, seasons(name), scenarios, scratch)
        shutil.rmtree(scratch)


# ---- a second round ----

def check_same(program, scenario_run, folder, path, one, first):
    """The run of a scenario after an earlier run is that of the files with the change in them, and
    the same beside the season as it is."""
    names = one + "-changed", one + "-two"
    scenario = load(*os.path.split(path))
    tables.changed(tables.Season(folder), scenario).write(names[0])
    run_season(program, *names, "--after", first)
    assert huapian(scenario_run, folder, path, one + "-beside", "beside", first).returncode == 0
    assert files(one + "-beside") == files(one), scenario
    for name in ("allocation.csv", "schools.csv", "certificate.json", "shortage.json"):
        assert files(one).get(name) == files(names[1]).get(name), (scenario, name)
    for key in ("stages", "schools", "indicators", "earlier"):
        assert load(one, "result.json")[key] == load(names[1], "result.json")[key], key


def some_kept(first, count):
    return [student for student, row in allocation(first).items()
            if row["status"] == "admitted"][:count]


def check_round(program, scenario_run, name, until, scenarios):
    """`whatif --after`: every run goes on from the same earlier run."""
    scratch = tables.scratch()
    folder, first = seasons(name), os.path.join(scratch, "first")
    run_season(program, folder, first, "--until", until)
    done = [stage["id"] for stage in load(first, "result.json")["stages"]]
    gone, leaving = some_kept(first, 2)
    scenarios = scenarios + [
        {"name": "gone", "tables": {"students": [
            {"op": "remove", "where": {"student_id": gone}},
            {"op": "set", "where": {"student_id": leaving},
             "values": {"destination": "示例", "destination_basis": "示例"}}]}}]
    seen = check_season(program, scenario_run, folder, scenarios, scratch, first, done)
    assert "document" in seen, seen
    for number in range(1, len(scenarios) + 1):
        check_same(program, scenario_run, folder, os.path.join(scratch, f"s{number - 1}.json"),
                   os.path.join(scratch, f"run{number}"), first)
    said = load(os.path.join(scratch, "out"), "comparison.json")
    assert said["earlier"] == {key: value for key, value in load(
        os.path.join(scratch, "base"), "result.json")["earlier"].items() if key != "freed"}
    remedies = [load(os.path.join(scratch, "out", str(number)), "remedy.json")
                for number in range(1, len(scenarios) + 1)]
    for number, remedy in enumerate(remedies, 1):
        short = os.path.exists(os.path.join(scratch, f"run{number}", "shortage.json"))
        assert (remedy is not None) == short and (not short or "earlier" in remedy), number
    shutil.rmtree(scratch)
    return sum(remedy is not None for remedy in remedies)


def check_round_faults(program):
    """Fewer seats than the earlier run has filled, and stages that it has not run: nothing is
    written, and every scenario is told."""
    scratch = tables.scratch()
    folder, first = seasons("rounds-700"), os.path.join(scratch, "first")
    run_season(program, folder, first, "--until", "overflow")
    paths = [write(os.path.join(scratch, f"{name}.json"), dict(change, name=name)) for name, change in (
        ("fewer", {"tables": {"schools": [{"op": "set", "where": {"school_id": "J001"},
                                           "values": {"reserved": 12}}]}}),
        ("other", {"policy": [{"op": "remove", "path": "/stages/0"}]}),
        ("good", {"policy": [{"op": "remove", "path": "/stages/3"}]}))]
    out = os.path.join(scratch, "out")
    done = huapian(program, "whatif", folder, *paths, "--after", first, "--out", out, "--quiet")
    lines = done.stderr.splitlines()
    assert done.returncode == 3 and not os.path.exists(out), done.stderr
    assert len(lines) == 2 and "fewer.json" in lines[0] and "[fixed_over_seats]" in lines[0] \
        and "other.json" in lines[1] and "[earlier_stages]" in lines[1], lines
    done = huapian(program, "whatif", folder, paths[2], "--after", out, "--out", out, "--quiet")
    assert done.returncode == 3 and not os.path.exists(out), done.stderr
    shutil.rmtree(scratch)


def check_rounds(program, scenario_run):
    fewer = {"name": "少", "tables": {"schools": [{"op": "set", "where": {"school_id": "J005"},
                                                  "values": {"reserved": 20}}]}}
    short = check_round(program, scenario_run, "rounds-700", "overflow", [
        fewer,
        {"name": "线", "policy": [{"op": "replace", "path": "/categories/4/when/all/1/at_least",
                                  "value": 40}]},
        {"name": "增长", "tables": {"students": [{"op": "grow", "where": {}, "percent": 3}]}}])
    short += check_round(program, scenario_run, "dates-600", "feeder", [
        {"name": "班额", "tables": {"students": [{"op": "grow", "where": {"migrant": "1"},
                                                "percent": 10}]}}])
    assert short > 0, "no scenario of a second round is short"
    check_round_faults(program)


# ---- the first rule, in the small season ----

def set_child(student, **values):
    return {"tables": {"students": [{"op": "set", "where": {"student_id": student}, "values": values}]}}


def plan(school, number):
    return {"op": "set", "where": {"school_id": school}, "values": {"plan": number}}


SHORT = {"tables": {"schools": [plan("J2", 2)]}}  # J2 then has one seat, of the fixed child

# What is changed before; what the scenario changes; a child who moves, the rule and the detail.
RULES = [
    ({}, set_child("26009", fixed_school="J1"), "26009", "document", "J2 -> J1"),
    ({}, set_child("26009", fixed_school="J1"), "26005", "earlier", "J1: 4 -> 3"),
    ({}, set_child("26003", destination="x"), "26003", "document", " -> destination"),
    ({}, set_child("26003", destination="x"), "26004", "others", ""),
    ({}, set_child("26002", hukou_area="outside", migrant="1", residence_area="A4", agrees="1"),
     "26002", "category", "A -> G"),
    ({}, {"policy": [{"op": "replace", "path": "/categories/2/guaranteed", "value": False},
                     {"op": "replace", "path": "/categories/3/guaranteed", "value": True}],
          "tables": {"schools": [plan("J2", 4)]}}, "26006", "guarantee", "1 -> 0"),
    ({}, set_child("26007", residence_area="A1", agrees="0"), "26007", "address", "A3 -> A1"),
    ({}, {"policy": [{"op": "remove", "path": "/stages/2"}]}, "26007", "stage", "rest"),
    ({}, {"policy": [{"op": "replace", "path": "/stages/2/serve", "value": ["A", "B", "D"]}]},
     "26007", "stage", "rest"),
    ({}, {"tables": {"feeders": [{"op": "remove", "where": {"junior_id": "J1"}}]}},
     "26001", "schools", "J1: feeder -> none"),
    ({}, {"tables": {"schools": [plan("J1", 5)]}}, "26004", "seats", "J1: 4 -> 5"),
    ({}, {"policy": [{"op": "add", "path": "/stages/0/levels", "value": [{"nearness": ["B"]}]}]},
     "26004", "rules", "feeder"),
    (SHORT, set_child("26004", settled_on="2023-01-01"), "26004", "order", "settled_on"),
    (SHORT, set_child("26004", settled_on="2023-01-01"), "26005", "others", ""),
    ({"policy": [{"op": "replace", "path": "/stages/0/serve", "value": ["A"]},
                 {"op": "remove", "path": "/stages/0/order"}]},
     {"policy": [{"op": "replace", "path": "/stages/0/serve", "value": ["A", "B"]}]},
     "26004", "stage", "feeder"),
    # The stage that placed the child before comes first, also where the other one is new.
    ({}, {"tables": {"feeders": [{"op": "remove", "where": {"junior_id": "J2"}}]},
          "policy": [{"op": "add", "path": "/stages/-", "value": {
              "id": "new", "name": "new", "serve": ["B"], "routes": [{"kind": "any"}],
              "choose": "nearest"}}]}, "26005", "schools", "J2: feeder -> none"),
    # The guarantee order of a policy without one is that of its categories.
    (SHORT, {"policy": [{"op": "move", "from": "/categories/2", "path": "/categories/1"}]},
     "26004", "rules", "feeder"),
    # To write it down moves nobody, nor does another name of a stage.
    ({}, {"tables": set_child("26003", destination="x")["tables"],
          "policy": [{"op": "add", "path": "/guarantee_order", "value": ["A", "B", "D"]},
                     {"op": "replace", "path": "/stages/0/name", "value": "x"},
                     {"op": "add", "path": "/stages/0/basis", "value": []}]},
     "26004", "others", ""),
    ({}, {"tables": {"students": [{"op": "grow", "where": {"student_id": "26001"}, "percent": 100}]}},
     "26001~1", "new_child", ""),
    ({}, {"tables": {"students": [{"op": "remove", "where": {"student_id": "26001"}}]}},
     "26001", "child_gone", ""),
]


def check_rules(program):
    """One small change, and why the child moves."""
    seen = set()
    for before, change, student, rule, detail in RULES:
        scratch = tables.scratch()
        season, out = os.path.join(scratch, "season"), os.path.join(scratch, "out")
        tables.changed(tables.Season(TINY), before).write(season)
        path = write(os.path.join(scratch, "s.json"), dict(change, name="x"))
        done = huapian(program, "whatif", season, path, "--out", out, "--quiet")
        assert done.returncode == 0, done.stderr
        moves = {row["student_id"]: row for row in rows_of(os.path.join(out, "1", "moves.csv"))}
        found = moves.get(student, {})
        assert (found.get("rule"), found.get("detail")) == (rule, detail), \
            (change, {name: (row["from"], row["to"], row["rule"], row["detail"])
                      for name, row in moves.items()})
        seen.add(rule)
        shutil.rmtree(scratch)
    return seen


def check_elsewhere(program, scenario_run):
    """Who waits and then is elsewhere, or the other way about, moves to no school and is counted."""
    scratch = tables.scratch()
    season = os.path.join(scratch, "season")
    before = dict(SHORT["tables"], **set_child("26007", destination="x", destination_basis="x")["tables"])
    tables.changed(tables.Season(TINY), {"tables": before}).write(season)
    check_season(program, scenario_run, season, [
        dict(set_child("26007", destination="", destination_basis=""), name="back"),
        dict(set_child("26005", destination="x", destination_basis="x"), name="away")], scratch)
    figures_of = [run["figures"] for run in load(scratch, os.path.join("out", "comparison.json"))["runs"]]
    assert [of["newly_unplaced"] for of in figures_of[1:]] == [1, 0], figures_of
    assert [of["newly_placed"] for of in figures_of[1:]] == [0, 1], figures_of
    shutil.rmtree(scratch)


def main():
    program, scenario_run = sys.argv[1:3]
    seen = check_rules(program)
    check_elsewhere(program, scenario_run)
    with open(os.path.join(REPO, "engine", "whatif", "words.h"), encoding="utf-8") as file:
        moves = file.read().split("HP_MOVE_TABLE")[1]
    missing = set(re.findall(r"X\((\w+), \"", moves)) - seen
    assert seen and not missing, f"no season shows {missing}"
    check_committed(program)
    check_seasons(program, scenario_run)
    check_rounds(program, scenario_run)
    print("whatif.compare: figures, moves, rules")


if __name__ == "__main__":
    main()
