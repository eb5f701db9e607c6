"""A shard: the same bytes each time, whole or not there; and what its exit codes say.

    shards.py HUAPIAN
"""

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

import sweeps

POINTS, PER_SHARD = 20, 7
LOADER = 127  # of a program whose libraries found no room


def results(plan):
    folder = os.path.join(plan, "results")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return {name: sweeps.read(os.path.join(folder, name)) for name in names}


def is_sanitized(program):
    return b"__asan_init" in sweeps.read(program)


class Shards:
    def __init__(self, claims, folder):
        self.claims, self.folder = claims, folder
        self.plan = folder.plan("plan", POINTS, PER_SHARD)
        with open(os.path.join(self.plan, "plan.json"), encoding="utf-8") as file:
            self.ids = [shard["shard"] for shard in json.load(file)["shards"]]

    def fresh(self):
        """A copy of the plan without results."""
        copy = self.folder.at("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.plan, copy)
        return copy

    def shard(self, plan, index=0, **options):
        return self.folder.run("sweep", "run-shard", plan, "--index", str(index), **options)

    def begin(self, plan, **options):
        return subprocess.Popen([self.folder.program, "sweep", "run-shard", plan, "--index", "1"],
                                **options)

    def wants(self, done, code, word, what):
        self.claims.claim(done.returncode == code and word in done.stderr,
                          f"{what}: exit {done.returncode}, not {code} with {word}: {done.stderr}")

    # ---- 0 ----

    def check_again(self):
        first, second = self.fresh(), self.folder.at("second")
        shutil.copytree(first, second)
        for index in range(len(self.ids)):
            self.shard(first, index, wanted=0)
        for index in reversed(range(len(self.ids))):
            self.shard(second, index, wanted=0)
        self.claims.claim(results(first) == results(second), "a shard gives other bytes")
        self.claims.claim(sorted(results(first)) == sorted(f"{one}.json" for one in self.ids),
                          f"the results' names: {sorted(results(first))}")
        path = os.path.join(first, "results", f"{self.ids[0]}.json")
        before = os.stat(path)
        self.wants(self.shard(first), 0, "", "a shard that is done")
        after = os.stat(path)
        self.claims.claim((before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns),
                          "a shard that is done was written again")
        left = self.folder.run("sweep", "missing", first)
        self.claims.claim(left.returncode == 0 and left.stdout == "", f"missing: {left.stdout}")
        os.remove(path)
        left = self.folder.run("sweep", "missing", first)
        self.claims.claim(left.stdout == "0\n", f"missing: {left.stdout}")
        shutil.rmtree(second)
        return sweeps.read(os.path.join(first, "results", f"{self.ids[1]}.json"))

    # ---- what comes again: 1, 2, 3 ----

    def check_damaged_result(self):
        plan = self.fresh()
        self.shard(plan, wanted=0)
        path = os.path.join(plan, "results", f"{self.ids[0]}.json")
        whole = sweeps.read(path)
        changed = whole.replace(b'"children"', b'"Children"')
        for what, data in (("cut", whole[:-30]), ("changed", changed), ("empty", b"")):
            with open(path, "wb") as file:
                file.write(data)
            self.wants(self.shard(plan), 1, "result_damaged", f"a result that is {what}")
            self.claims.claim(sweeps.read(path) == data, f"a result that is {what} was touched")

    def check_usage(self):
        plan = self.fresh()
        for index in ("3", "4000000000", "-1", "x", ""):
            done = self.shard(plan, index)
            self.wants(done, 2, "--index", f"--index {index}")
        self.wants(self.folder.run("sweep", "run-shard", plan), 2, "--index", "no --index")
        self.wants(self.folder.run("sweep", "run-shard"), 2, "usage", "no plan")
        self.wants(self.folder.run("sweep", "run", plan, "--workers", "0"), 2, "--workers", "0")
        self.wants(self.folder.run("sweep", "plan", plan, plan), 2, "--out", "no --out")
        self.claims.claim(results(plan) == {}, "a result was written")

    def check_changed_plan(self):
        def append(path):
            with open(path, "ab") as file:
                file.write(b"\n")

        scenario = f"scenarios/{sorted(os.listdir(os.path.join(self.plan, 'scenarios')))[0]}"
        for name in ("season/students.csv", "season/season.json", "season/policy.json",
                     *(f"shards/{one}.json" for one in self.ids), scenario):
            plan = self.fresh()
            append(os.path.join(plan, name))
            codes = [self.shard(plan, index).returncode for index in range(len(self.ids))]
            everything = self.folder.run("sweep", "run", plan)
            self.wants(everything, 3, "plan_damaged", f"{name} changed")
            wanted = len(self.ids) if name.startswith("season/") else 1
            self.claims.claim(codes.count(3) == wanted and codes.count(0) == len(codes) - wanted,
                              f"{name} changed: exits {codes}")
            self.claims.claim(len(results(plan)) == len(codes) - wanted, f"{name} changed: results")
        for name in ("plan.json", "season/zones.csv", scenario):
            plan = self.fresh()
            os.remove(os.path.join(plan, name))
            self.wants(self.folder.run("sweep", "run", plan), 3, "file_missing", f"{name} missing")
        self.check_changed_list()
        plan = self.fresh()
        path = os.path.join(plan, "plan.json")
        text = sweeps.read(path).replace(b'"version": "', b'"version": "9')
        with open(path, "wb") as file:
            file.write(text)
        self.wants(self.shard(plan), 3, "plan_version", "a plan of another version")
        self.wants(self.shard(self.folder.at("nowhere")), 3, "file_missing", "no plan there")

    def check_changed_list(self):
        """plan.json itself: a point, a shard or a name less must not make a table that looks whole."""
        def shorter(plan):
            plan["shards"].pop()

        def renamed(plan):
            plan["values"][0] += "x"

        for change in (shorter, renamed):
            plan = self.fresh()
            path = os.path.join(plan, "plan.json")
            value = json.loads(sweeps.read(path))
            change(value)
            sweeps.write_json(path, value)
            for done in (self.shard(plan), self.folder.run("sweep", "run", plan),
                         self.folder.run("sweep", "missing", plan),
                         self.folder.run("sweep", "collect", plan)):
                self.wants(done, 3, "plan_damaged", f"plan.json {change.__name__}")
            self.claims.claim(not os.path.exists(os.path.join(plan, "table")), "a table was written")

    # ---- what may pass: 75 ----

    def limited(self, plan, which, limit):
        def set_limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(which, (limit, limit))

        return self.shard(plan, 1, preexec_fn=set_limit)

    def check_out_of_reach(self, plan):
        """A file that is there and cannot be opened at present, here for being a socket."""
        for name in ("plan.json", os.path.join("season", "season.json")):
            path = os.path.join(plan, name)
            os.rename(path, f"{path}.kept")
            with socket.socket(socket.AF_UNIX) as held:
                held.bind(path)
                self.wants(self.shard(plan, 1), 75, "file_missing", f"{name} out of reach")
            os.rename(f"{path}.kept", path)

    def check_passing(self, wanted):
        plan = self.fresh()
        for most in (0, 1, len(wanted) - 1):
            self.wants(self.limited(plan, resource.RLIMIT_FSIZE, most), 75, "write_failed",
                       f"a disk with room for {most} bytes")
            self.claims.claim(results(plan) == {}, f"left with {most} bytes: {list(results(plan))}")
        self.check_out_of_reach(plan)
        if not is_sanitized(self.folder.program):
            short = [self.limited(plan, resource.RLIMIT_AS, most).returncode
                     for most in range(8_000_000, 24_000_000, 400_000)]
            self.claims.claim(75 in short and set(short) <= {75, 0, LOADER},
                              f"little memory: exits {short}")
        path = os.path.join(plan, "results")
        shutil.rmtree(path, ignore_errors=True)
        with open(path, "wb"):
            pass
        self.wants(self.shard(plan, 1), 75, "write_failed", "results is no folder")
        os.remove(path)
        self.shard(plan, 1, wanted=0)
        self.claims.claim(results(plan) == {f"{self.ids[1]}.json": wanted},
                          "after it passed, the result is another")

    def check_killed(self, wanted):
        """Killed at any moment: the result is whole or not there, and the next run makes it."""
        for part in range(12):
            plan = self.fresh()
            child = self.begin(plan)
            time.sleep(part * 0.004)
            child.kill()
            child.wait()
            named = {name: data for name, data in results(plan).items() if name[0] != "."}
            self.claims.claim(named in ({}, {f"{self.ids[1]}.json": wanted}),
                              f"killed: {list(named)}")
            self.shard(plan, 1, wanted=0)
            self.claims.claim(results(plan)[f"{self.ids[1]}.json"] == wanted, "run once more")

    def check_at_once(self, wanted):
        """Several runs of one shard at the same time: all succeed with one result."""
        plan = self.fresh()
        several = [self.begin(plan, stderr=subprocess.PIPE) for _ in range(6)]
        ends = [(one.communicate()[1], one.returncode) for one in several]
        self.claims.claim(all(code == 0 for _, code in ends), f"at once: {ends}")
        self.claims.claim(results(plan) == {f"{self.ids[1]}.json": wanted}, "at once: results")


def main():
    claims = sweeps.Claims("sweep.shards")
    with sweeps.Folder(os.path.abspath(sys.argv[1])) as folder:
        shards = Shards(claims, folder)
        wanted = shards.check_again()
        shards.check_damaged_result()
        shards.check_usage()
        shards.check_changed_plan()
        shards.check_passing(wanted)
        shards.check_killed(wanted)
        shards.check_at_once(wanted)
    claims.finish()


if __name__ == "__main__":
    main()
