"""The checker tells the answer of a season from the whole and sound answer of another one.

    forgery.py HUAPIAN HUAPIAN_VERIFY [FIRST LAST]

A season is changed in one place and run; that run is then said to be one of the season as it was:
inputs' hashes, seed and manifest are mended. Every file of it fits every other. Where it differs
from the season's own run it must be refused, and where it does not it must pass.
"""

import csv
import hashlib
import io
import json
import os
import random
import shutil
import sys
import tempfile

from mutation import drop_students, verify
from run_folder import Run, runs
from subtle import all_lists

sys.path.insert(0, os.path.join(runs.REPO, "tests", "reference"))
import random_season  # noqa: E402

SEASONS = range(40)
FORGERIES = 4  # of each season


def decoded(path):
    with open(path, "rb") as file:
        data = file.read()
    for encoding in ("utf-16",) if data[:2] == b"\xff\xfe" else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise AssertionError(path)


def encode(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def change_cell(folder, settings, rng):
    """A cell of a table takes the value of another row, or a row goes."""
    table = rng.choice(["schools", "zones", "feeders", "areas", "students", "students", "students"])
    if table not in settings["tables"]:
        return False
    path = os.path.join(folder, settings["tables"][table])
    rows = list(csv.reader(io.StringIO(decoded(path))))
    if len(rows) < 3:
        return False
    one, other = rng.sample(range(1, len(rows)), 2)
    column = rng.randrange(len(rows[0]))
    if table in ("zones", "feeders"):
        del rows[one]
    elif column == 0 or rows[one][column] == rows[other][column]:
        return False
    else:
        rows[one][column] = rows[other][column]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    encode(path, text.getvalue())
    return True


def change_seed(folder, settings, rng):
    seed = settings["lottery_seed"]
    if isinstance(seed, dict):
        stage = rng.choice(sorted(seed))
        seed[stage] = "another"
    elif isinstance(seed, list):
        seed.append("another")
    else:
        settings["lottery_seed"] = "another"
    encode(os.path.join(folder, "season.json"), json.dumps(settings, ensure_ascii=False))
    return True


def lists_of(value):
    """Every list of two and more in a JSON value."""
    if isinstance(value, list) and len(value) > 1:
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from lists_of(child)


def objects_of(value):
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from objects_of(child)


def change_policy(folder, settings, rng):
    """Two items of a list change places, one goes, a number or a word becomes another."""
    path = os.path.join(folder, settings["policy"])
    policy = json.loads(decoded(path))
    how = rng.randrange(4)
    if how < 2:
        found = rng.choice(list(lists_of(policy)))
        i, j = rng.sample(range(len(found)), 2)
        if how == 0:
            found[i], found[j] = found[j], found[i]
        else:
            del found[i]
    else:
        edits = [(o, k) for o in objects_of(policy) for k in o
                 if k in ("step_m", "within_m", "direction", "missing", "guaranteed", "protect",
                          "levels", "order", "when", "at_least", "at_most", "choose")]
        found, key = rng.choice(edits)
        others = {"direction": "descending", "missing": "first", "choose": "serial"}
        if key in others:
            found[key] = others[key]
        elif isinstance(found[key], bool):
            found[key] = not found[key]
        elif isinstance(found[key], int):
            found[key] += rng.choice([1, 7, 400])
        elif key in ("protect", "levels", "order"):
            del found[key]
        else:
            return False
    encode(path, json.dumps(policy, ensure_ascii=False))
    return True


def forge(sound, folder):
    """The run in `folder`, said to be one of the season of the run `sound`."""
    run = Run(folder)
    for key in ("inputs", "lottery_seed", "committed", "policy"):
        if key in sound.result:
            run.result[key] = sound.result[key]
    return run


def differs(sound, run):
    """Whether a file says another thing, the JSON ones by their values."""
    plain = [{name: data for name, data in r.files.items()
              if name not in ("manifest.json", "result.json", "certificate.json", "shortage.json")}
             for r in (sound, run)]
    return plain[0] != plain[1] or (sound.result, sound.certificate, sound.shortage) != \
        (run.result, run.certificate, run.shortage)


def try_forgery(program, checker, season, sound, seed, scratch):
    """None: the season could not be changed so; else what the checker had to do, or a failure."""
    rng = random.Random(seed)
    folder, out, forged = (os.path.join(scratch, name) for name in ("changed", "out", "forged"))
    for path in (folder, out, forged):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(season, folder)
    settings = json.loads(decoded(os.path.join(folder, "season.json")))
    change = rng.choice([change_cell, change_cell, change_policy, change_policy, change_seed])
    if not change(folder, settings, rng):
        return None
    if runs.huapian(program, "run", folder, "--out", out, "--quiet").returncode not in (0, 1):
        return None
    run = forge(sound, out)
    run.write(forged)
    wanted = 1 if differs(sound, run) else 0
    done = verify(checker, season, forged, None)
    return ("passed", "refused")[wanted] if done.returncode == wanted else \
        f"{season} {seed} by {change.__name__}: exit {done.returncode} {done.stdout[:300]}"


def commit_to(season, run, committed):
    """The season names a commitment, and the run says that it was run so."""
    path = os.path.join(season, "season.json")
    settings = json.loads(decoded(path))
    settings["committed"] = committed
    encode(path, json.dumps(settings, ensure_ascii=False))
    with open(path, "rb") as file:
        run.result["inputs"][0]["sha256"] = hashlib.sha256(file.read()).hexdigest()
    run.result["committed"] = committed


def try_commitments(program, checker, scratch):
    """A run of the committed input passes; one of another input, or seen as such, does not."""
    season, first, second, said = (os.path.join(scratch, n) for n in ("c", "c1", "c2", "said"))
    shutil.copytree(os.path.join(runs.REPO, "tests", "docs", "tiny"), season)
    stage = json.loads(decoded(os.path.join(season, "policy.json")))["stages"][0]["id"]
    runs.run_season(program, season, first, "--until", stage)
    runs.run_season(program, season, second, "--after", first)
    alone = runs.huapian(program, "commit", season).stdout.strip()
    after = runs.huapian(program, "commit", season, "--after", first).stdout.strip()
    failures = []
    for out, committed, wanted in ((first, alone, 0), (first, after, 1), (first, "0" * 64, 1),
                                   (second, after, 0), (second, alone, 1)):
        run = Run(out)
        commit_to(season, run, committed)
        shutil.rmtree(said, ignore_errors=True)
        run.write(said)
        done = verify(checker, season, said, None)
        if done.returncode != wanted:
            failures.append(f"commitment {committed} of {out}: exit {done.returncode}")
    return failures


# What no season may say, at the first place of a text in a file of tests/docs/tiny. None of it
# changes the answer.
UNLAWFUL = (
    ("season.json", '"season"', '"colour": "red", "season"'),
    ("season.json", '"season"', '"season": "2026", "season"'),
    ("season.json", '"zh"', '"fr"'),
    ("season.json", '"zones.csv"', '"../tiny/zones.csv"'),
    ("policy.json", '"basis"', '"bases": [], "basis"'),
    ("policy.json", '"choose": "nearest"', '"choose": "nearest", "hurry": true'),
    ("policy.json", '{"kind": "feeder"}', '{"kind": "feeder", "with": 1}'),
    ("policy.json", '{"kind": "feeder"}', '{"kind": "feeder"}, {"kind": "fedder"}'),
    ("policy.json", '{"in_service_area": "hukou"}', '{"in_service_area": "hukou", "not": {}}'),
    ("policy.json", '"at_least": 57', '"at_least": 57, "known": true'),
    ("policy.json", '"direction": "descending"', '"direction": "down"'),
    ("policy.json", '"guaranteed": false', '"guaranteed": 0'),
    ("policy.json", '"choose": "nearest",', '"choose": "nearest", "levels": '
     '[{"nearness": ["A"], "step_m": 0}],'),
    ("schools.csv", "J1,第一初级中学,junior,urban", "J1,第一初级中学,junior,city"),
    ("schools.csv", "P1,第一小学,primary,urban,public,2012", "P1,第一小学,primary,urban,state,2012"),
    ("schools.csv", "1000,1000,1,200", "1000,1000m,1,200"),
    ("schools.csv", "1000,1000,1,200", "1000,1000,1,"),
    ("schools.csv", "1000,1000,1,200", "1000,1000,-1,200"),
    ("areas.csv", "900,1000", "nan,1000"),
    ("areas.csv", "A4,新城路", "A 4,新城路"),
    ("zones.csv", "A4,J2", "A4,J2\nA5,J2"),
    ("feeders.csv", "P1,J2", "P1,J2\nP2,J2"),
    ("feeders.csv", "P1,J2", "P1,J2\nJ1,J2"),
    ("students.csv", "2019-06-30", "2019-06-31"),
    ("students.csv", "61.5", "61.505"),
    ("students.csv", "A1,A1,A1,0,,2014", "A1,A1,A1,2,,2014"),
    ("students.csv", "J2,示例证明", "J2,"),
    ("students.csv", "J2,示例证明,,", "J2,示例证明,家庭,证明"),
    ("students.csv", "26001,P1", "26001,P9"),
    ("students.csv", ",J1,J2,", ",J1,J9,"),
)


def with_column(text, name, value):
    """The schools with a column more, which the first of them, a primary, fills."""
    header, first, *others = text.rstrip("\n").split("\n")
    return "\n".join([f"{header},{name}", f"{first},{value}", *(f"{row}," for row in others), ""])


OVER_A_CAP = (("class_size", "51"), ("size_cap", "2001"))


def unlawful_texts():
    """(file, what it says instead, which step must refuse it)."""
    tiny = os.path.join(runs.REPO, "tests", "docs", "tiny")
    for name, old, new in UNLAWFUL:
        text = decoded(os.path.join(tiny, name))
        assert old in text, old
        yield name, text.replace(old, new, 1), " 3 FAIL season"
    for column, value in OVER_A_CAP:
        text = decoded(os.path.join(tiny, "schools.csv"))
        yield "schools.csv", with_column(text, column, value), " 9 FAIL seats"


def try_unlawful(program, checker, scratch):
    """A run is refused when the season that it is said to be of is none."""
    tiny = os.path.join(runs.REPO, "tests", "docs", "tiny")
    season, out, said = (os.path.join(scratch, n) for n in ("unlawful", "lawful", "said"))
    runs.run_season(program, tiny, out)
    failures = []
    for name, text, step in unlawful_texts():
        shutil.rmtree(season, ignore_errors=True)
        shutil.rmtree(said, ignore_errors=True)
        shutil.copytree(tiny, season)
        encode(os.path.join(season, name), text)
        run = Run(out)
        for entry in run.result["inputs"]:
            with open(os.path.join(season, entry["file"]), "rb") as file:
                entry["sha256"] = hashlib.sha256(file.read()).hexdigest()
        run.write(said)
        done = verify(checker, season, said, None)
        if done.returncode != 1 or step not in done.stdout:
            failures.append(f"{name}: exit {done.returncode} {done.stdout[:200]}\n{text}")
    return failures


def only_fixed(season):
    """The season of one child, whom no stage concerns."""
    shutil.copytree(os.path.join(runs.REPO, "tests", "docs", "tiny"), season)
    header, *rows = decoded(os.path.join(season, "students.csv")).rstrip("\n").split("\n")
    fixed = next(row for row in rows if "J2,示例证明" in row)
    encode(os.path.join(season, "students.csv"), "\n".join([header, fixed, ""]))


def try_empty_lists(program, checker, scratch):
    """What is an empty list is refused where it is anything else that is empty."""
    season, out, said = (os.path.join(scratch, n) for n in ("alone", "lists", "other"))
    only_fixed(season)
    runs.run_season(program, season, out)
    done = verify(checker, season, out, None)
    failures = [] if done.returncode == 0 else [f"nobody: {done.stdout}"]
    places = [place for _, place, items in all_lists(Run(out)) if not items]
    if not {"order", "levels", "prices", "forecast"} <= set(places):
        failures.append(f"the only empty lists are {places}")
    for number, place in enumerate(places):
        for instead in (None, {}, "", 0, False):
            run = Run(out)
            holder = [one[0] for one in all_lists(run) if not one[2]][number]
            holder[place] = instead
            shutil.rmtree(said, ignore_errors=True)
            run.write(said)
            done = verify(checker, season, said, None)
            if done.returncode != 1:
                failures.append(f"{instead} for list {number}, {place}: exit {done.returncode}")
    return failures


def run_in_parts(program, scratch):
    """(season, run) of each stage of a season by itself; between two of them children leave."""
    season = os.path.join(scratch, "parts")
    shutil.copytree(os.path.join(runs.REPO, "data", "seasons", "short-900"), season)
    earlier = []
    for stage in runs.load(season, "policy.json")["stages"]:
        out = os.path.join(scratch, f"part-{stage['id']}")
        runs.run_season(program, season, out, "--until", stage["id"], *earlier)
        yield season, out
        earlier = ["--after", out]
        placed = sorted(k for k, row in runs.allocation(out).items() if row["status"] == "admitted")
        drop_students(season, placed[:2])


def impossible(stage, kept, freed, seats):
    """Keys of an earlier stage with values that no run can have said, by what is known of it."""
    metres = sum(int(row["distance_m"]) for row in kept)
    farthest = 2100000000
    yield {"admitted": 34359738368}
    yield {"admitted": len(kept) + freed + seats + 1}
    yield {"admitted": len(kept) - 1}
    yield {"admitted_m": metres + (stage["admitted"] - len(kept)) * farthest + 1}
    yield {"admitted": len(kept), "admitted_m": metres + 1}
    if "yielded" in stage:
        yield {"forecast_m": 10 ** 9 * farthest + 1}
        yield {"yielded": {"A": 34359738368}}
    for number, level in enumerate(stage["levels"]):
        most = 10 ** 9 * (farthest if "step_m" in level else 1)
        yield {"levels": [*stage["levels"][:number], level | {"value": most + 1},
                          *stage["levels"][number + 1:]]}


def try_stages_of_before(program, checker, scratch):
    """What a run says of earlier stages is bounded where the earlier run is not there."""
    failures, said, tried = [], os.path.join(scratch, "bounded"), 0
    for season, out in run_in_parts(program, scratch):
        done = verify(checker, season, out, None)
        failures += [] if done.returncode == 0 else [f"{out}: {done.stdout}"]
        sound = Run(out)
        freed = len(sound.result.get("earlier", {}).get("freed", ()))
        before = len(sound.result["stages"]) - 1
        for number in range(before):
            kept = [row for row in sound.rows if row["status"] == "kept"
                    and row["stage"] == sound.result["stages"][number]["id"]]
            seats = sum(school["seats"] for school in sound.result["schools"]) \
                if number < before - 1 else 0
            for keys in impossible(sound.result["stages"][number], kept, freed, seats):
                run = Run(out)
                run.result["stages"][number].update(keys)
                shutil.rmtree(said, ignore_errors=True)
                run.write(said)
                done = verify(checker, season, said, None)
                tried += 1
                if done.returncode != 1 or "FAIL result" not in done.stdout:
                    failures.append(f"{out} {number} {keys}: exit {done.returncode}")
    return failures if tried > 20 else [*failures, f"only {tried} impossible stages"]


def main():
    program, checker = sys.argv[1:3]
    seasons = range(*map(int, sys.argv[3:5])) if len(sys.argv) > 3 else SEASONS
    tally = {"refused": 0, "passed": 0}
    with tempfile.TemporaryDirectory() as scratch:
        failures = try_commitments(program, checker, scratch)
        failures += try_unlawful(program, checker, scratch)
        failures += try_empty_lists(program, checker, scratch)
        failures += try_stages_of_before(program, checker, scratch)
    for number in seasons:
        with tempfile.TemporaryDirectory() as scratch:
            season = os.path.join(scratch, "season")
            random_season.Generator(number).write(random_season.Path(season))
            out = os.path.join(scratch, "sound")
            runs.run_season(program, season, out)
            sound = Run(out)
            done = verify(checker, season, out, None)
            failures += [] if done.returncode == 0 else [f"season {number}: {done.stdout}"]
            for attempt in range(FORGERIES):
                outcome = try_forgery(program, checker, season, sound, f"{number} {attempt}",
                                      scratch)
                if outcome in tally:
                    tally[outcome] += 1
                elif outcome is not None:
                    failures.append(outcome)
    print(f"{tally['refused']} answers of other seasons refused, "
          f"{tally['passed']} that are the season's own passed")
    runs.finish("forgery", tally["refused"], failures)


if __name__ == "__main__":
    main()
