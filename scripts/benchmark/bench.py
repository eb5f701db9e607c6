"""The bench: gives all programs the same work in turn and tabulates it; called by scripts/bench.

    bench.py BUILD [--quick] [--only WORD]… [--list] [--write] [--render]
"""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile

import jobs
import tables


def first_of(path, key):
    """The value of the first line `key : value` or `key=value` of a file."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, value = line.replace("=", ":", 1).partition(":")
            if name.strip() == key:
                return value.strip().strip('"')
    return "unknown"


def version(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True,
                          text=True, check=False)
    return done.stdout or "unknown"


def machine_facts(scratch):
    """What the figures depend on. No names of hosts or people."""
    memory_kb = int(first_of("/proc/meminfo", "MemTotal").split()[0])
    disk = subprocess.run(["stat", "-f", "-c", "%T", scratch], capture_output=True, text=True,
                          check=True).stdout.strip()
    linux = ".".join(platform.release().split(".")[:2])
    return {"processor": first_of("/proc/cpuinfo", "model name"),
            "cores": str(os.cpu_count()), "memory": f"{memory_kb / 2 ** 20:.0f} GB",
            "system": f"{first_of('/etc/os-release', 'PRETTY_NAME')}, Linux {linux}",
            "files": disk, "load before": f"{os.getloadavg()[0]:.1f}",
            "compiler": f"gcc {version('gcc')}, g++ {version('g++')}, -O2",
            "LEMON": version("liblemon-dev"), "GLPK": version("libglpk-dev"),
            "HiGHS": f"in SciPy {version('python3-scipy')}"}


def measure_all(wanted, say):
    """Every job in turn, again and again: A B C A B C …; figures by job."""
    figures = {job.name: [] for job in wanted}
    for job in wanted:
        say(f"inventing for {job.name}")
        job.prepare()
    for turn in range(max(job.repetitions for job in wanted) + 1):
        for job in wanted:
            if turn <= job.repetitions:
                say(f"turn {turn}: {job.name}")
                found = job.turn(turn == 0)
                if turn > 0 or isinstance(job, jobs.Season):
                    figures[job.name].append(found)
        faults = tables.Results(figures).disagreeing()
        if faults:
            sys.exit(f"bench: the programs disagree on the optimum: {', '.join(faults)}")
    return figures


def say(text):
    print(text, file=sys.stderr, flush=True)


def options():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true",
                        help="without the million, the sweep and the slow peers")
    parser.add_argument("--only", action="append", metavar="WORD",
                        help="only jobs with WORD in their name")
    parser.add_argument("--repetitions", type=int, help="that many at the most")
    parser.add_argument("--list", action="store_true", help="the names of the jobs")
    parser.add_argument("--write", action="store_true", help="fill docs/performance.md")
    parser.add_argument("--render", action="store_true", help="the last bench again")
    asked = parser.parse_args()
    if asked.write and asked.only:
        parser.error("--write takes all jobs")
    return asked


def run(asked, kept):
    """Measures what is asked and keeps it in a file."""
    scratch = tempfile.mkdtemp(prefix="scratch-", dir=asked.build)
    try:
        wanted = [job for job in jobs.all_jobs(asked.build, scratch, asked.quick)
                  if not asked.only or any(word in job.name for word in asked.only)]
        if asked.list or not wanted:
            print("\n".join(job.name for job in wanted))
            return False
        for job in wanted:
            job.repetitions = min(job.repetitions, asked.repetitions or job.repetitions)
        facts = machine_facts(scratch)
        figures = measure_all(wanted, say)
    finally:
        shutil.rmtree(scratch)
    with open(kept, "w", encoding="utf-8") as file:
        json.dump({"facts": facts, "figures": figures}, file, indent=1)
    return True


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the scratch goes
    asked = options()
    kept = os.path.join(asked.build, "figures.json")
    if not asked.render and not run(asked, kept):
        return
    with open(kept, encoding="utf-8") as file:
        last = json.load(file)
    text = tables.render(last["facts"], last["figures"])
    print(text, end="")
    if asked.write:
        tables.write(text)


if __name__ == "__main__":
    main()
