"""Every explanation of many seasons, statement by statement, against the rules worked out anew.

    explain.py PROGRAM
"""

import collections
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import seasons
import pages
import reference as ref
import runs
from telling import CachedSeason, Run, Teller
from words import PARTS, SAYS, fill

DATA = ("dates-600", "gb18030-800", "primary-900", "rounds-700", "short-900", "zh-1200")
DATA_SAMPLE = 32      # children of each
RANDOM = range(1, 81)
OTHER_SAMPLE = 4      # one child in so many is also asked for in English and as a text


class Claims:
    """Counts what held, and what did not."""

    def __init__(self):
        self.passed, self.failures = 0, []
        self.counts = collections.Counter()
        self.about = ""

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(f"{self.about}: {what}")
        return holds

    def count(self, name, number=1):
        self.counts[name] += number

    def add(self, other):
        self.passed += other.passed
        self.failures += other.failures
        self.counts += other.counts


class Task:
    """A season, a run of it, and the children to ask for; `sample` 0: every child."""

    def __init__(self, name, season, out, sample=0, canary=False):
        self.name, self.season, self.out, self.sample = name, Path(season), Path(out), sample
        self.canary = canary


def explain(program, task, student_id, *options):
    return runs.huapian(program, "explain", task.season, task.out, student_id, *options)


# ---- one explanation ----

def compare(claims, said, wanted, language):
    """Every statement: its code, its values, its text; nothing missing, nothing twice."""
    got = [(entry["code"], entry["values"]) for entry in said]
    for code, values in wanted:
        claims.claim((code, values) in got, f"missing: {code} {values}")
    for code, values in got:
        claims.claim((code, values) in wanted, f"not so: {code} {values}")
    claims.claim(got == wanted, "another order, or a statement twice")
    for entry in said:
        wording = SAYS[entry["code"]]
        text = fill(getattr(wording, language), entry["values"])
        claims.claim(entry["text"] == text and entry["part"] == wording.part
                     and "{" not in text, f"another text: {entry['text']}")
        claims.count("code " + entry["code"])
        for name in entry["values"]:
            claims.count(f"value {entry['code']} {name}")


def as_text(statements, language):
    """The form for people, from the statements."""
    lines, part = [], ""
    for entry in statements:
        if entry["part"] != part:
            part = entry["part"]
            lines += [""] * bool(lines)
            title = getattr(PARTS[part], language)
            lines.append(f"【{title}】" if language == "zh" else title)
        lines.append(entry["text"])
    return "\n".join(lines) + "\n"


def numbers(statements):
    """What does not depend on the language."""
    return [(entry["code"], sorted(entry["values"]),
             [re.findall(r"\d+", value) for _, value in sorted(entry["values"].items())])
            for entry in statements]


def check_other_forms(claims, program, task, season, run, student, statements):
    """As a text; in English; and as a text in English."""
    done = explain(program, task, student.student_id)
    claims.claim(done.stdout == as_text(statements, "zh"), "the text differs from the statements")
    done = explain(program, task, student.student_id, "--json", "--language", "en")
    english = json.loads(done.stdout)
    claims.claim(english["language"] == "en", "not in English")
    compare(claims, english["statements"], Teller(season, run, student, "en", claims).tell(), "en")
    claims.claim(numbers(english["statements"]) == numbers(statements),
                 "the languages do not say the same")
    for entry in english["statements"]:
        claims.claim(not re.search(r"\b1 (children|seats|steps|places)\b", entry["text"]),
                     f"grammar: {entry['text']}")
    done = explain(program, task, student.student_id, "--language", "en")
    claims.claim(done.stdout == as_text(english["statements"], "en"),
                 "the English text differs from the statements")


def check_privacy(claims, season, student, statements):
    """Nothing of another child: neither id, name, register number nor lottery number."""
    own = {season.lottery_number(stage, student) for stage in season.stages}
    everything = json.dumps([[entry["values"], entry["text"]] for entry in statements],
                            ensure_ascii=False)
    for other in season.students:
        if other is student:
            continue
        for column in ("student_id", "name", "register_no", "id_number"):
            cell = other.row.get(column, "")
            claims.claim(len(cell) < 6 or cell not in everything,
                         f"tells of another child: {column} {cell}")
    for entry in statements:
        if entry["code"] != "cut_off":
            others = set(re.findall(r"(?<!\d)\d{20}(?!\d)", entry["text"])) - own
            claims.claim(not others, f"another child's number: {entry['text']}")


