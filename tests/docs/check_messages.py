"""Holds messages and lists to the sources.

    check_messages.py

* Every message of the program has a Chinese translation with the same placeholders, and every
  entry of the catalogue is a text of the sources.
* No Chinese text of the program or the documentation has a forbidden word.
* The lists in docs/season-format.md say what the sources say: findings, table columns, reasons,
  statuses, columns of schools.csv, keys of the JSON files.
* docs/policy.md tells of every key and word that the reader of the policy knows; README.md lists
  every command, engine/README.md every room in the order of scripts/check-rooms.
"""

import os
import re

import pages

FORMAT = "docs/season-format.md"
POLICY = "docs/policy.md"
CATALOGUE = "engine/locale/zh_CN.po"
FORBIDDEN = ("落选", "不录取", "淘汰", "外来", "学区房", "价格", "摇奖", "抽奖")
# 区外 and 来区 are two words; what they form where they meet is not the forbidden one.
APART = ("区外来区",)

STRING = r'"((?:[^"\\]|\\.)*)"'
STRINGS = rf'(?:{STRING}\s*)+'


# ---- sources ----

def sources(suffixes=(".c", ".h")):
    for folder, _, names in os.walk(os.path.join(pages.REPO, "engine")):
        for name in sorted(names):
            if name.endswith(suffixes):
                yield os.path.relpath(os.path.join(folder, name), pages.REPO)


def unescape(text):
    """A C string's text; \\x bytes are UTF-8."""
    plain = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "0": "\0"}
    return re.sub(r"\\(x[0-9a-f]{2}|.)", lambda m: plain.get(m[1], ""), text)


def joined(literals):
    """One or more adjacent C strings as one text."""
    return "".join(unescape(part) for part in re.findall(STRING, literals))


def code(path):
    """A source without comments, characters and line ends of macros; strings stay."""
    text = pages.read(path).replace("\\\n", "\n")
    return re.sub(rf"{STRING}|'(?:[^'\\]|\\.)+'|/\*.*?\*/",
                  lambda m: m[0] if m[0][0] == '"' else " ", text, flags=re.DOTALL)


def findings():
    """(code, severity, sentence) in the order of the table."""
    text = code("engine/base/finding.h")
    return [(m[1], "error" if m[2] == "HP_ERROR" else "warning", joined(m[3]))
            for m in re.finditer(rf"X\((\w+), (HP_\w+),\s*({STRINGS})\)", text)]


def messages():
    """Every text that the program translates, with the file that it stands in."""
    found = [(sentence, "engine/base/finding.h") for _, _, sentence in findings()]
    for path in sources():
        text = code(path)
        for m in re.finditer(rf"\b(?:TR|cli_text|dgettext)\((?:\"huapian\", )?({STRINGS})\)", text):
            found.append((joined(m[1]), path))
        for m in re.finditer(rf"\.(?:summary|details) =\s*({STRINGS}),", text):
            found.append((joined(m[1]), path))
    return found


def literals():
    """Every C string of the engine, adjacent ones joined."""
    return {joined(m[0]) for path in sources() for m in re.finditer(STRINGS, code(path))}


# ---- the catalogue ----

def catalogue():
    """msgid to msgstr."""
    entries, field, pair = {}, None, {"msgid": "", "msgstr": ""}
    for line in pages.read(CATALOGUE).split("\n") + [""]:
        start = re.match(r"(msgid|msgstr) ", line)
        if start and start[1] == "msgid":
            pair = {"msgid": "", "msgstr": ""}
        field = start[1] if start else field
        text = re.search(STRING, line) if not line.startswith("#") else None
        if text:
            pair[field] += unescape(text[1])
        elif field == "msgstr":
            entries[pair["msgid"]] = pair["msgstr"]
            field = None
    return {key: value for key, value in entries.items() if key}


def placeholders(text):
    printf = re.findall(r"%[-+ 0-9.*]*(?:l|ll|z)?[a-zA-Z%]", text)
    return sorted(re.findall(r"\{\d\}", text)), printf


def has_chinese(text):
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def check_catalogue(claims):
    entries, texts = catalogue(), literals()
    claims.claim(len(messages()) > 100, "the messages were not found")
    for text, path in messages():
        if not claims.claim(text in entries, f"{path}: not in {CATALOGUE}: {text!r}"):
            continue
        claims.claim(has_chinese(entries[text]), f"{CATALOGUE}: not Chinese: {text!r}")
        claims.claim(placeholders(text) == placeholders(entries[text]),
                     f"{CATALOGUE}: other placeholders: {text!r}")
        claims.claim(text.endswith("\n") == entries[text].endswith("\n"),
                     f"{CATALOGUE}: another end of line: {text!r}")
    for text in entries:
        claims.claim(text in texts, f"{CATALOGUE}: no source says {text!r}")


