"""What was measured, as tables in Markdown."""

import os
import statistics

import jobs

PEERS = tuple(jobs.PROGRAMS)[1:]


def table(header, rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in [header, ["---"] * len(header), *rows]]
    return "\n".join(lines)


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def ratio(value):
    return f"× {value:.2f}" if value >= 1 else f"1/{1 / value:.1f}"


class Results:
    """figures: job name to the figures of its turns, in order."""

    def __init__(self, figures):
        self.figures = figures

    def all(self, job, key):
        return [turn[key] for turn in self.figures.get(job, ()) if key in turn]

    def median(self, job, key):
        """None when it was not measured."""
        values = self.all(job, key)
        return statistics.median(values) if values else None

    def disagreeing(self):
        """Instances on which two programs gave different optima."""
        found = []
        for instance in jobs.INSTANCES:
            optima = {optimum for name in jobs.PROGRAMS
                      for optimum in self.all(f"{name}, {instance}", "optimum")}
            found += [instance] if len(optima) > 1 else []
        return found


def program_rows(results, instance):
    ours = results.median(f"engine, {instance}", "seconds")
    for name in jobs.PROGRAMS:
        job = f"{name}, {instance}"
        values = results.all(job, "seconds")
        if values:
            middle = statistics.median(values)
            yield [name, str(len(values)), seconds(middle), f"{seconds(min(values))} to "
                   f"{seconds(max(values))}", ratio(ours / middle) if ours else "",
                   f"{max(results.all(job, 'peak_mb')):.0f}"]


def programs(results):
    parts = []
    for instance, (children, schools, ways) in jobs.INSTANCES.items():
        rows = list(program_rows(results, instance))
        optima = {optimum for name in jobs.PROGRAMS
                  for optimum in results.all(f"{name}, {instance}", "optimum")}
        if rows:
            parts.append(f"{children:,} children × {ways} ways, {schools} schools; the optimum of "
                         f"all is {min(optima):,} metres:")
            parts.append(table(["program", "runs", "median s", "range s", "engine's time by it",
                                "peak MB"], rows))
    return parts


def season_row(results, name):
    job = f"season {name}"
    wall = results.median(job, "run_s")
    files = results.median(job, "files_s")
    if wall is None:
        return None
    megabytes = (results.median(job, "read") + results.median(job, "written")) / 1e6
    return [name, str(len(results.all(job, "run_s"))), seconds(wall),
            seconds(results.median(job, "run_user_s")), seconds(results.median(job, "verify_s")),
            seconds(results.median(job, "verify_user_s")), seconds(files), f"{wall / files:.1f}",
            f"{results.median(job, 'memory_run_mb') or 0:.0f}",
            f"{results.median(job, 'memory_verify_mb') or 0:.0f}", f"{megabytes:.0f}",
            f"{results.median(job, 'files'):.0f}"]


def seasons(results):
    rows = [row for row in (season_row(results, name) for name in jobs.SEASONS) if row]
    header = ["season", "runs", "run s", "user s", "verify s", "user s", "files alone s",
              "run by files", "run MB", "verify MB", "MB read and written", "files"]
    return [table(header, rows)] if rows else []


# ---- what if ----

def trial_names(kind):
    """The job of a kind, and what it tries out in words."""
    children, _, count, _ = jobs.TRIALS[kind]
    return f"{kind} {children:,}", {
        "scenarios": f"{count} scenarios on {children:,}",
        "sweep": f"a sweep of {count:,} on {children:,}"}[kind]


def beside(results, job, other):
    """Trials and runs of a job, both less the seconds of `other`: of medians."""
    spare = results.median(job, other) if other else 0
    return (results.median(job, "trials_s") - spare) / (results.median(job, "run_s") - spare)


def trial_row(results, kind):
    job, name = trial_names(kind)
    whole = results.median(job, "trials_s")
    if whole is None:
        return None
    plan = results.median(job, "plan_s")
    count = results.median(job, "count")
    return [name, str(len(results.all(job, "trials_s"))), seconds(results.median(job, "check_s")),
            seconds(results.median(job, "run_s")), seconds(plan) if plan is not None else "",
            seconds(whole), seconds(results.median(job, "trials_user_s")),
            f"{1000 * whole / count:.0f}", ratio(beside(results, job, None)),
            ratio(beside(results, job, "check_s")), f"{results.median(job, 'short'):.0f}"]


def trials(results):
    rows = [row for row in (trial_row(results, kind) for kind in jobs.TRIALS) if row]
    header = ["work", "runs", "check s", "run s", "of it plan s", "all s", "user s", "ms each",
              "all by run", "without reading", "short"]
    return [table(header, rows)] if rows else []


