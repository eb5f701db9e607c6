"""Bad scenarios give clear errors, all in one pass, and nothing is written; a comparison's bytes
depend on season and scenarios alone.

    python3 faults.py HUAPIAN
"""

import json
import os
import random
import shutil
import sys

import tables
from compare import TINY, write

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "seasons"))
from runs import REPO, files, huapian  # noqa: E402


def set_school(**values):
    return [{"op": "set", "where": {"school_id": "J1"}, "values": values}]


# Scenarios that are wrong, and the finding of each: code, change, file, column.
FAULTS = [
    ({"note": "no name"}, "json_key_missing", "/", None),
    ({"name": "a", "tables": {"schools": set_school(clases="9")}}, "scenario_column",
     "/tables/schools/0/values/clases", None),
    ({"name": "b", "tables": {"schools": set_school(classes="41x")}}, "cell_whole",
     "/tables/schools/0/values/classes", "schools.csv"),
    ({"name": "c", "tables": {"students": [{"op": "remove", "where": {"student_id": "none"}}]}},
     "scenario_nothing", "/tables/students/0/where", None),
    ({"name": "d", "policy": [{"op": "replace", "path": "/stages/7", "value": {}}]}, "patch_nothing",
     "/policy/0", None),
    ({"name": "e", "policy": [{"op": "replace", "path": "/stages/0/choose", "value": "farthest"}]},
     "json_value", "/policy/0", "policy.json"),
    ({"name": "f", "tables": {"areas": [{"op": "remove", "where": {"area_id": "A1"}}]}},
     "unknown_reference", "/tables/areas/0", "students.csv"),
    ({"name": "g", "tables": {"schools": set_school(class_size=51)}}, "class_size_cap",
     "/tables/schools/0/values/class_size", "schools.csv"),
    # What was not touched itself, but rests on what was.
    ({"name": "h", "policy": [{"op": "remove", "path": "/categories/3"}]}, "policy_unknown_category",
     "/policy/0", "policy.json"),
    ({"name": "i", "policy": [{"op": "replace", "path": "/categories/3/when", "value": {"have": "property"}},
                              {"op": "test", "path": "/name", "value": "示例政策"}]}, "no_category",
     "/policy/0", "students.csv"),
    ({"name": "j", "tables": {"zones": [
        {"op": "remove", "where": {"area_id": "A2", "school_id": "P1"}},
        {"op": "add", "row": {"area_id": "A4", "school_id": "J1"}}]}}, "no_category", "/tables/zones",
     "students.csv"),
    ({"name": "a"}, "scenario_name_twice", "/name", None),
]


def check_faults(program, scratch):
    """All of them at once, beside a good one: each is told, and no folder is made."""
    paths = [write(os.path.join(scratch, f"bad{i}.json"), fault[0]) for i, fault in enumerate(FAULTS)]
    good = write(os.path.join(scratch, "good.json"), {"name": "good"})
    out = os.path.join(scratch, "out")
    for workers in ((), ("--workers", "1")):
        done = huapian(program, "whatif", TINY, good, *paths, "--out", out, *workers)
        assert done.returncode == 3 and not done.stdout and not os.path.exists(out), done
        assert not [name for name in os.listdir(scratch) if name.startswith(".")], "left behind"
        lines = done.stderr.splitlines()
        assert not [line for line in lines if good in line], lines
        for path, (_, code, change, file) in zip(paths, FAULTS):
            place = f"{path} at {change}" if change else path
            hits = [line for line in lines if line.startswith(f"error: {place}") and f"[{code}]" in line
                    and (file is None or f": {file} " in line)]
            assert hits, (code, done.stderr)
    missing = huapian(program, "whatif", TINY, good, os.path.join(scratch, "none.json"), "--out", out)
    assert missing.returncode == 3 and "[file_missing]" in missing.stderr and not os.path.exists(out)


def check_season_errors(program, scratch):
    """A season with errors is told, and the scenarios' own faults with it."""
    season = os.path.join(scratch, "broken")
    shutil.copytree(TINY, season)
    with open(os.path.join(season, "zones.csv"), "a", encoding="utf-8") as file:
        file.write("A9,J1\n")
    bad = write(os.path.join(scratch, "bad.json"), FAULTS[1][0])
    out = os.path.join(scratch, "out")
    done = huapian(program, "whatif", season, bad, "--out", out)
    assert done.returncode == 3 and not os.path.exists(out)
    lines = [line for line in done.stderr.splitlines() if line.startswith("error")]
    assert len(lines) == 2 and "zones.csv" in done.stderr and "scenario_column" in done.stderr, lines
    seedless = os.path.join(scratch, "seedless")
    season = tables.Season(TINY)
    season.settings.pop("lottery_seed")
    season.write(seedless)
    bad = write(os.path.join(scratch, "bad.json"), FAULTS[2][0])
    done = huapian(program, "whatif", seedless, bad, "--out", out, "--quiet")
    lines = done.stderr.splitlines()
    assert done.returncode == 3 and not os.path.exists(out)
    assert len(lines) == 2 and "[seed_missing]" in done.stderr and "[cell_whole]" in done.stderr, lines


