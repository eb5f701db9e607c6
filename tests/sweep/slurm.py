"""Runs a sweep on a real Slurm, ends some of its tasks in the middle, and wants the same table.

    slurm.py HUAPIAN

The cluster is this test's own: munged, slurmctld and slurmd are its children, with a key, a
configuration, ports on the loopback and a scratch folder of its own, and none outlives it.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import sweeps

LONGEST_S = 240          # a bound for a machine that is very busy; it takes half a minute
CREDENTIAL_S = 10        # Slurm holds a job that went back into the queue for so long
MOST_TASKS = 16          # MaxArraySize: 41 shards are three arrays
POINTS, PER_SHARD = 200, 5
KILLED_SHARDS = (3, 19, 33)   # the program is killed in the middle of its work
STRUCK_SHARD = 5              # its process is killed by this test
CANCELLED_SHARD = 21          # its task is cancelled: the collector submits it again
REQUEUED_SHARD = 27           # its task is put back into the queue from outside
BUSY_SHARD = 8                # the disk is full at first: exit code 75

CONFIGURATION = """\
ClusterName=huapian
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={scratch}/munge.socket,cred_expire={credential}
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={scratch}/state
SlurmdSpoolDir={scratch}/spool
SlurmctldPidFile={scratch}/slurmctld.pid
SlurmdPidFile={scratch}/slurmd.pid
SlurmctldLogFile={scratch}/slurmctld.log
SlurmdLogFile={scratch}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
MaxArraySize={most_tasks}
ReturnToService=2
KillWait=1
RebootProgram=/bin/false
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""

# The program as the tasks see it: some shards do not get through at first.
STAND_IN = """\
#!/bin/sh
if [ "$2" = run-shard ]; then
    echo "$SLURM_JOB_ID" >>"{scratch}/attempts/$5"
    if [ "$(wc -l <"{scratch}/attempts/$5")" -eq 1 ]; then
        case " $5 " in
        {killed}) exec timeout -s KILL 0.02 "{program}" "$@" ;;
        {waiting}) task=${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID
            echo "$$ $task" >"{scratch}/waiting/$5.new"
            mv "{scratch}/waiting/$5.new" "{scratch}/waiting/$5"
            exec sleep 600 ;;
        {busy}) trap '' XFSZ && ulimit -f 0 ;;
        esac
    fi
fi
exec "{program}" "$@"
"""


