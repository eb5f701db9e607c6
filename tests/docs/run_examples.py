"""Runs the examples of the documentation.

    run_examples.py PROGRAM

Conventions of README.md, engine/README.md and docs/**/*.md:

* ```console blocks are run. A line `$ command`, with `> ` lines that carry it on, is given to a
  shell; the lines after it are what it prints, standard error among it; `...` stands for any
  lines, ` ...` for the end of a line. `tiny` is a copy of tests/docs/tiny; what one block leaves
  behind is there for the next one of the page. Pages in docs/zh are run with Chinese messages,
  the others with English ones.
* ```json and ```csv blocks have a tag: `<!-- tiny FILE [POINTER] -->`. The block is put into that
  file of the tiny season: as the value at the JSON pointer (a last `-` appends), as the whole
  file without one; rows of a table are appended with `+`. `huapian check` must then find nothing,
  or, after `: code …` in the tag, exactly these codes, each as often as it is named.
* ```sh blocks are not run, but their scripts and commands must exist.
* Blocks without a language, and `text` and `c`, are left alone; others are not allowed.
* Links within the repository lead to files and headings that exist.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pages

TINY = os.path.join(pages.REPO, "tests", "docs", "tiny")


def environment(program, page):
    chinese = page.startswith(os.path.join("docs", "zh"))
    return dict(os.environ, PATH=os.path.dirname(program) + os.pathsep + os.environ["PATH"],
                LC_ALL="zh_CN.UTF-8" if chinese else "C", LANGUAGE="")


# ---- console blocks ----

def steps(block):
    """The commands of a block with the lines that they print."""
    found = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and line.startswith("> "):
            found[-1] = (found[-1][0] + "\n" + line[2:], found[-1][1])
        elif found:
            found[-1][1].append(line)
        else:
            raise AssertionError(f"{block.place()}: lines before the first command")
    return found


def matches(expected, got):
    """Whether the lines are as expected; `...` stands for any lines, or for a line's end."""
    if not expected:
        return not got
    if expected[0] == "...":
        return any(matches(expected[1:], got[i:]) for i in range(len(got) + 1))
    start = expected[0][:-3] if expected[0].endswith(" ...") else None
    same = got and (got[0] == expected[0] if start is None else got[0].startswith(start.rstrip()))
    return bool(same) and matches(expected[1:], got[1:])


def run_block(claims, block, folder, env):
    code = 0
    claims.claim(steps(block), f"{block.place()}: no command")
    for command, expected in steps(block):
        done = subprocess.run(["sh", "-c", f"(exit {code}); {command}"], cwd=folder, env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        code = done.returncode
        got = done.stdout.decode("utf-8").replace("\r\n", "\n").lstrip("\ufeff").split("\n")[:-1]
        claims.claim(matches(expected, got),
                     f"{block.place()}: $ {command}\n" + "\n".join(f"    | {line}" for line in got))


# ---- fragments ----

def put(document, pointer, value):
    """Sets the value at a JSON pointer; `-` appends to a list."""
    parts = pointer.split("/")[1:]
    for part in parts[:-1]:
        document = document[int(part) if isinstance(document, list) else part]
    last = parts[-1]
    if isinstance(document, list):
        if last == "-":
            document.append(value)
        else:
            document[int(last)] = value
    else:
        document[last] = value


def splice(season, name, pointer, text):
    path = os.path.join(season, name)
    if pointer == "+":
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
    elif not pointer:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        put(document, pointer, json.loads(text))
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)


def check_fragment(claims, block, program, folder):
    tag = re.fullmatch(r"tiny (\S+)(?: (\S+))?(?: : (.+))?", block.comment)
    if not claims.claim(tag, f"{block.place()}: the fragment has no tag"):
        return
    season = os.path.join(folder, f"fragment-{block.line}")
    shutil.copytree(TINY, season)
    splice(season, tag[1], tag[2], "\n".join(block.lines) + "\n")
    done = subprocess.run([program, "check", season, "--json"], capture_output=True, check=False,
                          env=environment(program, block.page))
    found = sorted(finding["code"] for finding in json.loads(done.stdout)["findings"])
    wanted = sorted(tag[3].split()) if tag[3] else []
    claims.claim(found == wanted, f"{block.place()}: finds {found}, expected {wanted}\n"
                                  f"{done.stdout.decode('utf-8')}")


# ---- blocks that are not run ----

def check_shell(claims, block, commands):
    for line in block.lines:
        for script in re.findall(r"(?<![\w/])scripts/[\w-]+(?:\.\w+)*", line):
            claims.claim(os.access(os.path.join(pages.REPO, script), os.X_OK),
                         f"{block.place()}: there is no {script}")
        for command in re.findall(r"(?:^|/)huapian ([\w-]+)", line):
            claims.claim(command in commands, f"{block.place()}: there is no command {command}")


# ---- links ----

def anchors(path):
    return {pages.anchor(line.lstrip("#")) for _, line in pages.prose(path) if line.startswith("#")}


def check_links(claims, page):
    for number, line in pages.prose(page):
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, heading = target.partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(page), name)) if name else page
            exists = os.path.exists(os.path.join(pages.REPO, path)) and not path.startswith("..")
            claims.claim(exists, f"{page}:{number}: the link {target} leads nowhere")
            if exists and heading:
                claims.claim(heading in anchors(path),
                             f"{page}:{number}: there is no heading for {target}")


def check_page(claims, page, program, commands):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TINY, os.path.join(folder, "tiny"))
        for block in pages.blocks(page):
            if block.language == "console":
                run_block(claims, block, folder, environment(program, page))
            elif block.language in ("json", "csv"):
                check_fragment(claims, block, program, folder)
            elif block.language == "sh":
                check_shell(claims, block, commands)
            else:
                claims.claim(block.language in ("", "text", "c"),
                             f"{block.place()}: blocks of {block.language!r} are not checked")
    check_links(claims, page)


def main():
    claims = pages.Claims("examples")
    program = os.path.abspath(sys.argv[1])
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True,
                          env=environment(program, "")).stdout
    commands = re.findall(r"^  huapian ([\w-]+)", told, re.MULTILINE)
    for page in pages.pages():
        check_page(claims, page, program, commands)
    every = [block for page in pages.pages() for block in pages.blocks(page)]
    for language in ("console", "json", "csv"):
        claims.claim(any(block.language == language for block in every),
                     f"no {language} block was found")
    claims.finish()


if __name__ == "__main__":
    main()