# ---- words ----

def check_words(claims):
    texts = [(CATALOGUE, text) for text in catalogue().values()]
    texts += [(path, text) for path in sources() for text in re.findall(STRING, code(path))]
    texts += [(page, pages.read(page)) for page in pages.pages()]
    texts += [("tests/docs/tiny/policy.json", pages.read("tests/docs/tiny/policy.json"))]
    claims.claim(any(has_chinese(text) for _, text in texts), "no Chinese text was found")
    for place, text in texts:
        for phrase in APART:
            text = text.replace(phrase, "")
        for word in FORBIDDEN:
            claims.claim(word not in text, f"{place}: {word}")


# ---- lists ----

def same_list(claims, what, documented, wanted, page=FORMAT):
    for entry in wanted:
        claims.claim(entry in documented, f"{page}: {what}: {entry} is missing")
    for entry in documented:
        claims.claim(entry in wanted, f"{page}: {what}: the source has no {entry}")
    claims.claim(documented == wanted, f"{page}: {what}: the order is another")
    claims.claim(wanted, f"{what}: nothing was found in the source")


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def check_findings(claims):
    rows = [(quoted(row[0])[0], row[1], row[2]) for row in pages.tables(FORMAT, "findings")]
    same_list(claims, "the findings", rows, findings())


PRESENCE = {"HP_REQUIRED": "required", "HP_PRESENT": "may be empty", "HP_OPTIONAL": "optional"}


def columns(table):
    """(name, Chinese names, presence) of a table's columns in engine/season/columns.c."""
    text = code("engine/season/columns.c")
    body = re.search(rf"hp_column {table}_columns\[\] = \{{(.*?)\n\}};", text, re.DOTALL)[1]
    body = re.sub(r"CHOICE\((\d)\)", r'{"choice_\1", "志愿\1", NULL, HP_CELL_SCHOOL, HP_OPTIONAL,',
                  body)
    return [(m[1], [name for name in (m[2], m[3]) if name], PRESENCE[m[4]])
            for m in re.finditer(rf'\{{{STRING}, {STRING}, (?:NULL|{STRING}), \w+,\s*(HP_\w+),',
                                 re.sub(r"\s+", " ", body))]


def check_columns(claims):
    for table, tag in (("school", "schools"), ("area", "areas"), ("zone", "zones"),
                       ("feeder", "feeders"), ("student", "students"), ("distance", "distances"),
                       ("projection", "projection")):
        rows = [(quoted(row[0])[0], row[1].split(" / "), row[2].split(",")[0])
                for row in pages.tables(FORMAT, f"columns of {tag}")]
        same_list(claims, f"the columns of {tag}", rows, columns(table))


def check_outputs(claims):
    allocation = code("engine/publish/allocation.c")
    reasons = re.search(r"define REASON_TABLE\(X\)(.*?)typedef", allocation, re.DOTALL)[1]
    same_list(claims, "the reasons", [quoted(row[0])[0] for row in pages.tables(FORMAT, "reasons")],
              re.findall(r"X\((\w+)\)", reasons))
    header = joined(re.search(r'"student_id,[^"]*"', allocation)[0])
    same_list(claims, "the columns of allocation.csv",
              [quoted(row[0])[0] for row in pages.tables(FORMAT, "columns of allocation.csv")],
              header.strip().split(","))
    statuses = re.findall(r"\[HP_\w+\] = \"(\w+)\"", allocation)
    same_list(claims, "the statuses", sorted(quoted(row[0])[0]
                                             for row in pages.tables(FORMAT, "statuses")),
              sorted(statuses))
    schools = code("engine/publish/schools.c")
    header = re.search(r"static void write_header(.*?)\n\}", schools, re.DOTALL)[1]
    names = "".join(joined(m[0]) for m in re.finditer(STRINGS, header)).strip()
    names = names.replace("%s", "…").split(",")
    same_list(claims, "the columns of schools.csv",
              [quoted(row[0])[0] for row in pages.tables(FORMAT, "columns of schools.csv")], names)


