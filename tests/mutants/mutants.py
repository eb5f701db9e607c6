"""Breaks one rule of the engine at a time: some test of whole seasons must notice each.

    mutants.py BUILD_DIR COMPILER

A mutant is one file of the engine with one text replaced, compiled with the flags of BUILD_DIR
and linked in front of its library. One that nothing notices is a rule without a test.
"""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import tempfile

from table import MUTANTS

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENGINE = os.path.join(os.path.dirname(TESTS), "engine")
LIBRARIES = ["-lglpk", "-lcsv", "-lcjson", "-lsodium", "-lxlsxwriter", "-lz", "-lm"]
RANDOM_SEEDS = ("1", "150", "--first")
# Where a broken rule of scenarios may stand.
SCENARIOS = ("season/patch.c", "season/table.c", "season/data.c", "season/students.c", "base/json_patch.c",
             "whatif/whatif.c", "whatif/outcome.c", "whatif/moves.c")
# Where a broken rule of what a run may take over from another may stand; the same program without
# it is what it must agree with.
BESIDE = ("stage/known.c", "policy/same.c", "season/same.c")
# Where a broken rule of sweeps may stand.
SWEEPS = ("whatif/sweep.c", "whatif/sweep_fill.c", "whatif/sweep_plan.c", "whatif/planned.c",
          "whatif/shard.c", "whatif/gather.c")
# Where one of remedies and forecasts may, and what must notice it.
REMEDIES = {"whatif/growth.c": ("least_cost.py", "181", "120", "--first"),
            "whatif/mend.c": ("least_cost.py", "181", "120", "--first"),
            "whatif/mends.c": ("least_cost.py", "181", "120", "--first"),
            "whatif/trial.c": ("least_cost.py", "75", "226", "--first"),
            "whatif/rules.c": ("least_cost.py", "75", "226", "--first"),
            "lp/enlarge.c": ("least_cost.py", "181", "120", "--first"),
            "lp/least.c": ("bounds.py", "1", "60", "--first"), "whatif/one_more.c": ("bounds.py", "1", "60", "--first"),
            "whatif/misses.c": ("zones.py", "1", "60", "--first"),
            "whatif/projection.c": ("forecast.py",), "whatif/forecast.c": ("forecast.py",),
            "whatif/warning.c": ("forecast.py",)}
# And where one of a second round's.
ROUNDS = ("whatif/remedy.c", "whatif/mend.c", "whatif/mends.c", "whatif/one_more.c", "whatif/season_remedy.c")


def compile_flags(build, path):
    """The flags with which the build compiles a file."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            if os.path.samefile(entry["file"], path):
                words = shlex.split(entry["command"])[1:]
                cut = words.index("-o")
                return [word for word in words[:cut] if word not in ("-MD", "-MT", "-MF", "-O2")
                        and not word.endswith((".o", ".d"))]
    raise SystemExit(f"no compile command for {path}")


def build_mutant(build, compiler, scratch, mutant):
    """The program with one rule broken: the one that runs scenarios where that is what to look at."""
    _, name, old, new = mutant
    path = os.path.join(ENGINE, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if text.count(old) != 1:
        raise SystemExit(f"{name}: stands {text.count(old)} times, not once: {old}")
    os.symlink(os.path.join(build, "locale"), os.path.join(scratch, "locale"))
    source = os.path.join(scratch, os.path.basename(name))
    with open(source, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    program = os.path.join(scratch, "huapian")
    # -w: what a broken rule leaves unused is no matter here.
    subprocess.run([compiler, *compile_flags(build, path), "-w", "-Wno-error", "-O0", source,
                    *(scenario_run_objects if name in BESIDE else cli_objects)(build), os.path.join(build, "libhuapian.a"), *LIBRARIES,
                    "-o", program], check=True)
    return program


def cli_objects(build):
    folder = os.path.join(build, "engine", "CMakeFiles", "huapian.dir", "cli")
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".o"))


def scenario_run_objects(build):
    return [os.path.join(build, "tests", "whatif", "CMakeFiles", "scenario_run.dir", "scenario_run.c.o")]


def notices(test, *arguments, part="seasons"):
    """Whether a test of whole seasons fails."""
    return subprocess.run([sys.executable, "-B", os.path.join(TESTS, part, test), *arguments],
                          capture_output=True, check=False).returncode != 0


def try_mutant(build, compiler, mutant):
    """Who notices the mutant; None: nobody."""
    with tempfile.TemporaryDirectory() as scratch:
        program = build_mutant(build, compiler, scratch, mutant)
        if mutant[1] in BESIDE:
            whole = os.path.join(build, "huapian")
            return "a test of scenarios" if notices("beside.py", whole, program, part="whatif") else None
        if mutant[1] in SCENARIOS:
            whole = os.path.join(build, "tests", "whatif", "scenario_run")
            if notices("compare.py", program, whole, part="whatif") or \
                    notices("faults.py", program, part="whatif"):
                return "a test of scenarios"
        if mutant[1] in SWEEPS:
            return "a test of sweeps" if any(notices(name, program, part="sweep") for name in (
                "plan.py", "collect.py", "shards.py")) else None
        if mutant[1] in REMEDIES:
            test, *arguments = REMEDIES[mutant[1]]
            if notices(test, program, *arguments, part="remedy"):
                return "a test of remedies and forecasts"
        if mutant[1] in ROUNDS and notices("rounds.py", program, "1", "60", part="remedy"):
            return "a test of remedies and forecasts"
        if notices("golden.py", program, "--first"):
            return "a hand-solved season"
        if notices("against_reference.py", program, *RANDOM_SEEDS):
            return "a random season"
        if notices("apart.py", program) or notices("commands.py", program):
            return "a test of commands"
    return None


def main():
    build, compiler = sys.argv[1:]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda mutant: try_mutant(build, compiler, mutant), MUTANTS))
    for mutant, who in zip(MUTANTS, found):
        if who is None:
            print(f"nothing notices: {mutant[0]} ({mutant[1]}: {mutant[2]})")
    for who in sorted(set(found) - {None}):
        print(f"{found.count(who)} of {len(MUTANTS)} broken rules noticed by {who}")
    sys.exit(1 if None in found else 0)


if __name__ == "__main__":
    main()