def check_run_errors(program, scratch):
    """What only a run finds names the scenario, the change and the row too, and nothing is written."""
    path = write(os.path.join(scratch, "order.json"), {"name": "order", "policy": [
        {"op": "add", "path": "/stages/0/order", "value": {"A": [{"key": "points", "missing": "error"}]}},
        {"op": "test", "path": "/name", "value": "示例政策"}]})
    out = os.path.join(scratch, "ordered")
    done = huapian(program, "whatif", TINY, path, "--out", out)
    told = [line for line in done.stderr.splitlines() if "[key_missing_value]" in line]
    assert done.returncode == 3 and told and not os.path.exists(out), done.stderr
    assert all(f"{path} at /policy/0: students.csv row" in line for line in told), told


def check_usage(program, scratch):
    good = write(os.path.join(scratch, "good.json"), {"name": "good"})
    out = os.path.join(scratch, "there")
    for arguments in ((TINY, "--out", out), (TINY, good), (TINY, good, "--out", out, "--workers", "0"),
                      (TINY, good, "--out", out, "--until", "feeder")):
        assert huapian(program, "whatif", *arguments).returncode == 2, arguments
    os.mkdir(out)
    with open(os.path.join(out, "mine"), "w", encoding="utf-8") as file:
        file.write("x")
    done = huapian(program, "whatif", TINY, good, "--out", out)
    assert done.returncode == 2 and "[target_exists]" in done.stderr and os.listdir(out) == ["mine"]


def shuffled(season):
    for _, rows in season.tables.values():
        random.Random(7).shuffle(rows)
    return season


def check_bytes(program, scratch):
    """Workers, language of messages and order of rows change nothing; --json prints the file."""
    folder = os.path.join(REPO, "data", "seasons", "dates-600")
    scenarios = [{"name": "一", "tables": {"students": [{"op": "grow", "where": {}, "percent": 20}]}},
                 {"name": "二", "policy": [{"op": "move", "from": "/stages/0", "path": "/stages/-"}]},
                 {"name": "三", "tables": {"schools": [{"op": "set", "where": {"level": "junior"},
                                                      "values": {"reserved": 9}}]}}]
    paths = [write(os.path.join(scratch, f"s{i}.json"), scenario) for i, scenario in enumerate(scenarios)]
    kept = []
    for i, (options, env) in enumerate(((("--workers", "1"), {"LANG": "C"}),
                                        (("--workers", "3"), {"LANG": "zh_CN.UTF-8"}),
                                        ((), {"LC_ALL": "C.UTF-8"}))):
        out = os.path.join(scratch, f"same{i}")
        done = huapian(program, "whatif", folder, *paths, "--out", out, "--json", *options, env=env)
        assert done.returncode == 0, done.stderr
        kept.append(files(out))
        assert json.loads(done.stdout) == json.loads(kept[-1]["comparison.json"])
    assert kept[0] == kept[1] == kept[2]
    tables.Season(folder).write(os.path.join(scratch, "plain"))
    shuffled(tables.Season(folder)).write(os.path.join(scratch, "shuffled"))
    outs = []
    for name in ("plain", "shuffled"):
        out = os.path.join(scratch, f"out-{name}")
        done = huapian(program, "whatif", os.path.join(scratch, name), *paths, "--out", out, "--quiet")
        assert done.returncode == 0, done.stderr
        outs.append({path: raw for path, raw in files(out).items()
                     if path not in ("manifest.json", "comparison.json")})
    assert outs[0] == outs[1], [path for path in outs[0] if outs[0][path] != outs[1].get(path)]


def main():
    program = sys.argv[1]
    for check in (check_faults, check_season_errors, check_run_errors, check_usage, check_bytes):
        scratch = tables.scratch()
        check(program, scratch)
        shutil.rmtree(scratch)
    print(f"whatif.faults: {len(FAULTS)} faults told, bytes the same")


if __name__ == "__main__":
    main()