def check_keys(claims):
    text = code("engine/publish/result.c")
    wanted = set(re.findall(r'(?:hp_out_\w+|write_ids|write_share)\(&?out, "(\w+)"', text))
    documented = [key for tag in ("keys of result.json", "keys of shortage.json")
                  for row in pages.tables(FORMAT, tag) for key in quoted(row[0])]
    same_list(claims, "the keys of result.json and shortage.json", sorted(set(documented)),
              sorted(wanted))
    settings = code("engine/season/settings.c")
    keys = re.search(r"keys\[\] = \{(.*?)\}", settings, re.DOTALL)[1]
    same_list(claims, "the keys of season.json",
              sorted(quoted(row[0])[0] for row in pages.tables(FORMAT, "keys of season.json")),
              sorted(re.findall(r'"(\w+)"', keys)))


# The words that a policy may use stand in these arrays.
WORDS = ("kind_words", "comparison_words", "route_words", "hp_setting_words", "hp_ownership_words",
         "chooses", "directions", "missings")


def check_policy_keys(claims):
    wanted = set()
    for path in ("engine/policy/policy.c", "engine/policy/predicate.c", "engine/season/data.c"):
        text = code(path)
        for m in re.finditer(rf'CHECK_KEYS\(\w+, \w+, [^,]+,((?:\s*{STRING},?)+)\)', text):
            wanted |= set(re.findall(r'"(\w+)"', m[1]))
        for m in re.finditer(r"(\w+)\[\w*\] = \{(.*?)\}", text, re.DOTALL):
            wanted |= set(re.findall(r'"(\w+)"', m[2])) if m[1] in WORDS else set()
    documented = {word for _, line in pages.prose(POLICY) for word in quoted(line)}
    claims.claim(len(wanted) > 60, "the keys of the policy were not found")
    for key in sorted(wanted):
        claims.claim(key in documented, f"{POLICY} does not tell of `{key}`")


def check_commands(claims):
    usages = [joined(m[1]) for path in sources() if path.startswith("engine/cli/")
              for m in re.finditer(rf"\.usage =\s*({STRINGS}),", code(path))]
    rows = [quoted(row[0])[0] for row in pages.tables("README.md", "commands")]
    same_list(claims, "the commands", sorted(rows), sorted(f"huapian {usage}" for usage in usages),
              "README.md")


def check_whatif(claims):
    text = code("engine/whatif/words.h")
    page = "docs/what-if.md"
    for table, tag in (("FIGURE", "figures"), ("MOVE", "moves")):
        body = re.search(rf"define HP_{table}_TABLE\(X\)(.*?)\n\n|define HP_{table}_TABLE\(X\)(.*)", text, re.S)
        wanted = re.findall(r"X\((\w+), ", body[1] or body[2])
        same_list(claims, f"the {tag}", [quoted(row[0])[0] for row in pages.tables(page, tag)], wanted, page)
    check_moves_in_chinese(claims, text)


def check_moves_in_chinese(claims, text):
    """The Chinese page tells each rule in the words that moves.csv has."""
    page = "docs/zh/what-if.md"
    body = re.search(r"define HP_MOVE_TABLE\(X\)(.*)", text, re.S)[1]
    wanted = re.findall(rf"X\((\w+), {STRING}, {STRING}\)", body)
    rows = [(quoted(row[0])[0], row[1]) for row in pages.tables(page, "moves")]
    same_list(claims, "the moves", rows, [(code, chinese) for code, _, chinese in wanted], page)


def check_rooms(claims):
    text = pages.read("scripts/check-rooms")
    rooms = re.findall(r'"(\w+)"', re.search(r"^ROOMS = \[(.*?)\]", text, re.M | re.S)[1])
    rooms += re.findall(r'"(\w+)":', re.search(r"^ASIDE = \{(.*)\}$", text, re.M)[1])
    page = "engine/README.md"
    rows = [re.match(r"\w+", quoted(row[0])[0])[0] for row in pages.tables(page, "rooms")]
    same_list(claims, "the rooms", [room for room in rows if room != "locale"], rooms, page)


def main():
    claims = pages.Claims("messages")
    check_catalogue(claims)
    check_words(claims)
    check_findings(claims)
    check_columns(claims)
    check_outputs(claims)
    check_keys(claims)
    check_policy_keys(claims)
    check_commands(claims)
    check_whatif(claims)
    check_rooms(claims)
    claims.finish()


if __name__ == "__main__":
    main()
