"""The commands as a shell sees them: exit codes, streams, all or nothing.

    commands.py PROGRAM
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import runs

SEASON = os.path.join(runs.REPO, "data", "seasons", "dates-600")


class Claims:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.passed = 0
        self.failures = []

    def path(self, name):
        return os.path.join(self.scratch, name)

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)

    def ends_with(self, code, *arguments, env=None):
        done = runs.huapian(self.program, *arguments, env=env)
        self.claim(done.returncode == code,
                   f"{arguments}: exit {done.returncode}, expected {code}\n{done.stderr}")
        return done


def check_usage(claims):
    claims.ends_with(2)
    claims.ends_with(2, "fly")
    claims.ends_with(2, "run")
    claims.ends_with(2, "run", SEASON)
    claims.ends_with(2, "run", SEASON, "--fly")
    claims.ends_with(2, "check", SEASON, "--out", claims.path("x"))
    claims.ends_with(2, "run", SEASON, "--out", claims.path("x"), "--until", "no-such-stage")
    claims.ends_with(2, "generate", claims.path("x"), "--students", "0", "--schools", "3",
                     "--seed", "s")
    claims.ends_with(3, "check", claims.path("no-such-season"))
    claims.ends_with(0, "--version")
    for command in ("check", "run", "generate", "commit", "export"):
        done = claims.ends_with(0, command, "--help")
        claims.claim(f"huapian {command}" in done.stdout, f"{command} --help")
    claims.claim(not os.path.exists(claims.path("x")), "a refused command wrote something")


def check_streams(claims):
    """Data on standard output, the rest on standard error; --quiet and --json."""
    done = claims.ends_with(0, "check", SEASON, "--json")
    listed = json.loads(done.stdout)
    claims.claim(done.stderr == "" and listed["errors"] == 0, "check --json")
    done = claims.ends_with(0, "run", SEASON, "--out", claims.path("json"), "--json")
    with open(claims.path("json/result.json"), encoding="utf-8") as file:
        claims.claim(done.stdout == file.read(), "run --json prints result.json")
    done = claims.ends_with(0, "run", SEASON, "--out", claims.path("quiet"), "--quiet")
    claims.claim(done.stdout == "" and done.stderr == "", "--quiet says nothing")
    chinese = claims.ends_with(0, "run", SEASON, "--out", claims.path("zh"),
                               env={"LC_ALL": "zh_CN.UTF-8"})
    english = claims.ends_with(0, "run", SEASON, "--out", claims.path("en"), env={"LC_ALL": "C"})
    for word, said, other in (("名学生", chinese, english), ("children", english, chinese)):
        claims.claim(word in said.stdout and word not in other.stdout,
                     f"messages follow the locale: {word}")
    others = runs.files(claims.path("en"))
    for name, one in runs.files(claims.path("zh")).items():
        claims.claim(one == others[name], f"{name} follows the locale")


def check_target(claims):
    """A target that exists, even an empty one, is refused and left as it is."""
    os.makedirs(claims.path("taken"))
    claims.ends_with(2, "run", SEASON, "--out", claims.path("taken"))
    claims.claim(os.listdir(claims.path("taken")) == [], "an existing target was touched")
    with open(claims.path("file"), "w", encoding="utf-8") as file:
        file.write("mine")
    claims.ends_with(2, "run", SEASON, "--out", claims.path("file"))
    claims.ends_with(4, "run", SEASON, "--out", claims.path("no/such/parent"))


def check_commit(claims):
    """The hash that is committed is the one that a run asks for."""
    season = claims.path("committed")
    shutil.copytree(SEASON, season)
    hash_line = claims.ends_with(0, "commit", season).stdout.strip()
    with open(os.path.join(season, "season.json"), encoding="utf-8") as file:
        settings = json.load(file)
    settings["committed"] = hash_line
    settings["lottery_seed"] = "drawn later"
    with open(os.path.join(season, "season.json"), "w", encoding="utf-8") as file:
        json.dump(settings, file, ensure_ascii=False)
    claims.claim(claims.ends_with(0, "commit", season).stdout.strip() == hash_line,
                 "the seed is part of the hash")
    claims.ends_with(0, "run", season, "--out", claims.path("as-committed"), "--quiet")
    with open(os.path.join(season, "zones.csv"), "a", encoding="utf-8") as file:
        file.write("\n")
    claims.ends_with(3, "run", season, "--out", claims.path("not-as-committed"))
    claims.claim(not os.path.exists(claims.path("not-as-committed")), "a changed input was run")


def check_full_disk(claims):
    """Files that cannot grow, as on a full disk: exit 4, the reason, nothing left."""
    parent = claims.path("full")
    os.makedirs(parent)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    done = subprocess.run([claims.program, "run", SEASON, "--out", os.path.join(parent, "out")],
                          preexec_fn=limit, capture_output=True, text=True, check=False)
    claims.claim(done.returncode == 4 and "write_failed" in done.stderr,
                 f"a full disk: exit {done.returncode}\n{done.stderr}")
    claims.claim(os.listdir(parent) == [], f"left behind: {os.listdir(parent)}")


def check_kill(claims):
    """Killed at any moment: the target is whole or not there."""
    whole = set(runs.files(claims.path("quiet")))
    for milliseconds in range(0, 60, 3):
        out = claims.path(f"killed-{milliseconds}")
        process = subprocess.Popen([claims.program, "run", SEASON, "--out", out, "--quiet"])
        time.sleep(milliseconds / 1000)
        process.kill()
        process.wait()
        claims.claim(not os.path.exists(out) or set(runs.files(out)) == whole,
                     f"killed after {milliseconds} ms: {out} is not whole")


def check_generate(claims):
    """The same seed gives the same bytes, another seed others; every size runs."""
    for students, schools, more in ((1, 1, ()), (40, 2, ()), (900, 9, ()), (700, 8, ("--primary",)),
                                    (3000, 70, ())):
        size = ("--students", students, "--schools", schools, *more)
        first, again, other = (claims.path(f"made-{students}-{schools}-{part}")
                               for part in ("first", "again", "other"))
        claims.ends_with(0, "generate", first, *size, "--seed", "s")
        claims.ends_with(0, "generate", again, *size, "--seed", "s")
        claims.ends_with(0, "generate", other, *size, "--seed", "t")
        for name in sorted(os.listdir(first)):
            with open(os.path.join(first, name), "rb") as one, \
                    open(os.path.join(again, name), "rb") as two:
                claims.claim(one.read() == two.read(), f"{name} differs for the same seed")
        with open(os.path.join(first, "areas.csv"), "rb") as one, \
                open(os.path.join(other, "areas.csv"), "rb") as two:
            claims.claim(one.read() != two.read(), "another seed gives the same areas")
        runs.run_season(claims.program, first, first + "-out")
        with open(os.path.join(first, "policy.json"), encoding="utf-8") as file:
            policy = json.load(file)
        documents = {clause["document"] for part in ("categories", "stages")
                     for entry in policy[part] for clause in entry["basis"]}
        claims.claim(all("示例" in document for document in documents), "a clause is no example")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        claims = Claims(sys.argv[1], scratch)
        check_usage(claims)
        check_streams(claims)
        check_target(claims)
        check_commit(claims)
        check_full_disk(claims)
        check_kill(claims)
        check_generate(claims)
        runs.finish("commands", claims.passed, claims.failures)


if __name__ == "__main__":
    main()