# ---- goals ----

def by(results, one, other, goal):
    """A row's measured cell and whether it meets the goal: one median by the least of others."""
    ours = results.median(*one)
    theirs = [value for value in (results.median(*job) for job in other) if value is not None]
    if ours is None or not theirs:
        return ["not measured", ""]
    measured = ours / min(theirs)
    return [ratio(measured), "yes" if measured <= goal else "no"]


def program_goal(results, instance, peers, goal):
    return by(results, (f"engine, {instance}", "seconds"),
              [(f"{name}, {instance}", "seconds") for name in PEERS if name.startswith(peers)],
              goal)


def worst(results, one, other, goal):
    """The largest ratio of two figures over all seasons."""
    measured = [(results.median(f"season {name}", one) / results.median(f"season {name}", other),
                 name) for name in jobs.SEASONS if results.median(f"season {name}", one)]
    if not measured:
        return ["not measured", ""]
    value, name = max(measured)
    return [f"{ratio(value)} at the most ({name})", "yes" if value <= goal else "no"]


def memory_goal(results):
    values = [value for key in ("memory_run_mb", "memory_verify_mb")
              for value in results.all("season 1,000,000 in 150 towns", key)]
    if not values:
        return ["not measured", ""]
    return [f"{max(values):.0f} MB", "yes" if max(values) < 2000 else "no"]


def trial_goals(results):
    (ten, ten_words), (sweep, sweep_words) = map(trial_names, ("scenarios", "sweep"))
    took = results.median(sweep, "trials_s")
    return [[f"{ten_words}, of one school each", "less than × 2 of a run",
             *by(results, (ten, "trials_s"), [(ten, "run_s")], 1.9999)],
            [f"{sweep_words}, of one school each", "60 s on two cores",
             *(["not measured", ""] if took is None
               else [f"{seconds(took)} s", "yes" if took <= 60 else "no"])]]


def goals(results):
    lemon = [(f"{name}, large", "seconds") for name in PEERS if name.startswith("LEMON")]
    rows = [
        ["one program, 15,000 × 8, 40 schools", "1/3 of LEMON NetworkSimplex",
         *program_goal(results, "small", "LEMON NetworkSimplex", 1 / 3)],
        ["", "1/300 of GLPK alone", *program_goal(results, "small", "GLPK", 1 / 300)],
        ["", "1/200 of HiGHS dual simplex",
         *program_goal(results, "small", "HiGHS dual", 1 / 200)],
        ["one program, 120,000 × 8, 300 schools", "1/10 of the faster of LEMON's two",
         *by(results, ("engine, large", "seconds"), lemon, 1 / 10)],
        ["a whole season of 120,000", "LEMON's time for one such program",
         *by(results, ("season 120,000", "run_s"), lemon, 1)],
        ["the same, an area a household", "the same",
         *by(results, ("season 120,000, households", "run_s"), lemon, 1)],
        ["a whole season of 120,000 by its files alone", "× 5",
         *by(results, ("season 120,000", "run_s"), [("season 120,000", "files_s")], 5)],
        ["the same, an area a household", "× 5",
         *by(results, ("season 120,000, households", "run_s"),
             [("season 120,000, households", "files_s")], 5)],
        ["from 120,000 to 1,000,000 in towns", "× 12",
         *by(results, ("season 1,000,000 in 150 towns", "run_s"),
             [("season 120,000 in 18 towns", "run_s")], 12)],
        ["memory at 1,000,000", "under 2,000 MB", *memory_goal(results)],
        ["the proof by the run", "less than × 1", *worst(results, "verify_s", "run_s", 0.9999)],
        *trial_goals(results)]
    return [table(["work", "at most", "measured", "met"], rows)]


def machine(facts):
    return [table(["", ""], [[name, value] for name, value in facts.items()])]


def render(facts, figures):
    """All tables, under headings of the third level."""
    results = Results(figures)
    parts = []
    for heading, lines in (("What it must show", goals(results)),
                           ("One nearness program", programs(results)),
                           ("Whole seasons", seasons(results)), ("What if", trials(results)),
                           ("The machine", machine(facts))):
        if lines:
            parts += [f"### {heading}", *lines]
    return "\n\n".join(parts) + "\n"


BEGIN, END = "<!-- tables of scripts/bench -->\n", "<!-- end of the tables -->\n"


def write(text):
    """Puts the tables between the marks of the document."""
    path = os.path.join(jobs.REPO, "docs", "performance.md")
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}\n{END}{after}")