def dies_with_parent():
    """In a child: it ends when this test ends, however that is."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def adopt_descendants():
    """What children leave behind becomes a child of this process."""
    ctypes.CDLL(None).prctl(36, 1)


def children():
    """The ids of all processes below this one, the nearest first."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    found, nearest = [], [os.getpid()]
    while nearest:
        nearest = [one for one, parent in parents.items() if parent in nearest]
        found += nearest
    return found


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    def __init__(self, scratch):
        self.scratch = scratch
        self.host = socket.gethostname().split(".")[0]
        self.environment = {**os.environ, "SLURM_CONF": os.path.join(scratch, "slurm.conf")}
        self.started = []

    def start(self):
        adopt_descendants()
        controller_port, node_port = free_ports(2)
        with open(self.environment["SLURM_CONF"], "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                host=self.host, scratch=self.scratch, credential=CREDENTIAL_S, user=user_name(),
                controller_port=controller_port, node_port=node_port, most_tasks=MOST_TASKS))
        for name in ("state", "spool"):
            os.mkdir(os.path.join(self.scratch, name))
        key = os.path.join(self.scratch, "munge.key")
        with open(key, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(os.urandom(128))
        self.launch("munged", "--foreground", "--force", f"--key-file={key}",
                    *(f"--{what}={self.scratch}/munge.{end}" for what, end in (
                        ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"),
                        ("seed-file", "seed"))))
        wait_for("munge", lambda: os.path.exists(f"{self.scratch}/munge.socket"))
        self.launch("slurmctld", "-D", "-i")
        wait_for("the controller", lambda: self.ask("scontrol", "ping").returncode == 0)
        self.launch("slurmd", "-D", "-N", self.host)
        wait_for("the node", lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T").stdout)

    def launch(self, name, *arguments):
        program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        if program is None:
            raise SystemExit(f"{name} is not installed: scripts/setup test")
        with open(os.path.join(self.scratch, f"{name}.out"), "wb") as out:
            self.started.append(subprocess.Popen([program, *arguments], env=self.environment,
                                                 preexec_fn=dies_with_parent, stdout=out,
                                                 stderr=out, stdin=subprocess.DEVNULL))

    def ask(self, *command, **environment):
        return subprocess.run(command, env={**self.environment, **environment}, text=True,
                              capture_output=True, check=False)

    def logs(self, plan):
        yield self.ask("squeue", "-a", "-r").stdout
        for name in sorted(os.listdir(os.path.join(plan, "log"))):
            with open(os.path.join(plan, "log", name), encoding="utf-8", errors="replace") as file:
                yield f"{name}: {file.read()}"
        for name in ("slurmctld.log", "slurmd.log", "munge.log"):
            path = os.path.join(self.scratch, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    yield f"== {name}\n" + "".join(file.readlines()[-15:])

    def stop(self):
        """Ends every process that this test began, and those that these began."""
        if self.started:
            self.ask("scancel", "--user", user_name())
        for one in reversed(self.started):
            one.terminate()
        until = time.monotonic() + 3
        while children() and time.monotonic() < until:
            reap()
            time.sleep(0.05)
        while children():
            for one in children():
                try:
                    os.kill(one, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            reap()
            time.sleep(0.01)


def user_name():
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] > 0:
            pass
    except ChildProcessError:
        pass


def wait_for(what, holds):
    until = time.monotonic() + LONGEST_S
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not come")
        time.sleep(0.05)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def choice(shards):
    """A pattern of the shell that a shard's index in blanks fits."""
    return "|".join(f'" {shard} "' for shard in shards)


def write_stand_in(scratch, program):
    path = os.path.join(scratch, "stand-in")
    waiting = (STRUCK_SHARD, CANCELLED_SHARD, REQUEUED_SHARD)
    with open(path, "w", encoding="utf-8") as file:
        file.write(STAND_IN.format(scratch=scratch, program=program, killed=choice(KILLED_SHARDS),
                                   waiting=choice(waiting), busy=choice([BUSY_SHARD])))
    os.chmod(path, 0o755)
    for name in ("attempts", "waiting"):
        os.mkdir(os.path.join(scratch, name))
    return path


def end_some(cluster):
    """Ends the tasks that wait for it, each in its way."""
    waiting = os.path.join(cluster.scratch, "waiting")
    for shard in (STRUCK_SHARD, CANCELLED_SHARD, REQUEUED_SHARD):
        path = os.path.join(waiting, str(shard))
        wait_for(f"shard {shard}", lambda path=path: os.path.exists(path))
        process, job = lines_of(path)[0].split()
        if shard == STRUCK_SHARD:
            os.kill(int(process), signal.SIGKILL)
        elif shard == CANCELLED_SHARD:
            cluster.ask("scancel", job)
        else:
            cluster.ask("scontrol", "requeue", job)


def check_attempts(claims, scratch, log):
    """Who was ended began again, nobody else did; the log tells why."""
    again = {int(name) for name in os.listdir(os.path.join(scratch, "attempts"))
             if len(lines_of(os.path.join(scratch, "attempts", name))) > 1}
    ended = {STRUCK_SHARD, CANCELLED_SHARD, REQUEUED_SHARD, BUSY_SHARD}
    claims.claim(ended <= again <= ended | set(KILLED_SHARDS), f"begun again: {sorted(again)}")
    said = "".join(line for name in sorted(os.listdir(log))
                   for line in lines_of(os.path.join(log, name)))
    for shard, code in ((STRUCK_SHARD, 137), (BUSY_SHARD, 75)):
        claims.claim(f"shard {shard} ended with {code}: back into the queue" in said,
                     f"shard {shard} is not told to have ended with {code}: {said}")


def check_sweep(claims, cluster, folder, program):
    plan = folder.plan("plan", POINTS, PER_SHARD)
    serial = folder.serial(plan)
    stand_in = write_stand_in(cluster.scratch, program)
    script = os.path.join(sweeps.REPO, "scripts", "sweep.sbatch")
    sent = cluster.ask(script, plan, "--no-kill", HUAPIAN=stand_in)
    arrays = sent.stdout.count("array ")
    claims.claim(sent.returncode == 0 and arrays == 3,
                 f"submitted: {sent.returncode} {sent.stdout}{sent.stderr}")
    if sent.returncode != 0:
        return
    end_some(cluster)
    wait_for("the table", lambda: os.path.exists(os.path.join(plan, "table")) or
             cluster.ask("squeue", "-h").stdout == "")
    claims.claim(sweeps.table(plan) == serial, "the table is not the serial run's")
    check_attempts(claims, cluster.scratch, os.path.join(plan, "log"))
    again = cluster.ask(script, plan, HUAPIAN=stand_in)
    claims.claim(again.returncode == 0 and "array " not in again.stdout and
                 os.path.join(plan, "table", "sweep.csv") in again.stdout,
                 f"nothing is left to submit, and the table is told: {again.stdout}{again.stderr}")


def main():
    program = os.path.abspath(sys.argv[1])
    claims = sweeps.Claims("sweep.slurm")
    with sweeps.Folder(program) as folder:
        cluster = Cluster(os.path.join(folder.path, "slurm"))
        os.mkdir(cluster.scratch)
        try:
            cluster.start()
            check_sweep(claims, cluster, folder, program)
        except AssertionError as fault:
            claims.claim(False, f"{fault}\n" + "\n".join(cluster.logs(folder.at("plan"))))
        finally:
            cluster.stop()
        claims.claim(children() == [], f"left running: {children()}")
    claims.finish()


if __name__ == "__main__":
    main()
