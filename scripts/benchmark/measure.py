"""One command measured: wall and processor seconds, peak memory, what it printed."""

import dataclasses
import os
import subprocess
import sys
import tempfile
import threading
import time

POLL_S = 0.02
REST = 10  # looking takes at most one part in so many


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
    """Looks again and again at the memory of a process and its children together, while it has
    any: of one process alone the system itself tells the peak."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak_kb, self.ended = pid, 0, threading.Event()

    def run(self):
        pause = POLL_S
        while not self.ended.wait(pause):
            start = time.perf_counter()
            processes = family(self.pid)
            if len(processes) > 1:
                self.peak_kb = max(self.peak_kb, sum(memory_kb(pid) for pid in processes))
            pause = max(POLL_S, REST * (time.perf_counter() - start))


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
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
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
