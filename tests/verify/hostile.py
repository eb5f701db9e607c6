"""The checker survives hostile runs: it refuses them, and never crashes or hangs.

    hostile.py HUAPIAN HUAPIAN_VERIFY
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from run_folder import Run, runs

SEED = 7
LONGEST_S = 30


def bytes_for(rng, data):
    """What a file may be instead of itself."""
    half = data[:len(data) // 2]
    at = rng.randrange(len(data))
    yield "empty", b""
    yield "truncated", half
    yield "one byte short", data[:-1]
    yield "a NUL inside", data[:at] + b"\0" + data[at:]
    yield "a stray quote", data[:at] + b'"' + data[at:]
    yield "not UTF-8", data[:at] + b"\xff\xfe" + data[at:]
    yield "nested deeply", b"[" * 100000
    yield "nested objects", b'{"a":' * 50000
    yield "doubled", data + data
    yield "a number", b"1e400"
    yield "a list", b"[]"
    yield "an object", b"{}"
    yield "noise", bytes(rng.randrange(256) for _ in range(2000))


HUGE = [None, True, -1, 2 ** 53 + 1, 10 ** 30, 1e308, "", "x" * 5000, [], {}, [[]], "9" * 40,
        "-9223372036854775809", {"a": [1, 2]}]


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for i in range(min(len(value), 3)):
            yield from places(value[i], (*path, i))


def put(value, path, new):
    """The value with something else at a place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


def changed_json(rng, data):
    value = json.loads(data)
    for path in places(value):
        yield f"{list(path)}", json.dumps(put(value, path, rng.choice(HUGE))).encode()


def changed_cells(rng, data):
    lines = data.split(b"\n")
    for column in range(9):
        for text in (b"", b"9" * 40, b"-1", b"\xe5", b'"', b"x,y"):
            row = rng.randrange(1, len(lines) - 1)
            cells = lines[row].split(b",")
            cells[column] = text
            yield f"cell {column}", b"\n".join(lines[:row] + [b",".join(cells)] + lines[row + 1:])


def attacks(rng, name, data):
    yield from bytes_for(rng, data)
    if name.endswith(".json") and name != "manifest.json":
        yield from changed_json(rng, data)
    if name == "allocation.csv":
        yield from changed_cells(rng, data)


def means_the_same(name, data, sound):
    """JSON that says what it said, such as one without the last line end."""
    try:
        return name.endswith(".json") and json.loads(data) == json.loads(sound)
    except (ValueError, RecursionError):
        return False


def attack(checker, season, run, name, data, folder, arguments):
    """What is wrong with the checker's answer; None: nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    run.files[name] = data
    for path, content in run.files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(content)
    if name != "manifest.json":
        mend(folder)
    done = subprocess.run([checker, season, *arguments, "--json"], capture_output=True,
                          timeout=LONGEST_S, check=False)
    if done.returncode != 1:
        return f"exit {done.returncode} {done.stderr[:300]}"
    try:
        json.loads(done.stdout)
    except ValueError as fault:
        return f"what it says is no JSON: {fault}"
    return None


def mend(folder):
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in runs.files(folder).items()
              if name != "manifest.json"}
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump({"files": listed}, file)


def targets(program, scratch):
    """(season, run, files of it to attack, what follows the season on the command line)."""
    hostile = os.path.join(scratch, "hostile")  # the run with an attacked file
    golden = os.path.join(runs.REPO, "tests", "golden")
    tiny = os.path.join(runs.REPO, "tests", "docs", "tiny")
    short = os.path.join(golden, "shortage-two-parts")
    whole, parts, first, second = (os.path.join(scratch, n) for n in ("o", "s", "p1", "p2"))
    runs.run_season(program, tiny, whole)
    runs.run_season(program, short, parts)
    stages = [s["id"] for s in runs.load(tiny, "policy.json")["stages"]]
    runs.run_season(program, tiny, first, "--until", stages[0])
    runs.run_season(program, tiny, second, "--after", first)
    roster = sorted(n for n in Run(whole).files if n.startswith("rosters/"))[:2]
    yield tiny, whole, ("manifest.json", "result.json", "certificate.json", "allocation.csv",
                        "schools.csv", "notice.csv", "letters.csv", *roster), [hostile]
    yield short, parts, ("shortage.json", "certificate.json"), [hostile]
    yield tiny, second, ("result.json", "allocation.csv"), \
        [hostile, "--after", first]
    yield tiny, first, ("manifest.json", "result.json", "allocation.csv"), \
        [second, "--after", hostile]


def main():
    program, checker = sys.argv[1:]
    rng = random.Random(SEED)
    failures, passed = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        hostile = os.path.join(scratch, "hostile")
        for season, out, names, arguments in targets(program, scratch):
            for name in names:
                sound = Run(out).files[name]
                for what, data in attacks(rng, name, sound):
                    if data == sound or means_the_same(name, data, sound):
                        continue
                    wrong = attack(checker, season, Run(out), name, data, hostile, arguments)
                    failures += [] if wrong is None else [f"{name}, {what}: {wrong}"]
                    passed += wrong is None
        season = os.path.join(runs.REPO, "tests", "docs", "tiny")
        for words, code in (([season, os.path.join(scratch, "nothing")], 2),
                                ([os.path.join(scratch, "nothing"), out], 2), ([season], 2),
                                ([season, out, "--after"], 2), ([season, out, "--what"], 2)):
            done = subprocess.run([checker, *words], capture_output=True, check=False)
            failures += [] if done.returncode == code else [f"{words}: {done.returncode}"]
    runs.finish("hostile", passed, failures)


if __name__ == "__main__":
    main()
