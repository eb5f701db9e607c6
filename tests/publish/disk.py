"""Files that cannot grow, as on a full disk, and a program that is killed: whole or not there.

    disk.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from wanted import Folder, runs

SEASON = os.path.join(runs.REPO, "data", "seasons", "primary-900")
ACCEPT = [word for code in ("unchecked_facts", "parted_bundles", "short", "missed_targets")
          for word in ("--accept", code)]
KILLS = 15


class Claims:
    def __init__(self):
        self.passed, self.failures = 0, []

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)


def limited(arguments, most_bytes):
    """The finished process, which cannot write a file of more than that many bytes."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(arguments, preexec_fn=limit, capture_output=True, text=True, check=False)


def sizes(files):
    """Limits below each of the files' sizes, and one that all fit."""
    found = sorted({len(data) for data in files.values()})
    picked = found if len(found) <= 12 else found[::len(found) // 12] + found[-1:]
    return [0] + sorted({size - 1 for size in picked if size > 0}), found[-1]


def check_full(claims, what, arguments, target, wanted):
    """Fails with 4 and leaves nothing, whatever is too large; with room enough it is whole."""
    parent = os.path.dirname(target)
    before = sorted(os.listdir(parent))
    too_small, enough = sizes(wanted)
    for most in too_small:
        done = limited(arguments, most)
        claims.claim(done.returncode == 4 and "write_failed" in done.stderr,
                     f"{what} of {most} bytes: exit {done.returncode} {done.stderr}")
        claims.claim(sorted(os.listdir(parent)) == before,
                     f"{what} of {most} bytes left {sorted(os.listdir(parent))}")
    done = limited(arguments, enough)
    claims.claim(done.returncode in (0, 1) and runs.files(target) == wanted,
                 f"{what} of {enough} bytes: exit {done.returncode} {done.stderr}")


def check_temporary(claims, program, scratch):
    """Nothing larger than the largest file is written besides, of a workbook of many columns."""
    folder = Folder(SEASON)
    for number in range(20):  # a cell of XML is longer than one of CSV
        folder.add_column("students", f"c{number}", "1")
    folder.policy["roster_columns"] = sorted(folder.tables["students"][0])
    season, whole, out = (os.path.join(scratch, "wide", name) for name in ("season", "whole", "out"))
    os.makedirs(os.path.dirname(season))
    runs.run_season(program, folder.save(season), whole)
    wanted = runs.files(whole)
    largest = max(map(len, wanted.values()))
    for most in (largest - 1, largest):
        done = limited([program, "run", season, "--out", out, "--quiet"], most)
        there = os.path.exists(out)
        claims.claim(done.returncode == (0 if there else 4) and there == (most == largest)
                     and (not there or runs.files(out) == wanted),
                     f"{most} bytes: exit {done.returncode}, there: {there}\n{done.stderr}")
        remove(out)
        claims.claim(sorted(os.listdir(os.path.join(scratch, "wide"))) == ["season", "whole"],
                     f"{most} bytes: something is left")


def check_kill(claims, what, arguments, target, wanted):
    """Killed at any moment: the target is whole or not there."""
    begun = time.monotonic()
    subprocess.run(arguments, capture_output=True, check=False)
    lasts = time.monotonic() - begun
    ends = set()
    for number in range(KILLS):
        remove(target)
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(lasts * number / (KILLS - 1))
        process.kill()
        process.wait()
        there = os.path.exists(target)
        ends.add(there)
        claims.claim(not there or content(target) == wanted, f"{what}: killed, it is not whole")
    claims.claim(False in ends, f"{what}: never killed in time")


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def content(path):
    if os.path.isdir(path):
        return runs.files(path)
    with open(path, "rb") as file:
        return {"": file.read()}


def check_seal(claims, program, draft):
    """The seal itself: one file in a folder that stays as it was."""
    arguments = [program, "seal", draft, "--approved-by", "示例", "--minutes", "示例1号", "--season",
                 SEASON, *ACCEPT]
    target = os.path.join(draft, "seal.json")
    before = runs.files(draft)
    for most in (0, 1, 100, 1000):
        done = limited(arguments, most)
        claims.claim(done.returncode == 4 and "write_failed" in done.stderr,
                     f"seal of {most} bytes: exit {done.returncode} {done.stderr}")
        claims.claim(runs.files(draft) == before, f"seal of {most} bytes changed the folder")
    subprocess.run(arguments, capture_output=True, check=True)
    wanted = content(target)
    check_kill(claims, "seal", arguments, target, wanted)
    for name in os.listdir(draft):  # what a kill may leave is hidden, and no part of the run
        if name.startswith("."):
            os.remove(os.path.join(draft, name))
    remove(target)
    subprocess.run(arguments, capture_output=True, check=True)
    claims.claim(content(target) == wanted, "sealed again, it says otherwise")


def main():
    program, _ = sys.argv[1:]
    claims = Claims()
    with tempfile.TemporaryDirectory() as scratch:
        draft, out, to = (os.path.join(scratch, name, name) for name in ("draft", "out", "to"))
        for path in (draft, out, to):
            os.makedirs(os.path.dirname(path))
        runs.run_season(program, SEASON, draft)
        run = [program, "run", SEASON, "--out", out, "--quiet"]
        whole = runs.files(draft)
        check_full(claims, "run", run, out, whole)
        check_kill(claims, "run", run, out, whole)
        check_temporary(claims, program, scratch)
        check_seal(claims, program, draft)
        publish = [program, "publish", draft, "--to", to]
        subprocess.run(publish, capture_output=True, check=True)
        parcels = runs.files(to)
        remove(to)
        check_full(claims, "publish", publish, to, parcels)
        check_kill(claims, "publish", publish, to, parcels)
        runs.finish("disk", claims.passed, claims.failures)


if __name__ == "__main__":
    main()