def check_child(claims, program, task, season, run, student, every):
    claims.about = f"{task.name} {student.student_id}"
    done = explain(program, task, student.student_id, "--json")
    if not claims.claim(done.returncode == 0, f"exit {done.returncode} {done.stderr}"):
        return
    answer = json.loads(done.stdout)
    claims.claim(answer["language"] == "zh", "not in Chinese")
    compare(claims, answer["statements"], Teller(season, run, student, "zh", claims).tell(), "zh")
    check_privacy(claims, season, student, answer["statements"])
    if every:
        check_other_forms(claims, program, task, season, run, student, answer["statements"])
    claims.count("children")


def check_task(program, task):
    """All children of a task. Runs in a process of its own."""
    claims = Claims()
    season = CachedSeason(task.season)
    run = Run(season, task.out)
    students = season.students
    if task.sample:
        step = max(1, len(students) // task.sample)
        students = students[len(task.name) % step::step]
    for number, student in enumerate(students):
        check_child(claims, program, task, season, run, student, number % OTHER_SAMPLE == 0)
    return claims


# ---- the seasons ----

def run_of(program, name, season, out, *options, **task):
    done = runs.huapian(program, "run", season, "--out", out, "--quiet", *options)
    return Task(name, season, out, **task) if done.returncode in (0, 1) else None


def with_canaries(season):
    """Gives every child a name, a register number and an id that nobody else could have."""
    path = season / "students.csv"
    rows = ref.read_table(path, "students")
    lines = [",".join([*rows[0], *({"name", "register_no"} - set(rows[0]))])]
    header = lines[0].split(",")
    for number, row in enumerate(rows):
        row |= {"student_id": f"CANARY-{number:05}", "name": f"金丝雀{number:05}",
                "register_no": f"REG{number:05}"}
        lines.append(",".join(row[column] for column in header))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return season


def tasks_of(program, scratch):
    """Every season with a finished run. Seasons that end without a result are left out."""
    made = []

    def add(name, season, *options, **task):
        out = scratch / f"out-{len(made)}-{name}"
        made.append(run_of(program, name, season, out, *options, **task))

    for name in DATA:
        add(name, seasons.DATA / name, sample=DATA_SAMPLE)
    for students, schools, more in ((40, 2, ()), (150, 5, ()), (120, 4, ("--primary",))):
        folder = scratch / f"made-{students}"
        add(f"made-{students}", seasons.generate(program, folder, students, schools, *more))
    folder = with_canaries(seasons.generate(program, scratch / "canaries", 90, 4))
    add("canaries", folder)
    for folder in sorted(path.parent for path in seasons.GOLDEN.glob("*/season.json")):
        add(folder.name, folder)
    for make in seasons.MADE:
        add(make.__name__, make(scratch / make.__name__))
    for seed in RANDOM:
        add(f"random-{seed}", seasons.random_one(scratch / f"random-{seed}", seed))
    for season, until in ((scratch / "made-150", "feeder"), (scratch / "made_order", "points"),
                          (scratch / "made_filters", "one"), (scratch / "made_serial", "choice"),
                          (seasons.TINY, "feeder")):
        part = scratch / f"part-{len(made)}"
        made.append(run_of(program, f"{season.name} until {until}", season, part, "--until", until))
        add(f"{season.name} after {until}", season, "--after", part)
    return [task for task in made if task is not None]


# ---- what is refused ----

def check_refusals(claims, program, scratch):
    season, out = scratch / "changed", scratch / "changed-out"
    shutil.copytree(seasons.TINY, season)
    runs.run_season(program, season, out)
    task = Task("changed", season, out)
    claims.about = "refusals"

    def ends(code, word, student_id, *options):
        done = explain(program, task, student_id, *options)
        claims.claim(done.returncode == code and word in done.stderr and (code == 0) == bool(
            done.stdout), f"exit {done.returncode}, {code} {word} expected: {done.stderr}")

    ends(0, "", "26001")
    ends(2, "student_unknown", "26999")
    ends(2, "", "26001", "--internal")
    ends(2, "", "26001", "--language", "fr")
    allocation, manifest = out / "allocation.csv", out / "manifest.json"
    kept, listed = allocation.read_bytes(), manifest.read_text("utf-8")
    tampered = kept.replace(b"26004,admitted,feeder,B,feeder,J2", b"26004,admitted,feeder,B,feeder,J1")
    claims.claim(tampered != kept, "nothing was tampered with")
    allocation.write_bytes(tampered)
    ends(3, "earlier_manifest", "26001")
    manifest.write_text(listed.replace(digest(kept), digest(tampered)), "utf-8")
    ends(3, "run_differs", "26001")
    allocation.write_bytes(kept)
    manifest.write_text(listed, "utf-8")
    ends(0, "", "26001")
    students = season / "students.csv"
    text = students.read_text("utf-8")
    students.write_text(text.replace("26004,P1,A2", "26004,P1,A1"), "utf-8")
    claims.claim(students.read_text("utf-8") != text, "no fact was changed")
    ends(3, "run_differs", "26001")
    students.write_text(text, "utf-8")
    ends(0, "", "26001")
    allocation.unlink()
    ends(3, "", "26001")


def digest(data):
    return hashlib.sha256(data).hexdigest()


def check_codes(claims):
    """Every code for families has been said, and the documentation lists every code."""
    claims.about = "codes"
    families = [code for code, wording in SAYS.items() if wording.part != "internal"]
    claims.claim(len(families) > 40, "the codes were not found")
    for code in families:
        claims.claim(claims.counts["code " + code] > 0, f"no child was told {code}")


def check_page(claims):
    """The page lists exactly the codes, in their order, with the values that were told; and every
    example is the code's sentence."""
    claims.about = "docs/explanations.md"
    for part, title in PARTS.items():
        rows = pages.tables("docs/explanations.md", f"codes of {part}")
        listed = [row[0].strip("`") for row in rows]
        wanted = [code for code, wording in SAYS.items() if wording.part == part]
        claims.claim(listed == wanted, f"{part}: {listed}, {wanted} expected")
        heading = f"### {part}: {title.en}, {title.zh}\n"
        claims.claim(heading in pages.read("docs/explanations.md"), f"no heading {heading}")
        for code, row in zip(listed, rows):
            names = set(re.findall(r"`(\w+)`", row[2]))
            wording = SAYS.get(code)
            told = {name for name in names if claims.counts[f"value {code} {name}"]}
            missed = {key.split()[2] for key in claims.counts
                      if key.startswith(f"value {code} ")} - names
            claims.claim(part == "internal" or told == names and not missed,
                         f"{code}: values {names - told} are never told, {missed} are not listed")
            for example, sentence in ((row[3], wording.zh), (row[4], wording.en)):
                placeholders = set(re.findall(r"\{(\w+)\}", sentence))
                claims.claim(placeholders <= names, f"{code}: {placeholders - names} not listed")
                form = re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence))
                claims.claim(re.fullmatch(form, example), f"{code}: no such sentence: {example}")


def main():
    program = os.path.abspath(sys.argv[1])
    claims = Claims()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        tasks = tasks_of(program, scratch)
        with concurrent.futures.ProcessPoolExecutor() as pool:
            for done in pool.map(check_task, [program] * len(tasks), tasks):
                claims.add(done)
        check_refusals(claims, program, scratch)
    check_codes(claims)
    check_page(claims)
    claims.claim(claims.counts["children"] > 1000, "too few children")
    claims.claim(claims.counts["tried"] > 100, "too few refusals were tried")
    claims.claim(claims.counts["seats tried"] > 100, "too few seats were taken away")
    for state in ("all_given", "all_kept", "some_left", "some_left in spite of a forecast"):
        claims.claim(claims.counts["state " + state] > 0, f"no school is in the state {state}")
    print(f"{claims.counts['children']} children, {claims.counts['tried']} refusals tried out")
    runs.finish("explain", claims.passed, claims.failures)


if __name__ == "__main__":
    main()
