"""The checker's table of a workbook's parts is what the library that is installed writes.

    form.py HUAPIAN HUAPIAN_VERIFY

Where it is not, the lines that engine/verify/book.c needs are printed.
"""

import hashlib
import io
import os
import re
import sys
import tempfile
import zipfile

from run_folder import Run, runs

SHEET = "xl/worksheets/sheet1.xml"


def table():
    """(part, hash or NULL) as the checker has them."""
    with open(os.path.join(runs.REPO, "engine", "verify", "book.c"), encoding="utf-8") as file:
        text = file.read()
    lines = re.search(r"form\[\] = \{(.*?)\};", text, re.DOTALL).group(1)
    return re.findall(r'\{"([^"]+)",\s*(?:"([0-9a-f]{64})"|NULL)\}', lines)


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [(name, "" if name == SHEET else hashlib.sha256(book.read(name)).hexdigest())
                for name in book.namelist()]


def main():
    program, _ = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "out")
        runs.run_season(program, os.path.join(runs.REPO, "data", "seasons", "rounds-700"), out)
        books = {name: parts_of(data) for name, data in Run(out).files.items()
                 if name.endswith(".xlsx")}
    wrong = [name for name, parts in sorted(books.items()) if parts != table()]
    for part, digest in books[wrong[0]] if wrong else ():
        print(f'    {{"{part}", "{digest}"}},' if digest else f'    {{"{part}", NULL}},')
    runs.finish("form", len(books) - len(wrong), [f"{name} has other parts" for name in wrong])


if __name__ == "__main__":
    main()
