"""The same season gives the same bytes: shuffled rows in every table, other locales and time zones.

    invariance.py PROGRAM
"""

import json
import os
import random
import shutil
import sys
import tempfile

import runs

SEASONS = ("zh-1200", "dates-600", "rounds-700", "short-900", "gb18030-800", "primary-900")
ENVIRONMENTS = ({"LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
                {"LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns"},
                {"LC_ALL": "C", "LANGUAGE": "zh_CN", "TZ": "Pacific/Kiritimati"})


def shuffle_table(path, rng):
    """Shuffle the rows below the header; no cell of these seasons holds a line end."""
    with open(path, "rb") as file:
        data = file.read()
    utf16 = data.startswith(b"\xff\xfe")
    text = data.decode("utf-16") if utf16 else data.decode("latin-1")
    header, *rows = text.rstrip("\n").split("\n")
    rng.shuffle(rows)
    text = "\n".join([header, *rows]) + "\n"
    with open(path, "wb") as file:
        file.write(b"\xff\xfe" + text.encode("utf-16-le") if utf16 else text.encode("latin-1"))


def content(out):
    """Every file of a run as bytes, but for the inputs' hashes and the lines that follow."""
    files = runs.files(out)
    result = json.loads(files["result.json"])
    for entry in result["inputs"]:
        entry["sha256"] = ""
    files["result.json"] = json.dumps(result)
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["result.json"] = ""
    files["manifest.json"] = json.dumps(manifest)
    return files


def main():
    program = sys.argv[1]
    failures = []
    passed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in SEASONS:
            source = os.path.join(runs.REPO, "data", "seasons", name)
            out = os.path.join(scratch, name)
            runs.run_season(program, source, out)
            plain = content(out)
            for number, environment in enumerate(ENVIRONMENTS):
                copy = os.path.join(scratch, f"{name}-{number}")
                shutil.copytree(source, copy)
                rng = random.Random(number)
                for table in sorted(os.listdir(copy)):
                    if table.endswith(".csv"):
                        shuffle_table(os.path.join(copy, table), rng)
                runs.run_season(program, copy, f"{out}-{number}-out", env=environment)
                shuffled = content(f"{out}-{number}-out")
                for file in sorted(set(plain) | set(shuffled)):
                    if plain.get(file) != shuffled.get(file):
                        failures.append(f"{name}: {file} differs under {environment}")
                    else:
                        passed += 1
    runs.finish("invariance", passed, failures)


if __name__ == "__main__":
    main()
