"""One command measured: wall and processor seconds, peak memory, what it printed."""

import dataclasses
import os
import subprocess
import sys
import tempfile
import threading
import time

POLL_S = 0.02


@dataclasses.dataclass
class Measured:
    wall_s: float
    user_s: float
    peak_mb: float
    code: int
    printed: str


def family(pid):
    """The process and all that descend from it."""
    found = [pid]
    for process in found:
        try:
            for task in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{task}/children", encoding="ascii") as file:
                    found += [int(child) for child in file.read().split()]
        except OSError:
            pass  # it has ended
    return found


def memory_kb(pid):
    """What a process holds; pages that several share count for each in part."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


class Watch(threading.Thread):
    """Looks again and again at the memory of a process and all its children, together."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak_kb, self.ended = pid, 0, threading.Event()

    def run(self):
        while not self.ended.wait(POLL_S):
            self.peak_kb = max(self.peak_kb, sum(memory_kb(pid) for pid in family(self.pid)))


def measure(command, watch=False, good=(0,)):
    """Run a command to its end. `watch` takes the memory of all its processes, which costs time;
    without it, of the largest one, as the system counts it."""
    os.sync()
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=printed)
        watcher = Watch(process.pid)
        if watch:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # so that nothing waits again
        if watch:
            watcher.ended.set()
            watcher.join()
        printed.seek(0)
        text = printed.read().decode()
    if process.returncode not in good:
        sys.exit(f"bench: exit {process.returncode}: {' '.join(map(str, command))}")
    return Measured(wall, usage.ru_utime, max(usage.ru_maxrss, watcher.peak_kb) / 1024,
                    process.returncode, text)
