"""Seasons whose serial stages are crowded: guaranteed children of many ranks, short of seats, who
list schools that others count on. The look-ahead decides at nearly every turn."""

import csv
import json
import os
import random

from run_folder import runs


def rewrite(path, edit):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = edit(rows) + [c for c in rows[0]]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, dict.fromkeys(columns))
        writer.writeheader()
        writer.writerows(rows)


def policy_of(rng, old):
    """Every category of the old policy, some without a guarantee, in serial stages alone."""
    ids = [c["id"] for c in old["categories"]]
    for category in old["categories"]:
        category["guaranteed"] = rng.random() < 0.8
    first, later = ids[:], ids[:]
    rng.shuffle(first)
    rng.shuffle(later)
    near = {"kind": "any", "within_m": rng.choice([1500, 3000, 5000])}
    stages = [{"id": "one", "name": "示例批次一", "serve": first[:rng.randrange(2, len(ids) + 1)],
               "routes": [{"kind": "choice"}, *rng.choice([[], [near], [{"kind": "feeder"}]])],
               "choose": "serial"},
              {"id": "two", "name": "示例批次二", "serve": later, "choose": "serial",
               "routes": [{"kind": "choice"}, {"kind": "feeder"}, near]}]
    order = ids[:]
    rng.shuffle(order)
    return dict(old, stages=stages, guarantee_order=order)


def make(program, folder, seed):
    """An invented season in the folder."""
    rng = random.Random(seed)
    done = runs.huapian(program, "generate", folder, "--students", 150, "--schools", 6, "--seed",
                        f"crowded {seed}")
    assert done.returncode == 0, done.stderr
    old = runs.load(folder, "policy.json")
    with open(os.path.join(folder, "policy.json"), "w", encoding="utf-8") as file:
        json.dump(policy_of(rng, old), file, ensure_ascii=False)
    juniors = []

    def schools(rows):
        for row in rows:
            if row["level"] == "junior":
                juniors.append(row["school_id"])
                row["plan"] = str(rng.randrange(5, 35))
        return []

    def students(rows):
        for row in rows:
            row.update({f"choice_{i}": "" for i in range(1, 4)})
            listed = rng.sample(juniors, min(len(juniors), rng.randrange(4)))
            row.update({f"choice_{i + 1}": school for i, school in enumerate(listed)})
        return ["student_id"]

    rewrite(os.path.join(folder, "schools.csv"), schools)
    rewrite(os.path.join(folder, "students.csv"), students)
