"""Names as the public notice shows them.

    masks.py HUAPIAN HUAPIAN_VERIFY
"""

import os
import random
import sys
import tempfile

from wanted import BLANKS, DOTS, SURNAMES, Folder, mask, runs

BASE = os.path.join(runs.REPO, "data", "seasons", "short-900")

# By hand. Blanks at the ends are trimmed from cells before anything sees them.
NAMES = {
    "": "",
    "张": "*",
    "张三": "张*",
    "李小明": "李*明",
    "王小明月": "王**月",
    "欧阳": "欧*",
    "欧阳明": "欧阳*",
    "欧阳小明": "欧阳*明",
    "司马相如": "司马*如",
    "诸葛孔明先": "诸葛**先",
    "淳于意": "淳于*",
    "张欧阳": "张*阳",
    "𠮷": "*",
    "𠮷𠮷": "𠮷*",
    "𠮷小𠀀": "𠮷*𠀀",
    "𠮷小大𠀀": "𠮷**𠀀",
    "欧阳𠮷": "欧阳*",
    "买买提·艾力": "买**·**",
    "买买提•艾力•江": "买**•**•*",
    "买买提‧艾力": "买**‧**",
    "买买提・艾力": "买**・**",
    "买买提．艾力": "买**．**",
    "阿·": "*",
    "·阿": "·*",
    "欧阳·明": "欧*·*",
    "John Smith": "J*** S****",
    "Élodie Müller": "É***** M*****",
    "Ali·Khan": "A**·****",
    "Jean-Luc": "J*******",
    "John  Smith": "J***  S****",
    "张John": "张****",
    "J": "*",
    "J S": "*",
    "J Su": "J S*",
    "张 三": "张*",
    "张\u3000三": "张*",
    "张\u00a0三": "张*",
    "张\u2002三": "张*",
    "李 小 明": "李*明",
    "欧 阳 明": "欧阳*",
    "买买提 · 艾力": "买**·**",
    "张*": "张*",
    "李*明": "李*明",
    "*": "*",
    "**": "**",
    "=张三": "=*三",
    "12345": "1***5",
    "张三" * 150: "张" + "*" * 298 + "三",
    "张,三": "张*三",
    "张\"三": "张*三",
}
ALPHABET = ["张", "三", "欧", "阳", "于", "𠮷", "𠀀", "A", "b", "É", "ɏ", "ɐ", "×", "-", "*", "1", "'",
            *DOTS, *BLANKS]
RANDOM_NAMES = 400


def random_name(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(1, 7))).strip(BLANKS)


def notice_of(program, checker, names, scratch):
    """The names that a notice shows for these, and what the checker says of them."""
    folder = Folder(BASE)
    folder.policy["roster_columns"] = ["name"]
    plain = os.path.join(scratch, "plain")
    runs.run_season(program, folder.save(os.path.join(scratch, "season")), plain)
    placed = sorted(student for student, row in runs.allocation(plain).items() if row["school_id"])
    given = dict(zip(placed, names, strict=False))
    for row in folder.tables["students"]:
        row["name"] = given.get(row["student_id"], "示例甲")
    season, out = folder.save(os.path.join(scratch, "season")), os.path.join(scratch, "out")
    runs.run_season(program, season, out)
    checked = runs.huapian(checker, season, out)
    with open(os.path.join(out, "notice.csv"), encoding="utf-8-sig", newline="") as file:
        cells = [line.split(",") for line in file.read().split("\r\n") if line]
    shown = {line[0]: line[1] for line in cells}
    return {name: shown[student] for student, name in given.items()}, checked


def main():
    failures, passed = [], 0
    rng = random.Random(11)
    cases = dict(NAMES)
    # The first and last of the Latin letters, and what stands just outside.
    for letter in "AZaz\u00c0\u024f":
        cases[f"张三 {letter}明"] = f"张* {letter}*"
    for letter in "@[`{\u00bf\u0250":
        cases[f"张三 {letter}明"] = "张**明"
    for surname in SURNAMES:
        cases[surname + "明"] = surname + "*"
        cases[surname + "小明"] = surname + "*明"
    # What this test works out itself must first be right by hand.
    for name, wanted in cases.items():
        if mask(name) != wanted:
            failures.append(f"the test masks {name!r} as {mask(name)!r}, not {wanted!r}")
    for _ in range(RANDOM_NAMES):
        name = random_name(rng)
        cases.setdefault(name, mask(name))
    with tempfile.TemporaryDirectory() as scratch:
        shown, checked = notice_of(sys.argv[1], sys.argv[2], list(cases), scratch)
        for name, wanted in cases.items():
            # The quote mark is the spreadsheet's, not the name's.
            wanted = "'" + wanted if wanted[:1] in ("=", "+", "-", "@") and wanted else wanted
            if shown.get(name) != wanted:
                failures.append(f"{name!r} ({[hex(ord(c)) for c in name[:8]]}): "
                                f"{shown.get(name)!r}, not {wanted!r}")
            else:
                passed += 1
        if checked.returncode != 0:
            failures.append(f"the checker masks otherwise: {checked.stdout}")
    if len(SURNAMES) < 80:
        failures.append(f"the page lists {len(SURNAMES)} surnames")
    runs.finish("masks", passed, failures)


if __name__ == "__main__":
    main()
