"""The table: the same however the points were parted and run, and none when a shard is not as it
must be.

    collect.py HUAPIAN
"""

import hashlib
import json
import os
import resource
import shutil
import signal
import sys

import sweeps

POINTS, PER_SHARD = 20, 3
SEAL = 64 + len(b',\n "sha256": ""\n}\n')


def sealed(data):
    """A result's bytes with the hash that is theirs."""
    body = data[:-SEAL]
    return body + b',\n "sha256": "' + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


class Tables:
    def __init__(self, claims, folder):
        self.claims, self.folder = claims, folder
        self.plan = folder.plan("plan", POINTS, PER_SHARD)
        self.serial = folder.serial(self.plan)
        with open(os.path.join(self.plan, "plan.json"), encoding="utf-8") as file:
            self.ids = [shard["shard"] for shard in json.load(file)["shards"]]

    def done(self):
        """A copy of the plan with all results and no table."""
        copy = self.folder.at("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(f"{self.plan}-serial", copy)
        shutil.rmtree(os.path.join(copy, "table"))
        return copy

    def result(self, plan, shard):
        return os.path.join(plan, "results", f"{self.ids[shard]}.json")

    def wants(self, plan, code, *words):
        done = self.folder.run("sweep", "collect", plan)
        said = done.returncode == code and all(word in done.stderr for word in words)
        self.claims.claim(said, f"exit {done.returncode}, not {code} with {words}: {done.stderr}")
        if code != 0:
            self.claims.claim(not os.path.exists(os.path.join(plan, "table")),
                              "a table was written")

    def check_same(self):
        rows = sweeps.rows(os.path.join(f"{self.plan}-serial", "table", "sweep.csv"))
        self.claims.claim([row["point"] for row in rows] == [str(p) for p in range(POINTS + 1)],
                          "the rows are not the points")
        whole = json.loads(self.serial[1])
        columns = ["point", "scenario", *whole["values"], *whole["figures"]]
        self.claims.claim(list(rows[0]) == columns and all(
            [row[name] for name in whole["figures"]] == list(map(str, point["figures"]))
            for row, point in zip(rows, whole["points"])), "sweep.json says otherwise")
        for per_shard in (1, 8, 100):
            other = self.folder.plan(f"by-{per_shard}", POINTS, per_shard)
            self.folder.run("sweep", "run", other, "--workers", "3", "--quiet", wanted=0)
            self.claims.claim(sweeps.table(other) == self.serial,
                              f"shards of {per_shard} give another table")
        plan = self.done()
        self.wants(plan, 0)
        self.claims.claim(sweeps.table(plan) == self.serial, "collected once more, it is another")
        self.wants(plan, 0)
        elsewhere = self.folder.at("elsewhere")
        self.folder.run("sweep", "collect", plan, "--out", elsewhere, wanted=0)
        self.claims.claim(sorted(os.listdir(elsewhere)) == sorted(["manifest.json", *sweeps.TABLE]),
                          f"the table's files: {os.listdir(elsewhere)}")
        with open(os.path.join(plan, "table", "sweep.csv"), "ab") as file:
            file.write(b"\n")
        done = self.folder.run("sweep", "collect", plan)
        self.claims.claim(done.returncode == 1 and "table_differs" in done.stderr,
                          f"another table: exit {done.returncode} {done.stderr}")

    def check_missing(self):
        plan = self.done()
        for shard in (0, 2, 3, 4, 6):
            os.remove(self.result(plan, shard))
        self.wants(plan, 1, "shards_missing", "5 shards have no result: 0, 2-4, 6")
        listed = self.folder.run("sweep", "missing", plan, wanted=0).stdout
        self.claims.claim(listed.split() == ["0", "2", "3", "4", "6"], f"missing: {listed}")
        self.folder.run("sweep", "run", plan, wanted=0)
        self.claims.claim(sweeps.table(plan) == self.serial, "the rest gives another table")
        plan = self.done()
        shutil.rmtree(os.path.join(plan, "results"))
        self.wants(plan, 1, "7 shards have no result: 0-6")

    def check_doubled(self):
        plan = self.done()
        shutil.copy(self.result(plan, 1), os.path.join(plan, "results", "copy.json"))
        self.wants(plan, 1, "result_twice", "shard 1 ")
        os.remove(os.path.join(plan, "results", "copy.json"))
        self.wants(plan, 0)

    def check_differing(self):
        plan = self.done()
        data = sweeps.read(self.result(plan, 2))
        other = sealed(data.replace(b'"children": 400', b'"children": 401', 1))
        self.claims.claim(other != data, "the result was not changed")
        with open(os.path.join(plan, "results", "zz.json"), "wb") as file:
            file.write(other)
        self.wants(plan, 1, "result_differs", "shard 2 ")

    def check_damaged(self):
        plan = self.done()
        data = sweeps.read(self.result(plan, 3))
        more = sweeps.read(self.result(plan, 4))
        changed = data.replace(b'"children": 4', b'"children": 5', 1)
        for bad in (data[:-1], changed, b"", b"x" * 500, sealed(b"[]" + data[-SEAL:])):
            with open(self.result(plan, 3), "wb") as file:
                file.write(bad)
            self.wants(plan, 1, "result_damaged", self.ids[3])
        with open(self.result(plan, 3), "wb") as file:
            file.write(sealed(data.replace(self.ids[3].encode(), self.ids[4].encode())))
        self.wants(plan, 1, "result_damaged")
        with open(self.result(plan, 3), "wb") as file:
            file.write(more)
        self.wants(plan, 1, "result_twice", "1 shards have no result: 3")
        with open(self.result(plan, 3), "wb") as file:
            file.write(data)
        for name in (".huapian-abc123", "notes.txt"):
            with open(os.path.join(plan, "results", name), "wb") as file:
                file.write(data[:100])
        self.wants(plan, 0)

    def check_foreign(self):
        plan = self.done()
        other = self.folder.at("by-8", "results")
        name = sorted(os.listdir(other))[0]
        shutil.copy(os.path.join(other, name), os.path.join(plan, "results", name))
        self.wants(plan, 1, "result_damaged", name)

    def check_no_folder(self):
        """What is there and is no folder of results is the machine's failure, not a missing shard."""
        plan = self.done()
        shutil.rmtree(os.path.join(plan, "results"))
        with open(os.path.join(plan, "results"), "wb"):
            pass
        self.wants(plan, 4, "file_missing", "results")

    def check_full(self):
        """A disk that is full is the machine's failure: 4, and no table."""
        plan = self.done()

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        done = self.folder.run("sweep", "collect", plan, preexec_fn=limit)
        self.claims.claim(done.returncode == 4 and "write_failed" in done.stderr and
                          sorted(os.listdir(plan)) == sorted(os.listdir(self.done())),
                          f"a full disk: exit {done.returncode} {done.stderr}")


def main():
    claims = sweeps.Claims("sweep.collect")
    with sweeps.Folder(os.path.abspath(sys.argv[1])) as folder:
        tables = Tables(claims, folder)
        tables.check_same()
        tables.check_missing()
        tables.check_doubled()
        tables.check_differing()
        tables.check_damaged()
        tables.check_foreign()
        tables.check_no_folder()
        tables.check_full()
    claims.finish()


if __name__ == "__main__":
    main()
