"""The sentences of engine/explain/words.h: parts, codes and words, each in both languages."""

import os
import re
from typing import NamedTuple

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STRING = r'"((?:[^"\\]|\\.)*)"'


class Wording(NamedTuple):
    """An entry of a table; `part` is empty where the table has none."""
    part: str
    en: str
    zh: str


def read_table(text, name):
    """The entries of one X-macro table, by name, in its order."""
    body = re.search(rf"#define {name}\(X\)(.*?)\n(?=\n|#define|/\*)", text, re.DOTALL)[1]
    entry = rf"X\((\w+),\s*(?:(\w+),\s*)?{STRING},\s*{STRING}\)"
    return {m[1]: Wording(m[2] or "", m[3], m[4])
            for m in re.finditer(entry, body.replace("\\\n", " "))}


with open(os.path.join(REPO, "engine", "explain", "words.h"), encoding="utf-8") as file:
    SOURCE = file.read()
PARTS = read_table(SOURCE, "HP_PART_TABLE")
SAYS = read_table(SOURCE, "HP_SAY_TABLE")
WORDS = read_table(SOURCE, "HP_WORD_TABLE")


def fill(text, values):
    """The text with each {name} replaced by its value; by nothing where there is none."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], ""), text)


def word(language, name, /, **values):
    """A word or phrase in a language."""
    return fill(getattr(WORDS[name], language), values)


def listed(language, texts):
    """Texts in one, apart by the language's comma."""
    return word(language, "list").join(texts)
