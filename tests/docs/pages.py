"""What the tests of the documentation share: pages, their blocks, tables and links."""

import os
import re
import sys

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def pages():
    """The pages of the documentation, as paths below the repository, sorted."""
    found = ["README.md", os.path.join("engine", "README.md")]
    for folder, _, names in os.walk(os.path.join(REPO, "docs")):
        found += [os.path.relpath(os.path.join(folder, name), REPO)
                  for name in names if name.endswith(".md")]
    return sorted(found)


def read(path):
    with open(os.path.join(REPO, path), encoding="utf-8") as file:
        return file.read()


class Block:
    """A fenced block: its language, its lines, the comment just above it, where it stands."""

    def __init__(self, page, line, language, comment):
        self.page, self.line, self.language, self.comment = page, line, language, comment
        self.lines = []

    def place(self):
        return f"{self.page}:{self.line}"


def blocks(page):
    """The fenced blocks of a page. The comment `<!-- … -->` just before one is its tag."""
    found, block, comment = [], None, ""
    for number, line in enumerate(read(page).split("\n"), 1):
        if line.startswith("```"):
            if block is None:
                block = Block(page, number, line[3:].strip(), comment)
            else:
                found.append(block)
                block = None
            comment = ""
        elif block is not None:
            block.lines.append(line)
        elif line.strip():
            tag = re.fullmatch(r"<!-- (.*) -->", line.strip())
            comment = tag[1] if tag else ""
    if block is not None:
        raise AssertionError(f"{block.place()}: the block is not closed")
    return found


def prose(page):
    """The lines of a page outside its blocks, with their numbers."""
    inside = False
    for number, line in enumerate(read(page).split("\n"), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            yield number, line


def tables(page, tag):
    """The rows of the table under `<!-- tag -->`: lists of cells, the header left out."""
    rows, state = [], "before"
    for _, line in prose(page):
        if line.strip() == f"<!-- {tag} -->":
            state = "tagged"
        elif state != "before" and line.startswith("|"):
            state = "rows"
            rows.append([cell.strip().replace("\\|", "|")
                         for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif state == "rows":
            break
    if len(rows) < 3:
        raise AssertionError(f"{page}: no table under <!-- {tag} -->")
    return rows[2:]


def anchor(heading):
    """The anchor that a heading gets: lower case, letters, digits, - and _, blanks as -."""
    plain = re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


class Claims:
    def __init__(self, name):
        self.name, self.passed, self.failures = name, 0, []

    def claim(self, holds, what):
        self.passed += bool(holds)
        if not holds:
            self.failures.append(what)
        return holds

    def finish(self):
        """Print the tally and end the test; a test that checked nothing has failed."""
        for failure in self.failures[:40]:
            print(f"{self.name}: {failure}")
        print(f"{self.passed} passed, {len(self.failures)} failed")
        sys.exit(1 if self.failures or self.passed == 0 else 0)
