"""Each step of the proof refuses by itself what it is there for.

    proof.py HUAPIAN HUAPIAN_VERIFY

Small runs are made wrong by hand, with every distance and every level's value true for what they
say. The steps that fail are claimed one by one: what one step must see is not left to another.
"""

import hmac
import json
import os
import shutil
import subprocess
import sys
import tempfile

from run_folder import Run, runs

NEAREST = "nearness-sum-of-metres"
LOTTERY = "lottery-on-the-face"
SERIAL = "serial-order-and-going-on"
PROOF = range(6, 20)  # of the files for people and the rest of result.json it is not asked


def place(run, student, school, metres):
    row = next(r for r in run.rows if r["student_id"] == student)
    row.update(school_id=school, distance_m=str(metres))


def values(run, *wanted):
    """The levels' values of the first stage, in both files."""
    for levels in (run.result["stages"][0]["levels"], run.certificate["stages"][0]["levels"]):
        for level, value in zip(levels, wanted, strict=True):
            level["value"] = value


def prices(run, **wanted):
    run.certificate["stages"][0]["prices"] = [{"school_id": school, "price": price}
                                              for school, price in sorted(wanted.items())]


def a_greater_sum_of_metres(run):
    place(run, "c1", "S1", 100)
    place(run, "c3", "S2", 200)
    values(run, 3, 0, 401)


def one_child_less(run):
    row = next(r for r in run.rows if r["student_id"] == "c1")
    row.update(status="unplaced", stage="", route="", school_id="", distance_m="", lottery="")
    values(run, 2, 0, 211)


def no_prices(run):
    prices(run)


def lower_prices_that_prove(run):
    prices(run, S1=[[2, 10]])


def a_price_below_nought(run):
    prices(run, S1=[[2, 5]], S2=[[2, -5]])


def a_price_that_is_too_high(run):
    prices(run, S1=[[0, 1], [2, 1]], S2=[[0, 1], [2, -10]])


def a_seat_for_two(run):
    place(run, "c1", "S1", 100)
    values(run, 3, 0, 211)
    prices(run)


def a_wrong_value(run):
    values(run, 3, 0, 220)


def the_other_winner(run):
    place(run, "c1", "S2", 100)
    place(run, "c2", "S1", 300)


def the_later_of_two_ids(run):
    place(run, "c1", "S2", 100)


def the_other_winner_alone(run):
    """In the program without the protected."""
    admitted = run.certificate["stages"][0]["without_protected"]["admitted"]
    first, second = admitted[:2]
    first[1], second[1] = second[1], first[1]


def another_number(run):
    run.rows[0]["lottery"] = "0" * 20


def a_metre_off(run):
    run.rows[0]["distance_m"] = str(int(run.rows[0]["distance_m"]) + 1)


def another_turn(run):
    order = next(s for s in run.certificate["stages"] if "order" in s)["order"]
    order[0], order[1] = order[1], order[0]


def number(run, stage, student):
    text = hmac.new(run.result["lottery_seed"].encode(), f"{stage}\n{student}".encode(), "sha256")
    return f"{int.from_bytes(text.digest()[:8], 'big'):020d}"


def out_of_turn(run):
    """The next in the order has the seat; who should have it goes on to the later stage."""
    first, second = ([r for r in run.rows if r["student_id"] == i][0] for i in ("c1", "c3"))
    for key in ("stage", "route", "school_id", "distance_m", "reason"):
        first[key], second[key] = second[key], first[key]
    for row in (first, second):
        row["lottery"] = number(run, row["stage"], row["student_id"])


def sound(run):
    pass


# LOTTERY with other schools: S1 is as far as S2 from A1, and both have seats to spare.
ROOMY = (("schools.csv", "S1,第一小学,primary,urban,public,2015,300,0,1,1,0",
          "S1,第一小学,primary,urban,public,2015,-100,0,1,4,0"),
         ("schools.csv", "S2,第二小学,primary,urban,public,2015,100,0,1,1,0",
          "S2,第二小学,primary,urban,public,2015,100,0,1,4,0"))
# LOTTERY with a protected child, whom a later stage serves.
PROTECTED = (("students.csv", "c4,", "b1,,,,A2,1\nc4,"),
             ("policy.json", '{"id": "A"', '{"id": "B", "name": "示例类别B", '
              '"when": {"column": "migrant", "equals": "1"}, "address": ["residence"], '
              '"guaranteed": true}, {"id": "A"'),
             ("policy.json", '"choose": "nearest"}', '"choose": "nearest"}, {"id": "s2", '
              '"name": "示例批次s2", "serve": ["B"], "routes": [{"kind": "any"}], '
              '"choose": "nearest"}'))

CASES = (
    (ROOMY, sound, set()),
    (ROOMY, the_later_of_two_ids, {17}),
    (PROTECTED, sound, set()),
    (PROTECTED, the_other_winner_alone, {18}),
    (NEAREST, sound, set()),
    (NEAREST, a_greater_sum_of_metres, {15, 16, 17}),
    (NEAREST, one_child_less, {15, 16, 17}),
    (NEAREST, no_prices, {15, 16, 17}),
    (NEAREST, lower_prices_that_prove, {16}),
    (NEAREST, a_price_below_nought, {15, 16, 17}),
    (NEAREST, a_price_that_is_too_high, {15, 16, 17}),
    (NEAREST, a_seat_for_two, {9, 15, 16, 17}),
    (NEAREST, a_wrong_value, {14}),
    (LOTTERY, sound, set()),
    (LOTTERY, the_other_winner, {17}),
    (LOTTERY, another_number, {13}),
    (LOTTERY, a_metre_off, {12}),
    (SERIAL, another_turn, {19}),
    (SERIAL, out_of_turn, {19}),
)


def failing(checker, season, folder):
    done = subprocess.run([checker, season, folder, "--json"], capture_output=True, check=False)
    return {step["step"] for step in json.loads(done.stdout) if not step["pass"]}


def golden_season(golden, folder):
    """The folder of a golden season, or of LOTTERY's with edits."""
    edits = () if isinstance(golden, str) else golden
    shutil.copytree(os.path.join(runs.REPO, "tests", "golden", LOTTERY if edits else golden), folder)
    for name, old, new in edits:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert old in text, old
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))
    return folder


def main():
    program, checker = sys.argv[1:]
    failures, passed = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, (golden, change, wanted) in enumerate(CASES):
            season = golden_season(golden, os.path.join(scratch, f"season-{number}"))
            out, folder = (os.path.join(scratch, f"{name}-{number}") for name in ("out", "changed"))
            runs.run_season(program, season, out)
            run = Run(out)
            change(run)
            run.write(folder)
            got = failing(checker, season, folder) & set(PROOF)
            failures += [] if got == wanted else [f"{change.__name__} on {golden}: {sorted(got)}"]
            passed += got == wanted
    runs.finish("proof", passed, failures)


if __name__ == "__main__":
    main()
